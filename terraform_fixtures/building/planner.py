"""The source, evaluated: what is planned for each resource."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cloudguard.sources.hcl import syntax, trees
from cloudguard.sources.hcl.facts import MISSING
from cloudguard.sources.hcl.folder import Directory
from cloudguard.sources.hcl.functions import Document, FailedError
from cloudguard.sources.hcl.keys import KeyList
from cloudguard.sources.hcl.modules import Instance
from cloudguard.sources.hcl.parts import number, text, truth
from cloudguard.sources.hcl.world import World
from cloudguard.values import Reference
from terraform_fixtures.building.modules import Static, full_name, local_name
from terraform_fixtures.building.schemas import (
    META,
    Answers,
    Body,
    Node,
    RefusalError,
    Schemas,
    Type,
)
from terraform_fixtures.building.shown import is_hidden, is_secret

LISTS: Final = ("l", "S")
WRITE_ONLY: Final = "_wo"  # how names of arguments end that no plan holds, by Terraform's advice


class Clear(World):
    """A root module in which nothing is marked as sensitive: values are seen as they are."""

    def directory(self, path: Path) -> Directory:
        """Return a folder of source without its marks."""
        new = self.files.inside(path) not in self._directories
        found = super().directory(path)
        if new:
            for named in (found.variables, found.outputs, found.resources, found.modules):
                named.update({name: _cleared(block) for name, block in named.items()})
            found.locals.update({n: _uncovered(a) for n, a in found.locals.items()})
            found.providers[:] = [_cleared(block) for block in found.providers]
        return found


def _cleared(block: syntax.Block) -> syntax.Block:
    mark = {"sensitive", "ephemeral"} if block.type in {"variable", "output"} else set()
    body = syntax.Body(
        {n: _uncovered(a) for n, a in block.body.attributes.items() if n not in mark},
        [_cleared(inner) for inner in block.body.blocks],
        block.body.unread,
    )
    return syntax.Block(block.type, block.labels, body, block.span)


def _uncovered(node: Any) -> Any:
    """Return syntax in which `sensitive(x)` is x."""
    if isinstance(node, syntax.Call) and node.name.removeprefix("core::") in {
        "sensitive", "nonsensitive",
    }:  # fmt: skip
        return _uncovered(node.args[0])
    if isinstance(node, tuple):
        return tuple(_uncovered(item) for item in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type | syntax.Span):
        fields = {f.name: _uncovered(getattr(node, f.name)) for f in dataclasses.fields(node)}
        return dataclasses.replace(node, **fields)
    return node


class Inside(dict[str, Any]):
    """A body of a type whose schema does not list what the provider computes: any name may be."""

    def __init__(self, address: str, path: str) -> None:
        """Keep where it is."""
        super().__init__()
        self.address, self.path = address, path

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __missing__(self, name: str) -> Reference:
        return Reference(self.address, f"{self.path}{name}")


class Planner:
    """What is planned for the resources of a root module. It is also what is known of them."""

    def __init__(self, world: World, root: Static, schemas: Schemas, answers: Answers) -> None:
        """Evaluate nothing before it is asked for."""
        self.world, self.root, self.answers = world, root, answers
        self.schemas, self.versions = schemas, dict[str, str]()
        self._bodies: dict[str, dict[str, Any] | None] = {}
        world.facts = self

    def keys(self, module: str, name: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def module_keys(self, module: str, call: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def variable(self, name: str) -> Any:
        """Leave it to the source."""
        return MISSING

    def attribute(self, address: str, name: str) -> Any:
        """Return what is planned for an attribute."""
        instance = self.world.instances[address]
        if instance.block.type == "data":
            return self.answers.get(address, {}).get(name, MISSING)
        type_ = self.type(instance)
        if name not in type_.body:
            if type_.blind:
                return MISSING
            raise RefusalError(f"{address}.{name} is referred to, and is not in the schema")
        if address in self._bodies and self._bodies[address] is None:
            return MISSING  # it is being evaluated
        value = self.body(instance)[name]
        # As a document it keeps its mark: of anything else unknown the reader keeps but the name.
        return Document(value) if is_secret(value) else value

    def type(self, instance: Instance) -> Type:
        """Return the type of a resource."""
        static = self.root.at(instance.module)
        return self.type_of(static, instance.block)

    def type_of(self, static: Static, block: syntax.Block) -> Type:
        """Return the type of a resource's block."""
        name = static.full_name(local_name(block))
        provider = name.rpartition("/")[2]
        if name == full_name("terraform"):
            return self.schemas.builtin(block.labels[0])
        if provider == "google-beta" and not list(self.schemas.folder.glob("google-beta-*")):
            provider = "google"
        if provider not in self.versions:
            constraints = [c for each in self.root.all() for c in each.constraints(name)]
            self.versions[provider] = self.schemas.choose(provider, constraints)
        return self.schemas.type(provider, self.versions[provider], block.labels[0])

    def body(self, instance: Instance) -> dict[str, Any]:
        """Return everything that is planned for a resource, or asked by a data source."""
        if (found := self._bodies.get(instance.address)) is None:
            self._bodies[instance.address] = None
            try:
                written = _written(instance)
            except FailedError as wrong:
                raise RefusalError(f"{instance.address}: {wrong.reason}") from None
            if instance.block.type == "data":
                found = {**written, **self.answers.get(instance.address, {})}
            else:
                found = self._filled(self.type(instance), written, instance.address)
            self._bodies[instance.address] = found
        return found

    def _filled(self, type_: Type, written: Mapping[str, Any], address: str) -> dict[str, Any]:
        try:
            return _body(type_.body, written, address, "", blind=type_.blind)
        except FailedError as wrong:
            raise RefusalError(f"{address}: {wrong.reason}") from None


def _written(instance: Instance) -> dict[str, Any]:
    """Return what is written of a resource, evaluated; `source` and `version` may be of it too."""
    found = trees.tree(instance.block, instance.scope, nested=True)
    return {n: v for n, v in found.items() if n not in META and n not in trees.META_BLOCKS}


def _body(
    schema: Body, written: Mapping[str, Any], address: str, path: str, *, blind: bool
) -> dict[str, Any]:
    found: dict[str, Any] = Inside(address, path) if blind and path else {}
    for name, node in schema.items():
        value = written.get(name)
        if name.endswith(WRITE_ONLY) and name in written:
            found[name] = None
        elif value is None or (node.left and node.type.startswith(("S", "l")) and value == []):
            # The SDK takes an empty list for one that is not written: the provider reads it back.
            found[name] = _unwritten(node, address, f"{path}{name}")
        else:
            found[name] = _value(node, value, address, f"{path}{name}", blind=blind)
    return found


def _unwritten(node: Node, address: str, path: str) -> Any:
    if node.left:
        return Reference(address, f"{path}.")  # the dot: the reader knows that `id` is not null
    if node.default is not MISSING:
        return node.default
    if node.kind == "block" or node.nesting:
        return {"o": None, "m": {}}.get(node.nesting, [])
    return None


def _value(node: Node, value: Any, address: str, path: str, *, blind: bool) -> Any:
    if is_hidden(value):
        return value
    if not node.below:
        converted = _converted(node.type, value)
        return converted[0] if node.nesting == "o" and isinstance(converted, list) else converted
    if isinstance(value, dict):
        if value and not set(value) & set(node.below):  # a map of such objects
            return {
                key: _value(node, each, address, f"{path}.{key}", blind=blind)
                for key, each in value.items()
            }
        return _body(node.below, value, address, f"{path}.", blind=blind)
    if not isinstance(value, list):
        return value
    bodies = [
        _value(node, each, address, f"{path}.{at}", blind=blind) for at, each in enumerate(value)
    ]
    single = node.nesting == "o" and len(bodies) == 1
    return bodies[0] if single else bodies


def _converted(letters: str, value: Any) -> Any:
    """Return a value in the attribute's type, where the schema says it."""
    if not letters or value is None or is_hidden(value):
        return value
    kind, element = letters[0], letters[1:]
    if isinstance(value, list) and kind in LISTS:
        found = [_converted(element, each) for each in value]
        if kind == "S" and any(map(is_hidden, found)):
            return next(filter(is_hidden, found))  # two of a set may be the same
        plain = kind == "S" and all(isinstance(each, str) for each in found)
        return sorted(set(found)) if plain else found
    if isinstance(value, dict):
        return {k: _converted(element if kind == "m" else "", v) for k, v in value.items()}
    change = {"s": text, "n": number, "b": truth}.get(kind)
    return change(value) if change else value
