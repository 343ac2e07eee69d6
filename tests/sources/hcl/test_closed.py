"""The evaluator: exact in what it hands over, bounded in what it spends, alive after a crash."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cloudguard.sources.hcl import closed as module
from cloudguard.sources.hcl.closed import Closed
from cloudguard.sources.hcl.functions import FailedError
from cloudguard.values import Unknown

HOSTILE = st.text(
    st.one_of(st.sampled_from('${}%"\\\n\r\t\0~<&\u2028'), st.characters(codec="utf-8"))
)


@pytest.fixture(scope="module", name="closed")
def started() -> Iterator[Closed]:
    with Closed() as closed:
        yield closed


def reason(value: Any) -> str:
    assert isinstance(value, Unknown)
    return value.reason


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(HOSTILE)
def test_text_comes_back_as_it_went(closed: Closed, written: str) -> None:
    """Terraform normalises all text to NFC, and nothing else is changed."""
    expected = unicodedata.normalize("NFC", written)
    assert closed.call("join", ["", [written]]) == expected
    assert closed.call("split", ["|||", written]) == expected.split("|||")


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("pow", [2, 53], 2**53),
        ("parseint", ["f" * 20, 16], 16**20 - 1),
        ("jsondecode", ["9007199254740993"], 2**53 + 1),
        ("jsondecode", ["null"], None),
        ("jsondecode", ['{"a":[1.5,null]}'], {"a": [1.5, None]}),
        ("sum", [[0.1, 0.2]], 0.3),
        ("formatlist", ["%s", []], []),
    ],
)
def test_results_are_exact(name: str, args: list[Any], expected: Any, closed: Closed) -> None:
    assert closed.call(name, args) == expected


@pytest.mark.parametrize("name", ["file", "templatefile", "fileset", "nosuch", "f()]\n#", ""])
def test_only_functions_of_the_list_reach_the_child(name: str) -> None:
    with Closed() as closed:
        assert "is not known" in reason(closed.call(name, ["/etc/passwd"]))
        assert closed._child is None


def test_what_terraform_refuses_fails(closed: Closed) -> None:
    with pytest.raises(FailedError, match=r"^cidrsubnet: "):
        closed.call("cidrsubnet", ["10.0.0.0/8", 88, 2])


def test_arguments_that_no_one_can_write_are_not_sent(closed: Closed) -> None:
    deep: Any = "a"
    for _ in range(100):
        deep = [deep]
    for argument in (deep, "\ud800", object()):
        assert "are not ones" in reason(closed.call("yamlencode", [argument]))
    assert "digits" in reason(closed.call("abs", [1 / 3]))
    assert "digits" in reason(closed.call("abs", [float("inf")]))
    assert "1 MB" in reason(closed.call("upper", ["é" * (1 << 20)]))


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("format", ["%1000000000d", 1]),
        ("format", ["%.1000000000f", 1]),
        ("indent", [3000, "\n" * 9000]),
        ("range", [10**9]),
        ("pow", [10, 10**9]),
        ("regex", ["((a{0,100}){0,100}){0,100}$", "a" * 5000]),
        ("jsondecode", ["[" * 100_000]),
        ("yamldecode", ["a: &a [x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a]\n" for i in range(99))]),
    ],
)
def test_no_call_keeps_the_next_from_being_answered(
    name: str, args: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT", 60.0)  # the machine may be busy with others
    monkeypatch.setattr(module, "ALTOGETHER", 60.0)
    with Closed() as closed:
        try:
            found = closed.call(name, args)
        except FailedError:
            found = None
        assert len(str(found)) < 10 << 20
        assert closed.call("upper", ["é"]) == "É"


def test_a_call_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.0)
    with Closed() as closed:
        assert reason(closed.call("upper", ["é" * 9999])) == "evaluating upper took too long"
        monkeypatch.setattr(module, "WAIT", 5.0)
        assert closed.call("lower", ["É"]) == "é"


def test_a_crash_costs_the_call_and_no_more_than_three_children_follow() -> None:
    with Closed() as closed:
        assert closed.call("upper", ["é"]) == "É"
        for letter in "abcd":
            child = closed._child
            assert child is not None
            child.kill()
            child.wait()
            assert reason(closed.call("upper", [letter])) == "the evaluator failed on upper"
            if letter != "d":
                assert closed.call("lower", [letter.upper()]) == letter
        assert reason(closed.call("lower", ["Z"])) == "the evaluator failed too often"
        assert closed.call("upper", ["é"]) == "É"  # answers that were given are kept


def test_the_child_ends_with_the_evaluator() -> None:
    with Closed() as closed:
        closed.call("upper", ["é"])
        child = closed._child
    assert child is not None
    assert child.returncode is not None
    closed.close()


def test_a_machine_without_tfparse_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_folder_of", lambda name: "")
    with Closed() as closed:
        assert reason(closed.call("upper", ["é"])) == "tfparse is not installed"


def test_tfparse_is_never_imported_by_the_program() -> None:
    script = (
        "import sys; from cloudguard.sources.hcl.functions import Set, call\n"
        "from cloudguard.sources.hcl.closed import Closed\n"
        "with Closed() as closed:\n"
        "    print(call('upper', ['\\u00e9'], closed), 'tfparse' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], cwd=root, capture_output=True, check=True
    )
    assert ran.stdout.decode().split() == ["É", "False"]
