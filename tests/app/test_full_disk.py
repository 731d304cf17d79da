"""Presses that keep something, while the disk takes nothing: the page stays, and says that nothing was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.meeting import VoteKind
from onlife.domain.network import Partner, Round
from onlife.domain.priority import Priority
from onlife.services import demo
from onlife.store import Hindered, Store
from onlife.store.engine.file_database import FileDatabase
from onlife.store.session import Sessions
from onlife.ui.meeting.agenda import OPENED
from tests.app.conftest import Run, as_account, as_contact, as_respondent, as_voter, network_of, partner_named, words
from tests.app.test_login import PASSWORD, fill, fill_first_account
from tests.app.test_plan import first

FULL = "De schijf is vol"


def full(*_: object) -> None:
    """What takes nothing."""
    raise Hindered(FULL)


@dataclass(frozen=True)
class House:
    """The demo network as somebody opens it."""

    store: Store
    run: Run

    @property
    def library(self) -> Partner:
        return partner_named(self.store, "Bibliotheek")

    def round(self, at: int = 0) -> Round:
        return self.store.networks.rounds(network_of(self.store).id)[at]

    def as_coordinator(self, page: str, **query: str) -> AppTest:
        return self.run(page, as_account(self.store, "coordinator"), **query)

    def as_contact(self, page: str, **query: str) -> AppTest:
        return self.run(page, as_contact(self.store, self.library), **query)


def button(page: AppTest, start: str) -> Any:
    return next(b for b in page.button if start in (str(b.key)[: len(start)], b.label))


def toggle(page: AppTest, start: str) -> Any:
    return next(t for t in page.toggle if str(t.key).startswith(start))


def shares_stars(house: House) -> Any:
    return toggle(house.as_contact("partner/onze_keuze"), "share-").set_value(True)


def chooses_stars(house: House) -> Any:
    page = house.as_contact("partner/onze_keuze")
    return page.radio(key=f"stars-{house.round().id}-{house.library.id}-2").set_value(4)


def confirms_stars(house: House) -> Any:
    return button(house.as_contact("partner/onze_keuze", ronde=house.round(1).id), "confirm-").click()


def puts_a_hint_away(house: House) -> Any:
    return button(house.as_coordinator("netwerk/overzicht"), "hint-").click()


def shares_a_device(house: House) -> Any:
    return toggle(house.as_contact("partner/ons_team"), "sharing-").set_value(True)


def quotes_a_remark(house: House) -> Any:
    return toggle(house.as_coordinator("netwerk/opmerkingen", zoek="jurist"), "quote-").set_value(True)


def marks_news_as_seen(house: House) -> Any:
    house.store.plans.keep(replace(first(house.store), goal="Iets nieuws"), "ander")
    return button(house.as_coordinator("netwerk/plan"), "Ik heb het gezien").click()


def keeps_a_template(house: House) -> Any:
    return toggle(house.as_coordinator("netwerk/plan", actie=first(house.store).id), "template-").set_value(True)


def moves_a_card(house: House) -> Any:
    return button(house.as_coordinator("netwerk/plan", beeld="Bord"), f"move-done-{first(house.store).id}").click()


def drops_a_point_of_the_agenda(house: House) -> Any:
    page = house.as_coordinator("netwerk/vergadering")
    page.session_state[OPENED] = True
    return next(box for box in page.run().checkbox if box.label == "Plan").uncheck()


def opens_a_vote(house: House) -> Any:
    house.store.meetings.start(house.round(), "test")
    return button(house.as_coordinator("netwerk/vergadering", scherm="samenwerking-5.6"), "Open de stemming").click()


def votes(house: House) -> Any:
    running = house.store.meetings.start(house.round(), "test")
    house.store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    return house.run("partner/stemmen", as_voter(house.store, house.library)).radio[0].set_value("green")


def chooses_a_colour(house: House) -> Any:
    page = house.run("partner/scan", as_respondent(house.store, house.library), stap="1")
    return page.radio[0].set_value("green")


def puts_its_version_back(house: House) -> Any:
    page, place = house.as_coordinator("netwerk/keuzehulp"), f"comment-{house.round().id}--2"
    house.store.priorities.keep(house.round(), Priority("", "2", 3, "Wat de ander schreef."), "ander")
    page.text_area(key=place).set_value("Wat ik schreef.").run()
    return button(page, "take-mine-").click()


def writes_a_remark(house: House) -> Any:
    page = house.run("partner/scan", as_respondent(house.store, house.library), stap="1")
    return page.text_area[0].set_value("Wat ik schreef.")


def writes_why(house: House) -> Any:
    place = f"comment-{house.round().id}-{house.library.id}-2"
    return house.as_contact("partner/onze_keuze").text_area(key=place).set_value("Wat ik schreef.")


def changes_its_password(house: House) -> Any:
    page = house.as_coordinator("toegang/mijn_account")
    fill(page, Huidig_wachtwoord=PASSWORD, Nieuw_wachtwoord="blauwe fietsen fluiten zacht")
    return button(page, "Wachtwoord wijzigen").click()


def logs_out_everywhere(house: House) -> Any:
    return button(house.as_coordinator("toegang/mijn_account"), "Overal afmelden").click()


def logs_in(house: House) -> Any:
    page = house.run("toegang/aanmelden")
    fill(page, Gebruikersnaam=demo.ACCOUNTS[0].username, Wachtwoord=PASSWORD)
    return button(page, "Aanmelden").click()


def remark_kept(house: House, key: str) -> str:
    _, scan, block = key.split("-")
    known = house.store.scans.scan(scan)
    assert known is not None
    return known.remarks.get(block, "")


def reason_kept(house: House, key: str) -> str:
    chosen = house.store.priorities.of(house.round().id, house.library.id)
    return chosen["2"].comment if "2" in chosen else ""


@pytest.mark.parametrize(("write", "kept"), [(writes_a_remark, remark_kept), (writes_why, reason_kept)])
def test_a_text_that_is_not_kept_stays_in_its_field_and_can_be_kept_later(
    write: Callable[[House], Any], kept: Callable[[House, str], str], store: Store, run: Run
) -> None:
    house = House(store, run)
    written = write(house)

    with pytest.MonkeyPatch.context() as disk:
        disk.setattr(FileDatabase, "_insert", full)
        page = written.run()
        assert FULL in words(page) and "Dit is nog niet bewaard." in words(page)
    assert page.text_area(key=written.key).value == "Wat ik schreef." and kept(house, written.key) == ""
    page = button(page, "keep ").click().run()
    assert "nog niet bewaard" not in words(page) and kept(house, written.key) == "Wat ik schreef."


@pytest.mark.parametrize(
    "press",
    [
        shares_stars,
        chooses_stars,
        confirms_stars,
        puts_a_hint_away,
        shares_a_device,
        quotes_a_remark,
        marks_news_as_seen,
        keeps_a_template,
        moves_a_card,
        drops_a_point_of_the_agenda,
        opens_a_vote,
        votes,
        chooses_a_colour,
        puts_its_version_back,
        changes_its_password,
        logs_out_everywhere,
        logs_in,
    ],
)
def test_who_presses_reads_that_nothing_is_kept_and_the_page_stays(
    press: Callable[[House], Any], store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed = press(House(store, run))
    title = [title.value for title in pressed.root.title]

    monkeypatch.setattr(FileDatabase, "_insert", full)
    page = pressed.run()
    told = f"{FULL} Er is niets gewijzigd\\." if press is changes_its_password else FULL
    assert [error.value for error in page.error] == [told]
    if press is puts_its_version_back:
        assert "Wat ik schreef." in words(page) and "Iemand anders wijzigde dit intussen" in words(page)
    assert not [toggle for toggle in page.toggle if toggle.key == pressed.key and toggle.value], "it shows what is kept"
    assert [title.value for title in page.title] == title and "Hier liep iets mis" not in words(page)


def test_the_first_account_is_there_with_its_way_in_or_not_at_all(
    empty_store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = run("toegang/aanmelden")
    fill_first_account(page, "blauwe fietsen fluiten zacht")

    with monkeypatch.context() as disk:
        disk.setattr(Sessions, "start", full)
        page = button(page, "Account maken").click().run()
    assert [error.value for error in page.error] == [FULL] and empty_store.accounts.all() == []
    button(page, "Account maken").click().run()
    assert [account.username for account in empty_store.accounts.all()] == ["an"]
