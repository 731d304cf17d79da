"""The file that says which group has which role: what it may say, and what is refused with its place and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlife.content.grant import Grant, read_grants
from onlife.content.schema import ContentError
from onlife.domain.access import Role

TABLE = '[[toegang]]\nnetwerk = "Zuid"\nrol = "{role}"\n{more}\n'


def grants(place: Path, role: str = "lezer", more: str = 'als.groups = "x"') -> tuple[Grant, ...]:
    (place / "rollen.toml").write_text(TABLE.format(role=role, more=more), encoding="utf-8")
    return read_grants(place / "rollen.toml")


@pytest.mark.parametrize(
    ("word", "role"),
    [("coördinator", Role.COORDINATOR), ("Coordinator", Role.COORDINATOR), ("lezer ", Role.READER)],
)
def test_a_role_is_a_word_that_people_use(tmp_path: Path, word: str, role: Role) -> None:
    assert [grant.role for grant in grants(tmp_path, word)] == [role]


@pytest.mark.parametrize(
    ("wanted", "claims", "holds"),
    [
        ('als.groups = "x"', {"groups": ["y", "x"]}, True),
        ('als.groups = "x"', {"groups": "x"}, True),
        ('als.groups = "x"', {"groups": ["xy"], "x": "x"}, False),
        ('als.groups = "x"', {"groups": None}, False),
        ('als.groups = ["x", "y"]', {"groups": ["y"]}, True),
        ('als.groups = ["x", "y"]', {"groups": [["x", "y"]]}, False),
        ('als.groups = "x"\nals.org = "1"', {"groups": ["x"], "org": "1"}, True),
        ('als.groups = "x"\nals.org = "1"', {"groups": ["x"], "org": "2"}, False),
        ('als.groups = "x"\nals.org = "1"', {"groups": ["x"], "org": 1}, False),
        ('als.realm.roles = "x"', {"realm": {"roles": ["x"]}}, True),
        ('als.realm.roles = "x"', {"realm": ["x"], "roles": "x"}, False),
        ('als."https://x.be/roles" = "x"', {"https://x.be/roles": ["x"]}, True),
    ],
)
def test_everything_below_als_has_to_hold(tmp_path: Path, wanted: str, claims: dict[str, object], holds: bool) -> None:
    assert [grant.holds(claims) for grant in grants(tmp_path, more=wanted)] == [holds]


@pytest.mark.parametrize(
    ("role", "more", "reason"),
    [
        ("baas", 'als.groups = "x"', "“rol” kan alleen coördinator, lezer, contactpersoon of programma zijn"),
        ("lezer", "", "“als” ontbreekt"),
        ("lezer", "als = {}", "“als” is leeg"),
        ("lezer", "als.groups = 3", "“groups” moet een tekst zijn of een lijst van teksten"),
        ("lezer", "als.groups = []", "“groups” moet een tekst zijn of een lijst van teksten"),
        ("lezer", 'als.groups = ""', "“groups” moet een tekst zijn of een lijst van teksten"),
        ("lezer", "als.realm = {}", "“realm” moet een tekst zijn of een lijst van teksten"),
        ("lezer", 'als.email = "a@b.be"', "“email” kan iemand zelf kiezen"),
        ("lezer", 'als.x.Preferred_Username = "an"', "“Preferred_Username” kan iemand zelf kiezen"),
        ("lezer", 'groep = "x"', "onbekende sleutel “groep”"),
        ("lezer", 'als.groups = "x"\npartner = "Bib"', "een contactpersoon, en niemand anders, heeft een “partner”"),
        ("programma", 'als.groups = "x"', "enkel die van het programma heeft er geen"),
        ("contactpersoon", 'als.groups = "x"', "een contactpersoon, en niemand anders, heeft een “partner”"),
    ],
)
def test_what_could_let_in_somebody_else_is_refused(tmp_path: Path, role: str, more: str, reason: str) -> None:
    with pytest.raises(ContentError, match="toegang nummer 1") as refused:
        grants(tmp_path, role, more)
    assert reason in str(refused.value)


@pytest.mark.parametrize("network", ["", 'netwerk = ""', 'netwerk = "  "'])
def test_the_programme_names_no_network_and_every_other_role_names_one(tmp_path: Path, network: str) -> None:
    """No network would be the installation: nobody else may have a role there."""
    file = tmp_path / "rollen.toml"
    table = '[[toegang]]\n{network}\nrol = "{role}"\nals.groups = "x"\n'
    file.write_text(table.format(network=network, role="programma"), encoding="utf-8")
    assert [(grant.role, grant.network) for grant in read_grants(file)] == [(Role.PROGRAMME, "")]
    for role in ("coördinator", "lezer"):
        file.write_text(table.format(network=network, role=role), encoding="utf-8")
        with pytest.raises(ContentError, match="enkel die van het programma heeft er geen"):
            read_grants(file)


def test_a_file_that_gives_nobody_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rollen.toml").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match="“toegang” ontbreekt"):
        read_grants(tmp_path / "rollen.toml")
