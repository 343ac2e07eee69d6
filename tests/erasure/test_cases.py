"""What the providers' documents say of the end of data, and that hiding a value only hides."""

from __future__ import annotations

import pytest

from tests.erasure.cases import PROVIDERS, Case, cases, differences, weakened

FEWEST = {"aws": 25, "azure": 15, "google": 15, "oci": 8, "sakura": 5}
ALL = [pytest.param(case, id=f"{p}: {case.name}") for p in PROVIDERS for case in cases(p)]


@pytest.mark.parametrize("case", ALL)
def test_the_program_says_what_the_documents_say(case: Case) -> None:
    if case.differs:
        assert differences(case), f"nothing differs: strike `{case.differs}`"
    else:
        assert differences(case) == []


@pytest.mark.parametrize("case", ALL)
def test_hiding_a_value_only_makes_it_unknown(case: Case) -> None:
    assert list(weakened(case)) == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_each_provider_has_its_cases_and_each_case_its_page(provider: str) -> None:
    found = cases(provider)
    assert len(found) >= FEWEST[provider]
    assert len({case.name for case in found}) == len(found)
    assert all(case.page and case.expect for case in found)
