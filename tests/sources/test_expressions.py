"""Which expression of a plan stands at an attribute."""

from __future__ import annotations

from typing import Any

import pytest

from cloudguard.sources.expressions import descend
from cloudguard.sources.resource import Resource, Trail

RULES = {"constant_value": {"rules": [{"status": "Enabled", "days": 400}, {"status": "Disabled"}]}}
PLANNED = {"setting": {"rules": [{"status": "Enabled", "days": 400}, {"status": "Disabled"}]}}


@pytest.mark.parametrize(
    ("trail", "expected"),
    [
        (("setting", "rules", 0, "days"), [{"constant_value": 400}]),
        (("setting", "rules", 1, "days"), []),
        (("setting", "rules", 0, "date"), []),
        (("setting", "other"), []),
        (("setting",), [RULES]),
    ],
)
def test_what_an_attribute_that_holds_objects_does_not_state_is_not_written(
    trail: Trail, expected: list[Any]
) -> None:
    resource = Resource("t_it", "it", "t_it.it", PLANNED)
    assert descend({"setting": RULES}, trail, resource) == expected


def test_of_one_object_the_place_does_not_matter() -> None:
    one = {"constant_value": [{"days": 7}]}
    resource = Resource("t_it", "it", "t_it.it", {"rules": [{}]})
    assert descend({"rules": one}, ("rules", 0, "days"), resource) == [{"constant_value": 7}]


def test_an_object_of_references_may_be_made_of_them_anywhere() -> None:
    made = {"references": ["aws_kms_key.a.arn", "aws_kms_key.a"]}
    resource = Resource("t_it", "it", "t_it.it", {"setting": {}})
    assert descend({"setting": made}, ("setting", "key"), resource) == [made]
