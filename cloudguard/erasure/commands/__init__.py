"""What a person types to erase things: a data file per provider, filled in with what is known.

Nothing here is run. Names from an input are quoted for a shell, whatever they hold; what the input
does not show stays visible between angle brackets, so that a line with a gap cannot do harm.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from cloudguard.assets import Asset
from cloudguard.values import Known

Lookup: TypeAlias = Callable[[Asset, str], str | None]
"""Gives what an attribute of an asset's resource holds, None where that is not known."""

LANGS: Final = ("ja", "en")
_HOLE: Final = re.compile(r"\{!([^|{}]*)\|([^{}]*)\}|\{([a-z_.|]+)\}")
_INDEX: Final = re.compile(r"\[[^\]]*\]")
_LONGEST: Final = 1024
_GAP: Final = {"en": "<{name} of {of}>", "ja": "<{of} の {name}>"}
_NAMES: Final = {"name": "名前", "bucket": "名前", "location": "場所", "where": "場所"}
"""What some attributes are called in Japanese; the others by themselves."""
_FORBIDS: Final = re.compile(r"protect|prevent|^disable_api")
"""Settings that forbid a deletion where they are true."""
_SNAPSHOTS: Final = {
    "en": ("snapshot before", "snapshot after"),
    "ja": ("消去前のスナップショット", "消去後のスナップショット"),
}
_MENDED: Final = {"true": "false", "false": "true", "ABANDON": '"DELETE"', "RETAIN": '"DELETE"'}
"""The value that forbids nothing and leaves nothing behind, by the one that does."""
_UNWRITTEN: Final = {
    "skip_final_snapshot": "true",
    "skip_final_backup": "true",
    "delete_automated_backups": "true",
    "delete_on_termination": "true",
    "deletion_policy": '"DELETE"',
}
"""The same where nothing is written and the provider's default does."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a step is done: lines for a shell, lines of Terraform source, the page they follow.

    `run` and `note` are by language: what is not known is named in it. `terraform` are the lines
    that do the same through Terraform, after `change` is written into the source. `gaps` tells
    that some of `run` has to be filled in by hand.
    """

    run: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    change: str = ""
    terraform: tuple[str, ...] = ()
    page: str = ""
    note: Mapping[str, str] = field(default_factory=dict)
    gaps: bool = False

    def __bool__(self) -> bool:
        """Tell whether anything is written of how it is done."""
        return bool(self.run or self.terraform or self.page)


class Book:
    """The commands for the assets of one input.

    `lookup` gives the names that the input shows. Assets that Terraform made (`terraform`) can be
    destroyed through it as well.
    """

    def __init__(self, lookup: Lookup, *, terraform: Callable[[Asset], bool]) -> None:
        """Write for assets whose names `lookup` gives."""
        self._lookup = lookup
        self._terraform = terraform

    def knows(self, asset: Asset, action: str) -> bool:
        """Tell whether the data files say how an action is done for the type of an asset."""
        return action in _entry(asset)

    def stops(self, asset: Asset) -> str:
        """Return what ends when an asset of this type is deleted: `logs`, `copies` or nothing."""
        return str(_entry(asset).get("stops", ""))

    def holds_all(self, asset: Asset) -> bool:
        """Tell an account, a project, a subscription: what is closed last of all."""
        return bool(_entry(asset).get("account"))

    def written(
        self, asset: Asset, action: str, given: Mapping[str, str] | None = None, change: str = ""
    ) -> Written:
        """Return how an action is done; `given` fills in what belongs to the step (`days`)."""
        entry = _entry(asset)
        found: Mapping[str, Any] = entry.get(action, {})
        lines = _lines(found.get("run", ()))
        said: dict[str, tuple[str, ...]] = {}
        gaps, about = False, {**entry, **found}
        for lang in LANGS if lines else ():
            filled = [self._filled(line, asset, lang, given or {}, about) for line in lines]
            said[lang] = tuple(line for line, _ in filled)
            gaps = gaps or any(gap for _, gap in filled)
        change = change or str(found.get("change", ""))
        return Written(
            run=said,
            change=change,
            terraform=self._through_terraform(asset, action, change, entry),
            page=_page(found, entry),
            note=found.get("note", {}),
            gaps=gaps,
        )

    def change(self, asset: Asset, path: str) -> str:
        """Return what to write at a path of the source so that it forbids and leaves nothing."""
        parts = [part for part in _INDEX.sub("", path).split(".") if part]
        if not parts or not all(part.isidentifier() for part in parts):
            return ""
        *outer, leaf = parts
        value = _MENDED.get(self._lookup(asset, path) or "", _UNWRITTEN.get(leaf))
        if value is None and _FORBIDS.search(leaf):
            value = "false"
        if value is None:
            return ""  # what would have to be written here is not known
        line = f"{leaf} = {value}"
        for block in reversed(outer):
            line = f"{block} {{ {line} }}"
        return line

    def _through_terraform(
        self, asset: Asset, action: str, change: str, entry: Mapping[str, Any]
    ) -> tuple[str, ...]:
        address = asset.origin.address or asset.id
        if not self._terraform(asset) or not _clean(address):
            return ()
        target = shlex.quote(f"-target={address}")
        if change:
            return (f"terraform apply {target}",)
        # What only stops something else may be destroyed for it; what delivers logs beside its
        # own work may not.
        whole = action in {"delete", "close"} or action == f"stop-{entry.get('stops')}"
        return (f"terraform destroy {target}",) if whole else ()

    def _filled(
        self, line: str, asset: Asset, lang: str, given: Mapping[str, str], entry: Mapping[str, Any]
    ) -> tuple[str, bool]:
        """Fill in a line; tell whether something in it is left to be filled in."""
        gap = False

        def fill(found: re.Match[str]) -> str:
            nonlocal gap
            english, japanese, names = found.groups()
            if names is None:
                gap = True
                return shlex.quote(f"<{japanese if lang == 'ja' else english}>")
            choices = names.split("|")
            for name in choices:
                value = given.get(name) or self._lookup(asset, name)
                if value is not None and _clean(value):
                    return shlex.quote(value)
            gap = True
            said = _NAMES.get(choices[0], choices[0]) if lang == "ja" else choices[0]
            of = asset.origin.address or asset.id
            whose = of if _clean(of) else asset.type
            return shlex.quote(_GAP[lang].format(name=said, of=whose))

        made = _HOLE.sub(fill, line)
        if entry.get("regional", True) and (suffix := entry["region"]) and (at := _region(asset)):
            made += " " + suffix.replace("{region}", shlex.quote(at))
        return made, gap


def verifying(contract: str) -> Written:
    """Return the command that tells whether everything of a contract is gone."""
    named = f" --contract {shlex.quote(contract)}" if _clean(contract) else ""
    run = {
        lang: (f"cloudguard offboard verify --before '<{before}>' --after '<{after}>'{named}",)
        for lang, (before, after) in _SNAPSHOTS.items()
    }
    return Written(run, gaps=True)


def _clean(text: str) -> bool:
    """Tell text that a command may hold: all of it visible, and no option of the command itself."""
    return bool(text) and text.isprintable() and text[0] != "-" and len(text) <= _LONGEST


def _region(asset: Asset) -> str | None:
    place = asset.location
    if not isinstance(place, Known) or place.value.service or not _clean(place.value.name):
        return None
    return place.value.name


def _lines(run: str | Sequence[str]) -> tuple[str, ...]:
    return (run,) if isinstance(run, str) else tuple(run)


def _page(found: Mapping[str, Any], entry: Mapping[str, Any]) -> str:
    """Return the page that a command follows: a title, or an entry of the provider's reference."""
    if not found:
        return ""
    page = str(found.get("page", ""))
    source = str(entry.get("source", ""))
    named = page and ("," in page or "、" in page)
    return page if named or not source else f"{source}, {page}".removesuffix(", ")


def _entry(asset: Asset) -> Mapping[str, Any]:
    return _provider(asset.provider).get(asset.type, {})


@cache
def _provider(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the entries of a provider by type; the file is read when it is first asked for."""
    file = Path(__file__).parent / f"{name}.yaml"
    if name not in known() or not file.is_file():
        return {}
    read = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    shared = {"source": read["source"], "region": read.get("region", "")}
    return {type_: {**shared, **each} for each in read["entries"] for type_ in each["types"]}


@cache
def known() -> frozenset[str]:
    """Return the providers that have a data file."""
    return frozenset(file.stem for file in Path(__file__).parent.glob("*.yaml"))
