"""Plans of many resources at once, by Terraform, without an account."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from terraform_fixtures.learning.cases import Case
from terraform_fixtures.learning.shapes import Body

PROVIDER: Final = "registry.terraform.io/hashicorp/aws"
VERSION: Final = "5.100.0"
SECONDS: Final = 1200
ROOT: Final = f"""
terraform {{
  required_providers {{
    aws = {{
      source  = "hashicorp/aws"
      version = "{VERSION}"
    }}
  }}
}}

resource "terraform_data" "u" {{
  input = "u"
}}
"""
ACCOUNT: Final = """
  access_key                  = "example-not-a-key"
  secret_key                  = "example-not-a-secret"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  max_retries                 = 1
"""
PROVIDERS: Final = f"""
provider "aws" {{
  region = "ap-northeast-1"
{ACCOUNT}}}

provider "aws" {{
  alias  = "other"
  region = "us-east-1"
{ACCOUNT}
  default_tags {{
    tags = {{ other = "other" }}
  }}
}}
"""


def terraform(work: Path, *arguments: str) -> str:
    """Run Terraform in a folder, return what it prints."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("AWS_", "TF_"))}
    kept |= {n: v for n, v in os.environ.items() if n == "TF_CLI_CONFIG_FILE"}
    kept |= {
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # what asks an account fails at once
    }
    return subprocess.run(
        ["terraform", *arguments], cwd=work, env=kept, capture_output=True, text=True,
        encoding="utf-8", timeout=SECONDS, check=False,
    ).stdout  # fmt: skip


def prepared(work: Path) -> Path:
    """Initialise a folder."""
    work.mkdir(parents=True)
    (work / "main.tf").write_text(ROOT + PROVIDERS, encoding="utf-8")
    terraform(work, "init", "-input=false", "-no-color")
    return work


def written(batch: list[Case]) -> str:
    """Return the cases as HCL, in order: c0, c1 and so on."""
    lines: list[str] = []
    for number, case in enumerate(batch):
        lines += [f'resource "{case.type}" "c{number}" {{', f"  provider = {case.provider}"]
        lines += [*_body(case.body, "  "), "}"]
    return "\n".join(lines) + "\n"


def _body(body: Body, indent: str) -> Iterator[str]:
    for name, value in body.items():
        if isinstance(value, str):
            yield f"{indent}{name} = {value}"
            continue
        for block in value:
            yield f"{indent}{name} {{"
            yield from _body(block, indent + "  ")
            yield f"{indent}}}"


def planned(work: Path, batch: list[Case]) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Plan cases; yield those that were, with their change, and note what is wrong with others."""
    numbers = {f"{case.type}.c{number}": case for number, case in enumerate(batch)}
    for case in batch:
        case.wrong = ""
    (work / "cases.tf").write_text(written(batch), encoding="utf-8")
    (work / "plan").unlink(missing_ok=True)
    log = terraform(
        work, "plan", "-json", "-input=false", "-refresh=false", "-lock=false", "-out=plan",
        "-parallelism=20",
    )  # fmt: skip
    stray = _errors(log, numbers)
    shown = terraform(work, "show", "-json", "plan") if (work / "plan").exists() else ""
    if shown.startswith("{"):
        for change in json.loads(shown)["resource_changes"]:
            found = numbers.get(change["address"])
            if found is not None and not found.wrong:
                yield found, change["change"]
                del numbers[change["address"]]
    if stray or not shown:
        rest = [case for case in numbers.values() if not case.wrong]
        if len(rest) == len(batch):  # nothing is known to be wrong with any of them
            if len(batch) == 1:
                batch[0].wrong = stray or "no plan"
                return
            half = len(batch) // 2
            yield from planned(work, batch[:half])
            yield from planned(work, batch[half:])
        elif rest:
            yield from planned(work, rest)
    else:
        for case in numbers.values():
            case.wrong = case.wrong or "not in the plan"


def _errors(log: str, numbers: dict[str, Case]) -> str:
    stray = ""
    for line in log.splitlines():
        found = json.loads(line).get("diagnostic", {}) if line.startswith("{") else {}
        if found.get("severity") != "error":
            continue
        message = f"{found['summary']}: {found['detail']}"
        address = found.get("address", "")
        if not address and (context := (found.get("snippet") or {}).get("context")):
            address = ".".join(context.replace('"', "").split()[1:3])
        if (case := numbers.get(address)) is not None:
            case.wrong += message + "\n"
        else:
            stray = stray or message
    return stray
