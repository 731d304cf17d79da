"""Commands while the app runs on a file: the app does them, and who typed them sees and is asked everything."""

from __future__ import annotations

import os
import pty
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.services import control_socket
from onlife.services.settings import HOME
from onlife.store import Store
from tests.load.server import app_on
from tests.sample import sample

PASSWORD = "een lange zin die niemand raadt 7"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of an app that runs."""
    place = tmp_path_factory.mktemp("app")
    store = Store(place / "data", load())
    store.networks.add("Noord", "Gent", 5, "proef")
    store.networks.add("Zuid", "Gent", 5, "proef")
    store.close()
    with app_on(place / "data", place / "app.log"):
        yield place / "data"


def onlife(data: Path, *words: str, typed: str = "", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONLIFE_")}
    return subprocess.run(
        [sys.executable, "-m", "onlife.cli", *words],
        input=typed,
        cwd=folder or HOME,
        env=environment | {"ONLIFE_DATA": str(data), "PYTHONPATH": str(HOME)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_account_is_made_and_known_at_once(running: Path) -> None:
    made = onlife(running, "account", "add", "ann", "--name", "Ann", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (made.returncode, made.stderr) == (0, "") and "Account ann is gemaakt" in made.stdout
    listed = onlife(running, "account", "list")
    assert listed.returncode == 0 and "Ann" in listed.stdout
    again = onlife(running, "account", "add", "ann", "--password-stdin", typed=f"{PASSWORD}\n")
    assert again.returncode == 1 and "Er is al een account" in again.stderr and again.stdout == ""


@pytest.mark.slow
def test_a_password_is_asked_where_the_command_was_typed_and_not_shown(running: Path) -> None:
    assert onlife(running, "account", "add", "bo", "--password-stdin", typed=f"{PASSWORD}\n").returncode == 0
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(HOME)
        os.environ["ONLIFE_DATA"] = str(running)
        os.execv(sys.executable, [sys.executable, "-m", "onlife.cli", "account", "password", "bo"])
    said = b""
    for question in (b"tekens): ", b"Nog eens: "):
        while question not in said:
            said += os.read(terminal, 1024)
        os.write(terminal, f"{PASSWORD} ook\n".encode())
    while b"nieuw wachtwoord" not in said:
        said += os.read(terminal, 1024)
    assert os.waitpid(child, 0)[1] == 0
    assert PASSWORD.encode() not in said


@pytest.mark.parametrize("with_app", sample([True, False], [True]))
def test_where_nothing_can_be_typed_that_is_said(running: Path, tmp_path: Path, with_app: bool) -> None:
    asked = onlife(running if with_app else tmp_path, "account", "add", "cis")
    assert asked.returncode == 1 and "Er werd niets getypt" in asked.stderr and "gestopt" not in asked.stderr
    assert "cis" not in onlife(running if with_app else tmp_path, "account", "list").stdout


@pytest.mark.slow
def test_files_are_meant_as_seen_from_where_the_command_was_typed(running: Path, tmp_path: Path) -> None:
    made = onlife(running, "backup", "here.tar", folder=tmp_path)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "here.tar").stat().st_size > 0
    assert onlife(tmp_path / "other", "restore", str(tmp_path / "here.tar")).returncode == 0


@pytest.mark.slow
def test_what_is_to_be_erased_is_confirmed_where_it_was_typed(running: Path) -> None:
    kept = onlife(running, "erase", "network", "--network", "Zuid", typed="iets anders\n")
    assert kept.returncode == 1
    gone = onlife(running, "erase", "network", "--network", "Zuid", typed="Zuid\n")
    assert gone.returncode == 0 and "Zuid is gewist." in gone.stdout


def test_a_command_that_needs_the_data_for_itself_is_not_handed_over(running: Path, tmp_path: Path) -> None:
    assert onlife(running, "backup", str(tmp_path / "b.tar")).returncode == 0
    refused = onlife(running, "restore", "--replace", str(tmp_path / "b.tar"))
    assert refused.returncode == 1 and "in gebruik" in refused.stderr


def test_only_the_owner_can_open_the_socket(running: Path) -> None:
    door = running / control_socket.NAME
    assert stat.S_IMODE(door.stat().st_mode) == 0o600 and stat.S_IMODE(running.stat().st_mode) == 0o700
    assert door.stat().st_uid == os.geteuid()


def test_whoever_says_nothing_sensible_gets_nothing_and_breaks_nothing(running: Path) -> None:
    for nonsense in (b"", b"\n", b"{}\n", b"x" * 100_000, b'{"argv": 7, "folder": []}\n'):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(running / control_socket.NAME))
            line.sendall(nonsense)
            line.shutdown(socket.SHUT_WR)
            line.settimeout(30)
            assert b'"out": ""' in (answer := line.recv(10_000)) or answer == b""
    assert onlife(running, "account", "list").returncode == 0


def test_without_the_app_the_same_command_does_it_itself_and_a_socket_left_behind_harms_nothing(tmp_path: Path) -> None:
    Store(tmp_path, load()).close()
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / control_socket.NAME))
    assert onlife(tmp_path, "account", "list").returncode == 0
    store = Store(tmp_path, load())
    refused = onlife(tmp_path, "account", "list")
    assert refused.returncode == 2 and "al in gebruik" in refused.stderr, "somebody has the data, and nobody listens"
    store.close()


@pytest.mark.slow
def test_a_network_moves_while_the_app_runs(running: Path, tmp_path: Path) -> None:
    words = ("network", "export", "--network", "Noord", "noord.onlife", "--password-stdin")
    made = onlife(running, *words, typed=f"{PASSWORD}\n", folder=tmp_path)
    assert (made.returncode, made.stderr) == (0, ""), made.stderr
    file = tmp_path / "noord.onlife"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and b"Noord" not in file.read_bytes()
    assert onlife(running, *words, typed=f"{PASSWORD}\n", folder=tmp_path).returncode == 1, "it is there already"

    taking = ("network", "import", str(file), "--password-stdin")
    wrong = onlife(tmp_path / "elsewhere", *taking, typed="een andere lange zin 8\n")
    assert wrong.returncode == 1 and "Met dit wachtwoord gaat het bestand niet open" in wrong.stderr
    taken = onlife(tmp_path / "elsewhere", *taking, typed=f"{PASSWORD}\n")
    assert (taken.returncode, taken.stderr) == (0, ""), taken.stderr
    rows = [
        [line for line in said.splitlines() if line.endswith((" rij", " rijen"))]
        for said in (made.stdout, taken.stdout)
    ]
    assert rows[0] == rows[1] != [] and "Noord staat hier" in taken.stdout and "onlife account role" in taken.stdout
    again = onlife(running, *taking, typed=f"{PASSWORD}\n")
    assert again.returncode == 1 and "Noord staat al in deze installatie" in again.stderr


FILES = [b"", b"PK\x03\x04", b"een brief", b"onlife-netwerk 1\n"]


@pytest.mark.parametrize("content", sample(FILES, FILES[-1:]))
def test_a_file_that_holds_no_network_is_refused(running: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "iets").write_bytes(content)
    refused = onlife(running, "network", "import", str(tmp_path / "iets"), "--password-stdin", typed=f"{PASSWORD}\n")
    assert refused.returncode == 1 and "Er is niets ingelezen." in refused.stderr
