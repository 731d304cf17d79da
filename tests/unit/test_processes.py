"""Several processes on one store server, as they are really started: what one does, the other knows, whoever falls over."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random

import httpx
import pytest

from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from onlife.store import Store
from tests.load import meeting
from tests.load.network import Prepared, prepare
from tests.load.respondent import Respondent, at_once
from tests.load.server import Server, processes_on
from tests.load.visitor import Wrong
from tests.ports import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
WAY = "onlife_proces"
WITHIN = 10.0
"""Seconds in which people go on elsewhere, and in which an app finds its data again."""


class World:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        data = folder / "data"
        self.prepared: Prepared = prepare(data, installation.questionnaire())
        running = stack.enter_context(processes_on(data, folder, 2))
        assert running.store
        self.store, self.apps = running.store, running.apps

    def respondent(self, app: Server) -> Respondent:
        return Respondent(app.address, self.prepared.tokens[0], Random(1))

    @contextmanager
    def data(self) -> Iterator[Store]:
        """The data, as one more process sees them."""
        with closing(Store(self.store.data, installation.questionnaire(), self.store.address)) as store:
            yield store

    def lost(self, respondent: Respondent) -> dict[str, str]:
        """What was confirmed to somebody and is not there."""
        with self.data() as store:
            kept = store.scans.scan(respondent.scan)
        assert kept is not None and respondent.confirmed
        return {e: light for e, light in respondent.confirmed.items() if kept.answers.get(e) != light}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path_factory.mktemp("processes"), stack)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        while not holds():
            await asyncio.sleep(0.1)


def test_phones_at_two_apps_vote_in_one_meeting(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = meeting.prepare(data, partners=6)
    with processes_on(data, tmp_path, 2) as running:
        assert running.store
        held = meeting.Measurement([app.address for app in running.apps], prepared, questions=2)
        asyncio.run(held.everything())
        with closing(Store(data, installation.questionnaire(), running.store.address)) as store:
            assert held.lost(store) == (12, 0)
    assert held.problems == []
    assert [(phone.back > 0, phone.lost_place) for phone in held.phones[: meeting.DROPPING]] == [
        (True, 0)
    ] * meeting.DROPPING


def answers(address: str, path: str = "/gezond", **cookies: str) -> int:
    return httpx.get(address + path, cookies=cookies, trust_env=False, timeout=WITHIN).status_code


async def some_choices(respondent: Respondent) -> None:
    for _ in range(3):
        await respondent.change_something()


def test_a_scan_begun_at_one_app_goes_on_at_another(world: World) -> None:
    first, second = world.apps

    async def go(respondent: Respondent) -> None:
        async with respondent:
            await respondent.start(at_once)
            await some_choices(respondent)
        before = dict(respondent.confirmed)
        async with respondent.at(second.address):
            await some_choices(respondent)
        assert respondent.confirmed.keys() >= before.keys()

    respondent = world.respondent(first)
    asyncio.run(go(respondent))
    assert world.lost(respondent) == {}


def test_who_leaves_at_one_app_is_out_at_every_other_at_once(world: World) -> None:
    first, second = world.apps
    with world.data() as store:
        account = store.visitors.accounts()[0]
        network = store.networks.all()[0]
        for _ in range(10):
            cookie = {SESSION_COOKIES["account"]: store.visitors.start_session("account", account.id)}
            export = f"/uitvoer/sjabloon-partners.csv?netwerk={network.id}"
            assert answers(second.address, export, **cookie) == 200
            left = httpx.post(f"{first.address}/afmelden", cookies=cookie, trust_env=False, timeout=WITHIN)
            assert left.status_code == 303
            assert answers(second.address, export, **cookie) == 403


@pytest.fixture
def proxy(world: World, tmp_path: Path) -> Iterator[str]:
    """Where nginx serves both apps, with the configuration that is shipped; only addresses and certificate differ."""
    if NGINX is None:
        pytest.skip("nginx is hier niet (apt install nginx)")
    plain, port = free_port(), free_port()
    config = (installation.HOME / "docs" / "proxy" / "nginx-processen.conf").read_text(encoding="utf-8")
    ours = {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "onlife.example.be": "localhost",
        **{f"127.0.0.1:850{n}": app.address.removeprefix("http://") for n, app in enumerate(world.apps, 1)},
    }
    for shipped, here in ours.items():
        assert shipped in config, shipped
        config = config.replace(shipped, here)
    config = re.sub(r"ssl_certificate\w* .*", "", config)
    paths = " ".join(
        f"{path}_temp_path {tmp_path}/{path};" for path in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = tmp_path / "nginx.conf"
    file.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log stderr; events {{}}\nhttp {{ {paths}\n{config} }}", encoding="utf-8"
    )
    process = subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        asyncio.run(until(lambda: listening(port)))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def listening(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def test_a_browser_gets_its_way_once_and_keeps_it(proxy: str) -> None:
    first = httpx.get(f"{proxy}/gezond", trust_env=False)
    (given,) = first.headers.get_list("set-cookie")
    assert given.startswith(f"{WAY}=") and "Secure" in given and "HttpOnly" in given
    again = httpx.get(f"{proxy}/gezond", cookies={WAY: given.split(";")[0].removeprefix(f"{WAY}=")}, trust_env=False)
    assert "set-cookie" not in again.headers


def test_when_an_app_falls_over_everybody_behind_the_proxy_goes_on(world: World, proxy: str) -> None:
    async def go(people: list[Respondent]) -> None:
        for respondent in people:
            async with respondent:
                await respondent.start(at_once)
                await some_choices(respondent)
        world.apps[0].process.kill()
        async with asyncio.timeout(WITHIN):
            for respondent in people:
                async with respondent:
                    await some_choices(respondent)

    people = [Respondent(proxy, token, Random(1)) for token in world.prepared.tokens]
    for number, respondent in enumerate(people):
        respondent.cookies = {WAY: f"browser-{number}"}
    asyncio.run(go(people))
    assert [world.lost(respondent) for respondent in people] == [{}] * len(people)


def test_when_the_store_server_falls_over_it_is_said_and_nothing_confirmed_is_lost(world: World) -> None:
    app = world.apps[1]

    async def go(respondent: Respondent) -> None:
        async with respondent:
            await respondent.start(at_once)
            await some_choices(respondent)
            world.store.stop(signal.SIGKILL)
            assert answers(app.address) == 503
            with pytest.raises(Wrong, match="Wat al bewaard was, blijft"):
                await respondent.change_something()
            world.store.start()
            await until(lambda: answers(app.address) == 200)
            await respondent.try_again()
            await some_choices(respondent)

    respondent = world.respondent(app)
    asyncio.run(go(respondent))
    assert world.lost(respondent) == {}


def test_a_store_server_that_is_asked_to_stop_stops_well(world: World) -> None:
    assert world.store.stop(signal.SIGTERM) == 0
    world.store.start()
    with world.data() as store:
        assert store.audit.check().whole
