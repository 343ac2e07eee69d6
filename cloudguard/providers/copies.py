"""Which data is a copy of which, by table: what a store was made of, and what copies it.

A row may say

    copy_of:     what a store was made of: `from` names it
    duplicates:  the copies that something makes: `of` names what is copied (the resource itself
                 unless given), `held_in` what holds the copy, `exists` whether there is one
                 (unless given, where `held_in` names something)
    possible:    the copies that no plan shows, by the names that possible.yaml explains

each one entry or a list of them, with `what` (one of duplicates.KINDS), `days` after how many the
copy is gone by itself (unless given, never), `stays` whether deleting what it is of leaves it
(unless given, it does) and `elsewhere`, the other account or region that it lies in. Values are
cells (see cells.py); a path alone means nothing where it is not written. An entry with `each` is
read once for every block at that path, but `of` of the whole resource, and `of_each` of the block.
Where a copy exists and nothing named holds it, the provider does. What is named by a text is looked
up by the attributes in `of_by` and `held_by`, each `type.attribute`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Asset
from cloudguard.assets.storage import Duplicate
from cloudguard.providers.duplicates import ITSELF, Common, Entry, Names, said_of
from cloudguard.providers.table import Provider, Row, Rows
from cloudguard.sources.resource import Resource, Resources
from cloudguard.values import Known, Reference, Unknown, Value

_MADE_BY_HAND: Final = "whoever made it decides how long it is kept"


@dataclass(frozen=True, slots=True)
class Chance:
    """A copy that may exist and that no plan shows: what it is, in words with their source.

    It is gone by itself after `days`, where its service says so.
    """

    what: str
    says: str
    days: int | None = None

    def read(self, resource: Resource, common: Common) -> Duplicate:
        """Return the copy that there may be of a resource."""
        source = resource.source("", self.says)
        nothing: Known[None] = Known(None, source)
        unsaid: Value[int | None] = Unknown(_MADE_BY_HAND, source)
        return Duplicate(
            **{**common, "origin": source},
            of=Known(Reference(resource.address), source),
            held_in=nothing,
            what=self.what,
            days=unsaid if self.days is None else Known(self.days, source),
            stays=Known(True, source),
            elsewhere=nothing,
            possible=True,
        )


class Copies:
    """The rows of one provider that say what is a copy of what."""

    def __init__(self, folder: Path) -> None:
        """Take the rows of a provider's folder, which are read when one is first asked for."""
        self._folder = folder
        self._readers: dict[str, tuple[list[Entry], list[Chance]]] = {}

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._folder / "copies.yaml")

    @cached_property
    def chances(self) -> Mapping[str, Chance]:
        """Return the copies that no plan shows, by the names that rows call them by."""
        text = (self._folder / "possible.yaml").read_text(encoding="utf-8")
        found = yaml.load(text, Loader=yaml.CSafeLoader)
        return {
            name: Chance(each["what"], f"{each['en']}; {each['source']}", each.get("days"))
            for name, each in found.items()
        }

    def types(self) -> frozenset[str]:
        """Return the resource types that have a row."""
        return self._rows.types()

    def row(self, type_: str) -> Row:
        """Return the row of a type as it is written."""
        return self._rows.row(type_)

    def read(self, resources: Resources, provider: Provider) -> Iterator[Asset]:
        """Yield the copies that resources are, those that they make, and those that may be."""
        names = Names(resources)
        for type_ in sorted(resources.types() & self.types()):
            if (reader := self._readers.get(type_)) is None:
                row = self.row(type_)
                chances = [self.chances[name] for name in row.get("possible", ())]
                reader = self._readers[type_] = (entries_of(type_, row), chances)
            for resource in resources.of(type_):
                common = said_of(resource, provider)
                for entry in reader[0]:
                    yield from entry.read(resource, provider, names, common)
                for chance in reader[1]:
                    yield chance.read(resource, common)


def entries_of(type_: str, row: Row) -> list[Entry]:
    """Return the entries of a row, compiled; ValueError for a wrong one."""
    try:
        return [Entry.made(entry) for entry in written(row)]
    except (ValueError, KeyError, TypeError) as wrong:
        raise ValueError(f"{type_}: {wrong}") from wrong


def written(row: Row) -> list[Mapping[str, Any]]:
    """Return the entries of a row, those of `copy_of` told as what is held in the resource."""
    copies = [
        {
            **{key: value for key, value in entry.items() if key != "from"},
            "of": entry["from"],
            "held_in": ITSELF,
        }
        for entry in _listed(row.get("copy_of", ()))
    ]
    return [*copies, *_listed(row.get("duplicates", ()))]


def _listed(entries: Any) -> Sequence[Mapping[str, Any]]:
    return [entries] if isinstance(entries, Mapping) else entries
