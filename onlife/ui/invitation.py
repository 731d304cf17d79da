"""New networks and the invitation of their coordinator, for the programme; from there on it has no right inside."""

from __future__ import annotations

import streamlit as st

from onlife.content.letter import Message
from onlife.domain.network import Network
from onlife.store import Refused
from onlife.text import long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import link
from onlife.ui import network as network_ui
from onlife.ui.app import session
from onlife.ui.parts import choose, conflict, layout
from onlife.ui.parts.action import perform

FORM = "programme network"
_WORDS = N_(
    "Dag,\n\nEr staat een netwerk voor jou klaar in de Onlife netwerkscan: {network}. Jij coördineert het. Met deze link begin "
    "je. Hij werkt één keer, tot en met {until}.\n{address}\n\nDaarna zet je de partners klaar. De app zegt bij elke stap "
    "wat erna komt. Wij zien in welke stap jullie zijn en hoe de deelname loopt, nooit een resultaat.\n\nVeel succes!"
)


def new_network() -> None:
    """The form that makes a network and its invitation at once."""
    with st.form(FORM, enter_to_submit=False):
        asked = network_ui.ask_network(None, conflict.form_key(FORM))
        wanted = st.form_submit_button(_("Netwerk maken"), type="primary", icon=":material/add:")
    if wanted:
        perform(
            lambda: _make(asked),
            _("{name} is gemaakt. Bezorg nu de uitnodiging aan de coördinator.", name=asked.name),
            form=FORM,
        )


def _make(asked: Network) -> None:
    if not asked.name:
        raise ValueError(_("Geef het netwerk een naam."))
    store, actor = session.store(), session.require_programme()
    with store.transaction():
        made = store.networks.add(asked.name, asked.town, asked.threshold, actor.id, language=asked.language)
        store.invitations.make(made, actor.id)
    st.query_params.update({"wat": _("Uitnodigingen"), "uitgenodigd": made.id})  # where the page that comes next begins


def invitations() -> None:
    """The networks that never had a coordinator: the invitation of each, to copy, to mail, to end."""
    store = session.store()
    waiting = {n.id: n for n in store.networks.all() if not store.invitations.was_led(n.id)}
    if not waiting:
        layout.empty(_("Elk netwerk heeft een coördinator. Die geeft zelf anderen toegang."))
        return
    network = waiting[choose.one("uitgenodigd", "Netwerk", {key: found.name for key, found in waiting.items()})]
    invitation = store.invitations.open().get(network.id)
    if invitation is None:
        st.markdown(_("Er is nu geen uitnodiging waarmee iemand dit netwerk kan coördineren."))
        if st.button(_("Maak een uitnodiging"), key=f"invite {network.name}", type="primary", icon=":material/mail:"):
            perform(lambda: _invite(network), _("De uitnodiging staat klaar."))
        return
    address = f"{session.origin()}/uitnodiging/{store.invitations.token(invitation)}"
    until = long_date(invitation.until)
    st.markdown(
        _(
            "Bezorg deze link enkel aan wie het netwerk coördineert. Hij werkt één keer, tot en met {until}. "
            "Eens gebruikt, kan enkel wie in het netwerk zit nog iemand toegang geven.",
            until=until,
        )
    )
    st.code(address, language=None, wrap_lines=True)
    with st.expander(_("Mail met deze link"), icon=":material/mail:"):
        body = _(_WORDS).format(network=network.name, until=until, address=address)
        link.show_message(Message(_("{name}: jouw account in de Onlife netwerkscan", name=network.name), body))
    if st.button(_("Trek deze uitnodiging in"), key=f"end {network.name}", icon=":material/link_off:"):
        perform(
            lambda: store.invitations.end(invitation, session.require_programme().id),
            _("De uitnodiging voor {name} werkt niet meer.", name=network.name),
        )


def _invite(network: Network) -> None:
    actor = session.require_programme()
    if session.store().networks.get(network.id) is None:
        raise Refused(_("Dit netwerk is er niet meer."))
    session.store().invitations.make(network, actor.id)
