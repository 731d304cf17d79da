"""Signing in through a provider that others wrote and certified (oidc-provider, on Node), started on this machine.

Without Node or the package the tests are skipped, and say so; the same flow and the attacks run without it in
test_sign_in.py and test_sign_in_attacks.py.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urljoin, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from onlife.domain.access import Role
from onlife.domain.network import Network
from onlife.store import Store
from onlife.web.sign_in import BACK, START
from tests import open_id
from tests.conftest import count
from tests.open_id import CLIENT, SECRET
from tests.ports import free_port

PACKAGE = "oidc-provider@9.13.3"
SERVER = Path(__file__).with_name("open_id_server.mjs")
HERE = "http://testserver"
PEOPLE = {"an": ["onlife-coordinatoren"], "bo": ["iedereen"]}

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the provider while it runs."""
    place = tmp_path_factory.mktemp("provider")
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("zonder Node is er geen gecertificeerde aanmelddienst om op te proberen")
    asked = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    if subprocess.run(asked, cwd=place, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip(f"het pakket {PACKAGE} is hier niet te halen")
    port = free_port()
    shutil.copy(SERVER, place)
    said = {"port": port, "back": f"{HERE}{BACK}", "clients": [CLIENT, "andere"], "secret": SECRET, "people": PEOPLE}
    server = subprocess.Popen(
        ["node", SERVER.name, json.dumps(said)], cwd=place, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout is not None and server.stdout.readline() == "ready\n"
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate()


@pytest.fixture
def network(store: Store, issuer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Network]:
    """The network that the groups are about, in an installation that signs in with the provider."""
    for name, text in open_id.configured(issuer, tmp_path).items():
        monkeypatch.setenv(name, text)
    open_id.forget()
    yield open_id.network(store)
    open_id.forget()


def sent_back(person: httpx.Client, address: str, name: str) -> str:
    """Somebody follows an address to the provider and says yes to all it asks; where they are sent back to."""
    while not address.startswith(HERE):
        answer = person.get(address)
        if answer.status_code == 200:
            form = dict(re.findall(r'name="(prompt|xsrf)" value="(\w+)"', answer.text))
            action = re.findall(r'<form[^>]* action="([^"]+)"', answer.text)[0]
            fields = {**form, "login": name, "password": "x", "logout": "yes"}
            answer = person.post(urljoin(address, action), data=fields)
        address = urljoin(address, answer.headers["location"])
    return address


def test_somebody_in_a_group_comes_in_and_leaves_there_too(store: Store, browser: TestClient, network: Network) -> None:
    with httpx.Client() as person:
        address = sent_back(person, browser.get(START).headers["location"], "an")
        assert browser.get(address).status_code == 303
        assert store.actors.of(dict(browser.cookies))["account"].networks == {network.id: Role.COORDINATOR}
        kept = person.get(browser.get(START).headers["location"])
        assert kept.headers["location"].startswith(HERE), "signed in there, one is asked nothing"
        leaving = browser.post("/afmelden").headers["refresh"].removeprefix("0; url=")
        assert sent_back(person, leaving, "an").startswith(f"{HERE}/")
        again = person.get(browser.get(START).headers["location"])
        assert "/interaction/" in again.headers["location"], "signed out there, one is asked again"


def test_somebody_in_no_group_does_not(store: Store, browser: TestClient, network: Network) -> None:
    with httpx.Client() as person:
        answer = browser.get(sent_back(person, browser.get(START).headers["location"], "bo"))
    assert answer.status_code == 403 and "hoort bij geen netwerk" in answer.text and store.accounts.all() == []


def test_what_was_caught_or_belongs_to_another_app_lets_nobody_in(
    store: Store, browser: TestClient, network: Network
) -> None:
    """An answer again, a code of another sign-in, and one that the provider gave another app."""
    with httpx.Client() as person:
        used = sent_back(person, browser.get(START).headers["location"], "an")
        assert browser.get(used).status_code == 303
        caught = sent_back(person, browser.get(START).headers["location"], "an")
        went = browser.get(START).headers["location"]
        other = f"{went.split('?')[0]}?{urlencode({**dict(parse_qsl(urlsplit(went).query)), 'client_id': 'andere'})}"
        of_other = sent_back(person, other, "an")
        browser.cookies.clear()
        for address in (used, caught, of_other):
            own = parse_qs(urlsplit(browser.get(START).headers["location"]).query)["state"][0]
            said = dict(parse_qsl(urlsplit(address).query))
            refused = [browser.get(address), browser.get(BACK, params={**said, "state": own})]
            inside = bool(store.actors.of(dict(browser.cookies)))
            count("aanmelden: bij een gecertificeerde aanmelddienst", 2, inside)
            assert [answer.status_code for answer in refused] == [410, 403] and not inside
