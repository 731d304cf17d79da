"""The path for worrying signals as a drawing: its steps from top to bottom, beside each the ways in which it can end.

Everything is placed on a sheet that is 400 wide, so that one SVG grows from a phone to a projector with its letters. A
picture cannot take the colours of the page around it; it is drawn for a light or for a dark one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from onlife.content.concern import ConcernGuide, ConcernStep, Outcome
from onlife.translation import gettext as _

WIDTH = 400
LEFT, STEP_WIDTH = 24, 180
RIGHT, END_WIDTH = 230, 168
DOWN = LEFT + 126
"""Where arrows to the next step go down; their words stand to the right, those of a skip to the left."""
LINE, PADDING, GAP = 17, 9, 10
STEP_LETTERS, WHEN_LETTERS, SHORT_LETTERS, ON_LETTERS, SKIP_LETTERS = 17, 20, 17, 28, 17
"""How many letters fit on a line, also in the widest of the fonts that a device may have."""
FONTS = "Arial, Helvetica, Roboto, Liberation Sans, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Ink on paper, ink in a step, a step, lines: as in the theme of the page."""

    ink: str
    on_step: str
    step: str
    line: str


LIGHT = Palette("#1D2733", "#FFFFFF", "#1F4E79", "#1F4E79")
DARK = Palette("#EDE9E0", "#FFFFFF", "#3676B2", "#8FBCE8")


@dataclass(frozen=True)
class _StepRow:
    """A step and its outcomes: where it begins and how high it is."""

    step: ConcernStep
    ends: Sequence[Outcome]
    top: int
    height: int

    @property
    def middle(self) -> int:
        return self.top + self.height // 2


def svg(guide: ConcernGuide, *, dark: bool) -> str:
    """The flow chart as an SVG of 400 wide, for a light or a dark page."""
    palette = DARK if dark else LIGHT
    rows = _rows(guide)
    bottom = rows[-1].top + rows[-1].height + 4
    drawn = [mark for row in rows for mark in _row(row, palette)]
    places = {row.step.id: row for row in rows}
    for row, following in pairwise(rows):
        drawn += _arrow(f"M{DOWN},{_step_bottom(row)} V{following.top - 2}", palette)
        drawn += _words(
            _lines(row.step.on, ON_LETTERS), DOWN + 9, _step_bottom(row) + _gap(row.step) // 2 + 4, palette.ink
        )
        if row.step.skip:
            target = places[row.step.skip_to].middle
            drawn += _arrow(f"M{LEFT},{row.middle} H10 V{target} H{LEFT - 2}", palette)
            drawn += _words(_lines(row.step.skip, SKIP_LETTERS), 17, _step_bottom(row) + 17, palette.ink)
    head = f'<svg viewBox="0 0 {WIDTH} {bottom}" font-family="{FONTS}">'
    tip = (
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{palette.line}"/></marker></defs>'
    )
    return "\n".join([head, tip, *drawn, "</svg>"])


def description(guide: ConcernGuide) -> str:
    """The flow chart in one sentence, for who does not see it."""
    steps = ", ".join(f"{step.id} {step.short}" for step in guide.steps)
    ends = "; ".join(f"{end.when}: {end.short}" for end in guide.outcomes.values())
    return _("Stroomschema van boven naar onder: {steps}. Uitgangen: {ends}.", steps=steps, ends=ends)


def _rows(guide: ConcernGuide) -> list[_StepRow]:
    rows: list[_StepRow] = []
    top = 4
    for step in guide.steps:
        ends = [end for end in guide.outcomes.values() if end.step == step.id]
        heights = [_end_height(end) for end in ends]
        height = max(_step_height(step), sum(heights) + GAP * (len(ends) - 1) if ends else 0)
        rows.append(_StepRow(step, ends, top, height))
        top += height + _gap(step)
    return rows


def _row(row: _StepRow, palette: Palette) -> list[str]:
    step = row.step
    lines = _lines(f"{step.id} {step.short}", STEP_LETTERS)
    drawn = [_box(LEFT, row.top, STEP_WIDTH, row.height, palette.step, palette.step)]
    drawn += _words(
        lines, LEFT + 12, row.middle + 5 - LINE * (len(lines) - 1) // 2, palette.on_step, bold=True, size=14
    )
    top = row.middle - (sum(map(_end_height, row.ends)) + GAP * (len(row.ends) - 1)) // 2
    for end in row.ends:
        height = _end_height(end)
        middle = top + height // 2
        drawn += _arrow(f"M{LEFT + STEP_WIDTH},{middle} H{RIGHT - 2}", palette)
        drawn.append(_box(RIGHT, top, END_WIDTH, height, "none", palette.line))
        when, short = _lines(end.when, WHEN_LETTERS), _lines(end.short, SHORT_LETTERS)
        drawn += _words(when, RIGHT + 9, top + PADDING + 11, palette.ink)
        drawn += _words(short, RIGHT + 9, top + PADDING + 12 + LINE * len(when), palette.ink, bold=True)
        top += height + GAP
    return drawn


def _step_bottom(row: _StepRow) -> int:
    return row.top + row.height


def _step_height(step: ConcernStep) -> int:
    return LINE * len(_lines(f"{step.id} {step.short}", STEP_LETTERS)) + 2 * PADDING + 6


def _end_height(end: Outcome) -> int:
    return LINE * (len(_lines(end.when, WHEN_LETTERS)) + len(_lines(end.short, SHORT_LETTERS))) + 2 * PADDING - 2


def _gap(step: ConcernStep) -> int:
    return 26 + 14 * max(len(_lines(step.skip, SKIP_LETTERS)) - 1, bool(step.on))


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)


def _box(x: int, y: int, width: int, height: int, fill: str, stroke: str) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" fill="{fill}" stroke="{stroke}" '
        'stroke-width="1.5"/>'
    )


def _arrow(path: str, palette: Palette) -> list[str]:
    return [f'<path d="{path}" fill="none" stroke="{palette.line}" stroke-width="2" marker-end="url(#tip)"/>']


def _words(lines: Sequence[str], x: int, y: int, ink: str, *, bold: bool = False, size: int = 13) -> list[str]:
    weight = ' font-weight="600"' if bold else ""
    return [
        f'<text x="{x}" y="{y + LINE * at}" fill="{ink}" font-size="{size}"{weight}>{escape(line)}</text>'
        for at, line in enumerate(lines)
    ]
