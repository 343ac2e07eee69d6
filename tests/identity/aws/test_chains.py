"""Planted chains are found, stopped ones are not reported, and hiding never makes any safe."""

from __future__ import annotations

import pytest

from cloudguard.identity.powers import Chain, Powers
from cloudguard.providers import people
from cloudguard.sources.inputs import Contents
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Unknown
from tests.identity.aws.chains import ENFORCED, FOUND, OPEN, PROVIDER, STOPPED
from tests.network.cases import hidden, read

WHO = "aws_iam_user.taro"
ALL = {
    **{name: hcl for name, (hcl, _) in FOUND.items()},
    **{f"stopped: {name}": hcl for name, hcl in STOPPED.items()},
    **{f"enforced: {name}": hcl for name, hcl in ENFORCED.items()},
    **{f"open: {name}": hcl for name, hcl in OPEN.items()},
}


def chain(hcl: str, resources: Resources | None = None) -> Chain | None:
    contents: Contents = read(PROVIDER + hcl)
    powers = Powers()
    people(resources or contents.resources, contents.configuration, powers)
    return powers.chain(WHO)


def rank(found: Chain | None) -> int:
    """Return how bad a chain is: 2 passes without, 1 may, 0 only with a second factor, -1 none."""
    if found is None:
        return -1
    if isinstance(found.enforced, Unknown):
        return 1
    return 0 if found.enforced.value else 2


@pytest.mark.parametrize("name", FOUND)
def test_a_planted_chain_is_found(name: str) -> None:
    hcl, length = FOUND[name]
    found = chain(hcl)
    assert found is not None
    assert isinstance(found.enforced, Known), found
    assert found.enforced.value is False
    assert all(step.certain for step in found.steps)
    assert len(found.steps) - 1 == length, [step.how for step in found.steps]


@pytest.mark.parametrize("name", STOPPED)
def test_what_is_stopped_is_not_reported(name: str) -> None:
    found = chain(STOPPED[name])
    assert found is None, [step.how for step in found.steps]


@pytest.mark.parametrize("name", ENFORCED)
def test_a_second_factor_in_between_is_enforced(name: str) -> None:
    found = chain(ENFORCED[name])
    assert found is not None
    assert isinstance(found.enforced, Known), found
    assert found.enforced.value is True
    assert found.enforced.source.address


@pytest.mark.parametrize("name", OPEN)
def test_what_cannot_be_decided_is_unknown(name: str) -> None:
    found = chain(OPEN[name])
    assert found is not None
    assert isinstance(found.enforced, Unknown), [step.how for step in found.steps]


@pytest.mark.parametrize("name", ALL)
def test_hiding_a_value_makes_no_chain_safe(name: str) -> None:
    hcl = ALL[name]
    before = rank(chain(hcl))
    wrong = {}
    for what, resources in hidden(read(PROVIDER + hcl).resources):
        if what.startswith(WHO) and what.endswith("may not exist"):
            continue
        after = rank(chain(hcl, resources))
        # What is hidden may be a way that nobody had: it is safe where it passes a second factor.
        if after not in {before, 1} and (before, after) != (-1, 0):
            wrong[what] = (before, after)
    assert not wrong
