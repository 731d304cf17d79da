"""Mail to contact persons on pages: nothing without a mail server, everything asked and told with one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlife.content.letter import Occasion
from onlife.services import settings
from onlife.store import Store
from onlife.store.mail import MailStep
from tests.app.conftest import Run, as_account, network_of, partner_named, words


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("ONLIFE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("ONLIFE_SMTP_SENDER", "preventie@gemeente.be")
    settings.mail_server.cache_clear()
    yield
    settings.mail_server.cache_clear()


@pytest.mark.parametrize("page", ["regie/partners", "regie/links"])
def test_without_a_mail_server_no_address_is_asked_and_nothing_is_offered(page: str, store: Store, run: Run) -> None:
    test = run(page, as_account(store, "coordinator"))
    labels = " ".join(e.label for kind in (test.text_input, test.button, test.text_area) for e in kind)
    assert "mailadres" not in labels and "versturen naar" not in labels
    assert "Verstuur naar alle contactpersonen" not in words(test) and "e-mail" not in words(test)


def test_an_address_is_kept_with_its_partner_changed_and_taken_away(store: Store, mail_server: None, run: Run) -> None:
    network, cookies = network_of(store), as_account(store, "coordinator")
    library = partner_named(store, "Bibliotheek")
    for typed, kept in (("an@bib.be", "an@bib.be"), ("nonsens", "an@bib.be"), ("", None)):
        test = run("regie/partners", cookies)
        test.radio[0].set_value(test.radio[0].options[-1]).run()
        test.selectbox[0].set_value(library.id).run()
        next(t for t in test.text_input if t.label.startswith("E-mailadres")).set_value(typed)
        next(b for b in test.button if b.label == "Wijzigingen bewaren").click().run()
        assert store.mails.addresses(network.id).get(library.id) == kept
    assert "nonsens" not in words(test)


def test_an_invitation_goes_to_every_contact_with_an_address_once(store: Store, mail_server: None, run: Run) -> None:
    network, cookies = network_of(store), as_account(store, "coordinator")
    library, police = partner_named(store, "Bibliotheek"), partner_named(store, "Politie")
    store.mails.save_addresses(network.id, {library.id: "an@bib.be", police.id: "bo@politie.be"}, "test")
    test = run("regie/links", cookies)
    assert "Zonder e-mailadres" in words(test)
    next(b for b in test.button if b.label == "Uitnodiging versturen naar 2 contactpersonen").click().run()
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    mails = store.mails.of(network.id, scan_round.id)
    assert {(mail.partner, mail.occasion) for mail in mails} == {(p.id, Occasion.INVITATION) for p in (library, police)}
    said = words(test)
    assert "2 mails vertrekken" in said and "staat klaar" in said and "@bib.be" not in said
    next(b for b in test.button if b.label.startswith("Uitnodiging versturen")).click().run()
    assert "2 contactpersonen kregen dit bericht al" in words(test)
    assert len(store.mails.of(network.id, scan_round.id)) == 2


def test_a_refusal_is_seen_with_its_reason_and_can_be_sent_again(store: Store, mail_server: None, run: Run) -> None:
    network, library = network_of(store), partner_named(store, "Bibliotheek")
    store.mails.save_addresses(network.id, {library.id: "an@bib.be"}, "test")
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    store.mails.queue(scan_round, [library.id], Occasion.INVITATION, "http://x", "test", again=False)
    store.mails.take(store.mails.waiting()[0], MailStep.REFUSED, tries=1, reason="De mailserver weigert deze mail: nee")
    test = run("regie/links", as_account(store, "coordinator"))
    assert "geweigerd" in words(test) and "weigert deze mail: nee" in words(test)
    next(b for b in test.button if b.label.startswith("Opnieuw naar")).click().run()
    assert [mail.step.value for mail in store.mails.of(network.id, scan_round.id)] == ["refused", "queued"]


def test_a_reminder_skips_who_has_closed_its_scan(store: Store, mail_server: None, run: Run) -> None:
    network, library = network_of(store), partner_named(store, "Bibliotheek")
    everybody = {p.id: "x@y.be" for p in store.networks.partners(network.id)}
    store.mails.save_addresses(network.id, everybody, "test")
    test = run("regie/links", as_account(store, "coordinator"))
    next(r for r in test.radio if r.label == "Bericht").set_value(Occasion.REMINDER).run()
    next(b for b in test.button if b.label.startswith("Herinnering versturen")).click().run()
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    closed = {key for key, closing in store.closings.of(scan_round.id).items() if closing.closed}
    sent = {mail.partner for mail in store.mails.of(network.id, scan_round.id)}
    assert library.id in sent and closed and not sent & closed and sent | closed == set(everybody)
