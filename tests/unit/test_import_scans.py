"""Scans that already exist: what a file may look like, how every wrong row is named, and that nothing is half taken in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from onlife.content.questionnaire import load
from onlife.domain.light import Light
from onlife.domain.network import Partner, RoundState
from onlife.services import import_scans, scan_file, spreadsheet
from onlife.services.import_scans import Choices, ImportRejected, import_all
from onlife.services.scan_file import ScanFile, template
from onlife.store import Refused, Store
from tests import lists, stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

FORM = questionnaire(2, 1)  # elements 1.1, 1.2 and 2.1
HEAD = "partner,functie,wijze,1.1,1.2,2.1"


def read(*lines: str, name: str = "scans.csv") -> ScanFile:
    return lists.scans("\n".join(lines).encode(), name, FORM)


def excel(*rows: Sequence[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# -- reading


def test_a_row_becomes_a_scan() -> None:
    taken = read(HEAD, "Jeugdhuis,praktijkwerker,individueel,groen,oranje,rood")
    assert taken.problems == []
    [row] = taken.rows
    assert (row.line, row.partner, row.function_group, row.joint) == (2, "Jeugdhuis", "praktijkwerker", False)
    assert row.answers == {"1.1": "green", "1.2": "orange", "2.1": "red"}


def test_an_empty_cell_is_no_answer_and_nvt_is_one() -> None:
    taken = read(HEAD, "Jeugdhuis,,,,n.v.t.,NVT")
    assert taken.problems == []
    assert taken.rows[0].answers == {"1.2": "not_applicable", "2.1": "not_applicable"}


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("leidinggevende", "leidinggevende"), ("Praktijkwerker", "praktijkwerker"), ("ict", "ict"), ("ICT", "ict"),
        ("DPO/juridisch", "dpo"), ("DPO / juridisch", "dpo"), ("dpo", "dpo"), ("juridisch", "dpo"), ("ander", "ander"),
        ("", "ander"),
    ],
)  # fmt: skip
def test_function_groups_as_people_write_them(typed: str, group: str) -> None:
    assert read(HEAD, f"Jeugdhuis,{typed},,groen,,").rows[0].function_group == group


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_separator_and_encoding(delimiter: str, encoding: str) -> None:
    text = f"{HEAD}\nJeugdhuis Café,,,groen,,\n".replace(",", delimiter)
    taken = lists.scans(text.encode(encoding), "scans.csv", FORM)
    assert (taken.problems, [row.partner for row in taken.rows]) == ([], ["Jeugdhuis Café"])


def test_columns_in_any_order_and_case() -> None:
    taken = read("2.1,WIJZE,Partner,1.2,Functie,1.1", "rood,gezamenlijk,Jeugdhuis,,ICT,groen")
    assert taken.problems == []
    assert taken.rows[0].joint
    assert taken.rows[0].answers == {"1.1": "green", "2.1": "red"}


@pytest.mark.parametrize("heading", [1.1, "1.1", "1,1", datetime(2026, 1, 1), "1-jan", "1/1"])
def test_a_spreadsheet_may_have_made_something_else_of_heading_1_1(heading: object) -> None:
    data = excel(["partner", "functie", "wijze", heading, 1.2, "2.1"], ["Jeugdhuis", None, None, "groen", None, "nvt"])
    taken = lists.scans(data, "scans.xlsx", FORM)
    assert taken.problems == []
    assert taken.rows[0].answers == {"1.1": "green", "2.1": "not_applicable"}


def test_empty_lines_are_skipped_and_the_numbers_of_the_rows_stay() -> None:
    taken = read("", HEAD, "A,,,groen,,", ",,,,,", "", "B,,,rood,,")
    assert [(row.line, row.partner) for row in taken.rows] == [(3, "A"), (6, "B")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,groen,,", "Rij 2: de partner ontbreekt."),
        ("A,baas,,groen,,", "Rij 2: functie “baas” is onbekend. "
         "Gebruik leidinggevende, praktijkwerker, ict, dpo, ander of laat leeg."),
        ("A,,samen,groen,,", "Rij 2: wijze “samen” is onbekend. Gebruik individueel of gezamenlijk."),
        ("A,,,paars,,", "Rij 2: kolom 1.1: “paars” is geen kleur. Gebruik groen, oranje, rood of nvt."),
        ("A,ict,individueel,,,", "Rij 2: er is geen enkel antwoord."),
        ("A,,,groen,,,extra", "Rij 2: er staat iets naast de kolommen met een kop."),
        (f"{'x' * 121},,,groen,,", "Rij 2: de naam van de partner is geen gewone tekst van hoogstens 120 tekens."),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_number_and_the_reason(row: str, reason: str) -> None:
    taken = read(HEAD, row, "B,,,groen,,")
    assert (taken.problems, taken.rows) == ([reason], [])


def test_every_bad_row_and_every_reason_is_named_in_order() -> None:
    taken = read(HEAD, "A,,,paars,,geel", "B,,,groen,,", ",,,groen,,", "C,,,,,")
    assert [problem.split(":")[0] for problem in taken.problems] == ["Rij 2", "Rij 2", "Rij 4", "Rij 5"]


def test_one_partner_scans_in_one_way() -> None:
    taken = read(HEAD, "De Brug,,gezamenlijk,groen,,", "C,,,rood,,", "de brug,,individueel,rood,,")
    assert taken.problems == ["Rij 4: “de brug” is hier individueel, maar in rij 2 gezamenlijk."]


def test_a_partner_has_one_joint_scan() -> None:
    taken = read(HEAD, "De Brug,,gezamenlijk,groen,,", "De Brug,,gezamenlijk,rood,,")
    assert taken.problems == ["Rij 3: “De Brug” heeft al een gezamenlijke scan in rij 2."]


@pytest.mark.parametrize(
    ("heading", "problems"),
    [
        ("partner,functie,wijze,1.1,1.2", ["Kolom 2.1 ontbreekt."]),
        ("partner,1.1,1.2,2.1", ["De kolommen functie, wijze ontbreken."]),
        (f"{HEAD},opmerking", ["Kolom opmerking is onbekend."]),
        (f"{HEAD},3.1,3.2", ["De kolommen 3.1, 3.2 zijn onbekend."]),
        (f"{HEAD},1.1", ["Kolom 1.1 staat er meer dan één keer."]),
        ("partner,functie,wijze,1.1,1.2,2.2", ["Kolom 2.1 ontbreekt.", "Kolom 2.2 is onbekend."]),
    ],
)
def test_missing_unknown_and_repeated_columns_are_named(heading: str, problems: list[str]) -> None:
    assert read(heading, "A,,,groen,,").problems == problems


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.csv", "a.csv is leeg."),
        (b"\n \n;;\n", "a.csv", "a.csv is leeg."),
        (HEAD.encode(), "a.csv", "a.csv heeft een kop, maar geen enkele rij met een scan."),
        (b"naam\nBib", "a.csv", "a.csv heeft geen rij met de koppen partner, functie, wijze, 1.1 tot 2.1. "
         "Begin met het sjabloon."),
        (b"a\0b,c", "a.csv", "a.csv is niet te lezen. Bewaar het als CSV (UTF-8) of als Excel-bestand (.xlsx)."),
        (b"PK\x03\x04 niet echt", "a.xlsx", "a.xlsx is niet te lezen als Excel-bestand (.xlsx). "
         "Bewaar het opnieuw en probeer nog eens."),
        (f'{HEAD}\n"A,,,groen,,'.encode(), "a.csv", "a.csv is geen geldig CSV-bestand: "
         "een tekst tussen aanhalingstekens loopt fout."),
        (b"x" * (spreadsheet.SIZE + 1), "a.csv", "a.csv is groter dan 5 MB. Deel het bestand op."),
        (HEAD.encode() + b"\nA,,,groen,," * (scan_file.ROWS_MAX + 1), "a.csv",
         "a.csv heeft meer dan 5000 rijen. Deel het bestand op."),
    ],
    ids=["empty", "blank", "no rows", "no headings", "zero byte", "broken xlsx", "open quote", "too large", "too many"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_gives_one_clear_sentence(data: bytes, name: str, reason: str) -> None:
    assert lists.scans(data, name, FORM) == ScanFile([], [reason])


def test_the_template_can_be_read_back_and_asks_every_element() -> None:
    form = load()
    data = template(form)
    assert lists.scans(data, "sjabloon-scans.csv", form).problems == [
        "In sjabloon-scans.csv staan enkel de voorbeeldrijen van het sjabloon."
    ]
    taken = lists.scans(data + data.splitlines()[1].replace(b"Voorbeeld", b"De Brug"), "sjabloon-scans.csv", form)
    assert (taken.problems, len(taken.rows)) == ([], 1)
    assert taken.notes == ("Overgeslagen: 2 rijen van Jeugdhuis Voorbeeld uit het sjabloon.",)
    assert all(set(row.answers) == {element.id for element in form.elements} for row in taken.rows)


# -- taking in


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(stores.empty(tmp_path), FORM)
    yield store
    store.close()


ROWS = (HEAD, "Bib,,,groen,,", "bib,ict,,rood,,nvt", "Jeugdhuis,,gezamenlijk,oranje,,")


ANY_NAME = Choices(new=True, more_people=True)


def take(
    store: Store, *lines: str, network: str = "Netwerk", scan_round: str = "Najaar", choices: Choices = ANY_NAME
) -> import_scans.ImportResult:
    return import_all(store, FORM, network, scan_round, read(*lines), "test", choices)


def test_network_round_partners_and_links_are_made(store: Store) -> None:
    taken = take(store, *ROWS)
    assert (taken.network.name, taken.network.town, taken.network.threshold) == ("Netwerk", "Netwerk", 5)
    assert (taken.round.name, taken.round.state, taken.scans) == ("Najaar", RoundState.OPEN, 3)
    partners = store.networks.partners(taken.network.id)
    assert [(p.name, p.expected, p.joint, p.sector) for p in partners] == [
        ("Bib", 2, False, ""),
        ("Jeugdhuis", 1, True, ""),
    ]
    assert len(store.links.of(taken.network.id)) == 4
    response = store.results.response(taken.network.id, taken.round.id)
    assert [(r.name, r.submitted) for r in response] == [("Bib", 2), ("Jeugdhuis", 1)]


def test_what_exists_is_found_again_whatever_the_case(store: Store) -> None:
    first = take(store, *ROWS)
    again = take(store, HEAD, "BIB,,,groen,,", "School,,,rood,,", network="netwerk", scan_round="NAJAAR")
    assert (again.network.id, again.round.id) == (first.network.id, first.round.id)
    assert [partner.name for partner in again.new_partners] == ["School"]
    assert len(store.networks.all()) == 1


def test_a_round_in_concept_is_opened(store: Store) -> None:
    network = store.networks.add("Netwerk", "Stad", 5, "test")
    store.networks.add_round(network.id, "Najaar", 1, None, "test")
    assert take(store, *ROWS).round.state is RoundState.OPEN


def everything(store: Store) -> object:
    """All that an import could have changed."""
    networks = store.networks.all()
    return [
        (n, store.networks.partners(n.id), store.networks.rounds(n.id), store.links.of(n.id),
         [store.results.response(n.id, r.id) for r in store.networks.rounds(n.id)])
        for n in networks
    ]  # fmt: skip


def test_with_one_bad_row_nothing_is_taken_in(store: Store) -> None:
    with pytest.raises(ImportRejected) as refused:
        take(store, *ROWS, "School,,,paars,,")
    assert len(refused.value.problems) == 1
    assert everything(store) == []


def test_a_closed_round_takes_nothing_in(store: Store) -> None:
    taken = take(store, *ROWS)
    store.closings.close_round(taken.round, "test")
    before = everything(store)
    with pytest.raises(Refused, match="De scanronde Najaar is gesloten"):
        take(store, HEAD, "Nieuw,,,groen,,")
    assert everything(store) == before


def test_two_rounds_are_never_open_together(store: Store) -> None:
    take(store, *ROWS)
    before = everything(store)
    with pytest.raises(Refused, match="Sluit eerst Najaar"):
        take(store, *ROWS, scan_round="Lente")
    assert everything(store) == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Bib,,gezamenlijk,groen,,", "Rij 3: “Bib” scant individueel, maar deze rij is gezamenlijk."),
        ("Jeugdhuis,,individueel,groen,,", "Rij 3: “Jeugdhuis” scant gezamenlijk, maar deze rij is individueel."),
        ("Jeugdhuis,,gezamenlijk,groen,,", "Rij 3: “Jeugdhuis” heeft in deze scanronde al een gezamenlijke scan."),
    ],
)
def test_a_row_that_does_not_fit_its_partner_is_named(store: Store, row: str, reason: str) -> None:
    take(store, *ROWS)
    before = everything(store)
    with pytest.raises(ImportRejected) as refused:
        take(store, HEAD, "Nieuw,,,groen,,", row)
    assert refused.value.problems == [reason]
    assert everything(store) == before


def test_a_partner_that_is_closed_takes_no_more_scans(store: Store) -> None:
    taken = take(store, *ROWS)
    bib = store.networks.partners(taken.network.id)[0]
    store.closings.close(taken.round, bib, "test", release=True)
    with pytest.raises(ImportRejected) as refused:
        take(store, HEAD, "Bib,,,groen,,")
    assert refused.value.problems == ["Rij 2: de scan van “Bib” is in deze scanronde al afgesloten."]


def test_a_joint_scan_that_has_begun_is_in_the_way(store: Store) -> None:
    taken = take(store, HEAD, "Bib,,,groen,,")
    partner = Partner("j", taken.network.id, "Jeugdhuis", "", 3, True)
    store.networks.save_partners([partner], "test")
    store.scans.begin(partner)
    with pytest.raises(ImportRejected):
        take(store, HEAD, "Jeugdhuis,,gezamenlijk,groen,,")


@pytest.mark.parametrize(("network", "scan_round"), [(" ", "Najaar"), ("Netwerk", "")])
def test_a_network_and_a_round_have_a_name(store: Store, network: str, scan_round: str) -> None:
    with pytest.raises(Refused, match="Geef het netwerk en de scanronde een naam"):
        take(store, *ROWS, network=network, scan_round=scan_round)
    assert everything(store) == []


def test_scans_that_were_read_before_are_recognised_and_left_out(store: Store) -> None:
    take(store, *ROWS)
    with pytest.raises(Refused, match="Alle 3 scans in dit bestand zijn al ingelezen in Najaar"):
        take(store, *ROWS)
    again = take(store, *ROWS, "Bib,,,groen,,")  # the same answers once more: that is another person
    assert (again.scans, again.doubles) == (1, 3)
    assert take(store, *ROWS[:2], choices=Choices(doubles=True, more_people=True)).scans == 1
    [bib, _] = store.results.response(again.network.id, again.round.id)
    assert bib.submitted == 4


def test_a_scan_that_somebody_filled_in_is_no_double(store: Store) -> None:
    taken = take(store, HEAD, "Bib,ict,,groen,,")
    partner = taken.new_partners[0]
    partner = replace(partner, expected=5)
    store.networks.save_partners([partner], "test")
    scan = store.scans.begin(partner)
    store.scans.choose_function(scan.id, "ict")
    store.scans.answer(scan.id, "1.1", Light.RED)
    store.scans.submit(scan.id)
    assert take(store, HEAD, "Bib,ict,,rood,,").doubles == 0


def test_an_unknown_name_is_asked_before_a_partner_is_made(store: Store) -> None:
    taken = take(store, HEAD, "Bibliotheek Demerdal,,,groen,,")
    [library] = taken.new_partners
    before = everything(store)
    row = "Bibliothéek Demerdaal,,,rood,,"
    with pytest.raises(ImportRejected) as refused:
        take(store, HEAD, row, "Turnclub,,,rood,,", choices=Choices())
    assert refused.value.problems == [
        "Er is geen partner “Bibliothéek Demerdaal”. Bedoel je “Bibliotheek Demerdal”?",
        "Er is geen partner “Turnclub”.",
    ]
    assert everything(store) == before
    known = take(store, HEAD, row, choices=Choices({"Bibliothéek Demerdaal": library.id}, more_people=True))
    assert (known.new_partners, known.scans) == ((), 1)
    made = take(store, HEAD, "Turnclub,,,rood,,", choices=Choices({"Turnclub": import_scans.NEW}))
    assert [partner.name for partner in made.new_partners] == ["Turnclub"]


def test_a_preview_tells_what_would_happen_and_changes_nothing(store: Store) -> None:
    taken = take(store, *ROWS)
    before = everything(store)
    read_now = read(HEAD, "Bib,,,groen,,", "Bib,,,nvt,,", "Bibb,,,rood,,")
    seen = import_scans.preview(store, taken.network, taken.round, read_now, Choices())
    assert (seen.scans, seen.doubles, seen.problems) == ({"Bib": 1, "Bibb": 1}, {"Bib": 1}, [])
    assert {name: [p.name for p in meant] for name, meant in seen.unknown.items()} == {"Bibb": ["Bib"]}
    assert everything(store) == before
