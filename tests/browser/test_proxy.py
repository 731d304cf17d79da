"""Behind nginx and behind Caddy, with the configuration that is shipped; only addresses, ports and certificate differ."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from onlife.security.token import HOST_ONLY, SESSION_COOKIES
from tests.browser.scale import FIRST, weighed
from tests.browser.server import Server
from tests.browser.visitor import settle
from tests.browser.world import DEMO_COORDINATOR, HOME
from tests.ports import free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")
CADDY = shutil.which("caddy")
HSTS = "strict-transport-security"
BY_ITSELF = "\thttp_port {plain}\n\thttps_port {safe}\n\tdefault_bind 127.0.0.1\n\tskip_install_trust\n}}\n\n{{$"
"""What Caddy needs beside our file on a machine of others: ports that are free, and no name of its own known to browsers."""
ASIDE = "daemon off; pid {here}/pid; error_log stderr; events {{}}\nhttp {{ access_log off; {paths}\n{config} }}\n"
PATHS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@pytest.fixture(scope="module")
def app(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, told to believe a proxy on this machine."""
    room = tmp_path_factory.mktemp("behind")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ONLIFE_PROXY", "127.0.0.1")
        running = Server(Path(shutil.copytree(pristine, room / "data")), room / "server.log")
    try:
        yield running.ready()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def https(app: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where nginx serves the app."""
    if NGINX is None or OPENSSL is None:
        pytest.skip("nginx of openssl is hier niet (apt install nginx openssl)")
    here, plain, safe = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    name, key = here / "cert.pem", here / "key.pem"
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(name)],
        check=True,
        capture_output=True,
    )  # fmt: skip
    config = (HOME / "docs" / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    for shipped, ours in (
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{safe} ssl http2;"),
        ("/etc/ssl/onlife/fullchain.pem", str(name)),
        ("/etc/ssl/onlife/privkey.pem", str(key)),
        ("onlife.example.be", "localhost"),
        ("http://127.0.0.1:8501", f"http://127.0.0.1:{app.port}"),
    ):
        assert shipped in config, shipped
        config = config.replace(shipped, ours)
    paths = " ".join(f"{path}_temp_path {here}/{path};" for path in PATHS)
    file = here / "nginx.conf"
    file.write_text(ASIDE.format(here=here, paths=paths, config=config), encoding="utf-8")
    with answering(f"https://localhost:{safe}", here / "log", [NGINX, "-p", str(here), "-c", str(file)]) as origin:
        yield origin


@pytest.fixture(scope="module")
def caddy(app: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where Caddy serves the app, with a certificate that it made itself."""
    if CADDY is None:
        pytest.skip("caddy is hier niet (apt install caddy)")
    here, plain, safe = tmp_path_factory.mktemp("caddy"), free_port(), free_port()
    shipped = (HOME / "docs" / "container" / "Caddyfile").read_text(encoding="utf-8")
    config = shipped.replace("}\n\n{$", BY_ITSELF.format(plain=plain, safe=safe), 1)
    assert config != shipped
    (here / "Caddyfile").write_text(config, encoding="utf-8")
    env = {"ONLIFE_DOMAIN": "localhost", "ONLIFE_APP": "127.0.0.1", "ONLIFE_PORT": str(app.port), "HOME": str(here)}
    command = [CADDY, "run", "--config", str(here / "Caddyfile"), "--adapter", "caddyfile"]
    with answering(f"https://localhost:{safe}", here / "log", command, env) as origin:
        yield origin


@contextmanager
def answering(origin: str, log: Path, command: Sequence[str], env: Mapping[str, str] | None = None) -> Iterator[str]:
    """A proxy that runs, once it passes on that the app is healthy."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stderr=out, env=env)
    try:
        for _ in range(100):
            try:
                httpx.get(f"{origin}/gezond", verify=False)
                break
            except httpx.TransportError:
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=0.1)
        yield origin
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(params=["https", "caddy"])
def proxy(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


@pytest.mark.slow
def test_over_https_one_logs_in_with_a_host_cookie_and_links_are_https(browser: Browser, proxy: str) -> None:
    context = browser.new_context(base_url=proxy, ignore_https_errors=True, locale="nl-BE")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security" in message.text else None)
    answer = page.goto("/aanmelden")
    assert answer is not None and HSTS in answer.headers
    settle(page)
    page.get_by_role("textbox", name="Gebruikersnaam").fill(DEMO_COORDINATOR.username)
    page.get_by_role("textbox", name="Wachtwoord").fill(DEMO_COORDINATOR.password)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).to_have_url(re.compile("/(overzicht|beheer)"))
    settle(page)
    session = next(c for c in context.cookies() if c["name"] == HOST_ONLY + SESSION_COOKIES["account"])
    assert session["secure"] and session["httpOnly"] and session["path"] == "/" and session["domain"] == "localhost"
    page.goto("/links")
    settle(page)
    expect(page.get_by_text(re.compile(f"{proxy}/l/")).first).to_be_visible()
    letters = page.get_by_role("link", name=re.compile("Alle brieven")).get_attribute("href")
    assert letters is not None
    letter = context.request.get(letters).text()
    assert f"{proxy}/l/" in letter and "http://" not in letter.replace('xmlns="http://www.w3.org/2000/svg"', "")

    plain = context.request.get(
        "/uitvoer/sjabloon-partners.csv", headers={"Cookie": f"onlife_account={session['value']}"}
    )
    assert plain.status == 403, "without its prefix the cookie is no session"
    context.close()
    assert not refused


def test_over_https_the_first_page_is_as_light(browser: Browser, proxy: str) -> None:
    with browser.new_context(base_url=proxy, ignore_https_errors=True, locale="nl-BE") as context:
        scale = weighed(context.new_page(), "/")
    assert scale.line < FIRST < scale.read / 3


def test_what_a_visitor_claims_about_the_way_here_is_overwritten(proxy: str) -> None:
    claims = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Host": "elders.example"}
    assert HSTS in httpx.get(f"{proxy}/gezond", headers=claims, verify=False).headers


def test_caddy_keeps_its_name_to_itself(caddy: str) -> None:
    answer = httpx.get(f"{caddy}/gezond", verify=False)
    assert answer.status_code == 200 and "server" not in answer.headers


def test_without_a_named_proxy_nobody_is_believed(server: Server, app: Server) -> None:
    claim = {"X-Forwarded-Proto": "https"}
    assert HSTS not in httpx.get(f"{server.origin}/gezond", headers=claim).headers
    assert HSTS in httpx.get(f"http://127.0.0.1:{app.port}/gezond", headers=claim).headers, "the control: it is named"


def test_the_server_does_not_tell_its_name(server: Server) -> None:
    for path in ("/gezond", "/overzicht", "/bestaat-niet", "/_stcore/health", "/static/weg.js", "/_stcore/stream"):
        answer = httpx.get(f"{server.origin}{path}")
        assert "server" not in answer.headers and "content-security-policy" in answer.headers, path
