"""Two people at the same thing: what one did meanwhile is not undone, and what the other presses befalls nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from onlife.domain import agenda
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import LinkKind
from onlife.domain.agenda import AgendaItem
from onlife.domain.contact import Contact
from onlife.domain.meeting import Point, Topic
from onlife.domain.network import Partner
from onlife.domain.proposal import Proposal
from onlife.store import Store
from onlife.ui.meeting.view import agenda_of
from tests.access.test_actions import Step, fill, press
from tests.access.world import World
from tests.wire import Served, Tab


def partner(store: Store, world: World) -> Partner:
    """The first of the page, which it begins with."""
    return store.networks.partners(world.own.network.id)[0]


def contact(store: Store, world: World) -> Contact:
    return store.contacts.of(world.own.network.id)[partner(store, world).id][0]


def meant(key: str) -> Step:
    """Of what has one label, the one with this in its key comes next: a tab takes the last."""
    return "mean", key, None


def do(tab: Tab, *steps: Step) -> None:
    for kind, label, value in steps:
        if kind == "fill":
            tab.set(label, value)
        elif kind == "mean":
            known = [drawn for drawn in tab.drawn if re.search(label, str(getattr(drawn[1], "id", "")))]
            tab.drawn.append(known[-1])
        else:
            tab.press(label)


def test_a_contact_whom_a_colleague_erased_does_not_come_back(served: Served, store: Store, world: World) -> None:
    gone = contact(store, world)
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        do(tab, fill("Wat wil je doen?", "Wijzigen"), press("Wijzig Contact"), fill("Telefoon", "014 12 34 56"))
        store.contacts.erase(gone, "zij")
        tab.press("Bewaren")
    assert store.contacts.get(gone.network, gone.id) is None


def test_a_round_that_a_colleague_opened_keeps_the_questionnaire_that_it_opened_with(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    store.closings.close_round(own.round, "zij")
    waiting = store.networks.add_round(own.network.id, "Volgende", own.round.content_version, None, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("rondes")
        do(tab, meant(f"change-{waiting.id}"), press("Naam of einddatum wijzigen"))
        do(tab, meant(f"name-round-{waiting.id}"), fill("Naam", "Anders"))
        store.questionnaires.choose(own.network.id, own.version, "zij")
        store.networks.start_round(waiting, "zij")
        tab.press("Bewaren")
    known = store.networks.round(own.network.id, waiting.id)
    assert known and (known.name, known.content_version) == ("Anders", own.version)


def test_a_partner_that_is_archived_keeps_what_a_colleague_changed(served: Served, store: Store, world: World) -> None:
    first = partner(store, world)
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        do(tab, fill("Wat wil je doen?", "Wijzigen"), press("Archiveren"))
        store.networks.save_partners([replace(first, name="Van haar")], "zij")
        tab.press("Archiveer")
    known = store.networks.partner(first.network, first.id)
    assert known and (known.name, known.archived) == ("Van haar", True)


def reader(store: Store, world: World, username: str) -> str:
    """Somebody more who reads the network; gives back who."""
    account = store.accounts.add(username, username.title(), "x", "zij")
    store.accounts.set_role(account.id, world.own.network.id, Role.READER, "zij")
    return account.id


def roles(store: Store, place: str) -> dict[str, Role]:
    return {known.username: known.networks[place] for known in store.accounts.all() if place in known.networks}


@pytest.mark.parametrize("press_this", ["Maak coördinator", "Toegang afnemen"])
def test_what_is_pressed_for_somebody_who_is_gone_befalls_nobody_else(
    served: Served, store: Store, world: World, press_this: str
) -> None:
    place = world.own.network.id
    reader(store, world, "aaa"), (chosen := reader(store, world, "zzz"))
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("beheer", wat="Accounts", account=chosen)
        store.accounts.set_role(chosen, place, None, "zij")
        before = roles(store, place)
        answer = tab.press(press_this)
    assert roles(store, place) == before
    assert not answer.holds(["Neem toegang af van"]), "nor is it asked of somebody else"


def test_a_press_that_a_colleague_was_before_does_not_turn_it_around(
    served: Served, store: Store, world: World
) -> None:
    place, chosen = world.own.network.id, reader(store, world, "zzz")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("beheer", wat="Accounts", account=chosen)
        store.accounts.set_role(chosen, place, Role.COORDINATOR, "zij")
        tab.press("Maak coördinator")
    assert roles(store, place)["zzz"] is Role.COORDINATOR


def test_nobody_else_leaves_the_programme(served: Served, store: Store, world: World) -> None:
    people = {}
    for username in ("aaa", "zzz"):
        people[username] = store.accounts.add(username, username.title(), "x", "zij").id
        store.accounts.set_role(people[username], INSTALLATION, Role.PROGRAMME, "zij")
    with Tab(served, world.cookies["programme"]) as tab:
        tab.open("programma", wat="Wie hoort erbij", account=people["zzz"])
        store.accounts.set_role(people["zzz"], INSTALLATION, None, "zij")
        tab.press("Toegang afnemen")
    assert "aaa" in roles(store, INSTALLATION)


def test_no_other_invitation_ends(served: Served, store: Store, world: World) -> None:
    first, second = (store.networks.add(name, "", 5, "zij") for name in ("Aa", "Zz"))
    for made in (first, second):
        store.invitations.make(made, "zij")
    with Tab(served, world.cookies["programme"]) as tab:
        tab.open("programma", wat="Uitnodigingen", uitgenodigd=second.id)
        store.accounts.set_role(reader(store, world, "zzz"), second.id, Role.COORDINATOR, "zij")
        tab.press("Trek deze uitnodiging in")
    assert first.id in store.invitations.open()


@pytest.mark.parametrize("press_this", ["Archiveren", "Samenvoegen", "Contactpersoon toevoegen"])
def test_what_is_pressed_for_a_partner_that_is_gone_is_asked_of_no_other(
    served: Served, store: Store, world: World, press_this: str
) -> None:
    chosen = world.own.withheld
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners", partner=chosen.id)
        do(tab, fill("Wat wil je doen?", "Wijzigen"))
        store.networks.archive(chosen, "zij")
        answer = tab.press(press_this)
    assert not [block for message in answer.messages if (block := message.delta.add_block.dialog.title)]


def test_a_link_of_another_partner_is_not_replaced(served: Served, store: Store, world: World) -> None:
    chosen = world.own.withheld
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("links", partner=chosen.id)
        store.networks.archive(chosen, "zij")
        answer = tab.press("Intrekken en vervangen")
    assert not [block for message in answer.messages if (block := message.delta.add_block.dialog.title)]


def test_a_link_that_a_colleague_just_replaced_is_not_replaced_again(
    served: Served, store: Store, world: World
) -> None:
    place = world.own.released.id, LinkKind.TEAM
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("links", partner=place[0])
        tab.press("Intrekken en vervangen")
        store.links.replace(store.links.of(world.own.network.id)[place], "zij")
        sent = store.links.of(world.own.network.id)[place]
        answer = tab.press("Vervang deze link")
    assert store.links.of(world.own.network.id)[place] == sent
    assert answer.holds(["Deze link is intussen vervangen of ingetrokken"]), answer.words()


def test_only_the_list_that_was_named_is_taken_back(served: Served, store: Store, world: World) -> None:
    def add(name: str) -> None:
        store.imports.add_partners([Partner(name, world.own.network.id, name, "Sector", 8, joint=False)], "zij")

    add("Mijn partner")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        add("Haar partner")
        tab.press("Toch niet")
    assert {"Mijn partner", "Haar partner"} <= {p.name for p in store.networks.partners(world.own.network.id)}


@pytest.mark.parametrize("press_this", ["Neem de data over", "Laat de data"])
def test_dates_that_nobody_read_are_not_answered(served: Served, store: Store, world: World, press_this: str) -> None:
    network, led = world.own.network.id, next(a for a in store.plans.of(world.own.network.id) if a.lead)
    proposal = Proposal(led.id, network, led.lead, None, date(2031, 3, 1))
    store.proposals.propose(proposal, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("plan")
        store.proposals.propose(replace(proposal, end=date(2039, 3, 1)), "zij")
        tab.press(press_this)
    assert [waiting.end for waiting in store.proposals.waiting(network)] == [date(2039, 3, 1)]


def test_an_offered_action_is_taken_over_as_it_was_read(served: Served, store: Store, world: World) -> None:
    network = world.own.network.id
    offered = store.plans.action(network, world.own.actions[world.own.filling.id])
    assert offered
    store.plans.keep(replace(offered, offered=True), "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("plan")
        now = store.plans.action(network, offered.id)
        assert now
        store.plans.keep(replace(now, what="Iets heel anders"), "zij")
        tab.press("Neem op in het plan")
    known = store.plans.action(network, offered.id)
    assert known and (known.owner, known.what) == (world.own.filling.id, "Iets heel anders")


def test_what_is_pressed_in_a_network_that_one_just_left_is_not_done_in_another(
    served: Served, store: Store, world: World
) -> None:
    own, other = world.own.network.id, world.foreign.network.id
    me = next(account for account in store.accounts.all() if account.username == "coordinator")
    store.accounts.set_role(me.id, other, Role.COORDINATOR, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("beheer", netwerk=own)
        do(tab, fill("Wat wil je doen?", "Wat hielp"))
        store.accounts.set_role(me.id, own, None, "zij")
        answer = tab.press("Zet delen aan")
    assert (store.experiences.shares(own), store.experiences.shares(other)) == (False, False)
    assert answer.holds(["Je ziet nu een netwerk van jezelf"]), answer.words()


def test_a_point_of_ones_own_comes_where_one_put_it_while_a_colleague_adds_another(
    served: Served, store: Store, world: World
) -> None:
    scan_round = world.own.round
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", ronde=scan_round.id)
        do(tab, fill("De agenda aanpassen", True), fill("Een eigen punt", "Van mij"), fill("Komt na", "Welkom"))
        items = agenda_of(world.own.network, scan_round)
        hers = AgendaItem(Point(Topic.OWN, "hers").id, world.own.network.id, scan_round.id, 0, title="Van haar")
        wanted = agenda.in_order([*items[:-1], hers, items[-1]])
        store.agendas.keep(scan_round, wanted, max(item.event for item in items), "zij")
        tab.press("Voeg toe")
    titles = [item.title for item in agenda_of(world.own.network, scan_round)]
    assert titles.index("Van mij") == 1 and "Van haar" in titles


def test_no_result_of_another_round_is_opened(served: Served, store: Store, world: World) -> None:
    own = world.own
    with Tab(served, world.cookies["second contact"]) as tab:
        tab.open("ons-team", ronde=own.round.id)
        store.erasure.round(own.round, "zij")
        tab.press("Bekijk ons resultaat")
    assert not store.closings.get(own.earlier.id, own.withheld.id).opened


def test_no_meeting_about_another_round_begins(served: Served, store: Store, world: World) -> None:
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", ronde=world.own.round.id)
        store.erasure.round(world.own.round, "zij")
        tab.press("Start de vergadering")
    assert store.meetings.running(world.own.network.id) is None


def test_a_partner_stays_chosen_when_it_gets_another_name(served: Served, store: Store, world: World) -> None:
    chosen = world.own.withheld
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("partners")
        do(tab, fill("Wat wil je doen?", "Wijzigen"), fill("Partner", chosen.name))
        do(tab, meant(f"name-.*{chosen.id}"), fill("Naam", "Eens"), press("Wijzigingen bewaren"))
        do(tab, meant(f"name-.*{chosen.id}"), fill("Naam", "Nog eens"), press("Wijzigingen bewaren"))
    known = store.networks.partner(chosen.network, chosen.id)
    assert known and known.name == "Nog eens"


def test_a_network_stays_chosen_when_it_gets_another_name(served: Served, store: Store, world: World) -> None:
    own, other = world.own.network, world.foreign.network
    me = next(account for account in store.accounts.all() if account.username == "coordinator")
    store.accounts.set_role(me.id, other.id, Role.COORDINATOR, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("beheer", netwerk=other.id)
        do(tab, fill("Netwerk", own.name))
        do(tab, fill("Naam", "Eens"), press("Bewaren"), fill("Naam", "Nog eens"), press("Bewaren"))
    assert [known.name for known in map(store.networks.get, (own.id, other.id)) if known] == ["Nog eens", other.name]


def test_a_lead_stays_chosen_when_a_colleague_gives_it_another_name(served: Served, store: Store, world: World) -> None:
    own, action = world.own, world.own.actions[""]
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("plan", actie=action)
        do(tab, fill("Trekker", own.filling.name), fill("Wie werkt mee?", [own.withheld.name]))
        renamed = [replace(p, name=f"{p.name} van haar") for p in (own.filling, own.withheld)]
        store.networks.save_partners(renamed, "zij")
        do(tab, fill("Einde", "1/3/2031"), press("Actie bewaren"))
    known = store.plans.action(own.network.id, action)
    assert known and (known.lead, known.partners) == (own.filling.id, (own.withheld.id,))


def test_two_who_type_over_from_paper_at_the_same_time_do_not_fill_in_one_scan(
    served: Served, store: Store, world: World
) -> None:
    def sheet(answers: dict[str, str]) -> dict[str, object]:
        return {"function": "praktijkwerker", "answers": answers, "remarks": {}}

    def handed_in() -> list[dict[str, str]]:
        rows = store._db.rows(
            "SELECT answers FROM submissions WHERE round = ? AND partner = ? AND source = 'paper'",
            *(world.own.round.id, world.own.filling.id),
        )
        return [row["answers"] for row in rows]

    cookies = world.cookies["filling contact"]
    with Tab(served, cookies) as mine, Tab(served, cookies) as hers:
        mine.open("op-papier")
        hers.open("op-papier")
        mine.tell("onlife.paper", "sheet", sheet({"1.1": "green", "1.2": "green"}))
        hers.tell("onlife.paper", "sheet", sheet({"1.1": "red"}))
        hers.tell("onlife.paper", "done", sheet({"1.1": "red"}))
        assert handed_in() == [{"1.1": "red"}]
        mine.tell("onlife.paper", "done", sheet({"1.1": "green", "1.2": "green", "1.3": "red"}))
    both = [{"1.1": "green", "1.2": "green", "1.3": "red"}, {"1.1": "red"}]
    assert sorted(handed_in(), key=len, reverse=True) == both
