"""The configuration: what it says, where it is wrong, and that its schema agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cloudguard.config import FIELDS, SCHEMA, Area, Config, Glob, find, load, modules
from cloudguard.config.reading import WORDS
from cloudguard.errors import UsageError
from cloudguard.findings import Membership

FULL = """\
version: 1
profile: sendai
policies: [own/policies]
parameters:
  log_retention_days: 1095
  allowed_locations: {value: [JP, NO], by: 情報システム課長, date: 2026-04-01}
  allowed_global_services: []
  approved_algorithms: [AES-256]
  key_rotation_days: 365
as_of: 2026-07-01
assign:
  class: {tag: DataClass, values: {kimitsu3: S, 012: Ⅰ}}
  zone: {tag: Zone}
rules:
  - match:
      address: "module.resident.**"
      module: [module.x, 'module.y["a.b"]']
      type: aws_db_*
      account: "012345678901"
      provider: aws
      tags: {System: "*"}
    set: {class: S, zone: mynumber, tenant: 甲市, system: 住民記録, contract: K-1, party: 甲社}
unclassified: unknown
attestations:
  - {clause: sendai-1, statement: 確認した, by: 課長, date: 2026-04-01, until: 2027-03-31}
exceptions:
  - check: storage.encrypted
    asset: 'module.x["a.b"].aws_s3_bucket.logs[0]'
    reason: 移行中
    applicant: 甲社
    approver: CISO
    compensating: 閉域
    until: 2026-12-31
reasons:
  - {clause: sendai-2, reason: 機能が無い, by: 課長, date: 2026-04-01}
network:
  zones:
    mynumber: {prefixes: [10.1.0.0/16, "2001:db8::/48"]}
    甲市/lgwan: {prefixes: [10.2.0.0/16]}
  outside:
    - {id: 庁内, zone: mynumber, prefixes: [192.168.0.0/16], behind: "*.aws_dx_*", internet: false}
    - {id: tax-agency, behind: [aws_vpn_connection.a], public_body: true}
  permitted:
    - id: tax
      from: mynumber
      to: tax-agency
      sources: [10.1.1.0/28]
      destinations: [172.16.0.4]
      protocol: tcp
      ports: [443, "8000-8010"]
      direction: both-ways
      reason: 国税連携
      applicant: 甲社
      approver: CISO
      until: 2027-03-31
    - {id: ping, from: lgwan, to: mynumber, protocol: 1, reason: 監視, approver: 長,
       until: 2027-03-31}
  closed: ["aws_vpc.shared*"]
"""


def write(folder: Path, text: str | bytes, name: str = "cloudguard.yaml") -> Path:
    """Write a configuration and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(folder: Path, text: str | bytes, lang: str = "en") -> str:
    """Return what is said about a configuration that is wrong."""
    path = write(folder, text)
    with pytest.raises(UsageError) as caught:
        load(path)
    return caught.value.sentence(lang).replace(f"{folder}/", "")


@pytest.fixture
def full(tmp_path: Path) -> Config:
    (tmp_path / "own" / "policies").mkdir(parents=True)
    return load(write(tmp_path, FULL))


def test_everything_is_read(full: Config, tmp_path: Path) -> None:
    assert full.profiles == ("sendai",)
    assert full.policies == (tmp_path / "own" / "policies",)
    assert full.parameters == {
        "log_retention_days": 1095,
        "allowed_locations": ("JP", "NO"),
        "allowed_global_services": (),
        "approved_algorithms": ("AES-256",),
        "key_rotation_days": 365,
    }
    assert full.registrations["allowed_locations"].by == "情報システム課長"
    assert full.registrations["allowed_locations"].date == date(2026, 4, 1)
    assert full.registrations["log_retention_days"].by is None
    assert full.as_of == date(2026, 7, 1)
    assert full.assign["class"].values == {"kimitsu3": "S", "012": "Ⅰ"}
    assert full.assign["zone"].tag == "Zone"
    assert full.unclassified == "unknown"


def test_a_rule_knows_its_patterns_and_its_line(full: Config) -> None:
    (rule,) = full.rules
    assert rule.match.module == (Glob("module.x"), Glob('module.y["a.b"]'))
    assert rule.match.account == (Glob("012345678901"),)
    assert rule.match.tags == {"System": (Glob("*"),)}
    assert dict(rule.gives)["party"] == "甲社"
    assert set(rule.gives) == set(FIELDS)
    assert (rule.origin.path, rule.origin.line, rule.origin.column) == ("rules[0]", 15, 5)


def test_what_people_put_on_record_is_read(full: Config) -> None:
    (attestation,) = full.attestations
    assert (attestation.until, attestation.document) == (date(2027, 3, 31), None)
    (exemption,) = full.exceptions
    assert exemption.asset == 'module.x["a.b"].aws_s3_bucket.logs[0]'
    assert (exemption.clause, exemption.compensating) == (None, "閉域")
    (reason,) = full.reasons
    assert (reason.asset, reason.origin.line) == (None, 35)


def test_what_is_declared_of_networks_is_read(full: Config) -> None:
    network = full.network
    assert network.zones["mynumber"] == ("10.1.0.0/16", "2001:db8::/48")
    assert (network.places["甲市/lgwan"].line, network.closed) == (39, (Glob("aws_vpc.shared*"),))
    town, agency = network.outside
    assert (town.zone, town.behind, town.internet) == ("mynumber", (Glob("*.aws_dx_*"),), False)
    assert (agency.zone, agency.internet, agency.prefixes) == ("tax-agency", None, ())
    assert agency.public_body
    tax, ping = network.permitted
    assert (tax.protocol, tax.ports) == ("tcp", ((443, 443), (8000, 8010)))
    assert (tax.both_ways, tax.until, tax.applicant) == (True, date(2027, 3, 31), "甲社")
    assert (ping.protocol, ping.ports, ping.sources, ping.both_ways) == ("1", (), (), False)
    assert ping.origin.path == "network.permitted[1]"


def test_a_flow_that_either_end_may_begin_is_two(full: Config) -> None:
    there, back = full.network.permitted[0].each_way()
    assert (there.start, there.end) == (back.end, back.start)
    assert (back.sources, back.destinations) == (there.destinations, there.sources)
    assert (back.ports, back.both_ways) == (there.ports, False)
    assert len([*full.network.permitted[1].each_way()]) == 1


@pytest.mark.parametrize("text", ["mynumber", "甲市/mynumber", "a/b/mynumber", "/mynumber"])
def test_an_area_is_written_as_it_is_read(text: str) -> None:
    assert str(Area.read(text)) == text
    assert Area.read(text).zone == "mynumber"


def test_fields_are_those_of_a_membership() -> None:
    fields = {"data_class" if field == "class" else field for field in FIELDS}
    assert fields == set(Membership.__dataclass_fields__) - {"assumed"}


def test_an_expired_record_is_no_error(tmp_path: Path) -> None:
    text = "version: 1\nattestations:\n  - {clause: a, statement: b, by: c, "
    config = load(write(tmp_path, text + "date: 1999-01-01, until: 2000-01-01}\n"))
    assert config.attestations[0].until == date(2000, 1, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_byte_order_marks_are_accepted(tmp_path: Path, encoding: str) -> None:
    text = "version: 1\r\nprofile: 仙台\r\n".encode(encoding)
    assert load(write(tmp_path, text)).profiles == ("仙台",)


FLOW = """\
version: 1
network:
  permitted:
  - {id: a, from: b, to: c, reason: d, approver: e, until: 2027-01-01,
     """
WRONG: dict[str, tuple[str, str]] = {
    "unknown key": ("version: 1\nprofil: x\n", "2:1: unknown key `profil`: did you mean `profile`"),
    "unknown parameter": (
        "version: 1\nparameters:\n  log_retention_day: 3\n",
        "3:3: unknown parameter `log_retention_day` in `parameters`: did you mean `log_rete",
    ),
    "nothing near": (
        "version: 1\nrules:\n  - match: {type: x}\n    set: {日本: x}\n",
        "4:11: unknown key `日本` in `rules[0].set`: valid here: `class`, `zone`, `tenant`, ",
    ),
    "full-width key": ("version: 1\n\uff50rofile: x\n", "did you mean `profile`?"),
    "list for text": ("version: 1\nprofile: [x]\n", "2:10: `profile` must be text, and is a list."),
    "number for text": (
        "version: 1\nrules:\n  - match: {account: 012345678901}\n    set: {class: S}\n",
        "3:22: `rules[0].match.account` must be text or a list, and is a whole number: put it ",
    ),
    "point": ("version: 1\nparameters: {log_retention_days: 1.5}\n", "2:34: "),
    "too few days": (
        "version: 1\nparameters: {log_retention_days: 0}\n",
        "2:34: `parameters.log_retention_days` is 0: it must be from 1 to 36500.",
    ),
    "too many digits": ("version: 1\nparameters: {log_retention_days: " + "9" * 5000 + "}", "2:34"),
    "nothing": ("version: 1\nexceptions:\n", "2:12: `exceptions` must be a list, and is nothing."),
    "duplicate": (
        "version: 1\nprofile: a\nprofile: b\n",
        "3:1: `profile` is given twice, first in line 2.",
    ),
    "no such day": ("version: 1\nas_of: 2026-02-30\n", "2:8: `as_of` is `2026-02-30`: write a day"),
    "era": ("version: 1\nas_of: 令和8年4月1日\n", "2:8: `as_of` is `令和8年4月1日`"),
    "compact day": ("version: 1\nas_of: '20260401'\n", "2:8: "),
    "full-width day": ("version: 1\nas_of: \uff12026-04-01\n", "2:8: "),
    "missing key": (
        "version: 1\nreasons:\n  - {clause: a, reason: b, by: c}\n",
        "3:5: the key `date` is missing in `reasons[0]`.",
    ),
    "no version": ("profile: a\n", "1:1: the key `version` is missing."),
    "another version": ("version: 2\n", "1:10: `version` is 2: this program reads 1."),
    "both": (
        "version: 1\nprofile: a\nprofiles: [b]\n",
        "1:1: `profile` and `profiles` exclude each other",
    ),
    "empty match": (
        "version: 1\nrules:\n  - match: {}\n    set: {class: S}\n",
        "3:12: nothing is given in `rules[0].match`: give one of `address`, `module`,",
    ),
    "blank": ("version: 1\nprofile: ' '\n", "2:10: `profile` is blank."),
    "empty list": ("version: 1\nprofiles: []\n", "2:11: `profiles` is an empty list."),
    "twice": ("version: 1\nprofiles: [a, b, a]\n", "2:18: `a` stands twice in `profiles`."),
    "no folder": ("version: 1\npolicies: [nowhere]\n", "2:12: there is no folder `nowhere`"),
    "until before date": (
        """version: 1
attestations:
- {clause: a, statement: b, by: c, date: 2026-04-02, until: 2026-04-01}""",
        "3:61: `until` lies before `date`.",
    ),
    "zone without prefixes": (
        "version: 1\nnetwork: {zones: {lgwan: {}}}\n",
        "2:26: the key `prefixes` is missing in `network.zones.lgwan`.",
    ),
    "no prefix": (
        "version: 1\nnetwork: {zones: {a: {prefixes: [10.1.0.0/33]}}}\n",
        "2:34: `network.zones.a.prefixes[0]` is `10.1.0.0/33`: write a prefix as",
    ),
    "bits beyond the prefix": (
        "version: 1\nnetwork: {zones: {a: {prefixes: [10.1.1.0/16]}}}\n",
        "is `10.1.1.0/16`: it has bits beyond its length: did you mean `10.1.0.0/16`?",
    ),
    "interface in a prefix": (
        "version: 1\nnetwork: {zones: {a: {prefixes: ['fe80::1%eth0']}}}\n",
        "write a prefix as",
    ),
    "zones that share addresses": (
        """version: 1
network:
  zones: {a: {prefixes: [10.0.0.0/8]}, b: {prefixes: [172.16.0.0/12, 10.2.0.0/16]}}""",
        "3:70: `10.2.0.0/16` shares addresses with `10.0.0.0/8` of `a`.",
    ),
    "markup for an id": (
        "version: 1\nnetwork: {outside: [{id: <script>, behind: a}]}\n",
        "2:26: `network.outside[0].id` is `<script>`: write letters, figures",
    ),
    "address for an id": (
        "version: 1\nnetwork: {outside: [{id: aws_subnet.a, behind: a}]}\n",
        "write letters, figures, `-` and `_`",
    ),
    "outside without gateway": (
        "version: 1\nnetwork: {outside: [{id: a}]}\n",
        "2:21: the key `behind` is missing in `network.outside[0]`.",
    ),
    "id twice": (
        "version: 1\nnetwork: {outside: [{id: a, behind: x}, {id: a, behind: y}]}\n",
        "2:46: the id `a` is given twice.",
    ),
    "neither yes nor no": (
        "version: 1\nnetwork: {outside: [{id: a, behind: x, internet: maybe}]}\n",
        "must be true or false, and is text.",
    ),
    "no protocol": (FLOW + "protocol: tpc}\n", "is `tpc`: did you mean `tcp`?"),
    "protocol beyond all": (FLOW + "protocol: 256}\n", "it must be from 0 to 255."),
    "backward range": (FLOW + "ports: ['8010-8000']}\n", "is `8010-8000`: write a port from 0"),
    "port beyond all": (FLOW + "ports: [65536]}\n", "it must be from 0 to 65535."),
    "range beyond all": (FLOW + "ports: ['1-99999']}\n", "is `1-99999`: write a port from 0"),
    "full-width port": (FLOW + "ports: ['４４３']}\n", "write a port from 0 to 65535"),
    "port and point": (FLOW + "ports: [443.0]}\n", "must be a whole number or text"),
    "ports of icmp": (FLOW + "protocol: icmp, ports: [8]}\n", "5:29: `icmp` has no ports."),
    "direction": (FLOW + "direction: both-way}\n", "is `both-way`: did you mean `both-ways`?"),
    "flow without approver": (
        "version: 1\nnetwork: {permitted: [{id: a, from: b, to: c, reason: d, until: 2027-01-01}]}",
        "the key `approver` is missing in `network.permitted[0]`.",
    ),
    "key that is no text": ("version: 1\n? [a]\n: 1\n", "2:3: a key must be text."),
    "own tag": ("version: 1\nprofile: !!python/name:os.system x\n", "2:10: `profile` must be text"),
    "text alone": ("sendai\n", "1:1: `cloudguard.yaml` must be keys with values, and is text."),
    "full-width colon": (
        "version\uff1a1\n",
        "must be keys with values, and is text. The line has a full-width colon",
    ),
    "syntax": ("version: 1\nprofiles: [a\n", "3:1: this is not valid YAML (did not find expected"),
    "tab": (
        "version: 1\nassign:\n\tclass: x\n",
        "3:1: this is not valid YAML (found character that cannot start any token). The line has ",
    ),
    "full-width indentation": (
        "version: 1\n\u3000assign: {class: {tag: a}}\n",
        "2:1: unknown key `\\u3000assign`: The line is indented with a full-width space: use ASCII",
    ),
    "glob without quotes": (
        "version: 1\nrules:\n  - match: {address: *.x}\n",
        "Put a text that begins with `*` or `&` in quotes.",
    ),
    "two documents": ("version: 1\n---\nversion: 1\n", "2:1: this is not valid YAML"),
    "control character": ("version: 1\nprofile: a\x07\n", "control character (U+0007)"),
    "anchor": ("version: 1\nprofile: &a x\n", "2:10: anchors and aliases"),
    "empty": ("", "cloudguard.yaml: the file is empty: write at least `version: 1`."),
    "comments alone": ("# nothing\n", "cloudguard.yaml: the file is empty"),
    "deep list": ("[" * 200_000, "1:31: it is nested deeper than 30 levels."),
    "deep mapping": ("{a: " * 200_000, "it is nested deeper than 30 levels."),
    "deep block": ("- " * 200_000, "it is nested deeper than 30 levels."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_an_error_names_its_place_and_what_is_meant(tmp_path: Path, text: str, said: str) -> None:
    sentence = refusal(tmp_path, text)
    assert said in sentence
    assert "errors:" not in sentence
    assert sentence.endswith("Mend the file; docs/config.md describes every key.")


@pytest.mark.parametrize("text", [text for text, _ in WRONG.values()], ids=WRONG)
def test_an_error_is_told_in_japanese(tmp_path: Path, text: str) -> None:
    sentence = refusal(tmp_path, text, "ja")
    assert re.search(r"[ぁ-ん]", sentence.partition("ファイルを直して")[0])
    assert not re.search(r"\b(must|unknown|missing|the|is)\b", re.sub(r"\(.*?\)", "", sentence))


def test_aliases_do_not_unfold(tmp_path: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert "anchors and aliases" in refusal(tmp_path, "\n".join(lines))


def test_every_error_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "version: 1\nprofil: a\nas_of: x\nrules:\n  - match: {typ: x}\n    set: {class: [S]}\n"
    sentence = refusal(tmp_path, text)
    places = re.findall(r"cloudguard\.yaml:(\d+):(\d+): ", sentence)
    assert sentence.startswith("cloudguard.yaml: 4 errors:\n")
    assert places == [("2", "1"), ("3", "8"), ("5", "13"), ("6", "18")]


def test_many_errors_are_counted_and_cut(tmp_path: Path) -> None:
    text = "version: 1\n" + "".join(f"x{n}: 1\n" for n in range(150))
    sentence = refusal(tmp_path, text)
    assert "150 errors:" in sentence
    assert "and 50 more" in sentence
    assert len(sentence.splitlines()) == 103


def test_a_message_cannot_drive_the_terminal(tmp_path: Path) -> None:
    sentence = refusal(tmp_path, 'version: 1\n"\\e[31m\\u202e": 1\n')
    assert r"`\x1b[31m\u202e`" in sentence


@pytest.mark.parametrize(
    ("raw", "said", "ja"),
    [
        ("version: 1\nprofile: 仙台\n".encode("cp932"), "2:10: the text is CP932", "CP932"),
        (b"version: 1\nprofile: \x81\n", "2:10: the text is not UTF-8", "UTF-8 では"),
    ],
)
def test_another_encoding_is_named(tmp_path: Path, raw: bytes, said: str, ja: str) -> None:
    assert said in refusal(tmp_path, raw)
    assert ja in refusal(tmp_path, raw, "ja")


def test_what_cannot_be_opened_is_an_error_of_use(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.yaml"):
        with pytest.raises(UsageError, match="cannot be read"):
            load(path)


def test_a_file_beyond_all_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cloudguard.config.LIMIT", 1024**2)
    assert "larger than 1 MiB" in refusal(tmp_path, "#" * (1024**2 + 1))
    monkeypatch.setattr("cloudguard.config.LIMIT", 1024**2 + 1)
    assert "is empty" in refusal(tmp_path, "#" * (1024**2 + 1))


def test_find_goes_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path, "version: 1\n")
    (tmp_path / "repository" / ".git").mkdir()
    assert find(inner) is None
    there = write(tmp_path / "repository", "version: 1\n", "cloudguard.yml")
    assert find(inner) == there
    nearer = write(inner, "version: 1\n")
    assert find(inner) == nearer
    assert find(nearer) == nearer


def test_find_outside_a_repository_trusts_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    path = write(tmp_path, "version: 1\n")
    assert find(tmp_path / "a") is None
    assert find(tmp_path) == path


def test_find_refuses_to_choose(tmp_path: Path) -> None:
    write(tmp_path, "version: 1\n")
    write(tmp_path, "version: 1\n", "cloudguard.yml")
    with pytest.raises(UsageError, match="keep one"):
        find(tmp_path)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ('module.x["a.b"].aws_s3_bucket.logs[0]', 'module.x["a.b"].aws_s3_bucket.logs[0]', True),
        ('module.x["a.b"].*', 'module.x["a.b"].aws_s3_bucket.logs[0]', True),
        ("module.x[*].aws_*.logs[*]", 'module.x["a.b"].aws_s3_bucket.logs[0]', True),
        ("module.resident.**", "module.resident.aws_kms_key.a", True),
        ("module.resident.**", 'module.resident["a"].aws_kms_key.a', False),
        ("logs[0]", "logs0", False),
        ("log?", "logs", False),
        ("a.c", "abc", False),
        ("A", "a", False),
        ("*", "", True),
        ("a*a", "a", False),
        ("*ab*ab", "ab", False),
        ("", "a", False),
        ("*" + "a*" * 40 + "b", "a" * 20_000, False),
    ],
)
def test_only_the_asterisk_is_special(pattern: str, text: str, *, matches: bool) -> None:
    assert Glob(pattern).matches(text) is matches


@given(st.text("ab*"), st.text("ab"))
def test_globs_mean_what_a_regular_expression_says(pattern: str, text: str) -> None:
    expression = ".*".join(map(re.escape, pattern.split("*")))
    assert Glob(pattern).matches(text) is bool(re.fullmatch(expression, text))


def test_modules_are_named_with_and_without_keys() -> None:
    assert modules(r'module.a["x].\"y"].module.b[0].aws_s3_bucket.c["module.d.e"]') == [
        r'module.a["x].\"y"]',
        "module.a",
        r'module.a["x].\"y"].module.b[0]',
        "module.a.module.b",
    ]
    assert modules("aws_s3_bucket.a") == []
    assert modules("arn:aws:s3:::module.a.b") == []


# The schema and the loader judge the same documents.

GOOD_OR_BAD = [
    (True, "version: 1"),
    (True, FULL),
    (True, "version: 1\nprofiles: [a, b]"),
    (True, "version: 1\nunclassified: Ⅱ"),
    (True, "version: 1\nparameters: {log_retention_days: {value: 1}}"),
    (True, "version: 1\nrules: []"),
    (True, "version: 1\nnetwork: {}"),
    (True, FLOW + "protocol: 47}"),
    (True, FLOW + "ports: [0, 65535, 1-2], direction: one-way}"),
    (False, FLOW + "protocol: -1}"),
    (False, FLOW + "protocol: ''}"),
    (False, FLOW + "ports: []}"),
    (False, FLOW + "ports: [443, 443]}"),
    (False, FLOW + "ports: 443}"),
    (False, FLOW + "ports: [true]}"),
    (False, FLOW + "direction: both}"),
    (False, FLOW + "port: [443]}"),
    (False, "version: 1\nnetwork: []"),
    (False, "version: 1\nnetwork: {zones: {lgwan: [10.0.0.0/8]}}"),
    (False, "version: 1\nnetwork: {outside: [{id: a, behind: []}]}"),
    (False, "version: 1\nnetwork: {outside: [{id: a, behind: b, internet: 'true'}]}"),
    (False, "version: 1\nnetwork: {outside: {id: a, behind: b}}"),
    (False, "version: 1\nnetwork: {closed: aws_vpc.a}"),
    (True, "version: 1\nrules: [{match: {tags: {a: [x, y]}}, set: {zone: b}}]"),
    (True, "version: 1\nreasons: [{clause: a, asset: '*', reason: b, by: c, date: 2026-01-01}]"),
    (False, "{}"),
    (False, "[]"),
    (False, "text"),
    (False, "version: '1'"),
    (False, "version: true"),
    (False, "version: 2"),
    (False, "version: 1\nprofile: 1"),
    (False, "version: 1\nprofile: ''"),
    (False, "version: 1\nprofile: a\nprofiles: [b]"),
    (False, "version: 1\nprofiles: []"),
    (False, "version: 1\nprofiles: [a, a]"),
    (False, "version: 1\npolicies: own"),
    (False, "version: 1\nparameters: {unheard_of: 1}"),
    (False, "version: 1\nparameters: {log_retention_days: '1'}"),
    (False, "version: 1\nparameters: {log_retention_days: 0}"),
    (False, "version: 1\nparameters: {log_retention_days: -1}"),
    (False, "version: 1\nparameters: {log_retention_days: 40000}"),
    (False, "version: 1\nparameters: {log_retention_days: true}"),
    (False, "version: 1\nparameters: {log_retention_days: {by: a}}"),
    (False, "version: 1\nparameters: {log_retention_days: {value: 1, on: 2026-01-01}}"),
    (False, "version: 1\nparameters: {allowed_locations: JP}"),
    (False, "version: 1\nparameters: {allowed_locations: []}"),
    (False, "version: 1\nparameters: {allowed_locations: [JP, 1]}"),
    (False, "version: 1\nas_of: 2026-13-01"),
    (False, "version: 1\nas_of: 20260101"),
    (False, "version: 1\nas_of: today"),
    (False, "version: 1\nassign: {}"),
    (False, "version: 1\nassign: {class: DataClass}"),
    (False, "version: 1\nassign: {class: {values: {a: b}}}"),
    (False, "version: 1\nassign: {class: {tag: a, values: {}}}"),
    (False, "version: 1\nassign: {class: {tag: a, values: {x: 1}}}"),
    (False, "version: 1\nassign: {klass: {tag: a}}"),
    (False, "version: 1\nrules: {match: {type: x}, set: {class: S}}"),
    (False, "version: 1\nrules: [{match: {type: x}}]"),
    (False, "version: 1\nrules: [{set: {class: S}}]"),
    (False, "version: 1\nrules: [{match: {}, set: {class: S}}]"),
    (False, "version: 1\nrules: [{match: {type: []}, set: {class: S}}]"),
    (False, "version: 1\nrules: [{match: {account: 123456789012}, set: {class: S}}]"),
    (False, "version: 1\nrules: [{match: {tags: {}}, set: {class: S}}]"),
    (False, "version: 1\nrules: [{match: {type: x}, set: {}}]"),
    (False, "version: 1\nrules: [{match: {type: x}, set: {class: null}}]"),
    (False, "version: 1\nunclassified: no class\nunknown: 1"),
    (False, "version: 1\nattestations:"),
    (False, "version: 1\nattestations: [{clause: a, statement: b, by: c, date: 2026-01-01}]"),
    (False, "version: 1\nexceptions: [{check: a, asset: b}]"),
    (False, "version: 1\nreasons: [{clause: a, reason: b, by: c, date: 1.1.2026}]"),
]


class Plain(yaml.SafeLoader):
    """YAML 1.2 as editors read it: days are text, and so is NO."""


Plain.yaml_implicit_resolvers = {
    first: [
        (tag, expression)
        for tag, expression in pairs
        if not tag.endswith("timestamp") and not (tag.endswith("bool") and first not in "tTfF")
    ]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def schema() -> dict[str, Any]:
    """Return the schema as it is shipped."""
    document: dict[str, Any] = json.loads(SCHEMA.read_bytes())
    return document


def stringly(value: Any) -> Any:
    """Return data with keys as JSON has them."""
    match value:
        case dict():
            return {str(key): stringly(inner) for key, inner in value.items()}
        case list():
            return [stringly(inner) for inner in value]
        case _:
            return value


@pytest.mark.parametrize(("good", "text"), GOOD_OR_BAD)
def test_schema_and_loader_agree(tmp_path: Path, *, good: bool, text: str) -> None:
    (tmp_path / "own" / "policies").mkdir(parents=True)
    validator = jsonschema.Draft202012Validator(
        schema(), format_checker=jsonschema.FormatChecker(["date"])
    )
    data = stringly(Plain(text).get_single_data())
    try:
        load(write(tmp_path, text))
    except UsageError:
        loads = False
    else:
        loads = True
    assert (validator.is_valid(data), loads) == (good, good)


def parts(part: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema within a schema."""
    yield part
    for word in ("properties", "$defs"):
        for inner in part.get(word, {}).values():
            yield from parts(inner)
    for inner in (*part.get("anyOf", ()), part.get("items"), part.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from parts(inner)


DESCRIBING = {
    "$schema", "$defs", "title", "x-title-ja", "description", "x-description-ja", "default",
    "x-what",
}  # fmt: skip


def test_the_loader_knows_every_word_of_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for part in parts(schema()):
        assert set(part) <= WORDS | DESCRIBING
        if "$ref" in part or "anyOf" in part:  # the loader reads nothing beside these
            assert not set(part) - DESCRIBING - {"$ref", "anyOf"}
        assert set(part.get("not", {})) <= {"required"}
        assert part.get("pattern", r"\S") == r"\S"
        assert part.get("format", "date") == "date"


def test_every_key_is_described_in_both_languages() -> None:
    for part in parts(schema()):
        for key, inner in part.get("properties", {}).items():
            described = {"title", "x-title-ja", "description", "x-description-ja"} <= set(inner)
            assert described or key == "value", key
            assert key == "value" or re.search(r"[ぁ-んァ-ヶ一-龠]", inner["x-description-ja"]), key


DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("name", ["config.md", "config.ja.md"])
def test_the_page_names_every_key_and_its_example_loads(name: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    keys = {key for part in parts(schema()) for key in part.get("properties", {})}
    assert [key for key in sorted(keys) if not re.search(rf"\b{key}\b", page, re.ASCII)] == []
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert examples
    (tmp_path / "policies").mkdir()
    for example in examples:
        load(write(tmp_path, example))
