"""The network meeting: the points that the network wants to talk about."""

from __future__ import annotations

from onlife.store.database import Database, Refused, now
from onlife.store.questionnaires import Questionnaires
from onlife.store.records import Round


class Meetings:
    def __init__(self, database: Database, questionnaires: Questionnaires) -> None:
        self._db = database
        self._questionnaires = questionnaires

    def points(self, round: str) -> list[str]:
        """The elements that are marked as a point for discussion, in the order of their ids."""
        rows = self._db.newest("point_events", "element, marked", "element", round=round)
        return sorted((row["element"] for row in rows if row["marked"]), key=_place)

    def mark(self, round: Round, element: str, marked: bool, actor: str) -> None:
        """Make an element a point for discussion, or no longer."""
        if all(element != known.id for known in self._questionnaires.get(round.content_version).elements):
            raise Refused("Dit element hoort niet bij deze vragenlijst.")
        if (element in self.points(round.id)) != marked:
            place = {"network": round.network, "round": round.id, "element": element}
            self._db.add("point_events", {"moment": now(), "actor": actor, **place, "marked": marked})


def _place(element: str) -> list[int]:
    return [int(part) for part in element.split(".")]
