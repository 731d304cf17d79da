"""The mails to contact persons: a queue that outlives a restart, and what became of each mail.

An address stands with its contact only. A mail is a row of events without an address, so that the log book of who got
what when can stay when the contact goes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from onlife.content.letter import Occasion
from onlife.content.message import message
from onlife.domain.contact import Contact
from onlife.domain.network import Round
from onlife.security.token import new_id
from onlife.store.engine.database import Database
from onlife.store.engine.table import Table
from onlife.store.log_act import APP
from onlife.text import local, now

AGAIN_AFTER = timedelta(days=1)
"""Until then a second reminder to all skips whoever had one."""


class MailStep(StrEnum):
    QUEUED = "queued"
    HANDING = "handing"
    SENT = "sent"
    DELAYED = "delayed"
    REFUSED = "refused"
    UNSURE = "unsure"
    DROPPED = "dropped"
    TAKEN_BACK = "taken_back"

    @property
    def word(self) -> str:
        return message(f"mail_step.{self.value}")

    @property
    def waits(self) -> bool:
        return self in (MailStep.QUEUED, MailStep.HANDING, MailStep.DELAYED)


@dataclass(frozen=True)
class Mail:
    """A mail to a contact of a partner. `moment` (UTC) is that of its newest step; `tries` were made so far; `origin`: how
    this app is reached, empty where the coordinator sent it by a mail program.
    """

    id: str
    network: str
    round: str
    partner: str
    contact: str
    occasion: Occasion
    origin: str
    step: MailStep
    tries: int
    reason: str
    moment: datetime
    about: tuple[str, ...] = ()
    """The keys of what a notice reminds of."""

    @property
    def by_hand(self) -> bool:
        """Whether the coordinator noted it as sent, and did not take that back."""
        return self.step is MailStep.SENT and not self.origin

    @property
    def day(self) -> date:
        """The day of its newest step."""
        return local(self.moment).date()


MAILS = Table("mail_events", "mail", Mail)


_WAITING = f"""
FROM mail_events QUALIFY step IN ({", ".join(f"'{step}'" for step in MailStep if step.waits)})
    AND row_number() OVER (PARTITION BY mail ORDER BY event DESC) = 1 ORDER BY min(event) OVER (PARTITION BY mail)
"""
"""The mails that wait, among however many were sent: that they wait is looked up again and again."""


class Mails:
    def __init__(self, database: Database) -> None:
        self._db = database

    def due(
        self, scan_round: Round, contacts: Iterable[Contact], occasion: Occasion, *, again: bool = False
    ) -> list[Contact]:
        """The contacts who have an address and still have to get a mail.

        Never a second one beside one that waits, and without `again` no second invitation to a round and no second
        reminder within a day.
        """
        mails = self.of(scan_round.network, scan_round.id)
        had = {mail.contact for mail in mails if _had(mail, occasion, again=again)}
        return [contact for contact in contacts if contact.address and contact.id not in had]

    def queue(
        self,
        scan_round: Round,
        contacts: Iterable[Contact],
        occasion: Occasion,
        origin: str,
        actor: str,
        *,
        again: bool,
    ) -> int:
        """Queue a mail to those of these contacts to whom it is due; gives back how many."""
        with self._db.transaction():
            wanted = self.due(scan_round, contacts, occasion, again=again)
            self._add(scan_round, wanted, occasion, origin, MailStep.QUEUED, actor)
        return len(wanted)

    def note_sent(self, scan_round: Round, contact: Contact, occasion: Occasion, actor: str) -> None:
        """Note that the coordinator sent a mail by a mail program."""
        with self._db.transaction():
            self._add(scan_round, self.due(scan_round, [contact], occasion), occasion, "", MailStep.SENT, actor)

    def take_back(self, mail: Mail, actor: str) -> None:
        """Note that a mail was not sent after all; only of one that the coordinator noted as sent."""
        with self._db.transaction():
            if mail.by_hand and mail in self.of(mail.network, mail.round):
                self._db.put(MAILS, [replace(mail, step=MailStep.TAKEN_BACK, moment=now())], actor)

    def _add(
        self,
        scan_round: Round,
        contacts: Collection[Contact],
        occasion: Occasion,
        origin: str,
        step: MailStep,
        actor: str,
    ) -> None:
        place = scan_round.network, scan_round.id
        mails = [
            Mail(new_id(), *place, contact.partner, contact.id, occasion, origin, step, 0, "", now())
            for contact in contacts
        ]
        self._db.put(MAILS, mails, actor)

    def notices(self, network: str) -> list[Mail]:
        """The notices to contacts of a network, first queued first; they are about no round."""
        return self._db.current(MAILS, network=network, round="")

    def new_to(self, contact: Contact, keys: Collection[str], day: date) -> tuple[str, ...]:
        """What a contact was not reminded of yet; nothing if they got a notice that day, or one waits."""
        had = [m for m in self.notices(contact.network) if m.contact == contact.id and m.step not in _NEVER_CAME]
        if any(mail.step.waits or mail.day == day for mail in had):
            return ()
        return tuple(key for key in keys if all(key not in mail.about for mail in had))

    def queue_notices(
        self, bundles: Iterable[tuple[Contact, Collection[str]]], day: date, actor: str, *, origin: str = ""
    ) -> int:
        """Queue a notice to each of these contacts, of what they were not reminded of yet; gives back how many.

        Without `origin` the coordinator sent it by a mail program.
        """
        step, number = MailStep.QUEUED if origin else MailStep.SENT, 0
        with self._db.transaction():
            for contact, keys in bundles:
                if new := self.new_to(contact, keys, day):
                    place = contact.network, "", contact.partner, contact.id
                    notice = Mail(new_id(), *place, Occasion.NOTICE, origin, step, 0, "", now(), new)
                    self._db.put(MAILS, [notice], actor)
                    number += 1
        return number

    def last_sent(self, scan_round: Round) -> dict[tuple[str, Occasion], date]:
        """Contact id and occasion -> the day on which they last got such a mail in this round."""
        mails = sorted(self.of(scan_round.network, scan_round.id), key=lambda mail: mail.moment)
        return {(mail.contact, mail.occasion): mail.day for mail in mails if mail.step is MailStep.SENT}

    def of(self, network: str, scan_round: str) -> list[Mail]:
        """The mails about a round, first queued first."""
        return self._db.current(MAILS, network=network, round=scan_round)

    def waiting(self) -> list[Mail]:
        """What is to be sent, in every network, first queued first."""
        return [MAILS.to_record(row) for row in self._db.rows_of((MAILS.name,), _WAITING)]

    def take(self, mail: Mail, step: MailStep, *, tries: int | None = None, reason: str = "") -> None:
        """Note the next step of a mail; nothing of one that was erased meanwhile. The log book tells how it ended."""
        made = mail.tries if tries is None else tries
        after = replace(mail, step=step, tries=made, reason=reason, moment=now())
        with self._db.transaction():
            if not self._db.row("SELECT 1 AS one FROM mail_events WHERE mail = ? LIMIT 1", mail.id):
                return
            self._db.put(MAILS, [after], APP)


_NEVER_CAME = (MailStep.DROPPED, MailStep.TAKEN_BACK)


def _had(mail: Mail, occasion: Occasion, *, again: bool) -> bool:
    if mail.occasion is not occasion:
        return False
    if mail.step.waits:
        return True
    taken = mail.step in (MailStep.SENT, MailStep.UNSURE)
    return taken and not again and (occasion is Occasion.INVITATION or now() - mail.moment < AGAIN_AFTER)
