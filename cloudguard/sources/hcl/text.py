"""The functions of Terraform on text that are short and exact: on ASCII.

Whatever else is asked is `NotImplemented`, and Go answers it: letters that are made of several
characters, normalisation and the many verbs of `format`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cloudguard.sources.hcl.parts import HiddenError, digits, seen, sequence, shut, text
from cloudguard.values import Source, Unknown

SPACE = " \t\n\v\f\r"
VERB = re.compile(r"%(.?)", re.DOTALL)
OF_NULL = Unknown("text is formatted from null", Source(""))


def join(separator: Any, first: Any, *others: Any) -> Any:
    """Return the strings of lists with a separator between them."""
    lists = [shut(sequence(items, sets=True)) for items in (first, *others)]
    pieces = [text(item) for items in lists for item in items]
    return _ascii(text(separator), *pieces, answer=lambda by, *found: by.join(found))


def split(separator: Any, value: Any) -> Any:
    """Cut text at each separator."""
    return _ascii(
        text(separator), text(value), answer=lambda by, of: of.split(by) if by else list(of)
    )


def lower(value: Any) -> Any:
    """Return text in small letters."""
    return _ascii(text(value), answer=str.lower)


def upper(value: Any) -> Any:
    """Return text in capitals."""
    return _ascii(text(value), answer=str.upper)


def trimspace(value: Any) -> Any:
    """Return text without space around it."""
    return _ascii(text(value), answer=lambda of: of.strip(SPACE))


def trimprefix(value: Any, prefix: Any) -> Any:
    """Return text without what it starts with."""
    return _ascii(text(value), text(prefix), answer=str.removeprefix)


def trimsuffix(value: Any, suffix: Any) -> Any:
    """Return text without what it ends with."""
    return _ascii(text(value), text(suffix), answer=str.removesuffix)


def startswith(value: Any, prefix: Any) -> Any:
    """Tell whether text starts so."""
    return _ascii(text(value), text(prefix), answer=str.startswith)


def endswith(value: Any, suffix: Any) -> Any:
    """Tell whether text ends so."""
    return _ascii(text(value), text(suffix), answer=str.endswith)


def strcontains(value: Any, part: Any) -> Any:
    """Tell whether text has a part."""
    return _ascii(text(value), text(part), answer=str.__contains__)


def replace(value: Any, part: Any, other: Any) -> Any:
    """Replace each occurrence of a part; one between slashes is a pattern."""
    part = text(part)
    if len(part) > 1 and part.startswith("/") and part.endswith("/"):
        return NotImplemented
    return _ascii(text(value), part, text(other), answer=str.replace)


def format_(pattern: Any, *values: Any) -> Any:
    """Fill a pattern whose verbs are %s, %d and %%."""
    pattern, verbs = text(pattern), VERB.findall(text(pattern))
    taking = [verb for verb in verbs if verb != "%"]
    found = shut(list(values))
    if None in found:
        raise HiddenError(OF_NULL)
    if not set(taking) <= {"s", "d"} or len(taking) != len(found):
        return NotImplemented
    pieces = [_piece(verb, value) for verb, value in zip(taking, found, strict=True)]
    if not all(isinstance(piece, str) and piece.isascii() for piece in (pattern, *pieces)):
        return NotImplemented
    queue = iter(pieces)
    return VERB.sub(lambda verb: "%" if verb[1] == "%" else next(queue), pattern)


def _piece(verb: str, value: Any) -> Any:
    if verb == "d":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return digits(value) if whole else NotImplemented
    return text(value) if isinstance(value, (str, int, float)) else NotImplemented


def substr(value: Any, offset: Any, length: Any) -> Any:
    """Return a part of text; a negative offset counts from the end, length -1 is all the rest."""
    value, offset, length = text(value), seen(offset), seen(length)
    small = all(type(figure) is int and figure >= -1 for figure in (offset, length))
    if not small or offset < 0 or not value.isascii() or "\r" in value:
        return NotImplemented
    return value[offset:] if length == -1 else value[offset : offset + length]


def _ascii(*pieces: str, answer: Callable[..., Any]) -> Any:
    return answer(*pieces) if all(piece.isascii() for piece in pieces) else NotImplemented
