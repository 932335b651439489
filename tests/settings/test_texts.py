"""Users' texts: values with places, and faults instead of exceptions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.texts import LARGEST_FILE, Fault, Text, read_text, read_yaml


def only(text: Text) -> Fault:
    assert len(text.faults) == 1, text.faults
    return text.faults[0]


def test_yaml_1_2_reads_no_as_text_and_nine_oclock_as_text() -> None:
    text = read_text("a: NO\nb: 9:00\nc: on\nd: 0o17\ne: 1_000\nf: 2026-01-31\n", "p.yaml")
    assert text.plain == {"a": "NO", "b": "9:00", "c": "on", "d": "0o17", "e": "1_000", "f": "2026-01-31"}


def test_plain_scalars_have_their_types() -> None:
    text = read_text("[1, -2, 1.5, 1e3, true, False, null, ~, '1', \"true\", x]", "p.yaml")
    assert text.plain == [1, -2, 1.5, 1000.0, True, False, None, None, "1", "true", "x"]


def test_a_postal_code_keeps_its_leading_zero() -> None:
    assert read_text("[01067, 0, 0.5]", "p.yaml").plain == ["01067", 0, 0.5]


def test_an_empty_file_is_nothing_and_no_fault() -> None:
    text = read_text("# only words\n", "p.yaml")
    assert (text.plain, text.faults) == (None, [])


def test_every_value_and_key_knows_its_place() -> None:
    text = read_text("a:\n  - b: 1\n    c: [x, {d: 2}]\n", "p.yaml")
    assert text.place(("a", 0, "b")) == (2, 8)
    assert text.place(("a", 0, "c", 1, "d")) == (3, 16)
    assert text.place(("a", 0, "c"), key=True) == (3, 5)


def test_a_path_that_is_not_there_has_the_place_above_it() -> None:
    text = read_text("a:\n  b: 1\n", "p.yaml")
    assert text.place(("a", "nothing", 3)) == text.place(("a",)) == (2, 3)


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, "`a` stands here twice, first in line 1"),
        ("a: {x: 1, x: 2}\n", 1, 11, "`x` stands here twice, first in line 1"),
        ("a: &b 1\n", 1, 4, "an anchor"),
        ("a: !x 1\n", 1, 4, "a tag"),
        ("a: 1\n<<: {b: 1}\n", 2, 1, "a merge key"),
        ("? [a]\n: 1\n", 1, 3, "a key must be a single word"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document"),
        ("a: [1\n", 2, 1, "not YAML"),
        ("a: 1\n b: 2\n", 2, 3, "not YAML"),
        ("a:\n\t- 1\n", 2, 1, "not YAML"),
        ("a: b\n\x07", 2, 1, "characters it does not allow"),
        ("[" * 100, 1, 61, "nested too deeply"),
    ],
)
def test_a_fault_has_line_column_and_a_mend(content: str, line: int, column: int, message: str) -> None:
    fault = only(read_text(content, "p.yaml"))
    assert (fault.file, fault.line, fault.column) == ("p.yaml", line, column)
    assert message in fault.message
    assert fault.mend


def test_an_alias_is_a_fault_and_not_followed() -> None:
    text = read_text("a: &x [1]\nb: *x\n", "p.yaml")
    assert [(fault.line, fault.message.split(" ")[1]) for fault in text.faults] == [
        (1, "anchor"),
        (2, "alias"),
    ]
    assert text.plain == {"a": [1], "b": None}


def test_the_first_of_two_equal_keys_counts() -> None:
    text = read_text("a: {b: 1}\na: {b: 2, c: 3}\n", "p.yaml")
    assert text.plain == {"a": {"b": 1}}
    assert text.place(("a", "b")) == (1, 8)


def test_a_reference_inside_braces_without_quotes_is_explained() -> None:
    fault = only(read_text("channels: {revops: ${SLACK_URL}}\n", "p.yaml"))
    assert "needs quotes" in fault.mend


def test_bytes_that_are_not_utf_8_are_a_fault_with_their_line() -> None:
    fault = only(read_text(b"a: 1\nb: \xff\n", "p.yaml"))
    assert (fault.line, fault.message) == (2, "not UTF-8 text")


def test_a_byte_order_mark_does_not_matter() -> None:
    assert read_text(b"\xef\xbb\xbfa: 1\n", "p.yaml").plain == {"a": 1}


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    path.write_bytes(b"#" * (LARGEST_FILE + 1))
    assert "larger than" in only(read_yaml(path)).message


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    fault = only(read_yaml(tmp_path / "none.yaml", "none.yaml"))
    assert str(fault) == "none.yaml:1:1: no such file (create it, or `pointsman init DIR` for a first one)"


def test_a_folder_in_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    assert "cannot be read" in only(read_yaml(tmp_path)).message


def test_a_warning_says_so() -> None:
    fault = Fault("a", 1, 2, "m", "do", warning=True)
    assert str(fault) == "a:1:2: warning: m (do)"
    assert fault.plain()["warning"] is True


@given(st.text())
def test_no_text_raises(content: str) -> None:
    read_text(content, "p.yaml")


@given(st.binary())
def test_no_bytes_raise(content: bytes) -> None:
    read_text(content, "p.yaml")


@given(st.text(alphabet="ab:{}[],-?&*!|>'\"%@`#~<. \n\t0123"))
def test_no_yaml_like_text_raises(content: str) -> None:
    text = read_text(content, "p.yaml")
    assert all(fault.line >= 1 and fault.column >= 1 for fault in text.faults)
