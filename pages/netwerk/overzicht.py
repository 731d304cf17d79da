"""The network at a glance: partners against building blocks, what is shared and where it differs most."""

from dataclasses import replace

import streamlit as st

from onlife.domain.access import Action
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui import overview, peer
from onlife.ui.app import session
from onlife.ui.parts import agreement, choose, documents, element_actions, guidance, layout, picture

visit = session.require(Action.SEE_PAGE)
guidance.heading(
    visit,
    _("Overzicht"),
    _("{name}: waar staan de partners in elke bouwsteen?", name=visit.network.name),
    about="overzicht",
    hint="overzicht",
    now=True,
)
rounds, row = choose.network_rounds(visit), layout.filters()
view = choose.view(visit, rounds, row)
scan_round = choose.round_of(rounds, view)
questionnaire = session.questionnaire(scan_round)
shown = figures.shown_in(view)

if shown.blocks.empty:
    picture.nothing_yet(visit, shown)

view = replace(view, order=choose.order(row), colours=choose.colours(row))
opens = visit.opens("bouwsteen")
chosen = picture.figure(
    "warmtekaart",
    view,
    select=opens,
    note=_("Elke partner telt één keer mee in de rij van het netwerk. ")
    + (_("Klik op een vakje om die bouwsteen te openen. ") if opens else "")
    + _("Een score is een begin van gesprek, geen rapport."),
)
cell = picture.selection(chosen, "cell") if opens else {}
if cell:
    layout.switch_page(
        "pages/netwerk/bouwsteen.py",
        ronde=scan_round.id,
        sector=list(view.sectors),
        bouwsteen=choose.block_name(questionnaire.block(cell["block"])),
        partner=cell["partner"],
    )

known = element_actions.element_context(visit, rounds, scan_round)
overview.shared_and_differing(known, shown, questionnaire)
if known.settled.agreements:
    st.header(_("Wat jullie afspraken"), anchor=False)
    agreement.beside_measured(shown, known.settled, questionnaire)
    st.caption(_("De afgesproken kleur staat naast wat de scan mat en komt nooit in de plaats."))

with picture.on_demand(
    _("Naast andere netwerken"), key=f"others {scan_round.id}", icon=":material/compare_arrows:"
) as box:
    if box.open:
        peer.beside(visit, view, scan_round)

if visit.whole:
    st.header(_("Meenemen"), anchor=False)
    st.markdown(_("Alle resultaten: {links}", links=documents.links("resultaten", ("xlsx", "csv", "parquet"), view)))
    layout.link("pages/netwerk/meenemen.py", _("Vergaderpakket en al de rest"), icon=":material/download:")
