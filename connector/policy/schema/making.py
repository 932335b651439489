"""The schema of each of users' files, as values and as text."""

from __future__ import annotations

import json

from connector.policy.schema import Of
from connector.policy.schema.configuration import cases_schema, mappings_schema, settings_schema
from connector.policy.schema.forms import Form
from connector.policy.schema.policy import policy_schema
from connector.policy.vocabulary import Vocabulary


def schema(of: Of, words: Vocabulary) -> Form:
    """The JSON Schema, draft 2020-12, in which fields and CRMs are `words`."""
    if of is Of.POLICY:
        return policy_schema(words)
    if of is Of.TESTS:
        return cases_schema(words)
    return settings_schema() if of is Of.SETTINGS else mappings_schema()


def schema_text(of: Of, words: Vocabulary) -> str:
    """The schema as the text of a file."""
    return json.dumps(schema(of, words), indent=1, ensure_ascii=False) + "\n"
