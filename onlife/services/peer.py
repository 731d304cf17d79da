"""A network beside the others of its installation: what it brings in, and why there may be nothing to see yet.

What a network brings in are its block scores as they are shown to itself, of closed rounds only, and frozen at that
moment: a result that a partner releases later waits for the next round. The rule of `onlife.domain.peer` is applied at every change,
so that a page only reads what the last step left, however many networks there are.
"""

from __future__ import annotations

from onlife.content.message import message
from onlife.domain import peer
from onlife.domain.network import Network, Round, RoundState
from onlife.domain.network_result import network_blocks
from onlife.domain.shown import Shown
from onlife.services import results
from onlife.services.affiliation import behind
from onlife.store import Refused, Store
from onlife.translation import gettext as _


def close_round(store: Store, network: Network, scan_round: Round, actor: str) -> None:
    """Close a round, and bring its scores in if the network takes part."""
    with store.transaction():
        store.closings.close_round(scan_round, actor)
        closed = store.networks.round(network.id, scan_round.id)
        if closed and store.peers.takes_part(network.id):
            _bring(store, network, closed, actor)


def take_part(store: Store, network: Network, wanted: bool, actor: str) -> None:
    """Let a network take part, with its newest closed round, or no longer. Nothing happens if that is so already."""
    if network.sample:
        raise Refused(message("peer.sample"))
    with store.transaction():
        if store.peers.takes_part(network.id) == wanted:
            return
        store.peers.take_part(network.id, wanted, actor)
        if not wanted:
            for version in store.peers.versions(network.id):
                _step(store, version)
            return
        newest = next((r for r in store.networks.rounds(network.id) if r.state is RoundState.CLOSED), None)
        if newest:
            _bring(store, network, newest, actor)


def scores(shown: Shown) -> dict[str, float]:
    """Block -> the score of the network, in whole points as it is shown."""
    blocks = network_blocks(shown).dropna(subset="score")
    return {str(block): float(round(score)) for block, score in zip(blocks["block"], blocks["score"], strict=True)}


def reason_not_shown(store: Store, network: Network, scan_round: Round) -> str:
    """Why a network sees no comparison beside a round, as a sentence; '' if it does."""
    if not store.peers.takes_part(network.id):
        return _("Jullie netwerk vergelijkt zich niet met andere netwerken. De coördinator kiest dat bij Beheer.")
    if scan_round.state is not RoundState.CLOSED:
        return _("{name} is nog open. We vergelijken enkel scanrondes die gesloten zijn.", name=scan_round.name)
    if not store.peers.strips(scan_round.content_version):
        return _(
            "Er is nog niets te vergelijken. Dat kan vanaf {min_networks} netwerken die meedoen en met "
            "dezelfde vragenlijst een scanronde sloten. Netwerken met dezelfde coördinator tellen samen als één. "
            "Zo blijft verborgen hoe één netwerk het doet.",
            min_networks=peer.MIN_NETWORKS,
        )
    return ""


def reason_kind_not_shown(store: Store, network: Network, scan_round: Round) -> str:
    """Why a network that sees the comparison sees none with networks of its kind, as a sentence; '' if it does."""
    kind = store.kinds.of(network.id)
    if not kind:
        return (
            _("Jullie netwerk koos nog geen soort.") if store.kinds.all() else _("Er zijn hier geen soorten netwerken.")
        )
    if not store.kinds.strips(scan_round.content_version, kind):
        return _(
            "Naast andere netwerken van jullie soort ({kind}) is er nog niets te vergelijken. Dat kan vanaf "
            "{min_networks} netwerken van die soort, met genoeg netwerken ernaast.",
            kind=kind,
            min_networks=peer.MIN_NETWORKS,
        )
    return ""


def _bring(store: Store, network: Network, scan_round: Round, actor: str) -> None:
    questionnaire = store.questionnaires.get(scan_round.content_version)
    found = scores(results.of_network(store, questionnaire, network, scan_round))
    if found:
        store.peers.bring(scan_round, found, actor)
        _step(store, scan_round.content_version)


def _step(store: Store, version: int) -> None:
    """Show the next strips as soon as enough networks wait for it, of all of them and of each kind."""
    shown, brought = store.peers.standing(version)
    kinds, affiliation = store.kinds.last(version), behind(store)
    networks = peer.next_release(shown, brought, affiliation, kinds.values())
    if networks is not None:
        store.peers.show(version, peer.strips(networks, affiliation))
        chosen = store.kinds.by_network(networks)
        store.kinds.show(version, *peer.next_kinds(shown, networks, kinds, chosen, affiliation), affiliation)
