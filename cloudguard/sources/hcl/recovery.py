"""Files: read as a whole, else split into statements, each read on its own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cloudguard.sources.hcl.parser import DEEP, NO_HCL, ParseError, keep, statements, whole
from cloudguard.sources.hcl.syntax import Attribute, Block, Body, Span, Trouble, Unparsed
from cloudguard.sources.hcl.templates import closing

# What may hold braces that are none: comments, strings, heredocs.
_MARKS: Final = re.compile(
    r"(?P<comment>\#[^\n]*|//[^\n]*)|(?P<long>/\*)"
    r"|(?P<heredoc><<-?(?P<word>[^\W\d][\w.-]*)\r?\n)"
    r'|(?P<quote>")|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<line>\n)'
)
_STRING: Final = re.compile(r'"|\\.|\$\$\{|%%\{|\$\{|%\{|\n')
_WORDS: Final = r'(?:"[^"\n]*"|[\w-]+)'
_HEADER: Final = re.compile(rf"\s*([\w-]+)((?:\s+{_WORDS}){{0,4}})\s*\{{")
_LABEL: Final = re.compile(r'"([^"\n]*)"|([\w-]+)')
_ASSIGNED: Final = re.compile(r"\s*([^\W\d][\w-]*)\s*=(?![=>])")
_TERMINATOR: Final = re.compile(r"^[ \t]*([^\W\d][\w.-]*)[ \t]*\r?$", re.MULTILINE)
# Where a block of the top level begins, whatever is open above it.
_TOP: Final = re.compile(
    rf"^(?:[ \t]*resource[ \t]+{_WORDS}[ \t]+{_WORDS}|data[ \t]+{_WORDS}[ \t]+{_WORDS}"
    rf"|(?:module|variable|output|provider)[ \t]+{_WORDS}|locals|terraform)[ \t]*\{{",
    re.MULTILINE,
)
_TYPES: Final = frozenset(
    {"resource", "data", "ephemeral", "module", "variable", "output", "provider", "locals",
     "terraform", "moved", "import", "removed", "check"}
)  # fmt: skip
_TOKENS: Final = re.compile(r'"(?:[^"\\\n$%]|\\.)*"|(?:\#|//)[^\n]*|\w+|[^\w\s]')
_GOES_ON: Final = frozenset("({[,?:&|+-*/=<>!")
DEPTH: Final = 10
"""Blocks within blocks that are looked into: providers have six."""
STATEMENT: Final = 60_000
"""Tokens of one statement, about half a MiB: python-hcl2 reads 20,000 and more in a second."""
FILE: Final = 500_000
"""Tokens of a file that are read."""
_LEAST: Final = 20  # what reading a statement costs, however short it is
_INTERPOLATION: Final = 15  # what a template's expression costs, being read on its own
_LINES: Final = 20_000  # letters that an interpolation of several lines may have
_WASTED: Final = 2_000_000  # letters that are looked through for ends that are not there
_CLOSES: Final = {"}": "{", ")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A statement: where it starts and ends, and where its braces open, -1 for an attribute.

    `top` is where a block of the top level begins within it, -1 where none does.
    """

    start: int
    end: int
    braces: int
    top: int = -1


def parse(text: str, file: str) -> tuple[Body, list[Trouble]]:
    """Read a file; a statement that is no HCL is told as trouble and costs only itself."""
    try:
        return whole(text, file), []
    except ParseError:
        return recovered(text, file)


def recovered(text: str, file: str) -> tuple[Body, list[Trouble]]:
    """Read what can be read of a file; each statement that cannot is told with its line."""
    recovery = _Recovery(text, file)
    return recovery.body(0, len(text), 0), recovery.troubles


class Text:
    """A file, and where its statements end."""

    def __init__(self, text: str) -> None:
        """Find the lines, and where blocks of the top level begin."""
        self.text = text
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.tops = [found.start() for found in _TOP.finditer(text)]
        self.strict = False
        """Whether a block of the top level ends all that is open: set once one had to."""
        self._words: dict[str, list[int]] | None = None
        self._last_comment = text.rfind("*/")
        self._wasted = 0

    def at(self, position: int) -> tuple[int, int]:
        """Return line and column of a position."""
        line = bisect_right(self.lines, position)
        return line, position - self.lines[line - 1] + 1

    def statements(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where the statements between two positions begin and end."""
        while start < end:
            chunk = self.statement(start, end)
            yield chunk.start, chunk.end
            start = chunk.end

    def statement(self, start: int, end: int) -> _Chunk:
        """Return the statement that begins at a position: it ends with the line that closes it."""
        position, braces, top = start, -1, -1
        opened: list[str] = []
        while (mark := _MARKS.search(self.text, position, end)) is not None:
            position, kind = mark.end(), mark.lastgroup
            if kind == "open":
                assigned = opened or self.text.find("=", start, mark.start()) >= 0
                if not assigned and mark[0] == "{":
                    braces = mark.start()
                opened.append(mark[0])
            elif kind == "close":
                _close(opened, mark[0])
                if not opened and braces >= 0:
                    return _Chunk(start, position, braces, top)
            elif kind == "line":
                self._end_lists(opened, position)
                if not opened:
                    return _Chunk(start, position, braces, top)
                if top < 0 and self._is_top(position):
                    if self.strict:
                        return _Chunk(start, position, braces)
                    top = position
            else:
                position = self._after(kind or "", mark, end)
                if top < 0 and self._is_top(position):  # it was not closed before
                    if self.strict or not opened:
                        return _Chunk(start, position, braces)
                    top = position
        return _Chunk(start, end, braces, top)

    def _end_lists(self, opened: list[str], position: int) -> None:
        """Take parentheses for closed before a line that cannot stand in them."""
        if opened and opened[-1] != "{" and _ASSIGNED.match(self.text, position):
            while opened and opened[-1] != "{":
                opened.pop()

    def _is_top(self, position: int) -> bool:
        return self._next_top(position, position + 1) == position

    def _next_top(self, position: int, end: int) -> int:
        """Return where the next block of the top level begins, `end` where none does."""
        number = bisect_left(self.tops, position)
        return min(self.tops[number], end) if number < len(self.tops) else end

    def _after(self, kind: str, mark: re.Match[str], end: int) -> int:
        """Return the end of a comment, a heredoc or a string."""
        if kind == "comment":
            return mark.end()
        if kind == "quote":
            return min(self._string_end(mark.end(), end), end)
        if kind == "long":
            closed = mark.end() <= self._last_comment
            found = self.text.find("*/", mark.end(), end) if closed else -1
            return found + 2 if found >= 0 else self._next_top(mark.end(), end)
        return self._heredoc_end(mark["word"], mark.end(), end)

    def _heredoc_end(self, word: str, position: int, end: int) -> int:
        """Return the end of a heredoc; one that takes in the next of its name was not closed."""
        if self._words is None:
            self._words = {}
            for found in _TERMINATOR.finditer(self.text):
                self._words.setdefault(found[1], []).append(found.end())
        ends = self._words.get(word, [])
        number = bisect_left(ends, position)
        top = self._next_top(position, end)
        if number == len(ends) or ends[number] > end:
            return top
        if top < ends[number]:
            again = re.compile(rf"<<-?{re.escape(word)}\r?\n")
            if again.search(self.text, top, ends[number]):
                return top
        return ends[number]

    def _string_end(self, position: int, end: int) -> int:
        """Return the end of a quoted string: the line's end where it is not closed."""
        while (found := _STRING.search(self.text, position, end)) is not None:
            position = found.end()
            if found[0] == '"':
                return position
            if found[0] == "\n":
                return found.start()
            if found[0] in {"${", "%{"}:
                position = self._interpolation_end(position, end)
        return end

    def _interpolation_end(self, position: int, end: int) -> int:
        line = self.text.find("\n", position, end)
        line = line if line >= 0 else end
        closed = closing(self.text, position, line)
        if closed <= line:
            return closed
        last = self.text[max(position - 1, line - 100) : line].rstrip()[-1:]
        stop = min(self._next_top(position, end), position + _LINES)
        if last in _GOES_ON and self._wasted < _WASTED:
            closed = closing(self.text, position, stop)
            if closed <= stop:
                return closed
            self._wasted += stop - position
        return line


def _close(opened: list[str], mark: str) -> None:
    """Take back what a closing bracket closes: a brace closes what was left open within it."""
    if _CLOSES[mark] in opened if mark == "}" else opened[-1:] == [_CLOSES[mark]]:
        while opened.pop() != _CLOSES[mark]:
            pass


class _Recovery(Text):
    """Reads the statements of a file, one at a time."""

    def __init__(self, text: str, file: str) -> None:
        super().__init__(text)
        self.file = file
        self.troubles: list[Trouble] = []
        self.left = FILE

    def body(self, start: int, end: int, depth: int) -> Body:
        body = Body()
        while start < end:
            chunk = self.statement(start, end)
            if self.text[chunk.start : chunk.end].strip():
                chunk, found = self._found(chunk, depth)
                _add(body, found, depth)
            start = chunk.end
        return body

    def _found(self, chunk: _Chunk, depth: int) -> tuple[_Chunk, Body]:
        """Read a statement; one that does not parse ends where the top level goes on.

        So does one that holds blocks of the top level: a brace too many further down closed it.
        """
        try:
            found = self._read(chunk)
        except ParseError as error:
            wrong = error
        else:
            if chunk.top < 0 or depth:
                return chunk, found
            wrong = ParseError(NO_HCL)
        if chunk.top >= 0:
            self.strict = True
            braces = chunk.braces if chunk.braces < chunk.top else -1
            chunk = _Chunk(chunk.start, chunk.top, braces)
        return chunk, self._lost(chunk, depth, wrong)

    def _read(self, chunk: _Chunk) -> Body:
        written = self.text[chunk.start : chunk.end]
        tokens = _INTERPOLATION * written.count("${") + _LEAST
        if len(written) > _LEAST:
            tokens += sum(1 for _ in _TOKENS.finditer(written))
        if tokens > min(STATEMENT, self.left):
            self.left = self.left if tokens > STATEMENT else 0
            raise ParseError("it is too large to be read")
        self.left -= tokens
        line, column = self.at(chunk.start)
        return statements(written, self.file, line, column)

    def _lost(self, chunk: _Chunk, depth: int, wrong: ParseError) -> Body:
        """Keep of a statement that does not parse what its own statements say, and its name."""
        written = self.text[chunk.start : chunk.end]
        first = chunk.start + len(written) - len(written.lstrip())
        last = chunk.start + len(written.rstrip())
        span = Span(self.file, *self.at(first), *self.at(last))
        header = _HEADER.match(self.text, chunk.start, chunk.end)
        if header and header.end() == chunk.braces + 1:
            labels = tuple(a or b for a, b in _LABEL.findall(header[2]))
            body = self._inner(header.end(), last, span, DEPTH if wrong.reason == DEEP else depth)
            return Body(blocks=[Block(header[1], labels, body, span)])
        self._tell(span, wrong.reason)
        if assigned := _ASSIGNED.match(self.text, chunk.start, chunk.end):
            name = assigned[1]
            return Body({name: Attribute(name, Unparsed(wrong.reason), span)})
        return Body(unread=wrong.reason)

    def _inner(self, start: int, end: int, span: Span, depth: int) -> Body:
        """Read what stands between the braces of a block that does not parse as a whole."""
        if depth >= DEPTH or self.left < _LEAST:
            reason = DEEP if depth >= DEPTH else "the file is too large to be read"
            self._tell(span, reason)
            return Body(unread=reason)
        if self.text[end - 1] == "}" and not self._is_open(start, end):
            return self.body(start, end - 1, depth + 1)
        body = self.body(start, end, depth + 1)
        self._tell(span, "a block that is not closed")
        body.unread = body.unread or "the block is not closed"
        return body

    def _is_open(self, start: int, end: int) -> bool:
        """Tell a block of which the last brace is not its own."""
        whole = self.statement(start - 1, end)
        return whole.end != end

    def _tell(self, span: Span, reason: str) -> None:
        if self.left >= _LEAST:
            self.troubles.append(Trouble(span, reason))
        elif not self.troubles or self.troubles[-1].reason != _REST:
            self.troubles.append(Trouble(span, _REST))


_REST: Final = "the file is too large: from here on it is not read"


def _add(body: Body, found: Body, depth: int) -> None:
    """Add what a statement says; what is lost without a name may be any name of the body."""
    if depth:
        body.unread = body.unread or found.unread
        body.unread = body.unread or next((b.body.unread for b in found.blocks), "")
    elif body.blocks and (
        found.attributes or any(block.type not in _TYPES for block in found.blocks)
    ):
        # Nothing of this kind stands outside of a block: a brace before it was one too many.
        body.blocks[-1].body.unread = "the block may be closed too early"
    for attribute in found.attributes.values():
        keep(body, attribute)
    body.blocks += found.blocks
