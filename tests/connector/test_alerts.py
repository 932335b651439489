"""Alert rules and the dashboard: they parse, and every figure that they name comes from the daemon."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from tests.company import Company

ROOT = Path(__file__).parents[2]
RULES = YAML(typ="safe", pure=True).load((ROOT / "deploy/prometheus/alerts.yaml").read_text(encoding="utf-8"))
BOARD = json.loads((ROOT / "deploy/grafana/dashboard.json").read_text(encoding="utf-8"))
ALERTS: list[dict[str, Any]] = [rule for group in RULES["groups"] for rule in group["rules"]]
EXPRESSIONS = [
    *(rule["expr"] for rule in ALERTS),
    *(target["expr"] for panel in BOARD["panels"] for target in panel["targets"]),
]
TOKEN = re.compile(
    r'\s+|"[^"]*"|\[\d+[smhd]\]|==|!=|>=|<=|=~|[-+*/<>=(){},]|\d+(?:\.\d+)?|[a-zA-Z_]\w*(?=[^\w]|$)'
)
LABELS = frozenset({"le", "crm", "loop", "outcome", "result", "table", "status", "state", "job"})
WORDS = LABELS | {"up", "time", "sum", "max", "by", "on", "and", "rate", "increase", "histogram_quantile"}
LENGTH = re.compile(r"\d+[smhd]")


@pytest.fixture
def exported(company: Company) -> Iterator[dict[str, set[str]]]:
    """What a daemon tells after it has routed a few leads: the labels of each figure."""
    company.settles()
    company.arrives("salesforce", LastName="Doe", Company="Acme", Email="a@x.example")
    company.arrives("hubspot", email="b@y.example")
    company.passes(60)
    assert company.parts is not None
    company.parts.metrics.show(company.parts.status.lights())
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(company.parts.metrics.text().decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
        found.setdefault(family.name + ("_total" if family.type == "counter" else ""), set())
        if family.type == "histogram":
            found.setdefault(f"{family.name}_bucket", {"le"})
    yield found
    company.stop()


def test_the_daemon_tells_how_fast_new_leads_get_their_owner(company: Company) -> None:
    company.settles()
    company.arrives("salesforce", LastName="Doe", Company="Acme", Email="a@x.example")
    company.passes(60)
    assert company.parts is not None
    told = company.parts.metrics.text().decode()
    company.stop()
    assert 'pointsman_owner_seconds_count{crm="sales"} 1.0' in told
    assert "pointsman_oldest_waiting_seconds 0.0" in told
    assert "pointsman_unsealed_leaves 0.0" in told


def test_no_label_names_a_person_or_a_lead(exported: dict[str, set[str]]) -> None:
    named = set().union(*exported.values())
    assert named <= {"outcome", "crm", "result", "table", "status", "state", "loop", "le"}


def test_every_figure_that_rules_and_dashboard_name_is_exported(exported: dict[str, set[str]]) -> None:
    named = {name for text in EXPRESSIONS for name in re.findall(r"pointsman_\w+", text)}
    assert named
    assert sorted(named - set(exported)) == []


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_every_expression_parses(text: str) -> None:
    at, depth = 0, []
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found is not None, text[at:]
        token, at = found.group(), found.end()
        if token in "({":
            depth.append(token)
        elif token in (")", "}"):
            assert depth.pop() == {")": "(", "}": "{"}[token]
        elif token[0].isalpha():
            assert token in WORDS or token.startswith("pointsman_"), token
    assert depth == []


@pytest.mark.parametrize("rule", ALERTS, ids=[rule["alert"] for rule in ALERTS])
def test_every_alert_is_whole_and_has_its_line_in_the_runbook(rule: dict[str, Any]) -> None:
    assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
    assert LENGTH.fullmatch(rule.get("for", "0s"))
    assert rule["labels"]["severity"] in ("page", "warn")
    assert rule["annotations"]["summary"]
    runbook = (ROOT / "deploy/RUNBOOK.md").read_text(encoding="utf-8")
    assert f"| `{rule['alert']}` |" in runbook


def test_the_runbook_knows_no_other_alert() -> None:
    runbook = (ROOT / "deploy/RUNBOOK.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(Pointsman\w+)`", runbook, re.MULTILINE) == [rule["alert"] for rule in ALERTS]


def test_panels_do_not_overlap_and_have_a_source() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in BOARD["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken and place["x"] + place["w"] <= 24
        taken |= cells
        assert panel["datasource"]["uid"] == "${datasource}"
