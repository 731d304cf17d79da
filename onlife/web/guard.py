"""Rights on our own routes: the same question as on pages, asked with the cookies of the request.

What may be taken away leaves as an attachment that no browser keeps or shows as a page of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from onlife.domain.access import Action, Actor, Resource, may
from onlife.domain.network import Network
from onlife.services import installation, language
from onlife.services.figures import NothingToShow
from onlife.translation import gettext as _
from onlife.translation import speak, use
from onlife.web.shell import of_browser, sentence

MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "csv": "text/csv; charset=utf-8",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "ics": "text/calendar; charset=utf-8",
        "md": "text/markdown; charset=utf-8",
        "parquet": "application/vnd.apache.parquet",
        "pdf": "application/pdf",
        "png": "image/png",
        "svg": "image/svg+xml",
        "toml": "application/toml; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip": "application/zip",
    }
)
"""How the name of a file ends -> what a browser is told that it is."""
OWN = (Action.SEE_TEAM, Action.RELEASE, Action.PLAN, Action.TYPE_OVER)
"""Rights to what is of one partner: it is read in the language of its people, all else in Dutch."""


class Forbidden(Exception):
    """Nobody behind this request may do this; the answer names nothing of what was asked for."""


def require(request: Request, action: Action, *, partner: str = "", scan_round: str = "") -> tuple[Actor, Network]:
    """The actor that may do this in the network that the address names (`?netwerk=`); raises Forbidden otherwise.

    Whether partners may see the pages of `round` counts as well; where none is named, of any round.
    """
    store = installation.store()
    network = store.networks.get(request.query_params.get("netwerk", ""))
    if network is None:
        raise Forbidden
    shared = any(known.shared for known in store.networks.rounds(network.id) if scan_round in ("", known.id))
    for actor in store.actors.of(request.cookies).values():
        resource = Resource(network.id, partner, shared)
        if may(actor, action, resource):
            if action in OWN:
                chosen = request.cookies if actor.partner else {}  # what a coordinator takes is for others to read
                speak(language.of_reader(chosen, store.networks.partner(network.id, partner), network))
            return actor, network
    raise Forbidden


def origin(request: Request) -> str:
    """Scheme and host by which this request reached the app."""
    address = urlsplit(str(request.url))
    return f"{address.scheme}://{address.netloc}"


def guarded(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """An endpoint that answers with a plain sentence where there is no right or no such thing."""

    def endpoint(request: Request) -> Response:
        try:
            return answer(request)
        except (Forbidden, NothingToShow) as refusal:
            with use(of_browser(request.cookies)):
                if isinstance(refusal, Forbidden):
                    return sentence(_("Geen toegang"), _("Meld je aan, of open de app opnieuw via je link."), 403)
                return sentence(_("Dit is er niet (meer)"), _("Ga terug en kies de figuur opnieuw."), 404)

    return endpoint


def file_response(asked: tuple[Actor, Network], content: bytes, name: str) -> Response:
    """A file that the browser saves under this name; the log book of the network tells who took it."""
    (actor, network), kind = asked, MEDIA_TYPES[name.rpartition(".")[2]]
    installation.store().audit.note_export(network.id, name, actor.id)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=kind, headers=headers)
