"""The configuration of an organisation: cloudguard.yaml, found, read and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cloudguard.config import contracts as agreed
from cloudguard.config import declared
from cloudguard.config.globs import Glob, modules
from cloudguard.config.model import (
    FIELDS,
    HIGHEST,
    UNKNOWN,
    Assign,
    Attestation,
    Config,
    Contract,
    Exemption,
    Globs,
    Match,
    Reason,
    Registration,
    Rule,
)
from cloudguard.config.network import Area, Network, Outside, Permitted
from cloudguard.config.nodes import parse
from cloudguard.config.problems import Problem, complaint, plain, quoted, suggestion
from cloudguard.config.reading import Reader

__all__ = [
    "FIELDS",
    "HIGHEST",
    "SCHEMA",
    "UNKNOWN",
    "Area",
    "Assign",
    "Attestation",
    "Config",
    "Contract",
    "Exemption",
    "Glob",
    "Globs",
    "Match",
    "Network",
    "Outside",
    "Permitted",
    "Problem",
    "Reason",
    "Registration",
    "Rule",
    "complaint",
    "find",
    "load",
    "modules",
    "plain",
    "quoted",
    "suggestion",
]

NAMES: Final = ("cloudguard.yaml", "cloudguard.yml")
SCHEMA: Final = Path(__file__).parents[1] / "config.schema.json"
LIMIT: Final = 16 * 1024**2
"""The largest file in bytes: one with 10,000 rules has about a tenth of it."""


def find(start: Path) -> Path | None:
    """Return the configuration of a folder: its own, or the nearest above in its repository.

    Outside a repository only the folder itself is searched: what lies further up may be
    anybody's.
    """
    here = start.resolve()
    folders = [here, *here.parents] if here.is_dir() else list(here.parents)
    root = next((n for n, folder in enumerate(folders) if (folder / ".git").exists()), 0)
    for folder in folders[: root + 1]:
        found = [folder / name for name in NAMES if (folder / name).exists()]
        if len(found) > 1:
            both = " and ".join(NAMES)
            raise complaint(
                Problem(
                    str(folder),
                    0,
                    0,
                    f"there are {both}: keep one.",
                    f"{both.replace(' and ', ' と ')} があります。どちらか一つにしてください。",
                )
            )
        if found:
            return found[0]
    return None


def load(path: Path) -> Config:
    """Read a configuration; raise one UsageError that tells everything that is wrong in it."""
    file = str(path)
    root = parse(_bytes(path), file)
    schema = json.loads(SCHEMA.read_bytes())
    reader = Reader(file, path.parent, schema)
    said = reader.read(root, schema)
    if reader.problems:
        raise complaint(*reader.problems)
    config = _config(said, reader, path)
    if reader.problems:
        raise complaint(*reader.problems)
    return config


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except OSError as wrong:
        said = wrong.strerror
        en, ja = f"it cannot be read ({said}).", f"読めません({said})。"
        raise complaint(Problem(str(path), 0, 0, en, ja)) from None
    if len(raw) > LIMIT:
        size = LIMIT // 1024**2
        en, ja = f"it is larger than {size} MiB.", f"{size} MiB を超えています。"
        raise complaint(Problem(str(path), 0, 0, en, ja))
    return raw


def _config(said: Mapping[str, Any], reader: Reader, path: Path) -> Config:
    """Give names to what was read; the schema has made sure of its shape."""

    def each(key: str) -> list[dict[str, Any]]:
        items = enumerate(said.get(key, ()))
        return [{**item, "origin": reader.source(f"{key}[{n}]")} for n, item in items]

    parameters = said.get("parameters", {})
    rules = [Rule(_match(r["match"]), r["set"], r["origin"]) for r in each("rules")]
    assign = {
        name: Assign(a["tag"], a.get("values", {}), reader.source(f"assign.{name}"))
        for name, a in said.get("assign", {}).items()
    }
    contracts = agreed.contracts(said.get("contracts", ()), reader, _match)
    agreed.unknown(contracts, rules, assign, reader)
    covered = [
        Rule(match, {"contract": contract.id}, reader.source(f"contracts[{n}].covers[{m}]"))
        for n, contract in enumerate(contracts)
        for m, match in enumerate(contract.covers)
    ]
    return Config(
        path=path,
        profiles=tuple([said["profile"]] if "profile" in said else said.get("profiles", ())),
        policies=tuple(said.get("policies", ())),
        parameters={name: _value(written) for name, written in parameters.items()},
        registrations={
            name: _registration(name, written, reader) for name, written in parameters.items()
        },
        as_of=said.get("as_of"),
        assign=assign,
        rules=(*rules, *covered),
        unclassified=said.get("unclassified", HIGHEST),
        unclassified_origin=reader.source("unclassified"),
        attestations=tuple(
            Attestation(document=a.pop("document", None), **a) for a in each("attestations")
        ),
        exceptions=tuple(Exemption(clause=e.pop("clause", None), **e) for e in each("exceptions")),
        reasons=tuple(Reason(asset=r.pop("asset", None), **r) for r in each("reasons")),
        network=declared.network(said["network"], reader) if "network" in said else Network(),
        contracts=contracts,
    )


def _value(written: Any) -> int | tuple[str, ...]:
    value = written["value"] if isinstance(written, dict) else written
    return tuple(value) if isinstance(value, list) else int(value)


def _registration(name: str, written: Any, reader: Reader) -> Registration:
    by = written if isinstance(written, dict) else {}
    return Registration(by.get("by"), by.get("date"), reader.source(f"parameters.{name}"))


def _match(asked: dict[str, Any]) -> Match:
    tags = {name: _globs(patterns) for name, patterns in asked.pop("tags", {}).items()}
    return Match(**{name: _globs(patterns) for name, patterns in asked.items()}, tags=tags)


def _globs(patterns: str | list[str]) -> Globs:
    return tuple(map(Glob, [patterns] if isinstance(patterns, str) else patterns))
