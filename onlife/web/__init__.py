"""What surrounds the Streamlit script: links and sessions, downloads, health, the page shell, start-up and upkeep."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from starlette.middleware import Middleware
from starlette.routing import Route

from onlife.services import installation, settings
from onlife.services.control_socket import Run
from onlife.ui.app import open_tabs
from onlife.web import (
    calendar,
    documents,
    downloads,
    entrance,
    headers,
    invitation,
    language,
    leave,
    maintenance,
    reminder_choice,
    seat,
    shell,
    sign_in,
    static_files,
    view_entrance,
    write_guard,
)


def routes() -> list[Route]:
    return [
        *entrance.routes(),
        *leave.routes(),
        *sign_in.routes(),
        *seat.routes(),
        *language.routes(),
        *downloads.routes(),
        *documents.routes(),
        *calendar.routes(),
        *view_entrance.routes(),
        *invitation.routes(),
        *reminder_choice.routes(),
        *shell.routes(),
    ]


def middleware() -> list[Middleware]:
    return [
        Middleware(headers.Guards),
        Middleware(maintenance.Maintenance),
        Middleware(static_files.StaticFiles),
        Middleware(entrance.IdentityMiddleware),
        Middleware(shell.Shell),
        Middleware(write_guard.Writes),
    ]


@asynccontextmanager
async def lifespan(_app: Any, run_command: Run | None = None) -> AsyncIterator[None]:
    """Open the store before the first visitor; tell the terminal how to make the first account.

    `run_command`: runs a command that is handed to the app while it has the data.
    """
    store = maintenance.open_store()
    for problem in installation.problems() if store else ():
        print(f"\n{problem}\n", file=sys.stderr, flush=True)
    if store and not store.accounts.all():
        print(
            "\nEr is nog geen account. Open de app, kies 'Aanmelden' en maak het eerste account "
            f"met deze code: {installation.first_account_code()}\n",
            flush=True,
        )
    # Streamlit collects garbage after every script run; what start-up made need not be looked at each time.
    gc.collect()
    gc.freeze()
    beside = [
        asyncio.create_task(maintenance.open_and_run(store, settings.mail_server(), run_command)),
        asyncio.create_task(open_tabs.watch()),
    ]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if maintenance.closure() is None:
            installation.store().close()
            installation.store.cache_clear()
        maintenance.reset()
