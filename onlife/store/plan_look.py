"""What others changed in the plan of a network since somebody said that they had seen it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onlife.domain.plan import FollowUp, PlanAction
from onlife.domain.proposal import Proposal
from onlife.store.engine.database import Database, Row
from onlife.store.plan import ACTIONS, FOLLOW_UPS
from onlife.store.proposal import PROPOSALS


@dataclass(frozen=True)
class PlanChange:
    """What somebody left of an action, a follow-up moment or a proposal. `action`: its id; `actor`: an account or link id;
    `moment`: UTC; `before`: the action as it was, None for a new one and for what is no action.
    """

    action: str
    actor: str
    moment: datetime
    event: int
    now: PlanAction | FollowUp | Proposal
    before: PlanAction | None = None


class PlanLooks:
    def __init__(self, database: Database) -> None:
        self._db = database

    def changes(self, network: str, account: str) -> list[PlanChange]:
        """What others changed in the plan of the network that this account has not seen yet, newest first. Nothing of what
        stands or stood in the plan of a partner.
        """
        known = self._db.newest(ACTIONS.name, ACTIONS.key, network=network)
        shared = {row["action"] for row in known if not row["holder"]}
        found, before = [], dict[str, PlanAction]()
        for row in self._db.events(ACTIONS.name, network=network):
            if not row["holder"]:
                record = ACTIONS.to_record(row)
                found.append(_change(row, record, before.get(record.id)))
                before[record.id] = record
        for table in (FOLLOW_UPS, PROPOSALS):
            rows = self._db.events(table.name, network=network)
            found += [_change(row, table.to_record(row)) for row in rows if row["action"] in shared]
        seen = self._last_seen(network, account)
        new = [change for change in found if change.event > seen and change.actor != account]
        return sorted(new, key=lambda change: change.event, reverse=True)

    def look(self, network: str, account: str, upto: int) -> None:
        """Note that an account has seen the plan up to the change with this number."""
        if upto > self._last_seen(network, account):
            self._db.add("plan_look_events", {"network": network, "account": account, "upto": upto})

    def _last_seen(self, network: str, account: str) -> int:
        rows = self._db.events("plan_look_events", network=network, account=account)
        return max((row["upto"] for row in rows), default=0)


def _change(row: Row, record: PlanAction | FollowUp | Proposal, before: PlanAction | None = None) -> PlanChange:
    return PlanChange(row["action"], row["actor"], row["moment"], row["event"], record, before)
