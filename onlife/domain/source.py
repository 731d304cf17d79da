"""A partner's scans by how they came in, each kind under the privacy rules by itself. Pure.

Who types over paper, reads in a file or fills in twice knows those answers. Taken together with the answers of others they
would lift those over a threshold, and subtracting them would leave one person's. So what is shown of a partner follows
only from what may be shown of each kind apart: nobody learns more of one kind by knowing all of another.
`python -m tests.attack` has somebody add scans in every way there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from onlife.domain import coarsening, privacy
from onlife.domain import shown as shown_domain
from onlife.domain.privacy import Groups, PartnerAnswers
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scoring import LIGHTS, element_scores
from onlife.domain.shown import SHARES, FrameRow, Shown, Visibility


def shown(
    counts: pd.DataFrame,
    parts: Sequence[PartnerAnswers],
    questionnaire: Questionnaire,
    threshold: int,
    groups: Groups | None = None,
) -> Shown:
    """What may be shown of partners whose scans came in by several ways, a part for each, those of a partner together.

    As `privacy.shown`, with `source` beside `partner` in `parts` and in every frame of counts.
    """
    named = [
        replace(part, partner=_id(part.partner, part.source), n=0 if part.source == privacy.REPEAT else part.n)
        for part in parts
    ]
    apart = privacy.shown(_by_part(counts), named, questionnaire, threshold, groups and _groups_by_part(groups))
    whole = [(key, list(of)) for key, of in groupby(sorted(parts, key=attrgetter("partner")), attrgetter("partner"))]
    states = dict(zip(apart.partners["partner"], apart.partners["visibility"], strict=True))
    seen = {
        partner: [p for p in of if states[_id(partner, p.source)] == Visibility.SHOWN.value] for partner, of in whole
    }
    several = {partner for partner, of in seen.items() if len(of) > 1}
    ids = {_id(part.partner, part.source): part.partner for part in parts}
    frames = {
        name: frame.assign(partner=frame["partner"].map(ids).astype("string"))
        for name, frame in (("blocks", apart.blocks), ("elements", apart.elements), ("splits", apart.splits))
    }
    elements = _together(frames["elements"], several, ["partner", "element"], _element)
    by_block: dict[Any, pd.DataFrame] = (
        dict(iter(elements.groupby(["partner", "block"], sort=False))) if several else {}
    )
    return Shown(
        partners=privacy.partners_frame(_partner(of, seen[partner], states) for partner, of in _in_order(parts, whole)),
        blocks=_together(frames["blocks"], several, ["partner", "block"], lambda rows: _block(rows, by_block)),
        elements=elements,
        pool=apart.pool,
        pooled=frozenset(ids[part] for part in apart.pooled),
        splits=frames["splits"][~frames["splits"]["partner"].isin(several)].reset_index(drop=True),
    )


def _id(partner: str, source: str) -> str:
    return f"{partner} {source}"


def _by_part(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.assign(partner=counts["partner"] + " " + counts["source"])


def _groups_by_part(groups: Groups) -> Groups:
    return Groups(_by_part(groups.counts), _by_part(groups.sizes))


def _in_order(
    parts: Sequence[PartnerAnswers], whole: Sequence[tuple[str, list[PartnerAnswers]]]
) -> Iterable[tuple[str, list[PartnerAnswers]]]:
    by_partner = dict(whole)
    return ((partner, by_partner[partner]) for partner in dict.fromkeys(part.partner for part in parts))


def _partner(parts: Sequence[PartnerAnswers], seen: Sequence[PartnerAnswers], states: dict[str, str]) -> FrameRow:
    """The row of a partner; which of its scans count is told only once it is shown."""
    first = (seen or parts)[0]
    row: FrameRow = {key: getattr(first, key) for key in ("partner", "name", "sector", "joint")}
    row["visibility"] = states[_id(first.partner, first.source)]
    if seen:
        row |= {"n": sum(part.n for part in seen), "least": min(part.n for part in parts)}
        row |= {kind: sum(part.n for part in seen if part.source == kind) for kind in shown_domain.ENTERED}
        row["left_out"] = sum(part.n for part in parts) - row["n"]
    return row


def _together(frame: pd.DataFrame, several: set[str], key: list[str], merge: Any) -> pd.DataFrame:
    """The same rows, those of one key of these partners as one."""
    if not several:
        return frame.reset_index(drop=True)
    rows = []
    for _, same in frame.groupby(key, sort=False):
        records = same.to_dict("records")
        rows.append(merge(records) if len(records) > 1 else records[0])
    return pd.DataFrame(rows, columns=list(frame.columns)).astype(frame.dtypes.to_dict())


def _element(rows: Sequence[FrameRow]) -> FrameRow:
    """An element of a partner, from the parts that tell something of it."""
    told = _known_rows(rows, "position")
    if len(told) < 2:
        return told[0] if told else {**rows[0], "n": sum(row["n"] for row in rows)}
    if all(pd.notna(row["green"]) for row in told):
        return _exact_element(told)
    bands = {row["band"] for row in told}
    blank = dict.fromkeys([*LIGHTS, "score", "consensus"], pd.NA)
    return {**told[0], **blank, "band": bands.pop() if len(bands) == 1 else pd.NA, **_between("position", told)}


def _exact_element(rows: Sequence[FrameRow]) -> FrameRow:
    summed = pd.DataFrame([{light: sum(row[light] for row in rows) for light in LIGHTS}], dtype="Int64")
    scored = element_scores(summed).to_dict("records")[0]
    n = sum(row["n"] for row in rows)
    merged: FrameRow = {**rows[0], **scored, "n": n}
    [element] = privacy.elements_shown(pd.DataFrame([merged]))
    return merged | privacy.flat("position", coarsening.position(element))


def _block(rows: Sequence[FrameRow], elements: Mapping[Any, pd.DataFrame]) -> FrameRow:
    """A block of a partner: from its elements where they are all exact, else somewhere between its parts."""
    n = sum(row["n"] for row in rows)
    if all(pd.notna(row["green"]) for row in rows):
        own = elements[rows[0]["partner"], rows[0]["block"]]
        figures = coarsening.of_elements(tuple(privacy.elements_shown(own)))
        row = {**rows[0], "n": n, **{light: int(own[light].sum()) for light in LIGHTS}}
        row["consensus"] = own["consensus"].mean()
        return row | (privacy.figures_of(figures) if figures else {})
    told = _known_rows(rows, "score")
    blank = dict.fromkeys([*LIGHTS, "consensus"], pd.NA)
    merged = {**(told or rows)[0], **blank, "n": n}
    for name in ("score", *SHARES) if len(told) > 1 else ():
        merged |= _between(name, told)
    return merged


def _known_rows(rows: Sequence[FrameRow], column: str) -> list[FrameRow]:
    return [row for row, known in zip(rows, pd.notna([row[column] for row in rows]), strict=True) if known]


def _between(name: str, rows: Sequence[FrameRow]) -> FrameRow:
    """A figure of several parts, by their scans; how much each weighs is not known, so it lies anywhere between theirs."""
    n = sum(row["n"] for row in rows)
    return {
        "n": n,
        name: sum(row["n"] * row[name] for row in rows) / n,
        f"{name}_from": min(row[f"{name}_from"] for row in rows),
        f"{name}_to": max(row[f"{name}_to"] for row in rows),
    }
