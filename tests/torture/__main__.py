"""Kill the app, damage its files, fill its disk: what was confirmed is there, or the app refuses to open.

    python -m tests.torture [--servers 100] [--kills 100] [--damages 300] [--disks 10] [--minutes 10] [--seed 1]

Servers are killed under visitors who remember what their screen confirmed; the other kills hit a process that does
nothing but write. Every try on the store runs in a process of its own (a fork), because a damaged file may take the driver
down with it. Exit code 1 if an answer was lost, or a store opened with other contents than it had, without a word.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

from onlife.content.questionnaire import load
from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.store import Store, StoreError
from tests.stores import file_database
from tests.torture.server import Tally, kills

QUESTIONNAIRE = load()
ELEMENTS = [element.id for element in QUESTIONNAIRE.elements]
LIGHTS = list(Light)
LANES = 2
WHOLE, REFUSED, WRONG = 0, 10, 20
FILES = ("onlife.duckdb", "onlife.duckdb.wal", "onlife.ledger")


def forked(work: Callable[[], int | None]) -> int:
    """Do something in a process of its own; return its exit code (WHOLE for None), negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = WRONG
        try:
            code = work() or WHOLE
        except BaseException:
            traceback.print_exc()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepared(work: Callable[[], int | None]) -> None:
    if (ended := forked(work)) != WHOLE:
        raise SystemExit(f"the torture itself is broken: a preparation ended with {ended}")


def set_up(folder: Path) -> None:
    store = Store(folder, QUESTIONNAIRE)
    network = store.networks.add("Proef", "Gent", 5, "proef")
    partners = [Partner(f"p{n}", network.id, f"Partner {n}", "jeugd", 10**6, joint=False) for n in range(3)]
    store.networks.save_partners(partners, "proef")
    scan_round = store.networks.add_round(network.id, "Proefronde", 1, None, "proef")
    store.networks.start_round(scan_round, "proef")
    store.close()


def write(folder: Path, confirm: int, chance: random.Random, scans: int) -> NoReturn:
    """Fill in scans, submit them, close partners; tell what is confirmed, once it is."""
    store = Store(folder, QUESTIONNAIRE)
    network = store.networks.all()[0]
    scan_round = store.networks.open_round(network.id)
    partners = store.networks.partners(network.id)
    assert scan_round is not None
    tell(confirm, "ready")
    for _ in range(scans):
        if chance.random() < 0.2:
            file_database(store)._connection.execute("CHECKPOINT")
        partner = chance.choice(partners)
        scan = store.scans.begin(partner).id
        store.scans.choose_function(scan, "ict")
        tell(confirm, "begin", scan, partner.id)
        for element in chance.sample(ELEMENTS, chance.randint(1, 20)):
            light = chance.choice(LIGHTS)
            store.scans.answer(scan, element, light)
            tell(confirm, "answer", scan, element, light.value)
        store.scans.submit(scan)
        if chance.random() < 0.3:
            tell(confirm, "closing", partner.id)
            store.closings.close(scan_round, partner, "proef", release=False)
            tell(confirm, "closed", partner.id)
            store.closings.reopen(scan_round, partner, "proef")
    os._exit(WHOLE)  # without closing the database, so that its log is there to be damaged


def tell(confirm: int, *words: str) -> None:
    os.write(confirm, ("\t".join(words) + "\n").encode())


def kill(number: int, chance: random.Random) -> str:
    """Kill a writer somewhere; gives back what went wrong, or nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepared(lambda: set_up(folder))
        read, confirm = os.pipe()
        seed, moment = chance.random(), chance.uniform(0, 1.0)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            write(folder, confirm, random.Random(seed), 1_000_000)
            os._exit(WRONG)
        os.close(confirm)
        with os.fdopen(read, encoding="utf-8") as told:
            first = told.readline()
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            lines = [line.split() for line in [first, *told] if line.endswith("\n")]
        CONFIRMED.append(sum(line[0] == "answer" for line in lines))
        ended = forked(lambda: all_there(folder, lines))
        return "" if ended == WHOLE else f"kill {number} (seed {seed}, {moment:.3f} s): ended with {ended}"


CONFIRMED: list[int] = []


def all_there(folder: Path, lines: list[list[str]]) -> int:
    """Whether a reopened store has every confirmed answer, but for scans of partners that were closed since."""
    scans: dict[str, tuple[str, dict[str, str]]] = {}
    frozen: set[str] = set()
    for word, *rest in lines:
        if word == "begin":
            scans[rest[0]] = (rest[1], {})
        elif word == "answer":
            scans[rest[0]][1][rest[1]] = rest[2]
        elif word == "closing":
            scans = {key: scan for key, scan in scans.items() if scan[0] != rest[0]}
        elif word == "closed":
            frozen.add(rest[0])
    try:
        store = Store(folder, QUESTIONNAIRE)
    except StoreError:
        return REFUSED
    for key, (_, answers) in scans.items():
        found = store.scans.scan(key)
        if found is None or any(found.answers.get(element) != light for element, light in answers.items()):
            return WRONG
    network = store.networks.all()[0]
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    return WHOLE if frozen <= set(store.results.sizes(scan_round.id)["partner"]) else WRONG


def damage(original: Path, number: int, chance: random.Random, whole: object) -> tuple[int, str]:
    """Change one byte of one file, or cut it; gives back how opening ended and what was done."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        shutil.copytree(original, folder)
        file = folder / FILES[number % len(FILES)]
        content = bytearray(file.read_bytes())
        at = chance.randrange(len(content))
        if chance.random() < 0.7:
            content[at] ^= chance.randint(1, 255)
            done = f"byte {at} of {file.name}"
        else:
            del content[at:]
            done = f"{file.name} cut at {at}"
        file.write_bytes(content)
        return forked(lambda: opens(folder, whole)), done


def opens(folder: Path, whole: object) -> int:
    try:
        store = Store(folder, QUESTIONNAIRE)
    except StoreError:
        return REFUSED
    return WHOLE if contents(store) == whole else WRONG


def contents(store: Store) -> dict[str, list[str]]:
    """Everything the store has, read without the sums of the ledger."""
    return {t: sorted(str(r) for r in store._db.rows(f"SELECT * FROM {t}")) for t in sorted(store._db._columns)}


def disks(tries: int, seed: int) -> list[str]:
    """Full and locked disks, where this machine lets us make some; gives back what went wrong."""
    from tests.torture import disk

    if not disk.possible():
        print("full and locked disks: not tried, this machine lets nobody mount a disk of their own")
        return []
    ways = [[*disk.NAMESPACE, sys.executable, "-m", "tests.torture.disk", "--tries", f"{tries}", "--seed", f"{seed}"]]
    if disk.breakable():
        ways.append([*disk.OWN_MOUNTS, sys.executable, "-m", "tests.torture.disk", "--only-broken", "--tries", "5"])
    else:
        print("broken disks: not tried, only root on a system with loop devices can break one")
    wrong = []
    for command in ways:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        wrong += [f"the trials of disks ended with {ran.returncode}: {ran.stderr[-2000:]}"] if ran.returncode else []
        for line in ran.stdout.splitlines():
            kind, values = json.loads(line)
            tally = Tally(**values)
            print(tally.words(kind), flush=True)
            wrong += tally.failures
    return wrong


def servers(number: int, seed: int, until: float) -> list[str]:
    """Kill whole servers under load, two at a time; gives back what went wrong."""
    with ThreadPoolExecutor(LANES) as pool:
        lanes = list(pool.map(lambda lane: _lane(-(-number // LANES), seed + lane, until), range(LANES)))
    told = Tally(*(sum(values) for values in zip(*((t.tries, t.confirmed, t.submitted) for t in lanes), strict=True)))
    told.failures = [failure for tally in lanes for failure in tally.failures]
    print(told.words("kill -9 of the server under load"), flush=True)
    short = [] if told.tries >= number else [f"only {told.tries} of {number} servers were killed in the time there was"]
    return told.failures + short


def _lane(number: int, seed: int, until: float) -> Tally:
    with tempfile.TemporaryDirectory() as name:
        return kills(Path(name) / "data", number, seed, until)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", type=int, default=100)
    parser.add_argument("--disks", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=10, help="after so long no further server is killed")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--damages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    ask = parser.parse_args()
    chance = random.Random(ask.seed)
    began = time.monotonic()
    wrong = [found for number in range(ask.kills) if (found := kill(number, chance))]
    print(f"kill -9: {ask.kills} tries, {sum(CONFIRMED)} confirmed answers, {len(wrong)} failures", flush=True)
    ends: dict[str, list[int]] = {file: [0, 0, 0, 0] for file in FILES}
    with tempfile.TemporaryDirectory() as name:
        original = Path(name)
        prepared(lambda: set_up(original))
        prepared(lambda: write(original, os.open(os.devnull, os.O_WRONLY), random.Random(ask.seed), 12))
        copy = original / "copy"
        shutil.copytree(original, copy, ignore=shutil.ignore_patterns("copy"))
        whole = original / "whole"

        def note() -> int:
            whole.write_text(json.dumps(contents(Store(copy, QUESTIONNAIRE))), encoding="utf-8")
            return WHOLE

        prepared(note)
        expected = json.loads(whole.read_text(encoding="utf-8"))
        shutil.rmtree(copy)
        whole.unlink()
        for number in range(ask.damages):
            ended, done = damage(original, number, chance, expected)
            at = {WHOLE: 0, REFUSED: 1, WRONG: 2}.get(ended, 3)
            ends[FILES[number % len(FILES)]][at] += 1
            if at >= 2:
                wrong.append(f"{done}: ended with {ended}" + (" (other contents, or a stray error)" if at == 2 else ""))
    for file, (opened, refused, other, crashed) in ends.items():
        print(f"damaged {file}: {opened} opened whole, {refused} refused, {other} wrong, {crashed} ended by the driver")
    wrong += disks(ask.disks, ask.seed) if ask.disks else []
    wrong += servers(ask.servers, ask.seed, time.monotonic() + 60 * ask.minutes) if ask.servers else []
    print(*wrong, f"{len(wrong)} failures in {time.monotonic() - began:.0f} s", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
