"""What all tests share: no test is timed, as the machine may be busy with others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.mock_aws import MockAws

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def one_aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MockAws]:
    """Give an AWS that moto plays, one for all tests of a process."""
    from tests.mock_aws import running  # noqa: PLC0415  # boto3 is for few tests

    with running(tmp_path_factory.mktemp("moto") / "moto.log") as aws:
        yield aws


@pytest.fixture
def aws(one_aws: MockAws, monkeypatch: pytest.MonkeyPatch) -> MockAws:
    """Give an AWS without anything in it, and credentials for it."""
    from tests.mock_aws import CREDENTIALS  # noqa: PLC0415

    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    one_aws.empty()
    return one_aws
