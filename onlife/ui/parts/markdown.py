"""Text that a visitor typed, in Markdown and in labels: it reaches Markdown only through `plain`."""

from __future__ import annotations

import re

from onlife.domain.light import Light
from onlife.text import unbroken

MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&^=\"'/])")
AFTERWARDS = re.compile(
    r"(https?)(?=://)|www(?=\.)|@(?=[-\w])|:(?=streamlit:)|-(?=[->])|<(?=[-=])|[>~](?==)", re.IGNORECASE
)
"""What Streamlit's page turns into a link, an arrow or a logo in finished text, where a backslash says nothing any more."""
LIVELY = re.compile(r"[\\`*_{}\[\]|<>~$@!]|&#?\w+;|^\s*([#+=-]|\d+[.)])|\s{2}|--|:\w|://|www\.", re.IGNORECASE)
"""What may be more than text in a label."""
BREAK = "\u2060"
"""Has no width and no meaning; typed text cannot hold it (`onlife.text`)."""


def plain(text: str) -> str:
    """Typed text, so that Markdown shows it letter for letter on one line."""
    parts = AFTERWARDS.sub(rf"\g<0>{BREAK}", unbroken(text))
    return MARKDOWN.sub(r"\\\1", parts)


def label(text: str) -> str:
    """Typed text as the label of a field. What means nothing in Markdown stays as it is: a screen reader reads out the
    label as it was given, with every backslash in it.
    """
    return plain(text) if LIVELY.search(text) else text


def light_mark(light: Light) -> str:
    """A light in Markdown: symbol in colour and word."""
    colour = light.value if light.points is not None else "gray"
    return f":{colour}[{light.symbol}] {light.word}"
