"""Why one works onlife, open to everyone: what a new partner reads first, in two minutes."""

import streamlit as st

from onlife.content import reading
from onlife.translation import gettext as _
from onlife.ui.parts import guidance, layout

layout.heading(_("Waarom onlife?"), _("In twee minuten: waar dit over gaat, voor wie het is en wat jullie samen doen."))
guidance.way_back()
st.markdown(reading.introduction())
with st.container(horizontal=True):
    layout.link("pages/lezen/bouwstenen.py", _("De zeven bouwstenen"), icon=":material/menu_book:")
    layout.link("pages/lezen/uitleg.py", _("Begrippen"), icon=":material/help:", deel=guidance.TERMS)
