"""A small made-up network for the unit tests: a questionnaire of any shape, partners with chosen answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pandas as pd

from onlife.domain import privacy
from onlife.domain.light import COLOURS
from onlife.domain.privacy import PartnerAnswers
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.shown import Shown

Counts = tuple[int, int, int, int]
COLUMNS = ["partner", "element", "green", "orange", "red", "not_applicable"]


def questionnaire(*sizes: int, cooperation: str = "") -> Questionnaire:
    """Blocks 1, 2, ... with this many elements each; `cooperation`: the block that all partners share, if there is one."""
    statements = MappingProxyType({light: f"Stelling {light.word}." for light in COLOURS})
    blocks = (
        Block(
            id=str(at),
            name=f"Bouwsteen nummer {at}",
            short=f"Blok {at}",
            core_question="Waarom?",
            elements=tuple(
                Element(
                    f"{at}.{k}",
                    str(at),
                    f"Element {k} van blok {at}, met een titel",
                    "",
                    statements,
                    ("Waaraan merk je dat?",) * (str(at) == cooperation),
                )
                for k in range(1, size + 1)
            ),
        )
        for at, size in enumerate(sizes, start=1)
    )
    return Questionnaire(1, "Voorbeeld", "Verzonnen", tuple(blocks))


def partner(key: str, n: int, *, joint: bool = False, closed: bool = True, released: bool = True) -> PartnerAnswers:
    return PartnerAnswers(
        key, f"Organisatie {key.upper()}", "jeugd" if key < "c" else "zorg", joint, n, closed, released
    )


def counts(answers: Mapping[str, Mapping[str, Counts]]) -> pd.DataFrame:
    """partner -> element -> (green, orange, red, not applicable)."""
    rows = [(who, element, *row) for who, given in answers.items() for element, row in given.items()]
    return pd.DataFrame(rows, columns=COLUMNS)


def show(
    answers: Mapping[str, Mapping[str, Counts]],
    partners: Iterable[PartnerAnswers],
    form: Questionnaire,
    threshold: int = 5,
) -> Shown:
    return privacy.shown(counts(answers), list(partners), form, threshold)
