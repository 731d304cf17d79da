"""Files that are the same for everybody: scripts, styles, fonts, ours and Streamlit's.

Compressed once and kept in memory, so that a first visit is light without a webserver that does it. Nothing else is
compressed: beside a secret, the length of what is compressed can give it away (BREACH).

An address with the mark of its contents, and Streamlit's, whose names hold theirs, a browser keeps for a year. Any other
it keeps for an hour, and asks then whether something changed.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

OWN = Path(__file__).with_name("static")
STREAMLIT = "/static/"
LOGIN_FRAME = "/component/extra_streamlit_components.CookieManager.cookie_manager/"
FOREVER = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=3600"
COMPRESSED = (".css", ".js", ".svg")
IN_ANOTHER = re.compile(r'(url\(|from )"(/[\w.-]+)"')
"""A file of ours that a style sheet or a script of ours names."""
ALL_ICONS = re.compile(r"@font-face\{font-family:Material Symbols Rounded;[^}]*\}")
"""Streamlit's own face, which its script asks for whether it is needed or not; ours is in fonts.css."""


@dataclass(frozen=True)
class StaticFile:
    """`body` is gzipped if `packed`; `mark` follows from what the file holds."""

    body: bytes
    packed: bool
    mark: str
    media_type: str


def package(name: str) -> Path:
    """The folder of an installed package."""
    spec = find_spec(name)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent


@cache
def files() -> Mapping[str, Path]:
    """Address -> file; what is not in here is not handed out."""
    frame = package("extra_streamlit_components") / "CookieManager" / "frontend" / "build"
    found = {f"/{file.name}": file for file in OWN.iterdir()}
    for start, folder in ((STREAMLIT, package("streamlit") / "static" / "static"), (LOGIN_FRAME, frame)):
        found |= {start + file.relative_to(folder).as_posix(): file for file in folder.rglob("*.*")}
    return {address: file for address, file in found.items() if file.suffix != ".html"}


@cache
def load(address: str) -> StaticFile:
    """The file at an address of `files`. What a style sheet or a script of ours names is named with its mark."""
    file = files()[address]
    body = file.read_bytes()
    if file.parent == OWN and file.suffix in (".css", ".js"):
        body = IN_ANOTHER.sub(lambda match: f'{match[1]}"{versioned_address(match[2])}"', body.decode()).encode()
    if file.suffix == ".css":
        body = ALL_ICONS.sub("", body.decode()).encode()
    packed = file.suffix in COMPRESSED
    return StaticFile(
        gzip.compress(body, mtime=0) if packed else body,
        packed,
        hashlib.sha256(body).hexdigest()[:16],
        mimetypes.guess_type(file.name)[0] or "application/octet-stream",
    )


def versioned_address(address: str) -> str:
    """The address of a file of ours that a browser may keep for a year."""
    return f"{address}?v={load(address).mark}"


class StaticFiles:
    """Answers for these files; from whatever else is asked it takes away that the answer may be compressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"] in files() and scope["method"] in ("GET", "HEAD"):
            file = await run_in_threadpool(load, scope["path"])
            await _answer(file, Request(scope))(scope, receive, send)
        else:
            del MutableHeaders(scope=scope)["accept-encoding"]
            await self.app(scope, receive, send)


def _answer(file: StaticFile, request: Request) -> Response:
    forever = request.url.path.startswith(STREAMLIT) or request.query_params.get("v") == file.mark
    headers = {
        "Cache-Control": FOREVER if forever else A_WHILE,
        "ETag": f'W/"{file.mark}"',  # weak: the same file, compressed or not
        "Vary": "Accept-Encoding",
    }
    if file.mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    elif file.packed:
        body = gzip.decompress(body)
    return Response(body, headers=headers, media_type=file.media_type)
