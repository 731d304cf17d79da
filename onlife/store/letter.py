"""Own words of a network for its letters and mails; of `INSTALLATION` those that the programme offers to all."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.letter import on_screen, own_words, usual_words
from onlife.store.engine.combine import combine
from onlife.store.engine.database import Database


class Letters:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, network: str) -> dict[str, Mapping[str, str]]:
        """Letter (one of `LETTERS`) -> its own words by field, of those that have any."""
        rows = self._db.newest("letter_events", "letter", network=network)
        return {row["letter"]: row["words"] for row in rows if row["words"]}

    def words(self, network: str, letter: str) -> dict[str, str]:
        """The words of a letter by field, its own or those of the app, as who writes them reads them."""
        known = self.of(network).get(letter) or usual_words(letter)
        return {field: on_screen(text) for field, text in known.items()}

    def save(
        self, network: str, letter: str, typed: Mapping[str, str], actor: str, seen: Mapping[str, str] | None = None
    ) -> None:
        """Keep own words for a letter, none for those of the app, changed from what somebody has `seen`: what another changed
        meanwhile stays, or BothChanged is raised. Raises ValueError for words that cannot be filled in.
        """
        with self._db.transaction():
            if seen and typed:
                typed = combine(seen, typed, self.words(network, letter))
            words = own_words(letter, typed) if typed else {}
            if words != self.of(network).get(letter, {}):
                row = {"actor": actor, "network": network, "letter": letter, "words": words}
                self._db.add("letter_events", row)
