"""What contacts are reminded of on a day: gathered from plan and round, bundled in one mail per contact, ready to send.

It is never a result: titles and days of actions and follow-up moments, how long a round still runs, and that there is a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onlife.content.letter import Facts, Message, NoticeLine, notice
from onlife.domain.contact import Contact
from onlife.domain.meeting import Meeting
from onlife.domain.network import Network
from onlife.domain.reminder import Reminder, RunningRound, of_meetings, reminders, report_key
from onlife.store import Store
from onlife.store.log_act import APP
from onlife.text import days_away, long_date, today
from onlife.translation import use

AT_MOST = 6
"""As many lines in one mail; the rest comes the next day. A mail has to fit in what Windows passes to a mail program."""
WHAT_LENGTH = 70


@dataclass(frozen=True)
class Bundle:
    """What one contact is reminded of in one mail."""

    contact: Contact
    reminders: tuple[Reminder, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(reminder.key for reminder in self.reminders)


def coming(store: Store, network: str, day: date) -> list[Reminder]:
    """Everything that the partners of a network are reminded of on a day, of the kinds that the network wants.

    What a network plans together, and what comes out of its meetings, its partners hear once they may see it.
    """
    partners = [partner.id for partner in store.networks.partners(network)]
    shared = {scan_round.id for scan_round in store.networks.rounds(network) if scan_round.shared}
    actions = [action for owner in (*([""] if shared else []), *partners) for action in store.plans.of(network, owner)]
    off = store.reminders.off(network, network)
    held = [meeting for meeting in store.meetings.past(network) if meeting.round in shared]
    found = [
        *reminders(day, actions, store.plans.follow_ups(network), _running(store, network, partners)),
        *of_meetings(day, held, partners),
    ]
    return [reminder for reminder in found if reminder.partner in partners and reminder.kind not in off]


def due(store: Store, network: str, day: date) -> list[Bundle]:
    """Who still has to get a mail on a day, and of what; nobody hears of the same twice, nor twice on one day."""
    found, contacts = coming(store, network, day), store.contacts.of(network)
    bundles = []
    for contact in (contact for known in contacts.values() for contact in known if contact.address):
        off = store.reminders.off(network, contact.id)
        own = {r.key: r for r in found if r.partner == contact.partner and r.kind not in off}
        new = store.mails.new_to(contact, [*own], day)[:AT_MOST]
        if new:
            bundles.append(Bundle(contact, tuple(own[key] for key in new)))
    return bundles


def tells_of(bundle: Bundle, held: Meeting) -> bool:
    """Whether a mail says that the report of this meeting is there."""
    return report_key(held) in bundle.keys


def queue_due(store: Store, day: date) -> int:
    """Queue today's mails of every network of which it is known how the app is reached; gives back how many."""
    queued = 0
    for network in store.networks.all():
        if network.sample:
            continue
        if origin := store.reminders.origin(network.id):
            bundles = [(bundle.contact, bundle.keys) for bundle in due(store, network.id, day)]
            queued += store.mails.queue_notices(bundles, day, APP, origin=origin)
    return queued


def words(store: Store, contact: Contact, found: Sequence[Reminder], facts: Facts, origin: str) -> Message:
    """The mail that reminds a contact of these things."""
    day = today()
    with use(facts.language):
        lines = [NoticeLine(r.line, _short(r.what), long_date(r.day), days_away((r.day - day).days)) for r in found]
    return notice(facts.to(contact), lines, choice_address(store, contact, origin))


def choice_address(store: Store, contact: Contact, origin: str) -> str:
    """Where a contact chooses which mails to get."""
    return f"{origin}/geheugensteun/{store.reminders.token(contact.id)}"


def still(store: Store, network: Network, contact: Contact, keys: Sequence[str]) -> list[Reminder]:
    """What of a mail that was queued still holds: not done, moved or switched off meanwhile."""
    off = store.reminders.off(network.id, contact.id)
    return [
        reminder
        for reminder in coming(store, network.id, today())
        if reminder.key in keys and reminder.partner == contact.partner and reminder.kind not in off
    ]


def _short(what: str) -> str:
    return what if len(what) <= WHAT_LENGTH else f"{what[: WHAT_LENGTH - 1].rstrip()}…"


def _running(store: Store, network: str, partners: Sequence[str]) -> RunningRound | None:
    scan_round = store.networks.open_round(network)
    opened = store.networks.opened_on(scan_round) if scan_round else None
    if scan_round is None or opened is None or scan_round.practice:
        return None
    closings = store.closings.of(scan_round.id)
    return RunningRound(scan_round, opened, [p for p in partners if p not in closings or not closings[p].closed])
