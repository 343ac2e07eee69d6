"""What passes in networks of AWS, case by case."""

from __future__ import annotations

import pytest

from tests.network.aws import vpcs
from tests.network.cases import Case, check

CASES = [*vpcs.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    check(case)


def test_every_case_names_its_page_and_no_two_are_alike() -> None:
    assert all(case.page for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)
