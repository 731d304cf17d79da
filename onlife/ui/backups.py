"""How the backups stand, for the coordinator: the last good one, how far back they go, and making one at once.

Nothing of what is in a backup is shown or handed out here: it holds every network of the installation.
"""

from __future__ import annotations

import streamlit as st

from onlife.domain.access import Action
from onlife.store.engine import backup
from onlife.text import ago, local, long_date, moment_in_words, now
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.parts.action import perform


def show() -> None:
    """The state of the backups, a warning where one is due, and the button."""
    store = session.store()
    standing = backup.backup_status(store.folder, now(), often=store.any_round_open())
    failed = store.backup_failed
    st.header("Back-ups", anchor=False)
    st.markdown(
        _(
            "De app maakt er zelf: elke dag, en elk uur zolang een scanronde open is. Elke back-up wordt meteen nageteld."
        )
    )
    if failed:
        st.warning(
            _(
                "De back-up van {moment} is mislukt; de app probeert het opnieuw. Er is niets verloren. "
                "Vraag aan wie de app beheert of er nog plaats is op de schijf.",
                moment=moment_in_words(failed),
            ),
            icon=":material/warning:",
        )
    elif standing.newest is None:
        st.info(
            _("Er is nog geen back-up. De eerste komt vanzelf, kort na de start."), icon=":material/hourglass_empty:"
        )
    elif standing.late:
        st.warning(
            _(
                "De laatste goede back-up is ouder dan ze mag zijn. Maak er nu zelf een, en verwittig wie de app beheert als dat "
                "niet lukt."
            ),
            icon=":material/warning:",
        )
    if standing.newest and standing.oldest:
        st.markdown(
            _(
                "- Laatste goede back-up: **{ago}** ({moment})\n- Aantal bewaard: **{number}**\n- "
                "Teruggaan kan tot: **{day}**",
                ago=ago(now() - standing.newest),
                moment=moment_in_words(standing.newest),
                number=standing.number,
                day=long_date(local(standing.oldest).date()),
            )
        )
    if st.button(_("Maak nu een back-up"), type="primary", icon=":material/backup:"):
        perform(_make, _("De back-up is gemaakt en nageteld."))
    st.caption(
        _(
            "Back-ups staan op de server, naast de gegevens. Wie de app beheert, kopieert ze naar een andere machine en kan er "
            "een terugzetten."
        )
    )


def _make() -> None:
    session.require(Action.MANAGE)
    store = session.store()
    store.back_up()
    store.expire_backups()
