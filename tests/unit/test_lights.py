"""A light is always a word, a symbol and a colour together."""

from __future__ import annotations

import pytest

from onlife.domain.light import COLOURS, Light, light_named


def test_a_light_is_told_by_more_than_its_colour() -> None:
    assert [light.label for light in Light] == ["● groen", "◆ oranje", "■ rood", "– n.v.t."]
    assert len({light.colour for light in Light}) == 4


def test_green_counts_two_orange_one_red_none_and_a_skip_not_at_all() -> None:
    assert [light.points for light in COLOURS] == [2, 1, 0]
    assert Light.NOT_APPLICABLE.points is None


@pytest.mark.parametrize(
    ("word", "light"),
    [
        ("groen", Light.GREEN),
        (" Oranje ", Light.ORANGE),
        ("ROOD", Light.RED),
        ("nvt", Light.NOT_APPLICABLE),
        ("N.v.t.", Light.NOT_APPLICABLE),
    ],
)
def test_an_imported_word_is_understood(word: str, light: Light) -> None:
    assert light_named(word) is light


@pytest.mark.parametrize("word", ["", "geel", "green", "1"])
def test_any_other_word_is_no_light(word: str) -> None:
    assert light_named(word) is None
