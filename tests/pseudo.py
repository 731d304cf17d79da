"""A language that everybody can read and that shows what was forgotten: every sentence of a catalogue stands between marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from babel import Locale
from babel.support import NullTranslations

from onlife.translation import catalogues, use

CODE = "qps"
_INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
_DATES = set(Locale.parse("nl").months["format"]["wide"].values())
"""What Babel says, which needs no catalogue."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_WORDS = re.compile(
    r"<[^>]*>|&\w+;|:material/\w+:|:[\w-]+\[|\]\([^)]*\)|\S*/l/\S+|[\w-]+\.(?:js|css)\b|\bdata-[0-9a-f]{32}|https?:\S+"
)


class Marked(NullTranslations):
    """Says a sentence between marks, and knows what it was `asked`."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return f"⟦{message}⟧"


@contextmanager
def known() -> Iterator[Marked]:
    """There is such a language, for as long as something takes."""
    catalogues[CODE] = marked = Marked()
    try:
        yield marked
    finally:
        del catalogues[CODE]


@contextmanager
def spoken() -> Iterator[Marked]:
    """Speak it for as long as something takes."""
    with known() as marked, use(CODE):
        yield marked


def bare(text: str) -> str:
    """What stands between no marks."""
    while _INNERMOST.search(text):
        text = _INNERMOST.sub("", text)
    return text


def words(text: str, names: Iterable[str] = ()) -> list[str]:
    """The words of a text (Markdown) that stand between no marks and are no name, in order."""
    left = bare(text.replace("\\", ""))
    for name in sorted({*names, *_DATES}, key=len, reverse=True):
        left = left.replace(name, " ")
    return _WORD.findall(_NO_WORDS.sub(" ", left))
