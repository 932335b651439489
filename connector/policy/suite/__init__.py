"""Users' policy tests: `policy/tests/*.yaml` read, decided by the very `decide`, and judged."""

from connector.policy.suite.judging import Ran, run
from connector.policy.suite.reading import Suite, read_suite

__all__ = ["Ran", "Suite", "read_suite", "run"]
