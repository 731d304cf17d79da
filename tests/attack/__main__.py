"""Try to recover a colleague's answer, over many random histories.

    python -m tests.attack [--histories 1000] [--seed 1]

The app's rules are held against one colleague who is alone; what two who share their answers are certain of is counted
and told, and no promise is made about it (SECURITY.md).

Exit code 1 if the attacker was certain of anything, or if one of the controls (exact counts, results that are not
frozen) gave nothing away: then it is the attacker who is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from onlife.store import Store
from tests.attack import attacker
from tests.attack.histories import FORM, play

CONTROLS = {"exacte tellingen": {"exact": True}, "niet bevroren": {"frozen": False}}


PAIR = ("0", "1")


def attack(
    store: Store, histories: int, seed: int, attackers: tuple[str, ...] = ("0",), **control: bool
) -> tuple[int, int]:
    """On how many elements of a partner something was seen, and on how many of those an answer was certain."""
    rules = attacker.exact if control.get("exact") else attacker.rules
    tried = certain = 0
    for number in range(histories):
        for seen in play(store, Random(f"{seed} {number}"), attackers=attackers, **control):
            for looks in filter(None, seen.looks.values()):
                tried += 1
                certain += bool(attacker.recovered(looks, rules))
    return tried, certain


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder), FORM)
        for name, control in {"de regels van de app": {}, **CONTROLS}.items():
            histories = asked.histories if not control else max(1, asked.histories // 20)
            tried, certain = attack(store, histories, asked.seed, **control)
            print(f"{name}: {histories} verlopen, {tried} elementen gezien, {certain} keer zeker", flush=True)
            broken |= bool(certain) if not control else not certain
        pairs = max(1, asked.histories // 10)
        tried, certain = attack(store, pairs, asked.seed, attackers=PAIR)
        print(
            f"twee die samenspannen: {pairs} verlopen, {tried} elementen gezien, {certain} keer zeker (geen belofte)",
            flush=True,
        )
        store.close()
    print(f"{time.monotonic() - began:.0f} s")
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
