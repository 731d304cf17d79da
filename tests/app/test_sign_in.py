"""The pages beside a provider: its button, the password that stays or goes, and accounts that come from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.account import Account, Identity
from onlife.services import demo
from onlife.store import Store
from tests import open_id
from tests.app.conftest import Run, as_account, network_of, words

BUTTON = "Aanmelden met de gemeente"
AN = Identity("https://idm.gemeente.be", "123", "An Peeters", "an")


@pytest.fixture
def provided(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The demo network in an installation that signs in with a provider as well."""
    for name, text in open_id.configured(AN.issuer, tmp_path).items():
        monkeypatch.setenv(name, text)
    open_id.forget()
    yield store
    open_id.forget()


def signed_in(store: Store, role: Role) -> Account:
    account = store.identities.sign_in(AN, {network_of(store).id: role})
    assert account
    return account


def labels(test: AppTest) -> set[str]:
    """What the buttons on the page say, beside the menu."""
    return {button.label for button in test.main.button}


def test_the_button_stands_above_the_form_and_leads_to_the_provider_and_back(provided: Store, run: Run) -> None:
    test = run("toegang/aanmelden", naar="/plan?netwerk=x")
    assert labels(test) == {BUTTON, "Aanmelden"} and len(test.text_input) == 2
    test.button[0].click().run()
    assert "/aanmelden/oidc?naar=%2Fplan%3Fnetwerk%3Dx" in words(test) and not test.exception
    test.run()  # the form's own component has loaded: it asks for a run, which knows no click
    assert "/aanmelden/oidc?naar=%2Fplan%3Fnetwerk%3Dx" in words(test)


def test_without_a_provider_there_is_none(store: Store, run: Run) -> None:
    assert labels(run("toegang/aanmelden")) == {"Aanmelden"}


def test_the_password_goes_once_it_was_said_and_a_coordinator_came_in(
    provided: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_OIDC_ONLY", "ja")
    open_id.forget()
    coordinator = as_account(provided, demo.ACCOUNTS[0].username)
    assert "geen coördinator meldde zich al aan" in words(run("regie/beheer", coordinator))
    assert run("toegang/aanmelden").text_input
    signed_in(provided, Role.READER)
    assert run("toegang/aanmelden").text_input, "a reader is not enough"
    signed_in(provided, Role.COORDINATOR)
    test = run("toegang/aanmelden")
    assert labels(test) == {BUTTON} and not test.text_input and "Wachtwoord vergeten" not in words(test)
    assert "geen coördinator meldde zich al aan" not in words(run("regie/beheer", coordinator))
    monkeypatch.setenv("ONLIFE_OIDC_CLIENT_ID", "")
    open_id.forget()
    test = run("toegang/aanmelden")
    assert labels(test) == {"Aanmelden"}, "a setting that is broken shuts nobody out"
    assert "vraagt ook ONLIFE_OIDC_CLIENT_ID" in words(run("regie/beheer", coordinator))


def test_an_account_of_the_provider_has_no_form_for_a_password(provided: Store, run: Run) -> None:
    signed_in(provided, Role.READER)
    test = run("toegang/mijn_account", as_account(provided, "an"))
    assert not test.exception and not test.text_input and labels(test) == {"Overal afmelden"}
    assert "Je meldt je aan met de gemeente" in words(test)


def test_a_name_of_the_provider_opens_nothing_in_the_form(provided: Store, run: Run) -> None:
    signed_in(provided, Role.COORDINATOR)
    for password in ("", "x", "None"):
        test = run("toegang/aanmelden")
        for field, text in zip(test.text_input, ("an", password), strict=True):
            field.set_value(text)
        next(button for button in test.button if button.label == "Aanmelden").click().run()
        assert "/sessie/" not in words(test)


def test_what_a_group_gave_is_told_and_only_taken_away(provided: Store, run: Run) -> None:
    account, cookies = signed_in(provided, Role.READER), as_account(provided, demo.ACCOUNTS[0].username)
    test = run("regie/beheer", cookies, wat="Accounts", account=account.id)
    rows = test.dataframe[0].value.set_index("Gebruikersnaam")
    assert list(rows.loc["an"]) == ["An Peeters", "lezer", "de gemeente", "door een groep"]
    assert list(rows.loc[demo.ACCOUNTS[0].username])[2:] == ["wachtwoord", "hier"]
    test = next(box for box in test.selectbox if box.label == "Account wijzigen").set_value(account.id).run()
    assert "volgt bij elke aanmelding uit een groep" in words(test)
    assert not {"Maak coördinator", "Nieuw wachtwoord"} & labels(test) and "Toegang afnemen" in labels(test)
    next(button for button in test.button if button.label == "Toegang afnemen").click().run()
    assert any("komt de toegang bij de volgende aanmelding terug" in told.value for told in test.markdown)


def test_a_grant_that_leads_nowhere_is_told(provided: Store, run: Run) -> None:
    said = words(run("regie/beheer", as_account(provided, demo.ACCOUNTS[0].username)))
    assert f"noemt het netwerk “{open_id.OTHER}”, maar dat is er niet" in said
