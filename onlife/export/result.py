"""The results of a round as one flat table or as sheets, for whoever wants to calculate further.

They hold only what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pandas as pd
import pyarrow
import pyarrow.parquet

from onlife.content import phrase
from onlife.content.wording import wording
from onlife.domain import finding as standing_out
from onlife.domain.network_result import network_blocks, network_elements
from onlife.domain.priority import Priority, complete
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.scoring import LIGHTS
from onlife.domain.shown import Shown
from onlife.translation import N_
from onlife.translation import gettext as _

NETWORK, TOGETHER = "NETWERK", N_("KLEINE TEAMS SAMEN")
"""Who the rows of the network are about, and those of the small teams that stand beside the other partners as one."""
RANGES = [f"{name}_{end}" for name in ("score", *(f"share_{light}" for light in LIGHTS)) for end in ("from", "to")]
COLUMNS = ["partner", "block", "element", "n", *LIGHTS, "score", "consensus", "band", *RANGES, "n_paper", "n_file"]
FOUND = ["finding", "block", "element", "partner", "words"]
HEADINGS = {
    "partner": N_("Partnerorganisatie"), "block": N_("Bouwsteen"), "element": N_("Element"), "n": N_("Scans"), "green": N_("Groen"),
    "orange": N_("Oranje"), "red": N_("Rood"), "not_applicable": "N.v.t.", "score": N_("Score"), "consensus": N_("Eensgezindheid"),
    "band": N_("Hoofdkleur"), "score_from": N_("Score van"), "score_to": N_("Score tot"), "share_green_from": N_("% groen van"),
    "share_green_to": "% groen tot", "share_orange_from": N_("% oranje van"), "share_orange_to": "% oranje tot",
    "share_red_from": N_("% rood van"), "share_red_to": "% rood tot", "share_not_applicable_from": "% n.v.t. van",
    "share_not_applicable_to": "% n.v.t. tot", "n_paper": N_("Van papier"), "n_file": N_("Uit bestand"),
}  # fmt: skip


_PARTNERS = [
    N_("Partnerorganisatie"), N_("Sector"), N_("Wijze"), N_("Scans"), N_("Van papier"), N_("Uit bestand"), N_("Telt niet mee"), N_("Resultaat"),
]  # fmt: skip


def results(shown: Shown, questionnaire: Questionnaire) -> pd.DataFrame:
    """Rows of partner (name), block, element ('' on the row of a block), n, counts, score, consensus, band, ranges.

    NETWERK comes first, then KLEINE TEAMS SAMEN (elements only: n and band of the small teams as one), then partners by
    name; per block its own row, then its elements. The score of a block is the one that pages show; the ends of its range
    and of the share of each light in all answers (0-100) stand on rows of blocks only, and so do n_paper and n_file: how
    many of a partner's n scans somebody typed over from paper or read from a file. Scores, ranges (0-100) and
    consensus (0-1) have 4 decimals. What is hidden is NA, and empty in a file; a hidden partner has rows of blocks only.
    """
    partners = shown.partners.sort_values(["name", "partner"])
    hidden = partners[partners["n"].isna()]
    counted = partners[["partner", "paper", "import"]].rename(columns={"paper": "n_paper", "import": "n_file"})
    ids = [block.id for block in questionnaire.blocks]
    blanks = pd.DataFrame([(p, b) for p in hidden["partner"] for b in ids], columns=["partner", "block"])
    rows = pd.concat(
        [
            network_blocks(shown).assign(partner=NETWORK),
            network_elements(shown).assign(partner=NETWORK),
            shown.pool.assign(partner=TOGETHER),
            shown.blocks.merge(counted, on="partner", how="left"),
            shown.elements,
            blanks.astype("string"),
        ]
    ).reindex(columns=COLUMNS)
    rows["element"] = rows["element"].fillna("")
    order = {NETWORK: 0, TOGETHER: 1} | {partner: at for at, partner in enumerate(partners["partner"], start=2)}
    places = {(b.id, e): (i, j) for i, b in enumerate(questionnaire.blocks) for j, e in enumerate(_places(b))}
    keys = [
        (order[partner], *places[block, element])
        for partner, block, element in zip(rows["partner"], rows["block"], rows["element"], strict=True)
    ]
    rows = rows.iloc[sorted(range(len(rows)), key=keys.__getitem__)].reset_index(drop=True)
    names = {who: who for who in (NETWORK, TOGETHER)} | shown.names
    figures = ["score", "consensus", *RANGES]
    return rows.assign(partner=rows["partner"].map(names), **rows[figures].astype("Float64").round(4))


def findings(
    shown: Shown, questionnaire: Questionnaire, before: Shown | None = None, earlier: Questionnaire | None = None
) -> pd.DataFrame:
    """What pages call a finding: finding (differs, alone, shared, moved), block, element ('' for a whole block), partner
    (the name of who stands alone), words. With an earlier round, which asked `earlier`, also what moved since then.
    """
    rows = [
        (found.kind, *_place(found.place), found.partner, phrase.finding(found))
        for found in standing_out.of_round(shown, questionnaire, before, earlier)
    ]
    return pd.DataFrame(rows, columns=FOUND)


def _place(place: Element | Block) -> tuple[str, str]:
    return (place.block, place.id) if isinstance(place, Element) else (place.id, "")


def _places(block: Block) -> list[str]:
    """The elements of a block in order, after '' for the block itself."""
    return ["", *(element.id for element in block.elements)]


def sheets(
    shown: Shown,
    questionnaire: Questionnaire,
    stars: Mapping[str, Mapping[str, Priority]],
    agreed: Mapping[str, Priority],
) -> dict[str, pd.DataFrame]:
    """Everything that is shown of a round, one table per kind, with Dutch headings and what the words mean.

    `stars` are those that partners share (partner id -> block id -> priority), `agreed` those of the network.
    """
    everything = results(shown, questionnaire)
    blocks, elements = everything[everything["element"] == ""], everything[everything["element"] != ""]
    names = shown.names
    own = blocks["partner"] != NETWORK
    return {
        _("Netwerk"): _with_words(blocks[~own], questionnaire).drop(columns=[_("Partnerorganisatie")]),
        _("Partners"): shown.partners.sort_values("name")[
            ["name", "sector", "joint", "n", "paper", "import", "left_out", "visibility"]
        ]
        .assign(joint=lambda rows: rows["joint"].map(phrase.way))
        .set_axis(_PARTNERS, axis=1),
        _("Bouwstenen"): _with_words(blocks[own], questionnaire),
        _("Elementen"): _with_words(elements, questionnaire),
        _("Functiegroepen"): _groups(shown, names),
        _("Sterren"): _stars(
            {names[who]: given for who, given in stars.items() if who in names}, agreed, questionnaire
        ),
        _("Begrippen"): pd.DataFrame(
            [*wording().terms(sheet=False), *wording().terms(sheet=True)], columns=[_("Begrip"), _("Betekenis")]
        ),
    }


def _with_words(rows: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Rows of `results` with Dutch headings and the names of blocks and elements; rows of blocks have no element."""
    whole = (rows["element"] == "").all()
    what = rows["block"].map({block.id: block.name for block in questionnaire.blocks})
    titles = rows["element"].map({element.id: element.title for element in questionnaire.elements})
    named = rows.rename(columns=HEADINGS)
    if whole:
        named["Element"] = what
        named = named.rename(columns={"Element": "Naam"}).drop(columns=[_("Hoofdkleur")])
    else:
        named = named.drop(columns=[HEADINGS[name] for name in (*RANGES, "n_paper", "n_file")])
        named.insert(3, _("Titel"), titles)
    return named.reset_index(drop=True)


def _groups(shown: Shown, names: Mapping[str, str]) -> pd.DataFrame:
    rows = shown.splits.assign(partner=shown.splits["partner"].map(names))
    return rows.rename(columns=HEADINGS | {"group": "Functiegroep"})


def _stars(
    chosen: Mapping[str, Mapping[str, Priority]], agreed: Mapping[str, Priority], questionnaire: Questionnaire
) -> pd.DataFrame:
    everyone = {_("NETWERK (afgesproken)"): agreed, **dict(sorted(chosen.items()))}
    rows = [
        (who, f"{block.id}. {block.name}", own.stars, phrase.why(own), own.direction)
        for who, given in everyone.items()
        for block, own in zip(questionnaire.blocks, complete("", given, questionnaire), strict=True)
        if own.stars
    ]
    return pd.DataFrame(rows, columns=[_("Wie"), _("Bouwsteen"), _("Sterren"), _("Waarom"), _("Waarheen")])


def parquet(table: pd.DataFrame, about: Mapping[str, str]) -> bytes:
    """The flat table for analysts, with `about` in the properties of the file."""
    rows = pyarrow.Table.from_pandas(table, preserve_index=False)
    told = {key.encode(): value.encode() for key, value in about.items()}
    made = BytesIO()
    pyarrow.parquet.write_table(rows.replace_schema_metadata({**(rows.schema.metadata or {}), **told}), made)
    return made.getvalue()
