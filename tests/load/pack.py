"""How long the meeting pack takes: `python -m tests.load.pack --partners 20`. Prints figures; nothing is passed or failed."""

from __future__ import annotations

import argparse
import os
import time
from datetime import date
from pathlib import Path
from random import Random

from onlife.content import questionnaire as questionnaires
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority
from onlife.domain.privacy import PartnerAnswers
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown
from onlife.export.drawing import processes_ahead
from onlife.export.meeting_pack import pack
from onlife.export.pack_content import PackContent
from onlife.export.pdf import pdf
from onlife.export.word import docx
from tests.unit.examples import Counts, show

ORGANISATIONS = (
    "Jeugdhuis",
    "Politiezone",
    "Vrije basisschool",
    "CAW, team onthaal",
    "OCMW",
    "Stedelijk straathoekwerk",
    "CLB",
)
SIZES = (5, 6, 7, 8, 9, 12, 18)


def meeting(partners: int, questionnaire: Questionnaire, seed: int = 1) -> PackContent:
    """A network with teams of 5 to 18 people that answer at random around what they think."""
    random = Random(seed)
    teams = [
        PartnerAnswers(
            f"p{at}",
            f"{ORGANISATIONS[at % 7]} {at // 7 + 1}",
            ORGANISATIONS[at % 7],
            at % 7 == 3,
            1 if at % 7 == 3 else SIZES[at % 7],
            True,
            True,
            pooled=at % 7 < 5,
        )
        for at in range(partners)
    ]
    return PackContent(
        network="Netwerk op de weegschaal",
        round="Najaar 2026",
        day=date(2026, 11, 28),
        questionnaire=questionnaire,
        shown=_shown(teams, questionnaire, random),
        names={team.partner: team.name for team in teams},
        stars={
            t.partner: {b.id: Priority(t.partner, b.id, random.randint(1, 5)) for b in questionnaire.blocks}
            for t in teams
        },
        agreed={
            "1": Priority("", "1", 5, "Hier begint alles mee."),
            "5": Priority("", "5", 4, "We kennen elkaar te weinig."),
        },
        actions=[
            PlanAction(
                f"a{at}",
                "n",
                "",
                "5",
                f"Elke {at + 2} weken overleggen over wat speelt",
                date(2026, 11, 1),
                lead=f"p{at}",
                end=date(2027, 3 + at, 1),
            )
            for at in range(5)
        ],
        blocks={f"a{at}": "Samenwerking" for at in range(5)},
        points=["5.4"],
    )


def _shown(teams: list[PartnerAnswers], questionnaire: Questionnaire, random: Random) -> Shown:
    usual = {element.id: random.gauss(1, 0.5) for element in questionnaire.elements}
    return show({team.partner: _answers(team, usual, random) for team in teams}, teams, questionnaire)


def _answers(team: PartnerAnswers, usual: dict[str, float], random: Random) -> dict[str, Counts]:
    given = {}
    for element, level in usual.items():
        said = [max(0, min(2, round(random.gauss(level, 0.7)))) for _ in range(1 if team.joint else team.n)]
        given[element] = (said.count(2), said.count(1), said.count(0), 0)
    return given


def _worked() -> float:
    """Seconds that cores worked for this process and for those that it started and that ended."""
    return sum(os.times()[:4])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--partners", type=int, default=20)
    asked.add_argument("--keep", type=Path, help="folder to keep the files in")
    chosen = asked.parse_args()
    held = meeting(chosen.partners, questionnaires.load())
    for ending, write in (("docx", docx), ("pdf", pdf)):
        begun, worked = time.perf_counter(), _worked()
        with processes_ahead():
            report = pack(held)
            described = time.perf_counter()
            made = write(report)
        done = time.perf_counter()
        print(
            f"{ending}: {done - begun:.1f} s for {chosen.partners} partners, of which {described - begun:.1f} s to describe it; "
            f"{_worked() - worked:.1f} s of work on the cores; {len(made) / 1e6:.1f} MB"
        )
        if chosen.keep:
            (chosen.keep / f"pack-{chosen.partners}.{ending}").write_bytes(made)


if __name__ == "__main__":
    main()
