"""Values that may not be known: what becomes of them in operations, within limits."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final

from cloudguard.sources.hcl.functions import Document, FailedError, Set, opening
from cloudguard.sources.hcl.parts import INEXACT, HiddenError, number, truth
from cloudguard.values import Known, Reference, Source, Unknown

COMBINATIONS: Final = 32
"""How many values something may have before they are given up; as functions.py does."""


DIGITS: Final = 154
"""Digits of a number that Terraform keeps: it counts in 512 bits."""


NODES: Final = 100_000
"""Elements of one value, at any depth."""


LETTERS: Final = 4 * 1024**2
"""Letters of one value."""


_NEVER_NULL: Final = frozenset({"id", "arn"})  # the provider sets both on every resource made


_NOWHERE: Final = Source("")


def limited(value: Any) -> Any:
    """Return a value; raise FailedError for one that is larger than any configuration needs.

    A list of lists of lists costs nothing to make, however often each holds the same one, and
    all the world to look through.
    """
    if isinstance(value, str):
        if len(value) > LETTERS:
            raise FailedError("the value is too large")
        return value
    if not isinstance(value, list | dict | Document):
        return value
    nodes = letters = 0
    pending: list[Any] = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            letters += len(node)
            continue
        below = node.value if isinstance(node, Document) else node
        if isinstance(below, dict | list):
            nodes += len(below)
            if nodes > NODES or letters > LETTERS:
                raise FailedError("the value is too large")
            pending += below.values() if isinstance(below, dict) else below
    return value


def made_of(value: Unknown | Reference) -> Unknown:
    """Return what is made of something that is not known."""
    if isinstance(value, Reference):
        return Unknown(f"made of {value}, known only after apply", _NOWHERE)
    return Unknown(value.reason, value.source)


def among(reason: Unknown, values: Iterable[Any]) -> Any:
    """Return what may be any of some values; the value itself where they are all the same."""
    known: list[Known[Any]] = []
    for value in values:
        if isinstance(value, Unknown):
            if not value.among:
                return Unknown(value.reason, value.source)
            known += value.among
        else:
            known.append(Known(value, reason.source))
    different: list[Known[Any]] = []
    for candidate in known:
        if not any(same(candidate.value, other.value) for other in different):
            different.append(candidate)
    if len(different) == 1:
        return different[0].value
    if len(different) > COMBINATIONS:
        return Unknown(reason.reason, reason.source)
    return Unknown(reason.reason, reason.source, tuple(different))


def lifted(operation: Callable[..., Any], *args: Any) -> Any:
    """Apply an operation to all that its arguments may be."""
    unknown = [arg for arg in args if isinstance(arg, Unknown)]
    if not unknown:
        return operation(*args)
    choices = [
        [known.value for known in arg.among] if isinstance(arg, Unknown) else [arg] for arg in args
    ]
    if math.prod(map(len, choices)) not in range(1, COMBINATIONS + 1):
        return made_of(next((arg for arg in unknown if not arg.among), unknown[0]))
    results = []
    for combination in itertools.product(*choices):
        try:
            results.append(operation(*combination))
        except FailedError:
            continue  # Terraform would refuse this one: it is none of the outcomes
    return among(unknown[0], results) if results else made_of(unknown[0])


def same(one: Any, other: Any) -> bool:
    """Compare as Terraform does: a number is no bool, and no text."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        if isinstance(one, Set) is not isinstance(other, Set):
            return False
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


_EITHER: Final = Unknown(
    "a list is not told from a tuple, nor a map from an object: only those of one type are equal",
    _NOWHERE,
    (Known(True, _NOWHERE), Known(False, _NOWHERE)),
)


def operated(operator: str, values: tuple[Any, ...], *, sure: bool) -> Any:
    """Return what an operator makes of values; `sure` tells that they are written where it is."""
    if operator in {"==", "!="}:
        equal = _equal(*values)
        if equal is True and not sure and all(isinstance(v, list | dict) for v in values):
            return _EITHER
        return equal if isinstance(equal, Unknown) else equal is (operator == "==")
    if (part := next((o for v in values if (o := opening(v)) is not None), None)) is not None:
        return made_of(part)
    if operator == "!":
        return not truth(values[0])
    numbers = [Decimal(repr(number(value))) for value in values]
    if operator == "-" and len(numbers) == 1:
        return _plain(-numbers[0])
    left, right = numbers
    if operator in "/%" and right == 0:
        raise HiddenError(INEXACT)  # infinity, in Terraform
    try:
        result = _ARITHMETIC[operator](left, right)
    except ArithmeticError:
        raise HiddenError(INEXACT) from None
    return result if isinstance(result, bool) else _plain(result)


def _plain(exact: Decimal) -> int | float:
    """Return a number as it is kept: whole ones exact, others to as many digits as floats have."""
    if exact.adjusted() >= DIGITS:
        raise HiddenError(INEXACT)
    if exact == exact.to_integral_value():
        return int(exact)
    near = float(exact)
    short = float(f"{near:.15g}")  # what is left of thirds made whole again
    near = short if len(repr(short)) < len(repr(near)) - 2 else near
    return int(near) if near.is_integer() else near


_EXACT: Final = Context(prec=DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow])


_ARITHMETIC: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
    "/": _EXACT.divide,
    "%": _EXACT.remainder,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def _equal(one: Any, other: Any) -> Any:
    for value, against in ((one, other), (other, one)):
        if isinstance(value, Reference) and against in (None, "") and _is_never_null(value):
            return False
    if isinstance(one, Reference) and one == other:
        return True
    part = opening(one)
    if part is None:
        part = opening(other)
    if part is not None:
        if isinstance(one, list | dict) and isinstance(other, list | dict) and not (one and other):
            return False  # the other is not empty: something in it is not known
        if isinstance(one, list | dict) and other is None:
            return False
        return made_of(part)
    return same(one, other)


def _is_never_null(reference: Reference) -> bool:
    """Tell an attribute that is set on whatever is made or read, so that it is never null."""
    if reference.attribute in _NEVER_NULL:
        return True
    # Provider documentation, aws_iam_policy_document: a document is always written.
    return reference.attribute == "json" and "aws_iam_policy_document." in reference.address
