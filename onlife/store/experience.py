"""What networks tell others of what helped: the choice to tell, a sentence for an action, and in which batch it is read.

The rule is in `onlife.domain.experience` and is applied in `onlife.services.experience`; here things are kept. A sentence stands as
long as its network tells and the action has been done ever since in the plan of the network: that is asked each time, so
that whatever takes it away (the choice, another stand, erasure, retention) takes it away at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from onlife.domain.experience import Batch, Moved, Sentence
from onlife.domain.network import RoundState
from onlife.domain.plan import PlanAction, Status
from onlife.security.token import new_id
from onlife.store.engine.combine import combine
from onlife.store.engine.database import Database
from onlife.store.plan import Plans


class Experiences:
    def __init__(self, database: Database, plans: Plans) -> None:
        self._db = database
        self._plans = plans

    def shares(self, network: str) -> bool:
        """Whether a network tells others what it did."""
        return bool(self._since(network))

    def share(self, network: str, wanted: bool, actor: str) -> None:
        """Let a network tell others or not. Sentences of before stand no longer, also when it begins anew."""
        with self._db.transaction():
            if wanted != self.shares(network):
                self._db.add("helped_consent_events", {"actor": actor, "network": network, "sharing": wanted})

    def write(self, network: str, action: str, text: str, actor: str, seen: str | None = None) -> None:
        """Keep the sentence of an action, '' to take it back; the same text once more changes nothing. Raises BothChanged if it is
        no longer the one that somebody has `seen`.
        """
        with self._db.transaction():
            stands = {sentence.action: sentence.text for sentence in self.standing(network)}.get(action, "")
            before = stands if seen is None else seen
            text = combine({"sentence": before}, {"sentence": text}, {"sentence": stands})["sentence"]
            if text != stands:
                row = {"actor": actor, "network": network, "action": action, "sentence": text}
                self._db.add("helped_sentence_events", row)

    def finished_actions(self, network: str) -> list[PlanAction]:
        """The actions in the plan of a network that are done and carry an element."""
        return [a for a in self._plans.of(network) if a.status is Status.DONE and a.elements]

    def standing(self, network: str) -> list[Sentence]:
        """The sentences of a network that stand, with the elements that their action has carried ever since."""
        since = self._since(network)
        written = self._db.newest("helped_sentence_events", "action", network=network) if since else []
        rows = {row["action"]: row for row in written if row["sentence"] and row["event"] > since}
        found = []
        for action in self.finished_actions(network) if rows else ():
            row = rows.get(action.id)
            later = self._db.events("action_events", network=network, action=action.id)
            later = [version for version in later if row and version["event"] > row["event"]]
            if row and all(version["status"] == Status.DONE.value and not version["holder"] for version in later):
                kept = frozenset(action.elements).intersection(*(version["elements"].split(",") for version in later))
                found.append(Sentence(network, action.id, row["sentence"], kept, row["event"]))
        return found

    def maker(self, network: str) -> str:
        """Who made a network: an account, or what the app calls itself; '' if it is gone."""
        rows = self._db.events("network_events", network=network)
        return str(rows[0]["actor"]) if rows else ""

    def around(self, network: str, action: str) -> tuple[str, str] | None:
        """The closed rounds around the moment at which an action was done for good: the last that had opened by then, and the
        first that opened later; None without one of them.
        """
        versions = self._db.events("action_events", network=network, action=action)
        undone = max((v["event"] for v in versions if v["status"] != Status.DONE.value), default=0)
        done = next((v["event"] for v in versions if v["event"] > undone), None)
        steps = self._db.events("round_events", network=network, practice=False)
        closed = {row["round"] for row in steps if row["state"] == RoundState.CLOSED.value}
        opened = {r["round"]: r["event"] for r in reversed(steps) if r["state"] == RoundState.OPEN.value}
        rounds = sorted(closed & opened.keys(), key=opened.__getitem__)
        first = sum(1 for known in rounds if done and opened[known] < done)
        return (rounds[first - 1], rounds[first]) if done and 0 < first < len(rounds) else None

    def batches(self) -> list[Batch]:
        """All batches that ever came to be read, in order."""
        members: dict[str, dict[int, str]] = {}
        for row in self._db.events("helped_member_events"):
            members.setdefault(row["batch"], {})[row["sentence"]] = row["network"]
        return [
            Batch(
                row["batch"],
                row["element"],
                row["content_version"],
                frozenset(members.get(row["batch"], ())),
                row["number"],
                frozenset(members.get(row["batch"], {}).values()),
            )
            for row in self._db.events("helped_batch_events")
        ]

    def show(self, element: str, version: int, sentences: Iterable[Sentence]) -> None:
        """Let these sentences be read, as one batch."""
        batch = new_id()
        rows = [{"network": s.network, "batch": batch, "action": s.action, "sentence": s.event} for s in sentences]
        place = {"batch": batch, "element": element, "content_version": version, "number": len(rows)}
        with self._db.transaction():
            self._db.add("helped_batch_events", place)
            self._db.add("helped_member_events", *rows)

    def sentences(self, network: str, action: str) -> tuple[set[str], set[str]]:
        """What a network said that others read, of this action or of one of which it stands no longer; and what it says of others."""
        written = self._db.events("helped_sentence_events", network=network)
        read = {row["sentence"] for row in self._db.events("helped_member_events", network=network)}
        others = {sentence.event: sentence.text for sentence in self.standing(network) if sentence.action != action}
        before = {row["sentence"] for row in written if row["event"] in read and row["event"] not in others}
        return before, set(others.values())

    def names(self, network: str) -> set[str]:
        """Every name that a network, its town, its partners and their contacts ever had, as far as it is kept."""
        columns = {"network_events": ("name", "town"), "partner_events": ("name",), "contact_events": ("name",)}
        return {
            row[column]
            for table, some in columns.items()
            for row in self._db.events(table, network=network)
            for column in some
        }

    def movements(self) -> list[Moved]:
        """Everything that was ever told of whether elements moved, in order."""
        return [
            Moved(row["element"], tuple(row["batches"].split(",")), row["judged"], row["forward"])
            for row in self._db.events("helped_moved_events")
        ]

    def tell(self, moved: Moved) -> None:
        """Let this be what is told from here on of whether an element moved."""
        row = {"batches": ",".join(moved.batches), "element": moved.element}
        self._db.add("helped_moved_events", {**row, "judged": moved.judged, "forward": moved.forward})

    def _since(self, network: str) -> int:
        """The number of the event by which a network began to tell, 0 if it does not."""
        rows = self._db.events("helped_consent_events", network=network)
        return rows[-1]["event"] if rows and rows[-1]["sharing"] else 0
