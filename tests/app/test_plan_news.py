"""What others changed in the plan since the coordinator saw it last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from onlife.domain.plan import FollowUp, PlanAction, Status
from onlife.domain.proposal import Proposal
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, network_of, words
from tests.app.test_plan import first, press
from tests.app.test_plan_lead import lead

SEEN = "Ik heb het gezien"


def news(store: Store, run: Run, username: str = "coordinator") -> str:
    """What is new, as the page says it; '' where nothing is."""
    page = run("netwerk/plan", as_account(store, username))
    boxes = [box for box in page.main.expander if box.label.startswith("Nieuw sinds je laatste bezoek")]
    return " ".join(f"{box.label} {' '.join(m.value for m in box.markdown)}".replace("\\", "") for box in boxes)


def see(store: Store, run: Run) -> None:
    store.plans.keep(replace(first(store), goal="Iets nieuws"), "ander")
    press(run("netwerk/plan", as_account(store, "coordinator")), SEEN)
    assert not news(store, run)


def contact_of(store: Store) -> str:
    """The id under which the contact of the lead partner does things."""
    return store.actors.of(as_contact(store, lead(store)))["team"].id


def test_the_coordinator_sees_what_others_changed_and_who_did(store: Store, run: Run) -> None:
    see(store, run)
    action, actor = first(store), contact_of(store)
    store.plans.report(replace(action, status=Status.DONE, remarks="Klaar!"), lead(store).id, actor)
    store.plans.keep_follow_up(action.network, FollowUp("m", action.id, date(2030, 1, 1), True, saw="Goed"), actor)
    store.proposals.propose(Proposal(action.id, action.network, lead(store).id, None, date(2031, 1, 1)), actor)
    said = news(store, run)
    assert "3 wijzigingen door anderen" in said and said.count(f"contactpersoon van {lead(store).name}") == 3
    for words_of_one in ("stand klaar", "opmerkingen gewijzigd", "1 januari 2030", "stelt andere data voor"):
        assert words_of_one in said
    assert "Klaar!" not in said, "long texts stand with the action"


def test_what_one_saw_is_new_no_more_and_what_one_did_never_is(store: Store, run: Run) -> None:
    see(store, run)
    own = store.actors.of(as_account(store, "coordinator"))["account"].id
    store.plans.keep(replace(first(store), goal="Van mij"), own)
    assert not news(store, run)
    store.plans.keep(replace(first(store), goal="Van een ander"), "ander")
    assert "1 wijziging door anderen" in news(store, run)
    see(store, run)


def test_a_change_that_came_while_one_looked_stays_new(store: Store, run: Run) -> None:
    store.plans.keep(replace(first(store), goal="Al even"), "ander")
    page = run("netwerk/plan", as_account(store, "coordinator"))
    store.plans.keep(replace(first(store), goal="Net nu"), "ander")
    press(page, SEEN)
    assert "1 wijziging door anderen" in news(store, run)


def test_the_own_plans_of_partners_are_no_news_for_the_coordinator(store: Store, run: Run) -> None:
    see(store, run)
    own = PlanAction("eigen", network_of(store).id, lead(store).id, "1", "Alleen voor ons", date(2026, 1, 1))
    store.plans.keep(own, "contact")
    store.plans.keep_follow_up(own.network, FollowUp("m", "eigen", date(2030, 1, 1)), "contact")
    assert not news(store, run)
    (kept,) = store.plans.of(own.network, own.owner)
    store.plans.keep(replace(kept, offered=True), "contact")
    store.plans.accept(store.plans.offers(own.network)[0], "ander")
    said = news(store, run)
    assert "nieuw in het plan" in said and "offered" not in said


def test_readers_and_partners_are_told_no_news(store: Store, run: Run) -> None:
    store.plans.keep(replace(first(store), goal="Van een ander"), "ander")
    assert news(store, run) and not news(store, run, "lezer")
    page = run("netwerk/plan", as_contact(store, lead(store)))
    assert SEEN not in [button.label for button in page.button] and "door anderen" not in words(page)


def test_two_coordinators_each_have_their_own_last_visit(store: Store, run: Run) -> None:
    store.plans.keep(replace(first(store), goal="Van een ander"), "ander")
    store.plan_looks.look(network_of(store).id, "somebody else", 10**9)
    assert news(store, run)
