"""The three lights of the Quickscan and the deliberate skip: word, symbol, points and colour in one place."""

from __future__ import annotations

from enum import Enum

from onlife.translation import N_
from onlife.translation import gettext as _


class Light(Enum):
    """The level a statement stands for. The value is what is stored; what a visitor sees is `label`."""

    GREEN = "green"
    ORANGE = "orange"
    RED = "red"
    NOT_APPLICABLE = "not_applicable"

    @property
    def word(self) -> str:
        return _(_WORDS[self])

    @property
    def symbol(self) -> str:
        return _SYMBOLS[self]

    @property
    def points(self) -> int | None:
        """2, 1 or 0; None for n.v.t., which never counts as a colour."""
        return _POINTS[self]

    @property
    def colour(self) -> str:
        """Hex colour, at least 3:1 against the light and the dark page."""
        return _HEX[self]

    @property
    def key(self) -> str:
        """The key under which it is typed over from paper."""
        return _KEYS[self]

    @property
    def label(self) -> str:
        """Symbol and word, so that colour is never the only sign."""
        return f"{self.symbol} {self.word}"


_WORDS = {
    Light.GREEN: N_("groen"),
    Light.ORANGE: N_("oranje"),
    Light.RED: N_("rood"),
    Light.NOT_APPLICABLE: N_("n.v.t."),
}
_SYMBOLS = {Light.GREEN: "●", Light.ORANGE: "◆", Light.RED: "■", Light.NOT_APPLICABLE: "–"}
_KEYS = {Light.GREEN: "1", Light.ORANGE: "2", Light.RED: "3", Light.NOT_APPLICABLE: "0"}
_POINTS = {Light.GREEN: 2, Light.ORANGE: 1, Light.RED: 0, Light.NOT_APPLICABLE: None}
_HEX = {
    Light.GREEN: "#1B7F5C",
    Light.ORANGE: "#C9770A",
    Light.RED: "#B3372F",
    Light.NOT_APPLICABLE: "#8A8578",
}

COLOURS = (Light.GREEN, Light.ORANGE, Light.RED)


def light_named(word: str) -> Light | None:
    """The light a Dutch import word stands for: groen, oranje, rood, nvt or n.v.t., in any case; None for every other word."""
    plain = word.strip().lower()
    for light in Light:
        if plain in (_WORDS[light], _WORDS[light].replace(".", "")):
            return light
    return None
