"""The choice of a partner: how much to invest in each building block, and why."""

import streamlit as st

from onlife.domain import finding
from onlife.domain.access import Action
from onlife.domain.priority import complete
from onlife.services import figures
from onlife.services.figures import View
from onlife.translation import gettext as _
from onlife.ui import priority
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout

visit = session.require(Action.PLAN)
store = session.store()
layout.heading(
    _("Onze keuze"), _("Bespreek jullie resultaat in het team en kies dan samen op welke bouwstenen jullie inzetten.")
)
guidance.about("onze-keuze")
rounds = store.networks.rounds(visit.network.id, concept=False)
if not rounds:
    layout.empty(_("Er is nog geen scanronde gestart. Kiezen doe je na de scan."))
    st.stop()
scan_round = choose.scan_round(rounds)
st.markdown(
    _(
        "Scores zijn een hulpmiddel en beslissen niet. Let ook op risico's, op wat al loopt, op waar jullie organisatie voor kiest "
        "en op de tijd die jullie hebben. Elke keuze wordt meteen bewaard."
    )
)
priority.share(visit, scan_round)
closing = store.closings.get(scan_round.id, visit.own.id)
view = View(visit.network.id, scan_round.id, partner=visit.own.id)
shown = figures.shown_own(view) if closing.opened or closing.released else None
if shown is None:
    layout.empty(
        _("Jullie resultaat verschijnt hier als jullie scan afgesloten is en iemand van jullie het bekeek."),
        "pages/partner/ons_team.py",
        _("Naar Ons team"),
    )
priority.many(
    complete(visit.own.id, store.priorities.of(scan_round.id, visit.own.id), session.questionnaire(scan_round))
)
for block in session.questionnaire(scan_round).blocks:
    told = finding.counts_in_words(shown, block.id, visit.own.id) if shown else ""
    priority.choose(block, scan_round, visit.own.id, told)
