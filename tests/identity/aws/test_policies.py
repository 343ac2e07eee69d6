"""Every case of the tables, and that what is hidden never decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from cloudguard.providers.aws.identity.sessions import KINDS
from tests.identity.aws import table_mfa, table_policies
from tests.identity.aws.cases import ALLOW, DENY, HIDDEN, UNDECIDABLE, Case, answer, told

CASES = (*table_mfa.CASES, *table_policies.CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request_ends_as_the_documentation_says(case: Case) -> None:
    assert case.page
    if case.expected:
        assert told(case) == case.expected
    for kind, expected in case.sessions.items():
        found = answer(case, kind)
        assert (ALLOW if found.sure else UNDECIDABLE if found.possible else DENY) == expected, kind


def test_the_table_is_long_enough() -> None:
    assert len(CASES) >= 120
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hiding_a_part_makes_nothing_surer(case: Case) -> None:
    kinds = KINDS[-1:] if case.role else KINDS[:-1]
    for hidden in masked(case):
        for kind in kinds:
            before, after = answer(case, kind), answer(hidden, kind)
            assert before.sure or not after.sure
            assert after.possible or not before.possible


def masked(case: Case) -> Iterator[Case]:
    for number, statement in enumerate(case.identity):
        for part in statement:
            changed = [*case.identity]
            changed[number] = {**statement, part: HIDDEN}
            yield replace(case, identity=changed)
    for number, statement in enumerate(case.boundary or ()):
        for part in statement:
            bounds: list[Any] = [*(case.boundary or ())]
            bounds[number] = {**statement, part: HIDDEN}
            yield replace(case, boundary=bounds)
