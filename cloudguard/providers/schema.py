"""What a provider plans for what is not written: a table by resource type, read line by line.

The table is a JSON file with one line for each type, made by terraform_fixtures/defaults.py:

    {"provider": …, "version": …, "types": {
    "aws_sqs_queue": {"name": "s?", "delay_seconds": "n=0", "tags": "ms", …}, … }}

An attribute is a code: its type (s string, n number, b bool, o object or anything; l list, S set
and m map, followed by the type of their elements), then one of

    r       required
    ?       not written, it is left to the provider: known after apply
    =JSON   not written, it is planned with this value
    ~       not written, it is planned differently from case to case, or nobody has seen how
    c       cannot be written; known after apply, or with =JSON planned with this value

or nothing: not written, it is planned null. A nested block is an object of such codes; its own
stands at "*": l list, S set, m map or o single, "1" where one is the most, then the same marks.
Attributes that hold objects and may be written as blocks are given as blocks. Bodies that a type
has in several places stand once, under "#", and are named "#1", "#2", … where they belong.
A type with "*": "unproven" was never planned: of what is not written in it nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import msgspec


class _Nothing(Enum):
    NOTHING = "nothing"


NOTHING: Final = _Nothing.NOTHING
"""No default: null is planned, or what the provider decides."""
Default: TypeAlias = Any | Literal[_Nothing.NOTHING]

_CODE: Final = re.compile(r"([snbolSm]+)(1?)([rc?~]?)(?:=(.*))?", re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_LISTS: Final = ("l", "S")
_DIGITS: Final = 200  # longer numbers are no configuration
_LARGEST: Final = 10**_DIGITS


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its type in letters, and what becomes of it where it is not written."""

    type: str
    required: bool = False
    default: Default = NOTHING
    left_to_provider: bool = False
    computed: bool = False  # it cannot be written
    one: bool = False  # of a block: one is the most


@dataclass(frozen=True, slots=True)
class Block:
    """A nested block: what is said of it, as of an attribute of type l, S, m or o, and its body."""

    own: Attribute
    shape: Shape


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be written in a body. A body that is not proven says nothing of the rest."""

    attributes: Mapping[str, Attribute]
    blocks: Mapping[str, Block]
    proven: bool
    defaults: Mapping[str, Any]  # what is planned where it is not written
    left: tuple[str, ...]  # what is then left to the provider


class Unwritten(dict[str, Any]):
    """What is unknown in a body of which nobody knows what is planned for what is not written.

    Every name that is not `written` is unknown. It is no plain dict: whoever reads it has to ask
    by `get`.
    """

    __slots__ = ("written",)

    def __init__(self, unknown: Mapping[str, Any], written: Mapping[str, Any]) -> None:
        """Take what is unknown of what is written, and what is written."""
        super().__init__(unknown)
        self.written = frozenset(written)

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is unknown of an attribute: True for one that is not written."""
        if name in self:
            return self[name]
        return default if name in self.written else True


class Schema:
    """The table of one provider; the lines of a type are decoded when it is first asked for."""

    def __init__(self, path: Path) -> None:
        """Read a table."""
        head, *lines = path.read_bytes().splitlines()
        document = msgspec.json.decode(head + b"}}")
        self.provider: Final[str] = document["provider"]
        self.version: Final[str] = document["version"]
        rows = (line.partition(b":") for line in lines[:-1])
        self._rows = {name[1:-1].decode(): row for name, _, row in rows}
        self._shapes: dict[str, Shape] = {}

    def types(self) -> frozenset[str]:
        """Return the types of the table."""
        return frozenset(self._rows)

    def attributes(self, type_: str) -> Shape | None:
        """Return what may be written in a resource of a type; None for one not in the table."""
        if type_ not in self._shapes and type_ in self._rows:
            row = msgspec.json.decode(self._rows[type_].rstrip(b","))
            proven = row.pop("*", "") != "unproven"
            self._shapes[type_] = _Row(row.pop("#", {}), proven=proven).shape(row)
        return self._shapes.get(type_)

    def completed(
        self, type_: str, attributes: Mapping[str, Any], unknown: Any
    ) -> tuple[dict[str, Any], Any]:
        """Return what source code says of a resource as the provider would plan it.

        `attributes` holds what is written, `unknown` has the same shape and is True where the
        value of what is written is not known. Defaults are filled in, what is left to the provider
        is unknown, values have the attribute's type and blocks are lists where the plan has lists.
        Of a type that is not in the table, or was never planned, what is not written is unknown.
        """
        shape = self.attributes(type_)
        return _body(_NO_SHAPE if shape is None else shape, attributes, unknown)


def unproven(attributes: Mapping[str, Any], unknown: Any) -> tuple[dict[str, Any], Any]:
    """Return what is written of a resource of whose provider there is no table."""
    return _body(_NO_SHAPE, attributes, unknown)


_NO_SHAPE: Final = Shape({}, {}, proven=False, defaults={}, left=())


class _Row:
    """Decodes one type; bodies that stand in it several times are one shape."""

    def __init__(self, shared: dict[str, Any], *, proven: bool) -> None:
        self._shared, self._proven = shared, proven
        self._known: dict[str, Block] = {}

    def shape(self, row: dict[str, Any]) -> Shape:
        attributes: dict[str, Attribute] = {}
        blocks: dict[str, Block] = {}
        defaults: dict[str, Any] = {}
        left: list[str] = []
        for name, code in row.items():
            if name == "*":
                continue
            if type(code) is str and code[0] != "#":
                own = attributes[name] = _decoded(code)
            else:
                block = blocks[name] = self._block(code)
                own = block.own
            if own.left_to_provider:
                left.append(name)
            elif own.default is not NOTHING:
                defaults[name] = own.default
            elif name in blocks and own.type in _LISTS:
                defaults[name] = []
        return Shape(attributes, blocks, self._proven, defaults, tuple(left))

    def _block(self, code: str | dict[str, Any]) -> Block:
        if isinstance(code, dict):
            return Block(_decoded(code["*"]), self.shape(code))
        if (number := code[1:]) not in self._known:
            self._known[number] = self._block(self._shared[number])
        return self._known[number]


@cache
def _decoded(code: str) -> Attribute:
    found = _CODE.fullmatch(code)
    if found is None:
        raise ValueError(f"the table of the provider's defaults is damaged at {code}")
    letters, one, mark, default = found.groups()
    return Attribute(
        letters,
        required=mark == "r",
        default=NOTHING if default is None else msgspec.json.decode(default),
        left_to_provider=mark in {"?", "~"} or (mark == "c" and default is None),
        computed=mark == "c",
        one=bool(one),
    )


def _body(shape: Shape, written: Mapping[str, Any], unknown: Any) -> tuple[dict[str, Any], Any]:
    if unknown is True:
        return dict(written), True
    hidden: Mapping[str, Any] = unknown if isinstance(unknown, dict) else {}
    values: dict[str, Any] = {}
    open_: dict[str, Any] = {}
    for name in dict.fromkeys((*written, *hidden)):
        value, secret = written.get(name), hidden.get(name, False)
        if value is None:
            if secret is False:
                continue  # null is as good as not written
            value = _form(secret)
        if secret is True:
            open_[name] = True
            continue
        values[name], secret = _field(shape, name, value, secret)
        if secret is not False:
            open_[name] = secret
    if not shape.proven:
        return values, Unwritten(open_, {**values, **open_})
    for name, default in shape.defaults.items():
        if name not in values and name not in open_:
            plain = default.__class__ is not list and default.__class__ is not dict
            values[name] = default if plain else deepcopy(default)
    for name in shape.left:
        if name not in values and name not in open_:
            open_[name] = True
    return values, open_ or False


def _form(unknown: Any) -> Any:
    """Return a value without anything known in it, of the form of what is unknown."""
    if isinstance(unknown, dict):
        return {}
    return [_form(each) for each in unknown] if isinstance(unknown, list) else None


def _field(shape: Shape, name: str, value: Any, unknown: Any) -> tuple[Any, Any]:
    if (block := shape.blocks.get(name)) is not None:
        return _blocks(block, value, unknown)
    if (attribute := shape.attributes.get(name)) is not None:
        return _converted(attribute.type, value, unknown), unknown
    return (value, unknown) if shape.proven else _anything(value, unknown)


def _blocks(block: Block, value: Any, unknown: Any) -> tuple[Any, Any]:
    nesting = block.own.type
    if nesting == "m":
        return _each(block.shape, value, unknown)
    if nesting in _LISTS:
        if isinstance(value, dict):
            value, unknown = [value], [unknown]
        return _rows(block.shape, value, unknown)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
        unknown = unknown[0] if isinstance(unknown, list) and unknown else unknown
    return _body(block.shape, value, unknown) if isinstance(value, dict) else (value, unknown)


def _rows(shape: Shape, value: Any, unknown: Any) -> tuple[Any, Any]:
    if not isinstance(value, list):
        return value, unknown
    flags = unknown if isinstance(unknown, list) else []
    rows: list[Any] = []
    hidden: list[Any] = []
    for number, each in enumerate(value):
        flag = flags[number] if number < len(flags) else False
        row = _body(shape, each, flag) if isinstance(each, dict) else (each, flag)
        rows.append(row[0])
        hidden.append(row[1])
    return rows, hidden if any(flag is not False for flag in hidden) else False


def _each(shape: Shape, value: Any, unknown: Any) -> tuple[Any, Any]:
    if not isinstance(value, dict):
        return value, unknown
    flags = unknown if isinstance(unknown, dict) else {}
    pairs = {
        key: _body(shape, each, flags.get(key, False)) if isinstance(each, dict) else (each, False)
        for key, each in value.items()
    }
    hidden = {key: flag for key, (_, flag) in pairs.items() if flag is not False}
    return {key: each for key, (each, _) in pairs.items()}, hidden or False


def _anything(value: Any, unknown: Any) -> tuple[Any, Any]:
    """Return what stands in a body of which nothing is known: it may be a block or a value."""
    if isinstance(value, dict):
        return _body(_NO_SHAPE, value, unknown)
    return _rows(_NO_SHAPE, value, unknown) if isinstance(value, list) else (value, unknown)


def _converted(letters: str, value: Any, unknown: Any) -> Any:
    """Return a value in the attribute's type; what does not convert, or is unknown, as it is."""
    if unknown is True or value is None:
        return value
    kind, element = letters[0], letters[1:]
    if kind in _LISTS and isinstance(value, list):
        flags = unknown if isinstance(unknown, list) else []
        values = [
            _converted(element, each, flags[n] if n < len(flags) else False) if element else each
            for n, each in enumerate(value)
        ]
        plain = kind == "S" and not flags and all(type(each) is str for each in values)
        return sorted(set(values)) if plain else values
    if kind == "m" and isinstance(value, dict) and element:
        secret = unknown if isinstance(unknown, dict) else {}
        return {k: _converted(element, v, secret.get(k, False)) for k, v in value.items()}
    return _primitive(kind, value)


def _primitive(kind: str, value: Any) -> Any:
    given = type(value)
    if kind == "s" and given is bool:
        return "true" if value else "false"
    if kind == "s" and given is int:
        return str(value) if abs(value) < _LARGEST else value
    if kind == "s" and given is float and isfinite(value):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if kind == "n" and given is str and len(value) < _DIGITS and _NUMBER.fullmatch(value):
        if value.lstrip("+-").isdigit():
            return int(value)
        number = float(value)
        return int(number) if number.is_integer() else number if isfinite(number) else value
    if kind == "b" and given is str:
        return {"true": True, "1": True, "false": False, "0": False}.get(value, value)
    return value
