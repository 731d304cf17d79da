"""The network at a glance: partners against building blocks, what is shared and where it differs most."""

from dataclasses import replace

import streamlit as st

from onlife import figures, findings
from onlife.access import Action
from onlife.ui import agreed, comparison, components, guidance, points, reading, session, takeaway
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

marked, settled = session.store().meetings.points(round.id), agreed.settled(rounds, round)
if settled.agreements:
    st.header("Wat jullie afspraken", anchor=False)
    agreed.beside_measured(shown, settled, questionnaire)
    st.caption("De afgesproken kleur staat naast wat de scan mat en komt nooit in de plaats.")
left, right = st.columns(2, border=True)
for column, title, found, nothing in (
    (left, "Dit delen de partners", findings.shared(shown, questionnaire), "Nog geen element waarover partners het duidelijk eens zijn."),
    (right, "Hier verschillen ze het meest", findings.differing(shown, questionnaire), "Geen element met zowel overwegend groen als overwegend rood."),
):  # fmt: skip
    with column:
        st.header(title, anchor=False)
        for finding in found:
            said = f"{finding.element.id} {plain(finding.element.title)}"
            badges = points.badge(finding.element, marked) + agreed.badge(finding.element.id, settled)
            st.markdown(f"**{said}**{badges}  \n{plain(finding.text)}")
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                reading.link(finding.element)
                points.follow(visit, round, finding.element, marked, title)
        if not found:
            st.markdown(nothing)

with components.on_demand("Naast andere netwerken", key=f"others {round.id}", icon=":material/compare_arrows:") as box:
    if box.open:
        comparison.beside(visit, view, round)

st.header("Meenemen", anchor=False)
st.markdown(f"Alle resultaten: {takeaway.links('resultaten', ('xlsx', 'csv', 'parquet'), view)}")
components.link("pages/netwerk/meenemen.py", "Vergaderpakket en al de rest", icon=":material/download:")
