"""A connection that does not say what it wants is hung up on; one that did may take its time, as may a websocket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from onlife.web import headers, timeouts

WITHIN = 0.6


async def hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(timeouts, "HEADERS_WITHIN", WITHIN)
    inner = Starlette(routes=[Route("/", hello, methods=["GET", "POST"]), WebSocketRoute("/ws", echo)])
    config = uvicorn.Config(headers.Guards(inner), port=0, log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(10)


def trickle(door: socket.socket, seconds: float = 5) -> bool:
    """Whether the server hangs up within so many seconds while one more byte of a header comes each time."""
    until = time.monotonic() + seconds
    door.settimeout(0.1)
    while time.monotonic() < until:
        try:
            door.sendall(b"x")
            if door.recv(1000) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def test_headers_drop_by_drop_are_hung_up_on(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as door:
        door.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert trickle(door)


def test_so_is_a_second_request_on_the_same_connection(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as door:
        door.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200" in door.recv(1000)
        door.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        assert trickle(door)


def test_a_request_whose_headers_are_there_may_take_its_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as door:
        door.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n")
        for _ in range(3):
            time.sleep(WITHIN)
            door.sendall(b"x")
        door.settimeout(5)
        assert b"200" in door.recv(1000)


def test_a_websocket_stays_open(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/ws") as tab:
        time.sleep(3 * WITHIN)
        tab.send("hier")
        assert tab.recv(timeout=5) == "hier"
