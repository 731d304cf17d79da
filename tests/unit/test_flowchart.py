"""The drawing of the path shows every step and every ending inside the sheet, and nothing lies over something else."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from onlife.charts import flowchart
from onlife.content import concern

PATH = concern.load()
Box = tuple[float, float, float, float]


def drawing(*, dark: bool) -> ElementTree.Element:
    return ElementTree.fromstring(flowchart.svg(PATH, dark=dark))


def boxes(sheet: ElementTree.Element) -> list[Box]:
    """Left, top, right, bottom of every box."""
    found = []
    for rect in sheet.iter("rect"):
        x, y, width, height = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_every_step_and_every_ending_is_drawn(dark: bool) -> None:
    sheet = drawing(dark=dark)
    said = " ".join(text.text or "" for text in sheet.iter("text"))
    for step in PATH.steps:
        assert step.short in said and step.on in said and step.skip in said
    for end in PATH.outcomes.values():
        assert end.when in said and end.short in said
    assert len(boxes(sheet)) == len(PATH.steps) + len(PATH.outcomes)


def test_no_box_lies_over_another_or_outside_the_sheet() -> None:
    sheet = drawing(dark=False)
    width, height = map(float, sheet.attrib["viewBox"].split()[2:])
    for left, top, right, bottom in boxes(sheet):
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
    for one, other in combinations(boxes(sheet), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def test_words_stay_on_the_sheet_in_the_widest_font() -> None:
    """0.69 of the size is the mean width of a letter in DejaVu Sans Bold, the widest font a device falls back on."""
    sheet = drawing(dark=False)
    inside = boxes(sheet)
    for text in sheet.iter("text"):
        x, y, size = (float(text.attrib[name]) for name in ("x", "y", "font-size"))
        factor = 0.69 if "font-weight" in text.attrib else 0.6
        end = x + factor * size * len(text.text or "")
        own = [box for box in inside if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        assert end <= (own[0][2] if own else 400), text.text


def test_the_two_themes_differ_in_colour_alone() -> None:
    light, dark = (re.sub(r"#[0-9A-F]{6}", "#", flowchart.svg(PATH, dark=dark)) for dark in (False, True))
    assert light == dark
    assert flowchart.svg(PATH, dark=False) != flowchart.svg(PATH, dark=True)


def test_the_sentence_for_who_does_not_see_it_names_every_step_and_every_ending() -> None:
    said = flowchart.description(PATH)
    assert all(step.short in said for step in PATH.steps)
    assert all(end.short in said for end in PATH.outcomes.values())
