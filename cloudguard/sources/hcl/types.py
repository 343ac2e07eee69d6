"""Type constraints of variables, and values converted to them as Terraform converts.

What converts to what is said by developer.hashicorp.com/terraform/language/expressions/
type-constraints; where that page is silent, by what Terraform 1.11.4 does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cloudguard.sources.hcl.conversion import alike, gathered
from cloudguard.sources.hcl.parts import (
    Document,
    FailedError,
    HiddenError,
    Set,
    number,
    opening,
    text,
    truth,
    veiled,
)
from cloudguard.sources.hcl.syntax import (
    Call,
    Expression,
    Literal,
    Object,
    Tuple,
    Unparsed,
    Variable,
)
from cloudguard.values import Known, Reference, Unknown


@dataclass(frozen=True, slots=True)
class Anything:
    """Any type; `written` tells `any` from a variable without a type."""

    written: bool = False


@dataclass(frozen=True, slots=True)
class Primitive:
    """`string`, `number` or `bool`."""

    name: str


@dataclass(frozen=True, slots=True)
class Collection:
    """`list(of)`, `set(of)` or `map(of)`."""

    name: str
    of: Type


@dataclass(frozen=True, slots=True)
class Member:
    """An attribute of an object type; `default` is null where none is written."""

    name: str
    type: Type
    optional: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`object({ … })`."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`tuple([ … ])`."""

    items: tuple[Type, ...]


Type: TypeAlias = Anything | Primitive | Collection | ObjectOf | TupleOf
Evaluate: TypeAlias = Callable[[Expression], Any]
_Path: TypeAlias = tuple[str, ...]

ANY: Final = Anything()
"""The type of a variable without one."""

_READERS: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "string": ("a string is required", text),
    "number": ("a number is required", number),
    "bool": ("a bool is required", truth),
}
_NEEDED: Final = {
    "list": "a list is required",
    "set": "a set is required",
    "map": "a map is required",
}


def is_text(type_: Type) -> bool:
    """Tell whether a variable takes what `--var` and the environment give it as it is written.

    Of every other type it is an expression (terraform/language/values/variables, "Complex-typed
    Values").
    """
    return isinstance(type_, Primitive) or (isinstance(type_, Anything) and not type_.written)


def constraint(expression: Expression, evaluate: Evaluate) -> Type:
    """Read a type; `evaluate` gives the defaults of optional attributes. Raise FailedError."""
    try:
        # Until 0.12 a type was written in quotes, and `list` and `map` without their element.
        if isinstance(expression, Literal) and isinstance(expression.value, str):
            expression = Variable(expression.value)
        if expression in (Variable("list"), Variable("map")):
            return Collection(expression.name, Anything(written=True))
        return _type(expression, evaluate)
    except RecursionError:
        raise FailedError("the type is nested too deeply") from None


def _type(expression: Expression, evaluate: Evaluate) -> Type:
    match expression:
        case Variable("any"):
            return Anything(written=True)
        case Variable(name) if name in _READERS:
            return Primitive(name)
        case Call("list" | "set" | "map" as name, (of,)):
            return Collection(name, _type(of, evaluate))
        case Call("object", (Object(items),)):
            return ObjectOf(tuple([_member(name, of, evaluate) for name, of in items]))
        case Call("tuple", (Tuple(items),)):
            return TupleOf(tuple([_type(item, evaluate) for item in items]))
        case Call("optional"):
            raise FailedError("`optional` stands only for an attribute of an object type")
        case Unparsed(reason):
            raise FailedError(f"the type cannot be read: {reason}")
        case _:
            raise FailedError("this is not a type")


def _member(name: Expression, of: Expression, evaluate: Evaluate) -> Member:
    if not isinstance(name, Literal) or not isinstance(name.value, str):
        raise FailedError("an attribute of an object type has no name")
    match of:
        case Call("optional", (kind,)):
            return Member(name.value, _type(kind, evaluate), optional=True)
        case Call("optional", (kind, default)):
            return Member(name.value, _type(kind, evaluate), True, evaluate(default))
        case _:
            return Member(name.value, _type(of, evaluate))


def convert(value: Any, type_: Type) -> Any:
    """Convert a value; what is not known in it stays so. Raise FailedError, naming the path."""
    try:
        return _converted(value, type_, ())
    except RecursionError:
        raise FailedError("the value is nested too deeply") from None


def _failed(path: _Path, reason: str) -> FailedError:
    where = "".join(path).removeprefix(".")
    return FailedError(f"{where}: {reason}" if where else reason)


def _converted(value: Any, type_: Type, path: _Path) -> Any:
    if value is None or isinstance(value, Reference):
        return value
    if isinstance(value, Unknown):
        return _possible(value, type_, path)
    match type_:
        case Anything():
            return value
        case Primitive(name):
            return _primitive(value, name, path)
        case Collection("map", of):
            return _map(value, of, path)
        case Collection(name, of):
            return _sequence(value, name, of, path)
        case ObjectOf(members):
            return _object(value, members, path)
        case TupleOf(items):
            return _tuple(value, items, path)


def _possible(value: Unknown, type_: Type, path: _Path) -> Unknown:
    """Convert the values something unknown may have; if one cannot be, anything is possible."""
    try:
        among = [Known(_converted(k.value, type_, path), k.source) for k in value.among]
    except FailedError:
        among = []
    different = {(type(k.value), repr(k.value)): k for k in among}
    return Unknown(value.reason, value.source, tuple(different.values()), value.around)


def _primitive(value: Any, name: str, path: _Path) -> Any:
    reason, reader = _READERS[name]
    if name == "string" and isinstance(value, Document):
        return value
    try:
        return reader(value)
    except FailedError:
        raise _failed(path, reason) from None
    except HiddenError as hidden:
        return veiled(hidden.part)


def _elements(value: Any, name: str, path: _Path) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _failed(path, _NEEDED[name])
    return value


def _sequence(value: Any, name: str, of: Type, path: _Path) -> Any:
    items = _elements(value, name, path)
    # The elements of a set have no number.
    where = ["[…]" if isinstance(value, Set) else f"[{at}]" for at in range(len(items))]
    items = [_converted(item, of, (*path, at)) for item, at in zip(items, where, strict=True)]
    items = _same(items, of, path)
    return _set(items) if name == "set" else items


def _same(items: list[Any], of: Type, path: _Path) -> list[Any]:
    """Bring elements of any type to the one that fits them all."""
    if not isinstance(of, Anything):
        return items
    try:
        return alike(items)
    except FailedError:
        raise _failed(path, "all elements must have the same type") from None
    except HiddenError as hidden:
        return [veiled(hidden.part) for _ in items]


def _set(items: list[Any]) -> Set:
    """Make a set: what is known sorted and without doubles, what is not known after it."""
    hidden = [item for item in items if opening(item) is not None]
    known = [item for item in items if opening(item) is None]
    distinct = [item for at, item in enumerate(hidden) if item not in hidden[:at]]
    try:
        return Set([*gathered(known), *distinct])
    except HiddenError:  # numbers with more digits than are kept cannot be told apart
        return Set([*known, *distinct])


def _map(value: Any, of: Type, path: _Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _failed(path, _NEEDED["map"])
    items = [_converted(item, of, (*path, f'["{key}"]')) for key, item in value.items()]
    return dict(zip(value, _same(items, of, path), strict=True))


def _object(value: Any, members: tuple[Member, ...], path: _Path) -> dict[str, Any]:
    """Keep the attributes that are declared; a default also stands in for null."""
    if not isinstance(value, dict):
        raise _failed(path, "an object is required")
    found: dict[str, Any] = {}
    for member in members:
        if member.name not in value and not member.optional:
            raise _failed(path, f'the attribute "{member.name}" is required')
        given = value.get(member.name)
        given = member.default if given is None else given
        found[member.name] = _converted(given, member.type, (*path, f".{member.name}"))
    return found


def _tuple(value: Any, types: tuple[Type, ...], path: _Path) -> list[Any]:
    if not isinstance(value, list) or isinstance(value, Set) or len(value) != len(types):
        raise _failed(path, f"a tuple of {len(types)} elements is required")
    return [
        _converted(item, of, (*path, f"[{at}]"))
        for at, (item, of) in enumerate(zip(value, types, strict=True))
    ]
