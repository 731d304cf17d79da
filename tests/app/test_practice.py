"""To try before it counts: a network that is made up, and a round in which people only try."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest

from onlife.content.letter import Occasion
from onlife.domain.access import Role
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, Round, RoundState
from onlife.services import archive, demo, figures, installation, mailing, peer, progress, reminder
from onlife.services.figures import View
from onlife.services.settings import MailServer, Security
from onlife.store import Refused, Store
from onlife.text import today
from tests.app.conftest import Run, as_account, as_contact, as_respondent, words

BEHEER, ROUNDS, TEAM, SCAN = "regie/beheer", "regie/rondes", "partner/ons_team", "partner/scan"
NETWORK_PAGES = (
    "netwerk/overzicht",
    "netwerk/bouwsteen",
    "netwerk/samenwerking",
    "netwerk/evolutie",
    "netwerk/meenemen",
)


def coordinator(store: Store, *networks: Network) -> dict[str, str]:
    made = store.accounts.add("an", "An", "x", "test")
    for network in networks:
        store.accounts.set_role(made.id, network.id, Role.COORDINATOR, "test")
    return as_account(store, "an")


@pytest.fixture
def network(empty_store: Store) -> Network:
    """Two partners that have their links."""
    network = empty_store.networks.add("Zuid", "Stad", 5, "test")
    partners = [Partner(key, network.id, f"Huis {key}", "Jeugdwerk", 8, joint=key == "b") for key in ("a", "b")]
    empty_store.networks.save_partners(partners, "test")
    empty_store.links.make(network.id, ["a", "b"], "test")
    return network


def practised(store: Store, network: Network) -> Round:
    """A practice round in which somebody of each partner handed a scan in and somebody is still at it."""
    scan_round = store.networks.practice(network.id, "Oefenronde", "test")
    for partner in store.networks.partners(network.id):
        for hand_in in (True, False)[: 1 if partner.joint else 2]:
            scan = store.scans.begin(partner)
            if not partner.joint:
                store.scans.choose_function(scan.id, "praktijkwerker")
            store.scans.answer(scan.id, "1.1", Light.RED)
            if hand_in:
                store.scans.submit(scan.id)
    return scan_round


# -- a network that is made up


def test_who_is_new_looks_around_in_a_made_up_network_and_is_rid_of_it_with_one_press(
    empty_store: Store, run: Run
) -> None:
    an = coordinator(empty_store)
    test = run(BEHEER, an)
    next(b for b in test.button if b.label == "Begin met een voorbeeldnetwerk").click().run()
    assert not test.exception
    made = empty_store.networks.by_name("Voorbeeldnetwerk")
    assert made and made.sample and len(empty_store.networks.partners(made.id)) == len(demo.STORY.organisations)
    assert [account.username for account in empty_store.accounts.all()] == ["an"], "no account with a known password"
    assert "verzonnen" in words(run("netwerk/overzicht", an))
    test = run(BEHEER, an)
    assert "Vergelijken met andere netwerken" not in words(test)
    next(b for b in test.button if b.label == "Ruim het voorbeeldnetwerk op").click().run()
    assert not empty_store.networks.all()
    assert "Maak je eerste netwerk" in words(run(BEHEER, an))


@pytest.mark.slow
def test_the_second_made_up_network_has_a_name_of_its_own_and_stands_beside_a_real_one(
    empty_store: Store, network: Network, run: Run
) -> None:
    an = coordinator(empty_store, network)
    test = run(BEHEER, an, wat="Nieuw netwerk", netwerk=network.id)
    assert "Begin met een voorbeeldnetwerk" in [b.label for b in test.button]
    for _ in range(2):
        demo.add_sample(empty_store, installation.questionnaire(), empty_store.accounts.all()[0].id)
    samples = [known for known in empty_store.networks.all() if known.sample]
    assert [known.name for known in samples] == ["Voorbeeldnetwerk", "Voorbeeldnetwerk 2"]
    test = run(BEHEER, an, netwerk=samples[1].id)
    next(b for b in test.button if b.label == "Ruim het voorbeeldnetwerk op").click().run()
    assert [known.name for known in empty_store.networks.all()] == ["Voorbeeldnetwerk", "Zuid"]
    assert "verzonnen" not in words(run("netwerk/overzicht", an, netwerk=network.id))


def test_a_made_up_network_stays_one_when_its_coordinator_gives_it_another_name(empty_store: Store, run: Run) -> None:
    an = coordinator(empty_store)
    made = demo.add_sample(empty_store, installation.questionnaire(), empty_store.accounts.all()[0].id)
    test = run(BEHEER, an)
    next(field for field in test.text_input if field.label == "Naam").set_value("Echt waar")
    next(b for b in test.button if b.label == "Bewaren").click().run()
    known = empty_store.networks.get(made.id)
    assert known and known.name == "Echt waar (voorbeeld)" and known.sample


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Gent", "Gent (voorbeeld)"),
        ("Voorbeeldig Gent", "Voorbeeldig Gent (voorbeeld)"),
        ("Gent (Voorbeeld)", "Gent (Voorbeeld)"),
        ("Voorbeeldnetwerk 2", "Voorbeeldnetwerk 2"),
    ],
)
def test_whatever_leaves_a_made_up_network_says_that_it_is_one(empty_store: Store, typed: str, kept: str) -> None:
    made = empty_store.networks.add(typed, "Gent", 5, "test", sample=True)
    network = empty_store.networks.get(made.id)
    assert network and network.name == kept
    readme = zipfile.ZipFile(BytesIO(archive.archive(network))).read("LEESMIJ.txt").decode("utf-8-sig")
    assert kept in readme
    empty_store.networks.save(replace(network, name=typed), "test")
    assert empty_store.networks.get(made.id) == network, "also when it is called so again"
    real = empty_store.networks.add("Echt", "Gent", 5, "test")
    assert real.name == "Echt"


def test_a_made_up_network_writes_to_nobody_and_stands_beside_no_other(empty_store: Store) -> None:
    store, account = empty_store, empty_store.accounts.add("an", "An", "x", "test")
    made = demo.add_sample(store, installation.questionnaire(), account.id)
    with pytest.raises(Refused, match="verzonnen"):
        peer.take_part(store, made, True, "test")
    assert not store.peers.takes_part(made.id)
    running = store.networks.open_round(made.id)
    contacts = [c for known in store.contacts.of(made.id).values() for c in known if c.address]
    assert running and contacts
    store.mails.queue(running, contacts, Occasion.INVITATION, "http://localhost", "test", again=False)
    server = MailServer("127.0.0.1", 9, Security.NONE, "scan@zuid.be", "", "")
    assert mailing.send_due(store, server, lambda: False) == len(contacts)
    assert {mail.step.value for mail in store.mails.of(made.id, running.id)} == {"dropped"}
    for days in range(400):
        assert reminder.queue_due(store, today() + timedelta(days=days)) == 0


def test_nobody_without_a_network_of_their_own_adds_one_to_an_installation_that_has_some(
    empty_store: Store, network: Network, run: Run
) -> None:
    stranger = coordinator(empty_store)
    assert "Begin met een voorbeeldnetwerk" not in [b.label for b in run(BEHEER, stranger).button]


# -- a round in which people only try


def test_a_practice_round_is_opened_with_one_press_and_leaves_nothing_when_it_is_stopped(
    empty_store: Store, network: Network, run: Run
) -> None:
    store, an = empty_store, coordinator(empty_store, network)
    before = store.totals()
    test = run(ROUNDS, an)
    next(b for b in test.button if b.label == "Open een oefenronde").click().run()
    scan_round = store.networks.open_round(network.id)
    assert scan_round and scan_round.practice and not test.exception
    store.erasure.round(scan_round, "test")
    practised(store, network)
    respondent = as_respondent(store, store.networks.partners(network.id)[0])
    test = run(ROUNDS, an)
    assert "2 scans ingediend" in words(test)
    next(b for b in test.button if b.label == "Stop de oefenronde").click().run()
    assert "2 scans" in words(test) and store.networks.open_round(network.id), "others tried, so it is asked"
    for label in ("Stop de oefenronde", "Stop en wis alles ervan"):  # a dialog is drawn anew by what opened it
        next(b for b in test.button if b.label == label).click()
    test.run()
    assert store.networks.open_round(network.id) is None and not store.networks.rounds(network.id, practice=True)
    left = {table: number for table, number in store.totals().items() if number != before.get(table, 0)}
    assert set(left) <= {"log_events", "questionnaire_events", "session_events"}, left
    assert "Open een oefenronde" in [b.label for b in run(ROUNDS, an).button]
    assert "ingediend" not in words(run(SCAN, respondent))


def test_a_practice_round_in_which_nobody_tried_is_stopped_without_a_question(
    empty_store: Store, network: Network, run: Run
) -> None:
    empty_store.networks.practice(network.id, "Oefenronde", "test")
    test = run(ROUNDS, coordinator(empty_store, network))
    next(b for b in test.button if b.label == "Stop de oefenronde").click().run()
    assert empty_store.networks.open_round(network.id) is None and not test.exception


def test_who_is_choosing_when_the_practice_is_stopped_is_promised_nothing(
    empty_store: Store, network: Network, run: Run
) -> None:
    store = empty_store
    scan_round = store.networks.practice(network.id, "Oefenronde", "test")
    cookies = as_respondent(store, store.networks.partners(network.id)[0])
    store.scans.choose_function(store.actors.of(cookies)["scan"].scan, "praktijkwerker")
    test = run(SCAN, cookies, stap="1")
    store.erasure.round(scan_round, "test")
    test.radio[0].set_value(test.radio[0].options[0]).run()
    assert "oefenronde is gestopt" in words(test) and "staat er nog" not in words(test)


def test_what_ends_without_a_result_leaves_what_networks_show_of_each_other(
    empty_store: Store, network: Network
) -> None:
    store = empty_store
    store.kinds.save(["stad"], "test")
    store.kinds.show(1, {"stad": {network.id: {"1": 50.0}}}, (), {})
    brought = store.kinds.last(1)
    store.erasure.round(practised(store, network), "test")
    real = store.networks.add_round(network.id, "Najaar", 1, None, "test")
    store.erasure.round(real, "test")
    real = store.networks.add_round(network.id, "Winter", 1, None, "test")
    store.networks.start_round(real, "test")
    partner = store.networks.partners(network.id)[0]
    store.scans.begin(partner)
    store.erasure.part(replace(real, state=RoundState.OPEN), partner, "test")
    assert store.kinds.last(1) == brought != {}
    store.closings.close_round(real, "test")
    store.erasure.round(real, "test")
    assert not store.kinds.last(1)["stad"], "the control: one that closed takes it along"


def test_what_is_tried_is_no_result_whoever_closes_asks_or_looks(
    empty_store: Store, network: Network, run: Run
) -> None:
    store, an = empty_store, coordinator(empty_store, network)
    scan_round = practised(store, network)
    for partner in store.networks.partners(network.id):
        with pytest.raises(Refused, match="oefenronde"):
            store.closings.close(scan_round, partner, "test", release=True)
        team = run(TEAM, as_contact(store, partner))
        assert not team.exception and "Dit is een oefenronde" in words(team)
        assert "Scan afsluiten" not in [b.label for b in team.button]
    with pytest.raises(Refused, match="oefenronde"):
        store.closings.close_round(scan_round, "test")
    with pytest.raises(Refused, match="oefenronde"):
        peer.close_round(store, network, scan_round, "test")
    assert store.networks.open_round(network.id) == scan_round
    assert figures.shown_in(View(network.id, scan_round.id)).blocks.empty
    for page in NETWORK_PAGES:
        test = run(page, an, ronde=scan_round.id)
        assert not test.exception and "Oefenronde" not in words(test), page
    assert not progress.steps_done(store, network.id)["opened"]
    assert not reminder.coming(store, network.id, today() + timedelta(days=30))


def test_after_practice_everybody_begins_empty_and_may_still_change_how_they_fill_in(
    empty_store: Store, network: Network
) -> None:
    store, (a, _) = empty_store, empty_store.networks.partners(network.id)
    store.erasure.round(practised(store, network), "test")
    store.networks.save_partners([Partner(a.id, network.id, a.name, a.sector, 8, joint=True)], "test")
    real = store.networks.add_round(network.id, "Najaar", 1, None, "test")
    store.networks.start_round(real, "test")
    assert not store.scans.begin(store.networks.partners(network.id)[0]).answers
    assert all(row.submitted == 0 for row in store.results.response(network.id, real.id))


def test_one_round_at_a_time_also_when_one_of_them_is_for_practice(empty_store: Store, network: Network) -> None:
    store = empty_store
    scan_round = store.networks.practice(network.id, "Oefenronde", "test")
    with pytest.raises(Refused):
        store.networks.practice(network.id, "Nog een", "test")
    real = store.networks.add_round(network.id, "Najaar", 1, None, "test")
    with pytest.raises(Refused, match="Oefenronde"):
        store.networks.start_round(real, "test")
    store.erasure.round(scan_round, "test")
    store.networks.start_round(real, "test")
    with pytest.raises(Refused, match="Najaar"):
        store.networks.practice(network.id, "Oefenronde", "test")


def test_who_tried_reads_that_it_was_trying(empty_store: Store, network: Network, run: Run) -> None:
    store = empty_store
    store.networks.practice(network.id, "Oefenronde", "test")
    cookies = as_respondent(store, store.networks.partners(network.id)[0])
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, "ander")
    store.scans.answer(scan, "1.1", Light.GREEN)
    store.scans.submit(scan)
    assert "Dit was oefenen" in words(run(SCAN, cookies))
