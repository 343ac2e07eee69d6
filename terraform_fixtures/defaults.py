"""Learn from real plans what a provider plans for what is not written, and write the table.

    python terraform_fixtures/defaults.py                  every type, about half an hour
    python terraform_fixtures/defaults.py --only aws_s3    types whose name starts so; no table
    python terraform_fixtures/defaults.py --evidence FILE  keep what was seen; write from it again

Needs `terraform` on PATH and the AWS provider, as regenerate.py does; no account and no network:
the provider holds made-up keys, and the address of every AWS service is a closed port.

Terraform's schema does not say defaults, so each resource type is planned again and again,
offline: once with what is required, under two provider blocks; once more with each optional
attribute, and once more with each block, nested ones too. What is written is unknown (decoded
from the output of a `terraform_data` that does not exist yet), which passes nearly every
validation. What the plan then shows for the attributes that are *not* written is the finding: a
value, null, or "known after apply"; what differs from plan to plan counts as left to the
provider. Resources that Terraform refuses are mended by what its messages name (`one of a, b must
be specified`) and tried again. The table's encoding is described in
cloudguard/providers/schema.py.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

PROVIDER: Final = "registry.terraform.io/hashicorp/aws"
VERSION: Final = "5.100.0"
TABLE: Final = Path(__file__).resolve().parent.parent / "cloudguard/providers/aws/schema.json"
UNKNOWN: Final = "jsondecode(terraform_data.u.output)"  # of no type yet: fits every attribute
LETTERS: Final = {
    "string": "s", "number": "n", "bool": "b", "list": "l", "set": "S", "map": "m",
    "object": "o", "single": "o", "dynamic": "o", "group": "o",
}  # fmt: skip
BATCH: Final = 800
ROUNDS: Final = 12  # of mending
HUGE: Final = 300  # blocks in a type, above which equal ones are planned once
SECONDS: Final = 1200

# Where an unknown value is refused, or taken for an empty one: what is written instead
LITERALS: Final[dict[str, dict[str, str]]] = {
    "aws_iot_authorizer": {"signing_disabled": "true"},
    "aws_kinesis_firehose_delivery_stream": {"destination": '"extended_s3"'},
    "aws_kinesis_stream": {"shard_count": "1"},
    "aws_lambda_function": {"handler": '"main.handler"', "runtime": '"python3.13"'},
    "aws_lightsail_instance": {"availability_zone": '"ap-northeast-1a"'},
    "aws_vpc_ipam": {"region_name": '"ap-northeast-1"'},
    "aws_vpc_ipam_resource_discovery": {"region_name": '"ap-northeast-1"'},
}
# What decides over the defaults of others when it is known: planned with each of these values
BALANCERS: Final = ('"application"', '"network"', '"gateway"')
TARGETS: Final = ('"instance"', '"ip"', '"lambda"', '"alb"')
VARIANTS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "aws_alb": {"load_balancer_type": BALANCERS},
    "aws_alb_target_group": {"target_type": TARGETS},
    "aws_db_instance": {"engine": ('"mysql"', '"postgres"', '"oracle-ee"', '"sqlserver-ee"')},
    "aws_dynamodb_table": {"billing_mode": ('"PROVISIONED"', '"PAY_PER_REQUEST"')},
    "aws_ebs_volume": {"type": ('"gp2"', '"gp3"', '"io1"')},
    "aws_elasticache_replication_group": {"engine": ('"redis"', '"valkey"')},
    "aws_kinesis_stream": {"encryption_type": ('"NONE"', '"KMS"')},
    "aws_lambda_function": {"package_type": ('"Zip"', '"Image"')},
    "aws_lb": {"load_balancer_type": BALANCERS},
    "aws_lb_target_group": {"target_type": TARGETS},
    "aws_rds_cluster": {"engine": ('"aurora-mysql"', '"aurora-postgresql"', '"mysql"')},
    "aws_s3_bucket_object_lock_configuration": {"object_lock_enabled": ('"Enabled"',)},
}
BOOLEANS: Final = ("true", "false")

TOO_MUCH: Final = re.compile(
    r"conflict|cannot|can ?not|only one of|mutually|no more than|must not|not (allowed|supported)"
    r"|\d attributes specified|too many|at most|unsupported (argument|block)",
    re.IGNORECASE,
)
NAMES: Final = re.compile(r"[a-z][a-z0-9_]*(?:(?:\.\d+|\[[^\]]*\])?\.[a-z][a-z0-9_]*)*")
INDEX: Final = re.compile(r"\.\d+|\[[^\]]*\]")

PathT: TypeAlias = tuple[str, ...]
Body: TypeAlias = "dict[str, str | list[Body]]"


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute, or a block: then `nested` says what is in it."""

    letters: str
    required: bool
    optional: bool
    computed: bool
    nested: Shape | None = None
    items: int = 0  # how often a block must stand at least
    one: bool = False


@dataclass(slots=True)
class Shape:
    """What may stand in a body; equal shapes have the same key."""

    fields: dict[str, Field]
    key: int = 0


@dataclass(slots=True)
class Case:
    """One resource to plan: its type, what it is to show, and what is written."""

    type: str
    focus: PathT
    body: Body
    provider: str = "aws"
    wrong: str = ""
    rounds: int = 0
    tried: set[str] = field(default_factory=set)


class Shapes:
    """Reads schemas, giving equal bodies one shape."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[tuple[Any, ...], Shape] = {}

    def of(self, block: dict[str, Any]) -> Shape:
        """Return the shape of a schema's block."""
        fields = {}
        for name, attribute in block.get("attributes", {}).items():
            fields[name] = self._attribute(attribute)
        for name, nested in block.get("block_types", {}).items():
            least, most = nested.get("min_items", 0), nested.get("max_items", 0)
            fields[name] = Field(
                LETTERS[nested["nesting_mode"]], least > 0, optional=True, computed=False,
                nested=self.of(nested["block"]), items=least, one=most == 1,
            )  # fmt: skip
        return self._interned(fields)

    def _attribute(self, attribute: dict[str, Any]) -> Field:
        required, optional, computed = (
            bool(attribute.get(mark)) for mark in ("required", "optional", "computed")
        )
        if nested := attribute.get("nested_type"):
            letters = LETTERS[nested["nesting_mode"]]
            inside = self.of(nested)
            return Field(letters, required, optional, computed, inside, int(required))
        type_ = attribute["type"]
        # list(object) and set(object) may be written as blocks
        rows = isinstance(type_, list) and type_[0] in {"list", "set"} and type_[1][0] == "object"
        if rows and (required or optional):
            inside = self._object(type_[1][1])
            return Field(LETTERS[type_[0]], required, optional, computed, inside, int(required))
        return Field(_letters(type_), required, optional, computed)

    def _object(self, types: dict[str, Any]) -> Shape:
        attributes = {name: {"type": type_, "optional": True} for name, type_ in types.items()}
        return self._interned({name: self._attribute(a) for name, a in attributes.items()})

    def _interned(self, fields: dict[str, Field]) -> Shape:
        key = tuple((n, *_facts(f)) for n, f in sorted(fields.items()))
        if key not in self._known:
            self._known[key] = Shape(fields, len(self._known) + 1)
        return self._known[key]


def _facts(what: Field) -> tuple[Any, ...]:
    nested = what.nested.key if what.nested else 0
    written = (what.letters, what.required, what.optional, what.computed)
    return (*written, nested, what.items, what.one)


def _letters(type_: Any) -> str:
    if isinstance(type_, str):
        return LETTERS[type_]
    return LETTERS[type_[0]] + (_letters(type_[1]) if type_[0] in {"list", "set", "map"} else "")


# What to plan


def minimal(shape: Shape) -> Body:
    """Return a body with what is required, unknown."""
    body: Body = {}
    for name, what in shape.fields.items():
        if what.nested is not None and what.items:
            body[name] = [minimal(what.nested) for _ in range(what.items)]
        elif what.required:
            body[name] = UNKNOWN
    return body


def put(body: Body, shape: Shape, path: PathT) -> None:
    """Write a path, with what its blocks require."""
    what = shape.fields[path[0]]
    if what.nested is None:
        body[path[0]] = UNKNOWN
        return
    blocks = body.setdefault(path[0], [minimal(what.nested)])
    if len(path) > 1 and isinstance(blocks, list):
        for block in blocks:
            put(block, what.nested, path[1:])


def drop(body: Body, path: PathT) -> None:
    """Take a path away."""
    if len(path) == 1:
        body.pop(path[0], None)
    elif isinstance(blocks := body.get(path[0]), list):
        for block in blocks:
            drop(block, path[1:])


def holds(body: Body, path: PathT) -> bool:
    """Tell whether a path is written."""
    blocks = body.get(path[0])
    if len(path) == 1 or blocks is None:
        return blocks is not None
    return isinstance(blocks, list) and any(holds(block, path[1:]) for block in blocks)


def at(shape: Shape, path: PathT) -> Field | None:
    """Return what stands at a path."""
    found = None
    for position, name in enumerate(path):
        found = shape.fields.get(name)
        if found is None or (found.nested is None and position < len(path) - 1):
            return None
        shape = found.nested or shape
    return found


def cases(shapes: dict[str, Shape]) -> Iterator[Case]:
    """Yield the resources that show what the types' defaults are."""
    planned_once: dict[str, set[int]] = defaultdict(set)
    for type_, shape in shapes.items():
        yield Case(type_, (), _start(type_, shape))
        yield Case(type_, (), _start(type_, shape), provider="aws.other")
        for name, value in _variants(type_, shape):
            yield Case(type_, (name,), {**_start(type_, shape), name: value})
        family = family_of(type_, shape)
        for path in _focuses(shape, planned_once[family] if family != type_ else None):
            body = _start(type_, shape)
            if not holds(body, path):
                put(body, shape, path)
                yield Case(type_, path, body)


def _start(type_: str, shape: Shape) -> Body:
    """Return what is required of a type, with the literals that it needs."""
    body, literals = minimal(shape), LITERALS.get(type_, {})
    body |= {name: value for name, value in literals.items() if name in shape.fields}
    for blocks in body.values():
        if isinstance(blocks, list):
            for block in blocks:
                block |= {name: literals[name] for name in block if name in literals}
    return body


def _variants(type_: str, shape: Shape) -> Iterator[tuple[str, str]]:
    chosen = VARIANTS.get(type_, {})
    for name, what in shape.fields.items():
        switch = what.letters == "b" and (what.optional or what.required)
        for value in chosen.get(name, BOOLEANS if switch else ()):
            yield name, value


def family_of(type_: str, shape: Shape) -> str:
    """Return the service of a giant: its types share bodies by the hundred; else the type."""
    return "_".join(type_.split("_")[:2]) if _size(shape) > HUGE else type_


def _focuses(shape: Shape, once: set[int] | None) -> Iterator[PathT]:
    """Yield every top attribute and every block, level by level; those in `once` no more."""
    level: list[tuple[PathT, Shape]] = [((), shape)]
    while level:
        below: list[tuple[PathT, Shape]] = []
        for path, each in level:
            for name, what in each.fields.items():
                if what.nested is None:
                    if not path and what.optional and name != "id":
                        yield (name,)
                elif what.optional and (once is None or what.nested.key not in once):
                    if once is not None:
                        once.add(what.nested.key)
                    yield (*path, name)
                    below.append(((*path, name), what.nested))
                elif what.required:
                    below.append(((*path, name), what.nested))
        level = below


def _size(shape: Shape) -> int:
    if shape.key not in _SIZES:
        nested = (f.nested for f in shape.fields.values())
        _SIZES[shape.key] = sum(1 + _size(each) for each in nested if each)
    return _SIZES[shape.key]


_SIZES: Final[dict[int, int]] = {}


# Terraform


def terraform(work: Path, *arguments: str) -> str:
    """Run Terraform in a folder, return what it prints."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "TF_"))}
    kept |= {n: v for n, v in os.environ.items() if n == "TF_CLI_CONFIG_FILE"}
    kept |= {
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # what asks an account fails at once
    }
    return subprocess.run(
        ["terraform", *arguments], cwd=work, env=kept, capture_output=True, text=True,
        encoding="utf-8", timeout=SECONDS, check=False,
    ).stdout  # fmt: skip


ROOT: Final = f"""
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{VERSION}"
    }}
  }}
}}

resource "terraform_data" "u" {{
  input = "u"
}}
"""
ACCOUNT: Final = """
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  max_retries                 = 1
"""
PROVIDERS: Final = f"""
provider "aws" {{
  region = "ap-northeast-1"
{ACCOUNT}}}

provider "aws" {{
  alias  = "other"
  region = "us-east-1"
{ACCOUNT}
  default_tags {{
    tags = {{ other = "other" }}
  }}
}}
"""


def prepared(work: Path) -> Path:
    """Initialise a folder."""
    work.mkdir(parents=True)
    (work / "main.tf").write_text(ROOT + PROVIDERS, encoding="utf-8")
    terraform(work, "init", "-input=false", "-no-color")
    return work


def written(batch: list[Case]) -> str:
    """Return the cases as HCL, in order: c0, c1 and so on."""
    lines: list[str] = []
    for number, case in enumerate(batch):
        lines += [f'resource "{case.type}" "c{number}" {{', f"  provider = {case.provider}"]
        lines += [*_body(case.body, "  "), "}"]
    return "\n".join(lines) + "\n"


def _body(body: Body, indent: str) -> Iterator[str]:
    for name, value in body.items():
        if isinstance(value, str):
            yield f"{indent}{name} = {value}"
            continue
        for block in value:
            yield f"{indent}{name} {{"
            yield from _body(block, indent + "  ")
            yield f"{indent}}}"


def planned(work: Path, batch: list[Case]) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Plan cases; yield those that were, with their change, and note what is wrong with others."""
    numbers = {f"{case.type}.c{number}": case for number, case in enumerate(batch)}
    for case in batch:
        case.wrong = ""
    (work / "cases.tf").write_text(written(batch), encoding="utf-8")
    (work / "plan").unlink(missing_ok=True)
    log = terraform(
        work, "plan", "-json", "-input=false", "-refresh=false", "-lock=false", "-out=plan",
        "-parallelism=20",
    )  # fmt: skip
    stray = _errors(log, numbers)
    shown = terraform(work, "show", "-json", "plan") if (work / "plan").exists() else ""
    if shown.startswith("{"):
        for change in json.loads(shown)["resource_changes"]:
            found = numbers.get(change["address"])
            if found is not None and not found.wrong:
                yield found, change["change"]
                del numbers[change["address"]]
    if stray or not shown:
        rest = [case for case in numbers.values() if not case.wrong]
        if len(rest) == len(batch):  # nothing is known to be wrong with any of them
            if len(batch) == 1:
                batch[0].wrong = stray or "no plan"
                return
            half = len(batch) // 2
            yield from planned(work, batch[:half])
            yield from planned(work, batch[half:])
        elif rest:
            yield from planned(work, rest)
    else:
        for case in numbers.values():
            case.wrong = case.wrong or "not in the plan"


def _errors(log: str, numbers: dict[str, Case]) -> str:
    stray = ""
    for line in log.splitlines():
        found = json.loads(line).get("diagnostic", {}) if line.startswith("{") else {}
        if found.get("severity") != "error":
            continue
        message = f"{found['summary']}: {found['detail']}"
        address = found.get("address", "")
        if not address and (context := (found.get("snippet") or {}).get("context")):
            address = ".".join(context.replace('"', "").split()[1:3])
        if (case := numbers.get(address)) is not None:
            case.wrong += message + "\n"
        else:
            stray = stray or message
    return stray


# Mending


def mended(case: Case, shape: Shape) -> bool:
    """Change a case as its messages say; False where they say nothing that helps."""
    case.rounds += 1
    case.tried.add(json.dumps(case.body))
    for message in dict.fromkeys(case.wrong.splitlines()):
        paths = _named(message, shape, case.body)
        if TOO_MUCH.search(message):
            others = [p for p in paths if holds(case.body, p) and _free(p, case, shape)]
            if others:
                drop(case.body, others[(case.rounds - 1) % len(others)])
        else:
            absent = [p for p in paths if not holds(case.body, p)]
            one = "one of" in message.lower()
            if absent and one and len(absent) == len(paths):
                put(case.body, shape, absent[(case.rounds - 1) % len(absent)])
            elif not one:
                for path in absent:
                    put(case.body, shape, path)
    return json.dumps(case.body) not in case.tried


def _free(path: PathT, case: Case, shape: Shape) -> bool:
    what = at(shape, path)
    return what is not None and not what.required and case.focus[: len(path)] != path


def _named(message: str, shape: Shape, body: Body) -> list[PathT]:
    """Return the paths that a message names, whole or as the last part of what is written."""
    message = f" {message} "
    found: dict[PathT, None] = {}
    for name in NAMES.findall(message):
        path = tuple(INDEX.sub("", name).split("."))
        what = at(shape, path)
        if what is not None and (what.optional or what.required):
            if len(path) > 1 or "_" in name or f'"{name}"' in message or _listed(name, message):
                found[path] = None
        elif what is None:
            for prefix, inner in _open_blocks(body, shape):
                nested = at(inner, path)
                if nested is not None and (nested.optional or nested.required):
                    found[(*prefix, *path)] = None
    return list(found)


def _listed(name: str, message: str) -> bool:
    return bool(re.search(rf"[`\[,. ]{name}[`\],. ]", message))


def _open_blocks(body: Body, shape: Shape, prefix: PathT = ()) -> Iterator[tuple[PathT, Shape]]:
    for name, value in body.items():
        nested = shape.fields[name].nested
        if isinstance(value, list) and nested is not None:
            yield (*prefix, name), nested
            for block in value[:1]:
                yield from _open_blocks(block, nested, (*prefix, name))


# What was seen


class Seen:
    """What plans showed for what was not written: by type and path, and by equal bodies."""

    def __init__(self, families: dict[str, str]) -> None:
        """Start with nothing."""
        self._families = families
        self.paths: dict[str, dict[PathT, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self.alike: dict[str, dict[tuple[int, str], Counter[str]]] = defaultdict(
            lambda: defaultdict(Counter)
        )
        self.proven: Counter[str] = Counter()

    def note(self, case: Case, shape: Shape, change: dict[str, Any]) -> None:
        """Take in one planned resource."""
        self.proven[case.type] += 1
        self._body(case.type, (), shape, case.body, change["after"], change["after_unknown"])

    def _body(
        self, type_: str, path: PathT, shape: Shape, body: Body, after: Any, unknown: Any
    ) -> None:
        if not isinstance(after, dict):
            return
        unknown = unknown if isinstance(unknown, dict) else {}
        for name, what in shape.fields.items():
            value, hidden = after.get(name), unknown.get(name, False)
            inside = body.get(name)
            if inside is None:
                word = _word(value, hidden, what)
                self.paths[type_][*path, name][word] += 1
                self.alike[self._family(type_)][shape.key, name][word] += 1
            elif isinstance(inside, list) and what.nested is not None and hidden is not True:
                first = value[0] if isinstance(value, list) and value else value
                under = hidden[0] if isinstance(hidden, list) and hidden else hidden
                self._body(type_, (*path, name), what.nested, inside[0], first, under)

    def dumped(self) -> str:
        """Return all of it as JSON."""
        paths = {
            type_: [[*path, dict(words)] for path, words in seen.items()]
            for type_, seen in self.paths.items()
        }
        alike = {
            type_: [[*key, dict(words)] for key, words in seen.items()]
            for type_, seen in self.alike.items()
        }
        return json.dumps({"proven": self.proven, "paths": paths, "alike": alike})

    def load(self, text: str) -> None:
        """Take in what was dumped."""
        document = json.loads(text)
        self.proven.update(document["proven"])
        for type_, rows in document["paths"].items():
            for *path, words in rows:
                self.paths[type_][tuple(path)].update(words)
        for type_, rows in document["alike"].items():
            for key, name, words in rows:
                self.alike[type_][key, name].update(words)

    def _family(self, type_: str) -> str:
        return self._families.get(type_, type_)

    def word(self, type_: str, path: PathT, shape: Shape) -> str | None:
        """Return what plans show at a path: "~" where they differ, None where nobody looked."""
        seen = self.paths[type_].get(path) or self.alike[self._family(type_)].get(
            (shape.key, path[-1])
        )
        if not seen:
            return None
        return next(iter(seen)) if len(seen) == 1 else "~"


def _word(value: Any, hidden: Any, what: Field) -> str:
    if hidden is True:
        return "?"
    if value is None or (value == [] and what.nested is not None):
        return ""
    if _holds_true(hidden):
        return "~"
    return "=" + json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _holds_true(hidden: Any) -> bool:
    if isinstance(hidden, dict):
        return any(map(_holds_true, hidden.values()))
    return any(map(_holds_true, hidden)) if isinstance(hidden, list) else hidden is True


# The table


# Types of the plugin framework, whose schema has no defaults for what is optional and not computed:
# Terraform refuses a plan that fills it ("Provider produced invalid plan"). The plans that were
# looked at all write it, since one of four peers must be.
NEVER_FILLED = {
    ("aws_vpc_security_group_egress_rule", "cidr_ipv4"),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4"),
}


class Line:
    """Writes the line of one type; bodies that stand in it several times stand there once."""

    def __init__(self, type_: str, shape: Shape, seen: Seen) -> None:
        """Encode a type."""
        self._type, self._seen = type_, seen
        self._proven = seen.proven[type_] > 0
        self._nodes: dict[tuple[tuple[str, str | int], ...], int] = {}
        self._uses: Counter[int] = Counter()
        root = self._node((), shape, "" if self._proven else "unproven")
        self._bodies = {number: dict(node) for node, number in self._nodes.items()}
        shared = [n for n, uses in self._uses.items() if uses > 1 and len(self._bodies[n]) > 1]
        self._shared = {number: f"#{position}" for position, number in enumerate(sorted(shared), 1)}
        self._root = root

    def text(self) -> str:
        """Return the JSON of the type."""
        whole: dict[str, Any] = self._inline(self._root)
        if self._shared:
            whole["#"] = {name[1:]: self._inline(n) for n, name in self._shared.items()}
        return json.dumps(whole, separators=(",", ":"), ensure_ascii=False)

    def _inline(self, number: int) -> dict[str, Any]:
        return {
            name: value
            if isinstance(value, str)
            else self._shared.get(value) or self._inline(value)
            for name, value in self._bodies[number].items()
        }

    def _node(self, path: PathT, shape: Shape, own: str) -> int:
        entries: list[tuple[str, str | int]] = [("*", own)] if own else []
        for name, what in sorted(shape.fields.items()):
            code = self._code((*path, name), shape, what)
            if what.nested is None:
                entries.append((name, code))
            else:
                child = self._node((*path, name), what.nested, code)
                entries.append((name, child))
        key = tuple(entries)
        if key not in self._nodes:
            self._nodes[key] = len(self._nodes)
            for _, value in entries:
                if isinstance(value, int):
                    self._uses[value] += 1
        return self._nodes[key]

    def _code(self, path: PathT, shape: Shape, what: Field) -> str:
        code = what.letters + "1" * what.one
        if what.required or what.items:
            return code + "r"
        word = self._seen.word(self._type, path, shape) if self._proven else None
        if not what.computed and (self._type, *path) in NEVER_FILLED:
            word = ""
        if what.computed and not what.optional:
            return code + "c" + (word if word and word[0] == "=" else "")
        if word is None:
            word = "?" if what.computed else "~" * self._proven
        return code + word


def table(shapes: dict[str, Shape], seen: Seen) -> str:
    """Return the table, a line for each type."""
    lines = [f'"{t}":{Line(t, shape, seen).text()}' for t, shape in sorted(shapes.items())]
    head = f'{{"provider":"{PROVIDER}","version":"{VERSION}","types":{{\n'
    return head + ",\n".join(lines) + "\n}}\n"


# Running it


def learn(
    shapes: dict[str, Shape], folder: Path, seen: Seen, processes: int, evidence: Path | None
) -> list[Case]:
    """Plan every case until it is planned or nothing helps; return those that are refused."""
    pending = list(cases(shapes))
    refused: list[Case] = []
    works = [prepared(folder / str(number)) for number in range(processes)]
    while pending:
        pending.sort(key=lambda case: _rank(case, shapes[case.type]))
        now, pending = pending[: BATCH * processes], pending[BATCH * processes :]
        done = 0
        with ThreadPoolExecutor(processes) as pool:
            for part in pool.map(_planned, works, (now[n::processes] for n in range(processes))):
                for case, change in part:
                    seen.note(case, shapes[case.type], change)
                    done += 1
        wrong = [case for case in now if case.wrong]
        for case in wrong:
            helped = mended(case, shapes[case.type]) and case.rounds < ROUNDS
            (pending if helped else refused).append(case)
        print(f"{done} planned, {len(pending)} to plan, {len(refused)} refused", flush=True)
        if evidence:
            evidence.write_text(seen.dumped(), encoding="utf-8")
    return refused


def _rank(case: Case, shape: Shape) -> tuple[int, str]:
    """Put first what proves a type, then blocks, then attributes, and giants last."""
    if not case.focus:
        return 0, case.type
    what = at(shape, case.focus)
    written_block = what is not None and what.nested is not None
    return (3 if _size(shape) > HUGE else 1 if written_block else 2), case.type


def _planned(work: Path, batch: list[Case]) -> list[tuple[Case, dict[str, Any]]]:
    return list(planned(work, batch)) if batch else []


def main(arguments: list[str] | None = None) -> int:
    """Learn the defaults and write the table; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="types that start so; prints, writes no table")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--evidence", type=Path, help="a file that keeps what the plans showed")
    parser.add_argument("--refused", type=Path, help="write what Terraform refused to this file")
    options = parser.parse_args(arguments)
    if not shutil.which("terraform"):
        sys.stderr.write("defaults: terraform is not on PATH. Install Terraform 1.11 or later.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="defaults-") as name:
        folder = Path(name)
        schema = json.loads(terraform(prepared(folder / "schema"), "providers", "schema", "-json"))
        types = schema["provider_schemas"][PROVIDER]["resource_schemas"]
        reader = Shapes()
        wanted = sorted(type_ for type_ in types if type_.startswith(options.only))
        shapes = {type_: reader.of(types[type_]["block"]) for type_ in wanted}
        seen = Seen({type_: family_of(type_, shape) for type_, shape in shapes.items()})
        refused: list[Case] = []
        if options.evidence and options.evidence.exists():
            seen.load(options.evidence.read_text(encoding="utf-8"))
        else:
            refused = learn(shapes, folder, seen, options.processes, options.evidence)
    if options.refused:
        lines = [f"{c.type} {'.'.join(c.focus)} {c.provider}: {c.wrong}" for c in refused]
        options.refused.write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = table(shapes, seen)
    if options.only:
        print(text)
    else:
        TABLE.write_text(text, encoding="utf-8")
    unproven = [type_ for type_ in shapes if not seen.proven[type_]]
    print(f"{len(shapes)} types, {len(unproven)} unproven: {', '.join(unproven)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
