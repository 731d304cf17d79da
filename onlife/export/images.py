"""A figure as a picture: for a slide, with its title on top, or for a report that says the title itself.

Always on white paper, in the light theme.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any

from onlife import charts
from onlife.charts import Figure
from onlife.export.drawing import draw, draw_all
from onlife.export.report import Picture, Report, Step

WIDTH = 1100
SCALE = 2
REPORT_WIDTH = 800
"""Pixels across a page of a report, so that letters of 14 pixels are printed at 8.5 points."""
REPORT_SCALE = 1.6
"""Over 17 centimetres this is 190 dots per inch."""
SIGNS = "DejaVu Sans Mono"
"""The font of the signs of lights and stars, which Typst carries with it and Source Sans does not have."""
_SIGN = re.compile("[●◆■★☆✓]+")
_BETWEEN_TAGS = re.compile(">[^<]*<")
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')


def png(figure: Figure) -> bytes:
    """PNG of 1100 pixels wide in the chart, drawn at double scale."""
    return draw(_titled(figure), SCALE)


def svg(figure: Figure) -> bytes:
    """SVG in UTF-8."""
    return draw(_titled(figure), 0)


def report_pngs(report: Report, step: Step) -> list[bytes]:
    """The pictures of a report for a page of 17 centimetres wide, without their titles."""
    return draw_all(_pictures(report), REPORT_SCALE, step)


def report_svgs(report: Report, step: Step) -> list[str]:
    """The same as vectors, every sign in its own font, or a sign would take its whole line along to another font."""
    drawings = (made.decode() for made in draw_all(_pictures(report), 0, step))
    return [_BETWEEN_TAGS.sub(lambda text: _SIGN.sub(_in_own_font, text[0]), drawing) for drawing in drawings]


def _pictures(report: Report) -> list[dict[str, Any]]:
    return [_on_page(part.figure) for part in report.parts if isinstance(part, Picture)]


def _in_own_font(sign: re.Match[str]) -> str:
    return f'<tspan font-family="{SIGNS}">{sign[0]}</tspan>'


def shape(drawing: str) -> float:
    """Height over width of an SVG."""
    found = _SIZE.search(drawing)
    return float(found[2]) / float(found[1]) if found else 1.0


def _titled(figure: Figure) -> dict[str, Any]:
    title = {
        "text": figure.title,
        "subtitle": textwrap.wrap(figure.note, 120),
        "anchor": "start",
        "frame": "group",
        "fontSize": 22,
        "subtitleFontSize": 14,
        "subtitleLineHeight": 20,
        "subtitlePadding": 6,
        "offset": 16,
    }
    drawn = _in_width(figure.spec, WIDTH)
    return {**drawn, "title": title, "config": {**drawn["config"], "padding": 20}}


def _on_page(figure: Figure) -> dict[str, Any]:
    return _in_width(charts.on_paper(figure), REPORT_WIDTH)


def _in_width(spec: dict[str, Any], width: int) -> dict[str, Any]:
    config = {
        **spec.get("config", {}),
        "font": "Source Sans Pro, DejaVu Sans, Arial, sans-serif",
        "padding": 2,
        "aria": False,
    }
    config["view"] = {**config.get("view", {}), "stroke": None}
    return {**spec, "width": width, "background": "white", "config": config}
