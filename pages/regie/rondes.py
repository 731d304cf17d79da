"""The scan rounds of a network: prepare, open, share with partners, close."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.translation import gettext as _
from onlife.ui import scan_round
from onlife.ui.app import session
from onlife.ui.parts import conflict, guidance, layout
from onlife.ui.parts.markdown import plain

visit = session.require(Action.MANAGE)
store = session.store()
rounds = store.networks.rounds(visit.network.id)
running = store.networks.open_round(visit.network.id)
is_open = running is not None
waiting = any(scan_round.state is RoundState.CONCEPT for scan_round in rounds)

layout.heading(_("Scanrondes"), _("Een scanronde is de periode waarin alle partners de Quickscan invullen."))
guidance.about("ronde")
guidance.what_now(visit)
if running and running.practice:
    scan_round.practice(running)
if not rounds and not is_open:
    layout.empty(_("Er is nog geen scanronde. Maak de eerste; invullen kan pas zodra je ze opent."))

for the_scan_round in rounds:
    with st.container(border=True):
        st.header(plain(the_scan_round.name), anchor=False)
        st.text(scan_round.round_line(the_scan_round, store.results.response(visit.network.id, the_scan_round.id)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if the_scan_round.state is RoundState.CONCEPT and st.button(
                _("Open deze scanronde"),
                key=f"start-{the_scan_round.id}",
                type="secondary" if is_open else "primary",
                disabled=is_open,
                help=_("Er is telkens één scanronde tegelijk open.") if is_open else None,
                icon=":material/play_arrow:",
            ):
                scan_round.start_round(visit, the_scan_round)
            if the_scan_round.state is RoundState.OPEN:
                layout.link(
                    "pages/regie/deelname.py",
                    _("Volg de deelname"),
                    icon=":material/monitoring:",
                    ronde=the_scan_round.id,
                )
                if st.button(_("Sluit deze scanronde"), key=f"close-{the_scan_round.id}", icon=":material/lock:"):
                    scan_round.close_round(the_scan_round)
            if the_scan_round.state is RoundState.CLOSED:
                layout.link(
                    "pages/netwerk/overzicht.py",
                    _("Bekijk de resultaten"),
                    icon=":material/grid_on:",
                    ronde=the_scan_round.id,
                )
            if st.button(_("Naam of einddatum wijzigen"), key=f"change-{the_scan_round.id}", icon=":material/edit:"):
                scan_round.change_round(the_scan_round)
        if the_scan_round.state is not RoundState.CONCEPT:
            scan_round.share_round(visit, the_scan_round)

with (
    # It stays open over what is wrong with what was just handed in.
    st.expander(
        _("Nieuwe scanronde"), expanded=not rounds or st.session_state.get("new round", False), icon=":material/add:"
    ),
    st.form("round", border=False, enter_to_submit=False),
):
    place = f"new-round-{visit.network.id}"
    name, closes_on = scan_round.ask_round(None, conflict.form_key(place))
    if st.form_submit_button(_("Scanronde maken"), key="new round", type="secondary" if waiting else "primary"):
        scan_round.add_round(visit, name, closes_on, place)

if not is_open:
    with st.expander(_("Eerst oefenen?"), icon=":material/exercise:"):
        scan_round.start_practice(visit)
