"""A short try of each kind of torture; `python -m tests.torture` does it in earnest."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from onlife.services.settings import HOME
from tests.torture import disk
from tests.torture.server import kills


def test_a_server_killed_under_visitors_loses_nothing_that_a_screen_confirmed(tmp_path: Path) -> None:
    tally = kills(tmp_path / "data", 1, 1, time.monotonic() + 60)
    assert tally.tries == 1 and tally.failures == []


@pytest.mark.slow
def test_killed_writers_and_damaged_files_end_whole_or_refused() -> None:
    command = ["--servers", "0", "--disks", "0", "--kills", "2", "--damages", "9"]
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture", *command], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "kill -9: 2 tries" in ran.stdout and "0 failures" in ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(not disk.possible(), reason="this machine lets nobody mount a disk of their own")
def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room() -> None:
    ran = subprocess.run(
        [*disk.NAMESPACE, sys.executable, "-m", "tests.torture.disk", "--tries", "1", "--only-store"],
        cwd=HOME, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0 and '"failures": []' in ran.stdout, ran.stdout + ran.stderr
