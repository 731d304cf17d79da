"""Where secrets end up after people used the app from link to logout: in their own browser, and nowhere else.

Looked for are the tokens of links, the cookies of sessions, resume codes and passwords: in every row of the database,
in the files beside it, in what the server logged, and in the addresses and Referers of every request.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request

from onlife.services import installation
from onlife.store import Store
from tests.browser.server import Server
from tests.browser.visitor import DESKTOP, Visitor, arriving, choose, press, says, unfold
from tests.browser.world import DEMO_COORDINATOR, PHONE, TEAM, World
from tests.conftest import count

CODE = re.compile(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}")


@dataclass
class Trail:
    """What was asked for, and the secrets that passed; kind of secret -> its values."""

    requests: list[tuple[str, str]] = field(default_factory=list)
    secrets: dict[str, set[str]] = field(default_factory=dict)

    def follow(self, visitor: Visitor) -> None:
        visitor.context.on("request", self._asked)

    def keep(self, kind: str, *values: str) -> None:
        self.secrets.setdefault(kind, set()).update(values)

    def cookies(self, visitor: Visitor) -> None:
        self.keep("cookie", *(c["value"] for c in visitor.context.cookies() if c["name"].startswith("onlife_")))

    def _asked(self, request: Request) -> None:
        self.requests.append((request.url, request.headers.get("referer", "")))

    def all(self) -> list[str]:
        return sorted({value for values in self.secrets.values() for value in values if value})


@dataclass(frozen=True)
class After:
    """What was left behind: every text in the database, the bytes of its files, and the log."""

    texts: str
    files: bytes
    log: str
    trail: Trail


@pytest.fixture(scope="module")
def after(browser: Browser, world: World, pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> After:
    room, trail = tmp_path_factory.mktemp("secrets"), Trail()
    folder = Path(shutil.copytree(pristine, room / "data"))
    (folder / "onlife.ledger").unlink()  # a reason to log something, so that an empty log means a log that is not kept
    server = Server(folder, room / "server.log")
    try:
        server.ready()
        _use(browser, server, world, trail)
    finally:
        server.stop()
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.name != "server.key")
    store = Store(folder, installation.questionnaire())
    rows = [row for table in store._db._columns for row in store._db.rows(f"SELECT * FROM {table}")]
    store.close()
    return After(" ".join(str(value) for row in rows for value in row.values()), files, server.log(), trail)


def _use(browser: Browser, server: Server, world: World, trail: Trail) -> None:
    trail.keep("link", *(path.removeprefix("/l/") for path in world.links.values()))
    trail.keep("password", DEMO_COORDINATOR.password)
    with arriving(browser, server.origin, DESKTOP) as first:
        trail.follow(first)
        page = first.enter(world.scan_link(PHONE))
        choose(page, "Jouw functiegroep", "Praktijkwerker")
        says(page, "✓ bewaard")
        assert not CODE.search(page.url), "a shared computer remembers addresses"
        first.show("/scan?stap=1")
        choose(page, installation.questionnaire().blocks[0].elements[0].title, "● groen")
        says(page, "✓ bewaard")
        unfold(page, "Later of op een ander toestel verdergaan")
        code = CODE.search(page.get_by_test_id("stCode").inner_text())
        assert code
        trail.keep("resume code", code[0], code[0].replace("-", ""))
        trail.cookies(first)
        with arriving(browser, server.origin, DESKTOP) as second:
            trail.follow(second)
            second.open(f"{world.scan_link(PHONE)}?verder={code[0]}")
            press(second.page, "Ja, ga verder met mijn scan")
            says(second.page, "Bouwsteen 1 van")
            second.show("/privacy")
            trail.cookies(second)
    with arriving(browser, server.origin, DESKTOP) as contact:
        trail.follow(contact)
        contact.enter(world.team_link(TEAM), "Open de teampagina")
        trail.cookies(contact)
    with arriving(browser, server.origin, DESKTOP) as coordinator:
        trail.follow(coordinator)
        coordinator.log_in(DEMO_COORDINATOR)
        trail.cookies(coordinator)
        page = coordinator.show("/links")
        letters = page.get_by_role("link", name="Alle brieven").get_attribute("href")
        assert letters
        for path in ("/overzicht", "/logboek", letters):
            coordinator.open(path)
        coordinator.open("/afmelden")
        press(coordinator.page, "Ja, meld me af")
    trail.keep("ticket", *(url.rpartition("/")[2] for url, _ in trail.requests if "/sessie/" in url))


def test_there_were_secrets_of_every_kind(after: After) -> None:
    assert {"link", "password", "resume code", "cookie", "ticket"} == {
        kind for kind, v in after.trail.secrets.items() if v
    }
    assert len(after.trail.secrets["cookie"]) >= 4


def test_none_is_in_the_database_or_a_file_beside_it(after: After) -> None:
    assert PHONE in after.texts and after.trail.requests, "the control: what is stored is found"
    found = [secret for secret in after.trail.all() if secret in after.texts or secret.encode() in after.files]
    count("geheimen in databank en bestanden", len(after.trail.all()), len(found))
    assert not found


def test_none_is_in_the_log(after: After) -> None:
    assert "has no ledger" in after.log, "the control: what is logged is found"
    found = [secret for secret in after.trail.all() if secret in after.log]
    count("geheimen in het logboek van de server", len(after.trail.all()), len(found))
    assert not found


def test_none_is_in_a_referer_or_in_an_address_but_its_own(after: After) -> None:
    """A link and a ticket stand in their own address; a resume code in that of the scan, to keep."""
    wrong = []
    for url, referer in after.trail.requests:
        address = urlsplit(url)
        for kind, values in after.trail.secrets.items():
            for value in filter(None, values):
                own = (
                    (kind == "link" and address.path == f"/l/{value}")
                    or (kind == "ticket" and address.path == f"/sessie/{value}")
                    or (
                        kind == "resume code"
                        and address.path in ("/scan", *world_links(after))
                        and value in address.query
                    )
                )
                wrong += [f"{kind} in the Referer of {address.path}"] if value in referer else []
                wrong += [f"{kind} in {url}"] if value in url and not own else []
    count("adressen en Referers", len(after.trail.requests), len(wrong))
    assert len(after.trail.requests) > 50
    assert not wrong, wrong


def world_links(after: After) -> list[str]:
    return [f"/l/{token}" for token in after.trail.secrets["link"]]
