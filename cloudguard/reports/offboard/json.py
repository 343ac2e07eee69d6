"""The plan for the end of a contract for programs: stable keys, documented in docs/contract-end."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from cloudguard import __version__
from cloudguard.assets import Asset
from cloudguard.erasure.copies import Held
from cloudguard.erasure.days import Day
from cloudguard.erasure.obstacles import Obstacle
from cloudguard.erasure.order import Step
from cloudguard.erasure.rows import Conflict, KeyRow, Row
from cloudguard.erasure.ways import Route
from cloudguard.reports.evidence import safe
from cloudguard.reports.offboard import VERDICTS, Told
from cloudguard.values import Known, Source
from cloudguard.verdicts import Outcome


def render(told: Told) -> bytes:
    """Return the plan as one JSON document."""
    work = told.work
    contract, terms = work.contract, work.terms
    document = {
        "version": 1,
        "tool": {"name": "cloudguard", "version": __version__},
        "as_of": terms.as_of,
        "profiles": list(told.profiles),
        "inputs": [
            {"path": safe(i.path), "digest": i.digest, "kind": i.kind, "resources": i.resources}
            for i in told.inputs
        ],
        "contract": {
            "id": safe(contract.id),
            "party": safe(contract.party) if contract.party else None,
            "start": contract.start,
            "end": terms.end,
            "grace_days": terms.grace_days,
            "last_write": terms.last_write,
            "service_stop": terms.service_stop,
            "deadline": terms.deadline,
        },
        "verdict": VERDICTS[told.outcome],
        "counts": {word: work.count(outcome) for outcome, word in _WORDS},
        "stop_by": work.stop_by,
        "steps": [_step(step, told) for step in work.steps],
        "assets": [_row(row, told) for row in work.rows],
        "keys": [_key(row, told) for row in work.keys],
        "conflicts": [_conflict(each) for each in work.conflicts],
        "doubtful": [
            {**_asset(asset), "because": safe(reason.text)} for asset, reason in work.doubtful
        ],
        "not_understood": dict(sorted(told.overlooked.items())),
        "unread": [safe(each["en"]) for each in told.unread],
        "notes": [safe(each["en"]) for each in told.notes],
        "exit_code": told.code,
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


_WORDS = ((Outcome.PASS, "pass"), (Outcome.FAIL, "fail"), (Outcome.UNKNOWN, "unknown"))


def _asset(asset: Asset) -> dict[str, Any]:
    return {"id": safe(asset.id), "type": safe(asset.type), "provider": asset.provider}


def _day(day: Day) -> dict[str, Any]:
    """Return a day; null as `earliest` is never, as `latest` perhaps never."""
    earliest = None if day.earliest == date.max else day.earliest
    return {"earliest": earliest, "latest": day.latest}


def _step(step: Step, told: Told) -> dict[str, Any]:
    written = told.written(step)
    return {
        "number": told.numbers[step.id],
        "action": step.action,
        "asset": _asset(step.asset) if step.asset is not None else None,
        "copy": step.of or None,
        "held_in": safe(step.held_in) or None,
        "party": {"kind": step.party.kind, "name": safe(step.party.name) or None},
        "day": step.day,
        "latest": step.latest,
        "in_time": VERDICTS[step.in_time],
        "tidying": step.tidying,
        "after": [told.numbers[id_] for id_ in step.after],
        "commands": list(told.lines(written)),
        "gaps": written.gaps,
        "change": written.change or None,
        "terraform": list(written.terraform),
        "page": written.page or None,
        "because": [safe(reason.text) for reason in step.reasons],
    }


def _row(row: Row, told: Told) -> dict[str, Any]:
    return {
        **_asset(row.store),
        "place": _place(row.store.origin, told),
        "verdict": VERDICTS[row.outcome],
        "media": row.media,
        "exception": safe(row.exception) or None,
        "kept_until": row.kept_until,
        "accepts": sorted(row.terms.accepts),
        "route": row.chosen.way if row.chosen is not None else None,
        "gone": _day(row.erasure.day),
        "routes": [_route(route, told) for route in row.erasure.routes],
        "copies": [_copy(held) for held in row.copies],
        "possible_copies": [_copy(held) for held in row.possible],
        "look": list(told.looking(row.store)),
    }


def _place(source: Source, told: Told) -> str | None:
    return safe(told.place(source)) or None


def _route(route: Route, told: Told) -> dict[str, Any]:
    return {
        "way": route.way,
        "gone": _day(route.day),
        "schedule": route.schedule,
        "stop": route.stop,
        "obstacles": [_obstacle(each, told) for each in route.obstacles],
    }


def _obstacle(obstacle: Obstacle, told: Told) -> dict[str, Any]:
    return {
        "kind": obstacle.kind,
        "says": safe(obstacle.text),
        "until": _day(obstacle.day) if obstacle.day is not None else None,
        "lifts": obstacle.lifts,
        "at": safe(_at(obstacle.source)),
        "place": _place(obstacle.source, told),
    }


def _at(source: Source) -> str:
    return f"{source.address}.{source.path}" if source.path else source.address


def _copy(held: Held) -> dict[str, Any]:
    return {
        "kind": held.what,
        "held_in": safe(held.store.id if held.store is not None else held.named) or None,
        "in_input": held.store is not None,
        "elsewhere": _known(held.elsewhere),
        "days": _known(held.days),
        "days_known": isinstance(held.days, Known),
        "stays": _known(held.stays),
        "certain": held.certain,
    }


def _known(value: Any) -> Any:
    found = value.value if isinstance(value, Known) else None
    return found if found is None or isinstance(found, bool | int) else safe(str(found))


def _key(row: KeyRow, told: Told) -> dict[str, Any]:
    return {
        **_asset(row.key),
        "needed": row.needed,
        "schedule_by": row.schedule,
        "day": row.day,
        "gone": _day(row.gone) if row.gone is not None else None,
        "protects": [safe(store.id) for store in row.users],
        "shared_with": [
            {
                "id": safe(each.asset.id),
                "owner": safe(each.who or str(each.owner)),
                "certain": each.certain,
            }
            for each in row.others
        ],
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind,
        "asset": _asset(conflict.store),
        "keep_until": conflict.until,
        "erase_by": conflict.deadline,
        "clauses_keep": list(conflict.keep),
        "clauses_erase": list(conflict.erase),
        "key": safe(conflict.key.id) if conflict.key is not None else None,
        "ways": list(conflict.ways),
    }
