"""Contact persons and the mails to them on pages: one after another by hand, or all at once with a mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.letter import TO_FILL_IN, Occasion
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.network import Round
from onlife.services import settings
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.text import short_date, today
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, unfold, words
from tests.contacts import contacts, without_contacts


@pytest.fixture
def store(store: Store) -> Store:
    """The store of the demo network without the contacts that come with it."""
    without_contacts(store, network_of(store).id)
    return store


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ONLIFE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ONLIFE_SMTP_SENDER", "preventie@gemeente.be")
    settings.mail_server.cache_clear()
    yield
    settings.mail_server.cache_clear()


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label.startswith(label)).click().run()
    assert not test.exception
    return test


def without_a_mail_server(store: Store, run: Run) -> tuple[AppTest, Round, list[str]]:
    """The page with links as a coordinator sees it, in a round with two contacts with an address and one without."""
    network, scan_round = network_of(store), store.networks.open_round(network_of(store).id)
    assert scan_round is not None
    library, police = partner_named(store, "Bibliotheek"), partner_named(store, "Politie")
    everybody = [
        Contact("1", network.id, library.id, "An Peeters", "an@bib.be"),
        Contact("2", network.id, police.id, "", "bo@politie.be", "09 111 11 11"),
        Contact("3", network.id, police.id, "Cel Maes"),
    ]
    store.contacts.save(everybody, "test")
    return run("regie/links", as_account(store, "coordinator")), scan_round, [c.id for c in everybody]


def test_without_a_mail_server_one_mails_the_contacts_one_after_another(store: Store, run: Run) -> None:
    test, scan_round, _ = without_a_mail_server(store, run)
    labels = [button.label for button in test.button]
    assert "Nog **2 contactpersonen** te mailen" in words(test) and not [b for b in labels if "versturen naar" in b]
    press(press(test, "Al verstuurd"), "Al verstuurd")
    assert "Iedereen met een e-mailadres is uitgenodigd" in words(test)
    assert set(store.mails.last_sent(scan_round)) == {("1", Occasion.INVITATION), ("2", Occasion.INVITATION)}
    assert short_date(today()) in words(test)
    press(press(test, "Toch niet verstuurd"), "Toch niet verstuurd")
    assert not store.mails.last_sent(scan_round) and "Nog **2 contactpersonen** te mailen" in words(test)


def test_a_mail_by_hand_is_noted_by_nobody_whose_right_has_ended(store: Store, run: Run) -> None:
    test, scan_round, _ = without_a_mail_server(store, run)
    press(test, "Al verstuurd")
    for label in ("Al verstuurd", "Toch niet verstuurd"):
        test = run("regie/links", as_account(store, "coordinator"))
        noted = store.mails.last_sent(scan_round)
        for account in store.accounts.all():
            store.sessions.end_all(account.id)
        press(test, label)
        assert store.mails.last_sent(scan_round) == noted and len(noted) == 1


@pytest.mark.parametrize("page", ["regie/partners", "regie/links"])
def test_contacts_are_seen_by_nobody_but_a_coordinator(page: str, store: Store, run: Run) -> None:
    without_a_mail_server(store, run)
    for cookies in (as_account(store, "lezer"), as_contact(store, partner_named(store, "Bibliotheek")), {}):
        said = words(run(page, cookies))
        assert not [word for word in ("An Peeters", "an@bib.be", "09 111") if word in said]


def test_contacts_are_added_with_a_partner_and_with_a_list(store: Store, run: Run) -> None:
    network = network_of(store).id
    test = run("regie/partners", as_account(store, "coordinator"))
    next(t for t in test.text_input if t.label == "Naam").set_value("Turnkring")
    next(t for t in test.text_input if t.label == "Contactpersoon").set_value("An Peeters")
    next(t for t in test.text_input if t.label == "E-mailadres").set_value("nonsens")
    press(test, "Partner toevoegen")
    assert "“nonsens” is geen e-mailadres" in words(test) and not store.contacts.of(network)
    next(t for t in test.text_input if t.label == "E-mailadres").set_value("an@turnkring.be")
    press(test, "Partner toevoegen")
    test.radio[0].set_value("Lijst plakken").run()
    test.text_area[0].set_value("naam\tcontact\te-mail\nDansclub\tBo Maes\tbo@dans.be; info@dans.be\n")
    press(press(test, "Lijst bekijken"), "Alles toevoegen")
    added = [(c.name, c.address) for known in store.contacts.of(network).values() for c in known]
    assert added == [("An Peeters", "an@turnkring.be"), ("Bo Maes", "bo@dans.be"), ("", "info@dans.be")]


def test_an_invitation_goes_to_every_contact_with_an_address_once(store: Store, mail_server: None, run: Run) -> None:
    network, cookies = network_of(store), as_account(store, "coordinator")
    library, police = partner_named(store, "Bibliotheek"), partner_named(store, "Politie")
    store.contacts.save(contacts(network.id, {library.id: "an@bib.be", police.id: "bo@politie.be"}), "test")
    test = run("regie/links", cookies)
    assert "Zonder e-mailadres" in words(test)
    next(b for b in test.button if b.label == "Uitnodiging versturen naar 2 contactpersonen").click().run()
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    mails = store.mails.of(network.id, scan_round.id)
    assert {(mail.partner, mail.occasion) for mail in mails} == {(p.id, Occasion.INVITATION) for p in (library, police)}
    said = words(test)
    assert "2 mails vertrekken" in said and "staat klaar" in said
    next(b for b in test.button if b.label.startswith("Uitnodiging versturen")).click().run()
    assert "2 contactpersonen kregen dit bericht al" in words(test)
    assert len(store.mails.of(network.id, scan_round.id)) == 2


def test_a_refusal_is_seen_with_its_reason_and_can_be_sent_again(store: Store, mail_server: None, run: Run) -> None:
    network, library = network_of(store), partner_named(store, "Bibliotheek")
    store.contacts.save(contacts(network.id, {library.id: "an@bib.be"}), "test")
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    store.mails.queue(
        scan_round,
        contacts(network.id, {library.id: "an@bib.be"}),
        Occasion.INVITATION,
        "http://x",
        "test",
        again=False,
    )
    store.mails.take(store.mails.waiting()[0], MailStep.REFUSED, tries=1, reason="De mailserver weigert deze mail: nee")
    test = run("regie/links", as_account(store, "coordinator"))
    assert "geweigerd" in words(test) and "weigert deze mail: nee" in words(test)
    next(b for b in test.button if b.label.startswith("Opnieuw naar")).click().run()
    assert [mail.step.value for mail in store.mails.of(network.id, scan_round.id)] == ["refused", "queued"]


def test_a_reminder_skips_who_has_closed_its_scan(store: Store, mail_server: None, run: Run) -> None:
    network, library = network_of(store), partner_named(store, "Bibliotheek")
    everybody = {p.id: "x@y.be" for p in store.networks.partners(network.id)}
    store.contacts.save(contacts(network.id, everybody), "test")
    test = run("regie/links", as_account(store, "coordinator"))
    next(r for r in test.radio if r.label == "Bericht").set_value(Occasion.REMINDER).run()
    next(b for b in test.button if b.label.startswith("Herinnering versturen")).click().run()
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    closed = {key for key, closing in store.closings.of(scan_round.id).items() if closing.closed}
    sent = {mail.partner for mail in store.mails.of(network.id, scan_round.id)}
    assert library.id in sent and closed and not sent & closed and sent | closed == set(everybody)


def test_a_contact_finds_the_mail_and_the_code_for_colleagues_and_nothing_of_the_team_link(
    store: Store, run: Run
) -> None:
    library = partner_named(store, "Bibliotheek")
    links = store.links.of(library.network)
    scan, team = (store.links.token(links[library.id, kind]) for kind in (LinkKind.SCAN, LinkKind.TEAM))
    test = run("partner/ons_team", as_contact(store, library))
    assert not [code for code in test.code if "Dag collega" in code.value], "only when it is asked for"
    unfold(test, "Mail en QR-code")
    for occasion in TO_FILL_IN:
        next(r for r in test.radio if r.label == "Bericht").set_value(occasion).run()
        assert not test.exception
        body = next(code.value for code in test.code if "Dag collega" in code.value)
        assert f"/l/{scan}" in body and team not in " ".join(code.value for code in test.code)
