"""Who signs the letters, mails and reports of a network, and their logo, for the coordinator."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from onlife.content.letter import ADDRESS_MAX, address
from onlife.domain.access import Actor
from onlife.domain.sender import Sender
from onlife.services import logo
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict
from onlife.ui.parts.action import perform

NAME_MAX, SERVICE_MAX, TELEPHONE_MAX = 60, 80, 40
"""So that a mail with all of it still fits in what Windows passes to a mail program."""
FIELDS = {
    "name": N_("Wie ondertekent"),
    "service": N_("Dienst"),
    "telephone": N_("Telefoon"),
    "address": N_("E-mailadres"),
}


def show(visit: Visit) -> None:
    """The sender and the logo of a network."""
    st.header(_("Afzender"), anchor=False)
    st.markdown(
        _(
            "Dit staat onder jullie brieven en mails aan contactpersonen, en op het vergaderpakket en het resultaat van een partner. "
            "Alles mag leeg blijven."
        )
    )
    ask(visit.network.id, visit.network.name, lambda: session.require_coordinator(visit))


def ask(network: str, name: str, writer: Callable[[], Actor]) -> None:
    """The fields of the sender, and the logo with the way to another one; of `INSTALLATION` what networks can take over.

    `name`: whose logo it is; `writer`: who may change it right now, or the run ends.
    """
    place, labels = f"sender-{network}", {field: _(label) for field, label in FIELDS.items()}
    form = conflict.open_form(place, session.store().senders.of(network), labels, writer().id)
    known, key = form.seen, form.key
    with st.form("sender", enter_to_submit=False):
        # Two rows, so that on a phone the fields stand in the order in which one signs.
        (first, service), (telephone, mail) = st.columns(2), st.columns(2)
        typed = Sender(
            network,
            first.text_input(_(FIELDS["name"]), known.name, max_chars=NAME_MAX, key=f"name-{key}"),
            service.text_input(_(FIELDS["service"]), known.service, max_chars=SERVICE_MAX, key=f"service-{key}"),
            telephone.text_input(
                _(FIELDS["telephone"]), known.telephone, max_chars=TELEPHONE_MAX, key=f"telephone-{key}"
            ),
            mail.text_input(
                _(FIELDS["address"]),
                known.address,
                max_chars=ADDRESS_MAX,
                help=_("Hierheen gaan ook de antwoorden op mails die de app verstuurt."),
                key=f"address-{key}",
            ),
        )
        if st.form_submit_button(_("Afzender bewaren"), type="primary", icon=":material/save:"):
            perform(partial(_save, typed, known, writer), _("De afzender is bewaard."), form=place)
    _logo(network, name, writer)


def _save(typed: Sender, seen: Sender, writer: Callable[[], Actor]) -> None:
    if typed.address.strip():
        address(typed.address)
    session.store().senders.save(typed, writer().id, seen)


def _logo(network: str, name: str, writer: Callable[[], Actor]) -> None:
    st.header(_("Logo"), anchor=False)
    kept = session.store().senders.logo(network)
    if kept:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.image(kept, width=240, alt=_("Logo van {name}", name=name))
            if st.button(_("Logo weghalen"), icon=":material/delete:"):
                perform(partial(_save_logo, network, b"", writer), _("Het logo is weg."))
    place = f"logo-{network}"
    file = st.file_uploader(
        _("Een logo, als PNG of JPEG"), type=["png", "jpg", "jpeg"], max_upload_size=2, key=conflict.form_key(place)
    )
    if file and st.button(_("Logo bewaren"), icon=":material/image:"):
        content = file.getvalue()
        perform(lambda: _save_logo(network, logo.png(content), writer), _("Het logo is bewaard."), form=place)


def _save_logo(network: str, image: bytes, writer: Callable[[], Actor]) -> None:
    session.store().senders.save_logo(network, image, writer().id)
