"""The network at a glance: partners against building blocks, what is shared and where it differs most."""

from dataclasses import replace

import streamlit as st

from onlife import figures, findings
from onlife.access import Action
from onlife.ui import components, guidance, points, session
from onlife.ui.components import plain

visit = session.require(Action.SEE_NETWORK)
components.heading("Overzicht", f"{visit.network.name}: waar staan de partners in elke bouwsteen?")
guidance.about("overzicht")
guidance.what_now(visit)
guidance.hint(visit, "overzicht")
rounds = components.network_rounds(visit)
view = components.choose_view(visit, rounds)
round = components.round_of(rounds, view)
questionnaire = session.questionnaire(round)
shown = figures.shown(view)

if shown.blocks.empty:
    components.empty(
        "In deze keuze is nog geen resultaat vrijgegeven. Resultaten verschijnen zodra een partner zijn scan "
        "afsluit en vrijgeeft, of zodra de scanronde sluit.",
        *(("pages/regie/deelname.py", "Bekijk de deelname") if visit.may(Action.MANAGE) else ()),
    )
    components.hidden_partners(shown)
    st.stop()

view = replace(view, order=components.choose_order())
chosen = components.figure("warmtekaart", view, select=True)
st.caption(
    "Elke partner telt één keer mee in de rij van het netwerk. Klik op een vakje om die bouwsteen te openen. Een score is een begin van gesprek, geen rapport."
)
cell = components.selected(chosen, "cel")
if cell:
    names = dict(zip(shown.partners["partner"], shown.partners["name"], strict=True))
    components.turn_to(
        "pages/netwerk/bouwsteen.py",
        ronde=round.name,
        sector=list(view.sectors),
        bouwsteen=components.block_name(questionnaire.block(cell["block"])),
        partner=names.get(cell["partner"], ""),
    )

marked = session.store().meetings.points(round.id)
left, right = st.columns(2, border=True)
for column, title, found, nothing in (
    (left, "Dit delen de partners", findings.shared(shown, questionnaire), "Nog geen element waarover partners het duidelijk eens zijn."),
    (right, "Hier verschillen ze het meest", findings.differing(shown, questionnaire), "Geen element met zowel overwegend groen als overwegend rood."),
):  # fmt: skip
    with column:
        st.header(title, anchor=False)
        for finding in found:
            said = f"{finding.element.id} {plain(finding.element.title)}"
            st.markdown(f"**{said}**{points.badge(finding.element, marked)}  \n{plain(finding.text)}")
            points.follow(visit, round, finding.element, marked, title)
        if not found:
            st.markdown(nothing)

st.markdown(f"[Alle resultaten als CSV](/uitvoer/resultaten.csv?{components.query(view)})")
