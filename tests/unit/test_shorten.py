"""A file with thousands of wrong rows is told in a handful of sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from onlife.domain.network import Partner
from onlife.services import import_scans
from onlife.services.spreadsheet import name_list, shorten
from onlife.store import Store
from tests import lists, stores
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1)
HEAD = "partner,functie,wijze," + ",".join(element.id for element in FORM.elements)


def scans(rows: Sequence[str]) -> list[str]:
    return lists.scans("\n".join([HEAD, *rows]).encode(), "scans.csv", FORM).problems


def partners(rows: Sequence[str], known: Sequence[str] = ()) -> list[str]:
    return [*lists.pasted("\n".join(["naam;sector;aantal;wijze", *rows]), known).problems]


NAMES = [f"Jeugdhuis {number}" for number in range(1, 451)]
CASES: dict[str, Callable[[], list[str]]] = {
    "scans with a word that is no colour": lambda: scans([f"Bib,,,paars{n},groen" for n in range(2000)]),
    "scans with a function that nobody has": lambda: scans([f"Bib,baas {n},,groen,groen" for n in range(2000)]),
    "scans without a partner": lambda: scans([",,,groen,groen"] * 2000),
    "scans in two ways": lambda: scans([f"Bib,,{'gezamenlijk' if n else 'individueel'},groen,groen" for n in range(2000)]),
    "scans together, twice": lambda: scans([f"{name},,gezamenlijk,groen,groen" for name in NAMES for _ in range(2)]),
    "scans without an answer": lambda: scans(["Bib,,,,"] * 2000),
    "scans with an error of Excel": lambda: scans(["Bib,,,#N/A,groen"] * 2000),
    "scans with a name that is no text": lambda: scans([f"{'x' * 130}{n},,,groen,groen" for n in range(2000)]),
    "partners with a number that is none": lambda: partners([f"{name};;veel {name}" for name in NAMES]),
    "partners with a number that is too high": lambda: partners([f"{name};;{9000 + at}" for at, name in enumerate(NAMES)]),
    "partners with a way that is none": lambda: partners([f"{name};;;soms {at}" for at, name in enumerate(NAMES)]),
    "partners twice": lambda: partners([*NAMES[:200], *NAMES[:200]]),
    "partners who are there": lambda: partners(NAMES, NAMES),
    "partners without a name": lambda: partners([";Politie;8"] * 450),
    "partners with a name that is too long": lambda: partners([f"{name} {'x' * (120 + at % 30)}" for at, name in enumerate(NAMES)]),
    "partners, more than fit": lambda: partners([f"Jeugdhuis {n};;veel" for n in range(5000)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_thousands_of_wrong_rows_are_told_in_a_handful_of_sentences(case: str) -> None:
    problems = CASES[case]()
    told = shorten(problems)
    assert len(problems) > 190
    assert len(told) <= 6 and sum(map(len, told)) < 1200
    assert told[:3] == problems[:3]
    assert "keer dezelfde soort fout" in told[3] and "…" not in told[3] and told[3].endswith(".")


def test_every_kind_of_fault_is_told_and_how_often_it_occurs() -> None:
    told = shorten(scans([f"Bib,,,paars{n},groen" for n in range(1998)] + ["Bib,baas,,groen,groen"]))
    assert told == [
        "Rij 2: kolom 1.1: “paars0” is geen kleur. Gebruik groen, oranje, rood of nvt.",
        "Rij 3: kolom 1.1: “paars1” is geen kleur. Gebruik groen, oranje, rood of nvt.",
        "Rij 4: kolom 1.1: “paars2” is geen kleur. Gebruik groen, oranje, rood of nvt.",
        "En nog 1.995 keer dezelfde soort fout, van rij 5 tot rij 1999.",
        "Rij 2000: functie “baas” is onbekend. Gebruik leidinggevende, praktijkwerker, ict, dpo, ander of laat leeg.",
    ]


def test_a_few_faults_are_all_told_and_many_kinds_are_counted() -> None:
    few = [f"Rij {n}: “x” is geen kleur." for n in range(4)]
    assert shorten(few) == few and shorten([]) == []
    many = [f"Rij 1: {word} ontbreekt." for word in ["a", "b", "c", "d", "e", "f", "g", "h"]]
    assert shorten(many) == [*many[:6], "En nog 2 andere fouten. Verbeter eerst deze."]


def test_columns_that_are_unknown_are_listed_as_far_as_one_reads() -> None:
    (problem,) = scans_with([f"kolom {n} {'x' * 500}" for n in range(300)])
    assert len(problem) < 5000 and problem.endswith("en nog 250 zijn onbekend.")
    assert name_list(["a", "b"]) == "a, b"


def scans_with(columns: Sequence[str]) -> list[str]:
    head = f"{HEAD},{','.join(columns)}"
    return lists.scans(f"{head}\nBib,,,groen,groen".encode(), "scans.csv", FORM).problems


def test_names_that_nobody_knows_are_told_in_a_handful_too(tmp_path: Path) -> None:
    store = Store(stores.empty(tmp_path), FORM)
    network = store.networks.add("Zuid", "Zuid", 5, "an")
    store.networks.save_partners([Partner("a", network.id, "Jeugdhuis", "", 5, False)], "an")
    file = "\n".join([HEAD, *(f"{name},,,groen,groen" for name in NAMES)])
    with pytest.raises(import_scans.ImportRejected) as refused:
        import_scans.import_all(store, FORM, "Zuid", "Najaar", lists.scans(file.encode(), "s.csv", FORM), "an")
    assert len(refused.value.problems) == len(NAMES) and len(shorten(refused.value.problems)) <= 8
    store.close()
