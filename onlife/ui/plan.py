"""Actions on screen: in lists, on a board, one from close by with its form, its follow-up and its history.

Which action is open stands in the address as `?actie=`; `nieuw` opens an empty one, with the block and the elements of
the cell it was started from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from onlife.domain import finding, plan
from onlife.domain.plan import FollowUp, PlanAction, Status, Term, Words
from onlife.security.token import new_id
from onlife.services import figures
from onlife.services.figures import View
from onlife.store import Overtaken, Refused, StoreError
from onlife.store.audit import GONE_PARTNER
from onlife.store.engine.database import today
from onlife.text import dutch_date, local, parse_date, short_date
from onlife.ui import reading
from onlife.ui.app import session, unsent
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, fragment, layout
from onlife.ui.parts.markdown import plain

NEW = "nieuw"
NOBODY = "nog niemand"
FIELDS = 816
"""How wide a field is at most, in pixels: what the stylesheet gives them on a wide screen."""
VIEWS = ("Lijst", "Per partner", "Tijdlijn", "Bord")
GRID = "Rooster"
"""The view in which one changes many actions at once; for who may change them."""
LABELS = {
    "block": "Bouwsteen",
    "elements": "Elementen die moeten bewegen",
    "what": "Wat gaan jullie doen?",
    "term": "Termijn",
    "start": "Begin (dag/maand/jaar)",
    "end": "Einde (dag/maand/jaar)",
    "goal": "Doelstelling",
    "lead": "Trekker",
    "partners": "Wie werkt mee?",
    "resources": "Middelen: tijd, budget, tools, expertise",
    "indicator": "Waaraan merken jullie dat het lukt?",
    "remarks": "Opmerkingen",
    "status": "Stand",
}


def asked(visit: Visit, owner: str) -> PlanAction | None:
    """The action in the address, of the plan of this owner; a new one if it is asked for by who may add it."""
    wanted = st.query_params.get("actie", "")
    if not wanted:
        _forget()
    if wanted == NEW and session.planner(visit.network.id, owner):
        version = _version(visit)
        blocks = session.store().questionnaires.get(version).blocks
        block = next((b for b in blocks if choose.block_name(b) == st.query_params.get("bouwsteen")), blocks[0])
        elements = tuple(e.id for e in block.elements if e.id in st.query_params.get_all("element"))
        return PlanAction(NEW, visit.network.id, owner, block.id, "", today(), elements, content_version=version)
    found = session.store().plans.action(visit.network.id, wanted) if wanted else None
    return found if found and found.owner == owner else None


def _version(visit: Visit) -> int:
    """The questionnaire of a new action: that of the round it is started from, else what the network works with."""
    asked = st.query_params.get("vragenlijst", "")
    rounds = [round.content_version for round in session.store().networks.rounds(visit.network.id)]
    return int(asked) if asked in map(str, rounds) else session.questionnaire(visit.network).version


def open_action(action: str) -> None:
    st.query_params["actie"] = action


def add(visit: Visit, label: str, owner: str) -> None:
    """The way to a new action, for who may add one."""
    if session.planner(visit.network.id, owner):
        st.button(label, type="primary", icon=":material/add:", on_click=open_action, args=(NEW,))


def cards(visit: Visit, actions: Sequence[PlanAction], key: str, *, told: str = "") -> None:
    """Actions in a list, each with what one needs to know and the way to the rest.

    `told`: what the heading above them says already, `block`, `lead` or `status`.
    """
    names = _names(visit)
    for action in actions:
        late = plan.urgency(action, today())
        badge = f" :{'red' if late == plan.LATE else 'orange'}-badge[{late}]" if late else ""
        with st.container(border=True):
            st.markdown(f"**{plain(action.what)}**{badge}  \n{plain(_summary(action, names, told))}")
            st.button("Bekijk de actie", key=f"{key}-{action.id}", on_click=open_action, args=(action.id,))


def by_block(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """The actions under the building block that each must move."""
    blocks: dict[str, list[PlanAction]] = {}
    for action in actions:
        block = session.questionnaire(action).block(action.block)
        blocks.setdefault(choose.block_name(block), []).append(action)
    for name, own in blocks.items():
        st.header(plain(name), anchor=False)
        cards(visit, own, "list", told="block")


def by_partner(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """Under every partner what it leads and what it helps with; last what nobody leads."""
    for partner in session.store().networks.partners(visit.network.id):
        own = [a for a in actions if partner.id == a.lead or partner.id in a.partners]
        if own:
            st.header(plain(partner.name), anchor=False)
            cards(visit, own, partner.id)
    if loose := [a for a in actions if not a.lead]:
        st.header("Nog zonder trekker", anchor=False)
        cards(visit, loose, "loose", told="lead")


def board(visit: Visit, actions: Sequence[PlanAction]) -> None:
    """A column for every status; for what was stopped only where something was."""
    by_status = {status: [a for a in actions if a.status is status] for status in Status}
    if not by_status[Status.DROPPED]:
        del by_status[Status.DROPPED]
    for column, (status, own) in zip(st.columns(len(by_status)), by_status.items(), strict=True):
        with column:
            st.header(f"{status.word.capitalize()} ({len(own)})", anchor=False)
            cards(visit, own, status.value, told="status")


def views(visit: Visit, owner: str) -> list[str]:
    """The ways to look at the plan of this owner."""
    return [*VIEWS, *([GRID] if session.planner(visit.network.id, owner) else [])]


def grid(visit: Visit, actions: Sequence[PlanAction], owner: str) -> None:
    """Many actions at once, one a row; a new row is a new action."""
    names, questionnaire = _names(visit), session.questionnaire(visit.network)
    blocks = {block.id: choose.block_name(block) for block in questionnaire.blocks}
    earlier = [action for action in actions if session.questionnaire(action) != questionnaire]
    actions = [action for action in actions if action not in earlier]
    if earlier:
        st.caption(f"Acties uit een vroegere vragenlijst ({len(earlier)}) wijzig je een voor een, bij Lijst.")
    words = Words(blocks, names | {"": NOBODY})
    edited = st.data_editor(
        plan.to_rows(actions, words),
        column_config={  # together as wide as a page of 1280 pixels; a wider one makes all of them grow
            "Actie": st.column_config.TextColumn(max_chars=plan.WHAT_LENGTH, required=True, width=250),
            "Bouwsteen": st.column_config.SelectboxColumn(options=list(blocks.values()), required=True, width=125),
            "Termijn": st.column_config.SelectboxColumn(options=[term.word for term in Term], required=True, width=110),
            "Einde": st.column_config.TextColumn(help="dag/maand/jaar", width=95),
            "Trekker": st.column_config.SelectboxColumn(options=[NOBODY, *names.values()], required=True, width=125),
            "Stand": st.column_config.SelectboxColumn(
                options=[status.word for status in Status], required=True, width=82
            ),
        },
        num_rows="add",
        hide_index=True,
        height="content",
        key=f"grid-{owner}-{max((action.event for action in actions), default=0)}",
    )
    if not st.button("Rooster bewaren", icon=":material/save:"):
        return
    empty = PlanAction(NEW, visit.network.id, owner, next(iter(blocks)), "", today())
    changed, problems = plan.from_rows(edited, actions, empty, words)
    for action in changed:
        try:
            kept = replace(action, id=new_id()) if action.id == NEW else action
            session.store().plans.keep(kept, visit.actor.id)
        except (Refused, StoreError) as problem:
            problems.append(f"{action.what or 'Nieuwe rij'}: {problem}")
    if problems:
        layout.warn("Niet alles is bewaard. " + " ".join(problems))
    if changed:
        layout.say("Het rooster is bewaard." if not problems else "De andere rijen zijn bewaard.")
    st.rerun()


def offers(visit: Visit) -> None:
    """What partners offer to the plan of the network, for the coordinator to accept."""
    offered = session.store().plans.offered(visit.network.id)
    if not offered or not session.planner(visit.network.id, ""):
        return
    names = _names(visit)
    st.header("Aangeboden door partners", anchor=False)
    for action in offered:
        with st.container(border=True):
            st.markdown(f"**{plain(action.what)}** · {plain(names.get(action.owner, ''))}")
            st.caption(plain(_summary(action, names)))
            if st.button("Neem op in het plan", key=f"accept-{action.id}", icon=":material/check:"):
                _do(
                    partial(session.store().plans.accept, action, visit.actor.id),
                    "De actie staat in het plan.",
                )


def detail(visit: Visit, action: PlanAction) -> None:
    """One action from close by."""
    if st.button("Terug naar het plan", icon=":material/arrow_back:"):
        _close()
    if session.planner(visit.network.id, action.owner):
        _form(visit, action)
    else:
        _read(visit, action)
    if action.id == NEW:
        return
    _moved(visit, action)
    _follow_ups(visit, action)
    _history(visit, action)


def _form(visit: Visit, action: PlanAction) -> None:
    # The version that this form was opened on: what somebody else keeps meanwhile must not wipe what is being typed.
    if action.id != NEW:
        action = st.session_state.setdefault(f"action-base-{action.id}", action)
    questionnaire, names = session.questionnaire(action), _names(visit)
    key = f"{action.id}-{action.event}"
    blocks = [block.id for block in questionnaire.blocks]
    st.header("Nieuwe actie" if action.id == NEW else "De actie", anchor=False)
    _overtaken(visit, action)
    wrong = st.session_state.get(f"action-wrong-{action.id}", {})
    values: dict[str, Any] = {}

    def ask(name: str, field: Callable[..., Any], *options: Any, **settings: Any) -> None:
        values[name] = field(LABELS[name], *options, key=f"{name}-{key}", **settings)
        if name in wrong:
            st.caption(f":red[{plain(wrong[name])}]")

    ask("what", st.text_input, action.what, max_chars=plan.WHAT_LENGTH)
    ask(
        "block",
        st.selectbox,
        blocks,
        index=blocks.index(action.block),
        format_func=lambda id: f"{id}. {questionnaire.block(id).name}",
    )
    elements = {e.id: f"{e.id} {e.title}" for e in questionnaire.block(values["block"]).elements}
    ask(
        "elements",
        st.multiselect,
        list(elements),
        default=[e for e in action.elements if e in elements],
        format_func=elements.get,
        placeholder="Kies elementen",
        select_all=False,
    )
    ask(
        "term",
        st.radio,
        list(Term),
        index=list(Term).index(action.term),
        format_func=lambda term: term.word,
        horizontal=True,
    )
    left, right = st.columns(2, width=FIELDS)
    with left:
        ask("start", st.text_input, short_date(action.start) if action.start else "")
    with right:
        ask("end", st.text_input, short_date(action.end) if action.end else "")
    leads = ["", *names]
    ask(
        "lead",
        st.selectbox,
        leads,
        index=leads.index(action.lead) if action.lead in leads else 0,
        format_func=lambda id: names.get(id, NOBODY),
    )
    ask(
        "partners",
        st.multiselect,
        list(names),
        default=[p for p in action.partners if p in names],
        format_func=names.get,
        placeholder="Kies partners",
        select_all=False,
    )
    for name in ("goal", "indicator", "resources", "remarks"):
        ask(name, st.text_area, getattr(action, name), max_chars=plan.TEXT_LENGTH, height="content")
    ask(
        "status",
        st.radio,
        list(Status),
        index=list(Status).index(action.status),
        format_func=lambda status: status.word,
        horizontal=True,
    )
    unsent.watch(visit.actor.id, *(f"{name}-{key}" for name in values))
    offered = action.owner and st.toggle("Bied deze actie aan het netwerk aan", action.offered, key=f"offered-{key}")
    if st.button("Actie bewaren", type="primary", icon=":material/save:"):
        _keep(visit, replace(action, offered=bool(offered)), values)


def _keep(visit: Visit, action: PlanAction, values: dict[str, Any]) -> None:
    """Keep what is in the form, or say at each field what is in the way."""
    wrong: dict[str, str] = {}
    for name in ("start", "end"):
        try:
            values[name] = parse_date(values[name]) if values[name].strip() else None
        except ValueError as problem:
            wrong[name], values[name] = str(problem), None
    wanted = replace(action, **{**values, "elements": tuple(values["elements"]), "partners": tuple(values["partners"])})
    wrong = plan.flaws(wanted, session.questionnaire(action)) | wrong
    if wrong:
        st.session_state[f"action-wrong-{action.id}"] = wrong
        st.rerun()
    wanted = replace(wanted, id=new_id()) if wanted.id == NEW else wanted
    st.session_state.pop(f"action-wrong-{action.id}", None)
    _store(visit, wanted)


def _store(visit: Visit, wanted: PlanAction) -> None:
    if not session.planner(visit.network.id, wanted.owner):
        layout.say(fragment.NO_LONGER)
        st.rerun()
    try:
        session.store().plans.keep(wanted, visit.actor.id)
    except Overtaken as newer:
        st.session_state[f"action-mine-{wanted.id}"], st.session_state[f"action-base-{wanted.id}"] = (
            wanted,
            newer.theirs,
        )
        st.rerun()
    except (Refused, StoreError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return
    _forget()
    st.session_state[f"action-wrong-{wanted.id}"] = plan.advice(wanted)
    open_action(wanted.id)
    layout.say("De actie is bewaard." + (" Kijk nog even naar wat in het rood staat." if plan.advice(wanted) else ""))
    st.rerun()


def _overtaken(visit: Visit, action: PlanAction) -> None:
    """Somebody was faster: theirs stands in the form, what you typed differently is here, and you choose."""
    mine: PlanAction | None = st.session_state.get(f"action-mine-{action.id}")
    if mine is None:
        return
    names = _names(visit)
    st.warning(
        "Iemand anders wijzigde deze actie intussen; hieronder staat wat er nu bewaard is.", icon=":material/group:"
    )
    st.markdown("Jij had ingevuld:")
    for name in differing(mine, action):
        st.text(f"{LABELS[name]}: {_said(mine, name, names)}")
    with st.container(horizontal=True):
        if st.button("Zet toch mijn versie"):
            _store(visit, replace(mine, event=action.event))
        if st.button("Laat staan wat er staat"):
            del st.session_state[f"action-mine-{action.id}"]
            st.rerun()


def differing(one: PlanAction, other: PlanAction) -> list[str]:
    """The names of the fields in which two versions differ."""
    return [f.name for f in fields(one) if f.name in LABELS and getattr(one, f.name) != getattr(other, f.name)]


def _read(visit: Visit, action: PlanAction) -> None:
    names = _names(visit)
    st.header(plain(action.what), anchor=False)
    for name, label in LABELS.items():
        if name != "what" and (said := _said(action, name, names)):
            st.markdown(f"**{plain(label)}**")
            st.text(said)


def moves(found: pd.DataFrame) -> None:
    """How the elements moved that each action was for, as `figures.moved` gives them."""
    if found.empty:
        st.markdown("Van de elementen in het plan heeft er geen een resultaat in beide scanrondes.")
    for what, rows in found.groupby("Actie", sort=False):
        st.markdown(f"**{plain(str(what))}**")
        _moves(rows)


def _moves(found: pd.DataFrame) -> None:
    """A line per element: a phone wraps it and a screen reader reads it, where a table would scroll sideways."""
    st.markdown(
        "\n".join(
            f"- {plain(row['Element'])}: {_way(row['Wat bewoog'])}, van {row['Eerder']} naar {row['Nu']}  \n"
            f"  :gray[{row['Partners']} {'partner' if row['Partners'] == 1 else 'partners'}, {row['Scans']} scans]"
            for row in found.to_dict("records")
        )
    )


def _way(words: str) -> str:
    return words if words == finding.CHANCE else f"**{words}**"


def _moved(visit: Visit, action: PlanAction) -> None:
    """For an action of the network: whether its elements moved between the two newest rounds with a result."""
    rounds = session.rounds_to_see(visit)[:2]
    if action.owner or len(rounds) < 2 or not figures.comparable(*rounds):
        return
    found = figures.moved([action], View(visit.network.id, rounds[0].id, before=rounds[1].id))
    if len(found):
        st.header("Bewogen de elementen?", anchor=False)
        _moves(found)
        st.caption(
            f"{plain(rounds[1].name)} tegenover {plain(rounds[0].name)}, bij de partners die in beide een resultaat tonen. "
            "Een verschil zegt niet dat het door deze actie komt."
        )


def _follow_ups(visit: Visit, action: PlanAction) -> None:
    """When the action is looked at again, and what was seen then."""
    store, editor = session.store(), session.planner(visit.network.id, action.owner)
    st.header("Opvolging", anchor=False)
    moments = store.plans.follow_ups(visit.network.id, action.id)
    if not moments:
        st.markdown("Nog geen opvolgmoment. Spreek af wanneer jullie hier samen naar kijken.")
    for moment in moments:
        with st.container(border=True):
            st.markdown(f"**{dutch_date(moment.day)}**" + (" · gehouden" if moment.held else ""))
            seen = "Wat we zagen" if moment.held else "Vragen voor dit moment"
            for label, text in ((seen, moment.saw), ("Wat we bijsturen", moment.change)):
                if text:
                    st.text(f"{label}: {text}")
            if editor and not moment.held:
                _hold(visit, moment)
    if not editor:
        return
    with st.form(f"moment-{action.id}-{len(moments)}", enter_to_submit=False):
        typed = st.text_input("Nieuw opvolgmoment (dag/maand/jaar)")
        questions = _questions("Vragen om dan te bekijken (mag leeg blijven)")
        if st.form_submit_button("Moment toevoegen", icon=":material/event:"):
            _do(
                lambda: store.plans.keep_follow_up(
                    visit.network.id,
                    FollowUp(new_id(), action.id, parse_date(typed), saw=plan.with_questions(questions)),
                    visit.actor.id,
                ),
                "Het opvolgmoment staat erbij.",
            )


def _hold(visit: Visit, moment: FollowUp) -> None:
    fields = seen_field, change_field = f"saw-{moment.id}", f"change-{moment.id}"
    unsent.watch(visit.actor.id, *fields)
    typed = st.session_state.get(seen_field, moment.saw) != moment.saw or st.session_state.get(change_field)
    with (
        st.expander("Noteer wat jullie zagen", expanded=bool(typed)),
        st.form(f"hold-{moment.id}", enter_to_submit=False),
    ):
        questions = _questions("Welke vragen bekeken jullie nog? (mag leeg blijven)")
        saw = st.text_area("Wat zagen jullie?", moment.saw, max_chars=plan.TEXT_LENGTH, height=160, key=seen_field)
        change = st.text_area("Wat sturen jullie bij?", max_chars=plan.TEXT_LENGTH, height="content", key=change_field)
        if st.form_submit_button("Notitie bewaren"):
            held = plan.note(moment, questions, saw, change)
            _do(
                lambda: session.store().plans.keep_follow_up(visit.network.id, held, visit.actor.id),
                "De notitie is bewaard.",
            )


def _questions(label: str) -> list[str]:
    """Questions to look back with: how it went, what it brought, whether it was well chosen."""
    kinds = {question: kind.id for kind in reading.evaluations() for question in kind.questions}
    return st.multiselect(
        label,
        list(kinds),
        format_func=lambda question: f"{kinds[question]}: {question}",
        placeholder="Kies evaluatievragen",
        select_all=False,
        help=" · ".join(f"{kind.id}: {kind.text}" for kind in reading.evaluations()),
    )


def _history(visit: Visit, action: PlanAction) -> None:
    versions = session.store().plans.history(visit.network.id, action.id)
    names, people = _names(visit), session.store().audit.names(visit.network.id)
    with st.expander("Geschiedenis"):
        for newer, older in zip(versions, [*versions[1:], None], strict=True):
            who = people.get(newer.actor, newer.actor)
            st.markdown(f"**{dutch_date(local(newer.moment).date())}** · {plain(who)}")
            changed = differing(newer.action, older.action) if older else []
            for name in changed:
                st.text(f"{LABELS[name]}: {_said(newer.action, name, names) or 'leeg'}")
            if older is None:
                st.text("Actie toegevoegd")


def _said(action: PlanAction, name: str, names: Mapping[str, str]) -> str:
    """A field of an action as one reads it."""
    value = getattr(action, name)
    questionnaire = session.questionnaire(action)
    if name == "block":
        return f"{value}. {questionnaire.block(value).name}"
    if name == "elements":
        return ", ".join(f"{e} {questionnaire.element(e).title}" for e in value)
    if name == "partners":
        return ", ".join(names.get(p, GONE_PARTNER) for p in value)
    if name == "lead":
        return names.get(value, NOBODY)
    if isinstance(value, (Term, Status)):
        return value.word
    return dutch_date(value) if isinstance(value, date) else str(value or "")


def _summary(action: PlanAction, names: Mapping[str, str], told: str = "") -> str:
    """What one needs to know of an action in a line, without what is told already."""
    said = {
        "status": action.status.word,
        "block": session.questionnaire(action).block(action.block).short,
        "term": action.term.word,
        "end": f"klaar tegen {dutch_date(action.end)}" if action.end else "zonder einddatum",
        "lead": f"trekker: {names.get(action.lead, NOBODY)}",
    }
    return " · ".join(words for name, words in said.items() if name != told)


def _names(visit: Visit) -> dict[str, str]:
    return {p.id: p.name for p in session.store().networks.partners(visit.network.id, archived=True)}


def _forget() -> None:
    """Back at the list: what a form remembered of an action is over."""
    for key in [k for k in st.session_state if str(k).startswith("action-")]:
        del st.session_state[key]


def _close() -> None:
    for name in ("actie", "element"):
        st.query_params.pop(name, None)
    st.rerun()


def _do(change: Callable[[], object], done: str) -> None:
    try:
        change()
    except (Refused, StoreError, ValueError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
    else:
        layout.say(done)
        st.rerun()
