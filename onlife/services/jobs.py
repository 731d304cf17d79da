"""What the app does by itself while it runs: back up, destroy what its time is over, send the mails that wait.

Whatever fails is logged and tried again at the next look. What has begun when the app stops is waited for.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

from onlife.services import experience, mailing, reminder, settings
from onlife.services.control_socket import Listener, Run
from onlife.services.settings import MailServer
from onlife.store import Store
from onlife.store.engine import backup
from onlife.text import local, now

log = logging.getLogger("onlife")

POLL_SECONDS = 60
"""Seconds between two looks whether something is due."""
MAIL_POLL_SECONDS = 2
"""Seconds between two looks whether a mail is due: who presses a button waits for it."""
REMIND_FROM = 8
"""The hour of the day, here, from which contacts are reminded."""
COMPACT_EVERY = timedelta(hours=1)
"""At most so often the file is written anew by itself, to rid it of the bytes of what was destroyed."""


def listen(store: Store, run_command: Run) -> Listener | None:
    """Take commands from whoever may open the data folder; not where every process can open the data itself."""
    if settings.database():
        return None
    try:
        return Listener(store.folder, run_command)
    except OSError:  # a system without such sockets, or the name of the folder is too long for one
        log.warning("commands can only be run while the app is stopped", exc_info=True)
        return None


async def run_jobs(opened: Store, mail_server: MailServer | None) -> None:
    """The duties of the one process that has their lease, if several share the data."""
    async with asyncio.TaskGroup() as duties:
        duties.create_task(repeat(CleaningJob(opened).when_due))
        duties.create_task(repeat(lambda moment: back_up_when_due(opened, moment)))
        duties.create_task(repeat(ExperienceJob(opened).when_due))
        if mail_server:
            mail = MailJob(opened, mail_server)
            duties.create_task(repeat(ReminderJob(opened).when_due))
            duties.create_task(repeat(mail.when_due, MAIL_POLL_SECONDS, mail.stop))


async def repeat(
    duty: Callable[[datetime], None], every: float = POLL_SECONDS, stop: Callable[[], None] = lambda: None
) -> None:
    """Do a duty time after time. `stop` asks one that has begun to end early; in any case its end is waited for."""
    while True:
        await asyncio.sleep(every)
        begun = asyncio.create_task(asyncio.to_thread(_try, duty))
        try:
            await asyncio.shield(begun)
        except asyncio.CancelledError:
            stop()
            await begun
            raise


def _try(duty: Callable[[datetime], None]) -> None:
    try:
        duty(now())
    except Exception:  # one duty that fails must not end the others
        log.exception("%s failed", duty)


def back_up_when_due(store: Store, moment: datetime) -> None:
    """Back up every day, and every hour while a round is open."""
    if store.lease("backup") and backup.due(store.folder, moment, often=store.any_round_open()):
        store.back_up()
        store.expire_backups()


class ReminderJob:
    """Every morning the mails of that day are put in the queue; what is in it is not put there again."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: date | None = None

    def when_due(self, moment: datetime) -> None:
        here = local(moment)
        if here.hour >= REMIND_FROM and self._done != here.date() and self._store.lease("reminder"):
            reminder.queue_due(self._store, here.date())
            self._done = here.date()


class ExperienceJob:
    """Once a day: what of other networks comes to be read, and whether elements moved there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: date | None = None

    def when_due(self, moment: datetime) -> None:
        if self._done != moment.date() and self._store.lease("helped"):
            experience.look(self._store)
            self._done = moment.date()


class MailJob:
    """Mails to contact persons are sent one after another; once the app stops, only the one that is on its way."""

    def __init__(self, store: Store, mail_server: MailServer) -> None:
        self._store = store
        self._mail_server = mail_server
        self._stopping = threading.Event()

    def when_due(self, moment: datetime) -> None:
        if self._store.lease("mail"):
            mailing.send_due(self._store, self._mail_server, self._must_stop, moment)

    def _must_stop(self) -> bool:
        """Whether the app stops, or another process took over; asked between two mails, it prolongs the lease."""
        return self._stopping.is_set() or not self._store.lease("mail")

    def stop(self) -> None:
        self._stopping.set()


class CleaningJob:
    """Once a day what is kept too long is destroyed; once an hour what is destroyed leaves the file, too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cleaned: date | None = None
        self._rewritten: datetime | None = None

    def when_due(self, moment: datetime) -> None:
        if not self._store.lease("cleaning"):
            return
        if self._cleaned != moment.date():
            self._store.retention.run(moment)
            self._cleaned = moment.date()
        if self._store.needs_compaction and (self._rewritten is None or moment - self._rewritten >= COMPACT_EVERY):
            self._store.compact()
            self._rewritten = moment
