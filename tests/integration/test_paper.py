"""A scan on paper: what is printed, and what is kept while it is typed over, under the rules of every scan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from onlife.content import questionnaire as questionnaires
from onlife.content.instruction import instruction
from onlife.domain.access import Action, Actor, Resource, Role, may
from onlife.domain.light import COLOURS
from onlife.domain.network import FUNCTION_GROUPS, Partner
from onlife.domain.scan import Source
from onlife.export.paper import PaperForm, scan_form
from onlife.store import Refused
from tests.house import House

QUICKSCAN = questionnaires.load()
DAY = date(2026, 11, 25)
GIVEN = {"1.1": "green", "1.2": "not_applicable", "2.1": "red"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path)
    yield opened
    opened.store.close()


def printed(form: PaperForm) -> str:
    reader = PdfReader(BytesIO(scan_form(QUICKSCAN, form, DAY)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_every_statement_is_printed_beside_the_key_under_which_it_is_typed_over() -> None:
    text = printed(PaperForm("Netwerk Zuid", "Najaar 2026", "CAW Noord", closes_on=date(2026, 12, 4)))
    for element in QUICKSCAN.elements:
        assert f"{element.id} {element.title}" in text
        for light in COLOURS:
            assert f"{light.key} {light.label} {element.statements[light]}" in text
    assert text.count(f"0 n.v.t. {instruction().skip}") == len(QUICKSCAN.elements)
    assert "Netwerk Zuid" in text and "CAW Noord" in text and "Najaar 2026, tot en met 4 december 2026" in text
    assert all(word in text for word in FUNCTION_GROUPS.values())


def test_every_building_block_has_room_for_a_remark_and_it_is_said_who_reads_it() -> None:
    text = printed(PaperForm("Netwerk Zuid", "Najaar 2026", "CAW Noord"))
    for block in QUICKSCAN.blocks:
        assert f"Opmerking bij {block.short} (mag leeg blijven)" in text
    assert "een opmerking lezen later je contactpersoon of het netwerk" in text
    assert "Een opmerking leest ook het netwerk" in printed(PaperForm("Zuid", "", "Jeugdhuis", joint=True))


def test_a_partner_that_scans_together_is_not_asked_for_a_function() -> None:
    text = printed(PaperForm("Zuid", "", "Jeugdhuis", joint=True))
    assert "Praktijkwerker" not in text and "samen in" in text


def test_the_way_to_fill_it_in_on_a_phone_stands_on_it_only_if_wanted() -> None:
    assert "Liever op je telefoon?" in printed(PaperForm("Zuid", "", "Bib", link="https://scan.example/l/abc"))
    assert "Liever op je telefoon?" not in printed(PaperForm("Zuid", "", "Bib"))


def test_it_is_printed_without_colour() -> None:
    content = PdfReader(BytesIO(scan_form(QUICKSCAN, PaperForm("Zuid", "", "Bib"), DAY))).pages[0].get_contents()
    assert content is not None
    words = content.get_data().split()
    coloured = [at for at, word in enumerate(words) if word in (b"rg", b"RG", b"scn", b"SCN") and at >= 3]
    for at in coloured:
        shade = [float(number) for number in words[at - 3 : at] if number.replace(b".", b"").isdigit()]
        assert len(set(shade)) <= 1


def test_a_scan_that_was_typed_over_counts_and_is_marked_as_paper(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    house.scans.type_over(scan, "praktijkwerker", GIVEN)
    house.scans.submit(scan)
    kept = house.scans.scan(scan)
    assert kept is not None and kept.submitted and kept.source is Source.PAPER
    house.closings.close(house.round, house.bib, "x", release=False)
    (frozen,) = house.table("frozen_scans")
    assert frozen["source"] == "paper" and frozen["function_group"] == "", "one scan is too few to keep a group"
    assert dict(frozen["answers"]) == GIVEN


def test_what_is_typed_so_far_stands_there_again_for_this_typist_only(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    house.scans.type_over(scan, "ict", {"1.1": "green", "1.2": "red"})
    house.scans.type_over(scan, "ict", {"1.1": "green", "1.2": ""})
    found = house.scans.on_paper(house.bib, "typist")
    assert found is not None and (found.id, found.function_group, dict(found.answers)) == (
        scan,
        "ict",
        {"1.1": "green"},
    )
    assert house.scans.on_paper(house.bib, "somebody else") is None
    house.scans.submit(scan)
    assert house.scans.on_paper(house.bib, "typist") is None


def test_remarks_on_paper_are_kept_and_frozen_as_those_of_every_scan(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    house.scans.type_over(scan, "ict", GIVEN, {"1": "  Wie beslist\u200b dit?\n", "2": "Weg"})
    house.scans.type_over(scan, "ict", GIVEN, {"1": "Wie beslist dit?", "2": ""})
    kept = house.scans.scan(scan)
    assert kept is not None and dict(kept.remarks) == {"1": "Wie beslist dit?"}
    house.scans.submit(scan)
    house.closings.close(house.round, house.bib, "x", release=False)
    (frozen,) = house.table("frozen_remarks")
    assert (frozen["block"], frozen["remark"]) == ("1", "Wie beslist dit?")


def test_what_a_sheet_already_says_is_not_written_again(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    for _ in range(2):
        house.scans.type_over(scan, "ict", GIVEN, {"1": " Met een onzichtbaar\u200b teken "})
    written = [row["kind"] for row in house.table("draft_events")]
    assert written.count("remark") == 1 and written.count("answer") == len(GIVEN)


@pytest.mark.parametrize(
    ("remarks", "sentence"), [({"9": "x"}, "hoort niet bij deze scan"), ({"1": "x" * 2001}, "hoogstens 2000 tekens")]
)
def test_a_remark_that_does_not_fit_refuses_the_sheet_whole(
    house: House, remarks: dict[str, str], sentence: str
) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    with pytest.raises(Refused, match=sentence):
        house.scans.type_over(scan, "ict", GIVEN, {"2": "Goed"} | remarks)
    kept = house.scans.scan(scan)
    assert kept is not None and not kept.answers and not kept.remarks


def test_nobody_types_in_the_scan_of_a_respondent(house: House) -> None:
    own = house.scans.begin(house.bib).id
    with pytest.raises(Refused, match="niet van papier"):
        house.scans.type_over(own, "ict", {"1.1": "green"})
    assert house.scans.on_paper(house.bib, "") is None


@pytest.mark.parametrize(
    ("function", "answers"),
    [("baas", {}), ("ict", {"9.9": "green"}), ("ict", {"1.1": "groen"}), ("ict", {"1.1": "purple"})],
)
def test_a_sheet_with_something_unknown_is_refused_whole(house: House, function: str, answers: dict[str, str]) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    with pytest.raises(Refused):
        house.scans.type_over(scan, function, {"1.2": "red"} | answers)
    kept = house.scans.scan(scan)
    assert kept is not None and not kept.answers and not kept.function_group


def test_paper_keeps_to_the_rules_of_every_scan(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    house.scans.type_over(scan, "", GIVEN)
    with pytest.raises(Refused, match="functiegroep"):
        house.scans.submit(scan)
    house.scans.type_over(scan, "ander", GIVEN)
    house.scans.submit(scan)
    with pytest.raises(Refused, match="al ingediend"):
        house.scans.type_over(scan, "ict", GIVEN)
    house.closings.close(house.round, house.bib, "x", release=False)
    assert "afgesloten" in house.scans.obstacle(house.bib)
    with pytest.raises(Refused, match="afgesloten"):
        house.scans.begin(house.bib, "typist")


def test_a_partner_that_scans_together_has_one_scan_on_paper_or_not(house: House) -> None:
    assert house.scans.obstacle(house.huis) == ""
    scan = house.scans.begin(house.huis, "typist").id
    house.scans.type_over(scan, "", GIVEN)
    house.scans.submit(scan)
    assert "samen één scan" in house.scans.obstacle(house.huis)
    with pytest.raises(Refused, match="samen één scan"):
        house.scans.begin(house.huis, "typist")


def test_without_an_open_round_nothing_is_typed_over(house: House) -> None:
    scan = house.scans.begin(house.bib, "typist").id
    house.closings.close_round(house.round, "x")
    assert "geen scanronde" in house.scans.obstacle(house.bib)
    assert house.scans.on_paper(house.bib, "typist") is None
    with pytest.raises(Refused):
        house.scans.type_over(scan, "ict", GIVEN)


def test_who_may_type_over() -> None:
    partner = Partner("bib", "n", "Bib", "cultuur", 4, joint=False)
    place, other = Resource("n", partner.id), Resource("n", "huis")
    coordinator = Actor("a", "A", {"n": Role.COORDINATOR})
    contact = Actor("l", "L", {"n": Role.CONTACT}, partner="bib")
    assert may(coordinator, Action.TYPE_OVER, place) and may(contact, Action.TYPE_OVER, place)
    assert not may(contact, Action.TYPE_OVER, other)
    assert not may(Actor("r", "R", {"n": Role.READER}), Action.TYPE_OVER, place)
    assert not may(Actor("s", "S", {"n": Role.RESPONDENT}, partner="bib"), Action.TYPE_OVER, place)
    assert not may(Actor("e", "E", {"elsewhere": Role.COORDINATOR}), Action.TYPE_OVER, place)
