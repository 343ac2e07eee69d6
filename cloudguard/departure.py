"""The end of a contract: what was there against what is there, and the record of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cloudguard import run
from cloudguard.assets import Asset
from cloudguard.assets.keys import Key
from cloudguard.assets.storage import Store
from cloudguard.config import Contract
from cloudguard.disposal import attested, record, stated, verify, wanted
from cloudguard.disposal.attested import Statement
from cloudguard.disposal.events import Logs
from cloudguard.disposal.record import Demand, File, Record
from cloudguard.disposal.verify import After
from cloudguard.disposal.wanted import Asked, Covering
from cloudguard.errors import InputError, UsageError
from cloudguard.providers import understand
from cloudguard.providers.aws.collect import table
from cloudguard.run import Options
from cloudguard.sources import audit, snapshot, state
from cloudguard.sources.audit import AuditLog
from cloudguard.sources.reading import load, unpacked
from cloudguard.sources.snapshot import Snapshot
from cloudguard.values import Unknown

_LOGS: Final = (".json", ".json.gz", ".log", ".log.gz", ".jsonl")
TOPIC: Final = "contract_end_deletion"
DEFAULT_ROUTES: Final = frozenset({"delete", "key"})


def contract_of(name: str, options: Options) -> Contract:
    """Return a contract of the configuration; raise UsageError where it has none of that id."""
    contracts = {contract.id: contract for contract in options.config.contracts}
    if name not in contracts:
        have = ", ".join(contracts)
        raise UsageError(
            {
                "en": f"cloudguard.yaml has no contract {name!r}.",
                "ja": f"cloudguard.yaml に契約 {name!r} がありません。",
            },
            {
                "en": f"Contracts: {have}." if have else "Write it under `contracts:`.",
                "ja": f"書かれている契約: {have}。" if have else "`contracts:` に書いてください。",
            },
            "--contract",
        )
    return contracts[name]


@dataclass(slots=True)
class _Inputs:
    """The files of a record in their order, and the bytes that go into its bundle."""

    files: list[File] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)

    def add(self, path: str, role: str, kind: str, digest: str, about: Snapshot | None) -> int:
        """Take a file in, give it a number, keep its bytes unless it may hold secrets."""
        number, keep = len(self.files) + 1, kind != "state"
        target = about.target if about else None
        name = Path(path).name
        if keep:
            self.kept[f"evidence/{number:02}-{role}-{_plain(name)}"] = Path(path).read_bytes()
        self.files.append(
            File(
                number,
                role,
                kind,
                name,
                digest,
                keep,
                target.account if target else None,
                about.collector if about else None,
                about.collected_at if about else None,
                target.endpoint if target else None,
                len(about.gaps) if about else 0,
            )
        )
        return number


def _plain(name: str) -> str:
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in name)[-80:]


def verified(
    befores: Sequence[str],
    afters: Sequence[str],
    logs: Sequence[str],
    attests: Sequence[str],
    contract: Contract,
    person: str | None,
    options: Options,
) -> tuple[Record, dict[str, bytes]]:
    """Read everything, compare, and return the record with what goes into its bundle."""
    catalogue = run.catalogue_of(options)
    members = run.memberships(options, catalogue)
    inputs, asked = _Inputs(), Asked()

    def covering(asset: Asset) -> tuple[str | None, str | None] | Unknown:
        found = members.contract(asset)
        if isinstance(found, Unknown):
            return found
        return (found.id if found else None, members.of(asset).data_class)

    oldest = [_before(path, contract.id, covering, inputs, asked) for path in befores]
    later = [_after(path, inputs, [day for day in oldest if day]) for path in afters]
    read = [
        (log, inputs.add(log.path, "audit", "audit-log", log.digest, None)) for log in _logs(logs)
    ]
    said: list[tuple[Statement, int]] = []
    for path in attests:
        number = inputs.add(path, "attestation", "attestations", _digest(path), None)
        said += [(statement, number) for statement in attested.read(path)]
    routes = _routes(options, catalogue.profiles)
    new = [
        one
        for after in later
        for one in wanted.of_snapshot(after.snapshot, contract.id, covering).wanted
    ]
    results = verify.verified(asked.wanted, later, Logs.of(read), said, routes, new)
    made = record.made(
        contract=contract,
        asked=asked,
        results=results,
        files=inputs.files,
        said=said,
        clauses=_demands(catalogue.clauses),
        person=person,
        routes=routes,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return made, inputs.kept


def _logs(paths: Sequence[str]) -> Iterator[AuditLog]:
    """Yield the logs: of a folder those that end anything, of what a trail delivers to a bucket."""
    for path in paths:
        if not Path(path).is_dir():
            yield audit.read(_file(path))
            continue
        found = sorted(p for p in Path(path).rglob("*") if p.name.endswith(_LOGS) and p.is_file())
        for file in found:
            try:
                log = audit.read(str(file))
            except InputError:
                continue  # beside the logs lie the provider's own digests of them
            if log.events:
                yield log


def _before(
    path: str, contract: str, covering: Covering, inputs: _Inputs, asked: Asked
) -> datetime | None:
    """Add what a snapshot or a state holds; return when the snapshot was taken."""
    content = load(_file(path))
    if snapshot.is_snapshot(content.document):
        found = snapshot.parse(content.document, path)
        inputs.add(path, "before", "snapshot", content.digest, found)
        asked.add(wanted.of_snapshot(found, contract, covering))
        return found.taken
    if not state.is_state(content.document):
        raise InputError(
            {
                "en": "it is neither a snapshot nor a state of Terraform.",
                "ja": "スナップショットでも Terraform のステートでもありません。",
            },
            {
                "en": "Take a snapshot with `cloudguard collect` before anything is deleted.",
                "ja": "消す前に `cloudguard collect` で取ったものを指定してください。",
            },
            path,
        )
    told = state.read(content.document, path)
    inputs.add(path, "before", "state", content.digest, None)
    assets = [
        asset
        for asset in understand(told.resources, told.configuration).assets
        if isinstance(asset, (Store, Key))
    ]
    known = frozenset(_collected())
    asked.add(stated.of_state(told.resources.managed, assets, known, contract, covering))
    return None


def _after(path: str, inputs: _Inputs, oldest: Sequence[datetime]) -> After:
    content = load(_file(path))
    if not snapshot.is_snapshot(content.document):
        raise InputError(
            {
                "en": "it is no snapshot: nothing else shows that something is gone.",
                "ja": "スナップショットではありません。他のものでは消えたことを示せません。",
            },
            {
                "en": "Take one with `cloudguard collect` after the deletion.",
                "ja": "消した後に `cloudguard collect` で取ってください。",
            },
            path,
        )
    found = snapshot.parse(content.document, path)
    if any(found.taken < day for day in oldest):
        raise InputError(
            {
                "en": "it was taken before the other one.",
                "ja": "処分前のスナップショットより古いものです。",
            },
            {
                "en": "Give the earlier as --before, the later as --after.",
                "ja": "古いものを --before、新しいものを --after に指定してください。",
            },
            path,
        )
    return After(found, inputs.add(path, "after", "snapshot", content.digest, found))


def _file(path: str) -> str:
    if path == "-":
        raise UsageError(
            {"en": "evidence cannot come from standard input.", "ja": "標準入力は使えません。"},
            {"en": "Give a file.", "ja": "ファイルを指定してください。"},
            path,
        )
    return path


def _digest(path: str) -> str:
    return unpacked(_file(path))[1]


def _collected() -> Sequence[str]:
    """Return the types that a collector lists and that hold something; it needs no credentials."""
    return tuple(name for name, row in table().items() if not row.get("setting"))


def _routes(options: Options, profiles: Sequence[object]) -> frozenset[str]:
    """Return what the clauses accept: deletion, and the destruction of the key where they say so.

    Several profiles accept what all of them do.
    """
    name = "erasure_routes"
    if name in options.config.parameters:
        own = options.config.parameters[name]
        return frozenset(own) if isinstance(own, tuple) else DEFAULT_ROUTES
    found = [
        frozenset(parameters[name][0])
        for profile in profiles
        if name in (parameters := getattr(profile, "parameters", {}))
    ]
    return frozenset.intersection(*found) if found else DEFAULT_ROUTES


def _demands(clauses: object) -> list[Demand]:
    """Return the clauses that ask for erasure, with their sections."""
    rows = clauses.values() if isinstance(clauses, dict) else ()
    return [
        Demand(c.id, c.section, str(c.obligation), c.text["ja"], c.text["en"], c.classes)
        for row in rows
        for c in row
        if c.topic == TOPIC
    ]
