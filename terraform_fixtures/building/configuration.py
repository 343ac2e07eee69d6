"""The `configuration` of a plan: what is written, without values."""

from __future__ import annotations

from typing import Any

from cloudguard.sources.hcl import syntax, types
from cloudguard.sources.hcl.expressions import Scope, attempted
from cloudguard.sources.hcl.functions import FailedError
from cloudguard.sources.hcl.modules import Module
from terraform_fixtures.building.examined import examine
from terraform_fixtures.building.expressions import (
    Nowhere,
    depends_on,
    expression,
    expressions,
    loops,
)
from terraform_fixtures.building.modules import Static, local_name
from terraform_fixtures.building.planner import Planner
from terraform_fixtures.building.provider_configs import config_key, provider_configs
from terraform_fixtures.building.schemas import Body, RefusalError
from terraform_fixtures.building.shown import after


class Configuration:
    """Writes the `configuration` of a plan."""

    def __init__(self, planner: Planner) -> None:
        """Take the modules, and the schemas by way of what plans them."""
        self.planner = planner
        self.providers = provider_configs(planner.root)

    def shown(self) -> dict[str, Any]:
        """Return the whole of it."""
        providers = {
            key: entry.shown
            for key, entry in sorted(self.providers.items())
            if not entry.parent
        }  # fmt: skip
        shown = {"provider_config": providers} if providers else {}
        return {**shown, "root_module": self._module(self.planner.root)}

    def _module(self, static: Static) -> dict[str, Any]:
        directory = static.module.directory
        blocks = sorted(directory.resources.items())
        resources = [
            self._resource(static, name, block)
            for mode in ("resource", "data")
            for name, block in blocks
            if block.type == mode
        ]
        found: dict[str, Any] = {
            "outputs": {n: _output(b.body) for n, b in sorted(directory.outputs.items())},
            "resources": resources,
            "module_calls": {
                n: self._call(directory.modules[n], c) for n, c in sorted(static.children.items())
            },
            "variables": {
                n: _variable(static.module, n, b) for n, b in sorted(directory.variables.items())
            },
        }
        return {name: value for name, value in found.items() if value}

    def _resource(self, static: Static, name: str, block: syntax.Block) -> dict[str, Any]:
        address = f"{static.path}.{name}" if static.path else name
        schema: Body | None = None
        if block.type == "resource":
            type_ = self.planner.type_of(static, block)
            examine(block, address, type_)
            schema = type_.body
        key = config_key(local_name(block), static.path)
        entry = self.providers.get(key)
        provisioners = [
            {"type": b.labels[0], "expressions": expressions(b.body, None, top=False)}
            for b in block.body.blocks
            if b.type == "provisioner"
        ]
        written = expressions(block.body, schema)
        return {
            "address": name,
            "mode": "data" if block.type == "data" else "managed",
            "type": block.labels[0],
            "name": block.labels[1],
            "provider_config_key": entry.parent if entry and entry.parent else key,
            **({"provisioners": provisioners} if provisioners else {}),
            **({"expressions": written} if written else {}),
            "schema_version": 0,
            **loops(block.body),
            **depends_on(block.body),
        }

    def _call(self, call: syntax.Block, child: Static) -> dict[str, Any]:
        body = call.body
        declared = child.module.directory.variables
        given = {n: expression(a.value) for n, a in body.attributes.items() if n in declared}
        return {
            "source": str(getattr(body.attributes["source"].value, "value", "")),
            **({"expressions": dict(sorted(given.items()))} if given else {}),
            **loops(body),
            "module": self._module(child),
            **depends_on(body),
        }


def _output(body: syntax.Body) -> dict[str, Any]:
    value = body.attributes.get("value")
    return {
        **({"sensitive": True} if literal(body, "sensitive") is True else {}),
        "expression": expression(value.value) if value else {},
        **depends_on(body),
        **_described(body),
    }


def _variable(module: Module, name: str, block: syntax.Block) -> dict[str, Any]:
    body = block.body
    found: dict[str, Any] = {}
    if "default" in body.attributes:
        value = attempted(body.attributes["default"].value, Scope(Nowhere()))
        try:
            type_: types.Type = types.ANY
            if "type" in body.attributes:
                written = body.attributes["type"].value
                type_ = types.constraint(written, lambda node: attempted(node, Scope(Nowhere())))
            found["default"] = after(types.convert(value, type_))
        except FailedError as wrong:
            raise RefusalError(f"{module.address}var.{name}: {wrong.reason}") from None
    return {
        **found,
        **_described(body),
        **({"sensitive": True} if literal(body, "sensitive") is True else {}),
    }


def _described(body: syntax.Body) -> dict[str, Any]:
    words = literal(body, "description")
    return {"description": words} if words else {}


def literal(body: syntax.Body, name: str) -> Any:
    """Return what an attribute says as it is written, None where that is no literal."""
    attribute = body.attributes.get(name)
    return getattr(attribute.value, "value", None) if attribute else None
