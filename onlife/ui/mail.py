"""Mail to contact persons: one after another in the own mail program, or all at once where this installation has a mail
server; who got what and when, and the way to do it again or take it back. Respondents are never written to.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from onlife.content.letter import TO_FILL_IN, Audience, Facts, Message, Occasion, message
from onlife.domain.contact import Contact
from onlife.domain.network import Partner, Round
from onlife.store import Refused, StoreError
from onlife.store.mail import Mail, MailStep
from onlife.text import count, moment_in_words, plural, short_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain

LOOK_AGAIN = 3
"""Seconds between two looks at mails that are on their way."""
SYMBOLS = {
    MailStep.SENT: "✓", MailStep.REFUSED: "✗", MailStep.UNSURE: "?", MailStep.DROPPED: "–", MailStep.TAKEN_BACK: "–",
}  # fmt: skip
DONE = {
    Occasion.INVITATION: N_("Iedereen met een e-mailadres is uitgenodigd."),
    Occasion.REMINDER: N_(
        "Er is nu niemand te herinneren: wie een e-mailadres heeft, sloot de scan af of kreeg net een herinnering."
    ),
}


def to_contacts(visit: Visit, partners: Mapping[str, Partner], facts: Mapping[str, Facts]) -> None:
    """Who still has to get a message, the way to send it, and what became of the mails of this round."""
    st.header(_("Mail naar de contactpersonen"), anchor=False)
    scan_round = session.store().networks.open_round(visit.network.id)
    if scan_round is None:
        st.markdown(_("Uitnodigen kan zodra er een scanronde open is."))
        return
    known = session.store().contacts.of(visit.network.id)
    contacts = [contact for partner in partners for contact in known.get(partner, ())]
    reached = {contact.partner for contact in contacts if contact.address}
    occasion = st.radio(_("Bericht"), TO_FILL_IN, format_func=lambda occasion: occasion.word, horizontal=True)
    if session.sends_mail(visit.network):
        _all_at_once(visit, scan_round, partners, contacts, occasion)
    else:
        _one_by_one(visit, scan_round, partners, contacts, occasion, facts)
    if contacts:
        st.dataframe(
            _overview(scan_round, partners, contacts),
            hide_index=True,
            height="content",
            column_config={_("Telefoon"): st.column_config.TextColumn(width=125)},
        )
    if without := [partner.name for key, partner in partners.items() if key not in reached]:
        st.caption(
            _(
                "**Zonder e-mailadres:** {without}. Vul het aan bij Partners, of geef een brief.",
                without=plain(", ".join(without)),
            )
        )


def _one_by_one(
    visit: Visit,
    scan_round: Round,
    partners: Mapping[str, Partner],
    contacts: Sequence[Contact],
    occasion: Occasion,
    facts: Mapping[str, Facts],
) -> None:
    """The next contact to mail, whose mail opens in the own mail program and is noted as sent."""
    mails = session.store().mails
    due = mails.due(scan_round, _receivers(scan_round, contacts, occasion), occasion)
    st.markdown(
        _(
            "Nog **{contacts}** te mailen. De knop opent de mail in je mailprogramma en noteert ze als verstuurd.",
            contacts=_contacts(len(due)),
        )
        if due
        else f"✓ {_(DONE[occasion])}"
        if any(contact.address for contact in contacts)
        else _("Zodra er bij Partners e-mailadressen staan, mail je hier iedereen na elkaar.")
    )
    for contact in due[:1]:
        words = message(occasion, Audience.CONTACT, facts[contact.partner].to(contact))
        if mail_or_sent(words, contact, partners[contact.partner], str(occasion)):
            _note_sent(visit, scan_round, contact, occasion)
    noted = [mail for mail in mails.of(visit.network.id, scan_round.id) if mail.by_hand]
    for mail in sorted(noted, key=lambda mail: mail.moment)[-1:]:
        to = next(
            (contact.label for contact in contacts if contact.id == mail.contact), _("een gewiste contactpersoon")
        )
        take_back(visit, mail, _("{word} aan {to}", word=mail.occasion.word.casefold(), to=to), to)


def mail_or_sent(words: Message, contact: Contact, partner: Partner, kind: str) -> bool:
    """A mail to a contact, to open in the own mail program or to note as sent; whether either was pressed. `kind`: of the mail."""
    with st.container(horizontal=True):
        opened = st.link_button(
            _("Mail {label} ({name})", label=plain(contact.label), name=plain(partner.name)),
            words.mailto(contact.address),
            type="secondary" if kind == str(Occasion.NOTICE) else "primary",  # one on a page, which mails the links
            icon=":material/mail:",
            on_click="rerun",
            key=f"mail-{kind}-{contact.id}",
        )
        sent = st.button(_("Al verstuurd"), key=f"sent-{kind}-{contact.id}", icon=":material/done:")
    return opened or sent


def take_back(visit: Visit, mail: Mail, told: str, to: str) -> None:
    """What was noted last (`told`), and the way to say that it was not sent after all. `to`: the contact by its label."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(_("Het laatst genoteerd: {told}.", told=told), width="content")
        if st.button(_("Toch niet verstuurd"), key=f"back-{mail.id}", icon=":material/undo:"):
            change = partial(session.store().mails.take_back, mail, coordinator_of(visit).actor.id)
            perform(change, _("De mail aan {to} staat weer open.", to=to))


def _note_sent(visit: Visit, scan_round: Round, contact: Contact, occasion: Occasion) -> None:
    coordinator = coordinator_of(visit)
    note = partial(session.store().mails.note_sent, scan_round, contact, occasion, coordinator.actor.id)
    perform(note, _("{word} aan {label} genoteerd als verstuurd.", word=occasion.word, label=contact.label))


def coordinator_of(visit: Visit) -> Visit:
    """Who does this, if they still may."""
    coordinator = session.coordinator(visit.network.id)
    if coordinator is None:
        layout.warn(_("Er is niets genoteerd: je bent niet meer aangemeld."))
        st.rerun()
    return coordinator


def _overview(scan_round: Round, partners: Mapping[str, Partner], contacts: Sequence[Contact]) -> pd.DataFrame:
    """Every contact with the day of the last mail of each kind."""
    sent = session.store().mails.last_sent(scan_round)
    days = {key: short_date(day) for key, day in sent.items()}
    rows = [
        (partners[c.partner].name, c.name, c.address, *(days.get((c.id, kind), "") for kind in TO_FILL_IN), c.telephone)
        for c in contacts
    ]
    headings = [_("Partner"), _("Contactpersoon"), "E-mailadres", _("Uitgenodigd op"), _("Herinnerd op"), _("Telefoon")]
    return pd.DataFrame(rows, columns=headings)


def _all_at_once(
    visit: Visit,
    scan_round: Round,
    partners: Mapping[str, Partner],
    contacts: Sequence[Contact],
    occasion: Occasion,
) -> None:
    wanted = [contact for contact in _receivers(scan_round, contacts, occasion) if contact.address]
    told = _("Elke contactpersoon krijgt de mail met de eigen links") + (
        _(", als de partner zijn scan nog niet afsloot.") if occasion is Occasion.REMINDER else "."
    )
    st.markdown(told)
    if st.button(
        _("{word} versturen naar {contacts}", word=occasion.word, contacts=_contacts(len(wanted))),
        type="primary",
        disabled=not wanted,
    ):
        _queue(visit, wanted, occasion, again=False)
    waiting = any(mail.step.waits for mail in session.store().mails.of(visit.network.id, scan_round.id))
    st.fragment(_state, run_every=LOOK_AGAIN if waiting else None)(visit, partners, contacts, scan_round)


def _state(visit: Visit, partners: Mapping[str, Partner], contacts: Sequence[Contact], scan_round: Round) -> None:
    """The mails of this round, the newest first; looked at again while some are on their way."""
    if session.coordinator(visit.network.id) is None:
        st.rerun()
    mails = session.store().mails.of(visit.network.id, scan_round.id)
    if not mails:
        st.caption(_("In deze scanronde is nog geen mail verstuurd."))
        return
    waiting = sum(mail.step.waits for mail in mails)
    st.caption(f"{_mails(waiting)} onderweg." if waiting else _("Er is geen mail meer onderweg."))
    known = {contact.id: contact for contact in contacts}
    st.dataframe(_table(mails, partners, known), hide_index=True, height="content")
    newest = {(mail.contact, mail.occasion): mail for mail in mails}
    for mail in newest.values():
        if mail.reason and mail.contact in known:
            _trouble(visit, mail, known[mail.contact], partners[mail.partner].name)


def _trouble(visit: Visit, mail: Mail, contact: Contact, name: str) -> None:
    """What stood in the way of a mail, and the way to send it again where the app does not do so itself."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.text(
            f"{contact.label} ({name}), {mail.occasion.word.casefold()} {mail.step.word}. {mail.reason}",
            width="stretch",
        )
        if not mail.step.waits and st.button(
            _("Opnieuw naar {label}", label=plain(contact.label)), key=f"again-{mail.id}", icon=":material/refresh:"
        ):
            _queue(visit, [contact], mail.occasion, again=True)


def _receivers(scan_round: Round, contacts: Sequence[Contact], occasion: Occasion) -> list[Contact]:
    """Whom a message is for: a reminder is of no use once a partner has closed its scan."""
    if occasion is Occasion.INVITATION:
        return list(contacts)
    closings = session.store().closings.of(scan_round.id)
    return [c for c in contacts if c.partner not in closings or not closings[c.partner].closed]


def _queue(visit: Visit, contacts: Collection[Contact], occasion: Occasion, *, again: bool) -> None:
    coordinator = session.coordinator(visit.network.id)
    scan_round = session.store().networks.open_round(visit.network.id)
    if coordinator is None or scan_round is None:
        layout.warn(_("Er is niets verstuurd: de scanronde is dicht of je bent niet meer aangemeld."))
        st.rerun()
    try:
        number = session.store().mails.queue(
            scan_round, contacts, occasion, session.origin(), coordinator.actor.id, again=again
        )
    except (Refused, StoreError) as problem:
        st.error(plain(str(problem)), icon=":material/error:")
        return
    skipped = len(contacts) - number
    told = _(
        "{mails} {plural}; hieronder zie je wat ervan komt.",
        mails=_mails(number),
        plural=plural(number, _("vertrekt"), _("vertrekken")),
    )
    if skipped:
        told += _(
            " {contacts} {plural} dit bericht al.",
            contacts=_contacts(skipped),
            plural=plural(skipped, _("kreeg"), _("kregen")),
        )
    layout.say(told)
    st.rerun()


def _table(mails: Collection[Mail], partners: Mapping[str, Partner], contacts: Mapping[str, Contact]) -> pd.DataFrame:
    rows = [
        (
            partners[mail.partner].name if mail.partner in partners else _("partner die niet meer meedoet"),
            contacts[mail.contact].label if mail.contact in contacts else "",
            mail.occasion.word,
            f"{SYMBOLS.get(mail.step, '…')} {mail.step.word}",
            moment_in_words(mail.moment),
        )
        for mail in sorted(mails, key=lambda mail: mail.moment, reverse=True)
    ]
    return pd.DataFrame(rows, columns=[_("Partner"), _("Aan"), _("Bericht"), _("Stand"), _("Wanneer")])


def _mails(number: int) -> str:
    return count(number, _("mail"), _("mails"))


def _contacts(number: int) -> str:
    return count(number, _("contactpersoon"), _("contactpersonen"))
