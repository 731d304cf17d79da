"""Backups: made while the store is open, complete, restored into an empty folder only, kept by age."""

from __future__ import annotations

import hashlib
import io
import json
import resource
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from onlife.content.questionnaire import load
from onlife.store import Refused, Store, StoreError
from onlife.store.engine import backup
from onlife.store.engine.database import BACKUPS
from tests import stores
from tests.sample import sample

QUESTIONNAIRE = load()
DUCKDB_BLOCK = 1 << 18


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_backup_of_an_open_store_is_restored_with_everything_in_it_and_the_same_links(folder: Path) -> None:
    store = Store(stores.with_demo(folder), QUESTIONNAIRE)
    network = store.networks.all()[0]
    links = {store.links.token(link) for link in store.links.of(network.id).values()}
    held = store.totals()
    file, rows = store.back_up()
    store.close()
    assert file.stat().st_mode & 0o077 == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]

    empty = folder.with_name("empty")
    assert backup.restore(file, empty) == rows
    restored = Store(empty, QUESTIONNAIRE)
    assert restored.totals() == held
    assert {restored.links.token(link) for link in restored.links.of(network.id).values()} == links
    restored.close()


class WhileCopied(dict[str, Sequence[str]]):
    """The tables of a store: whoever goes over them to copy their rows has somebody write first, and waits for that."""

    def __init__(self, store: Store) -> None:
        super().__init__({table: list(columns) for table, columns in store._db.columns.items()})
        self.store, self.wrote = store, 0

    def __iter__(self) -> Iterator[str]:
        writing = Thread(target=self.store.hints.put_away, args=("n", "", "who", f"hint {self.wrote}"))
        writing.start()
        writing.join(20)
        self.wrote += not writing.is_alive()
        return super().__iter__()


def test_nobody_waits_for_a_backup_and_it_holds_what_was_there_when_it_began(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(stores.with_demo(folder), QUESTIONNAIRE)
    held, tables = store.totals(), WhileCopied(store)
    with monkeypatch.context() as patch:
        patch.setattr(store._db, "_columns", tables)
        file, _ = store.back_up()
    assert tables.wrote, "somebody could write while rows were copied"
    assert store.totals() != held
    store.close()
    backup.restore(file, folder.with_name("empty"))
    restored = Store(folder.with_name("empty"), QUESTIONNAIRE)
    assert restored.totals() == held
    restored.hints.put_away("n", "", "who", "hint")
    restored.close()
    Store(folder.with_name("empty"), QUESTIONNAIRE).close()  # its event numbers go on, and its ledger agrees


def test_data_are_never_overwritten_by_a_backup_nor_a_backup_by_another(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, _ = store.back_up(tmp_path / "mine.tar")
    with pytest.raises(Refused, match="bestaat al"):
        store.back_up(file)
    store.close()
    before = (folder / "onlife.duckdb").read_bytes()
    with pytest.raises(Refused, match="staan al gegevens"):
        backup.restore(file, folder)
    assert (folder / "onlife.duckdb").read_bytes() == before


@pytest.mark.parametrize("part", sample([0.02, 0.5, 0.9], [0.5]))
def test_a_damaged_backup_is_refused_and_leaves_nothing(folder: Path, tmp_path: Path, part: float) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, _ = store.back_up(tmp_path / "mine.tar")
    store.close()
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * part)])
    with pytest.raises(Refused, match="beschadigd"):
        backup.restore(file, tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_backup_is_due_every_day_and_every_hour_while_a_round_is_open(folder: Path) -> None:
    noon = datetime(2026, 3, 1, 12)
    assert backup.last_good(folder, noon) is None
    assert backup.due(folder, noon, often=False)
    _make(folder, noon)
    assert backup.last_good(folder, noon) == noon
    assert not backup.due(folder, noon + timedelta(hours=23), often=False)
    assert backup.due(folder, noon + timedelta(hours=24), often=False)
    assert not backup.due(folder, noon + timedelta(minutes=59), often=True)
    assert backup.due(folder, noon + timedelta(hours=1), often=True)


def test_a_backup_is_late_once_another_should_have_followed(folder: Path) -> None:
    noon = datetime(2026, 3, 1, 12)
    assert backup.backup_status(folder, noon, often=False) == backup.BackupStatus(0, None, None, late=True)
    _make(folder, noon - timedelta(days=3))
    _make(folder, noon)
    standing = backup.backup_status(folder, noon + timedelta(hours=1, minutes=59), often=True)
    assert standing == backup.BackupStatus(2, noon, noon - timedelta(days=3), late=False)
    assert backup.backup_status(folder, noon + timedelta(hours=2), often=True).late
    assert not backup.backup_status(folder, noon + timedelta(hours=47), often=False).late
    assert backup.backup_status(folder, noon + timedelta(hours=48), often=False).late


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 een ander bestand", b"\0" * 10240])
def test_another_file_is_no_backup(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "ander.tar"
    file.write_bytes(content)
    with pytest.raises(Refused, match="geen back-up"):
        backup.restore(file, tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir()) == []


def test_what_stood_there_is_put_aside_whole_when_a_backup_replaces_it(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, rows = store.back_up(tmp_path / "mine.tar")
    store.networks.add("Later", "Gent", 5, "proef")
    store.close()
    later = (folder / "onlife.duckdb").read_bytes()
    assert backup.restore(file, folder, replace=True) == rows
    (aside,) = folder.glob("opzij-*")
    assert (aside / "onlife.duckdb").read_bytes() == later
    assert {path.name for path in aside.iterdir()} >= {"onlife.duckdb", "onlife.ledger", "server.key"}
    file.write_bytes(b"beschadigd")
    with pytest.raises(Refused):
        backup.restore(file, folder, replace=True)
    restored = Store(folder, QUESTIONNAIRE)  # a refused file puts nothing aside
    assert restored.networks.all() == []
    restored.close()


def test_the_newest_of_24_hours_and_of_30_days_are_kept(folder: Path) -> None:
    newest = datetime(2026, 3, 1, 23)
    for hours in range(24 * 40):
        _make(folder, newest - timedelta(hours=hours))
    mine = folder / BACKUPS / "mine.tar"
    mine.touch()
    store = Store(folder, QUESTIONNAIRE)
    network = store.networks.add("Zuid", "Stad", 5, "an")
    store.expire_backups()
    store.expire_backups()  # nothing is left whose time is over, and nothing more is told
    told = store.audit.events(network.id)["what"].tolist()
    assert [line for line in told if "vervallen" in line] == [
        f"back-ups vervallen en vernietigd: {24 * 40 - 24 - 29} (de laatste 24 van elk uur en 30 van elke dag blijven)"
    ]
    assert store.audit.events(network.id, automatic=False)["what"].str.contains("vervallen").sum() == 0
    store.close()
    assert len(list((folder / BACKUPS).glob("onlife-*.tar"))) == 24 + 29
    assert backup.last_good(folder, newest) == newest
    assert mine.exists()


def _make(folder: Path, moment: datetime) -> None:
    (folder / BACKUPS).mkdir(parents=True, exist_ok=True)
    (folder / BACKUPS / moment.strftime("onlife-%Y%m%dT%H%M%S.tar")).touch()


def test_two_backups_within_one_second_are_two_files(folder: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    made = {store.back_up()[0] for _ in range(3)}
    store.close()
    assert len(made) == 3 and all(file.exists() for file in made)


def test_a_clock_that_was_set_back_does_not_stop_the_backups(folder: Path) -> None:
    noon = datetime(2026, 3, 1, 12)
    _make(folder, noon + timedelta(days=40))  # made while the clock ran ahead
    assert backup.due(folder, noon, often=False) and backup.backup_status(folder, noon, often=False).late
    _make(folder, noon)
    assert not backup.due(folder, noon + timedelta(hours=23), often=False)
    assert backup.backup_status(folder, noon, often=False).newest == noon


# -- what is broken off

_AGAIN_AND_AGAIN = """
import sys
from pathlib import Path
from onlife.content.questionnaire import load
from onlife.store import Store
store = Store(Path(sys.argv[1]), load())
while True:
    store.back_up()[0].unlink()
"""


def _broken_off(folder: Path) -> Path:
    """Kill a process that makes backups, at a moment when a half one lies there; gives back that file."""
    for _ in range(20):
        child = subprocess.Popen([sys.executable, "-c", _AGAIN_AND_AGAIN, str(folder)])
        while child.poll() is None and not list((folder / BACKUPS).glob("*.new")):
            time.sleep(0.0005)
        child.send_signal(signal.SIGKILL)
        child.wait()
        if left := list((folder / BACKUPS).glob("*.new")):
            return left[0]
    raise AssertionError("no backup could be broken off")


def test_what_a_killed_backup_left_is_gone_at_the_next_start(folder: Path) -> None:
    left = _broken_off(folder)
    Store(folder, QUESTIONNAIRE).close()
    assert not left.exists() and not list((folder / BACKUPS).iterdir())


def test_erasing_with_the_backups_leaves_no_copy_that_was_broken_off(folder: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    network = store.networks.add("Netwerk Zonderling", "Gent", 5, "proef")
    file, _ = store.back_up()
    whole = file.read_bytes()
    left = [file.with_name(f"{file.name}.new"), file.with_name("making-1") / "onlife.duckdb"]
    left += [folder / "restoring-1" / "onlife.duckdb"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(whole)
    store.erasure.network(network, "proef")
    store.destroy_older_backups("", "proef")
    store.close()
    holding = [path for path in folder.rglob("*") if path.is_file() and b"Zonderling" in path.read_bytes()]
    assert holding == [] and not any(path.exists() for path in left)


def test_a_full_disk_leaves_no_half_backup_and_the_next_one_is_whole(folder: Path, tmp_path: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, rows = store.back_up()
    with tarfile.open(file) as tar:
        size = tar.getmember("onlife.duckdb").size
    file.unlink()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    said = set()
    try:
        for blocks in range(4):  # somewhere there is room for the copy, but not for the tar around it
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + blocks * DUCKDB_BLOCK + 1024, before[1]))
            for target in (None, tmp_path / "mine.tar"):
                try:
                    store.back_up(target)[0].unlink()
                except StoreError as error:
                    said.add("tar" if "kan niet bewaard worden" in str(error) else "copy")
                assert list((folder / BACKUPS).iterdir()) == [] and not list(tmp_path.glob("mine*"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert "tar" in said
    assert store.back_up()[1].keys() == rows.keys()
    store.close()


# -- what is checked before anything is put in place


def _changed(file: Path, changes: Mapping[str, bytes]) -> None:
    """Write a backup anew with other bytes for some of its files."""
    with tarfile.open(file) as tar:
        files = {member.name: tar.extractfile(member) for member in tar.getmembers()}
        content = {name: source.read() for name, source in files.items() if source}
    with tarfile.open(file, "w") as tar:
        for name, data in {**content, **changes}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))


@pytest.mark.parametrize("key", sample([b"x" * 32, b"", b"x" * 31, b"x" * 33], [b"x" * 32]), ids=len)
def test_a_backup_with_another_key_is_refused_before_anything_is_put_aside(
    key: bytes, folder: Path, tmp_path: Path
) -> None:
    store = Store(folder, QUESTIONNAIRE)
    file, _ = store.back_up(tmp_path / "mine.tar")
    store.close()
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    _changed(file, {"server.key": key})
    with pytest.raises(Refused, match="beschadigd"):
        backup.restore(file, folder, replace=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert not list(folder.glob("opzij-*"))


@pytest.mark.parametrize("key", sample([b"", b"x" * 31], [b""]), ids=len)
def test_a_backup_of_an_earlier_version_knows_no_checksum_of_its_key_and_is_restored_all_the_same(
    key: bytes, folder: Path, tmp_path: Path
) -> None:
    store = Store(folder, QUESTIONNAIRE)
    held = store.totals()
    file, rows = store.back_up(tmp_path / "mine.tar")
    store.close()
    with tarfile.open(file) as tar:
        contents, database = (tar.extractfile(name) for name in ("contents.json", "onlife.duckdb"))
        assert contents and database
        said = json.load(contents)
        assert said["sha256"] == hashlib.sha256(database.read()).hexdigest()  # what that version looks at
    del said["files"]
    _changed(file, {"contents.json": json.dumps(said).encode()})
    assert backup.restore(file, tmp_path / "empty") == rows
    restored = Store(tmp_path / "empty", QUESTIONNAIRE)
    assert restored.totals() == held
    restored.close()
    _changed(file, {"server.key": key})  # but never with a key that cannot be one
    with pytest.raises(Refused, match="beschadigd"):
        backup.restore(file, tmp_path / "other")


@pytest.mark.parametrize("mode", sample([0o755, 0o777, 0o750, 0o700], [0o755]))
def test_nobody_else_looks_into_the_data_folder_even_if_it_was_there_before(mode: int, folder: Path) -> None:
    folder.mkdir()
    folder.chmod(mode)
    store = Store(folder, QUESTIONNAIRE)
    store.back_up()
    store.close()
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / BACKUPS).stat().st_mode & 0o077 == 0
