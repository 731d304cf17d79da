"""The documents for who buys the app or answers for its data: seven texts, and what the app tells in them of itself.

A text names what is filled in between braces, one of `PLACES`, and where a table comes, one of `TABLES`; anything else is
refused. What only the municipality can know stands there as `[vul in: ...]`. Pure but for reading those files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Strict, model_validator

from onlife.content import schema
from onlife.content.schema import ById, Items, NonEmpty, Schema, Text, naming
from onlife.content.statement import TEXTS
from onlife.domain.access import Action, Role

FOLDER = Path(__file__).with_name("dossier")
FACTS, ATTACK = FOLDER / "feiten.toml", FOLDER / "metingen.toml"
PAPERS = (
    *("verwerkersovereenkomst", "verwerkingsregister", "effectbeoordeling", "gezamenlijk", "toegankelijkheid"),
    *("beveiliging", "selectielijst"),
)
"""The documents by the name of their file, in the order in which one reads them."""
TO_FILL_IN = "[vul in: {}]"
"""What only the municipality can know: a reader of the document writes it there."""
BLANK = re.compile(r"(\[vul in\b[^][]*\])")
"""Such a place in a text."""
TABLES = frozenset(
    (
        "kinds",
        "terms",
        "selection",
        "stored",
        "cookies",
        "roles",
        "rights",
        "rules",
        "attack",
        "packages",
        "shortcomings",
    )
)
PLACES = frozenset(
    (
        *(
            "network",
            "responsible",
            "contact",
            "officer",
            "ground",
            "supervisor",
            "ombudsman",
            "place",
            "https",
            "mail",
        ),
        *("date", "sign_in", "sign_in_processor", "account_enters", "contact_enters", "outside", "erased", "listens"),
        *("mail_processor", "hourly", "daily", "threshold", "threshold_min", "threshold_max", "exact_from"),
        *(
            "remarks_from",
            "pool_partners",
            "pool_people",
            "networks_from",
            "helped_from",
            "tries",
            "try_minutes",
            "password_length",
        ),
        *("account_idle", "account_lifetime", "attack_day", "attack_command", "attack_views", "attack_certain"),
        *(
            "attack_surest",
            "attack_people",
            "attack_where",
            "day",
            "version",
            "python",
            "kept_results",
            "kept_remarks",
            "kept_plans",
            "kept_log",
        ),
        *("kept_visits", "kept_contacts", "kept_accounts"),
    )
)


def _table(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"er is geen tabel “{name}”; kies uit {', '.join(sorted(TABLES))}")
    return name


DossierText = Annotated[Text, naming(*sorted(PLACES))]
"""A text with places that the app fills in."""
TableName = Annotated[Text, AfterValidator(_table)]
FormRow = Annotated[tuple[DossierText, DossierText], Strict(False)]
"""What is asked, and what is answered."""


class Section(Schema):
    """A chapter of a document: text, a form, a list, tables and what follows on them, in this order; at least one of them."""

    title: DossierText
    text: Items[DossierText] = ()
    rows: Items[FormRow] = ()
    items: Items[DossierText] = ()
    tables: Items[TableName] = ()
    after: Items[DossierText] = ()

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if not (self.text or self.rows or self.items or self.tables):
            raise ValueError(f"onder “{self.title}” staat niets")
        return self


class Paper(Schema):
    """A document. `purpose`: what it is for, in one sentence."""

    title: DossierText
    purpose: DossierText
    chapters: NonEmpty[Section]


class DataKindEntry(Schema):
    """A kind of data. `people`: whose; `rule`: until when it is kept; `app`: what the app destroys by itself; `person`: who
    else destroys it.
    """

    id: Text
    name: Text
    people: Text
    holds: Text
    rule: DossierText
    app: Text
    person: Text


class DataTable(Schema):
    """A table of the database, by its name, with the kind of data that it holds."""

    id: Text
    kind: Text
    holds: Text


class Cookie(Schema):
    id: Text
    purpose: DossierText


class RoleEntry(Schema):
    """A role, and by what somebody comes in."""

    id: Text
    enters: DossierText


class ActionName(Schema):
    id: Text
    name: Text


class Rule(Schema):
    """A bound of the privacy rules: what may be seen, and from when."""

    name: Text
    holds: DossierText


class DossierFacts(Schema):
    """What the app says of itself: kinds of data and the tables that hold them, cookies, roles, what they may do and see.
    `opening`: what stands on top of every document.
    """

    opening: NonEmpty[DossierText]
    kinds: ById[DataKindEntry]
    tables: ById[DataTable]
    cookies: ById[Cookie]
    roles: ById[RoleEntry]
    actions: ById[ActionName]
    rules: NonEmpty[Rule]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for table in self.tables.values():
            if table.kind not in self.kinds:
                raise ValueError(f"tabel {table.id}: er is geen soort “{table.kind}”")
        if {*self.roles} != {role.value for role in Role} or {*self.actions} != {action.value for action in Action}:
            raise ValueError("er hoort één regel te staan voor elke rol en voor elk recht")
        return self


class Attempt(Schema):
    """What one attack found: `views`, on how much it looked; `certain`, how often somebody knew an answer of a colleague;
    `surest`, how sure at most, of 1. `control`: a rule was taken away, and something must be found. `promised`: whether nothing may be found.
    """

    name: Text
    views: int
    certain: int
    surest: float | None = None
    control: bool = False
    promised: bool = True


class Attack(Schema):
    """What the attacks found, on which day and by which command."""

    day: date
    command: Text
    attempts: NonEmpty[Attempt]

    @property
    def against_rules(self) -> tuple[Attempt, ...]:
        """The attempts against the rules of the app itself, of which nothing may come."""
        return tuple(attempt for attempt in self.attempts if attempt.promised and not attempt.control)


def shortcomings() -> tuple[str, ...]:
    """Return what the accessibility statement of the app says is not good yet, a sentence or more each."""
    text = (TEXTS / "toegankelijkheid.md").read_text(encoding="utf-8")
    section = text.partition("## Wat nog niet goed is\n")[2].partition("\n## ")[0]
    return tuple(" ".join(item.replace("*", "").split()) for item in section.split("\n- ")[1:])


def paper(name: str) -> Paper:
    """Return one of `PAPERS`. Raise ContentError if anything in it is unknown or missing."""
    return schema.read(FOLDER / f"{name}.toml", Paper)


@cache
def papers() -> Mapping[str, Paper]:
    return {name: paper(name) for name in PAPERS}


@cache
def facts(path: Path = FACTS) -> DossierFacts:
    """Return what the app says of itself. Raise ContentError."""
    return schema.read(path, DossierFacts)


@cache
def attack(path: Path = ATTACK) -> Attack:
    """Return what the attacks found when they were last run. Raise ContentError."""
    return schema.read(path, Attack)
