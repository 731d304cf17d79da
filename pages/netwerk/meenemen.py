"""Everything that can be taken away from this network, with what it is for."""

import streamlit as st

from onlife.domain.access import Action
from onlife.services import figures
from onlife.services.figures import View
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import choose, documents, layout

visit = session.require(Action.SEE_NETWORK)
layout.heading(
    _("Meenemen"),
    _("Alles wat je uit de app kunt meenemen. Er staat nooit meer in dan wat je hier op het scherm ziet."),
)
rounds = choose.network_rounds(visit)
view = choose.view(visit, rounds)

documents.meeting_pack(view)
documents.documents(
    _("Plan"),
    _(
        "In Excel kun je filteren en opvolgen, Word heeft één formulier per actie. De opvolgmomenten passen in je agenda, CSV is voor andere programma's."
    ),
    "plan",
    ("xlsx", "docx", "ics", "csv"),
    View(visit.network.id, ""),
)
documents.documents(
    _("Alle resultaten"),
    _(
        "Excel met een blad per soort en uitleg bij elk begrip; CSV om in te kijken; CSV voor analyse en Parquet voor wie verder rekent."
    ),
    "resultaten",
    ("xlsx", "csv", "analysis", "parquet"),
    view,
)
if visit.may(Action.MANAGE):
    documents.released_results(view)
    layout.link("pages/regie/papier.py", _("De scan op papier"), icon=":material/print:")
    layout.link("pages/regie/links.py", _("Brieven en verzendlijst"), icon=":material/mail:")
    layout.link("pages/regie/links.py", _("Laat iemand meekijken met een kijklink"), icon=":material/visibility:")
if not figures.shown_in(view).blocks.empty:
    st.caption(
        _(
            "Elke grafiek bewaar je als afbeelding (PNG of SVG) of als tabel (CSV), bij de grafiek zelf onder “Tabel en bewaren”."
        )
    )
