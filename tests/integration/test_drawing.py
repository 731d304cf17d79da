"""Pictures that come from processes of their own: whole, or not at all."""

from __future__ import annotations

import sys

import pytest
from vl_convert import vegalite_to_svg

from onlife.export import drawing

CHARTS = [{"data": {"values": [{"a": number}]}, "mark": "bar", "encoding": {}} for number in range(drawing.FEW + 2)]
ANSWERS = {
    "nothing": "pass",
    "the first bytes of it": "print('iVBORw0K', end='')",
    "as much as a pipe holds": "print('A' * 65536, end='')",
    "an error": "raise MemoryError",
}
ONE_BY_ONE = """
import sys

for line in sys.stdin:
    if "{fatal}" in line:
        {answer}
        break
    print("QQ==", flush=True)
"""


def test_what_other_processes_draw_is_what_is_drawn_here_in_its_order() -> None:
    with drawing.processes_ahead():
        pictures = drawing.draw_all(CHARTS, 0, lambda share: None)
    assert pictures == [vegalite_to_svg(chart).encode() for chart in CHARTS]


@pytest.mark.parametrize("at", [0, len(CHARTS) - 1], ids=["the first", "the last"])
@pytest.mark.parametrize("answer", ANSWERS)
def test_of_a_process_that_dies_over_a_picture_nothing_is_taken_for_one(
    answer: str, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = f"{answer} {at}"  # none that was drawn before
    charts = [
        {**chart, "title": f"{title} {'dies' if number == at else 'goes on'}"} for number, chart in enumerate(CHARTS)
    ]
    code = ONE_BY_ONE.format(fatal=f"{title} dies", answer=ANSWERS[answer])
    monkeypatch.setattr(drawing, "_COMMAND", [sys.executable, "-c", code])
    with pytest.raises(RuntimeError, match="stopped before it was done"):
        drawing.draw_all(charts, 0, lambda share: None)
    with pytest.raises(RuntimeError, match="stopped before it was done"):  # nothing was kept of it
        drawing.draw_all(charts, 0, lambda share: None)
