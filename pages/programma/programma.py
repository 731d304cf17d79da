"""For who serves many networks: how far each of them is, new ones and their coordinators, templates for all. Never a result."""

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui import invitation, offer, programme
from onlife.ui.app import session
from onlife.ui.parts import layout

session.require_programme()
layout.heading(_("Programma"), _("Hoe ver is elk netwerk, en hoe loopt de deelname? Resultaten zie je hier nooit."))

tasks = {
    _("Netwerken"): programme.overview,
    _("Nieuw netwerk"): invitation.new_network,
    _("Uitnodigingen"): invitation.invitations,
    _("Sjablonen"): offer.keep,
    _("Wie hoort erbij"): programme.show_members,
}
wanted = st.query_params.get("wat", "")
begins = list(tasks).index(wanted) if wanted in tasks else 0
tasks[st.radio(_("Wat wil je doen?"), list(tasks), index=begins, horizontal=True, key=f"task-{wanted}")]()
