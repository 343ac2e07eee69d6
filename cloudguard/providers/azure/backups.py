"""Backups of databases that are kept when the database is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cloudguard.assets import Asset
from cloudguard.providers.azure.durations import iso_days
from cloudguard.providers.azure.provider import Azure, fact
from cloudguard.providers.table import common_fields, leftover
from cloudguard.sources.resource import Resource
from cloudguard.values import Known, Unknown, Value, inherent

_AUTOMATED: Final = (
    "Azure SQL documentation, Automated backups: a deleted database can be restored for as long "
    "as its backups were kept, while its server exists"
)
_SEVEN: Final = "azurerm docs, azurerm_mssql_database: automated backups are kept for 7 days"
_LONG_TERM: Final = (
    "Azure SQL documentation, Long-term retention: backups are kept for up to ten years, also when "
    "the server is deleted"
)
_NONE: Final = "azurerm docs: without a long_term_retention_policy nothing is kept longer"
_PERIODS: Final = ("weekly_retention", "monthly_retention", "yearly_retention")


def automated(database: Resource, azure: Azure) -> Iterator[Asset]:
    """Yield the automated backups that stay of a SQL database."""
    stays: Value[bool] = inherent(True, database.source(), _AUTOMATED)
    days = fact(database, "short_term_retention_policy.retention_days", 7, _SEVEN)
    yield from leftover("backups", stays, days, common_fields(database, azure))


def long_term(database: Resource, azure: Azure) -> Iterator[Asset]:
    """Yield the backups that a database has kept for years, whatever becomes of it."""
    days = _longest(database)
    if isinstance(days, Known) and not days.value:
        return
    stays: Value[bool] = days.map(lambda _: True)
    yield from leftover("backups", stays, days, common_fields(database, azure))


def _longest(database: Resource) -> Value[int | None]:
    path = "long_term_retention_policy"
    longest: Value[int | None] = inherent(0, database.source(path), _NONE)
    for period in _PERIODS:
        found: Value[Any] = fact(database, f"{path}.{period}", "PT0S", _NONE)
        try:
            days = found.map(iso_days)
        except ValueError:
            return Unknown("not a duration that is known", found.source)
        if isinstance(days, Unknown):
            return days
        if isinstance(longest, Known) and (days.value or 0) > (longest.value or 0):
            longest = inherent(days.value, days.source, _LONG_TERM)
    return longest
