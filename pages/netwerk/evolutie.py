"""This round against an earlier one, per building block and per element."""

from dataclasses import replace

import streamlit as st

from onlife.domain.access import Action
from onlife.domain.plan import in_order
from onlife.services import figures
from onlife.translation import gettext as _
from onlife.ui import movement, plan_follow_up
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout, picture
from onlife.ui.parts.markdown import plain

visit = session.require(Action.SEE_PAGE)
guidance.heading(visit, _("Evolutie"), _("Wat bewoog er sinds een vorige scanronde?"), about="evolutie")
rounds = choose.network_rounds(visit)
if len(rounds) < 2:
    layout.empty(_("Er is nog maar één scanronde. Na een volgende zie je hier wat bewoog."))
    st.stop()
row = layout.filters()
view = choose.view(visit, rounds, row)
scan_round = choose.round_of(rounds, view)
before = rounds[rounds.index(scan_round) + 1 :]
if not before:
    layout.empty(_("{name} is de eerste scanronde. Wat bewoog, zie je hier na een volgende.", name=scan_round.name))
    st.stop()
earlier = choose.earlier(before, row)
view = replace(view, before=earlier.id)
if not figures.comparable(earlier, scan_round):
    layout.empty(
        _(
            "{earlier} en {later} werkten met een andere vragenlijst (versie {version_before} en "
            "{version}). Wat mensen anders gevraagd werd, zetten we niet naast elkaar.",
            earlier=earlier.name,
            later=scan_round.name,
            version_before=earlier.content_version,
            version=scan_round.content_version,
        )
    )
    st.stop()
if versions := figures.about_versions(view):
    st.info(plain(versions), icon=":material/difference:")
moves = figures.moves(view)
if picture.figure("evolutie", view) is None and not moves:
    layout.empty(_("Geen enkele partner toont in beide scanrondes een resultaat; er valt nog niets te vergelijken."))
    picture.hidden_partners(figures.shown_in(view))
    st.stop()
movement.list_moves(moves, key=f"chance {view.query()}")

block = choose.block(session.questionnaire(scan_round))
if picture.figure("evolutie", replace(view, block=block.id)) is None:
    st.markdown(_("Van deze bouwsteen is er geen element dat in beide scanrondes te zien is en hetzelfde vraagt."))

picture.figure("scanrondes", figures.rounds_in_a_row(view, rounds))

actions = in_order(session.store().plans.of(visit.network.id), session.questionnaire(visit.network))
st.header(_("Wat het plan wilde bewegen"), anchor=False)
if any(action.elements for action in actions):
    st.caption(_("Van 0 (alles rood) tot 100 (alles groen). Een verschil zegt niet dat het door de actie komt."))
    plan_follow_up.moves(figures.movements_of_actions(actions, view))
else:
    st.markdown(_("Koppel acties van het plan aan elementen, dan zie je hier of die bewogen."))
