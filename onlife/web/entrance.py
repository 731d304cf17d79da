"""Coming in and going out: a link or a login ticket is exchanged for a session cookie that no script can read.

Opening a link with GET changes nothing (mail scanners open links); its button POSTs. Afterwards the address is clean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onlife import installation
from onlife.access import HOST_ONLY, SESSION_COOKIES, fingerprint, new_secret, normal_code, token_in
from onlife.coarse import EXACT_FROM
from onlife.dates import dutch_date
from onlife.privacy import REMARKS_FROM
from onlife.store import Refused
from onlife.store.records import Link, LinkKind, Network, Partner, Round, Scan
from onlife.store.retention import period
from onlife.store.visitors import LIFETIME
from onlife.web.shell import page, sentence

IDENTITY_HEADER = b"x-onlife-session"
"""Streamlit compares this header when a websocket claims an existing session (`server.trustedUserHeaders`)."""

DEVICE = "onlife-device"
"""A secret of the browser, so that of one device one scan counts; it opens nothing."""
_SESSIONS = frozenset(SESSION_COOKIES.values())


class Identity:
    """Tells Streamlit which session cookies a request came with, and strips what a client claims itself.

    A websocket from a page of another site is refused here: Streamlit would ask an outside service for this machine's
    own address before it decides.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and _foreign(scope):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] in ("http", "websocket"):
            secure = scope["scheme"] in ("https", "wss")
            headers = [
                (name, _ours(value, secure) if name.lower() == b"cookie" else value)
                for name, value in scope["headers"]
                if name.lower() != IDENTITY_HEADER
            ]
            sent = cookie_parser(Headers(raw=headers).get("cookie", ""))
            mark = fingerprint("|".join(sent.get(cookie, "") for cookie in SESSION_COOKIES.values()))
            scope = {**scope, "headers": [*headers, (IDENTITY_HEADER, mark.encode())]}
        await self.app(scope, receive, send)


def _ours(header: bytes, secure: bool) -> bytes:
    """The cookies as the app knows them: over https a session counts only under its `__Host-` name, else only without.

    A cookie that a neighbour on another port or subdomain planted therefore never becomes a session.
    """
    kept = []
    for cookie in header.decode("latin-1").split(";"):
        name, equals, value = cookie.strip().partition("=")
        session = name.removeprefix(HOST_ONLY)
        if session not in _SESSIONS:
            kept.append(cookie.strip())
        elif name == _cookie(session, secure):
            kept.append(session + equals + value)
    return "; ".join(kept).encode("latin-1")


def _cookie(name: str, secure: bool) -> str:
    """What a session cookie is called in the browser."""
    return f"{HOST_ONLY}{name}" if secure else name


def _foreign(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin or "").netloc != headers.get("host")


async def open_link(request: Request) -> Response:
    return await run_in_threadpool(
        _welcome,
        token_in(request.path_params["token"]),
        request.cookies,
        request.query_params.get("verder", ""),
        slip=request.query_params.get("briefje", ""),
    )


def _welcome(
    token: str, cookies: Mapping[str, str], code: str, problem: str = "", status: int = 200, slip: str = ""
) -> Response:
    """The page behind a link: who asks, who sees what, how long it takes, and one button."""
    store = installation.store()
    found = _link(token)
    if isinstance(found, Response):
        return found
    link, network, partner = found
    if link.kind is LinkKind.TEAM:
        return page("team.html", status, network=network, partner=partner, token=token)
    round = store.networks.open_round(network.id)
    closing = store.scans.closing(round.id, partner.id) if round else None
    return page(
        "welcome.html",
        status,
        network=network,
        partner=partner,
        round=round,
        closed=bool(closing and closing.closed),
        token=token,
        code=code,
        problem=problem,
        unfinished=_own_scan(cookies, partner, round) is not None,
        slips=bool(round and store.scans.slips.of(round.id, partner.id)),
        slip=slip,
        sharing=bool(closing and closing.sharing),
        raises=[(dutch_date(r.day), r.before, r.after) for r in store.networks.raises(round, partner)] if round else [],
        remarks_from=REMARKS_FROM,
        exact_from=EXACT_FROM,
        kept={kind: period(months) for kind, months in store.retention.months(network.id).items()},
        questionnaire=installation.questionnaire_of(round or network),
    )


async def enter(request: Request) -> Response:
    form = await request.form()
    return await run_in_threadpool(
        _enter,
        token_in(request.path_params["token"]),
        request.cookies,
        str(form.get("keuze", "")),
        str(form.get("code", "")),
        str(form.get("briefje", "")),
        request.url.scheme == "https",
    )


def _enter(token: str, cookies: Mapping[str, str], choice: str, code: str, slip: str, secure: bool) -> Response:
    store = installation.store()
    found = _link(token)
    if isinstance(found, Response):
        return found
    link, network, partner = found
    if link.kind is LinkKind.TEAM:
        address = "/stemmen" if store.meetings.running(network.id) else "/ons-team"
        return _with_session("team", link.id, "", address, secure)
    scan: Scan | None
    device = cookies.get(_cookie(DEVICE, secure)) or new_secret()
    try:
        if choice == "code":
            scan = store.scans.resume(partner, code)
            if scan is None:
                problem = "Deze hervatcode hoort niet bij deze link, of de scan is intussen afgesloten."
                return _welcome(token, cookies, normal_code(code), problem, 404)
        elif choice == "verder":
            round = store.networks.open_round(network.id)
            scan = _own_scan(cookies, partner, round) or store.scans.begin(partner, device=device, slip=slip)
        else:
            scan = store.scans.begin(partner, device=device, slip=slip)
    except Refused as refusal:
        return _welcome(token, cookies, "", str(refusal), 409, slip)
    response = _with_session("scan", link.id, scan.id, f"/scan?verder={store.scans.code(scan.id)}", secure)
    _set_cookie(response, DEVICE, device, LIFETIME["scan"], secure)
    return response


def _link(token: str) -> tuple[Link, Network, Partner] | Response:
    """The link with its network and partner, or the page that says why it leads nowhere."""
    store = installation.store()
    link = store.visitors.link_with_token(token)
    if link is None:
        return sentence(
            "Deze link werkt niet",
            "Kijk na of je het hele adres hebt overgenomen, of vraag je contactpersoon de link.",
            404,
        )
    network, partner = store.networks.get(link.network), store.networks.partner(link.network, link.partner)
    if link.revoked or network is None or partner is None or partner.archived:
        return sentence(
            "Deze link is ingetrokken",
            "Vraag de coördinator van je netwerk om een nieuwe link. Wat al bewaard was, blijft.",
            410,
        )
    return link, network, partner


def _own_scan(cookies: Mapping[str, str], partner: Partner, round: Round | None) -> Scan | None:
    """The scan that this browser was busy with, if it is of this partner and of the round that runs."""
    store = installation.store()
    actor = store.visitors.actors(cookies).get("scan")
    scan = store.scans.scan(actor.scan) if actor else None
    return scan if scan and round and scan.partner == partner.id and scan.round == round.id else None


async def vote(request: Request) -> Response:
    """The short address on the projector: straight to the vote for who came in by a team link, else how to come in."""

    def answer() -> Response:
        here = installation.store().visitors.actors(request.cookies)
        return RedirectResponse("/stemmen", 303) if "team" in here else page("stem.html")

    return await run_in_threadpool(answer)


async def take_ticket(request: Request) -> Response:
    return await run_in_threadpool(_take_ticket, request.path_params["ticket"], request.url.scheme == "https")


def _take_ticket(ticket: str, secure: bool) -> Response:
    """Exchange the one-time ticket of a good password for the session cookie."""
    session = installation.store().visitors.spend_ticket(ticket)
    if session is None:
        return sentence("Deze aanmelding is verlopen", "Meld je opnieuw aan.", 410)
    return _with_session("account", session.subject, "", "/", secure)


async def leave(request: Request) -> Response:
    """End every session of this browser."""

    def end() -> Response:
        visitors = installation.store().visitors
        response = RedirectResponse("/", 303)
        secure = request.url.scheme == "https"
        for cookie in SESSION_COOKIES.values():
            if request.cookies.get(cookie):
                visitors.end_session(request.cookies[cookie])
                response.delete_cookie(_cookie(cookie, secure), path="/", secure=secure, httponly=True, samesite="lax")
        return response

    return await run_in_threadpool(end)


def _with_session(kind: str, subject: str, scan: str, address: str, secure: bool) -> Response:
    secret = installation.store().visitors.start_session(kind, subject, scan)
    response = RedirectResponse(address, 303, headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    _set_cookie(response, SESSION_COOKIES[kind], secret, LIFETIME[kind], secure)
    return response


def _set_cookie(response: Response, name: str, secret: str, lifetime: timedelta, secure: bool) -> None:
    response.set_cookie(
        _cookie(name, secure),
        secret,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


class _Anything(Convertor[str]):
    """All that stands behind the door of a link, line breaks too."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("anything", _Anything())

DOORS = ("/l/", "/L/", "//l/", "//L/")
"""Where links lead, and what some programs make of that."""


def routes() -> list[Route]:
    return [
        *(Route(f"{door}{{token:anything}}", open_link, methods=["GET"]) for door in DOORS),
        *(Route(f"{door}{{token:anything}}", enter, methods=["POST"]) for door in DOORS),
        Route("/stem", vote, methods=["GET"]),
        Route("/sessie/{ticket}", take_ticket, methods=["GET"]),
        Route("/afmelden", leave, methods=["GET", "POST"]),
    ]
