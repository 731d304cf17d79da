"""What helped elsewhere, through the real store: who tells, when it is read, and that it is gone when it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.domain.access import Role
from onlife.domain.helped import TOGETHER
from onlife.domain.plan import Status
from onlife.services import demo, helped
from onlife.services.jobs import Looking
from onlife.store import Refused, Store
from onlife.store.engine.database import now
from tests import stores
from tests.helped import ELEMENT, FORM, Town, towns, words


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    with stores.opened(stores.empty(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks that tell, one fewer than are read."""
    folder = stores.empty(tmp_path_factory.mktemp("six"))
    with stores.opened(folder) as opened:
        towns(opened, TOGETHER - 1)
    return folder


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(folder, tmp_path)


@pytest.fixture
def seventh(store: Store) -> Town:
    return towns(store, 1, start=TOGETHER - 1)[0]


def read(store: Store, element: str = ELEMENT) -> tuple[str, ...]:
    found = helped.elsewhere(store).get(element)
    return found.sentences if found else ()


def rewrite(town: Town, at: int) -> None:
    helped.write(town.store, town.network, town.action, words(at), "an")


def test_six_are_not_read_and_the_seventh_makes_all_readable_in_an_order_that_tells_nothing(store: Store) -> None:
    assert helped.elsewhere(store) == {}
    towns(store, 1, start=TOGETHER - 1)
    assert read(store) == tuple(sorted(words(at) for at in range(TOGETHER)))
    found = helped.elsewhere(store)
    assert set(found) == {ELEMENT} and found[ELEMENT].judged is None and found[ELEMENT].half is None


def test_nothing_goes_out_without_consent_or_without_a_sentence(store: Store) -> None:
    apart = Town.founded(store, "apart").does()
    with pytest.raises(Refused, match="deelt niet meer"):
        helped.write(store, apart.network, apart.action, words(9), "an")
    helped.share(store, apart.network, True, "an")
    assert helped.elsewhere(store) == {} and store.helped.standing(apart.network.id) == []


def test_only_what_is_done_and_carries_an_element_can_be_told(store: Store) -> None:
    town = Town.founded(store, "bezig").does(status=Status.RUNNING)
    helped.share(store, town.network, True, "an")
    assert helped.to_tell(store, town.network) == []
    with pytest.raises(Refused, match="niet meer op klaar"):
        helped.write(store, town.network, town.action, words(9), "an")
    town.does()
    assert [elements for _, elements in helped.to_tell(store, town.network)] == [[ELEMENT]]


def reopen(town: Town) -> None:
    town.does(status=Status.RUNNING).does()


def let_go(town: Town) -> None:
    action = town.store.plans.action(town.network.id, town.action)
    assert action
    town.store.plans.keep(replace(action, elements=("5.2",)), "an")


def begin_anew(town: Town) -> None:
    for wanted in (False, True):
        helped.share(town.store, town.network, wanted, "an")


WAYS: dict[str, Callable[[Town], object]] = {
    "stops telling": lambda town: helped.share(town.store, town.network, False, "an"),
    "stops and begins anew": begin_anew,
    "empties the sentence": lambda town: helped.write(town.store, town.network, town.action, "", "an"),
    "writes another": lambda town: rewrite(town, 20),
    "reopens the action": reopen,
    "lets go of the element": let_go,
    "is erased": lambda town: town.store.erasure.network(town.network, "an"),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_takes_a_sentence_back_takes_all_of_its_batch_along_at_once_and_for_good(
    store: Store, seventh: Town, way: str
) -> None:
    WAYS[way](seventh)
    assert read(store) == ()
    helped.look(store)
    assert read(store) == ()


def test_who_stood_in_a_batch_that_is_gone_writes_anew_in_other_words(store: Store, seventh: Town) -> None:
    rewrite(seventh, 10)
    with pytest.raises(Refused, match="andere woorden"):
        rewrite(seventh, TOGETHER - 1)
    assert read(store) == ()


def test_one_more_and_one_less_move_nothing_but_whole_batches(store: Store, seventh: Town) -> None:
    first = read(store)
    later = towns(store, TOGETHER - 1, start=TOGETHER)
    assert read(store) == first
    later += towns(store, 1, start=2 * TOGETHER - 1)
    assert len(read(store)) == 2 * TOGETHER
    helped.share(store, seventh.network, False, "an")
    assert read(store) == tuple(sorted(words(at) for at in range(TOGETHER, 2 * TOGETHER)))
    helped.share(store, later[0].network, False, "an")
    assert read(store) == ()


def test_networks_of_one_person_count_as_one(empty_store: Store) -> None:
    store = empty_store
    towns(store, 1)
    for at in range(1, 8):
        Town.founded(store, f"nep {at}", "wie 100" if at % 2 else "handlanger").does().tells(words(at))
    # the accomplice once coordinated a network together with the same person, who has left it
    bridge = Town.founded(store, "brug", "handlanger").network.id
    store.accounts.set_role("wie 100", bridge, Role.COORDINATOR, "an")
    store.accounts.set_role("wie 100", bridge, None, "an")
    towns(store, TOGETHER - 2, start=10)
    assert helped.elsewhere(store) == {}
    towns(store, 1, start=20)
    assert len(read(store)) == 1 + 7 + TOGETHER - 2 + 1


def test_a_made_up_network_never_counts(store: Store) -> None:
    made = Town.founded(store, "voorbeeld", sample=True).does()
    with pytest.raises(Refused, match="voorbeeldnetwerk"):
        made.tells(words(9))
    store.helped.share(made.network.id, True, "an")
    store.helped.write(made.network.id, made.action, words(9), "an")
    helped.look(store)
    assert helped.elsewhere(store) == {}


def test_the_network_of_the_demo_can_try_it_and_never_counts(store: Store) -> None:
    made = Town.founded(store, "demo", maker=demo.ACTOR).does().tells(words(9))
    assert len(store.helped.standing(made.network.id)) == 1
    helped.look(store)
    assert helped.elsewhere(store) == {}


def test_one_network_with_many_sentences_is_one_network(empty_store: Store) -> None:
    town = Town.founded(empty_store, "druk")
    for at in range(TOGETHER):
        town.action = ""
        town.does().tells(words(at))
    assert len(empty_store.helped.standing(town.network.id)) == TOGETHER and helped.elsewhere(empty_store) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Samen met Huis 1001 spraken we af wie wat doet.",
        "In stad 100 spraken we af wie wat doet.",
        "Mail ons gerust op iemand@stad.example voor uitleg.",
        "Bel 0470 12 34 56 als je er meer over wilt weten.",
        "Op www.stad.example lees je hoe we dat deden.",
        "te kort",
        "x" * 201,
    ],
)
def test_a_sentence_that_tells_who_it_is_about_is_refused_and_nothing_is_kept(store: Store, text: str) -> None:
    town = Town(store, store.networks.all()[0])
    town.action = store.helped.done(town.network.id)[0].id
    before = store.totals()
    with pytest.raises(Refused):
        helped.write(store, town.network, town.action, text, "an")
    assert store.totals() == before


def test_choosing_and_writing_what_is_already_so_is_nothing(store: Store) -> None:
    town = Town(store, store.networks.all()[0])
    town.action = store.helped.done(town.network.id)[0].id
    before = store.totals()
    town.tells(words(0))
    assert store.totals() == before


# -- whether the element moved


def moving(store: Store, forward: int, still: int, start: int = 0) -> list[Town]:
    """Networks with a round before and one after their action: so many that went from red to green, and others that stayed."""
    found = [
        Town.founded(store, f"{start + at + 100}").scan("red").does().tells(words(start + at))
        for at in range(forward + still)
    ]
    for at, town in enumerate(found):
        town.scan("green" if at < forward else "red")
    return found


def test_whether_it_moved_is_judged_by_the_rounds_around_the_day_it_was_done(empty_store: Store) -> None:
    town = Town.founded(empty_store, "een").scan("green").scan("red").does()
    look = (empty_store, town.network.id, town.action, ELEMENT)
    assert helped.moved_forward(*look) is None
    town.scan("green").scan("red")
    assert helped.moved_forward(*look) is True
    reopen(town)
    assert helped.moved_forward(*look) is None
    town.scan("red")
    assert helped.moved_forward(*look) is False
    early = Town.founded(empty_store, "twee").does().scan("red").scan("green")
    assert helped.moved_forward(empty_store, early.network.id, early.action, ELEMENT) is None


@pytest.mark.parametrize(("forward", "half"), [(0, False), (3, False), (4, True), (7, True)])
def test_it_is_told_in_halves_and_never_by_number(empty_store: Store, forward: int, half: bool) -> None:
    moving(empty_store, forward, TOGETHER - forward)
    assert helped.elsewhere(empty_store)[ELEMENT].judged is None
    helped.look(empty_store)
    found = helped.elsewhere(empty_store)[ELEMENT]
    assert (found.judged, found.half) == (TOGETHER, half)
    before = empty_store.totals()
    helped.look(empty_store)
    assert empty_store.totals() == before


def test_the_app_looks_by_itself_once_a_day(empty_store: Store) -> None:
    moving(empty_store, 4, 3)
    looking, moment = Looking(empty_store), now()
    looking.when_due(moment)
    assert helped.elsewhere(empty_store)[ELEMENT].half is True
    towns(empty_store, TOGETHER, start=TOGETHER)
    before = empty_store.totals()
    looking.when_due(moment)
    assert empty_store.totals() == before


def test_what_is_told_stays_when_one_network_closes_a_round_and_goes_with_one_that_leaves(empty_store: Store) -> None:
    found = moving(empty_store, 4, 3)
    helped.look(empty_store)
    told = helped.elsewhere(empty_store)[ELEMENT]
    found[0].scan("red")
    helped.look(empty_store)
    assert helped.elsewhere(empty_store)[ELEMENT] == told
    helped.share(empty_store, found[6].network, False, "an")
    assert helped.elsewhere(empty_store) == {}


def test_where_too_few_networks_can_be_judged_nothing_is_told_of_movement(empty_store: Store) -> None:
    found = moving(empty_store, 5, 0)
    found += [Town.founded(empty_store, str(at + 100)).does().tells(words(at)) for at in (5, 6)]
    helped.look(empty_store)
    assert len(read(empty_store)) == TOGETHER and helped.elsewhere(empty_store)[ELEMENT].judged is None


def test_another_questionnaire_tells_nothing(empty_store: Store) -> None:
    store = empty_store
    town = Town.founded(store, "eigen")
    store.questionnaires.add(town.network.id, replace(FORM, version=9), "an")
    store.questionnaires.choose(town.network.id, 9, "an")
    town.does()
    assert helped.to_tell(store, town.network) == []
