"""The cases of grants: whom policies, shares, trust and copies let in, and what hiding does."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest

from cloudguard.providers import PACKAGES
from tests.network.grants import aws
from tests.network.grants.case import Case, outcomes, weakened
from tests.providers.generations import schemas

PROVIDERS = {"aws": aws.CASES}
CASES = [case for cases in PROVIDERS.values() for case in cases]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_judged_as_its_page_says(case: Case) -> None:
    assert outcomes(case) == dict(case.expected)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hiding_a_value_never_passes_and_never_fails_what_passed(case: Case) -> None:
    assert weakened(case) == {}
