"""A figure as a picture for a slide or a report: white paper, its title on top, always in the light theme."""

from __future__ import annotations

import textwrap
from typing import Any

import vl_convert

from onlife.charts import Figure

WIDTH = 1100
SCALE = 2


def png(figure: Figure) -> bytes:
    """PNG of 1100 pixels wide in the chart, drawn at double scale."""
    return vl_convert.vegalite_to_png(_on_paper(figure), scale=SCALE)


def svg(figure: Figure) -> bytes:
    """SVG in UTF-8."""
    return vl_convert.vegalite_to_svg(_on_paper(figure)).encode()


def _on_paper(figure: Figure) -> dict[str, Any]:
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
    config = {
        **figure.spec.get("config", {}),
        "font": "Source Sans Pro, DejaVu Sans, Arial, sans-serif",
        "padding": 20,
    }
    config["view"] = {**config.get("view", {}), "stroke": None}
    return {**figure.spec, "width": WIDTH, "title": title, "background": "white", "config": config}
