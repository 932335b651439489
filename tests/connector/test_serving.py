"""`audit serve`, as a browser meets it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from connector.serving import NAME
from state import measure_views, page, views
from state.store import Store
from tests.bench.verifying import fill

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
store: sqlite:///pointsman.db
crms:
  sales:
    kind: salesforce
    url: https://acme.my.salesforce.com
    auth: {flow: client_credentials, client_id: "${SF_ID}", client_secret: "${SF_SECRET}"}
policy: policy/
"""

Get = Callable[[str], tuple[int, Any]]


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """Asks a running `pointsman audit serve`: a path's status and its JSON or text."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "policy").mkdir()
    (folder / "pointsman.yaml").write_text(SETTINGS)
    store = Store(f"sqlite:///{folder / 'pointsman.db'}")
    store.migrate()
    fill(store, 60)
    store.close()
    command = [sys.executable, "-m", "connector", "audit", "serve", "-c", str(folder / "pointsman.yaml")]
    with subprocess.Popen(
        [*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = said.split()[4].rstrip(";").removesuffix(f"/{NAME}")
        yield lambda path: asked(f"{address}/{path}")
        process.terminate()


def asked(url: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            status, content = error.code, error.read()
    try:
        return status, json.loads(content)
    except ValueError:
        return status, content.decode()


def test_each_question_of_the_page_is_a_click_and_has_an_answer(get: Get) -> None:
    _, told = get(f"{NAME}.json")
    assert [query["title"] for query in told["queries"]] == [each.asks for each in page.questions()]
    for query in told["queries"]:
        status, answer = get(f"{NAME}/{query['name']}.json")
        assert (status, answer["ok"]) == (200, True), query["title"]
    _, answer = get(f"{NAME}/what-did-each-edition-of-the-policy-decide.json?_shape=array")
    assert [row["decisions"] for row in answer] == [60]


def test_every_view_is_shown_in_words_and_no_table_is(get: Get) -> None:
    _, told = get(f"{NAME}.json")
    assert {view["name"] for view in told["views"]} == {*views.NAMES, *views.POOLED, *measure_views.NAMES}
    assert told["tables"] == []
    for name, view in page.views().items():
        status, shown = get(f"{NAME}/{name}")
        assert (status, view.says in shown) == (200, True), name
    assert get(f"{NAME}/audit_decisions")[1].count("EMEA / Team 1") > 1  # a facet, and rows


@pytest.mark.parametrize("path", [f"{NAME}/persons", f"{NAME}/decisions", f"{NAME}.db", "_internal"])
def test_what_is_no_view_is_not_shown(get: Get, path: str) -> None:
    assert get(path)[0] in (403, 404)


def test_other_questions_can_be_asked_of_the_views_alone(get: Get) -> None:
    def ask(sql: str) -> Any:
        return get(f"{NAME}.json?{urllib.parse.urlencode({'sql': sql, '_shape': 'objects'})}")[1]

    assert ask("SELECT count(*) AS n FROM audit_writes")["rows"] == [{"n": 60}]
    refused = ask("WITH audit_writes AS (SELECT salt FROM persons) SELECT * FROM audit_writes")
    assert (refused["ok"], refused["rows"]) == (False, [])
