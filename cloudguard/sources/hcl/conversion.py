"""How Terraform brings values to one type, compares them and puts them into sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from cloudguard.sources.hcl.parts import (
    Document,
    FailedError,
    HiddenError,
    Set,
    digits,
    shut,
    text,
    veiled,
)
from cloudguard.values import Known, Reference, Source, Unknown

T = TypeVar("T")

MIXED = Unknown("cloudguard does not convert between lists and sets here", Source(""))
PRIMITIVE = frozenset({"bool", "number", "string"})


def kind(value: Any) -> str:
    """Name the type of a value, `open` where it is not known and `null` where it has none."""
    match value:
        case None:
            return "null"
        case Unknown() | Reference():
            return "open"
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str() | Document():
            return "string"
        case Set():
            return "set"
        case list():
            return "list"
        case _:
            return "map"


def alike(values: Sequence[Any], part: Unknown | Reference | None = None) -> list[Any]:
    """Convert values to the one type that holds them all (cty's unification).

    `part` is something not known that has to be of that type too: beside it a number may stay
    a number or become text.
    """
    kinds = {kind(value) for value in values}
    if "open" in kinds:
        part = next(value for value in values if isinstance(value, (Unknown, Reference)))
    kinds -= {"open", "null"}
    if kinds <= PRIMITIVE:
        return [_primitive(value, kinds, part) for value in values]
    if len(kinds) > 1:
        if kinds == {"list", "set"}:
            raise HiddenError(MIXED)
        raise FailedError("the types do not fit together")
    return _compound(values, kinds.pop(), part)


def _primitive(value: Any, kinds: set[str], part: Unknown | Reference | None) -> Any:
    if kinds == {"bool", "number"} and part is None:
        raise FailedError("the types do not fit together")
    if kind(value) not in ("bool", "number"):
        return value
    if len(kinds) > 1:  # text is all that both can be
        return text(value)
    if part is None:
        return value
    either = tuple(Known(form, Source("")) for form in (value, text(value)))
    hanging = veiled(part)
    return Unknown(hanging.reason, hanging.source, either)


def _compound(values: Sequence[Any], name: str, part: Unknown | Reference | None) -> list[Any]:
    """Convert lists, sets or maps: member by member where they have the same members."""
    whole = [value for value in values if kind(value) == name]
    members = [_members(value) for value in whole]
    same = name != "set" and len({tuple(found) for found in members}) == 1
    if same:
        columns = {key: alike([found[key] for found in members], part) for key in members[0]}
        changed = [{key: columns[key][row] for key in columns} for row in range(len(whole))]
    else:
        flat = iter(alike([item for found in members for item in found.values()], part))
        changed = [{key: next(flat) for key in found} for found in members]
    queue = iter(_rebuilt(found, name) for found in changed)
    return [next(queue) if kind(value) == name else value for value in values]


def _members(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else dict(enumerate(value))


def _rebuilt(members: dict[Any, Any], name: str) -> Any:
    if name == "map":
        return members
    return gathered(list(members.values())) if name == "set" else list(members.values())


def same(one: Any, other: Any) -> bool | None:
    """Tell whether two values are equal; None where that hangs on what is not known."""
    if isinstance(one, (Unknown, Reference)) or isinstance(other, (Unknown, Reference)):
        return True if isinstance(one, Reference) and one == other else None
    if isinstance(one, Document) or isinstance(other, Document):
        return None
    if kind(one) != kind(other):
        return False
    if not isinstance(one, (list, dict)):
        return bool(one == other)
    mine, yours = _members(one), _members(other)
    if mine.keys() != yours.keys():
        return False
    found = [same(mine[key], yours[key]) for key in mine]
    return False if False in found else (None if None in found else True)


def gathered(items: Sequence[Any]) -> Set:
    """Put values into a set: of one type, sorted as Terraform iterates, without doubles."""
    shut(items if isinstance(items, list) else list(items))
    distinct = {mark(item): item for item in reversed(alike(items))}
    return Set(sorted(distinct.values(), key=_order))


def _order(value: Any) -> tuple[bool, Any]:
    if value is None:
        return True, 0
    return False, value if isinstance(value, (str, int, float)) else mark(value)


def mark(value: Any) -> str:
    """Write a known value so that equal ones, and only they, are written alike."""
    match value:
        case None | bool() | int() | float() | str():
            return json_text(value)
        case dict():
            inner = "".join(f"{encoded(key)}:{mark(value[key])};" for key in sorted(value))
            return "{" + inner + "}"
        case _:
            return "[" + "".join(f"{mark(item)};" for item in value) + "]"


def encoded(value: Any) -> str:
    """Write known text as JSON, as Go does; anything else by way of `json_text`."""
    found = json.dumps(value, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        if letter in found:
            found = found.replace(letter, f"\\u{ord(letter):04x}")
    return found


def json_text(value: Any) -> str:
    """Write a known value as Terraform's `jsonencode` does."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return digits(value)
        case str():
            return encoded(value)
        case dict():
            pairs = (f"{encoded(key)}:{json_text(value[key])}" for key in sorted(value))
            return "{" + ",".join(pairs) + "}"
        case _:
            return "[" + ",".join(map(json_text, value)) + "]"


def convert(value: Any, change: Callable[[Any], T]) -> T | None:
    """Convert what is known and not null; null stays null."""
    return None if value is None else change(value)
