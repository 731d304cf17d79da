"""The results of a round as one flat table, for whoever wants to calculate further. It holds only what is
shown.
"""

from __future__ import annotations

import pandas as pd

from onlife.privacy import Shown, network_blocks, network_elements
from onlife.questionnaire import Block, Questionnaire
from onlife.scoring import LIGHTS

NETWORK = "NETWERK"
COLUMNS = ["partner", "block", "element", "n", *LIGHTS, "score", "consensus", "band"]


def results(shown: Shown, questionnaire: Questionnaire) -> pd.DataFrame:
    """Rows of partner (name), block, element ('' on the row of a block), n, counts, score, consensus, band.

    NETWERK comes first, then partners by name; per block its own row, then its elements. Scores (0-100) and
    consensus (0-1) have 4 decimals. What is hidden is NA, and empty in a file; a hidden partner has rows of
    blocks only.
    """
    partners = shown.partners.sort_values(["name", "partner"])
    hidden = partners[partners["n"].isna()]
    ids = [block.id for block in questionnaire.blocks]
    blanks = pd.DataFrame([(p, b) for p in hidden["partner"] for b in ids], columns=["partner", "block"])
    rows = pd.concat(
        [
            network_blocks(shown).assign(partner=NETWORK),
            network_elements(shown).assign(partner=NETWORK),
            shown.blocks,
            shown.elements,
            blanks.astype("string"),
        ]
    ).reindex(columns=COLUMNS)
    rows["element"] = rows["element"].fillna("")
    order = {NETWORK: 0} | {partner: at for at, partner in enumerate(partners["partner"], start=1)}
    places = {(b.id, e): (i, j) for i, b in enumerate(questionnaire.blocks) for j, e in enumerate(_places(b))}
    keys = [
        (order[partner], *places[block, element])
        for partner, block, element in zip(rows["partner"], rows["block"], rows["element"], strict=True)
    ]
    rows = rows.iloc[sorted(range(len(rows)), key=keys.__getitem__)].reset_index(drop=True)
    names = {NETWORK: NETWORK} | dict(zip(partners["partner"], partners["name"], strict=True))
    return rows.assign(
        partner=rows["partner"].map(names), score=rows["score"].round(4), consensus=rows["consensus"].round(4)
    )


def _places(block: Block) -> list[str]:
    """The elements of a block in order, after '' for the block itself."""
    return ["", *(element.id for element in block.elements)]
