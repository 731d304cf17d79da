"""What every answer carries, whatever it answers: the browser's own guards, a page of ours for a fault, no server name.

The guards are laid around everything, Streamlit's routes included, so that no kind of answer can be forgotten.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from onlife.services import settings
from onlife.store import Hindered
from onlife.translation import gettext as _
from onlife.translation import use
from onlife.web import shell, timeouts
from onlife.web.shell import sentence

log = logging.getLogger("onlife")

FRAMED = "/component/"
"""The one thing shown in a frame, by our own pages: the login form's cookie manager."""

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",  # no inline script, no eval: Streamlit's charts come with an interpreter
    "style-src": "'self' 'unsafe-inline'",  # Streamlit's styles are made while drawing (Emotion), charts' as well
    "img-src": "'self' data: blob:",  # icons and QR codes are data:, a chart that is saved is blob:
    "font-src": "'self' data:",
    "connect-src": "'self'",  # covers the websocket of the own host
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000"
"""A year of https only. Without subdomains: those of a municipality are not ours to decide about."""


def guards(path: str, scheme: str) -> dict[str, str]:
    """The headers that an answer to this path over this scheme carries."""
    framed = path.startswith(FRAMED)
    policy = {**POLICY, "frame-ancestors": "'self'" if framed else "'none'"}
    if framed:
        policy["script-src"] = " ".join(["'self'", *frame_scripts()])
    headers = {
        **ALWAYS,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Frame-Options": "SAMEORIGIN" if framed else "DENY",
    }
    return {**headers, "Strict-Transport-Security": HSTS} if scheme == "https" else headers


@cache
def frame_scripts() -> tuple[str, ...]:
    """The hashes of the script that stands in the cookie manager's own page, so that this script and no other runs."""
    spec = find_spec("extra_streamlit_components")
    if spec is None or spec.origin is None:
        return ()
    frame = Path(spec.origin).parent / "CookieManager" / "frontend" / "build" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", frame.read_text(encoding="utf-8"), re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)


class Guards:
    """Puts the guards on every answer, and turns what nobody caught into a Dutch page with a reference number."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            configure_server(receive)
        if scope["type"] != "http":
            await self.app(scope, receive, refusing(scope, send) if scope["type"] == "websocket" else send)
            return
        begun = False
        extra = guards(scope["path"], scope["scheme"])

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message).update(extra)
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except Exception as fault:
            with use(shell.browser_language(Headers(scope=scope))):
                page = fault_response(fault)
            if begun:
                raise  # half an answer cannot become another; the server breaks it off
            await page(scope, receive, guarded)


def refusing(scope: Scope, send: Send) -> Send:
    """The sender of a websocket, for which a refusal before it opens is an answer like any other, with the guards."""
    extra = guards(scope["path"], {"wss": "https"}.get(scope["scheme"], "http"))
    opened = False

    async def guarded(message: Message) -> None:
        nonlocal opened
        opened |= message["type"] == "websocket.accept"
        if (
            message["type"] == "websocket.close"
            and not opened
            and "websocket.http.response" in (scope.get("extensions") or {})
        ):
            with use(shell.browser_language(Headers(scope=scope))):
                refusal = sentence(_("Geen toegang"), _("Meld je aan, of open de app opnieuw via je link."), 403)
            refusal.headers.update(extra)
            await send({"type": "websocket.http.response.start", "status": 403, "headers": refusal.raw_headers})
            await send({"type": "websocket.http.response.body", "body": refusal.body})
            return
        if message["type"] == "websocket.http.response.start":
            MutableHeaders(scope=message).update(extra)
        await send(message)

    return guarded


def fault_response(fault: Exception) -> Response:
    """Log a fault under a number; the page that says the number and nothing of the fault."""
    reference = secrets.token_hex(4)
    log.error("fault %s", reference, exc_info=fault)
    if isinstance(fault, Hindered):
        return sentence(
            _("Dat lukt nu niet"),
            _("{fault} Het nummer van deze fout is {reference}.", fault=fault, reference=reference),
            503,
        )
    return sentence(
        _("Hier liep iets mis"),
        _(
            "Wat al bewaard was, blijft bewaard. Probeer het opnieuw; lukt het niet, geef dan dit nummer door aan wie de "
            "app beheert: {reference}.",
            reference=reference,
        ),
        500,
    )


async def missing(request: Request, _fault: HTTPException) -> Response:
    with use(shell.browser_language(request.headers)):
        return shell.missing()


async def wrong_way(request: Request, fault: HTTPException) -> Response:
    with use(shell.browser_language(request.headers)):
        page = sentence(_("Dat kan hier niet"), _("Begin opnieuw op de startpagina."), 405)
    page.headers.update(fault.headers or {})  # which ways are allowed
    return page


EXCEPTION_HANDLERS: Mapping[int, Callable[..., Any]] = {404: missing, 405: wrong_way}
"""For `st.App`: what Starlette and Streamlit answer in English without it."""


def _server_config(receive: Receive) -> Config | None:
    """The settings of the uvicorn that starts us, None under another server. Streamlit starts it and gives nobody its settings, but
    what uvicorn hands an app to receive by is a method of the object that holds them.
    """
    config = getattr(getattr(receive, "__self__", None), "config", None)
    return config if isinstance(config, Config) else None


def configure_server(receive: Receive) -> None:
    """Tell uvicorn, once it starts us, to leave out its name and whom to believe about `X-Forwarded-*`.

    `streamlit run` passes no such options on. uvicorn writes its name below any middleware, and believes whatever
    runs on this machine about the visitor's address; only the proxies that `ONLIFE_PROXY` names (addresses or ranges,
    with commas) are to be believed. Under another server nothing happens.
    """
    config = _server_config(receive)
    if config is None:
        return
    timeouts.limit(config)
    config.encoded_headers = [(name, value) for name, value in config.encoded_headers if name != b"server"]
    app = config.loaded_app
    if isinstance(app, ProxyHeadersMiddleware):
        app = app.app
    trusted: list[str] = []
    with suppress(settings.SettingError):  # what is wrong closes the app, see maintenance
        trusted = settings.proxies()
    config.loaded_app = ProxyHeadersMiddleware(app, trusted_hosts=trusted) if trusted else app
