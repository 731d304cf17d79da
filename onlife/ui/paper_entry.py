"""Scans on paper: the form to print, and the sheet on which a pile of them is typed over by keyboard alone.

A sheet becomes a scan at its first key and is kept as one goes, so that a reload goes on where it was. It follows the
same rules as every scan: an open round, a partner that has not closed, one scan for a partner that scans together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st

from onlife.content.plain_language import in_plain_language
from onlife.domain.access import Action, Actor, Resource, may
from onlife.domain.light import Light
from onlife.domain.network import FUNCTION_GROUPS, Partner
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.scan import Scan
from onlife.store import Refused, StoreError
from onlife.store.scan import REMARK_LENGTH
from onlife.text import count_scans
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import fragment, layout
from onlife.ui.parts.fragment import NO_LONGER

HELP = N_(
    "Toetsen: 1 groen, 2 oranje, 3 rood, 0 n.v.t. Daarna springt het vanzelf naar de volgende rij. Pijltjes: naar een andere rij. "
    "Backspace: vorige keuze weg. De cijfers slaan de opmerkingen over. Staat er een op het blad? Ga er dan na het laatste antwoord van de "
    "bouwsteen met Shift+Tab naartoe, en met Tab weer verder."
)
WORDS = {
    "help": HELP,
    "function": N_("Functiegroep (niets aangekruist: kies Ander)"),
    "done": N_("Scan bewaren en volgende"),
    "kept": N_("alles hierboven is bewaard"),
    "keeping": N_("bezig met bewaren …"),
    "empty": N_("nog niets ingevuld"),
    "nothing": N_("geen keuze"),
}


PART = "paper"
"""What the sheet is called where something went wrong in it."""
LEFT = "sheets left"
"""How many sheets this tab left because they were handed in, or gone, elsewhere; with another number a sheet begins empty."""
GONE = N_(
    "Dit blad is intussen in een ander venster bewaard, of de scan ervan bestaat niet meer. Hier begint een leeg blad; wat je net "
    "typte, is niet bewaard."
)


@cache
def _sheet() -> Any:
    """A packaged script, as the content policy asks."""
    return st.components.v2.component("onlife.paper", js="paper.js", css="paper.css")


def form_links(visit: Visit, partner: Partner) -> None:
    """The scan to print, with or without the way to fill it in on a phone."""
    place = f"/uitvoer/scanformulier.pdf?netwerk={visit.network.id}&partner={partner.id}"
    with st.container(horizontal=True):
        st.link_button(_("Scan om af te drukken (PDF)"), place, icon=":material/print:")
        st.link_button(_("Met QR-code van de scanlink"), f"{place}&qr=ja", icon=":material/qr_code:")
        if in_plain_language(_questionnaire(partner)):
            st.link_button(_("In eenvoudige taal"), f"{place}&taal=eenvoudig", icon=":material/text_fields:")


@fragment.part
def entry(partner: Partner) -> None:
    """The sheet of a partner; what was begun and not handed in stands there again. Only this runs again while one types."""
    who = typist(partner)
    if who is None:
        st.rerun()
    if _is_gone(partner, who):
        _leave_sheet(partner)
    layout.show_problem(PART)
    if typed := st.session_state.get("sheets", 0):
        st.success(
            _("Bewaard: {scans} van papier in dit venster.", scans=count_scans(typed)),
            icon=":material/check:",
        )
    st.caption(
        _(
            "Kijk onderaan op het blad: enkel bladen met versie {version} van de vragenlijst horen in deze scanronde.",
            version=_questionnaire(partner).version,
        )
    )
    began = _scan_of_sheet(partner, who)
    obstacle = "" if began else session.store().scans.obstacle(partner)
    if obstacle:
        layout.empty(obstacle)
        return
    if began is None and _needs_slip(partner):
        st.text_input(_("Code van het briefje bij dit blad"), key=f"slip-{partner.id}", placeholder="ABCD-EFGH-JKMN")
    key = f"paper-{partner.id}-{typed}-{st.session_state.get(LEFT, 0)}"
    _sheet()(
        data=_data(partner, began, focus=bool(typed)),
        key=key,
        on_sheet_change=lambda: _keep(partner, st.session_state[key].get("sheet")),
        on_done_change=lambda: _hand_in(partner, st.session_state[key].get("done")),
    )


def _scan_of_sheet(partner: Partner, who: Actor) -> Scan | None:
    """The scan that the sheet in this tab became. A tab that opens goes on with what was begun; after that it knows its own, or
    two tabs that type over at the same time would fill in one scan.
    """
    scans, place = session.store().scans, _place(partner)
    if place not in st.session_state:
        found = scans.on_paper(partner, who.id)
        st.session_state[place] = found.id if found else ""
    scan = scans.scan(st.session_state[place])
    return None if scan is None or scan.submitted else scan


def _place(partner: Partner) -> str:
    return f"sheet-of-{partner.id}"


def typist(partner: Partner) -> Actor | None:
    """Who here may type over paper scans of this partner right now."""
    place = Resource(partner.network, partner.id)
    return next((actor for actor in session.actors().values() if may(actor, Action.TYPE_OVER, place)), None)


def _needs_slip(partner: Partner) -> bool:
    scan_round = session.store().networks.open_round(partner.network)
    return scan_round is not None and bool(session.store().slips.of(scan_round.id, partner.id))


def _data(partner: Partner, began: Scan | None, *, focus: bool) -> dict[str, Any]:
    functions = [
        {"key": str(at), "value": value, "label": _(label)}
        for at, (value, label) in enumerate(FUNCTION_GROUPS.items(), start=1)
    ]
    return {
        "functions": [] if partner.joint else functions,
        "function": began.function_group if began else "",
        "answers": dict(began.answers) if began else {},
        "remarks": dict(began.remarks) if began else {},
        "remark_length": REMARK_LENGTH,
        "lights": [
            {"key": light.key, "value": light.value, "symbol": light.symbol, "label": light.word} for light in Light
        ],
        "blocks": [
            {
                "id": block.id,
                "title": f"{block.id}. {block.name}",
                "remark": _("Opmerking bij {short} (mag leeg blijven)", short=block.short),
                "elements": [{"id": element.id, "title": element.title} for element in block.elements],
            }
            for block in _questionnaire(partner).blocks
        ],
        "words": {key: _(said) for key, said in WORDS.items()},
        "focus": focus,
    }


def _questionnaire(partner: Partner) -> Questionnaire:
    """What the round asks that a sheet of this partner is for."""
    store = session.store()
    about = store.networks.open_round(partner.network) or store.networks.get(partner.network)
    assert about is not None
    return session.questionnaire(about)


def _hand_in(partner: Partner, typed: Mapping[str, Any] | None) -> None:
    """Keep the whole sheet and hand it in; the next one begins empty."""
    scan = _keep(partner, typed)
    if scan and _try(lambda: session.store().scans.submit(scan)):
        st.session_state["sheets"] = st.session_state.get("sheets", 0) + 1
        st.session_state[_place(partner)] = ""


def _keep(partner: Partner, typed: Mapping[str, Any] | None) -> str:
    """Keep a sheet as far as it is typed; gives back its scan, or '' if it was refused."""
    who, store = typist(partner), session.store()
    if who is None:
        layout.warn(_(NO_LONGER), PART)
    if who is None or typed is None:
        return ""
    if _is_gone(partner, who):
        return ""
    answers, remarks = (
        {str(item): str(value) for item, value in typed[part].items()} for part in ("answers", "remarks")
    )
    scan, slip = "", str(st.session_state.get(f"slip-{partner.id}", ""))

    def change() -> None:
        nonlocal scan
        with store.transaction():
            began = _scan_of_sheet(partner, who) or store.scans.begin(partner, who.id, slip=slip)
            store.scans.type_over(began.id, str(typed["function"]), answers, remarks)
        scan = st.session_state[_place(partner)] = began.id

    _try(change)
    return scan


def _is_gone(partner: Partner, who: Actor) -> bool:
    """Whether the scan that this sheet became can go on no more."""
    return bool(st.session_state.get(_place(partner))) and _scan_of_sheet(partner, who) is None


def _leave_sheet(partner: Partner) -> None:
    """Begin an empty sheet where this one is no scan to go on with: typed on, it would become a second scan of one person."""
    st.session_state[_place(partner)] = ""
    st.session_state[LEFT] = st.session_state.get(LEFT, 0) + 1
    layout.warn(_(GONE), PART)


def _try(change: Callable[[], object]) -> bool:
    """Do something in the store; what is refused is said above the sheet."""
    try:
        change()
    except (Refused, StoreError) as problem:
        layout.warn(_("{problem} Wat eerder bewaard werd, staat er nog.", problem=problem), PART)
        return False
    return True
