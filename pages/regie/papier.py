"""Scans on paper, for the coordinator: print them, and type over what came back."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui import paper_entry
from onlife.ui.app import session
from onlife.ui.parts import choose, layout

visit = session.require(Action.MANAGE)
layout.heading(_("Papieren scans"), _("Druk de scan af voor wie liever op papier invult, en tik ze hier snel over."))
partners = {partner.id: partner for partner in session.store().networks.partners(visit.network.id)}
if not partners:
    layout.empty(_("Er zijn nog geen partners."), "pages/regie/partners.py", _("Voeg partners toe"))
    st.stop()
chosen = choose.one("partner", _("Partner"), {key: partner.name for key, partner in partners.items()})
partner = partners[chosen]
paper_entry.form_links(visit, partner)
st.header(_("Overtikken"), anchor=False)
st.markdown(
    _("Wie overtikt, ziet wat iemand koos en schreef. Bewaar de bladen achter slot en vernietig ze na de scanronde.")
)
paper_entry.entry(partner)
