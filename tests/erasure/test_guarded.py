"""What Terraform refuses to destroy is a step on the way to erasure, and costs no time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from cloudguard.assets.storage import Hold, Store
from cloudguard.erasure.routes import erasure
from cloudguard.estate import Estate, Surroundings
from cloudguard.providers import completed, understand
from cloudguard.sources import inputs
from cloudguard.sources.inputs import Asked, Target

SOURCE = """
resource "aws_kms_key" "k" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "a" {
  kms_master_key_id = aws_kms_key.k.arn
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_sqs_queue" "b" {
  lifecycle {
    prevent_destroy = false
  }
}

resource "aws_vpc" "no_data" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    prevent_destroy = true
  }
}
"""


def test_prevent_destroy_is_a_step(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(SOURCE, encoding="utf-8")
    found = inputs.read(Target(str(tmp_path), is_folder=True), Asked(None, None, completed))
    understanding = understand(found.resources, found.configuration)
    assert not understanding.bugs
    estate = Estate(understanding.assets, surroundings=Surroundings(as_of=date(2026, 4, 1)))
    guarded = {hold.id for hold in estate.of(Hold)}
    assert guarded == {"aws_kms_key.k", "aws_sqs_queue.a"}
    (queue,) = estate.find(Store, "aws_sqs_queue.a")
    routes = {route.way: route for route in erasure(queue, estate).routes}
    for route in routes.values():
        (step,) = (each for each in route.obstacles if each.kind == "prevent-destroy")
        assert (step.day, step.lifts) == (None, True)
    assert routes["delete"].day.latest == date(2026, 4, 1)
