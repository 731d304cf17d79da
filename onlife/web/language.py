"""The switch between the usual words and plain language on the scan: a cookie of the browser, and nothing else."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.services.plain_language import COOKIE, PLAIN
from onlife.store.session import LIFETIME

FIELDS_MAX = 2


async def switch(request: Request) -> Response:
    """Keep which words were chosen, and go back to the screen of the scan that this was asked on."""
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    step = str(form.get("stap", ""))
    response = RedirectResponse(f"/scan?stap={step}" if re.fullmatch(r"\w{1,12}", step) else "/scan", 303)
    if form.get("taal") == PLAIN:
        response.set_cookie(
            COOKIE,
            PLAIN,
            max_age=int(LIFETIME["scan"].total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
    else:
        response.delete_cookie(COOKIE)
    return response


def routes() -> list[Route]:
    return [Route("/taal", switch, methods=["POST"])]
