"""Who ever led a network, and who stands behind them: from that follows which networks count as one (`onlife.domain.affiliation`)."""

from __future__ import annotations

from collections.abc import Iterable

from onlife.domain.access import INSTALLATION, Role
from onlife.security.token import is_id
from onlife.store.engine.database import Database

BY_A_COORDINATOR = ("helped_consent_events", "helped_sentence_events", "comparing_events", "comparison_events")
"""What only a coordinator does: it tells who led a network also when the account is gone."""


class Affiliations:
    def __init__(self, database: Database) -> None:
        self._db = database

    def people(self, networks: Iterable[str]) -> dict[str, set[str]]:
        """Network -> the accounts that ever coordinated it or acted for it, and who made those accounts from within a network.

        Who acted and who made an account is known also after the network in which they met was erased.
        """
        found: dict[str, set[str]] = {one: set() for one in networks}
        rows = [(row["network"], row["actor"]) for table in BY_A_COORDINATOR for row in self._db.events(table)]
        rows = [(network, actor) for network, actor in rows if is_id(actor)]
        roles = self._db.events("membership_events")
        rows += [(row["network"], row["account"]) for row in roles if row["role"] == Role.COORDINATOR.value]
        for network, account in rows:
            if network in found:
                found[network].add(account)
        makers = self._makers()
        for own in found.values():
            new = set(own)
            while new := {makers[account] for account in new if account in makers} - own:
                own |= new
        return found

    def _makers(self) -> dict[str, str]:
        """Account -> the account that made it, of those that were not made by the app, a command or the programme.

        What counts is what the maker was at that moment: who joins the programme later unties nothing.
        """
        made: dict[str, str] = {}
        programme: dict[str, bool] = {}
        roles = (row for row in self._db.events("membership_events") if row["network"] == INSTALLATION)
        for row in sorted([*self._db.events("account_events"), *roles], key=lambda row: int(row["event"])):
            if "role" in row:
                programme[row["account"]] = bool(row["role"])
            else:
                inside = is_id(row["actor"]) and not programme.get(row["actor"])
                made.setdefault(row["account"], row["actor"] if inside else "")
        return {account: maker for account, maker in made.items() if maker}
