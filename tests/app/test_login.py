"""Logging in on the page itself: wrong and right passwords, the second step, and one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import bcrypt
import pyotp
import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.account import Account
from onlife.security import password as passwords
from onlife.security import totp
from onlife.services import demo, installation
from onlife.store import Refused, Store, account, login_throttle, session
from onlife.ui.app import login
from tests import pseudo
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words
from tests.sample import sample

USERNAME, PASSWORD = demo.ACCOUNTS[0].username, demo.ACCOUNTS[0].password
REFUSED = "Gebruikersnaam of wachtwoord klopt niet"
START = datetime(2026, 11, 1, 9)
Move = Callable[[timedelta], datetime]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Moves the clock of accounts and sessions on; gives back what it says."""
    passed = [timedelta()]
    for module in (account, login_throttle, session):
        monkeypatch.setattr(module, "now", lambda: START + passed[0])

    def on(by: timedelta) -> datetime:
        passed[0] += by
        return START + passed[0]

    return on


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def fill(test: AppTest, **typed: str) -> None:
    for label, text in typed.items():
        next(field for field in test.text_input if field.label == label.replace("_", " ")).set_value(text)


def fill_first_account(test: AppTest, password: str) -> None:
    fill(
        test,
        Code_uit_de_terminal=installation.first_account_code(),
        Jouw_naam="An",
        Gebruikersnaam="an",
        Wachtwoord=password,
    )


def try_in(test: AppTest, username: str, password: str) -> AppTest:
    fill(test, Gebruikersnaam=username, Wachtwoord=password)
    return press(test, "Aanmelden")


def came_in(test: AppTest) -> bool:
    assert not test.exception, test.exception
    return "/sessie/" in words(test)


def account_of(store: Store) -> Account:
    return next(account for account in store.accounts.all() if account.username == USERNAME)


def test_a_wrong_password_is_said_and_nothing_about_changes(run: Run, store: Store) -> None:
    said = " ".join(error.value for error in try_in(run("toegang/aanmelden"), USERNAME, "iets anders").error)
    assert REFUSED in said and "gewijzigd" not in said


def code(secret: str, moment: datetime) -> str:
    return pyotp.TOTP(secret).at(int((moment - datetime(1970, 1, 1)).total_seconds()))


@pytest.fixture
def secret(store: Store, move: Move) -> str:
    """The coordinator has a second factor since a while."""
    secret, account = totp.new_secret(), account_of(store)
    store.accounts.set_factor(account.id, secret, code(secret, move(timedelta())), account.id)
    move(timedelta(minutes=5))
    return secret


# -- the first step


def test_the_right_password_opens_the_door(store: Store, run: Run) -> None:
    test = try_in(run("toegang/aanmelden"), f" {USERNAME.upper()} ", f" {PASSWORD} ")
    assert came_in(test)


def test_an_account_that_does_not_exist_reads_like_a_wrong_password_until_both_wait(store: Store, run: Run) -> None:
    said = {}
    for username in (USERNAME, "niemand"):
        test, heard = run("toegang/aanmelden"), []
        for _ in range(4):
            try_in(test, username, "een verkeerd wachtwoord")
            assert not came_in(test)
            heard.append([error.value for error in test.error])
        said[username] = [[re.sub(r"\d+ seconden?", "even", text) for text in each] for each in heard]
    assert said[USERNAME] == said["niemand"]
    assert [REFUSED in each[0] for each in said[USERNAME]] == [True] * 3 + [False]
    assert "Probeer het opnieuw over even" in said[USERNAME][3][0]


def hashes(run: Run, monkeypatch: pytest.MonkeyPatch, username: str) -> list[bytes]:
    """The cost of every hash that is calculated when somebody logs in under this name with a wrong password."""
    costs: list[bytes] = []
    check = bcrypt.checkpw

    def counted(typed: bytes, kept: bytes) -> bool:
        costs.append(kept.split(b"$")[2])
        return check(typed, kept)

    with monkeypatch.context() as patch:
        patch.setattr(bcrypt, "checkpw", counted)
        try_in(run("toegang/aanmelden"), username, "een verkeerd wachtwoord")
    return costs


def test_an_account_that_does_not_exist_costs_as_much_time(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time goes into hashes: as many of the same cost, and as many rows written."""
    assert hashes(run, monkeypatch, USERNAME) == hashes(run, monkeypatch, "niemand") == [b"12"]
    # The control: a check that is quick about unknown names would be noticed.
    fits = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda password, kept: kept is not None and fits(password, kept))
    assert hashes(run, monkeypatch, USERNAME) != hashes(run, monkeypatch, "iemand anders")


def test_while_it_waits_the_right_password_opens_nothing_and_afterwards_it_does(
    store: Store, run: Run, move: Move
) -> None:
    test = run("toegang/aanmelden")
    for _ in range(3):
        try_in(test, USERNAME, "een verkeerd wachtwoord")
    assert not came_in(try_in(test, USERNAME, PASSWORD))
    assert "opnieuw over 5 seconden" in words(test)
    move(timedelta(seconds=5))
    assert came_in(try_in(test, USERNAME, PASSWORD))


@pytest.mark.parametrize("password", sample(["", "x" * 5000, "é" * 60, "\x00"], ["x" * 5000, "\x00"]))
def test_strange_passwords_are_simply_wrong(store: Store, run: Run, password: str) -> None:
    assert not came_in(try_in(run("toegang/aanmelden"), USERNAME, password))


# -- the second step


def test_with_a_second_factor_the_password_alone_opens_nothing(store: Store, run: Run, secret: str, move: Move) -> None:
    test = try_in(run("toegang/aanmelden"), USERNAME, PASSWORD)
    assert not came_in(test)
    fill(test, Code_uit_je_app="000000")
    assert not came_in(press(test, "Verder"))
    assert "Deze code klopt niet" in words(test)
    fill(test, Code_uit_je_app=code(secret, move(timedelta())))
    assert came_in(press(test, "Verder"))


def test_a_code_that_was_used_opens_nothing_a_second_time(store: Store, run: Run, secret: str, move: Move) -> None:
    used = code(secret, move(timedelta()))
    for expected in (True, False):
        test = try_in(run("toegang/aanmelden"), USERNAME, PASSWORD)
        fill(test, Code_uit_je_app=used)
        assert came_in(press(test, "Verder")) is expected


def test_codes_count_as_tries(store: Store, run: Run, secret: str, move: Move) -> None:
    test = try_in(run("toegang/aanmelden"), USERNAME, PASSWORD)
    for _ in range(3):
        fill(test, Code_uit_je_app="000000")
        press(test, "Verder")
    fill(test, Code_uit_je_app=code(secret, move(timedelta())))
    assert not came_in(press(test, "Verder"))
    assert "Probeer het opnieuw over" in words(test)


def test_who_waits_too_long_with_the_code_begins_again(store: Store, run: Run, secret: str, move: Move) -> None:
    test = try_in(run("toegang/aanmelden"), USERNAME, PASSWORD)
    now = move(timedelta(minutes=5))
    fill(test, Code_uit_je_app=code(secret, now))
    assert not came_in(press(test, "Verder"))
    assert [field.label for field in test.text_input] == ["Gebruikersnaam", "Wachtwoord"]


# -- one's own account


def own_account(store: Store, run: Run, username: str = USERNAME) -> tuple[AppTest, dict[str, str]]:
    cookies = as_account(store, username)
    return run("toegang/mijn_account", cookies), cookies


def test_that_ones_own_password_is_wrong_is_said_in_every_language(store: Store) -> None:
    with pseudo.spoken(), pytest.raises(Refused) as refusal:
        login.prove(store, account_of(store), "een verkeerd wachtwoord")
    assert str(refusal.value) == "⟦Je huidige wachtwoord klopt niet.⟧"


def test_the_second_step_is_set_up_with_a_code_and_the_password(store: Store, run: Run, move: Move) -> None:
    test, _ = own_account(store, run)
    press(test, "Tweede stap instellen")
    assert not test.exception
    secret = test.code[0].value
    [picture] = test.get("image")
    assert picture.proto.imgs[0].url.startswith("data:image/svg+xml")
    for password, typed, there in (
        (PASSWORD, "000000", False),
        ("een verkeerd wachtwoord", code(secret, move(timedelta())), False),
        (PASSWORD, code(secret, move(timedelta())), True),
    ):
        form = test.text_input
        next(field for field in form if field.label == "Code uit je app").set_value(typed)
        next(field for field in form if field.label == "Je wachtwoord").set_value(password)
        press(test, "Tweede stap aanzetten")
        assert store.accounts.has_factor(account_of(store).id) is there
    shown = test.code[0].value.split()
    assert len(shown) == 8
    press(test, "Ik heb ze bewaard")
    assert not test.code
    assert store.accounts.spend_code(account_of(store).id, shown[0])


def test_the_second_step_is_switched_off_with_the_password_only(store: Store, run: Run, secret: str) -> None:
    test, _ = own_account(store, run)
    for password, there in (("een verkeerd wachtwoord", True), (PASSWORD, False)):
        fill(test, Je_wachtwoord=password)
        press(test, "Tweede stap uitzetten")
        assert store.accounts.has_factor(account_of(store).id) is there


def test_logging_out_everywhere_is_felt_at_the_next_action(store: Store, run: Run) -> None:
    elsewhere, other = as_account(store, USERNAME), as_account(store, demo.ACCOUNTS[1].username)
    test, cookies = own_account(store, run)
    press(test, "Overal afmelden")
    assert "/afmelden" in words(test)
    assert "Meld je aan" not in words(run("toegang/mijn_account", other))
    for each in (elsewhere, cookies):
        assert "Meld je aan" in words(run("regie/beheer", each))


def test_a_new_password_logs_other_devices_out(store: Store, run: Run) -> None:
    elsewhere = as_account(store, USERNAME)
    test, _ = own_account(store, run)
    fill(test, Huidig_wachtwoord=PASSWORD, Nieuw_wachtwoord="onlife netwerkscan 2026")
    press(test, "Wachtwoord wijzigen")
    assert "lijkt te veel" in words(test)
    assert "Meld je aan" not in words(run("regie/beheer", elsewhere))
    fill(test, Huidig_wachtwoord=PASSWORD, Nieuw_wachtwoord="blauwe fietsen fluiten zacht")
    press(test, "Wachtwoord wijzigen")
    assert came_in(test)
    assert "Meld je aan" in words(run("regie/beheer", elsewhere))


@pytest.mark.parametrize("networks", [1, 0], ids=["a reader", "an account without a network"])
def test_who_does_not_coordinate_has_an_account_of_their_own_too(store: Store, run: Run, networks: int) -> None:
    reader = demo.ACCOUNTS[1]
    before = next(one for one in store.accounts.all() if one.username == reader.username)
    if not networks:
        store.accounts.set_role(before.id, network_of(store).id, None, "test")
    elsewhere = as_account(store, reader.username)
    test, _ = own_account(store, run, reader.username)
    said = words(test)
    assert reader.username in said and (network_of(store).name in said) is bool(networks)
    assert ("hoort bij geen netwerk" in said) is (networks == 0)
    assert "Tweede stap instellen" in [button.label for button in test.button]
    fill(test, Huidig_wachtwoord=reader.password, Nieuw_wachtwoord="blauwe fietsen fluiten zacht")
    press(test, "Wachtwoord wijzigen")
    after = next(one for one in store.accounts.all() if one.username == reader.username)
    assert after.password_hash != before.password_hash
    assert "Meld je aan" in words(run("toegang/mijn_account", elsewhere))
    press(own_account(store, run, reader.username)[0], "Overal afmelden")


@pytest.mark.parametrize("page", sample(["netwerk/overzicht", "netwerk/plan", "regie/partners"], ["netwerk/plan"]))
def test_who_is_logged_in_and_belongs_to_no_network_is_not_asked_to_log_in(store: Store, run: Run, page: str) -> None:
    store.accounts.set_role(account_of(store).id, network_of(store).id, None, "test")
    said = words(run(page, as_account(store, USERNAME)))
    assert "Je account hoort bij geen netwerk" in said and "Meld je aan" not in said


def test_the_very_first_account_is_led_to_its_first_network(empty_store: Store, run: Run) -> None:
    empty_store.accounts.add("an", "An", "x", "test")
    for page in ("netwerk/overzicht", "toegang/mijn_account"):
        test = run(page, as_account(empty_store, "an"))
        assert "hoort bij geen netwerk" not in words(test)
        assert "Maak je eerste netwerk" in [link.proto.label for link in test.get("page_link")]


def test_another_role_is_felt_at_the_next_action_in_a_page_that_was_open(store: Store, run: Run) -> None:
    test = run("regie/beheer", as_account(store, USERNAME))
    assert test.radio
    network = network_of(store)
    store.accounts.set_role(account_of(store).id, network.id, Role.READER, "test")
    test.run()
    assert "Deze pagina is voor de coördinator" in words(test)
    assert not test.text_input


@pytest.mark.parametrize("password", ["kort", "wachtwoord12345", "anannananan"])
def test_the_first_account_needs_a_good_password_too(empty_store: Store, run: Run, password: str) -> None:
    test = run("toegang/aanmelden")
    fill_first_account(test, password)
    press(test, "Account maken")
    assert empty_store.accounts.all() == []
    fill(test, Wachtwoord="blauwe fietsen fluiten zacht")
    press(test, "Account maken")
    assert [account.username for account in empty_store.accounts.all()] == ["an"]


def test_a_team_link_gets_no_code_that_is_easily_guessed(store: Store, run: Run) -> None:
    test = run("partner/ons_team", as_contact(store, partner_named(store, "Bibliotheek")))
    fill(test, Eigen_code_op_de_teamlink="bibliotheek netwerkscan")
    press(test, "Code zetten")
    (said,) = [error.value for error in test.error]
    assert "Kies een andere code, van 15 tot 64 tekens." in said and "wachtwoord" not in said
    assert not test.exception
