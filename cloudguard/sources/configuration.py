"""The `configuration` of a plan: which expression stands behind an unknown value.

The plan shows the names that an expression refers to, never the expression itself. One rule
makes these names tell more than they seem to: a value is unknown only because something it is
made of is unknown. So what is known already cannot be the origin of an unknown value, and where
one unknown reference remains, it is the one; it is *assumed*, since `"${bucket.id}-copy"` and
`bucket.id` refer to the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Protocol

from cloudguard.sources.addresses import calls_of, index_of, parent, steps_of
from cloudguard.sources.blocks import NO_REGION, ProviderBlock, blocks_of
from cloudguard.sources.candidates import NOT_MADE, at, combined, is_reference, made, plain
from cloudguard.sources.expressions import descend, is_expression, longest
from cloudguard.sources.modules import Modules
from cloudguard.sources.resource import Hidden, Resource, Resources, Trail
from cloudguard.sources.secrets import Secrets, is_secret, without
from cloudguard.sources.shapes import mapping
from cloudguard.values import Known, Reference, Source, Unknown, Value

_INSIDE_ONLY: Final = frozenset({"path", "terraform", "self"})
DEPTH: Final = 40  # modules within modules; deeper is taken for a cycle
MOST: Final = 100  # instances that a value may be one of; of more, nothing can be told


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where an expression stands: the module instance, and the resource's own index.

    `each` is the expression that `for_each` iterates over, where there is one.
    """

    module: str
    index: str | int | None = None
    depth: int = 0
    each: Any = None

    def within(self, module: str) -> _Scope:
        return _Scope(module, None, self.depth + 1)


_DYNAMIC: Final = (
    "a dynamic block may stand here, which a plan does not show; give the folder by --source"
)
UNTOLD: Final = object()
"""The source beside the plan says nothing that could be trusted."""


class Written(Protocol):
    """The source beside a plan."""

    def resolve(self, resource: Resource, trail: Trail) -> Value[Any] | object | None:
        """Return what is written at an attribute, None for nothing, or UNTOLD."""

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets, None where it does not."""


@dataclass(slots=True)
class Configuration:
    """The written side of a plan: what stands behind unknown values, and the provider blocks."""

    modules: Modules
    variables: dict[str, Any]
    providers: dict[str, ProviderBlock]
    secrets: Secrets
    resources: Resources | None = None
    planned: Callable[[str, str], bool] = lambda _type, _block: False
    """Tells whether a block of a type, where it is not written, is known before apply."""
    beside: Written | None = None
    _made: dict[tuple[str, ...], Value[Any] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, Any], secrets: Secrets) -> Configuration:
        """Take the configuration out of a plan, leaving credentials and secrets behind."""
        configuration = mapping(document.get("configuration"))
        root = mapping(configuration.get("root_module"))
        declared = mapping(root.get("variables"))
        variables = {
            name: without(mapping(value).get("value"), None, secrets)
            for name, value in mapping(document.get("variables")).items()
            if not mapping(declared.get(name)).get("sensitive") and not is_secret(name)
        }
        return cls(Modules(root), variables, blocks_of(configuration), secrets)

    def bind(self, resources: Resources) -> None:
        """Let references find these resources."""
        self.resources = resources
        self.modules.bind(resources.by_address.values())
        self._made.clear()

    def provider_key(self, module: str, mode: str, entry: Mapping[str, Any]) -> str:
        """Return the provider block that a resource is made with.

        Terraform writes the key as seen from the module (`module.a:aws`) where the module has a
        block of its own, older versions also where it has none: then the caller's is meant.
        """
        names = (str(entry.get("type")), str(entry.get("name")))
        written = self.modules.resource(module, mode, *names)
        key = str(written.get("provider_config_key") or "")
        if ":" not in key or self._configured(key):
            return key
        path, name = key.rsplit(":", 1)
        while path:
            path = path.rpartition(".module.")[0]
            candidate = f"{path}:{name}" if path else name
            if self._configured(candidate):
                return candidate
        return name

    def _configured(self, key: str) -> bool:
        """Tell a provider block from the empty entry of a module that inherits its provider."""
        block = self.providers.get(key)
        return block is not None and (bool(block.expressions) or ":" not in key)

    def region(self, key: str) -> Value[str | None]:
        """Return the region of a provider block, as far as the plan says it."""
        found = self.setting(key, "region")
        if found is None:
            return Unknown(NO_REGION, Source(f"provider.{key}" if key else "provider", "region"))
        return found

    def setting(self, key: str, path: str) -> Value[Any] | None:
        """Return what a provider block sets (`endpoints.s3`), None where it does not."""
        block = self.providers.get(key)
        node: Any = block.expressions if block else {}
        for part in path.split("."):
            node = (
                next((n for n in node if part in mapping(n)), None)
                if isinstance(node, list)
                else node
            )
            node = mapping(node).get(part)
        if block is None or node is None:
            return None
        source = Source(f"provider.{key}", path)
        found = self._evaluate(node, _Scope(block.module), settled=True)
        if found is None:
            return Unknown("the provider block is not resolvable from the plan", source)
        if isinstance(found, Known):
            return Known(found.value, source)
        written = self.beside.setting(key, path) if self.beside else None
        return written or Unknown(found.reason, source, found.among)

    def resolve(self, resource: Resource, trail: Trail) -> Value[Any] | None:
        """Return what an unknown attribute refers to; None where nothing is written there."""
        if self.beside is not None:
            told = self.beside.resolve(resource, trail)
            if told is None or isinstance(told, Known | Unknown):
                return told
        written = self._written(resource)
        if not written:
            return Unknown("known only after apply", resource.source())
        expressions = descend(mapping(written.get("expressions")), trail, resource)
        if isinstance(expressions, Unknown):
            return expressions
        if not expressions:
            dynamic = self._must_be_dynamic(resource, trail)
            return Unknown(_DYNAMIC, resource.source(str(trail[0]))) if dynamic else None
        scope = _Scope(resource.module, resource.index, 0, written.get("for_each_expression"))
        if all(self._is_null(expression, scope) for expression in expressions):
            return None
        found = [self._evaluate(expression, scope) for expression in expressions]
        return combined([value for value in found if value is not None], resource.source())

    def _must_be_dynamic(self, resource: Resource, trail: Trail) -> bool:
        """Tell a block that is unknown though nothing is written and the provider adds none.

        A plan does not show dynamic blocks: what is unknown of one is how many it makes.
        """
        if resource.trail or not trail or not isinstance(resource.unknown, dict):
            return False
        name = str(trail[0])
        return resource.unknown.get(name) is True and self.planned(resource.type, name)

    # Evaluation: each returns a value, or None where the expression has no part that is unknown.

    def _evaluate(
        self, expression: Any, scope: _Scope, *, settled: bool = False
    ) -> Value[Any] | None:
        """Evaluate an expression of an unknown value, or of a known one where `settled`."""
        source = Source("")
        if not isinstance(expression, dict):
            return Unknown("known only after apply", source)
        if "constant_value" in expression:
            return plain(without(expression["constant_value"], None, self.secrets), source)
        references = longest(expression.get("references"))
        if scope.depth > DEPTH:
            return Unknown("the reference leads through too many modules", source)
        found = [self._reference(r, scope, references) for r in references]
        values = made([value for value in found if value is not None])
        if settled:
            return values[0] if len(values) == 1 else combined(values, source)
        open_ = [v for v in values if not (isinstance(v, Known) and not is_reference(v.value))]
        return combined(open_, source)

    def _is_null(self, expression: Any, scope: _Scope) -> bool:
        """Tell whether an expression is a variable that is null: then nothing is written.

        What is made of a known value is known; if it is not, the provider decides.
        """
        references = longest(mapping(expression).get("references"))
        if len(references) != 1 or not references[0].startswith("var."):
            return False
        value = self._reference(references[0], scope, references)
        return isinstance(value, Known) and value.value is None

    def _reference(self, text: str, scope: _Scope, beside: list[str]) -> Value[Any] | None:
        steps = steps_of(text)
        source = Source("", note=f"{text}, assumed", assumed=True)
        match steps[0]:
            case "var":
                return self._variable(steps, scope, source)
            case "local":
                reason = f"{text}: local values are not in the plan; give the folder by --source"
                return Unknown(reason, source)
            case "module":
                return self._output(steps, scope, beside, source)
            case "each" if steps[1:2] == ["value"] and (over := self._iterated(scope)):
                over_steps = [*over, *steps[2:]]
                if over[0] == "module":
                    return self._output(over_steps, scope, ["each.key"], source)
                size = len(over)
                return self._instance(over, over_steps[size:], scope, ["each.key"], source)
            case "each" | "count":
                if any(not other.startswith(("each.", "count.")) for other in beside):
                    return None  # the index of another reference beside it
                return Unknown(f"{text}: the plan does not show what it iterates over", source)
            case inner if inner in _INSIDE_ONLY:
                return None
            case "data":
                return self._instance(steps[:3], steps[3:], scope, beside, source)
            case _:
                return self._instance(steps[:2], steps[2:], scope, beside, source)

    def _written(self, resource: Resource) -> Mapping[str, Any]:
        names = (resource.mode, resource.type, resource.name)
        return self.modules.resource(resource.module, *names)

    def _once(
        self, key: tuple[str, ...], make: Callable[[], Value[Any] | None]
    ) -> Value[Any] | None:
        """Evaluate an input or output of a module once; one that leads to itself is unknown."""
        if key not in self._made:
            self._made[key] = Unknown("the reference leads back to itself", Source(""))
            self._made[key] = make()
        return self._made[key]

    def _iterated(self, scope: _Scope) -> list[str | int] | None:
        """Return the resource or module that `for_each` goes over, instance for instance."""
        references = longest(mapping(scope.each).get("references"))
        steps = steps_of(references[0]) if len(references) == 1 else []
        size = 3 if steps[:1] == ["data"] else 2
        if len(steps) != size or steps[0] in {"var", "local", "each", "count", *_INSIDE_ONLY}:
            return None
        return steps

    def _variable(self, steps: list[str | int], scope: _Scope, source: Source) -> Value[Any] | None:
        name = str(steps[1]) if len(steps) > 1 else ""
        written = self.modules.written(calls_of(scope.module))
        declared = mapping(written.variables.get(name)) if written else {}
        if declared.get("sensitive"):
            return Unknown(f"var.{name} is sensitive", source)
        if not scope.module:
            if name in self.variables:
                return at(self.variables[name], steps[2:], source)
            if "default" in declared:
                return at(declared["default"], steps[2:], source)
            return Unknown(f"var.{name} has no value", source)
        calls = calls_of(scope.module)
        caller = self.modules.written(calls[:-1])
        call = mapping(caller.calls.get(calls[-1])) if caller else {}
        expression = mapping(call.get("expressions")).get(name)
        if expression is None:
            if "default" in declared:
                return at(declared["default"], steps[2:], source)
            return Unknown(f"var.{name} of {scope.module} has no value", source)
        each = call.get("for_each_expression")
        outer = _Scope(parent(scope.module), index_of(scope.module), scope.depth + 1, each)
        key = ("var", scope.module, name)
        found = self._once(key, lambda: self._evaluate(expression, outer, settled=True))
        if isinstance(found, Known) and not is_reference(found.value):
            return at(found.value, steps[2:], source)
        return found

    def _output(
        self, steps: list[str | int], scope: _Scope, beside: list[str], source: Source
    ) -> Value[Any] | None:
        name = str(steps[1]) if len(steps) > 1 else ""
        rest = steps[2:]
        children = self.modules.children(scope.module, name)
        chosen = list(children.values())
        if len(rest) > 1 and rest[0] in children:
            chosen, rest = [children[rest[0]]], rest[1:]
        elif scope.index in children and _indexed(beside):
            chosen = [children[scope.index]]
        if not rest:
            reason = f"module.{name}: the plan does not show which output is meant"
            return Unknown(reason, source)
        child = self.modules.written((*calls_of(scope.module), name))
        output = mapping(child.outputs.get(str(rest[0]))) if child else {}
        if output.get("sensitive"):
            return Unknown(f"module.{name}.{rest[0]} is sensitive", source)
        if "expression" not in output:
            return Unknown(f"module.{name}.{rest[0]} is not in the plan", source)
        if len(chosen) > MOST:
            return Unknown(f"module.{name}: one of {len(chosen)} instances", source)
        prefix = f"{scope.module}.module.{name}" if scope.module else f"module.{name}"
        found = [
            self._once(
                ("output", module, str(rest[0])),
                partial(self._evaluate, output["expression"], scope.within(module)),
            )
            for module in (chosen or [prefix])
        ]
        return combined([value for value in found if value is not None], source)

    def _instance(
        self,
        head: list[str | int],
        rest: list[str | int],
        scope: _Scope,
        beside: list[str],
        source: Source,
    ) -> Value[Any] | None:
        name = ".".join(map(str, head))
        instances = self.modules.instances(scope.module, name)
        if not instances:
            return Unknown(f"{name} {NOT_MADE}", source)
        if rest and (one := self.modules.instance(scope.module, name, rest[0])):
            instances, rest = [one], rest[1:]
        elif _indexed(beside) and (one := self.modules.instance(scope.module, name, scope.index)):
            instances = [one]
        if len(instances) > MOST:
            return Unknown(f"{name}: one of {len(instances)} instances", source)
        attribute = str(rest[0]) if rest else ""
        found = [self._attribute(i, attribute, rest[1:], scope, source) for i in instances]
        return combined(found, source)

    def _attribute(
        self,
        instance: Resource,
        attribute: str,
        rest: list[str | int],
        scope: _Scope,
        source: Source,
    ) -> Value[Any]:
        """Return an attribute of an instance: its value, what it refers to, or a reference."""
        itself = Known(Reference(instance.address, attribute), source)
        if not attribute or not isinstance(instance.attributes, dict):
            return itself
        value = instance.attributes.get(attribute)
        if value.__class__ is Hidden:
            return Unknown(f"{instance.address}.{attribute} is sensitive", source)
        hidden = instance.unknown
        if hidden is not True and not (isinstance(hidden, dict) and hidden.get(attribute)):
            return at(value, rest, source)
        written = self._written(instance)
        expression = mapping(written.get("expressions")).get(attribute)
        if is_expression(expression) and scope.depth < DEPTH:
            # `aws_s3_bucket_policy.x.bucket` is what that resource was given: follow it.
            each = written.get("for_each_expression")
            within = _Scope(instance.module, instance.index, scope.depth + 1, each)
            return self._evaluate(expression, within) or itself
        return itself


def _indexed(beside: list[str]) -> bool:
    """Tell whether a reference may have lost its index to `each.key` or `count.index`."""
    return any(other.startswith(("each.", "count.")) for other in beside)
