"""What an expression may be, of the values that its names stand for."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.sources.resource import Hidden
from cloudguard.values import Known, Reference, Source, Unknown, Value

NOT_MADE: Final = "has no instance in the plan"


def made(values: list[Value[Any]]) -> list[Value[Any]]:
    """Leave out what the plan does not make beside what it does.

    Modules write `try(aws_kms_key.this[0].arn, aws_kms_external_key.this[0].arn)`.
    """
    found = [v for v in values if isinstance(v, Known) or not v.reason.endswith(NOT_MADE)]
    return found or values


def combined(values: list[Value[Any]], source: Source) -> Value[Any] | None:
    """Return the one value that the parts of an expression leave, or what it is among."""
    if not values:
        return Unknown("known only after apply", source)
    known = list({str(v.value): v for v in values if isinstance(v, Known)}.values())
    unknown = [v for v in values if isinstance(v, Unknown)]
    among = [k for v in unknown for k in v.among]
    if not unknown:
        return (
            known[0]
            if len(known) == 1
            else Unknown("one of several references", source, tuple(known))
        )
    if not known and len(unknown) == 1:
        return unknown[0]
    if all(v.among for v in unknown):
        return Unknown("one of several references", source, (*known, *among))
    return Unknown(next(v.reason for v in unknown if not v.among), source)


def is_reference(value: Any) -> bool:
    """Tell a name of something that is not known yet."""
    return isinstance(value, Reference)


def at(value: Any, rest: list[str | int], source: Source) -> Value[Any]:
    """Return what stands at the end of some steps into a value, null where nothing does."""
    for step in rest:
        if value.__class__ is Hidden:
            break
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            value = None
    return plain(value, source)


def plain(value: Any, source: Source) -> Value[Any]:
    """Return a value that the plan shows, unknown where it is withheld."""
    return Unknown(value.reason, source) if isinstance(value, Hidden) else Known(value, source)
