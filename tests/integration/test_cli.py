"""The command line from outside: what it does, what it says, and with which exit code it refuses."""

from __future__ import annotations

import csv
import io
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import bcrypt
import duckdb
import pytest

from onlife import cli
from onlife.cli import common
from onlife.cli.serve import OPEN_FILES
from onlife.content.dossier import PAPERS
from onlife.content.questionnaire import load
from onlife.domain.access import Role
from onlife.security import password as passwords
from onlife.services import demo, installation
from onlife.services import settings as settings_services
from onlife.store import Store
from tests import stores
from tests.ports import free_port
from tests.sample import sample

ROOT = Path(__file__).resolve().parents[2]
FORM = load()
ELEMENTS = [element.id for element in FORM.elements]
NAMES = ("--network", "Netwerk Testdorp", "--round", "Najaar")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own for every test."""
    data = tmp_path / "data"
    monkeypatch.setenv("ONLIFE_DATA", str(data))
    monkeypatch.delenv("ONLIFE_PORT", raising=False)
    installation.store.cache_clear()
    return data


class Terminal:
    """Runs commands and keeps what they said."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *words: str | Path) -> int:
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as end:  # argparse
            code = end.code if isinstance(end.code, int) else 1
        self.out, self.err = self._capture.readouterr()
        return code


@pytest.fixture
def onlife(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


def scans(path: Path, rows: Sequence[tuple[str, str, str, str]]) -> Path:
    """A file with rows of partner, way, the answer on 1.1 and the answer on everything else."""
    lines = [",".join(["partner", "functie", "wijze", *ELEMENTS])]
    for partner, way, first, rest in rows:
        lines.append(",".join([partner, "", way, first, *[rest] * (len(ELEMENTS) - 1)]))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


# Bib, ten people: 6 green, 2 orange, 2 red on 1.1, green on the rest. Jeugdhuis, together: red on 1.1, orange on the rest.
ROWS = [
    *[("Bib", "individueel", colour, "groen") for colour in ["groen"] * 6 + ["oranje"] * 2 + ["rood"] * 2],
    ("Jeugdhuis", "gezamenlijk", "rood", "oranje"),
]


def test_import_close_and_export_give_the_scores_computed_by_hand(onlife: Terminal, tmp_path: Path) -> None:
    assert onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES) == 0
    note, *said = onlife.out.splitlines()
    assert "zegt niet met welke versie" in note
    assert said == ["11 scans ingelezen in Najaar van Netwerk Testdorp.", "Nieuwe partners: Bib, Jeugdhuis."]
    assert onlife("close", *NAMES) == 0
    assert onlife("export", "results", *NAMES) == 0
    table = list(csv.DictReader(io.StringIO(onlife.out)))
    assert list(table[0]) == [
        "partner", "block", "element", "n", "green", "orange", "red", "not_applicable", "score", "consensus", "band",
        "score_from", "score_to", "share_green_from", "share_green_to", "share_orange_from", "share_orange_to",
        "share_red_from", "share_red_to", "share_not_applicable_from", "share_not_applicable_to",
        "n_paper", "n_file",
    ]  # fmt: skip
    rows = {(row["partner"], row["block"], row["element"]): row for row in table}

    own = rows["Bib", "1", "1.1"]
    assert [own[name] for name in ("n", "green", "orange", "red", "not_applicable")] == ["10", "6", "2", "2", "0"]
    assert float(own["score"]) == 70  # 50 * (6 * 2 + 2 * 1) / 10
    assert float(own["consensus"]) == 0.2795  # 1 + .6 log2(1 - .3) + .2 log2(1 - .2) + .2 log2(1 - .7)
    assert own["band"] == "overwegend groen"
    # All ten chose green seven times: that they did, is not told. It stands for 8 to 10 of ten, 90 on the average.
    assert float(rows["Bib", "1", ""]["score"]) == 87.5  # (70 + 7 * 90) / 8
    assert (
        float(rows["Bib", "1", ""]["score_from"]) < 96.25 <= float(rows["Bib", "1", ""]["score_to"])
    )  # (70 + 7 * 100) / 8
    assert float(rows["Jeugdhuis", "1", ""]["score"]) == 43.75  # (0 + 7 * 50) / 8
    assert float(rows["NETWERK", "1", ""]["score"]) == 65.625  # (87.5 + 43.75) / 2
    assert float(rows["NETWERK", "1", "1.1"]["score"]) == 35  # (70 + 0) / 2
    assert float(rows["NETWERK", "5", ""]["score"]) == 70  # (90 + 50) / 2
    joint = rows["Jeugdhuis", "5", ""]
    assert [joint[f"share_orange_{end}"] for end in ("from", "to")] == ["100.0", "100.0"]


def test_a_small_team_has_rounded_figures_of_blocks_and_the_small_teams_stand_together_as_one(
    onlife: Terminal, tmp_path: Path
) -> None:
    rows = [
        (name, "individueel", first, rest)
        for name in ("Bib", "CAW", "Jeugdhuis")
        for first, rest in [("rood", "groen")] * 4 + [("oranje", "rood")] * 2
    ]
    onlife("import", scans(tmp_path / "scans.csv", rows), *NAMES)
    onlife("close", *NAMES)
    assert onlife("export", "results", *NAMES) == 0
    told = {(r["partner"], r["block"], r["element"]): r for r in csv.DictReader(io.StringIO(onlife.out))}
    real, block = (100 * 1 / 6 + 7 * 400 / 6) / 8, told["Bib", "2", ""]
    assert float(told["Bib", "1", ""]["score_from"]) <= real <= float(told["Bib", "1", ""]["score_to"])
    assert float(block["score_from"]) <= 400 / 6 <= float(block["score_to"])
    assert float(block["share_red_from"]) <= 200 / 6 <= float(block["share_red_to"])
    assert (block["green"], told["Bib", "2", "2.1"]["band"]) == ("", "")
    assert told["Bib", "5", "5.1"]["band"] == "overwegend groen"
    together = told["KLEINE TEAMS SAMEN", "2", "2.1"]
    assert (together["n"], together["band"], together["score"]) == ("18", "overwegend groen", "")
    assert ("KLEINE TEAMS SAMEN", "5", "5.1") not in told


def apart(path: Path, first: str, second: str) -> Path:
    """Six partners of ten people each who all agree among themselves: three of them on one colour, three on another."""
    names = ("Bib", "CAW", "CLB", "Jeugdhuis", "Politie", "School")
    return scans(
        path,
        [
            (name, "individueel", chosen, chosen)
            for at, name in enumerate(names)
            for chosen in [first if at < 3 else second] * 10
        ],
    )


def test_findings_are_those_of_the_pages_and_with_an_earlier_round_what_moved(onlife: Terminal, tmp_path: Path) -> None:
    onlife("import", apart(tmp_path / "nu.csv", "groen", "rood"), *NAMES)
    onlife("close", *NAMES)
    assert onlife("export", "findings", *NAMES) == 0
    assert onlife.out.splitlines()[0] == "finding,block,element,partner,words"
    rows = list(csv.DictReader(io.StringIO(onlife.out)))
    assert {row["finding"] for row in rows} == {"differs"}
    assert {(row["block"], row["element"]) for row in rows} >= {("5", e) for e in ELEMENTS if e.startswith("5.")} | {
        ("1", "")
    }
    assert {row["partner"] for row in rows} == {""}
    assert all(row["words"].startswith("Partners") for row in rows)

    later = ("--network", "Netwerk Testdorp", "--round", "Lente")
    onlife("import", apart(tmp_path / "later.csv", "groen", "groen"), *later)
    onlife("close", *later)
    assert onlife("export", "findings", *later, "--since", "najaar", "--output", tmp_path / "uit.csv") == 0
    with (tmp_path / "uit.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["finding"] for row in rows} == {"shared", "moved"}
    moved = {(row["block"], row["element"]): row["words"] for row in rows if row["finding"] == "moved"}
    assert moved.keys() >= {("5", "5.1"), ("2", "2.1"), ("2", "")}
    assert all(words.startswith("Ging duidelijk vooruit: van ") for words in moved.values())


def test_a_round_without_results_has_no_findings(onlife: Terminal, tmp_path: Path) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    assert onlife("export", "findings", *NAMES) == 0
    assert onlife.out == "finding,block,element,partner,words\n"


def test_findings_are_refused_beside_a_round_that_is_unknown_not_earlier_or_asked_something_else(
    onlife: Terminal, tmp_path: Path
) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    onlife("close", *NAMES)
    assert onlife("export", "findings", "--network", "Elders", "--round", "Najaar") == 1
    assert onlife.err == "Er is geen netwerk “Elders”. Wel: Netwerk Testdorp.\n"
    assert onlife("export", "findings", "--network", "Netwerk Testdorp", "--round", "Lente") == 1
    assert onlife.err == "Netwerk Testdorp heeft geen scanronde “Lente”. Wel: Najaar.\n"
    assert onlife("export", "findings", *NAMES, "--since", "Lente") == 1
    assert onlife.err == "Netwerk Testdorp heeft geen scanronde “Lente”. Wel: Najaar.\n"
    assert onlife("export", "findings", *NAMES, "--since", "Najaar") == 1
    assert onlife.err == "Najaar is geen eerdere scanronde dan Najaar.\n"
    with common.open_store() as store:
        network = store.networks.by_name("Netwerk Testdorp")
        assert network is not None
        store.questionnaires.add(network.id, replace(FORM, version=70, follows=()), "test")
        store.networks.add_round(network.id, "Lente", 70, None, "test")
    assert onlife("export", "findings", "--network", "Netwerk Testdorp", "--round", "Lente", "--since", "Najaar") == 1
    assert onlife.err == "Najaar en Lente hebben niet dezelfde vragenlijst. Ze zijn niet te vergelijken.\n"


def test_results_go_to_a_file_when_asked(onlife: Terminal, tmp_path: Path) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    onlife("close", *NAMES)
    assert onlife("export", "results", *NAMES) == 0
    printed = onlife.out
    assert onlife("export", "results", *NAMES, "--output", tmp_path / "uit.csv") == 0
    assert (tmp_path / "uit.csv").read_text(encoding="utf-8") == printed


def test_the_dossier_is_written_of_the_installation_or_of_a_network(onlife: Terminal, tmp_path: Path) -> None:
    assert onlife("dossier", tmp_path / "nieuw" / "alle") == 0 and "vierkante haken" in onlife.out
    names = {f"{name}.{ending}" for name in PAPERS for ending in ("docx", "md")}
    assert {file.name for file in (tmp_path / "nieuw" / "alle").iterdir()} == names
    with stores.opened(tmp_path / "data") as store:
        store.networks.add("Zuid", "Stad", 7, "an")
    assert onlife("dossier", tmp_path / "zuid", "--network", "Zuid") == 0
    assert "Zuid ·" in (tmp_path / "zuid" / "selectielijst.md").read_text(encoding="utf-8")
    assert onlife("dossier", tmp_path / "oost", "--network", "Oost") == 1 and not (tmp_path / "oost").exists()


def test_an_open_round_exports_no_figure_of_any_partner(onlife: Terminal, tmp_path: Path) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    assert onlife("export", "results", *NAMES) == 0
    rows = list(csv.DictReader(io.StringIO(onlife.out)))
    assert {row["partner"] for row in rows} == {"Bib", "Jeugdhuis"}
    assert {value for row in rows for name, value in row.items() if name not in ("partner", "block")} == {""}


def test_with_a_bad_row_every_problem_is_printed_and_nothing_is_taken_in(onlife: Terminal, tmp_path: Path) -> None:
    bad = [*ROWS, ("School", "individueel", "paars", "groen"), ("", "individueel", "groen", "groen")]
    assert onlife("import", scans(tmp_path / "scans.csv", bad), *NAMES) == 1
    assert onlife.err.splitlines() == [
        "Rij 13: kolom 1.1: “paars” is geen kleur. Gebruik groen, oranje, rood of nvt.",
        "Rij 14: de partner ontbreekt.",
        "Er is niets ingelezen.",
    ]
    assert onlife("close", *NAMES) == 1
    assert onlife.err == "Er is geen netwerk “Netwerk Testdorp”. Er is nog geen enkel netwerk.\n"


def test_a_closed_round_takes_nothing_in_and_closes_once(onlife: Terminal, tmp_path: Path) -> None:
    file = scans(tmp_path / "scans.csv", ROWS)
    onlife("import", file, *NAMES)
    onlife("close", *NAMES)
    assert onlife("import", file, *NAMES) == 1
    assert onlife.err == "De scanronde Najaar is gesloten. Er kunnen geen scans meer bij.\n"
    assert onlife("close", *NAMES) == 1
    assert onlife.err == "Alleen een open scanronde kan gesloten worden.\n"


def test_names_that_do_not_exist_are_said_with_those_that_do(onlife: Terminal, tmp_path: Path) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    assert onlife("close", "--network", "Elders", "--round", "Najaar") == 1
    assert onlife.err == "Er is geen netwerk “Elders”. Wel: Netwerk Testdorp.\n"
    assert onlife("close", "--network", "netwerk testdorp", "--round", "Lente") == 1
    assert onlife.err == "Netwerk Testdorp heeft geen scanronde “Lente”. Wel: Najaar.\n"


def test_the_template_can_be_filled_in_and_imported(onlife: Terminal, tmp_path: Path) -> None:
    template = tmp_path / "sjabloon.csv"
    assert onlife("export", "template", "--output", template) == 0
    assert onlife("import", template, *NAMES) == 1
    assert "enkel de voorbeeldrijen" in onlife.err
    row = template.read_text(encoding="utf-8-sig").splitlines()[1].replace("Jeugdhuis Voorbeeld", "Jeugdhuis De Brug")
    template.write_text(template.read_text(encoding="utf-8-sig") + row, encoding="utf-8-sig")
    assert onlife("import", template, *NAMES) == 0
    assert "Overgeslagen: 2 rijen van Jeugdhuis Voorbeeld uit het sjabloon." in onlife.out


def test_an_import_guesses_no_name_and_reads_nothing_twice_unless_it_is_told(onlife: Terminal, tmp_path: Path) -> None:
    file, other = scans(tmp_path / "scans.csv", ROWS[:10]), [("Bibx", *row[1:]) for row in ROWS[:10]]
    assert onlife("import", file, *NAMES) == 0
    assert onlife("import", file, *NAMES) == 1
    assert "zijn al ingelezen in Najaar" in onlife.err
    assert onlife("import", file, *NAMES, "--doubles") == 1
    assert "er zijn 10 mensen gevraagd" in onlife.err
    assert onlife("import", file, *NAMES, "--doubles", "--more-people") == 0
    file = scans(tmp_path / "anders.csv", other)
    assert onlife("import", file, *NAMES) == 1
    assert "Er is geen partner “Bibx”. Bedoel je “Bib”?" in onlife.err
    assert onlife("import", file, *NAMES, "--partner", "Bibx=Bib", "--doubles", "--more-people") == 0
    assert "Nieuwe partners" not in onlife.out
    assert onlife("import", file, *NAMES, "--new-partners") == 0
    assert "Nieuwe partners: Bibx." in onlife.out


def test_a_file_that_is_not_there_is_named(onlife: Terminal, tmp_path: Path) -> None:
    assert onlife("import", tmp_path / "weg.csv", *NAMES) == 1
    assert onlife.err == f"{tmp_path / 'weg.csv'} bestaat niet.\n"


@pytest.mark.parametrize(
    "words", [[], ["wat"], ["import"], ["close", "--network", "N"], ["account", "role", "jan", "--role", "baas"]]
)
def test_an_incomplete_command_is_answered_in_dutch(onlife: Terminal, words: list[str]) -> None:
    assert onlife(*words) == 1
    assert "Deze opdracht is niet volledig of niet juist. Zie: onlife" in onlife.err
    assert "usage" not in onlife.err


@pytest.mark.parametrize(
    "words", [[], ["import"], ["account"], ["account", "add"], ["export", "results"], ["export", "findings"]]
)
def test_help_is_in_dutch(onlife: Terminal, words: list[str]) -> None:
    assert onlife(*words, "--help") == 0
    assert onlife.out.startswith("Gebruik: onlife")
    assert not {"usage", "options", "arguments", "show this"} & set(onlife.out.split())


# -- accounts


def account(onlife: Terminal, monkeypatch: pytest.MonkeyPatch, password: str, *words: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return onlife("account", *words, "--password-stdin")


def test_an_account_from_its_making_to_its_end(
    onlife: Terminal, monkeypatch: pytest.MonkeyPatch, folder: Path, tmp_path: Path
) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    assert account(onlife, monkeypatch, "een zin die lang genoeg is", "add", "Jan", "--name", "Jan P.") == 0
    assert onlife("account", "role", "jan", "--network", "Netwerk Testdorp", "--role", "coordinator") == 0
    assert account(onlife, monkeypatch, "een heel andere lange zin", "password", "jan") == 0
    assert onlife("account", "list") == 0
    assert onlife.out.split() == ["jan", "Jan", "P.", "coördinator", "van", "Netwerk", "Testdorp"]
    store = Store(folder, FORM)
    [stored] = store.accounts.all()
    store.close()
    assert bcrypt.checkpw(b"een heel andere lange zin", stored.password_hash.encode())
    assert list(stored.networks.values()) == [Role.COORDINATOR]
    assert onlife("account", "role", "jan", "--network", "Netwerk Testdorp", "--role", "none") == 0
    onlife("account", "list")
    assert "nog zonder rol" in onlife.out
    assert onlife("account", "remove", "jan") == 0
    onlife("account", "list")
    assert onlife.out == "Er zijn nog geen accounts.\n"


def test_a_short_password_and_a_taken_name_are_refused(onlife: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert account(onlife, monkeypatch, "kort", "add", "jan") == 1
    assert onlife.err.startswith("Kies een wachtwoord van 15 tot 64 tekens.")
    assert account(onlife, monkeypatch, "een zin die lang genoeg is", "add", "jan") == 0
    assert account(onlife, monkeypatch, "een zin die lang genoeg is", "add", "JAN") == 1
    assert onlife.err == "Er is al een account met de gebruikersnaam jan.\n"
    assert account(onlife, monkeypatch, "een zin die lang genoeg is", "add", "jan peeters") == 1
    assert onlife("account", "remove", "piet") == 1
    assert onlife.err == "Er is geen account piet.\n"


def test_a_password_that_is_asked_must_be_typed_twice_alike(onlife: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["een zin die lang genoeg is", "een zin die lang genoeg was"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    assert onlife("account", "add", "jan") == 1
    assert onlife.err == "De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd.\n"


# -- starting


class Started(Exception):
    """Stands where the process would become the server."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the process would become; the server itself is tried out by the browser tests."""
    became: list[list[str]] = []

    def become(_program: str, command: list[str]) -> None:
        became.append(command)
        raise Started

    monkeypatch.setattr(os, "execv", become)
    monkeypatch.setattr(os, "chdir", lambda _folder: None)
    return became


@pytest.mark.slow
def test_the_demo_says_where_it_is_how_to_log_in_and_how_every_partner_stands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, server: list[list[str]]
) -> None:
    port = free_port()
    monkeypatch.setenv("ONLIFE_PORT", str(port))
    for _ in range(2):  # the second time it finds what the first one made
        with pytest.raises(Started):
            cli.main(["demo"])
    assert server[0][1:] == ["-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    first, second = capsys.readouterr().out.split("Stoppen: Ctrl+C")[:2]
    assert first.strip() == second.strip()
    assert f"Open        http://localhost:{port}\n" in first
    assert "coordinator  wachtwoord: samen sterk online" in first
    assert first.count(f"scan  http://localhost:{port}/l/") == first.count(f"team  http://localhost:{port}/l/") == 12
    assert {state: first.count(f"  {state}\n") for state in ("vult nog in", "vrijgegeven", "afgesloten")} == {
        "vult nog in": 1,
        "vrijgegeven": 10,
        "afgesloten": 1,
    }


@pytest.mark.slow
def test_only_a_demo_for_phones_listens_to_others_and_then_no_published_password_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, server: list[list[str]], folder: Path
) -> None:
    stores.with_demo(folder)
    settings = tomllib.loads((settings_services.HOME / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["address"] == "127.0.0.1"
    monkeypatch.setenv("ONLIFE_PORT", str(free_port()))
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    shown: list[list[str]] = []
    for command in (["demo"], ["demo", "--telefoon"], ["demo", "--telefoon"], ["demo"]):
        with pytest.raises(Started):
            cli.main(command)
        said = capsys.readouterr().out
        assert os.environ.pop("STREAMLIT_SERVER_ADDRESS", "") == ("0.0.0.0" if "--telefoon" in command else "")
        assert ("Probeer op een telefoon" in said) == ("--telefoon" in command)
        shown.append(re.findall("wachtwoord: (.+)", said))
        store = installation.store()
        hashes = {account.username: account.password_hash for account in store.accounts.all()}
        for account, password in zip(demo.ACCOUNTS, shown[-1], strict=True):
            assert passwords.verify(password, hashes[account.username]), "what is shown works"
            assert passwords.verify(account.password, hashes[account.username]) == ("--telefoon" not in command)
        store.close()
        installation.store.cache_clear()
    assert shown[0] == shown[3] and len({*shown[0], *shown[1], *shown[2]}) == 6


def test_the_demo_leaves_other_data_alone(onlife: Terminal, tmp_path: Path, server: list[list[str]]) -> None:
    onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES)
    assert onlife("demo") == 2
    assert "staan al andere gegevens" in onlife.err
    assert server == []


def test_serving_takes_the_data_folder_along_as_a_full_path(
    onlife: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: list[list[str]]
) -> None:
    monkeypatch.setenv("ONLIFE_PORT", str(free_port()))
    (tmp_path / "elders").mkdir()
    monkeypatch.setenv("ONLIFE_DATA", os.path.relpath(tmp_path / "elders"))
    with pytest.raises(Started):
        cli.main(["serve"])
    assert os.environ["ONLIFE_DATA"] == str(tmp_path / "elders")


def test_serving_asks_for_more_open_files_than_a_program_gets(
    monkeypatch: pytest.MonkeyPatch, server: list[list[str]]
) -> None:
    resource = pytest.importorskip("resource")
    kind, before = resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE)
    monkeypatch.setenv("ONLIFE_PORT", str(free_port()))
    resource.setrlimit(kind, (512, before[1]))
    try:
        with pytest.raises(Started):
            cli.main(["serve"])
        assert resource.getrlimit(kind)[0] == (OPEN_FILES if before[1] < 0 else min(OPEN_FILES, before[1])) > 512
    finally:
        resource.setrlimit(kind, before)


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(onlife: Terminal, monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("ONLIFE_PORT", port)
    assert onlife("serve") == 2
    assert onlife.err == f"ONLIFE_PORT is '{port}', maar een poort is een getal van 1 tot 65535.\n"


def test_a_port_that_is_taken_is_named_before_anything_starts(
    onlife: Terminal, monkeypatch: pytest.MonkeyPatch, folder: Path, server: list[list[str]]
) -> None:
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("ONLIFE_PORT", str(port))
        for command in ("serve", "demo"):
            assert onlife(command) == 2
            assert onlife.err.startswith(
                f"Poort {port} is al in gebruik of niet toegelaten. Kies een andere met ONLIFE_PORT"
            )
    assert server == []
    assert not folder.exists()


def run(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "onlife.cli", *words],
        cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, errors="replace", check=False,
        timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("words", sample([["serve"], ["demo"], ["account", "list"], ["close", *NAMES]], [["serve"]]))
def test_a_second_process_on_the_same_folder_says_so_in_one_sentence(folder: Path, words: list[str]) -> None:
    store = Store(folder, FORM)
    try:
        ran = run(*words, ONLIFE_PORT=str(free_port()))
    finally:
        store.close()
    assert ran.returncode == 2
    assert ran.stderr == (
        f"De gegevens in {folder} zijn al in gebruik door een andere app die loopt. "
        "Stop die eerst, of kies met ONLIFE_DATA een andere map.\n"
    )


def test_data_that_are_no_data_are_refused_without_a_trace(folder: Path) -> None:
    folder.mkdir()
    (folder / "onlife.duckdb").write_bytes(b"geen database" * 1000)
    ran = run("account", "list")
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert ran.stderr.startswith("Bij de gegevens in ")


def test_a_data_folder_that_is_a_file_is_refused(folder: Path) -> None:
    folder.write_text("ik ben geen map")
    ran = run("account", "list")
    assert (ran.returncode, ran.stderr) == (2, f"De gegevensmap {folder} is niet te lezen of te schrijven.\n")


# -- erasing, retention, the log book


@pytest.fixture
def filled(onlife: Terminal, tmp_path: Path, folder: Path) -> Path:
    """The data folder with two partners in a closed round."""
    assert onlife("import", scans(tmp_path / "scans.csv", ROWS), *NAMES) == 0
    assert onlife("close", *NAMES) == 0
    return folder


def everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


def test_closing_a_round_leaves_no_code_or_scan_id_in_the_file(onlife: Terminal, filled: Path) -> None:
    assert not (filled / "onlife.owed").exists()


@pytest.mark.parametrize(
    ("words", "name", "gone", "left"),
    [
        (("partner", *NAMES[:2], "--partner", "Jeugdhuis"), "Jeugdhuis", "Jeugdhuis", "Najaar"),
        (("round", *NAMES), "Najaar", "Najaar", "Jeugdhuis"),
        (("network", *NAMES[:2]), "Netwerk Testdorp", "Jeugdhuis", ""),
    ],
)
def test_something_is_erased_once_its_name_is_given_again(
    onlife: Terminal, filled: Path, words: Sequence[str], name: str, gone: str, left: str
) -> None:
    assert gone.encode() in everything_in(filled)
    assert onlife("erase", *words, "--yes-i-mean", "iets anders") == 1
    assert "Dat is niet de naam. Er is niets gewist." in onlife.err and gone.encode() in everything_in(filled)
    assert onlife("erase", *words, "--yes-i-mean", name) == 0
    assert "Dit gaat voorgoed weg:" in onlife.out and f"{name} is gewist." in onlife.out
    assert gone.encode() not in everything_in(filled) and left.encode() in everything_in(filled)
    assert onlife("erase", *words, "--yes-i-mean", name) == 1


def test_a_partner_is_erased_from_one_round(onlife: Terminal, filled: Path) -> None:
    words = ("erase", "partner", *NAMES, "--partner", "Jeugdhuis", "--yes-i-mean", "Jeugdhuis")
    assert onlife(*words) == 0
    assert onlife("export", "results", *NAMES) == 0 and "Bib" in onlife.out
    assert b"Jeugdhuis" in everything_in(filled)


def test_without_a_typed_name_nothing_is_erased(
    onlife: Terminal, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert onlife("erase", "round", *NAMES) == 1
    assert b"Najaar" in everything_in(filled)


def test_older_backups_go_too_when_asked(onlife: Terminal, filled: Path) -> None:
    assert onlife("backup") == 0
    old = next((filled / "backups").glob("*.tar"))
    old.rename(old.with_name("onlife-20260101T000000.tar"))
    assert onlife("erase", "round", *NAMES, "--yes-i-mean", "Najaar", "--backups") == 0
    assert "Oudere back-ups vernietigd: 1" in onlife.out
    assert b"Najaar" not in next((filled / "backups").glob("*.tar")).read_bytes()


def test_nothing_is_destroyed_before_its_time(onlife: Terminal, filled: Path) -> None:
    assert onlife("retention") == 0
    assert onlife.out == "Alles wat langer bewaard was dan ingesteld, is weg.\n"


def test_the_log_book_is_checked_and_taken_away(onlife: Terminal, filled: Path) -> None:
    assert onlife("log", "verify") == 0
    assert "Het logboek klopt:" in onlife.out
    assert onlife("log", "export") == 0
    lines = list(csv.DictReader(io.StringIO(onlife.out)))
    assert {"scans taken in", "round saved"} <= {line["act"] for line in lines}
    assert not [name for name in ("Jeugdhuis", "Bib", "Najaar") if name in onlife.out]


def test_meddling_with_the_log_book_is_said_with_the_line(onlife: Terminal, filled: Path) -> None:
    with duckdb.connect(str(filled / "onlife.duckdb")) as raw:
        raw.execute("UPDATE log_events SET actor = 'bo' WHERE number = 2")
    assert onlife("log", "verify") == 2  # the ledger does not agree: it is not even opened
    (filled / "onlife.ledger").unlink()
    assert onlife("log", "verify") == 1
    assert "Het logboek klopt niet" in onlife.err and "Netwerk Testdorp, regel 2" in onlife.err


@pytest.mark.parametrize("encoding", sample(["ascii", "latin-1", "cp1252", "utf-8"], ["ascii"]))
def test_no_command_breaks_off_on_a_sign_that_the_terminal_does_not_know(encoding: str, folder: Path) -> None:
    store = Store(folder, FORM)
    network = store.networks.add("Netwerk “Één” 🩷", "Gent", 5, "an")
    store.networks.start_round(store.networks.add_round(network.id, "Één…", FORM.version, None, "an"), "an")
    store.close()
    place = ("--network", "Netwerk “Één” 🩷")
    at = (*place, "--round", "Één…")
    commands = (
        ("account", "list"), ("log", "verify"), ("log", "export"), ("backup",), ("retention",), ("export", "template"),
        ("export", "results", *at), ("export", "findings", *at), ("close", *at),
        ("erase", "round", *at, "--yes-i-mean", "één…"), ("erase", "network", *place, "--yes-i-mean", "netwerk “één” 🩷"),
    )  # fmt: skip
    all_of_them = f"from onlife import cli\nfor words in {commands!a}: assert cli.main(list(words)) == 0, words"
    ran = subprocess.run(
        [sys.executable, "-c", all_of_them],
        cwd=ROOT, env=os.environ | {"PYTHONIOENCODING": encoding}, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    assert ran.returncode == 0 and "Traceback" not in ran.stderr, ran.stderr


@pytest.mark.parametrize("ending", sample(["| true", ">&-", "2>&-", ">&- 2>&-"], ["| true"]))
def test_what_is_asked_is_done_though_nobody_reads_along(ending: str, folder: Path) -> None:
    store = Store(folder, FORM)
    store.networks.add("Zuid", "Gent", 5, "an")
    store.back_up()
    store.close()
    erase = f"{sys.executable} -m onlife.cli erase network --network Zuid --yes-i-mean Zuid --backups {ending}"
    ran = subprocess.run(
        erase, shell=True, executable="/bin/bash", cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    store = Store(folder, FORM)
    assert store.networks.all() == [] and len(list((folder / "backups").glob("*.tar"))) == 1
    store.close()


@pytest.mark.parametrize(
    "typed", sample(["E\u0301e\u0301n", " één ", "ÉÉN", "É\u200bén"], ["E\u0301e\u0301n", "É\u200bén"])
)
def test_every_command_takes_a_name_however_it_is_put_together(typed: str, onlife: Terminal, folder: Path) -> None:
    store = Store(folder, FORM)
    network = store.networks.add("Één", "Gent", 5, "an")
    store.networks.start_round(store.networks.add_round(network.id, "Één", FORM.version, None, "an"), "an")
    store.close()
    at = ("--network", typed, "--round", typed)
    for words in (
        ("export", "results", *at),
        ("export", "findings", *at),
        ("close", *at),
        ("erase", "round", *at, "--yes-i-mean", typed),
    ):
        assert onlife(*words) == 0, (words, onlife.err)


@pytest.mark.parametrize(
    "name", sample(["d'Hondt data", 'a"b', "u%20x", "a#b", "🩷", "e\u0301", ":memory:", "a;b", "a&b=c", "$HOME", "~x", " x ", "a\\b", "[a]", "*", "é" * 80, "a]b", "100 % van ons", "é", "a\u00a0b", "👩‍👩‍👧"], ["d'Hondt data", ":memory:", "~x", "é" * 80, "*"])
)  # fmt: skip
def test_a_data_folder_may_have_any_name(
    name: str, onlife: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "in" / name))
    assert onlife("backup", tmp_path / "x.tar") == 0, onlife.err
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "back" / name))
    assert onlife("restore", tmp_path / "x.tar") == 0, onlife.err
    assert (tmp_path / "back" / name / "onlife.duckdb").exists()


@pytest.mark.parametrize(
    "name",
    sample(
        ["d'Hondt", 'a"b', "u%20x", "a#b", "a?b", "🩷", "e\u0301", "a;b", "a&b=c", " x ", "a\\b", "[a]", "*"],
        ["d'Hondt", "a?b", " x ", "*"],
    ),
)
def test_a_file_may_have_any_name(name: str, onlife: Terminal, folder: Path, tmp_path: Path) -> None:
    store = Store(folder, FORM)
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", FORM.version, None, "an"), "an")
    store.close()
    here = tmp_path / name
    here.mkdir()
    assert onlife("export", "results", "--network", "Zuid", "--round", "Najaar", "--output", here / f"{name}.csv") == 0
    assert onlife("export", "template", "--output", here / f"{name} sjabloon.csv") == 0, onlife.err
    assert onlife("backup", here / f"{name}.tar") == 0, onlife.err
    assert onlife("restore", "--replace", here / f"{name}.tar") == 0, onlife.err
    assert {file.name for file in here.iterdir()} == {f"{name}.csv", f"{name} sjabloon.csv", f"{name}.tar"}


@pytest.mark.parametrize("keep", [False, True])
def test_a_backup_that_is_put_back_lets_nobody_share_again_who_stopped_since(
    onlife: Terminal, folder: Path, tmp_path: Path, *, keep: bool
) -> None:
    store = Store(folder, FORM)
    stopped, other, never = (store.networks.add(name, "Zuid", 5, "an") for name in ("Stopte", "Deelt", "Nooit"))
    for network in (stopped, other):
        store.experiences.share(network.id, True, "an")
        store.peers.take_part(network.id, True, "an")
    store.close()
    assert onlife("backup", tmp_path / "x.tar") == 0, onlife.err
    store = Store(folder, FORM)
    store.experiences.share(stopped.id, False, "an")
    store.peers.take_part(stopped.id, False, "an")
    store.close()
    assert onlife("restore", "--replace", *(["--keep-sharing"] if keep else []), tmp_path / "x.tar") == 0, onlife.err
    assert ("ingetrokken of gewijzigd" in onlife.out) == (not keep)
    assert ("- Deelt" in onlife.out, "- Stopte" in onlife.out, "- Nooit" in onlife.out) == (not keep, not keep, False)
    store = Store(folder, FORM)
    for network in (stopped, other):
        assert (store.experiences.shares(network.id), store.peers.takes_part(network.id)) == (keep, keep)
    assert not store.experiences.shares(never.id) and store.audit.check().whole
    store.close()


def test_but_no_question_mark_and_that_is_said_before_anything_is_made(
    onlife: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "a?b"))
    assert onlife("account", "list") == 2 and "staat een vraagteken" in onlife.err
    assert not list(tmp_path.iterdir())


def test_a_questionnaire_that_cannot_be_read_is_told_before_the_server_starts(
    onlife: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: list[list[str]]
) -> None:
    monkeypatch.setenv("ONLIFE_PORT", str(free_port()))
    monkeypatch.setenv("ONLIFE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ONLIFE_QUESTIONNAIRE", str(tmp_path / "weg.toml"))
    installation.questionnaire.cache_clear()
    assert onlife("serve") == 2
    assert "weg.toml: het bestand bestaat niet" in onlife.err
    assert server == []
    monkeypatch.delenv("ONLIFE_QUESTIONNAIRE")
    installation.questionnaire.cache_clear()
