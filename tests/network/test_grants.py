"""The cases of grants: whom policies, shares, trust and copies let in, and what hiding does."""

from __future__ import annotations

import pytest

from tests.network.grants import aws, azure, google, oci, sakura
from tests.network.grants.case import Case, outcomes, weakened

PROVIDERS = {
    "aws": aws.CASES,
    "azure": azure.CASES,
    "google": google.CASES,
    "oci": oci.CASES,
    "sakura": sakura.CASES,
}
CASES = [case for cases in PROVIDERS.values() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_judged_as_its_page_says(case: Case) -> None:
    assert outcomes(case) == dict(case.expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hiding_a_value_never_passes_and_never_fails_what_passed(case: Case) -> None:
    assert weakened(case) == {}
