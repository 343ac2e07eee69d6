"""Files that do not parse as a whole: split into statements, each read on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.sources.hcl.parser import ParseError, statements
from cloudguard.sources.hcl.syntax import Attribute, Block, Body, Span, Trouble, Unparsed
from cloudguard.sources.hcl.templates import closing

# What may hold braces that are none: comments, strings, heredocs.
_MARKS: Final = re.compile(
    r"(?P<comment>\#[^\n]*|//[^\n]*|/\*(?:.|\n)*?(?:\*/|\Z))"
    r"|(?P<heredoc><<-?(?P<word>[^\W\d][\w.-]*)\r?\n)"
    r'|(?P<quote>")|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<line>\n)'
)
_STRING: Final = re.compile(r'"|\\.|\$\{|%\{|\n', re.DOTALL)
_HEADER: Final = re.compile(r'\s*([\w-]+)((?:\s+(?:"[^"\n]*"|[\w-]+))*)\s*\{')
_LABEL: Final = re.compile(r'"([^"\n]*)"|([\w-]+)')
_ASSIGNED: Final = re.compile(r"\s*([^\W\d][\w-]*)\s*=(?!=)")
DEPTH: Final = 50


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A statement: where it starts and ends, and where its braces open, -1 for an attribute."""

    start: int
    end: int
    braces: int


def recovered(text: str, file: str) -> tuple[Body, list[Trouble]]:
    """Read what can be read of a file; each statement that cannot is told with its line."""
    troubles: list[Trouble] = []
    lines = _Lines(text)
    return _body(text, 0, len(text), file, lines, troubles, 0), troubles


class _Lines:
    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, position: int) -> tuple[int, int]:
        """Return line and column of a position."""
        from bisect import bisect_right  # noqa: PLC0415

        line = bisect_right(self.starts, position)
        return line, position - self.starts[line - 1] + 1


def _body(
    text: str, start: int, end: int, file: str, lines: _Lines, troubles: list[Trouble], depth: int
) -> Body:
    body = Body()
    for chunk in _chunks(text, start, end):
        line, column = lines.at(chunk.start)
        written = text[chunk.start : chunk.end]
        if not written.strip():
            continue
        try:
            found = statements(" " * (column - 1) + written, file, line)
        except ParseError as wrong:
            found = _lost(text, chunk, file, lines, troubles, depth, wrong)
        for name, attribute in found.attributes.items():
            body.attributes.setdefault(name, attribute)
        body.blocks += found.blocks
    return body


def _lost(
    text: str,
    chunk: _Chunk,
    file: str,
    lines: _Lines,
    troubles: list[Trouble],
    depth: int,
    wrong: ParseError,
) -> Body:
    """Keep of a statement that does not parse what its own statements say, and its name."""
    first = (
        chunk.start
        + len(text[chunk.start : chunk.end])
        - len(text[chunk.start : chunk.end].lstrip())
    )
    span = Span(file, *lines.at(first), *lines.at(chunk.end))
    header = _HEADER.match(text, chunk.start, chunk.end)
    if header and chunk.braces >= 0 and depth < DEPTH:
        labels = tuple(a or b for a, b in _LABEL.findall(header[2]))
        closed = text[chunk.end - 1 : chunk.end] == "}"
        last = chunk.end - 1 if closed else chunk.end
        inner = _body(text, header.end(), last, file, lines, troubles, depth + 1)
        if not closed:
            troubles.append(Trouble(span, "a block that is not closed"))
            inner.unread = "the block is not closed"
        return Body(blocks=[Block(header[1], labels, inner, span)])
    troubles.append(Trouble(span, wrong.reason))
    if assigned := _ASSIGNED.match(text, chunk.start, chunk.end):
        name = assigned[1]
        return Body({name: Attribute(name, Unparsed(wrong.reason), span)})
    return Body()


def _chunks(text: str, start: int, end: int) -> Iterator[_Chunk]:
    """Yield the statements between two positions: each ends with the line that closes it."""
    position = first = start
    depth, braces = 0, -1
    while (mark := _MARKS.search(text, position, end)) is not None:
        position = mark.end()
        kind = mark.lastgroup if mark.lastgroup != "word" else "heredoc"
        if kind == "heredoc":
            terminator = re.compile(rf"^\s*{re.escape(mark['word'])}\s*$", re.MULTILINE)
            found = terminator.search(text, position, end)
            position = found.end() if found else end
        elif kind == "quote":
            position = min(_string_end(text, position), end)
        elif kind == "open":
            if depth == 0 and mark[0] == "{" and "=" not in text[first : mark.start()]:
                braces = mark.start()
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
            if depth == 0 and braces >= 0:
                yield _Chunk(first, position, braces)
                first, braces = position, -1
        elif kind == "line" and depth == 0:
            yield _Chunk(first, position, braces)
            first, braces = position, -1
    yield _Chunk(first, end, braces)


def _string_end(text: str, position: int) -> int:
    """Return the end of a quoted string: the line's end where it is not closed."""
    while (found := _STRING.search(text, position)) is not None:
        position = found.end()
        if found[0] == '"':
            return position
        if found[0] == "\n":
            return found.start()
        if found[0] in {"${", "%{"}:
            position = closing(text, position)
    return len(text)
