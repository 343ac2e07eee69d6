"""Cases of contract end: a small configuration, a contract, and the days that documents give.

Each stands in `cases/<provider>.yaml`, written from the page that it names and from no answer of
the program. What a case does not give stands under `defaults`; `with` names pieces of
configuration under `given`. What is expected of its `asset`:

- `delete`, `key`: the day on which it and its copies are gone by that route. A date; `never`;
  `unknown` (perhaps never, from whichever day); `{from: DATE}` (not before, perhaps never);
  `{by: DATE}` (at the latest), or both; `none` (the route is not open: no key of the customer's).
- `schedule`: the last day to schedule the destruction of its key.
- `possible`: for how many days a copy of a kind may stay that the input cannot show.
- `verdicts`: of contracts.erasable-by-end, by what a clause accepts (see `ACCEPTS`).
- `checks`: the verdicts of other checks, by asset; `nothing` where they have nothing to judge.

`differs` says what the program does not know yet of what the documents say: where nothing differs
any more the test asks for it to be struck.

Settings in the way that somebody may switch off take no day: a deletion protection, a governance
lock, a policy that is not locked. What runs after a deletion takes its days unless it is purged.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.assets import Asset
from cloudguard.assets.storage import Store
from cloudguard.checks import CHECKS
from cloudguard.config import Contract
from cloudguard.erasure.copies import Copies
from cloudguard.erasure.days import Day
from cloudguard.erasure.routes import Route, erasure
from cloudguard.erasure.terms import Terms
from cloudguard.estate import Estate, Surroundings
from cloudguard.providers import completed, understand
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.sources.resource import Resources
from cloudguard.values import Known, Source
from tests.network.cases import hidden

CASES: Final = Path(__file__).parent / "cases"
PROVIDERS: Final = ("aws", "azure", "google", "oci", "sakura")
ERASABLE: Final = "contracts.erasable-by-end"
BY_ID: Final = {check.id: check for check in CHECKS}
ACCEPTS: Final[Mapping[str, tuple[str, ...]]] = {
    "sendai-S": ("delete", "key"),
    "sendai-III": ("delete", "key", "media"),
    "yamaguchi": ("delete", "key"),
}
SILENT: Final = ("nothing", "pass")  # where there may be something, it goes with its store


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a document says of one small configuration under one contract."""

    name: str
    page: str
    asset: str
    hcl: str
    contract: Contract
    as_of: date
    others: Contract | None = None
    of_others: frozenset[str] = frozenset()
    expect: Mapping[str, Any] = field(default_factory=dict)
    differs: str = ""

    def covering(self, asset: Asset) -> Contract:
        """Return the contract that an asset is under: the case's own, or that of others."""
        if self.others is not None and asset.origin.address in self.of_others:
            return self.others
        return self.contract

    def terms(self, accepts: tuple[str, ...]) -> Terms:
        """Return the terms of the contract."""
        return Terms.of(self.contract, self.as_of, frozenset(accepts))


@dataclass(frozen=True)
class Found:
    """What the program says of a case."""

    routes: Mapping[str, Route]
    possible: Mapping[str, object]
    verdicts: Mapping[str, str]
    checks: Mapping[tuple[str, str], str]

    def moved(self, other: Found) -> Iterator[str]:
        """Yield what another, of which less is known, says otherwise than by knowing less."""
        for way, route in self.routes.items():
            after = other.routes.get(way)
            if after is not None and not _wider(route.day, after.day):
                yield f"{way}: {_shown(route.day)} became {_shown(after.day)}"
        before = {**self.verdicts, **{" ".join(key): o for key, o in self.checks.items()}}
        now = {**other.verdicts, **{" ".join(key): o for key, o in other.checks.items()}}
        for name, outcome in before.items():
            if now[name] not in (outcome, "unknown") and (outcome, now[name]) != SILENT:
                yield f"{name}: {outcome} became {now[name]}"


@cache
def cases(provider: str) -> tuple[Case, ...]:
    """Return the cases of a provider."""
    text = (CASES / f"{provider}.yaml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    return tuple(_case(one, said) for one in said["cases"])


def _case(one: Mapping[str, Any], said: Mapping[str, Any]) -> Case:
    whole = {**said["defaults"], **one}
    given = said.get("given", {})
    others = whole.get("others")
    return Case(
        name=whole["name"],
        page=said["pages"][whole["page"]],
        asset=whole["asset"],
        hcl="".join([*(given[name] for name in whole.get("with", ())), whole.get("hcl", "")]),
        contract=_contract("C", whole["end"], whole),
        as_of=whole["as_of"],
        others=_contract("D", others["until"], {}) if others else None,
        of_others=frozenset(others["assets"] if others else ()),
        expect=whole["expect"],
        differs=whole.get("differs", ""),
    )


def _contract(id_: str, end: date, whole: Mapping[str, Any]) -> Contract:
    return Contract(
        id=id_,
        party="vendor",
        start=None,
        end=end,
        origin=Source("cloudguard.yaml"),
        grace_days=whole.get("grace", 0),
        last_write=whole.get("last_write"),
        service_stop=whole.get("service_stop"),
    )


@cache
def read(hcl: str) -> Contents:
    """Read a configuration as a user's folder is read."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(hcl, encoding="utf-8")
        found = inputs.read(Target(folder, is_folder=True), Asked(None, None, completed))
        assert not found.troubles, found.troubles
        return found


def judged(case: Case, resources: Resources | None = None) -> Found:
    """Put the checks of contract end to a case."""
    contents = read(case.hcl)
    understanding = understand(resources or contents.resources, contents.configuration)
    assert not understanding.bugs
    around = Surroundings(
        contract=case.covering,
        contracts=tuple(one for one in (case.contract, case.others) if one),
        as_of=case.as_of,
    )
    estate = Estate(understanding.assets, surroundings=around)
    stores = [store for store in estate.of(Store) if store.origin.address == case.asset]
    assert stores, f"no store {case.asset} among {sorted(s.id for s in estate.of(Store))}"
    verdicts, checks = {}, {}
    for name in case.expect.get("verdicts", {}):
        verdicts[name] = _worst(estate, ERASABLE, case.asset, erasure_routes=ACCEPTS[name])
    for check, assets in case.expect.get("checks", {}).items():
        for asset in assets:
            checks[check, asset] = _worst(estate, check, asset)
    found = erasure(stores[0], estate, case.terms(ACCEPTS["sendai-S"]))
    routes = {route.way: route for route in found.routes}
    chances = estate.derived(Copies).possible(stores[0])
    possible = {h.what: h.days.value if isinstance(h.days, Known) else "unknown" for h in chances}
    return Found(routes, possible, verdicts, checks)


def _worst(estate: Estate, id_: str, asked_of: str, **settings: Any) -> str:
    """Return the worst that a check says of an asset, `nothing` where it judges nothing of it."""
    check = BY_ID[id_]
    asked = {**check.parameters, **settings}
    said = [
        check.judge(asset, estate, **asked)
        for asset in estate.of(check.kind)
        if asset.id == asked_of
    ]
    outcomes = [verdict.outcome for verdict in said if verdict is not None]
    return min(outcomes).name.lower() if outcomes else "nothing"


def differences(case: Case) -> list[str]:
    """Return where the program says something else than the documents."""
    found = judged(case)
    wrong = [
        f"{way}: {_said(found.routes.get(way))}, expected {case.expect[way]}"
        for way in ("delete", "key")
        if way in case.expect and not _as_expected(found.routes.get(way), case.expect[way])
    ]
    if "schedule" in case.expect:
        planned = found.routes["key"].schedule if "key" in found.routes else None
        if planned != case.expect["schedule"]:
            wrong.append(f"schedule: {planned}, expected {case.expect['schedule']}")
    for what, days in case.expect.get("possible", {}).items():
        if (stays := found.possible.get(what, "none")) != days:
            wrong.append(f"possible {what}: {stays}, expected {days}")
    for name, expected in case.expect.get("verdicts", {}).items():
        if found.verdicts[name] != expected:
            wrong.append(f"{name}: {found.verdicts[name]}, expected {expected}")
    for check, assets in case.expect.get("checks", {}).items():
        for asset, expected in assets.items():
            if (outcome := found.checks[check, asset]) != expected:
                wrong.append(f"{check} {asset}: {outcome}, expected {expected}")
    return wrong


def weakened(case: Case) -> Iterator[str]:
    """Hide one value after the other; yield what then is said otherwise than "unknown"."""
    contents = read(case.hcl)
    before = judged(case)
    for what, resources in hidden(contents.resources):
        if "may not exist" not in what:
            for moved in before.moved(judged(case, resources)):
                yield f"{what}: {moved}"


def _as_expected(route: Route | None, expected: object) -> bool:
    """Tell whether a route leads to the day that is expected."""
    if expected == "none":
        return route is None or route.day.earliest == date.max
    if route is None:
        return False
    day = route.day
    match expected:
        case "never":
            return day.earliest == date.max
        case "unknown":
            return day.latest is None and day.earliest != date.max
        case {"from": since, "by": until}:
            return (day.earliest, day.latest) == (since, until)
        case {"from": since}:
            return day.latest is None and day.earliest == since
        case {"by": until}:
            return day.latest is not None and day.latest <= until
        case _:
            return day.earliest == day.latest == expected


def _said(route: Route | None) -> str:
    return _shown(route.day) if route else "no such route"


def _shown(day: Day) -> str:
    if day.earliest == date.max:
        return "never"
    until = "perhaps never" if day.latest is None else day.latest.isoformat()
    return day.earliest.isoformat() if day.earliest == day.latest else f"{day.earliest} to {until}"


def _wider(before: Day, after: Day) -> bool:
    """Tell whether a day says nothing that another, of which more is known, does not say."""
    if after.earliest > before.earliest:
        return False
    return after.latest is None or (before.latest is not None and after.latest >= before.latest)
