"""What all tests share: none is timed, as the machine may be busy, and sweeps are not measured."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.mock_aws import MockAws

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

HERE: Final = Path(__file__).parent
# These run again and again what other tests cover, over every fixture or with every value hidden:
# measuring that would double the time of the suite and add nothing. The last builds fixtures.
SWEEPS: Final = (
    HERE / "promises",
    HERE / "sources" / "hcl" / "test_beside.py",
    HERE / "test_build.py",
)
HIDING: Final = re.compile(r"_(hidden|hiding|hides)_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of sweeps."""
    for item in items:
        if any(map(item.path.is_relative_to, SWEEPS)) or HIDING.search(item.name):
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(scope="session")
def one_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockAws]:
    """Give an AWS that moto plays, one for all tests of a process."""
    from tests.mock_aws import running  # noqa: PLC0415  # boto3 is for few tests

    with running(tmp_path_factory.mktemp("moto") / "moto.log") as aws:
        yield aws


@pytest.fixture
def aws(one_aws: MockAws, monkeypatch: pytest.MonkeyPatch) -> MockAws:
    """Give an AWS without anything in it, and credentials for it."""
    from tests.mock_aws import CREDENTIALS  # noqa: PLC0415  # as above

    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    one_aws.empty()
    return one_aws
