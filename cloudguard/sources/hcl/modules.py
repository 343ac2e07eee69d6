"""The instances of modules and resources, and what the names in them mean.

A plan says which instances there are and what is known of them; without one they follow from
`count` and `for_each`. Everything is evaluated when it is asked for, and once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from cloudguard.sources.hcl import types
from cloudguard.sources.hcl.expressions import STEPS, Scope, attempted, evaluate, iterated, made_of
from cloudguard.sources.hcl.files import Files, Refused
from cloudguard.sources.hcl.folder import Directory, load
from cloudguard.sources.hcl.functions import SENSITIVE_UNKNOWN, Closed, Failed, Set, call, opening
from cloudguard.sources.hcl.parser import expression, template
from cloudguard.sources.hcl.syntax import (
    Attribute,
    Block,
    Body,
    Call,
    Expression,
    GetAttr,
    Literal,
    Span,
    Trouble,
    Tuple,
    Variable,
)
from cloudguard.sources.hcl.variables import Given
from cloudguard.values import Known, Reference, Source, Unknown

DEPTH: Final = 20
"""Modules within modules: more are a mistake."""
MOST: Final = 10_000
"""Instances of one block."""
MISSING: Final = object()
"""What is not known from anywhere else."""
_NOWHERE: Final = Source("")
_META: Final = frozenset(
    {"count", "for_each", "provider", "depends_on", "source", "version", "providers"}
)
_META_BLOCKS: Final = frozenset({"lifecycle", "provisioner", "connection"})


class Facts(Protocol):
    """What is known of a root module before its source is read: what a plan says."""

    def keys(self, module: str, name: str) -> Keys | None:
        """Return the keys of the instances of a resource."""

    def module_keys(self, module: str, call: str) -> Keys | None:
        """Return the keys of the instances of a module call."""

    def attribute(self, address: str, name: str) -> Any:
        """Return an attribute that is known, MISSING where it is not."""

    def variable(self, name: str) -> Any:
        """Return the value of a variable of the root module, MISSING where it has none."""


class NoFacts:
    """Knows nothing but the source."""

    def keys(self, module: str, name: str) -> Keys | None:
        """Leave it to `count` and `for_each`."""
        return None

    def module_keys(self, module: str, call: str) -> Keys | None:
        """Leave it to `count` and `for_each`."""
        return None

    def attribute(self, address: str, name: str) -> Any:
        """Leave it to the source."""
        return MISSING

    def variable(self, name: str) -> Any:
        """Leave it to the source."""
        return MISSING


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of the instances of a block.

    `kind` is `one` (without a key), `count`, `each`, or `unknown`: then there is one instance
    that stands for all, and `doubt` says why there may be none.
    """

    kind: str
    keys: tuple[str | int | None, ...]
    values: Mapping[Any, Any] = field(default_factory=dict)
    doubt: Unknown | None = None


ONE: Final = Keys("one", (None,))


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
            named = isinstance(value, Unknown) and not _is_choice(value)
            self._attributes[name] = itself if named else value
        return self._attributes[name]

    def _written(self, name: str) -> Any:
        attribute = self.block.body.attributes.get(name)
        if attribute is not None and name not in _META:
            value = attempted(attribute.value, self.scope)
            return Reference(self.address, name) if value is None else value
        if any(_type_of(block) == name for block in self.block.body.blocks):
            return blocks(self.block.body, name, self.scope)
        return Reference(self.address, name)

    @property
    def tree(self) -> Tree:
        """Return everything that is written, evaluated."""
        if self._tree is None:
            self._tree = tree(self.block, self.scope)
        return self._tree


def _is_choice(value: Unknown) -> bool:
    """Tell a value that is one of a few, and no name: a name is better known by where it is from."""
    return bool(value.among) and not any(isinstance(k.value, str) for k in value.among)


class Tree(dict[str, Any]):
    """An evaluated block: values of attributes, lists of trees for blocks.

    `body` knows where everything in it stands, `span` where it stands itself.
    """

    __slots__ = ("body", "span")

    def __init__(self, block: Block) -> None:
        """Keep where it is written."""
        super().__init__()
        self.body, self.span = block.body, block.span


def tree(block: Block, scope: Scope, *, nested: bool = False) -> Tree:
    """Evaluate a block: nothing is raised, what cannot be evaluated is unknown."""
    found = Tree(block)
    body = block.body
    for name, attribute in body.attributes.items():
        if nested or name not in _META:
            found[name] = attempted(attribute.value, scope)
    for type_ in dict.fromkeys(_type_of(block) for block in body.blocks):
        if nested or type_ not in _META_BLOCKS:
            found[type_] = blocks(body, type_, scope)
    return found


def blocks(body: Body, type_: str, scope: Scope) -> Any:
    """Return the blocks of a type, evaluated, those that `dynamic` makes among them."""
    found: list[Any] = []
    for block in body.blocks:
        if _type_of(block) != type_:
            continue
        if block.type != "dynamic":
            found.append(tree(block, scope, nested=True))
            continue
        made = _dynamic(block, scope)
        if isinstance(made, Unknown):
            return made
        found += made
    return found


def _type_of(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _dynamic(block: Block, scope: Scope) -> Any:
    """Return what a dynamic block makes: unknown where it is not known over what it goes."""
    for_each = block.body.attributes.get("for_each")
    content = next((b for b in block.body.blocks if b.type == "content"), None)
    if for_each is None or content is None:
        return Unknown("a dynamic block without for_each or content", _NOWHERE)
    iterator = block.labels[0]
    if (named := block.body.attributes.get("iterator")) and isinstance(named.value, Variable):
        iterator = named.value.name

    def made(over: Any) -> Any:
        if over is None or isinstance(over, Unknown | Reference):
            return made_of(over) if over is not None else []
        inner = (
            scope.with_names({iterator: {"key": key, "value": value}})
            for key, value in iterated(over)
        )
        return [tree(content, each, nested=True) for each in inner]

    over = attempted(for_each.value, scope)
    try:
        if isinstance(over, Unknown) and over.among:
            alternatives = tuple(Known(made(known.value), _NOWHERE) for known in over.among)
            return Unknown(over.reason, over.source, alternatives)
        return made(over)
    except Failed as wrong:
        return Unknown(wrong.reason, _NOWHERE)


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
            raise Failed(f"{root} stands where it has no meaning")
        if not steps:
            raise Failed("a name that means nothing here")
        if root in _MEMBERS:
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
            raise Failed(f"{function}: a path is required")
        path = self.world.root / args[0]
        files = self.world.files
        if function == "fileset":
            return Set(files.matching(path, str(args[1])) if len(args) > 1 else [])
        if function != "templatefile":
            return files.answer(function, path)
        names = args[1] if len(args) > 1 else {}
        if not isinstance(names, dict):
            raise Failed("templatefile: an object of values is required")
        return evaluate(template(files.text(path)), Scope(self, names))

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Return what a function of values gives."""
        return call(name, args, self.world.closed)

    def spend(self, steps: int) -> None:
        """Count steps of evaluation."""
        self.world.steps += steps + 1
        if self.world.steps > STEPS:
            raise Failed("the evaluation has too many steps")

    # Variables, local values, outputs, modules.

    def _once(self, kind: str, name: str) -> Any:
        key = (kind, name)
        if key not in self._values:
            self._values[key] = Unknown(f"{kind}.{name} leads back to itself", _NOWHERE)
            self._values[key] = _MEMBERS[kind](self, name)
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
        type_ = self._type(block.body)
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
            return types.convert(value, type_)
        except Failed as wrong:
            return Unknown(f"var.{name}: {wrong.reason}", _NOWHERE)

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
        if (given := self.world.given.get(name)) is None:
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
        keys = self.world.facts.module_keys(self.address, name) or keys_of(call_, self.scope)
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
        keys = self.world.facts.keys(self.address, name) or keys_of(block, self.scope)
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


_MEMBERS: Final[dict[str, Callable[[Module, str], Any]]] = {
    "var": Module._variable,  # noqa: SLF001  # its own members
    "local": Module._local,  # noqa: SLF001
    "module": Module._module,  # noqa: SLF001
    "output": Module._output,  # noqa: SLF001
    "path": Module._path,  # noqa: SLF001
    "terraform": Module._terraform,  # noqa: SLF001
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


def keys_of(block: Block, scope: Scope) -> Keys:
    """Return the keys of the instances that `count` or `for_each` make of a block."""
    count, each = (block.body.attributes.get(name) for name in ("count", "for_each"))
    try:
        if count is not None:
            return _counted(evaluate(count.value, scope))
        if each is not None:
            return _each(evaluate(each.value, scope))
    except Failed as wrong:
        return _doubtful(Unknown(wrong.reason, _NOWHERE))
    except RecursionError:
        return _doubtful(Unknown("nested too deeply", _NOWHERE))
    return ONE


def _doubtful(value: Unknown | Reference) -> Keys:
    doubt = made_of(value)
    if isinstance(value, Unknown) and value.among and all(_some(k.value) for k in value.among):
        return Keys("unknown", (None,), {})
    return Keys("unknown", (None,), {}, doubt)


def _some(value: Any) -> bool:
    """Tell a `count` or `for_each` of which there is at least one instance."""
    return bool(value) and not isinstance(value, Reference)


def _counted(value: Any) -> Keys:
    if isinstance(value, Unknown | Reference):
        return _doubtful(value)
    try:
        number = int(value)
    except (TypeError, ValueError):
        raise Failed("count is no number") from None
    if not 0 <= number <= MOST:
        raise Failed(f"count is more than {MOST}")
    return Keys("count", tuple(range(number)))


def _each(value: Any) -> Keys:
    if isinstance(value, Unknown | Reference):
        return _doubtful(value)
    if isinstance(value, dict):
        pairs = {key: value[key] for key in sorted(value)}
    elif isinstance(value, list):
        if (part := opening(value)) is not None:
            return _doubtful(part)
        if not all(isinstance(item, str) for item in value):
            raise Failed("for_each goes over what is no text")
        pairs = {item: item for item in sorted(value)}
    else:
        raise Failed("for_each goes over what is no collection")
    if len(pairs) > MOST:
        raise Failed(f"for_each has more than {MOST} elements")
    return Keys("each", tuple(pairs), pairs)


def loop_names(keys: Keys, key: str | int | None) -> dict[str, Any]:
    """Return what `count` and `each` mean for one instance."""
    if keys.kind == "count":
        return {"count": {"index": key}}
    if keys.kind == "each":
        return {"each": {"key": key, "value": keys.values.get(key, key)}}
    if keys.kind == "unknown":
        reason = keys.doubt.reason if keys.doubt else "how many there are is not known"
        unknown = Unknown(reason, _NOWHERE)
        return {"count": {"index": unknown}, "each": {"key": unknown, "value": unknown}}
    return {}


def written_key(key: str | int | None) -> str:
    """Return a key as Terraform writes it in an address."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    text = json.dumps(key, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
    return f"[{text}]"


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
        if isinstance(node, Call) and node.name == "contains" and len(node.args) == 2:  # noqa: PLR2004
            listed, asked = node.args
            if isinstance(listed, Tuple) and asked == GetAttr(Variable("var"), name):
                values = [attempted(item, scope) for item in listed.items]
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
    import os.path  # noqa: PLC0415  # pathlib has no way up before 3.12

    found = Path(os.path.relpath(path, root)).as_posix()
    return found


@dataclass(slots=True)
class World:
    """A root module with all that it calls."""

    root: Path
    name: str
    files: Files
    closed: Closed
    facts: Facts = field(default_factory=NoFacts)
    given: Mapping[str, Given] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    workspace: str = ""
    steps: int = 0
    fetched: Mapping[str, str] = field(default_factory=dict)
    _directories: dict[Path, Directory] = field(default_factory=dict)
    _told: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def top(self) -> Module:
        """Return the root module."""
        if "" not in self.modules:
            self.modules[""] = Module(self, self.directory(self.root), "")
        return self.modules[""]

    def directory(self, path: Path) -> Directory:
        """Return a folder of source, read once."""
        real = self.files.inside(path)
        if real not in self._directories:
            shown = _shown(path, self.root, self.name)
            self._directories[real] = load(path, shown, self.files)
            self.troubles += self._directories[real].troubles
        return self._directories[real]

    def directory_of(self, caller: Module, name: str, call_: Block) -> Directory | Unknown:
        """Return the folder that a module call means; unknown, and told, where it is not here."""
        path = self._path_of(caller, name, call_)
        if isinstance(path, Unknown):
            self._tell(caller, name, call_, path.reason)
            return path
        try:
            real = self.files.inside(path)
            if not real.is_dir():
                reason = f"module.{name}: there is no folder at its source"
                return self._lost(caller, name, call_, reason)
            if self._is_cycle(caller, real):
                reason = f"module.{name} calls itself: it is not followed"
                return self._lost(caller, name, call_, reason)
            return self.directory(path)
        except Refused as refused:
            return self._lost(caller, name, call_, f"module.{name}: {refused.reason}")

    def _lost(self, caller: Module, name: str, call_: Block, reason: str) -> Unknown:
        self._tell(caller, name, call_, reason)
        return Unknown(reason, _NOWHERE)

    def _tell(self, caller: Module, name: str, call_: Block, reason: str) -> None:
        told = (caller.directory.name, name)
        if told not in self._told:
            self._told.add(told)
            self.troubles.append(Trouble(call_.span, reason))

    def _path_of(self, caller: Module, name: str, call_: Block) -> Path | Unknown:
        written = call_.body.attributes.get("source")
        source = attempted(written.value, caller.scope) if written else None
        if isinstance(source, str) and source.startswith(("./", "../", ".\\", "..\\")):
            return caller.directory.path / source.replace("\\", "/")
        calls = ".".join((*_calls(caller), name))
        if (fetched := self.fetched.get(calls)) is not None:
            return self.root / fetched
        if source == ".":
            return caller.directory.path
        return Unknown(f"module.{name} is not fetched; run `terraform init`", _NOWHERE)

    def _is_cycle(self, caller: Module, real: Path) -> bool:
        module: Module | None = caller
        depth = 0
        while module is not None:
            depth += 1
            if depth > DEPTH or self.files.inside(module.directory.path) == real:
                return True
            module = module.parent
        return False

    def every_module(self) -> Iterator[Module]:
        """Yield the root module and the instances of all it calls."""
        pending = [self.top]
        while pending:
            module = pending.pop()
            yield module
            below: list[Module] = []
            for name in module.directory.modules:
                children = module.children(name)
                if not isinstance(children, Unknown):
                    below += children[1].values()
            pending += reversed(below)


def _calls(module: Module) -> tuple[str, ...]:
    names: list[str] = []
    while module.parent is not None and module.call is not None:
        names.append(module.call.labels[0])
        module = module.parent
    return tuple(reversed(names))


def _shown(path: Path, root: Path, name: str) -> str:
    """Return a folder as the user would write it: the root as given, others relative to it."""
    import os.path  # noqa: PLC0415

    joined = os.path.normpath(os.path.join(name, os.path.relpath(path, root)))  # noqa: PTH118
    return Path(joined).as_posix()
