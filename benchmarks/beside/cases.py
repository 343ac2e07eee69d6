"""The cases, what is right about each, and how an answer is marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import accounts
import yaml
from neighbours import FAIL, PASS, UNKNOWN, Said

HERE: Final = Path(__file__).parent
FIXTURES: Final = HERE.parent.parent / "terraform_fixtures"
FAULTY: Final = FIXTURES / "city" / "aws" / "faulty"
POWER, SECOND, LOCAL = "power", "second_factor", "local"
UNUSED, OLD_KEY = "unused", "old_key"
CROSSING, INTERNET = "crossing", "internet"
TOPICS: Final = {
    "admins": (POWER, SECOND, LOCAL, UNUSED, OLD_KEY),
    "zones": (CROSSING, INTERNET),
}
ADMINS: Final = "admins.mfa-enforced"
OWN: Final = "identities.federated-only"
# What we are asked of a live account.
OF_ACCOUNTS: Final = {
    POWER: ADMINS,
    SECOND: ADMINS,
    LOCAL: OWN,
    UNUSED: "identities.unused-removed",
    OLD_KEY: "privileged.guarded",
}
PROVIDERS: Final = ("aws", "azure", "google", "oci", "sakura")
# In these the chain is that of one of two who are there.
ABOUT: Final = {
    "fail_access_key_of_another": ("aws_iam_user.taro", "aws_iam_user_policy.taro"),
}
# Whether there is power at all is what nobody knows here.
POWER_UNKNOWN: Final = ("unknown_policy_that_is_not_seen",)
# How our reason begins where it is not known whether somebody has power.
_PERHAPS: Final = "whether this is possible is not known"
RIGHT, MISSED, FALSE, UNDECIDED, SILENT = (
    "right", "missed", "false alarm", "undecided", "no opinion",
)  # fmt: skip
MARKS: Final = (RIGHT, MISSED, FALSE, UNDECIDED, SILENT)


@dataclass(frozen=True)
class Case:
    """A question about an input: what is right (FAIL where something is wrong there).

    A live one is asked of the account: of what the source makes there, or of an account by itself.
    """

    question: str
    input: Path
    name: str
    provider: str
    right: str
    check: str
    about: tuple[str, ...] = ()
    person: str = ""
    live: bool = False
    needs: tuple[str, ...] = ()


def cases(topic: str) -> Iterator[Case]:
    """Yield the cases of a topic: fixtures, whose names say what is right, then the cities."""
    if topic == "zones":
        for check in ("zones.separated", "zones.not-linked", "zones.no-grant-across"):
            yield from _of_fixtures(CROSSING, "zone_separation", check)
        yield from _of_fixtures(INTERNET, "zone_separation", "zones.no-internet-path")
        yield from _crossings()
        return
    of_source = list(_of_source())
    yield from of_source
    for case in of_source:
        if case.provider == "aws" and case.question in {SECOND, LOCAL}:
            yield from _in_an_account(case)
    yield from _of_accounts()


def _of_source() -> Iterator[Case]:
    for question in (POWER, SECOND):
        yield from _of_fixtures(question, "admin_mfa", ADMINS)
    yield from _of_fixtures(LOCAL, "admin_mfa", OWN)
    yield from _of_city()


def _in_an_account(case: Case) -> Iterator[Case]:
    """Yield a case of the source as it is in an account, where that keeps what it is about."""
    written = case.name.removeprefix("aws ")
    if written not in accounts.LIVE["not_kept"]:
        right = accounts.LIVE["of_source"].get(written, {}).get(case.question, case.right)
        yield replace(case, name=f"account of {case.name}", right=right, live=True)


def _of_accounts() -> Iterator[Case]:
    for account in accounts.LIVE["accounts"]:
        root = {"name": "root", "says": "root user", "right": account["right"]}
        for user in (root, *account.get("users", [])):
            person = accounts.ROOT if user is root else accounts.arn(f"user/{user['name']}")
            about = (person, *(accounts.arn(one) for one in user.get("about", [])))
            name = f"{account['name']}: {user['name']}, {user['says']}"
            for question, right in user["right"].items():
                yield Case(
                    question, HERE / "live" / account["name"], name, "aws", right,
                    OF_ACCOUNTS[question], about, person, live=True,
                )  # fmt: skip


def _of_fixtures(question: str, topic: str, check: str) -> Iterator[Case]:
    for provider in PROVIDERS:
        for folder in sorted((FIXTURES / topic / check / provider).iterdir()):
            if (folder / "snapshot.json").exists():  # an account by itself: as those of live.yaml
                continue
            right = folder.name.partition("_")[0]
            if question == POWER:
                right = UNKNOWN if folder.name in POWER_UNKNOWN else FAIL
            name = f"{provider} {folder.name}"
            if topic == "zone_separation":
                name = f"{check} {name}"
            about = ABOUT.get(folder.name, ())
            yield Case(question, folder, name, provider, right, check, about)


def _of_city() -> Iterator[Case]:
    for question, bad in ((POWER, True), (SECOND, False)):
        for one in _written("admins"):
            right = FAIL if one[question] is bad else PASS
            about, name = tuple(one["about"]), f"city: {one['name']}"
            yield Case(
                question, FAULTY, name, "aws", right, ADMINS, about, one["person"],
                needs=tuple(one.get("needs", ())),
            )  # fmt: skip
    # What is sound raises nothing: the vendor signs in with MFA, whatever the role may do.
    sound = FIXTURES / "city" / "aws" / "sound"
    roles = ("aws_iam_role.vendor", "aws_iam_role_policy_attachment.vendor")
    about, name = (*roles, "aws_iam_policy_document.vendor_trust"), "sound city: vendor, with MFA"
    yield Case(SECOND, sound, name, "aws", PASS, ADMINS, about, roles[0])


def _crossings() -> Iterator[Case]:
    for one in _written("zones"):
        about, name = tuple(one["about"]), f"city: {one['name']}"
        yield Case(one["question"], FAULTY, name, "aws", FAIL, one["check"], about, one["asset"])


def _written(topic: str) -> list[dict[str, Any]]:
    """Return what is written of the faulty city."""
    every: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "city.yaml").read_text("utf-8"))
    return every[topic]


def answer(tool: str, case: Case, said: Sequence[Said], claims: Any) -> tuple[str, list[str]]:
    """Return how a tool's answer to a case is marked, and the checks that gave it."""
    ours = tool == "cloudguard"
    asked = {case.check} if ours else set(claims[tool].get(case.question, ()))
    about = [one for one in said if one.check in asked and _is_about(one, case, tool)]
    empty = tuple(claims["nothing_to_judge"])
    judged = [one for one in about if not (one.verdict == PASS and _has(one.words, empty))]
    if ours and case.question == POWER:
        # Whoever can become an administrator is judged, and nobody else is.
        possible = [one for one in judged if not one.words.startswith(_PERHAPS)]
        found = FAIL if possible else UNKNOWN if judged else PASS
    elif ours and not judged:
        found = PASS if case.right == PASS else ""
    else:
        found = next((v for v in (FAIL, UNKNOWN, PASS) if any(s.verdict == v for s in judged)), "")
    # What passes, passes many checks: those that find something are told
    checks = sorted({one.check for one in judged if one.verdict == found == FAIL})
    return _mark(case.right, found, its_own=ours), checks


def _mark(right: str, found: str, *, its_own: bool) -> str:
    if found == right:
        return RIGHT
    if not found:
        return MISSED if its_own else SILENT
    if found == UNKNOWN:
        return UNDECIDED
    return FALSE if found == FAIL else MISSED


def _is_about(said: Said, case: Case, tool: str) -> bool:
    if not case.about:  # the root user is in every account, and asked about by itself
        return said.resource != accounts.ROOT
    plain = said.resource.removeprefix("data.").partition("[")[0]
    if tool == "cloudguard" and case.person:
        return case.person in (said.resource, plain)
    return plain in case.about


def _has(words: str, texts: Sequence[str]) -> bool:
    return any(text in words for text in texts)
