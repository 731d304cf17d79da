"""While the data cannot be opened: every address answers with one Dutch page that says what is wrong and what to do.

The page names no file and no fault; those stand in the log, under the number that the page gives. What passes by itself
(a full disk, another process) is tried again; anything else waits for whoever repairs it and starts the app anew.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
from dataclasses import dataclass, replace

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onlife.content.schema import ContentError
from onlife.services import installation, settings
from onlife.services.control_socket import Run
from onlife.services.jobs import listen, run_jobs
from onlife.services.settings import MailServer
from onlife.store import Hindered, Store, StoreError, TooNew, Unreachable
from onlife.store.log_act import APP
from onlife.translation import N_, use
from onlife.translation import gettext as _
from onlife.web.shell import browser_language, page

log = logging.getLogger("onlife")

RETRY_AFTER = {"Retry-After": "60"}
TRY_LATER = 1013  # what a websocket is closed with: the service restarts or is overloaded
DRESSING = ("/plain.css", "/icon.svg", "/letter.woff2")
"""What the page itself asks for."""


@dataclass(frozen=True)
class Closed:
    """Why the app is closed: in a few words, what its keeper does, and whether it passes by itself."""

    what: str
    to_do: str
    passes: bool
    reference: str


_closed: Closed | None = None


def closure() -> Closed | None:
    """Why the app is closed; None while it is open."""
    return _closed


def open_store() -> Store | None:
    """The open store of this installation; None if it cannot be opened, and then the app is closed from here on."""
    global _closed
    try:
        settings.proxies()
        store = installation.store()
        store.note_opening(APP)
    except (StoreError, ContentError, settings.SettingError, OSError) as problem:
        if _closed is None:
            _closed = _reason(problem, secrets.token_hex(4))
            told = isinstance(problem, (ContentError, settings.SettingError))  # the sentence says it all
            log.error("closed %s", _closed.reference, exc_info=None if told else problem)
            print(
                _(
                    "\n{problem}\nBezoekers zien de onderhoudspagina ({reference}).\n",
                    problem=problem,
                    reference=_closed.reference,
                ),
                file=sys.stderr,
                flush=True,
            )
        return None
    _closed = None
    return store


def reset() -> None:
    """Forget that the app was closed: the server stops."""
    global _closed
    _closed = None


def _reason(problem: Exception, reference: str) -> Closed:
    match problem:
        case Unreachable():
            words = (
                N_("De app bereikt de gegevens niet: de databank antwoordt niet."),
                N_("Kijk na of PostgreSQL draait en of ONLIFE_DATABASE klopt. Daarna gaat deze app vanzelf weer open."),
            )
        case Hindered() | OSError():
            words = (
                N_(
                    "De app kan nu niet bij haar gegevens: ze zijn in gebruik, of de schijf van de server is vol of vergrendeld."
                ),
                N_("Maak plaats op de schijf, of stop de andere app. Daarna gaat deze app vanzelf weer open."),
            )
        case TooNew():
            words = (
                N_("De gegevens zijn gemaakt door een nieuwere versie van de app."),
                N_("Installeer die versie en start de app opnieuw."),
            )
        case StoreError():
            words = (
                N_(
                    "De gegevens zijn beschadigd of onvolledig. De app opent ze niet: half geopend zou erger zijn dan dicht."
                ),
                N_(
                    "Stop de app, zet de laatste back-up terug met onlife restore --replace BESTAND en start de app opnieuw."
                ),
            )
        case _:
            words = (
                N_("De vragenlijst of een instelling van deze installatie klopt niet."),
                N_("Herstel wat in de terminal genoemd wordt en start de app opnieuw."),
            )
    return Closed(*words, isinstance(problem, Hindered | OSError), reference)


class Maintenance:
    """Answers everything while the app is closed; lets everything through while it is open."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = closure()
        if why is None or scope["type"] not in ("http", "websocket") or scope["path"] in DRESSING:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket" and "websocket.http.response" not in (scope.get("extensions") or {}):
            await send({"type": "websocket.close", "code": TRY_LATER})
        else:
            with use(browser_language(Headers(scope=scope))):
                answer = _answer(scope["path"], why)
            await answer(scope, receive, send)


def _answer(path: str, why: Closed) -> Response:
    if path == "/gezond":
        return PlainTextResponse(_("de gegevens kunnen niet geopend worden"), 503, headers=RETRY_AFTER)
    answer = page("maintenance.html", 503, why=replace(why, what=_(why.what), to_do=_(why.to_do)))
    answer.headers.update(RETRY_AFTER)
    return answer


RETRY_SECONDS = 5
"""Seconds between two tries to open data that were only hindered."""


async def open_and_run(
    store: Store | None, mail_server: MailServer | None = None, run_command: Run | None = None
) -> None:
    """Open the data once they can be, if they could not; then look after them until the app stops.

    Mails are sent only with a mail server.
    """
    while store is None:
        await asyncio.sleep(RETRY_SECONDS)
        if (why := closure()) and why.passes:
            store = await asyncio.shield(asyncio.to_thread(open_store))
    listener = listen(store, run_command) if run_command else None
    try:
        await run_jobs(store, mail_server)
    finally:
        if listener:
            listener.close()
