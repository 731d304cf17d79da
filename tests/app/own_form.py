"""A questionnaire of three blocks that a network made itself."""

from __future__ import annotations

from onlife.domain.light import COLOURS
from onlife.domain.questionnaire import Block, Element, Questionnaire

SIZES = (2, 4, 9)


def block(at: int, size: int) -> Block:
    elements = tuple(
        Element(
            f"{at}.{k}",
            str(at),
            f"Eigen element {at}-{k}",
            "",
            {light: f"Stelling {light.word} van {at}-{k}." for light in COLOURS},
            ("Wat zien jullie?",) if at == 2 else (),
        )
        for k in range(1, size + 1)
    )
    return Block(str(at), f"Eigen bouwsteen {at}", f"Eigen {at}", "Hoe gaat het?", elements)


FORM = Questionnaire(70, "Eigen scan", "Van onszelf", tuple(block(at, n) for at, n in enumerate(SIZES, start=1)))
