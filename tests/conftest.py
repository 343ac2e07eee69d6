"""What all tests share: none is timed, as the machine may be busy, and sweeps are not measured.

The longest stand first, so that no process is left with one of them when the others are done.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from functools import cache
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
# measuring that would double the time of the suite and add nothing. What their fixtures set up is
# measured. The last builds fixtures.
SWEEPS: Final = (
    HERE / "promises",
    HERE / "sources" / "hcl" / "test_beside.py",
    HERE / "test_build.py",
)
# So do these: one thing asked many times, by processes of their own or at length.
AGAIN: Final = re.compile(
    r"_(hidden|hiding|hides)_|_no_canary_|_no_secret_reaches_|_same_each_time|_the_same_input_"
    r"|_every_profile_runs|_the_commands_run|_hostile_fol|_hostile_fil|_written_fast|_megabytes_"
)
# These are no sweeps, though they stand among them.
MEASURED: Final = frozenset({"test_the_command_prints_tables"})
FIRST: Final = (*SWEEPS, HERE / "cli", HERE / "test_readme.py", HERE / "providers")


@cache
def stands_in(file: Path, folders: tuple[Path, ...]) -> bool:
    return any(map(file.is_relative_to, folders))


# A worker of xdist is measured three times: as a process that another started, by pytest-cov for
# what it reads of the command line, and as a worker. Only the last pauses where nothing is to be
# measured, and then the others would go on.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Start workers that are not measured as processes; each asks that of its own."""
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """End what pytest-cov 7 begins to measure in a worker before it knows that it is one."""
    plugin = session.config.pluginmanager.getplugin("_cov")
    measuring = getattr(plugin, "cov_controller", None)  # none of either with --no-cov
    if hasattr(session.config, "workerinput") and measuring is not None:
        measuring.cov.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure no coverage of sweeps, and begin with what takes longest."""
    for item in items:
        sweeps = stands_in(item.path, SWEEPS) or AGAIN.search(item.name)
        if sweeps and item.name not in MEASURED:
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: not stands_in(item.path, FIRST))


def pytest_collection_finish() -> None:
    """Do not look for garbage among the tests themselves, and not after every few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(autouse=True)
def _unmeasured(request: pytest.FixtureRequest) -> Iterator[None]:
    """Measure no process that is started by a test which is not measured."""
    if request.node.get_closest_marker("no_cover") is None:
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        for name in ("COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START"):
            patch.delenv(name, raising=False)
        yield


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
