"""The network meeting: prepare and lead it on the projector, follow it as a partner, read what came out of it."""

from onlife.domain.access import Action
from onlife.domain.meeting import State
from onlife.translation import gettext as _
from onlife.ui import report
from onlife.ui.app import session
from onlife.ui.meeting import address, dialogs, screen, start
from onlife.ui.parts import choose, layout

visit = session.require(Action.SEE_NETWORK)
running = session.store().meetings.running(visit.network.id)
leads = visit.may(Action.LEAD_MEETING)
if address.presenting():
    if not (leads and running and (running.state is State.RUNNING or dialogs.is_open())):
        address.leave()
    screen.show(running)
else:  # and no `st.stop` above: with it Streamlit throws away what was pressed during the run
    layout.heading(_("Vergadering"), _("Samen bekijken, stemmen en afspreken, met één vraag per scherm."))
    rounds = choose.network_rounds(visit)
    start.running_or_not(visit, running, rounds)
    seen = {scan_round.id for scan_round in rounds}
    report.of_meetings(visit, [one for one in session.store().meetings.past(visit.network.id) if one.round in seen])
