"""pointsman.yaml: what it means, and every fault in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from connector.settings import Loaded, Settings, crm_config, load
from mappings.records import ACTIVITIES, Kind

Write = Callable[..., Loaded]


def sound(loaded: Loaded) -> Settings:
    assert loaded.settings is not None, loaded.faults
    return loaded.settings


def places(loaded: Loaded) -> list[tuple[int, int]]:
    return [(fault.line, fault.column) for fault in loaded.faults]


def test_sound_settings_have_no_fault(loaded: Write, tmp_path: Path) -> None:
    result = loaded()
    settings = sound(result)
    assert result.faults == ()
    assert settings.folder == tmp_path
    assert settings.policy == tmp_path / "policy"
    assert (settings.brake.writes_per_hour, settings.brake.stale_per_hour) == (7, 3)
    assert settings.freshness_seconds == 12
    assert settings.notices.owner == "reps"
    assert settings.notices.channels["revops"] == "slack://T/O/K"
    assert settings.lead_object("marketing") == "contacts"
    assert settings.crms["marketing"].poll_seconds == 2.5


def test_the_stores_path_is_relative_to_the_file(loaded: Write, tmp_path: Path) -> None:
    assert sound(loaded()).store == f"sqlite:///{tmp_path}/var/pointsman.db"


def test_an_absolute_path_of_the_store_stays(loaded: Write) -> None:
    assert sound(loaded(("sqlite:///var", "sqlite:////srv"))).store == "sqlite:////srv/pointsman.db"


def test_a_postgresql_address_stays(loaded: Write) -> None:
    url = "postgresql://user@host:5432/db"
    assert sound(loaded(("sqlite:///var/pointsman.db", url))).store == url


def test_what_an_adapter_is_built_from(loaded: Write) -> None:
    config = crm_config(sound(loaded()), "marketing")
    assert (config.name, config.url, config.lead_object) == (
        "marketing",
        "https://api.hubapi.com:8443",
        "contacts",
    )
    assert config.auth == {"flow": "token", "token": "pat-7"}
    assert set(config.maps) - ACTIVITIES == {Kind.LEAD, Kind.ACCOUNT, Kind.OPPORTUNITY}


def test_the_link_to_the_owner_of_record_is_read_with_the_lead(loaded: Write) -> None:
    settings = sound(loaded())
    rules = {rule.name: rule.crm_field for rule in settings.crms["marketing"].maps[Kind.LEAD].read}
    assert rules["linked_to"] == "salesforceleadid"
    assert "linked_to" not in {rule.name for rule in settings.crms["sales"].maps[Kind.LEAD].read}


def test_little_need_be_said(loaded: Write) -> None:
    text = "crms:\n  a: {kind: hubspot, url: https://h, auth: {flow: token, token: '${HUBSPOT_TOKEN}'}}\n"
    settings = sound(loaded(text=text))
    assert settings.store.endswith("/var/pointsman.db")
    assert (settings.console.port, settings.freshness_seconds) == (8460, 30)
    assert settings.crms["a"].poll_seconds == 10


def test_secrets_never_show(loaded: Write) -> None:
    settings = sound(loaded())
    shown = f"{settings!r} {crm_config(settings, 'sales')!r} {loaded()!r}"
    for secret in ("s3cret-1", "pat-7", "slack://T/O/K"):
        assert secret not in shown
        assert secret in settings.secrets


def test_a_reference_to_a_file_is_relative_to_the_settings(loaded: Write, tmp_path: Path) -> None:
    (tmp_path / "sf").write_text("from-a-file\n", encoding="utf-8")
    settings = sound(loaded(("${SF_SECRET}", "${file:sf}")))
    assert settings.crms["sales"].auth["client_secret"] == "from-a-file"


def test_a_secret_may_hold_what_yaml_would_read_otherwise(loaded: Write) -> None:
    environment = {
        "SF_ID": "123",
        "SF_SECRET": "a: {b} # ${X}",
        "HUBSPOT_TOKEN": "true",
        "SLACK_URL": "slack://x",
    }
    settings = sound(loaded(environment=environment))
    assert settings.crms["sales"].auth == {
        "flow": "client_credentials",
        "client_id": "123",
        "client_secret": "a: {b} # ${X}",
    }


def test_a_number_may_come_by_reference(loaded: Write) -> None:
    settings = sound(loaded(("port: 8460", 'port: "${PORT}"'), environment={**_all(), "PORT": "9000"}))
    assert settings.console.port == 9000


def _all() -> dict[str, str]:
    return {"SF_ID": "1", "SF_SECRET": "2", "HUBSPOT_TOKEN": "3", "SLACK_URL": "slack://x"}


def test_what_cannot_be_resolved_keeps_the_daemon_from_running(loaded: Write) -> None:
    result = loaded(environment={})
    assert result.settings is None
    assert places(result) == [(8, 18), (9, 22), (15, 14), (26, 13)]
    assert "`SF_ID` is not set" in result.faults[0].message


def test_what_cannot_be_resolved_is_a_warning_for_other_commands(loaded: Write) -> None:
    result = loaded(environment={}, required=False)
    assert sound(result).crms["sales"].auth["client_secret"] == "${SF_SECRET}"
    assert [fault.warning for fault in result.faults] == [True] * 4


def test_an_address_that_cannot_be_resolved_is_only_a_warning_too(loaded: Write) -> None:
    changes = (
        ("https://acme.my.salesforce.com", "${SF_URL}"),
        ("sqlite:///var/pointsman.db", "${DB}"),
        ("port: 8460", 'port: "${PORT}"'),
    )
    result = loaded(*changes, required=False)
    sound(result)
    assert [fault.warning for fault in result.faults] == [True] * 3


def test_an_empty_variable_is_not_a_secret(loaded: Write) -> None:
    result = loaded(environment={**_all(), "SF_SECRET": ""})
    assert "is empty" in result.faults[0].message


FAULTS = [
    (("store: sqlite", "stroe: sqlite"), (1, 1), "unknown key `stroe`", "`store`"),
    (("sqlite:///var/pointsman.db", "sqlite://"), (1, 8), "a store that forgets", "sqlite:///"),
    (("sqlite:///var/pointsman.db", "mysql://x"), (1, 8), "no address of a store", "postgresql://"),
    (("sqlite:///var/pointsman.db", "postgresql://u:pw@h/d"), (1, 8), "a secret in clear text", "PGPASSWORD"),
    (("kind: salesforce", "kind: salesforc"), (4, 11), "not a word that is known", "`salesforce`"),
    (("https://acme", "http://acme"), (5, 10), "not an https address", "https://host"),
    (("https://acme", "https://u:p@acme"), (5, 10), "a secret in clear text", "auth"),
    (("salesforce.com", "salesforce.com/x"), (5, 10), "an address with a path", "host only"),
    (("https://api.hubapi.com:8443/", "https://h:x"), (12, 10), "no web address", "https://host"),
    (("client_credentials", "client_credential"), (7, 13), "no flow of salesforce", "`client_credentials`"),
    (("client_credentials", "jwt"), (7, 13), "this version does not do `jwt`", "client_credentials"),
    (("flow: token", "flow: oauth"), (14, 13), "this version does not do `oauth`", "flow: token"),
    (("      client_id: ${SF_ID}\n", ""), (7, 7), "`client_id` is missing", "needs client_id"),
    (("client_id:", "clientid:"), (8, 7), "unknown key `clientid`", "`client_id`"),
    (("${SF_SECRET}", "hunter2"), (9, 22), "a secret in clear text", "${NAME}"),
    (("${SF_SECRET}", "a${SF_SECRET}"), (9, 22), "a reference stands for a whole value", "alone"),
    (("${SF_SECRET}", "${file:none}"), (9, 22), "`none` cannot be read", "path and rights"),
    (("objects: contacts", "objects: contact"), (16, 14), "not what a lead can be", "`contacts`"),
    (("poll_seconds: 2.5", "poll_seconds: 0.5"), (17, 19), "must be at least 1", "greater"),
    (("poll_seconds: 2.5", "poll_seconds: 3601"), (17, 19), "must be at most 3600", "smaller"),
    (("poll_seconds: 2.5", "poll_seconds: true"), (17, 19), "a number belongs here", "without quotes"),
    (("owner_of_record: sales", "owner_of_record: sale"), (18, 18), "no CRM `sale`", "`sales`"),
    (("{marketing: salesforceleadid}", "{marketin: x}"), (19, 13), "no CRM `marketin`", "`marketing`"),
    (("{marketing: salesforceleadid}", "{sales: x}"), (19, 13), "the owner of record itself", "another"),
    (("{marketing: salesforceleadid}", "{marketing: a b}"), (19, 24), "no name of a CRM field", "API name"),
    (("mappings: mappings/", "mappings: none/"), (1, 1), "no such folder", "create"),
    (("policy: policy/", "policy: none/"), (21, 9), "no policy folder", "create"),
    (("writes_per_hour: 7", "writes_per_hour: 0"), (22, 26), "must be at least 1", "greater"),
    (("writes_per_hour: 7", "writes_per_hour: 1.5"), (22, 26), "a whole number", "fraction"),
    (("port: 8460", "port: 99999"), (23, 34), "must be at most 65535", "smaller"),
    (("port: 8460", "prot: 8460"), (23, 28), "unknown key `prot`", "`port`"),
    (("${SLACK_URL}", "slack://T/O/K"), (26, 13), "an address that holds a secret", "${NAME}"),
    (("mailto://mail", "mailto://u:p@mail"), (27, 11), "an address that holds a secret", "${NAME}"),
    (("mailto://mail.acme.com?to={email}", "reps"), (27, 11), "no address of a channel", "apprise"),
    (("owner: reps", "owner: rep"), (28, 10), "no channel `rep`", "`reps`"),
    (("freshness_seconds: 12", "freshness_seconds: -1"), (29, 20), "must be at least 0", "greater"),
    (("freshness_seconds: 12", "max_reassignments: 5"), (29, 1), "does not do `max_reassignments`", "drop"),
]


@pytest.mark.parametrize(("change", "place", "message", "mend"), FAULTS)
def test_a_fault_names_its_place_and_its_mend(
    loaded: Write, change: tuple[str, str], place: tuple[int, int], message: str, mend: str
) -> None:
    result = loaded(change)
    assert result.settings is None
    found = [fault for fault in result.faults if message in fault.message]
    assert len(found) == 1 and len(result.faults) <= 2, result.faults
    assert (found[0].line, found[0].column) == place
    assert mend in found[0].mend


def test_all_faults_come_at_once(loaded: Write) -> None:
    result = loaded(
        ("store:", "stroe:"),
        ("https://acme", "http://acme"),
        ("${SF_SECRET}", "x"),
        ("owner: reps", "owner: r"),
    )
    assert places(result) == [(1, 1), (5, 10), (9, 22), (28, 10)]


def test_no_fault_quotes_a_secret(loaded: Write) -> None:
    result = loaded(("${SF_SECRET}", "hunter2"), ("sqlite:///var/pointsman.db", "postgresql://u:hunter2@h/d"))
    assert len(result.faults) == 2
    assert "hunter2" not in str(result)


def test_a_crm_needs_a_proper_name(loaded: Write) -> None:
    result = loaded(("  sales:", "  Sales Org:"))
    assert any(f.message == "no name for a CRM" and (f.line, f.column) == (3, 3) for f in result.faults)


def test_a_missing_private_ca_is_a_fault_for_the_daemon_only(loaded: Write) -> None:
    change = ("    objects: contacts", "    ca_file: ca.pem")
    assert loaded(change).settings is None
    result = loaded(change, required=False)
    assert sound(result).crms["marketing"].ca_file is not None
    assert result.faults[0].message == "no such file"


def test_an_owner_of_record_without_links_is_a_warning(loaded: Write) -> None:
    result = loaded(("linked_by: {marketing: salesforceleadid}\n", ""))
    sound(result)
    assert result.faults[0].warning


def test_links_without_an_owner_of_record_are_a_fault(loaded: Write) -> None:
    result = loaded(("owner_of_record: sales\n", ""))
    assert "without `owner_of_record`" in result.faults[0].message


@pytest.mark.parametrize(
    "text", ["", "a", "[]", "crms:", "crms: []", "crms: {}", "crms: {a: 1}", "crms: {a: {auth: 1}}"]
)
def test_other_shapes_are_faults(loaded: Write, text: str) -> None:
    result = loaded(text=text)
    assert result.settings is None
    assert result.faults


def test_users_mapping_files_are_read_and_their_faults_placed(loaded: Write, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "lead.yaml").write_text(
        "lead:\n  salesforce:\n    read:\n      a: {field: Product__c}\n      bad: {field: X, as: intger}\n",
        encoding="utf-8",
    )
    result = loaded()
    assert [(f.file, f.line, f.column) for f in result.faults] == [("mappings/lead.yaml", 5, 27)]
    (tmp_path / "mappings" / "lead.yaml").write_text(
        "lead:\n  salesforce:\n    read:\n      product: {field: Product__c}\n", encoding="utf-8"
    )
    assert "product" in sound(loaded()).fields(Kind.LEAD)


def test_two_mapping_files_may_not_speak_of_the_same_table(loaded: Write, tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / "mappings" / name).write_text(
            "lead:\n  salesforce: {read: {x: X__c}}\n", encoding="utf-8"
        )
    (tmp_path / "mappings" / "c.yaml").write_text("lead:\n  hubspot: {read: {y: y}}\n", encoding="utf-8")
    result = loaded()
    assert [(f.file, f.line, f.column) for f in result.faults] == [("mappings/b.yaml", 2, 3)]
    assert "a.yaml" in result.faults[0].message


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    result = load(tmp_path / "pointsman.yaml", environment={})
    assert [fault.message for fault in result.faults] == ["no such file"]


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(["${X}", "https://h"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "crms",
                    "a",
                    "kind",
                    "auth",
                    "flow",
                    "token",
                    "url",
                    "notices",
                    "channels",
                    "linked_by",
                    "store",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(value=VALUES)
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_settings_raise(value: object, loaded: Write) -> None:
    import json

    result = loaded(text=json.dumps(value), required=False)
    assert result.settings is None or asdict(result.settings.brake)


CALENDARS = (
    "freshness_seconds: 12",
    "freshness_seconds: 12\ncalendars:\n"
    "  Ann@acme.com: {url: '${ANN_ICS}', busy: counts}\n  ben@acme.com: {url: '${BEN_ICS}'}",
)
ADDRESSES = {
    "ANN_ICS": "https://cal.acme.com/private-7/a.ics",
    "BEN_ICS": "webcal://cal.acme.com:8443/b.ics?k=1",
}


def test_calendars_are_by_e_mail_and_their_addresses_are_secrets(loaded: Write) -> None:
    settings = loaded(CALENDARS, environment=_all() | ADDRESSES).settings
    assert settings is not None
    ann, ben = settings.calendars["ann@acme.com"], settings.calendars["ben@acme.com"]
    assert (ann.url, ann.busy) == ("https://cal.acme.com/private-7/a.ics", True)
    assert (ben.url, ben.busy) == ("https://cal.acme.com:8443/b.ics?k=1", False)
    assert {ann.url, ben.url} <= set(settings.secrets)
    assert "private-7" not in repr(settings)


@pytest.mark.parametrize(
    ("entry", "environment", "message"),
    [
        ("ann@acme.com: {url: https://cal.acme.com/a.ics}", {}, "in clear text"),
        ("ann@acme.com: {url: '${ANN_ICS}'}", {"ANN_ICS": "http://cal.acme.com/a.ics"}, "no https address"),
        ("ann@acme.com: {url: '${ANN_ICS}'}", {"ANN_ICS": "https://[x"}, "no https address"),
        ("ann@acme.com: {url: '${ANN_ICS}'}", {}, "is not set"),
        ("ann@acme.com: {url: '${ANN_ICS}', busy: maybe}", ADDRESSES, "one of: counts, ignored"),
        ("ann@acme.com: {url: '${ANN_ICS}', ca_file: nowhere.pem}", ADDRESSES, "no such file"),
        ("Ann Adler: {url: '${ANN_ICS}'}", ADDRESSES, "no e-mail of a person"),
        ("ann@acme.com: {busy: counts}", {}, "url"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_said_without_its_address(
    loaded: Write, entry: str, environment: dict[str, str], message: str
) -> None:
    change = ("freshness_seconds: 12", f"freshness_seconds: 12\ncalendars:\n  {entry}")
    result = loaded(change, environment=_all() | environment)
    assert result.settings is None
    (fault,) = result.faults
    assert message in f"{fault.message} {fault.mend}"
    assert fault.line > 20
    assert "cal.acme.com" not in str(fault)


def test_how_long_what_is_kept(loaded: Write) -> None:
    text = "crms:\n  a: {kind: hubspot, url: https://h, auth: {flow: token, token: '${HUBSPOT_TOKEN}'}}\n"
    days = {name: age and age.days for name, age in sound(loaded(text=text)).retention.items()}
    assert days == {"values": 730, "deleted": 122, "activities": 730, "details": 365}
    said = text + "audit: {retention: {values: 2 years, deleted: for ever, details: 90 days}}\n"
    days = {name: age and age.days for name, age in sound(loaded(text=said)).retention.items()}
    assert days == {"values": 730, "deleted": None, "activities": 730, "details": 90}


@pytest.mark.parametrize("age", ["soon", "0 days", "1 week", "24 months ago"])
def test_an_age_that_is_none_is_a_fault(loaded: Write, age: str) -> None:
    text = "crms:\n  a: {kind: hubspot, url: https://h, auth: {flow: token, token: '${HUBSPOT_TOKEN}'}}\n"
    result = loaded(text=text + f"audit: {{retention: {{values: {age}}}}}\n")
    [fault] = [fault for fault in result.faults if not fault.warning]
    assert "write it as 90 days, 24 months, 2 years or for ever" in str(fault)
