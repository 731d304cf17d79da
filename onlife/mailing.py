"""What a network sends out, filled in per partner: the links, their QR codes, one row per partner for a mail merge."""

from __future__ import annotations

import pandas as pd
import segno

from onlife.letters import Audience, Facts, Occasion, message
from onlife.store import Store
from onlife.store.records import LinkKind, Network

COLUMNS = ["partner", "sector", "wijze", "verwacht", "ingediend", "scanlink", "teamlink", "uitnodiging", "herinnering"]


def facts(store: Store, network: Network, origin: str) -> dict[str, Facts]:
    """Partner id -> what its letters hold, in alphabetical order; only partners of which both links are in force.

    `origin` is how this app is reached, such as `https://scan.gemeente.be`. The round is the one that is open.
    """
    links = store.visitors.links(network.id)
    round = store.networks.open_round(network.id)
    found = {}
    for partner in store.networks.partners(network.id):
        scan, team = links.get((partner.id, LinkKind.SCAN)), links.get((partner.id, LinkKind.TEAM))
        if scan and team:
            found[partner.id] = Facts(
                partner=partner.name,
                joint=partner.joint,
                network=network.name,
                scan_link=f"{origin}/l/{store.visitors.token(scan)}",
                team_link=f"{origin}/l/{store.visitors.token(team)}",
                round=round.name if round else "",
                closes_on=round.closes_on if round else None,
            )
    return found


def mail_merge(store: Store, network: Network, origin: str) -> pd.DataFrame:
    """One row per partner with `COLUMNS`: links and ready texts for its contact person, scans submitted so far."""
    round = store.networks.open_round(network.id)
    response = store.scans.response(network.id, round.id) if round else []
    submitted = {row.partner: row.submitted for row in response}
    filled = facts(store, network, origin)
    rows = [
        (
            partner.name,
            partner.sector,
            "gezamenlijk" if partner.joint else "individueel",
            partner.expected,
            submitted.get(partner.id, 0),
            filled[partner.id].scan_link,
            filled[partner.id].team_link,
            message(Occasion.INVITATION, Audience.CONTACT, filled[partner.id]).body,
            message(Occasion.REMINDER, Audience.CONTACT, filled[partner.id]).body,
        )
        for partner in store.networks.partners(network.id)
        if partner.id in filled
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def qr(address: str, name: str) -> str:
    """An address as a QR code in SVG, black on white; `name` is what a screen reader says."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(omitsize=True, border=2, light="#fff", svgclass="qr", lineclass=None, title=name)
