"""Erasing for good: the rows are gone, and so are their bytes from every file of the data folder."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from onlife.content.letter import Occasion
from onlife.content.questionnaire import load
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import Agreement, State
from onlife.domain.network import Partner
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.scan import FilledScan
from onlife.domain.shown import Shown
from onlife.services import results
from onlife.store import Refused, Store, StoreError
from onlife.store.engine import backup
from onlife.store.engine.database import BACKUPS
from onlife.store.engine.ledger import put_in_place
from onlife.store.mail import MailStep
from onlife.text import today
from tests import stores
from tests.contacts import contacts
from tests.sample import sample

pytestmark = pytest.mark.long

FORM = load()
PARTNER, REMARK, GROUP, ACTION, REASON, ADDRESS = (
    "Zeepaardjeswerking",
    "kwallennest in de remark",
    "mosselbankgroep",
    "alikruikenactie",
    "garnalenreden",
    "zeester@wadpier.example.be",
)
WORDS = (PARTNER, REMARK, GROUP, ACTION, REASON, ADDRESS)


class House:
    """A network with a partner whose every text is unmistakable, in a closed round, beside ordinary ones."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(stores.with_demo(folder), FORM)
        self.network = self.store.networks.all()[0]
        store, network = self.store, self.network
        open_round = store.networks.open_round(network.id)
        assert open_round
        self.running = open_round
        self.partner = Partner("zee", network.id, PARTNER, "Jeugdwerk", 6, True)
        store.networks.save_partners([self.partner], "an")
        store.links.make(network.id, ["zee"], "an")
        store.scan_imports.add(self.running, [FilledScan("zee", GROUP, True, {"1.1": "red"}, {"1": REMARK})])
        store.plans.keep(
            PlanAction("a", network.id, "zee", "1", ACTION, today(), lead="zee", goal="g", indicator="i"), "an"
        )
        store.priorities.keep(self.running, Priority("zee", "2", 4, REASON, ""), "an")
        whom = contacts(network.id, {"zee": ADDRESS})
        store.contacts.save(whom, "an")
        store.mails.queue(self.running, whom, Occasion.INVITATION, "https://x.be", "an", again=False)
        store.hints.put_away(network.id, "zee", store.links.of(network.id)["zee", LinkKind.TEAM].id, "scan")

    def close(self) -> None:
        self.store.closings.close(self.running, self.partner, "an", release=True)

    def quote(self) -> None:
        """Quote and share the remark of the partner, once its scan is closed."""
        said = self.store.remarks.of(self.running.id)
        mark = str(said[said["remark"] == REMARK]["mark"].iloc[0])
        self.store.remarks.quote(self.running, mark, True, "an")
        self.store.remarks.share(self.running, "zee", mark, True, "an")

    def found(self) -> set[str]:
        """The words that stand in any file beside the backups, also where nothing points at them."""
        bytes_ = b"".join(
            file.read_bytes()
            for file in self.folder.rglob("*")
            if file.is_file() and BACKUPS not in file.relative_to(self.folder).parts
        )
        return {word for word in WORDS if word.encode() in bytes_}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house, built once, as it lies on disk when the app has stopped."""
    house = House(tmp_path_factory.mktemp("house"))
    house.store.close()
    return house.folder


@pytest.fixture
def house(built: Path, tmp_path: Path) -> Iterator[House]:
    folder = Path(shutil.copytree(built, tmp_path / "data"))
    opened = House.__new__(House)
    opened.folder, opened.store = folder, Store(folder, FORM)
    opened.network = opened.store.networks.all()[0]
    running = opened.store.networks.open_round(opened.network.id)
    partner = opened.store.networks.partner(opened.network.id, "zee")
    assert running and partner
    opened.running, opened.partner = running, partner
    yield opened
    opened.store.close()


@pytest.mark.slow
def test_without_rewriting_the_bytes_of_what_is_deleted_stay(house: House) -> None:
    """The negative control: the search finds what DuckDB only marks as deleted, also after it has tidied up."""
    assert house.found() == set(WORDS)
    house.store.close()
    with duckdb.connect(str(house.folder / "onlife.duckdb")) as raw:
        for table, column in (
            ("partner_events", "partner"),
            ("submission_events", "partner"),
            ("action_events", "holder"),
        ):
            raw.execute(f"DELETE FROM {table} WHERE {column} = 'zee'")
        raw.execute("CHECKPOINT")
        raw.execute("VACUUM")
        raw.execute("CHECKPOINT")
    assert house.found() == set(WORDS)


def test_an_erased_partner_leaves_no_byte_and_the_rest_is_as_it_was(house: House) -> None:
    others = [p for p in house.store.networks.partners(house.network.id) if p.id != "zee"]
    actions = house.store.plans.of(house.network.id)
    house.close()
    house.quote()
    assert house.store.erasure.partner(house.partner, "an")
    assert house.found() == set()
    assert house.store.networks.partners(house.network.id) == others
    assert house.store.plans.of(house.network.id) == actions
    assert not house.store.plans.of(house.network.id, "zee")
    before = house.store.totals()
    house.store.close()
    house.store = Store(house.folder, FORM)
    assert house.store.totals() == before and house.found() == set()


def test_the_links_and_sessions_of_an_erased_partner_lead_nowhere(house: House) -> None:
    links, sessions, actors = house.store.links, house.store.sessions, house.store.actors
    link = links.of(house.network.id)["zee", LinkKind.TEAM]
    token, cookie = links.token(link), sessions.start("team", link.id)
    assert actors.with_secret(cookie)
    house.store.erasure.partner(house.partner, "an")
    assert links.with_token(token) is None and actors.with_secret(cookie) is None
    with pytest.raises(Refused, match="bestaat niet meer"):
        house.store.erasure.partner(house.partner, "an")


def test_an_action_that_the_network_took_over_stays_when_its_partner_goes(house: House) -> None:
    action = house.store.plans.of(house.network.id, "zee")[0]
    house.store.plans.accept(action, "an")
    house.store.erasure.partner(house.partner, "an")
    assert ACTION in [action.what for action in house.store.plans.of(house.network.id)]
    assert PARTNER not in house.found()


def test_a_partner_erased_from_one_round_keeps_its_name_plan_and_address(house: House) -> None:
    house.close()
    house.quote()
    assert house.store.erasure.part(house.running, house.partner, "an")
    assert house.found() == {PARTNER, ACTION, ADDRESS}
    with pytest.raises(Refused, match="niets te wissen"):
        house.store.erasure.part(house.store.networks.rounds(house.network.id)[-1], house.partner, "an")


def test_a_partner_whose_result_was_seen_cannot_be_asked_again_in_that_round(house: House) -> None:
    """Two results of the same people but for one would give that one away."""
    house.close()
    house.store.erasure.part(house.running, house.partner, "an")
    with pytest.raises(Refused, match="afgesloten"):
        house.store.scans.begin(house.partner)
    with pytest.raises(Refused, match="al afgesloten"):
        house.store.scan_imports.add(house.running, [FilledScan("zee", GROUP, True, {"1.1": "red"})])
    with pytest.raises(Refused, match="heropenen kan dan niet meer"):
        house.store.closings.reopen(house.running, house.partner, "an")
    house.store.erasure.part(house.running, Partner("zee", house.network.id, PARTNER, "", 6, True), "an")
    assert house.store.closings.get(house.running.id, "zee").erased


def test_a_partner_that_had_shown_nothing_may_begin_anew(house: House) -> None:
    house.store.erasure.part(house.running, house.partner, "an")
    assert house.store.scans.begin(house.partner).partner == house.partner.id


def test_network_figures_after_an_erasure_are_those_of_the_other_partners(house: House) -> None:
    def shown() -> Shown:
        return results.of_network(house.store, FORM, house.network, house.running)

    before = shown()
    house.close()
    assert "zee" in set(shown().blocks["partner"])
    number = house.store.networks.newest_event(house.network.id)
    house.store.erasure.part(house.running, house.partner, "an")
    after = shown()
    for found, known in ((after.blocks, before.blocks), (after.elements, before.elements)):
        assert found.reset_index(drop=True).equals(known.reset_index(drop=True))
    assert house.store.networks.newest_event(house.network.id) > number  # or figures that were kept would still show it


def test_an_erased_round_leaves_partners_and_other_rounds(house: House) -> None:
    rounds = house.store.networks.rounds(house.network.id)
    assert house.store.erasure.round(house.running, "an")
    assert house.store.networks.rounds(house.network.id) == [r for r in rounds if r.id != house.running.id]
    assert house.found() == {PARTNER, ACTION, ADDRESS}


def test_a_replaced_address_leaves_the_file_when_it_is_written_anew(house: House) -> None:
    house.store.contacts.save(contacts(house.network.id, {"zee": "krab@wadpier.example.be"}), "an")
    assert house.store.needs_compaction
    house.store.compact()
    assert house.found() == set(WORDS) - {ADDRESS}


def test_a_mail_on_its_way_to_an_erased_partner_leaves_nothing_behind(house: House) -> None:
    mail = next(mail for mail in house.store.mails.waiting() if mail.partner == "zee")
    house.store.mails.take(mail, MailStep.HANDING, tries=1)
    house.store.erasure.partner(house.partner, "an")
    before = house.store.totals()
    house.store.mails.take(mail, MailStep.SENT, tries=1)
    assert house.store.totals() == before
    assert "zee" not in {mail.partner for mail in house.store.mails.of(house.network.id, house.running.id)}


def test_an_erased_network_leaves_its_accounts_and_nothing_else(house: House) -> None:
    house.close()
    house.quote()
    house.store.questionnaires.add(house.network.id, replace(FORM, version=77), "an")
    house.store.questionnaires.choose(house.network.id, 77, "an")
    other = house.store.networks.add("Elders", "Elders", 5, "an")
    accounts = {account.username for account in house.store.accounts.all()}
    assert house.store.erasure.network(house.network, "an")
    assert house.found() == set()
    assert house.store.networks.all() == [other]
    assert {account.username for account in house.store.accounts.all()} == accounts
    assert not any(account.networks for account in house.store.accounts.all())
    kept = {row["network"] for table in house.store._db.tables_with("network") for row in house.store._db.rows(f"SELECT DISTINCT network FROM {table}")}  # fmt: skip
    assert kept == {other.id, ""}
    assert house.network.name.encode() not in (house.folder / "onlife.duckdb").read_bytes()


def test_what_goes_is_counted_before(house: House) -> None:
    erasure = house.store.erasure
    one = {"scan": 1, "keuze met sterren": 1}
    assert erasure.of_partner(house.partner) == {"partner": 1, "contactpersoon": 1, "links": 2, "actie": 1, **one}
    assert erasure.of_part(house.running, house.partner) == one
    assert erasure.of_round(house.running)["scanronde"] == 1
    whole = erasure.of_network(house.network)
    assert whole["partners"] == len(house.store.networks.partners(house.network.id, archived=True))
    assert whole["scans"] > erasure.of_round(house.running)["scans"] > 1
    house.close()
    assert erasure.of_partner(house.partner)["scan"] == 1


# -- a scan, by its owner


def own_scan(house: House) -> tuple[Partner, str]:
    single = next(
        p
        for p in house.store.networks.partners(house.network.id)
        if not p.joint and not house.store.closings.get(house.running.id, p.id).closed
    )
    scan = house.store.scans.begin(single)
    house.store.scans.remark(scan.id, "3", "wulkenopmerking")
    return single, scan.id


@pytest.mark.parametrize("submitted", [False, True])
def test_somebody_erases_the_own_scan_open_or_submitted(house: House, submitted: bool) -> None:
    partner, scan = own_scan(house)
    store = house.store
    link = store.links.of(house.network.id)[partner.id, LinkKind.SCAN]
    cookie, code = store.sessions.start("scan", link.id, scan), store.scans.code(scan)
    if submitted:
        store.scans.choose_function(scan, "ict")
        store.scans.answer(scan, "1.1", Light.RED)
        store.scans.submit(scan)
    store.scans.erase(scan, link.id)
    assert store.scans.scan(scan) is None and store.scans.resume(partner, code) is None
    assert store.sessions.get(cookie) is None
    owed = store.needs_compaction
    store.compact()
    assert owed and not store.needs_compaction
    for file in (house.folder / "onlife.duckdb", house.folder / "onlife.ledger"):
        assert not [word for word in (b"wulkenopmerking", scan.encode()) if word in file.read_bytes()]


def test_a_scan_of_a_closed_partner_can_no_longer_be_told_apart(house: House) -> None:
    partner, scan = own_scan(house)
    house.store.scans.choose_function(scan, "ict")
    house.store.scans.answer(scan, "1.1", Light.RED)
    house.store.scans.submit(scan)
    house.store.closings.close(house.running, partner, "an", release=False)
    with pytest.raises(Refused, match="afgesloten"):
        house.store.scans.erase(scan, "an")


def test_what_a_closing_destroyed_leaves_the_file_when_it_is_written_anew(house: House) -> None:
    partner, scan = own_scan(house)
    house.store.scans.choose_function(scan, "ict")
    house.store.scans.answer(scan, "1.1", Light.RED)
    house.store.scans.submit(scan)
    code = house.store._db.rows("SELECT value FROM draft_events WHERE scan = ? AND kind = 'begin'", scan)[0]["value"]
    house.store.close()
    house.store = Store(house.folder, FORM)  # what was written is in the file itself
    house.store.closings.close(house.running, partner, "an", release=False)
    assert house.store.needs_compaction
    file = house.folder / "onlife.duckdb"
    assert code.encode() in file.read_bytes()
    house.store.compact()
    assert code.encode() not in file.read_bytes() and scan.encode() not in file.read_bytes()


# -- the rewriting itself


def test_events_go_on_counting_after_the_file_was_written_anew(house: House) -> None:
    newest = house.store.networks.newest_event(house.network.id)
    house.store.compact()
    house.store.networks.save_round(house.running, "an")
    assert house.store.networks.newest_event(house.network.id) > newest


@pytest.mark.slow
def test_readers_and_writers_go_on_while_the_file_is_written_anew(house: House) -> None:
    faults: list[BaseException] = []
    stop = threading.Event()
    written: list[int] = []

    def read() -> None:
        try:
            while not stop.is_set():
                assert house.store.networks.partners(house.network.id)
        except BaseException as fault:
            faults.append(fault)

    def write() -> None:
        try:
            while not stop.is_set():
                house.store.audit.note_export(house.network.id, f"bestand-{len(written)}", "an")
                written.append(1)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for work in (read, read, write)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        house.store.compact()
    stop.set()
    for thread in threads:
        thread.join()
    assert not faults and written
    house.store.close()
    house.store = Store(house.folder, FORM)
    told = house.store.audit.events(house.network.id)["what"]
    assert told.str.startswith("meegenomen: bestand-").sum() == len(written)


def test_a_file_that_somebody_holds_open_stays_in_place_and_nothing_is_lost(house: House) -> None:
    forgotten = duckdb.connect(str(house.folder / "onlife.duckdb"))
    with pytest.raises(StoreError, match="opnieuw"):
        house.store.compact()
    house.store.audit.note_export(house.network.id, "daarna", "an")
    forgotten.close()
    house.store.compact()
    house.store.close()
    house.store = Store(house.folder, FORM)
    assert "meegenomen: daarna" in set(house.store.audit.events(house.network.id)["what"])


@pytest.mark.parametrize("moment", sample(["before", "after"], ["before"]))
def test_a_crash_around_the_swap_leaves_a_whole_file_and_the_debt(house: House, moment: str, tmp_path: Path) -> None:
    """The folder as a process leaves it that ends right before, or right after, the fresh file gets its name."""
    house.close()
    real = put_in_place

    def dying(draft: Path, path: Path) -> None:
        if path.name == "onlife.duckdb":
            if moment == "before":
                shutil.copytree(house.folder, tmp_path / "crashed")
            real(draft, path)
            if moment == "after":
                shutil.copytree(house.folder, tmp_path / "crashed")
        else:
            real(draft, path)

    held = house.store.totals()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("onlife.store.engine.file_database.put_in_place", dying)
        house.store.compact()
    crashed = Store(tmp_path / "crashed", FORM)
    owed = crashed.needs_compaction
    assert crashed.totals() == held
    crashed.compact()
    assert owed and not crashed.needs_compaction and crashed.totals() == held
    assert not (tmp_path / "crashed" / "rewriting").exists()
    crashed.close()


def test_a_full_disk_keeps_what_there_is_and_the_debt(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onlife.store.engine.file_database.put_in_place", full)
    house.store.erasure.part(house.running, house.partner, "an")
    owed = house.store.needs_compaction
    assert house.store.networks.partner(house.network.id, "zee")
    monkeypatch.undo()
    house.store.compact()
    assert owed and not house.store.needs_compaction and REMARK not in house.found()


# -- backups


@pytest.mark.slow
def test_older_backups_hold_what_was_erased_until_they_are_destroyed(house: House) -> None:
    old, _ = house.store.back_up()
    old = old.rename(old.with_name("onlife-20260101T000000.tar"))
    house.store.erasure.partner(house.partner, "an")
    assert PARTNER.encode() in old.read_bytes()
    assert backup.last_expiry(house.folder, today()) is not None
    assert house.store.destroy_older_backups(house.network.id, "an") == 1
    left = list((house.folder / BACKUPS).iterdir())
    assert len(left) == 1 and not [word for word in WORDS if word.encode() in left[0].read_bytes()]


def test_without_a_backup_there_is_no_day_to_wait_for(tmp_path: Path) -> None:
    assert backup.last_expiry(tmp_path, today()) is None


AGREED = Agreement("5.1", Light.GREEN, "")
UNDER_A_ROUND: Mapping[str, Callable[[House], object]] = {
    "stars": lambda house: house.store.priorities.keep(house.running, Priority("", "1", 3, "", ""), "an"),
    "showing stars": lambda house: house.store.priorities.share(house.running, house.partner.id, True, "an"),
    "a point": lambda house: house.store.meetings.mark(house.running, "5.1", True, "an"),
    "a meeting": lambda house: house.store.meetings.start(house.running, "an"),
    "an agreed colour": lambda house: house.store.meetings.agree(house.running, AGREED, "an"),
    "an agenda": lambda house: house.store.agendas.keep(house.running, [], 0, "an"),
    "slips": lambda house: house.store.slips.make(house.running, replace(house.partner, joint=False), "an"),
    "a shared device": lambda house: house.store.closings.share_device(
        house.running, house.partner, "an", sharing=True
    ),
}
UNDER_A_PARTNER: Mapping[str, Callable[[House], object]] = {
    "its stars": lambda house: house.store.priorities.keep(house.running, Priority("zee", "1", 3, "", ""), "an"),
    "a contact": lambda house: house.store.contacts.save(contacts(house.network.id, {"zee": ADDRESS}), "an"),
    "its place in the archive": lambda house: house.store.networks.archive(house.partner, "an"),
}


@pytest.mark.parametrize("keep", UNDER_A_ROUND.values(), ids=UNDER_A_ROUND)
def test_nothing_comes_under_a_round_that_was_erased_while_a_page_stood_open(
    house: House, keep: Callable[[House], object]
) -> None:
    if running := house.store.meetings.running(house.network.id):
        house.store.meetings.turn(running, State.ENDED, "an")
    house.store.erasure.round(house.running, "an")
    before = house.store.totals()
    with pytest.raises(Refused):
        keep(house)
    assert house.store.totals() == before


@pytest.mark.parametrize("keep", UNDER_A_PARTNER.values(), ids=UNDER_A_PARTNER)
def test_nothing_comes_under_a_partner_that_was_erased_while_a_page_stood_open(
    house: House, keep: Callable[[House], object]
) -> None:
    house.store.erasure.partner(house.partner, "an")
    before = house.store.totals()
    with pytest.raises(Refused):
        keep(house)
    assert house.store.totals() == before
