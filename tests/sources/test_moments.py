"""Moments of clouds, and the days that they are in Japan."""

from __future__ import annotations

import pytest

from cloudguard.sources import moments


@pytest.mark.parametrize(
    ("text", "day", "spoken"),
    [
        ("2027-03-31T14:59:59Z", "2027-03-31", "2027-03-31 23:59 JST"),
        ("2027-03-31T15:00:00Z", "2027-04-01", "2027-04-01 00:00 JST"),
        ("2027-03-31T23:00:00+09:00", "2027-03-31", "2027-03-31 23:00 JST"),
        ("2027-03-31T20:00:00", "2027-04-01", "2027-04-01 05:00 JST"),
        ("2027-03-31", "2027-03-31", "2027-03-31"),
        ("Tuesday", "Tuesday", "Tuesday"),
        ("9999-12-31T23:00:00Z", "9999-12-31", "9999-12-31T23:00:00Z"),
        ("", "", ""),
    ],
)
def test_a_contract_ends_in_japan(text: str, day: str, spoken: str) -> None:
    assert (moments.day(text), moments.spoken(text)) == (day, spoken)
