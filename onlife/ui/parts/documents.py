"""Ways to take something away: links to documents, and a meeting pack that is made while one watches."""

from __future__ import annotations

import streamlit as st

from onlife.domain.access import Action
from onlife.services import documents as takeaway
from onlife.services import figures
from onlife.services.figures import NothingToShow, View
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout, markdown, picture

PREPARING = N_("We zetten het vergaderpakket klaar …")
WORDS = {
    "docx": N_("Word"),
    "pdf": N_("PDF"),
    "xlsx": N_("Excel"),
    "csv": N_("CSV"),
    "ics": N_("agenda (ICS)"),
    "parquet": N_("Parquet"),
    "analysis": N_("CSV voor analyse"),
}
_FILE = {"analysis": "-analyse.csv"}
"""How the name of a form ends, where it is not its kind."""


def documents(title: str, purpose: str, name: str, endings: tuple[str, ...], view: View) -> None:
    """One kind of document: what it is for, and a link for each form that it comes in."""
    with st.container(border=True):
        st.markdown(f"**{title}**  \n{purpose}")
        st.markdown(links(name, endings, view))


def links(name: str, endings: tuple[str, ...], view: View) -> str:
    """Links in Markdown to the forms of a document."""
    return " · ".join(
        f"[{_(WORDS[ending])}](/uitvoer/{name}{_FILE.get(ending, f'.{ending}')}?{picture.view_query(view)})"
        for ending in endings
    )


def meeting_pack(view: View) -> None:
    """The meeting pack in both forms; making it shows how far it is, then the browser saves it."""
    with st.container(border=True):
        st.markdown(
            _(
                "**Vergaderpakket**  \nAlles voor het gesprek in het netwerk. Het overzicht, de bouwstenen, verschillen "
                "en vragen staan erin. Ook wat bewoog sinds een vorige scanronde, de keuzes en het plan. "
                "In Word kun je het aanpassen."
            )
        )
        with st.container(horizontal=True):
            for ending in takeaway.WRITERS:
                st.button(
                    _("Vergaderpakket ({words})", words=_(WORDS[ending])),
                    icon=":material/download:",
                    key=f"pack-{ending}",
                    type="primary" if ending == "pdf" else "secondary",
                    on_click=_ask,
                    args=(ending,),
                )
        ending = st.session_state.pop("pack", "")
        if ending:
            _make(view, ending)


def _ask(ending: str) -> None:
    st.session_state["pack"] = ending


def _make(view: View, ending: str) -> None:
    visit = session.find(Action.SEE_NETWORK)
    rounds = session.rounds_to_see(visit) if visit else []
    if view.round not in {scan_round.id for scan_round in rounds}:
        st.rerun()
    view = figures.beside_earlier(view, rounds)
    bar = st.progress(0.0, text=_(PREPARING))

    def step(done: float) -> None:
        bar.progress(done, text=_(PREPARING))

    try:
        takeaway.meeting_pack(view, ending, step)
    except NothingToShow:
        layout.empty(_("Deze scanronde bestaat niet meer."))
        return
    bar.empty()
    layout.redirect(
        f"/uitvoer/vergadering.{ending}?{picture.view_query(view)}",
        _("Klaar. Begint het bewaren niet vanzelf? Klik dan hier"),
    )


def own(visit: Visit, scan_round: str) -> None:
    """The result of the visitor's own partner on two pages."""
    address = _of_partner(visit.network.id, scan_round, visit.own.id)
    st.link_button(_("Ons resultaat (PDF)"), address, icon=":material/download:")


def released_results(view: View) -> None:
    """For the coordinator: the result of every partner that the network may see, on two pages each."""
    shown = figures.shown_in(view)
    seen = shown.partners[shown.partners["n"].notna()].sort_values("name")
    with st.container(border=True):
        st.markdown(_("**Resultaat per partner**  \nTwee bladzijden (PDF) per partner die zijn resultaat vrijgaf."))
        st.markdown(
            " · ".join(
                f"[{markdown.plain(p['name'])}]({_of_partner(view.network, view.round, p['partner'])})"
                for p in seen.to_dict("records")
            )
            or _("Nog geen partner gaf zijn resultaat vrij.")
        )


def _of_partner(network: str, scan_round: str, partner: str) -> str:
    return layout.export_address("resultaat-partner.pdf", network, ronde=scan_round, partner=partner)
