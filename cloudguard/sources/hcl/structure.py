"""The functions of Terraform that move values about, whether their parts are known or not."""

from __future__ import annotations

import itertools
import math
from typing import Any

from cloudguard.sources.hcl.conversion import alike, gathered, same
from cloudguard.sources.hcl.parts import (
    INEXACT,
    NULL,
    Document,
    FailedError,
    HiddenError,
    Number,
    Set,
    mapping,
    number,
    opening,
    seen,
    sequence,
    shut,
    text,
    truth,
    whole,
)
from cloudguard.values import Known, Reference, Source, Unknown

COMBINED = 100_000  # combinations that `setproduct` makes: no configuration needs as many
LONGEST = 1024  # values that `range` makes, Terraform's own limit


def coalesce(first: Any, *others: Any) -> Any:
    """Return the first that is neither null nor empty text."""
    for candidate in alike([first, *others]):
        if isinstance(candidate, Unknown):
            raise HiddenError(candidate)
        if candidate is not None and candidate != "":
            return candidate
    raise FailedError("every argument is null or empty")


def coalescelist(first: Any, *others: Any) -> Any:
    """Return the first list that has elements."""
    for candidate in (first, *others):
        if sequence(candidate):
            return candidate
    raise FailedError("every list is empty")


def concat(first: Any, *others: Any) -> list[Any]:
    """Return the elements of all lists in turn."""
    return [item for items in (first, *others) for item in sequence(items)]


def merge(*maps: Any) -> dict[str, Any]:
    """Return the members of all maps; the last of a name counts."""
    found = [mapping(members) for members in maps if members is not None]
    return {name: members[name] for members in found for name in members}


def lookup(members: Any, name: Any, *default: Any) -> Any:
    """Return the member of a name, or the default."""
    found = mapping(members)
    name = text(name)
    if name in found:
        return found[name]
    if not default:
        raise FailedError("the map has no such member and no default is given")
    return _fitted(default[0], list(found.values()))


def _fitted(default: Any, members: list[Any]) -> Any:
    """Return a default: of a map it takes the members' type, of an object it keeps its own.

    Which of both was given does not show in the value.
    """
    try:
        changed = alike([*members, default])[-1]
    except FailedError:
        return default
    if isinstance(changed, Unknown) or same(changed, default) is not False:
        return changed
    either = tuple(Known(form, Source("")) for form in (default, changed))
    return Unknown("a default may take the type of a map's members", Source(""), either)


def element(items: Any, position: Any) -> Any:
    """Return an element, counting on from the first after the last."""
    found = sequence(items)
    position = whole(position)
    if not found or position < 0:
        raise FailedError("no such element")
    return found[position % len(found)]


def index(items: Any, value: Any) -> int:
    """Return the position of a value."""
    if value is None:
        raise FailedError(NULL)
    for position, item in enumerate(sequence(items)):
        equal = same(item, value)
        if equal is None:
            raise HiddenError(opening([item, value]) or INEXACT)
        if equal:
            return position
    raise FailedError("the value is not in the list")


def keys(members: Any) -> list[str]:
    """Return the names of a map's members, sorted."""
    return sorted(mapping(members))


def values(members: Any) -> list[Any]:
    """Return the members of a map, sorted by their names."""
    found = mapping(members)
    return [found[name] for name in sorted(found)]


def length(value: Any) -> Any:
    """Count elements, members or letters as a reader counts them."""
    value = seen(value)
    if isinstance(value, (list, dict)):
        return len(value)
    if not isinstance(value, str):
        raise FailedError("a list, a map or a string is needed")
    return len(value) if value.isascii() and "\r" not in value else NotImplemented


def flatten(items: Any) -> list[Any]:
    """Replace lists within a list by their elements, at any depth."""
    found: list[Any] = []
    for item in sequence(items, sets=True):
        if isinstance(item, (Unknown, Reference)):
            raise HiddenError(item)
        found += flatten(item) if isinstance(item, list) else [item]
    return found


def distinct(items: Any) -> list[Any]:
    """Return the elements of a list without doubles."""
    found: list[Any] = []
    for item in alike(shut(sequence(items, sets=True))):
        if not _holds(found, item):
            found.append(item)
    return found


def compact(items: Any) -> list[Any]:
    """Return the strings of a list that are neither null nor empty."""
    found = [
        item if item is None or isinstance(item, (Reference, Document)) else text(item)
        for item in sequence(items, sets=True)
    ]
    return [item for item in found if item is not None and item != ""]


def contains(items: Any, value: Any) -> bool:
    """Tell whether a value is among those of a list."""
    if value is None:
        raise FailedError(NULL)
    found = [same(item, value) for item in sequence(items, sets=True)]
    if True in found:
        return True
    if None in found:
        raise HiddenError(opening([items, value]) or INEXACT)
    return False


def zipmap(names: Any, members: Any) -> dict[str, Any]:
    """Make a map of names and members."""
    found, named = sequence(members), [text(name) for name in sequence(names, sets=True)]
    if len(found) != len(named):
        raise FailedError("the lists differ in length")
    return dict(zip(named, found, strict=True))


def one(items: Any) -> Any:
    """Return the only element, or null where there is none."""
    found = sequence(items, sets=True)
    if len(found) > 1:
        raise FailedError("the list has several elements")
    return found[0] if found else None


def slice_(items: Any, start: Any, end: Any) -> list[Any]:
    """Return the elements from a position to the one before another."""
    found, start, end = sequence(items), whole(start), whole(end)
    if not 0 <= start <= end <= len(found):
        raise FailedError("the list has no such stretch")
    return found[start:end]


def reverse(items: Any) -> list[Any]:
    """Return the elements from last to first."""
    return list(reversed(sequence(items, sets=True)))


def sort(items: Any) -> list[str]:
    """Return strings in order."""
    return sorted(text(item) for item in shut(sequence(items, sets=True)))


def setunion(first: Any, *others: Any) -> Set:
    """Return what is in any of the sets."""
    return gathered([item for items in _sets(first, *others) for item in items])


def setintersection(first: Any, *others: Any) -> Set:
    """Return what is in all of the sets."""
    sets = _sets(first, *others)
    return gathered([item for item in sets[0] if all(_holds(found, item) for found in sets[1:])])


def setsubtract(minuend: Any, subtrahend: Any) -> Set:
    """Return what is in the first set and not in the second."""
    found, taken = _sets(minuend, subtrahend)
    return gathered([item for item in found if not _holds(taken, item)])


def _holds(items: list[Any], value: Any) -> bool:
    return any(same(item, value) for item in items)


def _sets(*sets: Any) -> list[list[Any]]:
    """Bring the elements of several sets to one type."""
    found = [shut(sequence(items, sets=True)) for items in sets]
    flat = iter(alike([item for items in found for item in items]))
    return [[next(flat) for _ in items] for items in found]


def setproduct(first: Any, second: Any, *others: Any) -> list[Any]:
    """Return every combination of an element of each."""
    lists = [sequence(items, sets=True) for items in (first, second, *others)]
    if math.prod(map(len, lists)) > COMBINED:
        raise FailedError("the value is too large")
    combined = [list(row) for row in itertools.product(*(alike(items) for items in lists))]
    return gathered(combined) if all(isinstance(items, Set) for items in lists) else combined


def chunklist(items: Any, size: Any) -> list[Any]:
    """Cut a list into lists of a size."""
    found, size = alike(sequence(items, sets=True)), whole(size)
    if size < 0:
        raise FailedError("the size is negative")
    step = size or len(found) or 1
    return [found[at : at + step] for at in range(0, len(found), step)]


def transpose(members: Any) -> dict[str, list[str]]:
    """Swap the names and the strings of a map of lists."""
    found: dict[str, list[str]] = {}
    named = shut(mapping(members))
    for name in sorted(named):
        for item in sequence(named[name], sets=True):
            found.setdefault(text(item), []).append(name)
    return found


def alltrue(items: Any) -> bool:
    """Tell whether all are true: one false decides, whatever is not known."""
    return _decided(items, decisive=False)


def anytrue(items: Any) -> bool:
    """Tell whether any is true: one decides, whatever is not known."""
    return _decided(items, decisive=True)


def _decided(items: Any, *, decisive: bool) -> bool:
    unseen = None
    for item in sequence(items, sets=True):
        if isinstance(item, (Unknown, Reference)):
            unseen = unseen or item
        elif (item is not None and truth(item)) is decisive:
            return decisive
    if unseen is not None:
        raise HiddenError(unseen)
    return not decisive


def range_(first: Any, *others: Any) -> Any:
    """Count from a number to the one before another."""
    given = [number(value) for value in (first, *others)]
    if any(isinstance(value, float) for value in given):
        return NotImplemented
    start, end = (0, int(given[0])) if len(given) == 1 else (int(given[0]), int(given[1]))
    step = int(given[2]) if given[2:] else (1 if start <= end else -1)
    if start == end:
        return []
    if (end - start) * step <= 0:
        raise FailedError("the step does not lead to the end")
    if (end - start - (1 if step > 0 else -1)) // step >= LONGEST:
        raise FailedError("more than 1024 values")
    return list(range(start, end, step))


def max_(first: Any, *others: Any) -> Number:
    """Return the greatest number."""
    return max(number(value) for value in (first, *others))


def min_(first: Any, *others: Any) -> Number:
    """Return the smallest number."""
    return min(number(value) for value in (first, *others))


def matchkeys(items: Any, names: Any, wanted: Any) -> list[Any]:
    """Return the elements whose counterparts in a second list are in a third."""
    found, named = sequence(items), sequence(names)
    if len(found) != len(named):
        raise FailedError("the lists differ in length")
    named, sought = _sets(named, wanted)
    return [item for item, name in zip(found, named, strict=True) if _holds(sought, name)]
