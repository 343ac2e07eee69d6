"""The `provider_config` of a plan: each provider block, and what is passed on to modules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cloudguard.sources.hcl import syntax
from terraform_fixtures.building.expressions import expressions
from terraform_fixtures.building.modules import Static, dotted, local_name
from terraform_fixtures.building.schemas import RefusalError, version_of


@dataclass(slots=True)
class ProviderConfig:
    """An entry of `provider_config`; one with a `parent` only passes that on."""

    shown: dict[str, Any]
    parent: str = ""


def provider_configs(root: Static) -> dict[str, ProviderConfig]:
    """Return the providers of all modules (terraform, jsonconfig/config.go)."""
    found: dict[str, ProviderConfig] = {}
    _add_providers(root, found)
    return found


def config_key(name: str, path: str) -> str:
    """Return under what a provider stands in `provider_config`."""
    return f"{path}:{name}" if path else name


def _add_providers(static: Static, found: dict[str, ProviderConfig]) -> None:
    def shown(name: str, full: str, alias: str = "") -> dict[str, Any]:
        entry = {"name": name, "full_name": full}
        constraints = static.constraints(full)
        more = {
            "alias": alias,
            "version_constraint": _constraint(",".join(constraints)),
            "module_address": static.path,
        }
        return entry | {name: value for name, value in more.items() if value}

    def inherited(name: str, full: str) -> str:
        if static.parent is None:
            return ""
        return _source(config_key(name, static.parent.path), full, found)

    for block in static.module.directory.providers:
        alias = str(getattr(getattr(block.body.attributes.get("alias"), "value", ""), "value", ""))
        local = block.labels[0]
        entry = shown(local, static.full_name(local), alias)
        written = {
            name: value
            for name, value in expressions(block.body, None, top=False).items()
            if name not in {"alias", "version"}
        }
        key = config_key(f"{local}.{alias}" if alias else local, static.path)
        found[key] = ProviderConfig(entry | ({"expressions": written} if written else {}))
    for local, required in static.required.items():
        full = static.full_name(local)
        for alias in required.aliases:
            found.setdefault(config_key(alias, static.path), ProviderConfig(shown(local, full)))
        entry = shown(local, full)
        found.setdefault(
            config_key(local, static.path), ProviderConfig(entry, inherited(local, full))
        )
    for full in sorted({static.full_name(local_name(b)) for b in _made(static)}):
        name = full.rpartition("/")[2]
        entry = shown(name, full)
        found.setdefault(
            config_key(name, static.path), ProviderConfig(entry, inherited(name, full))
        )
    for name, child in static.children.items():
        _pass_on(static, static.module.directory.modules[name], child, found)
        _add_providers(child, found)


def _pass_on(
    static: Static, call: syntax.Block, child: Static, found: dict[str, ProviderConfig]
) -> None:
    passed = call.body.attributes.get("providers")
    items = passed.value.items if passed and isinstance(passed.value, syntax.Object) else ()
    for key, value in items:
        inside, outside = dotted(key), dotted(value)
        full = child.full_name(inside)
        entry = {"name": inside, "full_name": full, "module_address": child.path}
        parent = _source(config_key(outside, static.path), full, found)
        found[config_key(inside, child.path)] = ProviderConfig(entry, parent)


def _made(static: Static) -> list[syntax.Block]:
    return list(static.module.directory.resources.values())


def _source(key: str, full: str, found: Mapping[str, ProviderConfig]) -> str:
    """Return the entry that stands at the beginning of what is passed on."""
    last = ""
    while key and key in found and found[key].shown["full_name"] == full:
        last, key = key, found[key].parent
    return last


def _constraint(written: str) -> str:
    """Return version constraints in Terraform's own spelling."""
    found = []
    for each in filter(None, (part.strip() for part in written.split(","))):
        match = re.fullmatch(r"(~>|>=|<=|!=|=|>|<|)\s*v?([\d.]+)(.*)", each)
        if match is None:
            raise RefusalError(f"the version constraint {each!r} is not understood")
        parts = match[2].split(".")
        least = 2 if match[1] == "~>" else 3
        version = ".".join(parts + ["0"] * (least - len(parts))) + match[3]
        operator = "" if match[1] == "=" else f"{match[1]} "
        found.append((version_of(version), f"{operator}{version}"))
    return ", ".join(shown for _, shown in sorted(found, key=lambda pair: pair[0]))
