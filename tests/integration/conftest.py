"""The store of an empty installation with a browser at its routes, a network that sends mails, and the mail servers that they go to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from onlife import web
from onlife.content.letter import Occasion
from onlife.domain.contact import Contact
from onlife.domain.network import Network, Partner, Round
from onlife.services import mailing
from onlife.services.settings import MailServer
from onlife.store import Store
from onlife.store.engine.postgres_database import PostgresDatabase
from onlife.store.mail import Mail
from onlife.text import now
from tests import stores
from tests.contacts import contacts
from tests.mail_servers import Door
from tests.postgres import Postgres, must_be_there
from tests.unit.examples import questionnaire

ORIGIN = "https://scan.gemeente.be"


FILE, POSTGRESQL = "file", "postgresql"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """A server with an empty database of the app to copy, `as_new`."""
    must_be_there()
    server = Postgres()
    PostgresDatabase(server.database("as_new"), tmp_path_factory.mktemp("as_new")).close()
    yield server
    server.close()


@pytest.fixture
def engine() -> str:
    """Where the data of `store` are; a module whose tests must hold on both gives this fixture both."""
    return FILE


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> Iterator[Store]:
    """What pages, routes and commands open, without anything in it."""
    with pytest.MonkeyPatch.context() as patch:
        if engine == POSTGRESQL:
            postgres: Postgres = request.getfixturevalue("postgres")
            patch.setenv("ONLIFE_DATABASE", postgres.database(template="as_new"))
            folder = tmp_path
        else:
            folder = stores.empty(tmp_path)
        with stores.opened(folder) as opened:
            yield opened


@pytest.fixture
def browser() -> TestClient:
    """Somebody at the routes of the app, who follows no redirect by themselves."""
    return TestClient(Starlette(routes=web.routes(), middleware=web.middleware()), follow_redirects=False)


@pytest.fixture
def door() -> Iterator[Door]:
    with ExitStack() as stack:
        yield Door(stack)


@dataclass
class Town:
    store: Store
    network: Network
    round: Round

    def queue(self, *partners: str, occasion: Occasion = Occasion.INVITATION, again: bool = False) -> int:
        return self.store.mails.queue(
            self.round, self.contacts(*partners or ("a", "b")), occasion, ORIGIN, "an", again=again
        )

    def contacts(self, *partners: str) -> list[Contact]:
        """The contacts of these partners; of one that is gone, the one that there was."""
        return [
            self.store.contacts.get(self.network.id, partner)
            or Contact(partner, self.network.id, partner, address="x@y.be")
            for partner in partners
        ]

    def addresses(self) -> dict[str, str]:
        return {partner: known[0].address for partner, known in self.store.contacts.of(self.network.id).items()}

    def mails(self) -> list[Mail]:
        return self.store.mails.of(self.network.id, self.round.id)

    def steps(self) -> list[str]:
        return [mail.step.value for mail in self.mails()]

    def work_off(self, settings: MailServer, later: timedelta = timedelta(0)) -> int:
        return mailing.send_due(self.store, settings, lambda: False, now() + later)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    store = Store(stores.empty(tmp_path), questionnaire(2, 1))
    network = store.networks.add("Netwerk Zuid", "Zuid", 5, "an")
    partners = [Partner(key, network.id, f"Organisatie {key}", "Jeugdwerk", 8, False) for key in ("a", "b", "c")]
    store.networks.save_partners(partners, "an")
    store.links.make(network.id, ["a", "b", "c"], "an")
    store.contacts.save(contacts(network.id, {"a": "an@a.be", "b": "bo@b.be"}), "an")
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", 1, None, "an"), "an")
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    yield Town(store, network, scan_round)
    store.close()
