"""For who serves many networks: how far each of them is, new ones and their coordinators, templates for all. Never a result."""

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui import invitation, offer, programme
from onlife.ui.app import session
from onlife.ui.parts import layout

session.require_programme()
layout.heading(_("Programma"), _("Hoe ver is elk netwerk, en hoe loopt de deelname? Resultaten zie je hier nooit."))

tasks = [_("Netwerken"), _("Nieuw netwerk"), _("Uitnodigingen"), _("Sjablonen"), _("Wie hoort erbij")]
wanted = st.query_params.get("wat", "")
begins = tasks.index(wanted) if wanted in tasks else 0
task = st.radio(_("Wat wil je doen?"), tasks, index=begins, horizontal=True, key=f"task-{wanted}")

if task == "Netwerken":
    programme.overview()
elif task == "Nieuw netwerk":
    invitation.new_network()
elif task == "Uitnodigingen":
    invitation.invitations()
elif task == "Sjablonen":
    offer.keep()
else:
    programme.show_members()
