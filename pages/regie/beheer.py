"""The network itself and what belongs to it, a task at a time. Also where a new account makes its first network."""

import streamlit as st

from onlife.domain.access import Action
from onlife.services import installation
from onlife.services import offer as offers
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import accounts, archive, backups, dossier, experience, letter, network, offer, sender, statement
from onlife.ui.app import session
from onlife.ui.parts import choose, layout, markdown

TASKS = {
    N_("Dit netwerk"): network.show,
    N_("Accounts"): accounts.show,
    N_("Afzender"): sender.show,
    N_("Brieven en mails"): lambda visit: letter.show(visit.network.id, lambda: session.require_coordinator(visit)),
    statement.TASK: statement.show,
    N_("Dossier"): dossier.show,
    N_("Archief"): archive.show,
    N_("Back-ups"): lambda _visit: backups.show(),
    experience.TASK: experience.manage,
    N_("Nieuw netwerk"): lambda visit: network.make(visit.actor),
    N_("Van het programma"): offer.take_over,
}
"""What one can do here, in its order, and what draws it."""

newcomer = network.newcomer()
if newcomer:
    layout.heading(
        _("Welkom"), _("Hier begint jullie netwerk: de partners van een gemeente of regio die samen scannen.")
    )
    if session.store().networks.all():
        layout.empty(_(session.NO_NETWORK))
    else:
        network.make(newcomer, _("Maak je eerste netwerk"))
    st.stop()

visit = session.require(Action.MANAGE)
layout.heading(_("Beheer"), _("De gegevens van {name}, en wie er een account heeft.", name=visit.network.name))
for problem in installation.problems():
    st.error(markdown.plain(problem), icon=":material/error:")
offered = offers.offer(session.store())
TASKS[choose.task([task for task, draw in TASKS.items() if draw is not offer.take_over or offered])](visit)
