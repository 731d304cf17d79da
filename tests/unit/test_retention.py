"""How long data are kept: per kind and network a setting, and what is older is destroyed, also from the file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from onlife.content.questionnaire import load
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import PlanAction, Status
from onlife.domain.scan import FilledScan
from onlife.services.jobs import COMPACT_EVERY, CleaningJob
from onlife.store import Refused, Store, StoreError
from onlife.store.retention import DATA_KINDS, MONTHS_MAX, Destruction, period
from onlife.text import now, today
from tests import stores

pytestmark = pytest.mark.long

REMARK = "wulkenopmerking"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), load())
    yield opened
    opened.close()


def network_with_closed_round(store: Store, name: str) -> tuple[Network, Round]:
    network = store.networks.add(name, "Stad", 5, "an")
    store.networks.save_partners([Partner(f"p{name}", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)], "an")
    store.links.make(network.id, [f"p{name}"], "an")
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.start_round(scan_round, "an")
    store.scan_imports.add(scan_round, [FilledScan(f"p{name}", "ict", True, {"1.1": "red"}, {"1": REMARK})], "an")
    store.closings.close_round(scan_round, "an")
    return network, scan_round


@pytest.fixture
def house(store: Store) -> tuple[Network, Round]:
    return network_with_closed_round(store, "Zuid")


def quote_and_share(store: Store, scan_round: Round) -> None:
    """The remark of the round is quoted in the meeting and shared by its contact."""
    remark = store.remarks.of(scan_round.id).iloc[0]
    store.remarks.quote(scan_round, remark["mark"], True, "an")
    store.remarks.share(scan_round, remark["partner"], remark["mark"], True, "an")


def after(months: int, days: int = 1) -> datetime:
    """A moment so long from now."""
    return (pd.Timestamp(now()) + pd.DateOffset(months=months, days=days)).to_pydatetime()


def kinds(found: list[Destruction], network: str) -> dict[str, int]:
    return {gone.kind: gone.number for gone in found if gone.network == network}


@pytest.mark.parametrize("kind", ["results", "remarks"])
def test_a_closed_round_keeps_it_for_the_months_that_are_set_and_no_longer(
    kind: str, store: Store, house: tuple[Network, Round]
) -> None:
    network, scan_round = house
    quote_and_share(store, scan_round)
    store.retention.keep(network.id, {kind: 7}, "an")
    assert kind not in kinds(store.retention.run(after(7, days=-1)), network.id)
    assert not store.results.counts(scan_round.id).empty and not store.results.remarks(scan_round.id).empty
    assert store.remarks.quotes(scan_round.id) and store.remarks.shared_marks(scan_round.id)
    assert kinds(store.retention.run(after(7)), network.id)[kind] == 1
    assert store.results.remarks(scan_round.id).empty
    assert not store.remarks.quotes(scan_round.id) and not store.remarks.shared_marks(scan_round.id)
    assert store.results.counts(scan_round.id).empty == (kind == "results")
    assert bool(store.networks.rounds(network.id)) == (kind == "remarks")
    store.compact()
    assert REMARK.encode() not in (store.folder / "onlife.duckdb").read_bytes()
    assert kind not in kinds(store.retention.run(after(7)), network.id)


def test_every_network_has_its_own_months(store: Store, house: tuple[Network, Round]) -> None:
    other, other_round = network_with_closed_round(store, "Noord")
    store.retention.keep(house[0].id, {"remarks": 3}, "an")
    store.retention.run(after(4))
    assert store.results.remarks(house[1].id).empty
    assert not store.results.remarks(other_round.id).empty
    assert store.retention.months(other.id)["remarks"] == DATA_KINDS["remarks"].months


def test_an_open_round_is_never_too_old(store: Store) -> None:
    network = store.networks.add("Zuid", "Stad", 5, "an")
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.start_round(scan_round, "an")
    scan = store.scans.begin(team)
    store.retention.run(after(MONTHS_MAX + 1))
    assert store.networks.rounds(network.id) and store.scans.scan(scan.id)


def test_an_action_goes_when_its_end_and_its_last_change_are_long_ago(
    store: Store, house: tuple[Network, Round]
) -> None:
    network = house[0].id
    for key, end in (("short", None), ("long", after(70).date())):
        action = PlanAction(key, network, "", "1", "Vorming", today(), end=end, start=today() if end else None)
        store.plans.keep(action, "an")
    store.retention.keep(network, {"plans": 60}, "an")
    assert kinds(store.retention.run(after(60)), network)["plans"] == 1
    assert [action.id for action in store.plans.of(network)] == ["long"]
    assert store.plans.of(network)[0].status is Status.PLANNED


def test_old_sessions_and_tries_go_and_no_young_session_is_touched(store: Store, house: tuple[Network, Round]) -> None:
    network = house[0].id
    link = store.links.of(network)["pZuid", LinkKind.TEAM]
    account = store.accounts.add("an", "An", "hash", "an")
    store.accounts.set_role(account.id, network, Role.COORDINATOR, "an")
    cookies = [store.sessions.start("team", link.id), store.sessions.start("account", account.id)]
    store.login_throttle.begin("an", "10.0.0.1")
    store.retention.keep(network, {"visits": 4}, "an")
    assert not store.retention.run(after(3))
    assert all(store.sessions.get(cookie) for cookie in cookies)
    found = store.retention.run(after(4))
    assert kinds(found, network)["visits"] == 1 and kinds(found, "")["visits"] == 2
    assert not any(store.sessions.get(cookie) for cookie in cookies)


def test_the_rows_of_a_session_go_together_so_that_none_can_come_to_life_again(
    store: Store, house: tuple[Network, Round]
) -> None:
    link = store.links.of(house[0].id)["pZuid", LinkKind.SCAN]
    cookie = store.sessions.start("scan", link.id, "scan")
    store.sessions.end(cookie)
    moment = store._db.rows("SELECT max(moment) AS moment FROM session_events WHERE step = 'start'")[0]["moment"]
    assert store._db.rows("SELECT 1 FROM session_events WHERE step = 'end' AND moment >= ?", moment)
    store.retention.run((pd.Timestamp(moment) + pd.DateOffset(months=6)).to_pydatetime())
    assert not store._db.rows("SELECT 1 FROM session_events")


def test_a_removed_account_goes_with_its_name_and_one_that_is_there_stays(store: Store) -> None:
    network = store.networks.add("Zuid", "Stad", 5, "an")
    for name in ("anna", "bert"):
        account = store.accounts.add(name, f"{name} janssens", "hash", "an")
        store.accounts.set_role(account.id, network.id, Role.READER, "an")
        store.hints.put_away(network.id, "", account.id, "overzicht")
    store.accounts.remove(account, "an")
    assert kinds(store.retention.run(after(12)), "")["accounts"] == 1
    assert [a.username for a in store.accounts.all()] == ["anna"]
    assert not store.hints.read(account.id) and store.hints.read(store.accounts.all()[0].id)
    store.compact()
    raw = (store.folder / "onlife.duckdb").read_bytes()
    assert b"bert janssens" not in raw and b"anna janssens" in raw
    assert "een verwijderd account" in store.audit.events(network.id).to_csv()


def test_what_a_run_destroyed_is_one_line_per_kind_with_a_count(store: Store, house: tuple[Network, Round]) -> None:
    store.retention.run(after(60), "opdrachtregel")
    told = store.audit.destructions(house[0].id)
    lines = set(told["what"])
    assert "bewaartermijn van 5 jaar voorbij, vernietigd: Scanrondes met hun resultaten (1 scanronde)" in lines
    assert len(lines) == len(told) and set(told["who"]) == {"opdrachtregel"}
    assert store.audit.check().whole


def test_a_notice_that_is_too_old_is_told_though_no_contact_goes(store: Store, house: tuple[Network, Round]) -> None:
    network = house[0].id
    place = {"network": network, "round": "", "partner": "pZuid", "contact": "c", "about": "", "reason": ""}
    what = {"mail": "m", "occasion": "notice", "origin": "", "step": "sent", "tries": 1}
    store._db.add("mail_events", {"moment": now(), "actor": "an", **place, **what})
    store.retention.run(after(24))
    told = set(store.audit.destructions(network)["what"])
    assert "bewaartermijn van 2 jaar voorbij, vernietigd: Contactpersonen en hun geheugensteunen (1 rij)" in told
    assert not store._db.events("mail_events", network=network)


@pytest.mark.parametrize(("kind", "months"), [("results", 5), ("visits", 3), ("remarks", 0), ("log", MONTHS_MAX + 1)])
def test_a_term_that_is_too_short_or_too_long_is_refused_and_nothing_changes(
    kind: str, months: int, store: Store, house: tuple[Network, Round]
) -> None:
    before = store.retention.months(house[0].id)
    with pytest.raises(Refused, match="kies van"):
        store.retention.keep(house[0].id, {"plans": 12, kind: months}, "an")
    assert store.retention.months(house[0].id) == before


def test_a_run_that_fails_halfway_leaves_each_network_whole(
    store: Store, house: tuple[Network, Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = store.totals()

    def broken(*_told: object) -> int:
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(store.retention._log, "forget", broken)  # the last of what is destroyed of a network
        store.retention.run(after(61))
    assert store.totals() == held
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(store.retention, "_accounts", broken)
        store.retention.run(after(61))
    told = store.audit.destructions(house[0].id)
    assert store.totals() != held and not told.empty, (
        "what was destroyed of a network is told, whatever failed after it"
    )


@pytest.mark.parametrize(("months", "words"), [(60, "5 jaar"), (1, "1 maand"), (18, "18 maanden"), (12, "1 jaar")])
def test_months_in_words(months: int, words: str) -> None:
    assert period(months) == words


def test_the_longest_term_of_any_network_is_what_the_installation_keeps(store: Store) -> None:
    assert store.retention.longest() == store.retention.months("")
    for name, months in (("Zuid", 8), ("Noord", 20)):
        store.retention.keep(store.networks.add(name, "Stad", 5, "an").id, {"visits": months}, "an")
    assert store.retention.longest()["visits"] == 20
    assert timedelta(days=90) < timedelta(days=DATA_KINDS["visits"].least * 28)


# -- the running app


def test_the_app_cleans_at_its_start_and_writes_the_file_anew(store: Store, house: tuple[Network, Round]) -> None:
    owed = store.needs_compaction  # the round was closed: drafts and submissions were destroyed
    CleaningJob(store).when_due(after(25))
    assert owed and not store.needs_compaction and store.results.remarks(house[1].id).empty
    assert REMARK.encode() not in (store.folder / "onlife.duckdb").read_bytes()


def test_the_file_is_written_anew_at_most_once_an_hour(store: Store) -> None:
    job, moment = CleaningJob(store), now()

    def destroy() -> None:
        network_with_closed_round(store, f"Zuid {len(store.networks.all())}")
        assert store.needs_compaction

    for later, owes in ((timedelta(0), False), (COMPACT_EVERY - timedelta(minutes=1), True), (COMPACT_EVERY, False)):
        destroy()
        job.when_due(moment + later)
        assert store.needs_compaction is owes


def test_a_look_that_fails_is_tried_again(
    store: Store, house: tuple[Network, Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    job = CleaningJob(store)
    with monkeypatch.context() as patch:
        patch.setattr("onlife.store.engine.file_database.put_in_place", full)
        with pytest.raises(StoreError):
            job.when_due(now())
    assert store.needs_compaction
    job.when_due(now())
    assert not store.needs_compaction
