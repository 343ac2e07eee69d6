"""Whose access to data Google Cloud records: Cloud Audit Logs, "Enable Data Access audit logs"."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloudguard.assets.logs import ServiceLog
from tests.folders import known, one, written

PROJECT = 'resource "google_project" "it" {\n  name = "it"\n  project_id = "it-1"\n}\n'
BOTH = ("DATA_READ", "DATA_WRITE")


def audit(name: str, *kinds: str, service: str = "allServices", exempt: str = "") -> str:
    """Write an audit configuration of the project."""
    entries = "".join(
        f'  audit_log_config {{\n    log_type = "{kind}"\n'
        + (f'    exempted_members = ["{exempt}"]\n' if exempt else "")
        + "  }\n"
        for kind in kinds
    )
    head = f'resource "google_project_iam_audit_config" "{name}" {{\n'
    project = "  project = google_project.it.id\n"
    return f'{head}{project}  service = "{service}"\n{entries}}}\n'


ONE_SERVICE = "access to data is recorded for single services only: "


@pytest.mark.parametrize(
    ("audits", "expected"),
    [
        (audit("all", *BOTH), True),
        (audit("all", "ADMIN_READ", *BOTH), True),
        (audit("all", "ADMIN_READ", "DATA_READ"), False),  # whoever writes leaves no trace
        (audit("all", *BOTH, exempt="user:a@example.jp"), False),
        (
            audit("all", *BOTH)
            + audit("sql", "DATA_READ", service="cloudsql.googleapis.com", exempt="user:a@b.jp"),
            False,
        ),
        (
            audit("all", *BOTH) + audit("sql", *BOTH, service="cloudsql.googleapis.com"),
            True,
        ),
        (
            audit("sql", *BOTH, service="cloudsql.googleapis.com"),
            f"{ONE_SERVICE}whether others hold data is not shown",
        ),
    ],
)
def test_access_is_recorded_where_all_of_it_is(
    audits: str, expected: object, tmp_path: Path
) -> None:
    log = one(written(tmp_path, PROJECT + audits), ServiceLog, "google_project.it")
    assert known(log.enabled) == expected
