"""The words of the app in the language of whoever reads them.

Dutch stands in code and content. The other languages come from the catalogues in `locale/`, one file a language; what is
missing there is read in Dutch. `make messages` brings the catalogues up to date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from enum import StrEnum
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Self, TypeVar

from babel import Locale, dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Result = TypeVar("Result")
DUTCH = "nl"
LANGUAGES = {DUTCH: "Nederlands", "fr": "Français", "en": "English"}
"""What one can choose, by its own name."""
CATALOGUES = Path(__file__).with_name("locale")
catalogues: dict[str, NullTranslations] = {}
"""Language -> its sentences, read once somebody speaks it."""
_REGIONS = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}
_PLACE = re.compile(r"\{(\w+)\}")
_now: ContextVar[str] = ContextVar("language", default="")
_of_session: list[Callable[[], str]] = []


def language() -> str:
    """The language of whoever reads now: what `use` says, else what the session says that runs, else Dutch."""
    return _now.get() or next((said for ask in _of_session if (said := ask())), DUTCH)


def is_known(code: str) -> bool:
    """Whether there is a language with this code."""
    return code in LANGUAGES or code in catalogues


def ask_session(ask: Callable[[], str]) -> None:
    """Let a part of the app that knows sessions say in which language one reads; '' where none runs."""
    _of_session.append(ask)


def speak(code: str) -> None:
    """Speak a language from here on in this context, such as a request that answers off the event loop."""
    _now.set(code if is_known(code) else DUTCH)


@contextmanager
def use(code: str) -> Iterator[None]:
    """Speak a language for as long as something takes; one that there is not is Dutch."""
    before = _now.set(code if is_known(code) else DUTCH)
    try:
        yield
    finally:
        _now.reset(before)


def gettext(sentence: str, **values: object) -> str:
    """The sentence in the language of whoever reads, with these values in its places, such as `{name}`."""
    here = language()
    said = sentence if here == DUTCH or not sentence else catalogue(here).gettext(sentence)
    return _PLACE.sub(lambda place: str(values.get(place[1], place[0])), said) if values else said


def per_language(make: Callable[[], Result]) -> Callable[[], Result]:
    """Make something once for each language in which it is asked."""

    @cache
    def made(code: str) -> Result:
        with use(code):
            return make()

    return wraps(make)(lambda: made(language()))


def N_(sentence: str) -> str:  # noqa: N802  # the usual name in gettext
    """Mark a sentence for the catalogue where nobody reads it yet; `gettext` says it where it is shown."""
    return sentence


class Worded(StrEnum):
    """Names to store, each with the word that a visitor reads: the name itself where no other is given."""

    dutch: str

    def __new__(cls, value: str, word: str = "") -> Self:
        made = str.__new__(cls, value)
        made._value_, made.dutch = value, word or value
        return made

    @property
    def word(self) -> str:
        return gettext(self.dutch)


def format_date(day: date) -> str:
    """A date in words, such as `23 november 2026`."""
    said = dates.format_date(day, "d MMMM y", _locale(language()))
    return f"{day.day}er{said.removeprefix('1')}" if day.day == 1 and language() == "fr" else said


def tag() -> str:
    """The language with its region, as documents name it: `nl-BE`."""
    return _REGIONS.get(language(), _REGIONS[DUTCH]).replace("_", "-")


def month_names(width: str) -> list[str]:
    """The twelve months, `wide` or `abbreviated`."""
    return [name for _number, name in sorted(_locale(language()).months["format"][width].items())]


def decimal_mark() -> str:
    """What stands between a whole number and its decimals."""
    return str(_locale(language()).number_symbols["latn"]["decimal"])


def is_one(number: int) -> bool:
    """Whether the words for one go with a number."""
    return bool(_locale(language()).plural_form(number) == "one")


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(_REGIONS.get(code, _REGIONS[DUTCH]))


def catalogue(code: str) -> NullTranslations:
    """The sentences of a language."""
    if code not in catalogues:
        made = BytesIO()
        with (CATALOGUES / f"{code}.po").open("rb") as file:
            write_mo(made, read_po(file, locale=code))
        made.seek(0)
        catalogues[code] = Translations(made)
    return catalogues[code]
