"""A root module read from its source: resources as a plan would show them, as far as is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.expressions import attempted
from cloudguard.sources.hcl.files import Files, RefusedError, enclosing
from cloudguard.sources.hcl.locations import in_order, located
from cloudguard.sources.hcl.modules import Instance, Module
from cloudguard.sources.hcl.provider_blocks import Blocks
from cloudguard.sources.hcl.syntax import Block, Literal, Span, Trouble
from cloudguard.sources.hcl.trees import descended, parted, unspoken, valued
from cloudguard.sources.hcl.variables import values as given_values
from cloudguard.sources.hcl.world import World
from cloudguard.sources.resource import Hidden, Resource, Resources, Trail
from cloudguard.sources.secrets import SHORTEST, Secrets, is_secret, without
from cloudguard.values import Unknown, Value

Complete: TypeAlias = Callable[[str, dict[str, Any], Any], tuple[Any, Any]]
"""What a provider adds to a resource: (type, attributes, unknown) as written, as planned."""


NOT_MADE: Final = "not made: its count or for_each is empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What the user gives the root module, in the order of the command line.

    Each of `given` is `("var", "name=text")` or `("file", path)`; `environment` holds the
    `TF_VAR_` variables where they are asked for.
    """

    given: tuple[tuple[str, str], ...] = ()
    environment: Mapping[str, str] | None = None


@dataclass(slots=True)
class Root:
    """A root module as it is written.

    The same shape as a plan: `removed` gives the reason for each block that makes nothing,
    `unread` what could not be read.
    """

    world: World
    resources: Resources
    removed: dict[str, str]
    configuration: Blocks
    digest: str
    incomplete: list[dict[str, str]] = field(default_factory=list)
    unread: list[Trouble] = field(default_factory=list)
    doubtful: dict[str, str] = field(default_factory=dict)

    @property
    def declared(self) -> frozenset[str]:
        """Return the variables that the root module declares."""
        return frozenset(self.world.top.directory.variables)

    def close(self) -> None:
        """End the evaluator, which answers until everything is judged."""
        self.world.closed.close()

    def locate(self, address: str, path: str) -> Span | None:
        """Return where an attribute is written, or the block it would stand in."""
        if address.startswith("provider."):
            return self.configuration.locate(address.removeprefix("provider."), path)
        instance = self.world.instances.get(address)
        return located(instance, path, in_order) if instance else None


def read(folder: Path, variables: Variables, complete: Complete) -> Root:
    """Read a root module and all that it calls."""
    return _read(opened(folder, variables), complete)


def opened(folder: Path, variables: Variables) -> World:
    """Return the root module of a folder, of which nothing is evaluated yet."""
    files = Files(enclosing(folder))
    world = World(folder, _name(folder), files, Closed())
    world.fetched = _fetched(folder, files)
    world.workspace = _workspace(folder, files)
    given, troubles = given_values(
        folder,
        tuple(folder / name for name in _names(folder, files)),
        tuple(
            ("file", Path(text)) if kind == "file" else ("var", text)
            for kind, text in variables.given
        ),
        variables.environment,
        files.text,
    )
    world.given = given
    world.troubles += troubles
    return world


def _name(folder: Path) -> str:
    return folder.as_posix()


def _names(folder: Path, files: Files) -> list[str]:
    try:
        return files.names(folder)
    except RefusedError:
        return []


def _fetched(folder: Path, files: Files) -> dict[str, str]:
    """Return the folders of the modules that `terraform init` has fetched, by key."""
    try:
        manifest = json.loads(files.text(folder / ".terraform" / "modules" / "modules.json"))
        entries = manifest["Modules"]
        return {
            entry["Key"]: entry["Dir"]
            for entry in entries
            if isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str)
        }
    except (RefusedError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _workspace(folder: Path, files: Files) -> str:
    try:
        return files.text(folder / ".terraform" / "environment").strip()
    except RefusedError:
        return ""


def _read(world: World, complete: Complete) -> Root:
    blocks = Blocks(world)
    managed: list[Resource] = []
    data: list[Resource] = []
    removed: dict[str, str] = {}
    doubtful: dict[str, str] = {}
    modules = list(world.every_module())
    secrets = _secrets(modules)
    for module in modules:
        for name, block in module.directory.resources.items():
            instances = module.instances(name)
            if isinstance(instances, Unknown):
                world.troubles.append(Trouble(block.span, instances.reason))
                continue
            for instance in instances[1].values():
                resource = _resource(instance, blocks, secrets, complete)
                (data if resource.mode == "data" else managed).append(resource)
                if instance.doubt:
                    doubtful[instance.address] = instance.doubt
            if not instances[1] and block.type == "resource":
                removed[_address(module, name)] = NOT_MADE
        removed |= _never_made(module)
    files = sorted(world.files.seen)
    digest = hashlib.sha256("\n".join(files).encode()).hexdigest()
    resources = Resources(managed, data)
    return Root(world, resources, removed, blocks, f"sha256:{digest}", [], world.troubles, doubtful)


def _address(module: Module, name: str) -> str:
    return f"{module.address}.{name}" if module.address else name


def _never_made(module: Module) -> dict[str, str]:
    """Return the resources of modules that are called with an empty `count` or `for_each`."""
    found: dict[str, str] = {}
    for name, call in module.directory.modules.items():
        children = module.children(name)
        if isinstance(children, Unknown) or children[1]:
            continue
        directory = module.world.directory_of(module, name, call)
        if isinstance(directory, Unknown):
            continue
        spare = Module(module.world, directory, _address(module, f"module.{name}"), module, call)
        pending = [spare]
        while pending:
            below = pending.pop()
            if not module.world.room_for("modules", 1):
                module.world.lost(module, name, call, f"module.{name}: too many modules")
                break
            found |= {
                _address(below, each): NOT_MADE
                for each, block in below.directory.resources.items()
                if block.type == "resource"
            }
            for child, its_call in below.directory.modules.items():
                inner = module.world.directory_of(below, child, its_call)
                if not isinstance(inner, Unknown):
                    address = _address(below, f"module.{child}")
                    pending.append(Module(module.world, inner, address, below, its_call))
    return found


# Values that are hidden wherever they stand: what sensitive variables hold, and credentials.
def _secrets(modules: Sequence[Module]) -> Secrets:
    given: set[str] = set()
    for module in modules[:1]:
        for name, block in module.directory.variables.items():
            sensitive = block.body.attributes.get("sensitive")
            if is_secret(name) or (sensitive and sensitive.value == Literal(True)):
                value = module.plainly(name, block)
                if isinstance(value, str) and len(value) >= SHORTEST:
                    given.add(value)
    for module in modules:
        for block in module.directory.providers:
            for name, attribute in block.body.attributes.items():
                if is_secret(name):
                    value = attempted(attribute.value, module.scope)
                    if isinstance(value, str) and len(value) >= SHORTEST:
                        given.add(value)
    return Secrets.of((), given)


def _resource(instance: Instance, blocks: Blocks, secrets: Secrets, complete: Complete) -> Resource:
    block = instance.block
    type_, name = block.labels[:2]
    mode = "data" if block.type == "data" else "managed"
    attributes: Any
    if block.body.unread:
        attributes, unknown = Hidden(f"could not be read: {block.body.unread}"), False
    else:
        attributes, unknown = parted(instance.tree)
        if mode == "managed":
            attributes, unknown = complete(type_, attributes, unknown)
        attributes = without(attributes, None, secrets)
    return Resource(
        type=type_,
        name=name,
        address=instance.address,
        attributes=attributes,
        unknown=unknown,
        module=instance.module.address,
        index=instance.key,
        mode=mode,
        provider=type_.partition("_")[0],
        provider_key=blocks.key_of(instance),
        resolve=resolver(instance, secrets),
        doubt=instance.doubt,
        prevent_destroy=_prevented(block),
    )


def _prevented(block: Block) -> bool:
    """Tell whether Terraform is told never to destroy a resource; it takes `true` alone."""
    return any(
        written.value == Literal(True)
        for inner in block.body.blocks
        if inner.type == "lifecycle"
        and (written := inner.body.attributes.get("prevent_destroy")) is not None
    )


def resolver(
    instance: Instance, secrets: Secrets
) -> Callable[[Resource, Trail], Value[Any] | None]:
    """Return what resolves the unknown attributes of a resource by what is written."""

    def resolve(resource: Resource, trail: Trail) -> Value[Any] | None:
        found = descended(instance.tree, trail)
        return None if found is None else unspoken(valued(found), secrets)

    return resolve
