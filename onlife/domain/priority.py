"""How much to invest in each building block: 1 to 5 stars, and what is said about them. Pure.

Scores are an aid to this choice and never make it: nothing here is computed from answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onlife.domain.questionnaire import Block, Questionnaire

STARS = range(1, 6)
HIGH = 4
"""From this many stars a block is a high priority."""
MANY = 3
"""More high priorities than this get a gentle word: the kit advises two or three."""
COMMENT_LENGTH = 1000
DIRECTION_LENGTH = 300


@dataclass(frozen=True)
class Priority:
    """The priority of a block for a partner, or for the network where `partner` is ''.

    `stars`: 1-5, 0 if not chosen; `comment`: why; `direction`: where one wants to be in a few months. `event` is the
    number under which it is stored, 0 if it is not. `suggested`: nobody chose these stars, the method proposes them; they
    are shown as such wherever stars are, and count in no agreement.
    """

    partner: str
    block: str
    stars: int = 0
    comment: str = ""
    direction: str = ""
    event: int = 0
    suggested: bool = False


def starting(partner: str, block: Block) -> Priority:
    """What stands there before anybody chooses: a block that comes first starts high."""
    return Priority(partner, block.id, max(STARS), suggested=True) if block.comes_first else Priority(partner, block.id)


def complete(partner: str, kept: Mapping[str, Priority], questionnaire: Questionnaire) -> list[Priority]:
    """One priority per block, in order, from those that were kept (block id -> priority)."""
    return [kept.get(block.id, starting(partner, block)) for block in questionnaire.blocks]


def high(priorities: Iterable[Priority]) -> list[str]:
    """The ids of the blocks with a high priority."""
    return [priority.block for priority in priorities if priority.stars >= HIGH]


def too_many(priorities: Iterable[Priority]) -> bool:
    """Whether so many blocks are high that little of it will be done; a reason for a gentle word, never a refusal."""
    return len(high(priorities)) > MANY
