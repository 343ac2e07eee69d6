"""Cases: a tiny configuration, and what becomes of each principal in it.

What is expected is written from the provider's documentation, whose page each case names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cloudguard.identity.powers import Chain, Powers
from cloudguard.providers import people
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Unknown
from tests.network.cases import hidden, read

ENFORCED: Final = "enforced"
NOT: Final = "not enforced"
ELSEWHERE: Final = "decided elsewhere"
PERHAPS: Final = "perhaps an administrator"
NOBODY: Final = "no administrator"
UNDECIDED: Final = frozenset({ELSEWHERE, PERHAPS})


@dataclass(frozen=True, kw_only=True)
class Case:
    """A configuration, and by address what becomes of each principal that it names.

    `how` is a text that the chain of the first must contain.
    """

    name: str
    page: str
    hcl: str
    expected: Mapping[str, str]
    how: str = ""


def powers(case: Case, resources: Resources | None = None) -> Powers:
    """Return the principals and steps of a case."""
    contents = read(case.hcl)
    found = Powers()
    people(resources or contents.resources, contents.configuration, found)
    return found


def told(chain: Chain | None) -> str:
    """Return what a chain comes to."""
    if chain is None:
        return NOBODY
    match chain.enforced:
        case Known(True):
            return ENFORCED
        case Known():
            return NOT
        case Unknown():
            elsewhere = any(isinstance(step.second_factor, Unknown) for step in chain.steps)
            return ELSEWHERE if elsewhere else PERHAPS


def check(case: Case) -> None:
    """Hold a case against what is found."""
    found = powers(case)
    missing = set(case.expected) - set(found.principals)
    assert not missing, f"no principal {missing} among {sorted(found.principals)}"
    answers = {id_: told(found.chain(id_)) for id_ in case.expected}
    assert answers == dict(case.expected)
    if case.how:
        chain = found.chain(next(iter(case.expected)))
        assert chain is not None
        said = " > ".join(step.how for step in chain.steps)
        assert case.how in said, said


def changed(case: Case) -> Iterator[str]:
    """Hide one value after the other; yield those that made anything else than unknown."""
    before = {id_: told(found) for id_, found in _all(powers(case))}
    for what, resources in hidden(read(case.hcl).resources):
        after = {id_: told(found) for id_, found in _all(powers(case, resources))}
        for id_, answer in before.items():
            now = after.get(id_, NOBODY)
            if now not in UNDECIDED and now != answer:
                yield f"{what}: {id_} {answer} -> {now}"


def _all(found: Powers) -> Iterator[tuple[str, Chain | None]]:
    for id_, principal in found.principals.items():
        if principal.kind != "machine":
            yield id_, found.chain(id_)
