"""Figures by name, for pages and for downloads: what a page looks at, and the chart that belongs to it.

A `View` is all that a figure depends on, and all of it stands in an address. Figures and what may be shown are kept as
long as nothing happens in their network.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import pandas as pd

from onlife import charts
from onlife.charts import Figure
from onlife.content import phrase
from onlife.content.questionnaire import translated
from onlife.domain import finding
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction, begins, in_order
from onlife.domain.priority import Priority
from onlife.domain.privacy import only
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.services import installation, peer, results
from onlife.services.cache import cached
from onlife.text import today
from onlife.translation import N_
from onlife.translation import gettext as _

ORDERS, COLOURS = ("naam", "sector", "gelijkenis"), ("score", N_("verschil met de rest"))
"""How one may look at the overview, the usual way first."""
PEERS, KIND_PEERS = "andere-netwerken", "netwerken-van-onze-soort"
MOST_ROUNDS = 5
"""As many rounds as stand side by side on a phone."""


@dataclass(frozen=True)
class View:
    """What is looked at: a network and a round; further a sector choice, a block, a partner, an earlier round, or
    all `rounds` before its own (oldest first); one `element` of the block; whether a `room` looks along.
    """

    network: str
    round: str
    sectors: tuple[str, ...] = ()
    block: str = ""
    partner: str = ""
    before: str = ""
    order: str = ORDERS[0]
    colours: str = COLOURS[0]
    rounds: tuple[str, ...] = ()
    element: str = ""
    room: bool = False

    def query(self) -> list[tuple[str, str]]:
        """The view as the parameters of an address."""
        pairs = [
            ("netwerk", self.network), ("ronde", self.round), ("bouwsteen", self.block), ("partner", self.partner),
            ("eerder", self.before), ("volgorde", self.order if self.order != ORDERS[0] else ""),
            ("kleur", self.colours if self.colours != COLOURS[0] else ""),
            ("element", self.element), ("zaal", "ja" if self.room else ""),
        ]  # fmt: skip
        return [(key, value) for key, value in pairs if value] + [
            *(("sector", sector) for sector in self.sectors),
            *(("rondes", scan_round) for scan_round in self.rounds),
        ]


class NothingToShow(Exception):
    """This view has no such figure: unknown, nothing released yet, or hidden by the privacy rules."""


def shown_in(view: View) -> Shown:
    """What the network may see in this view."""
    return _shown(view.network, view.round, view.sectors)


def shown_before(view: View) -> Shown:
    """The same view in its earlier round."""
    return _shown(view.network, view.before, view.sectors)


def shown_own(view: View) -> Shown:
    """What the contact of `view.partner` may see of its own result, once it is released or somebody there has opened it."""
    return _shown_own(view.network, view.round, view.partner)


def figure(kind: str, view: View) -> Figure:
    """The figure of this kind; raises NothingToShow where there is none."""
    found = _figure(kind, view)
    if found is None:
        raise NothingToShow
    return found


def _result_key(network: str, *about: Hashable) -> Hashable:
    """The key of what is kept about a network: until other results may be shown in it."""
    return network, *about, installation.store().networks.newest_result_event(network)


def _figure_key(kind: str, view: View) -> Hashable:
    """The key of a figure; what it shows beside results changes by events, days and steps of its own."""
    if kind not in BESIDE_RESULTS:
        return _result_key(view.network, kind, view)
    newest = installation.store().networks.newest_event(view.network)
    last_step = _last_step(view) if kind in (PEERS, KIND_PEERS) else 0
    return kind, view, newest, last_step, today()


def _last_step(view: View) -> int:
    store = installation.store()
    scan_round = store.networks.round(view.network, view.round)
    return store.peers.last_step(scan_round.content_version) if scan_round else 0


def comparable(before: Round, after: Round) -> bool:
    """Whether both rounds asked something that is the same: only that is ever put side by side."""
    return bool(alike(before, after))


def alike(one: Round | PlanAction, other: Round) -> frozenset[str]:
    """The ids of the elements and blocks that ask the same in both."""
    return installation.questionnaire_of(other).alike(installation.questionnaire_of(one))


def earlier_questionnaire(view: View) -> Questionnaire | None:
    """What the earlier round of a view asked, if that was another version than its own round asks."""
    before, after = (_questionnaire(view.network, scan_round) for scan_round in (view.before, view.round))
    return before if before.version != after.version else None


def moves(view: View) -> list[finding.Move]:
    """How every block and element stood in the two rounds of a view, as far as both asked the same."""
    questionnaire = _questionnaire(view.network, view.round)
    return finding.movements(shown_before(view), shown_in(view), questionnaire, earlier_questionnaire(view))


def about_versions(view: View) -> str:
    """What is not compared between the two rounds of a view, and why; '' if both asked the same."""
    earlier = earlier_questionnaire(view)
    names = (place(view.network, scan_round)[1].name for scan_round in (view.before, view.round))
    return phrase.versions(earlier, _questionnaire(view.network, view.round), *names) if earlier else ""


def beside_earlier(view: View, rounds: Sequence[Round]) -> View:
    """The view beside the newest round before its own that it can be compared with; as it is if there is none.

    `rounds`, newest first, are those that whoever looks may see, among them the view's own.
    """
    own = [scan_round.id for scan_round in rounds].index(view.round)
    for earlier in rounds[own + 1 :]:
        beside = replace(view, before=earlier.id)
        with suppress(NothingToShow):
            figure("evolutie", beside)
            return beside
    return view


def rounds_in_a_row(view: View, rounds: Sequence[Round]) -> View:
    """The view with all rounds before its own that asked the same of some, oldest first, as far as partners show a result.

    `rounds`, newest first, are those that whoever looks may see, among them the view's own.
    """
    own = [scan_round.id for scan_round in rounds].index(view.round)
    found = [rounds[own]]
    for earlier in rounds[own + 1 :]:
        if (
            len(found) < MOST_ROUNDS
            and comparable(earlier, found[-1])
            and not shown_before(replace(view, before=earlier.id)).blocks.empty
        ):
            found.append(earlier)
    return replace(view, block="", before="", rounds=tuple(scan_round.id for scan_round in reversed(found[1:])))


def movements_of_actions(actions: Sequence[PlanAction], view: View) -> pd.DataFrame:
    """Whether the elements of actions moved between the two rounds of a view: a row per action and element. Only of actions
    that began before the later round opened: it says nothing of the others.
    """
    found, scan_round = {move.place.id: move for move in moves(view)}, place(view.network, view.round)[1]
    opened = installation.store().networks.opened_on(scan_round)
    rows = [
        (
            finding.title(move.place),
            round(move.before),
            round(move.after),
            move.way.value,
            move.partners,
            f"{move.scans[0]} en {move.scans[1]}",
            action.what,
        )
        for action in actions
        if opened and begins(action) < opened
        for move in map(found.get, sorted(alike(action, scan_round).intersection(action.elements)))
        if move
    ]
    return pd.DataFrame(
        rows, columns=[_("Element"), _("Eerder"), "Nu", _("Wat bewoog"), _("Partners"), _("Scans"), _("Actie")]
    )


def _questionnaire(network: str, scan_round: str) -> Questionnaire:
    """What a round asked; without a round, what the network works with."""
    if scan_round:
        return installation.questionnaire_of(place(network, scan_round)[1])
    known = installation.store().networks.get(network)
    if known is None:
        raise NothingToShow
    return installation.questionnaire_of(known)


def place(network: str, scan_round: str) -> tuple[Network, Round]:
    """The network and the round of these ids. Raises NothingToShow."""
    networks = installation.store().networks
    known, found = networks.get(network), networks.round(network, scan_round)
    if known is None or found is None:
        raise NothingToShow
    return known, found


@cached(_result_key)
def _shown(network: str, scan_round: str, sectors: tuple[str, ...]) -> Shown:
    everything = results.of_network(
        installation.store(), _questionnaire(network, scan_round), *place(network, scan_round)
    )
    return only(everything, sectors) if sectors else everything


@cached(_result_key)
def _shown_own(network: str, scan_round: str, partner: str) -> Shown:
    closing = installation.store().closings.get(scan_round, partner)
    if not (closing.opened or closing.released):
        raise NothingToShow
    return results.of_partner(
        installation.store(), _questionnaire(network, scan_round), *place(network, scan_round), partner
    )


@cached(_figure_key)
def _figure(kind: str, view: View) -> Figure | None:
    questionnaire = translated(_questionnaire(view.network, view.round))
    blocks = [block.id for block in questionnaire.blocks]
    if kind not in FIGURES or (view.block not in blocks and (view.block or kind not in WHOLE)):
        raise NothingToShow
    return FIGURES[kind](view, questionnaire)


def _heat_map(view: View, questionnaire: Questionnaire) -> Figure | None:
    if view.order not in ORDERS or view.colours not in COLOURS:
        raise NothingToShow
    return charts.heat_map(shown_in(view), questionnaire, view.order, view.colours)


def _evolution(view: View, questionnaire: Questionnaire) -> Figure | None:
    _, before = place(view.network, view.before)
    _, after = place(view.network, view.round)
    if not comparable(before, after):
        raise NothingToShow
    names = (before.name, after.name)
    return charts.dumbbell(
        shown_before(view), shown_in(view), questionnaire, names, view.block or None, earlier_questionnaire(view)
    )


def _trend(view: View, questionnaire: Questionnaire) -> Figure | None:
    asked = [*view.rounds, view.round]
    places = [place(view.network, scan_round)[1] for scan_round in asked]
    if not all(comparable(*pair) for pair in pairwise(places)):
        raise NothingToShow
    steps = [moves(replace(view, round=after, before=before)) for before, after in pairwise(asked)]
    return charts.trend([one.name for one in places], steps, questionnaire)


def _peers(view: View, questionnaire: Questionnaire) -> Figure | None:
    """Of the whole network: a choice of sectors would be set against networks with all of theirs."""
    store, where = installation.store(), place(view.network, view.round)
    if peer.reason_not_shown(store, *where):
        return None
    own = peer.scores(shown_in(replace(view, sectors=())))
    return charts.strips(own, store.peers.strips(where[1].content_version), questionnaire)


def _kind_peers(view: View, questionnaire: Questionnaire) -> Figure | None:
    store, where = installation.store(), place(view.network, view.round)
    if peer.reason_not_shown(store, *where) or peer.reason_kind_not_shown(store, *where):
        return None
    kind, own = store.kinds.of(view.network), peer.scores(shown_in(replace(view, sectors=())))
    return charts.strips(own, store.kinds.strips(where[1].content_version, kind), questionnaire, kind)


def _stars(view: View, questionnaire: Questionnaire) -> Figure | None:
    agreed = installation.store().priorities.of(view.round, "")
    return charts.stars_dots(_shared_stars(view), agreed, shown_in(view), questionnaire)


def _importance(view: View, questionnaire: Questionnaire) -> Figure | None:
    return charts.importance(_shared_stars(view), shown_in(view), questionnaire)


def _shared_stars(view: View) -> dict[str, Mapping[str, Priority]]:
    """The stars that partners share, by name."""
    names = shown_in(view).names
    shared = installation.store().priorities.by_sharing_partner(view.round)
    return {names[who]: given for who, given in shared.items() if who in names}


def _timeline(view: View, questionnaire: Questionnaire) -> Figure | None:
    store = installation.store()
    names = store.networks.partner_names(view.network, archived=True)
    actions = in_order(store.plans.of(view.network), questionnaire)
    blocks = {action.id: installation.questionnaire_of(action).block(action.block).short for action in actions}
    return charts.timeline(actions, names, blocks, today())


FIGURES: Mapping[str, Callable[[View, Questionnaire], Figure | None]] = MappingProxyType(
    {
        "warmtekaart": _heat_map,
        "bouwsteen": lambda v, q: charts.stacked_bars(shown_in(v), q, v.block),
        "elementen": lambda v, q: charts.element_matrix(shown_in(v), q, v.block, room=v.room),
        "verschillen": lambda v, q: charts.agreement_dots(shown_in(v), q, v.block, v.element, room=v.room),
        "functiegroepen": lambda v, q: charts.groups_dumbbell(shown_in(v), q, v.block),
        "evolutie": _evolution,
        "scanrondes": _trend,
        PEERS: _peers,
        KIND_PEERS: _kind_peers,
        "naast-anderen": lambda v, q: charts.beside_others(shown_in(v), q, v.partner),
        "kleuren": lambda v, q: charts.block_bars(shown_in(v), q),
        "sterren": _stars,
        "sterren-bouwsteen": lambda v, q: charts.block_stars(_shared_stars(v), q, v.block),
        "belang": _importance,
        "tijdlijn": _timeline,
        "partner": lambda v, q: charts.element_rows(shown_in(v), q, v.partner, v.block or None),
        "eigen-bouwstenen": lambda v, q: charts.block_bars(shown_own(v), q, v.partner),
        "eigen-elementen": lambda v, q: charts.element_rows(shown_own(v), q, v.partner, v.block or None),
    }
)
WHOLE = frozenset(
    {
        *("warmtekaart", "evolutie", "scanrondes", PEERS, KIND_PEERS, "kleuren", "sterren", "belang", "tijdlijn"),
        *("partner", "naast-anderen", "eigen-bouwstenen", "eigen-elementen"),
    }
)
"""Figures that need no building block."""
BESIDE_RESULTS = frozenset({PEERS, KIND_PEERS, "sterren", "sterren-bouwsteen", "belang", "tijdlijn"})
"""Figures that show more than results: stars, actions and the day that it is, or other networks."""
OWN = frozenset({"eigen-bouwstenen", "eigen-elementen"})
"""Figures of a partner's own result: for its contact, not for the network."""
