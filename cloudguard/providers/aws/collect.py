"""Reads an AWS account into a snapshot: the calls of collect.yaml, and the ledger of them.

This is the only module that has credentials: boto3 finds them where its own documentation says,
and nothing of them is kept. Only operations that list and describe are called.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit

import yaml

from cloudguard import __version__
from cloudguard.errors import UsageError
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

Row: TypeAlias = Mapping[str, Any]
Told: TypeAlias = Callable[[int, int, str], None]

AT_ONCE: Final = 8
ATTEMPTS: Final = 5
MOST_PAGES: Final = 100_000
_HOME: Final = "us-east-1"  # where services without regions answer
_TAGS: Final = "aws_resource_tags"
_DENIED: Final = re.compile(r"Access ?Denied|Unauthorized|Forbidden|NotAuthorized|AuthorizationErr")
_THROTTLED: Final = re.compile(r"Throttl|RequestLimit|TooManyRequests|SlowDown|Bandwidth")
_TOKENS: Final = ("NextToken", "nextToken", "Marker", "NextMarker", "PaginationToken")
_SLOT: Final = re.compile(r"\{([^{}!]+)(?:!(\w+))?\}")
_AFTER: Final[Mapping[str | None, Callable[[str], str]]] = {
    None: str,
    "last": lambda text: text.rpartition("/")[2],
    "bare": lambda text: text.removeprefix("/"),
}


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
    cloud = _Cloud.reached(endpoint)
    started = datetime.now(UTC)
    places = tuple(regions) or cloud.regions()
    rows = {name: row for name, row in table().items() if not types or name in types}
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


@dataclass
class _Reading:
    """What was read so far; several threads add to it."""

    cloud: _Cloud
    rows: Mapping[str, Row]
    held: list[Held] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    tagged_in: set[str] = field(default_factory=set)

    def read(self, type_: str, region: str) -> None:
        """Read one type in one region, and what is listed within its items."""
        if type_ == _TAGS:
            self._read_tags(region)
            return
        items: list[dict[str, Any]] = []
        whole: _Answer | None = None
        for listed in self.rows[type_]["lists"]:
            answer = self.cloud.listed(listed, region)
            found = [item | {"": listed} for item in answer.items]
            items += found
            self._note(answer, listed, type_, region)
            if not answer.complete:
                whole = answer
        self._describe(type_, region, items)
        for name, row in self.rows.items():
            if _inside(row) == type_:
                self._read_within(name, region, items, whole)

    def _read_within(
        self, type_: str, region: str, outer: Sequence[Row], failed: _Answer | None
    ) -> None:
        listed = self.rows[type_]["lists"][0]
        total, items = _Answer(calls=0), []
        for item in outer:
            arguments = {n: _search(e, item) for n, e in listed["per"]["with"].items()}
            answer = self.cloud.listed(listed, region, arguments)
            total.add(answer)
            items += [inner | {"": listed} for inner in answer.items]
        if failed is not None:  # what was not listed was not looked into
            total.add(_Answer(calls=0, failed=1, why=failed.why, code=failed.code))
        self._note(total, listed, type_, region)
        self._describe(type_, region, items)

    def _describe(self, type_: str, region: str, items: list[dict[str, Any]]) -> None:
        row = self.rows[type_]
        answers = {more["call"]: _Answer(calls=0) for more in row.get("each", ())}
        for item in items:
            unread = set()
            for more in row.get("each", ()):
                if item[""].get("status"):
                    continue  # what lies deleted cannot be described
                arguments = {n: _search(e, item) for n, e in more["with"].items()}
                answer = self.cloud.told(more, region, arguments)
                answers[more["call"]].add(answer)
                if answer.complete:
                    item[more["as"]] = answer.items[0]
                else:
                    unread.add(more["as"])
            listed = item[""]
            try:
                held = self._held(type_, region, item, unread)
            except Exception as wrong:  # noqa: BLE001  # an answer of another shape is not read
                why, code = _why(wrong)
                self._note(_Answer(failed=1, why=why, code=code), listed, type_, region)
                continue
            if held is not None:
                self.held.append(held)
        for call, answer in answers.items():
            if answer.calls:
                self._note(answer, {"call": call, "covers": []}, type_, region)

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
        return Held(arn, type_, status, lies, _day(until), values, facts)

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

    def _note(self, answer: _Answer, listed: Row, type_: str, region: str) -> None:
        covers = tuple(listed.get("covers", (PRESENT, DELETED)))
        call = self.cloud.operation(listed["call"], region)
        self.calls.append(answer.call(call, type_, region, covers))

    def tagged(self) -> Iterator[Held]:
        """Yield what was read, once, with its tags where those were read."""
        for held in {(held.type, held.id): held for held in self.held}.values():
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
        return None if self.hides(expression) else _search(expression, self.item)


@dataclass
class _Answer:
    """What became of one call, or of several for one type."""

    items: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 1
    pages: int = 0
    count: int = 0
    failed: int = 0
    why: str | None = None
    code: str | None = None

    @property
    def complete(self) -> bool:
        return not self.failed

    def add(self, other: _Answer) -> None:
        self.calls += other.calls
        self.pages += other.pages
        self.count += len(other.items)
        self.failed += other.failed
        self.why, self.code = self.why or other.why, self.code or other.code

    def call(self, call: str, type_: str, region: str, covers: tuple[str, ...]) -> Call:
        return Call(
            call,
            type_,
            region,
            self.complete,
            covers,
            self.calls,
            self.pages,
            self.count or len(self.items),
            self.failed,
            self.why,
            self.code,
        )


class _Cloud:
    """The API of AWS by boto3, for one account."""

    def __init__(self, boto: Any, endpoint: str | None) -> None:
        """Make a session with the credentials that boto3 finds."""
        self._session = boto.session.Session()
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self.version = str(boto.__version__)
        self.account: str | None = None
        self.partition = "aws"

    @classmethod
    def reached(cls, endpoint: str | None) -> _Cloud:
        """Return the API, once it has told whose account this is."""
        try:
            import boto3  # noqa: PLC0415  # an extra, and only here
            from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415
        except ImportError:
            raise UsageError(
                {"en": "boto3 is not installed.", "ja": "boto3 がインストールされていません。"},
                {
                    "en": "Install the extra: pip install 'cloudguard-jp[aws]'.",
                    "ja": "追加機能を入れてください: pip install 'cloudguard-jp[aws]'。",
                },
                "collect aws",
            ) from None
        cloud = cls(boto3, endpoint)
        try:
            who = cloud.client("sts", cloud.home).get_caller_identity()
        except (BotoCoreError, ClientError, ValueError) as wrong:
            code = _code(wrong)
            raise UsageError(
                {
                    "en": f"AWS does not say whose account this is ({code}).",
                    "ja": f"AWS がアカウントを答えません({code})。",
                },
                {
                    "en": "Check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID …), the network "
                    "and --endpoint-url.",
                    "ja": "認証情報(AWS_PROFILE、AWS_ACCESS_KEY_ID など)、ネットワーク、"
                    "--endpoint-url を確かめてください。",
                },
                "collect aws",
            ) from None
        cloud.account = str(who["Account"])
        cloud.partition = str(who["Arn"]).split(":")[1]
        return cloud

    @property
    def home(self) -> str:
        return self._session.region_name or _HOME

    def client(self, service: str, region: str) -> Any:
        key = (service, self.home if region == GLOBAL else region)
        with self._lock:  # making clients is not safe on threads; using them is
            if key not in self._clients:
                from botocore.config import Config  # noqa: PLC0415

                attempts = int(os.environ.get("AWS_MAX_ATTEMPTS") or ATTEMPTS)
                config = Config(
                    retries={"mode": "standard", "total_max_attempts": max(1, attempts)},
                    connect_timeout=10,
                    read_timeout=60,
                    user_agent_extra=f"cloudguard/{__version__}",
                )
                self._clients[key] = self._session.client(
                    service, region_name=key[1], endpoint_url=self._endpoint, config=config
                )
            return self._clients[key]

    def operation(self, call: str, region: str) -> str:
        """Return a call in the words of permissions and audit logs."""
        service, _, method = call.partition(".")
        names = self.client(service, region).meta.method_to_api_mapping
        return f"{service}:{names.get(method, method)}"

    def regions(self) -> tuple[str, ...]:
        """Return the regions that the account has switched on."""
        answer = self.listed({"call": "ec2.describe_regions", "items": "Regions[]"}, self.home)
        if answer.failed:
            raise UsageError(
                {
                    "en": f"the regions of the account cannot be listed ({answer.code}).",
                    "ja": f"アカウントのリージョンを一覧できません({answer.code})。",
                },
                {"en": "Name them by --region.", "ja": "--region で指定してください。"},
                "collect aws",
            )
        return tuple(sorted(item["RegionName"] for item in answer.items))

    def named(self, template: str, item: Mapping[str, Any], region: str) -> str:
        """Return the id of an item."""
        own = {"region": region, "account": self.account or "", "partition": self.partition}

        def filled(slot: re.Match[str]) -> str:
            found = own.get(slot[1]) if slot[1] in own else _search(slot[1], item)
            if found is None:
                raise LookupError(slot[1])
            return _AFTER[slot[2]](str(found))

        return _SLOT.sub(filled, template)

    def listed(
        self, listed: Row, region: str, arguments: Mapping[str, Any] | None = None
    ) -> _Answer:
        """Return all items of a list, over all pages."""
        answer = _Answer()
        try:
            asked = {**listed.get("with", {}), **(arguments or {})}
            for page in self._pages(listed["call"], region, asked):
                answer.pages += 1
                answer.items += _search(listed["items"], page) or []
        except _CutShortError:
            answer.failed, answer.why = 1, "cut short"
        except Exception as wrong:  # noqa: BLE001  # whatever it is: this was not read whole
            answer.failed = 1
            answer.why, answer.code = _why(wrong)
        return answer

    def told(self, more: Row, region: str, arguments: Mapping[str, Any]) -> _Answer:
        """Return what a call tells of one item; nothing where the code says there is none."""
        service, _, operation = more["call"].partition(".")
        try:
            page = getattr(self.client(service, region), operation)(**arguments)
        except Exception as wrong:  # noqa: BLE001  # as above
            if _code(wrong) in more.get("absent", ()):
                return _Answer([{}], pages=1)
            why, code = _why(wrong)
            return _Answer(failed=1, why=why, code=code)
        return _Answer([_plain(page)], pages=1)

    def _pages(self, call: str, region: str, arguments: dict[str, Any]) -> Iterator[Any]:
        service, _, operation = call.partition(".")
        client = self.client(service, region)
        if client.can_paginate(operation):
            settings = {"PageSize": size} if (size := arguments.pop("MaxResults", None)) else {}
            pages = client.get_paginator(operation).paginate(**arguments, PaginationConfig=settings)
            yield from map(_plain, pages)
            return
        ask = getattr(client, operation)
        for _ in range(MOST_PAGES):
            page = _plain(ask(**arguments))
            yield page
            token = next((name for name in _TOKENS if page.get(name)), None)
            if token is None:
                return
            if arguments.get(token) == page[token]:
                raise _CutShortError
            arguments = {**arguments, token: page[token]}
        raise _CutShortError


class _CutShortError(Exception):
    """There is more, and no way to get at it."""


def _code(wrong: Exception) -> str:
    response = getattr(wrong, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code") or "?")[:80]
    return type(wrong).__name__


def _why(wrong: Exception) -> tuple[str, str]:
    """Return why a call failed and its code, never its message: that may quote what is there."""
    code = _code(wrong)
    if _DENIED.search(code):
        return "denied", code
    if _THROTTLED.search(code):
        return "throttled", code
    if isinstance(wrong, AttributeError) or code in {"UnknownServiceError", "UnknownOperation"}:
        return "unsupported", code
    if "Connect" in code or "Timeout" in code:
        return "unreachable", code
    return "error", code


@cache
def _compiled(expression: str) -> Any:
    import jmespath  # noqa: PLC0415  # comes with boto3

    return jmespath.compile(expression)


def _search(expression: str, item: Any) -> Any:
    return _compiled(expression).search(item)


def _plain(page: Any) -> Any:
    """Return what was answered as JSON has it."""
    if isinstance(page, dict):
        return {k: _plain(v) for k, v in page.items() if k != "ResponseMetadata"}
    if isinstance(page, list):
        return [_plain(item) for item in page]
    if isinstance(page, datetime):
        return page.astimezone(UTC).isoformat(timespec="seconds")
    return page.isoformat() if isinstance(page, date) else page


def _day(until: Any) -> str | None:
    return until if isinstance(until, str) and until else None
