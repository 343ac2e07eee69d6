"""The instances of modules and resources, and what the names in them mean.

A plan says which instances there are and what is known of them; without one they follow from
`count` and `for_each`. Everything is evaluated when it is asked for, and once.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from cloudguard.sources.hcl import types
from cloudguard.sources.hcl.expressions import STEPS, Scope, attempted, evaluate
from cloudguard.sources.hcl.facts import MISSING
from cloudguard.sources.hcl.folder import Directory
from cloudguard.sources.hcl.functions import SENSITIVE_UNKNOWN, FailedError, Set, call, opening
from cloudguard.sources.hcl.keys import Keys, agreed, keys_of, loop_names, written_key
from cloudguard.sources.hcl.operations import among, made_of
from cloudguard.sources.hcl.parser import expression, template
from cloudguard.sources.hcl.syntax import Block, Body, Call, GetAttr, Literal, Tuple, Variable
from cloudguard.sources.hcl.trees import META, Tree, blocks, named, tree
from cloudguard.sources.hcl.variables import EVERY
from cloudguard.values import Known, Reference, Source, Unknown

if TYPE_CHECKING:
    from cloudguard.sources.hcl.world import World

_NOWHERE: Final = Source("")


@dataclass(slots=True)
class Instance:
    """One instance of a resource or data source."""

    address: str
    module: Module
    block: Block
    key: str | int | None
    names: Mapping[str, Any]
    doubt: str = ""
    _attributes: dict[str, Any] = field(default_factory=dict)
    _tree: Tree | None = None

    @property
    def scope(self) -> Scope:
        """Return the scope of its expressions."""
        return Scope(self.module, self.names)

    def attribute(self, name: str) -> Any:
        """Return an attribute: what is known of it, what is written, or its name."""
        if name not in self._attributes:
            itself = Reference(self.address, name)
            self._attributes[name] = itself  # one that leads to itself is its own name
            known = self.module.world.facts.attribute(self.address, name)
            value = self._written(name) if known is MISSING else known
            by_name = isinstance(value, Unknown) and not _is_choice(value)
            self._attributes[name] = itself if by_name else value
        return self._attributes[name]

    def _written(self, name: str) -> Any:
        attribute = self.block.body.attributes.get(name)
        if attribute is not None and name not in META:
            value = attempted(attribute.value, self.scope)
            return Reference(self.address, name) if value is None else value
        if any(block.makes == name for block in self.block.body.blocks):
            return named(blocks(self.block.body, name, self.scope), Reference(self.address, name))
        return Reference(self.address, name)

    @property
    def tree(self) -> Tree:
        """Return everything that is written, evaluated."""
        if self._tree is None:
            self._tree = tree(self.block, self.scope)
        return self._tree


def _is_choice(value: Unknown) -> bool:
    """Tell a value that is one of a few and no name: names are better known by whose they are."""
    return bool(value.among) and not any(isinstance(k.value, str) for k in value.among)


class Module:
    """One instance of a module: what the names in it mean."""

    def __init__(
        self,
        world: World,
        directory: Directory,
        address: str,
        parent: Module | None = None,
        call: Block | None = None,
        key: str | int | None = None,
        names: Mapping[str, Any] | None = None,
        doubt: str = "",
    ) -> None:
        """Take the folder, and for a child the call that makes it."""
        self.world, self.directory, self.address = world, directory, address
        self.parent, self.call, self.key = parent, call, key
        self.names = names or {}
        self.doubt = doubt
        self._values: dict[tuple[str, str], Any] = {}
        self._children: dict[str, tuple[Keys, dict[Any, Module]] | Unknown] = {}
        self._instances: dict[str, tuple[Keys, dict[Any, Instance]] | Unknown] = {}

    @property
    def scope(self) -> Scope:
        """Return the scope of what stands in the module outside of any loop."""
        return Scope(self)

    # What `expressions` asks for.

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        """Return what a name means."""
        if root in {"each", "count", "self"}:
            raise FailedError(f"{root} stands where it has no meaning")
        if not steps:
            raise FailedError("a name that means nothing here")
        if root in self._MEMBERS:
            return self._once(root, steps[0])
        name = ".".join((root, *steps))
        return self.resource(name)

    def attribute(self, of: Reference, name: str) -> Any:
        """Return an attribute of a resource, or an output of a module."""
        if of.attribute:
            return Reference(of.address, f"{of.attribute}.{name}")
        if (instance := self.world.instances.get(of.address)) is not None:
            return instance.attribute(name)
        if (module := self.world.modules.get(of.address)) is not None:
            return module.output(name)
        return Reference(of.address, name)

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        """Return what a function that reads files gives."""
        if (part := opening(args)) is not None:
            return made_of(part)
        if not args or not all(isinstance(arg, str) for arg in args[:1]):
            raise FailedError(f"{function}: a path is required")
        path = self.world.root / args[0]
        files = self.world.files
        if function == "fileset":
            return Set(files.matching(path, str(args[1])) if len(args) > 1 else [])
        if function != "templatefile":
            return files.answer(function, path)
        names = args[1] if len(args) > 1 else {}
        if not isinstance(names, dict):
            raise FailedError("templatefile: an object of values is required")
        return evaluate(template(files.text(path)), Scope(self, names))

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Return what a function of values gives."""
        return call(name, args, self.world.closed)

    def spend(self, steps: int) -> None:
        """Count steps of evaluation."""
        self.world.steps += steps + 1
        if self.world.steps > STEPS:
            raise FailedError("the evaluation has too many steps")

    # Variables, local values, outputs, modules.

    def _once(self, kind: str, name: str) -> Any:
        key = (kind, name)
        if key not in self._values:
            self._values[key] = Unknown(f"{kind}.{name} leads back to itself", _NOWHERE)
            self._values[key] = self._MEMBERS[kind](self, name)
        return self._values[key]

    def _variable(self, name: str) -> Any:
        block = self.directory.variables.get(name)
        if block is None:
            return Unknown(f"var.{name} is not declared", _NOWHERE)
        if _flag(block.body, "sensitive") or _flag(block.body, "ephemeral"):
            return SENSITIVE_UNKNOWN
        return self.plainly(name, block)

    def plainly(self, name: str, block: Block) -> Any:
        """Return what a variable holds, a secret too."""
        try:
            type_ = self._type(block.body)
        except FailedError as wrong:
            return Unknown(f"var.{name}: {wrong.reason}", _NOWHERE)
        value = self._given(name, type_)
        if value is None and _flag(block.body, "nullable", default=True):
            return None
        if value is MISSING or value is None:
            default = block.body.attributes.get("default")
            if default is None:
                where = f" of {self.address}" if self.address else ""
                return _possible(f"var.{name}{where} has no value", name, block.body, self.scope)
            value = attempted(default.value, self.scope)
        try:
            converted = types.convert(value, type_)
        except FailedError as wrong:
            return Unknown(f"var.{name}: {wrong.reason}", _NOWHERE)
        several = isinstance(converted, Unknown) and converted.among
        return among(converted, [converted]) if several else converted

    def _type(self, body: Body) -> types.Type:
        written = body.attributes.get("type")
        if written is None:
            return types.ANY
        value = written.value
        if isinstance(value, Literal) and isinstance(value.value, str):
            value = expression(value.value)  # the quoted form of Terraform 0.11
        return types.constraint(value, lambda node: attempted(node, self.scope))

    def _given(self, name: str, type_: types.Type) -> Any:
        """Return what a variable is given, MISSING where it is given nothing."""
        if self.parent is not None and self.call is not None:
            argument = self.call.body.attributes.get(name)
            if argument is None:
                return MISSING
            return attempted(argument.value, Scope(self.parent, self.names))
        if (known := self.world.facts.variable(name)) is not MISSING:
            return known
        if (given := self.world.given.get(name) or self.world.given.get(EVERY)) is None:
            return MISSING
        if given.expression is not None:
            return attempted(given.expression, self.scope)
        text = given.text or ""
        return text if types.is_text(type_) else attempted(expression(text), self.scope)

    def _local(self, name: str) -> Any:
        attribute = self.directory.locals.get(name)
        if attribute is None:
            return Unknown(f"local.{name} is not declared", _NOWHERE)
        return attempted(attribute.value, self.scope)

    def output(self, name: str) -> Any:
        """Return an output of the module."""
        return self._once("output", name)

    def _output(self, name: str) -> Any:
        block = self.directory.outputs.get(name)
        if block is None or "value" not in block.body.attributes:
            return Unknown(f"{self.address} has no output {name}", _NOWHERE)
        if _flag(block.body, "sensitive"):
            return SENSITIVE_UNKNOWN
        return attempted(block.body.attributes["value"].value, self.scope)

    def _path(self, name: str) -> Any:
        if name == "root":
            return "."
        if name == "module":
            return _relative(self.directory.path, self.world.root)
        return Unknown(f"path.{name} is known only when Terraform runs", _NOWHERE)

    def _terraform(self, name: str) -> Any:
        if name == "workspace" and self.world.workspace:
            return self.world.workspace
        return Unknown(f"terraform.{name} is known only when Terraform runs", _NOWHERE)

    def _module(self, name: str) -> Any:
        children = self.children(name)
        if isinstance(children, Unknown):
            return children
        keys, modules = children
        return _collected(keys, {key: Reference(m.address) for key, m in modules.items()})

    # Instances.

    def children(self, name: str) -> tuple[Keys, dict[Any, Module]] | Unknown:
        """Return the instances of a module call."""
        if name not in self._children:
            reason = f"module.{name}: its instances depend on themselves"
            self._children[name] = Unknown(reason, _NOWHERE)
            self._children[name] = self._made_children(name)
        return self._children[name]

    def _made_children(self, name: str) -> tuple[Keys, dict[Any, Module]] | Unknown:
        call_ = self.directory.modules.get(name)
        if call_ is None:
            return Unknown(f"module.{name} is not declared", _NOWHERE)
        directory = self.world.directory_of(self, name, call_)
        if isinstance(directory, Unknown):
            return directory
        keys = keys_of(call_, self.scope)
        if (known := self.world.facts.module_keys(self.address, name)) is not None:
            keys = agreed(keys, known)
        if not self.world.room_for("modules", len(keys.keys)):
            return self.world.lost(self, name, call_, f"module.{name}: too many modules")
        prefix = f"{self.address}.module.{name}" if self.address else f"module.{name}"
        made: dict[Any, Module] = {}
        for key in keys.keys:
            address = f"{prefix}{written_key(key)}"
            names = loop_names(keys, key)
            doubt = self.doubt or (keys.doubt.reason if keys.doubt else "")
            made[key] = Module(self.world, directory, address, self, call_, key, names, doubt)
            self.world.modules[address] = made[key]
        return keys, made

    def instances(self, name: str) -> tuple[Keys, dict[Any, Instance]] | Unknown:
        """Return the instances of a resource (`type.name`) or data source (`data.type.name`)."""
        if name not in self._instances:
            reason = f"{name}: its instances depend on themselves"
            self._instances[name] = Unknown(reason, _NOWHERE)
            self._instances[name] = self._made_instances(name)
        return self._instances[name]

    def _made_instances(self, name: str) -> tuple[Keys, dict[Any, Instance]] | Unknown:
        block = self.directory.resources.get(name)
        if block is None:
            return Unknown(f"{name} is not declared", _NOWHERE)
        keys = keys_of(block, self.scope)
        if (known := self.world.facts.keys(self.address, name)) is not None:
            keys = agreed(keys, known)
        if not self.world.room_for("instances", len(keys.keys)):
            return Unknown(f"{name}: too many instances", _NOWHERE)
        prefix = f"{self.address}.{name}" if self.address else name
        made: dict[Any, Instance] = {}
        for key in keys.keys:
            address = f"{prefix}{written_key(key)}"
            doubt = self.doubt or (keys.doubt.reason if keys.doubt else "")
            instance = Instance(address, self, block, key, loop_names(keys, key), doubt)
            made[key] = instance
            self.world.instances[address] = instance
        return keys, made

    def resource(self, name: str) -> Any:
        """Return a resource as a value: itself, or its instances by number or key."""
        instances = self.instances(name)
        if isinstance(instances, Unknown):
            return instances
        keys, made = instances
        return _collected(keys, {key: Reference(i.address) for key, i in made.items()})

    _MEMBERS: ClassVar[Mapping[str, Callable[[Module, str], Any]]] = {
        "var": _variable,
        "local": _local,
        "module": _module,
        "output": _output,
        "path": _path,
        "terraform": _terraform,
    }


def _collected(keys: Keys, made: dict[Any, Reference]) -> Any:
    if keys.kind == "one":
        return made[None]
    if keys.kind == "count":
        return [made[key] for key in keys.keys]
    if keys.kind == "each":
        return dict(made)
    reason = keys.doubt.reason if keys.doubt else "how many there are is not known"
    return Unknown(reason, _NOWHERE, (Known(made[None], _NOWHERE),))


def _flag(body: Body, name: str, *, default: bool = False) -> bool:
    attribute = body.attributes.get(name)
    if attribute is None or not isinstance(attribute.value, Literal):
        return default
    return attribute.value.value in (True, "true")


def _possible(reason: str, name: str, body: Body, scope: Scope) -> Unknown:
    """Return a variable without value: one of those its validation lists, where it does."""
    for block in body.blocks:
        condition = block.body.attributes.get("condition")
        node = condition.value if block.type == "validation" and condition else None
        match node:
            case Call("contains", (Tuple(items), asked)) if asked == GetAttr(Variable("var"), name):
                values = [attempted(item, scope) for item in items]
                if all(isinstance(value, str | int | float | bool) for value in values):
                    return Unknown(reason, _NOWHERE, tuple(Known(v, _NOWHERE) for v in values))
    type_ = body.attributes.get("type")
    if (
        type_ is not None
        and type_.value == Variable("bool")
        and not _flag(body, "nullable", default=True)
    ):
        return Unknown(reason, _NOWHERE, (Known(True, _NOWHERE), Known(False, _NOWHERE)))
    return Unknown(reason, _NOWHERE)


def _relative(path: Path, root: Path) -> str:
    """Return a folder as `path.module` names it: relative to the root module."""
    return Path(os.path.relpath(path, root)).as_posix()
