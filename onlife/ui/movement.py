"""Evolutie: what moved between two rounds, what clearly did apart from what chance can do."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from onlife.content import phrase
from onlife.domain import finding
from onlife.domain.finding import Move
from onlife.translation import gettext as _
from onlife.ui.parts import picture
from onlife.ui.parts.markdown import plain


def list_moves(moves: Sequence[Move], key: str) -> None:
    """What clearly moved, the furthest first, and folded the rest; `key` names the fold."""
    st.header(_("Wat duidelijk bewoog"), anchor=False)
    clear, chance = [move for move in moves if move.clear], [move for move in moves if not move.clear]
    for move in sorted(clear, key=lambda move: abs(move.after - move.before), reverse=True):
        st.markdown(f"**{plain(finding.title(move.place))}**  \n{plain(phrase.move(move))}")
    if not clear:
        st.markdown(
            _(
                "Niets bewoog meer dan toeval kan geven. Ook dat is een vaststelling: kijk samen of er tijd genoeg was, of dat het "
                "plan iets anders vraagt."
            )
        )
    with picture.on_demand(f"{finding.Way.CHANCE.capitalize()} ({len(chance)})", key=key) as box:
        if box.open:
            st.caption(
                _(
                    "Zulke cijfers verschuiven altijd een beetje, want er antwoorden telkens andere mensen. Dat is ook zo als niemand van mening veranderde."
                )
            )
            lines = (
                f"- {plain(finding.title(move.place))}: {finding.number(move.before)} en {finding.number(move.after)}"
                for move in chance
            )
            st.markdown("\n".join(lines))
