"""Build plan.json beside a main.tf for which no provider's program is at hand.

    python terraform_fixtures/build.py             every such fixture
    python terraform_fixtures/build.py plans city  those below the named folders
    python terraform_fixtures/build.py --missing   those without a plan.json
    python terraform_fixtures/build.py --check     write nothing; exit 1 where one differs

What `terraform show -json` would print is put together from the source, which cloudguard's own
reader of HCL evaluates, and from the provider's schema in tests/data/schemas: a line for each
resource type, with a mark for each path (see make.py there). A fixture is refused, with the
path, where it writes what the schema does not have, leaves out what it requires, or writes a
block as an attribute or an attribute as a block; and where something in it cannot be evaluated.

What data sources answer that Terraform would read while planning may stand in answers.json beside
the main.tf: attributes by address. Without it such a data source answers nothing.

A file that is built says so: under `built`, which Terraform never writes, stand this program and
the versions of the schemas. The README here says what a built plan lacks. Which fixtures are
built and which are planned by Terraform is decided in regenerate.py, by their resource types.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

ROOT: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))  # the package of this checkout

from cloudguard.providers import schema as tables  # noqa: E402
from cloudguard.sources.addresses import parent  # noqa: E402
from cloudguard.sources.hcl import syntax, trees, types  # noqa: E402
from cloudguard.sources.hcl.expressions import Scope, attempted  # noqa: E402
from cloudguard.sources.hcl.facts import MISSING  # noqa: E402
from cloudguard.sources.hcl.folder import Directory, parsed, sources  # noqa: E402
from cloudguard.sources.hcl.functions import (  # noqa: E402
    SENSITIVE_UNKNOWN,
    Document,
    Failed,
    Set,
)
from cloudguard.sources.hcl.keys import KeyList, written_key  # noqa: E402
from cloudguard.sources.hcl.modules import Instance, Module  # noqa: E402
from cloudguard.sources.hcl.parts import number, text, truth  # noqa: E402
from cloudguard.sources.hcl.root import Variables, opened  # noqa: E402
from cloudguard.sources.hcl.world import World  # noqa: E402
from cloudguard.values import Reference, Unknown  # noqa: E402
from terraform_fixtures.regenerate import TIMESTAMP, fixtures, is_built  # noqa: E402

SCHEMAS: Final = ROOT.parent / "tests" / "data" / "schemas"
DEFAULTS: Final = ROOT.parent / "cloudguard" / "providers"
FORMAT: Final = "1.2"
TERRAFORM: Final = "1.11.4"
REGISTRY: Final = "registry.terraform.io"
META: Final = frozenset({"count", "for_each", "provider", "depends_on"})
DEPTH: Final = 5  # levels of blocks in tests/data/schemas: of what lies deeper nothing is said
LISTS: Final = ("l", "S")
MADE_OF: Final = "made of "
ANSWERS: Final = "answers.json"
WRITE_ONLY: Final = "_wo"  # how names of arguments end that no plan holds, by Terraform's advice
# terraform_data, which Terraform itself holds (internal/builtin/providers/terraform)
BUILTIN: Final = {
    "terraform_data": {"id": "c", "input": "o", "output": "c", "triggers_replace": "o"}
}


class RefusalError(Exception):
    """A fixture that is not built, and why."""


# --- The provider's schema -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """What a schema says of an attribute or a block.

    `kind` is attribute, block, or either; `nesting` and `type` are letters as in
    cloudguard/providers/schema.py, empty where the schema does not say them. `left` tells what is
    left to the provider where it is not written, `deep` a block of whose inside nothing is said.
    """

    kind: str
    below: Mapping[str, Node]
    required: bool = False
    writable: bool = True
    left: bool = False
    default: Any = MISSING
    nesting: str = ""
    type: str = ""
    deep: bool = False


Body: TypeAlias = Mapping[str, Node]
Answers: TypeAlias = Mapping[str, Mapping[str, Any]]
"""What data sources answer while Terraform plans, by address."""


@dataclass(frozen=True, slots=True)
class Type:
    """A resource type; `blind` where its schema does not list what the provider computes."""

    body: Body
    blind: bool


class Schemas:
    """The schemas at hand, by provider and version."""

    def __init__(self, folder: Path) -> None:
        """Read nothing before it is asked for."""
        self.folder = folder

    def choose(self, provider: str, constraints: Iterable[str]) -> str:
        """Return the newest version of a provider's schema that the constraints allow."""
        found = {
            match[1]
            for file in self.folder.glob(f"{provider}-*.json")
            if (match := re.fullmatch(rf"{re.escape(provider)}-([\d.]+[a-z]*)(-\w+)?", file.stem))
        }
        wanted = [each.strip() for given in constraints for each in given.split(",") if each]
        fitting = [v for v in found if all(_allows(each, _version(v)) for each in wanted)]
        if not fitting:
            allowed = f" that {', '.join(wanted)} allows" if wanted else ""
            raise RefusalError(f"no schema of {provider}{allowed} in {self.folder.name}")
        return max(fitting, key=_version)

    def type(self, provider: str, version: str, name: str) -> Type:
        """Return a resource type; refuse one that the schema does not have."""
        paths = _merged(self.folder, provider, version).get(name)
        defaults = str(DEFAULTS / provider / "schema.json")
        if paths is None and not ((table := _table(defaults)) and name in table.types()):
            raise RefusalError(f"{name} is not in the schema of {provider} {version}")
        return _type(json.dumps(paths), name, defaults)

    @staticmethod
    def builtin(name: str) -> Type:
        """Return a resource type that Terraform itself holds."""
        if name not in BUILTIN:
            raise RefusalError(f"{name} is no resource type of Terraform's own")
        return _type(json.dumps(BUILTIN[name]), name, "")


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", written))


def _allows(constraint: str, version: tuple[int, ...]) -> bool:
    """Tell whether a version fits a constraint of Terraform's."""
    match = re.fullmatch(r"(~>|>=|<=|!=|=|>|<|)\s*v?([\d.]+)", constraint)
    if match is None:
        raise RefusalError(f"the version constraint {constraint!r} is not understood")
    operator, asked = match[1], _version(match[2])
    width = max(len(asked), len(version))
    given, against = (each + (0,) * (width - len(each)) for each in (version, asked))
    return {
        "": given == against,
        "=": given == against,
        "!=": given != against,
        ">": given > against,
        ">=": given >= against,
        "<": given < against,
        "<=": given <= against,
        "~>": given >= against and given[: max(1, len(asked) - 1)] == asked[: len(asked) - 1 or 1],
    }[operator]


@cache
def _merged(folder: Path, provider: str, version: str) -> dict[str, dict[str, str]]:
    """Return the types of a version, of which there may be several files."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob(f"{provider}-{version}*.json")):
        if file.stem.removeprefix(f"{provider}-{version}")[:1] in {"", "-"}:
            document = json.loads(file.read_text(encoding="utf-8"))
            found |= {name: row for name, row in document.items() if isinstance(row, dict)}
    return found


@cache
def _type(paths: str, name: str, defaults: str) -> Type:
    marks: dict[str, str] | None = json.loads(paths)
    table = _table(defaults)
    shape = table.attributes(name) if table else None
    if marks is None:  # the table of defaults, which has every type, serves as schema
        return Type(dict(_shaped(shape)) if shape else {}, blind=False)
    body = dict(_nodes(marks, "", shape))
    if "id" not in body and name not in BUILTIN:
        body["id"] = Node("attribute", {}, writable=False, left=True)
    computed = any(_bare(mark) in {"c", "oc"} for mark in marks.values())
    if not computed:  # then what is computed as well shows nowhere: no resource is without id
        body["id"] = dataclasses.replace(body["id"], left=True)
    return Type(body, blind=not computed)


@cache
def _table(path: str) -> tables.Schema | None:
    return tables.Schema(Path(path)) if path and Path(path).exists() else None


def _bare(mark: str) -> str:
    return mark.partition("=")[0].rstrip("!")


def _nodes(
    marks: Mapping[str, str], prefix: str, shape: tables.Shape | None
) -> Iterator[tuple[str, Node]]:
    """Yield what stands in a body; the table of defaults, where there is one, says more of it."""
    names = (path.removeprefix(prefix) for path in marks if path.startswith(prefix))
    for name in sorted(name for name in names if "." not in name):
        path = f"{prefix}{name}"
        bare, _, default = marks[path].partition("=")
        bare = bare.rstrip("!")
        block = shape.blocks.get(name) if shape else None
        own = block.own if block else shape.attributes.get(name) if shape else None
        below = dict(_nodes(marks, f"{path}.", block.shape if block else None))
        kind = "block" if bare == "b" else "attribute"
        if bare == "?" or (bare != "b" and block is not None):
            kind = "either"
            below = below or (dict(_shaped(block.shape)) if block else {})
        nesting = own.type[0] if own and block else ""
        left = own.left_to_provider if own else bare in {"c", "oc", "?"}
        value = _default(own, default)
        yield (
            name,
            Node(
                kind, below, required=bare == "r", writable=bare != "c",
                left=left or value is Unknown, default=MISSING if value is Unknown else value,
                nesting=nesting or ("o" if name == "timeouts" and not prefix else ""),
                type=own.type if own and not block else "",
                deep=kind != "attribute" and not below and path.count(".") >= DEPTH - 1,
            ),
        )  # fmt: skip


def _shaped(shape: tables.Shape) -> Iterator[tuple[str, Node]]:
    """Yield what the table of defaults says of a body that is written as blocks."""
    for name, own in shape.attributes.items():
        yield (
            name,
            Node(
                "attribute", {}, required=own.required, writable=not own.computed,
                left=own.left_to_provider, default=_default(own, ""), type=own.type,
            ),
        )  # fmt: skip
    for name, block in shape.blocks.items():
        yield name, Node("block", dict(_shaped(block.shape)), nesting=block.own.type[0])


def _default(own: tables.Attribute | None, written: str) -> Any:
    """Return a default, MISSING where there is none, Unknown where the schema only names it."""
    if own is not None:
        return MISSING if own.default is tables.NOTHING else own.default
    if not written:
        return MISSING
    try:
        return json.loads(written)
    except ValueError:
        return Unknown


# --- What is written, against the schema ------------------------------------------------------


def _examined(block: syntax.Block, address: str, type_: Type) -> None:
    """Refuse a resource that the schema does not allow."""
    if block.body.unread:
        raise RefusalError(f"{address}: {block.body.unread}")
    own = syntax.Body(
        {n: a for n, a in block.body.attributes.items() if n not in META},
        [b for b in block.body.blocks if b.type not in trees.META_BLOCKS],
    )
    _examined_body(own, type_.body, f"{address}: ")


def _examined_body(body: syntax.Body, schema: Body, path: str) -> None:
    for name, attribute in body.attributes.items():
        node = schema.get(name)
        if node is None:
            raise RefusalError(f"{path}{name} is not in the schema")
        if node.kind == "block":
            raise RefusalError(f"{path}{name} is a block, and is written as an attribute")
        if not node.writable:
            raise RefusalError(f"{path}{name} is computed, and cannot be written")
        _examined_value(attribute.value, node, f"{path}{name}")
    for block in body.blocks:
        name = trees.type_of(block)
        node = schema.get(name)
        if node is None:
            raise RefusalError(f"{path}{name} is not in the schema")
        if node.kind == "attribute":
            raise RefusalError(f"{path}{name} is an attribute, and is written as a block")
        for content in _contents(block):
            if not node.deep and (node.below or node.kind == "block"):
                _examined_body(content, node.below, f"{path}{name}.")
    written = {*body.attributes, *map(trees.type_of, body.blocks)}
    for name, node in schema.items():
        if node.required and name not in written:
            raise RefusalError(f"{path}{name} is required, and is not written")


def _contents(block: syntax.Block) -> list[syntax.Body]:
    if block.type != "dynamic":
        return [block.body]
    return [inner.body for inner in block.body.blocks if inner.type == "content"]


def _examined_value(value: syntax.Expression, node: Node, path: str) -> None:
    """Look into objects that are written out where the schema says what is in them."""
    if not node.below:
        return
    if isinstance(value, syntax.Tuple):
        for item in value.items:
            _examined_value(item, node, path)
    if not isinstance(value, syntax.Object):
        return
    names = {str(k.value) for k, _ in value.items if isinstance(k, syntax.Literal)}
    values = [inner for _, inner in value.items]
    if values and not names & set(node.below) and all(isinstance(v, syntax.Object) for v in values):
        for inner in values:  # a map of such objects
            _examined_value(inner, node, path)
        return
    for key, inner in value.items:
        if isinstance(key, syntax.Literal):
            if str(key.value) not in node.below:
                raise RefusalError(f"{path}.{key.value} is not in the schema")
            _examined_value(inner, node.below[str(key.value)], f"{path}.{key.value}")
    for name, each in node.below.items():
        if each.required and name not in names and len(names) == len(value.items):
            raise RefusalError(f"{path}.{name} is required, and is not written")


# --- The source, evaluated --------------------------------------------------------------------


class Clear(World):
    """A root module in which nothing is marked as sensitive: values are seen as they are."""

    def directory(self, path: Path) -> Directory:
        """Return a folder of source without its marks."""
        new = self.files.inside(path) not in self._directories
        found = super().directory(path)
        if new:
            for named in (found.variables, found.outputs, found.resources, found.modules):
                named.update({name: _cleared(block) for name, block in named.items()})
            found.locals.update({n: _uncovered(a) for n, a in found.locals.items()})
            found.providers[:] = [_cleared(block) for block in found.providers]
        return found


def _cleared(block: syntax.Block) -> syntax.Block:
    mark = {"sensitive", "ephemeral"} if block.type in {"variable", "output"} else set()
    body = syntax.Body(
        {n: _uncovered(a) for n, a in block.body.attributes.items() if n not in mark},
        [_cleared(inner) for inner in block.body.blocks],
        block.body.unread,
    )
    return syntax.Block(block.type, block.labels, body, block.span)


def _uncovered(node: Any) -> Any:
    """Return syntax in which `sensitive(x)` is x."""
    if isinstance(node, syntax.Call) and node.name.removeprefix("core::") in {
        "sensitive", "nonsensitive",
    }:  # fmt: skip
        return _uncovered(node.args[0])
    if isinstance(node, tuple):
        return tuple(_uncovered(item) for item in node)
    if dataclasses.is_dataclass(node) and not isinstance(node, type | syntax.Span):
        fields = {f.name: _uncovered(getattr(node, f.name)) for f in dataclasses.fields(node)}
        return dataclasses.replace(node, **fields)
    return node


class Inside(dict[str, Any]):
    """A body of a type whose schema does not list what the provider computes: any name may be."""

    def __init__(self, address: str, path: str) -> None:
        """Keep where it is."""
        super().__init__()
        self.address, self.path = address, path

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __missing__(self, name: str) -> Reference:
        return Reference(self.address, f"{self.path}{name}")


class Planner:
    """What is planned for the resources of a root module. It is also what is known of them."""

    def __init__(self, world: World, root: Static, schemas: Schemas, answers: Answers) -> None:
        """Evaluate nothing before it is asked for."""
        self.world, self.root, self.answers = world, root, answers
        self.schemas, self.versions = schemas, dict[str, str]()
        self._bodies: dict[str, dict[str, Any] | None] = {}
        world.facts = self

    def keys(self, module: str, name: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def module_keys(self, module: str, call: str) -> KeyList | None:
        """Leave it to `count` and `for_each`."""
        return None

    def variable(self, name: str) -> Any:
        """Leave it to the source."""
        return MISSING

    def attribute(self, address: str, name: str) -> Any:
        """Return what is planned for an attribute."""
        instance = self.world.instances[address]
        if instance.block.type == "data":
            return self.answers.get(address, {}).get(name, MISSING)
        type_ = self.type(instance)
        if name not in type_.body:
            if type_.blind:
                return MISSING
            raise RefusalError(f"{address}.{name} is referred to, and is not in the schema")
        if address in self._bodies and self._bodies[address] is None:
            return MISSING  # it is being evaluated
        value = self.body(instance)[name]
        # As a document it keeps its mark: of anything else unknown the reader keeps but the name.
        return Document(value) if _is_secret(value) else value

    def type(self, instance: Instance) -> Type:
        """Return the type of a resource."""
        static = self.root.at(instance.module)
        return self.type_of(static, instance.block)

    def type_of(self, static: Static, block: syntax.Block) -> Type:
        """Return the type of a resource's block."""
        name = static.full_name(_local_name(block))
        provider = name.rpartition("/")[2]
        if name == _full_name("terraform"):
            return self.schemas.builtin(block.labels[0])
        if provider == "google-beta" and not list(self.schemas.folder.glob("google-beta-*")):
            provider = "google"
        if provider not in self.versions:
            constraints = [c for each in self.root.all() for c in each.constraints(name)]
            self.versions[provider] = self.schemas.choose(provider, constraints)
        return self.schemas.type(provider, self.versions[provider], block.labels[0])

    def body(self, instance: Instance) -> dict[str, Any]:
        """Return everything that is planned for a resource, or asked by a data source."""
        if (found := self._bodies.get(instance.address)) is None:
            self._bodies[instance.address] = None
            try:
                written = _written(instance)
            except Failed as wrong:
                raise RefusalError(f"{instance.address}: {wrong.reason}") from None
            if instance.block.type == "data":
                found = {**written, **self.answers.get(instance.address, {})}
            else:
                found = self._filled(self.type(instance), written, instance.address)
            self._bodies[instance.address] = found
        return found

    def _filled(self, type_: Type, written: Mapping[str, Any], address: str) -> dict[str, Any]:
        try:
            return _body(type_.body, written, address, "", blind=type_.blind)
        except Failed as wrong:
            raise RefusalError(f"{address}: {wrong.reason}") from None


def _written(instance: Instance) -> dict[str, Any]:
    """Return what is written of a resource, evaluated; `source` and `version` may be of it too."""
    found = trees.tree(instance.block, instance.scope, nested=True)
    return {n: v for n, v in found.items() if n not in META and n not in trees.META_BLOCKS}


def _body(
    schema: Body, written: Mapping[str, Any], address: str, path: str, *, blind: bool
) -> dict[str, Any]:
    found: dict[str, Any] = Inside(address, path) if blind and path else {}
    for name, node in schema.items():
        value = written.get(name)
        if name.endswith(WRITE_ONLY) and name in written:
            found[name] = None
        elif value is None or (node.left and node.type.startswith(("S", "l")) and value == []):
            # The SDK takes an empty list for one that is not written: the provider reads it back.
            found[name] = _unwritten(node, address, f"{path}{name}")
        else:
            found[name] = _value(node, value, address, f"{path}{name}", blind=blind)
    return found


def _unwritten(node: Node, address: str, path: str) -> Any:
    if node.left:
        return Reference(address, f"{path}.")  # the dot: the reader knows that `id` is not null
    if node.default is not MISSING:
        return node.default
    if node.kind == "block" or node.nesting:
        return {"o": None, "m": {}}.get(node.nesting, [])
    return None


def _value(node: Node, value: Any, address: str, path: str, *, blind: bool) -> Any:
    if _is_hidden(value):
        return value
    if not node.below:
        converted = _converted(node.type, value)
        return converted[0] if node.nesting == "o" and isinstance(converted, list) else converted
    if isinstance(value, dict):
        if value and not set(value) & set(node.below):  # a map of such objects
            return {
                key: _value(node, each, address, f"{path}.{key}", blind=blind)
                for key, each in value.items()
            }
        return _body(node.below, value, address, f"{path}.", blind=blind)
    if not isinstance(value, list):
        return value
    bodies = [
        _value(node, each, address, f"{path}.{at}", blind=blind) for at, each in enumerate(value)
    ]
    single = node.nesting == "o" and len(bodies) == 1
    return bodies[0] if single else bodies


def _converted(letters: str, value: Any) -> Any:
    """Return a value in the attribute's type, where the schema says it."""
    if not letters or value is None or _is_hidden(value):
        return value
    kind, element = letters[0], letters[1:]
    if isinstance(value, list) and kind in LISTS:
        found = [_converted(element, each) for each in value]
        if kind == "S" and any(map(_is_hidden, found)):
            return next(filter(_is_hidden, found))  # two of a set may be the same
        plain = kind == "S" and all(isinstance(each, str) for each in found)
        return sorted(set(found)) if plain else found
    if isinstance(value, dict):
        return {k: _converted(element if kind == "m" else "", v) for k, v in value.items()}
    change = {"s": text, "n": number, "b": truth}.get(kind)
    return change(value) if change else value


# --- Values as the plan shows them ------------------------------------------------------------

GONE: Final = object()


def _is_hidden(value: Any) -> bool:
    return isinstance(value, Unknown | Reference | Document)


def _is_secret(value: Any) -> bool:
    return isinstance(value, Unknown) and value.reason == SENSITIVE_UNKNOWN.reason


def after(value: Any) -> Any:
    """Return what is known of a value: nothing that is unknown, null for it in a list."""
    if _is_hidden(value):
        return GONE
    if isinstance(value, dict):
        pairs = ((name, after(value[name])) for name in sorted(value))
        return {name: each for name, each in pairs if each is not GONE}
    if isinstance(value, list):
        return [None if (each := after(item)) is GONE else each for item in value]
    return value


def unknown(value: Any) -> Any:
    """Return what of a value is unknown, in its shape."""
    if _is_hidden(value):
        return True
    if isinstance(value, dict):
        pairs = ((name, unknown(value[name])) for name in sorted(value))
        return {name: each for name, each in pairs if each is not False}
    return [unknown(item) for item in value] if isinstance(value, list) else False


def sensitive(marked: Any, clear: Any) -> Any:
    """Return what of a value is sensitive, in its shape."""
    if _is_secret(marked):
        return True
    if isinstance(marked, Document):
        found = sensitive(marked.value, marked.value)
        return True if "True" in str(found) else False  # noqa: SIM210  # a mark, not a flag
    if isinstance(marked, dict):
        inside = clear if isinstance(clear, dict) else {}
        pairs = ((name, sensitive(marked[name], inside.get(name))) for name in sorted(marked))
        return {name: each for name, each in pairs if each is not False}
    if isinstance(marked, list):
        return [sensitive(item, None) for item in marked]
    return False


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Document):
        value = value.value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _leaves(each, f"{path}[{at}]")
    elif _is_hidden(value):
        yield path, value


def _sound(value: Any, where: str) -> None:
    """Refuse what is unknown for another reason than that Terraform would not know it."""
    for path, leaf in _leaves(value):
        if isinstance(leaf, Unknown) and not leaf.reason.startswith(MADE_OF):
            raise RefusalError(f"{where}{path}: {leaf.reason}")


def _type_of(value: Any) -> Any:
    """Return the type of an output, as far as a value shows it."""
    match value:
        case None:
            return "dynamic"
        case bool():
            return "bool"
        case int() | float():
            return "number"
        case str():
            return "string"
        case Set():
            return ["set", _type_of(value[0]) if value else "dynamic"]
        case list():
            return ["tuple", [_type_of(item) for item in value]]
        case _:
            return ["object", {name: _type_of(value[name]) for name in sorted(value)}]


# --- The configuration, as it is written ------------------------------------------------------


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
        return _full_name(local.partition(".")[0], required.source if required else "")

    def constraints(self, full: str) -> list[str]:
        """Return what the module demands of a provider's version."""
        return [r.version for n, r in self.required.items() if r.version and full == self._full(n)]

    def _full(self, local: str) -> str:
        return _full_name(local, self.required[local].source)

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


def _full_name(local: str, source: str = "") -> str:
    if local == "terraform" and not source:
        return "terraform.io/builtin/terraform"
    parts = (source or local).lower().split("/")
    return "/".join([*(REGISTRY, "hashicorp")[: 3 - len(parts)], *parts])


def _local_name(block: syntax.Block) -> str:
    written = block.body.attributes.get("provider")
    if written is None:
        return block.labels[0].partition("_")[0]
    return _dotted(written.value)


def _dotted(node: Any) -> str:
    if isinstance(node, syntax.GetAttr):
        return f"{_dotted(node.of)}.{node.name}"
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
        tuple(_dotted(each) for each in aliases.items) if isinstance(aliases, syntax.Tuple) else (),
    )


class Nowhere:
    """A module without names: what can be evaluated in it is a constant."""

    def value(self, root: str, steps: tuple[str, ...]) -> Any:
        """Know nothing."""
        raise Failed("no constant")

    def attribute(self, of: Reference, name: str) -> Any:
        """Know nothing."""
        raise Failed("no constant")

    def read(self, function: str, args: list[Any], scope: Scope) -> Any:
        """Know nothing."""
        raise Failed("no constant")

    def call_function(self, name: str, args: list[Any]) -> Any:
        """Know nothing: Terraform gives constants no functions."""
        raise Failed("no constant")

    def spend(self, steps: int) -> None:
        """Count nothing."""


def expression(node: syntax.Expression) -> dict[str, Any]:
    """Return an expression as the configuration shows it (terraform, jsonconfig/expression.go)."""
    references = [name for chain in _chains(node, frozenset()) for name in _prefixes(*chain)]
    if references:
        return {"references": references}
    value = attempted(node, Scope(Nowhere()))
    return {"constant_value": value} if not any(_leaves(value)) else {}


Chain: TypeAlias = tuple[str, tuple[str | list[Any], ...]]


def _chain(node: Any) -> Chain | None:
    """Return the root and steps of a name with literal indexes, an index as a list of one."""
    if isinstance(node, syntax.Variable):
        return node.name, ()
    if isinstance(node, syntax.GetAttr) and (of := _chain(node.of)):
        return of[0], (*of[1], node.name)
    if (
        isinstance(node, syntax.Index)
        and isinstance(node.key, syntax.Literal)
        and (of := _chain(node.of))
    ):
        return of[0], (*of[1], [node.key.value])
    return None


def _chains(node: Any, bound: frozenset[str]) -> Iterator[Chain]:
    """Yield the names in an expression in the order in which HCL visits them."""
    if (chain := _chain(node)) is not None:
        if chain[0] not in bound:
            yield chain
    elif isinstance(node, syntax.Splat):
        yield from _chains(node.of, bound)
        yield from _chains(node.each, bound | {"*"})
    elif isinstance(node, syntax.For):
        yield from _chains(node.over, bound)
        inner = bound | {node.key, node.value}
        for part in (node.name, node.result, node.test):
            yield from _chains(part, inner)
    elif isinstance(node, tuple):
        for part in node:
            yield from _chains(part, bound)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for each in dataclasses.fields(node):
            yield from _chains(getattr(node, each.name), bound)


def _step(step: str | list[Any]) -> str:
    return f".{step}" if isinstance(step, str) else written_key(step[0])


def _prefixes(root: str, steps: tuple[str | list[Any], ...]) -> Iterator[str]:
    """Yield a name and every prefix of it down to what it is a name of (addrs.ParseRef)."""
    if not steps:
        return
    taken = {"data": 2, "resource": 2}.get(root, 1)
    subject = root + "".join(map(_step, steps[:taken]))
    rest = steps[taken:]
    if len(steps) < taken:
        return
    ends = [subject]
    if root == "module":
        if rest and isinstance(rest[0], list):
            ends.insert(0, subject + _step(rest[0]))
            rest = rest[1:]
        if rest:
            ends = [ends[0] + _step(rest[0]), ends[0]]
            rest = rest[1:]
    elif root not in _SINGLE and rest and isinstance(rest[0], list):
        ends.insert(0, subject + _step(rest[0]))
        rest = rest[1:]
    for count in range(len(rest), 0, -1):
        yield ends[0] + "".join(map(_step, rest[:count]))
    yield from ends


_SINGLE: Final = frozenset({"count", "each", "local", "path", "self", "terraform", "var"})


def _expressions(body: syntax.Body, schema: Body | None, *, top: bool = True) -> dict[str, Any]:
    """Return the attributes and static blocks of a body; dynamic ones Terraform leaves out."""
    found: dict[str, Any] = {}
    for name, attribute in body.attributes.items():
        if not (top and name in META):
            found[name] = expression(attribute.value)
    for block in body.blocks:
        node = schema.get(block.type) if schema is not None else None
        if block.type == "dynamic" or (top and block.type in trees.META_BLOCKS):
            continue
        if node is not None and node.kind == "either" and node.nesting:
            found[block.type] = _as_attribute(body, block.type, node)
            continue
        inner = _expressions(block.body, node.below if node else None, top=False)
        if node is not None and node.nesting == "o":
            found[block.type] = inner
        else:
            found.setdefault(block.type, []).append(inner)
    return dict(sorted(found.items()))


def _as_attribute(body: syntax.Body, name: str, node: Node) -> dict[str, Any]:
    """Return blocks of an attribute that may be written so: they are one expression."""
    written = [block.body for block in body.blocks if block.type == name]
    inner = [_expressions(each, node.below, top=False) for each in written]
    references = [n for each in inner for e in each.values() for n in e.get("references", ())]
    if references:
        return {"references": references}
    if not all("constant_value" in e for each in inner for e in each.values()):
        return {}
    nothing = dict.fromkeys(node.below)
    return {
        "constant_value": [
            nothing | {n: e["constant_value"] for n, e in each.items()} for each in inner
        ]
    }


def _loops(body: syntax.Body) -> dict[str, Any]:
    for name in ("count", "for_each"):
        if name in body.attributes and (found := expression(body.attributes[name].value)):
            return {f"{name}_expression": found}
    return {}


def _depends_on(body: syntax.Body) -> dict[str, Any]:
    written = body.attributes.get("depends_on")
    items = written.value.items if written and isinstance(written.value, syntax.Tuple) else ()
    names = [list(_prefixes(*chain)) for item in items if (chain := _chain(item))]
    return {"depends_on": [name[0] for name in names]} if names else {}


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


def _key(name: str, path: str) -> str:
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
        return _source(_key(name, static.parent.path), full, found)

    for block in static.module.directory.providers:
        alias = str(getattr(getattr(block.body.attributes.get("alias"), "value", ""), "value", ""))
        local = block.labels[0]
        entry = shown(local, static.full_name(local), alias)
        written = {
            name: value
            for name, value in _expressions(block.body, None, top=False).items()
            if name not in {"alias", "version"}
        }
        key = _key(f"{local}.{alias}" if alias else local, static.path)
        found[key] = ProviderConfig(entry | ({"expressions": written} if written else {}))
    for local, required in static.required.items():
        full = static.full_name(local)
        for alias in required.aliases:
            found.setdefault(_key(alias, static.path), ProviderConfig(shown(local, full)))
        entry = shown(local, full)
        found.setdefault(_key(local, static.path), ProviderConfig(entry, inherited(local, full)))
    for full in sorted({static.full_name(_local_name(b)) for b in _made(static)}):
        name = full.rpartition("/")[2]
        entry = shown(name, full)
        found.setdefault(_key(name, static.path), ProviderConfig(entry, inherited(name, full)))
    for child in static.children.values():
        _pass_on(static, child, found)
        _add_providers(child, found)


def _pass_on(static: Static, child: Static, found: dict[str, ProviderConfig]) -> None:
    assert child.module.call is not None  # noqa: S101  # it is a child by its call
    passed = child.module.call.body.attributes.get("providers")
    items = passed.value.items if passed and isinstance(passed.value, syntax.Object) else ()
    for key, value in items:
        inside, outside = _dotted(key), _dotted(value)
        full = child.full_name(inside)
        entry = {"name": inside, "full_name": full, "module_address": child.path}
        parent = _source(_key(outside, static.path), full, found)
        found[_key(inside, child.path)] = ProviderConfig(entry, parent)


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
        found.append((_version(version), f"{operator}{version}"))
    return ", ".join(shown for _, shown in sorted(found, key=lambda pair: pair[0]))


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
            "module_calls": {n: self._call(c) for n, c in sorted(static.children.items())},
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
            _examined(block, address, type_)
            schema = type_.body
        key = _key(_local_name(block), static.path)
        entry = self.providers.get(key)
        provisioners = [
            {"type": b.labels[0], "expressions": _expressions(b.body, None, top=False)}
            for b in block.body.blocks
            if b.type == "provisioner"
        ]
        expressions = _expressions(block.body, schema)
        return {
            "address": name,
            "mode": "data" if block.type == "data" else "managed",
            "type": block.labels[0],
            "name": block.labels[1],
            "provider_config_key": entry.parent if entry and entry.parent else key,
            **({"provisioners": provisioners} if provisioners else {}),
            **({"expressions": expressions} if expressions else {}),
            "schema_version": 0,
            **_loops(block.body),
            **_depends_on(block.body),
        }

    def _call(self, child: Static) -> dict[str, Any]:
        assert child.module.call is not None  # noqa: S101  # it is a child by its call
        body = child.module.call.body
        declared = child.module.directory.variables
        given = {n: expression(a.value) for n, a in body.attributes.items() if n in declared}
        return {
            "source": str(getattr(body.attributes["source"].value, "value", "")),
            **({"expressions": dict(sorted(given.items()))} if given else {}),
            **_loops(body),
            "module": self._module(child),
            **_depends_on(body),
        }


def _output(body: syntax.Body) -> dict[str, Any]:
    value = body.attributes.get("value")
    return {
        **({"sensitive": True} if _literal(body, "sensitive") is True else {}),
        "expression": expression(value.value) if value else {},
        **_depends_on(body),
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
        except Failed as wrong:
            raise RefusalError(f"{module.address}var.{name}: {wrong.reason}") from None
    return {
        **found,
        **_described(body),
        **({"sensitive": True} if _literal(body, "sensitive") is True else {}),
    }


def _described(body: syntax.Body) -> dict[str, Any]:
    words = _literal(body, "description")
    return {"description": words} if words else {}


def _literal(body: syntax.Body, name: str) -> Any:
    attribute = body.attributes.get(name)
    return getattr(attribute.value, "value", None) if attribute else None


# --- The plan ---------------------------------------------------------------------------------


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
            _sound(value, f"var.{name} ")
            found[name] = {"value": after(value)}
        return found

    def _outputs(self) -> tuple[dict[str, Any], dict[str, Any]]:
        planned, changes = {}, {}
        for name, block in sorted(self.root.module.directory.outputs.items()):
            value = self._whole(self.clear.world.top.output(name))
            _sound(value, f"output.{name} ")
            original = self.marked.world.top.directory.outputs[name]
            secret = _literal(original.body, "sensitive") is True
            known, open_ = after(value), unknown(value)
            whole = not any(_leaves(value))
            planned[name] = {
                "sensitive": secret,
                **({"type": _type_of(value), "value": known} if whole else {}),
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
        _sound(body, f"{instance.address} ")
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
            "provider_name": self.root.at(instance.module).full_name(_local_name(block)),
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
        if any(self._pending(leaf) for _, leaf in _leaves(body)):
            return "read_because_config_unknown"
        depends = [_depends_on(instance.block.body)]
        module: Module | None = instance.module
        while module is not None and module.call is not None:
            depends.append(_depends_on(module.call.body))
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


def main(arguments: list[str] | None = None) -> int:
    """Build the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    below = [Path(name).resolve() for name in options.below] or [ROOT]
    if missing := [str(folder) for folder in below if not folder.is_dir()]:
        sys.stderr.write(f"build: no such folder: {', '.join(missing)}\n")
        return 2
    wanted = [
        fixture
        for fixture in fixtures(below)
        if is_built(fixture) and not (options.missing and (fixture / "plan.json").exists())
    ]
    schemas = Schemas(options.schemas)
    refused = differing = 0
    for count, fixture in enumerate(wanted, 1):
        target = fixture / "plan.json"
        before = target.read_text(encoding="utf-8") if target.exists() else None
        name = fixture.relative_to(ROOT).as_posix() if ROOT in fixture.parents else str(fixture)
        try:
            made = plan(fixture, schemas)
        except RefusalError as why:
            refused += 1
            word = f"REFUSED\n{why}"
        else:
            word = "same"
            if made != before:
                differing += 1
                word = "differs" if options.check else "written"
                if not options.check:
                    target.write_text(made, encoding="utf-8")
        sys.stdout.write(f"[{count}/{len(wanted)}] {name}: {word}\n")
        sys.stdout.flush()
    word = "differ" if options.check else "written"
    sys.stdout.write(f"{len(wanted)} fixtures: {differing} {word}, {refused} refused\n")
    return 1 if refused or (options.check and differing) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("below", nargs="*", help="folders to look in (default: all fixtures)")
    parser.add_argument("--missing", action="store_true", help="only where plan.json is missing")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--schemas", type=Path, default=SCHEMAS, help="folder of the schemas")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
