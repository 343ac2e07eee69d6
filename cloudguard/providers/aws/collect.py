"""Reads an AWS account into a snapshot: the calls of collect.yaml, and the ledger of them.

Only operations that list and describe are called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar
from urllib.parse import urlsplit

import yaml

from cloudguard import __version__
from cloudguard.providers.aws.api import Answer, Cloud, Row, asking, why_of
from cloudguard.providers.aws.expressions import search
from cloudguard.sources.secrets import is_secret
from cloudguard.sources.snapshot import (
    DELETED,
    GLOBAL,
    KIND,
    PRESENT,
    VERSION,
    Call,
    Held,
    Snapshot,
    Target,
)

Told: TypeAlias = Callable[[int, int, str], None]

T = TypeVar("T")
U = TypeVar("U")

AT_ONCE: Final = 8
_TAGS: Final = "aws_resource_tags"


@cache
def table() -> Mapping[str, Row]:
    """Return the calls by type."""
    text = (Path(__file__).parent / "collect.yaml").read_text(encoding="utf-8")
    rows: dict[str, Row] = yaml.load(text, Loader=yaml.CSafeLoader)
    return rows


def collect(
    regions: Sequence[str] = (),
    types: Sequence[str] = (),
    endpoint: str | None = None,
    told: Told | None = None,
) -> Snapshot:
    """Return what the account of the credentials holds; what is denied is in the ledger.

    Raise UsageError where boto3 is not installed, or nobody answers at all.
    """
    cloud = Cloud.reached(endpoint)
    started = datetime.now(UTC)
    places = tuple(regions) or cloud.regions()
    rows = {name: row for name, row in table().items() if not types or _chosen(name, row, types)}
    reading = _Reading(cloud, rows)
    outer = [n for n in rows if not _inside(rows[n])]
    tasks = [(n, place) for n in outer for place in _places(rows[n], places)]
    tasks += [(_TAGS, place) for place in places]
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {pool.submit(reading.read, *task): task for task in tasks}
        for future in as_completed(running):
            future.result()
            done += 1
            if told:
                told(done, len(tasks), "{} {}".format(*running[future]))
    target = Target("aws", cloud.account, tuple(places), _shown(endpoint))
    return Snapshot(
        KIND,
        VERSION,
        f"cloudguard {__version__}, boto3 {cloud.version}",
        started.isoformat(timespec="seconds"),
        datetime.now(UTC).isoformat(timespec="seconds"),
        target,
        sorted(reading.tagged(), key=lambda held: (held.type, held.id)),
        sorted(reading.calls, key=lambda call: (call.type, call.region, call.call)),
    )


def _places(row: Row, regions: Sequence[str]) -> Sequence[str]:
    return (GLOBAL,) if row.get("global") else regions


def _chosen(type_: str, row: Row, types: Sequence[str]) -> bool:
    """Tell whether a type is asked for: by its name, or as a setting of one that is."""
    return type_ in types or bool(row.get("setting") and _inside(row) in types)


def _inside(row: Row) -> str | None:
    """Return the type within whose items another type is listed."""
    per = row["lists"][0].get("per")
    return per["type"] if per else None


def _shown(endpoint: str | None) -> str | None:
    if endpoint is None:
        return None
    parts = urlsplit(endpoint)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}"


_Told: TypeAlias = "tuple[dict[str, Any], list[tuple[Row, Answer]]]"


def _unfolded(listed: Row, items: Sequence[Any]) -> Iterator[Any]:
    """Yield the items of a list, or what lies in each, which then is its `Outer`."""
    if "unfold" not in listed:
        yield from items
        return
    for item in items:
        for inner in search(listed["unfold"], item) or ():
            yield {**inner, "Outer": item}


def _side_by_side(ask: Callable[[T], U], items: Sequence[T]) -> Sequence[U]:
    """Ask for each item, a few at a time, in their order."""
    if len(items) <= 1:
        return [ask(item) for item in items]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(ask, items))


@dataclass
class _Reading:
    """What was read so far; several threads add to it."""

    cloud: Cloud
    rows: Mapping[str, Row]
    held: list[Held] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    tagged_in: set[str] = field(default_factory=set)
    _asks: dict[str, list[str]] = field(default_factory=dict)
    """The types that ask for a list, in their order: the first counts as who asked."""

    def __post_init__(self) -> None:
        """Keep what several types are made of."""
        for type_, row in self.rows.items():
            for listed in (*row["lists"], *row.get("beside", ()), *row.get("each", ())):
                if "items" in listed:
                    self._asks.setdefault(asking(listed), []).append(type_)
        self.cloud.share(asked for asked, types in self._asks.items() if len(types) > 1)

    def read(self, type_: str, region: str) -> None:
        """Read one type in one region, and what is listed within its items."""
        if type_ == _TAGS:
            self._read_tags(region)
            return
        items: list[dict[str, Any]] = []
        whole: Answer | None = None
        for listed in self.rows[type_]["lists"]:
            answer = self.cloud.listed(listed, region)
            answer.items = list(_unfolded(listed, answer.items))
            items += [item | {"": listed} for item in answer.items]
            self._note(answer, listed, type_, region)
            if not answer.complete:
                whole = answer
        self._describe(type_, region, items)
        for name, row in self.rows.items():
            if _inside(row) == type_:
                self._read_within(name, region, items, whole)

    def _read_within(
        self, type_: str, region: str, outer: Sequence[Row], failed: Answer | None
    ) -> None:
        listed = self.rows[type_]["lists"][0]
        total, items = Answer(calls=0), []
        asked = partial(self._inner, listed, region)
        for around, answer in zip(outer, _side_by_side(asked, outer), strict=True):
            total.add(answer)
            if not answer.complete:
                total.missed += self._names(listed["per"]["type"], region, around)
            items += [{**inner, "": listed, "Outer": around} for inner in answer.items]
        if failed is not None:  # what was not listed was not looked into
            total.add(Answer(calls=0, failed=1, why=failed.why, code=failed.code))
        self._note(total, listed, type_, region)
        self._describe(type_, region, items)

    def _describe(self, type_: str, region: str, items: list[dict[str, Any]]) -> None:
        row = self.rows[type_]
        answers = {more["call"]: Answer(calls=0) for more in row.get("each", ())}
        beside = [self._beside(more, type_, region) for more in row.get("beside", ())]
        for item, told in _side_by_side(partial(self._told, row, region), items):
            unread = set()
            for more, found in beside:
                if (of_this := found.get(search(more["by"], item))) is None:
                    unread.add(more["as"])
                else:
                    item[more["as"]] = of_this
            for more, answer in told:
                answers[more["call"]].add(answer)
                if answer.complete:
                    item[more["as"]] = answer.items[0]
                else:
                    unread.add(more["as"])
            listed = item[""]
            try:
                held = self._held(type_, region, item, unread)
            except Exception as wrong:  # noqa: BLE001  # an answer of another shape is not read
                why, code = why_of(wrong)
                self._note(Answer(failed=1, why=why, code=code), listed, type_, region)
                continue
            if held is not None:
                self.held.append(held)
        for more in row.get("each", ()):
            if (answer := answers[more["call"]]).calls:
                self._note(answer, {**more, "covers": []}, type_, region)

    def _beside(self, more: Row, type_: str, region: str) -> tuple[Row, dict[Any, Any]]:
        """Return what a list tells more of all items of another, by what names them in both."""
        answer = self.cloud.listed(more, region)
        self._note(answer, {**more, "covers": []}, type_, region)
        return more, {search(more["by"], told): told for told in answer.items}

    def _names(self, type_: str, region: str, item: Row) -> Iterator[str]:
        try:
            yield self.cloud.named(self.rows[type_]["id"], item, region)
        except LookupError:  # it is one that is not named
            return

    def _inner(self, listed: Row, region: str, outer: Row) -> Answer:
        arguments = {n: search(e, outer) for n, e in listed["per"]["with"].items()}
        return self.cloud.listed(listed, region, arguments)

    def _told(self, row: Row, region: str, item: dict[str, Any]) -> _Told:
        """Return what more is told of an item; what lies deleted cannot be described."""
        told: list[tuple[Row, Answer]] = []
        for more in () if item[""].get("status") else row.get("each", ()):
            if "when" in more and not search(more["when"].replace("{region}", region), item):
                continue
            arguments = {n: search(e, item) for n, e in more["with"].items()}
            told.append((more, self.cloud.told(more, region, arguments)))
        return item, told

    def _held(self, type_: str, region: str, item: dict[str, Any], unread: set[str]) -> Held | None:
        row, listed = self.rows[type_], item.pop("")
        known = _Known(item, unread)
        if (keep := row.get("keep")) and known.of(keep) is False:
            return None
        if (owner := known.of(row.get("owner", "`null`"))) and owner != self.cloud.account:
            return None
        lies = None if region == GLOBAL else region
        if "region" in row:
            lies = known.of(row["region"])
        arn = self.cloud.named(row["id"], item, region)
        until = known.of(listed.get("until") or row.get("until") or "`null`")
        state = listed.get("status") or row.get("status") or "`null`"
        status: Any = "unread" if known.hides(state) else known.of(state) or "present"
        values: dict[str, Any] = {"region": lies, "availability_zone": None} if lies else {}
        for name, cell in row["values"].items():
            value = arn if cell == "$id" else known.of(cell)
            if value is not None and not is_secret(name):
                values[name] = value
        if (pairs := known.of(row.get("tags", "`null`"))) is not None:
            values["tags"] = {pair["Key"]: pair["Value"] for pair in pairs}
        facts = {n: v for n, c in row.get("facts", {}).items() if (v := known.of(c)) is not None}
        setting = bool(row.get("setting"))
        return Held(arn, type_, status, lies, _day(until), values, facts, setting)

    def _read_tags(self, region: str) -> None:
        listed = {
            "call": "resourcegroupstaggingapi.get_resources",
            "items": "ResourceTagMappingList[]",
            "covers": [],
        }
        answer = self.cloud.listed(listed, region)
        for item in answer.items:
            self.tags[item["ResourceARN"]] = {t["Key"]: t["Value"] for t in item.get("Tags", ())}
        if answer.complete:
            self.tagged_in.add(region)
        self._note(answer, listed, _TAGS, region)

    def _note(self, answer: Answer, listed: Row, type_: str, region: str) -> None:
        covers = tuple(listed.get("covers", (PRESENT, DELETED)))
        call = self.cloud.operation(listed["call"], region)
        if type_ not in self._asks.get(asking(listed), (type_,))[:1]:
            answer = replace(answer, calls=0)  # it was asked for another type
        self.calls.append(answer.call(call, type_, region, covers))

    def tagged(self) -> Iterator[Held]:
        """Yield what was read, once, with its tags where those were read."""
        most_told_last = sorted(self.held, key=lambda held: len(held.values))
        for held in {(held.type, held.id): held for held in most_told_last}.values():
            tags = next((self.tags[n] for n in sorted(held.names) if n in self.tags), None)
            if tags is not None:
                held.values["tags"] = tags
            yield held


@dataclass
class _Known:
    """What is known of one item; expressions over what could not be read give nothing."""

    item: Mapping[str, Any]
    unread: set[str]

    def hides(self, expression: str) -> bool:
        return any(re.search(rf"\b{name}\b", expression) for name in self.unread)

    def of(self, expression: str) -> Any:
        return None if self.hides(expression) else search(expression, self.item)


def _day(until: Any) -> str | None:
    return until if isinstance(until, str) and until else None
