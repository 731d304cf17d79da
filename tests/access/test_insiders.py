"""Two who act for one partner, who are two at once, or who meet: a press counts for who and what stood on the screen."""

from __future__ import annotations

import pytest

from onlife.domain.meeting import VoteKind
from onlife.store import Store
from tests.access.world import World
from tests.wire import Served, Tab


def choose(tab: Tab, choice: str) -> None:
    """Vote for a colour on a phone."""
    label = "Welke kleur"
    tab.set(label, next(option for option in tab.field(label)[1].options if f":{choice}[" in option))


@pytest.mark.parametrize("change", ["choice", "reason"])
def test_of_two_phones_of_one_table_each_changes_only_what_it_touched(
    served: Served, store: Store, world: World, change: str
) -> None:
    own, me = world.own, world.own.filling.id
    asked = store.meetings.ask(store.meetings.start(own.round, "zij"), VoteKind.COLOUR, "5.1", "zij")
    with Tab(served, world.cookies["filling contact"]) as tab:
        tab.open("stemmen")
        choose(tab, "green")
        store.meetings.vote(own.network.id, asked.id, me, "red", "zij", "van haar")
        if change == "choice":
            choose(tab, "orange")
        else:
            tab.set("Waarom?", "van mij")
            tab.press("Bewaar de reden")
    kept = store.meetings.own_vote(asked.id, me), store.meetings.own_reason(asked.id, me)
    assert kept == (("orange", "van haar") if change == "choice" else ("red", "van mij"))
