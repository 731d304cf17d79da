"""What every database of the app promises, held by the file and by a real PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import duckdb
import psycopg
import pytest

from onlife.content.letter import usual_words
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.experience import Moved
from onlife.domain.light import Light
from onlife.domain.meeting import State, VoteKind
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.plan import PlanAction, Status
from onlife.domain.priority import Priority
from onlife.security.token import SESSION_COOKIES, new_id
from onlife.services import network_file
from onlife.store import Refused, Store, StoreError, TooNew, Unreachable
from onlife.store.engine import backup, database
from onlife.store.engine.database import MIGRATIONS, Database
from onlife.store.engine.group_commit import Added
from onlife.store.engine.postgres_database import PostgresDatabase
from onlife.store.engine.postgres_schema import LOCK, WAIT
from onlife.text import now, today
from tests import stores
from tests.integration.conftest import FILE, POSTGRESQL
from tests.postgres import Postgres, must_be_there
from tests.sample import sample
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1)  # elements 1.1, 1.2 and 2.1
WHO = "proef"


@dataclass
class Place:
    """Where data are kept: a folder, and the address of a database unless they are in a file."""

    folder: Path
    address: str = ""
    opened: list[Store] = field(default_factory=list)

    def open(self) -> Store:
        """A store on these data; on PostgreSQL as many as one likes, as in processes of their own."""
        store = Store(self.folder, FORM, self.address)
        self.opened.append(store)
        return store


@pytest.fixture
def shared(postgres: Postgres, tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path / "data", postgres.database(template="as_new"))
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture(params=[FILE, POSTGRESQL])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == POSTGRESQL:
        yield request.getfixturevalue("shared")
        return
    place = Place(stores.empty(tmp_path / "data"))
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture
def store(place: Place) -> Store:
    return place.open()


def begun(store: Store, *, threshold: int = 3) -> tuple[Round, Partner]:
    """A network with an open round and one partner."""
    network = store.networks.add("Netwerk", "Stad", threshold, WHO)
    partner = Partner("bib", network.id, "Bib", "cultuur", 50, joint=False)
    store.networks.save_partners([partner, replace(partner, id="huis", name="Huis")], WHO)
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, WHO)
    store.networks.start_round(scan_round, WHO)
    return replace(scan_round, state=RoundState.OPEN), partner


def filled(store: Store, partner: Partner, *lights: Light, remark: str = "") -> str:
    """A scan that is handed in."""
    scan = store.scans.begin(partner).id
    store.scans.choose_function(scan, "praktijkwerker")
    for element, light in zip(("1.1", "1.2", "2.1"), lights, strict=False):
        store.scans.answer(scan, element, light)
    if remark:
        store.scans.remark(scan, "1", remark)
    store.scans.submit(scan)
    return scan


def draft(item: str, scan: str = "s") -> dict[str, object]:
    where = {"network": "n", "round": "r", "partner": "p", "scan": scan}
    return {"day": today(), **where, "kind": "answer", "item": item, "value": "green"}


def items(database: Database, scan: str = "s") -> list[str]:
    return [row["item"] for row in database.events("draft_events", scan=scan)]


# -- the interface


def test_rows_come_back_as_they_went_in(store: Store) -> None:
    answers = {"1.1": "green", 'é "\\': "’ – 𝄞", "": "\n\t"}
    where = {"network": "n", "round": "r", "partner": "p", "scan": "s"}
    row = {
        "day": date(2026, 2, 28), **where, "state": "submitted", "function_group": "'; DROP TABLE x; --", "joint": True,
        "source": "web", "content_version": 2**31 - 1, "answers": answers, "remarks": {},
    }  # fmt: skip
    store._db.add("submission_events", row)
    (kept,) = store._db.rows("SELECT * FROM submission_events")
    assert {key: kept[key] for key in row} == {**row, "answers": store._db.events("submission_events")[0]["answers"]}
    assert kept["answers"]["1.1"] == "green" and kept["answers"]['é "\\'] == "’ – 𝄞"
    moment = datetime(2026, 1, 2, 3, 4, 5, 678901)
    store._db.add("action_events", {**ACTION, "moment": moment, "start_day": None, "end_day": date(2027, 1, 1)})
    (action,) = store._db.rows("SELECT * FROM action_events")
    assert (action["moment"], action["start_day"], action["end_day"]) == (moment, None, date(2027, 1, 1))


ACTION: dict[str, Any] = dict.fromkeys(("actor", "network", "holder", "action", "block", "elements", "what", "term", "goal", "lead_partner", "partners", "resources", "indicator", "remarks", "status", "responsible"), "") | {"begun": date(2026, 1, 1), "offered": False}  # fmt: skip


def test_what_is_read_again_is_what_the_tables_hold(store: Store) -> None:
    assert items(store._db) == []
    store._db.add("draft_events", draft("1.1"))
    store._db.add("draft_events", draft("1.2"), draft("1.3"), draft("1.1", scan="t"))
    assert items(store._db) == ["1.1", "1.2", "1.3"]
    columns = ", ".join(store._db.columns["draft_events"])
    assert list(store._db.events("draft_events", scan="s")) == store._db.rows(
        f"SELECT {columns} FROM draft_events WHERE scan = 's' ORDER BY event"
    )


def test_a_transaction_sees_what_it_did_and_nobody_else_does_before_its_end(store: Store) -> None:
    seen: list[list[str]] = []
    with store.transaction():
        store._db.add("draft_events", draft("1.1"))
        assert items(store._db) == ["1.1"]
        other = threading.Thread(target=lambda: seen.append(items(store._db)))
        other.start()
        other.join(30)
    assert seen == [[]] and items(store._db) == ["1.1"]


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.transaction():
        store._db.add("draft_events", draft("1.1"))
        store._db.delete("draft_events", scan="s")
        store._db.add("hint_events", {"moment": now(), "network": "", "partner": "", "subject": "w", "hint": "h"})
        raise RuntimeError
    assert items(store._db) == [] and store.hints.read("w") == set()
    store._db.add("draft_events", draft("1.2"))
    assert items(store._db) == ["1.2"]


def test_what_cannot_be_written_is_said_in_dutch_and_breaks_nothing(store: Store) -> None:
    with pytest.raises(StoreError, match="Probeer het opnieuw"):
        store._db.add("draft_events", {"no_such_column": 1})
    store._db.add("draft_events", draft("1.1"))
    assert items(store._db) == ["1.1"]


def test_event_numbers_rise_in_the_order_of_the_writes(store: Store) -> None:
    with store.transaction():
        first = store._db.next_event()
        store._db.add("draft_events", draft("1.1"))
    threads = [threading.Thread(target=lambda n=n: store._db.add("draft_events", draft(str(n)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    events = [row["event"] for row in store._db.events("draft_events", scan="s")]
    assert len(set(events)) == 9 and events == sorted(events) and first < events[0]


def test_many_who_submit_at_once_are_all_kept_and_each_hears_its_own(store: Store) -> None:
    told: list[object] = []

    def submit(number: int) -> None:
        def change() -> list[Added]:
            if number % 5 == 0:
                raise Refused("Dat mag niet.")
            return [("draft_events", [draft(str(number))])]

        try:
            store._db.submit(change)
        except Refused as refused:
            told.append(str(refused))

    threads = [threading.Thread(target=submit, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert told == ["Dat mag niet."] * 8
    assert sorted(map(int, items(store._db))) == [number for number in range(40) if number % 5]


def test_deleting_tells_how_many_and_is_known_in_memory(store: Store) -> None:
    store._db.add("draft_events", draft("1.1"), draft("1.2"), draft("1.1", scan="t"))
    assert len(items(store._db)) == 2
    assert store._db.destroy("draft_events", "scan IN (SELECT scan FROM draft_events WHERE item = ?)", "1.2") == 2
    assert items(store._db) == [] and items(store._db, "t") == ["1.1"]
    assert store._db.destroy("draft_events", "scan = 'nobody'") == 0


def test_what_was_destroyed_is_written_over(store: Store) -> None:
    store._db.add("draft_events", draft("1.1"), draft("1.2"))
    owed = [store.needs_compaction]
    store._db.delete("draft_events", item="1.1")
    owed.append(store.needs_compaction)
    before = store.totals()
    store.compact()
    assert (
        owed == [False, True]
        and not store.needs_compaction
        and store.totals() == before
        and items(store._db) == ["1.2"]
    )


def test_what_is_kept_is_there_at_the_next_start(place: Place) -> None:
    first = place.open()
    _round, partner = begun(first)
    scan = filled(first, partner, Light.GREEN)
    before = first.totals()
    first.close()
    again = place.open()
    kept = again.scans.scan(scan)
    assert kept is not None and kept.submitted and dict(kept.answers) == {"1.1": "green"}
    assert again.totals() == before
    again._db.add("draft_events", draft("later"))
    assert (
        again._db.events("draft_events", item="later")[0]["event"]
        > again._db.events("draft_events", scan=scan)[-1]["event"]
    )


def test_healthy_until_it_is_closed(store: Store) -> None:
    assert store.healthy()
    store.close()
    assert not store.healthy()


# -- the domain on top


def test_sessions_begin_hold_and_end(store: Store) -> None:
    scan_round, _partner = begun(store)
    store.accounts.add("ann", "Ann", "hash", WHO)
    (account,) = store.accounts.all()
    store.accounts.set_role(account.id, scan_round.network, Role.COORDINATOR, WHO)
    secret = store.sessions.start("account", account.id)
    known = store.actors.of({SESSION_COOKIES["account"]: secret})
    assert known["account"].networks == {scan_round.network: Role.COORDINATOR}
    store.sessions.end(secret)
    assert store.sessions.get(secret) is None
    ticket = store.sessions.start("ticket", account.id)
    assert store.sessions.spend_ticket(ticket) and store.sessions.spend_ticket(ticket) is None


def test_tries_to_log_in_are_counted_and_blocked(store: Store) -> None:
    waits = [store.login_throttle.begin("ann", "1.2.3.4") for _ in range(15)]
    assert isinstance(waits[0], str) and isinstance(waits[-1], timedelta)


def test_a_scan_goes_from_drafts_to_a_frozen_set_without_traces(store: Store) -> None:
    scan_round, partner = begun(store)
    for lights in ((Light.GREEN, Light.RED), (Light.ORANGE,), (Light.GREEN, Light.GREEN, Light.GREEN)):
        filled(store, partner, *lights, remark="Goed zo.")
    assert [r.submitted for r in store.results.response(scan_round.network, scan_round.id)] == [3, 0]
    store.closings.close_round(scan_round, WHO)
    assert not store._db.events("draft_events") and not store._db.events("submission_events")
    frame = store.results.counts(scan_round.id).set_index("element")
    assert frame["green"].to_dict() == {"1.1": 2, "1.2": 1, "2.1": 1} and frame["red"].to_dict()["1.2"] == 1
    assert sorted(store.results.remarks(scan_round.id)["remark"]) == ["Goed zo."] * 3
    assert int(store.results.submitted_by_day(scan_round.id)["submitted"].sum()) == 3
    with pytest.raises(Refused):
        store.scans.begin(partner)


def test_a_vote_counts_once_and_its_newest_choice(store: Store) -> None:
    scan_round, partner = begun(store)
    meeting = store.meetings.start(scan_round, WHO)
    store.meetings.ask(meeting, VoteKind.COLOUR, "1.1", WHO)
    question = store.meetings.open_question(meeting)
    assert question is not None
    for choice in ("green", "red", "red"):
        store.meetings.vote(scan_round.network, question.id, partner.id, choice, WHO)
    assert store.meetings.own_vote(question.id, partner.id) == "red"
    assert len(store._db.events("vote_events")) == 2


def test_erasing_a_partner_and_a_network_leaves_no_row_of_it(store: Store) -> None:
    scan_round, partner = begun(store)
    filled(store, partner, Light.GREEN, remark="Van Bib.")
    store.links.make(scan_round.network, [partner.id], WHO)
    assert store.erasure.partner(partner, WHO)
    for table in store._db.tables_with("network", "partner"):
        assert not [row for row in store._db.events(table) if row["partner"] == partner.id], table
    network = store.networks.get(scan_round.network)
    assert network is not None and store.erasure.network(network, WHO)
    for table in store._db.tables_with("network"):
        assert not store._db.rows(f"SELECT 1 FROM {table} WHERE network = ?", network.id), table
    assert not store.needs_compaction


def test_retention_destroys_what_its_time_is_over_once(store: Store) -> None:
    scan_round, partner = begun(store)
    filled(store, partner, Light.GREEN)
    store.closings.close_round(scan_round, WHO)
    later = now() + timedelta(days=366 * 6)
    assert {(gone.kind, gone.number) for gone in store.retention.run(later) if gone.kind == "results"} == {
        ("results", 1)
    }
    assert not [gone for gone in store.retention.run(later) if gone.kind == "results"]
    assert store.results.counts(scan_round.id).empty


def test_the_log_book_holds_and_tells_when_somebody_changed_it(store: Store) -> None:
    begun(store)
    assert store.audit.check().whole
    (row,) = store._db.rows("SELECT * FROM log_events WHERE number = 2 AND network <> '' LIMIT 1")
    store._db.destroy("log_events", "event = ? AND number = 2", row["event"])
    store._db.add("log_events", {**row, "actor": "iemand anders"})
    assert not store.audit.check().whole


# -- migrations, backups, moving


@pytest.mark.parametrize("known", sample(range(1, len(MIGRATIONS) + 1), [1, len(MIGRATIONS) // 2, len(MIGRATIONS) - 1]))
def test_data_of_every_earlier_shape_keep_their_rows(
    known: int, postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.database()
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", MIGRATIONS[:known])
        earlier.setattr("onlife.store.engine.postgres_schema.MIGRATIONS", MIGRATIONS[:known])
        old = PostgresDatabase(address, tmp_path)
        old.add("draft_events", draft("1.1"))
        assert old.row("SELECT max(number) AS number FROM migrations") == {"number": known}
        old.close()
    for _ in range(2):
        new = PostgresDatabase(address, tmp_path)
        assert items(new) == ["1.1"]
        assert len(new.rows("SELECT * FROM migrations")) == len(MIGRATIONS)
        new.close()


def test_data_of_a_newer_version_are_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.open().close()
    monkeypatch.setattr(database, "MIGRATIONS", MIGRATIONS[:-1])
    with pytest.raises(TooNew, match="nieuwere versie"):
        place.open()


def test_a_backup_comes_back_in_a_file_and_in_postgresql(place: Place, postgres: Postgres, tmp_path: Path) -> None:
    store = place.open()
    _round, partner = begun(store)
    scan = filled(store, partner, Light.GREEN, remark="Goed zo.")
    made, rows = store.back_up(tmp_path / "all.tar")
    wanted = store._db.rows("SELECT * FROM draft_events ORDER BY event")
    for target in (Place(tmp_path / "a"), Place(tmp_path / "b", postgres.database(template="as_new"))):
        assert backup.restore(made, target.folder, target.address) == rows
        back = target.open()
        assert back._db.rows("SELECT * FROM draft_events ORDER BY event") == wanted
        assert back.scans.code(scan) == store.scans.code(scan), "with the same key"
        assert filled(back, partner, Light.RED) != scan
        assert back.audit.check().whole
        back.close()
        with pytest.raises(Refused, match="staan al gegevens"):
            backup.restore(made, target.folder, target.address)


@pytest.mark.slow
def test_everything_moves_from_the_file_to_postgresql_and_back(postgres: Postgres, tmp_path: Path) -> None:
    file = Place(tmp_path / "file")
    store = file.open()
    scan_round, partner = begun(store)
    for light in Light:
        filled(store, partner, light, remark="é – 𝄞 '\"\\")
    store.closings.close_round(scan_round, WHO)
    before = store.totals()
    store.close()
    shared = Place(file.folder, postgres.database(template="as_new"))
    moved = backup.move(file.folder, shared.address, to_file=False)
    there = shared.open()
    compare = {table: total for table, total in before.items() if table not in ("log_events",)}
    assert {table: there.totals()[table] for table in compare} == compare
    assert moved["frozen_scans"] == 4 and (file.folder / "onlife.duckdb").exists()
    copies = sorted((file.folder / "backups").iterdir())
    with pytest.raises(Refused, match="staan al gegevens"):
        backup.move(file.folder, shared.address, to_file=False)
    filled_again = there.networks.add("Tweede", "Stad", 5, WHO)
    there.close()
    with pytest.raises(Refused, match="staan al gegevens"):
        backup.move(file.folder, shared.address, to_file=True)
    assert sorted((file.folder / "backups").iterdir()) == copies, "who is refused leaves no copy behind"
    for name in ("onlife.duckdb", "onlife.ledger"):
        (file.folder / name).rename(tmp_path / name)
    backup.move(file.folder, shared.address, to_file=True)
    back = file.open()
    assert {network.id for network in back.networks.all()} == {scan_round.network, filled_again.id}
    assert {table: back.totals()[table] for table in ("frozen_scans", "frozen_remarks")} == {
        table: before[table] for table in ("frozen_scans", "frozen_remarks")
    }
    back.networks.add("Derde", "Stad", 5, WHO)
    assert back.audit.check().whole
    back.close()


# -- several processes on one PostgreSQL


def test_what_one_process_writes_the_next_run_of_another_knows(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    _round, partner = begun(one)
    scan = one.scans.begin(partner).id
    other.refresh()
    assert other.scans.scan(scan) is not None
    one.scans.answer(scan, "1.1", Light.GREEN)
    other.refresh()
    kept = other.scans.scan(scan)
    assert kept is not None and dict(kept.answers) == {"1.1": "green"}
    other.scans.answer(scan, "1.2", Light.RED)
    one.refresh()
    kept = one.scans.scan(scan)
    assert kept is not None and dict(kept.answers) == {"1.1": "green", "1.2": "red"}
    one.scans.erase(scan, WHO)
    other.refresh()
    assert other.scans.scan(scan) is None


def test_a_right_that_ended_in_one_process_ends_in_the_other_at_the_next_run(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    scan_round, partner = begun(one)
    one.links.make(scan_round.network, [partner.id], WHO)
    link = one.links.of(scan_round.network)[partner.id, LinkKind.TEAM]
    secret = one.sessions.start("team", link.id)
    cookies = {SESSION_COOKIES["team"]: secret}
    assert other.actors.of(cookies) and one.actors.of(cookies)
    one.links.revoke(link, WHO)
    assert not other.actors.of(cookies)


def test_who_votes_by_a_word_does_so_in_every_process_and_is_out_of_all_when_the_meeting_ends(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    scan_round, partner = begun(one)
    running = one.meetings.start(scan_round, WHO)
    one.seats.give(running, [partner.id], WHO)
    question, code = one.meetings.ask(running, VoteKind.COLOUR, "1.1", WHO), one.seats.code(running)
    assert other.seats.with_code(code)
    seat = other.seats.of(running.id)[partner.id]
    assert other.seats.matches(seat, one.seats.word(seat))
    cookies = {SESSION_COOKIES["seat"]: other.sessions.start("seat", seat.id)}
    assert one.actors.of(cookies) and other.actors.of(cookies)
    other.meetings.vote(scan_round.network, question.id, partner.id, "green", seat.id, "Daarom.")
    one.refresh()
    assert one.meetings.own_reason(question.id, partner.id) == "Daarom."
    one.meetings.turn(running, State.ENDED, WHO)
    assert not other.actors.of(cookies) and other.seats.with_code(code) is None


def test_a_seat_goes_with_its_partner_and_a_visit_with_its_time(store: Store) -> None:
    scan_round, partner = begun(store)
    running = store.meetings.start(scan_round, WHO)
    store.seats.give(running, [partner.id, "huis"], WHO)
    for seat in store.seats.of(running.id).values():
        store.sessions.start("seat", seat.id)

    def visits() -> int:
        return len(store._db.rows("SELECT DISTINCT session FROM session_events"))

    assert visits() == 2
    store.erasure.partner(partner, WHO)
    assert (visits(), set(store.seats.of(running.id))) == (1, {"huis"})
    store.retention.run(now() + timedelta(days=7 * 31))
    assert visits() == 0


def test_a_view_link_that_was_revoked_in_one_process_opens_nothing_in_the_other(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    network = begun(one)[0].network
    one.view_links.make(network, "de raad", ["plan"], today(), WHO)
    (view,) = one.view_links.of(network)
    link = one.links.get(view.id)
    assert link
    cookies = {SESSION_COOKIES["view"]: one.sessions.start("view", link.id)}
    other.view_links.note_opening(link)
    assert other.actors.of(cookies)["view"].pages == ("plan",)
    one.refresh()
    assert one.view_links.visit_count(view)[0] == 1
    one.view_links.revoke(view, WHO)
    assert not other.actors.of(cookies) and not other.view_links.of(network)


def test_how_far_networks_are_is_told_alike_by_both_kinds(store: Store) -> None:
    scan_round, partner = begun(store)
    filled(store, partner, Light.GREEN)
    store.networks.add("Aalst", "Aalst", 5, WHO)
    found = store.progress.all()
    about = found[scan_round.network].about
    assert len(found) == 2 and about
    assert (about.partners, about.begun, about.finished, about.asked, about.scans) == (2, 1, 0, 100, 1)
    store.closings.close(scan_round, partner, WHO, release=True)
    about = store.progress.of(scan_round.network).about
    assert about and (about.finished, about.released, about.led_somewhere) == (1, True, True)


def test_own_words_and_kinds_come_back_as_they_went_in(store: Store) -> None:
    network = store.networks.add("Zuid", "Zuid", 5, WHO)
    words = {**usual_words("invitation.contact"), "subject": "Doe mee, 'vandaag' nog"}
    store.letters.save(network.id, "invitation.contact", words, WHO)
    assert store.letters.of(network.id)["invitation.contact"]["subject"] == "Doe mee, 'vandaag' nog"
    store.kinds.save(["grote stad", "dorp"], WHO)
    store.kinds.show(1, {"dorp": {network.id: {"1": 40.0}}}, set(), {})
    assert store.kinds.last(1) == {"dorp": {network.id: {"1": 40.0}}}


def test_sentences_and_their_batches_come_back_and_go_with_their_network(store: Store) -> None:
    scan_round, _ = begun(store)
    network = scan_round.network
    done = PlanAction("a", network, "", "1", "Iets", today(), ("1.1",), status=Status.DONE)
    store.plans.keep(done, WHO)
    store.experiences.share(network, True, WHO)
    store.experiences.write(network, "a", "Zo 'deden' we het hier.", WHO)
    (said,) = store.experiences.standing(network)
    assert (said.text, said.elements) == ("Zo 'deden' we het hier.", frozenset({"1.1"}))
    store.experiences.show("1.1", 1, [said])
    (batch,) = store.experiences.batches()
    assert batch.whole([said]) and batch.number == 1
    store.experiences.tell(Moved("1.1", (batch.id,), 6, 2))
    assert store.experiences.movements() == [Moved("1.1", (batch.id,), 6, 2)]
    known = store.networks.get(network)
    assert known
    store.erasure.network(known, WHO)
    (batch,) = store.experiences.batches()
    assert store.experiences.standing(network) == [] and not batch.whole([said])


def test_an_invitation_that_was_used_in_one_process_opens_nothing_in_the_other(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    made = one.invitations.make(one.networks.add("Zuid", "Zuid", 5, WHO), WHO)
    token = one.invitations.token(made)
    assert other.invitations.with_token(token)
    one.invitations.accept(made.id, one.accounts.add("an", "An", "x", WHO).id)
    assert other.invitations.with_token(token) is None
    bo = other.accounts.add("bo", "Bo", "x", WHO).id
    with pytest.raises(Refused, match="al gebruikt"):
        other.invitations.accept(made.id, bo)


def test_two_processes_put_a_notice_in_the_queue_once(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    scan_round, partner = begun(one)
    contact = Contact("c", scan_round.network, partner.id, "An", "an@bib.be")
    one.contacts.save([contact], WHO)
    other.refresh()
    stores = (one, other) * 3
    queued: list[int] = []

    def queue(store: Store) -> None:
        queued.append(store.mails.queue_notices([(contact, ["k"])], today(), WHO, origin="https://x.be"))

    threads = [threading.Thread(target=queue, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.refresh()
    assert sorted(queued) == [0, 0, 0, 0, 0, 1] and len(other.mails.notices(scan_round.network)) == 1


def test_a_logout_in_one_process_is_one_in_the_other(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    one.accounts.add("ann", "Ann", "hash", WHO)
    (account,) = one.accounts.all()
    secret = one.sessions.start("account", account.id)
    assert other.actors.of({SESSION_COOKIES["account"]: secret})
    one.sessions.end(secret)
    assert not other.actors.of({SESSION_COOKIES["account"]: secret})


def test_a_round_that_was_closed_in_one_process_takes_no_choice_in_another(shared: Place) -> None:
    one, other = shared.open(), shared.open()
    scan_round, partner = begun(one)
    scan = one.scans.begin(partner).id
    other.refresh()
    assert other.scans.scan(scan)
    one.closings.close_round(scan_round, WHO)
    with pytest.raises(Refused):
        other.scans.answer(scan, "1.1", Light.GREEN)
    assert not one._db.rows("SELECT 1 FROM draft_events")


def test_two_processes_that_write_at_once_number_no_event_twice(shared: Place) -> None:
    stores = [shared.open(), shared.open()]

    def write(store: Store, name: str) -> None:
        for number in range(20):
            store._db.add("draft_events", draft(f"{name}{number}"))

    threads = [
        threading.Thread(target=write, args=(store, name)) for store, name in zip(stores * 2, "abcd", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for store in stores:
        store.refresh()
        events = [row["event"] for row in store._db.events("draft_events", scan="s")]
        assert len(events) == len(set(events)) == 80 and events == sorted(events)


def test_two_who_check_and_write_at_once_do_not_both_pass(shared: Place) -> None:
    stores, refused = [shared.open(), shared.open()], []

    def write(store: Store) -> None:
        with store.transaction():
            if items(store._db):
                refused.append(store)
            else:
                store._db.add("draft_events", draft("1.1"))

    threads = [threading.Thread(target=write, args=(store,)) for store in stores * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 5 and items(stores[0]._db) == ["1.1"]


def test_one_process_at_a_time_does_a_duty(shared: Place, postgres: Postgres) -> None:
    one, other = shared.open(), shared.open()
    assert one.lease("mail") and one.lease("mail") and not other.lease("mail")
    assert other.lease("backup") and not one.lease("backup")
    postgres.sql("UPDATE leases SET until = now() - interval '1s'", database=shared.address.rpartition("/")[2])
    assert other.lease("mail") and not one.lease("mail")


def test_a_key_of_another_installation_is_refused(shared: Place, tmp_path: Path) -> None:
    shared.open()
    elsewhere = Place(tmp_path / "elsewhere", shared.address)
    with pytest.raises(StoreError, match=r"server\.key"):
        elsewhere.open()
    elsewhere.folder.mkdir(exist_ok=True)
    (elsewhere.folder / "server.key").write_bytes(b"x" * 32)
    with pytest.raises(StoreError, match="hoort niet bij deze databank"):
        elsewhere.open()
    (elsewhere.folder / "server.key").write_bytes((shared.folder / "server.key").read_bytes())
    elsewhere.open().close()


# -- when the server falls over


def cut_off(postgres: Postgres, place: Place) -> None:
    """End every connection to a database, as a server does that is stopped: first who waits, or it would get its turn."""
    name = place.address.rpartition("/")[2]
    connections = f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}' ORDER BY wait_event_type <> 'Lock', pid"
    postgres.sql(f"SELECT pg_terminate_backend(pid) FROM ({connections}) connections")


def test_connections_that_were_cut_are_made_anew_without_anybody_noticing(shared: Place, postgres: Postgres) -> None:
    store = shared.open()
    store._db.add("draft_events", draft("1.1"))
    for number in range(3):
        cut_off(postgres, shared)
        store._db.add("draft_events", draft(f"2.{number}"))
        cut_off(postgres, shared)
        assert len(store._db.rows("SELECT 1 FROM draft_events")) == number + 2


def test_a_question_about_one_scan_is_answered_by_an_index(shared: Place, postgres: Postgres) -> None:
    """As many questions as a choice asks must never go over what everybody else chose."""
    database = shared.open()._db
    with database._cursor() as cursor:  # every question has a cursor of its own
        assert cursor.execute("SELECT current_setting('pg_use_ctid_scan')").fetchone() == (False,)
    asked = "EXPLAIN SELECT * FROM draft_events WHERE scan {}"
    for condition in ("= 'a' COLLATE \"C\"", "IN ('a', 'b')"):  # the two ways in which DuckDB asks
        plan = postgres.sql(
            "SET enable_seqscan = off", asked.format(condition), database=shared.address.rpartition("/")[2]
        )
        assert "Index Scan on draft_events_scan" in plan and "Index Cond: " in plan


def test_what_is_cut_off_before_its_commit_is_said_not_to_be_kept(shared: Place, postgres: Postgres) -> None:
    store = shared.open()
    with pytest.raises(Unreachable, match="niet bewaard"), store.transaction():
        store._db.add("draft_events", draft("1.1"))
        cut_off(postgres, shared)
        store._db.add("draft_events", draft("1.2"))
    assert items(store._db) == []
    with pytest.raises(Unreachable, match="niet bewaard"), store.transaction():
        store._db.add("draft_events", draft("1.1"))
        cut_off(postgres, shared)
    assert items(store._db) == []
    store._db.add("draft_events", draft("1.3"))
    assert items(store._db) == ["1.3"]


def test_who_is_cut_off_while_it_waits_to_write_is_told_and_the_process_goes_on(
    shared: Place, postgres: Postgres
) -> None:
    holding, waiting = shared.open(), shared.open()
    told: list[BaseException] = []

    def write() -> None:
        try:
            waiting._db.add("draft_events", draft("1.1"))
        except StoreError as error:
            told.append(error)

    with pytest.raises(Unreachable), holding.transaction():
        holding._db.add("draft_events", draft("1.2"))
        writer = threading.Thread(target=write)
        writer.start()
        name = shared.address.rpartition("/")[2]
        locked = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}' AND wait_event_type = 'Lock'"
        for _ in range(1000):
            if postgres.sql(locked) == "1":
                break
        cut_off(postgres, shared)
        writer.join(60)
    assert [type(error) for error in told] == [Unreachable]
    waiting._db.add("draft_events", draft("1.3"))
    assert items(waiting._db) == ["1.3"]


def test_who_waits_too_long_to_write_is_told_and_can_write_afterwards(
    shared: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding, waiting = shared.open(), shared.open()
    _round, partner = begun(holding)
    scan = holding.scans.begin(partner).id
    waiting.refresh()
    for module in ("commit_log", "postgres_database"):
        monkeypatch.setattr(f"onlife.store.engine.{module}.LOCK", LOCK.replace(f"{WAIT}s", "10ms"))
    with holding.transaction():
        holding._db.add("hint_events", HINT)
        with pytest.raises(Unreachable, match="even bezet"):
            waiting.scans.answer(scan, "1.1", Light.GREEN)
        with pytest.raises(Unreachable, match="even bezet"):
            waiting._db.add("hint_events", HINT)
    waiting.scans.answer(scan, "1.1", Light.RED)
    kept = waiting.scans.scan(scan)
    assert kept is not None and dict(kept.answers) == {"1.1": "red"}


def test_a_change_that_is_submitted_cannot_write_beside_its_rows(shared: Place) -> None:
    store = shared.open()

    def change() -> list[Added]:
        store._db.add("hint_events", HINT)
        return []

    with pytest.raises(AssertionError, match="writes nothing itself"):
        store._db.submit(change)
    store._db.submit(lambda: [("hint_events", [HINT])])
    assert len(store._db.events("hint_events")) == 1


HINT = {"moment": datetime(2026, 1, 2), "network": "n", "partner": "p", "subject": "s", "hint": "h"}


@pytest.mark.slow
def test_choices_that_are_cut_off_are_said_not_to_be_kept_or_are_kept(shared: Place, postgres: Postgres) -> None:
    one, other = shared.open(), shared.open()
    _round, partner = begun(one)
    scan = one.scans.begin(partner).id
    for light in (Light.GREEN, Light.ORANGE):
        cut_off(postgres, shared)
        one.scans.answer(scan, "1.1", light)
    assert isinstance(one._db, PostgresDatabase)
    commits: Any = one._db._commits
    append = commits.append

    def append_and_lose(*written: Any) -> None:
        append(*written)
        cut_off(postgres, shared)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    def lose(*written: Any) -> None:
        cut_off(postgres, shared)
        append(*written)

    commits.append = append_and_lose
    one.scans.answer(scan, "1.2", Light.GREEN)
    commits.append = lose
    with pytest.raises(Unreachable, match="niet bewaard"):
        one.scans.answer(scan, "2.1", Light.GREEN)
    commits.append = append
    other.refresh()
    for store in (one, other):
        kept = store.scans.scan(scan)
        assert kept is not None and dict(kept.answers) == {"1.1": "orange", "1.2": "green"}


class LostAnswer:
    """A cursor whose commit reaches the server, and whose answer does not come back."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def commit(self) -> None:
        self._cursor.commit()
        raise duckdb.IOException("server closed the connection unexpectedly")


def test_a_commit_whose_answer_was_lost_is_confirmed_and_done_once(
    shared: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = shared.open(), shared.open()
    begin = store._db._begin

    def begins() -> database.Transaction:
        mine = begin()
        mine.cursor = cast("duckdb.DuckDBPyConnection", LostAnswer(mine.cursor))
        return mine

    with monkeypatch.context() as patch:
        patch.setattr(store._db, "_begin", begins)
        store._db.add("draft_events", draft("1.1"))
    assert items(store._db) == ["1.1"]
    other.refresh()
    assert items(other._db) == ["1.1"]


def test_a_server_that_is_away_is_said_so_and_found_again(tmp_path: Path) -> None:
    must_be_there()
    server = Postgres(durable=True)
    try:
        store = Place(tmp_path / "data", server.database()).open()
        store._db.add("draft_events", draft("1.1"))
        server.kill()
        assert not store.healthy()
        with pytest.raises(Unreachable, match="even onbereikbaar"):
            store._db.add("draft_events", draft("1.2"))
        with pytest.raises(Unreachable, match="even onbereikbaar"):
            store.refresh()
        server.start()
        assert store.healthy() and items(store._db) == ["1.1"]
        store._db.add("draft_events", draft("1.3"))
        assert items(store._db) == ["1.1", "1.3"]
        store.close()
    finally:
        server.close()


@pytest.mark.slow
def test_after_a_failover_the_replica_goes_on_with_everything(tmp_path: Path) -> None:
    must_be_there()
    first = Postgres(durable=True)
    second: Postgres | None = None
    try:
        first.database("onlife")
        second = first.replica()
        first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
        hosts = f"127.0.0.1:{first.port},127.0.0.1:{second.port}"
        address = f"postgresql://onlife@{hosts}/onlife?target_session_attrs=read-write&connect_timeout=2"
        store = Place(tmp_path / "data", address).open()
        for number in range(5):
            store._db.add("draft_events", draft(str(number)))
        first.kill()
        second.promote()
        assert store.healthy() and items(store._db) == list("01234")
        store._db.add("draft_events", draft("5"))
        assert items(store._db) == list("012345")
        store.close()
    finally:
        first.close()
        if second is not None:
            second.close()


def test_addresses_of_an_earlier_shape_go_on_as_contacts_in_postgresql_too(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.database()
    with monkeypatch.context() as earlier:
        earlier.setattr(database, "MIGRATIONS", MIGRATIONS[:16])
        earlier.setattr("onlife.store.engine.postgres_schema.MIGRATIONS", MIGRATIONS[:16])
        opened = PostgresDatabase(address, tmp_path)
        place = {"moment": datetime(2026, 3, 1), "actor": "an", "network": "n", "partner": "p"}
        opened.add("address_events", {**place, "address": "bo@caw.be"})
        mail = {"round": "r", "mail": "m", "occasion": "invitation", "origin": "x", "tries": 1, "reason": ""}
        opened.add("mail_events", {**place, **mail, "step": "sent"})
        opened.close()
    opened = PostgresDatabase(address, tmp_path)
    assert opened.rows("SELECT address, contact FROM contact_events") == [{"address": "bo@caw.be", "contact": "p"}]
    assert opened.rows("SELECT contact FROM mail_events") == [{"contact": "p"}]
    assert "address_events" not in opened.columns
    opened.close()


# -- a network that moves


def known_network(store: Store, name: str = "Netwerk") -> Round:
    """A network with a closed round, a plan, contacts, an account and a meeting, in use for a while."""
    network = store.networks.add(name, "Stad", 5, WHO)
    partners = [
        Partner(new_id(), network.id, f"{of} {name}", "cultuur", 12, joint=False) for of in ("Bib", "Huis", "Park")
    ]
    store.networks.save_partners(partners, WHO)
    store.links.make(network.id, [partner.id for partner in partners], WHO)
    account = store.accounts.add(f"an-{name}".casefold(), f"An van {name}", "x", WHO)
    store.accounts.set_role(account.id, network.id, Role.COORDINATOR, account.id)
    contact = Contact(new_id(), network.id, partners[0].id, f"Contact {name}", f"{network.id}@voorbeeld.be", "")
    store.contacts.save([contact], account.id)
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, account.id)
    store.networks.start_round(scan_round, account.id)
    for partner in partners:
        for number in range(6):
            lights = (Light.GREEN, Light.ORANGE, Light.RED)
            filled(store, partner, *(lights[(number + at) % 3] for at in range(3)), remark=f"Opmerking {number}")
    store.reminders.choose(network.id, network.id, [], account.id, origin="https://hier.example")
    store.closings.close_round(replace(scan_round, state=RoundState.OPEN), account.id)
    store.plans.keep(PlanAction(new_id(), network.id, "", "1", f"Actie {name}", today()), account.id)
    store.priorities.keep(scan_round, Priority("", "1", 4, "Daarom", ""), account.id)
    meeting = store.meetings.start(scan_round, account.id)
    store.meetings.turn(meeting, State.ENDED, account.id)
    return scan_round


def what_is_shown(store: Store, scan_round: Round) -> list[str]:
    """What a network knows of itself, as text."""
    network = store.networks.get(scan_round.network)
    assert network
    results = store.results
    return [
        str(network),
        *map(str, store.networks.partners(network.id)),
        *map(str, store.networks.rounds(network.id)),
        *(frame.to_csv() for frame in (results.counts(scan_round.id), results.sizes(scan_round.id))),
        str(sorted(results.pooled_partners(scan_round, 10))),
        results.submitted_by_day(scan_round.id).to_csv(),
        str(sorted(results.remarks(scan_round.id).to_csv(index=False).splitlines())),
        *(str(replace(action, event=0)) for action in store.plans.of(network.id)),
        *map(str, store.contacts.of(network.id).values()),
        *(str(replace(found, event=0)) for found in store.priorities.of(scan_round.id, "").values()),
        *(str(replace(held, event=0)) for held in store.meetings.past(network.id)),
        str(sorted(store.closings.of(scan_round.id).items())),
    ]


@pytest.fixture
def elsewhere(place: Place, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Another installation, on the other kind of database."""
    address = "" if place.address else request.getfixturevalue("postgres").database(template="as_new")
    opened = Store(tmp_path / "elsewhere", FORM, address)
    yield opened
    opened.close()


@pytest.mark.slow
def test_a_network_moves_from_one_database_to_the_other_and_back(store: Store, elsewhere: Store) -> None:
    other = known_network(store, "Ander")
    scan_round = known_network(store)
    network = store.networks.get(scan_round.network)
    assert network
    before, told = what_is_shown(store, scan_round), list(store.audit.events(network.id)["what"])
    tokens = {key: store.links.token(link) for key, link in store.links.of(network.id).items()}
    known_network(elsewhere, "Derde")  # so that its event numbers are others

    rows = network_file.from_json(network_file.as_json(store.transfers.rows(network)))
    carried = network_file.as_json(rows).decode()
    theirs = [other.network, other.id, "Ander", *(p.id for p in store.networks.partners(other.network))]
    assert not [word for word in theirs if word in carried] and "An van Netwerk" in carried
    came = elsewhere.transfers.take_in(rows, WHO)

    assert what_is_shown(elsewhere, scan_round) == before
    assert came.counts == rows.counts
    assert came.partners == 3 and came.counts["frozen_scans"] == 18
    lines = list(elsewhere.audit.events(network.id)["what"])
    assert [line for line in lines if line in told][-5:] == [line for line in told if line in lines][-5:]
    assert "An van Netwerk" in set(elsewhere.audit.events(network.id)["who"])
    assert "netwerk ingelezen uit een verhuisbestand van een andere installatie" in lines
    assert elsewhere.audit.check(network.id).whole and store.audit.check().whole
    for token in tokens.values():
        link = elsewhere.links.with_token(token)
        assert link and link.revoked
    fresh = elsewhere.links.of(network.id)
    assert set(fresh) == set(tokens) and not {elsewhere.links.token(link) for link in fresh.values()} & {
        *tokens.values()
    }
    assert "an-netwerk" not in {account.username for account in elsewhere.accounts.all()}
    assert elsewhere.reminders.origin(network.id) == "" != store.reminders.origin(network.id)

    with pytest.raises(Refused, match="staat al in deze installatie"):
        store.transfers.take_in(rows, WHO)
    store.erasure.network(network, WHO)
    store.transfers.take_in(elsewhere.transfers.rows(network), WHO)
    assert what_is_shown(store, scan_round) == before
    assert "an-netwerk" in {account.username for account in store.accounts.all()}, "who was here still is"
    assert store.audit.check().whole


@pytest.mark.slow
def test_what_cannot_come_in_leaves_nothing(store: Store, elsewhere: Store) -> None:
    scan_round = known_network(store)
    network = store.networks.get(scan_round.network)
    assert network
    rows = store.transfers.rows(network)
    known_network(elsewhere, "Derde")
    before = elsewhere.totals()
    [first, *others] = rows.tables["round_events"]
    rounds = [{**first, "closes_on": date(9999, 12, 31)}, *others]  # found when half of the rows were added
    for wrong in (
        replace(rows, tables={**rows.tables, "round_events": rounds}),
        replace(rows, members=[{"account": "x"}]),
    ):
        with pytest.raises(Refused):
            elsewhere.transfers.take_in(wrong, WHO)
    assert elsewhere.totals() == before
