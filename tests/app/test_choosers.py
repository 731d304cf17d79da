"""What one chose from a list stays chosen when it gets another name, and when the list gets another order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.meeting import State
from onlife.domain.network import Partner, RoundState
from onlife.security.token import new_id
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words
from tests.sample import sample

FIRST, LATER = "Aaa de eerste", "Aaaa komt later"


def rounds(store: Store) -> list[str]:
    return [r.id for r in store.networks.rounds(network_of(store).id) if r.state is not RoundState.CONCEPT]


def another_round(store: Store, chosen: str) -> None:
    network = network_of(store)
    earlier = store.networks.round(network.id, chosen)
    assert earlier
    store.networks.save_round(replace(earlier, name=FIRST), "test")
    store.networks.save_round(replace(store.networks.add_round(network.id, "R", 1, None, "test"), name=LATER), "test")


def partners(store: Store) -> list[str]:
    return [p.id for p in store.networks.partners(network_of(store).id)]


def another_partner(store: Store, chosen: str) -> None:
    network = network_of(store)
    known = next(p for p in store.networks.partners(network.id) if p.id == chosen)
    new = Partner(new_id(), network.id, LATER, "Jeugdwerk", 8, joint=False)
    store.networks.save_partners([replace(known, name=FIRST), new], "test")


def accounts(store: Store) -> list[str]:
    network = network_of(store).id
    mine = [a for a in store.accounts.all() if network in a.networks]
    return [a.id for a in sorted(mine, key=lambda a: a.name.casefold())]


def another_account(store: Store, chosen: str) -> None:
    """A newcomer stands before everybody; one of the same name cannot be told apart by name."""
    network = network_of(store).id
    known = next(a for a in store.accounts.all() if a.id == chosen)
    for number, name in enumerate((LATER, known.name)):
        made = store.accounts.add(f"nieuw-{number}", name, "x", "test")
        store.accounts.set_role(made.id, network, Role.READER, "test")


def networks(store: Store) -> list[str]:
    if len(store.networks.all()) == 1:
        account = next(a for a in store.accounts.all() if a.username == "coordinator")
        made = store.networks.add("Zzz elders", "Elders", 5, "test")
        store.accounts.set_role(account.id, made.id, Role.COORDINATOR, "test")
    return [n.id for n in sorted(store.networks.all(), key=lambda n: n.name.casefold())]


def another_network(store: Store, chosen: str) -> None:
    store.networks.save(replace(next(n for n in store.networks.all() if n.id == chosen), name=FIRST), "test")
    account = next(a for a in store.accounts.all() if a.username == "coordinator")
    store.accounts.set_role(account.id, store.networks.add(LATER, "Stad", 5, "test").id, Role.COORDINATOR, "test")


def meetings(store: Store) -> list[str]:
    scan_round = next(r for r in store.networks.rounds(network_of(store).id) if r.state is RoundState.CLOSED)
    while len(store.meetings.past(scan_round.network)) < 2:
        store.meetings.turn(store.meetings.start(scan_round, "test"), State.ENDED, "test")
    return [meeting.id for meeting in store.meetings.past(scan_round.network)]


def another_meeting(store: Store, chosen: str) -> None:
    scan_round = next(r for r in store.networks.rounds(network_of(store).id) if r.state is RoundState.CLOSED)
    store.meetings.turn(store.meetings.start(scan_round, "test"), State.ENDED, "test")


def concepts(store: Store) -> list[str]:
    network = network_of(store)
    while len(concept := [r.id for r in store.networks.rounds(network.id) if r.state is RoundState.CONCEPT]) < 2:
        store.networks.add_round(network.id, f"Later {len(concept)}", 1, None, "test")
    return concept


def another_concept(store: Store, chosen: str) -> None:
    scan_round = next(r for r in store.networks.rounds(network_of(store).id) if r.id == chosen)
    store.networks.save_round(replace(scan_round, name="Nieuwe scanronde"), "test")


List = tuple[Callable[[Store], list[str]], Callable[[Store, str], None]]
NETWORKS: List = (networks, another_network)
PARTNERS: List = (partners, another_partner)
ROUNDS: List = (rounds, another_round)
CHOOSERS: dict[tuple[str, str, str], List] = {
    **{(page, "", "Netwerk"): NETWORKS for page in ("regie/partners", "netwerk/overzicht", "lezen/uitleg")},
    ("regie/partners", "Wijzigen of archiveren", "Partner"): PARTNERS,
    ("regie/links", "", "Partner"): PARTNERS,
    ("regie/papier", "", "Partner"): PARTNERS,
    ("regie/wissen", "Iets wissen", "Partner"): PARTNERS,
    ("regie/wissen", "Iets wissen/Een scanronde", "Scanronde"): ROUNDS,
    ("regie/deelname", "", "Scanronde"): ROUNDS,
    **{
        (f"netwerk/{page}", "", "Scanronde"): ROUNDS
        for page in ("overzicht", "bouwsteen", "samenwerking", "opmerkingen", "evolutie", "keuzehulp", "meenemen", "vergadering")
    },
    ("regie/inlezen", "", "Scanronde"): (concepts, another_concept),
    ("partner/ons_team", "", "Scanronde"): ROUNDS,
    ("partner/onze_keuze", "", "Scanronde"): ROUNDS,
    ("regie/beheer", "Accounts", "Account wijzigen"): (accounts, another_account),
    ("netwerk/vergadering", "", "Vergadering van"): (meetings, another_meeting),
}  # fmt: skip

ALWAYS = (
    ("netwerk/overzicht", "", "Netwerk"),
    ("regie/links", "", "Partner"),
    ("regie/wissen", "Iets wissen/Een scanronde", "Scanronde"),
    ("netwerk/overzicht", "", "Scanronde"),
    ("regie/inlezen", "", "Scanronde"),
    ("partner/ons_team", "", "Scanronde"),
    ("regie/beheer", "Accounts", "Account wijzigen"),
    ("netwerk/vergadering", "", "Vergadering van"),
)
"""One of each kind of list, for a coordinator and for a partner."""


def field(test: AppTest, label: str) -> str | None:
    value: str | None = next(box for box in test.main.selectbox if box.label == label).value
    return value


@pytest.mark.parametrize("chooser", sample([*CHOOSERS], ALWAYS), ids="-".join)
def test_what_was_chosen_stays_chosen(chooser: tuple[str, str, str], store: Store, run: Run) -> None:
    page, task, label = chooser
    known, another = CHOOSERS[chooser]
    chosen = known(store)[-1]
    contact = page.startswith("partner/")
    cookies = as_contact(store, partner_named(store, "CAW")) if contact else as_account(store, "coordinator")
    test = run(page, cookies)
    for number, way in enumerate(filter(None, task.split("/"))):
        test.radio[number].set_value(way).run()
    assert field(test, label) != chosen
    next(box for box in test.main.selectbox if box.label == label).set_value(chosen).run()
    assert field(test, label) == chosen
    another(store, chosen)
    test.run()
    assert field(test, label) == chosen
    assert not test.exception and "bestaat niet" not in words(test)


def test_a_changed_partner_stays_in_its_form(store: Store, run: Run) -> None:
    caw = partner_named(store, "CAW")
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Wijzigen of archiveren").run()
    test.selectbox[0].set_value(caw.id).run()
    for name in (FIRST, "Zzz de laatste"):
        next(t for t in test.text_input if t.label == "Naam").set_value(name)
        next(b for b in test.button if b.label == "Wijzigingen bewaren").click().run()
        assert f"De gegevens van {name} zijn bewaard." in words(test)
        assert next(t for t in test.text_input if t.label == "Naam").value == name
    next(b for b in test.button if b.label == "Archiveren").click().run()
    assert any("Zzz de laatste" in said.value for said in test.markdown)


def test_a_name_that_is_taken_is_said_of_the_change(store: Store, run: Run) -> None:
    test = run("regie/partners", as_account(store, "coordinator"))
    test.radio[0].set_value("Wijzigen of archiveren").run()
    next(t for t in test.text_input if t.label == "Naam").set_value(partner_named(store, "OCMW").name)
    next(b for b in test.button if b.label == "Wijzigingen bewaren").click().run()
    assert "Er is niets gewijzigd" in words(test) and "toegevoegd" not in words(test)


def a_newer_round(store: Store) -> str:
    """A round that runs and that nobody began, beside those of the demo that are closed; its id."""
    network = network_of(store)
    if running := store.networks.open_round(network.id):
        store.closings.close_round(running, "test")
    newer = store.networks.add_round(network.id, "Winter 2027", 1, None, "test")
    store.networks.start_round(newer, "test")
    return newer.id


COMPARING = (
    "overzicht",
    "bouwsteen",
    "samenwerking",
    "keuzehulp",
    "evolutie",
    "opmerkingen",
    "meenemen",
    "vergadering",
)


@pytest.mark.slow
def test_network_pages_begin_with_the_newest_round_that_has_a_result(store: Store, run: Run) -> None:
    reader, coordinator = as_account(store, "lezer"), as_account(store, "coordinator")
    before = field(run("netwerk/overzicht", reader), "Scanronde")
    newer = a_newer_round(store)
    for page in COMPARING:
        test = run(f"netwerk/{page}", coordinator)
        assert field(test, "Scanronde") == before, page
        assert "Winter 2027 loopt nog" in words(test), page
        assert newer in links_to(test, "deelname"), page
        asked = run(f"netwerk/{page}", coordinator, ronde=newer)
        assert field(asked, "Scanronde") == newer and "loopt nog" not in words(asked), page
    assert "Winter 2027 loopt nog" in words(test := run("netwerk/overzicht", reader))
    assert not links_to(test, "deelname")
    assert field(run("regie/deelname", coordinator), "Scanronde") == newer  # where one counts, the one that runs


def links_to(test: AppTest, page: str) -> str:
    """The parameters of the links of a page to another one, as one text."""
    return " ".join(link.proto.query_string for link in test.main.get("page_link") if link.proto.page == page)


def test_a_round_that_was_chosen_where_one_counts_is_not_compared_before_it_has_a_result(
    store: Store, run: Run
) -> None:
    coordinator, newer = as_account(store, "coordinator"), a_newer_round(store)
    before = field(run("netwerk/overzicht", coordinator), "Scanronde")
    for page, shown in (("netwerk/overzicht", before), ("partner/ons_team", newer)):
        cookies = coordinator if page.startswith("netwerk") else as_contact(store, partner_named(store, "CAW"))
        test = run(page, cookies)
        del test.query_params["ronde"]
        test.session_state["last-ronde"] = [newer]
        assert field(test.run(), "Scanronde") == shown, page
