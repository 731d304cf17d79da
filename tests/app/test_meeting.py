"""The meeting on the pages: who leads, who votes, who reads what came out of it, and what never leaves too early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content import phrase
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Point, State, Topic, VoteKind
from onlife.domain.network import Partner, Round
from onlife.domain.plan import Status
from onlife.domain.scan import FilledScan
from onlife.store import Store
from onlife.ui.app import session
from onlife.ui.parts.markdown import BREAK
from tests.app.conftest import Run, as_account, as_contact, as_voter, network_of, partner_named, unfold, words


@pytest.fixture
def newest(store: Store) -> Round:
    return store.networks.rounds(network_of(store).id)[0]


@pytest.fixture
def running(store: Store, newest: Round) -> Meeting:
    return store.meetings.start(newest, "test")


@pytest.fixture
def library(store: Store) -> Partner:
    return partner_named(store, "Bibliotheek")


@dataclass(frozen=True)
class Column:
    """What stands under one head of a screen; `groups`: label with number -> names."""

    head: str
    big: str
    text: str
    groups: Mapping[str, Sequence[str]]


def columns(page: AppTest) -> list[Column]:
    """The columns of the screen, from left to right."""
    found = [ET.fromstring(f"<div>{body}</div>") for body in markup(page) if "stage-columns" in body]
    return [_column(column) for columns in found for column in columns.iter("section")]


def _column(column: ET.Element) -> Column:
    def said(kind: str, within: ET.Element = column) -> list[str]:
        return ["".join(e.itertext()) for e in within.iter() if f"stage-{kind}" in e.get("class", "").split()]

    groups = {
        "".join(said("group-head", group)): said("name", group)
        for group in column.iter()
        if "stage-group" in group.get("class", "").split()
    }
    return Column("".join(said("column-head")), "".join(said("big")), "".join(said("column-text")), groups)


def markup(page: AppTest) -> list[str]:
    """The static pictures of a screen."""
    return [element.proto.body for element in page.main.get("html")]


def sent(page: AppTest) -> list[bytes]:
    """Everything that the page sends to the browser."""
    return [node.proto.SerializeToString() for node in page._tree if getattr(node, "proto", None) is not None]


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def buttons(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_before_a_meeting_the_coordinator_sees_its_agenda_and_starts_it(store: Store, run: Run) -> None:
    page = run("netwerk/vergadering", as_account(store, "coordinator"))
    assert "schermen" in words(page) and "Grootste verschillen" in words(page)
    press(page, "Start de vergadering")
    assert store.meetings.running(network_of(store).id) is not None
    assert page.query_params["scherm"] in ("welkom", ["welkom"])
    assert page.title[0].value == "Welkom"


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_nobody_but_the_coordinator_leads(who: str, store: Store, run: Run, running: Meeting, library: Partner) -> None:
    cookies = as_account(store, "lezer") if who == "reader" else as_contact(store, library)
    page = run("netwerk/vergadering", cookies, scherm="welkom")
    assert not markup(page) and "scherm" not in page.query_params  # and the menu is back
    assert not {"Start de vergadering", "Pauze", "Rond af", "Noteer"} & {*buttons(page)}


def test_a_screen_of_an_element_shows_measured_voted_and_agreed_side_by_side(
    store: Store, run: Run, running: Meeting, newest: Round, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "orange", "test")
    store.meetings.reveal(running, question.id, "test")
    store.meetings.agree(newest, Agreement("5.6", Light.RED, "Omdat het moet.", running.id), "test")
    shown = columns(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    assert [column.head for column in shown] == ["Gemeten", "Gestemd", "Afgesproken"]
    assert shown[1].groups == {"● groen 0": [], "◆ oranje 1": ["Bibliotheek Lindervoorde"], "■ rood 0": []}
    assert (shown[2].big, shown[2].text) == ("■ rood", "Omdat het moet.")


def drawn(page: AppTest) -> list[str]:
    """What the pictures of a screen show, in their sentences."""
    return [chart.proto.alt for chart in (*page.get("vega_lite_chart"), *page.get("arrow_vega_lite_chart"))]


PICTURES = {
    "evolutie": "Voorjaar 2026 en Najaar 2026",
    "verschil-5.6": "Plaats van elke partner op 5.6 Informatiedeling: ",
    "bouwsteen-5": "6 elementen van Samenwerking",
    "samenwerking-5.1": "Plaats van elke partner op 5.1 Gedeelde visie: ",
    "sterren-1": "voor Strategie: 2 sterren: Jeugdhuis De Schuur",
    "sterren-4": "5 elementen van Beeldvorming",  # too few partners gave stars for a picture of them
}


@pytest.mark.parametrize("point", PICTURES)
def test_the_picture_that_belongs_to_a_point_stands_on_its_screen(point: str, run: Run, store: Store) -> None:
    newest = store.networks.rounds(network_of(store).id)[0]
    store.meetings.start(newest, "test")
    (told,) = drawn(run("netwerk/vergadering", as_account(store, "coordinator"), scherm=point))
    assert PICTURES[point] in told


def test_dots_stay_beside_a_vote_that_is_shown_and_no_picture_stands_over_an_open_one(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    def screen() -> AppTest:
        return run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6")

    before = drawn(screen())
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "orange", "test")
    assert not drawn(screen())
    store.meetings.reveal(running, question.id, "test")
    assert drawn(screen()) == before != []


def test_a_network_without_results_has_no_screens_for_pictures_and_no_empty_boxes(store: Store, run: Run) -> None:
    newest = store.networks.rounds(network_of(store).id)[0]
    store.meetings.start(
        store.networks.add_round(newest.network, "Later", newest.content_version, None, "test"), "test"
    )
    page = run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.1")
    assert "Gedeelde visie" in page.title[0].value and not drawn(page)
    assert [(column.head, column.text) for column in columns(page)] == [
        ("Gemeten in de scan", "Nog geen resultaat om te tonen.")
    ]
    for point in ("evolutie", "bouwsteen-5"):
        page = run("netwerk/vergadering", as_account(store, "coordinator"), scherm=point)
        assert page.title[0].value == "Welkom"  # there is no such screen


def test_small_teams_stand_on_the_screen_as_one_group_beside_the_others(store: Store, run: Run) -> None:
    spring = store.networks.rounds(network_of(store).id)[1]
    store.meetings.mark(spring, "1.1", True, "test")
    store.meetings.start(spring, "test")
    point = Point(Topic.MARKED, "1.1").id
    measured = columns(run("netwerk/vergadering", as_account(store, "coordinator"), scherm=point))[0]
    assert [*measured.groups.items()][-1] == ("■ kleine teams samen: overwegend rood 7", [])
    assert measured.text == "10 partners, 73 scans · verschil dat toeval kan zijn"


def test_in_a_large_network_the_few_who_see_it_otherwise_are_named_on_the_screen(
    store: Store, run: Run, running: Meeting, newest: Round
) -> None:
    others = [Partner(f"p{at}", newest.network, f"Partner {at:02}", "Sport", 1, joint=True) for at in range(20)]
    store.networks.save_partners(others, "test")
    store.scan_imports.add(newest, [FilledScan(other.id, "", True, {"5.6": "orange"}) for other in others])
    for other in others:
        store.closings.close(newest, other, "test", release=True)
    shown = columns(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    green, mixed, red = shown[0].groups.items()
    assert green[1] == ["Politiezone Linde en Beke"] and len(red[1]) == 2
    assert mixed == ("◆ gemengd 26", [])


def test_an_open_vote_shows_on_the_projector_how_many_voted_and_never_what(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    screens = []
    for choice in ("green", "red"):
        store.meetings.vote(running.network, question.id, library.id, choice, "test")
        screens.append(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="samenwerking-5.6"))
    assert any("1 van 12 partners stemden" in body for body in markup(screens[0]))
    assert any(f"/s/{store.seats.code(running)}</p>" in body for body in markup(screens[0]))
    assert sent(screens[0]) == sent(screens[1])  # what was chosen makes no difference to what is sent
    assert not any(library.name.encode() in message for message in sent(screens[0]))


def test_a_phone_gets_its_own_vote_and_that_of_others_only_after_the_reveal(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    other = partner_named(store, "CAW")
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, other.id, "red", "test")
    page = run("partner/stemmen", as_contact(store, library))
    assert page.radio[0].value is None and other.name not in words(page)
    assert run("partner/stemmen", as_contact(store, other)).radio[0].value == "red"
    store.meetings.reveal(running, question.id, "test")
    page = run("partner/stemmen", as_contact(store, library))
    assert not page.radio and other.name in words(page)


def test_phone_and_screen_say_what_every_answer_means(
    store: Store, run: Run, running: Meeting, library: Partner, newest: Round
) -> None:
    asked = session.questionnaire(newest)
    for kind, about, point in ((VoteKind.COLOUR, "5.6", "samenwerking-5.6"), (VoteKind.STARS, "5", "sterren-5")):
        question = store.meetings.ask(running, kind, about, "test")
        screen = " ".join(markup(run("netwerk/vergadering", as_account(store, "coordinator"), scherm=point)))
        phone = run("partner/stemmen", as_voter(store, library)).radio[0]
        meanings = phrase.meanings(kind, about, asked)
        assert len(meanings) == len(phone.options) == len(kind.options)
        for option, meaning in zip(phone.options, meanings, strict=True):
            assert option.replace("\\", "").endswith(meaning) and escape(meaning) in screen
        store.meetings.drop(running, question.id, "test")


def test_why_a_partner_votes_so_goes_with_its_vote_and_stands_beside_it_once_votes_are_shown(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    cookies = as_voter(store, library)
    page = run("partner/stemmen", cookies)
    assert not page.text_input, "first a choice, then why"
    page.radio[0].set_value("green").run()
    page.text_input[0].set_value("Wij <b>bellen</b> elkaar.")
    press(page, "Bewaar de reden")
    assert "De reden is bewaard" in words(page)
    page.radio[0].set_value("red").run()  # another choice leaves the reason, which stands below it
    assert page.text_input[0].value == "Wij <b>bellen</b> elkaar."
    coordinator = as_account(store, "coordinator")
    assert not any(
        "bellen" in body for body in markup(run("netwerk/vergadering", coordinator, scherm="samenwerking-5.6"))
    )
    assert "bellen" not in words(run("partner/stemmen", as_contact(store, partner_named(store, "CAW"))))
    store.meetings.reveal(running, question.id, "test")
    screen = run("netwerk/vergadering", coordinator, scherm="samenwerking-5.6")
    assert "bellen" not in str(screen.main) and not any("bellen" in body for body in markup(screen))
    read = [line.value.replace("\\", "").replace(BREAK, "") for line in press(screen, "Lees de redenen").markdown]
    assert read[-2:] == ["**■ rood**", f"{library.name}: “Wij <b>bellen</b> elkaar.”"]
    assert "“Wij <b>bellen</b> elkaar.”" in words(run("partner/stemmen", cookies))
    store.meetings.turn(running, State.ENDED, "test")
    assert "“Wij <b>bellen</b> elkaar.”" in words(run("netwerk/vergadering", as_account(store, "lezer")))


def test_who_votes_by_a_word_sees_the_vote_of_that_partner_and_no_other_page(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    cookies = as_voter(store, library)
    page = run("partner/stemmen", cookies)
    assert f"De stem van {library.name}" in words(page)
    store.seats.renew(running, library.id, "test")
    assert "stemt nu in geen vergadering mee" in words(run("partner/stemmen", cookies))
    assert f"De stem van {library.name}" in words(run("partner/stemmen", as_voter(store, library)))


def test_a_phone_says_what_it_waits_for(store: Store, run: Run, library: Partner, newest: Round) -> None:
    cookies = as_contact(store, library)
    assert "Er loopt geen vergadering" in words(run("partner/stemmen", cookies))
    meeting = store.meetings.start(newest, "test")
    assert "Zodra er een vraag is" in words(run("partner/stemmen", cookies))
    store.meetings.turn(meeting, State.PAUSED, "test")
    assert "even gepauzeerd" in words(run("partner/stemmen", cookies))


@pytest.mark.parametrize("who", ["coordinator", "reader", "contact"])
def test_the_report_can_be_read_by_whoever_sees_the_network(who: str, store: Store, run: Run, library: Partner) -> None:
    cookies = {
        "coordinator": lambda: as_account(store, "coordinator"),
        "reader": lambda: as_account(store, "lezer"),
        "contact": lambda: as_contact(store, library),
    }[who]()
    said = words(run("netwerk/vergadering", cookies))
    for expected in (
        "Aanwezig (10)",
        "2e stemming",
        "Kleur voor 5.6",
        "◆ oranje",
        "drie meldingen",
        "Eén bladzijde visie",
    ):
        assert expected in said, expected


def test_a_report_about_a_round_that_is_not_shared_stays_closed_for_partners(
    store: Store, run: Run, library: Partner
) -> None:
    spring = store.networks.rounds(network_of(store).id)[1]
    store.networks.save_round(replace(spring, shared=False), "test")
    said = words(run("netwerk/vergadering", as_contact(store, library)))
    assert "2e stemming" not in said and "nog geen vergadering afgerond" in said
    assert "2e stemming" in words(run("netwerk/vergadering", as_account(store, "lezer")))


def test_what_was_agreed_stands_beside_what_was_measured_ever_after(store: Store, run: Run, newest: Round) -> None:
    reader = as_account(store, "lezer")
    page = run("netwerk/samenwerking", reader)
    labels = " ".join(expander.label for expander in page.expander).replace("\\", "")
    assert "afgesproken in Voorjaar 2026: ◆ oranje" in labels
    store.meetings.agree(newest, Agreement("5.6", Light.RED, "Opnieuw bekeken."), "test")
    labels = " ".join(e.label for e in run("netwerk/samenwerking", reader).expander).replace("\\", "")
    assert "afgesproken: ■ rood" in labels
    assert "Opnieuw bekeken." in words(unfold(run("netwerk/bouwsteen", reader, bouwsteen="5 Samenwerking"), "5.6"))
    overview = words(run("netwerk/overzicht", reader))
    assert "Wat jullie afspraken" in overview and "Opnieuw bekeken." in overview


def test_a_vote_that_comes_too_late_says_so_and_counts_for_nothing(
    store: Store, run: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    page = run("partner/stemmen", as_contact(store, library))
    page.radio[0].set_value("green").run()
    assert "is bewaard" in words(page)
    assert store.meetings.own_vote(question.id, library.id) == "green"
    store.meetings.reveal(running, question.id, "test")
    page.radio[0].set_value("red").run()
    assert "Je stem is niet geteld" in words(page)
    assert store.meetings.own_vote(question.id, library.id) == "green"


# -- what is written down on a screen


@pytest.fixture
def screen(store: Store, run: Run, running: Meeting) -> Run:
    """The screen of the coordinator at a point of the agenda."""
    cookies = as_account(store, "coordinator")
    return lambda point: run("netwerk/vergadering", cookies, scherm=point)


def box(page: AppTest, label: str) -> Any:
    return next(one for one in page.selectbox if one.label == label)


def radio(page: AppTest, label: str) -> Any:
    return next(one for one in page.radio if one.label == label)


def test_stars_agreed_in_the_meeting_stand_at_the_keuzehulp_and_overwrite_nobody_unseen(
    store: Store, run: Run, screen: Run, newest: Round
) -> None:
    before = store.priorities.of(newest.id, "")["5"]
    page = press(screen("sterren-5"), "Spreek sterren af")
    radio(page, "Afgesproken sterren").set_value(4)
    page.text_area[0].set_value("In de vergadering beslist.")
    press(page, "Bewaar de afspraak")
    kept = store.priorities.of(newest.id, "")["5"]
    assert (kept.stars, kept.direction) == (4, before.direction)  # where one wants to be was not asked, and stays
    assert "In de vergadering beslist." in words(run("netwerk/keuzehulp", as_account(store, "lezer")))
    page = press(screen("sterren-5"), "Spreek sterren af")
    store.priorities.keep(newest, replace(kept, stars=2, comment="Elders beslist."), "other")
    radio(page, "Afgesproken sterren").set_value(1)
    press(page, "Bewaar de afspraak")
    assert store.priorities.of(newest.id, "")["5"].stars == 2
    assert "★★ Elders beslist." in page.warning[0].value.replace("\\", "")
    assert radio(page, "Afgesproken sterren").value == 1
    press(page, "Bewaar de afspraak")  # now that one knows, one's own can be put there
    assert store.priorities.of(newest.id, "")["5"].stars == 1


def test_a_colour_is_agreed_only_once_one_is_chosen(store: Store, screen: Run, running: Meeting, newest: Round) -> None:
    page = press(screen("samenwerking-5.6"), "Spreek een kleur af")
    page.text_area[0].set_value("Daarom.")
    press(page, "Bewaar de afspraak")
    assert "Kies eerst een kleur" in page.error[0].value
    assert not store.meetings.agreements(newest.id)
    radio(page, "Afgesproken kleur").set_value(Light.RED)
    press(page, "Bewaar de afspraak")
    agreed = store.meetings.agreements(newest.id)["5.6"]
    assert (agreed.light, agreed.reason, agreed.meeting) == (Light.RED, "Daarom.", running.id)


def test_a_note_belongs_to_the_point_where_it_was_written_and_stays_when_the_meeting_is_paused_meanwhile(
    store: Store, screen: Run, running: Meeting
) -> None:
    page = press(screen("plan"), "Noteer")
    store.meetings.turn(running, State.PAUSED, "other")
    page.text_area[0].set_value("Wie nog iets heeft, mailt.")
    press(page, "Bewaar de notitie")
    assert {point: note.text for point, note in store.meetings.notes(running).items()} == {
        "plan": "Wie nog iets heeft, mailt."
    }


def test_it_is_noted_which_partners_are_there(store: Store, screen: Run, running: Meeting, library: Partner) -> None:
    page = press(screen("welkom"), "Wie is er?")
    next(box for box in page.checkbox if box.label == library.name).check()
    press(page, "Bewaar")
    assert store.meetings.present(running) == {library.id}
    assert any("1 van 12 partners aanwezig" in body for body in markup(page))


def test_a_word_stands_on_the_screen_only_once_somebody_asks_for_it(
    store: Store, screen: Run, running: Meeting, library: Partner
) -> None:
    page = press(screen("welkom"), "Wie is er?")
    box(page, "Woord van").set_value(library.id).run()
    assert store.seats.of(running.id) == {}, "nobody asked for a word yet"
    press(page, "Toon het woord")
    word = store.seats.word(store.seats.of(running.id)[library.id])
    assert [shown.value for shown in page.metric] == [word]
    press(page, "Geef een ander woord")
    another = store.seats.word(store.seats.of(running.id)[library.id])
    assert another != word and [shown.value for shown in page.metric] == [another]
    press(page, "Verberg het woord")
    assert not any(shown in str(page.main) for shown in (word, another))


def test_a_partner_without_a_phone_votes_on_the_screen_and_nothing_says_what_others_chose(
    store: Store, screen: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.vote(running.network, question.id, library.id, "red", "test", "Een geheim")
    page = press(screen("samenwerking-5.6"), "Stem op dit scherm")
    box(page, "Organisatie").set_value(library.id)
    assert radio(page, "Welke kleur geven we hier samen aan?").value is None and "geheim" not in str(page.main)
    press(page, "Bewaar de stem")
    assert "Kies eerst" in page.error[0].value
    other = partner_named(store, "CAW")
    box(page, "Organisatie").set_value(other.id)
    radio(page, "Welke kleur geven we hier samen aan?").set_value("green")
    press(page, "Bewaar de stem")
    assert {who: store.meetings.own_vote(question.id, who) for who in (library.id, other.id)} == {
        library.id: "red",
        other.id: "green",
    }


def test_a_vote_on_the_screen_takes_the_place_of_one_that_was_cast_only_when_asked_twice(
    store: Store, screen: Run, running: Meeting, library: Partner
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    other = partner_named(store, "CAW")
    page = press(screen("samenwerking-5.6"), "Stem op dit scherm")
    for voter in (library, other):  # each casts a vote on a phone while the dialog is open
        store.meetings.vote(running.network, question.id, voter.id, "red", "test", "Een geheim")
        box(page, "Organisatie").set_value(voter.id)
        radio(page, "Welke kleur geven we hier samen aan?").set_value("green")
        press(page, "Bewaar de stem")
        assert f"{voter.name} stemde al" in page.error[0].value and "geheim" not in str(page.main)
        assert store.meetings.own_vote(question.id, voter.id) == "red"
    press(page, "Bewaar de stem")
    assert [store.meetings.own_vote(question.id, voter.id) for voter in (library, other)] == ["red", "green"]


def test_an_action_is_added_without_leaving_the_screen(
    store: Store, screen: Run, running: Meeting, library: Partner
) -> None:
    page = press(screen("samenwerking-5.6"), "Start een actie")
    what, end = page.text_input
    what.set_value("Samen aan tafel")
    end.set_value("ooit")
    next(box for box in page.selectbox if box.label == "Wie trekt dit?").set_value(library.id)
    press(page, "Zet in het plan")
    assert "geen datum" in page.error[0].value
    page.text_input[1].set_value("1/3/2027")
    press(page, "Zet in het plan")
    made = next(a for a in store.plans.of(running.network) if a.what == "Samen aan tafel")
    assert (made.block, made.elements, made.lead) == ("5", ("5.6",), library.id)


def test_how_an_action_stands_is_changed_on_the_screen_and_overwrites_nobody_unseen(
    store: Store, screen: Run, running: Meeting
) -> None:
    page = press(screen("acties"), "Stand aanpassen")
    action = store.plans.action(running.network, str(page.selectbox[0].value))
    assert action is not None
    press(page, "Bewaar de stand")
    assert "Kies eerst" in page.error[0].value  # nothing stands there that could be of another action
    radio(page, "Stand").set_value(Status.DONE)
    store.plans.keep(replace(action, what="Anders verwoord"), "other")
    press(page, "Bewaar de stand")
    assert "Anders verwoord" in page.warning[0].value
    press(page, "Bewaar de stand")
    now = store.plans.action(running.network, action.id)
    assert now is not None and (now.status, now.what) == (Status.DONE, "Anders verwoord")


def test_a_dialog_that_opens_anew_tells_nothing_of_an_earlier_conflict(
    store: Store, screen: Run, running: Meeting
) -> None:
    page = press(screen("acties"), "Stand aanpassen")
    action = store.plans.action(running.network, str(page.selectbox[0].value))
    assert action is not None
    radio(page, "Stand").set_value(Status.RUNNING)
    store.plans.keep(replace(action, what="Anders verwoord"), "other")
    press(page, "Bewaar de stand")
    assert "Anders verwoord" in page.warning[0].value
    press(page, "Bewaar de stand")
    press(page, "Stand aanpassen")
    page.selectbox[0].set_value(action.id).run()
    assert not page.warning
    radio(page, "Stand").set_value(Status.PLANNED)
    press(page, "Bewaar de stand")
    now = store.plans.action(running.network, action.id)
    assert now is not None and now.status is Status.PLANNED


def test_a_withdrawn_vote_leaves_the_screen_as_it_was(
    store: Store, screen: Run, running: Meeting, library: Partner
) -> None:
    before = screen("samenwerking-5.6")
    page = press(before, "Open de stemming")
    question = store.meetings.open_question(running)
    assert question is not None
    store.meetings.vote(running.network, question.id, library.id, "red", "test")
    press(page, "Trek in")
    assert "niets ervan wordt getoond" in words(page)
    assert [column.head for column in columns(page)] == ["Gemeten"]  # and no box for what is not there
    assert any("stage-bullets" in body for body in markup(page))  # the questions for the conversation are back


def test_a_meeting_that_somebody_else_paused_says_so_and_goes_on_when_it_does(
    store: Store, screen: Run, running: Meeting
) -> None:
    page = screen("welkom")
    store.meetings.turn(running, State.PAUSED, "other")
    page.run()
    assert "scherm" not in page.query_params and "Hervat de vergadering" in buttons(page)


def test_a_meeting_can_be_paused_and_resumed(store: Store, run: Run, running: Meeting) -> None:
    page = press(run("netwerk/vergadering", as_account(store, "coordinator")), "Pauze")
    known = store.meetings.running(running.network)
    assert known is not None and known.state is State.PAUSED
    assert not markup(run("netwerk/vergadering", as_account(store, "coordinator"), scherm="welkom"))
    press(page, "Hervat de vergadering")
    assert (known := store.meetings.running(running.network)) and known.state is State.RUNNING


def test_a_meeting_ends_on_its_last_screen_with_its_report(store: Store, screen: Run, running: Meeting) -> None:
    page = press(screen("slot"), "Rond de vergadering af")
    press(page, "Afronden")
    assert store.meetings.running(running.network) is None
    assert "De vergadering is afgerond" in words(page)
    assert page.query_params["vergadering"] in (running.id, [running.id])
