"""Disks that fill up and disks that do not let write, each a small file system of its own.

    python -m tests.torture.disk [--tries 10] [--seed 1]

Prints one line of JSON per kind of trial. `python -m tests.torture` runs this in a mount namespace of its own, so that
nothing outside sees these disks.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from random import Random

import duckdb

from onlife.content.questionnaire import load
from onlife.domain.scan import FilledScan
from onlife.store import Store, StoreError
from tests.stores import file_database
from tests.torture.__main__ import ELEMENTS, LIGHTS, WHOLE, WRONG, forked, set_up
from tests.torture.server import Tally, disk_breaks, disk_fills_up, disk_refuses_writes, fill

QUESTIONNAIRE = load()
NAMESPACE = ("unshare", "--mount", "--user", "--map-root-user")
OWN_MOUNTS = ("unshare", "--mount")
"""For the disk that breaks: only the real root may use a file as a disk."""
TOOLS, LOOP = ("unshare", "mkfs.ext4", "fsck.ext4", "findmnt"), "/dev/loop-control"


def possible() -> bool:
    """Whether this machine lets us make disks of our own."""
    if shutil.which("unshare") is None:
        return False
    made = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return made.returncode == 0


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        disk = Path(name) / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(disk)], check=True)
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def breakable() -> bool:
    """Whether this machine lets us break a disk: a file as a disk, and a system that takes an error of it for real."""
    return os.geteuid() == 0 and not any(shutil.which(tool) is None for tool in TOOLS) and Path(LOOP).exists()


@contextmanager
def disk_to_break(megabytes: int) -> Iterator[tuple[Path, Callable[[], None], Callable[[], None]]]:
    """A disk in a file; how to let the system meet an error on it, after which nobody writes to it; how to repair it."""
    with tempfile.TemporaryDirectory() as name:
        file, disk = Path(name) / "file", Path(name) / "disk"
        disk.mkdir()
        with file.open("wb") as whole:
            whole.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", str(file)], check=True)

        def mount() -> None:
            subprocess.run(["mount", "-o", "loop,errors=remount-ro", str(file), str(disk)], check=True)

        def turn() -> None:
            source = subprocess.run(
                ["findmnt", "-n", "-o", "SOURCE", str(disk)], capture_output=True, text=True, check=True
            )
            Path(f"/sys/fs/ext4/{Path(source.stdout.strip()).name}/trigger_fs_error").write_text("tried", "ascii")

        def repair() -> None:
            subprocess.run(["umount", str(disk)], check=True)
            mended = subprocess.run(["fsck.ext4", "-p", str(file)], capture_output=True, check=False)
            assert mended.returncode <= 1, mended.stdout  # 1: errors were found, and corrected
            mount()

        mount()
        try:
            yield disk, turn, repair
        finally:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def store_fills_up(seed: int) -> int:
    """Answers, checkpoints and a closing on a disk that is full but for a few bytes; then there is room again."""
    chance = Random(seed)
    with small_disk(24) as disk:
        folder = disk / "data"
        set_up(folder)
        store = Store(folder, QUESTIONNAIRE)
        network = store.networks.all()[0]
        scan_round = store.networks.open_round(network.id)
        assert scan_round is not None
        partner, other = store.networks.partners(network.id)[:2]
        lights = dict.fromkeys(ELEMENTS, LIGHTS[0].value)
        for _ in range(chance.randint(1, 4)):
            store.scan_imports.add(scan_round, [FilledScan(other.id, "ict", False, lights, {"1": "x" * 1500})] * 100)
            if chance.random() < 0.3:
                file_database(store)._connection.execute("CHECKPOINT")
        scan = store.scans.begin(partner).id
        confirmed: dict[str, str] = {}

        def answer() -> None:
            element, light = chance.choice(ELEMENTS), chance.choice(LIGHTS)
            confirmed.pop(element, None)  # if it is refused now, either answer may stand there
            store.scans.answer(scan, element, light)
            confirmed[element] = light.value

        answer()
        ballast = disk / "ballast"
        fill(ballast)
        with ballast.open("r+b") as file:
            file.truncate(max(0, ballast.stat().st_size - chance.choice([0, 4096, 8192, 65536])))
        refused, closed = 0, False
        for _ in range(60):
            try:
                answer()
            except StoreError:
                refused += 1
            if chance.random() < 0.1:
                with suppress(duckdb.Error):  # what DuckDB does itself once its log is long enough
                    file_database(store)._connection.execute("CHECKPOINT")
            if chance.random() < 0.05 and not closed:
                with suppress(StoreError):
                    store.closings.close(scan_round, other, "proef", release=False)
                    closed = True
        ballast.unlink()
        for _ in range(10):
            answer()
        good = _held(store, scan, confirmed) and refused > 0
        store.close()
        store = Store(folder, QUESTIONNAIRE)
        frozen = set(store.results.sizes(scan_round.id)["partner"])
        good = good and _held(store, scan, confirmed) and (not closed or frozen == {other.id})
        store.close()
        return WHOLE if good else WRONG


def _held(store: Store, scan: str, confirmed: dict[str, str]) -> bool:
    found = store.scans.scan(scan)
    return found is not None and all(found.answers.get(element) == light for element, light in confirmed.items())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture.disk", description=__doc__)
    parser.add_argument("--tries", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-store", action="store_true", help="without the trials of the whole app")
    parser.add_argument("--only-broken", action="store_true", help="only the disk that fails under the app")
    ask = parser.parse_args()
    if ask.only_broken:
        for _ in range(ask.tries):
            with disk_to_break(64) as (disk, turn, repair):
                print(json.dumps(["broken disk, whole app", asdict(disk_breaks(disk, turn, repair))]), flush=True)
        return 0
    stores = Tally()
    for number in range(ask.tries):
        stores.tries += 1
        if (ended := forked(partial(store_fills_up, ask.seed + number))) != WHOLE:
            stores.failures.append(f"full disk {number}: ended with {ended}")
    print(json.dumps(["full disk, store", asdict(stores)]), flush=True)
    if ask.only_store:
        return 0
    for kind, trial in (("full disk, whole app", disk_fills_up), ("locked disk, whole app", disk_refuses_writes)):
        with small_disk(48) as disk:
            print(json.dumps([kind, asdict(trial(disk))]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
