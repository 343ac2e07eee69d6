"""Estates made by hand: stores, keys and copies of which everything is known unless said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cloudguard.assets import Asset
from cloudguard.assets.grants import Grant
from cloudguard.assets.keys import Key, KeyUse
from cloudguard.assets.logs import LogDelivery
from cloudguard.assets.storage import (
    Copy,
    Duplicate,
    Hold,
    Leftover,
    Lock,
    LogStore,
    ObjectStore,
    Store,
)
from cloudguard.config import Contract
from cloudguard.estate import Estate, Surroundings
from cloudguard.values import Known, Reference, Source, Unknown, Value
from cloudguard.verdicts import Outcome

AS_OF = date(2026, 4, 1)
END = date(2027, 3, 31)
HIDDEN = Unknown("hidden", Source("hidden"))


def known(value: Any, at: str = "made") -> Value[Any]:
    """Return a value that is known, unless it is an unknown already."""
    return value if isinstance(value, Unknown) else Known(value, Source(at))


def common(id_: str, **changed: Any) -> dict[str, Any]:
    """Return the fields of every asset."""
    tags = known(changed.pop("tags", {}), id_)
    return {
        "id": id_,
        "provider": "aws",
        "type": id_.partition(".")[0],
        "origin": Source(id_),
        "location": HIDDEN,
        "tags": tags,
        "account": known("111111111111", id_),
        "names": changed.pop("names", ()),
    }


def store(id_: str = "store.a", kind: type[Store] = Store, /, **changed: Any) -> Store:
    """Return a store that can be deleted at once, under the key `key.k`."""
    shared = {name: changed.pop(name) for name in ("tags", "names") if name in changed}
    fields: dict[str, Any] = {
        "encrypted": True,
        "algorithm": "AES-256",
        "key": KeyUse("key.k", "customer"),
        "retention_days": None,
        "lock": None,
        "deletion_protected": False,
        "recoverable_days": 0,
        "purgeable": False,
        "public": False,
    } | changed
    values: dict[str, Any] = {name: known(value, id_) for name, value in fields.items()}
    return kind(**common(id_, **shared), **values)


def logs(id_: str = "logs.a", /, **changed: Any) -> Store:
    """Return a store of logs."""
    return store(id_, LogStore, **changed)


def bucket(id_: str = "bucket.a", /, **changed: Any) -> Store:
    """Return a store of objects."""
    return store(id_, ObjectStore, versioned=False, **changed)


def key(id_: str = "key.k", /, **changed: Any) -> Key:
    """Return a key of the customer's that is gone 30 days after it is scheduled."""
    shared = {name: changed.pop(name) for name in ("tags", "names") if name in changed}
    fields: dict[str, Any] = {
        "enabled": True,
        "rotation_days": 365,
        "rotatable": True,
        "deletion_protected": False,
        "recoverable_days": 30,
        "purgeable": False,
        "imported": False,
    } | changed
    values: dict[str, Any] = {name: known(value, id_) for name, value in fields.items()}
    return Key(**common(id_, **shared), **values)


def duplicate(of: Any, held_in: Any, what: str = "replica", /, **changed: Any) -> Duplicate:
    """Return a copy that stays, and that lies where its source does."""
    id_ = changed.pop("id", f"copy.{what}")
    possible = changed.pop("possible", False)
    shared = {name: changed.pop(name) for name in ("tags",) if name in changed}
    fields: dict[str, Any] = {"days": None, "stays": True, "elsewhere": None} | changed
    values: dict[str, Any] = {name: known(value, id_) for name, value in fields.items()}
    return Duplicate(
        **common(id_, **shared),
        of=known(of, id_),
        held_in=known(held_in, id_),
        what=what,
        possible=possible,
        **values,
    )


def leftover(of: str, what: str, stays: Any, days: Any) -> Leftover:
    """Return what a deletion leaves behind."""
    return Leftover(**common(of), of=of, what=what, stays=known(stays, of), days=known(days, of))


def hold(of: Any, what: str, *, holds: Any = True, days: Any = None, lifts: bool = False) -> Hold:
    """Return what keeps data beside a lock."""
    values: dict[str, Any] = {"of": known(of), "holds": known(holds), "days": known(days)}
    return Hold(**common(f"hold.{what}"), what=what, lifts=lifts, **values)


def replica(of: str, id_: str = "") -> Copy:
    """Return what tells of a replica of a key: its own id is that of a key in the estate."""
    return Copy(**common(id_ or of), of=of)


def delivery(id_: str, *stores: Any) -> LogDelivery:
    """Return the ways of a log to stores."""
    validated: Value[bool] = Known(False, Source(id_))
    return LogDelivery(**common(id_), destinations=tuple(map(known, stores)), validated=validated)


def grant(of: Any, *to: Any, id_: str = "grant.g") -> Grant:
    """Return what lets others use a key."""
    return Grant(**common(id_), of=known(of), way="policy", to=tuple(map(known, to)))


def contract(id_: str = "K-1", **changed: Any) -> Contract:
    """Return a contract whose service stops 40 days before its end, unless said."""
    fields: dict[str, Any] = {
        "party": None,
        "start": None,
        "end": END,
        "service_stop": date(2027, 2, 19),
    } | changed
    return Contract(id=id_, origin=Source("cloudguard.yaml", id_), **fields)


K1 = contract()
K2 = contract("K-2", end=date(2030, 3, 31))


def estate(
    *assets: Asset, contracts: tuple[Contract, ...] = (K1, K2), as_of: date = AS_OF
) -> Estate:
    """Return an estate in which the tag `contract` decides; without one it is the first."""
    ids = {each.id: each for each in contracts}

    def covers(asset: Asset) -> Contract | Unknown | None:
        if isinstance(asset.tags, Unknown):
            return asset.tags
        said = _tag(asset.tags.value, "contract", contracts[0].id if contracts else None)
        return said if isinstance(said, Unknown) else ids.get(said or "")

    def tenant(asset: Asset) -> str | Unknown | None:
        return asset.tags if isinstance(asset.tags, Unknown) else _tag(asset.tags.value, "tenant")

    around = Surroundings(contract=covers, contracts=contracts, tenant=tenant, as_of=as_of)
    return Estate(assets, surroundings=around)


def _tag(tags: Mapping[str, Any], name: str, default: Any = None) -> Any:
    return tags.get(name, default)


def under(id_: str) -> KeyUse:
    """Return a key of the customer's by its address."""
    return KeyUse(Reference(id_, "arn"), "customer")


LOCKED = Lock("compliance", 30)
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
