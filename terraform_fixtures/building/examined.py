"""What is written of a resource, held against its provider's schema."""

from __future__ import annotations

from cloudguard.sources.hcl import syntax, trees
from terraform_fixtures.building.schemas import META, Body, Node, RefusalError, Type


def examine(block: syntax.Block, address: str, type_: Type) -> None:
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
        name = block.makes
        node = schema.get(name)
        if node is None:
            raise RefusalError(f"{path}{name} is not in the schema")
        if node.kind == "attribute":
            raise RefusalError(f"{path}{name} is an attribute, and is written as a block")
        for content in _contents(block):
            if not node.deep and (node.below or node.kind == "block"):
                _examined_body(content, node.below, f"{path}{name}.")
    written = {*body.attributes, *(block.makes for block in body.blocks)}
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
