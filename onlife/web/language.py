"""The switch of language, and on the scan of plain language: a cookie of the browser, and nothing else."""

from __future__ import annotations

import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from onlife.services.language import CHOICES, COOKIE
from onlife.store.session import LIFETIME
from onlife.web.entrance import page_address

FIELDS_MAX = 3
_DOOR = re.compile(r"/(l|s|geheugensteun)/[\w-]{1,100}(\?(verder|briefje)=[\w-]{1,40})?|/stem")
"""Where one comes in: addresses of ours that are no page of the app."""


async def switch(request: Request) -> Response:
    """Keep which words were chosen, and go back to where this was asked: a screen of the scan, a page, or a door."""
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    response = RedirectResponse(_back(form), 303)
    if (said := str(form.get("taal", ""))) in CHOICES:
        response.set_cookie(
            COOKIE,
            said,
            max_age=int(LIFETIME["scan"].total_seconds()),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )
    else:
        response.delete_cookie(COOKIE)
    return response


def _back(form: FormData) -> str:
    step, asked = str(form.get("stap", "")), str(form.get("naar", "/scan"))
    if re.fullmatch(r"\w{1,12}", step):
        return f"/scan?stap={step}"
    return asked if _DOOR.fullmatch(asked) else page_address(asked)


def routes() -> list[Route]:
    return [Route("/taal", switch, methods=["POST"])]
