"""Where the network wants to invest: every partner's stars side by side, and what the network agreed."""

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.priority import complete
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui import priority
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout, markdown, picture
from onlife.ui.parts.markdown import plain

visit = session.require(Action.SEE_PAGE)
guidance.heading(
    visit,
    _("Keuzehulp"),
    _("Op welke bouwstenen zet het netwerk in? De sterren van elke partner naast elkaar."),
    about="keuzehulp",
    hint="keuzehulp",
)
rounds = choose.network_rounds(visit)
view = choose.view(visit, rounds)
scan_round = choose.round_of(rounds, view)
shown, store = figures.shown_in(view), session.store()
names = shown.names
chosen = {who: own for who, own in store.priorities.by_sharing_partner(scan_round.id).items() if who in names}
agreed = store.priorities.of(scan_round.id, "")

colours, stars = st.columns(2)
with colours:
    if picture.figure("kleuren", view) is None:
        layout.empty(_("Er is nog geen resultaat vrijgegeven. De kleuren per bouwsteen verschijnen hier."))
with stars:
    if picture.figure("sterren", view) is None:
        layout.empty(
            _(
                "Nog geen enkele partner deelt zijn sterren. De contactpersoon van een partner doet dat bij Onze keuze, via de teamlink."
            )
        )
missing = [name for who, name in names.items() if who not in chosen]
if missing and chosen:
    st.caption(_("**Nog geen sterren:** {missing}", missing=plain(", ".join(missing))))

picture.figure("belang", view)

st.header(_("Wat we afspreken"), anchor=False)
st.markdown(_("Een afspraak van het netwerk is geen gemiddelde: zeg erbij waarom jullie hiervoor kiezen."))
if visit.may(Action.MANAGE):
    priority.many(complete("", agreed, session.questionnaire(scan_round)))
for block in session.questionnaire(scan_round).blocks:
    told = priority.network_summary(block, shown, chosen)
    if visit.may(Action.MANAGE):
        priority.choose(block, scan_round, "", told)
    else:
        priority.network_stars(block, agreed, told)
    if visit.whole:
        with st.expander(_("Wat partners zeggen over {plain}", plain=markdown.plain(block.short))):
            priority.of_partners(block, chosen, names)
if visit.whole:
    layout.link("pages/netwerk/meenemen.py", _("Neem de keuzes mee in het vergaderpakket"), icon=":material/download:")
