"""What the coordinator writes down without leaving the screen: a dialog with one form for each.

A dialog works with what stood there when it was opened. If somebody else changed that meanwhile, it says what stands there
now beside what was typed, and lets one choose.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NoReturn

import streamlit as st

from onlife.content import phrase
from onlife.domain import meeting, plan, priority
from onlife.domain.access import Action
from onlife.domain.light import COLOURS
from onlife.domain.meeting import Agreement, Meeting, Note, Point, Question, State
from onlife.domain.plan import PlanAction, Status, Term
from onlife.domain.priority import Priority
from onlife.security.token import new_id
from onlife.store import Overtaken, Refused, StoreError
from onlife.text import parse_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.meeting import address, seats
from onlife.ui.meeting.content import NOBODY
from onlife.ui.meeting.view import MeetingView
from onlife.ui.parts import conflict, fragment, layout
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import label, plain

FOLLOWED = "screen followed"
"""Under this a session holds that it drew the screen before."""
REPLACED = "vote to replace"
"""Under this a session holds whose vote, already cast, the next press replaces."""


def leader(running: Meeting) -> Visit | None:
    """Who leads this meeting right now; None if that is nobody here (any more)."""
    return session.find_in(running.network, Action.LEAD_MEETING)


def ask_for(dialog: partial[None], name: str) -> None:
    """Have a dialog open from here on, until it is closed: every run of the whole page draws it, one after a lost connection
    too, so that nothing typed in it is lost.

    The screen does not draw it itself: what a run draws is not sent if the next one of the same part of the page comes at
    once, and the screen runs every second.
    """
    known: partial[None] | None = st.session_state.get("dialog")
    if known and (known.func, known.args) == (dialog.func, dialog.args):
        return  # one press, told twice: whoever closed the dialog since then must not see it again
    layout.forget_messages()
    st.session_state["dialog"] = dialog
    st.query_params[address.DIALOG] = name
    st.rerun()


def restore(dialog: partial[None], name: str) -> None:
    """Open the dialog that the address names in a session that begins: the one in which it was opened is gone with a restart of
    the app or a sleep of the laptop, and what was typed in it waits in the browser. Later the address may be of a moment ago.
    """
    if not st.session_state.get(FOLLOWED) and st.query_params.get(address.DIALOG) == name:
        st.session_state["dialog"] = dialog


def is_open() -> bool:
    return "dialog" in st.session_state


def draw() -> None:
    """The dialog that is open, if any. An address that names another one forgets it, or it would open by itself later."""
    st.session_state[FOLLOWED] = True
    if is_open():
        st.session_state["dialog"]()
    else:
        st.query_params.pop(address.DIALOG, None)


def close() -> None:
    st.query_params.pop(address.DIALOG, None)
    st.session_state.pop("dialog", None)
    st.session_state.pop(seats.ASKED, None)
    st.session_state.pop(REPLACED, None)


@dialog(N_("Notitie bij dit punt"), width="large", on_dismiss=close)
def note(view: MeetingView, point: Point) -> None:
    visit = leader(view.meeting) or _no_longer()
    known = view.notes.get(point.id, Note(point.id, ""))
    key = f"note-{view.meeting.id}-{point.id}-{known.event}"
    conflict.show_theirs(key)
    with st.form(key, border=False, enter_to_submit=False):
        text = st.text_area(
            _("Wat is er gezegd? Zonder namen van personen."),
            known.text,
            max_chars=meeting.NOTE_LENGTH,
            key=f"{key}-text",
        )
        if st.form_submit_button(_("Bewaar de notitie"), type="primary"):
            wanted = Note(point.id, text, conflict.base(key, known.event))
            _keep(
                key,
                lambda: session.store().meetings.note(view.meeting, wanted, visit.actor.id),
                _("De notitie is bewaard."),
                lambda theirs: theirs.text,
            )


@dialog(N_("Wie is er?"), width="large", on_dismiss=close)
def presence(view: MeetingView) -> None:
    visit = leader(view.meeting) or _no_longer()
    here_now, words = st.tabs([_("Aanwezig"), _("Woorden om te stemmen")])
    with here_now, st.form("presence", border=False):
        st.markdown(_("Welke organisaties zijn er?"))
        with st.container(horizontal=True, key="stage-presence"):
            here = [
                partner
                for partner, name in view.names.items()
                if st.checkbox(label(name), partner in view.present, key=f"present-{partner}", width="content")
            ]
        if st.form_submit_button(_("Bewaar"), type="primary"):
            # Only what was changed here: who voted since the dialog opened is there as well.
            changed = [partner for partner in view.names if (partner in here) != (partner in view.present)]
            keep = partial(session.store().meetings.note_present, view.meeting, here, changed, visit.actor.id)
            _keep("presence", keep, "")
    with words:  # last: a word that is refused ends the run
        seats.words(view.meeting, view.names, visit)


@dialog(N_("Stemmen op dit scherm"), width="large", on_dismiss=close)
def vote(view: MeetingView, question: Question) -> None:
    visit = leader(view.meeting) or _no_longer()
    st.markdown(_("Voor een organisatie zonder telefoon. Iedereen in de zaal ziet wat je hier kiest."))
    options = {option.value: option.label for option in question.kind.options}
    with st.form(f"vote-{question.id}", border=False, enter_to_submit=False):
        partner = st.selectbox(_("Organisatie"), list(view.names), index=None, format_func=view.names.__getitem__)
        choice = st.radio(
            phrase.question(question.kind), list(options), index=None, format_func=options.__getitem__, horizontal=True
        )
        reason = st.text_input(_("Waarom? (mag leeg blijven)"), max_chars=meeting.VOTE_REASON_LENGTH)
        if st.form_submit_button(_("Bewaar de stem"), type="primary"):

            def change() -> None:
                if partner is None or choice is None:
                    raise Refused(_("Kies eerst een organisatie en een antwoord."))
                place = view.meeting.network, question.id, partner
                meetings = session.store().meetings
                if st.session_state.get(REPLACED) != place and partner in meetings.voters(question.id):
                    st.session_state[REPLACED] = place
                    name = view.names[partner]
                    raise Refused(_("{name} stemde al. Bewaar opnieuw om die stem te vervangen.", name=name))
                meetings.vote(*place, choice, visit.actor.id, reason)

            _keep("vote", change, _("De stem is bewaard."))


@dialog(N_("Waarom stemden we zo?"), width="large", on_dismiss=close)
def reasons(view: MeetingView, question: Question) -> None:
    _ = leader(view.meeting) or _no_longer()
    votes, said = view.votes[question.id], view.reasons[question.id]
    for option in question.kind.options:
        theirs = {who: why for who, why in said.items() if votes[who] == option.value}
        if theirs:
            st.markdown(f"**{option.label}**")
        for name, why in meeting.sorted_by_name(theirs, view.all_names):
            st.markdown(f"{plain(name)}: “{plain(why)}”")


@dialog(N_("Welke kleur spreken we af?"), width="large", on_dismiss=close)
def agree(view: MeetingView, about: str) -> None:
    visit = leader(view.meeting) or _no_longer()
    known = view.agreed.get(about)
    key = f"agree-{view.meeting.id}-{about}-{known.event if known else 0}"
    st.markdown(_("De gemeten kleur blijft ernaast staan."))
    conflict.show_theirs(key)
    with st.form(key, border=False, enter_to_submit=False):
        light = st.radio(
            _("Afgesproken kleur"),
            COLOURS,
            index=COLOURS.index(known.light) if known else None,
            format_func=lambda light: light.label,
            horizontal=True,
            key=f"{key}-light",
        )
        reason = st.text_area(
            _("Waarom?"), known.reason if known else "", max_chars=meeting.REASON_LENGTH, key=f"{key}-reason"
        )
        if st.form_submit_button(_("Bewaar de afspraak"), type="primary"):

            def change() -> None:
                if light is None:
                    raise Refused(_("Kies eerst een kleur."))
                base = conflict.base(key, known.event if known else 0)
                wanted = Agreement(about, light, reason, view.meeting.id, base)
                session.store().meetings.agree(view.round, wanted, visit.actor.id)

            _keep(key, change, _("De afspraak is bewaard."), lambda theirs: f"{theirs.light.label} {theirs.reason}")


@dialog(N_("Hoeveel sterren spreken we af?"), width="large", on_dismiss=close)
def agree_stars(view: MeetingView, block: str) -> None:
    visit = leader(view.meeting) or _no_longer()
    known = view.stars_of(block)
    key = f"stars-{view.meeting.id}-{block}-{known.event}"
    conflict.show_theirs(key)
    with st.form(key, border=False, enter_to_submit=False):
        stars = st.radio(
            _("Afgesproken sterren"),
            list(priority.STARS),
            index=known.stars - 1 if known.stars else None,
            format_func=lambda number: "★" * number,
            horizontal=True,
            key=f"{key}-stars",
        )
        comment = st.text_area(_("Waarom?"), known.comment, max_chars=priority.COMMENT_LENGTH, key=f"{key}-comment")
        if st.form_submit_button(_("Bewaar de afspraak"), type="primary"):

            def change() -> None:
                if stars is None:
                    raise Refused(_("Kies eerst 1 tot 5 sterren."))
                # Where one wants to be is not asked here, and stays what it is now.
                now = session.store().priorities.of(view.round.id, "").get(block, Priority("", block))
                wanted = replace(now, stars=stars, comment=comment, event=conflict.base(key, known.event))
                session.store().priorities.keep(view.round, wanted, visit.actor.id)

            done = _("De afspraak is bewaard. Ze staat ook bij Keuzehulp.")
            _keep(key, change, done, lambda theirs: f"{'★' * theirs.stars} {theirs.comment}")


@dialog(N_("Nieuwe actie in het plan"), width="large", on_dismiss=close)
def new_action(view: MeetingView, block: str = "", element: str = "") -> None:
    visit = leader(view.meeting) or _no_longer()
    if element:
        st.markdown(
            _("Bij {element} {title}", element=plain(element), title=plain(view.questionnaire.element(element).title))
        )
    blocks = {b.id: f"{b.id}. {b.short}" for b in view.questionnaire.blocks}
    with st.form(f"action-{element or block}", border=False, enter_to_submit=False):
        what = st.text_input(_("Wat gaan we doen?"), max_chars=plan.WHAT_LENGTH)
        names = {"": _(NOBODY), **view.names}
        left, right = st.columns(2)
        with left:
            about = block or st.selectbox(_("Bouwsteen"), list(blocks), format_func=blocks.__getitem__)
        with right if not block else left:
            lead = st.selectbox(_("Wie trekt dit?"), list(names), format_func=names.__getitem__)
        with left if not block else right:
            end = st.text_input(_("Klaar tegen (dag/maand/jaar, mag leeg blijven)"), max_chars=20)
        if st.form_submit_button(_("Zet in het plan"), type="primary"):

            def change() -> None:
                action = PlanAction(
                    new_id(),
                    view.meeting.network,
                    "",
                    about,
                    what,
                    today(),
                    (element,) if element else (),
                    end=parse_date(end) if end.strip() else None,
                    lead=lead,
                    content_version=view.round.content_version,
                )
                session.store().plans.keep(replace(action, term=plan.term_by_dates(action)), visit.actor.id)

            _keep("action", change, _("De actie staat in het plan."))


@dialog(N_("Hoe staat deze actie ervoor?"), width="large", on_dismiss=close)
def action_status(view: MeetingView, point: Point) -> None:
    visit = leader(view.meeting) or _no_longer()
    actions = {action.id: action for action in view.actions_at(point)}
    with st.form(f"status-{point.id}", border=False):
        chosen = st.selectbox(
            _("Actie"),
            list(actions),
            format_func=lambda action: f"{actions[action].what} ({actions[action].status.word})",
        )
        # Nothing stands there beforehand: it could be of another action.
        status = st.radio(_("Stand"), list(Status), index=None, format_func=_word, horizontal=True)
        key = f"status-{chosen}-{actions[chosen].event}"
        conflict.show_theirs(key)
        if st.form_submit_button(_("Bewaar de stand"), type="primary"):

            def change() -> None:
                now = session.store().plans.action(view.meeting.network, chosen)
                if now is None:
                    raise Refused(_("Deze actie bestaat niet (meer)."))
                if status is None:
                    raise Refused(_("Kies eerst hoe deze actie ervoor staat."))
                base = conflict.base(key, actions[chosen].event)
                session.store().plans.keep(replace(now, status=status, event=base), visit.actor.id)

            in_words: Callable[[PlanAction], str] = lambda theirs: f"{theirs.what} ({theirs.status.word})"  # noqa: E731
            _keep(key, change, _("De stand is aangepast."), in_words)


@dialog(N_("De vergadering afronden"), width="medium", on_dismiss=close)
def end(running: Meeting) -> None:
    visit = leader(running) or _no_longer()
    st.markdown(
        _(
            "Daarna kan niemand nog stemmen. Een stemming die nog open staat, wordt ingetrokken en nooit getoond. "
            "Het verslag staat meteen op de pagina Vergadering."
        )
    )
    if st.button(_("Afronden"), type="primary"):

        def change() -> None:
            session.store().meetings.turn(running, State.ENDED, visit.actor.id)
            st.query_params["vergadering"] = running.id  # its report, and not the one that was read before

        _keep("end", change, _("De vergadering is afgerond. Hieronder staat het verslag."))


def _word(choice: Term | Status) -> str:
    return choice.word


def _keep(
    key: str, change: Callable[[], object], done: str, in_words: Callable[[Any], str] = lambda _theirs: ""
) -> None:
    """Make a change and close the dialog; what is in the way is said in it, and what was typed stays.

    `in_words`: what somebody else put there meanwhile, to read.
    """
    try:
        change()
    except Overtaken as newer:
        conflict.remember_theirs(key, newer.theirs.event, in_words(newer.theirs))
        st.rerun()
    except (Refused, StoreError, ValueError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
    else:
        layout.say(done)
        close()
        st.rerun()


def _no_longer() -> NoReturn:
    close()
    layout.warn(_(fragment.NO_LONGER))
    st.rerun()
