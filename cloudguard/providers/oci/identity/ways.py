"""The published ways to power, and which statements open each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from cloudguard.providers.oci.identity.conditions import ALWAYS, NEVER, Held, Request, always, holds
from cloudguard.providers.oci.identity.grammar import HOLE, VERBS, Statement

EVERYTHING: Final = "all-resources"
# "Resource-Types": a family stands for the single ones.
_FAMILIES: Final[Mapping[str, frozenset[str]]] = {
    "instance-family": frozenset({"instances"}),
    "compute-management-family": frozenset(),
    "instance-agent-command-family": frozenset({"instance-agent-commands"}),
    "functions-family": frozenset({"fn-function"}),
}


@dataclass(frozen=True, slots=True)
class Need:
    """What a way needs: a type, the least verb, the permissions, the operations."""

    type: str
    verb: str
    permissions: tuple[str, ...]
    operations: tuple[str, ...]

    def request(self, target: Mapping[str, str] | None = None, *, mfa: bool | None) -> Request:
        """Return the request that it makes in a session."""
        return Request(mfa, self.operations, self.permissions, target or {})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to power; see powers.yaml."""

    way: str
    says: str
    needs: tuple[Need, ...]
    tenancy: bool = False


@cache
def ways() -> tuple[Way, ...]:
    """Return all published ways."""
    text = (Path(__file__).parent / "powers.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple(
        Way(
            row["way"],
            row["says"],
            tuple(
                Need(n["type"], n["verb"], tuple(n["permissions"]), tuple(n["operations"]))
                for n in row["needs"]
            ),
            tenancy=row.get("tenancy", False),
        )
        for row in rows
    )


def opens(statement: Statement, need: Need) -> Held:
    """Tell whether a statement gives what is needed, its condition aside."""
    if statement.permissions:
        given = statement.permissions & set(need.permissions)
        return ALWAYS if given else NEVER
    if HOLE in statement.verb or HOLE in statement.type:
        return Held(sure=False, possible=True)
    if statement.verb not in VERBS or not _covers(statement.type, need.type):
        return NEVER
    return ALWAYS if VERBS.index(statement.verb) >= VERBS.index(need.verb) else NEVER


def allowed(
    statement: Statement,
    need: Need,
    target: Mapping[str, str] | None = None,
    *,
    mfa: bool | None,
) -> Held:
    """Tell whether a statement allows what is needed in a session."""
    given = opens(statement, need)
    held = holds(statement.condition, need.request(target, mfa=mfa))
    return Held(given.sure and held.sure, given.possible and held.possible)


def denied(
    statement: Statement,
    need: Need | None,
    target: Mapping[str, str] | None = None,
    *,
    mfa: bool | None,
) -> Held:
    """Tell whether a statement denies what is needed; None stands for everything.

    "Deny Policies" does not say whether a denial to manage denies what `use` gives as well, or
    whether one to use denies what `manage` gives besides: sure is what the same verb needs.
    """
    request = Request(mfa) if need is None else need.request(target, mfa=mfa)
    held = always(statement.condition, request)
    if need is None:
        whole = statement.type == EVERYTHING and statement.verb == "manage"
        some = whole or statement.type == EVERYTHING or HOLE in statement.type
        return Held(whole and held.sure, some and held.possible)
    if statement.permissions:
        every = set(need.permissions) <= statement.permissions
        some = bool(set(need.permissions) & statement.permissions)
        return Held(every and held.sure, some and held.possible)
    covers = _covers(statement.type, need.type) or HOLE in statement.type
    sure = covers and statement.verb == need.verb
    return Held(sure and HOLE not in statement.type and held.sure, covers and held.possible)


def _covers(type_: str, wanted: str) -> bool:
    return type_ in {EVERYTHING, wanted} or wanted in _FAMILIES.get(type_, ())
