"""Cases of grants: a tiny configuration, what the organisation declares, what is expected."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from cloudguard import config
from cloudguard.checks.grants import logs_stay, no_grant_across
from cloudguard.config import Config
from cloudguard.estate import Estate, Surroundings
from cloudguard.membership import Memberships
from cloudguard.providers import understand
from cloudguard.sources.inputs import Contents
from cloudguard.sources.resource import Resources
from cloudguard.verdicts import Verdict
from tests.network.cases import hidden, read

# Accounts, subscriptions, projects and tenancies whose zone the organisation declares. What is
# called tax lies in the zone mynumber, what is called lgwan_… in lgwan.
DECLARED: Final = """
version: 1
rules:
- {match: {address: "*.lgwan_*"}, set: {zone: lgwan}}
- {match: {address: "*.tax*"}, set: {zone: mynumber}}
- {match: {account: "111111111112"}, set: {zone: mynumber}}
- {match: {account: "222222222222"}, set: {zone: lgwan}}
- {match: {account: "11111111-*"}, set: {zone: mynumber}}
- {match: {account: "22222222-*"}, set: {zone: lgwan}}
- {match: {account: "city-mynumber*"}, set: {zone: mynumber}}
- {match: {account: "city-lgwan*"}, set: {zone: lgwan}}
- {match: {account: "*@tax.city.example"}, set: {zone: mynumber}}
- {match: {account: "*@portal.city.example"}, set: {zone: lgwan}}
- {match: {account: "ocid1.tenancy.oc1..lgwan"}, set: {zone: lgwan}}
"""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is expected of the grants of a configuration: `pass`, `fail`, `unknown` or nothing.

    `expected` is by address, or by check and address where the check is zones.logs-stay; what is
    not there must not be judged.
    """

    name: str
    page: str
    hcl: str
    expected: Mapping[str, str]


def outcomes(case: Case, resources: Resources | None = None) -> dict[str, str]:
    """Return the worst outcome by asset."""
    found: dict[str, Verdict] = {}
    for key, verdict in judged(read(case.hcl), declared(), resources):
        if key not in found or verdict.outcome < found[key].outcome:
            found[key] = verdict
    return {key: verdict.outcome.name.lower() for key, verdict in found.items()}


def judged(
    contents: Contents, written: Config, resources: Resources | None = None
) -> list[tuple[str, Verdict]]:
    """Judge what is read by the checks of grants."""
    became = understand(resources or contents.resources, contents.configuration)
    assert not became.bugs, became.bugs
    members = Memberships(written, ())
    estate = Estate(
        became.assets,
        doubtful=contents.doubtful,
        surroundings=Surroundings(
            zone=members.area,
            zone_may_be=members.zone_may_be,
            zone_of_account=members.area_of_account,
        ),
    )
    found = []
    for check, prefix in ((no_grant_across, ""), (logs_stay, "logs: ")):
        for asset in estate.of(check.kind):
            verdict = check.judge(asset, estate)
            if verdict is not None:
                found.append((prefix + asset.id, verdict))
    return found


@cache
def declared() -> Config:
    """Return what the organisation declares."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cloudguard.yaml"
        file.write_text(DECLARED, encoding="utf-8")
        return config.load(file)


def weakened(case: Case) -> dict[str, dict[str, tuple[str, str]]]:
    """Hide one value after the other; return what passes, turns from pass to fail, or vanishes.

    What was not judged, since nobody was let in, may not pass for what is hidden either.
    """
    before = outcomes(case)
    wrong: dict[str, dict[str, tuple[str, str]]] = {}
    for what, resources in hidden(read(case.hcl).resources):
        after = outcomes(case, resources)
        change = {
            key: (before.get(key, ""), new)
            for key, new in after.items()
            if new != before.get(key)
            and (new == "pass" or (before.get(key) == "pass" and new == "fail"))
        }
        change |= {key: (was, "") for key, was in before.items() if key not in after}
        if change:
            wrong[what] = change
    return wrong
