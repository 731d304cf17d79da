"""View links, for the coordinator: to make one for mayor, council or management, to copy, to revoke, and how often it was opened."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from onlife.domain.access import VIEW_PAGES
from onlife.domain.account import ViewLink
from onlife.text import count, long_date, parse_date, short_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

NAME_MAX = 60
USUAL = ("overzicht", "samenwerking", "plan")
LASTS = timedelta(days=30)
"""How long a link lasts by default."""
PURPOSE = N_(
    "Voor een burgemeester, een raad of een directie. Met een kijklink lees je zonder account mee op de pagina's die jij kiest, "
    "tot en met de dag die jij kiest. Wie hem heeft, ziet de resultaten die een lezer ziet. Opmerkingen, de vergadering en bestanden "
    "om mee te nemen horen er nooit bij."
)


def show(visit: Visit) -> None:
    """The links that there are, and the form for a new one."""
    st.header(_("Kijklinks"), anchor=False)
    st.markdown(_(PURPOSE))
    for view in session.store().view_links.of(visit.network.id):
        _card(view)
    place = f"view-link-{visit.network.id}"
    with st.form(conflict.form_key(place), enter_to_submit=False):
        name, until = st.columns(2)
        for_whom = name.text_input(_("Voor wie"), max_chars=NAME_MAX, placeholder=_("bv. de burgemeester"))
        end = until.text_input(_("Tot en met (dag/maand/jaar)"), short_date(today() + LASTS))
        st.markdown(_("Welke pagina's"))
        with st.container(horizontal=True):
            chosen = [page for page in VIEW_PAGES if st.checkbox(_title(page), page in USUAL)]
        if st.form_submit_button(_("Maak een kijklink"), icon=":material/add_link:"):
            perform(
                lambda: session.store().view_links.make(
                    visit.network.id, for_whom, chosen, parse_date(end), visit.actor.id
                ),
                _("De kijklink staat onderaan, bij Kijklinks."),
                form=place,
            )


def _card(view: ViewLink) -> None:
    number, last = session.store().view_links.visit_count(view)
    opened = (
        _(
            "{count} geopend, laatst op {day}",
            count=count(number, _("keer"), _("keer")),
            day=long_date(last.date()),
        )
        if last
        else _("nog niet geopend")
    )
    over = view.until < today()
    with st.container(border=True):
        st.markdown(
            _(
                "**{name}**{over}  \n{pages} · tot en met {day} · {opened}",
                name=plain(view.name),
                over=" :orange-badge[afgelopen]" if over else "",
                pages=", ".join(map(_title, view.pages)),
                day=long_date(view.until),
                opened=opened,
            )
        )
        link = session.store().links.get(view.id)
        if link and not over:
            st.code(f"{session.origin()}/kijk/{session.store().links.token(link)}", language=None, wrap_lines=True)
        way = "weghalen" if over else "intrekken"
        if st.button(
            _("Kijklink voor {name} {way}", name=plain(view.name), way=way),
            key=f"revoke-{view.id}",
            icon=":material/link_off:",
        ):
            _revoke(view)


@dialog(N_("Kijklink intrekken"))
def _revoke(view: ViewLink) -> None:
    visit = session.coordinator(view.network)
    if visit is None:
        st.rerun()
    st.markdown(
        _(
            "De kijklink voor **{name}** opent dan meteen niets meer. Je kunt altijd een nieuwe maken.",
            name=plain(view.name),
        )
    )
    if st.button(_("Trek deze kijklink in"), type="primary", icon=":material/link_off:"):
        perform(
            lambda: session.store().view_links.revoke(view, visit.actor.id),
            _("De kijklink voor {name} werkt niet meer.", name=view.name),
        )


def _title(page: str) -> str:
    return page.capitalize()
