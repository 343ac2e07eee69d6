"""Whether a condition of a statement holds for a request: surely, possibly, or not at all.

OCI documentation, "Conditions": "condition matching is case insensitive", patterns stand between
slashes. "General Variables for All Requests": request.user.mfaTotpVerified "works only with IAM
without identity domains".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import product
from typing import Final, NamedTuple

from cloudguard.providers.oci.identity.grammar import HOLE, Atom, Condition, Group, conditions

MFA: Final = "request.user.mfatotpverified"
_OF_REQUEST: Final = frozenset({"request.operation", "request.permission"})


class Held(NamedTuple):
    """Whether something holds surely, and possibly."""

    sure: bool
    possible: bool


NEVER: Final = Held(sure=False, possible=False)
MAYBE: Final = Held(sure=False, possible=True)
ALWAYS: Final = Held(sure=True, possible=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What is known of a request: `mfa` is None where nobody can tell."""

    mfa: bool | None
    operations: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    target: Mapping[str, str] = field(default_factory=dict)


def holds(condition: Condition | None, request: Request) -> Held:
    """Tell whether a condition holds for some operation of a request."""
    if condition is None:
        return ALWAYS
    pairs = list(product(request.operations or ("",), request.permissions or ("",)))
    if len(request.permissions) == len(request.operations):
        pairs = list(zip(request.operations, request.permissions, strict=True)) or [("", "")]
    found = [_holds(condition, request, *pair) for pair in pairs]
    return Held(any(each.sure for each in found), any(each.possible for each in found))


def always(condition: Condition | None, request: Request) -> Held:
    """Tell whether a condition holds for every operation of a request."""
    if condition is None:
        return ALWAYS
    pairs = [(operation, "") for operation in request.operations] or [("", "")]
    found = [_holds(condition, request, *pair) for pair in pairs]
    return Held(all(each.sure for each in found), any(each.possible for each in found))


def asks_mfa(condition: Condition | None) -> bool:
    """Tell whether a condition speaks of how somebody signed in."""
    return any(atom.variable == MFA for atom in conditions(condition))


def narrows(condition: Condition | None) -> bool:
    """Tell whether a condition speaks of single operations."""
    return any(atom.variable in _OF_REQUEST for atom in conditions(condition))


def _holds(condition: Condition, request: Request, operation: str, permission: str) -> Held:
    match condition:
        case Group(every, parts):
            found = [_holds(part, request, operation, permission) for part in parts]
            join = all if every else any
            return Held(join(each.sure for each in found), join(each.possible for each in found))
        case Atom():
            return _compared(condition, request, operation, permission)


def _compared(atom: Atom, request: Request, operation: str, permission: str) -> Held:
    mine = {
        MFA: None if request.mfa is None else str(request.mfa).lower(),
        "request.operation": operation or None,
        "request.permission": permission or None,
        "request.principal.type": "user",
    }.get(atom.variable, request.target.get(atom.variable))
    if mine is None or HOLE in mine or atom.how not in {"=", "!="}:
        return MAYBE
    if any(HOLE in value for value in atom.values):
        return MAYBE
    same = any(_same(mine.lower(), value.lower()) for value in atom.values)
    return ALWAYS if same is (atom.how == "=") else NEVER


def _same(mine: str, value: str) -> bool:
    if len(value) > 1 and value.startswith("/") and value.endswith("/"):
        return fnmatchcase(mine, value[1:-1])
    return mine == value
