"""What to do with a worrying signal online, open to everyone: question by question, as a drawing, and whom to involve."""

import streamlit as st

from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import concern
from onlife.ui.parts import choose, layout, markdown

sights = {N_("Vraag per vraag"): concern.walk, N_("Schema"): concern.chart, N_("Wie betrek je?"): concern.people}

layout.heading(
    _("Verontrusting"), _("Je ziet online iets dat je verontrust. Wat doe je, met wie, en wat vergeet je niet?")
)
with st.bottom:  # in sight however long the page is
    concern.emergency()
concern.scope()
sights[choose.sight(list(sights))]()
st.caption(markdown.plain(concern.path().source))
