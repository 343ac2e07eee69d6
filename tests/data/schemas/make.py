"""Write the attribute paths of a Terraform provider's resource types, one line a type.

    terraform providers schema -json | python make.py PROVIDER FILE [TYPE…]

writes FILE anew for the types that it holds already and for those named; PROVIDER is a full name
such as registry.terraform.io/hashicorp/aws. Each path has a mark:
r required, o optional, c computed, oc optional and computed, b block; a trailing ! says that the
attribute is deprecated. Blocks are joined by dots, to five levels.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DEPTH = 5


def paths(block: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every attribute path of a block with its mark."""
    if prefix.count(".") >= DEPTH:
        return
    for name, attribute in block.get("attributes", {}).items():
        yield prefix + name, _mark(attribute)
        yield from paths(attribute.get("nested_type", {}), f"{prefix}{name}.")
    for name, nested in block.get("block_types", {}).items():
        yield prefix + name, "b"
        yield from paths(nested["block"], f"{prefix}{name}.")


def _mark(attribute: dict[str, Any]) -> str:
    written = "o" * bool(attribute.get("optional")) + "c" * bool(attribute.get("computed"))
    return ("r" if attribute.get("required") else written) + "!" * bool(attribute.get("deprecated"))


def main(provider: str, name: str, *more: str) -> None:
    """Read a provider's schema from standard input, write the paths of its types to a file."""
    schemas = json.load(sys.stdin)["provider_schemas"][provider]["resource_schemas"]
    file = Path(name)
    held = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    lines = []
    for type_ in sorted({*held, *more}):
        found = dict(sorted(paths(schemas[type_]["block"])))
        lines.append(f'"{type_}":{json.dumps(found, separators=(",", ":"))}')
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
