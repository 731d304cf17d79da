"""Other dates for an action: the partner that leads it proposes, the coordinator answers, and nobody else does either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from onlife.content.questionnaire import load
from onlife.domain.network import Network, Partner
from onlife.domain.plan import PlanAction, Status, Term
from onlife.domain.proposal import REASON_LENGTH, Proposal
from onlife.store import Overtaken, Refused, Store
from onlife.store.log_act import Act
from tests import stores

pytestmark = pytest.mark.long

ACTION = PlanAction("x", "n", "", "5", "Elkaar bellen", date(2026, 1, 31), ("5.6",), end=date(2026, 7, 31), lead="p")
LATER = Proposal("x", "n", "p", date(2026, 2, 1), date(2027, 3, 1), "De zaal is pas dan vrij.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(stores.empty(tmp_path), load())
    opened.networks.save_partners([Partner(name, "n", name, "", 5, joint=False) for name in "pqr"], "zij")
    opened.plans.keep(ACTION, "coordinator")
    yield opened
    opened.close()


def standing(store: Store) -> PlanAction:
    found = store.plans.action("n", "x")
    assert found
    return found


def test_what_is_proposed_changes_nothing_until_it_is_accepted(store: Store) -> None:
    store.proposals.propose(LATER, "contact")
    assert standing(store).end == ACTION.end
    (waiting,) = store.proposals.waiting("n")
    assert replace(waiting, event=0) == LATER
    store.proposals.accept(waiting, "coordinator")
    assert (standing(store).start, standing(store).end) == (LATER.start, LATER.end)
    assert standing(store).term is Term.MIDDLE, "it follows from the dates"
    assert store.plans.history("n", "x")[0].actor == "coordinator"
    assert not store.proposals.waiting("n")


def test_a_term_that_was_chosen_stays_with_other_dates(store: Store) -> None:
    store.plans.keep(replace(standing(store), term=Term.LONG), "coordinator")
    store.proposals.propose(LATER, "contact")
    store.proposals.accept(store.proposals.waiting("n")[0], "coordinator")
    assert standing(store).term is Term.LONG


@pytest.mark.parametrize("answer", ["decline", "withdraw"])
def test_dates_stay_when_a_proposal_is_declined_or_withdrawn(store: Store, answer: str) -> None:
    store.proposals.propose(LATER, "contact")
    (waiting,) = store.proposals.waiting("n")
    getattr(store.proposals, answer)(waiting, "somebody")
    assert standing(store) == replace(ACTION, event=standing(store).event, content_version=load().version)
    assert not store.proposals.waiting("n")
    for again in (store.proposals.accept, store.proposals.decline, store.proposals.withdraw):
        with pytest.raises(Refused, match="intussen beantwoord"):
            again(waiting, "coordinator")


def test_a_proposal_that_was_replaced_is_not_accepted_by_who_saw_the_first(store: Store) -> None:
    store.proposals.propose(LATER, "contact")
    (seen,) = store.proposals.waiting("n")
    store.proposals.propose(replace(LATER, end=date(2029, 1, 1)), "contact")
    with pytest.raises(Refused, match="vervangen"):
        store.proposals.accept(seen, "coordinator")
    assert standing(store).end == ACTION.end


def test_the_same_is_not_proposed_twice(store: Store) -> None:
    for _ in range(2):  # a form that is sent again
        store.proposals.propose(LATER, "contact")
    assert len(store._db.events("proposal_events")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"partner": "q"},
        {"id": "y"},
        {"network": "m"},
        {"start": None, "end": ACTION.end},
        {"end": date(2025, 1, 1)},
        {"reason": "x" * (REASON_LENGTH + 1)},
    ],
)
def test_what_cannot_be_proposed_is_refused(store: Store, change: dict[str, object]) -> None:
    with pytest.raises(Refused):
        store.proposals.propose(replace(LATER, **change), "contact")  # type: ignore[arg-type]
    assert not store._db.events("proposal_events")


def test_a_partner_says_how_its_action_goes_and_nothing_else_of_it(store: Store) -> None:
    told = replace(
        standing(store),
        status=Status.RUNNING,
        remarks="Loopt goed",
        what="Iets anders",
        lead="q",
        end=None,
        network="n",
    )
    store.plans.report(told, "p", "contact")
    assert replace(standing(store), event=0, content_version=0) == replace(
        ACTION, status=Status.RUNNING, remarks="Loopt goed"
    )


def test_who_does_not_lead_an_action_says_nothing_of_it(store: Store) -> None:
    store.plans.keep(replace(ACTION, id="own", owner="p"), "contact")
    for action, partner in ((standing(store), "q"), (standing(store), ""), (replace(ACTION, id="own"), "p")):
        with pytest.raises(Refused, match="trekken deze actie niet"):
            store.plans.report(action, partner, "contact")


def test_a_partner_never_overwrites_what_it_did_not_see(store: Store) -> None:
    seen = standing(store)
    store.plans.keep(replace(seen, remarks="Van de coördinator"), "coordinator")
    with pytest.raises(Overtaken):
        store.plans.report(replace(seen, remarks="Van de trekker"), "p", "contact")
    assert standing(store).remarks == "Van de coördinator"


def test_what_an_erased_partner_proposed_goes_with_it(store: Store) -> None:
    partner = Partner("p", "n", "Partner", "Sport", 12, joint=False)
    store.networks.save_partners([partner], "coordinator")
    store.proposals.propose(LATER, "contact")
    store.plans.keep_template("n", "x", True, "coordinator")
    store.erasure.partner(partner, "coordinator")
    assert not store._db.events("proposal_events")
    assert [kept.id for kept in store.plans.templates("n")] == ["x"], "the action is of the network, and stays"


def test_what_belongs_to_an_action_goes_when_its_time_is_over(store: Store) -> None:
    store.proposals.propose(LATER, "contact")
    store.plans.keep_template("n", "x", True, "coordinator")
    store.networks.save(Network("n", "Netwerk", "Stad", 5), "coordinator")
    store.retention.run(datetime(2040, 1, 1))
    assert not store._db.events("proposal_events") and not store._db.events("template_events")


def test_the_log_book_tells_of_proposals_and_answers(store: Store) -> None:
    store.proposals.propose(LATER, "contact")
    store.proposals.accept(store.proposals.waiting("n")[0], "coordinator")
    told = store._db.rows("SELECT act, thing, detail, actor FROM log_events ORDER BY number")
    assert [(row["thing"], row["detail"], row["actor"]) for row in told if row["act"] == Act.PROPOSAL] == [
        ("p", "open", "contact"),
        ("p", "accepted", "coordinator"),
    ]
    assert store.audit.events("n")["what"].str.contains("voorgesteld").any(), "in words"
