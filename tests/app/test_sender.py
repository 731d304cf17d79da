"""The sender on Beheer, and where it then stands: on letters, in mails and on reports."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from onlife import web
from onlife.domain.sender import Sender
from onlife.store import Store
from tests.app.conftest import Run, as_account, network_of, words


@pytest.fixture
def store(store: Store) -> Store:
    """The store of the demo network before somebody signs."""
    store.senders.save(Sender(network_of(store).id), "test")
    return store


def picture(colour: str = "red") -> bytes:
    made = BytesIO()
    Image.new("RGB", (300, 100), colour).save(made, "PNG")
    return made.getvalue()


def form(run: Run, store: Store) -> AppTest:
    return run("regie/beheer", as_account(store, "coordinator"), wat="Afzender")


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception
    return test


def test_what_is_filled_in_stands_below_letters_and_mails(run: Run, store: Store) -> None:
    test, cookies = form(run, store), as_account(store, "coordinator")
    for label, value in (
        ("Wie ondertekent", "An <b>Peeters</b>"),
        ("Dienst", "Preventiedienst"),
        ("E-mailadres", "nee"),
    ):
        next(field for field in test.text_input if field.label == label).set_value(value)
    press(test, "Afzender bewaren")
    network = network_of(store).id
    assert "“nee” is geen e-mailadres" in words(test) and not store.senders.of(network).lines
    next(field for field in test.text_input if field.label == "E-mailadres").set_value("an@demerdal.be")
    press(test, "Afzender bewaren")
    assert store.senders.of(network).lines == ("An <b>Peeters</b>", "Preventiedienst", "an@demerdal.be")
    test.file_uploader[0].upload("logo.png", picture(), "image/png").run()
    press(test, "Logo bewaren")
    assert store.senders.logo(network).startswith(b"\x89PNG")
    browser = TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), cookies=cookies)
    letter = browser.get("/uitvoer/brief", params={"netwerk": network}).text
    assert "An &lt;b&gt;Peeters&lt;/b&gt;\nPreventiedienst\nan@demerdal.be" in letter and "data:image/png" in letter
    assert "an@demerdal.be" in browser.get("/uitvoer/verzendlijst.csv", params={"netwerk": network}).text
    press(form(run, store), "Logo weghalen")
    assert not store.senders.logo(network)
    assert "data:image/png" not in browser.get("/uitvoer/brief", params={"netwerk": network}).text


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<svg/>", "Een SVG kan hier niet"), (picture()[:60], "beschadigd"), (b"", "geen PNG of JPEG")],
)
def test_what_cannot_be_a_logo_changes_nothing(content: bytes, said: str, run: Run, store: Store) -> None:
    test = form(run, store)
    test.file_uploader[0].upload("logo.png", content, "image/png").run()
    press(test, "Logo bewaren")
    assert said in words(test) and not store.senders.logo(network_of(store).id)


def test_nothing_is_kept_for_who_may_not_any_more(run: Run, store: Store) -> None:
    test, network = form(run, store), network_of(store).id
    test.file_uploader[0].upload("logo.png", picture(), "image/png").run()
    next(field for field in test.text_input if field.label == "Dienst").set_value("Een andere dienst")
    for account in store.accounts.all():
        store.sessions.end_all(account.id)
    for label in ("Afzender bewaren", "Logo bewaren"):
        for button in [each for each in test.button if each.label == label]:
            button.click().run()
    assert not store.senders.of(network).lines and not store.senders.logo(network)


def test_what_stood_there_before_leaves_the_file(store: Store) -> None:
    network = network_of(store)
    store.senders.save(Sender(network.id, "Zeldzame Naam"), "an")
    store.senders.save(Sender(network.id, "An Peeters"), "an")
    store.compact()
    assert b"Zeldzame Naam" not in (store.folder / "onlife.duckdb").read_bytes()
    store.senders.save_logo(network.id, picture(), "an")
    store.erasure.network(network, "an")
    assert not store.senders.of(network.id).lines and not store.senders.logo(network.id)
