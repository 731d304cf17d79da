"""When a page fails: a Dutch sentence with a reference number; what happened goes to the log under that number."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from onlife.store import Hindered
from onlife.translation import gettext as _

log = logging.getLogger("onlife")


def say(fault: Exception) -> bool:
    """Log a fault and show its number instead of what it says; True: Streamlit shows nothing of its own."""
    reference = secrets.token_hex(4)
    log.error("fault %s", reference, exc_info=fault)
    st.error(sentence(reference, fault), icon=":material/error:")
    return True


def sentence(reference: str, fault: Exception) -> str:
    """What a visitor reads of a fault: its number, and nothing of what happened but that the disk is in the way."""
    said = str(fault) if isinstance(fault, Hindered) else _("Hier liep iets mis. Wat al bewaard was, blijft bewaard.")
    return _(
        "{said} Probeer het opnieuw; lukt het niet, geef dan dit nummer door aan wie de app beheert: **{reference}**.",
        said=said,
        reference=reference,
    )
