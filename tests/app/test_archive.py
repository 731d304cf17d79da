"""The coordinator has the archive of the network made; a network that was read back from one has its pages again."""

from __future__ import annotations

import pytest

from onlife.domain.access import Role
from onlife.services import archive
from onlife.store import Store
from tests import stores
from tests.access import world
from tests.app.conftest import Run, as_account

PAGES = (
    *(f"netwerk/{page}" for page in ("overzicht", "bouwsteen", "samenwerking", "evolutie", "keuzehulp", "opmerkingen")),
    *(f"netwerk/{page}" for page in ("meenemen", "plan", "vergadering")),
    *(f"regie/{page}" for page in ("deelname", "rondes", "partners", "links", "logboek", "wissen", "vragenlijst")),
    *("regie/beheer", "toegang/start"),
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    built = world.build(tmp_path_factory.mktemp("world") / "data")
    with stores.opened(built.folder):
        return archive.archive(built.own.network)


def coordinator(store: Store, network: str) -> dict[str, str]:
    account = store.accounts.add("coordinator", "An", "x", "proef")
    store.accounts.set_role(account.id, network, Role.COORDINATOR, "proef")
    return as_account(store, "coordinator")


def test_the_button_makes_the_archive_and_leads_to_it(run: Run, empty_store: Store) -> None:
    network = empty_store.networks.add("Netwerk", "Stad", 5, "proef")
    test = run("regie/beheer", coordinator(empty_store, network.id)).radio[0].set_value("Archief").run()
    assert "LEESMIJ.txt" in " ".join(part.value for part in test.markdown)
    test = next(button for button in test.button if button.label == "Maak het archief").click().run()
    assert not test.exception
    assert f"/uitvoer/archief.zip?netwerk={network.id}" in " ".join(part.value for part in test.markdown)


@pytest.mark.slow
def test_a_network_from_an_archive_has_its_pages_again(run: Run, empty_store: Store, packed: bytes) -> None:
    network = archive.take_in(empty_store, packed, "proef").network
    cookies = coordinator(empty_store, network.id)
    for page in PAGES:
        test = run(page, cookies)
        assert not test.exception, page
    overview = " ".join(str(getattr(part, "proto", "")) for part in run("netwerk/overzicht", cookies).main)
    assert f"Eerste {world.OWN}" in overview and "nog niet vrijgegeven" in overview
