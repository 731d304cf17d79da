"""The documents for who buys the app or answers for its data, to take away one by one or together."""

from __future__ import annotations

import streamlit as st

from onlife.content.dossier import papers
from onlife.translation import gettext as _
from onlife.ui import statement
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout


def show(visit: Visit) -> None:
    """What the documents are for, each with its forms, and all of them as one file."""
    network = visit.network.id
    st.header(_("Dossier"), anchor=False)
    st.markdown(
        _(
            "Zeven documenten voor de jurist, de functionaris voor gegevensbescherming, de IT-dienst en het archief. De app vult in wat "
            "ze zelf weet, met de drempel en de bewaartermijnen van dit netwerk. Wat ze niet weet, staat er tussen vierkante haken."
        )
    )
    layout.link("pages/regie/beheer.py", _("Vul eerst de verklaringen aan"), wat=statement.TASK)
    st.link_button(_("Alles samen (zip)"), layout.export_address("dossier.zip", network), icon=":material/download:")
    for name, paper in papers().items():
        with st.container(border=True):
            st.markdown(
                f"**{paper.title}**  \n{paper.purpose}  \n{link(name, 'docx', network, _('Word'))} · {link(name, 'md', network, _('Markdown'))}"
            )
    st.caption(_("Laat elk document beoordelen voor je het gebruikt. Neem ze opnieuw mee als er iets verandert."))


def link(name: str, ending: str, network: str, words: str) -> str:
    """A link in Markdown to a document of the dossier."""
    return f"[{words}]({layout.export_address(f'dossier/{name}.{ending}', network)})"
