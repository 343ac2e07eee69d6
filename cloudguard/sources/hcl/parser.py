"""Native syntax to bodies, by python-hcl2: a file, some statements, an expression, a template."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from cloudguard.sources.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Call,
    Conditional,
    Expression,
    For,
    GetAttr,
    Index,
    Literal,
    Object,
    Operation,
    Span,
    Splat,
    Tuple,
    Unparsed,
    Variable,
)
from cloudguard.sources.hcl.templates import Item, Piece, assembled, pieces, unescaped, unindented

ELEMENT: Final = Variable("*")
"""What stands for one element in the expression of a splat."""
_PROBE: Final = "x = "
DEEP: Final = "nested too deeply"
LARGE: Final = 64 * 1024
"""Letters of a file beyond which its statements are read one by one, which needs less memory."""
_PARTS: Final = 5000  # of one heredoc: each is read on its own
_BLANK: Final = 500  # letters: python-hcl2 takes their square to find the end of a heredoc
_LOOP_NAMES: Final = 2  # `for key, value in`
_DIGITS: Final = 154  # of a number that Terraform keeps exact
_OPERATOR: Final = re.compile(r"(?:[=!<>]=|&&|\|\||[-+*/%<>])\Z")


NO_HCL: Final = "this is not HCL"


class ParseError(Exception):
    """Text that is not HCL."""

    def __init__(self, reason: str) -> None:
        """Keep a sentence without the text itself, which may hold secrets."""
        super().__init__(reason)
        self.reason = reason


def whole(text: str, file: str) -> Body:
    """Read a file that is HCL throughout; raise ParseError."""
    if len(text) > LARGE:
        raise ParseError("it is too large to be read")
    return _Reader(file).body(_tree(text))


def load() -> None:
    """Load the grammar, which otherwise the first file does."""
    _tree("")


def statements(text: str, file: str, line: int, column: int) -> Body:
    """Read whole statements that begin at a place of a file; raise ParseError."""
    return _Reader(file, line - 1, column - 1).body(_tree(text))


def keep(body: Body, attribute: Attribute) -> None:
    """Add an attribute to a body: Terraform refuses a name that stands twice."""
    name = attribute.name
    if (first := body.attributes.get(name)) is not None:
        attribute = Attribute(name, Unparsed("it is written twice"), first.span)
    body.attributes[name] = attribute


@lru_cache(maxsize=4096)
def expression(text: str) -> Expression:
    """Read an expression that stands alone; what cannot be read says so."""
    try:
        body = _Reader("").body(_tree(f"{_PROBE}({text}\n)"))
    except ParseError as wrong:
        return Unparsed(wrong.reason)
    found = body.attributes.get("x")
    return found.value if found and len(body.attributes) == 1 else Unparsed("not one expression")


@lru_cache(maxsize=4096)
def template(text: str) -> Expression:
    """Read the contents of a string or heredoc, whose escapes are resolved already."""
    if text.count("${") + text.count("%{") > _PARTS:
        return Unparsed("a template with too many parts")
    try:
        return assembled(list(pieces(text, expression)))
    except RecursionError:
        return Unparsed(DEEP)


def _tree(text: str) -> Any:
    from lark.exceptions import LarkError  # only what reads HCL waits for it

    from cloudguard.sources.hcl import grammar

    if "<<" in text and any(len(run[0]) > _BLANK for run in re.finditer(r"\n\s+", text)):
        raise ParseError("too many blank lines beside a heredoc")
    try:
        return grammar.tree(text if text.endswith("\n") else f"{text}\n")
    except (LarkError, RecursionError):
        raise ParseError(NO_HCL) from None


class _Reader:
    """Turns the trees of one file into nodes, adding what went before in it."""

    def __init__(self, file: str, above: int = 0, before: int = 0) -> None:
        self.file, self.above, self.before = file, above, before

    def body(self, tree: Any) -> Body:
        try:
            return self._body(tree.children[0])
        except RecursionError:
            raise ParseError(DEEP) from None

    def _body(self, tree: Any) -> Body:
        body = Body()
        for child in tree.children:
            if child.data == "attribute":
                name = str(child.children[0].children[0])
                value = _expression(child.children[2])
                keep(body, Attribute(name, value, self._span(child)))
            elif child.data == "block":
                body.blocks.append(self._block(child))
        return body

    def _block(self, tree: Any) -> Block:
        words: list[str] = []
        body = Body()
        for child in tree.children:
            data = getattr(child, "data", None)
            if data == "body":
                body = self._body(child)
            elif data == "string":
                label = _string(child)
                words.append(str(label.value) if isinstance(label, Literal) else "")
            elif data in _WORDS:
                words.append(str(child.children[0]))
        return Block(words[0], tuple(words[1:]), body, self._span(tree))

    def _span(self, tree: Any) -> Span:
        meta = tree.meta
        above = self.above
        end_line, end_column = meta.end_line, meta.end_column
        last = tree.children[-1]
        while (children := getattr(last, "children", None)) is not None:
            # An operation keeps the line break after it, a heredoc its own: neither is part of it.
            kept = [c for c in children if getattr(c, "data", "") != "new_line_or_comment"]
            if not kept:
                break
            last = kept[-1]
        if getattr(last, "end_line", None):
            end_line, end_column = last.end_line, last.end_column
            if str(last).endswith("\n"):
                end_line -= 1
                end_column = 1 + len(str(last).rstrip("\r\n").rpartition("\n")[2])
        column = meta.column + (self.before if meta.line == 1 else 0)
        end_column += self.before if end_line == 1 else 0
        return Span(self.file, meta.line + above, column, end_line + above, end_column)


_WORDS: Final = frozenset({"identifier", "keyword", "literal_value"})
_SKIPPED: Final = frozenset({"new_line_or_comment"})


def _nodes(tree: Any) -> list[Any]:
    """Return the children that are rules of their own."""
    return [c for c in tree.children if getattr(c, "data", "new_line_or_comment") not in _SKIPPED]


def _expression(tree: Any) -> Expression:
    return _READERS[tree.data](tree)


def _term(tree: Any) -> Expression:
    inner = _nodes(tree)
    return _expression(inner[0])


def _conditional(tree: Any) -> Expression:
    test, yes, no = _nodes(tree)
    return Conditional(_expression(test), _expression(yes), _expression(no))


def _binary(tree: Any) -> Expression:
    left, term = _nodes(tree)[:2]
    operator, right = _nodes(term)
    written = _OPERATOR.search(str(operator.children[0]))  # comments before it are part of it
    return Operation(written[0] if written else "", (_expression(left), _expression(right)))


def _unary(tree: Any) -> Expression:
    operator, operand = tree.children
    value = _expression(operand)
    if operator == "-" and isinstance(value, Literal) and isinstance(value.value, int | float):
        return Literal(-value.value)
    return Operation(str(operator), (value,))


def _number(tree: Any) -> Expression:
    text = str(tree.children[0])
    if tree.data == "int_lit":
        try:
            return Literal(int(text))
        except ValueError:  # longer than Python converts
            return Unparsed("a number too long to be one")
    number = Decimal(text)
    if number.adjusted() > _DIGITS:
        return Unparsed("a number too long to be one")
    return Literal(int(number) if number == number.to_integral_value() else float(number))


def _word(tree: Any) -> Expression:
    return Variable(str(tree.children[0]))


_NAMED: Final = {"true": True, "false": False, "null": None}


def _named(tree: Any) -> Expression:
    return Literal(_NAMED[str(tree.children[0])])


def _call(tree: Any) -> Expression:
    name = "::".join(str(c.children[0]) for c in _nodes(tree) if c.data == "identifier")
    arguments = next((c for c in tree.children if getattr(c, "data", "") == "arguments"), None)
    if arguments is None:
        return Call(name, ())
    expand = any(str(c) == "..." for c in arguments.children if not hasattr(c, "data"))
    return Call(name, tuple(_expression(c) for c in _nodes(arguments)), expand)


def _tuple(tree: Any) -> Expression:
    return Tuple(tuple(_expression(c) for c in _nodes(tree)))


def _object(tree: Any) -> Expression:
    return Object(tuple(_element(c) for c in _nodes(tree)))


def _element(tree: Any) -> tuple[Expression, Expression]:
    key, value = _nodes(tree)
    written = key.children[0]
    if written.data == "keyword":
        return Literal(str(written.children[0])), _expression(value)
    name = _expression(written)
    if len(written.children) > 1:
        return name, _expression(value)  # in parentheses, names and words are expressions
    if isinstance(name, Variable):
        name = Literal(name.name)
    elif isinstance(name, Literal) and (isinstance(name.value, bool) or name.value is None):
        name = Literal(str(written.children[0].children[0]))
    return name, _expression(value)


def _for(tree: Any) -> Expression:
    intro, *rest = _nodes(tree)
    names = [str(c.children[0]) for c in intro.children if getattr(c, "data", "") == "identifier"]
    only_names = len(names) > _LOOP_NAMES
    over = next(c for c in reversed(_nodes(intro)) if c.data != "identifier" or only_names)
    test = next((c for c in rest if c.data == "for_cond"), None)
    results = [_expression(c) for c in rest if c.data != "for_cond"]
    grouped = any(str(c) == "..." for c in tree.children if not hasattr(c, "data"))
    key = names[0] if len(names) > 1 else ""
    value = names[1] if len(names) > 1 else names[0]
    return For(
        key,
        value,
        _expression(over),
        results[0] if len(results) > 1 else None,
        results[-1],
        _expression(_nodes(test)[0]) if test is not None else None,
        grouped,
    )


def _index(tree: Any) -> Expression:
    of, index = tree.children
    return _stepped(_expression(of), index)


def _attr(tree: Any) -> Expression:
    of, attr = tree.children
    return _stepped(_expression(of), attr)


def _splat(tree: Any) -> Expression:
    of, splat = tree.children
    each: Expression = ELEMENT
    rest: Expression | None = None
    full = splat.data == "full_splat"
    for step in splat.children[1:]:
        if not full and rest is None and step.data not in {"get_attr", "short_index"}:
            # Of an attribute-only splat, an index in brackets belongs to the whole result.
            rest = Splat(_expression(of), each, full)
        if rest is not None:
            rest = _stepped(rest, step)
        else:
            each = _stepped(each, step)
    return rest if rest is not None else Splat(_expression(of), each, full)


def _stepped(of: Expression, step: Any) -> Expression:
    if step.data == "get_attr":
        return GetAttr(of, str(step.children[1].children[0]))
    if step.data == "short_index":
        return Index(of, Literal(int(step.children[1])))
    return Index(of, _expression(_nodes(step)[0]))


def _string(tree: Any) -> Expression:
    items = [_item(part) for part in tree.children[1:-1]]
    if any(_is_overrun(part.children[0]) for part in tree.children[1:-1]):
        raise ParseError("a string that is not closed, or `$${` before what ends it")
    if all(isinstance(item, str) for item in items):
        return Literal("".join(map(str, items)))
    return assembled(items)


def _is_overrun(piece: Any) -> bool:
    """Tell text that python-hcl2 took for a string's and is not: `$${` runs on to the next `}`."""
    if hasattr(piece, "data"):
        return False
    text = str(piece)
    return "\n" in text or (
        piece.type.startswith("ESCAPED") and any(mark in text[3:] for mark in ('"', "${", "%{"))
    )


def _item(part: Any) -> Item:
    piece = part.children[0]
    data = getattr(piece, "data", None)
    if data is None:
        return unescaped(str(piece))
    if data == "interpolation":
        return Piece("value", _expression(_nodes(piece)[0]))
    marks = [str(c) for c in piece.children if not hasattr(c, "data")]
    left, right = marks[1:2] == ["~"], marks[-2:-1] == ["~"]
    inner = _nodes(piece)
    if data == "template_if_start":
        return Piece("if", _expression(inner[0]), (), left, right)
    if data == "template_for_start":
        names = tuple(str(c.children[0]) for c in inner[:-1])
        return Piece("for", _expression(inner[-1]), names, left, right)
    return Piece(data.removeprefix("template_"), None, (), left, right)


def _heredoc(tree: Any) -> Expression:
    text = str(tree.children[0])
    first, _, rest = text.partition("\n")
    body = rest.rstrip("\r\n").rpartition("\n")
    content = body[0] + body[1]
    return template(unindented(content) if first.startswith("<<-") else content)


def _escaped(tree: Any) -> Expression:
    return Literal(unescaped(str(tree.children[0]).strip("\\")[1:-1]))


_READERS: Final[dict[str, Callable[[Any], Expression]]] = {
    "expr_term": _term,
    "conditional": _conditional,
    "binary_op": _binary,
    "unary_op": _unary,
    "int_lit": _number,
    "float_lit": _number,
    "identifier": _word,
    "keyword": _word,
    "literal_value": _named,
    "string": _string,
    "template_string": _escaped,
    "heredoc_template": _heredoc,
    "heredoc_template_trim": _heredoc,
    "tuple": _tuple,
    "object": _object,
    "function_call": _call,
    "index_expr_term": _index,
    "get_attr_expr_term": _attr,
    "attr_splat_expr_term": _splat,
    "full_splat_expr_term": _splat,
    "for_tuple_expr": _for,
    "for_object_expr": _for,
}
