"""Who becomes an administrator on Azure, and whether conditional access or PIM asks for MFA.

What is expected is written from Microsoft Learn, whose page each case names.
"""

from __future__ import annotations

from typing import Final

import pytest

from cloudguard.identity.powers import Powers
from cloudguard.providers import people
from cloudguard.providers.azure.identity import directory, roles
from cloudguard.sources.inputs import Contents
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Unknown
from tests.identity.azure import chains, conditional
from tests.identity.azure.case import ELSEWHERE, ENFORCED, NOBODY, NOT_ENFORCED, Case
from tests.network.cases import hidden, read

CASES: Final = (*conditional.CASES, *chains.CASES)
# What a value that is hidden may turn each answer into.
WEAKER: Final = {
    ENFORCED: {ENFORCED, ELSEWHERE},
    NOT_ENFORCED: {NOT_ENFORCED, ELSEWHERE},
    ELSEWHERE: {ELSEWHERE},
    NOBODY: {NOBODY, ELSEWHERE, ENFORCED},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_is_as_its_page_says(case: Case) -> None:
    powers = drawn(read(case.hcl))
    chain = powers.chain(case.who)
    steps = [step.how for step in chain.steps] if chain else []
    assert answer(powers, case.who) == case.expected, steps
    if case.reason:
        assert chain is not None
        assert isinstance(chain.enforced, Unknown)
        assert case.reason in chain.enforced.reason
    for part in case.through:
        assert any(part in step for step in steps), steps


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_hidden_makes_nothing_better(case: Case) -> None:
    contents = read(case.hcl)
    worse = []
    for what, resources in hidden(contents.resources):
        found = answer(drawn(contents, resources), case.who)
        if found not in WEAKER[case.expected]:
            worse.append((what, found))
    assert not worse


def test_there_are_cases_enough_and_no_two_of_a_name() -> None:
    assert len(conditional.CASES) >= 20
    assert len(chains.CASES) >= 15
    assert len({case.name for case in CASES}) == len(CASES)
    assert all(case.page for case in CASES)


def test_each_escalation_says_its_source_and_each_role_is_one() -> None:
    rows = roles.table("escalations.yaml")
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(row["source"] and (row.get("actions") or row.get("data")) for row in rows)
    assert {row["way"] for row in rows} == {"power", "manage", "run", "become"}
    assert all(row.get("types") for row in rows if row["way"] in ("run", "become"))
    named = roles.table("roles.yaml")
    assert len({row["id"] for row in named["roles"]}) == len(named["roles"])
    assert not {row["name"] for row in named["roles"]} & set(named["harmless"])
    for kind in ("roles", "permissions"):
        given = roles.table("entra.yaml")[kind]
        assert (
            len({row["id"] for row in given}) == len({row["name"] for row in given}) == len(given)
        )
        assert all(set(row["ways"]) <= set(directory.WAYS) for row in given)


def drawn(contents: Contents, resources: Resources | None = None) -> Powers:
    """Read the principals of a configuration."""
    powers = Powers()
    people(resources or contents.resources, contents.configuration, powers)
    return powers


def answer(powers: Powers, who: str) -> str:
    """Tell how somebody becomes an administrator."""
    chain = powers.chain(who)
    if chain is None:
        return NOBODY
    if isinstance(chain.enforced, Known):
        return ENFORCED if chain.enforced.value else NOT_ENFORCED
    return ELSEWHERE


def test_emergency_accounts_are_for_people_to_attest() -> None:
    (why, _) = drawn(read(CASES[0].hcl)).unseen["the Microsoft Entra tenant"]
    assert "attest" in why
    assert not drawn(read('resource "azurerm_resource_group" "a" {}\n')).unseen
