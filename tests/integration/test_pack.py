"""The meeting pack and the result of a partner: complete, and nothing in them but what may be shown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import pandas as pd
import pytest
from docx import Document
from docx.shared import Cm
from PIL import Image
from pypdf import PdfReader

from onlife import charts
from onlife.content import questionnaire as questionnaires
from onlife.domain import finding
from onlife.domain.finding import Move
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement
from onlife.domain.plan import PlanAction, Status
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Questionnaire
from onlife.export.meeting_pack import pack
from onlife.export.own_result import own_result
from onlife.export.pack_content import PackContent
from onlife.export.pdf import pdf
from onlife.export.report import Heading, Items, Picture, Report, ReportTable, Text
from onlife.export.word import docx
from onlife.store.remark import Quote
from tests.load.pack import meeting
from tests.unit.examples import Counts, partner, show

QUICKSCAN = questionnaires.load()
DAY = date(2026, 11, 25)
NAMES = {who: f"Organisatie {who.upper()}" for who in "abcdef"}


def answers(form: Questionnaire, *counts: Counts) -> dict[str, Counts]:
    return {element.id: counts[at % len(counts)] for at, element in enumerate(form.elements)}


GIVEN = {
    "a": answers(QUICKSCAN, (6, 3, 3, 0), (3, 6, 3, 0)),
    "b": answers(QUICKSCAN, (1, 2, 4, 0), (7, 0, 0, 0)),
    "c": answers(QUICKSCAN, (9, 1, 1, 1), (1, 1, 9, 1)),
    "d": answers(QUICKSCAN, (0, 0, 2, 0)),
    "e": answers(QUICKSCAN, (2, 9, 2, 0)),
    "f": answers(QUICKSCAN, (2, 9, 2, 0)),
}
PARTNERS = [
    partner("a", 12),
    partner("b", 7),
    partner("c", 12),
    partner("d", 2),
    partner("e", 13, released=False),
    partner("f", 13, closed=False, released=False),
]
SHOWN = show(GIVEN, PARTNERS, QUICKSCAN)
MEETING = PackContent(
    network="Netwerk Zuid",
    round="Najaar 2026",
    day=DAY,
    questionnaire=QUICKSCAN,
    shown=SHOWN,
    names=NAMES,
    stars={"a": {"1": Priority("a", "1", 5, "Dringend")}, "b": {"1": Priority("b", "1", 1)}},
    agreed={"1": Priority("", "1", 4, "Hier beginnen we.", "Een gedeelde visie")},
    actions=[
        PlanAction("x", "n", "", "5", "Elke maand bellen", DAY, end=date(2026, 10, 1), lead="a"),
        PlanAction("y", "n", "", "1", "Visie schrijven", DAY, status=Status.DONE),
    ],
    blocks={"x": "Samenwerking", "y": "Visie"},
    points=["5.4"],
    colours={"5.6": Agreement("5.6", Light.ORANGE, "De scholen horen niets terug.")},
    quotes=[Quote("a", "5", "m", "Wij geven door en horen niets meer.")],
)


@cache
def made() -> Report:
    return pack(MEETING)


def said(report: Report) -> str:
    """Every word of a report, its pictures by their alternative text."""
    words: list[str] = [report.title, report.subtitle]
    for part in report.parts:
        match part:
            case Heading() | Text():
                words.append(getattr(part, "strong", "") + " " + part.text)
            case Items():
                words += [f"{strong} {text}" for strong, text in part.items]
            case ReportTable():
                words += [" | ".join(row) for row in part.rows]
            case Picture():
                words.append(part.figure.alt)
    return "\n".join(words)


def test_the_chapters_stand_in_the_order_of_the_conversation() -> None:
    chapters = [part.text for part in made().parts if isinstance(part, Heading) and part.level == 1]
    blocks = [f"{block.id}. {block.name}" for block in QUICKSCAN.blocks]
    assert chapters == [
        "In het kort",
        "Zo lees je dit",
        "Deelname",
        "Wat valt op?",
        "Overzicht",
        *blocks,
        "Samenwerking: zien partners het anders?",
        "Keuzehulp: waar zetten jullie op in?",
        "Afgesproken",
        "Plan",
        "Methode en begrippen",
    ]


def test_one_partner_with_one_scan_is_counted_as_one() -> None:
    alone = show({"a": answers(QUICKSCAN, (1, 0, 0, 0))}, [partner("a", 1, joint=True)], QUICKSCAN)
    assert "1 partner · 1 scan · netwerkscore" in said(pack(replace(MEETING, shown=alone)))


@pytest.mark.slow
def test_what_moved_stands_between_the_differences_and_the_choice_and_only_with_an_earlier_round() -> None:
    evolution = charts.dumbbell(SHOWN, SHOWN, QUICKSCAN, ("Voorjaar 2026", "Najaar 2026"))
    assert evolution is not None
    columns = ["Element", "Eerder", "Nu", "Wat bewoog", "Partners", "Scans", "Actie"]
    rows = [
        ("5.4 Iets", 20, 35, "binnen wat toeval kan geven", 3, "31 en 31", "Elke maand bellen"),
        ("5.5 Nog iets", 20, 70, "duidelijk vooruit", 3, "31 en 31", "Elke week bellen"),
    ]
    moved = pd.DataFrame(rows, columns=columns)
    moves = [
        Move(QUICKSCAN.element("5.4"), 20.0, 35.0, 3, (31, 31), clear=False),
        Move(QUICKSCAN.element("5.5"), 20.0, 70.0, 3, (31, 31), clear=True),
    ]
    report = pack(replace(MEETING, evolution=evolution, moves=moves, moved=moved))
    chapters = [part.text for part in report.parts if isinstance(part, Heading) and part.level == 1]
    at = chapters.index("Evolutie")
    assert chapters[at - 1 : at + 2 : 2] == [
        "Samenwerking: zien partners het anders?",
        "Keuzehulp: waar zetten jullie op in?",
    ]
    assert evolution.alt in said(report)
    chance = "5.4 Iets | 20 | 35 | binnen wat toeval kan geven | 3 | 31 en 31 | Elke maand bellen"
    clear = "5.5 Nog iets | 20 | 70 | duidelijk vooruit | 3 | 31 en 31 | Elke week bellen"
    assert f"{clear}\n{chance}" in said(report)
    title = QUICKSCAN.element("5.5").title
    assert f"5.5 {title} Ging duidelijk vooruit: van 20 naar 70." in said(report)
    assert "Niets bewoog duidelijk" not in said(report)
    assert "Niets bewoog duidelijk" in said(pack(replace(MEETING, evolution=evolution, moves=moves[:1])))
    unlinked = said(pack(replace(MEETING, evolution=evolution, moved=moved.head(0))))
    assert "Geen enkele actie van het plan is gekoppeld" in unlinked


def test_it_holds_the_questions_the_agreement_the_points_and_the_plan() -> None:
    text = said(made())
    for element in QUICKSCAN.block("5").elements:
        for question in element.questions:
            assert question in text
    assert "★★★★☆ | Hier beginnen we. | Een gedeelde visie" in text
    assert f"5.4 {QUICKSCAN.element('5.4').title}" in text
    assert "Elke maand bellen | 5 Samenwerking | Organisatie A | 1 oktober 2026 | gepland, te laat" in text
    assert "dat toeval kan zijn" in text and "Eensgezindheid" not in text
    assert "versie" in made().origin


def test_the_first_page_says_where_the_network_stands_what_holds_and_who_does_what_and_is_one_page() -> None:
    differing, alone = finding.differing(SHOWN, QUICKSCAN), finding.standing_alone(SHOWN, QUICKSCAN)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf(made()))).pages]
    for block in QUICKSCAN.blocks:
        score = finding.about(finding.block_summary(SHOWN, QUICKSCAN, block.id).score)
        assert f"{block.id}. {block.name} {score} op 100" in pages[0]
    assert differing or alone or "groter is dan toeval kan geven" in pages[0]
    assert "Hier beginnen we." in pages[0] or "Een gedeelde visie" in pages[0]
    assert "Elke maand bellen Organisatie A 1 oktober 2026" in pages[0] and "Visie schrijven" not in pages[0]
    assert "Zo lees je dit" not in pages[0] and "Zo lees je dit" in pages[1]


@pytest.mark.slow
def test_the_first_page_stays_one_page_when_everything_on_it_is_long() -> None:
    """Three differences, three blocks with stars and a reason, and three actions of two lines."""
    many = meeting(12, QUICKSCAN)
    given = {
        team: {e.id: (1, 0, 0, 0) if at % 2 else (0, 0, 1, 0) for e in QUICKSCAN.elements}
        for at, team in enumerate(many.names)
    }
    split = show(given, [partner(team, 1, joint=True) for team in given], QUICKSCAN)
    assert len(finding.differing(split, QUICKSCAN)) > 3
    reason = "De ene partner vindt dat het delen van informatie loopt, de andere ervaart dat helemaal niet."
    long = replace(
        many,
        shown=split,
        agreed={key: Priority("", key, 5, reason) for key in "1567"},
        actions=[replace(a, what=reason, end=DAY) for a in many.actions],
    )
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf(pack(long)))).pages]
    assert "acties, zie Plan" in pages[0] and "Zo lees je dit" in pages[1]


def test_a_network_without_results_begins_to_read_on_the_first_page() -> None:
    nothing = show({}, [partner("d", 2)], QUICKSCAN)
    empty = replace(MEETING, shown=nothing, stars={}, agreed={}, actions=[], points=[])
    first = PdfReader(BytesIO(pdf(pack(empty)))).pages[0].extract_text()
    assert "nog geen resultaat vrijgegeven" in first and "Zo lees je dit" in first


def test_many_partners_are_drawn_in_groups_so_that_letters_stay_large_enough_to_read() -> None:
    many = meeting(40, QUICKSCAN)
    heat = charts.heat_map(many.shown, QUICKSCAN)
    dots = charts.agreement_dots(many.shown, QUICKSCAN, "5")
    assert heat is not None and dots is not None
    parts = charts.for_pages(heat)
    assert len(parts) > 1 and parts[0].alt.endswith(f"Deel 1 van {len(parts)}.")
    names = [{row["who"] for held in part.spec["datasets"].values() for row in held if "who" in row} for part in parts]
    everyone = {name.removesuffix(" (samen ingevuld)") for name in set.union(*names)}
    assert everyone == {*many.names.values(), "Netwerk", "Tussen partners"}
    assert set.intersection(*names) == {"Netwerk", "Tussen partners"}
    assert all(part.spec["height"] <= charts.figure.PAGE_ROWS for part in [*parts, *charts.for_pages(dots)])


@pytest.mark.parametrize(("partners", "groups"), [(12, [12]), (21, [11, 10]), (25, [20, 5]), (40, [20, 20])])
def test_a_page_is_filled_before_the_next_begins_and_none_holds_a_row_or_two(partners: int, groups: list[int]) -> None:
    many = meeting(partners, QUICKSCAN)
    bars = charts.stacked_bars(many.shown, QUICKSCAN, "1")
    assert bars is not None
    names = [
        {row["who"] for held in part.spec["datasets"].values() for row in held if "who" in row} - {"Netwerk"}
        for part in charts.for_pages(bars)
    ]
    assert [len(group) for group in names] == groups


def test_what_is_hidden_is_said_in_words_and_never_counted() -> None:
    parts = made().parts
    (response,) = [p for p in parts if isinstance(p, ReportTable) and p.headings[0] == "Partnerorganisatie"]
    told = {row[0]: row[3:] for row in response.rows}
    assert told["Organisatie A"] == ("12", "getoond")
    assert told["Organisatie D"] == ("–", "te weinig antwoorden")
    assert told["Organisatie E"] == ("–", "nog niet vrijgegeven")
    assert told["Organisatie F"] == ("–", "nog niet afgesloten")


def drawn(report: Report) -> list[object]:
    return [part.figure.spec for part in report.parts if isinstance(part, Picture)]


def test_a_hidden_partner_leaves_no_trace_in_any_picture() -> None:
    """Whatever d, e and f answered, the pack is the same."""
    given = GIVEN | {who: answers(QUICKSCAN, (2, 0, 0, 0)) for who in "def"}
    other = pack(replace(MEETING, shown=show(given, PARTNERS, QUICKSCAN)))
    assert (drawn(made()), said(made())) == (drawn(other), said(other))


def test_stars_of_a_partner_that_does_not_share_them_are_not_there() -> None:
    assert drawn(made()) != drawn(pack(replace(MEETING, stars={"a": MEETING.stars["a"]})))


def test_a_round_without_results_is_a_short_pack_that_says_so() -> None:
    empty = replace(
        MEETING, shown=show(GIVEN, [partner("d", 2)], QUICKSCAN), stars={}, agreed={}, actions=[], points=[]
    )
    text = said(pack(empty))
    assert "nog geen resultaat vrijgegeven" in text and "Het plan is nog leeg." in text
    assert "Vragen voor het gesprek" not in text


def test_both_files_hold_every_picture_with_its_text() -> None:
    report = made()
    alternatives = [part.figure.alt for part in report.parts if isinstance(part, Picture)]
    assert len(alternatives) >= 2 * len(QUICKSCAN.blocks)
    document = Document(BytesIO(docx(report)))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == alternatives
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf(report))).pages]
    assert "Vergaderpakket" in pages[0] and "Netwerk Zuid" in pages[0]
    assert any("Methode en begrippen" in page for page in pages)


@pytest.mark.parametrize("who", ["a", "b"])
def test_the_result_of_a_partner_takes_two_pages_and_names_no_other(who: str) -> None:
    report = own_result(SHOWN, who, QUICKSCAN, network="Netwerk Zuid", scan_round="Najaar 2026", day=DAY)
    assert report is not None
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf(report))).pages]
    assert len(pages) == 2 and NAMES[who] in pages[0]
    told = QUICKSCAN.elements if who == "a" else QUICKSCAN.block("5").elements
    for element in QUICKSCAN.elements:
        assert (f"{element.id} {element.title}" in pages[1]) == (element in told)
    for block in QUICKSCAN.blocks:
        assert finding.counts_in_words(SHOWN, block.id, who) in pages[1]
    others = [name for partner, name in NAMES.items() if partner != who]
    assert not [name for name in others if name in " ".join(pages)]


@pytest.mark.parametrize("size", [(10, 10), (600, 60), (60, 240)])
def test_who_it_comes_from_stands_on_the_first_page_of_both_files_and_takes_no_other(size: tuple[int, int]) -> None:
    logo = BytesIO()
    Image.new("RGBA", size, "red").save(logo, "PNG")
    plain = own_result(SHOWN, "a", QUICKSCAN, network="Netwerk Zuid", scan_round="Najaar 2026", day=DAY)
    assert plain is not None
    report = replace(plain, sender=("An #Peeters", "Dienst *Preventie*"), logo=logo.getvalue())
    made = pdf(report)
    pages = PdfReader(BytesIO(made)).pages
    assert len(pages) == 2 and len(pages[0].images) == 1 and b"pdfuaid" in made
    assert "An #Peeters · Dienst *Preventie*" in " ".join(pages[0].extract_text().split())
    document = Document(BytesIO(docx(report)))
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "Logo van Netwerk Zuid"
    assert shape.width <= Cm(4.51) and shape.height <= Cm(1.61)
    assert "An #Peeters · Dienst *Preventie*" in [paragraph.text for paragraph in document.paragraphs]
    assert len(Document(BytesIO(docx(plain))).inline_shapes) == len(document.inline_shapes) - 1


def test_the_result_of_a_small_team_holds_its_blocks_and_only_the_elements_of_the_cooperation_block_and_says_why() -> (
    None
):
    report = own_result(SHOWN, "b", QUICKSCAN, network="Netwerk Zuid", scan_round="Najaar 2026", day=DAY)
    assert report is not None
    (table,) = (part for part in report.parts if isinstance(part, ReportTable))
    for block, (figures, told) in zip(QUICKSCAN.blocks, table.rows, strict=True):
        assert figures.startswith(f"{block.id}. {block.name}\nScore: ongeveer")
        if block.id == "5":
            assert [line[2:] for line in told.split("\n")] == [f"{e.id} {e.title}" for e in block.elements]
            assert all(line[0] in "●◆■" for line in told.split("\n"))
        else:
            assert told == "De bouwsteen als geheel."
    assert "beschermt wie antwoordde" in said(report)


@pytest.mark.parametrize("who", ["d", "e", "f", "nobody"])
def test_a_hidden_partner_has_no_result_to_take_away(who: str) -> None:
    assert own_result(SHOWN, who, QUICKSCAN, network="N", scan_round="R", day=DAY) is None


def test_an_agreed_colour_stands_beside_what_was_measured_with_its_reason() -> None:
    tables = [
        part
        for part in made().parts
        if isinstance(part, ReportTable) and part.headings[1:3] == ("Gemeten", "Afgesproken")
    ]
    (row,) = tables[0].rows
    assert row[0].startswith("5.6 ") and re.fullmatch(r"● overwegend groen \(\d+ partners, \d+ scans\)", row[1])
    assert row[2:] == ("◆ oranje", "De scholen horen niets terug.")


def test_a_quoted_remark_stands_under_the_partner_that_shows_it() -> None:
    told = [item for part in made().parts if isinstance(part, Items) for item in part.items]
    assert ("Organisatie A", "“Wij geven door en horen niets meer.”") in told
