"""The functions of Terraform that make one type of another: text, numbers, sets, JSON, secrets."""

from __future__ import annotations

from typing import Any

from cloudguard.sources.hcl.conversion import alike, convert, gathered, json_text
from cloudguard.sources.hcl.parts import (
    Document,
    HiddenError,
    Number,
    Set,
    mapping,
    number,
    opening,
    sequence,
    shut,
    text,
    truth,
)
from cloudguard.values import Reference, Source, Unknown

SENSITIVE_UNKNOWN = Unknown("sensitive: withheld when the input was read", Source(""))


def toset(items: Any) -> Set | None:
    """Make a set."""
    return convert(items, lambda found: gathered(sequence(found, sets=True)))


def tolist(items: Any) -> list[Any] | None:
    """Make a list whose elements are of one type."""
    return convert(items, lambda found: alike(sequence(found, sets=True)))


def tomap(members: Any) -> dict[str, Any] | None:
    """Make a map whose members are of one type."""

    def changed(found: Any) -> dict[str, Any]:
        named = mapping(found)
        return dict(zip(named, alike(list(named.values())), strict=True))

    return convert(members, changed)


def tostring(value: Any) -> Any:
    """Make text; a reference to an attribute still is that attribute."""
    return value if isinstance(value, (Reference, Document)) else convert(value, text)


def tonumber(value: Any) -> Number | None:
    """Make a number."""
    return convert(value, number)


def tobool(value: Any) -> bool | None:
    """Make a bool."""
    return convert(value, truth)


def jsonencode(value: Any) -> str | Document:
    """Write JSON; what has unknown parts becomes a document that holds them."""
    if isinstance(value, (Unknown, Reference)):
        raise HiddenError(value)
    return json_text(value) if opening(value) is None else Document(value)


def jsondecode(value: Any) -> Any:
    """Return what a document holds; plain text is not read here."""
    return value.value if isinstance(value, Document) else NotImplemented


def issensitive(value: Any) -> bool:
    """Tell whether a value is sensitive."""
    if value == SENSITIVE_UNKNOWN:
        return True
    shut(value)
    return False
