"""Tell moto's server what its API cannot be told: since when things are there, and the root user.

Python imports this at its start where the folder is on PYTHONPATH. The environment names what is
staged, as live.yaml writes it; whoever asks the server is told the same. moto says that its users
may set these fields.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from functools import wraps
from importlib import import_module
from typing import Any

ROW = (
    "<root_account>,arn:aws:iam::{account}:root,2020-01-01T00:00:00+00:00,{password},"
    "no_information,2020-01-01T00:00:00+00:00,not_supported,{mfa},{keys},{rotated},N/A,N/A,N/A,"
    "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"
)


def _stage(account: dict[str, Any]) -> None:
    models: Any = import_module("moto.iam.models")  # where nothing is staged, nothing is imported

    def ago(days: int) -> datetime:
        today = datetime.now(UTC).replace(tzinfo=None, microsecond=0)  # as moto writes moments
        return today - timedelta(days=days)

    users = {user["name"]: user for user in account.get("users", [])}
    make_user, make_key = models.User.__init__, models.IAMBackend.create_access_key

    @wraps(make_user)
    def made(self: Any, *arguments: Any, **options: Any) -> None:
        make_user(self, *arguments, **options)
        user = users.get(self.name, {})
        self.create_date = ago(user.get("made", 300))
        if isinstance(user.get("password"), int):
            self.password_last_used = ago(user["password"])

    @wraps(make_key)
    def keyed(self: Any, user_name: str, *arguments: Any, **options: Any) -> Any:
        key = make_key(self, user_name, *arguments, **options)
        there = len(self.users[user_name].access_keys)
        told = users.get(user_name, {}).get("keys", [])[there - 1 : there]
        for each in told:
            key.create_date = ago(each["made"])
            if each["used"] != "never":
                key.last_used = models.AccessKeyLastUsed(
                    timestamp=ago(each["used"]), service="s3", region="ap-northeast-1"
                )
        return key

    models.User.__init__, models.IAMBackend.create_access_key = made, keyed
    if "root" in account:
        _root(models, account["root"])


def _root(models: Any, root: dict[str, bool]) -> None:
    report = models.IAMBackend.get_credential_report
    summary = models.AccountSummary.summary_map.fget

    @wraps(report)
    def reported(self: Any) -> str:
        head, _, rest = report(self).partition("\n")
        told = {name: str(value).lower() for name, value in root.items()}
        told["rotated"] = "2020-01-01T00:00:00+00:00" if root["keys"] else "N/A"
        return f"{head}\n{ROW.format(account=self.account_id, **told)}{rest}"

    def summed(self: Any) -> dict[str, Any]:
        staged = {
            "AccountPasswordPresent": int(root["password"]),
            "AccountMFAEnabled": int(root["mfa"]),
            "AccountAccessKeysPresent": int(root["keys"]),
        }
        return {**summary(self), **staged}

    models.IAMBackend.get_credential_report = reported
    models.AccountSummary.summary_map = property(summed)


if told := os.environ.get("BESIDE_ACCOUNT"):
    _stage(json.loads(told))
