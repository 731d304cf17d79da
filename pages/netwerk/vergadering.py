"""The network meeting: prepare and lead it on the projector, follow it as a partner, read what came out of it."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.meeting import State
from onlife.ui import meeting, report
from onlife.ui.app import session
from onlife.ui.parts import choose, layout

visit = session.require(Action.SEE_NETWORK)
running = session.store().meetings.running(visit.network.id)
leads = visit.may(Action.LEAD_MEETING)
if meeting.presenting():
    if not (leads and running and running.state is State.RUNNING):
        meeting.leave()
    meeting.show(running)
    st.stop()

layout.heading("Vergadering", "Samen bekijken, stemmen en afspreken, met één vraag per scherm.")
rounds = choose.network_rounds(visit)
if leads and running:
    meeting.resume(visit, running)
elif leads:
    meeting.begin(visit, rounds)
elif running:
    st.info(f"Er is een vergadering: ze {running.state.word} nu.", icon=":material/groups:")
    if visit.partner:
        layout.link("pages/partner/stemmen.py", "Stem mee", icon=":material/how_to_vote:")

seen = {scan_round.id: scan_round for scan_round in rounds}
held = [one for one in session.store().meetings.held(visit.network.id) if one.round in seen]
st.header("Verslagen", anchor=False)
if not held:
    layout.empty("Er is nog geen vergadering afgerond. Haar verslag verschijnt hier.")
    st.stop()
chosen = report.choose(held)
report.show(visit, chosen, seen[chosen.round])
