"""The dates of a plan for a calendar: as a file, and as what the calendar link of a network or a partner gives.

Rights on the file are asked by who calls. A link gives what its owner may see at that moment: of the plan of the network,
a partner gets its own share once partners may see it. Programs ask for it every hour, so it is kept until something
changes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from urllib.parse import urlencode

from onlife.domain.account import Link
from onlife.domain.network import Network
from onlife.domain.plan import PlanAction
from onlife.export import plan as plans
from onlife.services import installation, language
from onlife.services.cache import cached
from onlife.services.figures import NothingToShow
from onlife.translation import use

CACHE_SIZE = 128
"""How many feeds are kept, some tens of kilobytes each."""


def plan_file(network: Network, owner: str, origin: str) -> bytes:
    """The plan of the network ('') or of a partner as ICS. `origin` is how this app is reached."""
    return _calendar(network, owner, installation.store().plans.of(network.id, owner), origin, brief=False)


def feed(link: Link, origin: str) -> bytes:
    """What a calendar link gives, as ICS; raises NothingToShow once it is revoked or whose it is takes part no more."""
    networks = installation.store().networks
    network, partner = networks.get(link.network), networks.partner(link.network, link.partner)
    left = link.partner and (partner is None or partner.archived)
    if link.revoked or network is None or left:
        raise NothingToShow
    with use(language.of_mail(partner, network)):
        return _feed(network, link.partner, origin)


def _cache_key(network: Network, partner: str, origin: str) -> Hashable:
    return installation.store().networks.newest_event(network.id), network.id, partner, origin


@cached(_cache_key, CACHE_SIZE)
def _feed(network: Network, partner: str, origin: str) -> bytes:
    store = installation.store()
    actions = store.plans.of(network.id, partner)
    if partner and any(scan_round.shared for scan_round in store.networks.rounds(network.id)):
        actions += [a for a in store.plans.of(network.id) if partner in (a.lead, *a.partners)]
    return _calendar(network, partner, actions, origin, brief=True)


def _calendar(network: Network, owner: str, actions: Sequence[PlanAction], origin: str, *, brief: bool) -> bytes:
    store = installation.store()
    names = store.networks.partner_names(network.id, archived=True)
    return plans.ics(
        actions,
        store.plans.follow_ups(network.id),
        names,
        owner=names.get(owner, network.name),
        changes=store.plans.changes(network.id),
        address=partial(_address, origin),
        brief=brief,
    )


def _address(origin: str, action: PlanAction) -> str:
    """Where an action stands in the app."""
    page = "ons-plan" if action.owner else "plan"
    return f"{origin}/{page}?{urlencode({'netwerk': action.network, 'actie': action.id})}"
