"""A value that was read, or could not be read, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T", covariant=True)
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Source:
    """The place a value was read from.

    `path` is the attribute path within the resource at `address`; `file`, `line` and `column`
    (1-based, 0 when not known) are the place in the source code. `assumed` marks what the input
    suggests but cannot prove: a reference of which the plan shows the name and not the expression.
    """

    address: str
    path: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    note: str = ""
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """An attribute of another resource whose value is not known yet.

    `attribute` is empty where the input names the resource alone.
    """

    address: str
    attribute: str = ""

    def __str__(self) -> str:
        """Return the reference as Terraform writes it."""
        return f"{self.address}.{self.attribute}" if self.attribute else self.address


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A value that was read."""

    value: T
    source: Source

    def map(self, change: Callable[[T], U]) -> Value[U]:
        """Apply `change` to the value, keeping its source."""
        return Known(change(self.value), self.source)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read, and why.

    `among` lists the values it may have when these are all there are (a conditional has two);
    it is empty when anything is possible. `around` tells of a text what stands before and after
    the part that is not known, and what that part is, where it is one reference.
    """

    reason: str
    source: Source
    among: tuple[Known[Any], ...] = ()
    around: tuple[str, Reference | None, str] | None = None

    def map(self, change: Callable[[Any], object]) -> Unknown:
        """Stay unknown, changing the values it may have."""
        changed = tuple(Known(change(known.value), known.source) for known in self.among)
        return Unknown(self.reason, self.source, changed)


Value: TypeAlias = Known[T] | Unknown


def inherent(value: U, source: Source, because: str) -> Value[U]:
    """Return a value the provider fixes for everyone, citing `because`."""
    return Known(value, Source(source.address, source.path, note=because))


def settled(value: Value[Any]) -> Value[Any]:
    """Take what is made of another resource for unknown: where a fact is asked, not a name."""
    match value:
        case Known(Reference() as name):
            return Unknown(f"made of {name}, known only after apply", value.source)
        case Unknown(among=among) if any(isinstance(k.value, Reference) for k in among):
            return Unknown(value.reason, value.source)
        case _:
            return value


def all_true(values: list[Value[bool]]) -> Value[bool]:
    """Return Kleene's *and* of truth values: the first that decides. `values` is not empty."""
    return _first(values, decisive=False)


def any_true(values: list[Value[bool]]) -> Value[bool]:
    """Return Kleene's *or* of truth values: the first that decides. `values` is not empty."""
    return _first(values, decisive=True)


def negated(value: Value[bool]) -> Value[bool]:
    """Return whether something is not so."""
    return value.map(lambda found: not found)


def least(values: Iterable[Value[int | None]], none: Value[int | None]) -> Value[int | None]:
    """Return the least of several numbers, the first unknown where there is one.

    Where none of them is a number it is `none`.
    """
    found = list(values)
    if unknown := next((value for value in found if isinstance(value, Unknown)), None):
        return unknown
    numbers = [v for v in found if isinstance(v, Known) and v.value is not None]
    return min(numbers, key=lambda known: known.value or 0, default=none)


def _first(values: list[Value[bool]], *, decisive: bool) -> Value[bool]:
    for value in values:
        if isinstance(value, Known) and not is_open(value) and bool(value.value) is decisive:
            return value
    for value in values:
        if is_open(value):
            return value
    # All say the same: the answer rests on each of them, and so on what one only assumes.
    return next((value for value in values if value.source.assumed), values[0])


def is_open(value: Value[Any]) -> bool:
    """Tell a value that may still be true or false: unknown, or a reference to one that is."""
    return isinstance(value, Unknown) or isinstance(value.value, Reference)
