"""Erasing for good, and how long each kind of data is kept."""

import streamlit as st

from onlife.domain.access import Action
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import erasing
from onlife.ui.app import session
from onlife.ui.parts import choose, layout

visit = session.require(Action.MANAGE)
layout.heading(
    _("Bewaren en wissen"), _("Hoe lang de gegevens van dit netwerk blijven, en hoe je iets meteen voorgoed wist.")
)

TERMS, ERASE, GONE = N_("Bewaartermijnen"), N_("Iets wissen"), N_("Wat is al vernietigd")
task = choose.task([TERMS, ERASE, GONE])

if task == TERMS:
    erasing.terms(visit)
    planned = erasing.due(visit)
    if not planned.empty:
        st.header(_("Wanneer verdwijnt wat?"), anchor=False)
        st.dataframe(
            planned,
            hide_index=True,
            height="content",
            alt=_("Per scanronde wanneer opmerkingen en resultaten verdwijnen"),
        )

elif task == ERASE:
    choice = erasing.choose(visit)
    if choice and st.button(_("Bekijk wat er dan verdwijnt"), type="primary", icon=":material/delete_forever:"):
        erasing.confirm(choice)
    st.caption(
        _(
            "Eén ingevulde scan wist enkel wie ze invulde, vanop de scanpagina. Zodra een partner zijn scan afsluit, zijn de "
            "scans niet meer uit elkaar te houden en kan dat niet meer."
        )
    )

else:
    gone = erasing.destruction_log(visit)
    if gone.empty:
        layout.empty(_("Er is nog niets vernietigd. Wat hier komt, staat ook in het logboek."))
    else:
        st.dataframe(
            gone, hide_index=True, alt=_("Wat gewist of na zijn bewaartermijn vernietigd is, nieuwste bovenaan")
        )
