"""Standing beside other networks: the choice to take part, and what a network then sees."""

from __future__ import annotations

import streamlit as st

from onlife.domain.access import Action, Role
from onlife.domain.network import Round
from onlife.domain.peer import MIN_NETWORKS
from onlife.services import peer
from onlife.services.figures import KIND_PEERS, PEERS, View
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import layout, picture
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain


def ask(visit: Visit) -> None:
    """Whether the network takes part, with what that means."""
    st.header(_("Vergelijken met andere netwerken"), anchor=False)
    st.markdown(
        _(
            "Werken er meer netwerken met deze app, dan kunnen jullie je naast hen zetten. Het staat uit tot "
            "jij het aanzet.\n- **Wat anderen zien:** per bouwsteen tussen welke tientallen de middelste helft "
            "van de netwerken ligt. Nooit een naam, de score van één netwerk of hoeveel netwerken meedoen.\n- "
            "**Wat jullie zien:** hetzelfde, op *Overzicht*, met jullie eigen score erbij.\n- **Welke "
            "scores:** die van jullie gesloten scanrondes, zoals het netwerk ze zag toen de scanronde sloot. "
            "Enkel netwerken met dezelfde vragenlijst staan naast elkaar.\n- **Wanneer:** vanaf {min_networks} "
            "netwerken. Netwerken die ooit dezelfde coördinator hadden, tellen samen als één, met het gemiddelde "
            "van hun scores. Daarna verandert het beeld pas als er weer van {min_networks} netwerken iets "
            "verandert, zodat niemand ziet wat er van één bij kwam of wegging.\n- **Stoppen** kan altijd. "
            "Jullie zien de vergelijking dan meteen niet meer; jullie scores gaan eruit de volgende keer dat "
            "het beeld verandert.\n- **Wat we niet kunnen beletten:** stel dat iemand de scores van alle "
            "andere netwerken heeft. Die kan dan nagaan tussen welke tientallen die van jullie liggen.",
            min_networks=MIN_NETWORKS,
        )
    )
    store = session.store()
    led = [one for one, role in visit.actor.networks.items() if role is Role.COORDINATOR]
    if len(led) > 1:
        st.info(
            _(
                "Jij coördineert {number} netwerken. Ze mogen elk meedoen, en tellen hier samen als één.",
                number=len(led),
            ),
            icon=":material/group:",
        )
    known = store.peers.takes_part(visit.network.id)
    wanted = st.toggle(_("Ons netwerk doet mee"), value=known, key=f"comparing-{visit.network.id}-{known}")
    if wanted != known:
        perform(
            lambda: peer.take_part(store, visit.network, wanted, visit.actor.id),
            _(
                "{name} doet {wanted} aan de vergelijking.",
                name=visit.network.name,
                wanted=_("nu mee") if wanted else _("niet meer mee"),
            ),
        )
    kinds, kind = store.kinds.all(), store.kinds.of(visit.network.id)
    if kinds:
        chosen = st.selectbox(
            _("Wat voor netwerk zijn jullie?"),
            kinds,
            index=kinds.index(kind) if kind else None,
            placeholder=_("Geen soort"),
            help=_(
                "Zijn er genoeg netwerken van jullie soort, dan zie je je ook naast hen. Hetzelfde geldt: vanaf "
                "{min_networks}, en geen beeld waaruit iemand dat van een ander kan aftrekken.",
                min_networks=MIN_NETWORKS,
            ),
            key=f"kind-{visit.network.id}-{kind}",
            width=420,
        )
        if (chosen or "") != kind:
            perform(
                lambda: store.kinds.choose(visit.network.id, chosen or "", session.require_coordinator(visit).id),
                _("De soort is bewaard. Ze telt mee vanaf de volgende keer dat het beeld verandert."),
            )


def beside(visit: Visit, view: View, scan_round: Round) -> None:
    """The network beside the others, or why there is nothing to see."""
    store = session.store()
    why_not = peer.reason_not_shown(store, visit.network, scan_round)
    if why_not:
        st.markdown(plain(why_not))
        if visit.may(Action.MANAGE) and not store.peers.takes_part(visit.network.id):
            layout.link("pages/regie/beheer.py", _("Bekijk wat meedoen betekent"), icon=":material/tune:")
        return
    if picture.figure(PEERS, view) is None:
        st.markdown(_("In deze scanronde heeft geen enkele bouwsteen scores om te vergelijken."))
        return
    if store.kinds.all():
        why_not = peer.reason_kind_not_shown(store, visit.network, scan_round)
        if why_not:
            st.markdown(plain(why_not))
        else:
            picture.figure(KIND_PEERS, view)
    st.caption(
        _(
            "Het gaat over alle netwerken samen die meedoen, ook dat van jullie, en is geen rangorde. Het "
            "verandert pas als er van {min_networks} netwerken iets verandert.",
            min_networks=MIN_NETWORKS,
        )
        + (_(" De keuze van sectoren telt hier niet mee.") if view.sectors else "")
    )
