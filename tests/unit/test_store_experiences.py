"""What helped elsewhere, through the real store: who tells, when it is read, and that it is gone when it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.experience import TOGETHER
from onlife.domain.plan import Status
from onlife.services import demo, experience
from onlife.services.jobs import ExperienceJob
from onlife.store import Refused, Store
from onlife.text import now
from tests import stores
from tests.experience import ELEMENT, FORM, NAMES, Town, towns, words

pytestmark = pytest.mark.long


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
    found = experience.elsewhere(store).get(element)
    return found.sentences if found else ()


def rewrite(town: Town, at: int) -> None:
    experience.write(town.store, town.network, town.action, words(at), town.coordinator)


def test_six_are_not_read_and_the_seventh_makes_all_readable_in_an_order_that_tells_nothing(store: Store) -> None:
    assert experience.elsewhere(store) == {}
    towns(store, 1, start=TOGETHER - 1)
    assert read(store) == tuple(sorted(words(at) for at in range(TOGETHER)))
    found = experience.elsewhere(store)
    assert set(found) == {ELEMENT} and found[ELEMENT].judged is None and found[ELEMENT].half is None


def test_nothing_goes_out_without_consent_or_without_a_sentence(store: Store) -> None:
    apart = Town.founded(store, "apart").does()
    with pytest.raises(Refused, match="deelt niet meer"):
        experience.write(store, apart.network, apart.action, words(9), "an")
    experience.share(store, apart.network, True, "an")
    assert experience.elsewhere(store) == {} and store.experiences.standing(apart.network.id) == []


def test_only_what_is_done_and_carries_an_element_can_be_told(store: Store) -> None:
    town = Town.founded(store, "bezig").does(status=Status.RUNNING)
    experience.share(store, town.network, True, "an")
    assert experience.to_tell(store, town.network) == []
    with pytest.raises(Refused, match="niet meer op klaar"):
        experience.write(store, town.network, town.action, words(9), "an")
    town.does()
    assert [elements for _, elements in experience.to_tell(store, town.network)] == [[ELEMENT]]


def reopen(town: Town) -> None:
    town.does(status=Status.RUNNING).does()


def let_go(town: Town) -> None:
    action = town.store.plans.action(town.network.id, town.action)
    assert action
    town.store.plans.keep(replace(action, elements=("5.2",)), "an")


def begin_anew(town: Town) -> None:
    for wanted in (False, True):
        experience.share(town.store, town.network, wanted, "an")


WAYS: dict[str, Callable[[Town], object]] = {
    "stops telling": lambda town: experience.share(town.store, town.network, False, "an"),
    "stops and begins anew": begin_anew,
    "empties the sentence": lambda town: experience.write(town.store, town.network, town.action, "", "an"),
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
    experience.look(store)
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
    experience.share(store, seventh.network, False, "an")
    assert read(store) == tuple(sorted(words(at) for at in range(TOGETHER, 2 * TOGETHER)))
    experience.share(store, later[0].network, False, "an")
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
    assert experience.elsewhere(store) == {}
    towns(store, 1, start=20)
    assert len(read(store)) == 1 + 7 + TOGETHER - 2 + 1


def test_a_made_up_network_never_counts(store: Store) -> None:
    made = Town.founded(store, "voorbeeld", sample=True).does()
    with pytest.raises(Refused, match="voorbeeldnetwerk"):
        made.tells(words(9))
    store.experiences.share(made.network.id, True, "an")
    store.experiences.write(made.network.id, made.action, words(9), "an")
    experience.look(store)
    assert experience.elsewhere(store) == {}


def test_the_network_of_the_demo_can_try_it_and_never_counts(store: Store) -> None:
    made = Town.founded(store, "demo", maker=demo.ACTOR).does().tells(words(9))
    assert len(store.experiences.standing(made.network.id)) == 1
    experience.look(store)
    assert experience.elsewhere(store) == {}


def test_one_network_with_many_sentences_is_one_network(empty_store: Store) -> None:
    town = Town.founded(empty_store, "druk")
    for at in range(TOGETHER):
        town.action = ""
        town.does().tells(words(at))
    assert (
        len(empty_store.experiences.standing(town.network.id)) == TOGETHER and experience.elsewhere(empty_store) == {}
    )


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
    town = Town.of(store, "100")
    before = store.totals()
    with pytest.raises(Refused):
        experience.write(store, town.network, town.action, text, "an")
    assert store.totals() == before


def test_choosing_and_writing_what_is_already_so_is_nothing(store: Store) -> None:
    town = Town.of(store, "100")
    before = store.totals()
    town.tells(words(0))
    assert store.totals() == before


# -- who stands behind networks


def surrounded(store: Store, puppets: list[Town]) -> bool:
    """Whether somebody whose networks these are reads the sentence of a seventh one."""
    Town.founded(store, "zevende").does().tells(words(20))
    for at, town in enumerate(puppets):
        town.does().tells(words(at))
    return bool(read(store))


def accounts_made_by(store: Store, maker: str) -> list[Town]:
    """Networks of as many accounts, which somebody made in a network that is erased since."""
    bridge = Town.founded(store, "brug", maker, maker=maker).network
    made = [store.accounts.add(f"pop{at}", f"Popje{at}", "x", maker) for at in range(TOGETHER - 1)]
    for account in made:
        store.accounts.set_role(account.id, bridge.id, Role.COORDINATOR, maker)
    found = [Town.founded(store, account.username, account.id, maker=account.id) for account in made]
    assert store.erasure.network(bridge, maker) and store.networks.get(bridge.id) is None
    return found


def test_accounts_that_one_person_made_count_as_one_also_after_the_network_they_met_in_was_erased(
    empty_store: Store,
) -> None:
    maker = empty_store.accounts.add("maker", "Maakster", "x", "opdrachtregel").id
    assert not surrounded(empty_store, accounts_made_by(empty_store, maker))


def test_accounts_that_the_programme_or_a_command_made_count_apart(empty_store: Store) -> None:
    """The control: whoever invites all coordinators does not make one network of them."""
    programme = empty_store.accounts.add("provincie", "Provincie", "x", "opdrachtregel").id
    empty_store.accounts.set_role(programme, INSTALLATION, Role.PROGRAMME, "opdrachtregel")
    for maker in (programme, "opdrachtregel"):
        made = [empty_store.accounts.add(f"{maker} {at}", "Iemand", "x", maker).id for at in range(TOGETHER)]
        affiliation = empty_store.affiliations.people([Town.founded(empty_store, one, one).network.id for one in made])
        assert sorted(map(sorted, affiliation.values())) == sorted([one] for one in made)


def test_who_wrote_for_several_networks_makes_them_one_also_when_that_account_is_gone(empty_store: Store) -> None:
    found = [Town.founded(empty_store, f"n{at}") for at in range(TOGETHER - 1)]
    writer = empty_store.accounts.add("overal", "Overal", "x", "opdrachtregel").id
    for town in found:
        town.coordinator = writer
    assert not surrounded(empty_store, found)


# -- what two lists have in common


def about_both(town: Town) -> Town:
    town.does()
    action = town.store.plans.action(town.network.id, town.action)
    assert action
    town.store.plans.keep(replace(action, elements=(ELEMENT, "5.2")), "an")
    return town


def test_a_sentence_about_two_elements_is_read_at_one_so_that_it_is_not_what_two_lists_that_go_have_in_common(
    store: Store,
) -> None:
    about_both(Town.founded(store, "dubbel")).tells(words(20))
    for at in range(TOGETHER - 1):
        Town.founded(store, f"ander {NAMES[at]}").does("5.2").tells(words(10 + at))
    assert words(20) in read(store) and read(store, "5.2") == ()
    Town.founded(store, "nog").does("5.2").tells(words(9))
    assert len(read(store, "5.2")) == TOGETHER and not {*read(store)} & {*read(store, "5.2")}


@pytest.mark.parametrize("text", [words(0), words(0).upper(), f"Zo ook: {words(0)}", "Dit: aaa " + words(0)[16:]])
def test_nearly_the_same_words_for_another_action_are_refused(store: Store, text: str) -> None:
    town = Town.of(store, "100")
    town.action = ""
    town.does("5.2")
    with pytest.raises(Refused, match="andere actie"):
        town.tells(text)


@pytest.mark.parametrize(
    "text", [words(6).replace("deden", "doen"), f"{words(6)} Heel goed.", "Dit deden we: " + words(6)[14:]]
)
def test_nearly_the_words_that_others_read_are_refused_while_they_read_them_and_after(seventh: Town, text: str) -> None:
    again = (seventh.store, seventh.network, seventh.action, text, seventh.coordinator)
    with pytest.raises(Refused, match="andere woorden"):
        experience.write(*again)
    experience.share(seventh.store, seventh.network, False, seventh.coordinator)
    experience.share(seventh.store, seventh.network, True, seventh.coordinator)
    with pytest.raises(Refused, match="andere woorden"):
        experience.write(*again)


# -- names of before and of later


def test_a_name_of_before_is_refused_too(store: Store) -> None:
    town = Town.of(store, "100")
    (partner, _) = store.networks.partners(town.network.id)
    store.networks.save_partners([replace(partner, name="Kwartier")], "an")
    for named in (partner.name, "Kwartier"):
        assert "doet denken aan" in experience.problem(
            store, town.network, town.action, f"Toen sprak {named} dit met ons af."
        )


def test_a_sentence_that_came_to_name_a_partner_waits_and_others_go_on_without_it(store: Store) -> None:
    town = Town.founded(store, "later").does()
    Town.of(store, "100").store.plans.keep(
        replace(store.experiences.finished_actions(Town.of(store, "100").network.id)[0], status=Status.RUNNING), "an"
    )
    experience.share(store, town.network, True, town.coordinator)
    experience.write(store, town.network, town.action, "Samen met Compaan spraken we dit af.", town.coordinator)
    assert len(read(store)) == 0, "six are left, and one was reopened"
    (partner, _) = store.networks.partners(town.network.id)
    store.networks.save_partners([replace(partner, name="vzw Compaan")], "an")
    towns(store, 1, start=20)
    assert read(store) == () and "Compaan" in experience.reason_to_wait(
        store, town.network.id, "Samen met Compaan spraken we dit af."
    )
    towns(store, 1, start=21)
    assert len(read(store)) == TOGETHER and not any("Compaan" in text for text in read(store))


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
    assert experience.went_forward(*look) is None
    town.scan("green").scan("red")
    assert experience.went_forward(*look) is True
    reopen(town)
    assert experience.went_forward(*look) is None
    town.scan("red")
    assert experience.went_forward(*look) is False
    early = Town.founded(empty_store, "twee").does().scan("red").scan("green")
    assert experience.went_forward(empty_store, early.network.id, early.action, ELEMENT) is None


@pytest.mark.parametrize(
    ("forward", "half"),
    [(4, True), *(pytest.param(*other, marks=pytest.mark.slow) for other in ((0, False), (3, False), (7, True)))],
)
def test_it_is_told_in_halves_and_never_by_number(empty_store: Store, forward: int, half: bool) -> None:
    moving(empty_store, forward, TOGETHER - forward)
    assert experience.elsewhere(empty_store)[ELEMENT].judged is None
    experience.look(empty_store)
    found = experience.elsewhere(empty_store)[ELEMENT]
    assert (found.judged, found.half) == (TOGETHER, half)
    before = empty_store.totals()
    experience.look(empty_store)
    assert empty_store.totals() == before


@pytest.mark.slow
def test_the_app_looks_by_itself_once_a_day(empty_store: Store) -> None:
    moving(empty_store, 4, 3)
    job, moment = ExperienceJob(empty_store), now()
    job.when_due(moment)
    assert experience.elsewhere(empty_store)[ELEMENT].half is True
    towns(empty_store, TOGETHER, start=TOGETHER)
    before = empty_store.totals()
    job.when_due(moment)
    assert empty_store.totals() == before


@pytest.mark.slow
def test_what_is_told_stays_when_one_network_closes_a_round_and_goes_with_one_that_leaves(empty_store: Store) -> None:
    found = moving(empty_store, 4, 3)
    experience.look(empty_store)
    told = experience.elsewhere(empty_store)[ELEMENT]
    found[0].scan("red")
    experience.look(empty_store)
    assert experience.elsewhere(empty_store)[ELEMENT] == told
    experience.share(empty_store, found[6].network, False, "an")
    assert experience.elsewhere(empty_store) == {}


@pytest.mark.slow
def test_of_an_element_a_network_counts_once_also_when_its_first_batch_is_gone(empty_store: Store) -> None:
    found = moving(empty_store, 4, 3)
    experience.look(empty_store)
    experience.share(empty_store, found[6].network, False, "an")
    for at, town in enumerate(found[:6]):
        rewrite(town, 10 + at)
    moving(empty_store, 0, 1, start=7)
    experience.look(empty_store)
    again = experience.elsewhere(empty_store)[ELEMENT]
    assert len(again.sentences) == TOGETHER and again.judged is None


@pytest.mark.slow
def test_where_too_few_networks_can_be_judged_nothing_is_told_of_movement(empty_store: Store) -> None:
    found = moving(empty_store, 5, 0)
    found += [Town.founded(empty_store, str(at + 100)).does().tells(words(at)) for at in (5, 6)]
    experience.look(empty_store)
    assert len(read(empty_store)) == TOGETHER and experience.elsewhere(empty_store)[ELEMENT].judged is None


def test_another_questionnaire_tells_nothing(empty_store: Store) -> None:
    store = empty_store
    town = Town.founded(store, "eigen")
    store.questionnaires.add(town.network.id, replace(FORM, version=9), "an")
    store.questionnaires.choose(town.network.id, 9, "an")
    town.does()
    assert experience.to_tell(store, town.network) == []
