"""The three lights of the Quickscan and the deliberate skip: word, symbol, points and colour in one place."""

from __future__ import annotations

from enum import Enum
from typing import Any, Self

from onlife.translation import N_
from onlife.translation import gettext as _


class Light(Enum):
    """The level a statement stands for. The value is what is stored; what a visitor sees is `label`.

    `key`: under which it is typed over from paper; `points`: 2, 1 or 0, None for n.v.t., which never counts as a colour;
    `colour`: in hex, at least 3:1 against the light and the dark page.
    """

    dutch: str
    symbol: str
    key: str
    points: int | None
    colour: str

    GREEN = "green", N_("groen"), "●", "1", 2, "#1B7F5C"
    ORANGE = "orange", N_("oranje"), "◆", "2", 1, "#C9770A"
    RED = "red", N_("rood"), "■", "3", 0, "#B3372F"
    NOT_APPLICABLE = "not_applicable", N_("n.v.t."), "–", "0", None, "#8A8578"

    def __new__(cls, value: str, *said: Any) -> Self:
        light = object.__new__(cls)
        light._value_ = value
        light.dutch, light.symbol, light.key, light.points, light.colour = said
        return light

    @property
    def word(self) -> str:
        return _(self.dutch)

    @property
    def label(self) -> str:
        """Symbol and word, so that colour is never the only sign."""
        return f"{self.symbol} {self.word}"


COLOURS = (Light.GREEN, Light.ORANGE, Light.RED)


def light_named(word: str) -> Light | None:
    """The light a Dutch import word stands for: groen, oranje, rood, nvt or n.v.t., in any case; None for every other word."""
    plain = word.strip().lower()
    for light in Light:
        if plain in (light.dutch, light.dutch.replace(".", "")):
            return light
    return None
