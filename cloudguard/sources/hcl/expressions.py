"""Expressions evaluated as far as they are known.

The rules are those of Terraform's own evaluator (cty, "unknown values"): what is made of something
unknown is unknown, and only that. Beyond it, a value keeps what it may be: both branches of a
conditional whose test is unknown, the attribute of a resource that is still to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from cloudguard.sources.hcl import syntax
from cloudguard.sources.hcl.conversion import alike
from cloudguard.sources.hcl.files import FILE_FUNCTIONS, RefusedError
from cloudguard.sources.hcl.functions import FailedError, Set, opening
from cloudguard.sources.hcl.operations import among, lifted, limited, made_of, operated
from cloudguard.sources.hcl.parts import HiddenError, number, text, truth
from cloudguard.sources.hcl.texts import written
from cloudguard.values import Known, Reference, Source, Unknown

_NOWHERE: Final = Source("")

STEPS: Final = 2_000_000
"""How many elements `for` may make in one root module: no module comes near."""


class Names(Protocol):
    """What the names of a module instance mean."""

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        """Return what `root.steps` names: a variable, a local value, a resource, an output."""

    def attribute(self, of: Reference, name: str) -> Any:
        """Return an attribute of a resource, or an output of a module instance."""

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        """Return what a function that reads files gives; raise RefusedError."""

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Return what a function of known values gives."""

    def spend(self, steps: int) -> None:
        """Count steps of evaluation; raise FailedError where there are too many."""


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
_MOST_STEPS: Final = max(_STEPS_OF.values())


def evaluate(node: syntax.Expression, scope: Scope) -> Any:
    """Return the value of an expression; raise FailedError where Terraform would refuse it."""
    try:
        return _EVALUATORS[type(node)](node, scope)
    except HiddenError as hidden:
        return made_of(hidden.part)


def attempted(node: syntax.Expression, scope: Scope) -> Any:
    """Return the value of an expression, unknown where it cannot be evaluated."""
    try:
        return limited(evaluate(node, scope))
    except FailedError as wrong:
        return Unknown(wrong.reason, _NOWHERE)
    except RecursionError:
        return Unknown("nested too deeply", _NOWHERE)


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
        if len(steps) > _MOST_STEPS:
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
            # A block of a resource: what is not written in it is known after apply.
            whole: Reference | None = getattr(of, "name", None)
            if whole is not None:
                return Reference(whole.address, f"{whole.attribute}.{name}")
            raise FailedError(f"there is no attribute {name!r}")
        if isinstance(of, list) and name.isdigit():
            return _element(of, int(name))
        raise FailedError(f"{name!r} is asked of what has no attributes")

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
        raise FailedError("an index is asked of a resource that has one instance")
    if isinstance(of, dict):
        name = text(key)
        if name in of:
            return of[name]
        raise FailedError("there is no element of this key")
    if isinstance(of, list) and not isinstance(of, Set):
        place = number(key)
        if isinstance(place, int) and 0 <= place < len(of):
            return of[place]
        raise FailedError("the index is out of range")
    raise FailedError("an index is asked of what has no elements")


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
            raise FailedError(f"{name}: only a list can be expanded")
        args += last
    if name in FILE_FUNCTIONS:
        try:
            return scope.module.read(name, args, scope)
        except RefusedError as refused:
            return Unknown(f"{name}: {refused.reason}", _NOWHERE)
    return limited(scope.module.call_function(name, [limited(arg) for arg in args]))


def _tried(name: str, node: syntax.Call, scope: Scope) -> Any:
    for position, arg in enumerate(node.args):
        try:
            value = evaluate(arg, scope)
        except FailedError:
            continue
        if name == "can":
            return made_of(value) if isinstance(value, Unknown) else True
        if isinstance(value, Unknown) and value.among:
            rest = syntax.Call("try", node.args[position + 1 :])
            try:
                return among(value, [value, evaluate(rest, scope)])
            except FailedError:
                return value
        return value
    if name == "can":
        return False
    raise FailedError("try: no argument succeeds")


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
            except FailedError:
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
    except (FailedError, HiddenError):
        return values


def _truth(value: Any) -> Any:
    return value if isinstance(value, Unknown | Reference) else truth(value)


def _operation(node: syntax.Operation, scope: Scope) -> Any:
    if node.operator in {"&&", "||"}:
        return _logic(node, scope)
    operands = [evaluate(operand, scope) for operand in node.operands]
    sure = all(isinstance(operand, _MADE_HERE) for operand in node.operands)
    return lifted(lambda *values: operated(node.operator, values, sure=sure), *operands)


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
            raise FailedError("two elements of an object have the same key")
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
        raise FailedError("what is iterated over is no collection")


def _template(node: syntax.Template, scope: Scope) -> Any:
    values = [evaluate(part, scope) for part in node.parts]
    if len(values) == 1 and not isinstance(node.parts[0], syntax.Literal):
        return values[0]
    return written(values)


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
