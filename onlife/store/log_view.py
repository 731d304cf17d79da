"""Which line of the log book follows from which rows: what stands in a table is told by that table, not by whoever writes to it.

`Log` writes these lines in the transaction of the rows themselves. Noted where it happens is what leaves no row that says who
did it (a file that was taken away, a try to log in that was stopped, what was destroyed), and what is one act in many rows
(scans that are read in or taken back, partners that are merged, what is taken over from the programme).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from onlife.domain.access import INSTALLATION
from onlife.store.engine.database import Database, Row
from onlife.store.log_act import Act

ON, OFF = "on", "off"
"""How a line says whether something holds from now on."""


@dataclass(frozen=True)
class Line:
    """A line of the log book; `day_only`: it stands beside answers, which carry no time."""

    act: Act
    row: Row
    """Who did it, and in which network."""
    thing: str = ""
    detail: str = ""
    day_only: bool = False


LogView = Callable[[Database, Sequence[Row]], Iterable[Line]]
"""The lines of rows that were added to a table at once, from the rows as they are kept."""


def _each(line: Callable[[Row], Line | None]) -> LogView:
    return lambda _, rows: filter(None, map(line, rows))


def _switch(act: Act, column: str) -> LogView:
    return _each(lambda row: Line(act, row, row.get("partner", ""), ON if row[column] else OFF))


def _partners(database: Database, rows: Sequence[Row]) -> Iterator[Line]:
    added = {row["event"] for row in rows}
    asked: dict[str, int] = {}
    for network in {row["network"] for row in rows}:
        known = database.events("partner_events", network=network)
        asked |= {row["partner"]: row["expected"] for row in known if row["event"] not in added}
    for row in rows:
        before = asked.get(row["partner"], row["expected"])
        changed = "" if before == row["expected"] else f"{before} {row['expected']}"
        yield Line(Act.PARTNER_ARCHIVED if row["archived"] else Act.PARTNER_SAVED, row, row["partner"], changed)


def _accounts(database: Database, rows: Sequence[Row]) -> Iterator[Line]:
    for row in rows:
        known = len(database.events("account_events", account=row["account"])) > 1
        act = Act.ACCOUNT_REMOVED if row["removed"] else Act.PASSWORD if known else Act.ACCOUNT_ADDED
        yield Line(act, row, row["account"])


def _links(_: Database, rows: Sequence[Row]) -> Iterator[Line]:
    """A link that is revoked and made anew at once is one that was replaced."""
    places: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        places.setdefault((row["partner"], row["kind"]), []).append(row)
    for (partner, kind), found in places.items():
        steps = {row["revoked"] for row in found}
        act = Act.LINK_REPLACED if len(steps) == 2 else Act.LINK_REVOKED if True in steps else Act.LINK_MADE
        yield Line(act, found[0], partner, kind)


def _closings(_: Database, rows: Sequence[Row]) -> Iterator[Line]:
    """What happened to a partner's scan at once; that it was erased is noted by whoever erases."""
    for partner, some in groupby(rows, lambda row: row["partner"]):
        found = [row for row in some if row["step"] != "erased"]
        if found:
            yield Line(Act.SCAN_STEP, found[0], partner, " ".join(row["step"] for row in found), day_only=True)


def _mail(row: Row) -> Line | None:
    """A mail that was queued, and what became of it; not its tries in between."""
    if row["step"] == "queued":
        return Line(Act.MAIL_QUEUED, row, row["partner"], row["occasion"])
    ended = row["step"] not in ("handing", "delayed")
    return Line(Act.MAIL_ENDED, row, row["partner"], f"{row['occasion']} {row['step']}") if ended else None


def _membership(row: Row) -> Line:
    if row["network"] == INSTALLATION:
        return Line(Act.PROGRAMME, row, row["account"], ON if row["role"] else OFF)
    return Line(Act.ROLE, row, row["account"], row["role"])


def _factor(row: Row) -> Line | None:
    acts = {"on": Act.FACTOR_ON, "off": Act.FACTOR_OFF}
    return Line(acts[row["step"]], row, row["account"]) if row["step"] in acts else None


VIEWS: Mapping[str, LogView] = MappingProxyType(
    {
        "network_events": _each(lambda row: Line(Act.NETWORK_SAVED, row, detail=str(row["threshold"]))),
        "partner_events": _partners,
        "round_events": _each(
            lambda row: (
                Line(Act.PRACTICE, row, row["round"], row["state"])
                if row["practice"]
                else Line(Act.ROUND_SAVED, row, row["round"], f"{row['state']} {'shared' if row['shared'] else 'own'}")
            )
        ),
        "link_events": _links,
        "team_code_events": _switch(Act.TEAM_CODE, "code"),
        "closing_events": _closings,
        "account_events": _accounts,
        "membership_events": _each(_membership),
        "factor_events": _each(_factor),
        "invitation_events": _each(lambda row: Line(Act.INVITATION, row, detail=row["step"])),
        "meeting_events": _each(lambda row: Line(Act.MEETING, row, row["meeting"], row["state"])),
        "question_events": _each(
            lambda row: Line(Act.QUESTION, row, row["meeting"], f"{row['about']} {row['step']}")
        ),
        "agreement_events": _each(lambda row: Line(Act.AGREED, row, row["round"], f"{row['about']} {row['light']}")),
        "contact_events": _each(lambda row: Line(Act.CONTACT, row, row["partner"])),
        "mail_events": _each(_mail),
        "proposal_events": _each(lambda row: Line(Act.PROPOSAL, row, row["partner"], row["step"])),
        "quote_events": _switch(Act.QUOTED, "quoted"),
        "remark_sharing_events": _switch(Act.REMARK_SHARED, "shared"),
        "network_kind_events": _each(lambda row: Line(Act.KIND, row)),
        "comparing_events": _switch(Act.COMPARING, "taking_part"),
        "helped_consent_events": _switch(Act.HELPED, "sharing"),
        "helped_sentence_events": _switch(Act.HELPED_SENTENCE, "sentence"),
        "questionnaire_events": _each(
            lambda row: Line(Act.QUESTIONNAIRE_ADDED, row, detail=str(row["version"])) if row["network"] else None
        ),
        "questionnaire_choice_events": _each(
            lambda row: Line(Act.QUESTIONNAIRE_CHOSEN, row, detail=str(row["version"]))
        ),
        "retention_events": _each(lambda row: Line(Act.RETENTION_SET, row, detail=f"{row['kind']} {row['months']}")),
        "sender_events": _each(lambda row: Line(Act.SENDER, row)),
        "letter_events": _switch(Act.LETTER, "words"),
        "logo_events": _each(lambda row: Line(Act.SENDER, row)),
        "statement_events": _each(lambda row: Line(Act.STATEMENT, row, detail=row["field"])),
    }
)  # fmt: skip

SILENT: Mapping[str, str] = MappingProxyType(
    {
        "log_events": "the log book itself",
        "export_events": "kept by older versions only",
        "import_events": "its rows move with partners that are merged; reading in and withdrawing are noted as one act",
        "reminder_choice_events": "what is off stands where it is chosen; the mails themselves are told",
        "view_events": "follows on its link, which is told",
        "priority_events": "stars are changed while they are talked about; the page shows who did last",
        "sharing_events": "stars that are shown or not, beside what is shared",
        "action_events": "the plan shows every version with who and when",
        "action_content_events": "follows on an action",
        "kind_events": "which kinds there are changes nothing; that a network chooses one is told",
        "offer_events": "what the programme offers does nothing; that a network takes it over is told",
        "template_events": "stands with its action in the plan",
        "follow_up_events": "stands with its action in the plan",
        "point_events": "stands on the agenda of the meeting",
        "vote_events": "that somebody voted is not told; what comes of it is in the question and the report",
        "seat_events": "a place to vote from, which says nothing of who sits there",
        "agenda_events": "what a meeting is about is no secret and no decision",
        "note_events": "stands in the report of the meeting",
        "presence_events": "stands in the report of the meeting",
        "comparison_events": "follows on closing a round, in a network that takes part",
    }
)
"""Tables that say who did something and are told nowhere in the log book, and why."""
