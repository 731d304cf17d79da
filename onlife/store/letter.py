"""Own words of a network for its letters and mails; of `INSTALLATION` those that the programme offers to all."""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.letter import own_words
from onlife.store.engine.database import Database


class Letters:
    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, network: str) -> dict[str, Mapping[str, str]]:
        """Letter (one of `LETTERS`) -> its own words by field, of those that have any."""
        rows = self._db.newest("letter_events", "letter", network=network)
        return {row["letter"]: row["words"] for row in rows if row["words"]}

    def save(self, network: str, letter: str, typed: Mapping[str, str], actor: str) -> None:
        """Keep own words for a letter, none for those of the app. Raises ValueError for words that cannot be filled in."""
        words = own_words(letter, typed) if typed else {}
        with self._db.transaction():
            if words != self.of(network).get(letter, {}):
                row = {"actor": actor, "network": network, "letter": letter, "words": words}
                self._db.add("letter_events", row)
