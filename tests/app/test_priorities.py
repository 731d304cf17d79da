"""Choosing stars: kept at once, shown to the network when shared, and never over somebody else's choice unseen."""

from __future__ import annotations

import pytest

from onlife.domain.network import Round
from onlife.domain.priority import Priority
from onlife.services import installation
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, partner_named, words


def newest(store: Store) -> Round:
    return store.networks.rounds(network_of(store).id)[0]


def test_a_contact_chooses_stars_that_are_kept_at_once(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    page = run("partner/onze_keuze", as_contact(store, library))
    page.radio(key=f"stars-{newest(store).id}-{library.id}-2").set_value(4).run()
    assert store.priorities.of(newest(store).id, library.id)["2"].stars == 4
    assert "over enkele maanden" in " ".join(field.label for field in page.text_input)


def test_four_high_priorities_get_a_gentle_word_and_are_kept_all_the_same(store: Store, run: Run) -> None:
    library = partner_named(store, "Bibliotheek")
    for block in "2345":
        store.priorities.keep(newest(store), Priority(library.id, block, 5), "test")
    page = run("partner/onze_keuze", as_contact(store, library))
    assert "Je zet 5 bouwstenen hoog" in words(page)  # with the first, which starts high


def test_the_network_sees_the_stars_once_they_are_shared(store: Store, run: Run) -> None:
    library, scan_round = partner_named(store, "Bibliotheek"), newest(store)
    store.priorities.keep(scan_round, Priority(library.id, "2", 4, "Hier zien we kansen."), "test")
    reader = as_account(store, "lezer")
    assert "Hier zien we kansen." not in words(run("netwerk/keuzehulp", reader))
    page = run("partner/onze_keuze", as_contact(store, library))
    page.toggle(key=f"share-{scan_round.id}-{library.id}").set_value(True).run()
    assert "Hier zien we kansen." in words(run("netwerk/keuzehulp", reader))


def test_a_reader_reads_what_was_agreed_and_changes_nothing(store: Store, run: Run) -> None:
    page = run("netwerk/keuzehulp", as_account(store, "lezer"))
    assert "één gedeelde tekst" in words(page)
    assert not [field for field in page.radio if field.label.startswith("Sterren")]
    assert not page.text_area


def test_who_is_overtaken_sees_both_and_chooses(store: Store, run: Run) -> None:
    scan_round, cookies = newest(store), as_account(store, "coordinator")
    page = run("netwerk/keuzehulp", cookies)
    mine = f"comment-{scan_round.id}--2"
    store.priorities.keep(scan_round, Priority("", "2", 3, "Wat de ander schreef."), "ander")
    page.text_area(key=mine).set_value("Wat ik schreef.").run()
    assert store.priorities.of(scan_round.id, "")["2"].comment == "Wat de ander schreef."
    assert "Iemand anders wijzigde dit intussen" in words(page) and "Wat ik schreef." in words(page)
    assert page.text_area(key=mine).value == "Wat de ander schreef."
    page.button(key=f"take-mine-stars-{scan_round.id}--2").click().run()
    assert store.priorities.of(scan_round.id, "")["2"].comment == "Wat ik schreef."
    assert "Iemand anders wijzigde dit" not in words(page)


def test_stars_sent_by_a_link_that_was_revoked_meanwhile_change_nothing(store: Store, run: Run) -> None:
    library, scan_round = partner_named(store, "Bibliotheek"), newest(store)
    page = run("partner/onze_keuze", as_contact(store, library))
    for link in store.links.of(library.network).values():
        if link.partner == library.id:
            store.links.revoke(link, "test")
    page.radio(key=f"stars-{scan_round.id}-{library.id}-2").set_value(4).run()
    assert store.priorities.of(scan_round.id, library.id) == {}
    assert "niet bewaard" in words(page)


def test_without_any_stars_the_page_says_how_to_begin(store: Store, run: Run) -> None:
    spring = store.networks.rounds(network_of(store).id)[1]
    page = run("netwerk/keuzehulp", as_account(store, "lezer"), ronde=spring.name)
    assert "Nog geen enkele partner deelt zijn sterren" in words(page)
    assert "nog geen afspraak" in words(page)
    assert "★★★★★ · voorstel van de methode, nog niet bevestigd" in words(page)


@pytest.mark.parametrize("whose", ["the partner", "the network"])
def test_the_suggestion_of_the_method_is_said_to_be_one_and_confirmed_with_one_press(
    whose: str, store: Store, run: Run
) -> None:
    library, scan_round = partner_named(store, "Bibliotheek"), store.networks.rounds(network_of(store).id)[1]
    if whose == "the partner":
        owner, page = library.id, run("partner/onze_keuze", as_contact(store, library), ronde=scan_round.id)
    else:
        owner, page = "", run("netwerk/keuzehulp", as_account(store, "coordinator"), ronde=scan_round.id)
    stars = page.radio(key=f"stars-{scan_round.id}-{owner}-1")
    assert stars.value == 5 and "voorstel van de methode, nog niet bevestigd" in words(page)
    assert words(page).count("nog geen keuze") == 6  # of the others, where no star is chosen
    next(b for b in page.button if b.label == "Bevestig dit voorstel").click().run()
    assert store.priorities.of(scan_round.id, owner)["1"].stars == 5
    assert "voorstel van de methode" not in words(page) and ":green[✓] bewaard" in words(page)
    assert not [b for b in page.button if b.label == "Bevestig dit voorstel"]


def test_every_group_of_stars_without_a_choice_says_so(store: Store, run: Run) -> None:
    """What a field shows and what is in the store are one: no star without a choice, no choice without its star."""
    library, scan_round = partner_named(store, "Bibliotheek"), store.networks.rounds(network_of(store).id)[1]
    page = run("partner/onze_keuze", as_contact(store, library), ronde=scan_round.id)
    shown = {radio.key: radio.value for radio in page.radio if str(radio.label).startswith("Sterren")}
    kept = store.priorities.of(scan_round.id, library.id)
    for block in installation.questionnaire().blocks:
        chosen = kept.get(block.id)
        usual = 5 if block.comes_first else None
        assert shown[f"stars-{scan_round.id}-{library.id}-{block.id}"] == (chosen.stars if chosen else usual)
