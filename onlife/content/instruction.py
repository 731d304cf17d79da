"""How one chooses in a scan and who takes part, in sentences that screens, paper, letters and the explanation share."""

from __future__ import annotations

from pathlib import Path

from onlife.content import schema
from onlife.content.schema import Schema, Text
from onlife.translation import per_language

TEXTS = Path(__file__).with_name("kiezen.toml")


class Instruction(Schema):
    """`alone` and `together`: what decides; `unknown`: what not knowing is; `skip`: the statement of n.v.t., and
    `not_applicable`: when to choose it; `invite`: whom a partner asks.
    """

    alone: Text
    together: Text
    unknown: Text
    skip: Text
    not_applicable: Text
    invite: Text

    def choose(self, *, joint: bool) -> str:
        """What decides, for somebody alone or for people who fill in one scan together."""
        return self.together if joint else self.alone


@per_language
def instruction() -> Instruction:
    """Return the sentences as they stand in the content. Raise ContentError."""
    return schema.read(TEXTS, Instruction)
