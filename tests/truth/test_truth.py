"""The bars of a comparison that is true, over few networks; `python -m tests.truth` takes many."""

from __future__ import annotations

from onlife.content.questionnaire import load
from tests.truth import bars

FORM = load()


def test_figures_of_small_teams_are_true_and_close() -> None:
    assert [bar for bar in bars.of_figures(FORM, 4) if not bar.holds] == []


def test_the_size_of_teams_does_not_tell_how_far_they_agree() -> None:
    assert [bar for bar in bars.of_sizes(FORM, 2) if not bar.holds] == []


def test_chance_is_hardly_ever_called_a_difference() -> None:
    """One of ten networks may be wrong by the bar; in so few of them two may be by chance."""
    wrong, _ = bars.of_chance(FORM, 10)
    assert wrong.figure <= 0.2


def test_a_move_is_told_and_chance_is_not() -> None:
    wrong, right = bars.of_moves(FORM, 5)
    assert wrong.figure <= 0.2 and right.figure >= 0.6


def test_true_splits_are_found() -> None:
    together = [bar for bar in bars.of_splits(FORM, 4) if "samen" in bar.name]
    assert together and all(bar.figure >= 0.6 for bar in together)
