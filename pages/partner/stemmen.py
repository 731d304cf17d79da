"""Voting in the network meeting, on a phone: follows the question that is open by itself."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.meeting import ballot
from onlife.ui.parts import layout

visit = session.require(Action.VOTE)
layout.heading(
    _("Stemmen"),
    _("De stem van {partner} in de vergadering van {network}.", partner=visit.own.name, network=visit.network.name),
)
ballot.follow()
if running := session.store().meetings.running(visit.network.id):
    code = session.store().seats.code(running)
    st.caption(
        _("Hoort dit toestel bij een andere organisatie? [Stem voor die organisatie](/s/{code}?anders=ja).", code=code)
    )
