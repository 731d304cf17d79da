"""Other dates that lead partners propose for actions of the network's plan, and what the coordinator answers."""

from __future__ import annotations

from dataclasses import replace

from onlife.content.message import explain, message
from onlife.domain.proposal import Proposal, ProposalStep, apply, flaw
from onlife.store.engine.database import Database, Refused
from onlife.store.engine.table import Table
from onlife.store.plan import Plans
from onlife.text import line

PROPOSALS = Table("proposal_events", "action", Proposal, {"start": "start_day", "end": "end_day"})


class Proposals:
    def __init__(self, database: Database, plans: Plans) -> None:
        self._db = database
        self._plans = plans

    def waiting(self, network: str) -> list[Proposal]:
        """What was proposed and not answered yet, the oldest first."""
        found = [p for p in self._db.current(PROPOSALS, network=network) if p.step is ProposalStep.OPEN]
        return sorted(found, key=lambda proposal: proposal.event)

    def propose(self, proposal: Proposal, actor: str) -> None:
        """Propose other dates in the name of the partner that leads the action. What waits already is not proposed twice."""
        proposal = replace(proposal, reason=line(proposal.reason), step=ProposalStep.OPEN)
        with self._db.transaction():
            action = self._plans.require_lead(proposal.network, proposal.id, proposal.partner)
            if found := flaw(proposal, action):
                raise Refused(explain(found))
            if not any(replace(known, event=0) == replace(proposal, event=0) for known in self.waiting(action.network)):
                self._db.put(PROPOSALS, [proposal], actor)

    def withdraw(self, seen: Proposal, actor: str) -> None:
        """Take back what one's own partner proposed."""
        self._answer(seen, ProposalStep.WITHDRAWN, actor)

    def accept(self, seen: Proposal, actor: str) -> None:
        """Give the action the dates that were proposed."""
        with self._db.transaction():
            action = self._plans.action(seen.network, seen.id)
            if action is None:
                raise Refused(message("proposal.gone"))
            self._answer(seen, ProposalStep.ACCEPTED, actor)
            self._plans.keep(apply(seen, action), actor)

    def decline(self, seen: Proposal, actor: str) -> None:
        self._answer(seen, ProposalStep.DECLINED, actor)

    def _answer(self, seen: Proposal, step: ProposalStep, actor: str) -> None:
        """Answer what one has seen; raises Refused if it was answered or replaced by another meanwhile."""
        with self._db.transaction():
            if seen not in self.waiting(seen.network):
                raise Refused(message("proposal.gone"))
            self._db.put(PROPOSALS, [replace(seen, step=step)], actor)
