"""The address at which a calendar reads the dates of a plan: made when asked for, to copy, to revoke."""

from __future__ import annotations

import streamlit as st

from onlife.domain.account import Link, LinkKind
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import picture
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog

PURPOSE = N_(
    "Met een agendalink staan de einddatums en de opvolgmomenten in je eigen agenda: Outlook, Google Agenda, Apple Agenda of een "
    "andere. Verandert er iets in het plan, dan past je agenda zich vanzelf aan."
)
SHARE = N_("Ook de acties uit het plan van het netwerk die jullie trekken of waaraan jullie meewerken, staan erin.")
WHO_READS = N_(
    "Wie deze link heeft, leest zonder aanmelden de datums, de acties en de namen van de organisaties. Geef hem enkel aan wie dat mag."
)


def show(network: str, owner: str) -> None:
    """The calendar link of the plan of the network ('') or of a partner, for who may change that plan."""
    visit, links = session.planner(network, owner), session.store().links
    if visit is None:
        return
    with picture.on_demand(_("In je eigen agenda"), key="calendar", icon=":material/calendar_month:") as box:
        if not box.open:
            return
        link = _link(network, owner)
        st.markdown(f"{_(PURPOSE)} {_(SHARE) if owner else ''}")
        if link is None:
            st.caption(_(WHO_READS))
            if st.button(_("Maak een agendalink"), icon=":material/add_link:"):
                perform(
                    lambda: links.make(network, [owner], visit.actor.id, [LinkKind.CALENDAR]),
                    _("De agendalink staat onderaan, bij In je eigen agenda."),
                )
            return
        address = f"{session.origin()}/agenda/{links.token(link)}.ics"
        st.code(address, language=None, wrap_lines=True)
        st.caption(_(WHO_READS))
        with st.container(horizontal=True):
            webcal = f"webcal:{address.partition(':')[2]}"
            st.link_button(_("Open in je agenda-app"), webcal, icon=":material/calendar_add_on:")
            if st.button(_("Intrekken of vervangen"), icon=":material/link_off:"):
                _end(link)


@dialog(N_("Agendalink intrekken"))
def _end(link: Link) -> None:
    visit, links = session.planner(link.network, link.partner), session.store().links
    if visit is None:
        st.rerun()
    st.markdown(
        _(
            "Elke agenda die deze link gebruikt, krijgt dan geen datums meer. Vervang je de link, dan krijg je een nieuwe om opnieuw te delen."
        )
    )
    with st.container(horizontal=True):
        if st.button(_("Vervang deze link"), type="primary", icon=":material/link_off:"):
            perform(
                lambda: links.replace(link, visit.actor.id),
                _("De oude agendalink werkt niet meer. De nieuwe staat onderaan, bij In je eigen agenda."),
            )
        if st.button(_("Trek deze link in")):
            perform(lambda: links.revoke(link, visit.actor.id), _("De agendalink werkt niet meer."))


def _link(network: str, owner: str) -> Link | None:
    return session.store().links.of(network).get((owner, LinkKind.CALENDAR))
