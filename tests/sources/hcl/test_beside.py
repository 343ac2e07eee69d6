"""A plan beside its source: every place is right, and what the plan hides is found."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cloudguard import run
from cloudguard.findings import Finding
from cloudguard.providers import completed
from cloudguard.sources import inputs
from cloudguard.sources.hcl import folder as folder_module
from cloudguard.sources.hcl.recovery import parse
from cloudguard.sources.hcl.syntax import Span
from cloudguard.sources.inputs import Asked, Contents, Target
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown
from cloudguard.verdicts import Outcome
from tests.each import each
from tests.judging import FIXTURES, alone, name_of, plans
from tests.promises.test_agreement import Verdicts, judged

DAY = date(2026, 4, 1)
HEADER = re.compile(r'^\s*(?:(resource|data)\s+"([^"]+)"\s+"([^"]+)"|provider\s+"[^"]+")')
OPENING = re.compile(r'^\s*(?:dynamic\s+")?([\w-]+)"?[^={]*\{')
ALONE = {name_of(path): path for path in plans() if alone(path)}
OPEN: list[Contents] = []


def closed() -> None:
    """End the evaluators of what was read."""
    while OPEN:
        if close := OPEN.pop().close:
            close()


@pytest.fixture(autouse=True)
def _closing() -> Iterator[None]:
    """End the evaluators of what a test has read."""
    yield
    closed()


@pytest.fixture(autouse=True, scope="module")
def _shared() -> Iterator[None]:
    """Share what has no part in this: the parser, and the clauses that all is judged by."""
    clauses = run.catalogue_of(run.Options(as_of=DAY))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_module, "parse", lru_cache(64)(parse))
        patch.setattr(run, "catalogue_of", lambda _options: clauses)
        yield


def read(path: Path, source: Path | None = None) -> Contents:
    """Read a plan beside its source."""
    OPEN.append(inputs.read(Target(str(path)), Asked(source, None, completed)))
    return OPEN[-1]


def examined(path: Path, source: Path | None = None) -> list[Finding]:
    """Judge a plan as a whole run does."""
    options = run.Options(source=source, as_of=DAY)
    return list(run.check([str(path)], options).findings)


@cache
def lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def decides(finding: Finding) -> tuple[str, str]:
    """Return the address and the path of what decides a finding."""
    sources = [evidence.value.source for evidence in finding.verdict.evidence]
    origin = finding.asset.origin
    found = next((s for s in sources if not s.address.startswith("provider")), origin)
    return found.address, found.path


def above(span: Span) -> list[str]:
    """Return the lines from the header of the resource to the place, which is the last one."""
    text = lines(Path(span.file))[: span.line]
    start = max(number for number, line in enumerate(text) if HEADER.match(line))
    return text[start:]


def is_right(span: Span, path: str) -> bool:
    """Tell whether a place says the attribute at a path, or is a block around it without it."""
    steps = [step for step in re.split(r"\[\d+\]|\.", path) if step]
    stretch = lines(Path(span.file))[span.line - 1 : span.end_line]
    first = stretch[0][span.column - 1 :]
    if HEADER.match(first) or OPENING.match(first):
        opened = OPENING.match(first)
        name = opened[1] if opened else ""
        if HEADER.match(first):
            inside = [line for line in stretch[1:] if re.match(r"\s*\w+\s*=", line)]
            top = [line for line in inside if re.match(r"  \w", line)]
            return not steps or not any(line.split()[0] == steps[0] for line in top)
        return name in (*steps, "content")
    return first.split("=")[0].strip() in steps


@cache
def decided(path: Path) -> list[tuple[str, str, str, Span | None]]:
    """Return the check of each finding of a plan beside its source, what decides it, and where."""
    return [(each.check, *decides(each), each.location) for each in examined(path)]


@cache
def spans(path: Path) -> list[tuple[Resource, str, Span | None]]:
    """Return where each resource of a plan stands, and each attribute of it."""
    found = read(path)
    assert found.locate
    places = [
        (resource, attribute, found.locate(resource.address, attribute))
        for resource in (*found.resources.managed, *found.resources.data)
        for attribute in (
            "",
            *(resource.attributes if isinstance(resource.attributes, dict) else ()),
        )
    ]
    closed()
    return places


@each(ALONE)
def test_every_place_says_what_decides(name: str) -> None:
    path = ALONE[name]
    for check, address, attribute, span in decided(path):
        if span is None:
            continue
        told = f"{check} {address} {attribute} at {span}"
        assert Path(span.file).is_relative_to(path.parent), told
        assert 1 <= span.line <= span.end_line <= len(lines(Path(span.file))), told
        assert is_right(span, attribute), told


@each(ALONE)
def test_every_place_is_within_its_own_resource(name: str) -> None:
    path = ALONE[name]
    for resource, attribute, span in spans(path):
        if span is None:
            continue
        header = HEADER.match(above(span)[0])
        assert header, (resource.address, attribute)
        assert header.groups()[1:] == (resource.type, resource.name), (resource.address, span)
        assert (header[1] == "data") is (resource.mode == "data")
        assert (Path(span.file).parent == path.parent) is (not resource.module)


def test_nearly_everything_has_a_place() -> None:
    counts: Counter[bool] = Counter()
    for path in ALONE.values():
        counts.update(
            span is not None
            for resource, attribute, span in spans(path)
            if resource.mode == "managed" and not attribute
        )
    assert counts[True] / counts.total() >= 0.98


def copied(path: Path, folder: Path) -> Path:
    """Copy the source of a fixture without its plan."""
    shutil.copytree(path.parent, folder, ignore=shutil.ignore_patterns("plan.json"))
    return folder


def verdicts(path: Path, source: Path | None = None) -> Verdicts:
    return judged(read(path, source))


@each(ALONE)
def test_the_source_only_decides_what_was_unknown(name: str) -> None:
    with TemporaryDirectory() as folder:
        the_source_only_decides_what_was_unknown(ALONE[name], Path(folder))
        closed()


def the_source_only_decides_what_was_unknown(path: Path, folder: Path) -> None:
    source = copied(path, folder / "source")
    alone = folder / "alone" / "plan.json"
    alone.parent.mkdir()
    shutil.copy(path, alone)
    without = verdicts(alone)
    beside = verdicts(alone, source)
    for key, verdict in without.items():
        before = Counter(each.outcome for each in verdict)
        after = Counter(each.outcome for each in beside.get(key, ()))
        gone = before - after
        assert set(gone) <= {Outcome.UNKNOWN}, (key, before, after)
    assert all(finding.location is None for finding in examined(alone))
    here = [span for *_, span in decided(path)]
    there = [finding.location for finding in examined(alone, source)]
    assert [moved(span, path.parent) for span in here] == [moved(span, source) for span in there]


def moved(span: Span | None, root: Path) -> tuple[str, int, int] | None:
    if span is None:
        return None
    return Path(span.file).relative_to(root).as_posix(), span.line, span.column


# What plans hide.


@pytest.mark.parametrize(
    ("fixture", "check", "asset"),
    [
        (
            "region_restriction/location.allowed/aws/unknown_local",
            "location.allowed",
            "aws_db_instance.main",
        ),
        (
            "region_restriction/location.guardrail-restricts-regions/aws/unknown_until_apply",
            "location.guardrail-restricts-regions",
            "aws_organizations_policy.regions",
        ),
    ],
)
def test_what_a_plan_hides_is_found_in_its_source(
    fixture: str, check: str, asset: str, tmp_path: Path
) -> None:
    path = FIXTURES / fixture / "plan.json"
    alone = tmp_path / "plan.json"
    shutil.copy(path, alone)

    def outcomes(found: Verdicts) -> set[Outcome]:
        return {v.outcome for k, each in found.items() if k[:2] == (check, asset) for v in each}

    assert outcomes(verdicts(alone)) == {Outcome.UNKNOWN}
    assert outcomes(verdicts(path)) == {Outcome.PASS}


# Plans made by hand, beside source that is theirs or no longer.


def plan_of(
    folder: Path, planned: dict[str, Any], expressions: dict[str, Any], **more: Any
) -> Path:
    """Write a plan of one resource, `aws_x.it`: what is null is known only after apply."""
    known = {name: value for name, value in planned.items() if value is not None}
    unknown = {name: True for name, value in planned.items() if value is None}
    entry = {"address": "aws_x.it", "mode": "managed", "type": "aws_x", "name": "it"}
    document = {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": [{**entry, "values": known}]}},
        "resource_changes": [
            {
                **entry,
                "change": {"actions": ["create"], "after": known, "after_unknown": unknown},
            }
        ],
        "configuration": {
            "provider_config": more.get("providers", {}),
            "root_module": {
                "resources": [{**entry, "provider_config_key": "aws", "expressions": expressions}]
            },
        },
    }
    path = folder / "plan.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def refers(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


def said(value: Any) -> dict[str, Any]:
    return {"constant_value": value}


def with_source(
    folder: Path, source: str, planned: dict[str, Any], expressions: dict[str, Any]
) -> Contents:
    (folder / "main.tf").write_text(source, encoding="utf-8")
    return read(plan_of(folder, planned, expressions))


def place(found: Contents, path: str) -> int | None:
    """Return the line of an attribute of the only resource."""
    assert found.locate
    span = found.locate(found.resources.managed[0].address, path)
    return span.line if span else None


IT = 'locals {\n  key = "from a local"\n}\nresource "aws_x" "it" {\n  name = "n"\n  key  = %s\n}\n'


def test_a_local_that_a_plan_does_not_show_is_found(tmp_path: Path) -> None:
    written = {"name": said("n"), "key": refers("local.key")}
    found = with_source(tmp_path, IT % "local.key", {"name": "n", "key": None}, written)
    got = found.resources.managed[0].get("key")
    assert isinstance(got, Known)
    assert got.value == "from a local"
    assert [place(found, path) for path in ("name", "key", "other", "")] == [5, 6, 4, 4]


@pytest.mark.parametrize(
    "source",
    [
        IT.replace("name =", "title =") % "local.key",
        IT.replace('"n"', '"m"') % "local.key",
        IT.replace("aws_x", "aws_y") % "local.key",
        IT.replace('"it"', '"other"') % "local.key",
        IT % "local.key\n  more = 1",
        IT % "local.key\n  block {\n  }",
        "",
        "resource",
    ],
)
def test_source_that_has_changed_tells_nothing(source: str, tmp_path: Path) -> None:
    written = {"name": said("n"), "key": refers("local.key")}
    found = with_source(tmp_path, source, {"name": "n", "key": None}, written)
    assert isinstance(found.resources.managed[0].get("key"), Unknown)
    assert place(found, "name") is None
    assert place(found, "") is None


@pytest.mark.parametrize(
    ("now", "then"),
    [
        pytest.param('"now a constant"', refers("aws_k.a.arn", "aws_k.a"), id="constant"),
        pytest.param("local.key", refers("aws_k.a.arn", "aws_k.a"), id="another-name"),
        pytest.param("local.key", said("then"), id="no-constant"),
    ],
)
def test_an_expression_that_has_changed_tells_nothing(
    now: str, then: dict[str, Any], tmp_path: Path
) -> None:
    planned = {"name": "n", "key": then.get("constant_value")}
    found = with_source(tmp_path, IT % now, planned, {"name": said("n"), "key": then})
    got = found.resources.managed[0].get("key")
    assert not (isinstance(got, Known) and got.value in ("now a constant", "from a local"))
    assert place(found, "key") is None


def test_a_provider_block_that_has_changed_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\n  region = "ap-northeast-1"\n}\nresource "aws_x" "it" {\n}\n', "utf-8"
    )
    block = {"name": "aws", "expressions": {"region": refers("local.region")}}
    found = read(plan_of(tmp_path, {}, {}, providers={"aws": block}))
    assert isinstance(found.configuration.region("aws"), Unknown)


RULES = (
    'resource "aws_x" "it" {\n  rule {\n    port = 1\n  }\n'
    '  rule {\n    port = 2\n    to   = "b"\n  }\n}\n'
)


def test_of_several_blocks_in_a_set_the_right_one_is_meant(tmp_path: Path) -> None:
    planned = {"rule": [{"port": 2, "to": "b"}, {"port": 1, "to": None}]}
    written = {"rule": [{"port": said(1)}, {"port": said(2), "to": said("b")}]}
    found = with_source(tmp_path, RULES, planned, written)
    assert place(found, "rule[0].port") == 6
    assert place(found, "rule[1].port") == 3
    assert place(found, "rule[0].to") == 7
    assert place(found, "rule[1].to") == 2
    assert place(found, "rule[0]") == 5
    assert place(found, "rule") == 1
    assert place(found, "rule.port") == 1


def test_blocks_that_cannot_be_told_apart_mean_what_is_around_them(tmp_path: Path) -> None:
    source = RULES.replace("port = 2", "port = 1").replace('    to   = "b"\n', "    to   = var.t\n")
    planned = {"rule": [{"port": 1, "to": "x"}, {"port": 1, "to": None}]}
    written = {"rule": [{"port": said(1)}, {"port": said(1), "to": refers("var.t")}]}
    found = with_source(tmp_path, source, planned, written)
    assert place(found, "rule[0].to") in (1, 7)
    assert place(found, "rule[1].to") in (1, 2)


def test_blocks_that_dynamic_makes_stand_in_its_content(tmp_path: Path) -> None:
    source = (
        'resource "aws_x" "it" {\n  dynamic "rule" {\n    for_each = [1, 2]\n    content {\n'
        "      port = rule.value\n    }\n  }\n}\n"
    )
    planned = {"rule": [{"port": 2}, {"port": 1}]}
    found = with_source(tmp_path, source, planned, {})
    assert place(found, "rule[0].port") == place(found, "rule[1].port") == 5
    assert place(found, "rule[0].to") == 4


def test_a_changed_constant_within_a_block_gives_no_wrong_place(tmp_path: Path) -> None:
    planned = {"rule": [{"port": 3, "to": "b"}, {"port": 1, "to": None}]}
    written = {"rule": [{"port": said(1)}, {"port": said(3), "to": said("b")}]}
    found = with_source(tmp_path, RULES, planned, written)
    assert place(found, "rule[0].port") in (None, 1)


def test_broken_source_is_told_only_where_it_was_asked_for(tmp_path: Path) -> None:
    found = with_source(tmp_path, "resource {{{", {"name": "n"}, {"name": said("n")})
    assert not found.troubles
    assert read(tmp_path / "plan.json", tmp_path).troubles
