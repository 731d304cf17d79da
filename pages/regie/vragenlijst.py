"""The questionnaire that a network works with: keep that of the installation, or add one of its own."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui import questionnaire
from onlife.ui.app import session
from onlife.ui.parts import layout

visit = session.require(Action.MANAGE)
store = session.store()
layout.heading(
    _("Vragenlijst"), _("Met welke vragen scant jullie netwerk? Een volgende scanronde kan met een andere werken.")
)
offered = store.questionnaires.options(visit.network.id)
questionnaire.questionnaire_list(visit, offered, store.networks.open_round(visit.network.id))
st.caption(
    _(
        "Een keuze geldt voor scanrondes die je hierna opent. Een scanronde die al open is, houdt de vragenlijst waarmee ze "
        "begon, en resultaten blijven zoals ze zijn. Evolutie vergelijkt enkel wat in beide scanrondes hetzelfde vraagt."
    )
)

st.header(_("Een eigen vragenlijst toevoegen"), anchor=False)
st.markdown(
    _(
        "Bewaar hierboven een vragenlijst als bestand en pas de zinnen aan in een teksteditor. Geef ze bovenaan een nieuw "
        "nummer bij *version* en kies het bestand hier. De app kijkt het na voor er iets verandert."
    )
)
questionnaire.add(visit, offered)
