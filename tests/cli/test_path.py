"""`cloudguard path` as a user runs it: the answer, its way, its exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cloudguard import config
from tests.cli.test_check import cloudguard
from tests.judging import ROOT

TWO_ZONES = """\
provider "aws" { region = "ap-northeast-1" }
resource "aws_vpc" "tax" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_subnet" "tax" {
  vpc_id     = aws_vpc.tax.id
  cidr_block = "10.1.1.0/24"
  tags       = { Zone = "mynumber" }
}
resource "aws_vpc" "lg" {
  cidr_block = "10.2.0.0/16"
}
resource "aws_subnet" "lg" {
  vpc_id     = aws_vpc.lg.id
  cidr_block = "10.2.1.0/24"
  tags       = { Zone = "lgwan" }
}
resource "aws_vpc_peering_connection" "p" {
  vpc_id      = aws_vpc.tax.id
  peer_vpc_id = aws_vpc.lg.id
  auto_accept = true
}
resource "aws_route_table" "tax" {
  vpc_id = aws_vpc.tax.id
  route {
    cidr_block                = "10.2.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.p.id
  }
}
resource "aws_route_table_association" "tax" {
  subnet_id      = aws_subnet.tax.id
  route_table_id = aws_route_table.tax.id
}
resource "aws_route_table" "lg" {
  vpc_id = aws_vpc.lg.id
  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.p.id
  }
}
resource "aws_route_table_association" "lg" {
  subnet_id      = aws_subnet.lg.id
  route_table_id = aws_route_table.lg.id
}
resource "aws_security_group" "db" {
  vpc_id = aws_vpc.tax.id
  ingress {
    description = "from the portal"
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.2.0.0/16"]
  }
}
resource "aws_instance" "db" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.tax.id
  vpc_security_group_ids = [aws_security_group.db.id]
}
"""
SETTINGS = "version: 1\nprofile: sendai\nassign:\n  zone: {tag: Zone}\n"
VPN = """\
resource "aws_vpn_gateway" "hall" { vpc_id = aws_vpc.lg.id }
"""


def estate(folder: Path, hcl: str = TWO_ZONES, settings: str = SETTINGS) -> Path:
    """Write an estate and its configuration."""
    (folder / "main.tf").write_text(hcl, encoding="utf-8")
    (folder / "cloudguard.yaml").write_text(settings, encoding="utf-8")
    return folder


def path(folder: Path, *arguments: str, code: int, lang: str = "en") -> str:
    """Return what `cloudguard path` says, by its exit code."""
    done = cloudguard("path", *arguments, "--lang", lang, cwd=folder, COLUMNS="160")
    assert done.returncode == code, (done.stdout.decode(), done.stderr.decode())
    return (done.stderr if code == 2 else done.stdout).decode()


def asked(folder: Path, *arguments: str, code: int) -> Any:
    return json.loads(path(folder, *arguments, "-f", "json", code=code))


def test_a_way_is_told_hop_by_hop(tmp_path: Path) -> None:
    said = path(estate(tmp_path), "lgwan", "mynumber", code=1)
    first, *hops, passing = said.splitlines()
    assert first == (
        "YES  tcp/5432 10.2.1.4 → 10.1.1.4 gets from aws_subnet.lg (lgwan) "
        "to aws_instance.db (mynumber)."
    )
    assert any("aws_vpc_peering_connection.p: VPC peering [main.tf:18]" in hop for hop in hops)
    assert "from the portal [main.tf:47]" in hops[-1]
    assert [hop.split(".")[0].strip() for hop in hops] == [str(n + 1) for n in range(len(hops))]
    assert "what passes: tcp/5432, from 10.2.1.0/24, to 10.1.1.0/24" in passing


def test_a_way_is_told_in_japanese(tmp_path: Path) -> None:
    said = path(estate(tmp_path), "LGWAN接続系ネットワーク", "mynumber", code=1, lang="ja")
    assert said.startswith("届く  tcp/5432 10.2.1.4 → 10.1.1.4 が aws_subnet.lg(lgwan) から ")
    assert "VPC ピアリング [main.tf:18]" in said
    assert "通るもの: tcp/5432" in said


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("aws_subnet.lg", "aws_instance.db"),
        ("aws_vpc.lg", "aws_vpc.tax"),
        ("10.2.1.7", "10.1.1.9"),
        ("10.2.0.0/16", "aws_subnet.tax"),
        ("zone:lgwan", "10.1.1.0/25"),
    ],
)
def test_ends_are_called_in_many_ways(tmp_path: Path, start: str, end: str) -> None:
    found = asked(estate(tmp_path), start, end, code=1)
    assert (found["start"]["id"], found["end"]["id"]) == ("aws_subnet.lg", "aws_instance.db")
    assert found["services"] == "tcp/5432"


def test_an_address_limits_what_passes(tmp_path: Path) -> None:
    found = asked(estate(tmp_path), "10.2.1.7", "10.1.1.9", "--port", "5432", code=1)
    assert (found["sources"], found["destinations"]) == (["10.2.1.7/32"], ["10.1.1.9/32"])
    assert found["packet"] == "tcp/5432 10.2.1.7 → 10.1.1.9"
    assert found["hops"][-1]["place"] == "main.tf:47"
    assert (found["exit_code"], found["verdict"], found["permitted"]) == (1, "yes", False)


@pytest.mark.parametrize("port", ["tcp/22", "udp/5432", "icmp", "443", "tcp/1-5431", "sctp/5432"])
def test_another_port_ends_at_the_group(tmp_path: Path, port: str) -> None:
    said = path(estate(tmp_path), "lgwan", "mynumber", "--port", port, code=0)
    assert said.startswith(f"NO  Nothing ({port}) gets from lgwan to mynumber. It ends at:")
    assert "- aws_security_group.db: its security groups" in said


def test_without_a_way_back_nothing_connects(tmp_path: Path) -> None:
    before, table, after = TWO_ZONES.partition('resource "aws_route_table" "tax"')
    hcl = before + table + after.replace('"10.2.0.0/16"', '"10.9.0.0/16"', 1)
    said = path(estate(tmp_path, hcl), "lgwan", "aws_instance.db", code=0)
    assert "Nothing is answered from aws_instance.db to lgwan. Answers end at:" in said
    assert "通信" not in said
    assert "返事が戻らない" in path(tmp_path, "lgwan", "aws_instance.db", code=0, lang="ja")


def test_without_a_line_there_is_no_way(tmp_path: Path) -> None:
    said = path(estate(tmp_path), "mynumber", "internet", code=0)
    assert said == "NO  Nothing gets from mynumber to the Internet: no way leads there.\n"


def test_what_is_not_known_may_let_it_pass(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace('["10.2.0.0/16"]', "[var.portal]") + 'variable "portal" {}\n'
    said = path(estate(tmp_path, hcl), "lgwan", "mynumber", code=3)
    assert said.startswith("PERHAPS  tcp/5432 10.2.1.4 → 10.1.1.4 may get from aws_subnet.lg")
    assert "What is not known:" in said
    assert "aws_security_group.db" in said
    assert asked(tmp_path, "lgwan", "mynumber", code=3)["unknown"]


def test_what_is_not_in_the_input_may_lead_there(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace("aws_vpc.lg.id\n  auto_accept", '"vpc-0123"\n  auto_accept')
    said = path(estate(tmp_path, hcl), "internet", "mynumber", code=3)
    assert "Whether anything gets from the Internet to mynumber is not known." in said
    assert "aws_vpc_peering_connection.p: what lies behind it is not declared" in said
    assert "宣言されていない" in path(tmp_path, "internet", "mynumber", code=3, lang="ja")


def test_what_lies_outside_is_an_end_where_it_is_declared(tmp_path: Path) -> None:
    hcl = TWO_ZONES.replace("aws_vpc.lg.id\n  auto_accept", '"vpc-0123"\n  auto_accept')
    settings = SETTINGS + (
        "network:\n  outside:\n"
        "  - {id: partner, behind: aws_vpc_peering_connection.p, prefixes: [10.2.0.0/16]}\n"
        "  permitted:\n"
        "  - {id: a, from: partner, to: mynumber, protocol: tcp, ports: [5432], reason: r,\n"
        "     approver: c, until: 2999-12-31}\n"
    )
    said = path(estate(tmp_path, hcl, settings), "partner", "mynumber", code=1)
    assert "gets from partner (partner) to aws_instance.db (mynumber)" in said
    assert "All of it is permitted" in said
    assert asked(tmp_path, "10.2.7.7", "mynumber", code=1)["permitted"]
    assert path(tmp_path, "mynumber", "internet", code=0)


def test_what_was_not_read_may_let_it_pass(tmp_path: Path) -> None:
    (estate(tmp_path) / "broken.tf").write_text('resource "aws_vpc" {{{\n', encoding="utf-8")
    said = path(tmp_path, "lgwan", "mynumber", "--port", "tcp/22", code=3)
    assert "broken.tf:1 was not read" in said


@pytest.mark.parametrize(
    ("arguments", "said", "ja"),
    [
        (("lgwam", "mynumber"), "did you mean `lgwan`?", "`lgwan` ではありませんか"),
        (("aws_subnet.lgg", "mynumber"), "did you mean `aws_subnet.lg`?", "ではありませんか"),
        (("independent", "mynumber"), "no network of this input is in `independent`", "ものは"),
        (("192.168.1.1", "mynumber"), "no network of this input is in `192.168.1.1`", "ものは"),
        (("lgwan", "zone:lgwan"), "FROM and TO are the same network", "FROM と TO が同じ"),
        (("lgwan", "mynumber", "--port", "tcp"), "", ""),
        (("lgwan", "mynumber", "--port", "tcp/0x1"), "'tcp/0x1' is no port", "ポートでは"),
        (("lgwan", "mynumber", "--port", "icmp/8"), "is no port", "ポートでは"),
        (("lgwan", "mynumber", "--port", "70000"), "is no port", "ポートでは"),
        (("lgwan", "mynumber", "nowhere"), "nowhere", "nowhere"),
        (("\x1b[31m", "mynumber"), "`\\x1b[31m` is no network", "\\x1b[31m"),
    ],
)
def test_wrong_use_says_what_is_meant(
    tmp_path: Path, arguments: tuple[str, ...], said: str, ja: str
) -> None:
    code = 2 if said else 1
    printed = path(estate(tmp_path), *arguments, code=code)
    assert said in printed
    assert "\x1b" not in printed
    assert ja in path(tmp_path, *arguments, code=code, lang="ja")


def test_an_input_without_networks_offers_no_names(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_sqs_queue" "q" {}\n', encoding="utf-8")
    assert "valid here" not in (said := path(tmp_path, "lgwam", "10.0.0.1", code=2))
    assert "there is nothing to name here." in said
    assert "ここで使えるものはありません。" in path(
        tmp_path, "lgwam", "10.0.0.1", code=2, lang="ja"
    )


@pytest.mark.parametrize(("page", "lang"), [("zones.md", "en"), ("zones.ja.md", "ja")])
def test_the_page_shows_what_is_printed(tmp_path: Path, page: str, lang: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = text.partition("$ cloudguard path")[2].partition("\n")[2].partition("```")[0]
    assert shown == path(estate(tmp_path), "lgwan", "mynumber", code=1, lang=lang)
    for number, example in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(f"version: 1\n{example}", encoding="utf-8")
        assert config.load(file).network.permitted


def test_one_root_module_is_asked_at_a_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        estate(tmp_path / name)
    said = path(tmp_path, "lgwan", "mynumber", code=2)
    assert "the folder holds 2 root modules" in said
    settings = str(tmp_path / "a" / "cloudguard.yaml")
    assert path(tmp_path, "lgwan", "mynumber", "a", "--config", settings, code=1)
