"""What a provider says of somebody, read as who they are here and what they may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from onlife.content.grant import Grant
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.account import Identity, Link, LinkKind
from onlife.domain.network import Network
from onlife.services import settings
from onlife.store import Store
from onlife.text import line
from onlife.translation import gettext as _


def identity(issuer: str, claims: Mapping[str, Any]) -> Identity:
    """Who somebody is: issuer and subject; names are only for reading."""
    parts = [line(str(claims.get(part, ""))) for part in ("given_name", "family_name")]
    name = line(str(claims.get("name", ""))) or " ".join(filter(None, parts))
    username = line(str(claims.get("preferred_username", ""))) or name or "aangemeld"
    return Identity(issuer, str(claims["sub"]), name or username, username)


def roles(store: Store, grants: Sequence[Grant], claims: Mapping[str, Any]) -> dict[str, Role]:
    """Network, or `INSTALLATION` for the programme -> the role that claims give an account there; of two in one network the
    one that may more.
    """
    found: dict[str, Role] = {}
    for grant in grants:
        place = _place(store, grant)
        if place is not None and grant.role is not Role.CONTACT and grant.holds(claims):
            found[place] = Role.COORDINATOR if Role.COORDINATOR in (grant.role, found.get(place)) else grant.role
    return found


def team_link(store: Store, grants: Sequence[Grant], claims: Mapping[str, Any]) -> Link | None:
    """The team link of the partner whose contact somebody is: the first that claims give."""
    held = (grant for grant in grants if grant.role is Role.CONTACT and grant.holds(claims))
    return next((link for grant in held if (link := _team_link(store, grant))), None)


def only_by_provider(store: Store) -> bool:
    """Whether nobody is asked for a password: so it was set, and a coordinator came in by the provider before."""
    known = settings.sign_in_provider()
    return known is not None and known.only and store.identities.any_coordinator()


def problems(store: Store) -> list[str]:
    """Which grants lead nowhere, in sentences for the terminal and for Beheer."""
    known = settings.sign_in_provider()
    found = []
    for grant in known.grants if known else ():
        if _place(store, grant) is None:
            found.append(
                _("ONLIFE_OIDC_ROLES_FILE noemt het netwerk “{network}”, maar dat is er niet.", network=grant.network)
            )
        elif grant.role is Role.CONTACT and not _team_link(store, grant):
            found.append(
                _(
                    "ONLIFE_OIDC_ROLES_FILE noemt de partner “{partner}” in {network}, maar die is er niet of heeft "
                    "geen teamlink.",
                    partner=grant.partner,
                    network=grant.network,
                )
            )
    if known and known.only and not store.identities.any_coordinator():
        found.append(
            _(
                "ONLIFE_OIDC_ONLY staat op ja, maar geen coördinator meldde zich al aan met {name}. Tot dan "
                "blijft het wachtwoord.",
                name=known.name,
            )
        )
    return found


def _place(store: Store, grant: Grant) -> str | None:
    """Where a grant gives its role: the id of a network, or `INSTALLATION`; None if that network is not there."""
    if grant.role is Role.PROGRAMME:
        return INSTALLATION
    network = _network(store, grant)
    return network.id if network else None


def _network(store: Store, grant: Grant) -> Network | None:
    return store.networks.by_name(grant.network) or store.networks.get(grant.network)


def _team_link(store: Store, grant: Grant) -> Link | None:
    network = _network(store, grant)
    partners = store.networks.partners(network.id) if network else []
    partner = next((p for p in partners if p.name.casefold() == line(grant.partner).casefold()), None)
    link = store.links.of(partner.network).get((partner.id, LinkKind.TEAM)) if partner else None
    return link if link and not link.revoked else None
