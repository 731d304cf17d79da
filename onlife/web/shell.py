"""The page around the app: Dutch, with our name; plain pages for what does not exist; health; style sheet.

Streamlit answers every unknown address with its own English page. Here only the addresses of real pages get the app's
shell; everything else is a Dutch page that leads on.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onlife.services import installation, settings
from onlife.text import count, plural

NAME = "Onlife netwerkscan"
STATIC = Path(__file__).with_name("static")
STREAMLIT_PATHS = ("/static/", "/media/", "/component/", "/vendor/")
STREAMLIT_CORE = re.compile("/_stcore/(health|host-config|stream|upload_file/.+|bidi-components/.+)")
"""What our own pages ask Streamlit itself; the rest (figures of its inside, its interface for agents) stays shut."""
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
UNWANTED = re.compile(r"<script>.*?</script>|<link rel=\"service-desc\"[^>]*>|<!--.*?-->", re.DOTALL)
"""Script in the page itself, which the content policy refuses, and the pointer to an interface that is shut."""

SCRIPTS = ("translate", "dutch", "announce", "keyboard", "menu", "print")
"""What Streamlit's page gets from us: words that a browser translates, Dutch for its own words, what changed told aloud, keys, a menu that stays in its network, paper."""
SHEETS = ("app.css", "meeting.css", "picture.css")
OURS = "".join(f'<link rel="stylesheet" href="/{sheet}">' for sheet in SHEETS) + "".join(
    f'<script type="module" src="/{name}.js"></script>' for name in SCRIPTS
)

_templates = Environment(
    loader=PackageLoader("onlife.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_templates.globals |= {"count": count, "plural": plural}


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """A plain Dutch page from a template; every value is escaped."""
    html = _templates.get_template(template).render(app_name=NAME, **values)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


def sentence(title: str, text: str, status: int) -> HTMLResponse:
    """A page with one sentence that says what is wrong and what to do."""
    return page("sentence.html", status, title=title, text=text)


@cache
def page_paths() -> frozenset[str]:
    """The addresses of the app's pages, read off the files in `pages/`."""
    files = (settings.HOME / "pages").glob("*/*.py")
    names = {file.stem.replace("_", "-") for file in files} - {"start"}  # the start page is at /
    return frozenset({"/"} | {f"/{name}" for name in names})


@cache
def app_html() -> str:
    """Streamlit's index page, in Dutch and with our name."""
    html = (_streamlit_static() / "index.html").read_text(encoding="utf-8")
    html = html.replace('lang="en"', 'lang="nl"', 1)
    html = TITLE.sub(f"<title>{NAME}</title>", html, count=1)
    html = UNWANTED.sub("", html)
    html = html.replace("</head>", f"{OURS}</head>", 1)
    # Of style and words alone, so that it is said as well where scripts are held back.
    stuck = _templates.get_template("stuck.html").render()
    html = html.replace("</body>", f"{stuck}</body>", 1)
    return NOSCRIPT.sub("<noscript>Deze app heeft JavaScript nodig. Zet het aan in je browser.</noscript>", html)


@cache
def _streamlit_static() -> Path:
    spec = find_spec("streamlit")
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / "static"


class Shell:
    """Gives pages their shell and unknown addresses a Dutch answer; lets everything else through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        own = [route.path for route in _own_routes()]
        self._own = re.compile("|".join(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)) for path in own))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].rstrip("/") or "/"
        response: Response | None = None
        if path in page_paths():
            if scope["method"] in ("GET", "HEAD"):
                response = HTMLResponse(app_html(), headers={"Cache-Control": "no-cache"})
        elif not self._known(path):
            response = sentence(
                "Deze pagina bestaat niet", "Controleer het adres, of begin opnieuw op de startpagina.", 404
            )
        await (response or self.app)(scope, receive, send)

    def _known(self, path: str) -> bool:
        return bool(
            path.startswith(STREAMLIT_PATHS)
            or STREAMLIT_CORE.fullmatch(path)
            or self._own.fullmatch(path)
            or _is_asset(path)
        )


def _is_asset(path: str) -> bool:
    return "/" not in path[1:] and ".." not in path and (_streamlit_static() / path[1:]).is_file()


def _own_routes() -> list[Route]:
    from onlife.web import routes  # only known once every part has been imported

    return routes()


async def health(_request: Request) -> Response:
    well = await run_in_threadpool(lambda: installation.store().healthy())
    return PlainTextResponse("gezond" if well else "de gegevens antwoorden niet", 200 if well else 503)


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    async def give(_request: Request) -> Response:
        return FileResponse(path, headers={"Cache-Control": "max-age=3600"})

    return give


def _letter() -> Path:
    """The type of the app, which comes with Streamlit: its file is called after its contents, so not by one name."""
    return next((_streamlit_static() / "static" / "media").glob("SourceSansVF-Upright*.woff2"))


def routes() -> list[Route]:
    files = {"/stijl.css": "plain.css", "/icoon.svg": "icon.svg"} | {f"/{sheet}": sheet for sheet in SHEETS}
    scripts = {f"/{name}.js": f"{name}.js" for name in SCRIPTS}
    ours = {path: STATIC / name for path, name in {**files, **scripts}.items()} | {"/letter.woff2": _letter()}
    return [Route("/gezond", health), *(Route(path, _file(file)) for path, file in ours.items())]
