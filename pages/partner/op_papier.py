"""Scans on paper, for the contact of a partner: print them, and type over what came back."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui import paper_entry
from onlife.ui.app import session
from onlife.ui.parts import layout

visit = session.require(Action.SEE_TEAM)
layout.heading(
    _("Op papier"), _("Voor collega's die liever op papier invullen: druk de scan af en tik ze hier snel over.")
)
paper_entry.form_links(visit, visit.own)
st.header(_("Overtikken"), anchor=False)
st.markdown(
    _("Wie overtikt, ziet wat iemand koos en schreef. Laat dit doen door iemand die de collega's daarin vertrouwen.")
)
paper_entry.entry(visit.own)
