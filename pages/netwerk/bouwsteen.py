"""One building block: counts per partner, element by partner, agreement inside and between, remarks."""

from dataclasses import replace

import streamlit as st

from onlife.content.message import explain
from onlife.domain import finding
from onlife.domain.access import Action
from onlife.domain.network import RoundState
from onlife.services import figures, results
from onlife.text import count_partners, count_scans
from onlife.translation import gettext as _
from onlife.ui import remark
from onlife.ui.app import session
from onlife.ui.parts import agreement, choose, element_actions, guidance, layout, picture
from onlife.ui.parts.markdown import plain

visit = session.require(Action.SEE_PAGE)
guidance.heading(visit, _("Bouwsteen"), _("Eén bouwsteen van dichtbij, over alle partners heen."), about="bouwsteen")
rounds, row = choose.network_rounds(visit), layout.filters()
view = choose.view(visit, rounds, row)
scan_round = choose.round_of(rounds, view)
block = choose.block(session.questionnaire(scan_round), row)
view = replace(view, block=block.id)
shown = figures.shown_in(view)

known = element_actions.element_context(visit, rounds, scan_round)
if shown.blocks.empty:
    picture.nothing_yet(visit, shown)

questionnaire = session.questionnaire(scan_round)
standing = finding.block_summary(shown, questionnaire, block.id)
picture.figure("bouwsteen", view, note=picture.left_out(shown))
st.header(f"{block.id}. {plain(block.name)}{agreement.badge(block.id, known.settled)}", anchor=False)
st.markdown(f"{plain(block.core_question)}\n\n{agreement.reason(block.id, known.settled)}")
told = [
    _("Netwerk: {about} op 100", about=finding.about(standing.score)),
    count_partners(standing.partners),
    count_scans(standing.scans),
]
st.markdown(" · ".join([*told, standing.verdict.value] if standing.verdict else told))
small = finding.small_teams(shown, questionnaire, block.id, running=scan_round.state is RoundState.OPEN)
picture.figure("elementen", view, note=explain(small) if small else "")

names = shown.names
options = {who: names[who] for who in sorted(shown.blocks["partner"].unique(), key=lambda who: names[who].casefold())}
one = choose.one("partner", _("Bekijk één partner"), options, nothing=_("Kies een partner"))
if one:
    beside = replace(view, partner=one)
    picture.figure("naast-anderen", beside)
    if picture.figure("partner", beside) is None:
        st.caption(_("Van een team met minder dan 10 scans zie je enkel bij Samenwerking elementen."))

st.header(_("Wat volgt hieruit?"), anchor=False)
element_actions.legend(known, block.elements)
for element in block.elements:
    element_actions.element_row(known, element, place="block")

with picture.on_demand(_("Eensgezindheid binnen partners"), key=f"inside {block.id}") as box:
    if box.open:
        st.dataframe(finding.inside(shown, block.id), hide_index=True, placeholder="–")
        st.caption(
            _(
                "Dit blijft verborgen bij minder dan 10 scans, en waar bijna iedereen hetzelfde koos: het zou verraden wie wat koos."
            )
        )

if not visit.whole:
    st.stop()
remarks = f"remarks {block.id}"
with picture.on_demand(remark.box(scan_round, block, remarks), key=remarks) as box:
    if box.open:
        found = results.remarks(session.store(), shown, scan_round)
        remark.cards(visit, scan_round, found.rows[found.rows["block"] == block.id], names)
        remark.withheld_note(found)
