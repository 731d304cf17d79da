"""The log book: one line per act, who and when, nothing that was answered, and no line that can be meddled with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pyotp
import pytest

from onlife.content.letter import Occasion
from onlife.content.questionnaire import load
from onlife.domain.access import Role
from onlife.domain.account import Account, LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import PlanAction
from onlife.domain.scan import FilledScan
from onlife.domain.sender import Sender
from onlife.export import log_book
from onlife.services import experience, peer
from onlife.store import Store, StoreError
from onlife.store.engine import backup
from onlife.store.log_act import Act
from onlife.store.mail import Mail, MailStep
from onlife.text import now
from tests import stores
from tests.contacts import contacts
from tests.sample import sample

pytestmark = pytest.mark.long


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), load())
    yield opened
    opened.close()


@pytest.fixture
def network(store: Store) -> Network:
    return store.networks.add("Netwerk", "Stad", 5, "an")


def told(store: Store, network: Network) -> list[str]:
    return store.audit.events(network.id)["what"].tolist()


def test_every_change_is_one_line_newest_first(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.links.make(network.id, ["p"], "an")
    scan_round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
    store.networks.start_round(scan_round, "an")
    scan = store.scans.begin(team).id
    store.scans.answer(scan, "1.1", Light.RED)
    store.scans.submit(scan)
    store.closings.close(scan_round, team, "an", release=False)
    store.closings.open_result(scan_round, team, "an")
    store.closings.release(scan_round, team, "an")
    store.links.replace(store.links.of(network.id)["p", LinkKind.TEAM], "an")
    store.networks.archive(team, "an")
    store.networks.save(replace(network, threshold=6), "an")
    store.audit.note_export(network.id, "resultaten.csv", "an")
    assert told(store, network) == [
        "meegenomen: resultaten.csv",
        "netwerk bewaard, drempel 6",
        "partner Jeugdhuis gearchiveerd",
        "teamlink van Jeugdhuis vervangen",
        "Jeugdhuis: resultaat zichtbaar voor het netwerk",
        "Jeugdhuis: resultaat bekeken",
        "Jeugdhuis: scan afgesloten en resultaat nog niet vrijgegeven",
        "scanronde Najaar: open, netwerkpagina's niet open voor partners",
        "scanronde Najaar: concept, netwerkpagina's niet open voor partners",
        "teamlink van Jeugdhuis gemaakt",
        "scanlink van Jeugdhuis gemaakt",
        "partner Jeugdhuis bewaard",
        "netwerk bewaard, drempel 5",
    ]


def test_accounts_and_logins_are_told_by_name(store: Store, network: Network) -> None:
    an = store.accounts.add("an", "An Peeters", "hash", "eerste start")
    store.accounts.set_role(an.id, network.id, Role.COORDINATOR, an.id)
    store.sessions.start("account", an.id)
    events = store.audit.events(network.id)
    assert events["what"].tolist()[:2] == ["aangemeld", "account An Peeters: coördinator"]
    assert events["who"].tolist()[:2] == ["An Peeters", "An Peeters"]


def test_a_contact_is_told_as_the_contact_of_a_partner(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.links.make(network.id, ["p"], "an")
    link = store.links.of(network.id)["p", LinkKind.TEAM]
    store.audit.note_export(network.id, "figuur", link.id)
    assert store.audit.events(network.id)["who"].tolist()[0] == "contactpersoon van Jeugdhuis"


def test_another_network_is_not_told(store: Store, network: Network) -> None:
    other = store.networks.add("Elders", "Elders", 5, "bo")
    store.audit.note_export(other.id, "geheim.csv", "bo")
    assert "meegenomen: geheim.csv" not in told(store, network)


def test_what_was_answered_is_not_in_the_log_book(store: Store, network: Network) -> None:
    team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
    store.networks.save_partners([team], "an")
    store.networks.start_round(store.networks.add_round(network.id, "Najaar", 1, None, "an"), "an")
    scan = store.scans.begin(team).id
    store.scans.answer(scan, "1.1", Light.RED)
    store.scans.remark(scan, "1", "Dit is van mij")
    told = store.audit.events(network.id).drop(columns="moment").to_csv()  # a moment may hold any figures
    assert not [word for word in ("red", "rood", "1.1", "van mij", scan) if word in told]


# -- exactly one line per act


class House:
    """A network with a partner, an open round with one scan, an account; the acts below change it."""

    def __init__(self, store: Store, network: Network) -> None:
        self.store, self.network = store, network
        self.team = Partner("p", network.id, "Jeugdhuis", "Jeugdwerk", 6, True)
        store.networks.save_partners([self.team], "an")
        store.links.make(network.id, ["p"], "an")
        self.round: Round = store.networks.add_round(network.id, "Najaar", 1, None, "an")
        store.networks.start_round(self.round, "an")
        self.scan = store.scans.begin(self.team).id
        store.scans.answer(self.scan, "1.1", Light.RED)
        store.scans.submit(self.scan)
        self.account: Account = store.accounts.add("an", "An Peeters", "hash", "begin")
        store.accounts.set_role(self.account.id, network.id, Role.COORDINATOR, "begin")
        self.cookie = store.sessions.start("account", self.account.id)
        self.link = store.links.of(network.id)["p", LinkKind.SCAN]

    def closed(self) -> House:
        self.store.closings.close(self.round, self.team, "an", release=False)
        return self

    def remark(self) -> str:
        """The mark of a remark in the closed scan of the partner."""
        self.store.scans.reopen(self.scan)
        self.store.scans.remark(self.scan, "1", "Wie belt wie?")
        self.store.scans.submit(self.scan)
        self.closed()
        return str(self.store.remarks.of(self.round.id)["mark"].iloc[0])

    def said(self) -> str:
        return str(self.store.remarks.of(self.round.id)["mark"].iloc[0])

    def queue(self) -> Mail:
        self.store.mails.queue(
            self.round,
            contacts(self.network.id, {"p": "bo@jeugdhuis.be"}),
            Occasion.INVITATION,
            "https://x.be",
            "an",
            again=False,
        )
        return self.store.mails.waiting()[-1]

    def try_to_send(self, *steps: MailStep) -> None:
        """The steps of the mail that waits, one after another."""
        (mail,) = self.store.mails.waiting()
        for step in steps:
            self.store.mails.take(mail, step)

    def factor(self) -> None:
        secret = pyotp.random_base32()
        self.store.accounts.set_factor(self.account.id, secret, pyotp.TOTP(secret).now(), "an")

    def tries(self, number: int) -> None:
        for _ in range(number):
            self.store.login_throttle.begin("an", "10.0.0.1")


Do = Callable[[House], object]


def twice(do: Do) -> Do:
    def both(house: House) -> None:
        do(house)
        do(house)

    return both


ACTS: dict[str, tuple[Do, Do]] = {  # act -> (what comes before it, the act itself)
    "save a network": (lambda h: None, lambda h: h.store.networks.save(replace(h.network, threshold=7), "an")),
    "add a network": (lambda h: None, lambda h: h.store.networks.add("Elders", "Elders", 5, "an")),
    "save a partner": (lambda h: None, lambda h: h.store.networks.save_partners([replace(h.team, expected=9)], "an")),
    "archive a partner": (lambda h: None, lambda h: h.store.networks.archive(h.team, "an")),
    "add a round": (lambda h: None, lambda h: h.store.networks.add_round(h.network.id, "Later", 1, None, "an")),
    "share a round": (lambda h: None, lambda h: h.store.networks.save_round(replace(h.round, shared=True), "an")),
    "close a round": (lambda h: None, lambda h: h.store.closings.close_round(h.round, "an")),
    "take in scans": (
        lambda h: None,
        lambda h: h.store.scan_imports.add(h.round, [FilledScan("p", "ict", True, {"1.1": "red"})] * 3, "an"),
    ),
    "undo a file": (
        lambda h: h.store.scan_imports.add(h.round, [FilledScan("p", "ict", True, {"1.1": "red"})], "an"),
        lambda h: h.store.imports.undo_scans(h.round, h.store.imports.of_scans(h.round)[0].id, "an"),
    ),
    "remove a test scan": (
        lambda h: None,
        lambda h: h.store.scans.remove(h.team, h.store.scans.code(h.scan), h.link.id),
    ),
    "replace a link": (lambda h: None, lambda h: h.store.links.replace(h.link, "an")),
    "revoke a link": (lambda h: None, lambda h: h.store.links.revoke(h.link, "an")),
    "make a link": (
        lambda h: h.store.links.revoke(h.link, "an"),
        lambda h: h.store.links.make(h.network.id, ["p"], "an"),
    ),
    "close and withhold": (lambda h: None, lambda h: h.closed()),
    "close and release": (lambda h: None, lambda h: h.store.closings.close(h.round, h.team, "an", release=True)),
    "look at a result": (lambda h: h.closed(), lambda h: h.store.closings.open_result(h.round, h.team, "an")),
    "look at a result twice": (
        lambda h: h.closed(),
        twice(lambda h: h.store.closings.open_result(h.round, h.team, "an")),
    ),
    "release a result": (lambda h: h.closed(), lambda h: h.store.closings.release(h.round, h.team, "an")),
    "reopen a partner": (lambda h: h.closed(), lambda h: h.store.closings.reopen(h.round, h.team, "an")),
    "erase a scan": (lambda h: None, lambda h: h.store.scans.erase(h.scan, h.link.id)),
    "erase a partner": (lambda h: None, lambda h: h.store.erasure.partner(h.team, "an")),
    "erase a partner in a round": (lambda h: h.closed(), lambda h: h.store.erasure.part(h.round, h.team, "an")),
    "erase a round": (lambda h: h.closed(), lambda h: h.store.erasure.round(h.round, "an")),
    "add an account": (lambda h: None, lambda h: h.store.accounts.add("bo", "Bo", "hash", "an")),
    "remove an account": (lambda h: None, lambda h: h.store.accounts.remove(h.account, "an")),
    "change a password": (lambda h: None, lambda h: h.store.accounts.set_password(h.account, "hash2", "an")),
    "give a role": (
        lambda h: None,
        lambda h: h.store.accounts.set_role(h.account.id, h.network.id, Role.READER, "an"),
    ),
    "switch the second step on": (lambda h: None, lambda h: h.factor()),
    "switch the second step off": (lambda h: h.factor(), lambda h: h.store.accounts.drop_factor(h.account.id, "an")),
    "log in": (lambda h: None, lambda h: h.store.sessions.start("account", h.account.id)),
    "log out": (lambda h: None, lambda h: h.store.sessions.end(h.cookie)),
    "log out twice": (lambda h: None, twice(lambda h: h.store.sessions.end(h.cookie))),
    "log out everywhere": (lambda h: None, lambda h: h.store.sessions.end_all(h.account.id)),
    "be kept out": (lambda h: None, lambda h: h.tries(12)),
    "take something away": (lambda h: None, lambda h: h.store.audit.note_export(h.network.id, "resultaten.csv", "an")),
    "keep something shorter": (lambda h: None, lambda h: h.store.retention.keep(h.network.id, {"log": 12}, "an")),
    "change the sender": (
        lambda h: None,
        twice(lambda h: h.store.senders.save(Sender(h.network.id, "An Peeters"), "an")),
    ),
    "change the logo": (
        lambda h: h.store.senders.save_logo(h.network.id, b"one", "an"),
        twice(lambda h: h.store.senders.save_logo(h.network.id, b"other", "an")),
    ),
    "save an address": (
        lambda h: None,
        lambda h: h.store.contacts.save(contacts(h.network.id, {"p": "bo@jeugdhuis.be"}), "an"),
    ),
    "wipe an address": (
        lambda h: h.store.contacts.save(contacts(h.network.id, {"p": "bo@jeugdhuis.be"}), "an"),
        lambda h: h.store.contacts.save(contacts(h.network.id, {"p": ""}), "an"),
    ),
    "queue a mail": (lambda h: None, lambda h: h.queue()),
    "queue a mail twice": (lambda h: None, twice(lambda h: h.queue())),
    "a mail that is sent": (lambda h: h.queue(), lambda h: h.try_to_send(MailStep.HANDING, MailStep.SENT)),
    "a mail that is sent after many tries": (
        lambda h: h.queue(),
        lambda h: h.try_to_send(*[MailStep.HANDING, MailStep.DELAYED] * 5, MailStep.HANDING, MailStep.SENT),
    ),
    "a mail that is given up": (
        lambda h: h.queue(),
        lambda h: h.try_to_send(*[MailStep.DELAYED] * 7, MailStep.REFUSED),
    ),
    "quote a remark": (
        lambda h: h.remark(),
        twice(lambda h: h.store.remarks.quote(h.round, h.said(), True, "an")),
    ),
    "no longer quote a remark": (
        lambda h: h.store.remarks.quote(h.round, h.remark(), True, "an"),
        lambda h: h.store.remarks.quote(h.round, h.said(), False, "an"),
    ),
    "share a remark": (
        lambda h: h.remark(),
        twice(lambda h: h.store.remarks.share(h.round, "p", h.said(), True, h.link.id)),
    ),
    "no longer share a remark": (
        lambda h: h.store.remarks.share(h.round, "p", h.remark(), True, h.link.id),
        lambda h: h.store.remarks.share(h.round, "p", h.said(), False, h.link.id),
    ),
    "add a questionnaire": (
        lambda h: None,
        twice(lambda h: h.store.questionnaires.add(h.network.id, replace(load(), version=9), "an")),
    ),
    "choose a questionnaire": (
        lambda h: h.store.questionnaires.add(h.network.id, replace(load(), version=9), "an"),
        twice(lambda h: h.store.questionnaires.choose(h.network.id, 9, "an")),
    ),
    "take part in comparing": (
        lambda h: None,
        twice(lambda h: peer.take_part(h.store, h.network, True, "an")),
    ),
    "no longer take part in comparing": (
        lambda h: peer.take_part(h.store, h.network, True, "an"),
        twice(lambda h: peer.take_part(h.store, h.network, False, "an")),
    ),
    "tell what helped": (
        lambda h: None,
        twice(lambda h: experience.share(h.store, h.network, True, "an")),
    ),
    "no longer tell what helped": (
        lambda h: experience.share(h.store, h.network, True, "an"),
        twice(lambda h: experience.share(h.store, h.network, False, "an")),
    ),
    "make a backup": (lambda h: None, lambda h: h.store.back_up(actor="an")),
}


MORE = {"close a round": 1}
"""Further lines of an act: closing a round closes the scan of every partner that had not, each a line of its own."""


def chained(store: Store) -> int:
    return store.audit.check().rows


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, House]:
    """The house, built once, and the folder in which it lies when the app has stopped."""
    folder = stores.empty(tmp_path_factory.mktemp("house"))
    store = Store(folder, load())
    house = House(store, store.networks.add("Netwerk", "Stad", 5, "an"))
    store.close()
    return folder, house


@pytest.mark.parametrize("act", sorted(ACTS))
def test_an_act_is_exactly_one_line_and_the_log_book_stays_whole(
    act: str, built: tuple[Path, House], tmp_path: Path
) -> None:
    before, do = ACTS[act]
    folder, house = built[0], copy(built[1])
    with closing(Store(shutil.copytree(folder, tmp_path / "data"), load())) as store:
        house.store = store
        before(house)
        rows = chained(store)
        do(house)
        assert chained(store) == rows + 1 + MORE.get(act, 0)
        assert store.audit.check().whole


def test_closing_a_round_tells_whose_scans_it_closed_and_released(store: Store, network: Network) -> None:
    house = House(store, network)
    ACTS["close a round"][0](house)
    ACTS["close a round"][1](house)
    assert told(store, network)[:2] == [
        "scanronde Najaar: gesloten, netwerkpagina's niet open voor partners",
        "Jeugdhuis: scan afgesloten en resultaat zichtbaar voor het netwerk",
    ]


@pytest.mark.parametrize(
    "quiet",
    [
        lambda h: h.store.scans.reopen(h.scan),
        lambda h: h.store.links.make(h.network.id, ["p"], "an"),
        lambda h: h.store.sessions.start("scan", h.link.id, h.scan),
        lambda h: h.store.sessions.start("team", h.link.id),
        lambda h: h.tries(1),
        lambda h: h.store.retention.keep(h.network.id, {"log": 24}, "an"),
        lambda h: h.store.retention.run(),
        lambda h: h.store.contacts.save(contacts(h.network.id, {"p": ""}), "an"),
        lambda h: h.store.hints.put_away(h.network.id, "p", h.link.id, "scan"),
        lambda h: h.store.questionnaires.keep(load().version, "an"),
        lambda h: peer.take_part(h.store, h.network, False, "an"),
    ],
)
def test_what_a_respondent_does_and_what_changes_nothing_is_not_a_line(
    quiet: Do, store: Store, network: Network
) -> None:
    house = House(store, network)
    rows = chained(store)
    quiet(house)
    assert chained(store) == rows


def test_what_is_mailed_quoted_and_shared_is_told_without_a_word_of_it(store: Store, network: Network) -> None:
    house = House(store, network)
    store.contacts.save(contacts(network.id, {"p": "bo@jeugdhuis.be"}), "an")
    house.queue()
    house.try_to_send(MailStep.HANDING, MailStep.DELAYED, MailStep.HANDING, MailStep.SENT)
    mark = house.remark()
    store.remarks.share(house.round, "p", mark, True, house.link.id)
    store.remarks.quote(house.round, mark, True, "an")
    store.remarks.quote(house.round, mark, False, "an")
    store.questionnaires.add(network.id, replace(load(), version=9), "an")
    store.questionnaires.choose(network.id, 9, "an")
    events = store.audit.events(network.id)
    assert events["what"].tolist()[:5] == [
        "vragenlijst versie 9 gekozen",
        "vragenlijst versie 9 toegevoegd",
        "opmerking van Jeugdhuis van de agenda gehaald",
        "opmerking van Jeugdhuis op de agenda gezet",
        "opmerking van Jeugdhuis met het netwerk gedeeld",
    ]
    mails = events[events["what"].str.contains("uitnodiging|contactpersonen")]
    assert list(zip(mails["who"], mails["what"], strict=True)) == [
        ("de app", "uitnodiging aan Jeugdhuis: verstuurd"),
        ("an", "uitnodiging aan Jeugdhuis: staat klaar"),
        ("an", "contactpersonen van Jeugdhuis gewijzigd"),
    ]
    assert "@" not in store.audit.everything().to_csv() and "Wie belt" not in store.audit.everything().to_csv()


def test_taking_part_in_comparing_is_told_in_words(store: Store, network: Network) -> None:
    for wanted in (True, False):
        peer.take_part(store, network, wanted, "an")
    assert told(store, network)[:2] == [
        "vergelijken met andere netwerken: doet niet meer mee",
        "vergelijken met andere netwerken: doet mee",
    ]


def test_an_act_that_is_refused_is_not_a_line(store: Store, network: Network) -> None:
    house = House(store, network)
    rows = chained(store)
    with pytest.raises(RuntimeError), store.transaction():
        store.networks.archive(house.team, "an")
        raise RuntimeError
    assert chained(store) == rows and store.audit.check().whole


def test_steps_of_a_scan_and_its_erasure_carry_a_day_only(store: Store, network: Network) -> None:
    house = House(store, network)
    store.scans.erase(house.scan, house.link.id)
    events = store.audit.events(network.id)
    row = events[events["what"].str.contains("één scan")].iloc[0]
    assert (row["moment"].hour, row["moment"].minute, row["moment"].second) == (0, 0, 0)
    assert row["who"] == "invuller van Jeugdhuis"
    assert house.scan not in store.audit.everything().to_csv()


def test_what_is_erased_has_no_name_in_the_log_book(store: Store, network: Network) -> None:
    house = House(store, network)
    store.audit.note_export(network.id, "figuur", store.links.of(network.id)["p", LinkKind.TEAM].id)
    assert "Jeugdhuis" in store.audit.events(network.id).to_csv()
    store.erasure.partner(house.team, house.account.id)
    store.erasure.round(house.round, house.account.id)
    told = store.audit.events(network.id).to_csv()
    assert "Jeugdhuis" not in told and "Najaar" not in told
    assert "een gewiste partner" in told and "een gewiste scanronde" in told and "iemand die gewist is" in told


def test_a_restored_installation_says_so_once(store: Store, network: Network, tmp_path: Path) -> None:
    file, _ = store.back_up()
    backup.restore(file, tmp_path / "restored")
    restored = Store(tmp_path / "restored", load())
    for _ in range(2):
        restored.note_opening("an")
    told = restored.audit.events(network.id)["what"].tolist()
    assert sum("zonder bewijsbestand" in line for line in told) == 1 and restored.audit.check().whole
    restored.close()


# -- meddling


def meddled(store: Store, folder: Path, *statements: str) -> Store:
    """The store after somebody changed the file behind the back of the app, and took its ledger away."""
    store.close()
    with duckdb.connect(str(folder / "onlife.duckdb")) as raw:
        for statement in statements:
            raw.execute(statement)
    (folder / "onlife.ledger").unlink()
    return Store(folder, load())


MEDDLING = {
    "a changed act": ["UPDATE log_events SET act = 'logout' WHERE number = 4"],
    "a changed actor": ["UPDATE log_events SET actor = 'bo' WHERE number = 4"],
    "a changed moment": ["UPDATE log_events SET moment = moment - INTERVAL 1 DAY WHERE number = 4"],
    "a changed thing": ["UPDATE log_events SET thing = 'x' WHERE number = 4"],
    "a changed detail": ["UPDATE log_events SET detail = detail || 'x' WHERE number = 4"],
    "a removed row": ["DELETE FROM log_events WHERE number = 4"],
    "the first row removed": ["DELETE FROM log_events WHERE number = 1"],
    "a removed row, the others renumbered": [
        "DELETE FROM log_events WHERE number = 4",
        "UPDATE log_events SET number = number - 1 WHERE number > 4",
    ],
    "two rows swapped": [
        "UPDATE log_events SET number = CASE number WHEN 3 THEN 4 ELSE 3 END WHERE number IN (3, 4)",
    ],
    "an inserted row": [
        "INSERT INTO log_events SELECT event, moment, actor, network, number, act, 'x', detail, seal FROM log_events "
        "WHERE number = 4"
    ],
    "a row put at the end": [
        "INSERT INTO log_events SELECT 9999, moment, actor, network, number + 1, act, thing, detail, seal "
        "FROM log_events WHERE number = (SELECT max(number) FROM log_events)"
    ],
    "a row of another network": ["UPDATE log_events SET network = '' WHERE number = 4"],
    "a made-up anchor": [
        "DELETE FROM log_events WHERE number < 4",
        "UPDATE log_events SET act = 'anchor', detail = seal WHERE number = 4",
    ],
}


@pytest.mark.parametrize(
    "how", sample(sorted(MEDDLING), ["a changed act", "a removed row", "an inserted row", "two rows swapped"])
)
def test_meddling_with_the_log_book_is_found(how: str, store: Store, network: Network, tmp_path: Path) -> None:
    House(store, network)
    changed = meddled(store, tmp_path, *MEDDLING[how])
    checked = changed.audit.check()
    assert not checked.whole and checked.broken
    changed.close()


def test_a_log_book_that_nobody_touched_passes_also_without_its_ledger(
    store: Store, network: Network, tmp_path: Path
) -> None:
    House(store, network)
    untouched = meddled(store, tmp_path)
    assert untouched.audit.check().whole and untouched.audit.check(network.id).whole
    untouched.close()


def test_rows_taken_off_the_end_are_found_by_the_ledger_and_taking_that_away_is_a_line(
    store: Store, network: Network, tmp_path: Path
) -> None:
    House(store, network)
    store.close()
    with duckdb.connect(str(tmp_path / "onlife.duckdb")) as raw:
        raw.execute("DELETE FROM log_events WHERE network <> '' AND number = (SELECT max(number) FROM log_events)")
    with pytest.raises(StoreError, match="beschadigd of onvolledig"):
        Store(tmp_path, load())
    (tmp_path / "onlife.ledger").unlink()
    opened = Store(tmp_path, load())
    opened.note_opening("de app")
    assert any("zonder bewijsbestand" in line for line in told(opened, network))
    opened.close()


def test_old_lines_go_and_the_rest_still_holds(store: Store, network: Network, tmp_path: Path) -> None:
    House(store, network)
    lines = len(told(store, network))
    store.retention.run(now() + timedelta(days=25 * 31), "an")
    after = told(store, network)
    assert after[-1] == "oudere regels van het logboek vernietigd: hun bewaartermijn is voorbij"
    assert len(after) < lines and store.audit.check().whole
    store.audit.note_export(network.id, "x.csv", "an")
    assert store.audit.check().whole
    changed = meddled(store, tmp_path, f"UPDATE log_events SET detail = 'y' WHERE act = '{Act.EXPORTED}'")
    assert not changed.audit.check().whole
    changed.close()


def test_the_log_book_numbers_its_own_lines_and_tells_nothing_of_what_is_done_elsewhere(store: Store) -> None:
    network = store.networks.add("Netwerk Zuid", "Zuid", 5, "an")
    before = store.audit.events(network.id)["number"].max()
    other = store.networks.add("Netwerk Noord", "Noord", 5, "bo")
    for at in range(7):
        store.plans.keep(PlanAction(f"x{at}", other.id, "", "1", "Iets", date(2026, 4, 2)), "bo")
    store.audit.note_export(network.id, "plan.csv", "an")
    events = store.audit.events(network.id)
    assert events["number"].max() == before + 1
    assert events["number"].dropna().tolist() == list(range(int(before) + 1, 0, -1))


def test_the_log_book_tells_the_time_by_the_clocks_here_and_a_day_as_that_day() -> None:
    moments = [datetime(2026, 7, 1, 22, 30, 5), datetime(2026, 12, 1, 22, 30, 5), datetime(2026, 7, 1)]
    events = pd.DataFrame({"number": [3, 2, 1], "moment": moments, "who": "An", "what": "iets"})
    assert log_book.table(events)["Moment"].tolist() == ["02/07/2026 00:30", "01/12/2026 23:30", "01/07/2026"]
