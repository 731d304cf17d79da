"""What surrounds the Streamlit script: links and sessions, downloads, health, the page shell, start-up."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime, timedelta
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route

from onlife import installation
from onlife.store import Refused, Store, StoreError, backup
from onlife.store.database import now
from onlife.store.log import APP
from onlife.web import downloads, entrance, headers, shell

log = logging.getLogger("onlife")

LOOK_FOR_BACKUPS = 60
"""Seconds between two looks whether a backup is due."""


def routes() -> list[Route]:
    return [*entrance.routes(), *downloads.routes(), *shell.routes()]


def middleware() -> list[Middleware]:
    return [Middleware(headers.Guards), Middleware(shell.Shell), Middleware(entrance.Identity)]


async def _keep_backups(store: Store) -> None:
    """Back up every day, and every hour while a round is open. A backup that fails is logged and tried again."""
    while True:
        await asyncio.sleep(LOOK_FOR_BACKUPS)
        await asyncio.shield(asyncio.to_thread(_back_up_when_due, store))


def _back_up_when_due(store: Store) -> None:
    try:
        if backup.due(store.folder, now(), often=store.any_round_open()):
            store.back_up()
            backup.expire(store.folder)
    except (StoreError, Refused, OSError):
        log.exception("the backup failed")


REWRITE_EVERY = timedelta(hours=1)
"""At most so often the file is written anew by itself, to rid it of the bytes of what was destroyed."""


class Cleaning:
    """Once a day what is kept too long is destroyed; once an hour what is destroyed leaves the file, too."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cleaned: date | None = None
        self._rewritten: datetime | None = None

    async def keep_on(self) -> None:
        while True:
            await asyncio.shield(asyncio.to_thread(self.when_due, now()))
            await asyncio.sleep(LOOK_FOR_BACKUPS)

    def when_due(self, moment: datetime) -> None:
        """What fails is logged and tried again at the next look."""
        try:
            if self._cleaned != moment.date():
                self._store.retention.run(moment)
                self._cleaned = moment.date()
            if self._store.owes_rewriting and (self._rewritten is None or moment - self._rewritten >= REWRITE_EVERY):
                self._store.rewrite()
                self._rewritten = moment
        except StoreError:
            log.exception("cleaning up failed")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Open the store before the first visitor; tell the terminal how to make the first account."""
    store = installation.store()
    store.note_opening(APP)
    if not store.visitors.accounts():
        print(
            "\nEr is nog geen account. Open de app, kies 'Aanmelden' en maak het eerste account "
            f"met deze code: {installation.first_account_code()}\n",
            flush=True,
        )
    # Streamlit collects garbage after every script run; what start-up made need not be looked at each time.
    gc.collect()
    gc.freeze()
    tasks = [asyncio.create_task(_keep_backups(store)), asyncio.create_task(Cleaning(store).keep_on())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        store.close()
        installation.store.cache_clear()
