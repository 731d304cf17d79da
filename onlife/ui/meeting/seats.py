"""The words with which tables vote: one at a time on the screen, all of them on paper.

Whatever stands on the screen can be on the wall of the room, so no word is there before somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from onlife.domain.meeting import Meeting
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout
from onlife.ui.parts.action import perform_or_stop
from onlife.ui.parts.markdown import plain

ASKED = "word of"
"""The partner whose word was asked for, until the dialog closes."""


def words(running: Meeting, names: Mapping[str, str], visit: Visit) -> None:
    """The word of one partner, once it is asked for. `names`: active partners, id -> name."""
    st.markdown(
        _(
            "Geen teamlink bij de hand? Dan stemt een tafel met een **woord**. Toon het één tafel tegelijk, of deel de briefjes uit."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        partner = st.selectbox(_("Woord van"), list(names), index=None, format_func=names.__getitem__, width=480)
        shown = partner is not None and st.session_state.get(ASKED) == partner
        st.button(
            _("Verberg het woord") if shown else _("Toon het woord"),
            key="show word",
            disabled=partner is None,
            on_click=_ask,
            args=("" if shown else partner,),
        )
    if partner and shown:
        _word(running, partner, names[partner], visit)
    slips(running)


def _ask(partner: str) -> None:
    st.session_state[ASKED] = partner


def _word(running: Meeting, partner: str, name: str, visit: Visit) -> None:
    seats, place = session.store().seats, st.container()
    perform_or_stop(lambda: seats.give(running, [partner], visit.actor.id))
    if st.button(_("Geef een ander woord")):
        perform_or_stop(lambda: seats.renew(running, partner, visit.actor.id))
    st.caption(_("Met een ander woord is elk toestel dat met het vorige stemde, meteen weg."))
    place.metric(_("{name} stemt met", name=plain(name)), seats.word(seats.of(running.id)[partner]))


def slips(running: Meeting) -> None:
    """The words of all partners on paper."""
    address = layout.export_address("tafelbriefjes.pdf", running.network)
    st.link_button(_("Briefjes voor de tafels (PDF)"), address, icon=":material/print:")
