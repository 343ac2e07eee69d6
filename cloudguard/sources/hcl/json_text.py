"""JSON with the position of every property, without recursion; what precedes damage is kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final

DEPTH: Final = 200
DIGITS: Final = 400
"""The most digits of a number: Terraform's own have 154."""
OBJECT, ARRAY, TEXT, SCALAR = "object", "array", "text", "scalar"

_TOKEN: Final = re.compile(
    r"[ \t\n\r]*"
    r"(?:(?P<mark>[{}\[\],:])|(?P<quote>\")|(?P<word>(?:true|false|null)(?![\w]))"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])"
    r"|(?P<end>\Z))"
)
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_WORDS: Final = {"true": True, "false": False, "null": None}
_STRINGS: Final = JSONDecoder()
_LONE: Final = re.compile("[\ud800-\udfff]")
_CLOSING: Final = {OBJECT: "}", ARRAY: "]"}
_EXACT: Final = 2**53


@dataclass(slots=True)
class Node:
    """A value and where it stands in the text.

    `cut` tells an object or array that the damage of the file is in, `unreadable` why a number
    has no value.
    """

    kind: str
    start: int
    end: int = 0
    value: Any = None
    cut: bool = False
    unreadable: str = ""

    @property
    def members(self) -> list[Property]:
        """The properties of an object."""
        found: list[Property] = self.value
        return found

    @property
    def items(self) -> list[Node]:
        """The elements of an array."""
        found: list[Node] = self.value
        return found


@dataclass(slots=True)
class Property:
    """A name, where its opening quote stands, and its value."""

    name: str
    start: int
    value: Node


@dataclass(frozen=True, slots=True)
class Damage:
    """Where a text stops being JSON, and how; never the text itself, which may hold secrets."""

    position: int
    reason: str


class _DamagedError(Exception):
    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.damage = Damage(position, reason)


class Lines:
    """The lines of a text: both they and their columns count from 1."""

    def __init__(self, text: str) -> None:
        """Find where the lines start."""
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, position: int) -> tuple[int, int]:
        """Return line and column of a position."""
        line = bisect_right(self.starts, position)
        return line, position - self.starts[line - 1] + 1


def read(text: str) -> tuple[Node | None, Damage | None]:
    """Read a text; where it is damaged, return what was read before the damage as well."""
    scanner = _Scanner(text)
    try:
        scanner.document()
    except _DamagedError as wrong:
        for node in scanner.open:
            node.end, node.cut = wrong.damage.position, True
        return scanner.root, wrong.damage
    return scanner.root, None


class _Scanner:
    """Reads values in order; `open` holds the objects and arrays that are not closed yet."""

    def __init__(self, text: str) -> None:
        self.text, self.position, self.start = text, 0, 0
        self.open: list[Node] = []
        self.root: Node | None = None

    def document(self) -> None:
        self.root = self._value(*self._token())
        while self.open:
            innermost = self.open[-1]
            kind, lexeme = self._next(innermost)
            if lexeme == _CLOSING[innermost.kind]:
                innermost.end = self.position
                self.open.pop()
            elif innermost.kind == ARRAY:
                innermost.items.append(self._value(kind, lexeme))
            else:
                self._property(innermost, kind)
        if self._token()[0] != "end":
            raise _DamagedError(self.start, "something follows the end of the JSON")

    def _next(self, node: Node) -> tuple[str, str]:
        """Return the token that closes a node, or the first of its next item."""
        kind, lexeme = self._token()
        if lexeme == _CLOSING[node.kind] or not node.value:
            return kind, lexeme
        if lexeme != ",":
            raise self._wrong(kind)
        kind, lexeme = self._token()
        if lexeme == _CLOSING[node.kind]:
            raise _DamagedError(self.start, "the JSON is damaged: nothing follows a comma")
        return kind, lexeme

    def _property(self, node: Node, kind: str) -> None:
        if kind != "quote":
            raise self._wrong(kind)
        start = self.start
        name = self._string()
        kind, lexeme = self._token()
        if lexeme != ":":
            raise self._wrong(kind)
        node.members.append(Property(name, start, self._value(*self._token())))

    def _value(self, kind: str, lexeme: str) -> Node:
        """Return the value that a token begins; objects and arrays are filled later."""
        start = self.start
        if lexeme in {"{", "["}:
            if len(self.open) >= DEPTH:
                raise _DamagedError(start, "the JSON is nested too deeply")
            node = Node(OBJECT if lexeme == "{" else ARRAY, start, 0, [])
            self.open.append(node)
            return node
        if kind == "quote":
            value = self._string()
            return Node(TEXT, start, self.position, value)
        if kind == "word":
            return Node(SCALAR, start, self.position, _WORDS[lexeme])
        if kind == "number":
            number = _number(lexeme)
            unreadable = "a number too long to be one" if number is None else ""
            return Node(SCALAR, start, self.position, number, unreadable=unreadable)
        raise self._wrong(kind)

    def _token(self) -> tuple[str, str]:
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            blank = _BLANK.match(self.text, self.position)
            self.start = blank.end() if blank else self.position
            raise self._wrong("")
        kind = str(found.lastgroup)
        self.start, self.position = found.start(kind), found.end()
        return kind, found[kind]

    def _string(self) -> str:
        """Read on from a quote to the one that closes; half a surrogate pair is replaced."""
        try:
            text, self.position = _STRINGS.raw_decode(self.text, self.start)
        except JSONDecodeError as wrong:
            if wrong.msg.startswith("Unterminated"):
                reason = "the JSON is cut off: a string has no end"
                raise _DamagedError(self.start, reason) from None
            raise _DamagedError(wrong.pos, "the JSON is damaged: not a string") from None
        return _LONE.sub("\ufffd", text)

    def _wrong(self, kind: str) -> _DamagedError:
        if kind == "end":
            return _DamagedError(self.start, "the JSON is cut off" if self.start else "it is empty")
        return _DamagedError(self.start, "the JSON is damaged")


def _number(text: str) -> int | float | None:
    """Return a number; none that no computer would like to write out."""
    if len(text) > DIGITS:
        return None
    if text.lstrip("-").isdigit():
        return int(text)
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        return None
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
