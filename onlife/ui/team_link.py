"""Who can come to the team page: when the link was opened, that it was replaced, and a code of the partner's own on it."""

from __future__ import annotations

import streamlit as st

from onlife.security import password
from onlife.security.token import SESSION_COOKIES
from onlife.store import Refused, StoreError
from onlife.text import long_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout
from onlife.ui.parts.markdown import plain

DAYS = 5
"""How many days with openings are shown; the log book has all."""
KNOWS = N_(
    "De coördinator deelt de teamlink uit en kan ze dus zelf ook openen. Dan kan de coördinator jullie resultaat en "
    "opmerkingen lezen, afsluiten, vrijgeven en sterren kiezen. Wat één persoon koos, staat ook hier nergens. Zetten jullie "
    "er een eigen code op, dan is de link alleen niet meer genoeg. De coördinator kan de link dan enkel nog vervangen. "
    "Iedereen van jullie organisatie ziet dat."
)


def show(visit: Visit) -> None:
    links = session.store().team_links
    link = session.store().links.get(visit.actor.id)
    if link is None:
        return
    replaced, opened, has_code = links.replacement_day(visit.own), links.visits_by_day(link), bool(links.code(link))
    if replaced:
        st.warning(
            _(
                "De coördinator verving jullie teamlink op {day}. Een eigen code telt dan niet meer. "
                "Vroegen jullie daar niet om, vraag de coördinator dan waarom.",
                day=long_date(replaced),
            ),
            icon=":material/link_off:",
        )
    days = [f"{long_date(day)}{_(' ({n} keer)', n=n) if n > 1 else ''}" for day, n in list(opened.items())[:DAYS]]
    last = days[0] if days else _("nog nooit")
    with st.expander(
        _("Teamlink laatst geopend: {last} · met eigen code", last=last)
        if has_code
        else _("Teamlink laatst geopend: {last} · zonder eigen code", last=last),
        icon=":material/key:",
    ):
        if days[1:]:
            st.markdown(
                _(
                    "Daarvoor: {days}. Herken je een dag niet? Dan opende iemand anders de link.",
                    days=", ".join(days[1:]),
                )
            )
        st.markdown(_(KNOWS))
        with st.form(f"team code {link.id}", border=False, clear_on_submit=True):
            code = st.text_input(
                _("Eigen code op de teamlink"),
                type="password",
                help=_("{hint} Geef ze enkel aan collega's die op deze pagina moeten.", hint=password.hint()),
                autocomplete="new-password",
            )
            wanted = st.form_submit_button(_("Code wijzigen") if has_code else _("Code zetten"))
        gone = has_code and st.button(_("Code weghalen"), key=f"no code {link.id}", type="tertiary")
        if wanted or gone:
            try:
                hashed = "" if gone else password.hash_password(code, visit.own.name, visit.network.name)
                links.set_code(link, hashed, st.context.cookies.get(SESSION_COOKIES["team"], ""))
            except ValueError:
                st.error(
                    _(
                        "Kies een andere code, van {least} tot {most} tekens. Ze mag niet makkelijk te raden zijn, en niet te veel "
                        "lijken op de naam van jullie organisatie, van het netwerk of van de app.",
                        least=password.LENGTH.start,
                        most=password.LENGTH.stop - 1,
                    ),
                    icon=":material/error:",
                )
            except (Refused, StoreError) as problem:
                st.error(plain(str(problem)), icon=":material/error:")
            else:
                layout.say(
                    _("De code is weg: de link alleen volstaat weer.")
                    if gone
                    else _(
                        "De code staat op de link. Wie ze al open had op een ander toestel, moet de code nu invullen."
                    )
                )
                st.rerun()
