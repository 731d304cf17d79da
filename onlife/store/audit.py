"""The log book as it is read: who did what and when, in Dutch, with the names that things have at this moment.

The rows come from `log`, which keeps ids only. What has been erased has no name any more and is called so. Steps of a
partner's scan carry a day, because they stand beside answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from onlife.content.letter import Occasion
from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.meeting import QuestionStep, State
from onlife.domain.network import RoundState
from onlife.store.engine.database import Database
from onlife.store.erasure import ERASED
from onlife.store.log_act import APP, Act
from onlife.store.log_book import KEPT, Checked, Log
from onlife.store.log_view import ON
from onlife.store.mail import MailStep
from onlife.store.retention import KINDS, period

COLUMNS = ["number", "moment", "who", "what"]
GONE_PARTNER, GONE_ROUND, GONE_ACCOUNT = "een gewiste partner", "een gewiste scanronde", "een verwijderd account"
_ID = re.compile(r"[0-9a-f]{32}")
_STEPS = {
    "closed": "scan afgesloten",
    "opened": "resultaat bekeken",
    "offered": "resultaat vrijgegeven, nog niet bekeken door anderen",
    "released": "resultaat zichtbaar voor het netwerk",
    "withheld": "resultaat nog niet vrijgegeven",
    "reopened": "scan heropend",
    "shared-device": "collega's vullen in op één toestel",
    "removed": "een testscan weggehaald door de contactpersoon",
    "own-devices": "elk vult in op een eigen toestel",
}
_QUESTION = {QuestionStep.OPEN: "geopend", QuestionStep.REVEALED: "getoond", QuestionStep.DROPPED: "ingetrokken"}
_OF_INSTALLATION = frozenset(
    {Act.BACKED_UP, Act.BACKUPS_DESTROYED, Act.RESTORED, Act.RETAINED, Act.ANCHOR, Act.STATEMENT}
)
"""What is told in the log book of every network, though it is about the whole installation."""

Tell = Callable[[str, str, "_Names"], str]


class Audit:
    def __init__(self, database: Database, log: Log) -> None:
        self._db = database
        self._log = log

    def exported(self, network: str, what: str, actor: str) -> None:
        """Note that something was taken away from the app."""
        self._log.note(Act.EXPORTED, actor, network, detail=what)

    def backed_up(self, actor: str) -> None:
        self._log.note(Act.BACKED_UP, actor)

    def backups_destroyed(self, number: int, network: str, actor: str) -> None:
        """Note that older backups were destroyed before their time."""
        self._log.note(Act.BACKUPS_DESTROYED, actor, network, detail=str(number))

    def restored(self, actor: str) -> None:
        """Note that the data were found without their ledger: put back from a backup, or meddled with."""
        self._log.note(Act.RESTORED, actor)

    def events(self, network: str, *, automatic: bool = True, acts: Collection[Act] = frozenset(Act)) -> pd.DataFrame:
        """The log book of a network, newest first: number, moment (UTC), who, what (Dutch).

        Without `automatic` the backups that the app makes by itself are left out. The number is that of the line in the
        chain of the network, NA on a line of the installation: a number that counts on elsewhere would tell how much
        is done there, and when.
        """
        names = _Names(self, network)
        rows = [
            row
            for row in self._rows(network)
            if row["act"] in acts and (automatic or (row["act"], row["actor"]) != (Act.BACKED_UP, APP))
        ]
        told = [
            (row["number"] if row["network"] else None, row["moment"], names.actor(row["actor"]), _tell(row, names))
            for row in sorted(rows, key=lambda row: -row["event"])
        ]
        return pd.DataFrame(told, columns=COLUMNS).astype({"number": "Int64"})

    def destroyed(self, network: str) -> pd.DataFrame:
        """The lines of the log book that say what was destroyed, in the form of `events`."""
        return self.events(network, acts=(Act.ERASED, Act.RETAINED, Act.BACKUPS_DESTROYED))

    def check(self, network: str | None = None) -> Checked:
        """Whether the log book of a network (or all that is kept) is whole."""
        return self._log.check() if network is None else self._log.check(network, "")

    def everything(self) -> pd.DataFrame:
        """All rows of all chains as they are kept, oldest first, with ids and seals: for somebody who checks them."""
        return pd.DataFrame(self._log.rows(), columns=list(KEPT))

    def names(self, network: str) -> dict[str, str]:
        """Actor id -> who that is: an account's name, or the contact of a partner."""
        accounts = self._db.newest("account_events", "account")
        partners = self.partner_names(network)
        links = self._db.newest("link_events", "link", network=network)
        roles = {LinkKind.TEAM: "contactpersoon", LinkKind.SCAN: "invuller"}
        return {row["account"]: row["name"] for row in accounts} | {
            row["link"]: f"{roles[LinkKind(row['kind'])]} van {partners.get(row['partner'], GONE_PARTNER)}"
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
        self._partners = audit.partner_names(network)
        self._rounds = audit.round_names(network)

    def actor(self, key: str) -> str:
        return self._actors.get(key) or ("iemand die gewist is" if _ID.fullmatch(key) else key)

    def account(self, key: str) -> str:
        return self._actors.get(key, GONE_ACCOUNT)

    def partner(self, key: str) -> str:
        return self._partners.get(key, GONE_PARTNER)

    def round(self, key: str) -> str:
        return self._rounds.get(key, GONE_ROUND)


def _tell(row: Mapping[str, Any], names: _Names) -> str:
    return _TOLD[Act(row["act"])](row["thing"], row["detail"], names)


def _round(thing: str, detail: str, names: _Names) -> str:
    state, seen = detail.split()
    shown = "open voor partners" if seen == "shared" else "niet open voor partners"
    return f"scanronde {names.round(thing)}: {RoundState(state).word}, netwerkpagina's {shown}"


def _step(thing: str, detail: str, names: _Names) -> str:
    return f"{names.partner(thing)}: {' en '.join(_STEPS[step] for step in detail.split())}"


def _role(thing: str, detail: str, names: _Names) -> str:
    return f"account {names.account(thing)}: {Role(detail).word if detail else 'geen toegang meer'}"


def _kept(thing: str, detail: str, names: _Names) -> str:
    kind, months = detail.split()
    return f"bewaartermijn ingesteld: {KINDS[kind].name}, {period(int(months))}"


def _retained(thing: str, detail: str, names: _Names) -> str:
    kind, number = detail.split()
    return f"bewaartermijn voorbij, vernietigd: {KINDS[kind].name} ({KINDS[kind].count(int(number))})"


def _question(_: str, detail: str, __: _Names) -> str:
    about, step = detail.split()
    return f"stemming over {about}: {_QUESTION[QuestionStep(step)]}"


def _agreed(_: str, detail: str, __: _Names) -> str:
    about, light = detail.split()
    return f"afgesproken over {about}: {Light(light).label}"


def _mail(thing: str, detail: str, names: _Names) -> str:
    occasion, _, step = detail.partition(" ")
    told = MailStep(step or MailStep.QUEUED).word
    return f"{Occasion(occasion).word.casefold()} aan {names.partner(thing)}: {told}"


def _quoted(thing: str, detail: str, names: _Names) -> str:
    done = "op de agenda gezet" if detail == ON else "van de agenda gehaald"
    return f"opmerking van {names.partner(thing)} {done}"


def _shared(thing: str, detail: str, names: _Names) -> str:
    done = "met het netwerk gedeeld" if detail == ON else "niet langer gedeeld"
    return f"opmerking van {names.partner(thing)} {done}"


def _team_code(thing: str, detail: str, names: _Names) -> str:
    return f"eigen code op de teamlink van {names.partner(thing)} {'gezet' if detail == 'on' else 'weggehaald'}"


def _comparing(_: str, detail: str, __: _Names) -> str:
    return f"vergelijken met andere netwerken: {'doet mee' if detail == ON else 'doet niet meer mee'}"


def _asked(detail: str) -> str:
    before, _, after = detail.partition(" ")
    return f"; gevraagd: {after} in plaats van {before} mensen" if after else ""


_TOLD: Mapping[Act, Tell] = {
    Act.NETWORK_SAVED: lambda _, detail, __: f"netwerk bewaard, drempel {detail}",
    Act.PARTNER_SAVED: lambda thing, detail, names: f"partner {names.partner(thing)} bewaard{_asked(detail)}",
    Act.SLIPS_MADE: lambda thing, detail, names: f"{detail} briefjes gemaakt voor {names.partner(thing)}",
    Act.PARTNER_ARCHIVED: lambda thing, _, names: f"partner {names.partner(thing)} gearchiveerd",
    Act.ROUND_SAVED: _round,
    Act.SCANS_TAKEN_IN: lambda thing, detail, names: f"{names.round(thing)}: {detail} scans ingelezen",
    Act.SCANS_WITHDRAWN: lambda thing, detail, names: f"{names.round(thing)}: {detail} ingelezen scans weer weggehaald",
    Act.PARTNERS_MERGED: lambda thing, gone, names: (
        f"partner {names.partner(gone)} samengevoegd met {names.partner(thing)}"
    ),
    Act.LINK_MADE: lambda thing, detail, names: f"{LinkKind(detail).word} van {names.partner(thing)} gemaakt",
    Act.LINK_REVOKED: lambda thing, detail, names: f"{LinkKind(detail).word} van {names.partner(thing)} ingetrokken",
    Act.LINK_REPLACED: lambda thing, detail, names: f"{LinkKind(detail).word} van {names.partner(thing)} vervangen",
    Act.LINK_OPENED: lambda thing, detail, names: f"{LinkKind(detail).word} van {names.partner(thing)} geopend",
    Act.TEAM_CODE: _team_code,
    Act.SCAN_STEP: _step,
    Act.ACCOUNT_ADDED: lambda thing, _, names: f"account {names.account(thing)} gemaakt",
    Act.ACCOUNT_REMOVED: lambda thing, _, names: f"account {names.account(thing)} verwijderd",
    Act.PASSWORD: lambda thing, _, names: f"wachtwoord van {names.account(thing)} gewijzigd",
    Act.ROLE: _role,
    Act.FACTOR_ON: lambda thing, _, names: f"tweede stap van {names.account(thing)} aangezet",
    Act.FACTOR_OFF: lambda thing, _, names: f"tweede stap van {names.account(thing)} uitgezet",
    Act.LOGIN: lambda _, __, ___: "aangemeld",
    Act.LOGOUT: lambda _, __, ___: "afgemeld",
    Act.LOGOUT_EVERYWHERE: lambda _, __, ___: "overal afgemeld",
    Act.LOGIN_BLOCKED: lambda thing, _, names: f"aanmelden van {names.account(thing)} tegengehouden: te veel pogingen",
    Act.MEETING: lambda _, detail, __: f"vergadering: {State(detail).word}",
    Act.QUESTION: _question,
    Act.AGREED: _agreed,
    Act.ADDRESS: lambda thing, _, names: f"e-mailadres van de contactpersoon van {names.partner(thing)} gewijzigd",
    Act.MAIL_QUEUED: _mail,
    Act.MAIL_ENDED: _mail,
    Act.QUOTED: _quoted,
    Act.REMARK_SHARED: _shared,
    Act.QUESTIONNAIRE_ADDED: lambda _, detail, __: f"vragenlijst versie {detail} toegevoegd",
    Act.QUESTIONNAIRE_CHOSEN: lambda _, detail, __: f"vragenlijst versie {detail} gekozen",
    Act.COMPARING: _comparing,
    Act.EXPORTED: lambda _, detail, __: f"meegenomen: {detail}",
    Act.ERASED: lambda _, detail, __: f"gewist: {ERASED[detail]}",
    Act.RETENTION_SET: _kept,
    Act.RETAINED: _retained,
    Act.BACKED_UP: lambda _, __, ___: "back-up gemaakt",
    Act.BACKUPS_DESTROYED: lambda _, detail, __: f"oudere back-ups vernietigd: {detail}",
    Act.RESTORED: lambda _, __, ___: "gegevens geopend zonder bewijsbestand, zoals na het terugzetten van een back-up",
    Act.STATEMENT: lambda _, detail, __: f"verklaringen aangevuld: {detail}",
    Act.ANCHOR: lambda _, __, ___: "oudere regels van het logboek vernietigd: hun bewaartermijn is voorbij",
}
