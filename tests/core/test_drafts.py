from __future__ import annotations

import pytest

from connector.core.drafts import what_changed

POLICY = """# policy/policy.yaml
people:
  - email: ann@acme.com
    weight: 2
  - {email: ben@acme.com, weight: 1}
routes:
  - name: EMEA
    when: {lead.country: DE}
    routes:
      - {name: "EMEA / large", to: {team: Big}}
  - {name: Rest, to: {team: Inbound}}  # the others
otherwise: {to: {queue: Unrouted}}
# policy/teams.yaml
teams:
  - {name: Inbound, members: [ann@acme.com]}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("DE}", "FR}", "policy/policy.yaml (EMEA)"),
        ("team: Big", "team: Small", "policy/policy.yaml (EMEA / large)"),
        ("weight: 2", "weight: 3", "policy/policy.yaml (ann@acme.com)"),
        ("weight: 1", "weight: 3", "policy/policy.yaml (ben@acme.com)"),
        ("Unrouted", "Lost", "policy/policy.yaml (otherwise)"),
        ("[ann@acme.com]", "[]", "policy/teams.yaml (Inbound)"),
        ("name: Rest", "name: Others", "policy/policy.yaml (Others, Rest)"),
        ("# policy/teams.yaml", "# policy/people.yaml", "policy/people.yaml (new), policy/teams.yaml (gone)"),
        ("weight: 2", "weight: 2", ""),
    ],
)
def test_what_changed_is_told_by_file_and_name(old: str, new: str, told: str) -> None:
    assert old in POLICY
    assert what_changed(POLICY, POLICY.replace(old, new)) == told


def test_many_changes_are_counted() -> None:
    routes = [f"  - {{name: R{n}, to: nobody}}" for n in range(10)]
    before = "\n".join(["# p.yaml", "routes:", *routes])
    after = before.replace("nobody", "account.owner")
    assert what_changed(before, after) == "p.yaml (R0, R1, R2, R3, R4, R5 and 4 more)"
