"""The commands of the handbook, run as they stand there: what they promise is what happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.services.settings import HOME
from onlife.store import Store

HANDBOOK = HOME / "docs" / "beheer.md"


def commands(section: str) -> list[str]:
    """The shell commands under a heading of the handbook."""
    text = HANDBOOK.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines() if line]


def machine(place: Path) -> Path:
    """A folder that looks like the machine of the handbook: the app beside us, data under its own /var/lib."""
    (place / ".venv").symlink_to(Path(sys.prefix))
    (place / "var" / "lib").mkdir(parents=True)
    return place


def typed(line: str, place: Path) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ONLIFE_")}
    here = line.replace("/var/lib", str(place / "var" / "lib"))
    return subprocess.run(["sh", "-c", here], cwd=place, env=clean, capture_output=True, text=True, check=False)


def counts(said: str) -> dict[str, int]:
    return {table: int(rows) for table, rows in re.findall(r"^(\w+) +(\d+) rij(?:en)?$", said, re.MULTILINE)}


@pytest.mark.slow
def test_a_backup_comes_back_on_an_empty_machine_with_every_row(tmp_path: Path) -> None:
    place = machine(tmp_path)
    store = Store(place / "var/lib/onlife", load())
    for number in range(3):
        store.networks.add(f"Netwerk {number}", "Gent", 5, "proef")
    store.close()
    back_up, empty, in_place = commands("Back-ups en terugzetten")
    assert " backup " in back_up and " restore " in empty and "--replace" in in_place

    made = typed(back_up, place)
    assert made.returncode == 0, made.stderr
    restored = typed(empty, place)
    assert restored.returncode == 0, restored.stderr
    assert counts(restored.stdout) == counts(made.stdout) and counts(made.stdout)["network_events"] == 3

    (place / "var/lib/onlife/onlife.duckdb").write_bytes(b"beschadigd")
    repaired = typed(in_place, place)
    assert repaired.returncode == 0, repaired.stderr
    assert counts(repaired.stdout) == counts(made.stdout)
    for folder in ("onlife", "onlife-nieuw"):
        store = Store(place / "var/lib" / folder, load())
        assert len(store.networks.all()) == 3
        store.close()


@pytest.mark.slow
def test_a_restore_without_replace_leaves_what_is_there(tmp_path: Path) -> None:
    place = machine(tmp_path)
    Store(place / "var/lib/onlife", load()).close()
    back_up, _, in_place = commands("Back-ups en terugzetten")
    assert typed(back_up, place).returncode == 0
    refused = typed(in_place.replace("--replace ", ""), place)
    assert refused.returncode == 1 and "staan al gegevens" in refused.stderr
