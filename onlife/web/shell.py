"""The page around the app, in the language of its reader and with our name; plain pages for what does not exist; health.

Streamlit answers every unknown address with its own English page. Here only the addresses of real pages get the app's
shell; everything else is a page of ours that leads on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onlife.services import installation, settings
from onlife.services import language as reading
from onlife.text import count, plural
from onlife.translation import LANGUAGES, N_, language, use
from onlife.translation import gettext as _
from onlife.web.static_files import package, versioned_address

NAME = N_("Onlife netwerkscan")
STREAMLIT_PATHS = ("/media/", "/component/", "/vendor/", "/favicon.png")
STREAMLIT_CORE = re.compile("/_stcore/(health|host-config|stream|upload_file/.+|bidi-components/.+)")
"""What our own pages ask Streamlit itself; the rest (figures of its inside, its interface for agents) stays shut."""
TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
UNWANTED = re.compile(r"<script>.*?</script>|<link rel=\"service-desc\"[^>]*>|<!--.*?-->", re.DOTALL)
"""Script in the page itself, which the content policy refuses, and the pointer to an interface that is shut."""
LETTERS = re.compile(r"\./static/media/SourceSansVF-Upright\.[^\"]+")
"""The font that the page asks for before its styles are there."""

SCRIPTS = ("translate", "words", "streamlit", "announce", "keyboard", "menu", "print", "recover")
"""What Streamlit's page gets from us: words that a browser translates, those of scripts, ours in place of Streamlit's, what changed told aloud, keys, a menu that stays in its network, paper, a page that is gone loaded again."""
STYLES = ("fonts", "app", "meeting", "picture")

templates = Environment(
    loader=PackageLoader("onlife.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    extensions=["jinja2.ext.i18n"],
)
templates.policies["ext.i18n.trimmed"] = True
templates.install_gettext_callables(  # type: ignore[attr-defined]  # the extension brings it
    _, lambda one, many, number: _(plural(number, one, many)), newstyle=True
)
templates.globals |= {"count": count, "plural": plural, "versioned_address": versioned_address, "languages": LANGUAGES}


def page(template: str, status: int = 200, *, back: str = "", **values: object) -> HTMLResponse:
    """A plain page from a template, in the language of its reader; every value is escaped. `back`: its address, where one
    comes back to with another language chosen in its foot; '' to offer none.
    """
    html = templates.get_template(template).render(app_name=_(NAME), language=language(), back=back, **values)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})


def sentence(title: str, text: str, status: int, *, back: str = "") -> HTMLResponse:
    """A page with one sentence that says what is wrong and what to do; `back` as for `page`."""
    return page("sentence.html", status, back=back, title=title, text=text)


def missing() -> HTMLResponse:
    """The page for an address that leads nowhere."""
    title, text = _("Deze pagina bestaat niet"), _("Controleer het adres, of begin opnieuw op de startpagina.")
    return sentence(title, text, 404, back="/")


@cache
def page_paths() -> frozenset[str]:
    """The addresses of the app's pages, read off the files in `pages/`."""
    files = (settings.HOME / "pages").glob("*/*.py")
    names = {file.stem.replace("_", "-") for file in files} - {"start"}  # the start page is at /
    return frozenset({"/"} | {f"/{name}" for name in names})


@cache
def app_html(code: str) -> str:
    """Streamlit's index page in this language and with our name."""
    with use(code):
        html = (package("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
        html = html.replace('lang="en"', f'lang="{code}"', 1)
        html = TITLE.sub(f"<title>{_(NAME)}</title>", html, count=1)
        html = UNWANTED.sub("", html).replace("./favicon.png", versioned_address("/icon.svg"), 1)
        html = LETTERS.sub(versioned_address("/letter.woff2"), html, count=1)
        ours = [
            f'<link rel="preload" href="{versioned_address("/icons.woff2")}" as="font" type="font/woff2" crossorigin>'
        ]
        ours += [f'<link rel="stylesheet" href="{versioned_address(f"/{name}.css")}">' for name in STYLES]
        ours += [f'<script type="module" src="{versioned_address(f"/{name}.js")}"></script>' for name in SCRIPTS]
        html = html.replace("</head>", "".join((*ours, "</head>")), 1)
        # Of style and words alone, so that it is said as well where scripts are held back.
        stuck = templates.get_template("stuck.html").render()
        html = html.replace("</body>", f"{stuck}</body>", 1)
        needed = _("Deze app heeft JavaScript nodig. Zet het aan in je browser.")
        return NOSCRIPT.sub(f"<noscript>{needed}</noscript>", html)


class Shell:
    """Gives pages their shell and unknown addresses an answer that leads on; lets everything else through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        own = [route.path for route in _own_routes()]
        self._own = re.compile("|".join(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)) for path in own))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path, cookies = scope["path"].rstrip("/") or "/", Request(scope).cookies
        response: Response | None = None
        if path in page_paths():
            if scope["method"] in ("GET", "HEAD"):
                code = reading.of_page(path, await run_in_threadpool(of_browser, cookies))
                response = HTMLResponse(app_html(code), headers={"Cache-Control": "no-cache"})
        elif not self._is_known(path):
            with use(await run_in_threadpool(of_browser, cookies)):
                response = missing()
        await (response or self.app)(scope, receive, send)

    def _is_known(self, path: str) -> bool:
        return bool(path.startswith(STREAMLIT_PATHS) or STREAMLIT_CORE.fullmatch(path) or self._own.fullmatch(path))


def browser_language(headers: Headers) -> str:
    """The language that a browser chose; for more one would have to ask the store, which may be what fails."""
    return reading.of_reader(cookie_parser(headers.get("cookie", "")))


def of_browser(cookies: Mapping[str, str]) -> str:
    """The language of whoever has a browser with these cookies: what was chosen, else that of whose link it opened."""
    return reading.of_visitor(cookies, installation.store().actors.of(cookies))


def _own_routes() -> list[Route]:
    from onlife.web import routes  # only known once every part has been imported

    return routes()


def health(_request: Request) -> Response:
    well = installation.store().healthy()
    return PlainTextResponse("gezond" if well else _("de gegevens antwoorden niet"), 200 if well else 503)


def routes() -> list[Route]:
    return [Route("/gezond", health)]
