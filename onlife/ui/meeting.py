"""The network meeting: beginning it, standing before the projector, and what a press on a button does.

Which screen stands on the projector is in the address as `?scherm=`. Every press asks for the right to it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, NoReturn

import streamlit as st

from onlife.domain import finding, meeting
from onlife.domain.access import Action
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, Meeting, Note, Point, State, VoteKind
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction, Status, Term
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Element
from onlife.security.token import new_id
from onlife.services import figures, results
from onlife.services.figures import View
from onlife.store import Overtaken, Refused, Store, StoreError
from onlife.store.engine.database import today
from onlife.text import dutch_date, parse_date
from onlife.ui import stage
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, fragment, layout, script
from onlife.ui.parts.action import perform_or_stop
from onlife.ui.stage import Desk

SCREEN = "scherm"
VOTE_PATH = "/stem"
KEPT = 8


def presenting() -> bool:
    """Whether this page is on the projector: then nothing stands beside the screen."""
    return SCREEN in st.query_params


def leave() -> NoReturn:
    """Back to the page with its menu: nothing (more) to show on the projector, or not by this visitor."""
    st.query_params.pop(SCREEN, None)
    st.rerun()


def begin(visit: Visit, rounds: Sequence[Round]) -> None:
    """Before a meeting: what it will be about, and the start."""
    scan_round = choose.scan_round(rounds, usual=choose.with_result(rounds).id)
    points = _agenda(visit.network, scan_round)
    if figures.shown_in(View(visit.network.id, scan_round.id)).blocks.empty:
        layout.empty(
            "In deze scanronde is nog geen resultaat vrijgegeven; jullie kunnen dan enkel de acties en de sterren bespreken."
        )
    st.markdown(f"De vergadering telt **{len(points)} schermen**, in deze volgorde:")
    st.markdown(
        "\n".join(
            f"{at}. {topic.word}{f' ({count} schermen)' if count > 1 else ''}"
            for at, (topic, count) in enumerate(meeting.sections(points), start=1)
        )
    )
    st.caption(
        "Vooruit en terug met de knoppen, de pijltjes of een presenter. Elementen die je als gesprekspunt merkt, komen erbij."
    )
    if st.button("Start de vergadering", type="primary", icon=":material/play_arrow:"):
        perform_or_stop(lambda: session.store().meetings.start(scan_round, visit.actor.id))
        _to_screen(points[0].id)


def resume(visit: Visit, running: Meeting) -> None:
    """While a meeting runs or is paused: on to the screen, a pause, the end."""
    store = session.store()
    st.info(f"De vergadering van {dutch_date(running.day)} {running.state.word}.", icon=":material/groups:")
    with st.container(horizontal=True):
        if running.state is State.PAUSED:
            if st.button("Hervat de vergadering", type="primary", icon=":material/play_arrow:"):
                perform_or_stop(lambda: store.meetings.turn(running, State.RUNNING, visit.actor.id))
                _to_screen(st.session_state.get("last screen", meeting.Topic.WELCOME.value))
        else:
            if st.button("Naar het scherm", type="primary", icon=":material/slideshow:"):
                _to_screen(st.session_state.get("last screen", meeting.Topic.WELCOME.value))
            if st.button("Pauze", icon=":material/pause:"):
                perform_or_stop(lambda: store.meetings.turn(running, State.PAUSED, visit.actor.id))
                st.rerun()
        if st.button("Rond af", icon=":material/stop:"):
            _confirm_end(running)


@st.dialog("De vergadering afronden", width="medium")
def _confirm_end(running: Meeting) -> None:
    st.markdown(
        "Daarna kan niemand nog stemmen. Een stemming die nog open staat, wordt ingetrokken en nooit getoond. "
        "Het verslag staat meteen op deze pagina."
    )
    if st.button("Afronden", type="primary"):
        visit = session.find(Action.LEAD_MEETING)
        if visit and visit.network.id == running.network:
            perform_or_stop(lambda: _end(visit, running))
        else:
            layout.warn(fragment.NO_LONGER)
        st.rerun()


@st.fragment(run_every=1)
def show(running: Meeting) -> None:
    """The screen on the projector; it counts votes while they come in."""
    visit, store = session.find(Action.LEAD_MEETING), session.store()
    now = store.meetings.running(running.network)
    if visit is None or visit.network.id != running.network:
        leave()
    if now is None or now.state is not State.RUNNING or not presenting():
        leave()
    events = store.networks.newest_event(now.network), store.meetings.newest_event(now.network)
    desk = _desk(store, visit.network, now, session.origin() + VOTE_PATH, events)
    point = next((p for p in desk.points if p.id == st.query_params.get(SCREEN)), desk.points[0])
    st.session_state["last screen"] = point.id
    script.meeting_screen(
        stage.screen(desk, point)
        | {
            "done": st.session_state.get("stage done", 0),
            "message": st.session_state.get("stage message"),
        },
        on_asked=partial(_asked, now),
    )


def _agenda(network: Network, scan_round: Round) -> list[Point]:
    store, questionnaire = session.store(), session.questionnaire(scan_round)
    shown = figures.shown_in(View(network.id, scan_round.id))
    differing = [] if shown.blocks.empty else finding.differing(shown, questionnaire)
    return meeting.agenda(
        meeting.still_open(store.plans.of(network.id), today()),
        [f.place.id for f in differing if isinstance(f.place, Element)][: meeting.DIFFERENCES],
        store.meetings.points(scan_round.id),
        questionnaire.cooperation_block,
        questionnaire,
        len(results.quotes(store, shown, scan_round)),
    )


@lru_cache(KEPT)
def _desk(store: Store, network: Network, running: Meeting, address: str, _events: tuple[int, int]) -> Desk:
    """All that the screens show, kept until something happens in the network or in the meeting."""
    scan_round = store.networks.round(network.id, running.round)
    assert scan_round is not None
    everyone = store.networks.partners(network.id, archived=True)
    questions = store.meetings.questions(running)
    return Desk(
        meeting=running,
        network=network.name,
        round=scan_round,
        questionnaire=session.questionnaire(scan_round),
        shown=figures.shown_in(View(network.id, scan_round.id)),
        names={p.id: p.name for p in everyone if not p.archived},
        known={p.id: p.name for p in everyone},
        actions=store.plans.of(network.id),
        points=_agenda(network, scan_round),
        questions=questions,
        votes=store.meetings.votes(running),
        voters={q.id: store.meetings.voters(q.id) for q in questions if q.step is meeting.QuestionStep.OPEN},
        agreed=store.meetings.agreed(scan_round.id),
        stars=store.priorities.of(scan_round.id, ""),
        chosen=store.priorities.shared(scan_round.id),
        notes=store.meetings.notes(running),
        quotes=results.quotes(store, figures.shown_in(View(network.id, scan_round.id)), scan_round),
        present=store.meetings.present(running),
        noted=store.meetings.presence_noted(running),
        address=address,
    )


# -- what a press does


def _asked(running: Meeting) -> None:
    """What was pressed on the screen."""
    asked: Mapping[str, Any] = script.component_event("stage", "asked") or {}
    visit = session.find(Action.LEAD_MEETING)
    if visit is None or visit.network.id != running.network:
        layout.warn(fragment.NO_LONGER)
        return
    st.session_state["stage message"] = None
    if asked.get("do") == "go":
        st.query_params[SCREEN] = str(asked["to"])
        return
    if asked.get("do") == "leave":
        st.query_params.pop(SCREEN, None)
        return
    act = ACTS.get(str(asked.get("do")))
    scan_round = session.store().networks.round(running.network, running.round)
    if act is None or scan_round is None:
        return
    try:
        said = act(visit, running, scan_round, asked)
    except Overtaken:
        problem = "Iemand anders wijzigde dit intussen. Sluit dit venster en kijk wat er nu staat, of bewaar het jouwe nu opnieuw."
        st.session_state["stage message"] = {"text": problem, "bad": True}
    except (Refused, StoreError, ValueError) as problem:
        st.session_state["stage message"] = {"text": str(problem), "bad": True}
    else:
        st.session_state["stage done"] = st.session_state.get("stage done", 0) + 1
        st.session_state["stage message"] = {"text": said, "bad": False} if said else None


def _ask(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    session.store().meetings.ask(running, VoteKind(asked["kind"]), asked["about"], visit.actor.id)
    return ""


def _reveal(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    session.store().meetings.reveal(running, asked["question"], visit.actor.id)
    return ""


def _drop(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    session.store().meetings.drop(running, asked["question"], visit.actor.id)
    return "De stemming is ingetrokken; niets ervan wordt getoond."


def _agree(visit: Visit, running: Meeting, scan_round: Round, asked: Mapping[str, Any]) -> str:
    if not asked["light"]:
        raise Refused("Kies eerst een kleur.")
    base = asked["base"]
    agreement = Agreement(base["about"], Light(asked["light"]), asked["reason"], running.id, base["event"])
    session.store().meetings.agree(scan_round, agreement, visit.actor.id)
    return "De afspraak is bewaard."


def _stars(visit: Visit, _running: Meeting, scan_round: Round, asked: Mapping[str, Any]) -> str:
    if not asked["stars"]:
        raise Refused("Kies eerst 1 tot 5 sterren.")
    base = asked["base"]
    standing = session.store().priorities.of(scan_round.id, "").get(base["about"], Priority("", base["about"]))
    wanted = replace(standing, stars=int(asked["stars"]), comment=asked["comment"], event=base["event"])
    session.store().priorities.keep(scan_round, wanted, visit.actor.id)
    return "De afspraak is bewaard. Ze staat ook bij Keuzehulp."


def _note(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    note = Note(asked["base"]["point"], asked["text"], asked["base"]["event"])
    session.store().meetings.note(running, note, visit.actor.id)
    return "De notitie is bewaard."


def _present(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    partners = [partner.id for partner in session.store().networks.partners(running.network)]
    here = [partner for partner in partners if partner in asked["here"]]
    session.store().meetings.note_present(running, here, partners, visit.actor.id)
    return ""


def _action(visit: Visit, running: Meeting, scan_round: Round, asked: Mapping[str, Any]) -> str:
    base = asked["base"]
    action = PlanAction(
        new_id(),
        running.network,
        "",
        base["block"] or asked["block"],
        asked["what"],
        today(),
        (base["element"],) if base["element"] else (),
        Term(asked["term"]),
        end=parse_date(asked["end"]) if asked["end"].strip() else None,
        lead=asked["lead"],
        content_version=scan_round.content_version,
    )
    session.store().plans.keep(action, visit.actor.id)
    return "De actie staat in het plan."


def _status(visit: Visit, running: Meeting, _round: Round, asked: Mapping[str, Any]) -> str:
    action = session.store().plans.action(running.network, asked["action"])
    if action is None:
        raise Refused("Deze actie bestaat niet (meer).")
    if not asked["status"]:
        raise Refused("Kies eerst hoe deze actie ervoor staat.")
    wanted = replace(action, status=Status(asked["status"]), event=asked["base"].get(action.id, 0))
    session.store().plans.keep(wanted, visit.actor.id)
    return "De stand is aangepast."


def _end(visit: Visit, running: Meeting, *_asked: object) -> str:
    session.store().meetings.turn(running, State.ENDED, visit.actor.id)
    layout.say("De vergadering is afgerond. Hieronder staat het verslag.")
    st.query_params["vergadering"] = running.id  # its report, and not the one that was read before
    return ""


ACTS: Mapping[str, Callable[[Visit, Meeting, Round, Mapping[str, Any]], str]] = {
    "ask": _ask,
    "reveal": _reveal,
    "drop": _drop,
    "agree": _agree,
    "stars": _stars,
    "note": _note,
    "present": _present,
    "action": _action,
    "status": _status,
    "end": _end,
}


def _to_screen(screen: str) -> None:
    st.query_params[SCREEN] = screen
    st.rerun()
