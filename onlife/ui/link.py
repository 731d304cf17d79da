"""The links of a partner, for the coordinator: to show, to send, to replace."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from onlife.content.letter import Facts, Message
from onlife.domain.access import Action
from onlife.domain.account import Link, LinkKind
from onlife.domain.network import Partner
from onlife.services import mailing
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain


def letter_facts(visit: Visit) -> Mapping[str, Facts]:
    """Partner id -> what its letters hold, with addresses as this browser reaches the app."""
    return mailing.letter_fields(session.store(), visit.network, session.origin())


def show_link(partner: Partner, kind: LinkKind, facts: Facts) -> None:
    """One of the two links: what it is for, to copy, to scan, and the way to replace it."""
    address, title, purpose = {
        LinkKind.SCAN: (
            facts.scan_link,
            "Scanlink",
            _("Om samen één scan in te vullen.") if partner.joint else _("Voor alle collega's die de scan invullen."),
        ),
        LinkKind.TEAM: (facts.team_link, "Teamlink", _("Alleen voor de contactpersoon.")),
    }[kind]
    st.header(title, anchor=False)
    st.markdown(purpose)
    st.code(address, language=None, wrap_lines=True)
    name = _("QR-code van de {word} van {name}", word=kind.word, name=partner.name)
    st.image(mailing.qr(address, name), width=160, alt=name)
    if st.button(_("Intrekken en vervangen"), key=f"replace-{kind}-{partner.id}", icon=":material/link_off:"):
        link = session.store().links.of(partner.network).get((partner.id, kind))
        if link:
            replace_link(partner, link)


@dialog(N_("Link intrekken en vervangen"))
def replace_link(partner: Partner, link: Link) -> None:
    """Put another link in the place of the one that stood on the page."""
    visit = session.require(Action.MANAGE)
    store = session.store()
    lost = {
        LinkKind.SCAN: _(
            "Collega's die bezig zijn, openen de nieuwe link en gaan met hun hervatcode verder; wat bewaard is, blijft."
        ),
        LinkKind.TEAM: _(
            "De contactpersoon komt enkel met de nieuwe teamlink nog op de teampagina. Stond er een eigen code op, dan "
            "vervalt die. Iedereen van deze organisatie ziet op welke dag je de link verving."
        ),
    }[link.kind]
    st.markdown(
        _(
            "De huidige **{word} van {name}** werkt dan meteen niet meer, ook niet op brieven en in mails die "
            "al verstuurd zijn. {lost}",
            word=link.kind.word,
            name=plain(partner.name),
            lost=lost,
        )
    )
    if st.button(_("Vervang deze link"), type="primary", icon=":material/link_off:"):
        perform(
            lambda: store.links.replace(link, visit.actor.id),
            _(
                "De oude {word} van {name} werkt niet meer. Hieronder staat de nieuwe.",
                word=link.kind.word,
                name=partner.name,
            ),
        )


def show_message(message: Message, *receivers: str) -> None:
    """A mail to open in the mail program, or to copy."""
    st.link_button(_("Open in je mailprogramma"), message.mailto(*receivers), icon=":material/mail:")
    st.caption(_("Of kopieer onderwerp en tekst:"))
    st.code(message.subject, language=None, wrap_lines=True)
    st.code(message.body, language=None, wrap_lines=True)
