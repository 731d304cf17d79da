"""Who signs the letters, mails and reports of a network, and their logo, for the coordinator."""

from __future__ import annotations

from functools import partial

import streamlit as st

from onlife.content.letter import ADDRESS_MAX, address
from onlife.domain.access import Action
from onlife.domain.sender import Sender
from onlife.services import logo
from onlife.store import Refused
from onlife.ui.app import session, unsent
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import perform

NAME_MAX, SERVICE_MAX, TELEPHONE_MAX = 60, 80, 40
"""So that a mail with all of it still fits in what Windows passes to a mail program."""
FIELDS = ("name", "service", "telephone", "address")


def show(visit: Visit) -> None:
    """The fields of the sender, and the logo with the way to another one."""
    st.header("Afzender", anchor=False)
    st.markdown(
        "Dit staat onder jullie brieven en mails aan contactpersonen, en op het vergaderpakket en het resultaat van een partner. "
        "Alles mag leeg blijven."
    )
    unsent.watch(visit.actor.id, *(f"sender-{field}" for field in FIELDS))
    known = session.store().senders.of(visit.network.id)
    with st.form("sender", enter_to_submit=False):
        # Two rows, so that on a phone the fields stand in the order in which one signs.
        (name, service), (telephone, mail) = st.columns(2), st.columns(2)
        typed = Sender(
            visit.network.id,
            name.text_input("Wie ondertekent", known.name, max_chars=NAME_MAX, key="sender-name"),
            service.text_input("Dienst", known.service, max_chars=SERVICE_MAX, key="sender-service"),
            telephone.text_input("Telefoon", known.telephone, max_chars=TELEPHONE_MAX, key="sender-telephone"),
            mail.text_input(
                "E-mailadres",
                known.address,
                max_chars=ADDRESS_MAX,
                help="Hierheen gaan ook de antwoorden op mails die de app verstuurt.",
                key="sender-address",
            ),
        )
        if st.form_submit_button("Afzender bewaren", type="primary", icon=":material/save:"):
            perform(partial(_save, visit, typed), "De afzender is bewaard.")
    _logo(visit)


def _save(visit: Visit, typed: Sender) -> None:
    if typed.address.strip():
        address(typed.address)
    session.store().senders.save(typed, _manager(visit).actor.id)


def _logo(visit: Visit) -> None:
    st.header("Logo", anchor=False)
    kept = session.store().senders.logo(visit.network.id)
    if kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(kept, width=240, alt=f"Logo van {visit.network.name}")
            if st.button("Logo weghalen", icon=":material/delete:"):
                perform(partial(_save_logo, visit, b""), "Het logo is weg.")
    file = st.file_uploader(
        "Een logo, als PNG of JPEG", type=["png", "jpg", "jpeg"], max_upload_size=2, key=f"logo-{len(kept)}"
    )
    if file and st.button("Logo bewaren", icon=":material/image:"):
        content = file.getvalue()
        perform(lambda: _save_logo(visit, logo.png(content)), "Het logo is bewaard.")


def _save_logo(visit: Visit, image: bytes) -> None:
    session.store().senders.save_logo(visit.network.id, image, _manager(visit).actor.id)


def _manager(visit: Visit) -> Visit:
    """Who does this, if they still may in this network."""
    manager = session.require(Action.MANAGE)
    if manager.network.id != visit.network.id:
        raise Refused("Kies eerst dit netwerk opnieuw.")
    return manager
