"""What a scan that a partner fills in together has more: why a colour, and what was chosen in an earlier round."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from onlife.domain.light import Light
from onlife.domain.questionnaire import Element
from onlife.domain.scan import Scan
from onlife.store.earlier_scan import EarlierScan
from onlife.store.scan import REASON_LENGTH
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.parts import fragment, text_field
from onlife.ui.parts.markdown import label, light_mark, plain

Keep = Callable[[str, str, str, str], None]
"""Keeps a change: its kind, the field that holds it, the scan, and what it is about."""

WHO_READS = N_(
    "Bij elk element mogen jullie schrijven waarom jullie die kleur kiezen. Dat lezen jullie zelf, en het netwerk zodra het "
    "jullie kleuren ziet."
)
"""Said before anybody writes; every field says it once more in short."""


def to_confirm(earlier: EarlierScan) -> None:
    """What is to be done with the answers of an earlier round."""
    st.caption(
        _(
            "Jullie begonnen van **{name}**. Klopt een kleur nog? Kies dan *Blijft zo*, of kies een andere. "
            "Wat jullie niet bevestigen, telt niet mee.",
            name=plain(earlier.round.name),
        )
    )


def earlier_choice(scan: Scan, element: Element, earlier: EarlierScan, keep: Keep) -> None:
    """What was chosen earlier and why, and the press that lets it hold; it is no choice of this scan until then."""
    chosen = earlier.answers.get(element.id)
    if chosen is None:
        st.caption(_("Van vorige keer staat hier niets: dit is nieuw, anders gevraagd of bleef toen open."))
        return
    light, reason = Light(chosen), earlier.reasons.get(element.id, "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_("Vorige keer: {light}", light=light_mark(light)), width="content")
        if element.id not in scan.answers:
            key = f"confirm-{scan.id}-{element.id}"
            st.button(
                _("Blijft zo: {word}", word=light.word),
                key=key,
                icon=":material/check:",
                on_click=keep,
                args=("confirm", key, scan.id, element.id),
            )
    if reason and reason != scan.remarks.get(element.id):
        st.caption(_("Toen schreven jullie: “{reason}”", reason=plain(reason)))
        if element.id in scan.answers and element.id not in scan.remarks:
            key = f"take-{scan.id}-{element.id}"
            st.button(
                _("Neem die uitleg over"),
                key=key,
                type="tertiary",
                on_click=keep,
                args=("take", key, scan.id, element.id),
            )


def reason(scan: Scan, element: Element, keep: Keep) -> None:
    """Why this colour, in a few words."""
    key = f"reason-{scan.id}-{element.id}"
    kept = text_field.draw(
        st.text_area,
        _("Waarom deze kleur bij {title}?", title=label(element.title)),
        key,
        scan.remarks.get(element.id, ""),
        keep,
        "reason",
        key,
        scan.id,
        element.id,
        max_chars=REASON_LENGTH,
        height=68,
        placeholder=_("Het netwerk leest dit mee. Geen namen."),
    )
    if kept and element.id in scan.remarks:
        fragment.saved_mark(kept=True)


def earlier_mark(earlier: EarlierScan | None, element: Element) -> str:
    """What a list of open elements adds to one that was chosen earlier, in Markdown."""
    chosen = earlier.answers.get(element.id) if earlier else None
    return _(" (vorige keer: {light})", light=light_mark(Light(chosen))) if chosen else ""
