"""Becoming the first coordinator of a network by an invitation. As with every link, GET changes nothing; the form of the
page behind it makes the account, takes the one that is logged in here, or leads through the provider of this installation.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.domain.access import INSTALLATION, Actor
from onlife.domain.account import Invitation
from onlife.domain.network import Network
from onlife.security import password as passwords
from onlife.security.handshake import new_handshake
from onlife.security.token import token_in
from onlife.services import installation, settings, sign_in
from onlife.store import Refused
from onlife.text import line, long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.web.entrance import FIELDS_MAX, with_session
from onlife.web.shell import page, sentence
from onlife.web.sign_in import FIRST, leave

Found = tuple[Invitation, Network]


def open_invitation(request: Request) -> Response:
    found = _find(request)
    return found if isinstance(found, Response) else _page(found, request.cookies, {})


async def accept(request: Request) -> Response:
    """The button of the page. What was sent is not read before there is such an invitation."""
    found = await run_in_threadpool(_find, request)
    if isinstance(found, Response):
        return found
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    typed = {name: str(form.get(name, "")) for name in ("naam", "gebruikersnaam", "wachtwoord", "keuze")}
    if typed["keuze"] == "aanmelddienst":
        return await run_in_threadpool(leave, request, new_handshake(invitation=found[0].id))
    return await run_in_threadpool(_accept, found, request.cookies, typed, request.url.scheme == "https")


def _accept(found: Found, cookies: Mapping[str, str], typed: Mapping[str, str], secure: bool) -> Response:
    store, (invitation, network) = installation.store(), found
    try:
        here = _here(cookies)
        if here and typed["keuze"] == "mijn":
            store.invitations.accept(invitation.id, here.id)
            return RedirectResponse(f"{FIRST}{network.id}", 303)
        if sign_in.only_by_provider(store):
            raise Refused(_("Hier kun je geen account met een wachtwoord maken. Ga verder met de knop hieronder."))
        name, username = line(typed["naam"]), line(typed["gebruikersnaam"]).lower()
        if not name or not username:
            raise ValueError(_("Vul je naam en een gebruikersnaam in."))
        hashed = passwords.hash_password(typed["wachtwoord"], username, name, network.name)
        with store.transaction():
            account = store.accounts.add(username, name, hashed, actor=N_("een uitnodiging"))
            store.invitations.accept(invitation.id, account.id)
    except (Refused, ValueError) as problem:
        return _page(found, cookies, typed, str(problem), 409)
    return with_session("account", account.id, "", f"{FIRST}{network.id}", secure)


def _page(
    found: Found, cookies: Mapping[str, str], typed: Mapping[str, str], problem: str = "", status: int = 200
) -> Response:
    invitation, network = found
    provider = settings.sign_in_provider()
    return page(
        "invitation.html",
        status,
        token=installation.store().invitations.token(invitation),
        network=network,
        until=long_date(invitation.until),
        here=_here(cookies),
        provider=provider.name if provider else "",
        password=not sign_in.only_by_provider(installation.store()),
        name=typed.get("naam", ""),
        username=typed.get("gebruikersnaam", ""),
        hint=passwords.hint(),
        problem=problem,
    )


def _here(cookies: Mapping[str, str]) -> Actor | None:
    """The account that is logged in here and can take the network on."""
    account = installation.store().actors.of(cookies).get("account")
    return account if account and INSTALLATION not in account.networks else None


def _find(request: Request) -> Found | Response:
    """The invitation with its network, or the page that says that it opens nothing."""
    found = installation.store().invitations.with_token(token_in(request.path_params["token"]))
    return found or sentence(
        _("Deze uitnodiging werkt niet (meer)"),
        _(
            "Een uitnodiging werkt één keer en een maand lang. Had je al een account gemaakt, meld je dan aan. Vraag anders "
            "een nieuwe aan wie je uitnodigde."
        ),
        410,
    )


def routes() -> list[Route]:
    return [
        Route("/uitnodiging/{token:anything}", open_invitation, methods=["GET"]),
        Route("/uitnodiging/{token:anything}", accept, methods=["POST"]),
    ]
