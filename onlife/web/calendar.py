"""The dates of a plan at an address of their own, which a calendar reads by itself: without a session, and without a cookie.

Whoever has the address reads them, so it gives as little as a calendar needs and is revoked like any link.
"""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onlife.domain.account import LinkKind
from onlife.security.token import token_in
from onlife.services import calendar, installation, language
from onlife.services.figures import NothingToShow
from onlife.translation import gettext as _
from onlife.translation import speak
from onlife.web.guard import MEDIA_TYPES, origin
from onlife.web.shell import of_browser, sentence


def read(request: Request) -> Response:
    """The dates, or 304 where they are those that the calendar has already."""
    store = installation.store()
    link = store.links.with_token(token_in(request.path_params["token"]))
    if link is None or link.kind is not LinkKind.CALENDAR:
        speak(of_browser(request.cookies))
        return sentence(_("Deze agendalink werkt niet"), _("Kijk na of je het hele adres hebt overgenomen."), 404)
    network, partner = store.networks.get(link.network), store.networks.partner(link.network, link.partner)
    speak(language.of_reader(request.cookies, partner, network))
    try:
        content = calendar.feed(link, origin(request))
    except NothingToShow:
        return sentence(
            _("Deze agendalink is ingetrokken"),
            _("Haal deze agenda weg uit je agenda-app, of vraag de nieuwe link aan wie je de oude gaf."),
            410,
        )
    mark = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {
        "ETag": mark,
        "Cache-Control": "private, no-cache",  # to be kept, and asked for anew: a link can be revoked
        "Content-Disposition": 'attachment; filename="plan.ics"',
    }
    if mark in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES["ics"], headers=headers)


def routes() -> list[Route]:
    return [Route("/agenda/{token}.ics", read, methods=["GET"])]
