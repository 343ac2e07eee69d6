"""The live accounts of live.yaml, made in moto's server by the API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import yaml

LIVE: Final[Mapping[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "live.yaml").read_text("utf-8")
)
ROOT: Final = f"arn:aws:iam::{LIVE['account']}:root"
_MANAGED: Final = "arn:aws:iam::aws:policy/"
_BUILD: Final = {
    "source": {"type": "S3", "location": "release/source.zip"},
    "artifacts": {"type": "NO_ARTIFACTS"},
    "environment": {
        "type": "LINUX_CONTAINER",
        "image": "aws/codebuild/standard:7.0",
        "computeType": "BUILD_GENERAL1_SMALL",
    },
}


def arn(path: str) -> str:
    """Return the ARN of a user, group or role of the account."""
    return f"arn:aws:iam::{LIVE['account']}:{path}"


def make(account: Mapping[str, Any], address: str) -> None:
    """Make whoever an account has, by the calls that an administrator would make."""
    with _asking(address) as ask:
        for name, attached in account.get("groups", {}).items():
            ask("CreateGroup", GroupName=name)
            for policy in attached:
                ask("AttachGroupPolicy", GroupName=name, PolicyArn=_MANAGED + policy)
        for user in account.get("users", []):
            _user(ask, user)
        for name, role in account.get("roles", {}).items():
            trust = _document([role["trust"]])
            held = (
                {"PermissionsBoundary": _MANAGED + role["boundary"]} if "boundary" in role else {}
            )
            ask("CreateRole", RoleName=name, AssumeRolePolicyDocument=trust, **held)
            for policy in role["attached"]:
                ask("AttachRolePolicy", RoleName=name, PolicyArn=_MANAGED + policy)
        for name, role in account.get("builds", {}).items():
            ask.build({**_BUILD, "name": name, "serviceRole": arn(f"role/{role}")})


def give_keys(users: list[str], address: str) -> None:
    """Make an access key for each of some users."""
    with _asking(address) as ask:
        for user in users:
            ask("CreateAccessKey", UserName=user)


def _user(ask: _Asking, user: Mapping[str, Any]) -> None:
    name = user["name"]
    ask("CreateUser", UserName=name)
    for policy in user.get("attached", []):
        ask("AttachUserPolicy", UserName=name, PolicyArn=_MANAGED + policy)
    if statements := [LIVE["statements"][each] for each in user.get("inline", [])]:
        document = _document(statements)
        ask("PutUserPolicy", UserName=name, PolicyName=name, PolicyDocument=document)
    for group in user.get("in", []):
        ask("AddUserToGroup", UserName=name, GroupName=group)
    if "password" in user:
        ask("CreateLoginProfile", UserName=name, Password=f"Made-up-1-{name}")
    for number in range(user.get("devices", 0)):
        serial = f"{name}-{number}"
        ask("CreateVirtualMFADevice", VirtualMFADeviceName=serial)
        codes = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321"}
        ask("EnableMFADevice", UserName=name, SerialNumber=arn(f"mfa/{serial}"), **codes)
    for key in user.get("keys", []):
        answer = ask("CreateAccessKey", UserName=name)
        if status := key.get("status"):
            made = answer.partition("<AccessKeyId>")[2].partition("<")[0]
            ask("UpdateAccessKey", UserName=name, AccessKeyId=made, Status=status)


def _document(statements: list[Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


class _Asking:
    """Calls of a mock's API; it looks at no signature."""

    def __init__(self, connection: HTTPConnection) -> None:
        self._connection = connection

    def __call__(self, action: str, **parameters: str) -> str:
        body = urlencode({"Action": action, "Version": "2010-05-08", **parameters})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("iam", "us-east-1", body, kind)

    def build(self, project: Mapping[str, Any]) -> str:
        target = {"X-Amz-Target": "CodeBuild_20161006.CreateProject"}
        kind = {"Content-Type": "application/x-amz-json-1.1"}
        return self._ask("codebuild", "ap-northeast-1", json.dumps(project), target | kind)

    def _ask(self, service: str, region: str, body: str, headers: Mapping[str, str]) -> str:
        scope = f"testing/20260101/{region}/{service}/aws4_request"
        signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
        self._connection.request("POST", "/", body, {**headers, "Authorization": signed})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        if answer.status != HTTPStatus.OK:
            raise OSError(f"status {answer.status} of {body[:200]}: {text[:300]}")
        return text


@contextmanager
def _asking(address: str) -> Iterator[_Asking]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        yield _Asking(connection)
    finally:
        connection.close()
