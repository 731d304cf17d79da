"""What the partner that leads an action of the network does with it: say how it goes, follow it up, propose other dates;
and what the coordinator answers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from onlife.domain import plan
from onlife.domain.experience import TOGETHER
from onlife.domain.plan import PlanAction, Status
from onlife.domain.proposal import REASON_LENGTH, Proposal
from onlife.services import experience
from onlife.text import labelled, long_date, parse_date, short_date, today
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import perform, perform_as
from onlife.ui.parts.markdown import plain
from onlife.ui.plan_words import LABELS, in_words, late_badge, partner_names, summary

PAGE = "pages/netwerk/plan.py"
DATES = "dates-"
"""How the place begins where a lead proposes other dates."""


def lead_actions(visit: Visit, *, unfolded: bool) -> None:
    """For the contact of a partner: the actions of the network that it leads and that are not over, each with the way to it;
    nothing where there are none.
    """
    actions = [
        action
        for action in session.store().plans.of(visit.network.id)
        if plan.is_led_by(action, visit.own.id) and not action.status.ended and session.lead_of(action)
    ]
    if not actions:
        return
    late = sum(plan.overdue(action, today()) for action in actions)
    number = f"{len(actions)}, {late} {_(plan.LATE)}" if late else len(actions)
    with st.expander(
        _("Wat jullie trekken in het plan van het netwerk ({number})", number=number), unfolded, icon=":material/flag:"
    ):
        names = partner_names(visit)
        for action in sorted(actions, key=lambda action: action.end or date.max):
            words = plain(summary(action, names, "lead"))
            st.markdown(f"**{plain(action.what)}**{late_badge(action, today())}  \n{words}")
            layout.link(PAGE, _("Zeg hoe het ermee staat"), icon=":material/edit_note:", actie=action.id)


def report(visit: Visit, action: PlanAction) -> None:
    """For the lead (`visit`): how the action goes and what they remark, and the dates they would rather have."""
    base = conflict.base_version(f"action-{action.id}", action)
    fields = status_field, remarks_field = report_fields(base)
    steps = list(Status)

    def words(mine: PlanAction) -> list[str]:
        return [labelled(_(LABELS[name]), in_words(mine, name, {}) or _("leeg")) for name in ("status", "remarks")]

    st.subheader(_("Hoe staat het ermee?"), anchor=False)
    conflict.offer(
        f"action-{action.id}",
        words,
        lambda mine: _report(replace(base, status=mine.status, remarks=mine.remarks)),
    )
    conflict.watch(f"action-{action.id}", visit.actor.id, *fields)
    status = st.radio(
        _(LABELS["status"]),
        steps,
        index=steps.index(base.status),
        format_func=lambda status: status.word,
        horizontal=True,
        key=status_field,
    )
    remarks = st.text_area(
        _(LABELS["remarks"]), base.remarks, max_chars=plan.TEXT_LENGTH, height="content", key=remarks_field
    )
    wanted = replace(base, status=status, remarks=remarks)
    if wanted.status is not Status.DONE and experience.is_read(session.store(), base):
        st.warning(
            _(
                "Andere netwerken lezen een zin over deze actie. Staat ze niet meer op klaar, dan verdwijnt die zin voorgoed, "
                "samen met de zinnen van minstens {together} andere netwerken. Vraag het eerst aan de coördinator.",
                together=TOGETHER - 1,
            ),
            icon=":material/warning:",
        )
    if st.button(_("Bewaren"), type="primary", icon=":material/save:"):
        _report(wanted)
        st.rerun()
    _other_dates(visit, action)


def report_fields(base: PlanAction) -> tuple[str, str]:
    """The keys of the fields in which the lead says how an action goes and what they remark, opened on this version."""
    key = f"{base.id}-{base.event}"
    return f"lead-status-{key}", f"lead-remarks-{key}"


def _report(wanted: PlanAction) -> bool:
    """Keep what the lead says; the run that follows says what came of it. Return whether it is kept."""
    place = f"action-{wanted.id}"

    def keep(visit: Visit) -> None:
        session.store().plans.report(wanted, visit.own.id, visit.actor.id)
        conflict.reopen(place)

    done = _("Bewaard. De coördinator ziet wat er veranderde.")
    overtaken = partial(conflict.remember, place, wanted)
    return perform_as(session.lead_of(wanted), keep, done, overtaken=overtaken)


def _other_dates(visit: Visit, action: PlanAction) -> None:
    """What this partner proposed, or the way to propose other dates."""
    store = session.store()
    known = next((p for p in store.proposals.waiting(visit.network.id) if p.id == action.id), None)
    if known:
        with st.container(border=True):
            st.markdown(_("**Andere data voorgesteld:** {dates}. Wacht op de coördinator.", dates=_dates(known)))
            if known.reason:
                st.text(known.reason)
            key = f"withdraw-{_key(known)}"
            if known.partner == visit.own.id and st.button(_("Trek het voorstel in"), key=key, icon=":material/undo:"):
                perform(lambda: store.proposals.withdraw(known, visit.actor.id), _("Het voorstel is ingetrokken."))
        return
    place = f"{DATES}{action.id}"
    base = conflict.base_version(place, action)
    with (
        st.expander(_("Stel andere data voor"), icon=":material/event_upcoming:"),
        st.form(f"{place}-{base.event}", border=False, enter_to_submit=False),
    ):
        start = st.text_input(_(LABELS["start"]), short_date(base.start) if base.start else "")
        end = st.text_input(_(LABELS["end"]), short_date(base.end) if base.end else "")
        reason = st.text_input(_("Waarom? (mag leeg blijven)"), max_chars=REASON_LENGTH)
        if st.form_submit_button(_("Leg voor aan de coördinator")):

            def propose() -> None:
                days = [parse_date(typed) if typed.strip() else None for typed in (start, end)]
                proposal = Proposal(action.id, visit.network.id, visit.own.id, days[0], days[1], reason)
                store.proposals.propose(proposal, visit.actor.id)
                conflict.reopen(place)

            perform(propose, _("Je voorstel ligt bij de coördinator. Tot die antwoordt, gelden de data van nu."))


def proposals(visit: Visit, of: str = "") -> None:
    """For the coordinator: what lead partners propose for this action or for all, to accept or not."""
    waiting = [p for p in session.store().proposals.waiting(visit.network.id) if of in ("", p.id)]
    if not waiting or not session.coordinator(visit.network.id):
        return
    st.header(_("Andere data voorgesteld"), anchor=False)
    names = partner_names(visit)
    actions = {action.id: action for action in session.store().plans.of(visit.network.id)}
    for proposal in waiting:
        if action := actions.get(proposal.id):
            with st.container(border=True):
                st.markdown(f"**{plain(action.what)}** · {plain(names.get(proposal.partner, ''))}")
                st.markdown(_("Nu {now}, voorgesteld {proposed}.", now=_dates(action), proposed=_dates(proposal)))
                if proposal.reason:
                    st.text(proposal.reason)
                with st.container(horizontal=True):
                    _answer(visit, proposal)


def _answer(visit: Visit, proposal: Proposal) -> None:
    store = session.store().proposals

    def change(answer: Callable[[Proposal, str], None]) -> None:
        answer(proposal, visit.actor.id)
        conflict.reopen(f"action-{proposal.id}")

    seen = _key(proposal)
    if st.button(_("Neem de data over"), key=f"take-{seen}", icon=":material/check:"):
        perform(partial(change, store.accept), _("De data zijn aangepast."))
    if st.button(_("Laat de data zoals ze zijn"), key=f"decline-{seen}", icon=":material/close:"):
        perform(partial(change, store.decline), _("De data blijven zoals ze zijn."))


def _key(proposal: Proposal) -> str:
    """What sets a proposal apart from another one about the same action."""
    return f"{proposal.id}-{proposal.start}-{proposal.end}"


def _dates(of: PlanAction | Proposal) -> str:
    start = _("van {day}", day=long_date(of.start)) if of.start else ""
    end = _("tot {day}", day=long_date(of.end)) if of.end else _("zonder einddatum")
    return f"{start} {end}".strip()
