"""What came of an action: its follow-up moments, its history, and whether its elements moved."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from onlife.domain import finding, plan
from onlife.domain.plan import FollowUp, PlanAction
from onlife.security.token import new_id
from onlife.services import figures
from onlife.services.figures import View
from onlife.text import count_partners, labelled, local, long_date, parse_date
from onlife.translation import gettext as _
from onlife.ui import reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import choose, conflict
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_words import LABELS, differing, in_words, partner_names

HOLD = "hold-"
"""How the place of a note about a moment begins."""


def moves(found: pd.DataFrame) -> None:
    """How the elements moved that each action was for, as `figures.movements_of_actions` gives them."""
    if found.empty:
        st.markdown(
            _(
                "Nog niets te zien. Hier staan de acties die begonnen voor deze scanronde openging, als hun elementen in beide "
                "scanrondes een resultaat hebben."
            )
        )
    for what, rows in found.groupby("Actie", sort=False):
        st.markdown(f"**{plain(str(what))}**")
        _moves(rows)


def _moves(found: pd.DataFrame) -> None:
    """A line per element: a phone wraps it and a screen reader reads it, where a table would scroll sideways."""
    st.markdown(
        "\n".join(
            _(
                "- {element}: {way}, van {before} naar {now}  \n  :gray[{partners}, {scans} scans]",
                element=plain(row["Element"]),
                way=_way(row["Wat bewoog"]),
                before=row["Eerder"],
                now=row["Nu"],
                partners=count_partners(row["Partners"]),
                scans=row["Scans"],
            )
            for row in found.to_dict("records")
        )
    )


def _way(words: str) -> str:
    return words if words == finding.Way.CHANCE else f"**{words}**"


def moved_elements(visit: Visit, action: PlanAction) -> None:
    """For an action of the network: whether its elements moved between the two newest rounds with a result. Nothing as long
    as no such round opened after the action began.
    """
    rounds = {scan_round.id: scan_round for scan_round in session.rounds_to_see(visit)}
    if action.owner or not rounds:
        return
    newest = choose.with_result([*rounds.values()])
    view = figures.beside_earlier(View(visit.network.id, newest.id), [*rounds.values()])
    found = figures.movements_of_actions([action], view) if view.before else pd.DataFrame()
    if len(found):
        st.header(_("Bewogen de elementen?"), anchor=False)
        _moves(found)
        st.caption(
            _(
                "{earlier} tegenover {newest}, bij de partners die in beide een resultaat tonen. Een verschil zegt "
                "niet dat het door deze actie komt.",
                earlier=plain(rounds[view.before].name),
                newest=plain(newest.name),
            )
        )


def follow_ups(visit: Visit, action: PlanAction) -> None:
    """When the action is looked at again, and what was seen then."""
    store, editor = session.store(), session.planner(visit.network.id, action.owner) or session.lead_of(action)
    st.header(_("Opvolging"), anchor=False)
    moments = store.plans.follow_ups(visit.network.id, action.id)
    if not moments:
        st.markdown(_("Nog geen opvolgmoment. Spreek af wanneer jullie hier samen naar kijken."))
    with st.expander(_("Vragen om dan te bekijken")):
        reading.look_back()
    for moment in moments:
        with st.container(border=True):
            st.markdown(f"**{long_date(moment.day)}**" + (f" · {_('gehouden')}" if moment.held else ""))
            seen = _("Wat we zagen") if moment.held else _("Vragen voor dit moment")
            for label, text in ((seen, moment.saw), (_("Wat we bijsturen"), moment.change)):
                if text:
                    st.text(labelled(label, text))
            if editor:
                _hold(editor, moment)
    if not editor:
        return
    place = f"moment-{action.id}"
    with st.form(conflict.form_key(place), enter_to_submit=False):
        typed = st.text_input(_("Nieuw opvolgmoment (dag/maand/jaar)"))
        questions = _questions(_("Vragen om dan te bekijken (mag leeg blijven)"))
        if st.form_submit_button(_("Moment toevoegen"), icon=":material/event:"):

            def add() -> None:
                moment = FollowUp(new_id(), action.id, parse_date(typed), saw=plan.with_questions(questions))
                store.plans.keep_follow_up(visit.network.id, moment, editor.actor.id)

            perform(add, _("Het opvolgmoment staat erbij."), form=place)


def note_fields() -> list[str]:
    """The keys of the fields of every note that is open."""
    return [field for form in conflict.open_forms(HOLD) for field in form.fields]


def _hold(visit: Visit, stands: FollowUp) -> None:
    """Note what came of a moment. What somebody is typing stays when another notes it first."""
    place = f"{HOLD}{stands.id}"
    labels = {"saw": _("Wat we zagen"), "change": _("Wat we bijsturen")}
    form = conflict.open_form(place, stands, labels, visit.actor.id)
    moment, (seen_field, change_field) = form.seen, form.fields
    typed = st.session_state.get(seen_field, moment.saw) != moment.saw or st.session_state.get(change_field)
    if stands.held and not typed:
        return
    with (
        st.expander(_("Noteer wat jullie zagen"), expanded=bool(typed)),
        st.form(place, enter_to_submit=False),
    ):
        questions = _questions(_("Welke vragen bekeken jullie nog? (mag leeg blijven)"))
        saw = st.text_area(_("Wat zagen jullie?"), moment.saw, max_chars=plan.TEXT_LENGTH, height=160, key=seen_field)
        change = st.text_area(
            _("Wat sturen jullie bij?"), max_chars=plan.TEXT_LENGTH, height="content", key=change_field
        )
        if st.form_submit_button(_("Notitie bewaren")):
            held = plan.with_answers(moment, questions, saw, change)
            perform(
                lambda: session.store().plans.keep_follow_up(visit.network.id, held, visit.actor.id, moment),
                _("De notitie is bewaard."),
                form=place,
            )


def _questions(label: str) -> list[str]:
    """Questions to look back with: how it went, what it brought, whether it was well chosen."""
    kinds = {question: kind.name for kind in reading.evaluations() for question in kind.questions}
    return st.multiselect(
        label,
        list(kinds),
        format_func=lambda question: f"{kinds[question]} {question}",
        placeholder=_("Kies evaluatievragen"),
        select_all=False,
    )


def history(visit: Visit, action: PlanAction) -> None:
    versions = session.store().plans.history(visit.network.id, action.id)
    names, people = partner_names(visit), session.store().audit.names(visit.network.id)
    with st.expander(_("Geschiedenis")):
        for newer, older in zip(versions, [*versions[1:], None], strict=True):
            who = people.get(newer.actor, newer.actor)
            st.markdown(f"**{long_date(local(newer.moment).date())}** · {plain(who)}")
            changed = differing(newer.action, older.action) if older else []
            for name in changed:
                st.text(labelled(_(LABELS[name]), in_words(newer.action, name, names) or _("leeg")))
            if older is None:
                st.text(_("Actie toegevoegd"))
