"""The log book of a network: who did what and when, told from the events themselves.

Every change is one event with its actor, so the log book needs no rows of its own; only what leaves the app is noted
for its sake. It holds no answers and no secrets. Steps of a partner's scan carry a day, because they stand beside
answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pandas as pd

from onlife.access import Role
from onlife.letters import Occasion
from onlife.store.database import Database, now
from onlife.store.mails import MailStep
from onlife.store.records import LinkKind, RoundState

COLUMNS = ["event", "moment", "who", "what"]
STEPS = {
    "closed": "scan afgesloten",
    "opened": "resultaat bekeken",
    "released": "resultaat vrijgegeven",
    "withheld": "resultaat nog niet vrijgegeven",
    "reopened": "scan heropend",
}


class Audit:
    def __init__(self, database: Database) -> None:
        self._db = database

    def exported(self, network: str, what: str, actor: str) -> None:
        """Note that something was taken away from the app."""
        self._db.add("export_events", {"moment": now(), "actor": actor, "network": network, "what": what})

    def events(self, network: str) -> pd.DataFrame:
        """The log book, newest first: event (number), moment (UTC), who, what (Dutch)."""
        told = sorted(self._told(network), key=lambda row: -row[0])
        names = self.names(network)
        return pd.DataFrame([(e, m, names.get(who, who), what) for e, m, who, what in told], columns=COLUMNS)

    def _told(self, network: str) -> Iterator[tuple[int, datetime, str, str]]:
        partners = self._partner_names(network)
        for row in self._of("network_events", "threshold", network):
            yield *_when(row), f"netwerk bewaard, drempel {row['threshold']}"
        for row in self._of("partner_events", "name, archived", network):
            yield *_when(row), f"partner {row['name']} {'gearchiveerd' if row['archived'] else 'bewaard'}"
        for row in self._of("round_events", "name, state, shared", network):
            seen = "open voor partners" if row["shared"] else "niet open voor partners"
            yield *_when(row), f"scanronde {row['name']}: {RoundState(row['state']).word}, netwerkpagina's {seen}"
        for row in self._of("link_events", "partner, kind, revoked", network):
            done = "ingetrokken" if row["revoked"] else "gemaakt"
            yield *_when(row), f"{LinkKind(row['kind']).word} van {partners.get(row['partner'], '')} {done}"
        for row in self._of("address_events", "partner", network):
            yield *_when(row), f"e-mailadres van de contactpersoon van {partners.get(row['partner'], '')} gewijzigd"
        for row in self._of("mail_events", "partner, occasion, step", network):
            if (step := MailStep(row["step"])) is not MailStep.HANDING:
                occasion = Occasion(row["occasion"]).word.casefold()
                yield *_when(row), f"{occasion} aan {partners.get(row['partner'], '')}: {step.word}"
        for row in self._of("quote_events", "partner, quoted", network):
            done = "op de agenda gezet" if row["quoted"] else "van de agenda gehaald"
            yield *_when(row), f"opmerking van {partners.get(row['partner'], '')} {done}"
        for row in self._of("remark_sharing_events", "partner, shared", network):
            done = "met het netwerk gedeeld" if row["shared"] else "niet langer gedeeld"
            yield *_when(row), f"opmerking van {partners.get(row['partner'], '')} {done}"
        for row in self._of("questionnaire_events", "version", network):
            yield *_when(row), f"vragenlijst versie {row['version']} toegevoegd"
        for row in self._of("questionnaire_choice_events", "version", network):
            yield *_when(row), f"vragenlijst versie {row['version']} gekozen"
        for row in self._of("export_events", "what", network):
            yield *_when(row), f"meegenomen: {row['what']}"
        for row in self._of("closing_events", "partner, step", network, moment="day::TIMESTAMP"):
            yield *_when(row), f"{partners.get(row['partner'], '')}: {STEPS[row['step']]}"
        accounts = self._db.newest("account_events", "account, name", "account")
        names = {row["account"]: row["name"] for row in accounts}
        for row in self._of("membership_events", "account, role", network):
            role = Role(row["role"]).word if row["role"] else "geen toegang meer"
            yield *_when(row), f"account {names.get(row['account'], '')}: {role}"
        members = self._db.rows("SELECT DISTINCT account FROM membership_events WHERE network = ?", network)
        for member in members:
            for row in self._db.rows(
                "SELECT event, moment, subject AS actor FROM session_events "
                "WHERE subject = ? AND kind = 'account' AND step = 'start'",
                member["account"],
            ):
                yield *_when(row), "aangemeld"

    def _of(self, table: str, columns: str, network: str, moment: str = "moment") -> list[dict[str, Any]]:
        return self._db.rows(
            f"SELECT event, {moment} AS moment, actor, {columns} FROM {table} WHERE network = ?", network
        )

    def _partner_names(self, network: str) -> dict[str, str]:
        rows = self._db.newest("partner_events", "partner, name", "partner", network=network)
        return {row["partner"]: row["name"] for row in rows}

    def names(self, network: str) -> dict[str, str]:
        """Actor id -> who that is: an account's name, or the contact of a partner."""
        accounts = self._db.newest("account_events", "account, name", "account")
        partners = self._partner_names(network)
        links = self._db.newest("link_events", "link, partner", "link", network=network)
        return {row["account"]: row["name"] for row in accounts} | {
            row["link"]: f"contactpersoon van {partners.get(row['partner'], '')}" for row in links
        }


def _when(row: dict[str, Any]) -> tuple[int, datetime, str]:
    return row["event"], row["moment"], row["actor"]
