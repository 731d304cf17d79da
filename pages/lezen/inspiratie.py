"""Practices by function of online work, open to everyone."""

from functools import partial

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui import experience, plan_start, reading
from onlife.ui.app import session
from onlife.ui.parts import choose, layout, markdown

layout.heading(
    _("Inspiratie"),
    _("Wat anderen al doen, geordend naar waarvoor online werken dient. Misschien bestaat jullie idee al."),
)
page, visit = plan_start.plan_page(), session.find(Action.SEE_NETWORK)
if visit and choose.sight(experience.SIGHTS) == experience.ELSEWHERE:
    experience.show(visit, page)
    st.stop()
practices = reading.practices()
st.markdown(markdown.plain(practices.note))
chosen = reading.find(practices)
if not chosen:
    layout.empty(_("Geen enkele praktijk past bij wat je zoekt. Kies alle functies of probeer een ander woord."))
reading.show(practices, chosen, partial(plan_start.from_practice, page))
reading.where_from()
