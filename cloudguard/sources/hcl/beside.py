"""The source beside a plan: the expressions that the plan does not show, and their lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cloudguard.sources.addresses import calls_of, index_of, parent
from cloudguard.sources.configuration import UNTOLD
from cloudguard.sources.expressions import alike
from cloudguard.sources.hcl.facts import MISSING
from cloudguard.sources.hcl.fitting import fits
from cloudguard.sources.hcl.keys import KeyList
from cloudguard.sources.hcl.locations import located
from cloudguard.sources.hcl.modules import Instance, Module
from cloudguard.sources.hcl.provider_blocks import Blocks
from cloudguard.sources.hcl.root import Variables, opened
from cloudguard.sources.hcl.syntax import Block, Body, Span, Trouble
from cloudguard.sources.hcl.trees import Tree, descended, unspoken, valued
from cloudguard.sources.hcl.world import World
from cloudguard.sources.modules import Modules
from cloudguard.sources.plan import Plan
from cloudguard.sources.resource import Hidden, Resource, Trail
from cloudguard.sources.shapes import mapping
from cloudguard.values import Source, Unknown, Value


class PlanFacts:
    """What a plan knows of the instances that its source describes."""

    def __init__(self, modules: Modules, variables: Mapping[str, Any]) -> None:
        """Take the modules of the plan, bound to its resources, and the values of variables."""
        self._modules, self._variables = modules, variables
        self._by_address: dict[str, Resource] = {}

    def bind(self, by_address: Mapping[str, Resource]) -> None:
        """Take the resources of the plan."""
        self._by_address = dict(by_address)

    def keys(self, module: str, name: str) -> KeyList | None:
        """Return the keys of the instances that the plan makes."""
        return tuple(resource.index for resource in self._modules.instances(module, name))

    def module_keys(self, module: str, call: str) -> KeyList | None:
        """Return the keys of the instances of a module call."""
        return tuple(self._modules.children(module, call))

    def attribute(self, address: str, name: str) -> Any:
        """Return an attribute that the plan knows."""
        resource = self._by_address.get(address)
        if resource is None or not isinstance(resource.attributes, dict):
            return MISSING
        if resource.unknown is True or mapping(resource.unknown).get(name):
            return MISSING
        value = resource.attributes.get(name, MISSING)
        if isinstance(value, Hidden):
            return Unknown(value.reason, Source(""))
        return value

    def variable(self, name: str) -> Any:
        """Return the value that a variable had when the plan was made."""
        return self._variables.get(name, MISSING)


class Beside:
    """The source of a plan."""

    @classmethod
    def of(cls, folder: Path, plan: Plan) -> Beside:
        """Read the source of a plan, and let the plan's unknown values be resolved by it."""
        world = opened(folder, Variables())
        facts = PlanFacts(plan.configuration.modules, plan.configuration.variables)
        facts.bind(plan.resources.by_address)
        world.facts = facts
        beside = cls(world, plan)
        plan.configuration.beside = beside
        return beside

    def __init__(self, world: World, plan: Plan) -> None:
        """Take the source, and what the plan says is written."""
        self._world, self._modules = world, plan.configuration.modules
        self._providers = plan.configuration.providers
        self._by_address = plan.resources.by_address
        self._secrets = plan.configuration.secrets
        self._blocks = Blocks(world)
        self._instances: dict[str, Instance | None] = {}
        self._fitting: dict[tuple[str, str], bool] = {}

    def close(self) -> None:
        """End the evaluator, which answers until everything is judged."""
        self._world.closed.close()

    @property
    def troubles(self) -> list[Trouble]:
        """Return what of the source was not read."""
        return self._world.troubles

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets, None where the source does not say it."""
        return self._blocks.setting(key, path) if self._trusted(key, path) else None

    def _trusted(self, key: str, path: str) -> bool:
        """Tell whether a provider block sets an attribute as the plan says it."""
        name = path.partition(".")[0]
        block, planned = self._blocks.block(key), self._providers.get(key)
        if block is None or planned is None:
            return False
        expressions = {n: e for n, e in planned.expressions.items() if n == name}
        attributes = {n: a for n, a in block.body.attributes.items() if n == name}
        blocks = [b for b in block.body.blocks if b.type == name]
        return fits(expressions, Body(attributes, blocks))

    def resolve(self, resource: Resource, trail: Trail) -> Value[Any] | object | None:
        """Return what is written at an attribute that the plan does not know.

        UNTOLD where the source is not that of the resource, None where nothing is written.
        """
        instance = self._instance(resource)
        if instance is None:
            return UNTOLD
        found: Any = instance.tree
        whole = resource.attributes if resource.whole is None else resource.whole
        for position, step in enumerate(trail):
            if not isinstance(step, int) or not isinstance(found, list):
                found = descended(found, (step,))
            else:
                found = _chosen(found, _planned(whole, trail[: position + 1]), step)
                if found is None:
                    return UNTOLD
            if isinstance(found, Unknown):
                found = descended(found, trail[position + 1 :])
                break
            if found is None:
                return None
        return unspoken(valued(found), self._secrets) if found is not None else None

    def locate(self, address: str, path: str) -> Span | None:
        """Return where an attribute is written, None where that is not sure."""
        if address.startswith("provider."):
            key = address.removeprefix("provider.")
            return self._blocks.locate(key, path) if self._trusted(key, path) else None
        resource = self._by_address.get(address)
        instance = self._instance(resource) if resource else None
        if resource is None or instance is None:
            return None

        def pick(trail: tuple[str | int, ...], blocks: list[Any], number: int) -> Any:
            return _chosen(blocks, _planned(resource.attributes, (*trail, number)), number)

        return located(instance, path, pick)

    def _instance(self, resource: Resource) -> Instance | None:
        if resource.address not in self._instances:
            self._instances[resource.address] = self._found(resource)
        return self._instances[resource.address]

    def _found(self, resource: Resource) -> Instance | None:
        module = self._module(resource.module)
        if module is None:
            return None
        name = f"{resource.type}.{resource.name}"
        name = f"data.{name}" if resource.mode == "data" else name
        block = module.directory.resources.get(name)
        if block is None or not self._fits(resource, name, block):
            return None
        instances = module.instances(name)
        return None if isinstance(instances, Unknown) else instances[1].get(resource.index)

    def _module(self, address: str) -> Module | None:
        if not address:
            return self._world.top
        above = self._module(parent(address))
        if above is None:
            return None
        children = above.children(calls_of(address)[-1])
        return None if isinstance(children, Unknown) else children[1].get(index_of(address))

    def _fits(self, resource: Resource, name: str, block: Block) -> bool:
        """Tell whether a block is what the plan was made of: same names, same constants."""
        key = (resource.module, name)
        if key not in self._fitting:
            names = (resource.mode, resource.type, resource.name)
            written = self._modules.resource(resource.module, *names)
            expressions = mapping(written.get("expressions"))
            self._fitting[key] = bool(written) and fits(expressions, block.body)
        return self._fitting[key]


def _planned(attributes: Any, trail: Trail) -> Any:
    for step in trail:
        if isinstance(step, int):
            inside = isinstance(attributes, list) and step < len(attributes)
            attributes = attributes[step] if inside else None
        else:
            attributes = attributes.get(step) if isinstance(attributes, dict) else None
    return attributes


def _chosen(blocks: list[Any], planned: Any, number: int) -> Any:
    """Return the written block that became a planned one: sets have no order of their own."""
    if len(blocks) == 1:
        return blocks[0]
    fitting = [block for block in blocks if _agrees(block, planned)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting and all(block == fitting[0] for block in fitting):
        return fitting[0]
    return None


def _agrees(block: Any, planned: Any) -> bool:
    if not isinstance(block, Tree) or not isinstance(planned, dict):
        return False
    return all(
        not isinstance(value, str | int | float | bool) or alike(value, planned.get(name))
        for name, value in block.items()
    )
