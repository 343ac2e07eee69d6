"""The modules of a root as they are written, and which providers they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from cloudguard.sources.hcl import syntax
from cloudguard.sources.hcl.folder import Directory, parsed, sources
from cloudguard.sources.hcl.modules import Module
from cloudguard.sources.hcl.world import World
from cloudguard.values import Unknown
from terraform_fixtures.building.schemas import RefusalError

REGISTRY: Final = "registry.terraform.io"


@dataclass(slots=True)
class Required:
    """An entry of `required_providers`."""

    source: str = ""
    version: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(slots=True)
class Static:
    """A module as it is written, once for each call of it."""

    path: str
    module: Module
    required: dict[str, Required]
    parent: Static | None = None
    children: dict[str, Static] = field(default_factory=dict)

    def full_name(self, local: str) -> str:
        """Return the full name of a provider that the module knows by a name of its own."""
        required = self.required.get(local.partition(".")[0])
        return full_name(local.partition(".")[0], required.source if required else "")

    def constraints(self, full: str) -> list[str]:
        """Return what the module demands of a provider's version."""
        return [r.version for n, r in self.required.items() if r.version and full == self._full(n)]

    def _full(self, local: str) -> str:
        return full_name(local, self.required[local].source)

    def at(self, module: Module) -> Static:
        """Return the module of an instance."""
        if module.parent is None or module.call is None:
            return self
        return self.at(module.parent).children[module.call.labels[0]]

    def all(self) -> Iterator[Static]:
        """Yield the module and all below it."""
        yield self
        for child in self.children.values():
            yield from child.all()


def full_name(local: str, source: str = "") -> str:
    """Return the full name of a provider of this source, or of this name where it has none."""
    if local == "terraform" and not source:
        return "terraform.io/builtin/terraform"
    parts = (source or local).lower().split("/")
    return "/".join([*(REGISTRY, "hashicorp")[: 3 - len(parts)], *parts])


def local_name(block: syntax.Block) -> str:
    """Return which provider a resource is of, as its module calls it."""
    written = block.body.attributes.get("provider")
    if written is None:
        return block.labels[0].partition("_")[0]
    return dotted(written.value)


def dotted(node: Any) -> str:
    """Return a name with its attributes as text."""
    if isinstance(node, syntax.GetAttr):
        return f"{dotted(node.of)}.{node.name}"
    return node.name if isinstance(node, syntax.Variable) else str(getattr(node, "value", ""))


def static(world: World) -> Static:
    """Return the modules of a root as they are written."""

    def made(module: Module, path: str, parent: Static | None) -> Static:
        found = Static(path, module, _required(world, module.directory), parent)
        for name, call in sorted(module.directory.modules.items()):
            directory = world.directory_of(module, name, call)
            if isinstance(directory, Unknown):
                raise RefusalError(directory.reason)
            below = f"{path}.module.{name}" if path else f"module.{name}"
            spare = Module(world, directory, below, module, call)
            found.children[name] = made(spare, below, found)
        return found

    return made(world.top, "", None)


def _required(world: World, directory: Directory) -> dict[str, Required]:
    found: dict[str, Required] = {}
    for name in sources(world.files.names(directory.path)):
        body, _ = parsed(world.files.text(directory.path / name), name)
        for block in body.blocks:
            if block.type in {"import", "moved", "removed"}:
                raise RefusalError(f"{name}: a block `{block.type}` needs a state")
            for inner in block.body.blocks if block.type == "terraform" else ():
                if inner.type == "required_providers":
                    for local, attribute in inner.body.attributes.items():
                        found[local] = _requirement(attribute.value)
    return found


def _requirement(value: syntax.Expression) -> Required:
    if isinstance(value, syntax.Literal):
        return Required(version=str(value.value))
    items = value.items if isinstance(value, syntax.Object) else ()
    given = {str(getattr(key, "value", "")): each for key, each in items}
    aliases = given.get("configuration_aliases")
    return Required(
        str(getattr(given.get("source"), "value", "")),
        str(getattr(given.get("version"), "value", "")),
        tuple(dotted(each) for each in aliases.items) if isinstance(aliases, syntax.Tuple) else (),
    )
