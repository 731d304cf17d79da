"""Other dates for an action, as the partner that leads it proposes them to the network. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from onlife.domain.plan import PlanAction, follows_dates, term_by_dates
from onlife.domain.reason import Reason

REASON_LENGTH = 500


class ProposalStep(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Proposal:
    """What is proposed for the action with this id; `event`: the number under which it is stored, 0 if it is not."""

    id: str
    network: str
    partner: str
    start: date | None = None
    end: date | None = None
    reason: str = ""
    step: ProposalStep = ProposalStep.OPEN
    event: int = 0


def flaw(proposal: Proposal, action: PlanAction) -> Reason | None:
    """What keeps it from being proposed."""
    if (proposal.start, proposal.end) == (action.start, action.end):
        return Reason("proposal.same_dates")
    if proposal.start and proposal.end and proposal.end < proposal.start:
        return Reason("plan.ends_first")
    if len(proposal.reason) > REASON_LENGTH:
        return Reason("plan.text_too_long", {"most": REASON_LENGTH})
    return None


def apply(proposal: Proposal, action: PlanAction) -> PlanAction:
    """The action with these dates. Its term follows from them, unless another was chosen."""
    moved = replace(action, start=proposal.start, end=proposal.end)
    return replace(moved, term=term_by_dates(moved)) if follows_dates(action) else moved
