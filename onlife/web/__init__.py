"""What surrounds the Streamlit script: links and sessions, downloads, health, the page shell, start-up."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route

from onlife import installation, mailing
from onlife.smtp import Settings
from onlife.store import Refused, Store, StoreError, backup
from onlife.store.database import now
from onlife.web import downloads, entrance, headers, shell

log = logging.getLogger("onlife")

LOOK_FOR_BACKUPS = 60
"""Seconds between two looks whether a backup is due."""
LOOK_FOR_MAIL = 2.0
"""Seconds between two looks whether a mail is due."""


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


async def _deliver_mail(store: Store, settings: Settings, stopping: threading.Event) -> None:
    """Work off the queue of mails until the app stops. A mail that is on its way then is waited for."""
    while not stopping.is_set():
        await asyncio.to_thread(_work_off, store, settings, stopping)
        await asyncio.to_thread(stopping.wait, LOOK_FOR_MAIL)


def _work_off(store: Store, settings: Settings, stopping: threading.Event) -> None:
    try:
        mailing.work_off(store, settings, stopping.is_set)
    except (StoreError, Refused, ValueError):
        log.exception("the mail was not worked off")


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Open the store before the first visitor; tell the terminal how to make the first account."""
    mail_server = installation.mail_server()
    store = installation.store()
    if not store.visitors.accounts():
        print(
            "\nEr is nog geen account. Open de app, kies 'Aanmelden' en maak het eerste account "
            f"met deze code: {installation.first_account_code()}\n",
            flush=True,
        )
    # Streamlit collects garbage after every script run; what start-up made need not be looked at each time.
    gc.collect()
    gc.freeze()
    backups = asyncio.create_task(_keep_backups(store))
    stopping = threading.Event()
    post = asyncio.create_task(_deliver_mail(store, mail_server, stopping)) if mail_server else None
    try:
        yield
    finally:
        stopping.set()
        if post:
            await post
        backups.cancel()
        with suppress(asyncio.CancelledError):
            await backups
        store.close()
        installation.store.cache_clear()
