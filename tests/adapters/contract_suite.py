"""What every CRM adapter promises, tried on the simulator of its CRM over real HTTPS.

An adapter's test module inherits `CrmContract`, names its dialect, and once more for each position of
a switch that it relies on. The promises stand in `contract/`, a module for each subject.
"""

from __future__ import annotations

from tests.adapters.contract.activities import ActivitiesContract
from tests.adapters.contract.feed import FeedContract
from tests.adapters.contract.health import HealthContract
from tests.adapters.contract.owners import OwnersContract
from tests.adapters.contract.session import SessionContract
from tests.adapters.contract.trouble import TroubleContract


class CrmContract(
    SessionContract, FeedContract, ActivitiesContract, OwnersContract, TroubleContract, HealthContract
):
    """Inherit it as `TestX`. `switches` are positions of the simulator for all of these tests."""
