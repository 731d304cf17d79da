"""The scan page in a browser without a scan: its cookie is gone, the scan went on elsewhere, or this is somebody else.

The code alone is enough here, because the link with it is what somebody in this place does not have. It is long enough for
that, and wrong ones are counted per address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

import streamlit as st

from onlife.domain.account import LinkKind
from onlife.security.token import SESSION_COOKIES
from onlife.store import Refused
from onlife.text import length
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts import layout
from onlife.ui.parts.markdown import plain

TRIES = 30
"""Wrong codes per quarter of an hour and address: a whole team may share one."""
WRONG = N_("Deze hervatcode klopt niet. Of de scan is intussen afgesloten, of gaat verder op een ander toestel.")
MOVED = N_(
    "Deze scan ging verder op een ander toestel, met je hervatcode. Daarom is ze hier gesloten; wat je koos, is bewaard. "
    "Was jij dat niet? Dan had iemand anders je code: begin via de scanlink een nieuwe scan en verwittig je contactpersoon."
)


def ask() -> NoReturn:
    """Ask for the resume code, and say what to do without one; the page ends here."""
    layout.heading(
        _("Nog geen toegang"), _("Een scan opent via de scanlink van je organisatie, of hier met je hervatcode.")
    )
    if session.store().sessions.was_moved(st.context.cookies.get(SESSION_COOKIES["scan"], "")):
        st.warning(_(MOVED), icon=":material/devices:")
    st.markdown(
        _(
            "**Begon jij al een scan?** Vul dan je hervatcode in. **Kreeg je een code of dit adres van iemand anders, of heb je "
            "geen code?** Open dan de scanlink en begin een nieuwe scan. Je contactpersoon heeft die link."
        )
    )
    st.caption(
        _("Probeerde je een oefenronde uit die intussen gestopt is? Dan is alles ervan gewist, ook je hervatcode.")
    )
    if "verder" in st.query_params:  # it must not stay in the address bar of a computer that others use as well
        st.session_state["resume code"] = st.query_params.pop("verder")
    with st.form("resume"):
        code = st.text_input(_("Jouw hervatcode"), key="resume code", max_chars=40, placeholder="ABCD-EFGH-JKMN")
        wanted = st.form_submit_button(_("Ga verder met mijn scan"), type="primary")
    st.caption(_("De scan gaat dan enkel op dit toestel verder, met een nieuwe hervatcode."))
    if wanted:
        try:
            ticket = _ticket(code)
        except Refused as refusal:
            st.error(plain(str(refusal)), icon=":material/error:")
        else:
            layout.redirect(f"/sessie/{ticket}", _("Verder naar je scan"))
    st.stop()


def _ticket(code: str) -> str:
    """What the web server exchanges for the session of the scan with this code; raises Refused."""
    store = session.store()
    attempt = store.tries.begin(f"resume {st.context.ip_address or ''}", TRIES)
    if isinstance(attempt, timedelta):
        raise Refused(
            _("Er is te vaak een verkeerde code ingevuld. Probeer het opnieuw over {length}.", length=length(attempt))
        )
    partner = store.scans.partner_with(code)
    link = store.links.of(partner.network).get((partner.id, LinkKind.SCAN)) if partner else None
    scan = store.scans.resume(partner, code) if partner and link else None
    if scan is None or link is None:
        raise Refused(_(WRONG))
    store.tries.end(attempt)
    return store.sessions.start("ticket", link.id, scan.id)
