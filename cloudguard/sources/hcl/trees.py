"""Bodies evaluated: what is known of each attribute, and what is not."""

from __future__ import annotations

from typing import Any, Final

from cloudguard.sources.hcl.expressions import Scope, attempted, iterated
from cloudguard.sources.hcl.functions import SENSITIVE_UNKNOWN, Document, FailedError, opening
from cloudguard.sources.hcl.operations import lifted, made_of
from cloudguard.sources.hcl.syntax import Block, Body, Variable
from cloudguard.sources.resource import SENSITIVE, Hidden, Trail
from cloudguard.sources.secrets import Secrets, without
from cloudguard.values import Known, Reference, Source, Unknown, Value

_NOWHERE: Final = Source("")


META: Final = frozenset({"count", "for_each", "provider", "depends_on"})


META_BLOCKS: Final = frozenset({"lifecycle", "provisioner", "connection"})


class Tree(dict[str, Any]):
    """An evaluated block: values of attributes, lists of trees for blocks.

    `body` knows where everything in it stands, `span` where it stands itself; `name` is what other
    resources call it, None where none of these can.
    """

    __slots__ = ("body", "name", "span")

    def __init__(self, block: Block) -> None:
        """Keep where it is written."""
        super().__init__()
        self.body, self.span = block.body, block.span
        self.name: Reference | None = None


def tree(block: Block, scope: Scope, *, nested: bool = False) -> Tree:
    """Evaluate a block: nothing is raised, what cannot be evaluated is unknown."""
    found = Tree(block)
    body = block.body
    for name, attribute in body.attributes.items():
        if nested or name not in META:
            found[name] = attempted(attribute.value, scope)
    for type_ in dict.fromkeys(block.makes for block in body.blocks):
        if nested or type_ not in META_BLOCKS:
            found[type_] = blocks(body, type_, scope)
    return found


def blocks(body: Body, type_: str, scope: Scope) -> Any:
    """Return the blocks of a type, evaluated, those that `dynamic` makes among them."""
    found: list[Any] = []
    for block in body.blocks:
        if block.makes != type_:
            continue
        if block.type != "dynamic":
            found.append(tree(block, scope, nested=True))
            continue
        made = _dynamic(block, scope)
        if isinstance(made, Unknown):
            return made
        found += made
    return found


def named(found: Any, name: Reference) -> Any:
    """Tell evaluated blocks how others name them: what is not written in one the provider says."""
    for number, part in enumerate(found if isinstance(found, list) else ()):
        if isinstance(part, Tree):
            part.name = Reference(name.address, f"{name.attribute}.{number}")
            for inner, value in part.items():
                named(value, Reference(name.address, f"{part.name.attribute}.{inner}"))
    return found


def _dynamic(block: Block, scope: Scope) -> Any:
    """Return what a dynamic block makes: unknown where it is not known over what it goes."""
    for_each = block.body.attributes.get("for_each")
    content = next((b for b in block.body.blocks if b.type == "content"), None)
    if for_each is None or content is None:
        return Unknown("a dynamic block without for_each or content", _NOWHERE)
    iterator = block.labels[0]
    if (named := block.body.attributes.get("iterator")) and isinstance(named.value, Variable):
        iterator = named.value.name

    def made(over: Any) -> Any:
        if over is None or isinstance(over, Unknown | Reference):
            return made_of(over) if over is not None else []
        inner = (
            scope.with_names({iterator: {"key": key, "value": value}})
            for key, value in iterated(over)
        )
        return [tree(content, each, nested=True) for each in inner]

    over = attempted(for_each.value, scope)
    try:
        if isinstance(over, Unknown) and over.among:
            alternatives = tuple(Known(made(known.value), _NOWHERE) for known in over.among)
            return Unknown(over.reason, over.source, alternatives)
        return made(over)
    except FailedError as wrong:
        return Unknown(wrong.reason, _NOWHERE)


def parted(value: Any) -> tuple[Any, Any]:
    """Split a value into what is known of it and, in the same shape, what is not."""
    if isinstance(value, Unknown | Reference | Document):
        return (SENSITIVE, False) if value is SENSITIVE_UNKNOWN else (None, True)
    if isinstance(value, dict):
        known: dict[str, Any] = {}
        unknown: dict[str, Any] = {}
        for name, each in value.items():
            known_part, unknown_part = parted(each)
            if known_part is not None:
                known[name] = known_part
            if unknown_part is not False:
                unknown[name] = unknown_part
        return known, unknown or False
    if isinstance(value, list):
        pairs = [parted(each) for each in value]
        hidden = [unknown for _, unknown in pairs]
        return [known for known, _ in pairs], hidden if any(
            h is not False for h in hidden
        ) else False
    return value, False


def descended(value: Any, trail: Trail) -> Any:
    """Return what stands at a trail of an evaluated body; None where nothing is written."""
    for position, step in enumerate(trail):
        if isinstance(value, Unknown):
            rest = trail[position:]
            return lifted(lambda one, rest=rest: descended(one, rest), value)
        if isinstance(value, Reference):
            steps = ".".join(map(str, trail[position:]))
            return Reference(
                value.address, f"{value.attribute}.{steps}" if value.attribute else steps
            )
        if isinstance(value, Document):
            return made_of(opening(value.value) or SENSITIVE_UNKNOWN)
        if isinstance(value, list):
            if not isinstance(step, int):
                # A block may be written as an object where the provider takes a list of one.
                if len(value) != 1:
                    return None
                value = value[0]
                return descended(value, trail[position:])
            value = value[step] if step < len(value) else None
        elif isinstance(value, dict):
            if isinstance(step, int):
                continue  # an object where the provider takes a list of one block
            value = value.get(step)
        else:
            return None
    return value


def valued(found: Any) -> Value[Any]:
    """Return an evaluated value as those who ask for an attribute take it."""
    if isinstance(found, Unknown):
        if any(_is_open(known.value) for known in found.among):
            return Unknown(found.reason, found.source)
        if found.among and len({_form(k.value) for k in found.among}) == 1:
            return Known(found.among[0].value, found.source)
        return found
    if isinstance(found, Document):
        return Known(_shown(found.value), _NOWHERE)
    if isinstance(found, Reference):
        return Known(found, _NOWHERE)
    if (part := opening(found)) is not None:
        if isinstance(found, dict):
            return Known({n: _shown(v) for n, v in found.items()}, _NOWHERE)
        return made_of(part)
    return Known(found, _NOWHERE)


def unspoken(value: Value[Any], secrets: Secrets) -> Value[Any]:
    """Return a value without what is secret in it."""
    if isinstance(value, Unknown):
        if any(isinstance(without(k.value, None, secrets), Hidden) for k in value.among):
            return Unknown(SENSITIVE.reason, value.source)
        return value
    clean = without(value.value, None, secrets)
    if isinstance(clean, Hidden):
        return Unknown(clean.reason, value.source)
    return value if clean is value.value else Known(_told(clean), value.source)


def _told(node: Any) -> Any:
    """Return a structure with an `Unknown` in the place of what is hidden."""
    if isinstance(node, Hidden):
        return Unknown(node.reason, _NOWHERE)
    if isinstance(node, dict):
        return {name: _told(value) for name, value in node.items()}
    return [_told(value) for value in node] if isinstance(node, list) else node


def _form(value: Any) -> str:
    """Return what two values have in common that the provider takes for one: true and "true"."""
    return f"{value}".lower() if isinstance(value, bool | int) else repr(value).strip("'")


def _is_open(value: Any) -> bool:
    if isinstance(value, Document):
        return True
    return not isinstance(value, Reference) and opening(value) is not None


def _shown(node: Any) -> Any:
    """Return a structure with an `Unknown` in the place of each reference."""
    if isinstance(node, Reference):
        reason = f"{node}, known only after apply"
        return Unknown(reason, _NOWHERE, around=("", node, ""))
    if isinstance(node, dict):
        return {name: _shown(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_shown(value) for value in node]
    return node
