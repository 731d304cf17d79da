"""Erasing, how long data are kept, and the log book, as a coordinator and somebody who fills in meet them."""

from __future__ import annotations

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Markdown

from onlife.services import installation
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_respondent, network_of, partner_named, words

PAGE = "regie/wissen"


def choose(test: AppTest, task: str, what: str = "") -> AppTest:
    test.radio[0].set_value(task).run()
    if what:
        next(radio for radio in test.radio if radio.label == "Wat wil je wissen?").set_value(what).run()
    return test


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    return test


def dialog(test: AppTest) -> str:
    """What the dialog that is open says; Streamlit's runner keeps it beside the page."""
    return " ".join(text.value for text in test._tree[2].get("markdown") if isinstance(text, Markdown))


def test_a_term_is_changed_and_said_on_the_page(store: Store, run: Run) -> None:
    cookies = as_account(store, "coordinator")
    test = run(PAGE, cookies)
    field = next(field for field in test.number_input if field.label.startswith("Opmerkingen"))
    field.set_value(6)
    press(test, "Bewaren")
    assert "De bewaartermijnen zijn bewaard" in words(test)
    assert store.retention.months(network_of(store).id)["remarks"] == 6
    assert "Opmerkingen weg na" in words(test)


def test_what_was_destroyed_is_told(store: Store, run: Run) -> None:
    cookies = as_account(store, "coordinator")
    assert "nog niets vernietigd" in words(choose(run(PAGE, cookies), "Wat is al vernietigd"))
    store.erasure.round(store.networks.rounds(network_of(store).id)[-1], "test")
    assert "gewist: een scanronde" in words(choose(run(PAGE, cookies), "Wat is al vernietigd"))


def test_what_there_is_to_erase_can_be_chosen_and_without_rounds_that_is_said(
    store: Store, empty_round: None, run: Run
) -> None:
    cookies = as_account(store, "coordinator")
    for what, said in (("Een partner", "Partner"), ("Dit netwerk", "")):
        test = choose(run(PAGE, cookies), "Iets wissen", what)
        assert [box.label for box in test.main.selectbox] == ([said] if said else [])
        assert any(button.label == "Bekijk wat er dan verdwijnt" for button in test.button)
    assert "nog niets te wissen" in words(choose(run(PAGE, cookies), "Iets wissen", "Een scanronde"))


@pytest.mark.parametrize("address", ["", "postgresql://onlife@db.gemeente.be/onlife"])
def test_copies_that_the_app_does_not_know_are_told_where_there_may_be_any(
    address: str, store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_DATABASE", address)
    test = press(choose(run(PAGE, as_account(store, "coordinator")), "Iets wissen"), "Bekijk wat er dan verdwijnt")
    assert "Dit kan niet ongedaan gemaakt worden" in dialog(test)
    assert ("kopieën van bewaren" in dialog(test)) == bool(address)
    own = press(run("partner/scan", as_respondent(store, partner_named(store, "Bibliotheek"))), "Mijn scan wissen")
    assert "verdwijnen voorgoed" in dialog(own)
    assert ("kopieën van bewaren" in dialog(own)) == bool(address)


@pytest.fixture
def empty_round(store: Store) -> None:
    """No round is left."""
    for scan_round in store.networks.rounds(network_of(store).id):
        store.erasure.round(scan_round, "test")


def test_the_log_book_says_that_it_is_whole(store: Store, run: Run) -> None:
    said = words(run("regie/logboek", as_account(store, "coordinator")))
    assert "Het logboek klopt:" in said and "niets gewijzigd of weg" in said


def test_the_log_book_says_that_somebody_meddled_with_it(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    installation.store.cache_clear()
    with duckdb.connect(str(store.folder / "onlife.duckdb")) as raw:
        raw.execute("UPDATE log_events SET actor = 'iemand anders' WHERE number = 3")
    (store.folder / "onlife.ledger").unlink()
    said = words(run("regie/logboek", as_account(installation.store(), "coordinator")))
    assert "Het logboek klopt niet" in said and "regel 3" in said
