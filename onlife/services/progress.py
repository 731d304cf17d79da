"""How far a network is in its scan round: which of the steps that `guide.STEPS` names are done, told from the store."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.guide import GuideStep, guide
from onlife.content.statement import missing, read_statement
from onlife.domain.network import RoundState
from onlife.domain.progress import NetworkProgress, RoundProgress
from onlife.store import Store
from onlife.text import local, today


def steps_done(store: Store, network: str) -> Mapping[str, bool]:
    """Step id -> whether it is done, for the round that is open or else the newest that brought something.

    The last step is never done: whoever takes it begins anew.
    """
    return _steps_done(store.progress.of(network), stated=_has_statement(store))


def next_step(store: Store, network: str) -> GuideStep:
    """The first step that is not done. What a network did without is not asked for afterwards: once people answer, no text on
    Beheer holds the rest up, and once it met or agreed, nothing that would have prepared it."""
    return _next(steps_done(store, network))


def everywhere(store: Store) -> Mapping[str, tuple[NetworkProgress, GuideStep]]:
    """Network id -> how far it is and its next step, of every network."""
    stated = _has_statement(store)
    return {key: (found, _next(_steps_done(found, stated=stated))) for key, found in store.progress.all().items()}


def _has_statement(store: Store) -> bool:
    """Whether the texts of this installation are filled in."""
    return not missing({**store.statements.values(), **read_statement(store.folder).values})


def _next(done: Mapping[str, bool]) -> GuideStep:
    have = dict(done)
    have["statements"] |= have["first"]
    have["met"] |= have["agreed"]
    for step in ("shared", "stars"):
        have[step] |= have["met"]
    return next(step for step in guide().steps if not have[step.id])


def _steps_done(network: NetworkProgress, *, stated: bool) -> Mapping[str, bool]:
    about = network.about
    waiting = any(known.round.state is RoundState.CONCEPT for known in network.rounds)
    found = dict.fromkeys((step.id for step in guide().steps), False)
    found["partners"] = bool(network.partners)
    found["made"] = bool(about) or waiting
    found["statements"] = stated
    found["links"] = network.visited is not None
    closed_on = None
    if about:
        found |= _of_round(network, about)
        found["next"] = waiting
        closed_on = local(about.closed).date() if about.closed else None
    # What was finished before this round is no plan for what it led to.
    actions = [a for a in network.actions if not a.status.ended or (closed_on and a.begun >= closed_on)]
    found["plan"] = bool(actions)
    found["follow_up"] = any(action.followed_up for action in actions)
    return found


def _of_round(network: NetworkProgress, about: RoundProgress) -> dict[str, bool]:
    """What is done in a round that was opened. The links of the first round served before it was opened as well."""
    ended = about.round.state is RoundState.CLOSED
    overdue = ended or (about.round.closes_on is not None and about.round.closes_on < today())
    since = about.opened if network.rounds[-1] != about else None
    visited = network.visited is not None and (since is None or network.visited > since)
    return {
        "opened": True,
        "links": ended or bool(about.begun) or visited,
        "first": ended or bool(about.begun),
        "everybody": overdue or 0 < about.partners == about.begun,
        "finished": overdue or 0 < about.partners == about.finished,
        "closed": ended,
        "released": about.released,
        "shared": about.round.shared,
        "stars": about.stars,
        "met": about.met,
        "agreed": about.agreed,
    }
