"""Going out: every session of this browser ends here first, then, where it came in through a provider, there too."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, language
from onlife.translation import speak
from onlife.web import sign_in
from onlife.web.entrance import delete_cookie
from onlife.web.shell import page


def ask_to_leave(request: Request) -> Response:
    """A link must change nothing: the button on this page ends the session. Who is nobody here need not be asked."""
    here = installation.store().actors.of(request.cookies)
    speak(language.of_visitor(request.cookies, here))
    return page("leave.html") if here else RedirectResponse("/", 303)


def leave(request: Request) -> Response:
    """End every session of this browser, and lead on to the provider by which it came in."""
    sessions = installation.store().sessions
    ended = [cookie for cookie in SESSION_COOKIES.values() if request.cookies.get(cookie)]
    for cookie in ended:
        sessions.end(request.cookies[cookie])
    response = sign_in.farewell(request) or RedirectResponse("/", 303)
    response.delete_cookie(language.COOKIE)
    for cookie in ended:
        delete_cookie(response, cookie, request.url.scheme == "https")
    return response


def routes() -> list[Route]:
    return [
        Route("/afmelden", ask_to_leave, methods=["GET"]),
        Route("/afmelden", leave, methods=["POST"]),
    ]
