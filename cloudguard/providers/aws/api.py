"""The API of AWS by boto3: every page of a list, and why what was not answered was not.

This is the only module that has credentials: boto3 finds them where its own documentation says,
and nothing of them is kept.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from cloudguard import __version__
from cloudguard.errors import UsageError
from cloudguard.providers.aws.expressions import plain, search
from cloudguard.sources.snapshot import GLOBAL, Call

Row: TypeAlias = Mapping[str, Any]

ATTEMPTS: Final = 5
MOST_PAGES: Final = 100_000
NOT_OFFERED: Final = "not offered"
"""Why nothing was answered where nothing can be: the service does not exist in that region."""
_HOME: Final = "us-east-1"  # where services without regions answer
_DENIED: Final = re.compile(r"Access ?Denied|Unauthorized|Forbidden|NotAuthorized|AuthorizationErr")
_THROTTLED: Final = re.compile(r"Throttl|RequestLimit|TooManyRequests|SlowDown|Bandwidth")
_TOKENS: Final = ("NextToken", "nextToken", "Marker", "NextMarker", "PaginationToken")
_ACCOUNT: Final = "{account}"  # stands for the number of the account among arguments
_SLOT: Final = re.compile(r"\{([^{}!]+)(?:!(\w+))?\}")
_AFTER: Final[Mapping[str | None, Callable[[str], str]]] = {
    None: str,
    "last": lambda text: text.rpartition("/")[2],
    "bare": lambda text: text.removeprefix("/"),
}


@dataclass
class Answer:
    """What became of one call, or of several for one type."""

    items: list[Any] = field(default_factory=list)
    calls: int = 1
    pages: int = 0
    count: int = 0
    failed: int = 0
    why: str | None = None
    code: str | None = None
    missed: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Tell whether everything was answered."""
        return not self.failed

    def add(self, other: Answer) -> None:
        """Take in what became of another call for the same type."""
        self.calls += other.calls
        self.pages += other.pages
        self.count += len(other.items)
        self.failed += other.failed
        self.why, self.code = self.why or other.why, self.code or other.code

    def call(self, call: str, type_: str, region: str, covers: tuple[str, ...]) -> Call:
        """Return the entry of the ledger."""
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
            tuple(self.missed),
        )


class Cloud:
    """The API of AWS by boto3, for one account."""

    def __init__(self, boto: Any, endpoint: str | None) -> None:
        """Make a session with the credentials that boto3 finds."""
        self._session = boto.session.Session()
        self._endpoint = endpoint
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()
        self._shared: frozenset[str] = frozenset()
        self._kept: dict[str, _Kept] = {}
        self.version = str(boto.__version__)
        self.account: str | None = None
        self.partition = "aws"

    @classmethod
    def reached(cls, endpoint: str | None) -> Cloud:
        """Return the API, once it has told whose account this is."""
        try:
            import boto3  # an extra, and only here
            from botocore.exceptions import BotoCoreError, ClientError
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
            code = code_of(wrong)
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
        """Return the region that is asked for what has none."""
        return self._session.region_name or _HOME

    def client(self, service: str, region: str) -> Any:
        """Return what asks a service in a region."""
        key = (service, self.home if region == GLOBAL else region)
        with self._lock:  # making clients is not safe on threads; using them is
            if key not in self._clients:
                from botocore.config import Config

                attempts = int(os.environ.get("AWS_MAX_ATTEMPTS") or ATTEMPTS)
                config = Config(
                    # Adaptive: once throttled it asks more slowly, as IAM wants of many users.
                    retries={"mode": "adaptive", "total_max_attempts": max(1, attempts)},
                    connect_timeout=10,
                    read_timeout=60,
                    max_pool_connections=16,
                    user_agent_extra=f"cloudguard/{__version__}",
                )
                self._clients[key] = self._session.client(
                    service, region_name=key[1], endpoint_url=self._endpoint, config=config
                )
                if self._endpoint:  # it has one name, and none for each account
                    self._clients[key].meta.events.register("request-created", self._one_name)
            return self._clients[key]

    def share(self, asked: Iterable[str]) -> None:
        """Keep the answers of these (see `asking`): several types are made of each."""
        self._shared = frozenset(asked)
        self._kept.clear()

    def _one_name(self, request: Any, **_told: Any) -> None:
        request.url = request.url.replace(f"//{self.account}.", "//", 1)

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
            found = own.get(slot[1]) if slot[1] in own else search(slot[1], item)
            if found is None:
                raise LookupError(slot[1])
            return _AFTER[slot[2]](str(found))

        return _SLOT.sub(filled, template)

    def listed(
        self, listed: Row, region: str, arguments: Mapping[str, Any] | None = None
    ) -> Answer:
        """Return all items of a list, over all pages; none where the code says there are none."""
        answer = Answer()
        try:
            own = {
                n: self.account if v == _ACCOUNT else v for n, v in listed.get("with", {}).items()
            }
            asked = {**own, **(arguments or {})}
            for page in self._once(listed, region, asked):
                answer.pages += 1
                answer.items += search(listed["items"], page) or []
        except _CutShortError:
            answer.failed, answer.why = 1, "cut short"
        except Exception as wrong:  # noqa: BLE001  # whatever it is: this was not read whole
            if code_of(wrong) in listed.get("absent", ()):
                return Answer(pages=1)
            answer.failed = 1
            answer.why, answer.code = why_of(wrong)
            if answer.why == "unreachable" and not self._offered(listed["call"], region):
                answer.failed, answer.why = 0, NOT_OFFERED
        return answer

    def told(self, more: Row, region: str, arguments: Mapping[str, Any]) -> Answer:
        """Return what a call tells of one item; nothing where the code says there is none."""
        if "items" in more:  # of which there may be several pages
            found = self.listed(more, region, arguments)
            found.items = [found.items] if found.complete else []
            return found
        service, _, operation = more["call"].partition(".")
        try:
            page = getattr(self.client(service, region), operation)(**arguments)
        except Exception as wrong:  # noqa: BLE001  # as above
            if code_of(wrong) in more.get("absent", ()):
                return Answer([{}], pages=1)
            why, code = why_of(wrong)
            return Answer(failed=1, why=why, code=code)
        return Answer([plain(page)], pages=1)

    def _once(self, listed: Row, region: str, arguments: dict[str, Any]) -> Iterator[Any]:
        """Yield the pages of a list; of one that several types are made of those that were kept."""
        if asking(listed) not in self._shared:
            yield from self._pages(listed["call"], region, arguments)
            return
        key = f"{listed['call']} {region} {arguments!r}"
        with self._lock:
            kept = self._kept.setdefault(key, _Kept())
        with kept.lock:  # whoever comes meanwhile waits for the answer
            if not kept.asked:
                kept.asked = True
                try:
                    kept.pages += self._pages(listed["call"], region, arguments)
                except Exception as wrong:  # noqa: BLE001  # told to each who asks
                    kept.wrong = wrong
        yield from kept.pages
        if kept.wrong is not None:
            raise kept.wrong

    def _offered(self, call: str, region: str) -> bool:
        """Tell whether a service may answer in a region.

        Where nobody answers and the list of endpoints that comes with botocore has none there, the
        service is not offered in that region, and nothing of it can be.
        """
        if self._endpoint or region == GLOBAL:
            return True
        service = call.partition(".")[0]
        with self._lock:
            names = self._session.get_available_regions(service, self.partition)
        return not names or region in names

    def _pages(self, call: str, region: str, arguments: dict[str, Any]) -> Iterator[Any]:
        service, _, operation = call.partition(".")
        client = self.client(service, region)
        if client.can_paginate(operation):
            settings = {"PageSize": size} if (size := arguments.pop("MaxResults", None)) else {}
            pages = client.get_paginator(operation).paginate(**arguments, PaginationConfig=settings)
            yield from map(plain, pages)
            return
        ask = getattr(client, operation)
        for _ in range(MOST_PAGES):
            page = plain(ask(**arguments))
            yield page
            token = next((name for name in _TOKENS if page.get(name)), None)
            if token is None:
                return
            if arguments.get(token) == page[token]:
                raise _CutShortError
            arguments = {**arguments, token: page[token]}
        raise _CutShortError


@dataclass(slots=True)
class _Kept:
    """The pages of a list that several types are made of, and what went wrong."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: bool = False
    pages: list[Any] = field(default_factory=list)
    wrong: Exception | None = None


class _CutShortError(Exception):
    """There is more, and no way to get at it."""


def asking(listed: Row) -> str:
    """Return what tells one way of asking from another: the operation and its arguments."""
    given = {**listed.get("with", {}), **listed.get("per", {}).get("with", {})}
    return f"{listed['call']} {sorted(given.items())!r}"


def code_of(wrong: Exception) -> str:
    """Return the provider's code of an error, else the kind of error."""
    response = getattr(wrong, "response", None)
    if isinstance(response, dict):
        return str(response.get("Error", {}).get("Code") or "?")[:80]
    return type(wrong).__name__


def why_of(wrong: Exception) -> tuple[str, str]:
    """Return why a call failed and its code, never its message: that may quote what is there."""
    code = code_of(wrong)
    if _DENIED.search(code):
        return "denied", code
    if _THROTTLED.search(code):
        return "throttled", code
    if isinstance(wrong, AttributeError) or code in {"UnknownServiceError", "UnknownOperation"}:
        return "unsupported", code
    if "Connect" in code or "Timeout" in code:
        return "unreachable", code
    return "error", code
