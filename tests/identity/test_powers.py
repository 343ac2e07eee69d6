"""Chains from principals to power."""

from __future__ import annotations

from cloudguard.identity.powers import Powers, Principal, Step, administrator
from cloudguard.values import Known, Source, Unknown, Value

HERE = Source("here")
POWER = administrator("it")


def chained(*factors: Value[bool], certain: bool = True) -> Powers:
    """Return one chain, each step of which passes with a second factor or without."""
    powers = Powers()
    powers.principal(Principal("0", "person", "somebody", HERE))
    for number, factor in enumerate(factors):
        end = POWER if number + 1 == len(factors) else str(number + 1)
        powers.step(Step(str(number), end, "how", HERE, factor, certain))
    return powers


def test_a_chain_without_a_second_factor_is_not_enforced() -> None:
    chain = chained(Known(False, HERE), Known(False, HERE)).chain("0")
    assert chain is not None
    assert chain.enforced == Known(False, HERE)
    assert len(chain.steps) == 2


def test_one_step_with_a_second_factor_enforces_it() -> None:
    chain = chained(Known(False, HERE), Known(True, HERE)).chain("0")
    assert chain is not None
    assert chain.enforced == Known(True, HERE)


def test_what_somebody_else_decides_is_unknown() -> None:
    chain = chained(Known(False, HERE), Unknown("they decide", HERE)).chain("0")
    assert chain is not None
    assert chain.enforced == Unknown("they decide", HERE)


def test_a_step_that_may_not_be_possible_is_unknown() -> None:
    chain = chained(Known(False, HERE), certain=False).chain("0")
    assert chain is not None
    assert isinstance(chain.enforced, Unknown)


def test_nobody_without_a_way_is_an_administrator() -> None:
    powers = chained(Known(False, HERE))
    powers.principal(Principal("other", "person", "other", HERE))
    assert powers.chain("other") is None
    assert [found.id for found in powers.administrators()] == ["0"]


def crossed() -> Powers:
    """Return two places: one that a person surely gets to, and one that he perhaps does."""
    powers = chained(Known(False, HERE), Known(True, HERE))
    other = administrator("there")
    powers.step(Step("1", other, "perhaps", HERE, Known(False, HERE), certain=False))
    powers.step(Step(other, "beyond", "as an administrator", HERE, Known(False, HERE)))
    return powers


def test_there_is_a_chain_for_each_place() -> None:
    chains = crossed().chains("0")
    assert [chain.steps[-1].end for chain in chains] == [POWER, administrator("there")]
    assert chains[0].enforced == Known(True, HERE)
    assert isinstance(chains[1].enforced, Unknown)
    assert crossed().chains("beyond") == ()


def test_a_way_is_sure_where_every_step_is() -> None:
    powers = crossed()
    assert powers.surely("0", POWER) == powers.surely("0") == POWER
    assert powers.surely("0", administrator("there")) is None
    assert set(powers.leading(["1"])) == {"0"}


def test_whatever_is_reached_ends_at_power() -> None:
    powers = crossed()
    assert powers.reached("0", surely=True) == {"0", "1", POWER}
    assert powers.reached("0", surely=False) == {"0", "1", POWER, administrator("there")}
    assert powers.reached("nobody", surely=False) == {"nobody"}


def test_how_many_identities_stand_behind_a_principal() -> None:
    assert Principal("a", "person", "a", HERE).identities == ("a",)
    assert Principal("a", "federated", "a group", HERE).identities is None
    assert Principal("a", "federated", "b, c", HERE, people=("b", "c")).identities == ("b", "c")
    assert Principal("a", "person", "whoever", HERE, several=True).identities is None
