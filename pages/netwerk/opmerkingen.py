"""The remarks that may be shown, to search through and to quote in the meeting."""

import streamlit as st

from onlife.domain.access import Action
from onlife.services import figures, results
from onlife.translation import gettext as _
from onlife.ui import remark
from onlife.ui.app import session
from onlife.ui.parts import choose, guidance, layout

visit = session.require(Action.SEE_NETWORK)
layout.heading(
    _("Opmerkingen"),
    _(
        "Wat mensen bij een bouwsteen schreven, los van wat ze kozen. Wie samen invulde, schreef soms ook waarom het team een kleur koos."
    ),
)
guidance.about("opmerkingen-lezen")
rounds = choose.network_rounds(visit)
view = choose.view(visit, rounds)
scan_round = choose.round_of(rounds, view)
block = choose.block_or_all(session.questionnaire(scan_round))
wanted = choose.search(_("bv. een woord of een partner"))

shown = figures.shown_in(view)
names = shown.names
found = results.remarks(session.store(), shown, scan_round)
matching = remark.matching(found.rows, names, block.id if block else "", wanted)
if found.rows.empty:
    layout.empty(
        _(
            "Er zijn nog geen opmerkingen om te tonen. Ze verschijnen zodra een partner met genoeg scans zijn resultaat vrijgeeft."
        )
    )
elif matching.empty:
    layout.empty(_("Geen enkele opmerking past hierbij. Kies een andere bouwsteen of zoek op een ander woord."))
else:
    remark.by_block(visit, scan_round, matching, names)
remark.withheld_note(found)
if not matching.empty:
    st.caption(_("De volgorde is toevallig: ze zegt niet wie iets schreef of wanneer."))
