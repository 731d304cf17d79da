"""What may change something: a request from a page of our own, no larger than what we ask for.

Laid around every route, Streamlit's own included, so that no new one can forget it. A page of another site can make a
browser post a form with all cookies that go along; it cannot make it hide where that came from.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onlife.domain.access import Action, Resource, may
from onlife.services import installation
from onlife.translation import N_, use
from onlife.translation import gettext as _
from onlife.ui.app import open_tabs
from onlife.web.shell import browser_language, sentence

READING = ("GET", "HEAD", "OPTIONS")
TICKETS = "/sessie/"
"""What logs somebody in, though it is a GET."""
UPLOADS = "/_stcore/upload_file/"
UPLOADING = (Action.MANAGE, Action.LEAD_PROGRAMME)
FORM_MAX = 64 * 1024
UPLOAD_MAX = 5 * 1024 * 1024 + FORM_MAX
"""A file as large as `server.maxUploadSize` allows, with what a form puts around it."""
HELD_MAX = 4 * UPLOAD_MAX
"""What one tab may have uploaded at a time; a page asks for one file, and keeps the last."""

FOREIGN = (
    N_("Dit kwam van een andere website"),
    N_("Er is niets gewijzigd. Open de app via je eigen link of de startpagina en probeer het daar opnieuw."),
)
TOO_LARGE = (N_("Dit is te groot"), N_("Er is niets bewaard. Neem een kleiner bestand."))
NO_RIGHT = (
    N_("Geen toegang"),
    N_("Een bestand inlezen kan enkel wie als coördinator aangemeld is. Meld je opnieuw aan."),
)


def _refusal(words: tuple[str, str], status: int, headers: Headers) -> Response:
    title, text = words
    with use(browser_language(headers)):
        return sentence(_(title), _(text), status)


class _TooLarge(Exception):
    """More came in than may."""


class Writes:
    """Refuses what came from another site, what is too large, and files of somebody who may not bring any."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._coming: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, headers = scope["path"], Headers(scope=scope)
        changing = scope["method"] not in READING
        if foreign(headers) and (changing or path.startswith(TICKETS)):
            await _refusal(FOREIGN, HTTPStatus.FORBIDDEN, headers)(scope, receive, send)
        elif changing and path.startswith(UPLOADS) and not await run_in_threadpool(_may_upload, headers):
            await _refusal(NO_RIGHT, HTTPStatus.FORBIDDEN, headers)(scope, receive, send)
        elif path.startswith(UPLOADS) and scope["method"] == "PUT":
            await self._upload(path.removeprefix(UPLOADS).partition("/")[0], headers, scope, receive, send)
        else:
            await self._with_cap(FORM_MAX, headers, scope, receive, send)

    async def _upload(self, tab: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """One file for one tab, as long as that tab does not hold too much; several at once are counted together."""
        expected = _length(headers)
        coming = self._coming.get(tab, 0) + (UPLOAD_MAX if expected is None else expected)
        if open_tabs.upload_bytes(tab) + coming > HELD_MAX:
            await _refusal(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers)(scope, receive, send)
            return
        before, self._coming[tab] = self._coming.get(tab, 0), coming
        try:
            await self._with_cap(UPLOAD_MAX, headers, scope, receive, send)
        finally:
            self._coming[tab] -= coming - before
            if not self._coming[tab]:
                del self._coming[tab]

    async def _with_cap(self, most: int, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """The application with a body of at most so many bytes; what says at once that it is larger is not read."""
        came, begun = 0, False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise _TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if (_length(headers) or 0) > most:
                raise _TooLarge
            await self.app(scope, counted, noted)
        except _TooLarge:
            if begun:
                raise
            await _refusal(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers)(scope, receive, send)


def foreign(headers: Headers) -> bool:
    """Whether a browser says that a request came from a page of another site (or that it will not say)."""
    origin = headers.get("origin")
    site = headers.get("sec-fetch-site", "none")
    if origin == "null":  # a page that tells nobody where one comes from; only the browser itself can vouch for it
        return site != "same-origin"
    return site not in ("same-origin", "none") or bool(origin and urlsplit(origin).netloc != headers.get("host"))


def _may_upload(headers: Headers) -> bool:
    store = installation.store()
    here = store.actors.of(cookie_parser(headers.get("cookie", "")), using=False)
    asked = [(actor, Resource(network)) for actor in here.values() for network in actor.networks]
    return any(may(actor, action, resource) for actor, resource in asked for action in UPLOADING)


def _length(headers: Headers) -> int | None:
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None
