"""Notices on the page with links: the kinds that a network switches off, and mails that stand ready to send by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.letter import Occasion
from onlife.domain.contact import Contact
from onlife.domain.meeting import Meeting, State
from onlife.domain.plan import PlanAction
from onlife.domain.reminder import ReminderKind
from onlife.services import reminder, settings
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.text import today
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words
from tests.app.matrix import cookies_of
from tests.contacts import without_contacts


@pytest.fixture
def store(store: Store) -> Store:
    """The demo network with one contact, of whose partner one action ends today, and no others."""
    network, library = network_of(store).id, partner_named(store, "Bibliotheek")
    without_contacts(store, network)
    store.contacts.save([Contact("1", network, library.id, "An Peeters", "an@bib.be")], "test")
    for owner in ("", *(partner.id for partner in store.networks.partners(network))):
        for known in store.plans.of(network, owner):
            store.plans.keep(replace(known, end=None), "test")
    for moment in store.plans.follow_ups(network):
        store.plans.keep_follow_up(network, replace(moment, dropped=True), "test")
    scan_round = store.networks.open_round(network)
    assert scan_round
    store.networks.save_round(replace(scan_round, closes_on=today() + timedelta(days=200)), "test")
    begun = today() - timedelta(days=9)
    store.plans.keep(PlanAction("x", network, library.id, "1", "Spelavond houden", begun, end=today()), "test")
    return store


def due(store: Store) -> int:
    return len(reminder.due(store, network_of(store).id, today()))


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def press(test: AppTest, label: str, at: int = -1) -> AppTest:
    [button for button in test.button if button.label.startswith(label)][at].click().run()
    assert not test.exception
    return test


def test_without_a_mail_server_the_same_mails_stand_ready_to_send_by_hand(store: Store, run: Run) -> None:
    test = run("regie/links", as_account(store, "coordinator"))
    assert "Er staat 1 mail klaar" in words(test) and "Actie “Spelavond houden”: einddatum" in words(test)
    link = next(link for link in test.get("link_button") if link.proto.url.startswith("mailto:an@bib.be?subject=Wat"))
    assert "geheugensteun" in link.proto.url and len(link.proto.url) <= 2000
    press(test, "Al verstuurd")
    assert due(store) == 0 and "Het laatst genoteerd: geheugensteun aan An Peeters" in words(test)
    press(test, "Toch niet verstuurd")
    assert due(store) == 1


def test_a_kind_that_the_network_switches_off_is_not_mailed(store: Store, run: Run) -> None:
    test = run("regie/links", as_account(store, "coordinator"))
    test = next(box for box in test.toggle if box.label == "Acties").set_value(False).run()
    assert "geen mails over acties meer" in words(test) and due(store) == 0
    assert store.reminders.off(network_of(store).id, network_of(store).id) == {ReminderKind.ACTION}
    test = next(box for box in test.toggle if box.label == "Acties").set_value(True).run()
    assert "weer mails over acties" in words(test) and due(store) == 1


def test_with_a_mail_server_they_go_each_morning_once_the_coordinator_says_so(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ONLIFE_SMTP_SENDER", "preventie@gemeente.be")
    settings.mail_server.cache_clear()
    try:
        test = run("regie/links", as_account(store, "coordinator"))
        scan_round = store.networks.open_round(network_of(store).id)
        assert scan_round
        invited = store.contacts.of(network_of(store).id)[partner_named(store, "Bibliotheek").id]
        store.mails.queue(scan_round, invited, Occasion.INVITATION, "https://scan.example", "test", again=False)
        next(box for box in test.toggle if box.label == "Scanrondes").set_value(False).run()
        assert reminder.queue_due(store, today()) == 0
        test = press(test, "Verstuur ze vanaf nu elke ochtend")
        assert "De app verstuurt ze elke ochtend vanaf 8 uur. Er staat 1 mail klaar" in words(test)
        assert "Verstuur ze vanaf nu elke ochtend" not in labels(test)
        assert reminder.queue_due(store, today()) == 1
        (mail,) = store.mails.notices(network_of(store).id)
        store.mails.take(mail, MailStep.REFUSED, reason="De mailserver weigert deze mail.")
        said = words(run("regie/links", as_account(store, "coordinator")))
        assert f"An Peeters ({partner_named(store, 'Bibliotheek').name}): geweigerd. De mailserver weigert" in said
    finally:
        settings.mail_server.cache_clear()


@pytest.fixture
def held(store: Store) -> Meeting:
    """A meeting that ended today, about a round that partners may see."""
    scan_round = store.networks.open_round(network_of(store).id)
    assert scan_round
    store.networks.save_round(replace(scan_round, shared=True), "test")
    meeting = store.meetings.start(scan_round, "test")
    store.meetings.turn(meeting, State.ENDED, "test")
    return meeting


def test_beside_its_report_a_coordinator_tells_contacts_by_hand_that_it_is_there_and_they_find_it(
    store: Store, run: Run, held: Meeting
) -> None:
    test = run("netwerk/vergadering", as_account(store, "coordinator"), vergadering=held.id)
    assert "Laat het de contactpersonen weten" in words(test)
    (mail,) = [known for known in test.get("link_button") if known.proto.url.startswith("mailto:")]
    assert "verslag%20van%20de%20vergadering" in mail.proto.url and "/l/" in mail.proto.url.replace("%2F", "/")
    press(test, "Al verstuurd")
    assert "niemand meer om het te laten weten" in words(test) and due(store) == 0
    seen = run("netwerk/vergadering", as_contact(store, partner_named(store, "Bibliotheek")), vergadering=held.id)
    assert "Aanwezig" in words(seen) and "Laat het de contactpersonen weten" not in words(seen)


def test_with_a_mail_server_all_contacts_hear_of_a_report_with_one_press(
    store: Store, run: Run, held: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONLIFE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ONLIFE_SMTP_SENDER", "preventie@gemeente.be")
    settings.mail_server.cache_clear()
    try:
        test = run("netwerk/vergadering", as_account(store, "coordinator"), vergadering=held.id)
        press(test, "Laat het 1 contactpersoon weten")
        (mail,) = store.mails.notices(network_of(store).id)
        assert mail.step is MailStep.QUEUED and f"meeting:{held.id}" in mail.about and mail.origin
        assert not [label for label in labels(test) if label.startswith("Laat het")]
    finally:
        settings.mail_server.cache_clear()


def test_nobody_is_told_of_a_report_that_partners_may_not_read(store: Store, run: Run, held: Meeting) -> None:
    scan_round = store.networks.round(held.network, held.round)
    assert scan_round
    store.networks.save_round(replace(scan_round, shared=False), "test")
    test = run("netwerk/vergadering", as_account(store, "coordinator"), vergadering=held.id)
    assert "zodra partners de netwerkpagina's mogen zien" in words(test).replace("\\", "")
    assert not [known for known in test.get("link_button") if known.proto.url.startswith("mailto:")]


@pytest.mark.parametrize("who", ["reader", "contact", "viewer"])
def test_nobody_else_sees_who_is_reminded(who: str, store: Store, run: Run) -> None:
    assert "An Peeters" not in words(run("regie/links", cookies_of(store, who)))
