"""The small fonts hold what the app writes: every icon that code names, every letter that the style sheet says they are for."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from tests import subset_fonts
from tests.subset_fonts import ICONS, LETTERS, STATIC, letters_of, ligatures, named_icons, theirs


@pytest.fixture(scope="module")
def every_icon() -> frozenset[str]:
    return frozenset(ligatures(TTFont(theirs("MaterialSymbols-Rounded"))))


def test_every_icon_that_code_names_is_in_the_small_font(every_icon: frozenset[str]) -> None:
    ours = ligatures(TTFont(STATIC / ICONS)).keys()
    assert sorted((named_icons() & every_icon) - ours) == [], "run `make fonts`"
    assert len(every_icon) > 10 * len(ours), "the control: most icons are not in it"


def test_every_icon_that_our_own_code_names_exists(every_icon: frozenset[str]) -> None:
    assert sorted(subset_fonts.our_icons() - every_icon) == []


@pytest.mark.parametrize("ours", LETTERS)
def test_the_small_letters_are_those_that_the_style_sheet_says(ours: str) -> None:
    said = set(letters_of((STATIC / "fonts.css").read_text(encoding="utf-8")))
    whole = set(TTFont(theirs(LETTERS[ours])).getBestCmap())
    small = set(TTFont(STATIC / ours).getBestCmap())
    assert small == said & whole and {*map(ord, "Aë€✓")} < small
    assert len(whole) > 2 * len(small), "the control: most letters are not in it"


def test_the_name_that_the_licence_keeps_is_not_on_the_small_letters() -> None:
    for ours in LETTERS:
        names = TTFont(STATIC / ours)["name"]
        assert names.getDebugName(1) == subset_fonts.OUR_NAME and "SIL Open Font License" in names.getDebugName(13)
