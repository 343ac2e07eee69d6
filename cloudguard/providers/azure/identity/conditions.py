"""Conditions on assigning roles: which roles whoever has the right may give, and to whom.

Azure RBAC documentation, "Examples to delegate Azure role assignment management with conditions":
the roles are compared by id, with GuidEquals those that may be given, with GuidNotEquals those
that may not. What has any other form is not decided.
"""

from __future__ import annotations

import re
from typing import Any, Final

from cloudguard.providers.azure.identity.answers import MAYBE, YES, Answer, some
from cloudguard.providers.azure.identity.roles import Roles, escalations, granted
from cloudguard.values import Known, Unknown, Value

_WRITE: Final = "microsoft.authorization/roleassignments/write"
_REQUEST: Final = "@request[microsoft.authorization/roleassignments:"
_LIST: Final = re.compile(
    r"@request\[microsoft\.authorization/roleassignments:roledefinitionid\]\s*"
    r"foranyofany(?:values|value):guidequals\s*\{(?P<ids>[^}]*)\}"
)


def allows(value: Value[Any], roles: Roles) -> Answer:
    """Tell whether an assignment with a condition still lets one give oneself power."""
    if isinstance(value, Unknown):
        return MAYBE
    if value.value in (None, ""):
        return YES
    if not isinstance(value.value, str):
        return MAYBE
    text = value.value.lower()
    if _WRITE not in text:
        return YES if "roleassignments" not in text else MAYBE
    found = _LIST.findall(text)
    if not found or text.count(_REQUEST + "roledefinitionid") != len(found) or " not " in text:
        return MAYBE
    ids = {each.strip() for group in found for each in group.split(",")}
    given = some(_power(Known(each, value.source), roles) for each in ids if each)
    # Other attributes of the request (to whom, of which type) may hold it to less.
    narrowed = text.count(_REQUEST) > len(found)
    return given & MAYBE if narrowed else given


def _power(value: Value[Any], roles: Roles) -> Answer:
    role = roles.read(value)
    power = some(granted(role, each) for way in ("power", "manage") for each in escalations(way))
    runs = some(granted(role, each) for way in ("run", "become") for each in escalations(way))
    return power | (runs & MAYBE)
