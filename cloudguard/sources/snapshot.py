"""Snapshots: what the API of a cloud answered, and the ledger of what was asked.

What the ledger does not show as read whole is not known: a resource that a snapshot does not hold
is gone only where every call that would have shown it was answered to the last page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from cloudguard.errors import InputError
from cloudguard.sources.moments import moment

KIND: Final = "snapshot"
VERSION: Final = 1
GLOBAL: Final = "global"
"""Stands for the region of calls that answer for all regions."""
PRESENT: Final = "present"
DELETED: Final = "deleted"
COVERED: Final = frozenset({PRESENT, DELETED})
"""What calls must have shown before something counts as gone: what is there, what lies deleted."""
PENDING: Final = "pending-deletion"
SOFT_DELETED: Final = "soft-deleted"
UNREAD: Final = "unread"

Status = Literal["present", "pending-deletion", "soft-deleted", "unread"]


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """A resource as the provider's API tells of it.

    `id` is the provider's own (an ARN), `values` has Terraform's attributes as far as they were
    read, `facts` what Terraform has no attribute for. `status` is `unread` where the resource is
    listed and its state could not be asked for; `until` is when it is gone for good. A `setting`
    holds nothing itself: it says how something else is set up, and nothing of it must be erased.
    """

    id: str
    type: str
    status: Status = "present"
    region: str | None = None
    until: str | None = None
    values: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    setting: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Return what else the resource is called by: its id in Terraform, its ARN."""
        named = (self.values.get(name) for name in ("id", "arn"))
        return frozenset({self.id, *(name for name in named if isinstance(name, str) and name)})


class Call(msgspec.Struct, frozen=True, omit_defaults=True):
    """One operation as it was asked for one type in one region, and how it was answered.

    `covers` says what it would have shown: what is `present`, what lies `deleted`; nothing where
    it only tells more of what is listed already. `why` is `denied`, `throttled`, `unreachable`,
    `unsupported`, `cut short` or `error`, `code` the provider's word for it; `missed` are the ids
    of the resources of which it was asked one by one and not answered.
    """

    call: str
    type: str
    region: str
    complete: bool
    covers: tuple[str, ...] = ()
    calls: int = 1
    pages: int = 0
    count: int = 0
    failed: int = 0
    why: str | None = None
    code: str | None = None
    missed: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Return why it was not answered."""
        return f"{self.why or 'error'}, {self.code}" if self.code else self.why or "error"


class Target(msgspec.Struct, frozen=True):
    """Whose resources these are; `endpoint` is set where the API asked was not the provider's."""

    provider: str
    account: str | None
    regions: tuple[str, ...]
    endpoint: str | None = None


class Snapshot(msgspec.Struct, frozen=True):
    """A snapshot file."""

    kind: Literal["snapshot"]
    version: int
    collector: str
    collected_at: str
    finished_at: str
    target: Target
    resources: list[Held]
    ledger: list[Call]

    def unread(self, type_: str, region: str | None) -> str | None:
        """Return why nothing is known of what is not listed; None where everything was read."""
        asked = [c for c in self.ledger if c.type == type_ and c.covers]
        here = [c for c in asked if region is None or c.region in (region, GLOBAL)]
        if not here:
            return "the collector asked for it nowhere" if not asked else "its region was not read"
        if region is None and any(call.region != GLOBAL for call in here):
            return "its region is not known"
        for call in here:
            if not call.complete:
                return f"{call.call} in {call.region}: {call.said}"
        for region_ in {c.region for c in here}:
            shown = {what for c in here if c.region == region_ for what in c.covers}
            if not shown >= COVERED:
                return "nothing was asked that would show what lies deleted"
        return None

    @property
    def asked(self) -> frozenset[str]:
        """Return the types that were asked for, answered or not."""
        return frozenset(call.type for call in self.ledger if call.covers)

    @property
    def taken(self) -> datetime:
        """Return when it was begun."""
        return moment(self.collected_at) or datetime.min.replace(tzinfo=UTC)

    @property
    def gaps(self) -> list[Call]:
        """Return the calls that were not answered whole."""
        return [call for call in self.ledger if not call.complete]


def is_snapshot(document: Any) -> bool:
    """Tell a snapshot, also of a version that cannot be read, from anything else that is JSON."""
    return isinstance(document, dict) and document.get("kind") == KIND and "ledger" in document


def parse(document: Any, where: str) -> Snapshot:
    """Return a snapshot; raise InputError where it is of another version, or damaged."""
    version = document.get("version") if isinstance(document, dict) else None
    if version != VERSION:
        said = version if isinstance(version, int) else "?"
        raise InputError(
            {
                "en": f"the snapshot has version {said}; version {VERSION} is understood.",
                "ja": f"スナップショットの版が {said} です。読めるのは {VERSION} です。",
            },
            {"en": "Update cloudguard.", "ja": "cloudguard を新しくしてください。"},
            where,
        )
    try:
        found = msgspec.convert(document, Snapshot)
    except msgspec.ValidationError as wrong:
        at = str(wrong).rpartition("`")[0].rpartition("`")[2]  # the path, never the value
        raise _damaged(at or "$", where) from None
    for name in ("collected_at", "finished_at"):
        if moment(getattr(found, name)) is None:
            raise _damaged(f"$.{name}", where)
    return found


def _damaged(at: str, where: str) -> InputError:
    return InputError(
        {
            "en": f"the snapshot is damaged (at {at}).",
            "ja": f"スナップショットが壊れています({at})。",
        },
        {
            "en": "Take it again with `cloudguard collect`, and change nothing in it.",
            "ja": "`cloudguard collect` で取り直し、加工せずに渡してください。",
        },
        where,
    )


def notes(snapshot: Snapshot) -> Iterator[Mapping[str, str]]:
    """Yield what a snapshot does not tell: always the types that nobody asked for."""
    types = len({call.type for call in snapshot.ledger if call.covers})
    yield {
        "en": f"a snapshot holds the {types} types that the collector asks for; networks, the "
        "policies of the organisation, assignments of an identity centre and whatever else the "
        "account has were not read.",
        "ja": f"スナップショットにあるのは収集対象の {types} 種別だけです。"
        "ネットワーク、組織のポリシー、ID センターの割り当てなど、"
        "他のものは読んでいません。",
    }
    if snapshot.target.endpoint:
        yield {
            "en": f"it was read from {snapshot.target.endpoint}, which is not the provider's own "
            "API: it is no evidence of what the provider holds.",
            "ja": f"事業者の API ではなく {snapshot.target.endpoint} から読んだものです。"
            "事業者に何があるかの証拠にはなりません。",
        }


_ADVICE: Final = {
    "denied": ("Give the collector the permission, and c", "権限を与えて"),
    "unsupported": ("Update boto3, and c", "boto3 を新しくして"),
}


def failures(calls: Iterable[Call]) -> Iterator[Mapping[str, str]]:
    """Yield each call that was not answered whole, in words; one may tell of several types."""
    words = {"denied": "拒否", "throttled": "制限", "unreachable": "接続不可", "error": "エラー",
             "unsupported": "未対応", "cut short": "途中まで"}  # fmt: skip
    types: dict[tuple[str, str, str, str], dict[str, None]] = {}
    for call in calls:
        code = f" ({call.code})" if call.code else ""
        asked = (call.call, call.region, call.why or "error", code)
        types.setdefault(asked, {})[call.type] = None
    for (name, region, why, code), of in types.items():
        en, ja = _ADVICE.get(why, ("C", ""))
        yield {
            "en": f"{', '.join(of)} in {region} was not read whole: {name}, {why}{code}. "
            f"{en}ollect again.",
            "ja": f"{region} の {'、'.join(of)} は全部は読めていません: {name}、"
            f"{words.get(why, why)}{code}。{ja}取り直してください。",
        }
