"""Resources: paths over lists and blocks, defaults, and joins that must not be wrong."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.sources.resource import SENSITIVE, Resource, Resources, Trail
from cloudguard.values import Known, Reference, Source, Unknown, Value


def resource(
    address: str,
    attributes: dict[str, Any],
    unknown: dict[str, Any] | None = None,
    refers: dict[str, Value[Any]] | None = None,
) -> Resource:
    """Return a resource; `refers` says what its unknown attributes refer to."""
    type_, name = address.split(".")

    def resolve(_resource: Resource, trail: Trail) -> Value[Any] | None:
        return (refers or {}).get(".".join(map(str, trail)))

    return Resource(type_, name, address, attributes, unknown or False, resolve=resolve)


def reference(address: str, attribute: str) -> Known[Reference]:
    return Known(Reference(address, attribute), Source("", assumed=True))


def said(value: Value[Any]) -> Any:
    return value.value if isinstance(value, Known) else "?"


@pytest.mark.parametrize(
    ("attributes", "path", "expected"),
    [
        ({"a": 1}, "a", 1),
        ({"a": None}, "a", "default"),
        ({}, "a", "default"),
        ({"a": False}, "a", False),
        ({"a": []}, "a.b", "default"),
        ({"a": [{"b": 1}]}, "a.b", 1),
        ({"a": {"b": 1}}, "a.b", 1),  # the plugin framework's objects
        ({"a": [{"b": [{"c": 1}]}]}, "a.b.c", 1),
        ({"a": [{"b": 1}, {"b": 1}]}, "a.b", 1),
        ({"a": [{"b": 1}, {"b": 2}]}, "a.b", "?"),
        ({"a": SENSITIVE}, "a", "?"),
        ({"a": [SENSITIVE]}, "a.b", "?"),
        ({"a": "text"}, "a.b", "default"),
    ],
)
def test_a_path_is_read_through_lists_and_objects(
    attributes: dict[str, Any], path: str, expected: Any
) -> None:
    assert said(resource("x.y", attributes).get(path, "default", "cited")) == expected


def test_blocks_that_differ_are_a_set_of_values() -> None:
    value = resource("x.y", {"a": [{"b": 1}, {"b": 2}]}).get("a.b")
    assert isinstance(value, Unknown)
    assert [known.value for known in value.among] == [1, 2]


def test_what_is_not_written_has_the_cited_default_and_else_is_unknown() -> None:
    found = resource("x.y", {}, {"a": True})
    assert said(found.get("a", "default", "cited")) == "default"
    assert said(found.get("a")) == "?"


BUCKET = resource("aws_s3_bucket.a", {"bucket": "a"}, {"id": True, "arn": True})


def companion(value: Any = None, refers: Value[Any] | None = None) -> Resource:
    attributes = {"bucket": value} if value else {}
    unknown = {} if value else {"bucket": True}
    return resource("setting.s", attributes, unknown, {"bucket": refers} if refers else None)


@pytest.mark.parametrize(
    ("other", "named", "possible"),
    [
        (companion("a"), 1, 0),
        (companion("b"), 0, 0),
        (companion(refers=reference("aws_s3_bucket.a", "id")), 1, 0),
        (companion(refers=reference("aws_s3_bucket.a", "")), 1, 0),
        (companion(refers=reference("aws_s3_bucket.b", "id")), 0, 0),
        # Not a name of the bucket: what is made of it may name another one.
        (companion(refers=reference("aws_s3_bucket.a", "hosted_zone_id")), 0, 1),
        (companion(refers=Unknown("a local", Source(""))), 0, 1),
        (
            companion(
                refers=Unknown(
                    "two",
                    Source(""),
                    (reference("aws_s3_bucket.a", "id"), reference("aws_s3_bucket.b", "id")),
                )
            ),
            0,
            1,
        ),
        (
            companion(
                refers=Unknown(
                    "two",
                    Source(""),
                    (reference("aws_s3_bucket.b", "id"), reference("aws_s3_bucket.c", "id")),
                )
            ),
            0,
            0,
        ),
    ],
)
def test_a_companion_is_joined_by_what_it_names(other: Resource, named: int, possible: int) -> None:
    found = Resources([BUCKET, other]).about(BUCKET, "setting", "bucket", ("bucket", "id"))
    assert len(found.named) == named
    assert len(found.possible) == possible


def test_what_may_configure_a_resource_hides_its_defaults() -> None:
    other = companion(refers=Unknown("a local", Source("")))
    found = Resources([BUCKET, other]).about(BUCKET, "setting", "bucket", ("bucket", "id"))
    assert said(found.one().get("status", "off", "cited")) == "?"
    alone = Resources([BUCKET]).about(BUCKET, "setting", "bucket", ("bucket", "id"))
    assert said(alone.one().get("status", "off", "cited")) == "off"
