"""Kinds of networks: which there are, of which kind a network says it is, and what is shown of each kind.

The rule is in `onlife.domain.peer` and is applied in `onlife.services.peer`, at the steps of all networks together: here
things are kept. What was last shown of a kind is remembered by network, also while nothing of that kind is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from onlife.content.message import message
from onlife.domain.peer import Group, Strip, strips
from onlife.store.engine.database import Database, Refused, Row
from onlife.text import line

KINDS_MAX, NAME_LENGTH = 12, 60


class Kinds:
    def __init__(self, database: Database) -> None:
        self._db = database

    def all(self) -> list[str]:
        """The kinds that a network can choose from, in alphabetical order."""
        rows = self._db.newest("kind_events", "kind")
        return sorted((row["kind"] for row in rows if row["offered"]), key=str.casefold)

    def save(self, typed: Iterable[str], actor: str, seen: Collection[str] | None = None) -> None:
        """Let these be the kinds; a network of another one is of none from its next comparison on. What somebody else added to
        those that were `seen`, or took away, holds.
        """
        wanted = set(filter(None, map(line, typed)))
        with self._db.transaction():
            known = set(self.all())
            before = known if seen is None else set(seen)
            kinds = (known | (wanted - before)) - (before - wanted)
            if len(kinds) > KINDS_MAX or any(len(kind) > NAME_LENGTH for kind in kinds):
                raise Refused(message("kind.too_many", most=KINDS_MAX, length=NAME_LENGTH))
            rows = ({"actor": actor, "kind": kind, "offered": kind in kinds} for kind in sorted(known ^ kinds))
            self._db.add("kind_events", *rows)

    def of(self, network: str) -> str:
        """The kind that a network chose, '' for none or one that is no longer there."""
        return self.by_network([network]).get(network, "")

    def by_network(self, networks: Collection[str]) -> dict[str, str]:
        """Network -> its kind, of those that have one."""
        known = set(self.all())
        rows = self._db.newest("network_kind_events", "network")
        return {row["network"]: row["kind"] for row in rows if row["kind"] in known and row["network"] in networks}

    def choose(self, network: str, kind: str, actor: str) -> None:
        """Say of which kind a network is, '' for none. What is shown changes at the next step only."""
        with self._db.transaction():
            if kind and kind not in self.all():
                raise Refused(message("kind.gone"))
            if kind != self.of(network):
                self._db.add("network_kind_events", {"actor": actor, "network": network, "kind": kind})

    def last(self, version: int) -> dict[str, Group]:
        """Kind -> what was last shown of it under a questionnaire: network -> scores, without who was erased since."""
        shown = {kind: row["event"] for kind, row in self._steps(version, shown=True).items()}
        found: dict[str, dict[str, Mapping[str, float]]] = {kind: {} for kind in shown}
        for row in self._db.events("kind_share_events", content_version=version):
            if row["event"] > shown[row["kind"]]:
                scores = {block: float(score) for block, score in row["scores"].items()}
                found[row["kind"]][row["network"]] = scores
        return dict(found)

    def show(
        self, version: int, anew: Mapping[str, Group], stay: Collection[str], affiliation: Mapping[str, str]
    ) -> None:
        """Take a step: these kinds are shown anew, those go on as they are, and of others nothing is shown."""
        last, steps = self.last(version), self._steps(version)
        for kind, row in steps.items():
            whole = row["networks"] == len(last.get(kind, {}))
            if kind not in anew and row["strips"] and not (kind in stay and whole):
                self._step(version, kind, {}, 0)
        for kind, group in anew.items():
            kept = {block: f"{strip.low} {strip.high}" for block, strip in strips(group, affiliation).items()}
            self._step(version, kind, kept, len(group))
            place = {"content_version": version, "kind": kind}
            rows = (
                {**place, "network": network, "scores": {block: f"{score:.0f}" for block, score in scores.items()}}
                for network, scores in group.items()
            )
            self._db.add("kind_share_events", *rows)

    def strips(self, version: int, kind: str) -> dict[str, Strip]:
        """Block -> strip, as it is shown of a kind under a questionnaire."""
        row = self._steps(version).get(kind)
        return {block: Strip(*map(int, kept.split())) for block, kept in row["strips"].items()} if row else {}

    def _step(self, version: int, kind: str, kept: Mapping[str, str], networks: int) -> None:
        place = {"content_version": version, "kind": kind}
        self._db.add("kind_strip_events", {**place, "strips": kept, "networks": networks})

    def _steps(self, version: int, *, shown: bool = False) -> dict[str, Row]:
        """Kind -> its last step, or with `shown` the last one at which something of it was shown."""
        rows = self._db.events("kind_strip_events", content_version=version)
        return {row["kind"]: row for row in rows if row["networks"] or not shown}
