"""What a network sends out, filled in per partner: the links, their QR codes, a mail merge, and mails to contact persons."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
import segno

from onlife.content import phrase
from onlife.content.letter import Audience, Facts, Message, Occasion, message
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.network import Network
from onlife.services import language, reminder, smtp
from onlife.services.settings import MailServer
from onlife.store import Store
from onlife.store.mail import Mail, MailStep
from onlife.text import now
from onlife.translation import N_
from onlife.translation import gettext as _

DELAYS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 480, 960)]
"""How long to wait after a first, second, ... try that failed; after the last one nobody tries again."""
INTERRUPTED = N_("De app stopte tijdens het versturen. Vraag of de mail aankwam.")
COLUMNS = [
    "partner", "contactpersoon", "e-mailadres", "telefoon", "sector", "wijze", "verwacht", "ingediend", "scanlink", "teamlink",
    "uitnodiging", "herinnering",
]  # fmt: skip


def letter_fields(store: Store, network: Network, origin: str) -> dict[str, Facts]:
    """Partner id -> what its letters hold, in alphabetical order; only partners of which both links are in force.

    `origin` is how this app is reached, such as `https://scan.gemeente.be`. The round is the one that is open.
    """
    links = store.links.of(network.id)
    scan_round = store.networks.open_round(network.id)
    sender = "\n".join(store.senders.of(network.id).lines)
    own = store.letters.of(network.id)
    found = {}
    for partner in store.networks.partners(network.id):
        scan, team = links.get((partner.id, LinkKind.SCAN)), links.get((partner.id, LinkKind.TEAM))
        if scan and team:
            found[partner.id] = Facts(
                partner=partner.name,
                joint=partner.joint,
                network=network.name,
                scan_link=f"{origin}/l/{store.links.token(scan)}",
                team_link=f"{origin}/l/{store.links.token(team)}",
                round=scan_round.name if scan_round else "",
                closes_on=scan_round.closes_on if scan_round else None,
                practice=scan_round is not None and scan_round.practice,
                sender=sender,
                language=language.of_mail(partner, network),
                own=own,
            )
    return found


def mail_merge(store: Store, network: Network, origin: str) -> pd.DataFrame:
    """One row per contact, or per partner without one, with `COLUMNS`: links and ready texts, scans submitted so far."""
    scan_round = store.networks.open_round(network.id)
    response = store.results.response(network.id, scan_round.id) if scan_round else []
    submitted = {row.partner: row.submitted for row in response}
    filled = letter_fields(store, network, origin)
    contacts = store.contacts.of(network.id)
    rows = [
        (
            partner.name,
            contact.name,
            contact.address,
            contact.telephone,
            partner.sector,
            phrase.way(partner.joint),
            partner.expected,
            submitted.get(partner.id, 0),
            filled[partner.id].scan_link,
            filled[partner.id].team_link,
            message(Occasion.INVITATION, Audience.CONTACT, filled[partner.id].to(contact)).body,
            message(Occasion.REMINDER, Audience.CONTACT, filled[partner.id].to(contact)).body,
        )
        for partner in store.networks.partners(network.id)
        if partner.id in filled
        for contact in contacts.get(partner.id) or [Contact("", network.id, partner.id)]
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def qr(address: str, name: str) -> str:
    """An address as a QR code in SVG, black on white; `name` is what a screen reader says."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=2, light="#fff", svgclass="qr", lineclass=None, title=name)


def send_due(store: Store, settings: MailServer, stopping: Callable[[], bool], at: datetime | None = None) -> int:
    """Send what is due, one mail after another, until it is done or the app stops; gives back how many were tried.

    Before its words are handed over a mail says so in the store: one that was being handed over when the app ended is
    never sent again by itself. `at`: the moment (UTC) for which is asked what is due.
    """
    tried = 0
    for mail in store.mails.waiting():
        if stopping():
            break
        if mail.step is MailStep.HANDING:
            store.mails.take(mail, MailStep.UNSURE, reason=_(INTERRUPTED))
        elif mail.step is MailStep.QUEUED or abs((at or now()) - mail.moment) >= DELAYS[mail.tries - 1]:
            _send(store, settings, mail)
            tried += 1
    return tried


def _send(store: Store, settings: MailServer, mail: Mail) -> None:
    ready = _ready(store, mail)
    if isinstance(ready, str):
        store.mails.take(mail, MailStep.DROPPED, reason=ready)
        return
    receiver, words = ready
    tries = mail.tries + 1
    try:
        answers = store.senders.of(mail.network).address
        sent = smtp.compose(settings, receiver, words, mail.id, answers)
    except ValueError:
        store.mails.take(
            mail, MailStep.REFUSED, tries=tries, reason=_("Van deze naam of dit adres kan geen mail gemaakt worden.")
        )
        return
    try:
        smtp.deliver(settings, sent, lambda: store.mails.take(mail, MailStep.HANDING, tries=tries))
    except smtp.Delayed as reason:
        step = MailStep.DELAYED if tries <= len(DELAYS) else MailStep.REFUSED
        store.mails.take(mail, step, tries=tries, reason=_without(receiver, str(reason)))
    except smtp.TurnedDown as reason:
        store.mails.take(mail, MailStep.REFUSED, tries=tries, reason=_without(receiver, str(reason)))
    except smtp.Unsure as reason:
        store.mails.take(mail, MailStep.UNSURE, tries=tries, reason=_without(receiver, str(reason)))
    else:
        store.mails.take(mail, MailStep.SENT, tries=tries)


def _without(receiver: str, reason: str) -> str:
    """A reason without the address that mail servers like to repeat: it stands with its contact only."""
    return re.sub(re.escape(receiver), "dit adres", reason, flags=re.IGNORECASE)


def _ready(store: Store, mail: Mail) -> tuple[str, Message] | str:
    """The address and the words of a mail as things stand at this moment, or why there is no reason to send it any more."""
    network, scan_round = store.networks.get(mail.network), store.networks.open_round(mail.network)
    if network and network.sample:
        return _("Een voorbeeldnetwerk verstuurt geen mails.")
    about_round = mail.occasion is not Occasion.NOTICE
    if network is None or (about_round and (scan_round is None or scan_round.id != mail.round)):
        return _("De scanronde is niet meer open.")
    filled = letter_fields(store, network, mail.origin).get(mail.partner)
    if filled is None:
        return _("De partner doet niet meer mee, of zijn links zijn ingetrokken.")
    contact = store.contacts.get(mail.network, mail.contact)
    if contact is None or not contact.address:
        return _("Er is geen adres meer.")
    if about_round:
        return contact.address, message(mail.occasion, Audience.CONTACT, filled.to(contact))
    found = reminder.still(store, network, contact, mail.about)
    if not found:
        return _("Er is niets meer om aan te herinneren.")
    return contact.address, reminder.words(store, contact, found, filled, mail.origin)
