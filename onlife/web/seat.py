"""Into the vote of a meeting without a team link: the code on the screen leads here, a word says for which organisation.

Whoever has the code reads which organisations take part, as everybody in the room does. Of each organisation a few wrong
words count within a quarter of an hour, so that a word is not guessed while a meeting lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.domain.access import Action, Resource, may
from onlife.domain.meeting import Meeting
from onlife.services import installation, language
from onlife.text import length
from onlife.translation import N_, speak
from onlife.translation import gettext as _
from onlife.web.entrance import FIELDS_MAX, with_session
from onlife.web.shell import page

TRIES = 10
"""Wrong words per quarter of an hour, of each organisation in a meeting."""
TO_THE_VOTE = "/stemmen"
UNKNOWN_CODE = N_("Deze code hoort bij geen vergadering die nu loopt. Kijk nog eens op het scherm.")
NO_ORGANISATION = N_("Kies eerst jullie organisatie.")
WRONG_WORD = N_("Dit is niet het woord van {}. Kijk op jullie briefje, of vraag het aan wie de vergadering leidt.")
TOO_OFTEN = N_(
    "Voor {} is te vaak een verkeerd woord getypt. Probeer het opnieuw over {}, of stem op het toestel van wie de "
    "vergadering leidt."
)


def find_meeting(request: Request) -> Response:
    """The address without a code: straight to the vote for who can vote already, else where to type the code."""
    speak(language.of_reader(request.cookies))
    if code := request.query_params.get("code", ""):
        meeting = installation.store().seats.with_code(code)
        return RedirectResponse(f"/s/{installation.store().seats.code(meeting)}", 303) if meeting else _unknown()
    here = installation.store().actors.of(request.cookies)
    return (
        RedirectResponse(TO_THE_VOTE, 303)
        if {"seat", "team"} & here.keys()
        else page("stem.html", problem="", back="/stem")
    )


def open_meeting(request: Request) -> Response:
    meeting = _meeting(request)
    if meeting is None:
        return _unknown()
    if _votes_here(meeting, request.cookies) and "anders" not in request.query_params:
        return RedirectResponse(TO_THE_VOTE, 303)
    return _welcome(meeting)


async def take_seat(request: Request) -> Response:
    """The button behind a code. What was sent is not read before there is such a meeting."""
    if await run_in_threadpool(_meeting, request) is None:
        return await run_in_threadpool(open_meeting, request)
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    partner, word = (str(form.get(name, "")) for name in ("organisatie", "woord"))
    return await run_in_threadpool(_take_seat, request, partner, word)


def _meeting(request: Request) -> Meeting | None:
    """The meeting behind a code; what is answered is in the language of its network, or the one that was chosen."""
    store = installation.store()
    meeting = store.seats.with_code(request.path_params["code"])
    network = store.networks.get(meeting.network) if meeting else None
    speak(language.of_reader(request.cookies, network=network))
    return meeting


def _take_seat(request: Request, partner: str, word: str) -> Response:
    store, meeting = installation.store(), _meeting(request)
    if meeting is None:
        return _unknown()
    known = store.networks.partner(meeting.network, partner)
    if known is None or known.archived:
        return _welcome(meeting, problem=_(NO_ORGANISATION), status=409)
    seat = store.seats.of(meeting.id).get(partner)
    # By the seat: another word ends what somebody in the room did to keep this table out with wrong ones.
    attempt = store.tries.begin(f"seat {seat.id if seat else f'{meeting.id} {partner}'}", TRIES)
    if isinstance(attempt, timedelta):
        return _welcome(meeting, partner, _(TOO_OFTEN).format(known.name, length(attempt)), 429)
    if seat is None or not store.seats.matches(seat, word):
        return _welcome(meeting, partner, _(WRONG_WORD).format(known.name), 403)
    store.tries.end(attempt)
    return with_session("seat", seat.id, "", TO_THE_VOTE, request.url.scheme == "https")


def _welcome(meeting: Meeting, chosen: str = "", problem: str = "", status: int = 200) -> Response:
    """Which organisation, and its word."""
    store = installation.store()
    return page(
        "seat.html",
        status,
        network=store.networks.get(meeting.network),
        partners=sorted(store.networks.partners(meeting.network), key=lambda partner: partner.name.casefold()),
        code=store.seats.code(meeting),
        chosen=chosen,
        problem=problem,
        back=f"/s/{store.seats.code(meeting)}",
    )


def _unknown() -> Response:
    return page("stem.html", 404, problem=_(UNKNOWN_CODE), back="/stem")


def _votes_here(meeting: Meeting, cookies: Mapping[str, str]) -> bool:
    """Whether this browser votes in this meeting already, by a word or by a team link."""
    here = installation.store().actors.of(cookies).values()
    return any(may(actor, Action.VOTE, Resource(meeting.network, actor.partner)) for actor in here)


def routes() -> list[Route]:
    return [
        Route("/stem", find_meeting, methods=["GET"]),
        Route("/s/{code}", open_meeting, methods=["GET"]),
        Route("/s/{code}", take_seat, methods=["POST"]),
    ]
