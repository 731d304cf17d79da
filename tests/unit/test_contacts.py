"""Contact persons: several of a partner, changed and erased without a trace, with their partner wherever it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from onlife.content.letter import Occasion
from onlife.domain.contact import Contact
from onlife.domain.network import Network, Partner, Round
from onlife.services import mailing
from onlife.store import Store
from onlife.store.mail import MailStep
from onlife.text import now, today
from tests import stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

AN = Contact("1", "", "a", "An Peeters", "an@bib.example", "09 111 11 11")
BO = Contact("2", "", "a", "", "bo@bib.example")
CEL = Contact("3", "", "b", "Cel Maes")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), questionnaire(2, 1))
    yield opened
    opened.close()


@pytest.fixture
def network(store: Store) -> Network:
    made = store.networks.add("Netwerk Zuid", "Zuid", 5, "an")
    partners = [Partner(key, made.id, f"Organisatie {key}", "Jeugdwerk", 8, False) for key in ("a", "b")]
    store.networks.save_partners(partners, "an")
    store.links.make(made.id, ["a", "b"], "an")
    store.contacts.save([replace(contact, network=made.id) for contact in (AN, BO, CEL)], "an")
    return made


@pytest.fixture
def running(store: Store, network: Network) -> Round:
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", 1, None, "an"), "an")
    found = store.networks.open_round(network.id)
    assert found
    return found


def labels(store: Store, network: Network) -> dict[str, list[str]]:
    return {partner: [c.label for c in known] for partner, known in store.contacts.of(network.id).items()}


def test_a_partner_has_several_contacts_each_called_by_what_is_known(store: Store, network: Network) -> None:
    assert labels(store, network) == {"a": ["An Peeters", "bo@bib.example"], "b": ["Cel Maes"]}


def test_an_erased_contact_leaves_the_others_and_its_words_leave_the_file(store: Store, network: Network) -> None:
    an = store.contacts.of(network.id)["a"][0]
    store.contacts.erase(an, "an")
    assert labels(store, network)["a"] == ["bo@bib.example"] and store.contacts.get(network.id, an.id) is None
    store.compact()
    content = (store.folder / "onlife.duckdb").read_bytes()
    assert b"an@bib.example" not in content and b"bo@bib.example" in content


def test_the_log_book_says_that_contacts_changed_and_nothing_of_them(store: Store, network: Network) -> None:
    store.contacts.erase(store.contacts.of(network.id)["b"][0], "an")
    told = store.audit.events(network.id)["what"].tolist()
    assert told.count("contactpersonen van Organisatie a gewijzigd") == 2
    assert told.count("contactpersonen van Organisatie b gewijzigd") == 2
    assert not [word for word in ("Peeters", "example", "Maes", "09 111") if word in store.audit.everything().to_csv()]


def test_what_stays_the_same_is_no_change(store: Store, network: Network) -> None:
    rows = store.totals()["contact_events"]
    store.contacts.save(store.contacts.of(network.id)["a"], "bo")
    store.contacts.save([Contact("new", network.id, "a")], "bo")
    assert store.totals()["contact_events"] == rows


def test_contacts_go_with_their_partner_and_with_their_network(store: Store, network: Network) -> None:
    partner = store.networks.partner(network.id, "a")
    assert partner and store.erasure.of_partner(partner)["contactpersonen"] == 2
    store.erasure.partner(partner, "an")
    assert labels(store, network) == {"b": ["Cel Maes"]}
    store.erasure.network(network, "an")
    assert store.totals()["contact_events"].rows == 0


def test_contacts_go_on_with_the_partner_that_stays(store: Store, network: Network) -> None:
    stays, gone = (store.networks.partner(network.id, key) for key in ("a", "b"))
    assert stays and gone
    store.merges.merge(stays, gone, "an")
    assert labels(store, network) == {"a": ["An Peeters", "bo@bib.example", "Cel Maes"]}
    store.erasure.partner(stays, "an")
    assert store.totals()["contact_events"].rows == 0


def test_contacts_are_kept_until_so_long_after_their_last_change_or_mail(
    store: Store, network: Network, running: Round
) -> None:
    an = store.contacts.of(network.id)["a"][0]
    store.retention.run(now() + timedelta(days=700))
    assert len(labels(store, network)) == 2
    store.mails.note_sent(running, an, Occasion.INVITATION, "an")
    (mail,) = store.mails.of(network.id, running.id)
    later = replace(mail, moment=now() + timedelta(days=400))
    store._db.add("mail_events", {**store._db.events("mail_events")[-1], "moment": later.moment, "event": 999_999})
    found = store.retention.run(now() + timedelta(days=740))
    assert [(gone.kind, gone.number) for gone in found if gone.kind == "contacts"] == [("contacts", 2)]
    assert labels(store, network) == {"a": ["An Peeters"]}


def test_who_was_mailed_by_hand_is_invited_once_reminded_once_a_day_and_can_be_taken_back(
    store: Store, network: Network, running: Round
) -> None:
    an, bo = store.contacts.of(network.id)["a"]
    everybody = [an, bo, *store.contacts.of(network.id)["b"]]
    assert store.mails.due(running, everybody, Occasion.INVITATION) == [an, bo], "Cel has no address"
    for _ in range(2):  # two clicks
        store.mails.note_sent(running, an, Occasion.INVITATION, "an")
    assert store.mails.last_sent(running) == {(an.id, Occasion.INVITATION): today()}
    assert store.mails.due(running, everybody, Occasion.INVITATION) == [bo]
    assert store.mails.due(running, everybody, Occasion.REMINDER) == [an, bo]
    (mail,) = store.mails.of(network.id, running.id)
    store.mails.take_back(mail, "an")
    assert not store.mails.last_sent(running) and store.mails.due(running, everybody, Occasion.INVITATION) == [an, bo]
    told = store.audit.events(network.id)["what"].tolist()[:2]
    assert told == ["uitnodiging aan Organisatie a: toch niet verstuurd", "uitnodiging aan Organisatie a: verstuurd"]


def test_what_the_app_sent_itself_is_not_taken_back(store: Store, network: Network, running: Round) -> None:
    an = store.contacts.of(network.id)["a"][0]
    store.mails.queue(running, [an], Occasion.INVITATION, "https://scan.example", "an", again=False)
    store.mails.take(store.mails.waiting()[0], MailStep.SENT, tries=1)
    (mail,) = store.mails.of(network.id, running.id)
    store.mails.take_back(mail, "an")
    assert store.mails.last_sent(running)


def test_the_mail_merge_has_a_row_for_every_contact_and_for_who_has_none(store: Store, network: Network) -> None:
    store.networks.save_partners([Partner("c", network.id, "Organisatie c", "Sport", 3, False)], "an")
    store.links.make(network.id, ["c"], "an")
    table = mailing.mail_merge(store, network, "https://scan.example")
    assert table[["partner", "contactpersoon", "e-mailadres", "telefoon"]].to_numpy().tolist() == [
        ["Organisatie a", "An Peeters", "an@bib.example", "09 111 11 11"],
        ["Organisatie a", "", "bo@bib.example", ""],
        ["Organisatie b", "Cel Maes", "", ""],
        ["Organisatie c", "", "", ""],
    ]
