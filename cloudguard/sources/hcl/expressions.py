"""Expressions evaluated as far as they are known.

The rules are those of Terraform's own evaluator (cty, "unknown values"): what is made of something
unknown is unknown, and only that. Beyond it, a value keeps what it may be: both branches of a
conditional whose test is unknown, the attribute of a resource that is still to be made.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Final, Protocol

from cloudguard.sources.hcl import syntax
from cloudguard.sources.hcl.conversion import alike
from cloudguard.sources.hcl.files import FILE_FUNCTIONS, Refused
from cloudguard.sources.hcl.functions import Document, Failed, Set, opening
from cloudguard.sources.hcl.parts import INEXACT, Hidden, number, text, truth
from cloudguard.values import Known, Reference, Source, Unknown

COMBINATIONS: Final = 32
"""How many values something may have before they are given up; as functions.py does."""
DIGITS: Final = 154
"""Digits of a number that Terraform keeps: it counts in 512 bits."""
STEPS: Final = 2_000_000
"""How many elements `for` may make in one root module: no module comes near."""
NODES: Final = 100_000
"""Elements of one value, at any depth."""
LETTERS: Final = 4 * 1024**2
"""Letters of one value."""
_NEVER_NULL: Final = frozenset({"id", "arn"})  # the provider sets both on every resource made
_NOWHERE: Final = Source("")


class Names(Protocol):
    """What the names of a module instance mean."""

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        """Return what `root.steps` names: a variable, a local value, a resource, an output."""

    def attribute(self, of: Reference, name: str) -> Any:
        """Return an attribute of a resource, or an output of a module instance."""

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        """Return what a function that reads files gives; raise Refused."""

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Return what a function of known values gives."""

    def spend(self, steps: int) -> None:
        """Count steps of evaluation; raise Failed where there are too many."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its module, and the names of loops around it."""

    module: Names
    names: Mapping[str, Any] = field(default_factory=dict)

    def with_names(self, names: Mapping[str, Any]) -> Scope:
        """Return the scope within a loop."""
        return Scope(self.module, {**self.names, **names})


# How many names belong to a root: `var.a`, `data.type.name`, and `type.name` for all others.
_STEPS_OF: Final = {"var": 1, "local": 1, "module": 1, "path": 1, "terraform": 1, "data": 2}


def evaluate(node: syntax.Expression, scope: Scope) -> Any:
    """Return the value of an expression; raise Failed where Terraform would refuse it."""
    try:
        return _EVALUATORS[type(node)](node, scope)
    except Hidden as hidden:
        return made_of(hidden.part)


def attempted(node: syntax.Expression, scope: Scope) -> Any:
    """Return the value of an expression, unknown where it cannot be evaluated."""
    try:
        return limited(evaluate(node, scope))
    except Failed as wrong:
        return Unknown(wrong.reason, _NOWHERE)
    except RecursionError:
        return Unknown("nested too deeply", _NOWHERE)


def limited(value: Any) -> Any:
    """Return a value; raise Failed for one that is larger than any configuration needs.

    A list of lists of lists costs nothing to make, however often each holds the same one, and
    all the world to look through.
    """
    if isinstance(value, str):
        if len(value) > LETTERS:
            raise Failed("the value is too large")
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
                raise Failed("the value is too large")
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
        except Failed:
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


def _literal(node: syntax.Literal, scope: Scope) -> Any:
    return node.value


def _unparsed(node: syntax.Unparsed, scope: Scope) -> Any:
    return Unknown(f"could not be read: {node.reason}", _NOWHERE)


def _variable(node: syntax.Variable, scope: Scope) -> Any:
    if node.name in scope.names:
        return scope.names[node.name]
    return scope.module.value(node.name, ())


def _get_attr(node: syntax.GetAttr, scope: Scope) -> Any:
    if (named := _named(node, scope)) is not None:
        root, steps = named
        return scope.module.value(root, steps)
    return attribute(evaluate(node.of, scope), node.name, scope)


def _named(node: syntax.GetAttr, scope: Scope) -> tuple[str, tuple[str, ...]] | None:
    """Return the root and names where an expression is exactly what a root takes."""
    steps = [node.name]
    of = node.of
    while isinstance(of, syntax.GetAttr):
        steps.append(of.name)
        if len(steps) > 2:  # noqa: PLR2004  # no root takes more
            return None
        of = of.of
    if not isinstance(of, syntax.Variable) or of.name in scope.names:
        return None
    if len(steps) != _STEPS_OF.get(of.name, 1):
        return None
    return of.name, tuple(reversed(steps))


def attribute(value: Any, name: str, scope: Scope) -> Any:
    """Return `value.name`."""

    def one(of: Any) -> Any:
        if isinstance(of, Reference):
            return scope.module.attribute(of, name)
        if isinstance(of, dict):
            if name in of:
                return of[name]
            raise Failed(f"there is no attribute {name!r}")
        if isinstance(of, list) and name.isdigit():
            return _element(of, int(name))
        raise Failed(f"{name!r} is asked of what has no attributes")

    return lifted(one, value)


def _index(node: syntax.Index, scope: Scope) -> Any:
    of, key = evaluate(node.of, scope), evaluate(node.key, scope)
    if isinstance(of, Unknown) and of.among and all(_is_resource(k.value) for k in of.among):
        return of  # instances that are not counted yet: whichever it is, it is made of one block
    return lifted(lambda o, k: _element(o, k, scope), of, key)


def _is_resource(value: Any) -> bool:
    return isinstance(value, Reference) and not value.attribute


def _element(of: Any, key: Any, scope: Scope | None = None) -> Any:
    if isinstance(key, Reference):
        return made_of(key)
    if isinstance(of, Reference):
        if _is_resource(of) and scope is not None and isinstance(key, str):
            return scope.module.attribute(of, key)
        if of.attribute and isinstance(key, str | int):
            return Reference(of.address, f"{of.attribute}.{key}")
        raise Failed("an index is asked of a resource that has one instance")
    if isinstance(of, dict):
        name = text(key)
        if name in of:
            return of[name]
        raise Failed("there is no element of this key")
    if isinstance(of, list) and not isinstance(of, Set):
        place = number(key)
        if isinstance(place, int) and 0 <= place < len(of):
            return of[place]
        raise Failed("the index is out of range")
    raise Failed("an index is asked of what has no elements")


def _splat(node: syntax.Splat, scope: Scope) -> Any:
    def one(of: Any) -> Any:
        elements = [] if of is None else list(of) if isinstance(of, list) else [of]
        return [evaluate(node.each, scope.with_names({"*": element})) for element in elements]

    of = evaluate(node.of, scope)
    if isinstance(of, Unknown) and any(_is_resource(known.value) for known in of.among):
        return made_of(of)  # how many there are is not known
    return lifted(one, of)


def _call(node: syntax.Call, scope: Scope) -> Any:
    name = node.name.removeprefix("core::")
    if name in {"try", "can"}:
        return _tried(name, node, scope)
    args = [evaluate(arg, scope) for arg in node.args]
    if node.expand:
        last = args.pop()
        if isinstance(last, Unknown | Reference):
            return made_of(last)
        if not isinstance(last, list):
            raise Failed(f"{name}: only a list can be expanded")
        args += last
    if name in FILE_FUNCTIONS:
        try:
            return scope.module.read(name, args, scope)
        except Refused as refused:
            return Unknown(f"{name}: {refused.reason}", _NOWHERE)
    return limited(scope.module.call_function(name, [limited(arg) for arg in args]))


def _tried(name: str, node: syntax.Call, scope: Scope) -> Any:
    for position, arg in enumerate(node.args):
        try:
            value = evaluate(arg, scope)
        except Failed:
            continue
        if name == "can":
            return made_of(value) if isinstance(value, Unknown) else True
        if isinstance(value, Unknown) and value.among:
            rest = syntax.Call("try", node.args[position + 1 :])
            try:
                return among(value, [value, evaluate(rest, scope)])
            except Failed:
                return value
        return value
    if name == "can":
        return False
    raise Failed("try: no argument succeeds")


def _conditional(node: syntax.Conditional, scope: Scope) -> Any:
    test = evaluate(node.test, scope)
    possible = {_truth(k.value) for k in test.among} if isinstance(test, Unknown) else set()
    if len(possible) == 1:
        test = possible.pop()
    if isinstance(test, Unknown | Reference):
        results = []
        for branch in (node.yes, node.no):
            try:
                results.append(evaluate(branch, scope))
            except Failed:
                continue  # Terraform would refuse this branch: it is not the one
        return among(made_of(test), _unified(results)) if results else made_of(test)
    chosen, other = (node.yes, node.no) if _truth(test) else (node.no, node.yes)
    return _unified([evaluate(chosen, scope)], attempted(other, scope))[0]


def _unified(values: list[Any], *others: Any) -> list[Any]:
    """Convert branches to one type: of a number and a text, both are text.

    Where it is not known what the type of one is, the others stay what they are.
    """
    if opening([*values, *others]) is not None:
        return values
    try:
        return alike([*values, *others])[: len(values)]
    except (Failed, Hidden):
        return values


def _truth(value: Any) -> Any:
    return value if isinstance(value, Unknown | Reference) else truth(value)


def _operation(node: syntax.Operation, scope: Scope) -> Any:
    if node.operator in {"&&", "||"}:
        return _logic(node, scope)
    operands = [evaluate(operand, scope) for operand in node.operands]
    sure = all(isinstance(operand, _MADE_HERE) for operand in node.operands)
    return lifted(lambda *values: _operated(node.operator, values, sure=sure), *operands)


def _logic(node: syntax.Operation, scope: Scope) -> Any:
    decisive = node.operator == "||"
    first: Any = None
    for operand in node.operands:
        value = attempted(operand, scope)
        possible = {_truth(k.value) for k in value.among} if isinstance(value, Unknown) else set()
        truth = possible.pop() if len(possible) == 1 else value
        if not isinstance(truth, Unknown | Reference) and _truth(truth) is decisive:
            return decisive
        if first is None and isinstance(truth, Unknown | Reference):
            first = truth
    if first is None:
        return not decisive
    unknown = made_of(first)
    return Unknown(unknown.reason, unknown.source, (Known(True, _NOWHERE), Known(False, _NOWHERE)))


# What is written so is a tuple or an object; what a name means may be a list or a map.
_MADE_HERE: Final = (syntax.Tuple, syntax.Object, syntax.Literal)
_EITHER: Final = Unknown(
    "a list is not told from a tuple, nor a map from an object: only those of one type are equal",
    _NOWHERE,
    (Known(True, _NOWHERE), Known(False, _NOWHERE)),
)


def _operated(operator: str, values: tuple[Any, ...], *, sure: bool) -> Any:
    if operator in {"==", "!="}:
        equal = _equal(*values)
        if equal is True and not sure and all(isinstance(v, list | dict) for v in values):
            return _EITHER
        return equal if isinstance(equal, Unknown) else equal is (operator == "==")
    if (part := next((o for v in values if (o := opening(v)) is not None), None)) is not None:
        return made_of(part)
    if operator == "!":
        return not _truth(values[0])
    numbers = [Decimal(repr(number(value))) for value in values]
    if operator == "-" and len(numbers) == 1:
        return _plain(-numbers[0])
    left, right = numbers
    if operator in "/%" and right == 0:
        raise Hidden(INEXACT)  # infinity, in Terraform
    try:
        result = _ARITHMETIC[operator](left, right)
    except ArithmeticError:
        raise Hidden(INEXACT) from None
    return result if isinstance(result, bool) else _plain(result)


def _plain(exact: Decimal) -> int | float:
    """Return a number as it is kept: whole ones exact, others to as many digits as floats have."""
    if exact.adjusted() >= DIGITS:
        raise Hidden(INEXACT)
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


def _tuple(node: syntax.Tuple, scope: Scope) -> Any:
    return [evaluate(item, scope) for item in node.items]


def _object(node: syntax.Object, scope: Scope) -> Any:
    result: dict[str, Any] = {}
    for key, value in node.items:
        name = evaluate(key, scope)
        if isinstance(name, Unknown | Reference):
            return made_of(name)
        result[text(name)] = evaluate(value, scope)
    return result


def _for(node: syntax.For, scope: Scope) -> Any:
    over = evaluate(node.over, scope)
    if isinstance(over, Unknown) and any(_is_resource(known.value) for known in over.among):
        return made_of(over)
    return lifted(lambda value: _looped(node, value, scope), over)


def _looped(node: syntax.For, over: Any, scope: Scope) -> Any:
    if isinstance(over, Reference):
        return made_of(over)
    pairs = list(iterated(over))
    scope.module.spend(len(pairs))
    items: list[Any] = []
    groups: dict[str, Any] = {}
    for key, value in pairs:
        inner = scope.with_names(
            {node.key: key, node.value: value} if node.key else {node.value: value}
        )
        if node.test is not None:
            test = evaluate(node.test, inner)
            if isinstance(test, Unknown | Reference):
                return made_of(test)
            if not _truth(test):
                continue
        result = evaluate(node.result, inner)
        if node.name is None:
            items.append(result)
            continue
        name = evaluate(node.name, inner)
        if isinstance(name, Unknown | Reference):
            return made_of(name)
        group = text(name)
        if node.grouped:
            groups.setdefault(group, []).append(result)
        elif group in groups:
            raise Failed("two elements of an object have the same key")
        else:
            groups[group] = result
    return items if node.name is None else groups


def iterated(over: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the keys and values of a collection, in Terraform's order."""
    if isinstance(over, Set):
        yield from ((value, value) for value in over)
    elif isinstance(over, list):
        yield from enumerate(over)
    elif isinstance(over, dict):
        yield from ((key, over[key]) for key in sorted(over))
    else:
        raise Failed("what is iterated over is no collection")


def _template(node: syntax.Template, scope: Scope) -> Any:
    values = [evaluate(part, scope) for part in node.parts]
    if len(values) == 1 and not isinstance(node.parts[0], syntax.Literal):
        return values[0]
    if not any(isinstance(value, Unknown | Reference) for value in values):
        return limited("".join(text(value) for value in values))
    if isinstance(values[0], str) and values[0].lstrip().startswith(("{", "[")):
        document = _document(values)
        if document is not None:
            return document
    if any(isinstance(value, Unknown) and not value.among for value in values):
        return _joined(*values)
    return lifted(_joined, *values)


def _joined(*values: Any) -> Any:
    parts = [n for n, value in enumerate(values) if isinstance(value, Unknown | Reference)]
    if not parts:
        return limited("".join(text(value) for value in values))
    first, last = parts[0], parts[-1]
    before = "".join(text(value) for value in values[:first])
    after = "".join(text(value) for value in values[last + 1 :])
    part = values[first]
    unknown = made_of(part)
    named = part if first == last and isinstance(part, Reference) else None
    return Unknown(unknown.reason, unknown.source, around=(before, named, after))


def _document(values: list[Any]) -> Document | None:
    """Return the JSON that a template writes, the parts that are not known in their places."""
    marks = {f"\ue000{number}\ue001": value for number, value in enumerate(values)
             if isinstance(value, Unknown | Reference)}  # fmt: skip
    names = {id(value): mark for mark, value in marks.items()}
    written = "".join(
        names[id(value)] if isinstance(value, Unknown | Reference) else text(value)
        for value in values
    )
    try:
        return Document(_restored(json.loads(written), marks))
    except (ValueError, RecursionError):
        return None


def _restored(node: Any, marks: Mapping[str, Any]) -> Any:
    if isinstance(node, dict):
        if any("\ue000" in name for name in node):
            raise ValueError("a key that is not known")
        return {name: _restored(value, marks) for name, value in node.items()}
    if isinstance(node, list):
        return [_restored(value, marks) for value in node]
    if isinstance(node, str) and "\ue000" in node:
        return marks[node] if node in marks else made_of(marks[next(m for m in marks if m in node)])
    return node


_EVALUATORS: Final[dict[type, Callable[[Any, Scope], Any]]] = {
    syntax.Literal: _literal,
    syntax.Variable: _variable,
    syntax.GetAttr: _get_attr,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.Call: _call,
    syntax.Conditional: _conditional,
    syntax.Operation: _operation,
    syntax.Tuple: _tuple,
    syntax.Object: _object,
    syntax.For: _for,
    syntax.Template: _template,
    syntax.Unparsed: _unparsed,
}
