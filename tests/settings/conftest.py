"""A configuration on disk, written anew for each test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from connector.settings import Loaded, load

ENVIRONMENT = {
    "SF_ID": "id-1",
    "SF_SECRET": "s3cret-1",
    "HUBSPOT_TOKEN": "pat-7",
    "SLACK_URL": "slack://T/O/K",
}

SOUND = """\
store: sqlite:///var/pointsman.db
crms:
  sales:
    kind: salesforce
    url: https://acme.my.salesforce.com
    auth:
      flow: client_credentials
      client_id: ${SF_ID}
      client_secret: ${SF_SECRET}
  marketing:
    kind: hubspot
    url: https://api.hubapi.com:8443/
    auth:
      flow: token
      token: ${HUBSPOT_TOKEN}
    objects: contacts
    poll_seconds: 2.5
owner_of_record: sales
linked_by: {marketing: salesforceleadid}
mappings: mappings/
policy: policy/
brake: {writes_per_hour: 7, stale_per_hour: 3}
console: {host: 127.0.0.1, port: 8460}
notices:
  channels:
    revops: ${SLACK_URL}
    reps: mailto://mail.acme.com?to={email}
  owner: reps
freshness_seconds: 12
"""

Write = Callable[..., Loaded]


@pytest.fixture
def loaded(tmp_path: Path) -> Write:
    """Loads settings from a text, `change` being (old, new) pairs in the sound one."""

    def write(
        *change: tuple[str, str],
        text: str | None = None,
        environment: Mapping[str, str] = ENVIRONMENT,
        required: bool = True,
    ) -> Loaded:
        content = SOUND if text is None else text
        for old, new in change:
            assert old in content
            content = content.replace(old, new)
        (tmp_path / "mappings").mkdir(exist_ok=True)
        (tmp_path / "policy").mkdir(exist_ok=True)
        path = tmp_path / "pointsman.yaml"
        path.write_text(content, encoding="utf-8")
        return load(path, require_references=required, environment=environment)

    return write
