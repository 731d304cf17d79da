"""The network meeting: the points that the network wants to talk about."""

from __future__ import annotations

from onlife.questionnaire import Questionnaire
from onlife.store.database import Database, Refused, now
from onlife.store.records import Round


class Meetings:
    def __init__(self, database: Database, questionnaire: Questionnaire) -> None:
        self._db = database
        self._elements = [element.id for element in questionnaire.elements]

    def points(self, round: str) -> list[str]:
        """The elements that are marked as a point for discussion, in the order of the questionnaire."""
        rows = self._db.newest("point_events", "element, marked", "element", round=round)
        marked = {row["element"] for row in rows if row["marked"]}
        return [element for element in self._elements if element in marked]

    def mark(self, round: Round, element: str, marked: bool, actor: str) -> None:
        """Make an element a point for discussion, or no longer."""
        if element not in self._elements:
            raise Refused("Dit element hoort niet bij deze vragenlijst.")
        if (element in self.points(round.id)) != marked:
            place = {"network": round.network, "round": round.id, "element": element}
            self._db.add("point_events", {"moment": now(), "actor": actor, **place, "marked": marked})
