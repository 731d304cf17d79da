"""Two who act for one partner, who are two at once, or who meet: a press counts for who and what stood on the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import Note, QuestionStep, State, VoteKind
from onlife.domain.network import Partner
from onlife.domain.plan import PlanAction, Status
from onlife.domain.priority import Priority
from onlife.domain.proposal import Proposal
from onlife.security.token import SESSION_COOKIES
from onlife.store import Store
from tests.access.test_actions import fill, press
from tests.access.test_colleagues import do, meant
from tests.access.world import World
from tests.wire import Served, Tab


def choose(tab: Tab, choice: str) -> None:
    """Vote for a colour on a phone."""
    label = "Welke kleur"
    tab.set(label, next(option for option in tab.field(label)[1].options if f":{choice}[" in option))


@pytest.mark.parametrize("change", ["choice", "reason"])
def test_of_two_phones_of_one_table_each_changes_only_what_it_touched(
    served: Served, store: Store, world: World, change: str
) -> None:
    own, me = world.own, world.own.filling.id
    asked = store.meetings.ask(store.meetings.start(own.round, "zij"), VoteKind.COLOUR, "5.1", "zij")
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("stemmen")
        choose(tab, "green")
        store.meetings.vote(own.network.id, asked.id, me, "red", "zij", "van haar")
        if change == "choice":
            choose(tab, "orange")
        else:
            tab.set("Waarom?", "van mij")
            tab.press("Bewaar de reden")
    kept = store.meetings.own_vote(asked.id, me), store.meetings.own_reason(asked.id, me)
    assert kept == (("orange", "van haar") if change == "choice" else ("red", "van mij"))


def test_stars_that_somebody_else_was_before_are_not_put_in_another_round(
    served: Served, store: Store, world: World
) -> None:
    own, me = world.own, world.own.filling.id
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("onze-keuze", ronde=own.round.id)
        store.priorities.keep(own.round, Priority(me, "5", 4, "van haar"), "zij")
        assert tab.set("Sterren voor Samenwerking", "2★").holds(["Zet toch mijn versie"])
        assert not tab.set("Scanronde", own.earlier.name).holds(["Jij had ingevuld", "Zet toch mijn versie"])
        assert tab.set("Scanronde", own.round.name).holds(["Jij had ingevuld"]), "it waits where it was chosen"


def test_a_note_that_somebody_else_was_before_is_not_read_in_another_meeting(
    served: Served, store: Store, world: World
) -> None:
    running = store.meetings.start(world.own.round, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", scherm="welkom")
        tab.press("Noteer")
        tab.set("Wat is er gezegd?", "Van mij")
        store.meetings.note(running, Note("welkom", "Van haar"), "zij")
        assert tab.press("Bewaar de notitie").holds(["Van haar"])
        store.meetings.turn(running, State.ENDED, "zij")
        store.meetings.start(world.own.round, "zij")
        tab.open("vergadering")
        tab.open("vergadering", scherm="welkom")
        assert not tab.press("Noteer").holds(["Van haar"])


def test_a_dialog_of_a_meeting_that_ended_does_not_open_in_the_next(served: Served, store: Store, world: World) -> None:
    running = store.meetings.start(world.own.round, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", scherm="welkom")
        tab.press("Noteer")
        store.meetings.turn(running, State.ENDED, "zij")
        tab.press("Verlaat het scherm")
        answer = tab.press("Start de vergadering")
    assert not [title for message in answer.messages if (title := message.delta.add_block.dialog.title)]


@pytest.mark.parametrize("gone", ["erased", "archived"])
def test_the_screen_takes_no_vote_and_gives_no_word_for_a_partner_that_is_gone(
    served: Served, store: Store, world: World, gone: str
) -> None:
    own = world.own
    running = store.meetings.start(own.round, "zij")
    asked = store.meetings.ask(running, VoteKind.COLOUR, "5.1", "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", scherm="samenwerking-5.1")
        tab.press("Stem op dit scherm")
        tab.set("Organisatie", own.filling.name)
        tab.set("Welke kleur", "groen")
        if gone == "erased":
            store.erasure.partner(own.filling, "zij")
        else:
            store.networks.archive(own.filling, "zij")
        answer = tab.press("Bewaar de stem")
    assert store.meetings.voters(asked.id) == set()
    assert answer.holds(["Deze organisatie doet niet meer mee"]), answer.words()


def test_nothing_is_written_down_of_a_meeting_or_a_partner_that_was_erased(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    running = store.meetings.start(own.round, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab, Tab(served, world.cookies["coordinator"]) as other:
        tab.open("vergadering", scherm="welkom")
        tab.press("Noteer")
        tab.set("Wat is er gezegd?", "Iets")
        other.open("vergadering", scherm="welkom")
        other.press("Wie is er?")
        other.set(own.filling.name, True)
        other.set(own.withheld.name, True)
        other.set("Woord van", own.filling.name)
        store.erasure.partner(own.filling, "zij")
        other.press("Toon het woord")
        other.press("Bewaar")
        assert store.meetings.present(running) == {own.withheld.id}
        assert own.filling.id not in store.seats.of(running.id)
        store.erasure.round(own.round, "zij")
        answer = tab.press("Bewaar de notitie")
    assert answer.holds(["Deze vergadering bestaat niet"]), answer.words()
    assert store.meetings.notes(running) == {}


def test_what_is_voted_on_keeps_its_screen_when_it_is_no_point_any_more(
    served: Served, store: Store, world: World
) -> None:
    scan_round = world.own.round
    store.meetings.mark(scan_round, "1.1", True, "zij")
    running = store.meetings.start(scan_round, "zij")
    asked = store.meetings.ask(running, VoteKind.COLOUR, "1.1", "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", scherm="punt-1.1")
        store.meetings.mark(scan_round, "1.1", False, "zij")
        tab.open("vergadering", scherm="samenwerking-5.1")
        tab.press("Naar de open stemming")
        tab.press("Toon de stemmen")
    assert [q.id for q in store.meetings.questions(running) if q.step is QuestionStep.REVEALED] == [asked.id]


def test_who_was_on_a_screen_that_goes_does_not_start_over(served: Served, store: Store, world: World) -> None:
    own = world.own
    store.meetings.start(own.round, "zij")
    more = [PlanAction(f"more {at}", own.network.id, "", "5", f"Nog {at}", date(2031, 1, 1)) for at in range(4)]
    for action in more:
        store.plans.keep(action, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        tab.open("vergadering", scherm="acties-2")
        for action in store.plans.of(own.network.id):
            store.plans.keep(replace(action, status=Status.DONE), "zij")
        answer = tab.open("vergadering", scherm="acties-2")
    assert answer.holds(["Lopende acties"]) and not answer.holds(["Wie is er?"]), "not on the welcome"


@pytest.mark.parametrize(("typed", "hers", "kept"), [(20, 15, 20), (14, 15, 15)])
def test_of_two_who_raise_the_number_of_people_the_higher_holds(
    served: Served, store: Store, world: World, typed: int, hers: int, kept: int
) -> None:
    own = world.own.filling
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("ons-team", ronde=world.own.round.id)
        tab.set("Met hoeveel zijn jullie?", typed)
        store.networks.save_partners([replace(own, expected=hers)], "zij")
        answer = tab.press("Aantal verhogen")
    known = store.networks.partner(own.network, own.id)
    assert known and known.expected == kept
    assert answer.holds([f"Jullie zijn nu met {kept}"]), answer.words()


def test_a_proposal_that_nobody_here_read_is_not_withdrawn(served: Served, store: Store, world: World) -> None:
    own, led = world.own, next(action for action in store.plans.of(world.own.network.id) if action.lead)
    proposal = Proposal(led.id, own.network.id, led.lead, None, date(2031, 3, 1))
    store.proposals.propose(proposal, "zij")
    with Tab(served, world.cookies["contact"]) as tab:
        tab.open("plan", actie=led.id)
        store.proposals.propose(replace(proposal, end=date(2039, 3, 1)), "zij")
        tab.press("Trek het voorstel in")
    assert [waiting.end for waiting in store.proposals.waiting(own.network.id)] == [date(2039, 3, 1)]


def test_who_types_in_an_action_that_the_network_takes_over_reads_that_it_is_not_kept(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    offered = store.plans.action(own.network.id, own.actions[own.filling.id])
    assert offered
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("ons-plan", actie=offered.id)
        tab.set("Wat gaan jullie doen?", "Van ons")
        store.plans.accept(offered, "zij")
        answer = tab.press("Actie bewaren")
        again = tab.open("ons-plan", actie=offered.id)
    assert answer.holds(["niet meer aan jullie", "Van ons"]) == ["niet meer aan jullie", "Van ons"], answer.words()
    assert not again.holds(["niet meer aan jullie"])


def test_who_reports_on_an_action_that_somebody_else_leads_by_now_reads_that_it_is_not_kept(
    served: Served, store: Store, world: World
) -> None:
    led = next(action for action in store.plans.of(world.own.network.id) if action.lead)
    with Tab(served, world.cookies["contact"]) as tab:
        tab.open("plan", actie=led.id)
        tab.set("Opmerkingen", "Van ons")
        store.plans.keep(replace(led, lead=world.own.withheld.id), "zij")
        answer = tab.press("Bewaren")
    assert answer.holds(["niet meer aan jullie", "Van ons"]) == ["niet meer aan jullie", "Van ons"], answer.words()


def sheet(answers: dict[str, str]) -> dict[str, object]:
    return {"function": "praktijkwerker", "answers": answers, "remarks": {}}


def test_a_sheet_that_was_handed_in_elsewhere_does_not_become_a_second_scan(
    served: Served, store: Store, world: World
) -> None:
    own, cookies = world.own, world.cookies["filling contact"]
    answers = {"1.1": "green", "1.2": "red"}
    with Tab(served, cookies) as mine, Tab(served, cookies) as hers:
        mine.open("op-papier")
        mine.tell("onlife.paper", "sheet", sheet(answers))
        hers.open("op-papier")  # goes on with the same sheet
        mine.tell("onlife.paper", "done", sheet(answers))
        answer = hers.tell("onlife.paper", "done", sheet(answers))
        hers.tell("onlife.paper", "done", sheet({"1.1": "orange"}))
    rows = store._db.rows("SELECT answers FROM submissions WHERE partner = ? AND source = 'paper'", own.filling.id)
    assert sorted(len(row["answers"]) for row in rows) == [1, 2]
    assert answer.holds(["in een ander venster bewaard"]), answer.words()


def test_a_sheet_of_a_round_that_closed_is_not_typed_over_into_the_next(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("op-papier")
        tab.tell("onlife.paper", "sheet", sheet({"1.1": "green"}))
        store.closings.close_round(own.round, "zij")
        following = store.networks.add_round(own.network.id, "Volgende", own.round.content_version, None, "zij")
        store.networks.start_round(following, "zij")
        answer = tab.tell("onlife.paper", "done", sheet({"1.1": "green", "1.2": "red"}))
    assert store._db.rows("SELECT 1 FROM draft_events WHERE round = ?", following.id) == []
    assert answer.holds(["niet bewaard"]), answer.words()


def test_an_erased_meeting_does_not_come_back_from_memory(served: Served, store: Store, world: World) -> None:
    own = world.own
    other = store.networks.add_round(own.network.id, "Andere", own.round.content_version, None, "zij")
    running = store.meetings.start(other, "zij")
    asked = store.meetings.ask(running, VoteKind.COLOUR, "1.1", "zij")
    store.meetings.reveal(running, asked.id, "zij")
    store.networks.save_partners([replace(own.filling, expected=30)], "zij")  # the newest event that stays
    with Tab(served, world.cookies["filling contact"]) as tab:
        assert tab.open("stemmen").holds(["Alle stemmen zijn getoond"])
        store.meetings.turn(running, State.ENDED, "zij")
        store.erasure.round(other, "zij")
        assert not tab.open("stemmen").holds(["Alle stemmen zijn getoond"])


@pytest.mark.parametrize("gone", ["erased", "archived"])
def test_an_action_of_a_lead_that_left_stands_somewhere_in_the_plan_by_partner(
    served: Served, store: Store, world: World, gone: str
) -> None:
    own = world.own
    action = store.plans.action(own.network.id, own.actions[""])
    assert action
    store.plans.keep(replace(action, lead=own.filling.id, what="Van wie wegging"), "zij")
    if gone == "erased":
        store.erasure.partner(own.filling, "zij")
    else:
        store.networks.archive(own.filling, "zij")
    with Tab(served, world.cookies["reader"]) as tab:
        answer = tab.open("plan", beeld="Per partner")
    said = ["Van wie wegging", "Nog zonder trekker" if gone == "erased" else own.filling.name]
    assert answer.holds(said) == said, answer.words()


@pytest.mark.parametrize(("page", "act"), [
    ("ons-team", "Trek het vrijgeven in"), ("ons-team", "Code weghalen"), ("onze-keuze", "Toon onze sterren"),
    ("stemmen", "Welke kleur"), ("ons-plan", "Actie bewaren"),
])  # fmt: skip
def test_a_press_on_the_page_of_one_partner_counts_for_no_other(
    served: Served, store: Store, world: World, page: str, act: str
) -> None:
    """A browser that opened the team link of another partner meanwhile comes back as its contact, with the first page on it."""
    own = world.own
    one, other = own.together, own.filling
    for partner in (one, other):
        store.closings.step(own.round, partner.id, "zij", "closed", "offered")
        store.team_links.set_code(store.links.of(own.network.id)[partner.id, LinkKind.TEAM], "code", "")
    asked = store.meetings.ask(store.meetings.start(own.round, "zij"), VoteKind.COLOUR, "5.1", "zij")

    def standing(partner: Partner) -> list[object]:
        code = store.team_links.code(store.links.of(own.network.id)[partner.id, LinkKind.TEAM])
        shared = store.priorities.is_shared(own.round.id, partner.id)
        offered = store.closings.get(own.round.id, partner.id).offered
        actions = [action.what for action in store.plans.of(own.network.id, partner.id)]
        return [code, shared, offered, actions, store.meetings.own_vote(asked.id, partner.id)]

    def contact(partner: Partner) -> dict[str, str]:
        link = store.links.of(own.network.id)[partner.id, LinkKind.TEAM]
        return {SESSION_COOKIES["team"]: store.sessions.start("team", link.id)}

    before = standing(other)
    with Tab(served, contact(one)) as first, Tab(served, contact(other)) as back:
        for tab in (first, back):
            tab.open(page, ronde=own.round.id, actie="nieuw")
        if act == "Actie bewaren":
            first.set("Wat gaan jullie doen?", "Van de eerste")
        if act == "Welke kleur":
            choose(first, "green")
        elif act == "Toon onze sterren":
            first.set(act, True)
        else:
            first.press(act)
        assert standing(one) != before, "it does something"
        back.send_if_answered(first.sent[-1])
    assert standing(other) == before


def test_what_was_chosen_in_another_window_is_not_put_back_to_the_earlier_round(
    served: Served, store: Store, world: World
) -> None:
    cookies, own = world.cookies["joint respondent"], world.own
    scan = store._db.rows("SELECT scan FROM draft_events WHERE partner = ? AND kind = 'begin'", own.together.id)[0][
        "scan"
    ]
    with Tab(served, cookies) as mine, Tab(served, cookies) as hers:
        for tab in (mine, hers):
            tab.open("scan", stap="1")
        store.scans.answer(scan, "1.1", Light.RED)
        do(mine, meant("confirm-.*-1.1$"), press("Blijft zo"))
        assert (found := store.scans.scan(scan)) and found.answers["1.1"] == "red"
        hers.open("scan", stap="1")
        store.scans.reason(scan, "1.1", "Van haar")
        do(hers, meant("take-.*-1.1$"), press("Neem die uitleg over"))
    assert (found := store.scans.scan(scan)) and found.remarks["1.1"] == "Van haar"


def test_who_began_with_a_slip_is_not_told_that_the_link_begins_another(
    served: Served, store: Store, world: World
) -> None:
    own = world.own
    store.slips.make(own.round, own.filling, "zij")
    scan = store.scans.begin(own.filling, slip=store.slips.of(own.round.id, own.filling.id).unused[0])
    link = store.links.of(own.network.id)[own.filling.id, LinkKind.SCAN]
    with Tab(served, {SESSION_COOKIES["scan"]: store.sessions.start("scan", link.id, scan.id)}) as tab:
        tab.open("scan")
        told = tab.press("Mijn scan wissen")
        done = tab.press("Wis mijn scan voorgoed")
    assert told.holds(["enkel met een ander briefje"]) and store.scans.scan(scan.id) is None
    assert not told.holds(["opnieuw beginnen."]) and not done.holds(["kun je opnieuw beginnen"])


def test_closing_takes_no_scan_along_that_was_begun_after_it_was_told(
    served: Served, store: Store, world: World
) -> None:
    own = world.own

    def begin() -> str:
        scan = store.scans.begin(own.filling).id
        store.scans.choose_function(scan, "praktijkwerker")
        store.scans.answer(scan, "1.1", Light.RED)
        return scan

    store.scans.submit(begin())
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("ons-team", ronde=own.round.id)
        tab.press("Scan afsluiten")
        tab.set("En het netwerk?", "Nog niet")
        late = begin()
        answer = tab.press("Afsluiten")
        assert answer.holds(["druk dan opnieuw"]) and store.scans.scan(late), answer.words()
        tab.press("Afsluiten")
    assert store.closings.get(own.round.id, own.filling.id).closed


@pytest.mark.parametrize("page", ["vergadering", "plan"])
def test_no_action_names_a_partner_that_was_erased_meanwhile(
    served: Served, store: Store, world: World, page: str
) -> None:
    own = world.own
    store.meetings.start(own.round, "zij")
    with Tab(served, world.cookies["coordinator"]) as tab:
        if page == "vergadering":
            tab.open(page, scherm="samenwerking-5.1")
            do(
                tab,
                press("Start een actie"),
                fill("Wat gaan we doen?", "Iets"),
                fill("Wie trekt dit?", own.filling.name),
            )
        else:
            tab.open(page, actie="nieuw")
            do(tab, fill("Wat gaan jullie doen?", "Iets"), fill("Wie werkt mee?", [own.filling.name]))
        store.erasure.partner(own.filling, "zij")
        answer = tab.press("Zet in het plan" if page == "vergadering" else "Actie bewaren")
    assert answer.holds(["Deze partner bestaat niet meer"]), answer.words()
    assert not [action for action in store.plans.of(own.network.id) if action.what == "Iets"]
