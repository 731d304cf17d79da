"""The archive of the network, for the coordinator: what is in it, and having it made."""

from __future__ import annotations

import streamlit as st

from onlife.domain.access import Action
from onlife.services import archive
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout

PREPARING = N_("We zetten het archief klaar …")


def show(visit: Visit) -> None:
    """What the archive holds, and the button; making it shows how far it is, then the browser saves it."""
    st.header(_("Archief"), anchor=False)
    rounds = archive.closed_rounds(visit.network)
    names = ", ".join(scan_round.name for scan_round in rounds)
    st.markdown(
        _(
            "Eén bestand (ZIP) voor het archief van jullie gemeente, dat ook zonder de app opengaat: resultaten per gesloten scanronde, "
            "afspraken, het plan, vergaderpakketten en verslagen, logboek en vragenlijsten. Er staat nooit meer in dan wat je "
            "hier op het scherm ziet. LEESMIJ.txt zegt wat wat is."
        )
    )
    st.text(
        _("Gesloten scanrondes: {names}", names=names)
        if rounds
        else _("Er is nog geen gesloten scanronde; de rest zit er wel in.")
    )
    st.caption(
        _(
            "Ingevulde scans, contactpersonen, links en het eigen plan van een partner zitten er niet in. Wat je later wist, blijft in een "
            "archief dat je al bewaarde. Wie een installatie van de app beheert, kan het archief weer inlezen."
        )
    )
    if st.button(_("Maak het archief"), type="primary", icon=":material/archive:"):
        _make()


def _make() -> None:
    visit = session.require(Action.MANAGE)
    bar = st.progress(0.0, text=_(PREPARING))

    def step(done: float) -> None:
        bar.progress(done, text=_(PREPARING))

    archive.archive(visit.network, step)
    bar.empty()
    layout.redirect(
        layout.export_address("archief.zip", visit.network.id),
        _("Klaar. Begint het bewaren niet vanzelf? Klik dan hier"),
    )
