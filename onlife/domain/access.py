"""Who may do what: roles, actors, rights.

Pure. Rights are always asked as `may(actor, action, resource)`; a network or partner that is not named in the actor
refuses by default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from onlife.translation import N_, Worded

INSTALLATION = ""
"""Stands where a network would, for what is about all of them."""


class Role(Worded):
    """What a visitor is to a network; `PROGRAMME` is what an account is to the installation."""

    COORDINATOR = "coordinator", N_("coördinator")
    READER = "reader", N_("lezer")
    CONTACT = "contact", N_("contactpersoon")
    RESPONDENT = "respondent", N_("invuller")
    VOTER = "voter", N_("stemmer")
    VIEWER = "viewer", N_("meekijker")
    PROGRAMME = "programme", N_("programma")


class Action(StrEnum):
    """What a visitor can ask for."""

    MANAGE = "manage"  # partners, rounds, links, response, accounts of a network
    CREATE_NETWORK = "create_network"
    SEE_NETWORK = "see_network"  # the network pages with remarks, meetings, history and what can be taken away
    SEE_PAGE = "see_page"  # one of the pages that a view link can open
    SEE_TEAM = "see_team"  # response and own result of one partner
    RELEASE = "release"  # close, release, reopen the scan of one partner
    PLAN = "plan"  # the stars and the own plan of one partner
    FILL_IN = "fill_in"  # a scan of one partner
    TYPE_OVER = "type_over"  # paper scans of one partner
    LEAD_MEETING = "lead_meeting"  # the screens, questions and agreements of the network meeting
    VOTE = "vote"  # in the network meeting, for one partner
    LEAD_PROGRAMME = (
        "lead_programme"  # how far all networks are, new ones and their coordinators, templates; never a result
    )


@dataclass(frozen=True)
class Resource:
    """What is asked for: a network, and where it matters a partner in it, whether partners may see it, and the page."""

    network: str
    partner: str = ""
    shared: bool = False
    page: str = ""


@dataclass(frozen=True)
class Actor:
    """Someone at the door: an account with a role per network, a link or a seat of one partner, or a view link of a network.

    `id` is an account id, a link id or a seat id; `networks` maps network id (or `INSTALLATION`) to role; `name` is filled
    for accounts and view links, `partner` for links of partners and for seats, `scan` for scan links, `pages` for a view link.
    """

    id: str
    name: str
    networks: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    partner: str = ""
    scan: str = ""
    pages: tuple[str, ...] = ()

    def role(self, network: str) -> Role | None:
        return self.networks.get(network)


VIEW_PAGES = ("overzicht", "bouwsteen", "samenwerking", "evolutie", "keuzehulp", "plan")
"""The pages that a view link can open, by their address: results and plans, none of the words of who filled in."""

RIGHTS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.MANAGE: frozenset({Role.COORDINATOR}),
        Action.CREATE_NETWORK: frozenset({Role.COORDINATOR, Role.PROGRAMME}),
        Action.SEE_NETWORK: frozenset({Role.COORDINATOR, Role.READER, Role.CONTACT}),
        Action.SEE_PAGE: frozenset({Role.COORDINATOR, Role.READER, Role.CONTACT, Role.VIEWER}),
        Action.SEE_TEAM: frozenset({Role.CONTACT}),
        Action.RELEASE: frozenset({Role.CONTACT}),
        Action.PLAN: frozenset({Role.CONTACT}),
        Action.FILL_IN: frozenset({Role.RESPONDENT}),
        Action.TYPE_OVER: frozenset({Role.COORDINATOR, Role.CONTACT}),
        Action.LEAD_MEETING: frozenset({Role.COORDINATOR}),
        Action.VOTE: frozenset({Role.CONTACT, Role.VOTER}),
        Action.LEAD_PROGRAMME: frozenset({Role.PROGRAMME}),
    }
)


def may(actor: Actor, action: Action, resource: Resource) -> bool:
    """Whether this actor may do this to this resource.

    A link or a seat reaches its own partner only; a contact sees the network pages only once the coordinator has shared them,
    and a view link opens the pages that were chosen for it.
    """
    role = actor.role(resource.network)
    if role is None or role not in RIGHTS[action]:
        return False
    if role is Role.VIEWER:
        return resource.page in actor.pages
    if role in (Role.CONTACT, Role.RESPONDENT, Role.VOTER):
        if action in (Action.SEE_NETWORK, Action.SEE_PAGE):
            return resource.shared
        return resource.partner == actor.partner
    return True
