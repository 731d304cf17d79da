"""The ledger: what was confirmed is there at the next start, or the store refuses to open."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.store import Store, StoreError
from onlife.store.engine.ledger import Ledger, Total
from tests.sample import sample

pytestmark = pytest.mark.long

QUESTIONNAIRE = load()
WAL, LEDGER = "onlife.duckdb.wal", "onlife.ledger"


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Path]:
    """A folder as a process leaves it that is killed: five networks confirmed, the last ones in the log only."""
    store = Store(tmp_path / "running", QUESTIONNAIRE)
    for number in range(5):
        store.networks.add(f"Netwerk {number}", "Gent", 5, "proef")
    yield Path(shutil.copytree(tmp_path / "running", tmp_path / "killed"))
    store.close()


def names(folder: Path) -> int:
    store = Store(folder, QUESTIONNAIRE)
    try:
        return len(store.networks.all())
    finally:
        store.close()


def test_a_killed_store_opens_whole(killed: Path) -> None:
    assert names(killed) == 5
    assert names(killed) == 5


@pytest.mark.parametrize("part", sample([0.0, 0.5, 0.99], [0.5]))
def test_a_cut_log_is_refused_and_without_the_ledger_would_open_short(killed: Path, part: float) -> None:
    log = killed / WAL
    log.write_bytes(log.read_bytes()[: int(log.stat().st_size * part)])
    unguarded = Path(shutil.copytree(killed, killed.with_name("unguarded")))
    with pytest.raises(StoreError, match="onlife restore"):
        Store(killed, QUESTIONNAIRE)
    (unguarded / LEDGER).unlink()
    assert names(unguarded) < 5


def test_a_database_that_is_gone_is_refused(killed: Path) -> None:
    (killed / WAL).unlink()
    (killed / "onlife.duckdb").unlink()
    with pytest.raises(StoreError):
        Store(killed, QUESTIONNAIRE)


def test_a_last_line_that_was_not_finished_is_forgiven_for_its_write_was_not_confirmed(killed: Path) -> None:
    ledger = killed / LEDGER
    ledger.write_bytes(ledger.read_bytes()[:-20])
    assert names(killed) == 5


def test_a_changed_or_missing_line_in_the_middle_is_refused(killed: Path) -> None:
    ledger = killed / LEDGER
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:2] + lines[3:]))
    with pytest.raises(StoreError, match="onlife restore"):
        Store(killed, QUESTIONNAIRE)


def test_writers_who_wait_for_the_disk_together_share_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "onlife.ledger"
    ledger = Ledger(path)
    ledger.begin({}, 0)
    entered, go_on, sync = threading.Event(), threading.Event(), os.fsync

    def slow(handle: int) -> None:
        entered.set()
        go_on.wait(30)
        sync(handle)

    monkeypatch.setattr(os, "fsync", slow)
    ledger.note({"t": Total(1, 1, 1)}, 1)
    writers = [threading.Thread(target=ledger.settle)]
    writers[0].start()
    assert entered.wait(30)
    for number in (2, 3, 4):
        ledger.note({"t": Total(number, number, number)}, number)
        writers.append(threading.Thread(target=ledger.settle))
        writers[-1].start()
    assert Ledger(path).event == 1, "nothing that came later is confirmed by the line that is being written"
    go_on.set()
    for writer in writers:
        writer.join(30)
    assert len(path.read_bytes().splitlines()) == 3
    assert (Ledger(path).event, Ledger(path).totals) == (4, {"t": Total(4, 4, 4)})


def test_what_could_not_be_noted_is_noted_with_the_next_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger(tmp_path / "onlife.ledger")
    ledger.begin({}, 0)

    def full(_handle: int) -> None:
        raise OSError("no space")

    with monkeypatch.context() as disk, pytest.raises(OSError):
        disk.setattr(os, "fsync", full)
        ledger.write({"s": Total(1, 1, 1)}, 1)
    ledger.write({"t": Total(1, 2, 3)}, 2)
    assert Ledger(ledger.path).totals == {"s": Total(1, 1, 1), "t": Total(1, 2, 3)}
