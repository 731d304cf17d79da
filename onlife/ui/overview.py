"""Overzicht: what the partners share beside where they differ, each with what was agreed and the way on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from onlife.content import phrase
from onlife.domain import finding as findings
from onlife.domain.finding import Finding
from onlife.domain.questionnaire import Element, Questionnaire
from onlife.domain.shown import Shown
from onlife.translation import gettext as _
from onlife.ui.parts import choose, element_actions, layout
from onlife.ui.parts.element_actions import ElementContext
from onlife.ui.parts.markdown import plain


def shared_and_differing(known: ElementContext, shown: Shown, questionnaire: Questionnaire) -> None:
    shared, differing = findings.common_ground(shown, questionnaire), findings.differing(shown, questionnaire)
    alike = _("Er is nog geen element dat partners gelijk zien en dat duidelijk groen of rood is.")
    apart = _(
        "Nergens verschillen partners meer dan toeval kan zijn. Ook dat is een vaststelling: jullie kunnen van één beeld vertrekken."
    )
    left, right = st.columns(2)
    with left:
        _findings(known, _("Dit delen de partners"), shared, alike)
    with right:
        nothing = phrase.nothing_found(shown, questionnaire, apart)
        _findings(known, _("Hier verschillen ze duidelijk"), differing, nothing)
    element_actions.legend(known, [f.place for f in (*shared, *differing) if isinstance(f.place, Element)])


def _findings(known: ElementContext, title: str, found: Sequence[Finding], nothing: str) -> None:
    st.header(title, anchor=False)
    for finding in found:
        if isinstance(finding.place, Element):
            element_actions.element_row(known, finding.place, place=title, told=plain(phrase.finding(finding)))
            continue
        st.markdown(f"**{plain(findings.title(finding.place))}**  \n{plain(phrase.finding(finding))}")
        if known.visit.opens("bouwsteen"):
            name = choose.block_name(finding.place)
            layout.link("pages/netwerk/bouwsteen.py", _("Bekijk deze bouwsteen"), ronde=known.round.id, bouwsteen=name)
    if not found:
        st.markdown(nothing)
