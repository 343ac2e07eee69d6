"""A root module read from its source: resources as a plan would show them, where it can be known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from cloudguard.sources.blocks import NO_REGION, ProviderBlock
from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.expressions import attempted, lifted, made_of
from cloudguard.sources.hcl.files import Files, Refused, enclosing
from cloudguard.sources.hcl.functions import SENSITIVE_UNKNOWN, Document, Failed, opening
from cloudguard.sources.hcl.modules import Instance, Module, Tree, World, tree
from cloudguard.sources.hcl.syntax import Block, Body, GetAttr, Literal, Span, Trouble, Variable
from cloudguard.sources.hcl.variables import values as given_values
from cloudguard.sources.resource import SENSITIVE, Hidden, Resource, Resources, Trail
from cloudguard.sources.secrets import SHORTEST, Secrets, is_secret, without
from cloudguard.values import Known, Reference, Source, Unknown, Value

Complete: TypeAlias = Callable[[str, dict[str, Any], Any], tuple[Any, Any]]
"""What a provider adds to a resource: (type, attributes, unknown) as written, as planned."""
NOT_MADE: Final = "not made: its count or for_each is empty"
_NOWHERE: Final = Source("")


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


def read(folder: Path, variables: Variables, complete: Complete) -> Root:
    """Read a root module and all that it calls."""
    world = opened(folder, variables)
    with world.closed:
        return _read(world, complete)


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
    except Refused:
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
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _workspace(folder: Path, files: Files) -> str:
    try:
        return files.text(folder / ".terraform" / "environment").strip()
    except Refused:
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
        resolve=resolver(instance),
        doubt=instance.doubt,
    )


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


def resolver(instance: Instance) -> Callable[[Resource, Trail], Value[Any] | None]:
    """Return what resolves the unknown attributes of a resource by what is written."""

    def resolve(resource: Resource, trail: Trail) -> Value[Any] | None:
        found = descended(instance.tree, trail)
        return None if found is None else valued(found)

    return resolve


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


def _is_open(value: Any) -> bool:
    if isinstance(value, Document):
        return True
    return not isinstance(value, Reference) and opening(value) is not None


def _shown(node: Any) -> Any:
    """Return a structure with an `Unknown` in the place of each reference."""
    if isinstance(node, Reference):
        return Unknown(f"{node}, known only after apply", _NOWHERE)
    if isinstance(node, dict):
        return {name: _shown(value) for name, value in node.items()}
    if isinstance(node, list):
        return [_shown(value) for value in node]
    return node


class Blocks:
    """The provider blocks of a root module and its children."""

    def __init__(self, world: World) -> None:
        """Evaluate nothing before it is asked for."""
        self._world = world
        self._found: dict[str, tuple[Module, Block]] = {}
        self.providers: dict[str, ProviderBlock] = {}
        self._keys: dict[tuple[str, str], str] = {}
        self._trees: dict[str, Tree] = {}
        self._add(world.top)

    def _add(self, module: Module) -> None:
        for block in module.directory.providers:
            key = self._key(module, _provider_name(block))
            self._found[key] = (module, block)
            self.providers[key] = ProviderBlock(key, block.labels[0], module.address)

    @staticmethod
    def _key(module: Module, name: str) -> str:
        return f"{module.address}:{name}" if module.address else name

    def key_of(self, instance: Instance) -> str:
        """Return the key of the provider block that a resource is made with."""
        written = instance.block.body.attributes.get("provider")
        name = _named(written.value) if written else instance.block.labels[0].partition("_")[0]
        return self._resolved(instance.module, name)

    def _resolved(self, module: Module, name: str) -> str:
        cached = (module.address, name)
        if cached not in self._keys:
            self._keys[cached] = self._look_up(module, name)
        return self._keys[cached]

    def _look_up(self, module: Module, name: str) -> str:
        if module.parent is None or module.call is None:
            return name
        own = [b for b in module.directory.providers if _provider_name(b) == name]
        if any(set(b.body.attributes) - {"alias", "version"} for b in own):
            self._add(module)
            return self._key(module, name)
        passed = module.call.body.attributes.get("providers")
        if passed is not None:
            for key, value in getattr(passed.value, "items", ()):
                if _named(key) == name:
                    return self._resolved(module.parent, _named(value))
        return self._resolved(module.parent, name)

    def region(self, key: str) -> Value[str | None]:
        """Return the region of a provider block, as far as the source says it."""
        found = self.setting(key, "region")
        return Unknown(NO_REGION, Source(f"provider.{key}", "region")) if found is None else found

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets, None where it does not."""
        if key not in self._found:
            return None
        module, block = self._found[key]
        if key not in self._trees:
            self._trees[key] = tree(block, module.scope, nested=True)
        trail: list[str | int] = []
        node: Any = self._trees[key]
        for part in path.split("."):
            if isinstance(node, list):
                trail.append(0)
                node = node[0] if node else None
            trail.append(part)
            node = node.get(part) if isinstance(node, dict) else None
        found = descended(self._trees[key], tuple(trail))
        if found is None:
            return None
        source = Source(f"provider.{key}", path)
        value = valued(found)
        if isinstance(value, Known) and isinstance(value.value, Reference):
            return Unknown(f"{value.value} is known only after apply", source)
        return replace(value, source=source)


def _provider_name(block: Block) -> str:
    alias = block.body.attributes.get("alias")
    if alias is not None and isinstance(alias.value, Literal):
        return f"{block.labels[0]}.{alias.value.value}"
    return block.labels[0]


def _named(node: Any) -> str:
    """Return the name of a provider as it is referred to: `aws`, `aws.osaka`."""
    if isinstance(node, GetAttr):
        return f"{_named(node.of)}.{node.name}"
    if isinstance(node, Variable):
        return node.name
    return str(node.value) if isinstance(node, Literal) else ""
