"""What holds for every suite: no test fails for being slow on a busy machine, a unit test starts no process and opens no
connection, and what attacks counted is told at the end."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings

from tests import stores

settings.register_profile("onlife", deadline=None, max_examples=30)
settings.register_profile("whole", deadline=None)  # `make test-all`
settings.register_profile(
    "mutation",
    deadline=None,
    max_examples=20,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)  # that something fails is enough; the smallest example of it is not looked for
settings.load_profile("onlife")

UNIT = Path(__file__).parent / "unit"
OUTSIDE = frozenset({"subprocess.Popen", "os.fork", "os.posix_spawn", "os.system", "socket.connect"})
"""What Python reports of itself when a process starts or a connection is made."""

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
"""Bytes; a whole run took a sixth of that."""

_is_closed_in = False
_tried: Counter[str] = Counter()
_failed: Counter[str] = Counter()


def count(attack: str, tried: int, failed: int = 0) -> None:
    """Note that an attack was tried so many times, and how many times the app gave way."""
    _tried[attack] += tried
    _failed[attack] += failed


def _refuse_outside(event: str, _: object) -> None:
    if _is_closed_in and event in OUTSIDE:
        raise AssertionError(f"{event} in a unit test: mark it `process`, or move it to tests/integration")


sys.addaudithook(_refuse_outside)


def pytest_configure() -> None:
    """Keep temporary folders in memory where there is much of it: most tests open a file of their own, and would wait for
    the disk to have it. Containers often have little, from which no program starts."""
    if "PYTEST_DEBUG_TEMPROOT" not in os.environ and MEMORY.is_dir():
        found = os.statvfs(MEMORY)
        if found.f_bavail * found.f_frsize >= ROOM and not found.f_flag & (os.ST_NOEXEC | os.ST_RDONLY):
            os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """With `-n auto` one worker more than there are processors: a test waits for a browser, a server or a timer now and
    then. The short tests never do: `-n logical`."""
    return (os.cpu_count() or 1) + int(config.option.numprocesses == "auto")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In every folder the file with the most tests first: a worker has a file to itself, and a long one may not begin last."""
    folders = {folder: at for at, folder in enumerate(dict.fromkeys(item.path.parent for item in items))}
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (folders[item.path.parent], -tests[item.path], item.path))


@pytest.fixture(scope="session", autouse=True)
def _in_common(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Above the temporary folders of the workers lies that of the run; of a process alone it lies among those of other runs."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        stores.share(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(autouse=True)
def _closed_in(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close a unit test in, unless it is marked `process`."""
    global _is_closed_in
    _is_closed_in = UNIT in request.path.parents and request.node.get_closest_marker("process") is None
    yield
    _is_closed_in = False


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker counted to the process that tells it."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["attacks"] = [(attack, tried, _failed[attack]) for attack, tried in _tried.items()]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for attack, tried, failed in getattr(node, "workeroutput", {}).get("attacks", ()):
        count(attack, tried, failed)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _tried:
        terminalreporter.section("aanvallen")
        for attack, tried in sorted(_tried.items()):
            terminalreporter.write_line(f"{attack}: {tried} keer geprobeerd, {_failed[attack]} keer gelukt")
