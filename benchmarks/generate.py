"""Write a plan of as many resources as asked for, as `terraform show -json` would.

    python benchmarks/generate.py 10000 plan.json

Terraform's own plan of `estate/` is taken apart and its parts are written again and again under
new names: systems in a module with for_each (18 resources each, every tenth of them faulty) and
systems written flat (10 each). The same number gives the same bytes, and memory does not grow
with it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

TEMPLATE: Final = Path(__file__).parent / "estate" / "plan.json"
NUMBER: Final = "00000"
COMMON, PER_SYSTEM = 2, 18  # the bucket of access logs and its lifecycle; a module's resources
FAULTY_EVERY: Final = 10
# What a flat system holds, each after what it refers to: the last one may be cut anywhere.
FLAT: Final = (
    "aws_kms_key",
    "aws_s3_bucket",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_policy",
    "aws_ebs_volume",
    "aws_db_instance",
)


@dataclass(frozen=True)
class Size:
    """How many systems of each kind make up a number of resources."""

    modules: int
    flat: int
    left: int  # resources of one more flat system

    @classmethod
    def of(cls, resources: int) -> Size:
        """Split a number of resources: about two thirds in modules."""
        rest = resources - COMMON
        modules = rest // (PER_SYSTEM + len(FLAT))
        return cls(modules, *divmod(rest - modules * PER_SYSTEM, len(FLAT)))

    def systems(self) -> list[tuple[str, int]]:
        """Return the modules' names, with their numbers, in Terraform's order."""
        names = ("faulty" if n % FAULTY_EVERY == 0 else "sound" for n in range(self.modules))
        return sorted((f"{name}-{NUMBER}", n) for n, name in enumerate(names))

    def flats(self, kind: str) -> range:
        """Return the numbers of the flat systems that hold a type."""
        return range(self.flat + (FLAT.index(kind) < self.left))


def write(resources: int, out: TextIO) -> None:
    """Write a plan of so many managed resources, two at least."""
    size, plan = Size.of(resources), json.loads(TEMPLATE.read_text(encoding="utf-8"))
    parts: dict[str, Callable[[Any], Iterator[str]]] = {
        "variables": lambda part: _variables(part, size),
        "planned_values": lambda part: _planned_values(part, size),
        "resource_changes": lambda part: _listed(_repeated(part, size, "address")),
        "configuration": lambda part: _configuration(part, size),
        "relevant_attributes": lambda part: _listed(_repeated(part, size, "resource")),
    }
    for position, (key, part) in enumerate(plan.items()):
        out.write(f"{',' if position else '{'}{_json(key)}:")
        out.writelines(parts[key](part) if key in parts else (_json(part),))
    out.write("}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the plan that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("resources", type=int, help=f"how many, at least {COMMON}")
    parser.add_argument("file", type=Path, help="where to write it")
    options = parser.parse_args(arguments)
    if options.resources < COMMON:
        parser.error(f"at least {COMMON} resources")
    with options.file.open("w", encoding="utf-8") as out:
        write(options.resources, out)
    return 0


def _variables(part: Any, size: Size) -> Iterator[str]:
    values = part["systems"]["value"]
    entries = (f"{_json(_renumbered(name, n))}:{_json(values[name])}" for name, n in size.systems())
    yield '{"systems":{"value":{'
    yield from _joined(entries)
    yield "}}}"


def _planned_values(part: Any, size: Size) -> Iterator[str]:
    root = part["root_module"]
    yield '{"root_module":{"resources":'
    yield from _listed(_repeated(root["resources"], size, "address"))
    yield ',"child_modules":'
    yield from _listed(_repeated(root["child_modules"], size, "address"))
    yield "}}"


def _configuration(part: Any, size: Size) -> Iterator[str]:
    root = part["root_module"]
    yield f'{{"provider_config":{_json(part["provider_config"])},"root_module":{{"resources":'
    yield from _listed(_repeated(root["resources"], size, "address"))
    for key, value in root.items():
        if key != "resources":
            yield f",{_json(key)}:{_json(value)}"
    yield "}}"


def _repeated(entries: Sequence[Any], size: Size, address: str) -> Iterator[str]:
    """Yield each entry once for every system of its kind, in Terraform's order."""
    flat = [e for e in entries if not e[address].startswith("module.")]
    for entry in flat:
        kind, _, name = entry[address].partition(".")
        text = _json(entry)
        if NUMBER in name:
            yield from (_renumbered(text, number) for number in size.flats(kind))
        else:
            yield text
    called = [(e[address], _json(e)) for e in entries if e[address].startswith("module.")]
    for system, number in size.systems():
        for name, text in called:
            if f'"{system}"' in name:
                yield _renumbered(text, number)


def _renumbered(text: str, number: int) -> str:
    return text.replace(NUMBER, f"{number:05d}")


def _listed(entries: Iterator[str]) -> Iterator[str]:
    yield "["
    yield from _joined(entries)
    yield "]"


def _joined(entries: Iterator[str]) -> Iterator[str]:
    for position, entry in enumerate(entries):
        yield f",{entry}" if position else entry


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    sys.exit(main())
