"""What helped elsewhere on the pages: who tells it and how, who reads it, and who does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import INSTALLATION, Role
from onlife.domain.experience import TOGETHER
from onlife.domain.plan import Status
from onlife.security.token import SESSION_COOKIES
from onlife.services import experience, installation
from onlife.store import Store
from onlife.ui.experience import ELSEWHERE, TASK
from onlife.ui.parts.choose import block_name
from onlife.ui.plan_words import LABELS
from tests import stores
from tests.app.conftest import (
    Run,
    as_account,
    as_contact,
    as_respondent,
    as_viewer,
    as_voter,
    network_of,
    partner_named,
    words,
)
from tests.experience import ELEMENT, FORM, Town, towns
from tests.experience import words as sentence

Cookies = Mapping[str, str]
PAGE = "lezen/inspiratie"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo beside so many other networks that what they tell is read."""
    folder = stores.with_demo(tmp_path_factory.mktemp("demo"))
    with stores.opened(folder) as opened:
        towns(opened, TOGETHER)
    return folder


@pytest.fixture
def full(folder: Path, tmp_path: Path) -> Iterator[Store]:
    yield from stores.copied(folder, tmp_path)


def in_programme(store: Store) -> Cookies:
    account = store.accounts.add("provincie", "De provincie", "x", "test")
    store.accounts.set_role(account.id, INSTALLATION, Role.PROGRAMME, "test")
    return {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}


def coordinator_of(store: Store, town: Town) -> Cookies:
    account = store.accounts.add("eigen", "Eigen coördinator", "x", "test")
    store.accounts.set_role(account.id, town.network.id, Role.COORDINATOR, "test")
    return {SESSION_COOKIES["account"]: store.sessions.start("account", account.id)}


READERS: dict[str, Callable[[Store], Cookies]] = {
    "coordinator": lambda store: as_account(store, "coordinator"),
    "reader": lambda store: as_account(store, "lezer"),
    "contact": lambda store: as_contact(store, partner_named(store, "Jeugdhuis")),
}
OTHERS: dict[str, Callable[[Store], Cookies]] = {
    "colleague": lambda store: as_respondent(store, partner_named(store, "Bibliotheek")),
    "voter": lambda store: as_voter(store, partner_named(store, "CAW")),
    "viewer": lambda store: as_viewer(store, "overzicht", "plan"),
    "programme": in_programme,
    "nobody": lambda _: {},
}


@pytest.mark.parametrize("who", READERS)
def test_who_sees_a_network_reads_what_helped_elsewhere_and_of_nobody(full: Store, run: Run, who: str) -> None:
    said = words(run(PAGE, READERS[who](full), beeld=ELSEWHERE))
    assert all(sentence(at) in said for at in range(TOGETHER))
    assert "Verband 100" not in said and "Stad 100" not in said and "Iets met Huis" not in said
    test = run("lezen/bouwstenen", READERS[who](full), element=ELEMENT)
    assert "Wat hielp elders" in words(test) and sentence(0) in words(test)


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_nothing_of_it(full: Store, run: Run, who: str) -> None:
    cookies = OTHERS[who](full)
    for page in (PAGE, "lezen/bouwstenen"):
        test = run(page, cookies, element=ELEMENT, beeld=ELSEWHERE)
        assert not test.exception
        said = words(test)
        assert "Wat hielp elders" not in said and not any(sentence(at) in said for at in range(TOGETHER))
    start = run("netwerk/plan", cookies, actie="nieuw", elders=sentence(0))
    assert sentence(0) not in [field.value for field in start.text_input]


def test_a_contact_of_a_network_whose_pages_are_shut_reads_nothing(full: Store, run: Run) -> None:
    other = Town.founded(full, "dicht")
    partner = full.networks.partners(other.network.id)[0]
    full.links.make(other.network.id, [partner.id], "test")
    assert "Wat hielp elders" not in words(run(PAGE, as_contact(full, partner), beeld=ELSEWHERE))


def test_an_action_begins_from_what_helped_elsewhere_and_from_no_other_words(full: Store, run: Run) -> None:
    cookies = as_account(full, "coordinator")
    for typed, begun in ((sentence(2), True), ("Iets wat niemand schreef", False)):
        test = run(
            "netwerk/plan", cookies, actie="nieuw", element=ELEMENT, bouwsteen=block_name(FORM.block("5")), elders=typed
        )
        assert (typed in [field.value for field in test.text_input]) is begun


def test_the_plan_leads_to_what_is_read_and_to_what_can_be_told(full: Store, run: Run) -> None:
    cookies = as_account(full, "coordinator")
    for block, leads in ((block_name(FORM.block("5")), True), (block_name(FORM.block("2")), False)):
        test = run("netwerk/plan", cookies, actie="nieuw", bouwsteen=block)
        assert (ELSEWHERE in [link.proto.label for link in test.main.get("page_link")]) is leads
    town = Town.founded(full, "eigen").does()
    own = coordinator_of(full, town)
    for status, leads in ((Status.DONE, True), (Status.RUNNING, False)):
        town.does(status=status)
        test = run("netwerk/plan", own, actie=town.action)
        labels = [link.proto.label for link in test.main.get("page_link")]
        assert ("Hielp dit? Deel het met andere netwerken" in labels) is leads


def test_alone_one_reads_what_it_takes_and_how_far_it_is(store: Store, run: Run) -> None:
    said = words(run(PAGE, as_account(store, "lezer"), beeld=ELSEWHERE))
    assert f"Het kan vanaf {TOGETHER} netwerken" in said and "Hier werken er nu 0" in said
    towns(store, TOGETHER - 1)
    before = words(run(PAGE, as_account(store, "lezer"), beeld=ELSEWHERE))
    assert f"Hier werken er nu {TOGETHER - 1} met de app" in before
    quiet = Town.founded(store, "stil")
    before = words(run(PAGE, as_account(store, "lezer"), beeld=ELSEWHERE))
    assert "genoeg netwerken" in before and "Hoeveel dat er al zijn, zeggen we niet" in before
    experience.share(store, quiet.network, True, "test")
    assert words(run(PAGE, as_account(store, "lezer"), beeld=ELSEWHERE)) == before, "who tells or not moves nothing"


def test_the_coordinator_chooses_to_tell_sees_what_others_read_and_takes_it_back(full: Store, run: Run) -> None:
    town = Town.founded(full, "eigen").does()
    cookies = coordinator_of(full, town)
    test = run("regie/beheer", cookies, wat=TASK)
    assert "Wie dat leest" in words(test) and "opzoeken welk netwerk" in words(test) and not test.text_area
    press(test, "Zet delen aan")
    assert full.experiences.shares(town.network.id) and "deelt nu wat hielp" in words(test)
    assert f"Over {ELEMENT}" in words(test)

    test.text_area[0].set_value("Samen met Huis eigen1 <b>maakten</b> we een lijst.").run()
    assert "doet denken aan" in words(test) and "Zo lezen anderen het" not in words(test)
    assert "Deel deze zin" not in labels(test)

    test.text_area[0].set_value("Samen met Wendy maakten we een lijst.").run()
    assert "Is dit een naam" in words(test) and "Wendy" in words(test) and "Deel deze zin" in labels(test)

    test.text_area[0].set_value("Samen met een partner <b>maakten</b> we  een lijst.").run()
    assert "Is dit een naam" not in words(test)
    assert "Zo lezen anderen het" in words(test) and "- Samen met een partner <b>maakten</b> we een lijst." in words(
        test
    )
    press(test, "Deel deze zin")
    (said,) = full.experiences.standing(town.network.id)
    assert said.text == "Samen met een partner <b>maakten</b> we een lijst."
    assert f"zinnen van {TOGETHER} netwerken" in words(test)

    press(test, "Trek deze zin in")
    assert full.experiences.standing(town.network.id) == [] and "ingetrokken" in words(test)
    told = full.audit.events(town.network.id)["what"].tolist()
    assert told[:3] == [
        "zin over een actie ingetrokken",
        "zin over een actie klaargezet voor andere netwerken",
        "delen wat hielp met andere netwerken: aan",
    ]


def test_who_changes_a_sentence_that_is_read_is_told_what_goes_with_it(full: Store, run: Run) -> None:
    town = Town.of(full, "100")
    test = run("regie/beheer", coordinator_of(full, town), wat=TASK)
    assert "Andere netwerken lezen deze zin" in words(test)
    test.text_area[0].set_value("Samen met een partner maakten we een lijst.").run()
    assert "samen met de zinnen die er mee verschenen" in words(test)
    press(test, "Deel deze zin")
    assert experience.elsewhere(full) == {} and "Wacht tot er" in words(test)
    other = Town.of(full, "101")
    account = next(one for one in full.accounts.all() if one.username == "eigen")
    full.accounts.set_role(account.id, other.network.id, Role.COORDINATOR, "test")
    cookies = {SESSION_COOKIES["account"]: full.sessions.start("account", account.id)}
    assert "Niemand leest deze zin nog" in words(run("regie/beheer", cookies, wat=TASK, netwerk=other.network.id))


def test_a_sentence_that_a_colleague_wrote_meanwhile_is_shown_before_another_takes_its_place(
    full: Store, run: Run
) -> None:
    town = Town.founded(full, "eigen").does()
    experience.share(full, town.network, True, "test")
    test = run("regie/beheer", coordinator_of(full, town), wat=TASK)
    test.text_area[0].set_value("Samen met een partner maakten we een lijst.").run()
    experience.write(full, town.network, town.action, "De school belt nu altijd eerst zelf op.", "ander")
    for kept in ("De school belt nu altijd eerst zelf op.", "Samen met een partner maakten we een lijst."):
        press(test, "Deel deze zin")
        assert [sentence.text for sentence in full.experiences.standing(town.network.id)] == [kept]


def test_who_stops_or_takes_back_what_others_read_is_told_first_what_goes_along(full: Store, run: Run) -> None:
    town = Town.of(full, "100")
    cookies = coordinator_of(full, town)
    for button, yes in (("Trek deze zin in", "Ja, trek de zin in"), ("Stop met delen", "Ja, stop met delen")):
        test = run("regie/beheer", cookies, wat=TASK)
        press(test, button)
        assert len(experience.elsewhere(full)[ELEMENT].sentences) == TOGETHER, "nothing is gone before it is confirmed"
        assert "minstens 6 andere netwerken" in " ".join(one.value for one in test.warning) and yes in labels(test)


def test_a_partner_that_reopens_what_it_leads_is_told_first_what_goes_along(full: Store, run: Run) -> None:
    town = Town.of(full, "100")
    partner = full.networks.partners(town.network.id)[0]
    action = full.plans.action(town.network.id, town.action)
    assert action
    full.plans.keep(replace(action, lead=partner.id, owner=""), "an")
    full.links.make(town.network.id, [partner.id], "an")
    scan_round = full.networks.rounds(town.scan("green").network.id)[0]
    full.networks.save_round(replace(scan_round, shared=True), "an")
    test = run("netwerk/plan", as_contact(full, partner), actie=town.action)
    warned = "samen met de zinnen van minstens 6 andere netwerken"
    assert warned not in words(test)
    radio = next(one for one in test.radio if one.label == LABELS["status"])
    radio.set_value(Status.RUNNING).run()
    assert warned in words(test) and len(experience.elsewhere(full)[ELEMENT].sentences) == TOGETHER
    press(test, "Bewaren")
    assert experience.elsewhere(full) == {}


def test_who_coordinates_several_networks_is_told_that_they_count_as_one(full: Store, run: Run) -> None:
    town = Town.founded(full, "eigen").does()
    cookies = coordinator_of(full, town)
    assert "Jij coördineert" not in words(run("regie/beheer", cookies, wat=TASK))
    account = next(one for one in full.accounts.all() if one.username == "eigen")
    full.accounts.set_role(account.id, Town.of(full, "101").network.id, Role.COORDINATOR, "test")
    assert "Jij coördineert 2 netwerken" in words(run("regie/beheer", cookies, wat=TASK, netwerk=town.network.id))


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def press(test: AppTest, label: str) -> None:
    next(one for one in test.button if one.label == label).click().run()
    assert not test.exception


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_nobody_else_tells(full: Store, run: Run, who: str) -> None:
    test = run("regie/beheer", READERS[who](full), wat=TASK)
    assert "Zet delen aan" not in labels(test) and "deelt wat hielp" not in words(test)


def test_who_is_no_coordinator_any_more_writes_nothing(full: Store, run: Run) -> None:
    town = Town.founded(full, "eigen").does()
    cookies = coordinator_of(full, town)
    experience.share(full, town.network, True, "test")
    test = run("regie/beheer", cookies, wat=TASK)
    test.text_area[0].set_value("Samen met een partner maakten we een lijst.").run()
    account = next(one for one in full.accounts.all() if one.username == "eigen")
    full.accounts.set_role(account.id, town.network.id, Role.READER, "test")
    next(one for one in test.button if one.label == "Deel deze zin").click().run()
    assert full.experiences.standing(town.network.id) == []


def test_the_network_of_the_demo_may_try(store: Store, run: Run) -> None:
    experience.share(store, network_of(store), True, "test")
    said = words(run("regie/beheer", as_account(store, "coordinator"), wat=TASK))
    assert "zijn zinnen tellen niet mee" in said and installation.store() is store
