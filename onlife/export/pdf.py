"""PDF by Typst: a report, or the scan to print. Tagged, with alternative texts, and set without network or system fonts.

What was typed reaches Typst as data, never as source, so that no text can be a command.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from onlife.export import images
from onlife.export.report import LOGO, PAGE_WIDTH, Part, Picture, Report, Step, keep_with_next, printable
from onlife.text import long_date
from onlife.translation import language

HOME = Path(__file__).parent


def pdf(report: Report, step: Step = lambda done: None) -> bytes:
    """The report on A4; setting the pages is the last part of it."""
    drawn = iter(images.report_svgs(report, lambda done: step(0.8 * done)))
    parts = []
    for at, (part, keep) in enumerate(zip(report.parts, keep_with_next(report), strict=True)):
        parts.append({**_part(part, drawn), "keep": keep})
        step(0.8 + 0.1 * (at + 1) / len(report.parts))
    told = {
        "title": report.title,
        "subtitle": report.subtitle,
        "author": report.author,
        "day": long_date(report.day),
        "origin": report.origin,
        "sender": " · ".join(report.sender),
        "logo": [*report.logo],
        "logo_alt": report.logo_alt,
        "logo_size": LOGO,
        "parts": parts,
    }
    made = typeset("report.typ", told, report.day)
    step(1.0)
    return made


def typeset(template: str, told: Mapping[str, Any], day: date) -> bytes:
    """A PDF of one of our templates with this as its data, by the rules of PDF/UA-1 (accessible) and PDF/A-2a (to be
    opened in many years).

    Those rules refuse a letter that no font has. A name in another script may be in a report all the same: then it is
    tagged as well, but promises nothing.
    """
    compiler = typst.Compiler(
        HOME / template,
        root=HOME,
        font_paths=[HOME / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"told": json.dumps(_printable({**told, "language": language()}), ensure_ascii=False)},
    )
    written = datetime.combine(day, time(), UTC)
    try:
        made = compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=written)
    except typst.TypstError:
        made = compiler.compile(format="pdf", timestamp=written)
    assert isinstance(made, bytes)
    return made


def _printable(told: Any) -> Any:
    """The same data with every text in it printable."""
    if isinstance(told, str):
        return printable(told)
    if isinstance(told, Mapping):
        return {key: _printable(value) for key, value in told.items()}
    return [_printable(value) for value in told] if isinstance(told, list | tuple) else told


def _part(part: Part, drawn: Iterator[str]) -> dict[str, Any]:
    """A part as the template takes it: under the name of its kind."""
    if not isinstance(part, Picture):
        return {"kind": type(part).__name__, **vars(part)}
    drawing = next(drawn)
    return {
        "kind": "Picture",
        "drawing": drawing,
        "width": min(PAGE_WIDTH, part.height / images.shape(drawing)),
        "alt": part.figure.alt,
        "note": part.figure.note,
    }
