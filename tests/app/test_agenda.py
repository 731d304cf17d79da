"""The agenda on the page of the meeting: changed beforehand, followed on the screen, and what waits for the next time."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.meeting import Meeting, Note, State
from onlife.domain.network import Round
from onlife.services import documents
from onlife.store import Refused, Store
from onlife.ui.meeting.agenda import OPENED
from onlife.ui.meeting.view import agenda_of
from tests.app.conftest import Run, as_account, network_of, words


@pytest.fixture
def newest(store: Store) -> Round:
    """A round of which no meeting was held yet."""
    scan_round = store.networks.rounds(network_of(store).id)[0]
    assert not store.agendas.earlier(scan_round).reached
    return scan_round


def opened(run: Run, store: Store, **query: str) -> AppTest:
    test = run("netwerk/vergadering", as_account(store, "coordinator"), **query)
    test.session_state[OPENED] = True
    return test.run()


def screens(test: AppTest) -> int:
    line = next(m.value for m in test.markdown if m.value.startswith("De vergadering telt"))
    return int(line.split("**")[1].split()[0])


def test_a_point_is_dropped_given_minutes_moved_and_added(store: Store, run: Run, newest: Round) -> None:
    test = opened(run, store)
    before = screens(test)
    test = next(known for known in test.checkbox if known.label == "Wat we delen").uncheck().run()
    assert screens(test) == before - 1 and not store.agendas.items_by_point(newest.id)["gedeeld"].kept
    test = next(n for n in test.number_input if n.label == "Minuten voor Plan").set_value(15).run()
    assert "samen **15 minuten**" in words(test) and "Plan (15 minuten)" in words(test)
    test.text_input[0].set_value("  Rondvraag\nen **meer** ")
    test = next(button for button in test.button if button.label == "Voeg toe").click().run()
    assert not test.exception and screens(test) == before
    own = next(item for item in store.agendas.items_by_point(newest.id).values() if item.title)
    assert own.title == "Rondvraag en **meer**" and own.place == before
    test = next(b for b in test.button if b.key == f"Hoger-{own.id}-{_last_event(store, newest)}").click().run()
    assert store.agendas.items_by_point(newest.id)[own.id].place == before - 1


def _last_event(store: Store, scan_round: Round) -> int:
    return max(item.event for item in store.agendas.items_by_point(scan_round.id).values())


def test_nobody_overwrites_an_agenda_unseen_or_changes_it_while_a_meeting_goes_on(
    store: Store, run: Run, newest: Round
) -> None:
    one, other = opened(run, store), opened(run, store)
    next(known for known in one.checkbox if known.label == "Wat we delen").uncheck().run()
    late = next(known for known in other.checkbox if known.label == "Plan").uncheck().run()
    assert "Iemand anders paste de agenda intussen aan" in words(late)
    assert store.agendas.items_by_point(newest.id)["plan"].kept
    running = store.meetings.start(newest, "test")
    with pytest.raises(Refused, match="Er loopt een vergadering"):
        store.agendas.keep(
            newest, list(store.agendas.items_by_point(newest.id).values()), _last_event(store, newest), "test"
        )
    store.meetings.turn(running, State.ENDED, "test")


def test_an_own_point_that_is_typed_stays_while_somebody_else_changes_the_agenda(
    store: Store, run: Run, newest: Round
) -> None:
    one, other = opened(run, store), opened(run, store)
    next(s for s in one.selectbox if s.label == "Komt na").set_value("plan")
    one.text_input[0].set_value("Rondvraag")
    next(known for known in other.checkbox if known.label == "Wat we delen").uncheck().run()
    one = next(button for button in one.button if button.label == "Voeg toe").click().run()
    points = [item.title or item.id for item in agenda_of(network_of(store), newest)]
    assert points[points.index("plan") + 1] == "Rondvraag"
    assert "gedeeld" not in [item.id for item in agenda_of(network_of(store), newest) if item.kept]
    assert one.text_input[0].value == "", "the next one begins empty"


def test_a_reader_sees_no_way_to_change_it(store: Store, run: Run, newest: Round) -> None:
    test = run("netwerk/vergadering", as_account(store, "lezer"))
    assert not test.checkbox and "De agenda aanpassen" not in [known.label for known in test.expander]


@pytest.fixture
def held(store: Store, run: Run, newest: Round) -> Meeting:
    """A meeting with a point of its own, of which the first three screens were reached."""
    test = opened(run, store)
    test.text_input[0].set_value("Rondvraag")
    next(known for known in test.selectbox if known.label == "Komt na").set_value("welkom")
    next(button for button in test.button if button.label == "Voeg toe").click().run()
    next(n for n in opened(run, store).number_input if n.label == "Minuten voor Rondvraag").set_value(5).run()
    running = store.meetings.start(newest, "test")
    own = next(item for item in store.agendas.items_by_point(newest.id).values() if item.title)
    for screen in ("welkom", own.id, "acties"):
        test = run("netwerk/vergadering", as_account(store, "coordinator"), scherm=screen)
        assert not test.exception
        if screen == own.id:
            assert test.title[0].value == "Rondvraag"
            assert any("nog 5 minuten · 2 / " in block.proto.body for block in test.get("html"))
    store.meetings.note(running, Note(own.id, "Niemand had vragen."), "test")
    store.meetings.turn(running, State.ENDED, "test")
    return running


def test_what_was_not_reached_waits_for_the_next_meeting(store: Store, run: Run, held: Meeting) -> None:
    test = run("netwerk/vergadering", as_account(store, "coordinator"))
    told = next(block for block in (m.value for m in test.info) if block.startswith("Nog niet aan bod gekomen"))
    assert "Wat we delen" in told and "Rondvraag" not in told and "Lopende acties" not in told
    test = opened(run, store)
    on = {known.label: known.value for known in test.checkbox}
    assert (on["Rondvraag"], on["Wat we delen"], on["Lopende acties"]) == (False, True, True)


def test_a_point_of_the_network_itself_stands_in_the_report_by_its_title(store: Store, held: Meeting) -> None:
    content = documents.outcome_of(network_of(store), held)
    assert [(content.titles[note.point], note.text) for note in content.notes] == [("Rondvraag", "Niemand had vragen.")]
