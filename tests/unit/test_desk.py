"""What the store server promises to several app processes: here as several stores on one line."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlife.domain.light import Light
from onlife.domain.network import Partner
from onlife.store import Hindered, Refused, Store, desk, server
from onlife.store.engine.database import today
from onlife.store.quack import Silence
from onlife.store.remote import TOKEN, Remote, Unreachable
from onlife.store.server import Server
from tests.unit.conftest import Line
from tests.unit.examples import questionnaire

FORM = questionnaire(2, 1)


class House:
    """A store server with two app processes, and a partner whose scan is open."""

    def __init__(self, folder: Path, line: Line) -> None:
        self.folder, self.line = folder, line
        (folder / TOKEN).write_text(line.secret, encoding="ascii")
        self.start()
        self.apps = [Store(folder, FORM, line.address) for _ in range(2)]
        networks = self.apps[0].networks
        network = networks.add("Netwerk", "Stad", 4, "test")
        self.partner = Partner("bib", network.id, "Bib", "cultuur", 200, joint=False)
        networks.save_partners([self.partner], "test")
        networks.start_round(networks.add_round(network.id, "Najaar", 1, None, "test"), "test")

    def start(self) -> None:
        self.owner = Store(self.folder, FORM)
        self.server: Server = self.owner.served(self.line.address)

    def stop(self) -> None:
        self.server.close()
        self.owner.close()

    def events(self) -> int:
        return sum(total.rows for total in self.owner.totals().values())


@pytest.fixture
def house(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(server, "Listener", line)
    house = House(tmp_path, line)
    yield house
    for app in house.apps:
        app.close()
    house.stop()


def remote(app: Store) -> Remote:
    assert isinstance(app._db, Remote)
    return app._db


def test_many_writers_lose_nothing_and_the_chain_of_the_log_book_holds(house: House) -> None:
    faults: list[BaseException] = []

    def work(app: Store, elsewhere: Store) -> None:
        try:
            for number in range(4):
                scan = app.scans.begin(house.partner).id
                app.scans.answer(scan, "1.1", Light.RED)
                app.audit.exported(house.partner.network, f"{number}.csv", "test")
                found = elsewhere.scans.scan(scan)
                assert found and found.answers == {"1.1": "red"}
        except BaseException as fault:
            faults.append(fault)

    first, second = house.apps
    threads = [threading.Thread(target=work, args=(first, second) if n % 2 else (second, first)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert first.audit.check().whole
    assert second.audit.events(house.partner.network)["what"].str.startswith("meegenomen").sum() == 32


def test_what_one_hands_in_the_other_refuses_to_change_at_once(house: House) -> None:
    first, second = house.apps
    scan = first.scans.begin(house.partner).id
    first.scans.choose_function(scan, "ict")
    second.scans.answer(scan, "1.1", Light.RED)
    first.scans.submit(scan)
    with pytest.raises(Refused, match="al ingediend"):
        second.scans.answer(scan, "1.1", Light.GREEN)


def test_a_check_that_is_overtaken_is_made_again(house: House) -> None:
    """Between the check and the event the scan is handed in elsewhere: the check is repeated, and refuses."""
    first, second = house.apps
    scan = first.scans.begin(house.partner).id
    first.scans.choose_function(scan, "ict")
    first.scans.answer(scan, "1.1", Light.RED)
    second.scans.answer(scan, "1.2", Light.RED)  # reads once what every later choice knows
    send = remote(second)._send

    def late(together: object) -> None:
        first.scans.submit(scan)
        send(together)  # type: ignore[arg-type]

    remote(second)._send = late  # type: ignore[method-assign]
    with pytest.raises(Refused, match="al ingediend"):
        second.scans.answer(scan, "1.1", Light.GREEN)


def attempt(app: Store, read: dict[str, str], *items: str, scan: str = "s") -> list[object]:
    """A write of some drafts, on the condition that what was read of the drafts is still so."""
    place = {"day": today(), "network": "n", "round": "r", "partner": "p", "scan": scan, "kind": "answer"}
    steps = [["add", "draft_events", [{**place, "item": item, "value": "red"}]] for item in items]
    remote(app)._refresh()
    return [remote(app)._epoch, remote(app)._newest, [["draft_events", read]], steps]


def drafts(house: House) -> list[str]:
    return [row["item"] for row in house.owner._db.rows("SELECT item FROM draft_events ORDER BY event")]


def test_attempts_that_wait_together_are_one_transaction(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    commits: list[object] = []
    commit = house.owner._db._commit
    monkeypatch.setattr(house.owner._db, "_commit", lambda cursor: (commits.append(cursor), commit(cursor)))
    app = house.apps[0]
    one, two = attempt(app, {"scan": "a"}, "1.1", scan="a"), attempt(app, {"scan": "b"}, "1.2", "1.3", scan="b")
    assert remote(app).ask("commit_if", one, two) == [{"done": True}, {"done": True}]
    assert (len(commits), drafts(house)) == (1, ["1.1", "1.2", "1.3"])
    assert house.apps[1]._db.events("draft_events", scan="b")[-1]["item"] == "1.3"


def test_of_two_attempts_on_the_same_thing_the_second_is_not_made(house: House) -> None:
    app = house.apps[0]
    one, two = attempt(app, {"scan": "a"}, "1.1", scan="a"), attempt(app, {"scan": "a"}, "1.2", scan="a")
    assert remote(app).ask("commit_if", one, two) == [{"done": True}, {"done": False}]
    assert drafts(house) == ["1.1"]


def test_an_attempt_that_fails_takes_no_other_along(house: House) -> None:
    app = house.apps[0]
    good, bad = attempt(app, {"scan": "a"}, "1.1", scan="a"), attempt(app, {"scan": "b"}, "1.2", scan="b")
    bad[3] = [["add", "draft_events", [{"no such column": 1}]]]
    first, second = remote(app).ask("commit_if", good, bad)
    assert first == {"done": True} and second["fault"] == "store"
    assert drafts(house) == ["1.1"]


def test_writers_who_wait_for_the_line_share_the_next_request(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    app, crowd = house.apps[0], 6
    scans = [app.scans.begin(house.partner).id for _ in range(crowd)]
    for scan in scans:
        app.scans.choose_function(scan, "ict")
    sent, send = list[int](), remote(app)._send
    monkeypatch.setattr(remote(app), "_send", lambda together: (sent.append(len(together)), send(together)))
    threads = [threading.Thread(target=app.scans.answer, args=(scan, "1.1", Light.RED)) for scan in scans]
    with remote(app)._lock:
        for thread in threads:
            thread.start()
        for _ in range(500):
            if len(remote(app)._sending) == crowd:
                break
            threading.Event().wait(0.01)
    for thread in threads:
        thread.join()
    assert sent == [crowd]
    assert all(house.apps[1].scans.scan(scan).answers == {"1.1": "red"} for scan in scans)  # type: ignore[union-attr]


def test_a_process_that_falls_silent_in_a_transaction_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PATIENCE", 0.2)
    first, second = house.apps
    before = house.events()
    with pytest.raises(Hindered, match="niet bewaard"), first.transaction():
        first.visitors.start_session("team", "link")
        second.visitors.start_session("team", "other")  # gets its turn only once the first is given up
    assert house.events() == before + 1


def test_a_request_whose_answer_was_lost_is_not_done_twice(house: House) -> None:
    app = remote(house.apps[0])
    before = house.events()
    call, lost = app._caller.call, []

    def deaf(request: str) -> str:
        answer = call(request)
        if not lost:
            lost.append(answer)
            raise Silence("the answer was lost")
        return answer

    app._caller.call = deaf  # type: ignore[method-assign]
    house.apps[0].visitors.start_session("team", "link")
    assert lost and house.events() == before + 1


def test_after_a_restart_in_the_middle_it_is_said_that_it_is_not_sure(house: House) -> None:
    app = remote(house.apps[0])
    before = house.events()
    call, lost = app._caller.call, []

    def deaf(request: str) -> str:
        answer = call(request)
        if not lost:
            lost.append(answer)
            house.stop()
            house.start()
            raise Silence("the answer was lost")
        return answer

    app._caller.call = deaf  # type: ignore[method-assign]
    with pytest.raises(Hindered, match="kijk na"):
        house.apps[0].visitors.start_session("team", "link")
    assert house.events() == before + 1, "it was done, once"
    assert house.apps[1].healthy()


def test_without_a_store_server_an_app_says_so(house: House, tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="Start eerst de store-server"):
        Store(tmp_path / "empty", FORM, house.line.address)
