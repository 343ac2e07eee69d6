"""The modules of a plan: as they are written, and the instances that became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cloudguard.sources.addresses import calls_of, index_of, parent
from cloudguard.sources.resource import Resource
from cloudguard.sources.shapes import mapping


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the configuration: without instances, as written."""

    resources: Mapping[str, Mapping[str, Any]]
    calls: Mapping[str, Any]
    variables: Mapping[str, Any]
    outputs: Mapping[str, Any]


class Modules:
    """Finds what is written, and the instances of modules and resources, each in one step."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Take the root module of a plan's configuration."""
        self._root = root
        self._written: dict[tuple[str, ...], Module | None] = {}
        self._resources: dict[tuple[str, str], list[Resource]] = {}
        self._by_index: dict[tuple[str, str, str | int | None], Resource] = {}
        self._children: dict[tuple[str, str], dict[str | int | None, str]] = {}

    def bind(self, resources: Iterable[Resource]) -> None:
        """Index the instances; those of an earlier call are forgotten."""
        found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        children: dict[tuple[str, str], dict[str | int | None, str]] = defaultdict(dict)
        self._by_index = {}
        seen = {""}
        for resource in resources:
            name = _name(resource.mode, resource.type, resource.name)
            found[resource.module, name].append(resource)
            self._by_index[resource.module, name, resource.index] = resource
            module = resource.module
            while module not in seen:
                seen.add(module)
                above = parent(module)
                if calls := calls_of(module):
                    children[above, calls[-1]][index_of(module)] = module
                module = above
        self._resources, self._children = dict(found), dict(children)

    def written(self, calls: tuple[str, ...]) -> Module | None:
        """Return the module that a chain of calls leads to."""
        if calls not in self._written:
            node: Any = self._root
            for name in calls:
                node = mapping(
                    mapping(mapping(mapping(node).get("module_calls")).get(name)).get("module")
                )
            self._written[calls] = _module(node) if node else None
        return self._written[calls]

    def resource(self, module: str, mode: str, type_: str, name: str) -> Mapping[str, Any]:
        """Return what is written of a resource: empty where the plan does not say."""
        written = self.written(calls_of(module))
        return written.resources.get(_name(mode, type_, name), {}) if written else {}

    def instances(self, module: str, name: str) -> Sequence[Resource]:
        """Return the instances of `type.name` (`data.type.name`) in a module instance."""
        return self._resources.get((module, name), ())

    def instance(self, module: str, name: str, index: str | int | None) -> Resource | None:
        """Return the instance of one key."""
        return self._by_index.get((module, name, index))

    def children(self, module: str, call: str) -> Mapping[str | int | None, str]:
        """Return the instances of a module call by key: their addresses."""
        return self._children.get((module, call), {})


def _module(node: Mapping[str, Any]) -> Module:
    resources = node.get("resources")
    return Module(
        {
            str(entry.get("address")): entry
            for entry in (resources if isinstance(resources, list) else ())
            if isinstance(entry, dict)
        },
        mapping(node.get("module_calls")),
        mapping(node.get("variables")),
        mapping(node.get("outputs")),
    )


def _name(mode: str, type_: str, name: str) -> str:
    return f"data.{type_}.{name}" if mode == "data" else f"{type_}.{name}"
