"""The seven building blocks to read, open to everyone: the whole block, and per element what to do first."""

from functools import partial

import streamlit as st

from onlife.translation import gettext as _
from onlife.ui import experience, plan_start, reading
from onlife.ui.parts import layout, markdown

layout.heading(
    _("Bouwstenen om te lezen"), _("Verdiep je gericht: waar het om gaat, waar je op let en wat je eerst kunt doen.")
)
block, asked = reading.choose()
chapter = reading.library().chapters[block.id]
reading.chapter(block, chapter)

st.header(_("Per element: wat eerst?"), anchor=False)
st.markdown(
    _(
        "Kies wat je uit de scan wilt verdiepen en stel er samen drie vragen bij. Wat betekent dit voor ons, wat doen we al, en wat "
        "kan makkelijk beter? Begin klein: één stap die deze maand lukt, is genoeg."
    )
)
start = partial(plan_start.from_step, plan_start.plan_page())
elsewhere = experience.of_elements(plan_start.plan_page())
for element in block.elements:
    reading.passage(element, chapter.passages[element.id], start, elsewhere, unfolded=element.id == asked)
reading.look_at(asked)
st.caption(markdown.plain(reading.library().quickscan.source))
