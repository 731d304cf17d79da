"""Who gets which role when they sign in through a provider: a TOML file of `[[toegang]]` that whoever runs the server keeps.

A grant holds for whom the provider says everything under its `als`: a claim (a group, a capacity, an organisation) has
that value or, where the provider gives a list, holds it. What people can change about themselves gives nobody a role.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from annotated_types import MinLen
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from onlife.content.schema import NonEmpty, Schema, read
from onlife.domain.access import Role

WORDS: Mapping[str, Role] = {
    "coördinator": Role.COORDINATOR,
    "coordinator": Role.COORDINATOR,
    "lezer": Role.READER,
    "contactpersoon": Role.CONTACT,
    "programma": Role.PROGRAMME,
}
OWN_CHOICE = frozenset({"email", "mail", "upn", "unique_name", "preferred_username", "nickname", "name"})
"""Claims that in many a provider somebody sets for themselves, or that pass to somebody else."""


def _role(word: object) -> Role:
    if not isinstance(word, str) or word.strip().casefold() not in WORDS:
        raise ValueError("“rol” kan alleen coördinator, lezer, contactpersoon of programma zijn")
    return WORDS[word.strip().casefold()]


def _condition(wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    for claim, value in wanted.items():
        if claim.casefold() in OWN_CHOICE:
            raise ValueError(f"“{claim}” kan iemand zelf kiezen; neem een groep, een hoedanigheid of een organisatie")
        if isinstance(value, dict) and value:
            _condition(value)
        elif not ((isinstance(value, str) and value) or _is_texts(value)):
            raise ValueError(f"“{claim}” moet een tekst zijn of een lijst van teksten")
    return wanted


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) and text for text in value)


class Grant(Schema):
    """`network`: a name or an id, '' for the programme alone; `partner`: a name, for a contact; `when`: claims and the values
    that count.
    """

    network: Annotated[str, AfterValidator(str.strip)] = Field("", alias="netwerk")
    role: Annotated[Role, BeforeValidator(_role)] = Field(alias="rol")
    partner: Annotated[str, AfterValidator(str.strip)] = ""
    when: Annotated[dict[str, Any], MinLen(1), AfterValidator(_condition)] = Field(alias="als")

    @model_validator(mode="after")
    def _names_a_network(self) -> Grant:
        if (self.role is Role.PROGRAMME) == bool(self.network):
            raise ValueError("een rol geldt in een “netwerk”; enkel die van het programma heeft er geen")
        return self

    @model_validator(mode="after")
    def _names_a_partner(self) -> Grant:
        if (self.role is Role.CONTACT) != bool(self.partner):
            raise ValueError("een contactpersoon, en niemand anders, heeft een “partner”")
        return self

    def holds(self, claims: Mapping[str, Any]) -> bool:
        return _holds(self.when, claims)


class Grants(Schema):
    grants: NonEmpty[Grant] = Field(alias="toegang")


def read_grants(path: Path) -> tuple[Grant, ...]:
    """What stands in a file. Raises ContentError with what is wrong and where."""
    return read(path, Grants).grants


def _holds(wanted: object, found: object) -> bool:
    if isinstance(wanted, dict):
        return isinstance(found, Mapping) and all(_holds(value, found.get(claim)) for claim, value in wanted.items())
    values = wanted if isinstance(wanted, list) else [wanted]
    return any(value in values for value in (found if isinstance(found, list) else [found]))
