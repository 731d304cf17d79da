"""Coming in by a view link: a page that says what it opens, and one button. As with every link, GET changes nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.domain.account import Link, LinkKind, ViewLink
from onlife.security.token import token_in
from onlife.services import installation
from onlife.text import long_date
from onlife.translation import gettext as _
from onlife.web.entrance import with_session
from onlife.web.shell import page, sentence


def open_link(request: Request) -> Response:
    found = _find(request)
    if isinstance(found, Response):
        return found
    store, (link, view) = installation.store(), found
    network = store.networks.get(view.network)
    return page("view.html", token=store.links.token(link), network=network, view=view, until=long_date(view.until))


def enter(request: Request) -> Response:
    found = _find(request)
    if isinstance(found, Response):
        return found
    store, (link, view) = installation.store(), found
    address = f"/{view.pages[0]}?{urlencode({'netwerk': view.network})}"
    inside = store.actors.of(request.cookies).get("view")
    if inside and inside.id == link.id:
        return RedirectResponse(address, 303)
    with store.transaction():
        store.view_links.note_opening(link)
        return with_session("view", link.id, "", address, request.url.scheme == "https")


def _find(request: Request) -> tuple[Link, ViewLink] | Response:
    """The link and what it opens today, or the page that says why it opens nothing."""
    store = installation.store()
    link = store.links.with_token(token_in(request.path_params["token"]))
    if link is None or link.kind is not LinkKind.VIEW:
        return sentence(_("Deze kijklink werkt niet"), _("Kijk na of je het hele adres hebt overgenomen."), 404)
    view = store.view_links.opens(link)
    if view is None:
        return sentence(
            _("Deze kijklink is afgelopen of ingetrokken"),
            _("Vraag een nieuwe aan wie je de link gaf, als je die nog nodig hebt."),
            410,
        )
    return link, view


def routes() -> list[Route]:
    return [
        Route("/kijk/{token:anything}", open_link, methods=["GET"]),
        Route("/kijk/{token:anything}", enter, methods=["POST"]),
    ]
