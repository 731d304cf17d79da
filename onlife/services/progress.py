"""How far a network is in its scan round: which of the steps that `guide.STEPS` names are done, told from the store."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.guide import GuideStep, guide
from onlife.content.statement import missing, read_statement
from onlife.domain.network import Round, RoundState
from onlife.store import Store


def done(store: Store, network: str) -> Mapping[str, bool]:
    """Step id -> whether it is done, for the newest round that was opened (or else the one in concept)."""
    rounds = store.networks.rounds(network)
    opened = [scan_round for scan_round in rounds if scan_round.state is not RoundState.CONCEPT]
    found = dict.fromkeys((step.id for step in guide().steps), False)
    found["partners"] = bool(store.networks.partners(network))
    found["statements"] = not missing({**store.statements.values(), **read_statement(store.folder).values})
    if opened:
        found |= _of_round(store, network, opened[0])
        found["next"] = rounds[0] != opened[0]
    else:
        found["links"] = store.links.opened(network)
    actions = [action for action in store.plans.of(network) if not action.status.ended]
    found["plan"] = bool(actions)
    followed = {moment.action for moment in store.plans.follow_ups(network)}
    found["follow_up"] = any(action.id in followed for action in actions)
    return found


def next_step(store: Store, network: str) -> GuideStep | None:
    """The first step that is not done, None if all are. Once people answer, no text on Beheer holds the rest up."""
    have = {**done(store, network)}
    have["statements"] |= have["first"]
    return next((step for step in guide().steps if not have[step.id]), None)


def _of_round(store: Store, network: str, scan_round: Round) -> dict[str, bool]:
    response = store.results.response(network, scan_round.id)
    closings = store.closings.of(scan_round.id).values()
    ended = scan_round.state is RoundState.CLOSED
    begun = [bool(row.submitted or row.begun) for row in response]
    return {
        "round": True,
        "links": any(begun) or store.links.opened(network),
        "first": any(begun),
        "everybody": ended or (bool(begun) and all(begun)),
        "closed": ended,
        "released": any(closing.released or closing.offered for closing in closings),
        "shared": scan_round.shared,
        "stars": bool(store.priorities.shared(scan_round.id)),
        "agreed": any(priority.stars for priority in store.priorities.of(scan_round.id, "").values()),
    }
