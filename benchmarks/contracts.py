"""An estate at the end of its contracts: how long it takes to judge, and how that grows.

    python benchmarks/contracts.py [STORES] [--copies N]

Makes STORES stores (20,000) under keys and contracts, each with N copies (5): in stores of their
own, in a shared vault, and kept by the provider. Asks every check on the end of contracts of
everything, and prints seconds of the processor and megabytes.
"""

from __future__ import annotations

import argparse
import gc
import resource as limits
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from cloudguard.assets import Asset
from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.storage import Duplicate, Lock, Store
from cloudguard.check import collect
from cloudguard.checks import contract_keys, contract_logs, contracts
from cloudguard.config import Contract
from cloudguard.estate import Estate, Surroundings
from cloudguard.values import Known, Reference, Source, Unknown, Value

AS_OF, END = date(2026, 4, 1), date(2031, 3, 31)
CONTRACTS, PER_KEY, OWN = 10, 20, 3


def main() -> None:
    """Make the estate, judge it, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("stores", type=int, nargs="?", default=20_000)
    parser.add_argument("--copies", type=int, default=5)
    asked = parser.parse_args()
    assets = list(estate(asked.stores, asked.copies))
    agreed = tuple(map(contract, range(CONTRACTS)))
    by_party = {each.id: each for each in agreed}
    gc.disable()  # as a run does
    start = time.process_time()
    around = Surroundings(
        contract=lambda asset: by_party.get(_tag(asset)), contracts=agreed, as_of=AS_OF
    )
    whole = Estate(assets, surroundings=around)
    indexed = time.process_time()
    counts: Counter[str] = Counter()
    spent: dict[str, float] = {}
    for check in collect(contracts, contract_keys, contract_logs):
        began = time.process_time()
        for asset in whole.of(check.kind):
            verdict = check.judge(asset, whole)
            if verdict is not None:
                counts[f"{check.id} {verdict.outcome.name}"] += 1
        spent[check.id] = time.process_time() - began
    judged = time.process_time()
    memory = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{asked.stores} stores with {asked.copies} copies each: {len(assets)} assets")
    print(f"indexed {indexed - start:.2f} s, judged {judged - indexed:.2f} s, {memory:.0f} MB")
    for name, seconds in spent.items():
        print(f"  {name}: {seconds:.2f} s")
    for key, count in sorted(counts.items()):
        print(f"  {key}: {count}")


def contract(number: int) -> Contract:
    """Return a contract whose service stops long before its end."""
    return Contract(
        id=f"K-{number}",
        party=None,
        start=None,
        end=END,
        origin=Source("cloudguard.yaml"),
        service_stop=date(2031, 2, 1),
    )


def estate(stores: int, copies: int) -> Iterator[Asset]:
    """Yield keys, stores, the vaults and stores of their copies, and what tells of these."""
    for number in range(max(1, stores // PER_KEY)):
        yield _key(f"key.k{number}", number)
    for number in range(CONTRACTS):
        yield _store(f"vault.v{number}", number, lock=Lock("governance", 30))
    for number in range(stores):
        owner, id_ = number // PER_KEY, f"store.s{number}"
        locked = Lock("compliance", 35) if number % 7 == 0 else None
        yield _store(id_, owner, lock=locked)
        for copy in range(copies):
            if copy < OWN:
                held = f"{id_}_copy{copy}"
                yield _store(held, owner)
                yield _duplicate(id_, held, owner, "replica")
            elif copy == OWN:
                yield _duplicate(id_, f"vault.v{owner % CONTRACTS}", owner, "backup")
            else:
                yield _duplicate(id_, None, owner, "version")


def _common(id_: str, owner: int) -> dict[str, Any]:
    source = Source(id_)
    unknown = Unknown("not asked", source)
    return {
        "id": id_,
        "provider": "aws",
        "type": id_.partition(".")[0],
        "origin": source,
        "location": unknown,
        "tags": Known({"contract": f"K-{owner % CONTRACTS}"}, source),
        "account": unknown,
        "names": (),
    }


def _store(id_: str, owner: int, *, lock: Lock | None = None) -> Store:
    source = Source(id_)
    return Store(
        **_common(id_, owner),
        encrypted=Known(True, source),
        algorithm=Known("AES-256", source),
        key=Known(KeyUse(Reference(f"key.k{owner}", "arn"), "customer"), source),
        retention_days=Known(None, source),
        lock=Known(lock, source),
        deletion_protected=Known(False, source),
        recoverable_days=Known(0, source),
        purgeable=Known(False, source),
        public=Known(False, source),
    )


def _key(id_: str, owner: int) -> Key:
    source = Source(id_)
    return Key(
        **_common(id_, owner),
        enabled=Known(True, source),
        rotation_days=Known(365, source),
        rotatable=Known(True, source),
        deletion_protected=Known(False, source),
        recoverable_days=Known(30, source),
        purgeable=Known(False, source),
        imported=Known(False, source),
    )


def _duplicate(of: str, held_in: str | None, owner: int, what: str) -> Duplicate:
    source = Source(of)
    held: Value[str | Reference | None] = Known(held_in and Reference(held_in), source)
    return Duplicate(
        **_common(of, owner),
        of=Known(Reference(of), source),
        held_in=held,
        what=what,
        days=Known(None, source),
        stays=Known(held_in is not None, source),
        elsewhere=Known(None, source),
        possible=False,
    )


def _tag(asset: Asset) -> str:
    tags = asset.tags
    return tags.value["contract"] if isinstance(tags, Known) else ""


if __name__ == "__main__":
    main()
