"""The provider blocks of a root module and its children, and which of them a resource uses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cloudguard.sources.blocks import NO_REGION, ProviderBlock
from cloudguard.sources.hcl.modules import Instance, Module
from cloudguard.sources.hcl.syntax import Block, GetAttr, Literal, Span, Variable
from cloudguard.sources.hcl.trees import Tree, descended, tree, valued
from cloudguard.sources.hcl.world import World
from cloudguard.sources.resource import SENSITIVE
from cloudguard.sources.secrets import is_secret
from cloudguard.values import Known, Reference, Source, Unknown, Value


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
            name = _provider_name(block)
            if name is None:
                continue  # Terraform refuses an alias that is no plain text
            key = self._key(module, name)
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

    def block(self, key: str) -> Block | None:
        """Return a provider block as it is written."""
        found = self._found.get(key)
        return found[1] if found else None

    def locate(self, key: str, path: str) -> Span | None:
        """Return where a provider block sets something, or the block."""
        if (block := self.block(key)) is None:
            return None
        attribute = block.body.attributes.get(path.partition(".")[0])
        return attribute.span if attribute else block.span

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets, None where it does not."""
        if key not in self._found:
            return None
        if is_secret(path.rpartition(".")[2]):
            return Unknown(SENSITIVE.reason, Source(f"provider.{key}", path))
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


def _provider_name(block: Block) -> str | None:
    alias = block.body.attributes.get("alias")
    if alias is None:
        return block.labels[0]
    literal = alias.value.value if isinstance(alias.value, Literal) else None
    return f"{block.labels[0]}.{literal}" if isinstance(literal, str) else None


def _named(node: Any) -> str:
    """Return the name of a provider as it is referred to: `aws`, `aws.osaka`."""
    if isinstance(node, GetAttr):
        return f"{_named(node.of)}.{node.name}"
    if isinstance(node, Variable):
        return node.name
    return str(node.value) if isinstance(node, Literal) else ""
