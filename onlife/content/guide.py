"""The explanation in the app: chapters per reader, terms, the steps of a scan round, first-time hints. Pure.

The words stand in content/uitleg.toml; whatever is missing, unknown or points nowhere is refused at the first use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from onlife.content import schema
from onlife.content.instruction import instruction
from onlife.content.schema import ById, NonEmpty, Schema, Text, fill, places, refuse_repeats, refuse_unknown
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.experience import TOGETHER
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.privacy import POOL_PARTNERS, POOL_PEOPLE, REMARKS_FROM, THRESHOLD_MAX, THRESHOLD_MIN
from onlife.translation import per_language

TEXTS = Path(__file__).parent / "uitleg.toml"
STEPS = (
    *("partners", "made", "opened", "statements", "links", "first", "everybody", "finished", "closed", "released"),
    *("shared", "stars", "met", "agreed", "plan", "follow_up", "next", "again"),
)
"""The steps of a scan round in order; `onlife.services.progress` knows which are done."""
_FIGURES = {
    "remarks_from": str(REMARKS_FROM), "threshold_min": str(THRESHOLD_MIN), "threshold_max": str(THRESHOLD_MAX),
    "together": str(MIN_NETWORKS), "exact_from": str(EXACT_FROM), "pool_partners": str(POOL_PARTNERS),
    "pool_people": str(POOL_PEOPLE), "helped_from": str(TOGETHER),
}  # fmt: skip


def _fill(text: str) -> str:
    values = _FIGURES | instruction().model_dump(include={"alone", "unknown", "not_applicable", "invite"})
    refuse_unknown(places(text), values)
    return fill(text, values.__getitem__)


GuideText = Annotated[Text, AfterValidator(_fill)]
"""A text in which the figures of the rules and the sentences on how one chooses are filled in."""


class Paragraph(Schema):
    id: GuideText
    title: GuideText
    text: GuideText


class GuideChapter(Schema):
    """What one kind of reader asks."""

    id: GuideText
    title: GuideText
    paragraphs: NonEmpty[Paragraph]


class GlossaryTerm(Schema):
    """A word with what it means; `method`: it is a word of the kit, the others are of the app."""

    word: GuideText
    meaning: GuideText
    method: bool = False


class GuideStep(Schema):
    """A step of a scan round, as a task: its words hold while all before it is done and it is not. `page`: where it is done, as
    a file below `pages/` and what to ask of it (`beheer?wat=...`)."""

    id: GuideText
    title: GuideText
    text: GuideText
    page: GuideText


class Hint(Schema):
    """A word for whoever sees a page for the first time; `more`: the paragraph that says more."""

    id: GuideText
    text: GuideText
    more: GuideText


class Guide(Schema):
    chapters: NonEmpty[GuideChapter]
    terms: NonEmpty[GlossaryTerm]
    steps: NonEmpty[GuideStep]
    hints: ById[Hint]

    def chapter_of(self, paragraph: str) -> GuideChapter | None:
        """Return the chapter in which a paragraph stands."""
        return next((c for c in self.chapters if any(p.id == paragraph for p in c.paragraphs)), None)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        refuse_repeats(paragraph.id for chapter in self.chapters for paragraph in chapter.paragraphs)
        if tuple(step.id for step in self.steps) != STEPS:
            raise ValueError(f"de stappen zijn niet {', '.join(STEPS)}")
        for hint in self.hints.values():
            if not self.chapter_of(hint.more):
                raise ValueError(f"tip {hint.id}: {hint.more} is geen onderwerp")
        return self


@per_language
def guide() -> Guide:
    return load()


def load(path: Path = TEXTS) -> Guide:
    """Return the explanation in a file. Raise ContentError if anything is missing, unknown, double or points nowhere."""
    return schema.read(path, Guide)
