"""A report as Markdown, for who goes on with it in another system. What was typed stays text: no sign of it can be a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from onlife.export.report import FilledForm, Heading, Items, Part, Picture, Report, ReportTable, Step, Text, printable
from onlife.text import long_date, unbroken

_MARKS = re.compile(r"([\\`*_<>|#~]|\](?=\())")
_LEADS = re.compile(r"^(\d*)([.)+-])(?=\s)")
"""What makes a list of a line."""


def markdown(report: Report, step: Step = lambda done: None) -> bytes:
    """The report in UTF-8; a picture is told by its alternative text."""
    about = " · ".join(filter(None, (report.author, report.subtitle, long_date(report.day), *report.sender)))
    written = [f"# {_line(report.title)}", _line(about), *("\n".join(_lines(part)) for part in report.parts)]
    step(1.0)
    return ("\n\n".join(written) + "\n").encode()


def _lines(part: Part) -> Iterator[str]:
    match part:
        case Heading():
            yield f"{'#' * (part.level + 1)} {_line(part.text)}"
        case Text():
            yield _lead_in(part.strong, part.text)
        case Items():
            yield from (f"- {_lead_in(strong, text)}" for strong, text in part.items)
        case ReportTable():
            yield _row(part.headings)
            yield f"|{' --- |' * len(part.headings)}"
            yield from map(_row, part.rows)
        case FilledForm():
            yield from (f"- {_lead_in(f'{asked}:', written)}" for asked, written in part.rows)
        case Picture():
            yield _lead_in(f"{part.figure.title}:", part.figure.alt)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_line, cells))} |"


def _lead_in(strong: str, text: str) -> str:
    return " ".join(filter(None, (f"**{_line(strong)}**" if strong else "", _line(text))))


def _line(text: str) -> str:
    """A text on one line, in which nothing is a mark."""
    plain = _MARKS.sub(r"\\\1", unbroken(printable(text)))
    return _LEADS.sub(r"\1\\\2", plain)
