"""`cloudguard zones` as a user runs it: every format, hostile names, exit codes."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_check import CITY, cloudguard
from tests.cli.test_path import SETTINGS, TWO_ZONES, estate

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\"'&]]>\u202e${x}\\n;#{{|"
WITH_OUTSIDE = SETTINGS + (
    "network:\n  outside:\n"
    "  - {id: 国税, behind: aws_vpc_peering_connection.x, prefixes: [172.16.0.0/28]}\n"
    "  permitted:\n"
    "  - {id: 申告, from: mynumber, to: 国税, protocol: tcp, ports: [443], reason: r,\n"
    "     approver: c, until: 2999-12-31}\n"
)
PARTNER = """\
resource "aws_vpc_peering_connection" "x" {
  vpc_id      = aws_vpc.tax.id
  peer_vpc_id = "vpc-0123"
}
"""


def zones(folder: Path, *arguments: str, code: int = 0, lang: str = "en") -> str:
    """Return what `cloudguard zones` says, by its exit code."""
    done = cloudguard("zones", *arguments, "--lang", lang, cwd=folder, COLUMNS="140")
    assert done.returncode == code, (done.stdout.decode(), done.stderr.decode())
    return (done.stderr if code == 2 else done.stdout).decode()


def drawn(folder: Path, *arguments: str, lang: str = "en") -> ET.Element:
    """Return the map as a tree of elements: what is no XML fails."""
    text = zones(folder, *arguments, "-f", "svg", lang=lang)
    return ET.fromstring(text.encode())  # made by ourselves a moment ago


def words(svg: ET.Element) -> str:
    return "\n".join("".join(each.itertext()) for each in svg.iter(f"{SVG}text"))


def test_the_map_in_words(tmp_path: Path) -> None:
    said = zones(estate(tmp_path))
    assert "My Number administration network [mynumber] ─" in said
    assert "aws_subnet.tax  10.1.1.0/24 (offends)" in said
    assert re.search(r"offends +LGWAN network \[lgwan\] -> My Number .*: tcp/5432 \(way 1\)", said)
    assert "1.  tcp/5432 10.2.1.4 → 10.1.1.4 gets from aws_subnet.lg (lgwan) to aws_inst" in said
    assert "aws_vpc_peering_connection.p: VPC peering [main.tf:18]" in said


def test_the_map_in_japanese(tmp_path: Path) -> None:
    said = zones(estate(tmp_path), lang="ja")
    assert "個人番号利用事務系ネットワーク [mynumber]" in said
    assert "違反  LGWAN接続系ネットワーク [lgwan] -> 個人番号利用事務系ネットワーク" in said
    assert "VPC ピアリング" in said


def test_the_map_for_programs(tmp_path: Path) -> None:
    found: Any = json.loads(
        zones(estate(tmp_path, TWO_ZONES + PARTNER, WITH_OUTSIDE), "-f", "json")
    )
    boxes = {box["name"]: box for box in found["boxes"]}
    assert set(boxes) == {"mynumber", "lgwan", "国税"}
    (network,) = boxes["mynumber"]["networks"]
    assert network == {
        "id": "aws_subnet.tax", "within": "aws_vpc.tax", "prefixes": ["10.1.1.0/24"],
        "outside": False, "public": False, "offends": True,
    }  # fmt: skip
    assert boxes["国税"]["networks"][0]["outside"]
    states = {(link["from"], link["to"]): link["state"] for link in found["links"]}
    assert states == {("lgwan", "mynumber"): "offending", ("mynumber", "国税"): "permitted"}
    assert found["ways"][0]["hops"][-1]["place"] == "main.tf:47"
    assert found["exit_code"] == 0


def test_the_map_as_a_picture(tmp_path: Path) -> None:
    svg = drawn(estate(tmp_path, TWO_ZONES + PARTNER, WITH_OUTSIDE), lang="ja")
    said = words(svg)
    for word in ("違反", "許可", "不明", "通る", "国税", "申告", "10.1.1.0/24", "aws_subnet.lg"):
        assert word in said
    runs = [each for each in svg.iter(f"{SVG}path") if each.get("marker-end")]
    assert sorted(str(run.get("stroke-dasharray")) for run in runs) == ["7 4", "None"]
    assert svg.find(f"{SVG}title") is not None
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg", "title", "desc", "style", "defs", "marker", "path", "rect", "g", "text",
    }  # fmt: skip


def test_an_address_that_nobody_knows_is_told_as_public(tmp_path: Path) -> None:
    hcl = 'provider "azurerm" {\n  features {}\n}\n'
    hcl += 'resource "azurerm_container_registry" "r" {\n  name = "r"\n  sku = "Standard"\n'
    hcl += '  resource_group_name = "g"\n  location = "japaneast"\n  tags = { Zone = "lgwan" }\n}\n'
    many = ", ".join(f"10.{n}.0.0/16" for n in range(5))
    settings = (
        SETTINGS
        + f"network:\n  outside:\n  - {{id: hall, zone: lgwan, behind: x, prefixes: [{many}]}}\n"
    )
    said = zones(estate(tmp_path, hcl, settings), "-f", "text", lang="ja")
    assert "azurerm_container_registry.r  公開アドレス\n" in said
    assert "1.0.0.0/8" not in said
    assert "hall  10.0.0.0/16、10.1.0.0/16、10.2.0.0/16、…\n" in said, "what is cut says so"


def test_what_is_not_known_is_grey(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace('["10.2.0.0/16"]', "[var.portal]") + 'variable "portal" {}\n'
    found = json.loads(zones(estate(tmp_path, hcl), "-f", "json"))
    assert {link["state"] for link in found["links"]} == {"unknown"}
    svg = drawn(tmp_path)
    assert any(each.get("stroke-dasharray") == "2 3" for each in svg.iter(f"{SVG}path"))


def test_a_network_without_zone_stands_apart(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace('tags       = { Zone = "lgwan" }', "")
    said = zones(estate(tmp_path, hcl, SETTINGS.replace("sendai", "yao")), lang="ja")
    assert "領域なし ─" in said


def test_tenants_have_columns_of_their_own(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace('Zone = "lgwan"', 'Zone = "mynumber", City = "乙町"')
    hcl = hcl.replace('{ Zone = "mynumber" }', '{ Zone = "mynumber", City = "甲市" }')
    settings = "version: 1\nprofile: sendai\nassign: {zone: {tag: Zone}, tenant: {tag: City}}\n"
    said = zones(estate(tmp_path, hcl, settings), lang="ja")
    assert "違反  乙町/個人番号利用事務系ネットワーク [mynumber] -> 甲市/個人番号" in said
    assert "甲市/個人番号利用事務系ネットワーク [mynumber]" in words(drawn(tmp_path, lang="ja"))


def hostile(folder: Path) -> Path:
    """Write an estate whose names carry markup wherever an input may put it."""
    name = json.dumps(HOSTILE.replace("${", "$${"))
    hcl = TWO_ZONES.replace(
        '"aws_subnet" "tax" {', f'"aws_subnet" "tax" {{\n  for_each = toset([{name}])'
    )
    hcl = hcl.replace("aws_subnet.tax.id", f"aws_subnet.tax[{name}].id")
    hcl = hcl.replace('description = "from the portal"', f"description = {name}")
    settings = SETTINGS.replace("sendai", "baseline").replace(
        "  zone: {tag: Zone}\n",
        f"  zone: {{tag: Zone, values: {{mynumber: {json.dumps(HOSTILE)}, lgwan: lgwan}}}}\n",
    )
    return estate(folder, hcl, settings)


def test_names_with_markup_only_show_in_a_picture(tmp_path: Path) -> None:
    text = zones(hostile(tmp_path), "-f", "svg")
    svg = ET.fromstring(text.encode())  # made by ourselves a moment ago
    assert "alert(1)" in text
    assert "<script" not in text
    assert "\u202e" not in text
    tags = {each.tag.removeprefix(SVG) for each in svg.iter()}
    assert not tags & {"script", "foreignObject", "a", "image", "use", "iframe"}
    names = {name for each in svg.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name]


def test_names_with_markup_only_show_in_mermaid(tmp_path: Path) -> None:
    text = zones(hostile(tmp_path), "-f", "mermaid")
    assert "#60;script#62;alert(1)#60;/script#62;" in text
    for label in re.findall(r'"([^"]*)"', text.partition("flowchart")[2]):
        assert not re.search(r"[<>&'`{}|\\]", label.replace("<br>", ""))
    assert all(line.count('"') in (0, 2) for line in text.splitlines())


def test_names_with_markup_only_show_in_dot(tmp_path: Path) -> None:
    text = zones(hostile(tmp_path), "-f", "dot")
    assert "alert(1)" in text
    unquoted = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert "script" not in unquoted
    assert unquoted.count("{") == unquoted.count("}")


def test_names_with_markup_only_show_in_words(tmp_path: Path) -> None:
    said = zones(hostile(tmp_path))
    assert "\u202e" not in said
    assert "\\u202e" in said


@pytest.mark.parametrize("form", ["text", "svg", "mermaid", "dot", "json"])
def test_a_map_is_the_same_each_time(tmp_path: Path, form: str) -> None:
    estate(tmp_path, TWO_ZONES + PARTNER, WITH_OUTSIDE)
    file = tmp_path / "map"
    assert zones(tmp_path, "-f", form, "-o", str(file)) == ""
    first = file.read_bytes()
    assert zones(tmp_path, "-f", form, "-o", str(file)) == ""
    assert file.read_bytes() == first


def test_an_estate_without_networks_has_a_map(tmp_path: Path) -> None:
    hcl = 'provider "aws" { region = "ap-northeast-1" }\nresource "aws_s3_bucket" "a" {}\n'
    assert "Nothing passes between zones." in zones(estate(tmp_path, hcl))
    assert drawn(tmp_path).tag == f"{SVG}svg"


def test_what_was_not_read_is_told(tmp_path: Path) -> None:
    (estate(tmp_path) / "broken.tf").write_text('resource "aws_vpc" {{{\n', encoding="utf-8")
    assert "broken.tf:1 was not read" in zones(tmp_path, code=3)


def test_nothing_is_not_said_of_what_was_not_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_vpc" {{{\n', encoding="utf-8")
    assert "Not everything was read: in what was, nothing passes" in zones(tmp_path, code=3)
    said = zones(tmp_path, code=3, lang="ja")
    assert "一部を読めませんでした。" in said
    assert "resource ブロックには" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "nowhere"),
        (("-f", "png"), "png"),
        (("-o", "no/such/folder/map.svg", "-f", "svg"), "cannot be written"),
    ],
)
def test_wrong_use(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in zones(estate(tmp_path), *arguments, code=2)


def test_no_stop_of_a_way_is_told_twice() -> None:
    found = json.loads(zones(CITY / "faulty", "-f", "json"))
    assert len(found["ways"]) > 5
    for way in found["ways"]:
        assert all(one != other for one, other in pairwise(way["hops"])), way
