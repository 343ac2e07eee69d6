"""One fixture's plan, put together as `terraform show -json` prints it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

from cloudguard.sources.addresses import parent
from cloudguard.sources.hcl.modules import Instance, Module
from cloudguard.sources.hcl.root import Variables, opened
from cloudguard.sources.hcl.world import World
from cloudguard.values import Reference, Unknown
from terraform_fixtures.building.configuration import Configuration, literal
from terraform_fixtures.building.expressions import depends_on
from terraform_fixtures.building.modules import local_name, static
from terraform_fixtures.building.planner import Clear, Planner
from terraform_fixtures.building.schemas import Answers, RefusalError, Schemas
from terraform_fixtures.building.shown import (
    GONE,
    MADE_OF,
    after,
    leaves,
    refuse_unsound,
    sensitive,
    type_of,
    unknown,
)
from terraform_fixtures.regenerating.fixtures import TIMESTAMP

FORMAT: Final = "1.2"
TERRAFORM: Final = "1.11.4"
ANSWERS: Final = "answers.json"


class Plan:
    """Puts the plan of one fixture together."""

    def __init__(self, folder: Path, schemas: Schemas, answers: Answers) -> None:
        """Open the source twice: with its marks of what is sensitive, and without."""
        if any((folder / name).exists() for name in ("terraform.tfstate", "plan.arguments")):
            raise RefusalError(
                "it begins with a state or has arguments, which only Terraform takes"
            )
        self.answers = answers
        self.marked = _planner(_opened(folder, World), schemas, answers)
        self.clear = _planner(_opened(folder, Clear), schemas, answers)
        self.root = self.clear.root

    def close(self) -> None:
        """End the evaluators."""
        self.marked.world.closed.close()
        self.clear.world.closed.close()

    def document(self) -> dict[str, Any]:
        """Return the whole plan."""
        configuration = Configuration(self.marked).shown()
        managed, read, answered = self._resources()
        outputs = self._outputs()
        known = {
            name: {"sensitive": each["sensitive"], "value": each["value"], "type": each["type"]}
            for name, each in outputs[0].items()
            if each.get("value") is not None
        }
        prior = {**({"outputs": known} if known else {}), "root_module": _tree(answered)}
        shown: dict[str, Any] = {
            "format_version": FORMAT,
            "terraform_version": TERRAFORM,
            "variables": self._variables(),
            "planned_values": {
                **({"outputs": outputs[0]} if outputs[0] else {}),
                "root_module": _tree([*managed, *read]),
            },
            "resource_changes": [change for _, _, change in sorted(
                [*managed, *read], key=lambda entry: entry[0]
            )],
            "output_changes": outputs[1],
            "prior_state": {
                "format_version": "1.0", "terraform_version": TERRAFORM, "values": prior,
            } if known or answered else {},
            "configuration": configuration,
            "timestamp": TIMESTAMP,
            "applyable": True,
            "complete": True,
            "errored": False,
        }  # fmt: skip
        built: dict[str, Any] = {
            "by": "terraform_fixtures/build.py",
            "schemas": dict(sorted(self.clear.versions.items())),
        }
        silent = [e["address"] for _, e, _ in answered if e["address"] not in self.answers]
        if silent:
            built["unanswered"] = sorted(silent)
        shown = {name: value for name, value in shown.items() if value not in ([], {})}
        return {**shown, "built": built}

    def _variables(self) -> dict[str, Any]:
        module = self.clear.world.top
        found = {}
        for name, block in sorted(module.directory.variables.items()):
            value = module.plainly(name, block)
            refuse_unsound(value, f"var.{name} ")
            found[name] = {"value": after(value)}
        return found

    def _outputs(self) -> tuple[dict[str, Any], dict[str, Any]]:
        planned, changes = {}, {}
        for name, block in sorted(self.root.module.directory.outputs.items()):
            value = self._whole(self.clear.world.top.output(name))
            refuse_unsound(value, f"output.{name} ")
            original = self.marked.world.top.directory.outputs[name]
            secret = literal(original.body, "sensitive") is True
            known, open_ = after(value), unknown(value)
            whole = not any(leaves(value))
            planned[name] = {
                "sensitive": secret,
                **({"type": type_of(value), "value": known} if whole else {}),
            }
            changes[name] = {
                "actions": ["no-op" if value is None else "create"],
                "before": None,
                **({} if known is GONE else {"after": known}),
                "after_unknown": False if whole else open_,
                "before_sensitive": secret,
                "after_sensitive": secret,
            }
            if not block.body.attributes:
                raise RefusalError(f"output.{name} has no value")
        return planned, changes

    def _whole(self, value: Any) -> Any:
        """Return a value with what is planned for each resource that it names."""
        if isinstance(value, Reference) and not value.attribute:
            instance = self.clear.world.instances.get(value.address)
            return self.clear.body(instance) if instance else value
        if isinstance(value, dict):
            return {name: self._whole(each) for name, each in value.items()}
        return [self._whole(each) for each in value] if type(value) is list else value

    def _resources(self) -> tuple[list[Entry], list[Entry], list[Entry]]:
        managed: list[Entry] = []
        read: list[Entry] = []
        answered: list[Entry] = []
        for module in self.clear.world.every_module():
            for name, block in module.directory.resources.items():
                for instance in _instances(module, name):
                    if block.type == "resource":
                        managed.append(self._entry(instance, ["create"], ""))
                    elif why := self._deferred(instance):
                        read.append(self._entry(instance, ["read"], why))
                    else:
                        answered.append(self._entry(instance, ["no-op"], ""))
        return managed, read, answered

    def _entry(self, instance: Instance, actions: list[str], why: str) -> Entry:
        body = self.clear.body(instance)
        refuse_unsound(body, f"{instance.address} ")
        twin = self.marked.world.instances.get(instance.address)
        if twin is None:
            _counted(self.marked.world)
            twin = self.marked.world.instances[instance.address]
        marks = sensitive(self.marked.body(twin), body)
        block = instance.block
        if instance.block.type == "data":
            body = body if "id" in body else {**body, "id": Reference(instance.address, "id")}
        named: dict[str, Any] = {
            "mode": "data" if block.type == "data" else "managed",
            "type": block.labels[0],
            "name": block.labels[1],
            **({} if instance.key is None else {"index": instance.key}),
            "provider_name": self.root.at(instance.module).full_name(local_name(block)),
        }
        module = {"module_address": instance.module.address} if instance.module.address else {}
        values = after(body)
        planned = {
            "address": instance.address, **named, "schema_version": 0,
            **({"values": values} if values else {}), "sensitive_values": marks,
        }  # fmt: skip
        change = {
            "address": instance.address, **module, **named,
            "change": {
                "actions": actions, "before": None, "after": values,
                "after_unknown": unknown(body), "before_sensitive": False,
                "after_sensitive": marks,
            },
            **({"action_reason": why} if why else {}),
        }  # fmt: skip
        return _order(instance), planned, change

    def _deferred(self, instance: Instance) -> str:
        """Return why a data source is read only at apply; nothing where it is read at once."""
        body = self.clear.body(instance)
        if any(self._pending(leaf) for _, leaf in leaves(body)):
            return "read_because_config_unknown"
        depends = [depends_on(instance.block.body)]
        module: Module | None = instance.module
        while module is not None and module.call is not None:
            depends.append(depends_on(module.call.body))
            module = module.parent
        pending = [name for each in depends for name in each.get("depends_on", ())]
        if any(not name.startswith("data.") for name in pending):
            return "read_because_dependency_pending"
        return ""

    def _pending(self, leaf: Any) -> bool:
        """Tell what hangs on a resource from what hangs on a data source read at once."""
        named = str(leaf) if isinstance(leaf, Reference) else leaf.reason.removeprefix(MADE_OF)
        for address, instance in self.clear.world.instances.items():
            if instance.block.type == "data" and named.startswith(f"{address}."):
                return bool(self._deferred(instance))
        return True


Order: TypeAlias = tuple[Any, ...]
Entry: TypeAlias = tuple[Order, dict[str, Any], dict[str, Any]]
"""Where a resource stands among the changes, as a planned value, as a change."""


def _opened(folder: Path, kind: type[World]) -> World:
    world = opened(folder, Variables())
    world.workspace = world.workspace or "default"
    return kind(**{f.name: getattr(world, f.name) for f in dataclasses.fields(world)})


def _planner(world: World, schemas: Schemas, answers: Answers) -> Planner:
    found = Planner(world, static(world), schemas, answers)
    for each in found.root.all():
        if each.module.directory.troubles:
            trouble = each.module.directory.troubles[0]
            where = f"{Path(trouble.span.file).name}:{trouble.span.line}"
            raise RefusalError(f"{where}: {trouble.reason}")
    return found


def _counted(world: World) -> None:
    """Let every module of a world count its instances."""
    for module in world.every_module():
        for name in module.directory.resources:
            module.instances(name)


def _instances(module: Module, name: str) -> list[Instance]:
    found = module.instances(name)
    where = f"{module.address}.{name}" if module.address else name
    if isinstance(found, Unknown):
        raise RefusalError(f"{where}: {found.reason}")
    keys, made = found
    if keys.kind == "unknown":
        reason = keys.doubt.reason if keys.doubt else "how many there are is not known"
        raise RefusalError(f"{where}: its count or for_each: {reason}")
    return list(made.values())


def _keyed(key: str | int | None) -> Order:
    return (0,) if key is None else (1, key) if isinstance(key, int) else (2, key)


def _order(instance: Instance) -> Order:
    """Return where Terraform lists a change (addrs.AbsResourceInstance.Less)."""
    path: list[Order] = []
    module: Module | None = instance.module
    while module is not None and module.call is not None:
        path.insert(0, (module.call.labels[0], _keyed(module.key)))
        module = module.parent
    block = instance.block
    return len(path), path, block.type != "data", *block.labels[:2], _keyed(instance.key)


def _tree(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return resources as modules within modules."""
    modules: dict[str, dict[str, Any]] = {"": {}}

    def module(address: str) -> dict[str, Any]:
        if address not in modules:
            modules[address] = {}
            above = module(parent(address))
            above.setdefault("child_modules", []).append((address, modules[address]))
        return modules[address]

    for _, planned, change in entries:
        within = module(change.get("module_address", ""))
        within.setdefault("resources", []).append(planned)

    def shown(node: dict[str, Any], address: str) -> dict[str, Any]:
        resources = sorted(node.get("resources", ()), key=lambda each: str(each["address"]))
        children = [shown(below, name) for name, below in sorted(
            node.get("child_modules", ()), key=lambda pair: str(pair[0])
        )]  # fmt: skip
        return {
            **({"resources": resources} if resources else {}),
            **({"address": address} if address else {}),
            **({"child_modules": children} if children else {}),
        }

    return shown(modules[""], "")


def plan(folder: Path, schemas: Schemas, answers: Answers | None = None) -> str:
    """Return the plan of a fixture as `terraform show -json` would print it."""
    if answers is None:
        file = folder / ANSWERS
        answers = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    made = Plan(folder, schemas, answers)
    try:
        document = made.document()
    finally:
        made.close()
    printed = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":  # as Go's encoding/json writes them
        printed = printed.replace(letter, f"\\u{ord(letter):04x}")
    return printed + "\n"
