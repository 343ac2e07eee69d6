"""What collect.yaml reads of each answer, and what tests answer, is what the API's model has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, TypeAlias

import jmespath
import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

from cloudguard.providers.aws import collect
from tests.providers.aws.live_account import Answers, faulty, sound

Shape: TypeAlias = Any
"""A shape of botocore, a list of one, or a mapping of what an expression makes; None is unsure."""
LOADER: Final = Loader()


@cache
def model(service: str) -> Mapping[str, OperationModel]:
    """Return the operations of a service by the names of boto3."""
    read = ServiceModel(LOADER.load_service_model(service, "service-2"), service)
    return {xform_name(name): read.operation_model(name) for name in read.operation_names}


def answer(call: str) -> Shape:
    """Return the shape of what an operation answers."""
    service, _, operation = call.partition(".")
    return model(service)[operation].output_shape


def member(shape: Shape, name: str) -> Shape:
    """Return the shape of a field; AssertionError where there is none."""
    if shape is None:
        return None
    if isinstance(shape, dict):
        assert name in shape, f"{name} of {sorted(shape)}"
        return shape[name]
    if getattr(shape, "type_name", "") == "map":
        return shape.value
    assert getattr(shape, "type_name", "") == "structure", f"{name} of what is no structure"
    assert name in shape.members, f"{name} of {shape.name}"
    return shape.members[name]


def item(shape: Shape) -> Shape:
    """Return the shape of the items of a list."""
    if isinstance(shape, list):
        return shape[0]
    return shape.member if getattr(shape, "type_name", "") == "list" else None


def made(node: Mapping[str, Any], shape: Shape) -> Shape:
    """Return the shape of what an expression makes of a shape; AssertionError for a wrong field."""
    below = node["children"]
    match node["type"]:
        case "field":
            return member(shape, node["value"])
        case "current" | "identity":
            return shape
        case "literal":
            return None
        case "subexpression" | "index_expression" | "pipe":
            for child in below:
                shape = made(child, shape)
            return shape
        case "index":
            return item(shape)
        case "flatten":
            inner = made(below[0], shape)
            nested = item(item(inner))
            return [nested if nested is not None else item(inner)]
        case "projection" | "filter_projection":
            left = item(made(below[0], shape))
            if node["type"] == "filter_projection":
                made(below[2], left)
            return [made(below[1], left)]
        case "multi_select_list":
            return [*(made(child, shape) for child in below)][-1:]
        case "multi_select_dict":
            return {pair["value"]: made(pair["children"][0], shape) for pair in below}
        case "function_expression":
            return _called(node["value"], below, shape)
        case "expref":
            return below[0]
        case _:
            first, *_ = [made(child, shape) for child in below]
            return first


def _called(name: str, arguments: Any, shape: Shape) -> Shape:
    if name == "map":
        made(arguments[0]["children"][0], item(made(arguments[1], shape)))
        return None
    found = [made(argument, shape) for argument in arguments]
    if name == "values":
        return [member(found[0], "")] if found[0] is not None else None
    return next((each for each in found if each is not None), None) if name == "not_null" else None


def expressions(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield every expression over an item of a row."""
    cells = (*row["values"].values(), *row.get("facts", {}).values())
    yield from (cell for cell in cells if cell != "$id")
    yield from (row[name] for name in ("status", "until", "keep", "owner", "region") if name in row)
    for more in (*row.get("each", ()), *row.get("beside", ())):
        yield from more.get("with", {}).values() if more in row.get("each", ()) else ()
        yield from (more[name] for name in ("by", "when") if name in more)


def items_of(listed: Mapping[str, Any]) -> Shape:
    """Return the shape of the items of a list."""
    found = item(made(jmespath.compile(listed["items"]).parsed, answer(listed["call"])))
    return (
        item(made(jmespath.compile(listed["unfold"]).parsed, found))
        if "unfold" in listed
        else found
    )


def named(row: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Shape]:
    """Return what an expression of a row may name beside the fields of its items."""
    found: dict[str, Shape] = {}
    for more in (*row.get("each", ()), *row.get("beside", ())):
        shape = answer(more["call"])
        if "items" in more:
            shape = made(jmespath.compile(more["items"]).parsed, shape)
            shape = item(shape) if more in row.get("beside", ()) else shape
        found[more["as"]] = shape
    if "per" in listed:
        found["Outer"] = items_of(collect.table()[listed["per"]["type"]]["lists"][0])
    if "unfold" in listed:
        found["Outer"] = item(
            made(jmespath.compile(listed["items"]).parsed, answer(listed["call"]))
        )
    return found


def lost(expression: str, row: Mapping[str, Any], listed: Mapping[str, Any]) -> str:
    """Return what an expression reads that an item of a list has not, or nothing."""
    shape = items_of(listed)
    fields = dict(shape.members) if hasattr(shape, "members") else shape
    if isinstance(fields, dict):
        fields = fields | named(row, listed)
    try:
        made(jmespath.compile(expression).parsed, fields)
    except AssertionError as missing:
        return str(missing)
    return ""


def test_every_field_that_is_read_is_one_of_the_api() -> None:
    wrong = []
    for type_, row in collect.table().items():
        for expression in expressions(row):
            missing = [told for listed in row["lists"] if (told := lost(expression, row, listed))]
            if len(missing) == len(row["lists"]):  # what lies deleted is told less of
                wrong.append(f"{type_}: {expression}: {missing[0]}")
    assert wrong == []


@pytest.mark.parametrize("account", [sound, faulty])
def test_what_the_tests_answer_is_what_the_api_may(account: Any) -> None:
    answers: Answers = account()
    wrong = []
    for call, told in answers.items():
        if not callable(told):
            wrong += [f"{call}: {path}" for path in strange(told, answer(call))]
    assert wrong == []


def strange(told: Any, shape: Shape, path: str = "") -> Iterator[str]:
    """Yield what is answered and is no field of the model."""
    kind = getattr(shape, "type_name", "")
    if kind == "structure" and isinstance(told, Mapping):
        for name, value in told.items():
            if name in shape.members:
                yield from strange(value, shape.members[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif kind == "map" and isinstance(told, Mapping):
        for name, value in told.items():
            yield from strange(value, shape.value, f"{path}.{name}")
    elif kind == "list" and isinstance(told, list):
        for value in told:
            yield from strange(value, shape.member, path)
    elif isinstance(told, (Mapping, list)) or kind in {"structure", "list", "map"}:
        yield path
