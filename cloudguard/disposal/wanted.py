"""What was there before: the assets of a contract of which it is asked whether they are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.sources.snapshot import Held, Snapshot
from cloudguard.values import Known, Source, Unknown, Value

Kind: TypeAlias = Literal["data", "key", "account"]

KEYS: Final = frozenset({"aws_kms_key", "aws_kms_replica_key", "aws_kms_external_key"})
ACCOUNTS: Final = frozenset(
    {
        "aws_iam_user",
        "aws_iam_access_key",
        "aws_iam_role",
        "aws_iam_openid_connect_provider",
        "aws_iam_saml_provider",
    }
)
KEY_VALUES: Final = ("kms_key_id", "kms_key_arn", "kms_master_key_id", "key_id", "key")
_MADE_OF: Final = {
    "of": "",
    "volume_id": "aws_ebs_volume",
    "instance": "aws_instance",
    "db_instance_identifier": "aws_db_instance",
    "db_cluster_identifier": "aws_rds_cluster",
    "cluster_identifier": "aws_redshift_cluster",
    "vault": "aws_backup_vault",
    "user": "aws_iam_user",
}
"""What names the asset that another is a copy or a part of, and the type of that; by ARN any."""
_TAGS: Final = "_resource_tags"  # ends the type under which the reading of tags is in the ledger
_HANDLES: Final = ("identifier", "cluster_identifier", "name")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One asset that must be gone.

    `names` are its ARN and ids, `type` that under which a collector lists it, `keys` what its
    data is encrypted with, `handles` the names by which its backups call it; `sure` is false where
    it cannot be told which contract covers it.
    """

    id: str
    names: frozenset[str]
    type: str
    region: str | None
    account: str | None
    provider: str
    kind: Kind
    data_class: str | None = None
    keys: frozenset[str] = frozenset()
    sure: bool = True
    address: str | None = None
    handles: frozenset[str] = frozenset()


class Called:
    """Assets by what they are called: the same name is another's in another region or account."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        """Know these."""
        self._places: dict[tuple[str, str], set[tuple[str | None, str | None]]] = {}
        for one in wanted:
            self.add(one)

    def add(self, one: Wanted) -> None:
        """Know one more."""
        for name in one.names:
            self._places.setdefault((one.type, name), set()).add((one.region, one.account))

    def has(self, one: Wanted) -> bool:
        """Tell whether an asset is one of these; where a place is not known it may be any."""
        places = (p for name in one.names for p in self._places.get((one.type, name), ()))
        return any(
            (one.region is None or region in (None, one.region))
            and (one.account is None or account in (None, one.account))
            for region, account in places
        )


@dataclass(slots=True)
class Asked:
    """What a contract covers of what was there, and how much of it belongs to no contract.

    `types` are those that were asked for: of what else there was nothing is told.
    """

    wanted: list[Wanted] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    others: int = 0
    uncovered: dict[str, int] = field(default_factory=dict)

    def add(self, other: Asked) -> None:
        """Take what another input holds as well; what both hold counts once."""
        known = Called(self.wanted)
        self.wanted += [wanted for wanted in other.wanted if not known.has(wanted)]
        self.types |= other.types
        self.others += other.others
        for type_, count in other.uncovered.items():
            self.uncovered[type_] = self.uncovered.get(type_, 0) + count


Covering: TypeAlias = Callable[[Asset], "tuple[str | None, str | None] | Unknown"]
"""Gives the contract that covers an asset, and its data class."""


def of_snapshot(snapshot: Snapshot, contract: str, covering: Covering) -> Asked:
    """Return what a snapshot holds of a contract, and what was made of that."""
    asked = Asked(types={call.type for call in snapshot.ledger if call.covers})
    tagged = {c.region for c in snapshot.ledger if c.type.endswith(_TAGS) and c.complete}
    rest: dict[str, Held] = {}
    untold: set[str] = set()
    for held in snapshot.resources:
        if held.setting:
            continue
        found = covering(_asset(held, snapshot, tagged))
        owner, class_ = (None, None) if isinstance(found, Unknown) else found
        if isinstance(found, Unknown):
            untold.add(held.id)
        if owner == contract:
            asked.wanted.append(_wanted(held, snapshot, class_, sure=True))
        elif owner is None:
            rest[held.id] = held
        else:
            asked.others += 1
    for held in list(made_of(list(asked.wanted), rest.values(), snapshot, asked.wanted)):
        del rest[held.id]
    for held in rest.values():
        if held.id in untold:  # it may be of this one
            asked.wanted.append(_wanted(held, snapshot, None, sure=False))
        else:
            asked.uncovered[held.type] = asked.uncovered.get(held.type, 0) + 1
    return asked


def made_of(
    wanted: Sequence[Wanted], among: Iterable[Held], snapshot: Snapshot, found: list[Wanted]
) -> Iterator[Held]:
    """Yield what is a copy, a backup or a part of what is wanted, adding it to `found`."""
    account = snapshot.target.account
    parents: dict[tuple[str, str, str | None], Wanted] = {}
    for one in wanted:
        if one.account in (None, account):
            for name in one.names:
                if name.startswith("arn:"):
                    parents["", name, None] = one
            for name in one.names | one.handles:
                parents[one.type, name, one.region] = one
    for held in list(among):
        if held.setting:
            continue
        for name, type_ in _MADE_OF.items():
            of = held.facts.get(name) or held.values.get(name)
            region = held.region if type_ else None
            if isinstance(of, str) and (parent := parents.get((type_, of, region))) is not None:
                found.append(_wanted(held, snapshot, parent.data_class, sure=parent.sure))
                yield held
                break


def kind_of(type_: str) -> Kind:
    """Return what a type is: data, a key, an account or what opens one."""
    return "key" if type_ in KEYS else "account" if type_ in ACCOUNTS else "data"


def _wanted(held: Held, snapshot: Snapshot, class_: str | None, *, sure: bool) -> Wanted:
    keys = (held.facts.get(n) or held.values.get(n) for n in KEY_VALUES)
    kind = kind_of(held.type)
    return Wanted(
        id=held.id,
        names=held.names,
        type=held.type,
        region=held.region,
        account=snapshot.target.account,
        provider=snapshot.target.provider,
        kind=kind,
        data_class=class_,
        keys=frozenset(k for k in keys if isinstance(k, str)) if kind == "data" else frozenset(),
        sure=sure,
        handles=handles_of(held.values),
    )


def handles_of(values: Mapping[str, Any]) -> frozenset[str]:
    """Return the names by which its backups call an asset."""
    found = (values.get(name) for name in _HANDLES)
    return frozenset(text for text in found if isinstance(text, str) and text)


def _asset(held: Held, snapshot: Snapshot, tagged: set[str]) -> Asset:
    source = Source(held.id)
    tags = held.values.get("tags")
    account = snapshot.target.account
    return Configuration(
        id=held.id,
        provider=snapshot.target.provider,
        type=held.type,
        origin=source,
        location=Known(Place(held.region or "global", None), source),
        tags=Known(tags, source) if isinstance(tags, dict) else _untagged(held, tagged),
        account=Known(account, source) if account else Unknown("not read", source),
        names=tuple(sorted(held.names)),
    )


def _untagged(held: Held, tagged: set[str]) -> Value[Any]:
    """Return no tags where they were read: what has none is not listed among them.

    Resource Groups Tagging API Reference, GetResources: it lists what is or was tagged.
    """
    source = Source(held.id, "tags")
    if held.region in tagged:
        return Known({}, source)
    return Unknown("its tags were not read", source)
