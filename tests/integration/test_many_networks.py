"""An installation with many networks, as measurements are made on: a copy is a network like the one that was filled in."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Network
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, results
from onlife.store import Store
from tests.load.spring import enter, fill

PARTNERS, TEAM = 4, 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("many") / "data"
    fill(place, installation.questionnaire(), 3, partners=PARTNERS, team=TEAM)
    return place


def told(store: Store, network: Network) -> list[object]:
    """What pages show of a network, with names for whatever has an id."""
    scan_round = store.networks.open_round(network.id)
    assert scan_round is not None
    names = store.networks.partner_names(network.id)
    counts = store.results.counts(scan_round.id).replace(names).sort_values(["partner", "element"])
    shown = results.of_network(store, installation.questionnaire(), network, scan_round)
    response = [
        (row.name, row.submitted, row.begun, row.last_day) for row in store.results.response(network.id, scan_round.id)
    ]
    progress = store.progress.of(network.id)
    about = progress.about
    assert about is not None
    return [
        counts.to_dict("records"),
        shown.blocks.replace(names).sort_values(["partner", "block"]).to_dict("records"),
        sorted(shown.partners[["name", "visibility"]].itertuples(index=False, name=None)),
        response,
        (progress.partners, about.begun, about.finished, about.scans, about.asked),
        sorted(store.results.remarks(scan_round.id)["remark"]),
        [(mail.occasion, mail.step) for mail in store.mails.of(network.id, scan_round.id)],
        store.audit.check(network.id).rows,
    ]


@pytest.mark.slow
def test_a_copy_shows_what_the_network_shows_that_was_filled_in_and_goes_on_by_itself(folder: Path) -> None:
    store = Store(folder, installation.questionnaire())
    try:
        assert store.audit.check().whole
        first, *copies = sorted(store.networks.all(), key=lambda network: network.name)
        assert len(copies) == 2 and told(store, first)[0]
        for copy in copies:
            assert told(store, copy) == told(store, first)
        assert set(store.progress.all()) == {first.id, *(copy.id for copy in copies)}
        spring = enter(store)
        before = told(store, first)
        assert store.actors.of({SESSION_COOKIES["account"]: spring.coordinators[1]})["account"].networks.keys() & {
            copy.id for copy in copies
        }
        link = store.links.with_token(spring.tokens[1])
        assert link and link.kind is LinkKind.SCAN and link.network != first.id
        partner = store.networks.partner(link.network, link.partner)
        assert partner is not None
        scan = store.scans.begin(partner)
        store.scans.answer(scan.id, installation.questionnaire().elements[0].id, Light.GREEN)
        assert told(store, first) == before
    finally:
        store.close()
    Store(folder, installation.questionnaire()).close()  # the ledger agrees


def test_every_scan_of_every_network_is_there_once(folder: Path) -> None:
    store = Store(folder, installation.questionnaire())
    try:
        rows = store._db.rows("SELECT count(*) AS number, count(DISTINCT scan) AS scans FROM submission_events")
        assert rows == [{"number": 3 * 2 * TEAM, "scans": 3 * 2 * TEAM}]
        assert store.totals()["frozen_scans"].rows == 3 * 2 * TEAM
        events = "SELECT count(*) AS number, count(DISTINCT event) AS events FROM draft_events"
        assert all(row["number"] == row["events"] for row in store._db.rows(events))
    finally:
        store.close()
