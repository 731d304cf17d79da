"""Signing in through a provider: the way there, the way back, and the way out.

What comes back is worth nothing without the handshake that this browser took along, and that once. An account is found
by issuer and subject, and comes in with the roles that its groups give at this moment.
"""

from __future__ import annotations

import hmac
import logging
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.security.handshake import HANDSHAKE_COOKIE, LIFETIME, PROVIDER_COOKIE, Handshake, new_handshake
from onlife.services import installation, sign_in
from onlife.services.provider import ClocksApart, Proof, Provider, ProviderDown, Unproven, provider
from onlife.store import Refused
from onlife.store.session import LIFETIME as SESSION_LIFETIME
from onlife.text import length
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.web.entrance import cookie_name, delete_cookie, page_address, set_cookie, with_session
from onlife.web.guard import origin
from onlife.web.shell import page

log = logging.getLogger("onlife")

START, BACK = "/aanmelden/oidc", "/aanmelden/oidc/terug"
TOKEN_PATH, TOKEN_MAX = "/afmelden", 3500
"""The token that the provider wants to see when one signs out goes to that address alone. A longer one no browser keeps:
then the cookie is empty, and the provider asks.
"""
FIRST = "/partners?netwerk="
"""Where a coordinator begins, in the network."""
EXPIRED = N_("Ze duurde langer dan tien minuten, begon in een ander venster of was al gebruikt. Meld je opnieuw aan.")


def start(request: Request) -> Response:
    return leave(request, new_handshake(page_address(request.query_params.get("naar", ""))))


def leave(request: Request, begun: Handshake) -> Response:
    """The way to the provider, and what this browser needs to come back."""
    known = provider()
    if known is None:
        return _stop(
            _("Aanmelden kan hier enkel met een wachtwoord"),
            _("Kies “Opnieuw aanmelden” en vul je wachtwoord in."),
            404,
        )
    try:
        address = known.leave(begun, f"{origin(request)}{BACK}")
    except ProviderDown:
        return _no_answer(known)
    if request.method == "GET":
        response: Response = RedirectResponse(address, 303)
    else:
        name = known.known.name
        response = _elsewhere(
            address,
            _("Verder bij {name}", name=name),
            _("Je gaat nu naar {name}, om je daar aan te melden.", name=name),
            _("Aanmelden bij {name}", name=name),
        )
    response.headers.update({"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    set_cookie(response, HANDSHAKE_COOKIE, installation.store().identities.seal(begun), LIFETIME, secure)
    return response


def come_back(request: Request) -> Response:
    known, store = provider(), installation.store()
    secure = request.url.scheme == "https"
    begun = store.identities.unseal(request.cookies.get(cookie_name(HANDSHAKE_COOKIE, secure), ""))
    state = request.query_params.get("state", "")
    if known is None or begun is None or not hmac.compare_digest(begun.state.encode(), state.encode()):
        return _stop(_("Deze aanmelding is verlopen"), _(EXPIRED), 410)
    response = _prove(request, known, begun)
    delete_cookie(response, HANDSHAKE_COOKIE, secure)
    return response


def _prove(request: Request, known: Provider, begun: Handshake) -> Response:
    store, name, address = installation.store(), known.known.name, _address(request)
    if isinstance(store.tries.begin(f"sign-in {begun.state}", 1), timedelta):
        return _stop(_("Deze aanmelding is verlopen"), _(EXPIRED), 410)
    attempt = store.login_throttle.begin(begun.state, address)
    if isinstance(attempt, timedelta):
        return _stop(
            _("Er is te vaak geprobeerd aan te melden"),
            _("Probeer het opnieuw over {length}.", length=length(attempt)),
            429,
        )
    try:
        proof = known.prove(request.query_params, begun, f"{origin(request)}{BACK}")
    except ProviderDown:
        store.login_throttle.end(attempt, begun.state, address, inside=False)  # that was nobody's guess
        return _no_answer(known)
    except ClocksApart as reason:
        log.warning("sign-in refused: %s", reason)
        return _stop(
            _("De klokken verschillen"),
            _("De klok van deze app en die van {name} verschillen te veel. Verwittig wie de app beheert.", name=name),
            403,
        )
    except Unproven as reason:
        log.warning("sign-in refused: %s", reason)
        return _stop(
            _("Aanmelden is niet gelukt"),
            _(
                "Je brak het af, of {name} gaf een antwoord dat niet klopt. Meld je opnieuw aan; lukt het dan nog "
                "niet, verwittig wie de app beheert.",
                name=name,
            ),
            403,
        )
    store.login_throttle.end(attempt, begun.state, address, inside=False)
    return _let_in(request, known, begun, proof)


def _let_in(request: Request, known: Provider, begun: Handshake, proof: Proof) -> Response:
    """The session of an account, else of the contact of a partner; else the page that says whom to ask."""
    store, provided, wanted = installation.store(), known.known, begun.page
    secure = request.url.scheme == "https"
    who, roles = sign_in.identity(provided.issuer, proof.claims), sign_in.roles(store, provided.grants, proof.claims)
    try:
        with store.transaction():
            account = store.identities.sign_in(who, roles, invited=bool(begun.invitation))
            if account and begun.invitation:
                wanted = f"{FIRST}{store.invitations.accept(begun.invitation, account.id).id}"
    except Refused as refusal:
        return _stop(_("Deze uitnodiging werkt niet (meer)"), str(refusal), 409)
    link = None if account else sign_in.team_link(store, provided.grants, proof.claims)
    if account:
        response = with_session("account", account.id, "", wanted, secure)
    elif link is None:
        return _stop(
            _("Je hoort hier nog bij geen netwerk"),
            _(
                "Je bent bij {provider} aangemeld als {person}, maar hoort bij geen netwerk in deze app. Vraag wie de "
                "groepen daar beheert om je bij de juiste groep te zetten, en meld je dan opnieuw aan.",
                provider=provided.name,
                person=who.name,
            ),
            403,
            known.farewell(proof.id_token, f"{origin(request)}/"),
        )
    elif store.team_links.code(link):
        return _stop(
            _("Jullie team heeft een eigen code"),
            _("Open de teamlink van je organisatie en vul daar de code in. Aanmelden vervangt ze niet."),
            403,
        )
    else:
        with store.transaction():
            store.team_links.note_opening(link)
            response = with_session("team", link.id, "", "/ons-team", secure)
    token = proof.id_token if len(proof.id_token) < TOKEN_MAX else ""
    lasts = int(SESSION_LIFETIME["account"].total_seconds())
    response.set_cookie(
        PROVIDER_COOKIE, token, max_age=lasts, path=TOKEN_PATH, secure=secure, httponly=True, samesite="lax"
    )
    return response


def farewell(request: Request) -> Response | None:
    """The page that leads on to sign out at the provider; None for who did not come in by it, or if it has no such page."""
    known = provider()
    if known is None or PROVIDER_COOKIE not in request.cookies:
        return None
    address = known.farewell(request.cookies[PROVIDER_COOKIE], f"{origin(request)}/")
    if not address:
        return None
    name = known.known.name
    response = _elsewhere(
        address,
        _("Je bent hier afgemeld"),
        _("Je gaat nu naar {name}, om je ook daar af te melden.", name=name),
        _("Afmelden bij {name}", name=name),
    )
    response.delete_cookie(PROVIDER_COOKIE, path=TOKEN_PATH)
    return response


def _elsewhere(address: str, title: str, text: str, label: str) -> Response:
    """A page that leads to the provider: after a form, browsers take no redirect to another host."""
    response = page("elsewhere.html", address=address, title=title, text=text, label=label)
    response.headers["Refresh"] = f"0; url={address}"
    return response


def _no_answer(known: Provider) -> Response:
    return _stop(
        _("{name} antwoordt niet", name=known.known.name),
        _(
            "Probeer het over een minuut opnieuw. Duurt het langer, verwittig dan wie de app beheert; wie hier een wachtwoord "
            "heeft, kan daarmee aanmelden."
        ),
        503,
    )


def _stop(title: str, text: str, status: int, farewell: str = "") -> Response:
    return page("sign_in.html", status, title=title, text=text, farewell=farewell)


def _address(request: Request) -> str:
    """Where the visitor's browser is; '' on this machine itself, as for the form."""
    host = request.client.host if request.client else ""
    return "" if host in ("127.0.0.1", "::1") else host


def routes() -> list[Route]:
    return [Route(START, start, methods=["GET"]), Route(BACK, come_back, methods=["GET"])]
