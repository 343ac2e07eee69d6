"""What passes in networks of OCI, case by case, and that hiding a value makes nothing surer."""

from __future__ import annotations

import pytest

from tests.network.cases import Case, check, weakened
from tests.network.oci import distributions, drgs, routes, security, services

CASES = [*security.CASES, *routes.CASES, *drgs.CASES, *distributions.CASES, *services.CASES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hiding_a_value_makes_less_sure_and_more_possible(case: Case) -> None:
    assert not list(weakened(case))


def test_every_case_names_its_page_and_no_two_are_alike() -> None:
    assert all(case.page for case in CASES)
    assert len({case.name for case in CASES}) == len(CASES)
