"""The network at a glance: partners against building blocks, what is shared and where it differs most."""

from dataclasses import replace

import streamlit as st

from onlife.domain import finding as findings
from onlife.domain.access import Action
from onlife.domain.questionnaire import Element
from onlife.services import figures
from onlife.ui import peer
from onlife.ui.app import session
from onlife.ui.parts import agreed, components, documents, element_actions, guidance
from onlife.ui.parts.components import plain

visit = session.require(Action.SEE_NETWORK)
guidance.heading(
    visit,
    "Overzicht",
    f"{visit.network.name}: waar staan de partners in elke bouwsteen?",
    about="overzicht",
    hint="overzicht",
    now=True,
)
rounds, row = components.network_rounds(visit), components.filters()
view = components.choose_view(visit, rounds, row)
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

view = replace(view, order=components.choose_order(row), colours=components.choose_colours(row))
chosen = components.figure(
    "warmtekaart",
    view,
    select=True,
    note="Elke partner telt één keer mee in de rij van het netwerk. Klik op een vakje om die bouwsteen te openen. Een score is een begin van gesprek, geen rapport.",
)
cell = components.selected(chosen, "cell")
if cell:
    components.turn_to(
        "pages/netwerk/bouwsteen.py",
        ronde=round.id,
        sector=list(view.sectors),
        bouwsteen=components.block_name(questionnaire.block(cell["block"])),
        partner=cell["partner"],
    )

known = element_actions.known(visit, rounds, round)
shared, differing = findings.shared(shown, questionnaire), findings.differing(shown, questionnaire)
left, right = st.columns(2)
for column, title, found, nothing in (
    (
        left,
        "Dit delen de partners",
        shared,
        "Er is nog geen element dat partners gelijk zien en dat duidelijk groen of rood is.",
    ),
    (
        right,
        "Hier verschillen ze duidelijk",
        differing,
        "Nergens verschillen partners meer dan toeval kan zijn. Ook dat is een vaststelling: jullie kunnen van één beeld vertrekken.",
    ),
):
    with column:
        st.header(title, anchor=False)
        for finding in found:
            if isinstance(finding.place, Element):
                element_actions.row(known, finding.place, place=title, told=plain(finding.text))
            else:
                st.markdown(f"**{plain(findings.title(finding.place))}**  \n{plain(finding.text)}")
                name = components.block_name(finding.place)
                components.link("pages/netwerk/bouwsteen.py", "Bekijk deze bouwsteen", ronde=round.id, bouwsteen=name)
        if not found:
            st.markdown(nothing)
element_actions.invite(known, [f.place for f in (*shared, *differing) if isinstance(f.place, Element)])
if known.settled.agreements:
    st.header("Wat jullie afspraken", anchor=False)
    agreed.beside_measured(shown, known.settled, questionnaire)
    st.caption("De afgesproken kleur staat naast wat de scan mat en komt nooit in de plaats.")

with components.on_demand("Naast andere netwerken", key=f"others {round.id}", icon=":material/compare_arrows:") as box:
    if box.open:
        peer.beside(visit, view, round)

st.header("Meenemen", anchor=False)
st.markdown(f"Alle resultaten: {documents.links('resultaten', ('xlsx', 'csv', 'parquet'), view)}")
components.link("pages/netwerk/meenemen.py", "Vergaderpakket en al de rest", icon=":material/download:")
