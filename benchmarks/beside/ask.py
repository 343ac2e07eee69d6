"""Ask Checkov and Prowler what we are asked, and print their answers beside ours.

    python benchmarks/beside/ask.py admins                 who is an administrator without MFA
    python benchmarks/beside/ask.py zones                  what crosses from zone to zone
    python benchmarks/beside/ask.py admins --keep FOLDER   what tools print is kept, and read again
    python benchmarks/beside/ask.py admins --times         what each process takes on the city

Tools are neighbours: each in an environment of its own, on PATH; one that is missing is left out.
Prowler reads accounts, not source: the AWS fixtures are applied with Terraform to a mock account
(moto's server, on loopback). We read the same account, after Prowler, and so do both the accounts
of live.yaml. No tool reaches a cloud, and no test needs any of them.
"""

from __future__ import annotations

import argparse
import collections
import json
import platform
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import accounts
import cases as asked
import neighbours
import processes
import yaml
from neighbours import Said
from processes import FailedError, say

TOOLS: Final = ("checkov", "prowler", "cloudguard")
TITLES: Final = {
    asked.POWER: "Who has, or can get, the power of an administrator",
    asked.SECOND: "Who does so without a second factor",
    asked.LOCAL: "Who has a password or key of the account's own",
    asked.UNUSED: "Who has a password or key that nobody uses",
    asked.OLD_KEY: "Who has an old access key",
    asked.CROSSING: "What gets from one zone to another",
    asked.INTERNET: "What gets from or to the Internet",
}
Answers = dict[tuple[str, bool, Path], list[Said]]
NEEDS: Final = ("moto_server", "terraform")  # what Prowler needs for a mock account


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask and print; exit 1 where a tool that is there did not do its work."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("topic", choices=tuple(asked.TOPICS))
    parser.add_argument("--keep", type=Path, help="keep what the tools print here, and reuse it")
    parser.add_argument("--times", action="store_true", help="measure on the faulty city instead")
    options = parser.parse_args(arguments)
    if options.topic != "admins":
        say("Prowler reads accounts, of which there is none here: it is left out")
    versions = {tool: processes.version(tool) for tool in TOOLS}
    for tool in TOOLS:
        if not versions[tool]:
            say(f"{tool} is not on PATH, and is left out")
    if versions["prowler"] and not all(shutil.which(need) for need in NEEDS):
        say(f"Prowler needs {' and '.join(NEEDS)} on PATH here, and is left out")
        versions["prowler"] = ""
    if options.topic != "admins":
        versions["prowler"] = ""
    here = [tool for tool in TOOLS if versions[tool]]
    print(", ".join(f"{tool} {versions[tool]}" for tool in here), end="; ")
    print(f"{platform.system()} {platform.machine()}, Python {platform.python_version()}\n")
    try:
        if options.times:
            _times(here)
        else:
            _tables(options.topic, here, options.keep)
    except FailedError as why:
        say(str(why))
        return 1
    return 0


def _tables(topic: str, tools: Sequence[str], keep: Path | None) -> None:
    claims = yaml.safe_load((asked.HERE / "claims.yaml").read_text("utf-8"))
    every = list(asked.cases(topic))
    said = _everything(tools, every, keep)
    for live in (False, True):
        for question in asked.TOPICS[topic]:
            chosen = [case for case in every if (case.question, case.live) == (question, live)]
            if chosen:
                title = f"{TITLES[question]}{', in a live account' if live else ''}"
                print(f"## {title}\n")
                _table(question, chosen, tools, said, claims)


def _table(
    question: str, chosen: Sequence[asked.Case], tools: Sequence[str], said: Answers, claims: Any
) -> None:
    print(f"| case | right | {' | '.join(tools)} |\n|---|---|{'---|' * len(tools)}")
    marks: dict[tuple[str, str], collections.Counter[str]] = collections.defaultdict(
        collections.Counter
    )
    for case in chosen:
        cells = []
        for tool in tools:
            found = said.get((tool, case.live, case.input))
            mark, checks = asked.SILENT, list[str]()
            if found is not None:
                mark, checks = asked.answer(tool, case, found, claims)
            marks[tool, "aws" if case.provider == "aws" else "others"][mark] += 1
            cells.append(f"{mark} {' '.join(f'`{one}`' for one in checks)}".strip())
        print(f"| {case.name} | {case.right} | {' | '.join(cells)} |")
    print(f"\n| {question} | {' | '.join(asked.MARKS)} |\n|---|{'---:|' * len(asked.MARKS)}")
    for (tool, where), counted in sorted(marks.items()):
        figures = " | ".join(str(counted[mark]) for mark in asked.MARKS)
        print(f"| {tool}, {where} | {figures} |")
    print()


def _everything(tools: Sequence[str], every: Sequence[asked.Case], keep: Path | None) -> Answers:
    said: Answers = {}
    inputs = {case.input: case.provider for case in every if not case.live}
    for input_ in inputs:
        key = "_".join(input_.relative_to(asked.FIXTURES).parts)
        if "checkov" in tools:
            plan = _kept(keep, f"{key}.checkov-plan", partial(_checkov, input_ / "plan.json"))
            folder = _kept(keep, f"{key}.checkov-folder", partial(_checkov, input_))
            both = {*neighbours.of_checkov(plan), *neighbours.of_checkov(folder)}
            said["checkov", False, input_] = sorted(both, key=lambda one: (one.check, one.resource))
        if "cloudguard" in tools:
            text = _kept(keep, f"{key}.cloudguard", partial(_ours, input_))
            said["cloudguard", False, input_] = list(neighbours.of_cloudguard(text))
    if "prowler" in tools:
        ours = [input_ for input_, provider in inputs.items() if provider == "aws"]
        for input_, kept in _accounts(ours, keep):
            found = json.dumps(kept["prowler"])
            answers = list(neighbours.of_prowler(found, kept["addresses"]))
            said["prowler", False, input_] = said["prowler", True, input_] = answers
            if kept["cloudguard"]:
                judged = neighbours.of_cloudguard(kept["cloudguard"], kept["addresses"])
                said["cloudguard", True, input_] = list(judged)
    return said


def _accounts(inputs: Iterable[Path], keep: Path | None) -> Iterator[tuple[Path, Any]]:
    """Yield what both who read accounts say of each: those of the sources, then the live ones."""
    for account in accounts.LIVE["accounts"]:
        key = f"account_{account['name'].replace(' ', '_')}"
        text = _kept(keep, f"{key}.account", partial(_made, account))
        yield asked.HERE / "live" / account["name"], json.loads(text)
    with processes.mock_account() as address:
        for input_ in inputs:
            key = "_".join(input_.relative_to(asked.FIXTURES).parts)
            try:
                text = _kept(keep, f"{key}.account", partial(_applied, input_, address))
            except FailedError as why:
                say(f"{key}: {why}")  # the mock lacks what the fixture makes
                continue
            yield input_, json.loads(text)


def _made(account: Any) -> str:
    """Make a live account, and ask about it."""
    say(f"account: {account['name']}")
    with processes.mock_account(account) as address:
        accounts.make(account, address)
        return _asked(address, {})


def _applied(source: Path, address: str) -> str:
    """Make what a source says in the emptied mock account, and ask about it."""
    say(f"account: {source}")
    processes.emptied(address)
    state = json.loads(processes.apply(source, address, _targets(source)))
    if asked.OWN not in source.parts:
        accounts.give_keys(neighbours.without_credentials(state), address)
    return _asked(address, neighbours.addresses_of(state))


def _asked(address: str, addresses: Mapping[str, str]) -> str:
    found = json.loads(processes.prowler(address).out)
    ours = processes.account(address).out if shutil.which("cloudguard") else ""
    return json.dumps({"addresses": addresses, "prowler": found, "cloudguard": ours})


def _targets(source: Path) -> list[str]:
    """Return what of a city is made in the mock account: the principals that the cases name."""
    if "city" not in source.parts:
        return []
    plan = json.loads((source / "plan.json").read_text("utf-8"))
    here = [case for case in asked.cases("admins") if case.input == source]
    wanted = {name for case in here for name in (*case.about, *case.needs)}
    changes = [change["address"] for change in plan["resource_changes"]]
    return [one for one in changes if one.partition("[")[0] in wanted]


def _checkov(input_: Path) -> str:
    say(f"Checkov: {input_}")
    return processes.checkov(input_).out


def _ours(input_: Path) -> str:
    # As the tests judge a fixture: by its own configuration, else by that of its topic
    own = (input_ / "cloudguard.yaml", input_.parent.parent.parent / "cloudguard.yaml")
    config = next((file for file in own if file.exists()), None)
    # The documents that ask about the Internet are not those of the fixtures' configuration
    profile = "yamaguchi" if "zone_separation" in input_.parts else ""
    return processes.cloudguard(input_, config, profile).out


def _kept(keep: Path | None, name: str, make: Callable[[], str]) -> str:
    """Read what was kept under a name, or make and keep it."""
    if keep is None:
        return make()
    file = keep / f"{name}.json"
    if not file.exists():
        text = make()
        keep.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return file.read_text(encoding="utf-8")


def _times(tools: Sequence[str]) -> None:
    """Measure each tool on the faulty city."""
    city = asked.FAULTY
    print("| what | wall | processor | peak memory |\n|---|---:|---:|---:|", flush=True)
    config = city / "cloudguard.yaml"
    if "cloudguard" in tools:
        _row("cloudguard, plan", processes.cloudguard(city / "plan.json", config))
        _row("cloudguard, folder", processes.cloudguard(city, config))
    if "checkov" in tools:
        _row("Checkov, plan", processes.checkov(city / "plan.json"))
        _row("Checkov, folder", processes.checkov(city))
    if "prowler" in tools:
        with processes.mock_account() as address:
            processes.apply(city, address, _targets(city))
            _row("Prowler, checks of IAM, mock account", processes.prowler(address))
            if "cloudguard" in tools:
                _row("cloudguard, collect and check, mock account", processes.account(address))


def _row(what: str, ran: Any) -> None:
    print(f"| {what} | {ran.seconds:.1f} s | {ran.processor:.1f} s | {ran.megabytes:.0f} MB |")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
