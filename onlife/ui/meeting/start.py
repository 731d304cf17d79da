"""The page of the meeting beside the projector: begin, go on, pause, end."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.meeting import Meeting, State
from onlife.domain.network import Round
from onlife.services import figures
from onlife.services.figures import View
from onlife.text import long_date
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.meeting import address, agenda, dialogs, seats
from onlife.ui.parts import choose, layout
from onlife.ui.parts.action import perform_or_stop


def running_or_not(visit: Visit, running: Meeting | None, rounds: Sequence[Round]) -> None:
    """What this visitor can do about the meeting that runs, or to begin one."""
    if visit.may(Action.LEAD_MEETING):
        dialogs.close()  # also one of a meeting that somebody else ended, or it would open over the next
        if running:
            _resume(visit, running)
        else:
            _begin(visit, rounds)
    elif running:
        st.info(
            _("Er is een vergadering. Ze is nu gepauzeerd.")
            if running.state is State.PAUSED
            else _("Er is een vergadering: ze loopt nu."),
            icon=":material/groups:",
        )
        if visit.partner:
            layout.link("pages/partner/stemmen.py", _("Stem mee"), icon=":material/how_to_vote:")


def _begin(visit: Visit, rounds: Sequence[Round]) -> None:
    """Before a meeting: what it will be about, and the start."""
    scan_round = choose.round_to_compare(rounds, width=320)
    choose.say_newer(visit, rounds, scan_round)
    if figures.shown_in(View(visit.network.id, scan_round.id)).blocks.empty:
        layout.empty(
            _(
                "In deze scanronde is nog geen resultaat vrijgegeven. Jullie kunnen al bespreken en stemmen, maar op de schermen "
                "staat nog niets uit de scan."
            )
        )
    agenda.waiting(visit, scan_round)
    points = agenda.show(visit, scan_round)
    st.caption(
        _(
            "Vooruit en terug met de knoppen, de pijltjes of een presenter. Elementen die je als gesprekspunt merkt, komen erbij."
        )
    )
    key = f"start-{scan_round.id}"
    if st.button(_("Start de vergadering"), key=key, type="primary", icon=":material/play_arrow:"):
        perform_or_stop(lambda: session.store().meetings.start(scan_round, visit.actor.id))
        address.go_to(points[0].id)


def _resume(visit: Visit, running: Meeting) -> None:
    """While a meeting runs or is paused: on to the screen, a pause, the end."""
    store = session.store()
    st.info(
        _("De vergadering van {day} is gepauzeerd.", day=long_date(running.day))
        if running.state is State.PAUSED
        else _("De vergadering van {day} loopt.", day=long_date(running.day)),
        icon=":material/groups:",
    )
    with st.container(horizontal=True):
        if running.state is State.PAUSED:
            if st.button(_("Hervat de vergadering"), type="primary", icon=":material/play_arrow:"):
                perform_or_stop(lambda: store.meetings.turn(running, State.RUNNING, visit.actor.id))
                address.go_to(address.last_screen())
        else:
            if st.button(_("Naar het scherm"), type="primary", icon=":material/slideshow:"):
                address.go_to(address.last_screen())
            if st.button(_("Pauze"), icon=":material/pause:"):
                perform_or_stop(lambda: store.meetings.turn(running, State.PAUSED, visit.actor.id))
                st.rerun()
        if st.button(_("Rond af"), icon=":material/stop:"):
            dialogs.end(running)
        seats.slips(running)
