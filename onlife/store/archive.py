"""The rows of a network that may stand in an archive: what its coordinator may see, as it stands at this moment.

Not the scans but what was shown of them (`archived_results`, made by `onlife.services.archived_result`); of the rest the
newest row of each thing, without who put it there. Whatever is not named here is not in an archive.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from onlife.content.message import message
from onlife.domain.meeting import QuestionStep, State
from onlife.domain.network import Network, Round
from onlife.store.engine.database import MIGRATIONS, Database, Row
from onlife.store.meeting import MEETINGS
from onlife.store.network import NETWORKS, PARTNERS, ROUNDS
from onlife.store.plan import ACTIONS, FOLLOW_UPS
from onlife.store.transfer import NetworkRows, Transfers

RESULTS = "archived_results"
ARCHIVED = frozenset(
    {
        *("network_events", "partner_events", "round_events", "closing_events", "questionnaire_events", RESULTS),
        *("priority_events", "sharing_events", "action_events", "action_content_events", "follow_up_events"),
        *("meeting_events", "question_events", "vote_events", "agreement_events", "note_events"),
        *("presence_events", "agenda_events"),
    }
)
"""The tables that an archive has rows of."""


class Archives:
    def __init__(self, database: Database, transfers: Transfers) -> None:
        self._db = database
        self._transfers = transfers

    def rows(self, network: Network, rounds: Sequence[Round], shown: Mapping[str, Mapping[str, str]]) -> NetworkRows:
        """The rows of a network with these closed rounds. `shown`: round id -> partner id ('' for all) -> what was shown."""
        places = [scan_round.id for scan_round in rounds]
        with self._db.transaction():
            tables = {
                NETWORKS.name: self._newest_rows(network, NETWORKS.name, "network"),
                PARTNERS.name: self._newest_rows(network, PARTNERS.name, "partner"),
                ROUNDS.name: self._of(network, ROUNDS.name, round=places),
                "closing_events": self._of(network, "closing_events", round=places),
                "agenda_events": self._newest_rows(network, "agenda_events", "round", "point", round=places),
                "agreement_events": self._newest_rows(network, "agreement_events", "round", "about", round=places),
                **self._stars(network, places),
                **self._meetings(network, places),
                **self._plan(network),
            }
            versions = {row["content_version"] for rows in tables.values() for row in rows if "content_version" in row}
            tables["questionnaire_events"] = self._forms(network, versions)
        closed = {row["round"]: row["event"] for row in tables[ROUNDS.name]}
        tables[RESULTS] = [
            {"event": closed[place], "network": network.id, "round": place, "partner": partner, "shown": told}
            for place in places
            for partner, told in shown[place].items()
        ]
        return NetworkRows(
            network.id, len(MIGRATIONS), {t: [_without_signature(row) for row in rows] for t, rows in tables.items()}
        )

    def _stars(self, network: Network, rounds: Collection[str]) -> dict[str, list[Row]]:
        """Those of the network, and those that partners share with it."""
        shared = [
            r for r in self._newest_rows(network, "sharing_events", "round", "partner", round=rounds) if r["shared"]
        ]
        seen = {(row["round"], row["partner"]) for row in shared}
        stars = self._newest_rows(network, "priority_events", "round", "partner", "block", round=rounds)
        told = [row for row in stars if not row["partner"] or (row["round"], row["partner"]) in seen]
        return {"sharing_events": shared, "priority_events": told}

    def _meetings(self, network: Network, rounds: Collection[str]) -> dict[str, list[Row]]:
        """Meetings that were held, with the votes that were revealed."""
        held = [
            row
            for row in self._newest_rows(network, MEETINGS.name, "meeting", round=rounds)
            if row["state"] == State.ENDED.value
        ]
        where = {"meeting": {row["meeting"] for row in held}}
        asked = self._newest_rows(network, "question_events", "question", **where)
        revealed = [row for row in asked if row["step"] == QuestionStep.REVEALED.value]
        questions = {row["question"] for row in revealed}
        return {
            MEETINGS.name: held,
            "question_events": revealed,
            "vote_events": self._newest_rows(network, "vote_events", "question", "partner", question=questions),
            "note_events": self._newest_rows(network, "note_events", "meeting", "point", **where),
            "presence_events": self._newest_rows(network, "presence_events", "meeting", "partner", **where),
        }

    def _plan(self, network: Network) -> dict[str, list[Row]]:
        """The plan of the network; that of a partner is its own."""
        actions = [row for row in self._newest_rows(network, ACTIONS.name, "action") if not row["holder"]]
        where = {"action": {row["action"] for row in actions}}
        moments = self._newest_rows(network, FOLLOW_UPS.name, "follow_up", **where)
        return {
            ACTIONS.name: actions,
            FOLLOW_UPS.name: [row for row in moments if not row["dropped"]],
            "action_content_events": self._of(network, "action_content_events", **where),
        }

    def _forms(self, network: Network, versions: Collection[int]) -> list[Row]:
        own = self._of(network, "questionnaire_events", version=versions)
        return [*own, *self._transfers.questionnaires(set(versions) - {row["version"] for row in own} - {0})]

    def _newest_rows(self, network: Network, table: str, *key: str, **among: Collection[Any]) -> list[Row]:
        rows = self._of(network, table, **among)
        return list({tuple(row[column] for column in key): row for row in rows}.values())

    def _of(self, network: Network, table: str, **among: Collection[Any]) -> list[Row]:
        """The rows of a table whose column has one of these values, oldest first."""
        rows = self._db.events(table, network=network.id)
        return [row for row in rows if all(row[column] in values for column, values in among.items())]


def _without_signature(row: Row) -> Row:
    return {**row, "actor": message("transfer.archivist")} if "actor" in row else row
