"""From the store, through the privacy rules, to what may be shown. The one way by which a figure leaves the store.

Pages, downloads and the command line all ask here; none of them sees a count that `privacy` did not let through.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from onlife import privacy
from onlife.questionnaire import Questionnaire
from onlife.store import Store
from onlife.store.records import Closing, Network, Round


def of_network(store: Store, questionnaire: Questionnaire, network: Network, round: Round) -> privacy.Shown:
    """What the network may see of a round: closed and released results, at or above the threshold."""
    return privacy.shown(
        store.scans.frozen_counts(round.id),
        _partners(store, network, round),
        questionnaire,
        network.threshold,
        _groups(store, round),
    )


def of_partner(
    store: Store, questionnaire: Questionnaire, network: Network, round: Round, partner: str
) -> privacy.Shown:
    """What a partner's contact may see of its own closed scan: the same rules, whether released or not."""
    counts = store.scans.frozen_counts(round.id)
    own = [
        privacy.Partner(p.partner, p.name, p.sector, p.joint, p.n, p.closed, released=True)
        for p in _partners(store, network, round)
        if p.partner == partner
    ]
    return privacy.shown(counts[counts["partner"] == partner], own, questionnaire, network.threshold)


@dataclass(frozen=True)
class Remarks:
    """Remarks that may be shown: `rows` with partner, block, remark (shuffled); `held_back`: partners with too few."""

    rows: pd.DataFrame
    held_back: int


def remarks(store: Store, shown: privacy.Shown, round: Round) -> Remarks:
    """The remarks of the shown partners that have enough scans for it."""
    rows = store.scans.frozen_remarks(round.id)
    seen = shown.partners[shown.partners["visibility"] == privacy.Visibility.SHOWN.value].to_dict("records")
    allowed = {p["partner"] for p in seen if privacy.remarks_allowed(p["n"], p["joint"])}
    written = set(rows["partner"]) & {p["partner"] for p in seen}
    return Remarks(rows[rows["partner"].isin(allowed)].reset_index(drop=True), len(written - allowed))


def _partners(store: Store, network: Network, round: Round) -> list[privacy.Partner]:
    """Every partner of the network that takes part or has taken part in the round."""
    sizes = store.scans.frozen_sizes(round.id)
    numbers = {str(partner): int(n) for partner, n in sizes.groupby("partner")["n"].sum().items()}
    joint = {str(partner): bool(every) for partner, every in sizes.groupby("partner")["joint"].all().items()}
    closings = store.scans.closings(round.id)
    found = []
    for partner in store.networks.partners(network.id, archived=True):
        if partner.archived and partner.id not in numbers:
            continue
        closing = closings.get(partner.id, Closing())
        known = closing.closed and partner.id in numbers
        found.append(
            privacy.Partner(
                partner=partner.id,
                name=partner.name,
                sector=partner.sector,
                joint=joint[partner.id] if known else partner.joint,
                n=numbers[partner.id] if known else 0,
                closed=closing.closed or round.state == "closed",
                released=closing.released or (round.state == "closed" and not known),
            )
        )
    return found


def _groups(store: Store, round: Round) -> privacy.Groups:
    sizes = store.scans.frozen_sizes(round.id)
    return privacy.Groups(store.scans.frozen_counts(round.id, by_group=True), sizes[~sizes["joint"]])
