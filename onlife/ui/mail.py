"""Mail to contact persons: send to all of them, see who got what and when, and send one again.

Only where this installation has a mail server; respondents are never written to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
import streamlit as st

from onlife.content.letter import Occasion
from onlife.domain.network import Partner, Round
from onlife.store import Refused, StoreError
from onlife.store.mail import Mail, MailStep
from onlife.text import count, moment_in_words, plural
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout
from onlife.ui.parts.markdown import plain

LOOK_AGAIN = 3
"""Seconds between two looks at mails that are on their way."""
SYMBOLS = {MailStep.SENT: "✓", MailStep.REFUSED: "✗", MailStep.UNSURE: "?", MailStep.DROPPED: "–"}


def to_contacts(visit: Visit, partners: Mapping[str, Partner], occasion: Occasion) -> None:
    """Send a message to all contact persons, and what became of the mails of this round."""
    if not session.sends_mail():
        return
    st.header("Verstuur naar alle contactpersonen", anchor=False)
    scan_round = session.store().networks.open_round(visit.network.id)
    if scan_round is None:
        st.markdown("Versturen kan zodra er een scanronde open is.")
        return
    addresses = session.store().mails.addresses(visit.network.id)
    without = [partner.name for key, partner in partners.items() if key not in addresses]
    wanted = _wanted(scan_round, [key for key in partners if key in addresses], occasion)
    if without:
        st.caption(f"**Zonder e-mailadres:** {plain(', '.join(without))}. Vul het aan bij Partners.")
    told = "Elke contactpersoon krijgt de mail met de eigen links" + (
        ", als de partner zijn scan nog niet afsloot." if occasion is Occasion.REMINDER else "."
    )
    st.markdown(told)
    if st.button(f"{occasion.word} versturen naar {_contacts(len(wanted))}", type="primary", disabled=not wanted):
        _queue(visit, wanted, occasion, again=False)
    waiting = any(mail.step.waits for mail in session.store().mails.of(visit.network.id, scan_round.id))
    st.fragment(_state, run_every=LOOK_AGAIN if waiting else None)(visit, partners, scan_round)


def _state(visit: Visit, partners: Mapping[str, Partner], scan_round: Round) -> None:
    """The mails of this round, the newest first; looked at again while some are on their way."""
    if session.planner(visit.network.id, "") is None:
        st.rerun()
    mails = session.store().mails.of(visit.network.id, scan_round.id)
    if not mails:
        st.caption("In deze scanronde is nog geen mail verstuurd.")
        return
    waiting = sum(mail.step.waits for mail in mails)
    st.caption(f"{_mails(waiting)} onderweg." if waiting else "Er is geen mail meer onderweg.")
    st.dataframe(_table(mails, partners), hide_index=True, height="content")
    newest = {(mail.partner, mail.occasion): mail for mail in mails}
    for mail in newest.values():
        if mail.reason and mail.partner in partners:
            _trouble(visit, mail, partners[mail.partner].name)


def _trouble(visit: Visit, mail: Mail, name: str) -> None:
    """What stood in the way of a mail, and the way to send it again where the app does not do so itself."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.text(f"{name}, {mail.occasion.word.casefold()} {mail.step.word}. {mail.reason}", width="stretch")
        if not mail.step.waits and st.button(
            f"Opnieuw naar {plain(name)}", key=f"again-{mail.id}", icon=":material/refresh:"
        ):
            _queue(visit, [mail.partner], mail.occasion, again=True)


def _wanted(scan_round: Round, partners: Collection[str], occasion: Occasion) -> list[str]:
    """Whom a message is for: a reminder is of no use once a partner has closed its scan."""
    if occasion is Occasion.INVITATION:
        return list(partners)
    closings = session.store().closings.of(scan_round.id)
    return [key for key in partners if key not in closings or not closings[key].closed]


def _queue(visit: Visit, partners: Collection[str], occasion: Occasion, *, again: bool) -> None:
    manager = session.planner(visit.network.id, "")
    scan_round = session.store().networks.open_round(visit.network.id)
    if manager is None or scan_round is None:
        layout.warn("Er is niets verstuurd: de scanronde is dicht of je bent niet meer aangemeld.")
        st.rerun()
    try:
        number = session.store().mails.queue(
            scan_round, partners, occasion, session.origin(), manager.actor.id, again=again
        )
    except (Refused, StoreError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return
    skipped = len(partners) - number
    told = f"{_mails(number)} {plural(number, 'vertrekt', 'vertrekken')}; hieronder zie je wat ervan komt."
    if skipped:
        told += f" {_contacts(skipped)} {plural(skipped, 'kreeg', 'kregen')} dit bericht al."
    layout.say(told)
    st.rerun()


def _table(mails: Collection[Mail], partners: Mapping[str, Partner]) -> pd.DataFrame:
    names = {key: partner.name for key, partner in partners.items()}
    rows = [
        (
            names.get(mail.partner, "partner die niet meer meedoet"),
            mail.occasion.word,
            f"{SYMBOLS.get(mail.step, '…')} {mail.step.word}",
            moment_in_words(mail.moment),
        )
        for mail in sorted(mails, key=lambda mail: mail.moment, reverse=True)
    ]
    return pd.DataFrame(rows, columns=["Contactpersoon van", "Bericht", "Stand", "Wanneer"])


def _mails(number: int) -> str:
    return count(number, "mail", "mails")


def _contacts(number: int) -> str:
    return count(number, "contactpersoon", "contactpersonen")
