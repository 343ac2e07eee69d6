"""Terraform's functions, on values of which parts may be unknown."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from cloudguard.sources.hcl import casts, structure, text
from cloudguard.sources.hcl.casts import SENSITIVE_UNKNOWN
from cloudguard.sources.hcl.closed import EVALUATED, Closed
from cloudguard.sources.hcl.parts import Document, FailedError, HiddenError, Set, opening, veiled
from cloudguard.values import Known, Reference, Source, Unknown

__all__ = ["SENSITIVE_UNKNOWN", "Document", "FailedError", "Set", "call", "opening"]

COMBINATIONS = 32  # of the values that unknown parts may have, beyond which nothing is tried

NATIVE: dict[str, Callable[..., Any]] = {
    **{
        function.__name__.rstrip("_"): function
        for module in (casts, structure, text)
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not function.__name__.startswith("_")
    },
    "sensitive": lambda value: SENSITIVE_UNKNOWN,
    "nonsensitive": lambda value: value,
    "ephemeralasnull": lambda value: value,
}

_LATE = "is known only when Terraform runs"
_FILE = "reads a file"
WITHHELD = {
    **dict.fromkeys(
        ("timestamp", "plantimestamp", "uuid", "bcrypt", "pathexpand", "abspath"), _LATE
    ),
    **dict.fromkeys(("file", "fileexists", "fileset", "filebase64", "templatefile"), _FILE),
    **dict.fromkeys(("filemd5", "filesha1", "filesha256", "filesha512"), _FILE),
    **dict.fromkeys(("filebase64sha256", "filebase64sha512"), _FILE),
    "templatestring": "renders a template, which is not evaluated here",
    "rsadecrypt": "opens a secret, which is not evaluated here",
    "type": "is for the console of Terraform only",
    "try": "takes expressions, not values",
    "can": "takes expressions, not values",
}


def _taken(function: Callable[..., Any]) -> tuple[int, int]:
    """Return how few and how many arguments a function takes."""
    parameters = inspect.signature(function).parameters.values()
    several = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters)
    fixed = sum(parameter.kind is parameter.POSITIONAL_OR_KEYWORD for parameter in parameters)
    return fixed, 1_000_000 if several else fixed


TAKEN = {name: _taken(function) for name, function in NATIVE.items()} | {
    "lookup": (2, 3),
    "range": (1, 3),
}


def call(name: str, args: list[Any], closed: Closed) -> Any:
    """Return what a call gives: a value, open or not, or an Unknown that says what it hangs on.

    Raises FailedError where Terraform refuses the call.
    """
    name = name.removeprefix("core::")
    if "::" in name:
        return Unknown(f"the function {name} belongs to a provider", Source(""))
    if name in WITHHELD:
        return Unknown(f"{name} {WITHHELD[name]}", Source(""))
    if name not in NATIVE and name not in EVALUATED:
        return Unknown(f"the function {name} is not known to cloudguard", Source(""))
    try:
        return _answer(name, args, closed)
    except HiddenError as hidden:
        return _lifted(name, args, closed, hidden.part)


def _answer(name: str, args: list[Any], closed: Closed) -> Any:
    """Answer a call here, or by Terraform's own function where all is known."""
    if native := NATIVE.get(name):
        least, most = TAKEN[name]
        if not least <= len(args) <= most:
            raise FailedError(f"{name}: the number of arguments is wrong")
        try:
            found = native(*args)
        except FailedError as failed:
            raise FailedError(f"{name}: {failed.reason}") from None
        if found is not NotImplemented:
            return found
    if (part := opening(args)) is not None:
        raise HiddenError(part)
    return closed.call(name, args)


def _lifted(name: str, args: list[Any], closed: Closed, part: Unknown | Reference) -> Any:
    """Answer a call for every value that its unknown parts may have."""
    choices = list({id(unknown): unknown for unknown in _choices(args)}.values())
    combinations = 1
    for unknown in choices:
        combinations *= len(unknown.among)
    if not choices or combinations > COMBINATIONS:
        return veiled(part)
    answers: list[Known[Any] | None] = []
    for picked in itertools.product(*(unknown.among for unknown in choices)):
        chosen = {id(unknown): known.value for unknown, known in zip(choices, picked, strict=True)}
        source = picked[0].source if len(choices) == 1 else choices[0].source
        try:
            answer = call(name, _with(args, chosen), closed)
        except FailedError:
            answers.append(None)
            continue
        answers.append(Known(answer, source))
    return _collected(name, answers, choices[0])


def _collected(name: str, answers: list[Known[Any] | None], lifted: Unknown) -> Any:
    """Make one value of the answers to all combinations; None is one that Terraform refuses."""
    given = [answer for answer in answers if answer is not None]
    if not given:
        raise FailedError(f"{name}: no value that the arguments may have fits")
    apart = Unknown(lifted.reason, lifted.source)
    if len(given) < len(answers):
        return apart
    found: list[Known[Any]] = []
    for answer in given:
        if isinstance(answer.value, Unknown):
            if not answer.value.among:
                return apart
            found += answer.value.among
        else:
            found.append(answer)
    first = found[0].value
    if opening(first) is None and all(_identical(first, other.value) for other in found[1:]):
        return first
    return Unknown(lifted.reason, lifted.source, tuple(found))


def _identical(one: Any, other: Any) -> bool:
    """Tell equal values of equal types: True is not 1."""
    return bool(one == other) and repr(one) == repr(other)


def _choices(value: Any) -> Iterator[Unknown]:
    """Yield the unknown parts, at any depth, whose possible values are listed."""
    match value:
        case Unknown(among=among):
            if among:
                yield value
        case Document():
            yield from _choices(value.value)
        case dict():
            yield from itertools.chain.from_iterable(map(_choices, value.values()))
        case list():
            yield from itertools.chain.from_iterable(map(_choices, value))
        case _:
            return


def _with(value: Any, chosen: dict[int, Any]) -> Any:
    """Return a value with one choice in place of each unknown part that has choices."""
    match value:
        case Unknown():
            return chosen.get(id(value), value)
        case Document():
            inner = _with(value.value, chosen)
            return casts.jsonencode(inner)
        case dict():
            return {name: _with(part, chosen) for name, part in value.items()}
        case Set():
            return value
        case list():
            return [_with(part, chosen) for part in value]
        case _:
            return value
