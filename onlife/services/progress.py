"""How far a network is in its scan round: which of the steps that `guide.STEPS` names are done, told from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onlife.content.guide import GuideStep, guide
from onlife.content.statement import missing, read_statement
from onlife.domain.network import Round, RoundState
from onlife.store import Store
from onlife.store.engine.database import today


def done(store: Store, network: str) -> Mapping[str, bool]:
    """Step id -> whether it is done, for the round that is open or else the newest that brought something.

    The last step is never done: whoever takes it begins anew.
    """
    rounds = store.networks.rounds(network)
    about = _about(store, rounds)
    waiting = any(scan_round.state is RoundState.CONCEPT for scan_round in rounds)
    found = dict.fromkeys((step.id for step in guide().steps), False)
    found["partners"] = bool(store.networks.partners(network))
    found["made"] = bool(about) or waiting
    found["statements"] = not missing({**store.statements.values(), **read_statement(store.folder).values})
    found["links"] = store.links.opened(network)
    closed_on = None
    if about:
        found |= _of_round(store, about, again=rounds[-1] != about)
        found["next"] = waiting
        closed_on = store.networks.closed_on(about)
    # What was finished before this round is no plan for what it led to.
    actions = {a.id for a in store.plans.of(network) if not a.status.ended or (closed_on and a.begun >= closed_on)}
    found["plan"] = bool(actions)
    found["follow_up"] = any(moment.action in actions for moment in store.plans.follow_ups(network))
    return found


def next_step(store: Store, network: str) -> GuideStep:
    """The first step that is not done. What a network did without is not asked for afterwards: once people answer, no text on
    Beheer holds the rest up, and once it met or agreed, nothing that would have prepared it."""
    have = {**done(store, network)}
    have["statements"] |= have["first"]
    have["met"] |= have["agreed"]
    for step in ("shared", "stars"):
        have[step] |= have["met"]
    return next(step for step in guide().steps if not have[step.id])


def _about(store: Store, rounds: Sequence[Round]) -> Round | None:
    """The round that the steps are about. One that was closed without a scan led to nothing and counts no more."""
    return next((r for r in rounds if r.state is RoundState.OPEN), None) or next(
        (r for r in rounds if r.state is RoundState.CLOSED and any(c.closed for c in store.closings.of(r.id).values())),
        None,
    )


def _of_round(store: Store, scan_round: Round, *, again: bool) -> dict[str, bool]:
    """What is done in a round that was opened; `again`: there were others before, for which the same links served."""
    response = store.results.response(scan_round.network, scan_round.id)
    closings = store.closings.of(scan_round.id)
    ended = scan_round.state is RoundState.CLOSED
    overdue = ended or (scan_round.closes_on is not None and scan_round.closes_on < today())
    begun = [bool(row.submitted or row.begun) for row in response]
    closed = [row.partner in closings and closings[row.partner].closed for row in response]
    return {
        "opened": True,
        "links": ended or any(begun) or store.links.opened(scan_round.network, scan_round.id if again else ""),
        "first": ended or any(begun),
        "everybody": overdue or (bool(begun) and all(begun)),
        "finished": overdue or (bool(closed) and all(closed)),
        "closed": ended,
        "released": any(closing.released or closing.offered for closing in closings.values()),
        "shared": scan_round.shared,
        "stars": bool(store.priorities.shared(scan_round.id)),
        "met": any(meeting.round == scan_round.id for meeting in store.meetings.held(scan_round.network)),
        "agreed": any(priority.stars for priority in store.priorities.of(scan_round.id, "").values()),
    }
