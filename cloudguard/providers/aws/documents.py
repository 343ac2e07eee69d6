"""Policy documents: JSON in a string, or the data source that writes it.

A part that is not known stands in the document as an `Unknown` in its place, so that one ARN of
a resource that is still to be made does not hide the rest.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from cloudguard.providers.aws.provider import Aws
from cloudguard.sources.resource import Hidden, Resource
from cloudguard.values import Known, Reference, Source, Unknown, Value

Document: TypeAlias = Mapping[str, Any]

DEPTH: Final = 8
"""How many documents may be made of each other; deeper is taken for a cycle."""
_TEXTS: Final = frozenset({"json", "minified_json", "policy", "content"})
# Provider documentation, aws_iam_policy_document: the effect is Allow where none is written.
_NAMES: Final = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}


def document(resource: Resource, path: str, aws: Aws, depth: int = 0) -> Value[Document]:
    """Return the document that an attribute holds, or is made of."""
    value = resource.get(path)
    if isinstance(value, Unknown):
        return Unknown(value.reason, value.source)
    if isinstance(value.value, Reference):
        return _referred(value.value, value.source, aws, depth)
    return _parsed(value.value, value.source)


def statements(document: Document) -> list[Document]:
    """Return the statements of a document: one may stand without a list around it."""
    found = document.get("Statement", [])
    nodes = found if isinstance(found, list) else [found]
    return [node for node in nodes if isinstance(node, Mapping)]


def listed(node: Any) -> list[Any]:
    """Return what stands alone or in a list as a list; nothing is an empty one."""
    if node is None:
        return []
    return list(node) if isinstance(node, (list, tuple)) else [node]


def _parsed(text: Any, source: Source) -> Value[Document]:
    try:
        parsed = json.loads(text) if isinstance(text, str) else text
    except (ValueError, RecursionError):
        return Unknown("the text is not JSON", source)
    if not isinstance(parsed, Mapping):
        return Unknown("the text is no policy document", source)
    return Known(parsed, source)


def _referred(reference: Reference, source: Source, aws: Aws, depth: int) -> Value[Document]:
    target = aws.resources.by_address.get(reference.address)
    # `jsonencode` with one unknown ARN refers to that ARN: only a text refers to a document.
    if target is None or reference.attribute not in _TEXTS or depth >= DEPTH:
        return Unknown(f"the text is made of {reference}, known only after apply", source)
    if target.type != "aws_iam_policy_document":
        return document(target, reference.attribute, aws, depth + 1)
    made = _rebuilt(target, aws, depth + 1)
    return Known(made.value, source) if isinstance(made, Known) else made


def _rebuilt(data: Resource, aws: Aws, depth: int) -> Value[Document]:
    """Write the document of a data source as the provider would: sources, own, overrides."""
    blocks = data.blocks("statement")
    if isinstance(blocks, Unknown):
        return Unknown(blocks.reason, blocks.source)
    merged: list[Document] = []
    for name in ("source_json", "source_policy_documents"):
        merged += _included(data, name, aws, depth)
    merged = _overridden(merged, [_statement(block) for block in blocks.value])
    for name in ("override_json", "override_policy_documents"):
        merged = _overridden(merged, _included(data, name, aws, depth))
    version = data.get(
        "version", "2012-10-17", "terraform-provider-aws docs: 2012-10-17 by default"
    )
    made = {"Version": _plain(version), "Statement": merged}
    return Known(made, data.source("statement"))


def _overridden(merged: list[Document], later: list[Document]) -> list[Document]:
    """Let later statements replace those of the same Sid, as the provider merges documents."""
    named = {str(statement["Sid"]) for statement in later if statement.get("Sid")}
    kept = [statement for statement in merged if str(statement.get("Sid")) not in named]
    return [*kept, *later]


def _included(data: Resource, name: str, aws: Aws, depth: int) -> list[Document]:
    """Return the statements of the documents that a data source includes.

    One that cannot be read stands as a statement of which nothing is known.
    """
    value = data.get(name, None, "not written")
    if isinstance(value, Unknown) or isinstance(value.value, list):
        texts = _elements(data, name)
    else:
        texts = [value.value] if value.value else []
    found: list[Document] = []
    for text in map(_alone, texts):
        source = data.source(name)
        if isinstance(text, Reference):
            parsed = _referred(text, source, aws, depth)
        else:
            parsed = text if isinstance(text, Unknown) else _parsed(text, source)
        if isinstance(parsed, Unknown):
            found.append({"Effect": parsed, "Action": parsed, "Resource": parsed})
        else:
            found += statements(parsed.value)
    return found


def _statement(block: Resource) -> Document:
    effect = block.get("effect", "Allow", "aws_iam_policy_document: Allow by default")
    statement: dict[str, Any] = {"Effect": _plain(effect)}
    sid = block.get("sid", None, "not written")
    if _plain(sid):
        statement["Sid"] = _plain(sid)
    for name, key in _NAMES.items():
        if elements := _elements(block, name):
            statement[key] = _variables(elements)
    conditions = _conditions(block.blocks("condition"))
    if conditions:
        statement["Condition"] = conditions
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        principals = block.blocks(name)
        if isinstance(principals, Unknown):
            statement[key] = principals
        elif principals.value:
            named: dict[str, list[Any]] = {}
            for each in principals.value:
                named.setdefault(str(_plain(each.get("type"))), []).extend(
                    _variables(_elements(each, "identifiers"))
                )
            statement[key] = named
    return statement


def _alone(each: Any) -> Any:
    """Return what refers to something else and is nothing besides as that."""
    if isinstance(each, Unknown) and each.around is not None:
        before, inner, after = each.around
        return each if inner is None or before or after else inner
    return each


def _variables(elements: list[Any]) -> list[Any]:
    """Write policy variables as policies do.

    terraform-provider-aws docs, aws_iam_policy_document, "Context Variable Interpolation": `&{}`
    stands for `${}`, which is Terraform's own.
    """
    return [
        each.replace("&{", "${") if isinstance(each, str) else _around(each) for each in elements
    ]


def _around(each: Any) -> Any:
    if not isinstance(each, Unknown) or each.around is None:
        return each
    before, inner, after = each.around
    around = (before.replace("&{", "${"), inner, after.replace("&{", "${"))
    return Unknown(each.reason, each.source, around=around)


def _conditions(blocks: Value[tuple[Resource, ...]]) -> Any:
    if isinstance(blocks, Unknown):
        return blocks
    conditions: dict[str, dict[str, list[Any]]] = {}
    for block in blocks.value:
        keys = conditions.setdefault(str(_plain(block.get("test"))), {})
        values = _variables(_elements(block, "values"))
        keys.setdefault(str(_plain(block.get("variable"))), []).extend(values)
    return conditions


def _elements(block: Resource, name: str) -> list[Any]:
    """Return a list's elements, an `Unknown` in the place of each that is not known."""
    nodes = block.attributes.get(name) if isinstance(block.attributes, Mapping) else None
    if not isinstance(nodes, list):
        value = block.get(name, None, "not written")
        return [_plain(value)] if isinstance(value, Unknown) or value.value else []
    hidden = block.unknown.get(name, False) if isinstance(block.unknown, Mapping) else block.unknown
    if not hidden:
        return list(_marked(nodes, block.source(name)))
    items = block.items(name)
    if isinstance(items, Unknown):
        return [Unknown(items.reason, items.source)]
    return [_part(item) for item in items.value]


def _marked(nodes: list[Any], source: Source) -> Iterator[Any]:
    for node in nodes:
        yield Unknown(node.reason, source) if isinstance(node, Hidden) else node


def _part(item: Value[Any]) -> Any:
    """Return an element that is not known with what it is made of, as far as that is told."""
    if isinstance(item, Unknown):
        return Unknown(item.reason, item.source, around=item.around)
    if isinstance(item.value, Reference):
        reason = f"{item.value}, known only after apply"
        return Unknown(reason, item.source, around=("", item.value, ""))
    return item.value


def _plain(value: Value[Any]) -> Any:
    """Return a known value as it is; what refers to something else is not known yet."""
    if isinstance(value, Known) and isinstance(value.value, Reference):
        return Unknown(f"{value.value}, known only after apply", value.source)
    return value.value if isinstance(value, Known) else Unknown(value.reason, value.source)
