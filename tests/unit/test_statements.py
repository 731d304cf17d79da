"""The statements that a municipality completes, on Beheer or in a file that may come out of any editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.content.statement import FIELDS, read_statement, statement
from onlife.store import Refused, Store
from onlife.store.retention import DATA_KINDS, period
from tests import stores

PERIODS = {f"kept_{kind}": period(known.months) for kind, known in DATA_KINDS.items()}
NAMES = ["privacy", "toegankelijkheid"]
PLAIN = 'verantwoordelijke = "Stad Zoë"\ncontact = "preventie@zoë.be"\ndatum = "1 november 2026"\n'


@pytest.mark.parametrize("name", NAMES)
def test_what_is_missing_sends_the_reader_to_the_coordinator_and_is_never_a_gap(name: str) -> None:
    found = statement(name, {}, PERIODS)
    assert found.missing and "coördinator van jullie netwerk" in found.text
    assert "{" not in found.text and "in te vullen" not in found.text and "Opgesteld op ," not in found.text


@pytest.mark.parametrize("name", NAMES)
def test_a_completed_statement_misses_nothing(name: str) -> None:
    found = statement(name, {field.label: f"Waarde van {field.label}" for field in FIELDS.values()}, PERIODS)
    assert not found.missing and "Waarde van contact" in found.text
    assert "vraag het aan" not in found.text


def test_every_field_stands_in_a_statement() -> None:
    named = {label for name in NAMES for label in statement(name, {}, PERIODS).missing}
    assert named == {field.label for field in FIELDS.values()}


def test_what_the_municipality_writes_is_shown_letter_for_letter() -> None:
    said = statement("privacy", {"contact": "![x](http://elders) <b>"}, PERIODS).text
    assert r"\!\[x\]\(http://elders\) \<b\>" in said


READ = {
    "as it should be": PLAIN.encode(),
    "with a mark, as Notepad does": PLAIN.encode("utf-8-sig"),
    "in UTF-16": PLAIN.encode("utf-16"),
    "in UTF-16, the other way round": b"\xfe\xff" + PLAIN.encode("utf-16-be"),
    "as older Windows does": PLAIN.encode("cp1252"),
    "with the ends of lines of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "with curly quotes": PLAIN.replace(' = "', " = “").replace('"\n', "”\n").encode(),
    "with low and high quotes": PLAIN.replace(' = "', " = „").replace('"\n', "”\n").encode(),
    "with curly quotes of older Windows": PLAIN.replace(' = "', " = “").replace('"\n', "”\n").encode("cp1252"),
    "with single quotes": PLAIN.replace('"', "'").encode(),
    "without quotes": PLAIN.replace('"', "").encode(),
    "with a date that is none between quotes": PLAIN.replace('"1 november 2026"', "2026-11-01").encode(),
    "with capitals": PLAIN.replace("contact", "Contact").replace("datum", "DATUM").encode(),
    "with a note and blank lines": ("# van ons\n\n" + PLAIN).encode(),
    "with a mark, curly quotes and capitals": PLAIN.title().replace('"', "”").encode("utf-8-sig"),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ.keys())
def test_a_file_that_can_mean_one_thing_only_is_read(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_bytes(data)
    found = read_statement(tmp_path)
    assert not found.problems
    wanted = {"verantwoordelijke": "Stad Zoë", "contact": "preventie@zoë.be", "datum": "1 november 2026"}
    assert {label: value.casefold() for label, value in found.values.items()} == {
        label: value.casefold() for label, value in wanted.items()
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("telefoon = 'x'", "“telefoon” is geen bekend veld"),
        ("rechtsgrond = 3", "“rechtsgrond” hoort tekst"),
        ("rechtsgrond = ['a']", "“rechtsgrond” hoort tekst"),
        ("rechtsgrond = “wet", "regel 4: de waarde van “rechtsgrond”"),
        ("rechtsgrond =", "regel 4: de waarde van “rechtsgrond”"),
        ("zomaar een zin", "regel 4: “zomaar een zin” is geen bekend veld"),
        ("contact = 'twee'", "regel 4: “contact” staat er twee keer"),
        ("[contact]", "regel 4: “[contact]” is geen bekend veld"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_is_read(wrong: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_text(PLAIN + wrong, encoding="utf-8")
    found = read_statement(tmp_path)
    (problem,) = found.problems
    assert problem.startswith("verklaring.toml") and said in problem
    assert found.values["contact"] == "preventie@zoë.be"


def test_without_a_file_or_with_one_that_cannot_be_read_the_pages_stand(tmp_path: Path) -> None:
    assert read_statement(tmp_path).values == {} and not read_statement(tmp_path).problems
    (tmp_path / "verklaring.toml").mkdir()
    assert read_statement(tmp_path).problems == ("verklaring.toml: dit is een map, geen bestand.",)


def test_how_long_things_are_kept_is_said_as_it_is_set(tmp_path: Path) -> None:
    (tmp_path / "verklaring.toml").write_text('bewaartermijn = "voor altijd"', encoding="utf-8")
    said = statement("privacy", read_statement(tmp_path).values, {**PERIODS, "kept_results": "7 jaar"}).text
    assert "hoogstens 7 jaar na het sluiten" in said and "kept_" not in said
    assert "voor altijd" not in said


def test_what_is_filled_in_on_beheer_is_kept_and_noted_once(tmp_path: Path) -> None:
    store = Store(stores.empty(tmp_path), load())
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.statements.save({"contact": " preventie@zuid.be ", "datum": ""}, "an")
    store.statements.save({"contact": "preventie@zuid.be"}, "an")
    assert store.statements.values() == {"contact": "preventie@zuid.be"}
    told = store.audit.events(network.id)["what"].tolist()
    assert told.count("verklaringen aangevuld: contact") == 1 and "preventie" not in " ".join(told)
    with pytest.raises(Refused, match="300 tekens"):
        store.statements.save({"contact": "x" * 301}, "an")
    store.statements.save({"contact": ""}, "an")
    assert store.statements.values() == {}
    store.close()
