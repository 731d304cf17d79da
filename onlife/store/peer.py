"""What networks bring in to stand beside each other, and what is shown of it: strips that name nobody.

The rule is in `onlife.domain.peer` and is applied in `onlife.services.peer`; here things are kept. Erasing a network, a round or a
partner takes the scores with it away at once. What is shown stays until its next step, which goes without them: it
holds bounds in whole tens over at least six networks, and if it moved at once it would tell what had gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onlife.domain.network import Round
from onlife.domain.peer import Contribution, Scores, Strip
from onlife.store.engine.database import Database


class Peers:
    def __init__(self, database: Database) -> None:
        self._db = database

    def takes_part(self, network: str) -> bool:
        rows = self._db.newest("comparing_events", "network", network=network)
        return bool(rows and rows[0]["taking_part"])

    def take_part(self, network: str, wanted: bool, actor: str) -> None:
        """Let a network take part or not; one that leaves brings in nothing any more, under any questionnaire."""
        with self._db.transaction():
            place = {"actor": actor, "network": network}
            self._db.add("comparing_events", {**place, "taking_part": wanted})
            for version in [] if wanted else self.versions(network):
                self._db.add("comparison_events", {**place, "round": "", "content_version": version, "scores": {}})

    def versions(self, network: str) -> list[int]:
        """The questionnaires under which a network has brought in anything."""
        return sorted({row["content_version"] for row in self._db.events("comparison_events", network=network)})

    def bring(self, scan_round: Round, scores: Scores, actor: str) -> None:
        """Keep what a network brings in with a closed round, in whole points."""
        place = {"network": scan_round.network, "round": scan_round.id, "content_version": scan_round.content_version}
        kept = {block: f"{score:.0f}" for block, score in scores.items()}
        self._db.add("comparison_events", {"actor": actor, **place, "scores": kept})

    def standing(self, version: int) -> tuple[dict[str, Scores], list[Contribution]]:
        """What was taken in by the last step under a questionnaire, and what was brought in since, in order."""
        last = self._last(version)
        shown: dict[str, Scores] = {}
        brought = []
        for row in self._db.events("comparison_events", content_version=version):
            scores = {block: float(score) for block, score in row["scores"].items()}
            if last is None or row["event"] > last["event"]:
                brought.append(Contribution(row["network"], scores))
            else:
                shown[row["network"]] = scores
        return {network: scores for network, scores in shown.items() if scores}, brought

    def show(self, version: int, strips: Mapping[str, Strip]) -> None:
        """Take a step: these strips are what is shown from here on."""
        kept = {block: f"{strip.low} {strip.high}" for block, strip in strips.items()}
        self._db.add("strip_events", {"content_version": version, "strips": kept})

    def strips(self, version: int) -> dict[str, Strip]:
        """Block -> strip, as it is shown under a questionnaire."""
        last = self._last(version)
        return {block: Strip(*map(int, kept.split())) for block, kept in last["strips"].items()} if last else {}

    def last_step(self, version: int) -> int:
        """The number of the event that made what is shown; part of the key of what is cached."""
        last = self._last(version)
        return last["event"] if last else 0

    def _last(self, version: int) -> Mapping[str, Any] | None:
        steps = self._db.events("strip_events", content_version=version)
        return steps[-1] if steps else None
