"""The log book as it is read: who did what and when, in Dutch, with the names that things have at this moment.

The rows come from `onlife.store.log_book`, which keeps ids only. What has been erased has no name any more and is called so. Steps of a
partner's scan carry a day, because they stand beside answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from onlife.content.letter import Occasion
from onlife.content.message import message, sentences
from onlife.content.schema import places
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import State
from onlife.domain.network import RoundState
from onlife.store.engine.backup import DAILY, HOURLY
from onlife.store.engine.database import Database
from onlife.store.log_act import APP, Act
from onlife.store.log_book import CHAIN_COLUMNS, ChainCheck, Log
from onlife.store.log_view import OFF, ON
from onlife.store.mail import MailStep
from onlife.store.retention import DATA_KINDS, period

COLUMNS = ["number", "moment", "who", "what"]
_ID = re.compile(r"[0-9a-f]{32}")
_OF_INSTALLATION = frozenset(
    {
        *(Act.BACKED_UP, Act.BACKUPS_DESTROYED, Act.BACKUPS_EXPIRED, Act.RESTORED),
        *(Act.RETAINED, Act.ANCHOR, Act.STATEMENT, Act.PROGRAMME),
    }
)
"""What is told in the log book of every network, though it is about the whole installation: also who is of the programme,
and so sees how far each network is."""
_BY_ITSELF = frozenset({Act.BACKED_UP, Act.BACKUPS_EXPIRED})
_WITH_TERM = 3
"""How many words the detail of what was destroyed has, once it names its term."""


class Audit:
    def __init__(self, database: Database, log: Log) -> None:
        self._db = database
        self._log = log

    def note_export(self, network: str, what: str, actor: str) -> None:
        """Note that something was taken away from the app."""
        self._log.note(Act.EXPORTED, actor, network, detail=what)

    def note_take_over(self, network: str, what: str, actor: str) -> None:
        """Note that a network took over what the programme offers: sender, letters or questionnaire."""
        self._log.note(Act.TAKEN_OVER, actor, network, detail=what)

    def note_backup(self, actor: str) -> None:
        self._log.note(Act.BACKED_UP, actor)

    def backups_destroyed(self, number: int, network: str, actor: str) -> None:
        """Note that older backups were destroyed before their time."""
        self._log.note(Act.BACKUPS_DESTROYED, actor, network, detail=str(number))

    def backups_expired(self, number: int, actor: str) -> None:
        self._log.note(Act.BACKUPS_EXPIRED, actor, detail=str(number))

    def note_restore(self, actor: str) -> None:
        """Note that the data were found without their ledger: put back from a backup, or meddled with."""
        self._log.note(Act.RESTORED, actor)

    def events(self, network: str, *, automatic: bool = True, acts: Collection[Act] = frozenset(Act)) -> pd.DataFrame:
        """The log book of a network, newest first: number, moment (UTC), who, what (Dutch).

        Without `automatic` the backups that the app makes by itself, and lets go, are left out. The number is that of the line in the
        chain of the network, NA on a line of the installation: a number that counts on elsewhere would tell how much
        is done there, and when.
        """
        names = _Names(self, network)
        rows = [
            row
            for row in self._rows(network)
            if row["act"] in acts and (automatic or row["actor"] != APP or row["act"] not in _BY_ITSELF)
        ]
        told = [
            (row["number"] if row["network"] else None, row["moment"], names.actor(row["actor"]), _tell(row, names))
            for row in sorted(rows, key=lambda row: -row["event"])
        ]
        return pd.DataFrame(told, columns=COLUMNS).astype({"number": "Int64"})

    def destructions(self, network: str) -> pd.DataFrame:
        """The lines of the log book that say what was destroyed, in the form of `events`."""
        return self.events(network, acts=(Act.ERASED, Act.RETAINED, Act.BACKUPS_DESTROYED))

    def check(self, network: str | None = None) -> ChainCheck:
        """Whether the log book of a network (or all that is kept) is whole."""
        return self._log.check() if network is None else self._log.check(network, "")

    def everything(self) -> pd.DataFrame:
        """All rows of all chains as they are kept, oldest first, with ids and seals: for somebody who checks them."""
        return pd.DataFrame(self._log.rows(), columns=list(CHAIN_COLUMNS))

    def names(self, network: str) -> dict[str, str]:
        """Actor id -> who that is: an account's name, or the contact of a partner."""
        accounts = self._db.newest("account_events", "account")
        partners = {"": message("name.network")} | self.partner_names(network)
        links = self._db.newest("link_events", "link", network=network)
        gone = message("name.gone_partner")
        return {row["account"]: row["name"] for row in accounts} | {
            row["link"]: message(f"link_name.{row['kind']}", partner=partners.get(row["partner"], gone))
            for row in links
        }

    def partner_names(self, network: str) -> dict[str, str]:
        rows = self._db.newest("partner_events", "partner", network=network)
        return {row["partner"]: row["name"] for row in rows}

    def round_names(self, network: str) -> dict[str, str]:
        rows = self._db.newest("round_events", "round", network=network)
        return {row["round"]: row["name"] for row in rows}

    def _rows(self, network: str) -> Iterator[dict[str, Any]]:
        """The rows of a network, and those of the installation that are about an account of this network."""
        known = self._db.rows("SELECT DISTINCT account FROM membership_events WHERE network = ?", network)
        members = {row["account"] for row in known}
        for row in self._log.rows(network, ""):
            if row["network"] or row["act"] in _OF_INSTALLATION or row["thing"] in members:
                yield row


class _Names:
    """What ids are called at this moment, in one network."""

    def __init__(self, audit: Audit, network: str) -> None:
        self._actors = audit.names(network)
        self._partners = {"": message("name.network")} | audit.partner_names(network)
        self._rounds = audit.round_names(network)

    def actor(self, key: str) -> str:
        return self._actors.get(key) or (message("name.gone_person") if _ID.fullmatch(key) else key)

    def account(self, key: str) -> str:
        return self._actors.get(key) or message("name.gone_account")

    def partner(self, key: str) -> str:
        return self._partners.get(key) or message("name.gone_partner")

    def round(self, key: str) -> str:
        return self._rounds.get(key) or message("name.gone_round")


@dataclass(frozen=True)
class _LogRow:
    """A row of the log book; `first` and `second` are the words of its detail."""

    thing: str
    detail: str
    names: _Names

    @property
    def words(self) -> list[str]:
        return self.detail.split()

    @property
    def first(self) -> str:
        return self.detail.partition(" ")[0]

    @property
    def second(self) -> str:
        return self.detail.partition(" ")[2]


_PLACES: Mapping[str, Callable[[_LogRow], str]] = {
    "detail": lambda line: line.detail,
    "before": lambda line: line.first,
    "after": lambda line: line.second,
    "about": lambda line: line.first,
    "partner": lambda line: line.names.partner(line.thing),
    "gone": lambda line: line.names.partner(line.detail),
    "round": lambda line: line.names.round(line.thing),
    "round_state": lambda line: RoundState(line.first).word,
    "pages": lambda line: message(f"log_word.pages_{line.second}"),
    "link": lambda line: LinkKind(line.detail).word,
    "steps": lambda line: f" {message('word.and')} ".join(message(f"log_step.{s}") for s in line.detail.split()),
    "account": lambda line: line.names.account(line.thing),
    "role": lambda line: Role(line.detail).word if line.detail else message("log_word.no_role"),
    "meeting_state": lambda line: State(line.detail).word,
    "question_step": lambda line: message(f"log_question.{line.second}"),
    "taken_over": lambda line: message(f"log_offer.{line.detail}"),
    "invitation_step": lambda line: message(f"log_invitation.{line.detail}"),
    "proposal_step": lambda line: message(f"log_proposal.{line.detail}"),
    "light": lambda line: Light(line.second).label,
    "occasion": lambda line: Occasion(line.first).word.casefold(),
    "mail_step": lambda line: MailStep(line.second or MailStep.QUEUED).word,
    "erased": lambda line: message(f"log_erased.{line.detail}"),
    "source": lambda line: message(f"log_taken_in.{line.detail}"),
    "data": lambda line: DATA_KINDS[line.first].name,
    "period": lambda line: period(int(line.words[-1])),
    "number": lambda line: DATA_KINDS[line.first].count(int(line.words[1])),
    "hourly": lambda _: str(HOURLY),
    "daily": lambda _: str(DAILY),
}
"""What a sentence of the log book can name."""


def _tell(row: Mapping[str, Any], names: _Names) -> str:
    line = _LogRow(row["thing"], row["detail"], names)
    key = f"log.{_sentence(Act(row['act']), line.detail)}"
    return message(key, **{place: _PLACES[place](line) for place in places(sentences()[key])})


def _sentence(act: Act, detail: str) -> str:
    """The key of the sentence that tells of an act."""
    if act is Act.PARTNER_SAVED and detail:
        return "partner_asked"
    if act is Act.RETAINED and len(detail.split()) < _WITH_TERM:
        return "retained_before"
    return f"{act.name.lower()}_{detail}" if detail in (ON, OFF) else act.name.lower()
