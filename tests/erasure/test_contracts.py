"""Contracts in cloudguard.yaml: what they say, where they are wrong, what they cover."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cloudguard import catalogue, run
from cloudguard.checks import CHECKS
from cloudguard.config import Config, Contract, load
from cloudguard.erasure.terms import Terms
from cloudguard.errors import UsageError
from cloudguard.judge import demands
from cloudguard.membership import Memberships
from cloudguard.values import Known, Unknown
from tests.erasure.making import HIDDEN, K1, contract, store
from tests.judging import FIXTURES

CLASSES = ("S", "Ⅰ")
WHOLE = """version: 1
as_of: 2026-04-01
rules:
- {match: {address: store.ruled}, set: {contract: K-2}}
assign:
  contract: {tag: Contract}
  tenant: {tag: Tenant}
contracts:
- id: K-1
  party: Vendor A
  start: 2026-04-01
  end: 2027-03-31
  grace_days: 30
  last_write: 2027-03-15
  service_stop: 2027-03-01
  covers: [{address: "store.one*"}, {tags: {System: tax}}]
  classes: [S]
  tenant: City A
- {id: K-2, end: 2030-03-31, covers: [{account: "*", address: "store.*two"}]}
"""


def written(folder: Path, text: str) -> Config:
    path = folder / "cloudguard.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def members(folder: Path, text: str = WHOLE) -> Memberships:
    return Memberships(written(folder, text), CLASSES)


def test_a_contract_is_read(tmp_path: Path) -> None:
    one, two = written(tmp_path, WHOLE).contracts
    assert (one.id, one.party, one.start, one.end) == (
        "K-1", "Vendor A", date(2026, 4, 1), date(2027, 3, 31),
    )  # fmt: skip
    assert (one.last_write, one.service_stop) == (date(2027, 3, 15), date(2027, 3, 1))
    assert (one.classes, one.tenant, one.grace_days) == (("S",), "City A", 30)
    assert (one.deadline, two.deadline) == (date(2027, 4, 30), date(2030, 3, 31))
    assert (two.last_write, two.service_stop, two.party) == (None, None, None)
    assert (one.origin.path, one.origin.line) == ("contracts[0]", 9)


def test_a_deadline_beyond_the_calendar_is_its_last_day() -> None:
    assert contract(end=date.max, grace_days=3).deadline == date.max


WRONG: dict[str, tuple[str, str]] = {
    "no end": ("- {id: K-1}", "8:3: the key `end` is missing in `contracts[0]`."),
    "no id": ("- {end: 2027-03-31}", "8:3: the key `id` is missing in `contracts[0]`."),
    "end before start": (
        "- {id: K-1, start: 2027-04-01, end: 2027-03-31}",
        "8:37: `end` lies before `start`.",
    ),
    "misspelled": (
        "- {id: K-1, end: 2027-03-31, grace_day: 3}",
        "8:30: unknown key `grace_day` in `contracts[0]`: did you mean `grace_days`?",
    ),
    "negative grace": (
        "- {id: K-1, end: 2027-03-31, grace_days: -1}",
        "8:42: `contracts[0].grace_days` is -1: it must be from 0 to 36500.",
    ),
    "covers nothing": (
        "- {id: K-1, end: 2027-03-31, covers: []}",
        "8:38: `contracts[0].covers` is an empty list.",
    ),
    "covers by nothing": (
        "- {id: K-1, end: 2027-03-31, covers: [{}]}",
        "8:39: nothing is given in `contracts[0].covers[0]`: give one of",
    ),
    "twice": (
        "- {id: K-1, end: 2027-03-31}\n- {id: K-1, end: 2028-03-31}",
        "9:8: the contract `K-1` is given twice.",
    ),
    "written after all": (
        "- {id: K-1, end: 2027-03-31, last_write: 2027-04-01}",
        "8:42: `last_write` lies after the end and its grace.",
    ),
    "stopped before the start": (
        "- {id: K-1, start: 2026-04-01, end: 2027-03-31, service_stop: 2026-03-31}",
        "8:63: `service_stop` lies before `start`.",
    ),
    "a rule for another": (
        "- {id: K-14, end: 2027-03-31}",
        "3:38: `K-1` is no id of `contracts`: did you mean `K-14`?",
    ),
    "a tag for another": (
        "- {id: K-1, end: 2027-03-31}\nassign:\n  contract: {tag: C, values: {a: K-9}}",
        "10:34: `K-9` is no id of `contracts`: did you mean `K-1`?",
    ),
}
HEAD = """version: 1
rules:
- {match: {type: a}, set: {contract: K-1}}
profile: sendai
unclassified: highest

contracts:
"""


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_by_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        written(tmp_path, HEAD + text + "\n")
    assert said in caught.value.sentence("en")
    assert re.search(r"[ぁ-ん]", caught.value.sentence("ja").partition("ファイルを直して")[0])


def test_a_day_within_the_grace_is_right(tmp_path: Path) -> None:
    text = "version: 1\ncontracts:\n- {id: K, end: 2027-03-31, grace_days: 1, "
    found = written(tmp_path, f"{text}last_write: 2027-04-01}}\n")
    assert found.contracts[0].last_write == date(2027, 4, 1)


def test_without_contracts_a_rule_may_name_any(tmp_path: Path) -> None:
    text = "version: 1\nrules:\n- {match: {type: a}, set: {contract: K-1}}\n"
    assert written(tmp_path, text).contracts == ()


def test_a_class_that_no_document_has_is_told(tmp_path: Path) -> None:
    text = "version: 1\ncontracts:\n- {id: K, end: 2027-03-31, classes: [T]}\n"
    with pytest.raises(UsageError, match="`T` in `contracts\\[0\\]` is no class of the document"):
        members(tmp_path, text)


@pytest.mark.parametrize(
    ("address", "tags", "found"),
    [
        ("store.one", {}, "K-1"),
        ("store.two", {}, "K-2"),
        ("store.one-and-two", {}, "K-1"),  # the first contract that covers it
        ("store.ruled", {"System": "tax"}, "K-2"),  # a rule wins
        ("store.other", {"System": "tax"}, "K-1"),
        ("store.other", {"Contract": "K-2"}, "K-2"),
        ("store.one", {"Contract": "K-2"}, "K-1"),  # a tag says least
        ("store.other", {"Contract": "Ｋ－２"}, "K-2"),
        ("store.other", {}, None),
        ("store.other", {"Contract": "K-3"}, Unknown),
        ("store.other", {"Contract": HIDDEN}, Unknown),
        ("store.other", {"System": HIDDEN}, Unknown),
        ("store.one", {"System": HIDDEN}, "K-1"),
    ],
)
def test_which_contract_covers_an_asset(
    tmp_path: Path, address: str, tags: Mapping[str, Any], found: object
) -> None:
    contract = members(tmp_path).contract(store(address, tags=tags))
    if found is Unknown:
        assert isinstance(contract, Unknown)
        assert contract.reason == "which contract covers it cannot be told"
    else:
        assert (contract.id if isinstance(contract, Contract) else contract) == found


def test_whose_an_asset_is(tmp_path: Path) -> None:
    found = members(tmp_path)
    assert found.tenant(store("store.one")) == "City A"
    assert found.tenant(store("store.one", tags={"Tenant": "City B"})) == "City B"
    assert found.tenant(store("store.two")) is None
    assert isinstance(found.tenant(store("store.two", tags={"Tenant": HIDDEN})), Unknown)


def test_a_run_judges_by_contract_and_day() -> None:
    folder = FIXTURES / "contract_end_deletion"
    settings = load(folder / "cloudguard.yaml")
    options = run.Options(profiles=("baseline",), config=settings, as_of=date(2026, 4, 1))
    path = folder / "contracts.erasable-by-end" / "aws" / "fail_compliance_lock" / "main.tf"
    report = run.check([str(path.parent)], options)
    asked = [f for f in report.findings if f.check == "contracts.erasable-by-end"]
    said = [e.value.value for f in asked for e in f.verdict.evidence if isinstance(e.value, Known)]
    assert any("from the last write" in str(text) for text in said)


def test_a_clause_asks_by_its_own_settings_unless_the_organisation_does() -> None:
    found = catalogue.load(["sendai"], [check.id for check in CHECKS])

    def routes(registered: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        return {
            clause.id: demand.settings["erasure_routes"]
            for demand in demands(found, CHECKS, registered)
            if demand.check.id == "contracts.erasable-by-end"
            for _, clause in demand.clauses
        }

    assert routes({}) == {
        "sendai-2-7-3-6-3": ("delete", "key"),
        "sendai-2-7-3-6-4a": ("delete", "key", "media"),
        "baseline-contract-end": ("delete", "key"),
    }
    assert set(routes({"erasure_routes": ("key",)}).values()) == {("key",)}
    # Whoever takes the disposal of media for erasure claims nothing for the highest class.
    assert "sendai-2-7-3-6-3" not in routes({"erasure_routes": ("delete", "media")})


def test_days_that_are_not_said_are_the_end() -> None:
    terms = Terms.of(contract(service_stop=None), date(2026, 4, 1), frozenset())
    assert (terms.last_write, terms.service_stop) == (K1.end, K1.end)
    late = Terms.of(K1, date(2028, 1, 1), frozenset())
    assert (late.deletable_from, late.key_free_from) == (date(2028, 1, 1), date(2028, 1, 1))
    assert Terms(K1.end, K1.end, K1.end, date.max, 9).deadline == date.max
