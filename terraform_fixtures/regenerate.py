"""Re-create every plan.json beside a main.tf with real Terraform.

    python terraform_fixtures/regenerate.py             every fixture
    python terraform_fixtures/regenerate.py plans city  those below the named folders
    python terraform_fixtures/regenerate.py --missing   those without a plan.json
    python terraform_fixtures/regenerate.py --check     write nothing; exit 1 where one differs
    python terraform_fixtures/regenerate.py --states    apply them, and re-create state.json

Needs `terraform` on PATH and the AWS provider, from the registry or from a mirror that
Terraform's CLI configuration names. No account and no network is asked otherwise: provider
blocks hold made-up keys and skip every check, and plans are made with `-refresh=false`. Each
fixture is planned in a copy in a temporary folder, so no state, lock file or provider is left
in the tree.

Beside a main.tf may stand a terraform.tfstate, from which the plan then starts, and a
plan.arguments: one argument of `terraform plan` per line; the line `# exits 1` says that the
plan is meant to fail and to be saved nevertheless. A folder named `modules` holds modules, no
fixtures of its own.

Of what Terraform prints only the `timestamp`, which changes with every run, is replaced by a
fixed one. A plan.json that differs by nothing but the order of `relevant_attributes`, which is
random too, stays as it is.

With --states each fixture is applied to an AWS that moto plays on this machine, and the state
that this leaves is written beside the plan; the Python that runs this needs `moto[server]`, the
tests do not. Objects that a fixture only names are made first. What is random in a state (ids,
times, lineage) is numbered instead. A fixture that moto cannot apply whole gets no state.json.

Fixtures with resources of a provider in BUILT are left to build.py.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

ROOT = Path(__file__).resolve().parent
PROCESSES = 2
TIMESTAMP = "2026-04-01T00:00:00Z"
FAILS = "# exits 1"
MINUTES = 10  # a plan that takes longer hangs
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

# Families of resource types whose provider's program is not at hand: build.py makes their plans.
BUILT = (
    "alicloud",
    "awscc",
    "azapi",
    "azuread",
    "azurerm",
    "google",
    "oci",
    "sakura",
    "sakuracloud",
)


class PlanError(Exception):
    """A fixture could not be planned, and why."""


def fixtures(below: Iterable[Path] = (ROOT,)) -> list[Path]:
    """Return the folders that hold a root module, in order."""
    found = {main.parent for folder in below for main in folder.rglob("main.tf")}
    return sorted(f for f in found if not _is_module(f))


def is_built(fixture: Path) -> bool:
    """Tell a fixture whose plan build.py makes: it has resources, or a provider, of BUILT."""
    families = "|".join(BUILT)
    used = re.compile(
        rf'^\s*(?:resource|data)\s+"(?:{families})_'
        rf'|^\s*source\s*=\s*"[\w./-]*/(?:{families})(?:-beta)?"',
        re.MULTILINE,
    )
    return any(used.search(f.read_text(encoding="utf-8")) for f in fixture.rglob("*.tf"))


def plan(fixture: Path, cache: Path) -> str:
    """Return what `terraform show -json` says of a fixture's plan, with a fixed timestamp."""
    with tempfile.TemporaryDirectory(prefix="fixture-") as folder:
        work = Path(folder) / "root"
        shutil.copytree(fixture, work, ignore=shutil.ignore_patterns(".terraform*", "plan.json"))
        environment = _environment(cache)
        _terraform(work, environment, "init", "-input=false", "-backend=false", "-no-color")
        lines = _lines(fixture / "plan.arguments")
        _terraform(
            work, environment, "plan", "-input=false", "-refresh=false", "-lock=false",
            "-no-color", "-out=fixture.tfplan", *(a for a in lines if not a.startswith("#")),
            fails=FAILS in lines,
        )  # fmt: skip
        printed = _terraform(work, environment, "show", "-json", "fixture.tfplan")
        if folder in printed or str(ROOT) in printed:
            raise PlanError("the plan names a folder of this machine: is path.cwd or abspath used?")
    return _normalised(printed)


def apply(fixture: Path, cache: Path, port: int) -> str:
    """Return the state that applying a fixture to moto leaves, with what is random numbered."""
    with tempfile.TemporaryDirectory(prefix="fixture-") as folder:
        work = Path(folder) / "root"
        left = shutil.ignore_patterns(".terraform*", "plan.json", "state.json")
        shutil.copytree(fixture, work, ignore=left)
        source = "\n".join(f.read_text(encoding="utf-8") for f in sorted(work.rglob("*.tf")))
        written = _ready(work, port)
        environment = _environment(cache) | {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_MAX_ATTEMPTS": "2",
        }
        _terraform(work, environment, "init", "-input=false", "-backend=false", "-no-color")
        lines = _lines(fixture / "plan.arguments")
        _terraform(
            work, environment, "apply", "-auto-approve", "-input=false", "-lock=false",
            "-no-color", *(a for a in lines if not a.startswith("#")), minutes=APPLY_MINUTES,
        )  # fmt: skip
        # Moto forgets some arguments: what Terraform would change again is no state of this.
        _terraform(
            work, environment, "plan", "-input=false", "-refresh=false", "-lock=false",
            "-no-color", "-detailed-exitcode", *(a for a in lines if not a.startswith("#")),
        )  # fmt: skip
        text = (work / "terraform.tfstate").read_text(encoding="utf-8")
        if folder in text or str(ROOT) in text:
            raise PlanError("the state names a folder of this machine")
    return _settled(text, written, source)


def main(arguments: list[str] | None = None) -> int:
    """Plan the fixtures that are asked for; return the exit code."""
    options = _options(arguments)
    if not shutil.which("terraform"):
        sys.stderr.write(
            "regenerate: terraform is not on PATH. Install Terraform 1.11 or later (OpenTofu's"
            " plans differ in detail) and run this again; committed plan.json files still serve.\n"
        )
        return 2
    below = [Path(name).resolve() for name in options.below] or [ROOT]
    if missing := [str(folder) for folder in below if not folder.is_dir()]:
        sys.stderr.write(f"regenerate: no such folder: {', '.join(missing)}\n")
        return 2
    file = "state.json" if options.states else "plan.json"
    wanted = [
        fixture
        for fixture in fixtures(below)
        if not is_built(fixture)
        and not (options.missing and (fixture / file).exists())
        and not (options.states and _starts_or_fails(fixture))
    ]
    made = (_applied if options.states else _planned)(wanted, options.processes)
    failed = differing = 0
    for number, (fixture, result) in enumerate(made, 1):
        target = fixture / file
        before = target.read_text(encoding="utf-8") if target.exists() else None
        name = fixture.relative_to(ROOT).as_posix() if ROOT in fixture.parents else str(fixture)
        if isinstance(result, PlanError):
            failed += 1
            word = f"FAILED\n{result}"
        elif before is not None and _comparable(result) == _comparable(before):
            word = "same"
        else:
            differing += 1
            word = "differs" if options.check else "written"
            if not options.check:
                target.write_text(result, encoding="utf-8")
        sys.stdout.write(f"[{number}/{len(wanted)}] {name}: {word}\n")
        sys.stdout.flush()
    word = "differ" if options.check else "written"
    sys.stdout.write(f"{len(wanted)} fixtures: {differing} {word}, {failed} failed\n")
    return 1 if failed or (options.check and differing) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("below", nargs="*", help="folders to look in (default: all fixtures)")
    parser.add_argument("--missing", action="store_true", help="only where plan.json is missing")
    parser.add_argument("--check", action="store_true", help="write nothing, say what differs")
    parser.add_argument("--states", action="store_true", help="apply to moto, write state.json")
    parser.add_argument("--processes", type=int, default=PROCESSES, help="how many at a time")
    return parser.parse_args(arguments)


def _is_module(folder: Path) -> bool:
    inside = folder.relative_to(ROOT) if ROOT in folder.parents else folder
    return any(part in {"modules", ".terraform"} for part in inside.parts)


def _starts_or_fails(fixture: Path) -> bool:
    """Tell a fixture that begins with a state of its own, or is meant to fail."""
    return (fixture / "terraform.tfstate").exists() or FAILS in _lines(fixture / "plan.arguments")


def _planned(wanted: list[Path], processes: int) -> Iterator[tuple[Path, str | PlanError]]:
    """Plan fixtures side by side."""
    return _side_by_side(plan, wanted, processes)


def _applied(wanted: list[Path], processes: int) -> Iterator[tuple[Path, str | PlanError]]:
    """Apply fixtures side by side, each to an AWS of its own."""

    def one(fixture: Path, cache: Path) -> str:
        with _moto(cache) as port:
            return apply(fixture, cache, port)

    return _side_by_side(one, wanted, processes)


def _side_by_side(
    make: Callable[[Path, Path], str], wanted: list[Path], processes: int
) -> Iterator[tuple[Path, str | PlanError]]:
    """Make something of each fixture; a cache of providers serves one init at a time."""
    with tempfile.TemporaryDirectory(prefix="providers-") as folder:
        caches: SimpleQueue[Path] = SimpleQueue()
        for number in range(max(1, processes)):
            cache = Path(folder) / str(number)
            cache.mkdir()
            caches.put(cache)

        def one(fixture: Path) -> str | PlanError:
            cache = caches.get()
            try:
                return make(fixture, cache)
            except PlanError as why:
                return why
            finally:
                caches.put(cache)

        with ThreadPoolExecutor(max(1, processes)) as pool:
            running = {pool.submit(one, fixture): fixture for fixture in wanted}
            for future in as_completed(running):
                yield running[future], future.result()


def _environment(cache: Path) -> dict[str, str]:
    """Keep variables, accounts and logs of whoever runs this out of the plans."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "TF_")) or name == "TF_CLI_CONFIG_FILE"
    }
    return kept | {
        "TF_PLUGIN_CACHE_DIR": str(cache),
        "TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE": "1",
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_REGION": "ap-northeast-1",  # for a provider block that names none
    }


@contextmanager
def _moto(log: Path) -> Iterator[int]:
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


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _terraform(
    work: Path,
    environment: dict[str, str],
    *arguments: str,
    fails: bool = False,
    minutes: int = MINUTES,
) -> str:
    command = ["terraform", *arguments]
    try:
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True,
            encoding="utf-8", timeout=minutes * 60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise PlanError(f"terraform {arguments[0]} took more than {minutes} minutes") from late
    if done.returncode != (1 if fails else 0):
        raise PlanError(f"terraform {arguments[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def _normalised(printed: str) -> str:
    stamp = json.dumps(json.loads(printed)["timestamp"])
    return printed.replace(f'"timestamp":{stamp}', f'"timestamp":"{TIMESTAMP}"', 1)


def _comparable(printed: str) -> Any:
    try:
        document = json.loads(printed)
    except ValueError:
        return printed  # a conflict, or cut off: to be written anew
    document.get("relevant_attributes", []).sort(key=json.dumps)
    # In a state the order of a set hangs on ids that are random, and so do their numbers.
    return _in_order(document) if "lineage" in document else document


def _in_order(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _in_order(value) for name, value in node.items()}
    if isinstance(node, list):
        return sorted(
            (_in_order(item) for item in node), key=lambda i: json.dumps(i, sort_keys=True)
        )
    return node


if __name__ == "__main__":
    sys.exit(main())
