"""From the store, through the privacy rules, to what may be shown. The one way by which a figure leaves the store.

Pages, downloads and the command line all ask here; none of them sees a count that `privacy` did not let through.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import pandas as pd

from onlife.domain import privacy
from onlife.domain import shown as shown_domain
from onlife.domain import source as sources
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.network import Network, Round
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Closing
from onlife.services.archived_result import from_json
from onlife.store import Store
from onlife.store.remark import Quote


def of_network(store: Store, questionnaire: Questionnaire, network: Network, scan_round: Round) -> shown_domain.Shown:
    """What the network may see of a round: closed and released results, at or above the threshold."""
    if parts := store.results.archived_by_partner(scan_round.id):
        return from_json(parts)
    return sources.shown(
        store.results.counts(scan_round.id),
        _parts(store, network, scan_round),
        questionnaire,
        network.threshold,
        _groups(store, scan_round),
    )


def of_partner(
    store: Store, questionnaire: Questionnaire, network: Network, scan_round: Round, partner: str
) -> shown_domain.Shown:
    """What a partner's contact may see of its own closed scan: the same rules, whether released or not."""
    if parts := store.results.archived_by_partner(scan_round.id):
        return from_json({who: part for who, part in parts.items() if who == partner})
    counts = store.results.counts(scan_round.id)
    own = [
        replace(part, released=True, pooled=False)
        for part in _parts(store, network, scan_round)
        if part.partner == partner
    ]
    return sources.shown(counts[counts["partner"] == partner], own, questionnaire, network.threshold)


@dataclass(frozen=True)
class ShownRemarks:
    """Remarks that may be shown: `rows` with partner, block, place, remark, mark (shuffled); `held_back`: partners
    of which remarks stay hidden.
    """

    rows: pd.DataFrame
    held_back: int


def remarks(store: Store, shown: shown_domain.Shown, scan_round: Round) -> ShownRemarks:
    """The remarks of the shown partners with enough scans for it, and those that a contact chose to share."""
    rows = store.remarks.of(scan_round.id)
    seen = {partner: _whole(shown, partner) for partner in _visible_partners(shown)}
    rows = rows[rows["partner"].isin(seen)]
    may = rows["partner"].map(seen).astype(bool) | rows["mark"].isin(store.remarks.shared_marks(scan_round.id))
    return ShownRemarks(rows[may].reset_index(drop=True), rows[~may]["partner"].nunique())


@dataclass(frozen=True)
class OwnShownRemarks:
    """What the contact of a partner reads: `rows` as in `ShownRemarks`; `choosing`: the network sees only what the contact
    shares, otherwise all of them once the result is released.
    """

    rows: pd.DataFrame
    choosing: bool


def own_remarks(store: Store, own: shown_domain.Shown, scan_round: Round, partner: str) -> OwnShownRemarks:
    """The remarks of a partner for its contact, by the same threshold as its result; `own` as from `of_partner`."""
    rows = store.remarks.of(scan_round.id)
    rows = rows[(rows["partner"] == partner) & (partner in _visible_partners(own))]
    return OwnShownRemarks(rows.reset_index(drop=True), not _whole(own, partner))


def reasons(store: Store, shown: shown_domain.Shown, scan_round: Round, partner: str) -> dict[str, str]:
    """Why a partner that filled in together chose its colours: element id -> text, where `shown` shows that partner."""
    rows = remarks(store, shown, scan_round).rows
    own = rows[(rows["partner"] == partner) & (rows["place"] != rows["block"])]
    return {str(place): "\n".join(told["remark"]) for place, told in own.groupby("place")}


def quotes(store: Store, shown: shown_domain.Shown, scan_round: Round) -> list[Quote]:
    """The remarks that the meeting quotes, as long as they may be shown."""
    known = set(remarks(store, shown, scan_round).rows["mark"])
    return [quote for quote in store.remarks.quotes(scan_round.id) if quote.mark in known]


def _visible_partners(shown: shown_domain.Shown) -> set[str]:
    partners = shown.partners
    return set(partners[partners["visibility"] == shown_domain.Visibility.SHOWN.value]["partner"])


def _whole(shown: shown_domain.Shown, partner: str) -> bool:
    """Whether a partner that is shown has enough scans, of every kind there is, to show all of its remarks."""
    rows = shown.partners[shown.partners["partner"] == partner].to_dict("records")
    return any(pd.notna(row["n"]) and privacy.remarks_allowed(row["least"], row["joint"]) for row in rows)


def _parts(store: Store, network: Network, scan_round: Round) -> list[privacy.PartnerAnswers]:
    """Every partner of the network that takes part or has taken part in the round, once for each way its scans came in."""
    sizes = store.results.sizes(scan_round.id)
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for partner, source, n in zip(sizes["partner"], sizes["source"], sizes["n"], strict=True):
        numbers[partner][source] = numbers[partner].get(source, 0) + int(n)
    joint = {str(partner): bool(every) for partner, every in sizes.groupby("partner")["joint"].all().items()}
    closings = store.closings.of(scan_round.id)
    together = store.results.pooled_partners(scan_round, EXACT_FROM)
    found = []
    for partner in store.networks.partners(network.id, archived=True):
        if partner.archived and partner.id not in numbers:
            continue
        closing = closings.get(partner.id, Closing())
        known = closing.closed and partner.id in numbers
        for source, n in (numbers[partner.id] if known else {"": 0}).items():
            found.append(
                privacy.PartnerAnswers(
                    partner=partner.id,
                    name=partner.name,
                    sector=partner.sector,
                    joint=joint[partner.id] if known else partner.joint,
                    n=n,
                    closed=closing.closed or scan_round.state == "closed",
                    released=closing.released or (scan_round.state == "closed" and not known),
                    pooled=(partner.id, source) in together,
                    source=source,
                )
            )
    return found


def _groups(store: Store, scan_round: Round) -> privacy.Groups:
    sizes = store.results.sizes(scan_round.id)
    return privacy.Groups(store.results.counts(scan_round.id, by_group=True), sizes[~sizes["joint"]])
