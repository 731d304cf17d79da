"""Setting right what came in wrongly: a file, a list, a test scan, one organisation as two partners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round, RoundState
from onlife.domain.plan import PlanAction
from onlife.domain.scan import FilledScan, Scan
from onlife.store import Refused, Store
from onlife.text import today
from tests import stores
from tests.unit.examples import questionnaire

pytestmark = pytest.mark.long

FORM = questionnaire(2, 1)
WHO = "an"
OF_SCANS = ("draft_events", "submission_events", "device_events", "import_events")


class Town:
    """A network with an open round and two partners that scan individually: Bib and, misspelled, Bibb."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(stores.empty(folder), FORM)
        self.scans, self.imports, self.merges = self.store.scans, self.store.imports, self.store.merges
        self.closings, self.results = self.store.closings, self.store.results
        self.network = self.store.networks.add("Netwerk", "Stad", 3, WHO).id
        self.bib = self.partner("bib", 8)
        self.bibb = self.partner("bibb", 4)
        self.round = self.open("Najaar")

    def partner(self, key: str, people: int, *, joint: bool = False) -> Partner:
        partner = Partner(key, self.network, key.title(), "", people, joint)
        self.store.networks.save_partners([partner], WHO)
        self.store.links.make(self.network, [key], WHO)
        return partner

    def open(self, name: str) -> Round:
        scan_round = self.store.networks.add_round(self.network, name, 1, None, WHO)
        self.store.networks.start_round(scan_round, WHO)
        return replace(scan_round, state=RoundState.OPEN)

    def begin(self, partner: Partner, device: str = "") -> Scan:
        scan = self.scans.begin(partner, device=device)
        if not partner.joint:
            self.scans.choose_function(scan.id, "ict")
        self.scans.answer(scan.id, "1.1", Light.GREEN)
        return scan

    def submit(self, partner: Partner, device: str = "") -> Scan:
        scan = self.begin(partner, device)
        self.scans.submit(scan.id)
        return scan

    def read_in(self, *partners: Partner, new: list[str] | None = None) -> None:
        filled = [FilledScan(p.id, "" if p.joint else "ict", p.joint, {"1.1": "red"}) for p in partners]
        self.store.scan_imports.add(self.round, filled, WHO, new or [])

    def submitted(self) -> dict[str, int]:
        return {row.partner: row.submitted for row in self.results.response(self.network, self.round.id)}

    def left(self, *scans: Scan) -> set[str]:
        """The tables that still hold rows of these scans, or any of a partner that is gone."""
        ids = {scan.id for scan in scans}
        return {table for table in OF_SCANS for row in self.store._db.events(table) if row["scan"] in ids}

    def told(self) -> list[str]:
        return list(self.store.audit.events(self.network)["what"])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.store.close()


# -- a file with scans


def test_a_file_is_undone_whole_and_nothing_else_is(town: Town) -> None:
    own = town.submit(town.bib)
    town.read_in(town.bib, town.bib, town.bibb)
    town.read_in(town.bib)
    second, first = town.imports.of_scans(town.round)
    assert (first.actor, first.day, len(first.scans), len(second.scans)) == (WHO, today(), 3, 1)
    assert town.imports.undo_scans(town.round, first.id, WHO) == 3
    assert town.submitted() == {"bib": 2, "bibb": 0}
    assert [batch.id for batch in town.imports.of_scans(town.round)] == [second.id]
    assert town.told()[0] == "Najaar: 3 ingelezen scans weer weggehaald"
    with pytest.raises(Refused, match="al weggehaald"):
        town.imports.undo_scans(town.round, first.id, WHO)
    town.closings.close(town.round, town.bib, WHO, release=False)
    sizes = town.results.sizes(town.round.id)
    assert {row["source"]: row["n"] for row in sizes.to_dict("records")} == {"web": 1, "import": 1}
    assert town.left(own) == set()


def test_what_was_undone_can_be_read_again_and_is_no_double(town: Town) -> None:
    town.read_in(town.bib)
    assert town.store.scan_imports.import_counts(town.round).total() == 1
    town.imports.undo_scans(town.round, town.imports.of_scans(town.round)[0].id, WHO)
    assert town.store.scan_imports.import_counts(town.round).total() == 0
    town.read_in(*[town.bib] * 8)  # nobody takes up room any more
    assert town.submitted()["bib"] == 8


def test_whoever_has_scans_of_an_undone_file_only_did_not_begin(town: Town) -> None:
    house = town.partner("huis", 3, joint=True)
    town.read_in(house, town.bib)
    with pytest.raises(Refused, match="De wijze kan pas daarna veranderen"):
        town.store.networks.save_partners([replace(town.bib, joint=True)], WHO)
    town.imports.undo_scans(town.round, town.imports.of_scans(town.round)[0].id, WHO)
    town.store.networks.save_partners([replace(town.bib, joint=True)], WHO)
    assert town.scans.obstacle(house) == ""
    with pytest.raises(Refused, match="nog geen enkele scan"):
        town.closings.close(town.round, house, WHO, release=True)


def test_a_file_cannot_be_undone_once_one_of_its_partners_is_closed(town: Town) -> None:
    town.read_in(town.bib, town.bibb)
    town.closings.close(town.round, town.bib, WHO, release=False)
    [batch] = town.imports.of_scans(town.round)
    assert (batch.actor, batch.frozen, len(batch.scans)) == (WHO, ["bib"], 1)
    town.closings.reopen(town.round, town.bib, WHO)  # shuffled with the others it stays
    with pytest.raises(Refused, match="De scan van Bib is intussen afgesloten"):
        town.imports.undo_scans(town.round, batch.id, WHO)
    assert town.submitted() == {"bib": 1, "bibb": 1}


def test_a_file_cannot_be_undone_once_its_round_is_closed(town: Town) -> None:
    town.read_in(town.bib)
    [batch] = town.imports.of_scans(town.round)
    town.closings.close_round(town.round, WHO)
    with pytest.raises(Refused, match="liggen vast"):
        town.imports.undo_scans(town.round, batch.id, WHO)
    assert not town.store._db.events("import_events")


def test_an_undone_file_leaves_no_answer_behind_when_the_round_closes(town: Town) -> None:
    town.read_in(town.bibb)
    town.imports.undo_scans(town.round, town.imports.of_scans(town.round)[0].id, WHO)
    town.closings.close_round(town.round, WHO)
    assert [table for table in OF_SCANS if town.store._db.events(table)] == []
    assert town.results.sizes(town.round.id).empty


@pytest.mark.parametrize("began", [False, True])
def test_partners_made_for_a_file_leave_with_it_unless_somebody_began(town: Town, began: bool) -> None:
    new = town.partner("turnkring", 5)
    town.read_in(new, town.bib, new=[new.id])
    if began:
        town.submit(new)
    town.imports.undo_scans(town.round, town.imports.of_scans(town.round)[0].id, WHO)
    assert ("turnkring" in {p.id for p in town.store.networks.partners(town.network)}) is began
    assert bool([owner for owner, _ in town.store.links.of(town.network) if owner == new.id]) is began


# -- a list of partners


def added(town: Town) -> list[Partner]:
    partners = [Partner(key, town.network, key.title(), "", 5, joint=False) for key in ("een", "twee")]
    town.imports.add_partners(partners, WHO)
    return partners


def test_a_list_of_partners_is_undone_with_its_links(town: Town) -> None:
    added(town)
    [batch] = town.imports.of_partners(town.network)
    assert town.imports.undo_partners(town.network, batch.id, WHO) == 2
    assert [p.id for p in town.store.networks.partners(town.network)] == ["bib", "bibb"]
    assert {owner for owner, _ in town.store.links.of(town.network)} == {"bib", "bibb"}
    assert town.imports.of_partners(town.network) == []
    added_again = [replace(p, id=p.id + "2") for p in town.store.networks.partners(town.network, archived=True) if p.archived]  # fmt: skip
    town.imports.add_partners([replace(p, archived=False) for p in added_again], WHO)  # their names are free


def test_a_list_cannot_be_undone_once_one_of_its_partners_began(town: Town) -> None:
    first, _ = added(town)
    [batch] = town.imports.of_partners(town.network)
    town.begin(first)
    assert town.imports.of_partners(town.network) == []
    with pytest.raises(Refused, match="intussen begonnen"):
        town.imports.undo_partners(town.network, batch.id, WHO)
    assert len(town.store.networks.partners(town.network)) == 4


def test_a_list_that_is_taken_back_leaves_a_partner_that_took_another_over(town: Town) -> None:
    first, second = added(town)
    town.merges.merge(first, town.bibb, WHO)
    [batch] = town.imports.of_partners(town.network)
    assert batch.partners == [second.id]
    town.imports.undo_partners(town.network, batch.id, WHO)
    assert {p.id for p in town.store.networks.partners(town.network)} == {"bib", first.id}


def test_a_file_that_is_taken_back_leaves_a_partner_that_took_another_over(town: Town) -> None:
    made = town.partner("nieuw", 4)
    town.read_in(made, new=[made.id])
    town.merges.merge(made, town.bibb, WHO)
    [batch] = town.imports.of_scans(town.round)
    town.imports.undo_scans(town.round, batch.id, WHO)
    assert {p.id for p in town.store.networks.partners(town.network)} == {"bib", made.id}


def test_a_partner_that_went_is_known_by_the_one_it_went_on_under(town: Town) -> None:
    assert town.merges.successors(town.network) == {}
    town.merges.merge(town.bib, town.bibb, WHO)
    assert town.merges.successors(town.network) == {"bibb": "bib"}


def test_of_a_file_it_is_told_how_many_scans_of_whom(town: Town) -> None:
    town.read_in(town.bib, town.bib, town.bibb)
    [batch] = town.imports.of_scans(town.round)
    assert batch.of == {"bib": 2, "bibb": 1}
    town.closings.close(town.round, town.bibb, WHO, release=False)
    [batch] = town.imports.of_scans(town.round)
    assert (batch.of, batch.frozen) == ({"bib": 2}, ["bibb"])


# -- a test scan


def test_a_contact_removes_a_test_scan_by_its_code(town: Town) -> None:
    trial, colleague = town.submit(town.bib, "laptop"), town.submit(town.bib, "telefoon")
    town.scans.remove(town.bib, town.scans.code(trial.id).lower(), WHO)
    assert town.submitted()["bib"] == 1
    assert town.left(trial) == set() and town.left(colleague)
    assert town.closings.get(town.round.id, "bib").removed == 1
    assert town.told()[0] == "Bib: een testscan weggehaald door de contactpersoon"
    assert town.store.audit.events(town.network)["moment"].iloc[0].strftime("%H:%M:%S") == "00:00:00"
    town.submit(town.bib, "laptop")
    assert town.closings.repeats(town.round.id, "bib") == set()  # the device is free again


def test_no_scan_of_somebody_else_is_removed(town: Town) -> None:
    minted, elsewhere = town.submit(town.bib), town.submit(town.bibb)
    used = town.scans.code(minted.id)
    town.scans.resume(town.bib, used)  # by the colleague that it was handed to
    for code in ("", "AAAA-BBBB-CCCC", used, town.scans.code(elsewhere.id)):
        with pytest.raises(Refused, match="geen scan van jullie"):
            town.scans.remove(town.bib, code, WHO)
    assert town.submitted() == {"bib": 1, "bibb": 1}
    assert town.closings.get(town.round.id, "bib").removed == 0


def test_nothing_is_removed_from_a_closed_scan(town: Town) -> None:
    trial = town.submit(town.bib)
    code = town.scans.code(trial.id)
    town.closings.close(town.round, town.bib, WHO, release=False)
    with pytest.raises(Refused, match="is afgesloten"):
        town.scans.remove(town.bib, code, WHO)
    town.closings.reopen(town.round, town.bib, WHO)
    with pytest.raises(Refused, match="geen scan van jullie"):
        town.scans.remove(town.bib, code, WHO)
    assert town.submitted()["bib"] == 1


# -- two partners that are one


def test_the_scans_of_two_partners_go_on_under_one(town: Town) -> None:
    kept, handed_in, begun = town.submit(town.bib), town.submit(town.bibb), town.begin(town.bibb)
    town.read_in(town.bibb)
    links = town.store.links.of(town.network)
    town.merges.merge(town.bib, town.bibb, WHO)
    assert [p.id for p in town.store.networks.partners(town.network)] == ["bib"]
    assert town.submitted() == {"bib": 3}
    assert town.told()[0] == "partner Bibb samengevoegd met Bib"
    link = town.store.links.get(links["bibb", LinkKind.SCAN].id)
    assert link is not None and link.revoked
    bib = town.store.networks.partners(town.network)[0]
    assert bib.expected == 12
    assert [(rise.before, rise.after) for rise in town.store.networks.raises(town.round, bib)] == [(8, 12)]
    resumed = town.scans.resume(bib, town.scans.code(begun.id))  # nobody loses what was begun
    assert resumed is not None and resumed.answers == {"1.1": "green"}
    town.scans.submit(begun.id)
    town.scans.reopen(handed_in.id)
    town.scans.submit(handed_in.id)
    [batch] = town.imports.of_scans(town.round)
    town.imports.undo_scans(town.round, batch.id, WHO)
    town.closings.close(town.round, bib, WHO, release=False)
    assert town.results.sizes(town.round.id)["n"].sum() == 3
    assert town.left(kept, handed_in, begun) == set()


def test_erasing_the_partner_that_stays_erases_what_moved(town: Town) -> None:
    moved = town.submit(town.bibb, "toestel")
    town.merges.merge(town.bib, town.bibb, WHO)
    town.store.erasure.part(town.round, town.bib, WHO)
    assert town.left(moved) == set()


def test_one_device_still_counts_once_after_merging(town: Town) -> None:
    town.submit(town.bibb, "toestel")
    again = town.submit(town.bibb, "toestel")
    town.merges.merge(town.bib, town.bibb, WHO)
    assert town.closings.repeats(town.round.id, "bib") == {again.id}


def test_actions_follow(town: Town) -> None:
    def act(key: str, owner: str = "", lead: str = "", partners: tuple[str, ...] = ()) -> None:
        action = PlanAction(key, town.network, owner, "1", "Iets doen", today(), lead=lead, partners=partners)
        town.store.plans.keep(action, WHO)

    others = [replace(town.bib, id=name, name=name) for name in "xy"]
    town.store.networks.save_partners(others, WHO)
    act("led", lead="bibb")
    act("both", lead="x", partners=("bib", "bibb", "y"))
    act("own", owner="bibb")
    act("other", lead="x")
    town.merges.merge(town.bib, town.bibb, WHO)
    network = {a.id: (a.lead, a.partners) for a in town.store.plans.of(town.network)}
    assert network == {"led": ("bib", ()), "both": ("x", ("bib", "y")), "other": ("x", ())}
    assert [a.id for a in town.store.plans.of(town.network, "bib")] == ["own"]
    assert len(town.store.plans.history(town.network, "other")) == 1


def _closed(town: Town) -> None:
    town.submit(town.bib)
    town.closings.close(town.round, town.bib, WHO, release=False)


def _reopened(town: Town) -> None:
    town.submit(town.bibb)
    town.closings.close(town.round, town.bibb, WHO, release=False)
    town.closings.reopen(town.round, town.bibb, WHO)


def _both_in_a_closed_round(town: Town) -> None:
    town.submit(town.bib)
    town.submit(town.bibb)
    town.closings.close_round(town.round, WHO)


def _both_joint(town: Town) -> None:
    town.bib, town.bibb = (replace(partner, joint=True) for partner in (town.bib, town.bibb))
    town.store.networks.save_partners([town.bib, town.bibb], WHO)
    town.submit(town.bib)
    town.begin(town.bibb)


def _other_ways(town: Town) -> None:
    town.bibb = replace(town.bibb, joint=True)
    town.store.networks.save_partners([town.bibb], WHO)


def _a_code(town: Town) -> None:
    town.store.team_links.set_code(town.store.links.of(town.network)["bibb", LinkKind.TEAM], "hash", "secret")


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (_closed, "De scan van Bib is al afgesloten"),
        (_reopened, "De scan van Bibb was al eens afgesloten"),
        (_both_in_a_closed_round, "een resultaat in dezelfde scanronde"),
        (_both_joint, "al een gezamenlijke scan"),
        (_other_ways, "op dezelfde wijze"),
        (_a_code, "een eigen code op de teamlink"),
        (lambda town: town.scans.slips.make(town.round, town.bib, WHO), "werkt in deze scanronde met briefjes"),
        (lambda town: town.store.networks.archive(town.bibb, WHO), "wijzigde een van beide"),
    ],
)
def test_partners_that_must_stay_two_are_not_merged(town: Town, before: Callable[[Town], object], reason: str) -> None:
    before(town)
    totals = town.store.totals()
    with pytest.raises(Refused, match=reason):
        town.merges.merge(town.bib, town.bibb, WHO)
    assert town.store.totals() == totals


def test_a_result_of_an_earlier_round_stays_under_its_own_name(town: Town) -> None:
    town.submit(town.bibb)
    town.closings.close_round(town.round, WHO)
    before = town.results.counts(town.round.id)
    town.merges.merge(town.bib, town.bibb, WHO)
    assert town.results.counts(town.round.id).equals(before)


# -- what stays after closing


def test_a_scan_that_was_handed_in_and_taken_back_is_gone_once_the_round_closes(town: Town) -> None:
    scan = town.submit(town.bib, "toestel")
    town.scans.reopen(scan.id)
    town.closings.close_round(town.round, WHO)
    assert town.left(scan) == set()
    assert town.results.sizes(town.round.id).empty
