"""The words of our scripts in each language, and what they put in the place of Streamlit's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onlife.translation import LANGUAGES
from tests.browser.conftest import Arrive
from tests.sample import sample

TABLES = "import('/words.js').then(({ TABLES }) => TABLES)"
PLACES = re.compile(r"\$\d")
SKIP = {"nl": "Naar de inhoud", "fr": "Aller au contenu", "en": "Skip to main content"}
HELP = {"nl": "Uitleg bij ", "fr": "Explication pour ", "en": "Help for "}


@pytest.fixture
def tables(arrive: Arrive) -> dict[str, Any]:
    found: dict[str, Any] = arrive().show("/uitleg").evaluate(TABLES)
    return found


@pytest.mark.slow
def test_every_language_says_the_same_things(tables: dict[str, Any]) -> None:
    dutch = tables["nl"]
    assert tables.keys() == LANGUAGES.keys()
    for table in tables.values():
        assert table.keys() == dutch.keys() and all(table.values())
        assert table["streamlit"].keys() <= dutch["streamlit"].keys()
    assert tables["fr"]["streamlit"].keys() == dutch["streamlit"].keys()


@pytest.mark.slow
def test_a_phrase_keeps_its_places_and_what_is_said_for_it_is_not_replaced_again(tables: dict[str, Any]) -> None:
    for table in tables.values():
        for phrase, ours in table["streamlit"].items():
            assert PLACES.findall(phrase) == PLACES.findall(ours), phrase
            assert table["streamlit"].get(ours, ours) == ours, phrase


@pytest.mark.parametrize("code", LANGUAGES)
def test_streamlit_speaks_the_language_of_the_page(code: str, arrive: Arrive) -> None:
    visitor = arrive()
    in_language(visitor.page, code)
    page = visitor.show("/uitleg")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text(SKIP[code])
    page.evaluate(
        "label => document.querySelector('main, [role=main]').setAttribute('aria-label', label)", "Help for Merel"
    )
    expect(page.locator(f"[aria-label='{HELP[code]}Merel']")).to_be_attached()


@pytest.mark.parametrize("code", sample([*LANGUAGES], ["fr"]))
def test_a_lost_connection_is_told_in_the_language_of_the_page(
    code: str, arrive: Arrive, tables: dict[str, Any]
) -> None:
    visitor = arrive()
    in_language(visitor.page, code)
    page = visitor.show("/uitleg")
    page.evaluate(
        "document.querySelector('[data-test-connection-state]').dataset.testConnectionState = 'PINGING_SERVER'"
    )
    expect(page.locator("#verbinding")).to_have_text(tables[code]["lost"])


def in_language(page: Page, code: str) -> None:
    """Have pages come in as if they were of this language: it stands there before the first of our scripts runs."""
    page.add_init_script(
        f"document.addEventListener('readystatechange', () => {{ document.documentElement.lang = '{code}' }}, {{ once: true }})"
    )
