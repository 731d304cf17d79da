"""The archive of a network: files that open without the app and hold what its coordinator may see, and the way back in."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest

from onlife.domain.network import Network, Round, RoundState
from onlife.domain.shown import Shown
from onlife.export import archive as files
from onlife.export.archive import ARCHIVE_BYTES_MAX, CHUNK, FILE_BYTES_MAX, NoArchive
from onlife.services import archive, figures, installation, results
from onlife.services.figures import View
from onlife.store import Refused, Store
from onlife.text import now
from tests import stores
from tests.access import world
from tests.access.world import World
from tests.sample import sample

WHO = "proef"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    return world.build(tmp_path_factory.mktemp("world") / "data")


@pytest.fixture(scope="module")
def packed(built: World) -> bytes:
    with stores.opened(built.folder):
        return archive.archive(built.own.network)


@pytest.fixture
def store(packed: bytes, built: World) -> Iterator[Store]:
    """Where the archive was made."""
    with stores.opened(built.folder) as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path / "elsewhere"), installation.questionnaire())
    yield opened
    opened.close()


def read(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repacked(found: dict[str, bytes]) -> bytes:
    """The same archive with other files, and checksums that fit them."""
    about = json.loads(found[files.MANIFEST])
    rest = {name: content for name, content in found.items() if name not in (files.MANIFEST, files.SUMS)}
    return files.pack(rest, {key: about[key] for key in ("app", "network", "day")})


def as_text(shown: Shown) -> list[str]:
    frames = (shown.partners, shown.blocks, shown.elements, shown.pool, shown.splits)
    return [str(sorted(shown.pooled)), *(str(frame.to_dict("list")) + str(frame.dtypes.to_dict()) for frame in frames)]


def shown_of(store: Store, network: Network, scan_round: Round) -> Shown:
    return results.of_network(store, store.questionnaires.get(scan_round.content_version), network, scan_round)


def test_the_checksums_are_those_that_every_machine_can_check(packed: bytes, tmp_path: Path) -> None:
    with ZipFile(BytesIO(packed)) as found:
        found.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", files.SUMS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0 and checked.stdout.count(": OK") == len(read(packed)) - 1
    (tmp_path / "partners.csv").write_text("iets anders", encoding="utf-8")
    assert subprocess.run(["sha256sum", "-c", files.SUMS], cwd=tmp_path, capture_output=True, check=False).returncode


def test_everything_in_it_is_named_and_of_a_kind_that_stays_open(packed: bytes, built: World) -> None:
    found = read(packed)
    told = json.loads(found[files.MANIFEST])
    assert {one["path"] for one in told["files"]} == set(found) - {files.MANIFEST, files.SUMS}
    assert {Path(name).suffix for name in found} == {"", ".txt", ".csv", ".json", ".toml", ".pdf"}
    readme = found["LEESMIJ.txt"].decode("utf-8-sig")
    assert "namen van personen" in readme and "logboek.csv van wie iets deed" in readme
    assert built.own.network.name in readme and f"- {built.own.earlier.name}" in readme
    for name in found.keys() - {"LEESMIJ.txt"}:
        inside = Path(name).parts[2:] if name.startswith("scanrondes/") else ()
        assert (f"{Path(name).parts[0]}/" if "/" in name else name) in readme
        assert not inside or inside[0] in readme, name
    for name, content in found.items():
        if name.endswith(".pdf"):
            assert b"<pdfaid:part>2<" in content and b"pdfuaid" in content, name
        if name.endswith(".csv"):
            separator = "," if "analyse" in name else ";"
            rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=separator))
            assert rows and {len(row) for row in rows} == {len(rows[0])}, name


def test_it_holds_the_rounds_that_are_closed_and_no_other(packed: bytes, built: World) -> None:
    said = b"\n".join(read(packed).values()).decode("utf-8", "replace")
    assert f"Eerder {world.OWN}" in said and built.own.earlier.id in said
    assert not [name for name in read(packed) if "later" in name] and built.own.round.id not in said


def test_it_holds_what_its_coordinator_may_see_and_nothing_of_who_filled_in(
    store: Store, packed: bytes, built: World
) -> None:
    said = b"\n".join(content for name, content in read(packed).items() if not name.endswith(".pdf")).decode()
    network = built.own.network.id
    people = [f"contact@{world.OWN}", f"Contact {world.OWN}", f"Telefoon {world.OWN}", f"Opmerking {world.OWN}"]
    links = {link.id for link in store.links.of(network).values()}
    accounts = {account.id for account in store.accounts.all()}
    forbidden = [world.PRIVATE, world.FOREIGN, *people, *built.own.tokens.values(), *links, *accounts]
    assert not [word for word in forbidden if word in said]
    rows = json.loads(read(packed)[archive.ROWS])["tables"]
    assert {"frozen_scans", "frozen_remarks", "link_events", "contact_events", "log_events"}.isdisjoint(rows)
    assert {row["holder"] for row in rows["action_events"]} == {""}, "the plan of a partner is its own"
    assert f"Actie {world.OWN}" in said and "Reden" not in said, "stars of a round that goes on"


def test_the_same_network_is_the_same_bytes(store: Store, packed: bytes, built: World) -> None:
    """Opened anew, so that nothing of it is kept in memory."""
    assert archive.archive(built.own.network) == packed


def test_what_was_shown_is_shown_again_on_another_installation(
    store: Store, packed: bytes, built: World, elsewhere: Store
) -> None:
    network, scan_round = built.own.network, built.own.earlier
    came = archive.take_in(elsewhere, packed, WHO)
    assert came.network == network and came.partners == 0 and not elsewhere.links.of(network.id)
    assert as_text(shown_of(elsewhere, network, scan_round)) == as_text(shown_of(store, network, scan_round))
    there, here = store.results, elsewhere.results
    assert there.response(network.id, scan_round.id) == here.response(network.id, scan_round.id)
    days = [one.submitted_by_day(scan_round.id).astype({"day": "datetime64[us]"}) for one in (there, here)]
    pd.testing.assert_frame_equal(days[0], days[1], check_dtype=False)
    [known] = elsewhere.networks.rounds(network.id)
    assert known.state is RoundState.CLOSED and elsewhere.networks.closed_on(known) == store.networks.closed_on(known)
    whats = [sorted(action.what for action in one.plans.of(network.id)) for one in (store, elsewhere)]
    assert whats[0] == whats[1] != []
    assert elsewhere.audit.check().whole
    assert "netwerk ingelezen uit een archief" in set(elsewhere.audit.events(network.id)["what"])


def test_what_was_erased_is_shown_again_by_an_app_that_goes_on_running(packed: bytes, elsewhere: Store) -> None:
    """Whoever looked at a round before, has no more of it in memory than the database holds now."""
    network = archive.take_in(elsewhere, packed, WHO).network
    before = [as_text(shown_of(elsewhere, network, one)) for one in elsewhere.networks.rounds(network.id)]
    elsewhere.erasure.network(network, WHO)
    for scan_round in json.loads(read(packed)[archive.ROWS])["tables"]["round_events"]:
        assert elsewhere.results.archived_by_partner(scan_round["round"]) == {}
    archive.take_in(elsewhere, packed, WHO)
    assert [as_text(shown_of(elsewhere, network, one)) for one in elsewhere.networks.rounds(network.id)] == before


def test_no_two_rows_that_came_in_share_a_number(packed: bytes, elsewhere: Store) -> None:
    archive.take_in(elsewhere, packed, WHO)
    tables = [table for table in elsewhere.totals() if "event" in elsewhere._db.columns[table]]
    numbers = [row["event"] for table in tables for row in elsewhere._db.rows(f"SELECT event FROM {table}")]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.slow
def test_an_archive_of_an_archive_holds_the_same(packed: bytes, built: World, tmp_path: Path) -> None:
    with stores.opened(stores.empty(tmp_path / "data")) as opened:
        archive.take_in(opened, packed, WHO)
        again = read(archive.archive(built.own.network))
    before = read(packed)
    same = [name for name in before if name.startswith("scanrondes/") and name.endswith(".csv")]
    assert same and not [name for name in same if again.get(name) != before[name]]


def test_a_network_from_an_archive_goes_on(packed: bytes, built: World, tmp_path: Path) -> None:
    with stores.opened(stores.empty(tmp_path / "data")) as opened:
        network = archive.take_in(opened, packed, WHO).network
        [earlier] = opened.networks.rounds(network.id)
        scan_round = opened.networks.add_round(network.id, "Nieuw", earlier.content_version, None, WHO)
        opened.networks.start_round(scan_round, WHO)
        partner = opened.networks.partner(network.id, built.own.released.id)
        assert partner
        world._fill_in(opened, replace(scan_round, state=RoundState.OPEN), partner, "nieuw")
        opened.closings.close(scan_round, partner, WHO, release=True)
        assert figures.moves(View(network.id, scan_round.id, before=earlier.id))


def test_old_results_are_not_destroyed_the_next_day(packed: bytes, built: World, elsewhere: Store) -> None:
    network = archive.take_in(elsewhere, packed, WHO).network
    elsewhere.retention.run(now() + timedelta(days=15 * 365))
    assert elsewhere.results.archived_by_partner(built.own.earlier.id) and elsewhere.plans.of(network.id)
    elsewhere.retention.run(now() + timedelta(days=21 * 365))
    assert not elsewhere.results.archived_by_partner(built.own.earlier.id) and not elsewhere.plans.of(network.id)


def test_erasing_a_partner_takes_its_figures_along(packed: bytes, built: World, elsewhere: Store) -> None:
    network, scan_round = archive.take_in(elsewhere, packed, WHO).network, built.own.earlier
    before = shown_of(elsewhere, network, scan_round)
    assert built.own.released.id in set(before.blocks["partner"])
    elsewhere.erasure.partner(built.own.released, WHO)
    after = shown_of(elsewhere, network, scan_round)
    assert built.own.released.id not in {*after.blocks["partner"], *after.partners["partner"]}
    assert not elsewhere._db.rows("SELECT 1 FROM archived_results WHERE shown LIKE ?", f"%{built.own.released.id}%")
    elsewhere.erasure.network(network, WHO)
    assert not elsewhere._db.rows("SELECT 1 FROM archived_results")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c", '"; DROP TABLE x; --', "🏡 Élan & Zn. “”", "...", "=1+1"]
)
def test_any_name_of_a_network_gives_a_file_that_can_be_kept(name: str, tmp_path: Path) -> None:
    with stores.opened(stores.empty(tmp_path / "data")) as opened:
        network = opened.networks.add(name, "Stad", 5, WHO)
        made = archive.archive(network)
        assert archive.file_name(network).isascii() and not set(archive.file_name(network)) & set("/\\\"';: ")
        assert json.loads(read(made)[files.MANIFEST])["network"] == network.name
        assert not [path for path in read(made) if path.startswith("/") or ".." in path or "\\" in path]
        elsewhere = Store(stores.empty(tmp_path / "other"), installation.questionnaire())
        assert archive.take_in(elsewhere, made, WHO).network == network
        elsewhere.close()


def test_an_archive_of_which_a_byte_differs_is_refused(packed: bytes, elsewhere: Store) -> None:
    before = elsewhere.totals()
    for at in (40, len(packed) // 3, len(packed) // 2, len(packed) - 200):
        changed = bytearray(packed)
        changed[at] ^= 1
        with pytest.raises(Refused, match="Er is niets ingelezen"):
            archive.take_in(elsewhere, bytes(changed), WHO)
    for found in ({**read(packed), "partners.csv": b"x"}, {**read(packed), "erbij.txt": b"x"}):
        with pytest.raises(NoArchive):
            files.unpack(zipped(found), archive.ROWS)
    assert elsewhere.totals() == before


def zipped(found: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name, content in found.items():
            packed.writestr(name, content)
    return made.getvalue()


@pytest.mark.slow
def test_a_bomb_and_a_path_out_of_its_folder_touch_nothing(elsewhere: Store, tmp_path: Path) -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as packed, packed.open(files.SUMS, "w", force_zip64=True) as sums:
        for _ in range(ARCHIVE_BYTES_MAX // 2**24 + 1):
            sums.write(bytes(2**24))
    assert len(bomb.getvalue()) < 2**20
    climbing = files.pack({"../buiten.txt": b"x", archive.ROWS: b"{}"}, {})
    for content in (bomb.getvalue(), climbing, b"", b"PK", b"\x00" * 1000, zipped({})):
        with pytest.raises(Refused, match="Er is niets ingelezen"):
            archive.take_in(elsewhere, content, WHO)
    assert not (tmp_path / "buiten.txt").exists() and not (tmp_path.parent / "buiten.txt").exists()


@pytest.mark.parametrize("name", sample([files.SUMS, archive.ROWS, "x.csv"], [archive.ROWS]))
def test_a_large_file_in_an_archive_is_never_in_memory_as_a_whole(name: str) -> None:
    packed, size = BytesIO(), ARCHIVE_BYTES_MAX // 2
    with ZipFile(packed, "w", ZIP_DEFLATED) as made:
        if name != files.SUMS:
            zeros = hashlib.sha256()
            for _ in range(size // CHUNK):
                zeros.update(bytes(CHUNK))
            made.writestr(files.SUMS, f"{zeros.hexdigest()}  {name}\n")
        with made.open(name, "w", force_zip64=True) as large:
            for _ in range(size // CHUNK):
                large.write(bytes(CHUNK))
    tracemalloc.start()
    with pytest.raises(NoArchive):
        files.unpack(packed.getvalue(), archive.ROWS)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert held < 3 * FILE_BYTES_MAX < size


@pytest.mark.parametrize("table", ["link_events", "contact_events", "frozen_scans", "membership_events", "log_events"])
def test_an_archive_brings_in_no_table_that_it_has_no_business_with(
    packed: bytes, elsewhere: Store, table: str
) -> None:
    found = read(packed)
    rows = json.loads(found[archive.ROWS])
    values = {
        "event": 1,
        "moment": "2026-01-01",
        "network": rows["network"],
        "joint": False,
        "number": 1,
        "content_version": 2,
    }
    columns = stores.file_database(elsewhere).columns[table]
    row = {
        column: values.get(column, False if column == "revoked" else {} if column == "answers" else "x")
        for column in columns
    }
    rows["tables"][table] = [row]
    before = elsewhere.totals()
    with pytest.raises(Refused, match="past niet in de app"):
        archive.take_in(elsewhere, repacked({**found, archive.ROWS: json.dumps(rows).encode()}), WHO)
    assert elsewhere.totals() == before


@pytest.mark.parametrize(
    "shown",
    [
        "{}",
        "[]",
        "geen json",
        '{"order": 0, "partners": [{}], "blocks": [{"block": "99"}], "elements": [], "splits": []}',
    ],
)
def test_figures_that_no_page_could_show_are_refused(packed: bytes, built: World, elsewhere: Store, shown: str) -> None:
    found = read(packed)
    rows = json.loads(found[archive.ROWS])
    for row in rows["tables"]["archived_results"]:
        row["shown"] = shown if row["partner"] == built.own.released.id else row["shown"]
    before = elsewhere.totals()
    with pytest.raises(Refused, match="niet te tonen"):
        archive.take_in(elsewhere, repacked({**found, archive.ROWS: json.dumps(rows).encode()}), WHO)
    assert elsewhere.totals() == before
