"""Addresses of contact persons, and the mails to them: a queue that outlives a restart, and what became of each mail.

An address stands with its partner only. A mail is a row of events without an address, so that the log book of who got
what when can stay when the address goes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from onlife.content.letter import Occasion
from onlife.content.message import message
from onlife.domain.network import Round
from onlife.security.token import new_id
from onlife.store.engine.database import Database, now
from onlife.store.engine.table import Table
from onlife.store.log_act import APP

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

    @property
    def word(self) -> str:
        return message(f"mail_step.{self.value}")

    @property
    def waits(self) -> bool:
        return self in (MailStep.QUEUED, MailStep.HANDING, MailStep.DELAYED)


@dataclass(frozen=True)
class Mail:
    """A mail to the contact person of a partner. `moment` (UTC) is that of its newest step; `tries` were made so far."""

    id: str
    network: str
    round: str
    partner: str
    occasion: Occasion
    origin: str
    step: MailStep
    tries: int
    reason: str
    moment: datetime


MAILS = Table("mail_events", "mail", Mail)


class Mails:
    def __init__(self, database: Database) -> None:
        self._db = database

    def addresses(self, network: str) -> dict[str, str]:
        """Partner id -> the address of its contact person, of the partners that have one."""
        rows = self._db.newest("address_events", "partner", network=network)
        return {row["partner"]: row["address"] for row in rows if row["address"]}

    def save_addresses(self, network: str, addresses: Mapping[str, str], actor: str) -> None:
        """Keep addresses; '' takes one away. What an address was before is not kept."""
        with self._db.transaction():
            known = self.addresses(network)
            changed = {partner: new for partner, new in addresses.items() if known.get(partner, "") != new}
            for partner in changed:
                if partner in known:
                    self._db.delete("address_events", network=network, partner=partner)
            rows = [
                {"moment": now(), "actor": actor, "network": network, "partner": partner, "address": address}
                for partner, address in changed.items()
            ]
            self._db.add("address_events", *rows)

    def queue(
        self, scan_round: Round, partners: Collection[str], occasion: Occasion, origin: str, actor: str, *, again: bool
    ) -> int:
        """Queue a mail to the contacts of these partners; gives back how many.

        Never a second one beside one that waits, and without `again` no second invitation to a round and no second
        reminder within a day.
        """
        with self._db.transaction():
            had = {
                mail.partner for mail in self.of(scan_round.network, scan_round.id) if _had(mail, occasion, again=again)
            }
            wanted = [partner for partner in partners if partner not in had]
            for partner in wanted:
                mail = Mail(
                    new_id(),
                    scan_round.network,
                    scan_round.id,
                    partner,
                    occasion,
                    origin,
                    MailStep.QUEUED,
                    0,
                    "",
                    now(),
                )
                self._db.put(MAILS, [mail], actor)
        return len(wanted)

    def of(self, network: str, scan_round: str) -> list[Mail]:
        """The mails about a round, first queued first."""
        return self._db.current(MAILS, network=network, round=scan_round)

    def waiting(self) -> list[Mail]:
        """What is to be sent, in every network, first queued first."""
        return [mail for mail in self._db.current(MAILS) if mail.step.waits]

    def take(self, mail: Mail, step: MailStep, *, tries: int | None = None, reason: str = "") -> None:
        """Note the next step of a mail; nothing of one that was erased meanwhile. The log book tells how it ended."""
        made = mail.tries if tries is None else tries
        after = replace(mail, step=step, tries=made, reason=reason, moment=now())
        with self._db.transaction():
            if not self._db.row("SELECT 1 AS one FROM mail_events WHERE mail = ? LIMIT 1", mail.id):
                return
            self._db.put(MAILS, [after], APP)


def _had(mail: Mail, occasion: Occasion, *, again: bool) -> bool:
    if mail.occasion is not occasion:
        return False
    if mail.step.waits:
        return True
    taken = mail.step in (MailStep.SENT, MailStep.UNSURE)
    return taken and not again and (occasion is Occasion.INVITATION or now() - mail.moment < AGAIN_AFTER)
