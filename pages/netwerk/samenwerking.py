"""Samenwerking the six elements describe one shared reality, so a difference is itself a finding."""

from dataclasses import replace

import streamlit as st

from onlife.content import phrase
from onlife.domain import finding as findings
from onlife.domain.access import Action
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui import team
from onlife.ui.app import session
from onlife.ui.parts import choose, element_actions, guidance, layout, picture
from onlife.ui.parts.markdown import plain

visit = session.require(Action.SEE_PAGE)
guidance.heading(
    visit,
    _("Samenwerking"),
    _("Jullie beschrijven allemaal dezelfde samenwerking. Zien partners ze anders, dan is dat iets om te bespreken."),
    about="samenwerking",
    hint="samenwerking",
)
rounds = choose.network_rounds(visit)
view = choose.view(visit, rounds)
scan_round = choose.round_of(rounds, view)
questionnaire = session.questionnaire(scan_round)
block = questionnaire.cooperation_block
if block is None:
    layout.empty(_("De vragenlijst van deze scanronde heeft geen bouwsteen met gespreksvragen."))
    st.stop()
view = replace(view, block=block.id)
shown = figures.shown_in(view)
if shown.blocks.empty:
    picture.nothing_yet(visit, shown)

picture.figure("elementen", view, note=picture.left_out(shown))
picture.figure("verschillen", view)

st.header(_("Wie staat alleen?"), anchor=False)
alone = findings.standing_alone(shown, questionnaire)
said = [f"**{plain(findings.title(finding.place))}**  \n{plain(phrase.finding(finding))}" for finding in alone]
st.markdown(
    "\n\n".join(said)
    or phrase.nothing_found(
        shown,
        questionnaire,
        _(
            "Geen enkele partner staat duidelijk alleen. Ook dat is een vaststelling: wat hierboven verschilt, is meer dan de kijk "
            "van één organisatie, of het kan toeval zijn."
        ),
    )
)
if whole := team.whole(visit, scan_round, shown):
    st.markdown(whole)

if picture.figure("functiegroepen", view) is None:
    st.header(_("Leidinggevenden en praktijkwerkers"), anchor=False)
    st.markdown(
        _(
            "Deze vergelijking verschijnt zodra een partner van beide groepen minstens 10 scans heeft. Van de andere functies "
            "heeft die er dan geen, of ook minstens 10."
        )
    )

st.header(_("Vragen voor het gesprek"), anchor=False)
st.markdown(
    _("Elk element heeft vragen. Vraag naar voorbeelden en naar een volgende stap, niet naar wie gelijk heeft.")
)
known = element_actions.element_context(visit, rounds, scan_round)
element_actions.legend(known, block.elements)
for element in block.elements:
    questions = "\n".join(f"- {plain(question)}" for question in element.questions)
    element_actions.element_row(known, element, place="cooperation", inside=questions)
