"""The file in which a network moves: what is refused, and what is never in it."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onlife.content.questionnaire import QUICKSCAN, load, to_toml
from onlife.domain.network import Network
from onlife.security import passphrase as passphrases
from onlife.services import installation, network_file, peer
from onlife.store import Refused, Store
from onlife.store.engine.database import MIGRATIONS
from onlife.store.transfer import STAYS, NetworkRows
from tests import stores
from tests.access import world
from tests.access.world import World
from tests.sample import sample

PASSPHRASE = "een lange zin die niemand raadt 7"
WHO = "proef"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world.build(tmp_path_factory.mktemp("world") / "data")


@pytest.fixture
def store(built: World, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(built.folder, tmp_path / "data")


@pytest.fixture
def network(store: Store, built: World) -> Network:
    """The network Merel, between two rounds."""
    scan_round = store.networks.open_round(built.own.network.id)
    assert scan_round
    store.closings.close_round(scan_round, WHO)
    return built.own.network


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path / "elsewhere"), installation.questionnaire())
    yield opened
    opened.close()


def changed(rows: NetworkRows, table: str, **values: Any) -> NetworkRows:
    """The same rows, but for the first of a table."""
    first, *others = rows.tables[table]
    return replace(rows, tables={**rows.tables, table: [{**first, **values}, *others]})


def test_a_network_travels_in_a_file_of_its_owner_alone(
    store: Store, network: Network, elsewhere: Store, built: World, tmp_path: Path
) -> None:
    file = tmp_path / "netwerk.onlife"
    rows = store.transfers.rows(network)
    network_file.write(rows, network.name, file, PASSPHRASE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = network_file.read(file)
    hidden = [network.name, network.id, "Merel", "Poema", *built.own.tokens.values()]
    assert not [word for word in hidden if word.encode() in content]
    with pytest.raises(Refused, match="bestaat al"):
        network_file.write(rows, network.name, file, PASSPHRASE)
    came, _ = network_file.take_in(elsewhere, content, PASSPHRASE, WHO)
    assert came.network == network and elsewhere.audit.check().whole
    assert elsewhere.results.counts(built.own.round.id).equals(store.results.counts(built.own.round.id))


def test_nothing_of_the_other_network_and_no_key_or_password_is_in_it(
    store: Store, network: Network, built: World
) -> None:
    carried = network_file.as_json(store.transfers.rows(network)).decode()
    foreign = built.foreign
    ids = [foreign.network.id, foreign.round.id, foreign.earlier.id, foreign.meeting.id, *foreign.actions.values()]
    ids += [p.id for p in (foreign.released, foreign.withheld, foreign.filling)]
    secrets = [*built.own.tokens.values(), *foreign.tokens.values(), "password_hash", "session"]
    assert not [word for word in ("Zebra", *ids, *secrets) if word in carried]
    assert "Poema" in carried, "the control: all of the network itself is there"


@pytest.mark.parametrize("at", [0, 20, 40, 60, 400, -1])
def test_a_file_of_which_a_byte_differs_is_refused(
    store: Store, network: Network, elsewhere: Store, tmp_path: Path, at: int
) -> None:
    file = tmp_path / "netwerk.onlife"
    network_file.write(store.transfers.rows(network), network.name, file, PASSPHRASE)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    before = elsewhere.totals()
    with pytest.raises(Refused, match="Er is niets ingelezen"):
        network_file.take_in(elsewhere, bytes(content), PASSPHRASE, WHO)
    assert elsewhere.totals() == before


def test_another_passphrase_opens_nothing_and_a_poor_one_is_not_taken(
    store: Store, network: Network, elsewhere: Store, tmp_path: Path
) -> None:
    rows, file = store.transfers.rows(network), tmp_path / "netwerk.onlife"
    for poor in ("", "kort", "netwerk merel", "wachtwoord12345"):
        with pytest.raises(Refused):
            network_file.write(rows, network.name, file, poor)
    assert not file.exists()
    network_file.write(rows, network.name, file, PASSPHRASE)
    for typed in ("", "een andere lange zin 8"):
        with pytest.raises(Refused, match="Met dit wachtwoord"):
            network_file.take_in(elsewhere, file.read_bytes(), typed, WHO)


Change = Callable[[NetworkRows, World], NetworkRows]
HOSTILE: dict[str, Change] = {
    "of a newer version": lambda rows, _: replace(rows, shape=len(MIGRATIONS) + 1),
    "of a shape that never was": lambda rows, _: replace(rows, shape=-3),
    "a row of another network": lambda rows, world: changed(rows, "frozen_scans", network=world.foreign.network.id),
    "SQL for a table": lambda rows, _: replace(rows, tables={**rows.tables, "x; DROP TABLE network_events": [{"a": 1}]}),
    "SQL for a column": lambda rows, _: changed(rows, "partner_events", **{"name) SELECT 1; --": "x"}),
    "a table of the installation": lambda rows, _: replace(
        rows, tables={**rows.tables, "session_events": [{"session": "x"}]}
    ),
    "an account": lambda rows, world: replace(
        rows,
        tables={
            **rows.tables,
            "membership_events": [
                {"event": 1, "moment": "2026-01-01", "actor": "x", "account": "x", "network": rows.network, "role": "coordinator"}
            ],
        },
    ),
    "no network": lambda rows, _: replace(rows, tables={**rows.tables, "network_events": []}),
    "a threshold below the lowest": lambda rows, _: changed(rows, "network_events", threshold=1),
    "a state that there is not": lambda rows, _: changed(rows, "round_events", state="'; --"),
    "text for a number": lambda rows, _: changed(rows, "partner_events", expected="veel"),
    "an empty value": lambda rows, _: changed(rows, "round_events", name=None),
    "a day that no file can hold": lambda rows, _: changed(rows, "action_events", begun="9999-12-31"),
    "words that are no questionnaire": lambda rows, _: changed(rows, "questionnaire_events", content="version = 1"),
    "a list for a row": lambda rows, _: replace(rows, tables={**rows.tables, "note_events": [[1]]}),  # type: ignore[list-item]
}  # fmt: skip


@pytest.mark.parametrize(
    "change", sample([*HOSTILE], ["an account", "words that are no questionnaire", "a day that no file can hold"])
)
def test_rows_that_somebody_made_up_leave_nothing(
    store: Store, network: Network, elsewhere: Store, built: World, change: str
) -> None:
    rows = HOSTILE[change](store.transfers.rows(network), built)
    before = elsewhere.totals()
    with pytest.raises(Refused):
        elsewhere.transfers.take_in(network_file.from_json(network_file.as_json(rows)), WHO)
    assert elsewhere.totals() == before


@pytest.mark.parametrize("column", sample(["round", "partner", "link", "meeting", "secret", "action"], ["secret"]))
def test_an_id_that_another_network_has_here_is_refused(
    store: Store, network: Network, elsewhere: Store, built: World, column: str
) -> None:
    """Rows under the round of another network would be counted among its own."""
    foreign = store.networks.open_round(built.foreign.network.id)
    assert foreign
    running = store.meetings.running(built.foreign.network.id)
    assert running
    store.meetings.turn(running, state=type(running.state)("ended"), actor=WHO)
    store.closings.close_round(foreign, WHO)
    there = store.transfers.rows(built.foreign.network)
    elsewhere.transfers.take_in(there, WHO)
    table = next(t for t, rows in there.tables.items() if rows and column in rows[0])
    rows = store.transfers.rows(network)
    mixed = changed(rows, table, **{column: there.tables[table][0][column]})
    before = elsewhere.totals()
    with pytest.raises(Refused, match="hoort hier al bij een ander netwerk"):
        elsewhere.transfers.take_in(mixed, WHO)
    assert elsewhere.totals() == before


def test_rows_of_an_earlier_shape_go_through_the_migrations_since(
    store: Store, network: Network, elsewhere: Store
) -> None:
    """Before migration 17 a partner had one address; it goes on as a contact."""
    rows = store.transfers.rows(network)
    later = {"responsible", "reason", "about", "contact", "sample", "language"}
    known = {
        "network_events": [{c: v for c, v in row.items() if c not in later} for row in rows.tables["network_events"]],
        "partner_events": [{c: v for c, v in row.items() if c not in later} for row in rows.tables["partner_events"]],
        "action_events": [{c: v for c, v in row.items() if c not in later} for row in rows.tables["action_events"]],
        "address_events": [
            {"event": 9, "moment": "2026-01-01T10:00:00", "actor": "x", "network": network.id, "partner": "p", "address": "a@b.be"}
        ],
    }  # fmt: skip
    elsewhere.transfers.take_in(NetworkRows(network.id, 12, known), WHO)
    [contact] = elsewhere.contacts.of(network.id)["p"]
    assert contact.address == "a@b.be"
    assert {action.what for action in elsewhere.plans.of(network.id)} == {a.what for a in store.plans.of(network.id)}


def test_a_network_does_not_leave_while_people_fill_in(store: Store, built: World) -> None:
    with pytest.raises(Refused, match="Sluit eerst de open scanronde"):
        store.transfers.rows(built.own.network)


def test_a_log_book_that_does_not_hold_is_not_sealed_anew(store: Store, network: Network) -> None:
    database = stores.file_database(store)
    row = database.events("log_events", network=network.id)[3]
    database.destroy("log_events", "network = ? AND number = ?", network.id, row["number"])
    with pytest.raises(Refused, match="logboek van dit netwerk klopt niet"):
        store.transfers.rows(network)


def test_one_number_of_a_questionnaire_never_becomes_two_texts(
    store: Store, network: Network, elsewhere: Store
) -> None:
    own = elsewhere.networks.add("Ander", "Stad", 5, WHO)
    elsewhere.questionnaires.add(own.id, replace(load(QUICKSCAN), version=101, title="Een andere"), WHO)
    with pytest.raises(Refused, match="Vragenlijst versie 101 heeft hier een andere tekst"):
        elsewhere.transfers.take_in(store.transfers.rows(network), WHO)


def test_the_questionnaire_of_a_network_comes_along_word_for_word(
    store: Store, network: Network, elsewhere: Store
) -> None:
    elsewhere.transfers.take_in(store.transfers.rows(network), WHO)
    assert to_toml(elsewhere.questionnaires.get(101)) == to_toml(store.questionnaires.get(101))
    assert 101 in {option.questionnaire.version for option in elsewhere.questionnaires.options(network.id)}


def test_another_network_of_that_name_is_refused(store: Store, network: Network, elsewhere: Store) -> None:
    elsewhere.networks.add(network.name.upper(), "Stad", 5, WHO)
    with pytest.raises(Refused, match="Er is al een netwerk"):
        elsewhere.transfers.take_in(store.transfers.rows(network), WHO)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"[" * 100_000, b'{"network": 1, "shape": "x"}', b"\xff\x00"])
def test_what_is_no_json_of_ours_is_refused(elsewhere: Store, content: bytes) -> None:
    sealed = network_file.MAGIC + passphrases.seal(content, PASSPHRASE)
    with pytest.raises(Refused, match="past niet in de app"):
        network_file.take_in(elsewhere, sealed, PASSPHRASE, WHO)


@pytest.mark.slow
def test_nobody_is_told_or_shown_anything_elsewhere_because_a_network_moved_there(
    store: Store, network: Network, elsewhere: Store
) -> None:
    peer.take_part(store, network, True, WHO)
    store.experiences.share(network.id, True, WHO)
    store.kinds.save(["dorp"], WHO)
    store.kinds.choose(network.id, "dorp", WHO)
    version = store.networks.rounds(network.id)[0].content_version
    store.kinds.show(version, {"dorp": {network.id: {"1": 40.0}}}, set(), {})
    elsewhere.transfers.take_in(store.transfers.rows(network), WHO)
    assert not elsewhere.peers.takes_part(network.id) and not elsewhere.experiences.shares(network.id)
    assert elsewhere.peers.standing(version) == ({}, [])
    assert elsewhere.kinds.last(version) == {}, "what was shown of its kind was shown where it came from"
    peer.take_part(elsewhere, network, True, WHO)
    assert [one.network for one in elsewhere.peers.standing(version)[1]] == [network.id]


def test_what_stays_behind_is_a_table_of_a_network(store: Store) -> None:
    assert set(STAYS) <= set(stores.file_database(store).tables_with("network"))


def test_the_same_rows_are_the_same_text(store: Store, network: Network) -> None:
    first, again = (network_file.as_json(store.transfers.rows(network)) for _ in range(2))
    assert first == again and json.loads(first)["shape"] == len(MIGRATIONS)
