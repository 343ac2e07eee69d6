"""Values: what is known stays known, what is not keeps its reason."""

from __future__ import annotations

import itertools

import pytest

from cloudguard.values import Known, Reference, Source, Unknown, Value, all_true, any_true, inherent

HERE = Source("aws_x.y", "a.b")
KLEENE: list[Value[bool]] = [Known(False, HERE), Unknown("why", HERE), Known(True, HERE)]


def rank(value: Value[bool]) -> int:
    """Return the place of a truth value in false < unknown < true."""
    return 1 if isinstance(value, Unknown) else 2 * bool(value.value)


def test_map_keeps_the_source() -> None:
    assert Known(2, HERE).map(lambda n: n + 1) == Known(3, HERE)


def test_map_leaves_unknown_unknown_and_changes_what_it_may_be() -> None:
    unknown = Unknown("why", HERE, (Known(1, HERE), Known(2, HERE)))
    changed = unknown.map(lambda n: n * 10)
    assert changed.reason == "why"
    assert [known.value for known in changed.among] == [10, 20]


def test_inherent_cites_its_reason() -> None:
    value = inherent(True, HERE, "the provider's page")
    assert isinstance(value, Known)
    assert value.source.note == "the provider's page"


@pytest.mark.parametrize("length", [1, 2, 3])
def test_all_true_is_the_minimum(length: int) -> None:
    for values in itertools.product(KLEENE, repeat=length):
        assert rank(all_true(list(values))) == min(map(rank, values))


@pytest.mark.parametrize("length", [1, 2, 3])
def test_any_true_is_the_maximum(length: int) -> None:
    for values in itertools.product(KLEENE, repeat=length):
        assert rank(any_true(list(values))) == max(map(rank, values))


def test_reference_is_written_as_terraform_does() -> None:
    assert str(Reference("aws_kms_key.main", "arn")) == "aws_kms_key.main.arn"
    assert str(Reference("aws_kms_key.main")) == "aws_kms_key.main"
