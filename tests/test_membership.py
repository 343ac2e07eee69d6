"""What assets belong to: rules, tags, and what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cloudguard.assets import Asset, Configuration, Place
from cloudguard.config import Config, load
from cloudguard.errors import UsageError
from cloudguard.findings import Membership
from cloudguard.membership import Memberships
from cloudguard.values import Known, Source, Unknown, Value

CLASSES = ("S", "Ⅰ", "Ⅱ", "Ⅲ")
ZONES = {"mynumber": {"ja": "個人番号利用事務系", "en": "My Number zone"}}
HERE = Source("")
LATER = Unknown("known only after apply", HERE)


def asset(
    address: str = "aws_s3_bucket.a",
    tags: Mapping[str, Any] | Unknown | None = None,
    account: str | Unknown = "111111111111",
    type_: str = "aws_s3_bucket",
) -> Asset:
    """Return an asset of which only what memberships ask matters."""
    place: Value[Place] = Unknown("not asked", HERE)
    return Configuration(
        id=address,
        provider="aws",
        type=type_,
        origin=HERE,
        location=place,
        tags=tags if isinstance(tags, Unknown) else Known(tags or {}, HERE),
        account=account if isinstance(account, Unknown) else Known(account, HERE),
        names=(),
    )


def config(folder: Path, text: str) -> Config:
    """Return a configuration that says `text`."""
    path = folder / "cloudguard.yaml"
    path.write_text(f"version: 1\n{text}", encoding="utf-8")
    return load(path)


def members(folder: Path, text: str) -> Memberships:
    """Return the memberships that a configuration gives."""
    return Memberships(config(folder, text), CLASSES, ZONES)


TAGS = "assign:\n  class: {tag: DataClass}\n  zone: {tag: Zone}\n"
MAPPED = "assign:\n  class: {tag: DataClass, values: {kimitsu3: S, 公開: Ⅲ}}\n"


def test_without_configuration_everything_is_assumed() -> None:
    found = Memberships(Config(), CLASSES).of(asset())
    everything = frozenset({"data_class", "zone", "tenant", "system", "contract", "party"})
    assert found == Membership("S", assumed=everything)
    assert Memberships(Config(), ()).of(asset()) == Membership(assumed=everything)


@pytest.mark.parametrize(
    ("said", "counts", "note"),
    [
        ("", "S", "it counts as the highest, S."),
        ("unclassified: highest\n", "S", "it counts as the highest, S."),
        ("unclassified: unknown\n", None, "it counts as unclassified."),
        ("unclassified: II\n", "Ⅱ", "the configuration counts it as Ⅱ."),
    ],
)
def test_an_unclassified_asset_says_what_it_counts_as(
    tmp_path: Path, said: str, counts: str | None, note: str
) -> None:
    memberships = members(tmp_path, said)
    found = memberships.of(asset())
    assert found.data_class == counts
    assert "data_class" in found.assumed
    reason = memberships.reasons(asset())["data_class"]
    assert note in reason["en"]
    assert "重要性分類を示すものがない" in reason["ja"]


@pytest.mark.parametrize(
    ("value", "class_"),
    [
        ("Ⅰ", "Ⅰ"), ("I", "Ⅰ"), (" II ", "Ⅱ"), ("\uff33", "S"), ("S", "S"), ("III", "Ⅲ"),
    ],
)  # fmt: skip
def test_a_tag_may_write_a_class_in_ascii(tmp_path: Path, value: str, class_: str) -> None:
    memberships = members(tmp_path, TAGS)
    found = memberships.of(asset(tags={"DataClass": value}))
    assert found.data_class == class_
    assert "data_class" not in found.assumed
    assert memberships.reasons(asset(tags={"DataClass": value})) == {}


@pytest.mark.parametrize("value", ["mynumber", "個人番号利用事務系", "My Number zone"])
def test_a_zone_goes_by_its_id_or_its_name(tmp_path: Path, value: str) -> None:
    assert members(tmp_path, TAGS).of(asset(tags={"Zone": value})).zone == "mynumber"


def test_a_class_that_the_document_lacks_gives_nothing(tmp_path: Path) -> None:
    memberships = members(tmp_path, TAGS)
    odd = asset(tags={"DataClass": "IV", "Zone": "mynumbr"})
    assert memberships.of(odd).data_class == "S"
    assert memberships.of(odd).zone is None
    assert memberships.of(odd).assumed >= {"data_class", "zone"}
    reasons = memberships.reasons(odd)
    assert reasons["data_class"]["en"].startswith(
        "its tag `DataClass` says `IV`, which is no class"
    )
    assert "ネットワーク領域ではありません" in reasons["zone"]["ja"]


def test_the_values_of_a_tag_are_mapped(tmp_path: Path) -> None:
    memberships = members(tmp_path, MAPPED)
    assert memberships.of(asset(tags={"DataClass": "kimitsu3"})).data_class == "S"
    assert memberships.of(asset(tags={"DataClass": " 公開"})).data_class == "Ⅲ"


@pytest.mark.parametrize("value", ["kimitsu2", "Ⅱ", "KIMITSU3"])
def test_a_value_that_is_not_listed_is_said_to_be(tmp_path: Path, value: str) -> None:
    memberships = members(tmp_path, MAPPED)
    odd = asset(tags={"DataClass": value})
    assert "data_class" in memberships.of(odd).assumed
    assert "does not list" in memberships.reasons(odd)["data_class"]["en"]


@pytest.mark.parametrize("tags", [{}, {"DataClass": ""}, {"DataClass": "  "}, {"DataClass": None}])
def test_an_empty_tag_is_no_tag(tmp_path: Path, tags: dict[str, str | None]) -> None:
    memberships = members(tmp_path, TAGS)
    assert memberships.of(asset(tags=tags)).data_class == "S"
    assert "its tag" not in memberships.reasons(asset(tags=tags))["data_class"]["en"]


@pytest.mark.parametrize("tags", [LATER, {"DataClass": LATER}])
def test_a_tag_that_cannot_be_read_gives_nothing_and_says_so(tmp_path: Path, tags: Any) -> None:
    memberships = members(tmp_path, TAGS)
    found = memberships.of(asset(tags=tags))
    assert (found.data_class, "data_class" in found.assumed) == ("S", True)
    reason = memberships.reasons(asset(tags=tags))["data_class"]
    assert "`DataClass` cannot be read (known only after apply)" in reason["en"]
    assert "`DataClass` を読めません" in reason["ja"]


RULES = """
  - match: {address: 'module.x["a.b"].*[0]'}
    set: {class: S}
  - match: {module: module.resident, type: "aws_*"}
    set: {class: Ⅰ, party: 甲社}
  - match: {account: ["222222222222", "333*"]}
    set: {class: II, system: 税}
  - match: {tags: {System: "*", Env: prod}}
    set: {class: Ⅲ}
"""


@pytest.mark.parametrize(
    ("judged", "class_"),
    [
        (asset('module.x["a.b"].aws_s3_bucket.logs[0]'), "S"),
        (asset('module.x["a.b"].aws_s3_bucket.logs[1]'), None),
        (asset('module.x["axb"].aws_s3_bucket.logs[0]'), None),
        (asset("module.resident.aws_s3_bucket.a"), "Ⅰ"),
        (asset('module.resident["東"].module.deep[0].aws_s3_bucket.a'), "Ⅰ"),
        (asset("module.residents.aws_s3_bucket.a"), None),
        (asset("module.resident.random_id.a", type_="random_id"), None),
        (asset(account="222222222222"), "Ⅱ"),
        (asset(account="333333333333"), "Ⅱ"),
        (asset(tags={"System": "", "Env": "prod"}), "Ⅲ"),
        (asset(tags={"Env": "prod"}), None),
        (asset(tags={"System": "x", "Env": "test"}), None),
    ],
)
def test_rules_match_addresses_modules_accounts_and_tags(
    tmp_path: Path, judged: Asset, class_: str | None
) -> None:
    memberships = members(tmp_path, f"unclassified: unknown\nrules:{RULES}")
    assert memberships.of(judged).data_class == class_


def test_for_each_field_the_first_rule_that_names_it_decides(tmp_path: Path) -> None:
    found = members(tmp_path, f"rules:{RULES}").of(
        asset("module.resident.aws_s3_bucket.a", account="222222222222")
    )
    assert (found.data_class, found.party, found.system) == ("Ⅰ", "甲社", "税")
    assert found.assumed == {"zone", "tenant", "contract"}


def test_rules_win_over_tags(tmp_path: Path) -> None:
    memberships = members(tmp_path, f"{TAGS}rules:{RULES}")
    one = asset("module.resident.aws_s3_bucket.a", {"DataClass": "Ⅲ", "Zone": "mynumber"})
    assert memberships.of(one).data_class == "Ⅰ"
    assert memberships.of(one).zone == "mynumber"


def test_a_rule_that_may_match_keeps_later_words_from_deciding(tmp_path: Path) -> None:
    memberships = members(tmp_path, f"{TAGS}rules:{RULES}")
    one = asset(account=LATER, tags={"DataClass": "Ⅲ"})
    assert memberships.of(one).data_class == "S"
    assert "data_class" in memberships.of(one).assumed
    reason = memberships.reasons(one)["data_class"]["en"]
    assert reason.startswith("a rule (rules[2], line 10) may match: the account cannot be read")
    assert memberships.of(one).system is None
    assert "system" in memberships.reasons(one)


def test_a_doubt_that_changes_nothing_is_none(tmp_path: Path) -> None:
    memberships = members(tmp_path, f"{TAGS}rules:{RULES}")
    one = asset(account=LATER, tags={"DataClass": "Ⅱ"})
    assert memberships.of(one).data_class == "Ⅱ"
    assert "data_class" not in memberships.reasons(one)


def test_a_rule_that_surely_fails_is_no_doubt(tmp_path: Path) -> None:
    rules = 'rules:\n  - match: {tags: {A: x, B: y}, account: "1"}\n    set: {class: Ⅰ}\n'
    memberships = members(tmp_path, rules)
    one = asset(account=LATER, tags={"A": LATER, "B": "no"})
    assert memberships.reasons(one)["data_class"]["en"].startswith("nothing gives it")


def test_two_inputs_may_share_an_address(tmp_path: Path) -> None:
    memberships = members(tmp_path, TAGS)
    found = [memberships.of(asset(tags={"DataClass": c})).data_class for c in ("Ⅱ", "Ⅲ", "Ⅱ")]
    assert found == ["Ⅱ", "Ⅲ", "Ⅱ"]


def test_names_that_no_document_has_are_told_with_their_lines(tmp_path: Path) -> None:
    said = (
        "assign:\n  class: {tag: a, values: {x: V}}\n"
        "rules:\n  - match: {type: x}\n    set: {class: IIII, zone: mynumbr}\nunclassified: all\n"
    )
    with pytest.raises(UsageError) as caught:
        members(tmp_path, said)
    sentence = caught.value.sentence("en").replace(f"{tmp_path}/", "")
    assert "4 errors:" in sentence
    assert "cloudguard.yaml:3:10: `V` in `assign.class` is no class of the document" in sentence
    assert "cloudguard.yaml:5:5: `IIII` in `rules[0]` is no class of the document" in sentence
    assert "did you mean `mynumber`?" in sentence
    assert "cloudguard.yaml:7:15: `all` in `unclassified`" in sentence
    assert "重要性分類ではありません" in caught.value.sentence("ja")


def test_without_a_document_every_name_stands(tmp_path: Path) -> None:
    said = f"{TAGS}rules:\n  - match: {{type: x}}\n    set: {{class: own}}\nunclassified: other\n"
    memberships = Memberships(config(tmp_path, said), ())
    assert memberships.of(asset(type_="x")).data_class == "own"
    assert memberships.of(asset(tags={"Zone": " dmz "})).zone == "dmz"
    assert memberships.of(asset()).data_class == "other"


def test_an_asset_is_held_against_the_rules_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = "".join(
        f"  - match: {{address: 'module.m{n}*.x*'}}\n    set: {{class: Ⅱ}}\n" for n in range(100)
    )
    memberships = members(tmp_path, f"{TAGS}rules:\n{rules}")
    assets = [asset(f"module.m{n}.aws_s3_bucket.x", {"DataClass": "S"}) for n in range(1_000)]
    asked: list[str] = []
    decide = Memberships._decide

    def counted(self: Memberships, traits: Any) -> Any:
        asked.append(traits.id)
        return decide(self, traits)

    monkeypatch.setattr(Memberships, "_decide", counted)
    first = [memberships.of(one) for one in assets]
    assert asked == [one.id for one in assets]
    assert [memberships.of(one) for one in assets] == first
    assert len(asked) == len(assets)
