"""For who serves many networks: how far each of them is, new ones and their coordinators, templates for all. Never a result."""

from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import invitation, offer, programme
from onlife.ui.app import session
from onlife.ui.parts import choose, layout

session.require_programme()
layout.heading(_("Programma"), _("Hoe ver is elk netwerk, en hoe loopt de deelname? Resultaten zie je hier nooit."))

tasks = {
    N_("Netwerken"): programme.overview,
    N_("Nieuw netwerk"): invitation.new_network,
    N_("Uitnodigingen"): invitation.invitations,
    N_("Sjablonen"): offer.keep,
    N_("Wie hoort erbij"): programme.show_members,
}
tasks[choose.task(list(tasks))]()
