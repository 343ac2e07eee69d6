"""The language of a table's cells: where an attribute says something, and what its absence means.

A cell is one of

    path                                    the attribute; null where it is not set
    {read: path, default: v, because: s}    the attribute, or the provider's default for it
    {read: path, absent: s}                 the attribute; unknown, for this reason, where not set
    {set: path}                             true where the attribute or block is set
    {set: path, default: v, because: s}     the same of what the provider sets by itself: its
                                            default where nothing is written
    {equals: {path: v}}                     true where the attribute is v, or one of a list of v
    {any: [cell, …]}  {all: [cell, …]}      Kleene's or, and
    {every: path, cell: cell, default: v, because: s}
                                            true where the cell is true in every block at path
    {least: path, cell: cell, default: v, because: s}
                                            the least of what the blocks at path say, never (null)
                                            being the greatest
    {first: [cell, …]}                      the first that is set
    {days: path, unit: hours, default: v, because: s}
                                            a duration in days, rounded down; `never` lists the
                                            values that mean that nothing is ever deleted; unit
                                            `text` reads durations that name theirs: 604800s,
                                            168h, 7d, P7D
    {choose: path, of: {v: w, …}, default: w, because: s}
                                            what each value of the attribute means
    {always: v, because: s}                 what the provider fixes for everyone
    {decided_by: path, default: v, because: s}
                                            unknown where the attribute is set, since what it
                                            names decides; else the default
    {unknown: s}                            unknown, for this reason
    {format: "/aws/x/{name}"}               a name made of attributes; of a list, one for each

A field without a cell is unknown: "no attribute says this". `because` cites the source.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from cloudguard.sources.resource import Resource
from cloudguard.values import (
    Known,
    Reference,
    Unknown,
    Value,
    all_true,
    any_true,
    inherent,
    settled,
)

Read: TypeAlias = Callable[[Resource], Value[Any]]

_DAYS: Final = {
    "seconds": 1 / 86400,
    "minutes": 1 / 1440,
    "hours": 1 / 24,
    "days": 1,
    "weeks": 7,
    "months": 30,
    "years": 365,
}
_DURATION: Final = re.compile(
    r"P?(?:(?P<years>\d+)[Yy])?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)[Ww])?"
    r"(?:(?P<days>\d+(?:\.\d+)?)[Dd])?T?(?:(?P<hours>\d+(?:\.\d+)?)[Hh])?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)[Mm])?(?:(?P<seconds>\d+(?:\.\d+)?)[Ss])?"
)


def compiled(cell: Any) -> Read:  # one case per form of a cell
    """Return the function that reads a cell; raise ValueError for what is not a cell."""
    match cell:
        case str(path):
            return lambda resource: resource.get(path)
        case {"read": str(path), "default": default, "because": str(because)}:
            return lambda resource: resource.get(path, default, because)
        case {"read": str(path), "absent": str(reason)}:
            return _or_unknown(path, reason)
        case {"set": str(path), "default": bool(default), "because": str(because)}:
            return lambda resource: resource.get(path, _NOT_SET, because).map(
                lambda found: default if found is _NOT_SET else is_set(found)
            )
        case {"set": str(path)}:
            return lambda resource: resource.get(path).map(is_set)
        case {"equals": Mapping() as wanted}:
            ((path, values),) = wanted.items()
            accepted = tuple(values) if isinstance(values, list) else (values,)
            return lambda resource: resource.get(path).map(lambda found: found in accepted)
        case {"any": list(cells)}:
            reads = [truth(compiled(c)) for c in cells]
            return lambda resource: any_true([read(resource) for read in reads])
        case {"all": list(cells)}:
            reads = [truth(compiled(c)) for c in cells]
            return lambda resource: all_true([read(resource) for read in reads])
        case {"every": str(path), "cell": inner, "default": default, "because": str(because)}:
            return _every(path, truth(compiled(inner)), default, because)
        case {"least": str(path), "cell": inner, "default": default, "because": str(because)}:
            return _least(path, compiled(inner), default, because)
        case {"first": list(cells)}:
            reads = [compiled(c) for c in cells]
            return lambda resource: _first_set([read(resource) for read in reads])
        case {"days": str(path), "unit": str(unit)}:
            return _days(path, _in_days(unit), cell)
        case {"choose": str(path), "of": Mapping() as meanings}:
            return _choose(path, meanings, cell)
        case {"always": value, "because": str(because)}:
            return lambda resource: inherent(value, resource.source(), because)
        case {"decided_by": str(path), "default": default}:
            return _decided_by(path, default, cell.get("because", ""))
        case {"unknown": str(reason)}:
            return lambda resource: Unknown(reason, resource.source())
        case {"format": str(template)}:
            return _format(template)
        case _:
            raise ValueError(f"not a cell: {cell!r}")


def truth(read: Read) -> Read:
    """Take "true" for true: some arguments are strings so that they can also be unset.

    terraform-provider-aws 5.100.0: aws_elasticache_replication_group.at_rest_encryption_enabled,
    the ebs blocks of aws_launch_template.
    """
    return lambda resource: settled(read(resource)).map(
        lambda v: _TRUTHS.get(v, v) if isinstance(v, str) else v
    )


def is_set(value: Any) -> bool:
    """Tell whether an attribute or block is set."""
    return value is not None and value not in ("", [], {})


def name_in(value: Value[Any]) -> str:
    """Return what a value names: a resource by its address, or a text; "" where it is nothing."""
    if isinstance(value, Unknown) or not value.value:
        return ""
    return value.value.address if isinstance(value.value, Reference) else str(value.value)


def _every(path: str, read: Read, default: Any, because: str) -> Read:
    def every(resource: Resource) -> Value[Any]:
        blocks = resource.blocks(path)
        if isinstance(blocks, Unknown):
            return blocks
        if not blocks.value:
            return Known(default, replace(blocks.source, note=because))
        return all_true([read(block) for block in blocks.value])

    return every


def _first_set(values: list[Value[Any]]) -> Value[Any]:
    for value in values:
        if isinstance(value, Unknown) or is_set(value.value):
            return value
    return values[-1]


def _decided_by(path: str, default: Any, because: str) -> Read:
    def read(resource: Resource) -> Value[Any]:
        found = resource.get(path, _NOT_SET, because)
        if isinstance(found, Known):
            if found.value is _NOT_SET or not is_set(found.value):
                return Known(default, found.source)
            shown = f"{path} decides: what it names is not in this input"
            return Unknown(shown, found.source)
        return Unknown(found.reason, found.source)

    return read


def _format(template: str) -> Read:
    names = re.findall(r"\{(\w+)\}", template)

    def read(resource: Resource) -> Value[Any]:
        made = [template]
        for name in names:
            value = resource.get(name)
            if isinstance(value, Unknown):
                return value
            if not is_set(value.value) or isinstance(value.value, Reference):
                return (
                    Known(None, value.source)
                    if not is_set(value.value)
                    else Unknown(f"{name} is known only after apply", value.source)
                )
            parts = value.value if isinstance(value.value, list) else [value.value]
            made = [text.replace(f"{{{name}}}", str(part)) for text in made for part in parts]
        source = resource.source(".".join(names))
        if len(made) == 1:
            return Known(made[0], source)
        return Unknown("several names", source, tuple(Known(text, source) for text in made))

    return read


def _or_unknown(path: str, reason: str) -> Read:
    def read(resource: Resource) -> Value[Any]:
        found = resource.get(path)
        if isinstance(found, Known) and not is_set(found.value):
            return Unknown(reason, found.source)
        return found

    return read


def _least(path: str, read: Read, default: Any, because: str) -> Read:
    def least(resource: Resource) -> Value[Any]:
        blocks = resource.blocks(path)
        if isinstance(blocks, Unknown):
            return blocks
        if not blocks.value:
            return Known(default, replace(blocks.source, note=because))
        values = [read(block) for block in blocks.value]
        known = [value for value in values if isinstance(value, Known)]
        if len(known) < len(values):
            return next(value for value in values if isinstance(value, Unknown))
        return min(known, key=lambda v: math.inf if v.value is None else v.value)

    return least


def _in_days(unit: str) -> Callable[[Any], float]:
    """Return what reads a number of a unit, or a text that names its own, as days."""
    if unit != "text":
        factor = _DAYS[unit]
        return lambda value: float(value) * factor
    return _duration


def _duration(text: Any) -> float:
    """Read 604800s, 1h30m (Go, protobuf) or P7D (ISO 8601); ValueError for anything else."""
    found = _DURATION.fullmatch(str(text))
    if found is None or not any(found.groups()):
        raise ValueError(f"{text} is no duration")
    return sum(float(number) * _DAYS[unit] for unit, number in found.groupdict().items() if number)


def _days(path: str, in_days: Callable[[Any], float], rest: Mapping[str, Any]) -> Read:
    never = rest.get("never", ())
    default, because = rest.get("default"), rest.get("because", "")

    def days(value: Any) -> int | None:
        if value is _NOT_SET or value is None:
            return default
        return None if value in never else int(in_days(value) + 1e-9)

    def read(resource: Resource) -> Value[int | None]:
        found = resource.get(path, _NOT_SET, because)
        try:
            return found.map(days)
        except (TypeError, ValueError, OverflowError):
            return Unknown("not a number that is known", found.source)

    return read


def _choose(path: str, meanings: Mapping[Any, Any], rest: Mapping[str, Any]) -> Read:
    default, because = rest.get("default"), rest.get("because", "")

    def read(resource: Resource) -> Value[Any]:
        found = resource.get(path, _NOT_SET, because)
        for known in (found,) if isinstance(found, Known) else found.among:
            value = known.value
            if value is _NOT_SET or value is None:
                continue
            if not isinstance(value, (str, int, bool)) or value not in meanings:
                return Unknown(f"{value} is not a value this table knows", found.source)
        return found.map(lambda v: default if v is _NOT_SET or v is None else meanings[v])

    return read


_NOT_SET: Final = object()
_TRUTHS: Final = {"true": True, "false": False}
