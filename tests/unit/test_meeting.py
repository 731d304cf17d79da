"""The network meeting: its agenda, its votes that nobody sees too early, what is agreed and noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from onlife.content.message import explain
from onlife.content.questionnaire import load
from onlife.domain import finding, meeting
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Note, Point, State, Topic, VoteKind
from onlife.domain.network import Partner, Round
from onlife.domain.plan import PlanAction, Status
from onlife.domain.priority import Priority
from onlife.store import Overtaken, Refused, Store
from tests import stores
from tests.unit.examples import partner, questionnaire, show

pytestmark = pytest.mark.long

FORM = load()
TODAY = date(2026, 11, 25)


def action(what: str, end: date | None = None, status: Status = Status.RUNNING, block: str = "1") -> PlanAction:
    return PlanAction(what, "n", "", block, what, date(2026, 4, 21), end=end, status=status)


# -- the agenda


def test_the_agenda_goes_from_open_actions_over_differences_and_collaboration_to_stars_plan_and_closing() -> None:
    points = meeting.agenda([action("a")], ["2.2", "5.5", "4.4", "1.1"], [], FORM.cooperation_block, FORM)
    assert list(dict.fromkeys(point.topic for point in points)) == [
        *(Topic.WELCOME, Topic.ACTIONS, Topic.SHARED, Topic.DIFFERENCE),
        *(Topic.COOPERATION, Topic.STARS, Topic.PLAN, Topic.CLOSING),
    ]
    counted = Counter(point.topic for point in points)
    assert (counted[Topic.DIFFERENCE], counted[Topic.COOPERATION], counted[Topic.STARS]) == (3, 6, 7)
    assert len({point.id for point in points}) == len(points)


def test_what_moved_comes_before_what_is_shared_and_a_block_before_its_elements_where_they_can_be_drawn() -> None:
    points = meeting.agenda([], [], [], FORM.cooperation_block, FORM, drawn=[Topic.EVOLUTION, Topic.BLOCK])
    ids = [point.id for point in points]
    assert ids[1:4] == ["acties", "evolutie", "gedeeld"]
    assert ids[ids.index("bouwsteen-5") + 1] == "samenwerking-5.1"
    assert all(Point(topic).kind is None for topic in (Topic.EVOLUTION, Topic.BLOCK))  # there is nothing to vote on


def test_a_marked_point_gets_a_screen_unless_it_has_one_already() -> None:
    points = meeting.agenda([], ["2.2"], ["2.2", "5.1", "7.1"], FORM.cooperation_block, FORM)
    assert [point.about for point in points if point.topic is Topic.MARKED] == ["7.1"]


@pytest.mark.parametrize(("actions", "screens"), [(0, 1), (1, 1), (4, 1), (5, 2), (9, 3)])
def test_no_more_actions_on_a_screen_than_the_back_row_can_read(actions: int, screens: int) -> None:
    points = meeting.agenda([action(f"{n}") for n in range(actions)], [], [], None, FORM)
    assert sum(point.topic is Topic.ACTIONS for point in points) == screens


@pytest.mark.parametrize(("quotes", "screens"), [(0, 0), (1, 1), (3, 1), (4, 2)])
def test_quoted_remarks_come_before_collaboration_as_many_as_can_be_read(quotes: int, screens: int) -> None:
    points = meeting.agenda([], [], ["1.1"], FORM.cooperation_block, FORM, quotes)
    topics = list(dict.fromkeys(point.topic for point in points))
    assert sum(point.topic is Topic.QUOTES for point in points) == screens
    assert (Topic.QUOTES in topics) == bool(quotes)
    if quotes:
        assert topics.index(Topic.MARKED) < topics.index(Topic.QUOTES) < topics.index(Topic.COOPERATION)


def test_a_questionnaire_without_a_cooperation_block_still_has_an_agenda() -> None:
    points = meeting.agenda([], [], [], None, questionnaire(2, 1))
    assert [point.id for point in points] == [
        *("welkom", "acties", "gedeeld", "sterren-1", "sterren-2", "plan", "slot"),
    ]


def test_open_actions_stand_with_the_overdue_ones_first_and_without_what_has_ended() -> None:
    found = meeting.still_open(
        [
            action("later", date(2027, 1, 1)),
            action("nooit"),
            action("te laat", date(2026, 11, 1)),
            action("klaar", date(2026, 1, 1), Status.DONE),
        ],
        TODAY,
    )
    assert [a.what for a in found] == ["te laat", "later", "nooit"]


def test_a_block_that_was_set_high_and_has_no_open_action_is_named() -> None:
    agreed = [Priority("", "1", 5), Priority("", "5", 4), Priority("", "7", 3)]
    actions = [action("a", block="1"), action("b", status=Status.DROPPED, block="5")]
    assert meeting.blocks_without_action(agreed, actions) == ["5"]


def test_what_can_be_voted_on_depends_on_the_point() -> None:
    assert Point(Topic.STARS, "1").kind is VoteKind.STARS
    assert Point(Topic.COOPERATION, "5.1").kind is VoteKind.COLOUR
    assert Point(Topic.SHARED).kind is None


def test_all_are_expected_to_vote_until_somebody_notes_who_is_there() -> None:
    assert meeting.expected_voters({"a", "b", "c"}, None) == 3
    assert meeting.expected_voters({"a", "b", "c"}, {"a", "gone"}) == 1
    assert explain(meeting.turnout(7, 12)) == "7 van 12 partners stemden"


def test_who_voted_what_stands_in_alphabetical_order_under_every_option() -> None:
    names = {"1": "Zorg", "2": "bib", "3": "CAW"}
    found = meeting.spread(VoteKind.COLOUR, {"1": "red", "2": "red", "3": "green"}, names)
    assert [(option.label, who) for option, who in found] == [
        ("● groen", ["CAW"]), ("◆ oranje", []), ("■ rood", ["bib", "Zorg"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "choices", "words"),
    [
        (VoteKind.COLOUR, ["green", "green"], "Iedereen koos ● groen."),
        (VoteKind.COLOUR, ["green", "orange", "orange"], "2 van 3 kozen ◆ oranje."),
        (VoteKind.COLOUR, ["green", "red"], "● groen en ■ rood kregen evenveel stemmen: elk 1 van 2."),
        (
            VoteKind.COLOUR,
            ["green", "orange", "red"],
            "● groen, ◆ oranje en ■ rood kregen evenveel stemmen: elk 1 van 3.",
        ),
        (VoteKind.STARS, ["3", "5", "5", "4"], "2 van 4 kozen ★★★★★."),
        (VoteKind.STARS, ["4"], ""),
        (VoteKind.STARS, [], ""),
    ],
)
def test_how_the_votes_lie_is_said_in_words(kind: VoteKind, choices: list[str], words: str) -> None:
    outcome = meeting.outcome(kind, {f"{at}": choice for at, choice in enumerate(choices)})
    assert (explain(outcome) if outcome else "") == words


def test_what_was_measured_of_an_element_names_the_partners_with_each_colour() -> None:
    form = questionnaire(1)
    people = [partner("a", 12), partner("b", 12), partner("c", 3)]
    given = {"a": {"1.1": (12, 0, 0, 0)}, "b": {"1.1": (0, 0, 12, 0)}, "c": {"1.1": (3, 0, 0, 0)}}
    found = finding.measurement(show(given, people, form), form, "1.1")
    assert found is not None
    assert {band.word: names for band, names in found.holders.items()} == {
        "overwegend groen": ("Organisatie A",), "gemengd": (), "overwegend rood": ("Organisatie B",),
    }  # fmt: skip
    assert (found.partners, found.scans) == (2, 24)
    assert finding.measurement(show({}, people, form), form, "1.1") is None


# -- the store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), FORM)
    yield opened
    opened.close()


@pytest.fixture
def scan_round(store: Store) -> Round:
    network = store.networks.add("Proef", "Gent", 5, "test")
    people = [Partner(key, network.id, f"Partner {key}", "jeugd", 5, joint=False) for key in "abc"]
    store.networks.save_partners(people, "test")
    return store.networks.add_round(network.id, "Najaar", FORM.version, None, "test")


@pytest.fixture
def running(store: Store, scan_round: Round) -> Meeting:
    return store.meetings.start(scan_round, "test")


def vote(store: Store, scan_round: Round, question: str, who: str, choice: str) -> None:
    store.meetings.vote(scan_round.network, question, who, choice, who)


def test_a_network_has_one_meeting_at_a_time_and_several_over_time(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    with pytest.raises(Refused):
        store.meetings.start(scan_round, "test")
    store.meetings.turn(running, State.PAUSED, "test")
    assert store.meetings.running(scan_round.network) is not None
    assert store.meetings.past(scan_round.network) == []
    store.meetings.turn(running, State.ENDED, "test")
    assert store.meetings.running(scan_round.network) is None
    with pytest.raises(Refused):
        store.meetings.turn(running, State.RUNNING, "test")
    second = store.meetings.start(scan_round, "test", date(2026, 12, 1))
    store.meetings.turn(second, State.ENDED, "test")
    assert [m.id for m in store.meetings.past(scan_round.network)] == [second.id, running.id]
    assert store.meetings.past(scan_round.network)[0].day == date(2026, 12, 1)


@pytest.mark.parametrize("again", ["daarom ", "daa\u200brom", "\ufeffdaarom\u2029"])
def test_the_same_vote_again_is_one_vote(store: Store, scan_round: Round, running: Meeting, again: str) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    for reason in ("daarom", again):
        store.meetings.vote(scan_round.network, question.id, "a", "green", "a", reason)
    assert len(store._db.events("vote_events", question=question.id)) == 1
    assert store.meetings.own_reason(question.id, "a") == "daarom"


def test_votes_stay_hidden_until_they_are_shown_together(store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    vote(store, scan_round, question.id, "a", "green")
    vote(store, scan_round, question.id, "b", "red")
    assert store.meetings.votes(running) == {}
    assert store.meetings.voters(question.id) == {"a", "b"}
    assert store.meetings.own_vote(question.id, "a") == "green"
    assert store.meetings.own_vote(question.id, "c") == ""
    store.meetings.reveal(running, question.id, "test")
    assert store.meetings.votes(running) == {question.id: {"a": "green", "b": "red"}}


def test_a_partner_has_one_vote_that_can_change_until_it_is_shown(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    question = store.meetings.ask(running, VoteKind.STARS, "5", "test")
    for choice in ("2", "4", "4"):
        vote(store, scan_round, question.id, "a", choice)
    store.meetings.reveal(running, question.id, "test")
    with pytest.raises(Refused, match="al gesloten"):
        vote(store, scan_round, question.id, "a", "1")
    assert store.meetings.votes(running)[question.id] == {"a": "4"}


def test_a_second_vote_on_the_same_thing_leaves_the_first_as_it_was(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    for choice in ("green", "orange"):
        question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
        vote(store, scan_round, question.id, "a", choice)
        store.meetings.reveal(running, question.id, "test")
    first, second = store.meetings.questions(running)
    assert (first.attempt, second.attempt) == (1, 2)
    votes = store.meetings.votes(running)
    assert (votes[first.id], votes[second.id]) == ({"a": "green"}, {"a": "orange"})


def test_a_vote_that_was_withdrawn_is_never_shown(store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    vote(store, scan_round, question.id, "a", "green")
    store.meetings.drop(running, question.id, "test")
    assert store.meetings.questions(running) == [] and store.meetings.votes(running) == {}
    with pytest.raises(Refused):
        store.meetings.reveal(running, question.id, "test")


def test_a_meeting_that_ends_withdraws_what_was_still_open(store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    vote(store, scan_round, question.id, "a", "green")
    store.meetings.turn(running, State.ENDED, "test")
    assert store.meetings.votes(running) == {}
    with pytest.raises(Refused, match="afgelopen"):
        vote(store, scan_round, question.id, "b", "red")


def test_nobody_votes_while_the_meeting_is_paused(store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    store.meetings.turn(running, State.PAUSED, "test")
    with pytest.raises(Refused, match="gepauzeerd"):
        vote(store, scan_round, question.id, "a", "green")
    with pytest.raises(Refused):
        store.meetings.ask(running, VoteKind.COLOUR, "5.1", "test")
    store.meetings.turn(running, State.RUNNING, "test")
    vote(store, scan_round, question.id, "a", "green")
    assert store.meetings.voters(question.id) == {"a"}


@pytest.mark.parametrize("choice", ["6", "", "green"])
def test_what_cannot_be_voted_is_refused(choice: str, store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.STARS, "1", "test")
    with pytest.raises(Refused):
        vote(store, scan_round, question.id, "a", choice)
    assert store.meetings.voters(question.id) == set()


def test_one_question_at_a_time_and_only_about_what_the_questionnaire_has(store: Store, running: Meeting) -> None:
    with pytest.raises(Refused):
        store.meetings.ask(running, VoteKind.COLOUR, "9.9", "test")
    with pytest.raises(Refused):
        store.meetings.ask(running, VoteKind.STARS, "5.1", "test")
    store.meetings.ask(running, VoteKind.COLOUR, "5.1", "test")
    with pytest.raises(Refused, match="loopt nog een stemming"):
        store.meetings.ask(running, VoteKind.COLOUR, "5.2", "test")


def test_a_vote_in_another_network_is_refused(store: Store, scan_round: Round, running: Meeting) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.1", "test")
    other = store.networks.add("Elders", "Elders", 5, "test")
    with pytest.raises(Refused):
        store.meetings.vote(other.id, question.id, "a", "green", "a")
    assert store.meetings.voters(question.id) == set()


def test_an_agreed_colour_belongs_to_its_round_and_nobody_is_overwritten_unseen(
    store: Store, scan_round: Round
) -> None:
    store.meetings.agree(scan_round, Agreement("5.6", Light.ORANGE, "van haar"), "zij")
    with pytest.raises(Overtaken) as refused:
        store.meetings.agree(scan_round, Agreement("5.6", Light.RED, "van hem"), "hij")
    assert refused.value.theirs.reason == "van haar"
    store.meetings.agree(scan_round, replace(refused.value.theirs, light=Light.RED), "hij")
    found = store.meetings.agreements(scan_round.id)["5.6"]
    assert (found.light, found.round) == (Light.RED, scan_round.id)
    other = store.networks.add_round(scan_round.network, "Voorjaar", FORM.version, None, "test")
    assert store.meetings.agreements(other.id) == {}


@pytest.mark.parametrize(
    "wrong",
    [
        Agreement("9.9", Light.RED),
        Agreement("5.6", Light.NOT_APPLICABLE),
        Agreement("5.6", Light.RED, "x" * (meeting.REASON_LENGTH + 1)),
    ],
)
def test_what_cannot_be_agreed_is_refused(wrong: Agreement, store: Store, scan_round: Round) -> None:
    with pytest.raises(Refused):
        store.meetings.agree(scan_round, wrong, "wie")
    assert store.meetings.agreements(scan_round.id) == {}


def test_a_note_is_kept_per_point_and_nobody_is_overwritten_unseen(store: Store, running: Meeting) -> None:
    store.meetings.note(running, Note("plan", " \ufeffafge\u200bsproken\u2028"), "wie")
    assert store.meetings.notes(running)["plan"].text == "afgesproken"
    with pytest.raises(Overtaken):
        store.meetings.note(running, Note("plan", "anders"), "ander")
    with pytest.raises(Refused):
        store.meetings.note(running, Note("slot", "x" * (meeting.NOTE_LENGTH + 1)), "wie")


def test_who_was_noted_and_who_voted_was_there_unless_it_was_noted_otherwise(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    assert not store.meetings.presence_noted(running)
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.1", "test")
    vote(store, scan_round, question.id, "c", "green")
    store.meetings.note_present(running, {"a", "c"}, ["a", "b", "c"], "test")
    assert store.meetings.present(running) == {"a", "c"} and store.meetings.presence_noted(running)
    store.meetings.note_present(running, {"b"}, ["a", "b", "c"], "test")
    assert store.meetings.present(running) == {"b"}


def test_every_change_that_a_phone_shows_changes_what_it_keeps_in_memory(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    seen = [store.meetings.newest_event(scan_round.network)]
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.1", "test")
    seen.append(store.meetings.newest_event(scan_round.network))
    vote(store, scan_round, question.id, "a", "green")
    seen.append(store.meetings.newest_event(scan_round.network))
    store.meetings.reveal(running, question.id, "test")
    seen.append(store.meetings.newest_event(scan_round.network))
    assert seen == sorted(set(seen))


def test_the_log_book_tells_of_the_meeting_and_never_what_somebody_voted(
    store: Store, scan_round: Round, running: Meeting
) -> None:
    question = store.meetings.ask(running, VoteKind.COLOUR, "5.6", "test")
    vote(store, scan_round, question.id, "a", "red")
    store.meetings.agree(scan_round, Agreement("5.1", Light.GREEN), "test")
    told = list(store.audit.events(scan_round.network)["what"])
    assert {"vergadering: loopt", "stemming over 5.6: geopend", "afgesproken over 5.1: ● groen"} <= set(told)
    assert not [what for what in told if "rood" in what or "red" in what]
