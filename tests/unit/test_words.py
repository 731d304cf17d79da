"""Words that go with a number, a name or a sign, in every language that one reads here."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from onlife.content.questionnaire import load, translated
from onlife.domain.questionnaire import SHORT_MAX
from onlife.store.retention import period
from onlife.text import ago, labelled, quoted, unbroken
from onlife.translation import LANGUAGES, use
from onlife.ui.parts.markdown import plain
from tests.catalogue import catalogue


@pytest.mark.parametrize(
    ("code", "one_year", "years", "one_hour", "hours"),
    [
        ("nl", "1 jaar", "2 jaar", "1 uur geleden", "5 uur geleden"),
        ("fr", "1 an", "2 ans", "il y a 1 heure", "il y a 5 heures"),
        ("en", "1 year", "2 years", "1 hour ago", "5 hours ago"),
    ],
)
def test_a_year_and_an_hour_have_words_of_their_own(
    code: str, one_year: str, years: str, one_hour: str, hours: str
) -> None:
    with use(code):
        assert (period(12), period(24)) == (one_year, years)
        assert (ago(timedelta(hours=1)), ago(timedelta(hours=5))) == (one_hour, hours)


@pytest.mark.parametrize("code", sorted(LANGUAGES.keys() - {"nl"}))
def test_no_translation_leaves_it_to_the_reader_how_many_there_are(code: str) -> None:
    assert [m.id for m in catalogue(code) if m.id and re.search(r"\w\((e?s|x|ies)\)", str(m.string))] == []


@pytest.mark.parametrize(
    ("code", "said", "about"),
    [
        ("nl", "“Ja”", "Reden: “Ja”"),
        ("fr", "«\u00a0Ja\u00a0»", "Reden\u00a0: «\u00a0Ja\u00a0»"),
        ("en", "“Ja”", "Reden: “Ja”"),
    ],
)
def test_words_of_somebody_stand_between_the_marks_of_the_language(code: str, said: str, about: str) -> None:
    with use(code):
        assert quoted("Ja") == said and labelled("Reden", quoted("Ja")) == about
        assert quoted("{words} {label}") == said.replace("Ja", "{words} {label}")


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f"])
def test_a_blank_that_does_not_break_reaches_the_page(blank: str) -> None:
    assert unbroken(f" Klaar{blank}?\n  Ja ") == f"Klaar{blank}? Ja"
    assert plain(f"Klaar{blank}?") == f"Klaar{blank}?"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_short_name_of_a_block_fits_above_a_column(code: str) -> None:
    with use(code):
        assert [block.short for block in translated(load()).blocks if len(block.short) > SHORT_MAX] == []


def test_every_sentence_of_the_questionnaire_is_translated() -> None:
    dutch = load()
    assert all(earlier.note for earlier in dutch.follows)
    for code in LANGUAGES.keys() - {"nl"}:
        with use(code):
            assert all(e.note != t.note for e, t in zip(dutch.follows, translated(dutch).follows, strict=True))
