"""Slips: one-time codes that are drawn from a hat, one scan each, for a partner that wants to be sure of it.

A slip is made for an open round and used once. Which scan it began is not kept, and its code opens no scan again, so that
whoever printed the slips can read nothing with them.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from onlife.content.message import message
from onlife.domain.network import Partner, Round, RoundState
from onlife.security.token import new_id, normal_code, slip_code
from onlife.store.engine.database import Database, Refused
from onlife.store.log_act import Act
from onlife.store.log_book import Log
from onlife.store.network import Networks
from onlife.text import today

SLIPS_MAX = 500
"""Slips of a partner in a round."""


@dataclass(frozen=True)
class Slips:
    """The slips of a partner in a round: the codes that were not used, in no order, and how many were."""

    unused: Sequence[str] = ()
    used: int = 0

    def __bool__(self) -> bool:
        return bool(self.unused or self.used)


class SlipStore:
    def __init__(self, database: Database, key: bytes, log: Log, networks: Networks) -> None:
        self._db = database
        self._networks = networks
        self._key = key
        self._log = log

    def of(self, scan_round: str, partner: str) -> Slips:
        """What slips there are; none at all where a partner does not work with them."""
        states = self._states(scan_round, partner)
        unused = [slip_code(self._key, slip) for slip, state in states.items() if state == "made"]
        secrets.SystemRandom().shuffle(unused)
        return Slips(unused, len(states) - len(unused))

    def make(self, scan_round: Round, partner: Partner, actor: str) -> int:
        """Make slips until there is one for everybody who is asked, those of earlier scans included; gives back how many."""
        with self._db.transaction():
            if self._networks.require_round(scan_round).state is not RoundState.OPEN or partner.joint:
                raise Refused(message("slip.not_now"))
            missing = min(partner.expected, SLIPS_MAX) - len(self._states(scan_round.id, partner.id))
            if missing <= 0:
                raise Refused(message("slip.enough"))
            self._db.add("slip_events", *(self._event(scan_round, partner, new_id(), "made") for _ in range(missing)))
            self._log.note(Act.SLIPS_MADE, actor, scan_round.network, partner.id, str(missing), day_only=True)
        return missing

    def use(self, scan_round: Round, partner: Partner, code: str) -> bool:
        """Use the slip with this code; False where the partner works without slips. Refused for a wrong or used code."""
        states = self._states(scan_round.id, partner.id)
        if not states:
            return False
        typed = normal_code(code)
        slip = next((slip for slip in states if slip_code(self._key, slip) == typed), "")
        if not slip:
            raise Refused(message("slip.unknown"))
        if states[slip] != "made":
            raise Refused(message("slip.used"))
        self._db.add("slip_events", self._event(scan_round, partner, slip, "used"))
        return True

    def _states(self, scan_round: str, partner: str) -> dict[str, str]:
        return {row["slip"]: row["state"] for row in self._db.events("slip_events", round=scan_round, partner=partner)}

    def _event(self, scan_round: Round, partner: Partner, slip: str, state: str) -> dict[str, object]:
        place = {"network": scan_round.network, "round": scan_round.id, "partner": partner.id}
        return {"day": today(), **place, "slip": slip, "state": state}
