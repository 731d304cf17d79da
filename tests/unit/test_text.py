"""Dates as they are written and typed in Flanders, and what is kept of typed text: everything that can be seen, and nothing else."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlife.store import Refused, Store
from onlife.text import (
    FIRST,
    LAST,
    ago,
    clean,
    line,
    local,
    long_date,
    moment_in_words,
    parse_date,
    short_date,
    zone,
)
from onlife.translation import LANGUAGES, use
from tests import stores
from tests.unit.examples import questionnaire

# -- dates


def test_a_date_is_shown_in_words() -> None:
    assert long_date(date(2026, 11, 23)) == "23 november 2026"
    assert long_date(date(2027, 3, 1)) == "1 maart 2027"


def test_a_stored_moment_is_told_by_the_clocks_here_in_summer_and_in_winter() -> None:
    assert f"{local(datetime(2026, 7, 1, 22, 30)):%d %H:%M}" == "02 00:30"
    assert f"{local(datetime(2026, 12, 1, 22, 30)):%d %H:%M}" == "01 23:30"


def test_another_place_has_its_own_clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLIFE_TIMEZONE", " America/Paramaribo ")
    zone.cache_clear()
    try:
        assert moment_in_words(datetime(2026, 7, 1, 2, 30)) == "30 juni 2026, 23:30"
    finally:
        zone.cache_clear()


@pytest.mark.parametrize(
    "name", ["Europe/Brussel", "Europe", "CET+1", "../UTC", "/etc/localtime", "x" * 300, "Brussel\n"]
)
def test_a_place_that_there_is_not_is_refused_by_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONLIFE_TIMEZONE", name)
    zone.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"ONLIFE_TIMEZONE is .*geen tijdzone"):
            zone()
    finally:
        zone.cache_clear()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0.5, "zonet"),
        (1, "1 minuut geleden"),
        (59, "59 minuten geleden"),
        (60, "1 uur geleden"),
        (47 * 60 + 59, "47 uur geleden"),
        (48 * 60, "2 dagen geleden"),
    ],
)
def test_how_long_ago_is_said_in_the_largest_unit_that_fits(minutes: float, words: str) -> None:
    assert ago(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    "typed",
    [
        "23/11/2026",
        "23-11-2026",
        "23.11.2026",
        " 23 / 11 / 2026 ",
        "23 november 2026",
        "23 Nov 2026",
        "23 nov. 2026",
        "2026-11-23",
        "23/11/26",
        "23-11-26",
        "23 nov 26",
    ],
)
def test_a_date_can_be_typed_in_every_usual_way(typed: str) -> None:
    assert parse_date(typed) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed", ["", "morgen", "23/11", "23/11/6", "23/11/202", "11/23/2026x", "5 ju 2026", "5 x 2026", "2026/11/23"]
)
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="bijvoorbeeld 23/11/2026"):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["31/02/2026", "29/02/2027", "11/23/2026", "32/01/2026"])
def test_a_day_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="bestaat niet"):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["31/12/9999", "1/1/1999", "9999-12-31", "1/1/2100"])
def test_a_year_that_must_be_a_slip_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="tussen 2000 en 2099"):
        parse_date(typed)


def test_march_has_a_short_name_of_its_own() -> None:
    assert parse_date("1 mrt 2027") == parse_date("1 mrt. 27") == date(2027, 3, 1)


@pytest.mark.parametrize("code", LANGUAGES)
@given(day=st.dates(min_value=FIRST, max_value=LAST))
def test_a_date_that_was_shown_can_be_typed_back(code: str, day: date) -> None:
    with use(code):
        assert parse_date(long_date(day)) == day
        assert parse_date(short_date(day)) == day


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("nl", "1 november 2026", "2 november 2026"),
        ("fr", "1er novembre 2026", "2 novembre 2026"),
        ("en", "1 November 2026", "2 November 2026"),
    ],
)
def test_the_first_of_a_month_is_said_as_the_language_does(code: str, first: str, second: str) -> None:
    with use(code):
        assert [long_date(date(2026, 11, day)) for day in (1, 2)] == [first, second]


# -- typed text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Jeugdhuis De Brug", "Jeugdhuis De Brug"),
        ("Café ’t Hoekje – één", "Café ’t Hoekje – één"),
        ("<b>=1+1</b> :smile: $x$", "<b>=1+1</b> :smile: $x$"),
        ("een\r\ntwee\rdrie\u2028vier", "een\ntwee\ndrie\nvier"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("ge\u202enepo\u202c", "genepo"),
        ("Poli\u200btie\ufeff\u2060\u00ad", "Politie"),
        ("a\tb\x0bc", "a b c"),
        ("e\u0301", "é"),
        ("\ud800x\ue000\uffff", "x"),
        ("👩\u200d👧 en 🏳️\u200d🌈", "👩\u200d👧 en 🏳️\u200d🌈"),
        ("a\u200db \u200d👧", "ab 👧"),
        ("Fijn 🩷 team", "Fijn 🩷 team"),
        ("🩵🫨🫩🪏🫆", "🩵🫨🫩🪏🫆"),
        ("🧑\u200d🩰 en \U0001faef", "🧑\u200d🩰 en \U0001faef"),
        (
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        ),
        ("a\U000e0067\U000e007f 🏴\U000e0067", "a 🏴"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("Poli\u200ctie", "Politie"),
        ("❤️ 👍🏽 1️⃣", "❤️ 👍🏽 1️⃣"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_a_name_is_one_line_without_space_to_spare() -> None:
    assert line("  Jeugdhuis\u200b \n De\tBrug ") == "Jeugdhuis De Brug"


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_unseen(typed: str) -> None:
    kept = clean(typed)
    assert clean(kept) == kept
    assert not [
        s
        for s in kept
        if s not in "\n\u200d\u200c"
        and not "\U0001f000" <= s < "\U0001fb00"
        and not "\U000e0020" <= s <= "\U000e007f"
        and unicodedata.category(s) in ("Cc", "Cf", "Cs", "Cn", "Co")
    ]


def test_a_name_with_signs_that_cannot_be_seen_is_the_same_name(tmp_path: Path) -> None:
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    store.networks.add("Netwerk Zuid", "Zuid", 5, "test")
    with pytest.raises(Refused, match="al een netwerk"):
        store.networks.add("Netwerk\u200b Zu\u202eid", "Zuid", 5, "test")
    with pytest.raises(Refused, match="hoogstens"):
        store.networks.add("x" * 100_000, "Zuid", 5, "test")
    store.accounts.add("an", "An", "hash", "test")
    with pytest.raises(Refused, match="al een account"):
        store.accounts.add("a\u200bn", "An", "hash", "test")
    store.close()


def test_no_field_goes_round_the_door(tmp_path: Path) -> None:
    """Also one that knows nothing of this rule: what the database is given is cleaned."""
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    store.audit.note_export("n", "bestand\u202e\x00.csv", "a\u200bn")
    [row] = store._db.rows("SELECT detail, actor FROM log_events")
    assert row == {"detail": "bestand.csv", "actor": "an"} and store.audit.check().whole
    store.close()
