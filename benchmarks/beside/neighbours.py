"""What each tool says, read from the JSON that it prints, in one form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

FAIL: Final = "fail"
PASS: Final = "pass"  # noqa: S105  # a verdict
UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Said:
    """One finding: which check, on which resource, what it found, and its words."""

    check: str
    resource: str
    verdict: str
    words: str = ""


def of_checkov(text: str) -> Iterator[Said]:
    """Read `checkov -o json`: one report, or a list of one per framework; none with resources."""
    reports = json.loads(text)
    for report in reports if isinstance(reports, list) else [reports]:
        results = report.get("results", {})
        for key, verdict in (("failed_checks", FAIL), ("passed_checks", PASS)):
            for found in results.get(key, []):
                yield Said(found["check_id"], found["resource"], verdict, found["check_name"])


def of_prowler(text: str, addresses: Mapping[str, str]) -> Iterator[Said]:
    """Read Prowler's json-ocsf; `addresses` tell which resource an ARN or a name was made from."""
    for found in json.loads(text):
        verdict = {"FAIL": FAIL, "PASS": PASS}.get(found["status_code"], UNKNOWN)
        for resource in found["resources"]:
            named = (resource["uid"], resource["name"])
            address = next((addresses[name] for name in named if name in addresses), named[0])
            check = found["metadata"]["event_code"]
            yield Said(check, address, verdict, found["status_detail"])


def of_cloudguard(text: str, addresses: Mapping[str, str] | None = None) -> Iterator[Said]:
    """Read `cloudguard check --verdicts all -f json`; of an account, with addresses as above."""
    for found in json.loads(text)["findings"]:
        reasons = [one["reason"] for one in found["evidence"] if one["reason"]]
        asset = found["asset"]["id"]
        named = (addresses or {}).get(asset, asset)
        yield Said(found["check"], named, found["verdict"], " ".join(reasons[:1]))


def addresses_of(state: Any) -> dict[str, str]:
    """Return the addresses of what `terraform show -json` says was made, by ARN and by name.

    What a policy is attached by has no ARN: the address stays that of what has one.
    """
    found: dict[str, str] = {}
    root = state.get("values", {}).get("root_module", {})
    for resource in _resources(root):
        if resource["mode"] == "managed" and (arn := resource["values"].get("arn")):
            found[arn] = resource["address"]
    return found


def without_credentials(state: Any) -> list[str]:
    """Return the names of the users to whom a state gives neither password nor key."""
    made = list(_resources(state.get("values", {}).get("root_module", {})))
    given = {
        one["values"]["user"]
        for one in made
        if one["type"] in {"aws_iam_access_key", "aws_iam_user_login_profile"}
    }
    users = [one["values"]["name"] for one in made if one["type"] == "aws_iam_user"]
    return [user for user in users if user not in given]


def _resources(module: Any) -> Iterator[Any]:
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from _resources(child)
