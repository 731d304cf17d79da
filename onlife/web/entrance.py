"""Coming in: a link or a login ticket is exchanged for a session cookie that no script can read.

Opening a link with GET changes nothing (mail scanners open links); its button POSTs. Afterwards the address is clean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onlife.content.instruction import instruction
from onlife.content.message import message
from onlife.content.questionnaire import translated
from onlife.domain.account import ENTRANCES, Link, LinkKind
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.network import Network, Partner, Round
from onlife.domain.privacy import REMARKS_FROM
from onlife.domain.scan import Scan
from onlife.security import password
from onlife.security.token import (
    DEVICE_COOKIE,
    HOST_ONLY,
    SESSION_COOKIES,
    fingerprint,
    new_secret,
    normal_code,
    token_in,
)
from onlife.services import installation, language
from onlife.store import Refused
from onlife.store.earlier_scan import EarlierScan
from onlife.store.retention import period
from onlife.store.session import LIFETIME
from onlife.text import length, long_date, now
from onlife.translation import N_, use
from onlife.translation import gettext as _
from onlife.web.shell import of_browser, page, page_paths, sentence

IDENTITY_HEADER = b"x-onlife-session"
"""Streamlit compares this header when a websocket claims an existing session (`server.trustedUserHeaders`)."""

Found = tuple[Link, Network, Partner]
"""A link that leads somewhere, with its network and partner."""

RESUMED = "/scan?hervat=ja"
"""The scan, where it says that it goes on here and has another code. The code itself stays out of addresses."""
FIELDS_MAX = 8
TRIES, CODE_TRIES = 10, 30
"""Wrong codes per quarter of an hour: of a team link, and of all scans behind one link, which a whole team shares."""
EMPTY_MAX, EMPTY_WINDOW = 100, timedelta(hours=1)
"""Scans begun through one link that still hold no choice; twice the people expected, where that is more."""
TOO_OFTEN = N_("Er is te vaak een verkeerde code ingevuld. Probeer het opnieuw over {}.")
WRONG_CODE = N_(
    "Deze hervatcode hoort niet bij deze link. Of de scan is intussen afgesloten, of gaat verder op een ander toestel."
)
WRONG_TEAM_CODE = N_("Deze code klopt niet. Kwijt? Vraag de coördinator om de teamlink te vervangen.")
TOO_MANY_EMPTY = N_(
    "Via deze link zijn het laatste uur heel veel scans begonnen waarin nog niets gekozen is. Begon je er al een, ga dan "
    "daarmee verder; probeer het anders binnen een uur opnieuw en verwittig je contactpersoon."
)

_SESSIONS = frozenset(SESSION_COOKIES.values())


class IdentityMiddleware:
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
        elif name == cookie_name(session, secure):
            kept.append(session + equals + value)
    return "; ".join(kept).encode("latin-1")


def cookie_name(name: str, secure: bool) -> str:
    """What a session cookie is called in the browser."""
    return f"{HOST_ONLY}{name}" if secure else name


def _foreign(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin or "").netloc != headers.get("host")


def open_link(request: Request) -> Response:
    found = _link(token_in(request.path_params["token"]), request.cookies)
    code, slip = (normal_code(request.query_params.get(name, "")) for name in ("verder", "briefje"))
    if isinstance(found, Response):
        return found
    with use(_language(found, request.cookies)):
        return _welcome(found, request.cookies, code, slip=slip)


def _welcome(
    found: Found, cookies: Mapping[str, str], code: str, problem: str = "", status: int = 200, slip: str = ""
) -> Response:
    """The page behind a link: who asks, who sees what, how long it takes, and one button."""
    store = installation.store()
    link, network, partner = found
    token, replaced = store.links.token(link), store.team_links.replacement_day(partner)
    if link.kind is LinkKind.TEAM:
        asks_code = bool(store.team_links.code(link)) and not _inside(cookies, link)
        facts = {"network": network, "partner": partner, "replaced": replaced and long_date(replaced)}
        return page(
            "team.html",
            status,
            token=token,
            asks_code=asks_code,
            problem=problem,
            back=f"/l/{token}",
            **facts,
        )
    scan_round = store.networks.open_round(network.id)
    closing = store.closings.get(scan_round.id, partner.id) if scan_round else None
    own = _own_scan(cookies, partner, scan_round)
    team = store.links.of(network.id).get((partner.id, LinkKind.TEAM))
    return page(
        "welcome.html",
        status,
        network=network,
        partner=partner,
        round=scan_round,
        closed=bool(closing and closing.closed),
        token=token,
        code="" if own and code == store.scans.code(own.id) else code,
        problem=problem,
        unfinished=own is not None,
        earlier=_earlier(cookies, partner),
        slips=bool(scan_round and store.slips.of(scan_round.id, partner.id)),
        slip=slip,
        sharing=bool(closing and closing.sharing),
        removed=closing.removed if closing else 0,
        raises=[(long_date(r.day), r.before, r.after) for r in store.networks.raises(scan_round, partner)]
        if scan_round
        else [],
        replaced=replaced and long_date(replaced),
        team_has_code=bool(team and store.team_links.code(team)),
        remarks_from=REMARKS_FROM,
        exact_from=EXACT_FROM,
        kept={kind: period(months) for kind, months in store.retention.months(network.id).items()},
        questionnaire=translated(installation.questionnaire_of(scan_round or network)),
        instruction=instruction(),
        back=f"/l/{token}{f'?briefje={slip}' if slip else f'?verder={code}' if code else ''}",
    )


async def enter(request: Request) -> Response:
    """The button behind a link. What was sent is not read before there is such a link."""
    found = await run_in_threadpool(_link, token_in(request.path_params["token"]), request.cookies)
    if isinstance(found, Response):
        return found
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    choice, code, slip = (str(form.get(name, "")) for name in ("keuze", "code", "briefje"))
    secure = request.url.scheme == "https"
    with use(_language(found, request.cookies)):
        if found[0].kind is LinkKind.TEAM:
            return await run_in_threadpool(_enter_team, found, request.cookies, code, secure)
        return await run_in_threadpool(_enter_scan, found, request.cookies, choice, code, slip, secure)


def _language(found: Found, cookies: Mapping[str, str]) -> str:
    """The language of whoever stands before a link."""
    return language.of_reader(cookies, found[2], found[1])


def _enter_team(found: Found, cookies: Mapping[str, str], code: str, secure: bool) -> Response:
    store = installation.store()
    link, network = found[:2]
    address = "/stemmen" if store.meetings.running(network.id) else "/ons-team"
    if _inside(cookies, link):
        return _without_seat(RedirectResponse(address, 303), secure)
    if hashed := store.team_links.code(link):
        attempt = store.tries.begin(f"team {link.id}", TRIES)
        if isinstance(attempt, timedelta):
            return _welcome(found, cookies, "", _(TOO_OFTEN).format(length(attempt)), 429)
        if not password.verify(code, hashed):
            return _welcome(found, cookies, "", _(WRONG_TEAM_CODE), 403)
        store.tries.end(attempt)
    with store.transaction():
        store.team_links.note_opening(link)
        return _without_seat(with_session("team", link.id, "", address, secure), secure)


def _enter_scan(found: Found, cookies: Mapping[str, str], choice: str, code: str, slip: str, secure: bool) -> Response:
    store = installation.store()
    link, network, partner = found
    own = _own_scan(cookies, partner, store.networks.open_round(network.id))
    typed = normal_code(code)
    if own and (choice == "verder" or (choice == "code" and typed == store.scans.code(own.id))):
        return RedirectResponse("/scan", 303)
    try:
        if choice != "code":
            if store.scans.count_empty(link.id, now() - EMPTY_WINDOW) >= max(EMPTY_MAX, 2 * partner.expected):
                return _welcome(found, cookies, "", _(TOO_MANY_EMPTY), 429)
            device = cookies.get(cookie_name(DEVICE_COOKIE, secure)) or new_secret()
            earlier = _earlier(cookies, partner) if choice == "vorige" else None
            if choice == "vorige" and earlier is None:
                raise Refused(message("scan.no_earlier"))
            scan = store.scans.begin(partner, device=device, slip=slip, earlier=earlier)
            response = with_session("scan", link.id, scan.id, "/scan", secure, cookies)
            set_cookie(response, DEVICE_COOKIE, device, LIFETIME["scan"], secure)
            return response
        attempt = store.tries.begin(f"code {link.id}", CODE_TRIES)
        if isinstance(attempt, timedelta):
            return _welcome(found, cookies, "", _(TOO_OFTEN).format(length(attempt)), 429)
        resumed = store.scans.resume(partner, typed)
    except Refused as refusal:
        return _welcome(found, cookies, "", str(refusal), 409, slip)
    if resumed is None:
        return _welcome(found, cookies, typed, _(WRONG_CODE), 404)
    store.tries.end(attempt)
    return with_session("scan", link.id, resumed.id, RESUMED, secure, cookies)


def _inside(cookies: Mapping[str, str], link: Link) -> bool:
    """Whether this browser came in by this team link already."""
    contact = installation.store().actors.of(cookies).get("team")
    return contact is not None and contact.id == link.id


def _link(token: str, cookies: Mapping[str, str]) -> Found | Response:
    """The link with its network and partner, or the page that says why it leads nowhere."""
    store = installation.store()
    link, back = store.links.with_token(token), f"/l/{token}"
    if link is None or link.kind not in ENTRANCES:
        with use(of_browser(cookies)):
            return sentence(
                _("Deze link werkt niet"),
                _("Kijk na of je het hele adres hebt overgenomen, of vraag je contactpersoon de link."),
                404,
                back=back,
            )
    network, partner = store.networks.get(link.network), store.networks.partner(link.network, link.partner)
    if link.revoked or network is None or partner is None or partner.archived:
        with use(language.of_reader(cookies, partner, network)):
            return sentence(
                _("Deze link is ingetrokken"),
                _(
                    "Vraag de coördinator van je netwerk om een nieuwe link. Wat al bewaard was, blijft: begon je al een scan, dan ga je via "
                    "de nieuwe link met je hervatcode verder."
                ),
                410,
                back=back,
            )
    return link, network, partner


def _own_scan(cookies: Mapping[str, str], partner: Partner, scan_round: Round | None) -> Scan | None:
    """The scan that this browser was busy with, if it is of this partner and of the round that runs."""
    store = installation.store()
    actor = store.actors.of(cookies).get("scan")
    scan = store.scans.scan(actor.scan) if actor else None
    return scan if scan and scan_round and scan.partner == partner.id and scan.round == scan_round.id else None


def _earlier(cookies: Mapping[str, str], partner: Partner) -> EarlierScan | None:
    """What this browser can begin the joint scan of a partner from."""
    store = installation.store()
    contact = store.actors.of(cookies).get("team")
    return store.scans.earlier.begins_from(partner, contact=contact is not None and contact.partner == partner.id)


def take_ticket(request: Request) -> Response:
    """Exchange a one-time ticket for the session cookie, of an account or of a scan; then the page that was asked for."""
    if request.method == "HEAD":  # a look, which must not use the ticket up
        return Response(status_code=405, headers={"Allow": "GET"})
    session = installation.store().sessions.spend_ticket(request.path_params["ticket"])
    if session is None:
        with use(of_browser(request.cookies)):
            again = _("Meld je opnieuw aan, of open de app opnieuw via je link.")
            return sentence(_("Deze aanmelding is verlopen"), again, 410, back="/")
    secure = request.url.scheme == "https"
    if session.scan:
        return with_session("scan", session.subject, session.scan, RESUMED, secure)
    return with_session("account", session.subject, "", page_address(request.query_params.get("naar", "")), secure)


def page_address(asked: str) -> str:
    """The address of a page of ours that was asked for, with its query; '/' for anything else."""
    try:
        wanted = urlsplit(asked)
    except ValueError:
        return "/"
    known = not wanted.scheme and not wanted.netloc and wanted.path in page_paths()
    return f"{wanted.path}{wanted.query and f'?{wanted.query}'}" if known else "/"


def with_session(
    kind: str, subject: str, scan: str, address: str, secure: bool, cookies: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """The way on to an address, with the cookie of a session that begins; `cookies`: those that came along."""
    secret = installation.store().sessions.start(kind, subject, scan)
    response = RedirectResponse(address, 303, headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    set_cookie(response, SESSION_COOKIES[kind], secret, LIFETIME[kind], secure)
    if scan and cookies.get(language.COOKIE) == language.PLAIN:
        response.delete_cookie(language.COOKIE)  # a device shows nobody that somebody else read plain words
    return response


def _without_seat(response: Response, secure: bool) -> Response:
    """The answer to who opens a team link: from here on this browser votes for that partner, and no longer by a word."""
    delete_cookie(response, SESSION_COOKIES["seat"], secure)
    return response


def delete_cookie(response: Response, name: str, secure: bool) -> None:
    response.delete_cookie(cookie_name(name, secure), path="/", secure=secure, httponly=True, samesite="lax")


def set_cookie(response: Response, name: str, secret: str, lifetime: timedelta, secure: bool) -> None:
    response.set_cookie(
        cookie_name(name, secure),
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
        Route("/sessie/{ticket}", take_ticket, methods=["GET"]),
    ]
