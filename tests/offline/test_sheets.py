"""Files as people have them: every oddity is read, named with its place, and mended where it can be."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from connector.offline.sheets import LISTED, Columns, Sheet, Unreadable

PEOPLE = Columns(("lead_id", "company", "city"))
FIRMS = Columns(("account_id", "name", "city"), unique=True)


@pytest.fixture
def sheet(tmp_path: Path):
    """A file with this content, to be read with these columns."""

    def made(content: str | bytes, columns: Columns = PEOPLE) -> Sheet:
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Sheet(path, columns)

    return made


def rows(sheet: Sheet) -> list[list[str]]:
    return [row for block in sheet.blocks(2) for row in orjson.loads(block)]


def told(sheet: Sheet) -> list[tuple[int, int, str]]:
    assert all(fault.warning and fault.mend for fault in sheet.faults)
    return [(fault.line, fault.column, fault.message) for fault in sheet.faults]


def refused(sheet: Sheet) -> str:
    with pytest.raises(Unreadable) as caught:
        rows(sheet)
    assert caught.value.fault.file.endswith("file.csv")
    return str(caught.value.fault).rpartition("file.csv:")[2]


def test_rows_come_in_our_order_of_columns_and_others_are_ignored(sheet):
    found = sheet("city,notes,lead_id,company\nBern,x, 1 ,Acme \nKöln,y,2,\n")
    assert rows(found) == [["1", "Acme", "Bern"], ["2", "", "Köln"]]
    assert (found.rows, found.lines(), dict(found.blank)) == (2, 3, {"lead_id": 0, "company": 1, "city": 0})
    assert told(found) == []


@pytest.mark.parametrize("header", ["Lead ID,COMPANY,City", "LEAD-ID, company ,cITY", "leadId,Company,city"])
def test_the_case_and_the_gaps_of_column_names_do_not_matter(sheet, header):
    assert rows(sheet(header + "\n1,Acme,Bern\n")) == [["1", "Acme", "Bern"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_sense_of_the_header(sheet, delimiter):
    text = delimiter.join(["lead_id", '"a, b; c"', "company", "city"])
    text += "\n" + delimiter.join(["1", "x", '"Acme, Inc.; Ltd"', "Bern"]) + "\n"
    assert rows(sheet(text)) == [["1", "Acme, Inc.; Ltd", "Bern"]]


def test_a_spreadsheets_own_word_about_the_delimiter_is_no_header(sheet):
    assert rows(sheet("sep=;\r\nlead_id;company\r\n1;Acme\r\n")) == [["1", "Acme", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_mark(sheet, encoding):
    found = sheet("lead_id,company,city\r\n1,Zürich 保険,Genève\r\n".encode(encoding))
    assert rows(found) == [["1", "Zürich 保険", "Genève"]]
    assert told(found) == []


def test_lines_that_are_not_utf8_are_read_as_windows_1252_and_named(sheet):
    found = sheet("lead_id,company\n1,Müller\n".encode() + "2,Société\n3,ok\n".encode("cp1252"))
    assert rows(found) == [["1", "Müller", ""], ["2", "Société", ""], ["3", "ok", ""]]
    assert told(found) == [(3, 7, "is not UTF-8; the line is read as Windows-1252")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do_and_a_quoted_one_stays(sheet, end):
    found = sheet(end.join(["lead_id,company", '1,"Acme', 'Inc"', "2,Beta", "", ",,"]))
    assert [row[:2] for row in rows(found)] == [["1", f"Acme{end}Inc"], ["2", "Beta"]]


def test_line_ends_of_two_kinds_that_make_no_rows_are_refused(sheet):
    assert "new-line character" in refused(sheet("lead_id,company\r1,Acme\n2,Beta\n"))


def test_a_row_too_short_or_too_long_is_read_as_far_as_it_goes(sheet):
    found = sheet("lead_id,company,city\n1\n2,Acme, Inc,Bern\n3,Beta,Ulm,,\n4,Eta,Rom\n")
    assert rows(found) == [["1", "", ""], ["2", "Acme", "Inc"], ["3", "Beta", "Ulm"], ["4", "Eta", "Rom"]]
    assert told(found) == [
        (2, 1, "has fewer cells than the header; the rest counts as blank"),
        (3, 4, "has more cells than the header; the rest is not read"),
    ]


def test_leads_with_a_blank_or_repeated_id_are_kept_and_named(sheet):
    found = sheet("company,lead_id\nAcme,1\nBeta,\nEta,1\n")
    assert [row[0] for row in rows(found)] == ["1", "", "1"]
    assert told(found) == [
        (3, 2, "the lead_id is blank"),
        (4, 2, "the lead_id stands on an earlier line too"),
    ]


def test_of_accounts_with_one_id_the_first_stands_and_one_without_is_left_out(sheet):
    found = sheet("account_id,name\n1,Acme\n,Beta\n1,Eta\n2,Rho\n", FIRMS)
    assert [row[:2] for row in rows(found)] == [["1", "Acme"], ["2", "Rho"]]
    assert told(found) == [
        (3, 1, "the account_id is blank; this line is left out"),
        (4, 1, "the account_id stands on an earlier line too; this line is left out"),
    ]


def test_nul_characters_are_taken_out(sheet):
    found = sheet("lead_id,company\n1,Ac\0me\n")
    assert rows(found) == [["1", "Acme", ""]]
    assert told(found) == [(2, 1, "has NUL characters; they are taken out")]


def test_a_cell_of_a_hundred_thousand_characters_is_read(sheet):
    assert rows(sheet("lead_id,company\n1," + "x" * 100_000 + "\n"))[0][1] == "x" * 100_000


def test_a_quotation_mark_that_is_never_closed_is_named_where_it_opens(sheet):
    content = 'lead_id,company\n1,Acme\n2,"Beta\n' + "3,Eta\n" * 50_000
    assert refused(sheet(content)).startswith("3:1: a row that cannot be read: field larger than field limit")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "1:1: the file is empty (it needs a header with lead_id)"),
        ("\n\n", "2:1: the file is empty (it needs a header with lead_id)"),
        ("lead,company\n1,Acme\n", "1:1: there is no column lead_id (did you mean 'lead'? rename it)"),
        ("a,b\n1,2\n", "1:1: there is no column lead_id (the header names: a, b)"),
    ],
)
def test_a_file_without_a_header_or_its_id_is_refused_with_a_mend(sheet, content, says):
    assert refused(sheet(content)) == says


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refused(Sheet(tmp_path / "file.csv", PEOPLE)).startswith("1:1: cannot be read: no such file")
    (tmp_path / "file.csv").mkdir()
    assert refused(Sheet(tmp_path / "file.csv", PEOPLE)).startswith("1:1: cannot be read: is a directory")


def test_a_header_alone_is_a_file_of_no_rows(sheet):
    found = sheet("lead_id,company\n")
    assert (rows(found), found.rows, told(found)) == ([], 0, [])


def test_a_column_that_is_missing_is_named_only_where_another_looks_like_it(sheet):
    found = sheet("lead_id,companny,x\n1,Acme,2\n")
    assert rows(found) == [["1", "", ""]]
    assert told(found) == [(1, 1, "there is no column company; it counts as blank")]
    assert "companny" in found.faults[0].mend


def test_of_two_columns_with_one_name_the_first_is_read(sheet):
    found = sheet("lead_id,company,Company\n1,Acme,Beta\n")
    assert rows(found) == [["1", "Acme", ""]]
    assert told(found) == [(1, 3, "there is a second column Company; the first is read")]


def test_of_many_faults_of_one_kind_the_first_are_listed_and_the_rest_counted(sheet):
    found = sheet("lead_id,company\n" + ",Acme\n" * 500)
    assert len(rows(found)) == 500
    assert len(found.faults) == LISTED + 1
    assert found.faults[-1].message == f"{500 - LISTED} more lines after this one: the lead_id is blank"
