"""Templates: text with interpolations and directives in it, escapes, indentation."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from cloudguard.sources.hcl.syntax import (
    Call,
    Conditional,
    Expression,
    For,
    Literal,
    Template,
    Unparsed,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An interpolation or a directive; `left` and `right` tell the `~` that eats white space."""

    kind: str  # value, if, else, endif, for, endfor
    expression: Expression | None = None
    names: tuple[str, ...] = ()
    left: bool = False
    right: bool = False


Item: TypeAlias = str | Piece

_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)|(\$\$|%%)(?=\{)", re.DOTALL)
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_OPENING: Final = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_DOUBLED: Final = ("$${", "%%{")
_DIRECTIVE: Final = re.compile(
    r"\s*(?:(if)\b(.*)|(else|endif|endfor)|for\s+(\w+)\s*(?:,\s*(\w+)\s*)?\bin\b(.*))\s*",
    re.DOTALL,
)
_DELIMITERS: Final = re.compile(r'["{}]|\\.', re.DOTALL)


def unescaped(text: str) -> str:
    """Resolve the escapes of a quoted string, `$${` and `%%{` among them."""
    return _ESCAPE.sub(_character, text) if "\\" in text or "{" in text else text


def _character(found: re.Match[str]) -> str:
    if found[2]:
        return found[2][0]
    word = found[1]
    if word[0] in "uU" and len(word) > 1:
        number = int(word[1:], 16)
        return chr(number) if number <= sys.maxunicode else "\ufffd"
    return _PLAIN.get(word, f"\\{word}")


def unindented(text: str) -> str:
    """Take away the indentation that all lines of a `<<-` heredoc share."""
    lines = re.split(r"(?<=\n)", text)
    depths = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    least = min(depths, default=0)
    # Lines of nothing but space keep it, as Terraform has it.
    return "".join(line[least:] if line.strip() else line for line in lines)


def pieces(text: str, expression: Callable[[str], Expression]) -> Iterator[Item]:
    """Split a template whose escapes are resolved into text, interpolations and directives."""
    start = 0
    while (opening := _OPENING.search(text, start)) is not None:
        yield text[start : opening.start()]
        if opening[0] in _DOUBLED:  # the text itself
            yield opening[0][1:]
            start = opening.end()
            continue
        end = closing(text, opening.end())
        inside = text[opening.end() : end - 1]
        if end > len(text):
            yield Piece("value", Unparsed("a template that is not closed"))
            return
        left, right = inside.startswith("~"), inside.endswith("~")
        inside = inside.removeprefix("~").removesuffix("~")
        start = end
        if opening[0] == "${":
            yield Piece("value", expression(inside), (), left, right)
        else:
            yield replace(_directive(inside, expression), left=left, right=right)
    yield text[start:]


def closing(text: str, start: int, stop: int | None = None) -> int:
    """Return the end of what is between braces, strings within it and theirs respected.

    Where they are not closed before `stop`, that is beyond it.
    """
    stop = len(text) if stop is None else stop
    depth: list[str] = ["{"]
    position = start
    while depth:
        found = _DELIMITERS.search(text, position, stop)
        if found is None:
            return stop + 1
        position = found.end()
        mark = found[0]
        if depth[-1] == '"':
            if mark == '"':
                depth.pop()
            elif mark == "{" and text[found.start() - 1] in "$%":
                depth.append("{")
        elif mark == "}":
            depth.pop()
        elif mark in '{"':
            depth.append(mark)
    return position


def _directive(inside: str, expression: Callable[[str], Expression]) -> Piece:
    found = _DIRECTIVE.fullmatch(inside)
    if found is None:
        return Piece("value", Unparsed("a template directive that is none"))
    if found[1]:
        return Piece("if", expression(found[2]))
    if found[3]:
        return Piece(found[3])
    names = tuple(name for name in (found[4], found[5]) if name)
    return Piece("for", expression(found[6]), names)


def assembled(items: list[Item]) -> Expression:
    """Return the expression that a template is."""
    reader = _Assembly(_stripped(items))
    parts = reader.until(frozenset())
    if reader.position < len(reader.items):
        return Unparsed("template directives that do not match")
    return _template(parts)


def _template(parts: list[Expression]) -> Expression:
    if not parts:
        return Literal("")
    if len(parts) == 1 and isinstance(parts[0], Literal):
        return parts[0]
    return Template(tuple(parts))


def _branch(parts: list[Expression]) -> Expression:
    """Return what stands within a directive: text, even where it is one interpolation alone."""
    return Template((*parts, Literal("")) if len(parts) == 1 else tuple(parts))


def _stripped(items: list[Item]) -> list[Item]:
    found = list(items)
    for number, item in enumerate(found):
        if isinstance(item, str):
            continue
        before, after = number - 1, number + 1
        if item.left and before >= 0 and isinstance(text := found[before], str):
            found[before] = text.rstrip()
        if item.right and after < len(found) and isinstance(text := found[after], str):
            found[after] = text.lstrip()
    return found


class _Assembly:
    """Reads pieces into the conditionals and loops that they make up."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
        self.position = 0

    def until(self, ends: frozenset[str]) -> list[Expression]:
        parts: list[Expression] = []
        while self.position < len(self.items):
            item = self.items[self.position]
            if isinstance(item, Piece) and item.kind in {"else", "endif", "endfor"}:
                if item.kind in ends:
                    return parts
                if not ends:
                    return parts
                parts.append(Unparsed("template directives that do not match"))
                self.position += 1
                continue
            self.position += 1
            if isinstance(item, str):
                if item:
                    parts.append(Literal(item))
            elif item.kind == "value":
                parts.append(item.expression or Unparsed("an empty interpolation"))
            else:
                parts.append(self._directive(item))
        return parts

    def _directive(self, piece: Piece) -> Expression:
        what = piece.expression or Unparsed("an empty directive")
        if piece.kind == "if":
            yes = self.until(frozenset({"else", "endif"}))
            no: list[Expression] = []
            if self._kind() == "else":
                self.position += 1
                no = self.until(frozenset({"endif"}))
            self.position += 1
            return Conditional(what, _branch(yes), _branch(no))
        body = _branch(self.until(frozenset({"endfor"})))
        self.position += 1
        key, value = ("", *piece.names)[-2:]
        return Call("join", (Literal(""), For(key, value, what, None, body, None)))

    def _kind(self) -> str:
        item = self.items[self.position] if self.position < len(self.items) else ""
        return item.kind if isinstance(item, Piece) else ""
