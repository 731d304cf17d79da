"""Which questionnaires there are, and which of them a network works with.

A round keeps the version it was made with. A version that any round works with is kept here word for word, so that a
round of years ago is still read with the words that people answered; one number never stands for two texts. Whoever works
with the questionnaire of the installation works with its newest version from the next round on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from onlife.content.message import message
from onlife.content.questionnaire import bundle, parse, to_toml
from onlife.domain.questionnaire import Questionnaire
from onlife.store.engine.database import Database, Refused
from onlife.store.log_act import APP

logger = logging.getLogger("onlife")


@dataclass(frozen=True)
class QuestionnaireOption:
    """A questionnaire that a network can work with; `since` is None for the one that came with the installation."""

    questionnaire: Questionnaire
    since: datetime | None
    chosen: bool


class Questionnaires:
    """`own` is the questionnaire of this installation: what a network works with until it chooses another."""

    def __init__(self, database: Database, own: Questionnaire) -> None:
        self._db = database
        self._shipped = own
        self._read: dict[int, Questionnaire] = {}
        for version in (own.version, *self._predecessors(own)):
            if self._db.row("SELECT 1 FROM round_events WHERE content_version = ? LIMIT 1", version):
                self.keep(version, APP)  # rounds of before questionnaires were kept
        if self.differs(own):
            self._shipped = self._not_taken(own)
            logger.warning(
                "the data know another questionnaire %s; new rounds work with version %s", own.version, self.own.version
            )
        self._superseded = frozenset(self._predecessors(self._shipped))

    @property
    def own(self) -> Questionnaire:
        return self.get(self._shipped.version)

    def _predecessors(self, form: Questionnaire) -> list[int]:
        """The versions that came with the app before this one and stand for the same text here, newest first."""
        forms = [bundle()[earlier.version] for earlier in form.follows if earlier.version in bundle()]
        return sorted((form.version for form in forms if not self.differs(form)), reverse=True)

    def _not_taken(self, own: Questionnaire) -> Questionnaire:
        """The newest version before this one of which no network has the number for a questionnaire of its own."""
        return next((bundle()[version] for version in self._predecessors(own)), own)

    def get(self, version: int) -> Questionnaire:
        """The questionnaire with this version; KeyError if there is none."""
        if version not in self._read:
            found = self._from_rows(version) or self._from_bundle(version)
            if found is None:
                raise KeyError(f"questionnaire {version}")
            self._read[version] = found
        return self._read[version]

    def of(self, network: str) -> Questionnaire:
        """What the next round and the next action of a network work with."""
        chosen = self._db.events("questionnaire_choice_events", network=network)
        version = chosen[-1]["version"] if chosen else self.own.version
        return self.own if version in self._superseded else self.get(version)

    def options(self, network: str) -> list[QuestionnaireOption]:
        """What a network can choose from: what it added itself, newest first, and that of the installation."""
        chosen = self.of(network).version
        rows = self._db.newest("questionnaire_events", "version", network=network)
        ours = {self._shipped.version, *self._superseded}
        added = {row["version"]: row["moment"] for row in rows if row["version"] not in ours}
        own = QuestionnaireOption(self.own, None, self.own.version == chosen)
        return [*(QuestionnaireOption(self.get(v), at, v == chosen) for v, at in reversed(added.items())), own]

    def add(self, network: str, questionnaire: Questionnaire, actor: str) -> None:
        """Add a questionnaire to what a network can choose from. Refuses another text under a known version."""
        with self._db.transaction():
            if self.differs(questionnaire):
                raise Refused(message("questionnaire.version_taken", version=questionnaire.version))
            if questionnaire.version not in [known.questionnaire.version for known in self.options(network)]:
                self._add(network, questionnaire, actor)

    def offers(self) -> list[Questionnaire]:
        """What the programme offers to every network to take over, newest version first."""
        rows = self._db.newest("offer_events", "version")
        return [self.get(version) for version in sorted((r["version"] for r in rows if r["offered"]), reverse=True)]

    def offer(self, questionnaire: Questionnaire, actor: str) -> None:
        """Offer a questionnaire to every network. Refuses another text under a known version."""
        with self._db.transaction():
            if self.differs(questionnaire):
                raise Refused(message("questionnaire.version_taken", version=questionnaire.version))
            if self._from_rows(questionnaire.version) is None:
                self._add("", questionnaire, actor)
            self._offer(questionnaire.version, True, actor)

    def stop_offering(self, version: int, actor: str) -> None:
        """Offer a questionnaire no longer; networks that took it over keep it."""
        self._offer(version, False, actor)

    def _offer(self, version: int, offered: bool, actor: str) -> None:
        self._db.add("offer_events", {"actor": actor, "version": version, "offered": offered})

    def differs(self, questionnaire: Questionnaire) -> bool:
        """Whether the version of this questionnaire stands for another text already."""
        followed = [earlier.version for earlier in self._shipped.follows]
        known = self._from_rows(questionnaire.version)
        if known is None and questionnaire.version in (self._shipped.version, *followed):
            known = self._from_bundle(questionnaire.version)
        return known is not None and to_toml(known) != to_toml(questionnaire)

    def choose(self, network: str, version: int, actor: str) -> None:
        """Let a network work with another questionnaire from its next round on. A round that was opened keeps its own."""
        with self._db.transaction():
            if version not in [known.questionnaire.version for known in self.options(network)]:
                raise Refused(message("questionnaire.gone"))
            if self.of(network).version != version:
                row = {"actor": actor, "network": network, "version": version}
                self._db.add("questionnaire_choice_events", row)

    def keep(self, version: int, actor: str) -> None:
        """Keep the words of a version that a round or an action is made with, for good."""
        if self._from_rows(version) is None:
            self._add("", self.get(version), actor)

    def _add(self, network: str, questionnaire: Questionnaire, actor: str) -> None:
        content, version = to_toml(questionnaire).decode("utf-8"), questionnaire.version
        row = {"actor": actor, "network": network, "version": version, "content": content}
        self._db.add("questionnaire_events", row)
        self._read.pop(questionnaire.version, None)

    def _from_bundle(self, version: int) -> Questionnaire | None:
        """What a version stands for that no round worked with yet."""
        return self._shipped if version == self._shipped.version else bundle().get(version)

    def _from_rows(self, version: int) -> Questionnaire | None:
        row = self._db.row("SELECT content FROM questionnaire_events WHERE version = ? LIMIT 1", version)
        return parse(row["content"].encode("utf-8"), "vragenlijst") if row else None
