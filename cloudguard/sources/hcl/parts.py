"""Values of which parts are not known, and what a function may demand of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cloudguard.values import Reference, Source, Unknown

DIGITS = 15  # of a float, beyond which its text is not what Terraform's 512 bits would print
RARE = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]{4,}|p[+-]?[0-9]+)")
LONGEST = 1000  # letters of a number that is read
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
INEXACT = Unknown("a number has more digits than cloudguard keeps", Source(""))
NULL = "must not be null"

Number = int | float


class Set(list[Any]):
    """A Terraform set: sorted, without doubles."""

    __slots__ = ()


class FailedError(Exception):
    """Terraform refuses a call; `reason` says why and never contains a value."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class HiddenError(Exception):
    """A function needs to see what is not known."""

    def __init__(self, part: Unknown | Reference) -> None:
        """Keep the part that is not known."""
        super().__init__()
        self.part = part


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON text of which parts are not known: what was encoded, with those parts in place."""

    value: Any


def opening(value: Any) -> Unknown | Reference | None:
    """Return the first part of a value that is not known, at any depth."""
    if value is None or isinstance(value, (str, int, float)):
        return None
    if isinstance(value, (Unknown, Reference)):
        return value
    if isinstance(value, Document):
        return opening(value.value)
    for part in value.values() if isinstance(value, dict) else value:
        if not isinstance(part, str) and (found := opening(part)) is not None:
            return found
    return None


def veiled(part: Unknown | Reference) -> Unknown:
    """Return what is known of something made of `part`: that it hangs on it."""
    if isinstance(part, Reference):
        return Unknown(f"made of {part}", Source(""))
    return Unknown(part.reason, part.source)


def seen(value: Any) -> Any:
    """Demand a value that is not null and whose outermost shape is known."""
    if value is None:
        raise FailedError(NULL)
    if isinstance(value, (Unknown, Reference)):
        raise HiddenError(value)
    if isinstance(value, Document) and (part := opening(value)) is not None:
        raise HiddenError(part)
    return value


def shut(value: Any) -> Any:
    """Demand a value that is known at every depth, null or not."""
    if (part := opening(value)) is not None:
        raise HiddenError(part)
    return value


def sequence(value: Any, *, sets: bool = False) -> list[Any]:
    """Demand a list or tuple, or a set where Terraform takes one."""
    value = seen(value)
    if not isinstance(value, list) or (isinstance(value, Set) and not sets):
        raise FailedError("a list is needed")
    return value


def mapping(value: Any) -> dict[str, Any]:
    """Demand a map or object."""
    value = seen(value)
    if not isinstance(value, dict):
        raise FailedError("a map is needed")
    return value


def text(value: Any) -> str:
    """Demand a string, or what Terraform turns into one."""
    value = seen(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return digits(value)
    raise FailedError("a string is needed")


def digits(value: Number) -> str:
    """Write a number as Terraform does: never with an exponent."""
    if isinstance(value, int):
        return str(value)
    exact = Decimal(repr(value))
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > DIGITS:
        raise HiddenError(INEXACT)
    return format(exact.normalize(), "f") if exact else "0"


def number(value: Any) -> Number:
    """Demand a number, or a string that Terraform turns into one."""
    value = seen(value)
    if isinstance(value, str):
        return parsed(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise FailedError("a number is needed")
    return value


def parsed(written: str) -> Number:
    """Read a number as it is written in decimal; whole ones at any size, others as floats."""
    if len(written) > LONGEST or RARE.fullmatch(written):
        raise HiddenError(INEXACT)
    if not NUMBER.fullmatch(written):
        raise FailedError("a number is needed")
    exact = Decimal(written)
    if exact == exact.to_integral_value():
        return int(exact)
    near = float(written)
    if Decimal(repr(near)) != exact and len(Decimal(repr(near)).as_tuple().digits) <= DIGITS:
        raise HiddenError(INEXACT)
    return near


def whole(value: Any) -> int:
    """Demand a whole number."""
    found = number(value)
    if isinstance(found, float) and not found.is_integer():
        raise FailedError("a whole number is needed")
    return int(found)


def truth(value: Any) -> bool:
    """Demand a bool, or a string that Terraform turns into one."""
    value = seen(value)
    if isinstance(value, bool):
        return value
    if value in ("true", "1"):
        return True
    if value in ("false", "0"):
        return False
    raise FailedError("a bool is needed")
