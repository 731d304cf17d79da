"""All that a meeting pack holds, gathered by whoever may read it; `meeting_pack` lays it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from onlife.charts import Figure
from onlife.domain import finding
from onlife.domain.meeting import Agreement
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.export.meeting_report import MeetingContent
from onlife.store.remark import Quote


@dataclass(frozen=True)
class PackContent:
    """All that a meeting pack holds. `stars` and `names` are by partner id, `agreed` by block; `points` are elements.

    `colours`: block or element id -> the agreed colour; `quotes`: remarks that may be shown and are to be discussed.
    `evolution` shows what moved since an earlier round, None without one to compare with; `moves`: every block and
    element in those two rounds; `versions`: what is not compared between them, and why; `moved`: the elements of actions in them, a row each, as on the page. `blocks`: action id -> short name of its block, in the questionnaire
    that the action was made with; `held`: what came out of the last meeting about the round.
    """

    network: str
    round: str
    day: date
    questionnaire: Questionnaire
    shown: Shown
    names: Mapping[str, str]
    evolution: Figure | None = None
    moves: Sequence[finding.Move] = ()
    versions: str = ""
    moved: pd.DataFrame | None = None
    stars: Mapping[str, Mapping[str, Priority]] = field(default_factory=dict)
    agreed: Mapping[str, Priority] = field(default_factory=dict)
    actions: Sequence[PlanAction] = ()
    blocks: Mapping[str, str] = field(default_factory=dict)
    points: Sequence[str] = ()
    colours: Mapping[str, Agreement] = field(default_factory=dict)
    quotes: Sequence[Quote] = ()
    sectors: Sequence[str] = ()
    held: MeetingContent | None = None
