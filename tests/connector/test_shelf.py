"""The policy in force: an edit comes into force when it is sound, and never otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from connector.core.matching.hosts import firm_domain
from connector.settings import load
from connector.shelf import Shelf
from connector.wiring import open_shelf
from tests.company import Company


@pytest.fixture
def shelf(company: Company) -> Shelf:
    loaded = load(company.folder / "pointsman.yaml")
    assert loaded.settings is not None
    return open_shelf(loaded.settings)


@pytest.fixture
def policy(company: Company) -> Path:
    return company.folder / "policy" / "policy.yaml"


def test_nothing_is_in_force_before_a_sound_policy_was_read(shelf: Shelf, policy: Path) -> None:
    policy.write_text("routes: [")
    assert shelf.refresh() is None
    assert shelf.faults
    with pytest.raises(LookupError):
        shelf.policy  # noqa: B018 - raises


def test_a_sound_edit_comes_into_force_once(shelf: Shelf, policy: Path) -> None:
    first = shelf.refresh()
    assert first is not None
    assert shelf.refresh() is None
    policy.write_text(policy.read_text().replace("name: Everyone else", "name: All the others"))
    second = shelf.refresh()
    assert second is not None
    assert second.edition != first.edition
    assert shelf.policy is second
    assert "All the others" in shelf.text


def test_a_broken_edit_keeps_the_old_policy_and_its_faults_go_when_it_is_mended(
    shelf: Shelf, policy: Path
) -> None:
    first, sound = shelf.refresh(), policy.read_text()
    policy.write_text(sound.replace("otherwise:", "otherwize:"))
    assert shelf.refresh() is None
    assert any("otherwize" in str(fault) for fault in shelf.faults)
    assert shelf.policy is first
    policy.write_text(sound)
    assert shelf.refresh() is None
    assert all(fault.warning for fault in shelf.faults)
    assert shelf.policy is first


def test_a_folder_that_is_gone_keeps_the_old_policy(shelf: Shelf, policy: Path) -> None:
    first = shelf.refresh()
    policy.unlink()
    assert shelf.refresh() is None
    assert shelf.policy is first


def test_a_new_file_in_the_folder_is_noticed(shelf: Shelf, policy: Path) -> None:
    first = shelf.refresh()
    (policy.parent / "lists.yaml").write_text("lists:\n  BENELUX: {countries: [BE, NL, LU]}\n")
    second = shelf.refresh()
    assert first is not None
    assert second is not None
    assert set(second.lists) == {"DACH", "BENELUX"}


def add(policy: Path, name: str, text: str) -> Path:
    """Puts a list beside the policy."""
    path = policy.parent / "matching" / f"{name}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.usefixtures("shipped_lists")
def test_lists_come_into_force_with_the_first_policy(shelf: Shelf, policy: Path) -> None:
    add(policy, "free_mail", "hausmail.de\n")
    assert firm_domain("jo@hausmail.de") == "hausmail.de"
    first = shelf.refresh()
    assert first is not None
    assert firm_domain("jo@hausmail.de") is None
    assert "# policy/matching/free_mail.txt\nhausmail.de\n" in shelf.text


@pytest.mark.usefixtures("shipped_lists")
def test_changed_lists_wait_for_the_next_start_and_say_so(shelf: Shelf, policy: Path) -> None:
    first = shelf.refresh()
    path = add(policy, "free_mail", "hausmail.de\n")
    policy.write_text(policy.read_text().replace("name: Everyone else", "name: All the others"))
    assert shelf.refresh() is None
    (fault,) = [fault for fault in shelf.faults if not fault.warning]
    assert fault.file == "policy/matching/free_mail.txt"
    assert "restart `pointsman run`" in fault.mend
    assert shelf.policy is first
    assert firm_domain("jo@hausmail.de") == "hausmail.de"
    path.unlink()
    assert shelf.refresh() is not None
    assert all(fault.warning for fault in shelf.faults)


@pytest.mark.usefixtures("shipped_lists")
def test_a_comment_in_a_list_needs_no_restart(shelf: Shelf, policy: Path) -> None:
    path = add(policy, "free_mail", "hausmail.de\n")
    first = shelf.refresh()
    path.write_text("# of the Hausmail company\nhausmail.de\n")
    second = shelf.refresh()
    assert first is not None
    assert second is not None
    assert second.edition != first.edition


@pytest.mark.usefixtures("shipped_lists")
def test_a_policy_with_a_fault_in_a_list_never_comes_into_force(shelf: Shelf, policy: Path) -> None:
    add(policy, "free_mail", "hausmail.de\nno domain\n")
    assert shelf.refresh() is None
    assert firm_domain("jo@hausmail.de") == "hausmail.de"
    assert [str(fault) for fault in shelf.faults if not fault.warning] == [
        "policy/matching/free_mail.txt:2:1: no domain (write it like `acme.com`)"
    ]
