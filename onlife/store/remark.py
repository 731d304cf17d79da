"""What is said in remarks: which ones the contact of a small team shares, and which ones the meeting quotes.

Both hold the words themselves: a frozen remark has no number, and what is quoted must outlive a new shuffle. Whether a
remark may be seen at all is not asked here but in `onlife.services.results`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from onlife.content.message import message
from onlife.domain.network import Round
from onlife.security.token import fingerprint
from onlife.store.engine.database import Database, Refused
from onlife.store.result import Results


@dataclass(frozen=True)
class Quote:
    """A remark that the coordinator put on the agenda of the meeting; `mark` is made from its words, `place` is the block or
    the element that it was written at.
    """

    partner: str
    place: str
    mark: str
    remark: str

    @property
    def block(self) -> str:
        return block_of(self.place)


class Remarks:
    def __init__(self, database: Database, results: Results) -> None:
        self._db = database
        self._results = results

    def of(self, scan_round: str) -> pd.DataFrame:
        """The remarks of closed scans, shuffled: columns partner, place (a block, or an element for the reason of a colour),
        remark, block, mark.

        What colleagues wrote word for word alike stands here once.
        """
        found = self._results.remarks(scan_round)
        told = zip(found["partner"], found["place"], found["remark"], strict=True)
        marks = [_mark(scan_round, *words) for words in told]
        return found.assign(block=found["place"].map(block_of), mark=marks).drop_duplicates("mark", ignore_index=True)

    def quotes(self, scan_round: str) -> list[Quote]:
        """What is quoted in the meeting about a round, first quoted first."""
        rows = self._db.newest("quote_events", "mark", round=scan_round)
        return [Quote(r["partner"], r["block"], r["mark"], r["remark"]) for r in rows if r["quoted"]]

    def quote(self, scan_round: Round, mark: str, quoted: bool, actor: str) -> None:
        """Quote a remark in the meeting, or no longer."""
        with self._db.transaction():
            if (mark in {known.mark for known in self.quotes(scan_round.id)}) != quoted:
                found = self._find(scan_round, mark)
                self._db.add("quote_events", {"actor": actor, **found, "quoted": quoted})

    def shared_marks(self, scan_round: str) -> set[str]:
        """The marks of the remarks that contacts share with the network."""
        rows = self._db.newest("remark_sharing_events", "mark", round=scan_round)
        return {row["mark"] for row in rows if row["shared"]}

    def share(self, scan_round: Round, partner: str, mark: str, shared: bool, actor: str) -> None:
        """Share a remark of one's own partner with the network, or no longer."""
        with self._db.transaction():
            found = self._find(scan_round, mark)
            if found["partner"] != partner:
                raise Refused(message("remark.gone"))
            if (mark in self.shared_marks(scan_round.id)) != shared:
                self._db.add("remark_sharing_events", {"actor": actor, **found, "shared": shared})

    def _find(self, scan_round: Round, mark: str) -> dict[str, str]:
        found = self.of(scan_round.id)
        rows = found[found["mark"] == mark].to_dict("records")
        if not rows:
            raise Refused(message("remark.gone"))
        told = {column: str(rows[0][column]) for column in ("partner", "mark", "remark")}
        return {"network": scan_round.network, "round": scan_round.id, "block": str(rows[0]["place"]), **told}


def block_of(place: str) -> str:
    """The block that a block or an element is (in): the id of an element begins with it."""
    return place.partition(".")[0]


def _mark(scan_round: str, partner: str, place: str, remark: str) -> str:
    return fingerprint("|".join((scan_round, partner, place, remark)))[:32]
