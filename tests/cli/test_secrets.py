"""A plan in which every secret is a canary: none of them reaches any output."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import cloudguard

CANARY = "canary-5f3a9c-never-seen"


def canary(name: str) -> str:
    """Return a secret whose place can be told from its text."""
    return f"{CANARY}-{name}"


def resource(type_: str, name: str, after: dict[str, Any], **marks: Any) -> dict[str, Any]:
    address = f"{type_}.{name}"
    change = {"actions": ["update"], "before": after, "after": after, "after_unknown": {}}
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "values": after,
        "sensitive_values": marks,
        "change": {**change, "before_sensitive": marks, "after_sensitive": marks},
    }


def plan() -> dict[str, Any]:
    """Return a plan with secrets where plans hold them, in attributes that are judged too."""
    resources = [
        resource(
            "aws_db_instance",
            "marked",
            {"password": canary("attribute"), "storage_encrypted": False, "identifier": "x"},
            password=True,
        ),
        # Terraform before 0.14 marks nothing, and no version looks into these.
        resource("aws_db_instance", "unmarked", {"password": canary("unmarked")}),
        resource(
            "aws_lambda_function",
            "environment",
            {"environment": [{"variables": {"API_TOKEN": canary("environment")}}]},
        ),
        # Judged: what a key is called, where a log goes, where a copy lies.
        resource("aws_ebs_volume", "key", {"kms_key_id": canary("key")}, kms_key_id=True),
        resource("aws_ebs_volume", "inside", {"kms_key_id": f"arn:x/{canary('variable')}"}),
        resource(
            "aws_cloudwatch_log_group", "tags", {"tags": {"Owner": canary("tag")}},
            tags={"Owner": True},
        ),
        resource("aws_cloudwatch_log_group", "all", {"tags_all": {"Owner": canary("tag")}}),
        resource("aws_flow_log", "to", {"log_destination": canary("nested")}),
        resource("aws_secretsmanager_secret", "copy", {"replica": [{"region": canary("default")}]}),
    ]  # fmt: skip
    written = [{**r, "provider_config_key": "aws", "expressions": {}} for r in resources]
    expressions = {
        "region": {"constant_value": "ap-northeast-1"},
        "access_key": {"constant_value": canary("access")},
        "secret_key": {"constant_value": canary("credential")},
        "token": {"references": ["var.secret"]},
    }
    return {
        "format_version": "1.2",
        "variables": {
            "secret": {"value": canary("variable")},
            "settings": {"value": {"inner": [canary("nested")]}},
            "defaulted": {"value": canary("default")},
        },
        "planned_values": {
            "outputs": {"secret": {"sensitive": True, "value": canary("output")}},
            "root_module": {"resources": resources},
        },
        "resource_changes": resources,
        "output_changes": {"secret": {"after": canary("output"), "after_sensitive": True}},
        "prior_state": {
            "format_version": "1.0",
            "values": {"root_module": {"resources": resources}},
        },
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": expressions}},
            "root_module": {
                "resources": written,
                "variables": {
                    "secret": {"sensitive": True},
                    "settings": {"sensitive": True},
                    "defaulted": {"sensitive": True, "default": canary("default")},
                },
            },
        },
    }


LOOKS = list(
    itertools.product(("text", "json", "concise"), ("ja", "en"), ((), ("-v",), ("-vv",), ("-q",)))
)


@pytest.mark.parametrize(("form", "lang", "verbosity"), LOOKS)
def test_no_canary_is_in_any_output(
    tmp_path: Path, form: str, lang: str, verbosity: tuple[str, ...]
) -> None:
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan()), encoding="utf-8")
    arguments = ("--lang", lang, "--verdicts", "all", "--profile", "yamaguchi", *verbosity)
    done = cloudguard("check", str(file), "-f", form, *arguments)
    assert done.returncode == 1, done.stderr.decode()
    assert CANARY.encode() not in done.stdout + done.stderr


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_no_canary_is_in_the_message_about_a_damaged_plan(tmp_path: Path, cut: float) -> None:
    text = json.dumps(plan())
    file = tmp_path / "plan.json"
    for damaged in (text[: int(len(text) * cut)], text.replace('": ', '" ', 3)):
        file.write_text(damaged, encoding="utf-8")
        done = cloudguard("check", str(file))
        assert done.returncode == 2
        assert CANARY.encode() not in done.stdout + done.stderr
