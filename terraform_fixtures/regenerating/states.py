"""The state that applying a fixture to a mock AWS leaves."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terraform_fixtures.regenerating.fixtures import ROOT, TIMESTAMP
from terraform_fixtures.regenerating.plans import (
    PlanError,
    environment_of,
    lines,
    terraform,
)

APPLY_MINUTES = 5
REGION = "ap-northeast-1"  # where objects that a fixture only names are made
# What is random in a state, after what is kept, and what stands for it: `n` counts.
RANDOM = (
    (r"()\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", TIMESTAMP),
    (r"()\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "00000000-0000-0000-0000-{n:012}"),
    (r"(\bmrk-)[0-9a-f]{32}\b", "{n:032}"),
    (r"(\b[a-z]+-)[0-9a-f]{17}\b", "{n:017}"),
    (r"(\b[a-z]+-)[0-9a-f]{8}\b", "{n:08}"),
    (r"(http://127\.0\.0\.1:)\d+", "5000"),  # moto's own, in the URL of a queue
    (r"()\b(?:10|54)([.-])\d{1,3}\2\d{1,3}\2\d{1,3}\b(?!/)", "192.0.2.{n}"),
    (r"(terraform-)\d{26}", "{n:026}"),
    (r"(:secret:[\w/+=.@-]+-)[A-Za-z0-9]{6}\b", "{n:06}"),
    (r"\b(A(?:ROA|IDA|IPA|KIA|NPA))[A-Z0-9]{16,17}\b", "{n:017}"),
    (r"\b((?:db|cluster)-)[A-Z0-9]{20,32}\b", "{n:026}"),
)

# What moto leaves empty and AWS answers: CloudWatch Logs API Reference, LogGroup, logGroupClass.
ANSWERED = {"aws_cloudwatch_log_group": {"log_group_class": "STANDARD"}}


def apply(fixture: Path, cache: Path, port: int) -> str:
    """Return the state that applying a fixture to moto leaves, with what is random numbered."""
    with tempfile.TemporaryDirectory(prefix="fixture-") as folder:
        work = Path(folder) / "root"
        left = shutil.ignore_patterns(".terraform*", "plan.json", "state.json")
        shutil.copytree(fixture, work, ignore=left)
        source = "\n".join(f.read_text(encoding="utf-8") for f in sorted(work.rglob("*.tf")))
        written = _ready(work, port)
        environment = environment_of(cache) | {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_MAX_ATTEMPTS": "2",
        }
        terraform(work, environment, "init", "-input=false", "-backend=false", "-no-color")
        arguments = lines(fixture / "plan.arguments")
        terraform(
            work, environment, "apply", "-auto-approve", "-input=false", "-lock=false",
            "-no-color", *(a for a in arguments if not a.startswith("#")), minutes=APPLY_MINUTES,
        )  # fmt: skip
        # Moto forgets some arguments: what Terraform would change again is no state of this.
        terraform(
            work, environment, "plan", "-input=false", "-refresh=false", "-lock=false",
            "-no-color", "-detailed-exitcode", *(a for a in arguments if not a.startswith("#")),
        )  # fmt: skip
        text = (work / "terraform.tfstate").read_text(encoding="utf-8")
        if folder in text or str(ROOT) in text:
            raise PlanError("the state names a folder of this machine")
    return _settled(text, written, source)


@contextmanager
def moto(log: Path) -> Iterator[int]:
    """Start moto on a port of this machine that is free, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (log / "moto.log").open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output)
        try:
            for _ in range(120):
                with socket.socket() as knock:
                    if knock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.5)
            else:
                raise PlanError("moto does not start: pip install 'moto[server]'")
            yield port
        finally:
            server.kill()
            server.wait()


def _ready(work: Path, port: int) -> dict[str, str]:
    """Make what a fixture only names; return what stands in the fixture for what was made."""
    boto3 = importlib.import_module("boto3")  # comes with moto

    def client(service: str) -> Any:
        return boto3.client(
            service, region_name=REGION, endpoint_url=f"http://127.0.0.1:{port}",
            aws_access_key_id="example", aws_secret_access_key="example",  # noqa: S106  # made up
        )  # fmt: skip

    sources = {file: file.read_text(encoding="utf-8") for file in work.rglob("*.tf")}
    text = "\n".join(sources.values())
    _buckets(text, client("s3"))
    written = {made: name for name, made in _objects(text, client("ec2"))}
    for file, source in sources.items():
        # Without an account ARNs would lack it, as no real state does.
        changed = re.sub(r"(skip_requesting_account_id\s*=\s*)true", r"\1false", source)
        for made, name in written.items():
            changed = changed.replace(name, made)
        file.write_text(changed, encoding="utf-8")
    return written


def _buckets(text: str, s3: Any) -> None:
    named = re.findall(r'(?:s3_bucket_name\s*=\s*"|arn:aws:s3:::)([a-z0-9][a-z0-9.-]+)', text)
    for name in sorted(set(named)):
        if not re.search(rf'\bbucket\s*=\s*"{re.escape(name)}"', text):
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})


def _objects(text: str, ec2: Any) -> Iterator[tuple[str, str]]:
    """Make the networks and images that a text names; yield each name and what was made."""
    names = sorted(set(re.findall(r'(?<=")(?:vpc|subnet|sg|ami)-[0-9a-f]{8,17}(?=")', text)))
    if not names:
        return
    vpc = ec2.create_vpc(CidrBlock="10.200.0.0/16")["Vpc"]["VpcId"]
    for number, name in enumerate(names):
        match name.partition("-")[0]:
            case "vpc":
                yield name, vpc
            case "subnet":
                made = ec2.create_subnet(
                    VpcId=vpc, CidrBlock=f"10.200.{number}.0/24",
                    AvailabilityZone=f"{REGION}{'ac'[number % 2]}",
                )  # fmt: skip
                yield name, made["Subnet"]["SubnetId"]
            case "sg":
                made = ec2.create_security_group(VpcId=vpc, GroupName=name, Description=name)
                yield name, made["GroupId"]
            case _:
                yield name, _image(name, ec2)


def _image(name: str, ec2: Any) -> str:
    volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=8)["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    disk = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8, "SnapshotId": snapshot}}
    made = ec2.register_image(
        Name=name, RootDeviceName="/dev/xvda", BlockDeviceMappings=[disk],
        VirtualizationType="hvm", Architecture="x86_64",
    )  # fmt: skip
    return str(made["ImageId"])


def _settled(text: str, written: dict[str, str], source: str) -> str:
    """Return a state without what differs from run to run; private data of providers apart."""
    for made, name in written.items():
        text = text.replace(made, name)
    state = json.loads(text)
    state |= {"serial": 1, "lineage": "00000000-0000-0000-0000-000000000000"}
    for resource in state["resources"]:
        for instance in resource["instances"]:
            instance.pop("private", None)
            for name, answer in ANSWERED.get(resource["type"], {}).items():
                if instance["attributes"].get(name) == "":
                    instance["attributes"][name] = answer
    text = json.dumps(state, indent=1, ensure_ascii=False) + "\n"
    for pattern, stand_in in RANDOM:
        text = _numbered(text, pattern, stand_in, source)
    return text


def _numbered(text: str, pattern: str, stand_in: str, source: str) -> str:
    """Replace what a pattern finds after its group by numbers, but for what a source names."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        random = found[0][len(found[1]) :]
        if found[0] in source:
            return found[0]
        count = numbers.setdefault(random, len(numbers) + 1)
        return found[1] + stand_in.format(n=count)

    return re.sub(pattern, number, text)
