"""Hiding any value of an estate: verdicts on the end of contracts only become unknown."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.storage import Duplicate, Lock, Store
from cloudguard.check import collect
from cloudguard.checks import contract_keys, contract_logs, contracts
from cloudguard.values import Known, Reference, Unknown
from cloudguard.verdicts import Outcome
from tests.erasure.making import (
    HIDDEN,
    bucket,
    delivery,
    duplicate,
    estate,
    hold,
    key,
    leftover,
    logs,
    replica,
    under,
)

CHECKS = collect(contracts, contract_keys, contract_logs)
ROUTES = (("delete",), ("key",), ("delete", "key"), ("delete", "media"))
ESTATES = 400 if "CLOUDGUARD_THOROUGH" in os.environ else 16
TAGS: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"contract": "K-2"},
    {"contract": None},
    {"tenant": "A"},
    {"tenant": "B"},
)


def drawn(seed: int) -> list[Asset]:
    """Return a small estate with every kind of obstacle in it somewhere."""
    dice = random.Random(seed)
    pick = dice.choice
    keys = [
        key(
            f"key.k{n}",
            tags=pick(TAGS),
            recoverable_days=pick((0, 7, 30, 90, None)),
            purgeable=pick((False, False, True)),
            imported=pick((False, False, False, True)),
        )
        for n in range(dice.randint(1, 2))
    ]
    ids = [each.id for each in keys]
    stores = [
        pick((bucket, bucket, logs))(
            f"store.s{n}",
            tags=pick(TAGS),
            names=(f"name-{n}",),
            key=pick((None, KeyUse("aws", "provider"), *map(under, ids), *map(under, ids))),
            encrypted=pick((True, True, True, False)),
            lock=pick((None, None, None, Lock("compliance", 30), Lock("governance", 9))),
            recoverable_days=pick((0, 0, 7, None)),
            purgeable=pick((False, True)),
            deletion_protected=pick((False, True)),
        )
        for n in range(dice.randint(1, 4))
    ]
    found: list[Asset] = [*keys, *stores]
    names = [*(each.id for each in stores), *(each.names[0] for each in stores)]
    found += [
        duplicate(
            pick((*names, "far")),
            pick((*names, *names, None, "far")),
            pick(("replica", "backup", "version")),
            id=f"copy.c{n}",
            tags=pick(TAGS),
            days=pick((None, None, 0, 14)),
            stays=pick((True, True, False)),
            elsewhere=pick((None, None, "222222222222")),
        )
        for n in range(dice.randint(0, 3))
    ]
    of = [*ids, *(each.id for each in stores)]
    for what in ("legal-hold", "retention", "prevent-destroy"):
        if dice.random() < 0.2:
            days = pick((None, 14))
            found.append(hold(pick(of), what, holds=pick((True, False)), days=days))
    if dice.random() < 0.3:
        found.append(leftover(stores[0].id, "snapshot", pick((True, False)), pick((None, 7))))
    if dice.random() < 0.2:
        found.append(replica(pick(ids), pick((*ids, "key.far"))))
    if dice.random() < 0.4:
        ids = [each.id for each in stores]
        found.append(delivery("trail", *dice.sample(ids, k=min(2, len(ids)))))
    return found


def verdicts(assets: list[Asset]) -> dict[tuple[Any, ...], Outcome | None]:
    """Return what each check says of each asset, by every set of routes."""
    whole = estate(*assets)
    found: dict[tuple[Any, ...], Outcome | None] = {}
    for check in CHECKS:
        asked = ROUTES if "erasure_routes" in check.parameters else (None,)
        for routes in asked:
            settings = dict(check.parameters)
            if routes is not None:
                settings["erasure_routes"] = routes
            for number, asset in enumerate(assets):
                if isinstance(asset, check.kind):
                    verdict = check.judge(asset, whole, **settings)
                    outcome = None if verdict is None else verdict.outcome
                    found[check.id, number, routes] = outcome
    return found


def hidden(assets: list[Asset]) -> Iterator[tuple[str, list[Asset]]]:
    """Yield the estate with one value hidden, or narrowed to two that it may have."""
    # A copy in another account, in a store that only a name tells, is taken for what it seems.
    abroad = any(isinstance(a, Duplicate) and known(a.elsewhere) is not None for a in assets)
    for number, asset in enumerate(assets):
        for field in fields(asset):
            value = getattr(asset, field.name)
            changes: list[Any] = []
            if isinstance(value, Known):
                other = _other(field.name)
                changes = [HIDDEN, replace(HIDDEN, among=(value, Known(other, value.source)))]
                if field.name == "tags":
                    changes = [
                        HIDDEN,
                        *(
                            Known({**value.value, tag: HIDDEN}, value.source)
                            for tag in ("contract", "tenant")
                        ),
                    ]
            elif field.name == "names" and value and not abroad:
                changes = [()]  # what a store is called is known only after apply
            elif field.name == "destinations":
                changes = [
                    tuple(HIDDEN if n == at else v for n, v in enumerate(value))
                    for at in range(len(value))
                ]
            for change in changes:
                masked = list(assets)
                masked[number] = replace(asset, **{field.name: change})
                yield f"{asset.id} {field.name}: {change}", masked


def known(value: Any) -> Any:
    return value.value if isinstance(value, Known) else None


def _other(name: str) -> Any:
    if name == "lock":
        return Lock("compliance", 400)
    if name in {"key", "of", "held_in", "elsewhere"}:
        return None
    return {"recoverable_days": 400, "days": 400}.get(name, name in {"stays", "imported", "holds"})


@pytest.mark.parametrize("seed", range(ESTATES))
def test_hiding_a_value_only_makes_verdicts_unknown(seed: int) -> None:
    assets = drawn(seed)
    before = verdicts(assets)
    for what, masked in hidden(assets):
        for asked, outcome in verdicts(masked).items():
            known = before[asked]
            assert outcome in (known, Outcome.UNKNOWN) or known is None, (
                seed,
                asked,
                what,
                known,
                outcome,
            )


def test_the_estates_have_everything_in_them() -> None:
    said = [verdicts(drawn(seed)) for seed in range(ESTATES)]
    for check in CHECKS:
        found = {o for each in said for (id_, *_), o in each.items() if id_ == check.id}
        assert {Outcome.PASS, Outcome.FAIL} <= found, check.id
    assert any(isinstance(a, Store) for seed in range(ESTATES) for a in drawn(seed))
    assert any(isinstance(a, Key) for a in drawn(0))
    assert isinstance(HIDDEN, Unknown)


GARBAGE: tuple[Any, ...] = ("", "x", -1, 10**9, [], {}, True, Reference("a.b", "c"), ("x",))


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_value_is_no_error(seed: int) -> None:
    assets = drawn(seed)
    for number, asset in enumerate(assets):
        for field in fields(asset):
            value = getattr(asset, field.name)
            if not isinstance(value, Known) or field.name in {"tags", "account"}:
                continue
            for garbage in GARBAGE:
                damaged = list(assets)
                known_as: Any = Known(garbage, value.source)
                damaged[number] = replace(asset, **{field.name: known_as})
                verdicts(damaged)
