"""A network beside the others, through the real store: what is brought in, kept, shown and taken away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.network import Network, Partner, Round
from onlife.domain.peer import MIN_NETWORKS, Strip
from onlife.domain.scan import FilledScan
from onlife.services import figures, peer, settings
from onlife.services.figures import PEERS, NothingToShow, View
from onlife.store import Refused, Store
from tests import stores

pytestmark = pytest.mark.long

FORM = load()
GREENS = (0, 8, 16, 21, 26, 34, 42)
"""How many of 42 elements are green at the one partner of each of seven networks."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks that take part and closed a round, one fewer than are compared."""
    folder = stores.empty(tmp_path_factory.mktemp("five"))
    with stores.opened(folder) as opened:
        towns(opened, MIN_NETWORKS - 1)
    return folder


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(folder, tmp_path)


@pytest.fixture
def five(store: Store) -> list[Town]:
    networks = store.networks.all()
    return [Town(store, network, store.networks.partners(network.id)[0]) for network in networks]


@pytest.fixture
def six(store: Store, five: list[Town]) -> list[Town]:
    return [*five, *towns(store, 1, start=len(five))]


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    with stores.opened(stores.empty(tmp_path)) as opened:
        yield opened


class Town:
    """A network with one partner that fills in together, so that its score is what we choose."""

    def __init__(self, store: Store, network: Network, partner: Partner) -> None:
        self.store, self.network, self.partner = store, network, partner

    @classmethod
    def founded(cls, store: Store, name: str) -> Town:
        network = store.networks.add(f"Netwerk {name}", "Stad", 5, "an")
        partner = Partner(f"partner {name}", network.id, f"Partner {name}", "Jeugdwerk", 6, True)
        store.networks.save_partners([partner], "an")
        return cls(store, network, partner)

    def scan(self, green: int = 21, version: int = FORM.version) -> Round:
        """A round that is closed, with so many of 42 elements green, spread over the blocks, and the others red."""
        number = len(self.store.networks.rounds(self.network.id))
        self.store.questionnaires.choose(self.network.id, version, "an")
        scan_round = self.store.networks.add_round(self.network.id, f"Ronde {number}", version, None, "an")
        self.store.networks.start_round(scan_round, "an")
        answers = {e.id: "green" if at * 5 % 42 < green else "red" for at, e in enumerate(FORM.elements)}
        self.store.scan_imports.add(scan_round, [FilledScan(self.partner.id, "", True, answers)], "an")
        peer.close_round(self.store, self.network, scan_round, "an")
        return next(r for r in self.store.networks.rounds(self.network.id) if r.id == scan_round.id)

    def join(self) -> None:
        peer.take_part(self.store, self.network, True, "an")

    def leave(self) -> None:
        peer.take_part(self.store, self.network, False, "an")

    def scores(self, scan_round: Round) -> dict[str, float]:
        return peer.scores(figures.shown_in(View(self.network.id, scan_round.id)))


def towns(store: Store, number: int, start: int = 0) -> list[Town]:
    """Networks that take part and then close a round."""
    found = [Town.founded(store, f"{start + at}") for at in range(number)]
    for at, town in enumerate(found):
        town.join()
        town.scan(GREENS[(start + at) % len(GREENS)])
    return found


def shown(store: Store) -> dict[str, Strip]:
    return store.peers.strips(FORM.version)


def steps(store: Store) -> int:
    return len(store._db.rows("SELECT event FROM strip_events"))


def test_five_networks_see_nothing_and_the_sixth_makes_it_visible_to_all(store: Store, five: list[Town]) -> None:
    assert shown(store) == {}
    five += towns(store, 1, start=MIN_NETWORKS - 1)
    assert set(shown(store)) == {block.id for block in FORM.blocks}
    for town in five:
        scan_round = store.networks.rounds(town.network.id)[0]
        assert peer.reason_not_shown(store, town.network, scan_round) == ""
        figure = figures.figure(PEERS, View(town.network.id, scan_round.id))
        assert figure.table["Bouwsteen"].tolist() == [f"{b.id} {b.name}" for b in FORM.blocks]
        others = [other.network.name for other in five]
        assert not [name for name in others if name in figure.table.to_csv() + figure.alt + str(figure.spec)]


def test_the_strip_holds_the_middle_half_of_the_scores_as_each_network_sees_them(store: Store, six: list[Town]) -> None:
    own = [town.scores(store.networks.rounds(town.network.id)[0])["1"] for town in six]
    strip = shown(store)["1"]
    assert sum(strip.low <= score <= strip.high for score in own) >= MIN_NETWORKS / 2
    assert min(own) < strip.low and max(own) > strip.high


@pytest.mark.usefixtures("six")
def test_a_network_that_takes_no_part_brings_in_nothing_and_sees_nothing(store: Store) -> None:
    before = shown(store)
    apart = Town.founded(store, "apart")
    scan_round = apart.scan(42)
    assert "vergelijkt zich niet" in peer.reason_not_shown(store, apart.network, scan_round)
    with pytest.raises(NothingToShow):
        figures.figure(PEERS, View(apart.network.id, scan_round.id))
    assert shown(store) == before
    assert not store._db.events("comparison_events", network=apart.network.id)


@pytest.mark.usefixtures("six")
def test_taking_part_later_brings_in_the_newest_closed_round_and_shows_at_once(store: Store) -> None:
    late = Town.founded(store, "laat")
    late.scan(0)
    newest = late.scan(42)
    with pytest.raises(NothingToShow):
        figures.figure(PEERS, View(late.network.id, newest.id))
    late.join()
    assert [row["round"] for row in store._db.events("comparison_events", network=late.network.id)] == [newest.id]
    assert len(figures.figure(PEERS, View(late.network.id, newest.id)).table)


@pytest.mark.slow
def test_one_that_joins_one_that_leaves_and_one_that_is_erased_move_nothing_by_themselves(
    store: Store, six: list[Town]
) -> None:
    before = shown(store)
    towns(store, 1, start=MIN_NETWORKS)
    six[0].leave()
    assert store.erasure.network(six[1].network, "an")
    assert shown(store) == before and steps(store) == 1
    waiting = store.peers.standing(FORM.version)
    assert six[1].network.id not in str(waiting)
    towns(store, MIN_NETWORKS - 2, start=MIN_NETWORKS + 1)  # with the newcomer and the farewell: six
    assert steps(store) == 2
    counted, since = store.peers.standing(FORM.version)
    assert set(counted).isdisjoint({six[0].network.id, six[1].network.id})
    assert len(counted) == 2 * MIN_NETWORKS - 3 and since == []


def test_who_stops_sees_nothing_at_once(store: Store, six: list[Town]) -> None:
    view = View(six[0].network.id, store.networks.rounds(six[0].network.id)[0].id)
    assert len(figures.figure(PEERS, view).table)
    six[0].leave()
    with pytest.raises(NothingToShow):
        figures.figure(PEERS, view)


@pytest.mark.slow
def test_the_figure_follows_a_step_of_others(store: Store, six: list[Town]) -> None:
    first = six[0]
    view = View(first.network.id, store.networks.rounds(first.network.id)[0].id)
    before = figures.figure(PEERS, view)
    for at in range(MIN_NETWORKS):
        town = Town.founded(store, f"hoog {at}")
        town.join()
        town.scan(42)
    assert figures.figure(PEERS, view).table["Andere netwerken"].tolist() != before.table["Andere netwerken"].tolist()


def test_only_closed_rounds_are_compared(store: Store, six: list[Town]) -> None:
    first = six[0]
    scan_round = store.networks.add_round(first.network.id, "Loopt", FORM.version, None, "an")
    store.networks.start_round(scan_round, "an")
    scan_round = store.networks.rounds(first.network.id)[0]
    assert "is nog open" in peer.reason_not_shown(store, first.network, scan_round)
    with pytest.raises(NothingToShow):
        figures.figure(PEERS, View(first.network.id, scan_round.id))


def test_networks_with_another_questionnaire_stand_apart(store: Store, five: list[Town]) -> None:
    other = Town.founded(store, "anders")
    store.questionnaires.add(other.network.id, replace(FORM, version=9), "an")
    other.join()
    scan_round = other.scan(42, version=9)
    assert shown(store) == {} and store.peers.strips(9) == {}
    assert "nog niets te vergelijken" in peer.reason_not_shown(store, other.network, scan_round)
    other.scan(42)
    assert shown(store) and store.peers.strips(9) == {}
    assert peer.reason_not_shown(store, five[0].network, store.networks.rounds(five[0].network.id)[0]) == ""


def test_what_is_released_after_the_closing_changes_nothing_that_was_brought_in(empty_store: Store) -> None:
    store = empty_store
    town = Town.founded(store, "later")
    withheld = Partner("w", town.network.id, "Wacht", "Welzijn", 6, True)
    store.networks.save_partners([withheld], "an")
    town.join()
    scan_round = store.networks.add_round(town.network.id, "Ronde", FORM.version, None, "an")
    store.networks.start_round(scan_round, "an")
    for partner, light in ((town.partner, "green"), (withheld, "red")):
        answers = {element.id: light for element in FORM.elements}
        store.scan_imports.add(scan_round, [FilledScan(partner.id, "", True, answers)], "an")
    store.closings.close(scan_round, withheld, "an", release=False)
    peer.close_round(store, town.network, scan_round, "an")
    store.closings.release(scan_round, withheld, "an")
    (brought,) = store.peers.standing(FORM.version)[1]
    assert set(brought.scores.values()) == {100.0}
    assert set(town.scores(scan_round).values()) == {50.0}


@pytest.mark.parametrize("what", ["round", "partner", "part"])
def test_erasing_takes_the_scores_of_the_round_away_and_moves_nothing(store: Store, six: list[Town], what: str) -> None:
    before = shown(store)
    town = six[2]
    scan_round = store.networks.rounds(town.network.id)[0]
    ways: dict[str, Callable[[], object]] = {
        "round": lambda: store.erasure.round(scan_round, "an"),
        "partner": lambda: store.erasure.partner(town.partner, "an"),
        "part": lambda: store.erasure.part(scan_round, town.partner, "an"),
    }
    assert ways[what]()
    assert not store._db.events("comparison_events", network=town.network.id)
    assert shown(store) == before and steps(store) == 1
    assert town.network.id not in store.peers.standing(FORM.version)[0]


def test_choosing_what_is_already_so_is_nothing(empty_store: Store) -> None:
    store = empty_store
    town = towns(store, 1)[0]
    before = store.totals()
    town.join()
    assert store.totals() == before
    other: Network = Town.founded(store, "nooit").network
    before = store.totals()
    peer.take_part(store, other, False, "an")
    assert store.totals() == before


def test_no_page_and_no_command_closes_a_round_without_bringing_its_scores_in() -> None:
    home = settings.HOME
    files = [*(home / "onlife").rglob("*.py"), *(home / "pages").rglob("*.py")]
    around = {file.name for file in files if "closings.close_round(" in file.read_text(encoding="utf-8")}
    assert around == {"peer.py", "demo.py"}  # the demo network takes no part


@pytest.mark.slow
def test_coming_and_going_counts_once(store: Store, five: list[Town]) -> None:
    for _ in range(4):
        five[0].leave()
        five[0].join()
    assert steps(store) == 0
    towns(store, 1, start=MIN_NETWORKS)
    assert steps(store) == 1


# -- affiliated networks


def led_by_one(store: Store, found: list[Town], name: str = "maker") -> str:
    """Let one account coordinate all of these."""
    account = store.accounts.add(name, name, "x", "opdrachtregel").id
    for town in found:
        store.accounts.set_role(account, town.network.id, Role.COORDINATOR, account)
    return account


def handed_over(store: Store, found: list[Town]) -> None:
    account = led_by_one(store, found)
    for town in found:
        store.accounts.set_role(account, town.network.id, None, account)


def through_a_third(store: Store, found: list[Town]) -> None:
    """Every network has its own account, and all of those led a network that takes no part."""
    bridge = store.networks.add("Brug", "Stad", 5, "an")
    for at, town in enumerate(found):
        account = led_by_one(store, [town], f"pop {at}")
        store.accounts.set_role(account, bridge.id, Role.COORDINATOR, account)


def accounts_of_who_joined_the_programme(store: Store, found: list[Town]) -> None:
    """Somebody makes an account for every network, and is let into the programme after that."""
    maker = store.accounts.add("maker", "Maakster", "x", "opdrachtregel").id
    for at, town in enumerate(found):
        account = store.accounts.add(f"pop {at}", "Popje", "x", maker).id
        store.accounts.set_role(account, town.network.id, Role.COORDINATOR, maker)
    store.accounts.set_role(maker, INSTALLATION, Role.PROGRAMME, "opdrachtregel")


def joined_by_an_account_that_is_gone(store: Store, found: list[Town]) -> None:
    """Nothing is left of the account but that it let each of these take part."""
    for town in found:
        peer.take_part(store, town.network, False, "f" * 32)
        peer.take_part(store, town.network, True, "f" * 32)


WAYS = [
    led_by_one,
    handed_over,
    through_a_third,
    accounts_of_who_joined_the_programme,
    joined_by_an_account_that_is_gone,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_five_networks_of_one_person_learn_nothing_of_a_sixth(
    store: Store, five: list[Town], way: Callable[[Store, list[Town]], object]
) -> None:
    way(store, five)
    real = towns(store, 1, start=len(five))[0]
    scan_round = store.networks.rounds(real.network.id)[0]
    assert shown(store) == {} and steps(store) == 0
    assert "nog niets te vergelijken" in peer.reason_not_shown(store, real.network, scan_round)


def test_accounts_that_the_programme_made_leave_their_networks_apart(store: Store, five: list[Town]) -> None:
    """The control: a province that makes every network and account keeps its comparison."""
    programme = store.accounts.add("provincie", "Provincie", "x", "opdrachtregel").id
    store.accounts.set_role(programme, INSTALLATION, Role.PROGRAMME, "opdrachtregel")
    for at, town in enumerate(five):
        account = store.accounts.add(f"stad {at}", "Iemand", "x", programme).id
        store.accounts.set_role(account, town.network.id, Role.COORDINATOR, programme)
    towns(store, 1, start=len(five))
    assert shown(store)


def test_what_was_shown_stays_when_an_account_comes_or_goes_and_only_the_next_step_takes_more(
    store: Store, six: list[Town]
) -> None:
    before = shown(store)
    account = led_by_one(store, six[:2])
    store.accounts.set_role(account, six[0].network.id, None, account)
    for town in six:
        town.scan(42)
    assert shown(store) == before and steps(store) == 1, "six that count as five brought something in"
    towns(store, 1, start=MIN_NETWORKS)
    assert steps(store) == 2 and shown(store) != before


# -- networks of one kind

NETWORK_KINDS = ("grote stad", "kleine gemeente")


def of_two_kinds(store: Store, number: int) -> list[Town]:
    """Networks that are of the one and the other kind in turn, take part and close a round."""
    store.kinds.save(NETWORK_KINDS, "programma")
    found = [Town.founded(store, f"soort {at}") for at in range(number)]
    for at, town in enumerate(found):
        store.kinds.choose(town.network.id, NETWORK_KINDS[at % 2], "an")
        town.join()
        town.scan(GREENS[at % len(GREENS)])
    return found


def test_six_of_a_kind_beside_six_others_see_their_kind_and_nobody_else_does(empty_store: Store) -> None:
    store = empty_store
    networks = of_two_kinds(store, 2 * MIN_NETWORKS - 1)
    assert [store.kinds.strips(FORM.version, kind) for kind in NETWORK_KINDS] == [{}, {}]
    networks += [Town.founded(store, "laatste")]
    store.kinds.choose(networks[-1].network.id, NETWORK_KINDS[1], "an")
    networks[-1].join()
    scan_round = networks[-1].scan()
    assert set(store.kinds.strips(FORM.version, NETWORK_KINDS[0])) == {block.id for block in FORM.blocks}
    assert peer.reason_kind_not_shown(store, networks[-1].network, scan_round) == ""
    figure = figures.figure(figures.KIND_PEERS, View(networks[-1].network.id, scan_round.id))
    assert "kleine gemeente" in figure.title and "grote stad" not in str(figure.spec)
    store.kinds.choose(networks[-1].network.id, "", "an")
    with pytest.raises(NothingToShow):
        figures.figure(figures.KIND_PEERS, View(networks[-1].network.id, scan_round.id))


@pytest.mark.slow
def test_a_kind_that_is_chosen_later_moves_nothing_by_itself(empty_store: Store) -> None:
    networks = of_two_kinds(empty_store, 2 * MIN_NETWORKS)
    before = {kind: empty_store.kinds.strips(FORM.version, kind) for kind in NETWORK_KINDS}
    assert all(before.values())
    for town in networks[:4]:
        empty_store.kinds.choose(town.network.id, NETWORK_KINDS[1], "an")
        town.scan(42)
    assert {kind: empty_store.kinds.strips(FORM.version, kind) for kind in NETWORK_KINDS} == before


@pytest.mark.slow
def test_what_was_shown_of_an_erased_network_is_gone_and_its_kind_hides_at_the_next_step(empty_store: Store) -> None:
    networks = of_two_kinds(empty_store, 2 * MIN_NETWORKS)
    gone = networks[0]
    empty_store.erasure.network(gone.network, "an")
    assert gone.network.id not in empty_store.kinds.last(FORM.version)[NETWORK_KINDS[0]]
    assert not empty_store._db.rows("SELECT 1 FROM kind_share_events WHERE network = ?", gone.network.id)
    for town in networks[1:7]:
        town.scan(12)
    assert empty_store.kinds.strips(FORM.version, NETWORK_KINDS[0]) == {}


def test_a_kind_that_is_off_the_list_is_nobodys(empty_store: Store) -> None:
    networks = of_two_kinds(empty_store, 2)
    empty_store.kinds.save([NETWORK_KINDS[0]], "programma")
    assert empty_store.kinds.of(networks[1].network.id) == "" and empty_store.kinds.all() == [NETWORK_KINDS[0]]
    with pytest.raises(Refused, match="niet meer op de lijst"):
        empty_store.kinds.choose(networks[1].network.id, NETWORK_KINDS[1], "an")
    with pytest.raises(Refused, match="hoogstens 12"):
        empty_store.kinds.save([str(number) for number in range(13)], "programma")
