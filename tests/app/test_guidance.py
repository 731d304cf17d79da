"""Help where it is needed: the explanation for everyone, what comes next for the coordinator, hints that go away."""

from __future__ import annotations

import pytest

from onlife.content.guide import guide
from onlife.services import progress
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, as_respondent, network_of, partner_named, words
from tests.sample import sample


def test_everybody_reads_the_explanation_and_only_a_coordinator_the_steps(store: Store, run: Run) -> None:
    assert "Stappen van een scanronde" not in run("lezen/uitleg").radio[0].options
    for chapter in guide().chapters:
        test = run("lezen/uitleg", deel=chapter.title)
        assert [e.label for e in test.expander] == [p.title for p in chapter.paragraphs]
    assert "Tastle en Wierman" in words(run("lezen/uitleg", deel="Begrippen"))
    test = run("lezen/uitleg", as_account(store, "coordinator"))
    assert test.radio[0].value == "Stappen van een scanronde"
    assert "stappen gedaan" in words(test) and "Wat nu?" in words(test)
    assert "Stappen van een scanronde" not in run("lezen/uitleg", as_account(store, "lezer")).radio[0].options


def test_a_link_to_one_paragraph_opens_it(store: Store, run: Run) -> None:
    test = run("lezen/uitleg", onderwerp="afsluiten")
    assert test.radio[0].value == "contact"
    assert [e.label for e in test.expander if e.proto.expanded] == [
        "Wat gebeurt er bij afsluiten, en wanneer kan ik terug?"
    ]


def test_nonsense_in_the_address_shows_the_first_chapter(store: Store, run: Run) -> None:
    test = run("lezen/uitleg", onderwerp="<b>", deel="??")
    assert not test.exception and test.radio[0].value == guide().chapters[0].id


@pytest.mark.parametrize("page", sample(["netwerk/overzicht", "regie/rondes", "regie/deelname"], ["regie/rondes"]))
def test_a_coordinator_sees_what_comes_next_and_a_reader_does_not(page: str, store: Store, run: Run) -> None:
    assert "Wat nu?" in words(run(page, as_account(store, "coordinator")))
    assert "Wat nu?" not in words(run(page, as_account(store, "lezer")))


def test_the_page_where_the_next_step_is_taken_does_not_lead_to_itself(store: Store, run: Run) -> None:
    step = progress.next_step(store, network_of(store).id)
    assert step.page.startswith("regie/")
    for page in ("regie/rondes", "regie/deelname", "regie/partners", "regie/links"):
        test = run(page, as_account(store, "coordinator"))
        assert step.title in words(test)
        leads = "Ga verder" in [link.proto.label for link in test.main.get("page_link")]
        assert leads is (page != step.page), page


@pytest.mark.parametrize(
    "page", sample(["netwerk/overzicht", "netwerk/samenwerking", "netwerk/keuzehulp"], ["netwerk/keuzehulp"])
)
def test_a_hint_goes_away_for_good_for_whoever_read_it(page: str, store: Store, run: Run) -> None:
    name = page.split("/")[1]
    text, cookies = guide().hints[name].text, as_account(store, "lezer")
    test = run(page, cookies)
    assert text in words(test)
    next(b for b in test.button if b.key == f"hint-{name}").click().run()
    assert text not in words(test)
    assert text not in words(run(page, as_account(store, "lezer")))
    assert text in words(run(page, as_account(store, "coordinator")))


def test_a_contact_puts_the_hint_about_closing_away_on_every_device(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    text = guide().hints["afsluiten"].text
    test = run("partner/ons_team", as_contact(store, library))
    assert text in words(test)
    next(b for b in test.button if b.key == "hint-afsluiten").click().run()
    assert text not in words(run("partner/ons_team", as_contact(store, library)))


def test_of_a_respondent_nothing_is_noted(store: Store, run: Run) -> None:
    cookies = as_respondent(store, partner_named(store, "Bibliotheek"))
    scan = store.actors.of(cookies)["scan"]
    test = run("partner/scan", cookies, stap="functie")
    next(b for b in test.button if b.key == "hint-scan").click().run()
    assert guide().hints["scan"].text not in words(test)
    assert store.hints.read(scan.id) == set()
    assert guide().hints["scan"].text in words(run("partner/scan", cookies, stap="functie"))


def test_a_session_that_ended_notes_nothing(store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer")
    test = run("netwerk/overzicht", cookies)
    store.sessions.end(next(iter(cookies.values())))
    next(b for b in test.button if b.key == "hint-overzicht").click().run()
    reader = next(a for a in store.accounts.all() if a.username == "lezer")
    assert store.hints.read(reader.id) == set()
    assert network_of(store).name not in words(test)
