"""Makes the small fonts that the app hands out, of those that come with Streamlit: `make fonts`.

Streamlit's icons are a font of four thousand and its letters know six alphabets, which is a fifth of what a first visit
weighs. Ours stand over them (`onlife/web/static/fonts.css`); a letter that they lack still comes from the full font. An icon
that is missing would be read as its name, so `tests/unit/test_fonts.py` asks that none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

from onlife.services.settings import HOME

STATIC = HOME / "onlife" / "web" / "static"
ICONS = "icons.woff2"
LETTERS = {"letter.woff2": "SourceSansVF-Upright", "letter-italic.woff2": "SourceSansVF-Italic"}
"""Our file -> how the name of Streamlit's begins; the rest follows from its contents."""
OUR_NAME = "Onlife Letter"
"""What the small letters call themselves: their licence keeps the name *Source* for the whole font."""
FAMILY, FULL_NAME, POSTSCRIPT, TYPOGRAPHIC_FAMILY = 1, 4, 6, 16
NAMED = re.compile(r":material/(\w+):")


@cache
def streamlit() -> Path:
    spec = find_spec("streamlit")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


def theirs(start: str) -> Path:
    """The font of Streamlit whose file name begins so."""
    return next((streamlit() / "static" / "static" / "media").glob(f"{start}*.woff2"))


def our_icons() -> frozenset[str]:
    """Every icon that our code names."""
    return _named(file for folder in ("onlife", "pages") for file in (HOME / folder).rglob("*.py"))


def named_icons() -> frozenset[str]:
    """Every icon that our code names, or Streamlit's own: also words in its code that look like one."""
    scripts = (streamlit() / "static" / "static" / "js").glob("*.js")
    return our_icons() | _named(streamlit().rglob("*.py")) | _named(scripts)


def _named(files: Iterable[Path]) -> frozenset[str]:
    return frozenset(name for file in files for name in NAMED.findall(file.read_text(encoding="utf-8")))


def ligatures(font: TTFont) -> dict[str, tuple[list[Any], Any]]:
    """Icon -> the list that holds its ligature, and the ligature, in a font that writes an icon by its name."""
    letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items() if code < 0x7F}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, rest in getattr(table, "ExtSubTable", table).ligatures.items():
                for one in rest:
                    found["".join(letter.get(part, "?") for part in (first, *one.Component))] = (rest, one)
    return found


def letters_of(sheet: str) -> list[int]:
    """The characters that a style sheet says a small font is for."""
    said = re.search(r"unicode-range:([^;]+);", sheet)
    assert said
    found: list[int] = []
    for part in said[1].split(","):
        start, _, end = part.strip().removeprefix("U+").partition("-")
        found += range(int(start, 16), int(end or start, 16) + 1)
    return found


def make_icons() -> None:
    options = subset.Options(flavor="woff2", layout_features=["*"], layout_closure=False)
    font = subset.load_font(str(theirs("MaterialSymbols-Rounded")), options)
    known = ligatures(font)
    wanted = named_icons() & known.keys()
    for name, (rest, one) in known.items():
        if name not in wanted:
            rest.remove(one)
    cut = subset.Subsetter(options)
    cut.populate(glyphs=[known[name][1].LigGlyph for name in wanted], text=" ".join(wanted))
    cut.subset(font)
    subset.save_font(font, str(STATIC / ICONS), options)


def make_letters() -> None:
    options = subset.Options(flavor="woff2", name_IDs=["*"])
    for ours, start in LETTERS.items():
        font = subset.load_font(str(theirs(start)), options)
        for name in font["name"].names:
            if name.nameID in (FAMILY, FULL_NAME, TYPOGRAPHIC_FAMILY):
                name.string = OUR_NAME
            elif name.nameID == POSTSCRIPT:
                name.string = OUR_NAME.replace(" ", "")
        cut = subset.Subsetter(options)
        cut.populate(unicodes=letters_of((STATIC / "fonts.css").read_text(encoding="utf-8")))
        cut.subset(font)
        subset.save_font(font, str(STATIC / ours), options)


if __name__ == "__main__":
    make_icons()
    make_letters()
