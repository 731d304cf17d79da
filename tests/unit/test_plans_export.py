"""The plan to take away: every field of an action in its place, dates that are dates, moments that a calendar takes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from docx import Document
from icalendar import Calendar, Component
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from onlife.content.questionnaire import load
from onlife.domain.plan import FollowUp, PlanAction, Status, Term
from onlife.domain.questionnaire import Questionnaire
from onlife.export.plan import COLUMNS, ics, report, table, with_typed_dates
from onlife.export.tables import csv
from onlife.export.word import docx
from onlife.export.workbook import About, xlsx
from onlife.text import FIRST, LAST, long_date, short_date
from tests.unit.examples import questionnaire

FORM, EARLIER = questionnaire(2, 1), load()
NAMES = {"a": "CAW Noord", "b": "Politie"}
DAY = date(2026, 11, 25)
STAMP = datetime(2026, 11, 25, 9, 0)
CHANGES = {"x1": (2, STAMP), "x2": (0, STAMP), "f1": (1, STAMP), "f2": (3, STAMP + timedelta(days=1)), "f": (0, STAMP)}
ACTION = PlanAction(
    "x1", "n", "", "1", "=Samen bellen; elke maand", date(2026, 4, 1), ("1.2",), Term.MIDDLE, date(2026, 5, 1),
    date(2027, 3, 31), "Elkaar kennen\nen helpen", "a", ("b",), "2 uur", "12 keer gebeld", "Let op", Status.RUNNING,
    responsible="team onthaal",
)  # fmt: skip
BARE = PlanAction("x2", "n", "", "2", "Iets anders", date(2026, 4, 2))
HELD = FollowUp("f1", "x1", date(2026, 9, 1), True, "Drie keer gebeld.", "Vaker afspreken.")
COMING = FollowUp("f2", "x1", date(2026, 12, 8))
MOMENTS = [HELD, COMING]


def dates(actions: Sequence[PlanAction], moments: Sequence[FollowUp] = MOMENTS, *, brief: bool = False) -> Component:
    written = ics(
        actions,
        moments,
        NAMES,
        owner="Zuid",
        changes=CHANGES,
        address="https://x.be/plan?actie={0.id}".format,
        brief=brief,
    )
    return Calendar.from_ical(written)


def form_of(action: PlanAction) -> Questionnaire:
    return EARLIER if action.content_version == EARLIER.version + 1 else FORM


def test_an_action_names_what_it_moves_in_the_words_of_its_own_questionnaire() -> None:
    old = replace(ACTION, elements=("1.1",), content_version=EARLIER.version + 1)
    rows = table([ACTION, old], [], NAMES, form_of)
    assert rows["Bouwsteen"].tolist() == ["1. Bouwsteen nummer 1", f"1. {EARLIER.block('1').name}"]
    made = docx(report([old], [], NAMES, form_of, owner="Zuid", network="Zuid", day=DAY, version=1))
    cells = [cell.text for table in Document(BytesIO(made)).tables for row in table.rows for cell in row.cells]
    assert f"1.1 {EARLIER.element('1.1').title}" in cells


def test_every_field_has_its_column() -> None:
    row = dict(table([ACTION], MOMENTS, NAMES, form_of).iloc[0])
    assert list(row) == COLUMNS
    assert row["Actie"] == ACTION.what and row["Bouwsteen"] == "1. Bouwsteen nummer 1" and row["Elementen"] == "1.2"
    assert (row["Begin"], row["Einde"], row["In het plan sinds"]) == (ACTION.start, ACTION.end, ACTION.begun)
    assert (row["Trekker"], row["Partners"], row["Stand"]) == ("CAW Noord", "Politie", "bezig")
    assert row["Verantwoordelijke"] == "team onthaal"
    assert "1 september 2026: Drie keer gebeld. Vaker afspreken." in row["Opvolging"]
    assert "8 december 2026: nog te houden" in row["Opvolging"]


def test_in_excel_dates_are_dates_and_typed_text_is_text() -> None:
    content = xlsx({"Plan": table([ACTION, BARE], MOMENTS, NAMES, form_of)}, About("Plan", "Zuid", DAY, "v1"))
    sheet = load_workbook(BytesIO(content))["Plan"]
    heads = {cell.value: get_column_letter(at) for at, cell in enumerate(sheet[1], start=1)}
    assert sheet[f"{heads['Einde']}2"].value == datetime(2027, 3, 31) and sheet[f"{heads['Einde']}2"].is_date
    assert sheet[f"{heads['Actie']}2"].data_type == "s"
    assert sheet[f"{heads['Einde']}3"].value is None


def test_in_csv_dates_are_as_one_types_them_and_nothing_calculates() -> None:
    text = csv(with_typed_dates(table([ACTION, BARE], MOMENTS, NAMES, form_of))).decode("utf-8-sig")
    assert "01/05/2026;31/03/2027" in text and "'=Samen bellen" in text


def test_one_form_per_action_with_the_fields_of_the_template() -> None:
    made = report([ACTION, BARE], MOMENTS, NAMES, form_of, owner="Zuid", network="Zuid", day=DAY, version=1)
    document = Document(BytesIO(docx(made)))
    first, second = document.tables
    asked = [row.cells[0].text for row in first.rows]
    assert asked == [row.cells[0].text for row in second.rows]
    written_down = {row.cells[0].text: row.cells[1].text for row in first.rows}
    assert written_down["Doelstelling"] == "Elkaar kennen\nen helpen"
    assert written_down["Elementen die moeten bewegen"] == "1.2 Element 2 van blok 1, met een titel"
    assert written_down["Termijn"] == "middellang (6–18 maanden)" and written_down["Einde"] == "31 maart 2027"
    assert [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"] == [ACTION.what, BARE.what]


def test_a_calendar_gets_the_moments_that_are_still_to_come_with_two_reminders() -> None:
    calendar = dates([replace(ACTION, end=None)])
    (event,) = calendar.walk("VEVENT")
    assert event["uid"] == "f2@onlife-netwerkscan"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (COMING.day, COMING.day + timedelta(days=1))
    assert event["summary"] == f"Opvolging: {ACTION.what}" and "CAW Noord" in str(event["description"])


@pytest.mark.parametrize(
    "day",
    [date(2026, 12, 8), date(2027, 3, 28), date(2027, 3, 29), date(2026, 10, 25), date(2026, 10, 26), date(2028, 2, 29),
     date(2028, 3, 1), date(2027, 1, 1), FIRST, LAST],
)  # fmt: skip
def test_a_reminder_rings_at_nine_in_the_morning_whatever_the_clocks_do_that_week(day: date) -> None:
    """A duration counts days by the calendar and then hours (RFC 5545), from the midnight at which the day begins."""
    calendar = dates([replace(ACTION, end=day)], [])
    (event,) = calendar.walk("VEVENT")
    rings = [datetime.combine(day, time()) + alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    assert rings == [datetime.combine(day - timedelta(days=ahead), time(9)) for ahead in (7, 1)]


def test_a_calendar_gets_the_last_day_of_every_action_that_runs() -> None:
    calendar = dates([ACTION, BARE])
    told = {str(event["uid"]): (str(event["summary"]), event.decoded("dtstart")) for event in calendar.walk("VEVENT")}
    assert told == {
        "f2@onlife-netwerkscan": (f"Opvolging: {ACTION.what}", COMING.day),
        "x1-einde@onlife-netwerkscan": (f"Einddatum: {ACTION.what}", ACTION.end),
    }


@pytest.mark.parametrize("day", [FIRST, LAST, date(2028, 2, 29), date(2027, 3, 28), date(2026, 10, 25)])
def test_every_day_that_may_be_kept_fits_in_every_file(day: date) -> None:
    action = replace(ACTION, start=day, end=day)
    moments = [FollowUp("f", "x1", day)]
    assert len(dates([action], moments).walk("VEVENT")) == 2
    rows = table([action], moments, NAMES, form_of)
    sheet = load_workbook(BytesIO(xlsx({"Plan": rows}, About("Plan", "Zuid", DAY, "v1"))))["Plan"]
    assert datetime.combine(day, time()) in [cell.value for cell in sheet[2]]
    assert short_date(day) in csv(with_typed_dates(rows)).decode("utf-8-sig")
    made = docx(report([action], moments, NAMES, form_of, owner="Zuid", network="Zuid", day=day, version=1))
    assert long_date(day) in " ".join(c.text for t in Document(BytesIO(made)).tables for c in t.columns[1].cells)


def test_a_calendar_gets_nothing_of_what_has_ended_or_of_another_plan() -> None:
    for actions in ([replace(ACTION, status=Status.DROPPED)], [replace(ACTION, status=Status.DONE)], [BARE]):
        assert not dates(actions).walk("VEVENT")


def test_a_day_says_when_it_changed_and_how_often_with_its_action() -> None:
    """What a calendar decides by whether it has the newest; equal plans are equal bytes, whenever they are asked for."""
    said = {str(e["uid"])[:2]: (e["sequence"], e.decoded("last-modified")) for e in dates([ACTION]).walk("VEVENT")}
    utc = STAMP.replace(tzinfo=UTC)
    assert said == {"f2": (5, utc + timedelta(days=1)), "x1": (2, utc)}
    assert all(e.decoded("dtstamp") == e.decoded("last-modified") for e in dates([ACTION]).walk("VEVENT"))
    assert dates([ACTION]).to_ical() == dates([ACTION]).to_ical()


def test_a_calendar_has_a_name_says_how_often_to_look_and_leads_to_the_action() -> None:
    calendar = dates([ACTION])
    assert calendar["name"] == calendar["x-wr-calname"] == "Plan · Zuid"
    assert calendar.decoded("refresh-interval") == timedelta(hours=6)
    assert {e["url"] for e in calendar.walk("VEVENT")} == {"https://x.be/plan?actie=x1"}


def test_who_reads_along_gets_no_more_than_dates_names_of_organisations_and_what_it_is() -> None:
    lines = {str(event["description"]) for event in dates([ACTION], brief=True).walk("VEVENT")}
    assert lines == {"Trekker: CAW Noord\nPartners: Politie"}
    assert "Drie keer gebeld" not in dates([ACTION]).to_ical().decode()


@pytest.mark.parametrize(
    "text", ["a\r\nATTACH:https://kwaad.example/x", 'b\\n;,:"x" ' + "é" * 190, "c\x00\x07\u2028d", "BEGIN:VALARM\r\n "]
)
def test_a_text_never_becomes_a_line_of_its_own(text: str) -> None:
    written = dates([replace(ACTION, what=text, goal=text)]).to_ical()
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    calendar = Calendar.from_ical(written)
    assert {part.name for part in calendar.walk()} == {"VCALENDAR", "VEVENT", "VALARM"}
    assert len(calendar.walk("VALARM")) == 4 and not [e for e in calendar.walk() if "ATTACH" in e]


def test_an_empty_plan_says_so() -> None:
    made = report([], [], NAMES, form_of, owner="Zuid", network="Zuid", day=DAY, version=1)
    assert "Het plan is nog leeg." in [p.text for p in Document(BytesIO(docx(made))).paragraphs]
