"""What there is to read: for everybody, from every element, and only where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content import concern, reading
from onlife.domain.network import FUNCTION_GROUPS
from onlife.domain.questionnaire import Questionnaire
from onlife.store import Store
from onlife.ui.parts.markdown import BREAK
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, unfold, words
from tests.sample import sample

LIBRARY = reading.library()


def expanders(test: AppTest) -> list[str]:
    return [expander.label.replace("\\", "") for expander in test.main.expander]


def ways(test: AppTest) -> list[str]:
    """The elements that a page links to, each once."""
    labels = [link.proto.label for link in test.main.get("page_link")]
    return list(dict.fromkeys(label.split()[-1] for label in labels if label.startswith("Lees meer over ")))


@pytest.mark.parametrize(
    "block", sample(LIBRARY.quickscan.blocks, LIBRARY.quickscan.blocks[:1]), ids=lambda block: block.short
)
def test_a_chapter_shows_its_block_and_every_element(block: object, store: Store, run: Run) -> None:
    assert hasattr(block, "id")
    own = LIBRARY.quickscan.block(block.id)
    test = run("lezen/bouwstenen", bouwsteen=f"{own.id} {own.short}")
    said = words(test)
    chapter = LIBRARY.chapters[own.id]
    assert own.name in said and own.core_question in said
    for text in (chapter.caution, *chapter.why, *chapter.attention, *chapter.handholds):
        assert text in said
    for topic in chapter.topics:
        assert topic.title in expanders(test) and all(point in said for point in topic.points)
    for story in (*chapter.cases, chapter.example):
        assert all(text in said for text in story.text)
    assert f"Voorbeeld · {chapter.example.title}" in expanders(test) and "Een verzonnen voorbeeld" in said
    for case in chapter.cases:
        assert f"Uit de praktijk · {case.title}" in expanders(test) and "Een praktijkvoorbeeld van de" in said
    for element in own.elements:
        passage = chapter.passages[element.id]
        box = next(box for box in test.main.expander if box.label.replace("\\", "") == f"{element.id} {element.title}")
        inside = " ".join(part.value for part in box.markdown).replace("\\", "").replace(BREAK, "")
        for text in (passage.text, *passage.first.values(), *element.questions):
            assert text in inside
    for tool in chapter.tools:
        assert tool.name in said and tool.use in said and tool.link in said
    questions = [question for kind in reading.evaluations() for question in kind.questions]
    assert all((question in said) is chapter.evaluations for question in questions)


def test_a_new_partner_reads_why_and_finds_the_words(store: Store, run: Run) -> None:
    test = run("lezen/waarom")
    assert "Waarom onlife?" in words(test) and reading.introduction().splitlines()[2] in words(test)
    labels = [link.proto.label for link in test.main.get("page_link")]
    assert labels == ["De zeven bouwstenen", "Begrippen"]
    assert "Online werken" in words(run("lezen/uitleg", deel="Begrippen"))
    contact = run("partner/ons_team", as_contact(store, partner_named(store, "CAW")))
    for page in (run("toegang/start"), contact):
        assert "Waarom onlife?" in [link.proto.label for link in page.main.get("page_link")]


def test_the_element_in_the_address_opens_its_block_and_its_passage_alone(store: Store, run: Run) -> None:
    test = run("lezen/bouwstenen", element="6.3")
    assert LIBRARY.quickscan.block("6").core_question in words(test)
    unfolded = [expander.label for expander in test.main.expander if expander.proto.expanded]
    assert [label.split()[0].replace("\\", "") for label in unfolded] == ["6.3"]


def test_practices_are_shown_by_function_and_searched(store: Store, run: Run) -> None:
    test = run("lezen/inspiratie")
    said = words(test)
    for function in reading.practices().functions:
        assert function.name in said
        assert all(practice.name in said and practice.text in said for practice in function.practices)
    found = words(run("lezen/inspiratie", functie="Educatie", zoek="bordspel"))
    assert "Happy Onlife" in found and "Barst!" not in found
    assert "Geen enkele praktijk past" in words(run("lezen/inspiratie", zoek="zeppelin"))


def pinned(test: AppTest) -> str:
    """What stays in sight at the bottom of the page."""
    beside = [element.value for element in test.markdown if element not in list(test.main.markdown)]
    return " ".join(beside).replace("\\", "")


def test_the_walk_asks_on_until_it_ends_and_can_begin_again(store: Store, run: Run) -> None:
    test = run("lezen/verontrusting")
    path = concern.load()
    assert path.emergency in pinned(test)
    for answer in ("concern-yes", "concern-no", "concern-no", "concern-yes"):
        test.button(answer).click().run()
    said = words(test)
    end = path.outcomes["melden"]
    for text in (
        end.title,
        *end.do,
        *(path.people[key].who for key in end.people),
        *(c.name for c in path.zus),
        *path.steps[-1].points,
    ):
        assert text in said
    assert path.nobody_else in said and path.emergency in pinned(test)
    assert set(test.query_params) <= {"beeld"}
    test.button("concern-back").click().run()
    assert path.questions["later"].ask in words(test)
    test.button("concern-again").click().run()
    assert path.first.ask in words(test)


def test_whoever_need_not_do_anything_reads_no_further(store: Store, run: Run) -> None:
    path = concern.load()
    test = run("lezen/verontrusting")
    assert path.scope in words(test)
    test.button("concern-no").click().run()
    said = words(test)
    assert path.outcomes["geen"].title in said
    for text in (*(check.name for check in path.zus), *path.steps[-1].points, path.nobody_else):
        assert text not in said
    assert not test.main.subheader


def test_the_walk_leaves_nothing_in_the_store(store: Store, run: Run) -> None:
    test = run("lezen/verontrusting", as_account(store, "coordinator"))
    before = store.totals()
    for answer in ("concern-yes", "concern-no", "concern-yes"):
        test.button(answer).click().run()
    assert "Verwittig meteen" in words(test)
    assert store.totals() == before


def test_the_drawing_and_the_people_are_one_choice_away(store: Store, run: Run) -> None:
    path = concern.load()
    said = words(run("lezen/verontrusting", beeld="Schema"))
    for step in path.steps:
        assert step.title in said and all(point in said for point in step.points)
    said = words(run("lezen/verontrusting", beeld="Wie betrek je?"))
    for person in path.people.values():
        assert all(text in said for text in (person.who, person.role, person.mandate, person.need, person.why))


ELEMENTS = {block.id: [element.id for element in block.elements] for block in LIBRARY.quickscan.blocks}
ALL = [key for ids in ELEMENTS.values() for key in ids]


def test_a_respondent_reads_on_from_every_element_of_their_own_result(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    cookies = as_respondent(store, library)
    scan = store.actors.of(cookies)["scan"].scan
    store.scans.choose_function(scan, next(iter(FUNCTION_GROUPS)))
    store.scans.answer(scan, "1.1", next(iter(LIBRARY.quickscan.element("1.1").statements)))
    store.scans.submit(scan)
    assert ways(unfold(run("partner/scan", cookies))) == ALL


@pytest.mark.parametrize(
    ("page", "expected"),
    [("netwerk/keuzehulp", ALL), ("netwerk/samenwerking", ELEMENTS["5"]), ("netwerk/bouwsteen", ELEMENTS["1"])],
)
@pytest.mark.parametrize("who", ["coordinator", "lezer"])
def test_an_account_reads_on_from_every_element(
    page: str, expected: list[str], who: str, store: Store, run: Run
) -> None:
    assert ways(unfold(run(page, as_account(store, who)))) == expected


def test_the_findings_of_the_overview_lead_to_reading(store: Store, run: Run) -> None:
    test = run("netwerk/overzicht", as_account(store, "lezer"))
    rows = [box.label.replace("*", "").split()[0] for box in test.main.expander if "Partners" in box.label]
    assert rows and not ways(test)
    assert sorted(ways(unfold(test))) == sorted(set(rows))


def test_a_contact_reads_on_from_the_choice_and_from_the_team(store: Store, run: Run) -> None:
    caw = as_contact(store, partner_named(store, "CAW"))
    assert ways(unfold(run("partner/onze_keuze", caw))) == ALL
    assert set(ELEMENTS["4"]) <= set(ways(unfold(run("partner/ons_team", caw, bouwsteen="4 Beeldvorming"))))


def test_beside_another_questionnaire_there_is_no_way_to_passages_of_this_one(
    store: Store, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = LIBRARY.quickscan
    blocks = tuple(
        replace(block, elements=tuple(replace(e, title=f"Anders {e.id}") for e in block.elements))
        for block in own.blocks
    )
    other = Questionnaire(own.version, "Anders", own.source, blocks)
    monkeypatch.setattr(store.questionnaires, "get", lambda version: other)
    coordinator = as_account(store, "coordinator")
    for page in ("netwerk/keuzehulp", "netwerk/samenwerking", "netwerk/bouwsteen", "netwerk/overzicht"):
        test = unfold(run(page, coordinator))
        assert not test.exception and ways(test) == []
    # then a row has nothing behind it for who does not lead, and is a line of text
    test = unfold(run("netwerk/bouwsteen", as_account(store, "lezer"), bouwsteen="2 Afspraken"))
    assert "2.1 Anders 2.1" in words(test) and "Open een element" not in words(test)
    assert not any(box.startswith("2.1") for box in expanders(test))
    test = run("netwerk/bouwsteen", coordinator, bouwsteen="2 Afspraken")
    assert any(box.startswith("2.1") for box in expanders(test))
    assert "Open een element om er een gesprekspunt van te maken of een actie te starten." in words(test)
    assert LIBRARY.quickscan.block("1").core_question in words(run("lezen/bouwstenen"))


# -- evaluation questions at the follow-up of an action


def test_chosen_questions_stand_with_a_moment_and_ahead_of_its_note(store: Store, run: Run) -> None:
    coordinator = as_account(store, "coordinator")
    network = network_of(store)
    action = store.plans.of(network.id)[0]
    first, second, *_ = (question for kind in reading.evaluations() for question in kind.questions)
    test = run("netwerk/plan", coordinator, actie=action.id)
    before = {moment.id for moment in store.plans.follow_ups(network.id, action.id)}
    test.text_input[-1].set_value("12/03/2027")
    next(m for m in test.multiselect if m.label.startswith("Vragen om dan")).set_value([first])
    next(b for b in test.button if b.label == "Moment toevoegen").click().run()
    planned = next(m for m in store.plans.follow_ups(network.id, action.id) if m.id not in before)
    assert planned.saw == first and not planned.held
    assert "Vragen voor dit moment" in words(test) and first in words(test)

    at = [m.id for m in store.plans.follow_ups(network.id, action.id) if not m.held].index(planned.id)
    save = [b for b in test.button if b.label == "Notitie bewaren"][at]
    save.click().run()
    assert "Noteer kort wat jullie zagen" in " ".join(error.value for error in test.error)

    saw = [area for area in test.text_area if area.label == "Wat zagen jullie?"][at]
    assert saw.value == first
    saw.set_value(f"{first}\nVeel ouders, weinig jongeren.")
    [m for m in test.multiselect if m.label.startswith("Welke vragen")][at].set_value([second])
    [b for b in test.button if b.label == "Notitie bewaren"][at].click().run()
    noted = next(m for m in store.plans.follow_ups(network.id, action.id) if m.id == planned.id)
    assert noted.held and noted.saw == f"{second}\n\n{first}\nVeel ouders, weinig jongeren."
