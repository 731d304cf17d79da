"""A figure that is kept is the one that would be drawn anew, whatever happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from onlife.domain.network import Network, Partner, Round
from onlife.services import cache, demo, figures, installation
from onlife.services.figures import View
from onlife.store import Store
from tests import stores


@dataclass(frozen=True)
class Town:
    """The demo network, its newest round and the one before, a partner shown in both and one that withholds its result."""

    store: Store
    network: Network
    round: Round
    before: Round
    partner: Partner
    withheld: Partner

    def drawn(self, *kinds: str) -> dict[str, Any]:
        """What every figure shows now, or only these; '' where there is none."""
        found: dict[str, Any] = {}
        for kind in kinds or figures.FIGURES:
            view = View(
                self.network.id, self.round.id, block="" if kind in figures.WHOLE else "5", before=self.before.id
            )
            if kind in ("partner", "naast-anderen", *figures.OWN):
                view = replace(view, partner=self.partner.id)
            try:
                figure = figures.figure(kind, view)
                found[kind] = figure.spec, figure.table.to_dict("list"), figure.alt
            except figures.NothingToShow:
                found[kind] = ""
        return found


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with stores.opened(stores.with_demo(tmp_path)) as store:
        network = store.networks.all()[0]
        newest, before = (r for r in store.networks.rounds(network.id) if r.name in (demo.AUTUMN, demo.SPRING))
        partners = store.networks.partners(network.id)
        caw, sports = (next(p for p in partners if p.name.startswith(start)) for start in ("CAW", "Sportdienst"))
        yield Town(store, network, newest, before, caw, sports)


def _star(town: Town) -> None:
    block = installation.questionnaire_of(town.round).blocks[0]
    chosen = town.store.priorities.by_sharing_partner(town.round.id)[town.partner.id][block.id]
    town.store.priorities.keep(town.round, replace(chosen, stars=1 + chosen.stars % 5), "an")


CHANGES: dict[str, Callable[[Town], object]] = {
    "a star": _star,
    "stars are not shared any more": lambda t: t.store.priorities.share(t.round, t.partner.id, False, "an"),
    "an action": lambda t: t.store.plans.keep(
        replace(t.store.plans.of(t.network.id)[0], id="nieuw", what="Iets"), "an"
    ),
    "a new name": lambda t: t.store.networks.save_partners([replace(t.partner, name="CAW Elders")], "an"),
    "a network that is compared": lambda t: t.store.peers.take_part(t.network.id, True, "an"),
    "a result that is released": lambda t: t.store.closings.release(t.round, t.withheld, "an"),
    "a threshold": lambda t: t.store.networks.save(replace(t.network, threshold=t.network.threshold + 4), "an"),
    "a partner that stops": lambda t: t.store.networks.archive(t.partner, "an"),
    "a part that is erased": lambda t: t.store.erasure.part(t.before, t.partner, "an"),
    "a partner that is erased": lambda t: t.store.erasure.partner(t.partner, "an"),
}

DRAWN = {*figures.FIGURES} - {figures.PEERS, figures.KIND_PEERS, "scanrondes"}  # of six networks, and of three rounds


@pytest.mark.parametrize(
    "changes",
    [("an action", "a partner that is erased"), pytest.param((*CHANGES,), marks=pytest.mark.slow)],
    ids=["some", "everything"],
)
def test_whatever_happens_a_figure_that_is_kept_is_as_if_drawn_anew(town: Town, changes: tuple[str, ...]) -> None:
    told = town.drawn()
    assert {kind for kind in told if told[kind]} == DRAWN
    moved = set()
    for name in changes:
        CHANGES[name](town)
        kept = town.drawn()
        cache.clear()
        assert kept == town.drawn(), name
        moved |= {kind for kind in told if told[kind] != kept[kind]}
        told = kept
    # Groups are shown of other partners only.
    assert moved >= DRAWN - {"functiegroepen"}, "changes that move nothing prove nothing"


def test_plans_and_stars_have_no_result_drawn_anew(town: Town) -> None:
    view = View(town.network.id, town.round.id)
    shown = figures.shown_in(view)
    for name in ("a star", "an action"):
        CHANGES[name](town)
    assert figures.shown_in(view) is shown


def test_the_line_of_today_moves_on_with_the_day(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    told = town.drawn("tijdlijn")
    tomorrow = date.today() + timedelta(days=1)
    monkeypatch.setattr(figures, "today", lambda: tomorrow)
    assert told != (later := town.drawn("tijdlijn"))
    assert f"{tomorrow:%Y-%m-%d}" in str(later)
