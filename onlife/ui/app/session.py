"""Who is here, asked anew at every run; pages begin with `require`.

The cookies of the websocket's handshake name the server-side sessions. What those sessions may do is never kept in
Streamlit's own state, so that a revoked link or an ended session is refused at the next action.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st

from onlife.content.questionnaire import translated
from onlife.domain.access import INSTALLATION, Action, Actor, Resource, may
from onlife.domain.account import Link
from onlife.domain.network import Network, Partner, Round
from onlife.domain.plan import PlanAction, is_led_by
from onlife.domain.questionnaire import Questionnaire
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation, settings
from onlife.store import Refused, Store
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import state, unsent

KINDS = {
    Action.MANAGE: ("account",),
    Action.CREATE_NETWORK: ("account",),
    Action.SEE_NETWORK: ("account", "team"),
    Action.SEE_PAGE: ("account", "team", "view"),
    Action.SEE_TEAM: ("team",),
    Action.RELEASE: ("team",),
    Action.PLAN: ("team",),
    Action.FILL_IN: ("scan",),
    Action.TYPE_OVER: ("account", "team"),
    Action.LEAD_MEETING: ("account",),
    Action.VOTE: ("seat", "team"),
    Action.LEAD_PROGRAMME: ("account",),
}
NETWORK_PAGES = (Action.SEE_NETWORK, Action.SEE_PAGE)
REFUSALS = {
    "account": N_("Meld je aan om deze pagina te zien."),
    "team": N_(
        "Deze pagina opent via de teamlink van je organisatie. Vraag de link aan de coördinator van je netwerk."
    ),
    "seat": N_(
        "Dit toestel stemt nu in geen vergadering mee. Scan de QR-code op het scherm van de vergadering, of open de teamlink van je organisatie."
    ),
    "scan": N_("Een scan opent via de scanlink van je organisatie. Vraag de link aan je contactpersoon."),
}


VIEW_ENDED = N_(
    "Deze kijklink is afgelopen of ingetrokken, of je opende hem meer dan een dag geleden. Open de link opnieuw. "
    "Werkt hij niet meer, vraag dan een nieuwe aan wie je hem gaf."
)
NO_NETWORK = N_("Je account hoort bij geen netwerk. Vraag een coördinator om je toegang te geven.")
PROGRAMME_ONLY = N_("Het programma kijkt in geen enkel netwerk. Op de pagina Programma lees je hoe ver elk netwerk is.")
NOT_PROGRAMME = N_("Deze pagina is voor wie vele netwerken begeleidt. Wie de server beheert, geeft daar toegang toe.")


@dataclass(frozen=True)
class Visit:
    """A visitor who may be here: the actor, the network it is about, for links the partner, and on which page."""

    actor: Actor
    network: Network
    partner: Partner | None = None
    page: str = ""

    def may(self, action: Action, *, partner: str = "", shared: bool = False) -> bool:
        return may(self.actor, action, Resource(self.network.id, partner, shared, self.page))

    def opens(self, page: str) -> bool:
        """Whether a network page (by its address) opens for who is on another one."""
        return replace(self, page=page).may(Action.SEE_PAGE, shared=True)

    @property
    def whole(self) -> bool:
        """Whether a page is shown whole: with remarks, history and what can be taken away. By a view link it is not."""
        return self.may(Action.SEE_NETWORK, shared=True)

    @property
    def own(self) -> Partner:
        """The partner of a link; only asked on pages that links open."""
        assert self.partner is not None
        return self.partner


def store() -> Store:
    return installation.store()


def questionnaire(about: Round | Network | PlanAction) -> Questionnaire:
    """The questionnaire that a round or an action was made with, or that a network works with from here on."""
    return translated(installation.questionnaire_of(about))


def sends_mail(network: Network) -> bool:
    """Whether this installation writes to the contact persons of a network itself."""
    return settings.mail_server() is not None and not network.sample


def on_database_server() -> bool:
    """Whether the data are in a PostgreSQL, which others look after and may copy."""
    return bool(settings.database())


def address(link: Link) -> str:
    """The full address of a link, as this browser reaches the app."""
    return f"{origin()}/l/{store().links.token(link)}"


def origin() -> str:
    """Scheme and host by which this browser reaches the app."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}"


def actors() -> dict[str, Actor]:
    """Everything this browser is right now: kind of session (account, team, view, scan, seat) -> actor."""
    return store().actors.of(st.context.cookies.to_dict())


def find(action: Action, here: Mapping[str, Actor] | None = None, page: str = "") -> Visit | None:
    """The visit, if somebody here may do this right now; `here` is who was found to be here a moment ago, `page` where
    (without it, on the page that runs)."""
    here = actors() if here is None else here
    for actor in _in_order(here, KINDS[action]):
        visit = _visit(actor)
        if visit and _is_allowed(visit := replace(visit, page=page or state.PAGE.get()), action):
            return visit
    return None


def _in_order(here: Mapping[str, Actor], kinds: Sequence[str]) -> list[Actor]:
    """Those of these kinds that are here; first who the network that is asked for is one of."""
    asked = set(_requested_networks())
    return sorted((here[kind] for kind in kinds if kind in here), key=lambda actor: not actor.networks.keys() & asked)


def find_in(network: str, action: Action) -> Visit | None:
    """The visit, if somebody here may do this in a network right now."""
    visit = find(action)
    return visit if visit and visit.network.id == network else None


def planner(network: str, owner: str) -> Visit | None:
    """The visit, if somebody here may right now change what a partner decides (or, for '', what the network does)."""
    if not owner:
        return coordinator(network)
    visit = find_in(network, Action.PLAN)
    return visit if visit and visit.own.id == owner else None


def coordinator(network: str) -> Visit | None:
    """The visit, if somebody here coordinates this network right now."""
    return find_in(network, Action.MANAGE)


def lead_of(action: PlanAction) -> Visit | None:
    """The visit, if somebody here may right now tell how an action of the network goes: the contact of the partner that
    leads it, once partners may see the plan.
    """
    visit = find_in(action.network, Action.PLAN)
    leads = visit is not None and is_led_by(action, visit.own.id)
    return visit if visit and leads and _is_allowed(visit, Action.SEE_NETWORK) else None


def require(action: Action) -> Visit:
    """The visit, if somebody here may do this; otherwise a sentence that says how to come in, and the page ends."""
    here = actors()
    visit = find(action, here)
    if visit is None:
        _refuse(KINDS[action], here, network=action in NETWORK_PAGES)
    state.WHOLE.set(visit.whole)
    if unsent.PARAMETER in st.query_params:
        unsent.bring_back(visit.actor.id)
    return visit


def require_coordinator(visit: Visit) -> Actor:
    """Who coordinates the network of a visit right now; raises Refused if the page is about another one by now."""
    now = require(Action.MANAGE)
    if now.network.id != visit.network.id:
        raise Refused(_("Kies eerst dit netwerk opnieuw."))
    return now.actor


def account() -> Actor:
    """The account that is logged in here, whatever its networks; otherwise the way to log in, and the page ends."""
    here = actors()
    if "account" not in here:
        _refuse(("account",), here)
    return here["account"]


def of_programme(here: Mapping[str, Actor] | None = None) -> Actor | None:
    """The account here that is of the programme right now: its rights are of the installation, so it has no visit."""
    account = (actors() if here is None else here).get("account")
    return account if account and may(account, Action.LEAD_PROGRAMME, Resource(INSTALLATION)) else None


def require_programme() -> Actor:
    """The account that is of the programme; otherwise a sentence that says who is, and the page ends."""
    actor = of_programme()
    if actor is None:
        account()
        st.title(_("Nog geen toegang"), anchor=False)
        st.info(_(NOT_PROGRAMME), icon=":material/lock:")
        _leave()
    if unsent.PARAMETER in st.query_params:
        unsent.bring_back(actor.id)
    return actor


def say_without_network() -> None:
    """What an account of no network can do: ask for access, or make the very first network."""
    if of_programme():
        st.info(_(PROGRAMME_ONLY), icon=":material/lock:")
        st.page_link(
            str(settings.HOME / "pages/programma/programma.py"), label=_("Naar het programma"), icon=":material/lan:"
        )
    elif store().networks.all():
        st.info(_(NO_NETWORK), icon=":material/lock:")
    else:
        st.info(_("Er is nog geen netwerk. Maak het eerste."), icon=":material/flag:")
        st.page_link(
            str(settings.HOME / "pages/regie/beheer.py"), label=_("Maak je eerste netwerk"), icon=":material/add:"
        )


def _refuse(kinds: tuple[str, ...], here: dict[str, Actor], network: bool = False) -> NoReturn:
    if not here.keys() - {"view"} and st.context.cookies.get(SESSION_COOKIES["view"]):
        _refuse_viewer(here.get("view"))
    st.title(_("Nog geen toegang"), anchor=False)
    if lost := state.problem().pop():  # a change that came after the right to it had ended
        st.error(lost, icon=":material/error:")
    if "account" in kinds and "account" in here and not here["account"].networks.keys() - {INSTALLATION}:
        say_without_network()
    elif kinds == ("account",) and "account" in here:
        st.info(_("Deze pagina is voor de coördinator van het netwerk."), icon=":material/lock:")
    elif network and "team" in here:
        st.info(
            _(
                "De coördinator heeft de netwerkpagina's nog niet opengezet voor partners. Je eigen resultaat vind je bij Ons team."
            ),
            icon=":material/lock:",
        )
    else:
        st.info(_(REFUSALS[kinds[-1] if kinds[-1] in here or len(kinds) == 1 else kinds[0]]), icon=":material/lock:")
    if "account" in kinds and "account" not in here and not (network and "team" in here):
        login_page = str(settings.HOME / "pages/toegang/aanmelden.py")
        asked = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
        here_again = f"/{state.PAGE.get()}?{urlencode([*asked, *unsent.unsent_fields().items()])}"
        st.page_link(login_page, label=_("Naar aanmelden"), icon=":material/login:", query_params={"naar": here_again})
    _leave()


def _leave() -> NoReturn:
    """The way to where one begins, for who cannot go on here and may have the menu closed; the page ends."""
    st.page_link(str(settings.HOME / "pages/toegang/start.py"))
    st.stop()


def _refuse_viewer(viewer: Actor | None) -> NoReturn:
    """For who came in by a view link: which pages it opens, or that it opens nothing any more."""
    if viewer is None:
        st.title(_("Nog geen toegang"), anchor=False)
        st.info(_(VIEW_ENDED), icon=":material/lock:")
        _leave()
    st.title(_("Deze pagina is er niet"), anchor=False)
    st.info(_("Via je kijklink zie je deze pagina's."), icon=":material/lock:")
    for page in viewer.pages:
        st.page_link(state.PAGES.get()[f"pages/netwerk/{page}.py"])
    st.stop()


def _is_allowed(visit: Visit, action: Action) -> bool:
    own = visit.partner.id if visit.partner else ""
    if action in NETWORK_PAGES and visit.partner:
        return any(visit.may(action, shared=r.shared) for r in store().networks.rounds(visit.network.id))
    return visit.may(action, partner=own)


def network_of(here: Mapping[str, Actor]) -> Network | None:
    """The network that the pages are about: of an account before that of a link, None if neither has one."""
    visits = map(_visit, _in_order(here, ("account", "team", "view", "scan", "seat")))
    return next((visit.network for visit in visits if visit), None)


def _visit(actor: Actor) -> Visit | None:
    """The actor with the network it is about: the only one of a link, the chosen one of an account."""
    networks = [network for key in actor.networks if (network := store().networks.get(key))]
    if not networks:
        return None
    network = _current_network(sorted(networks, key=lambda network: network.name.casefold()))
    partner = store().networks.partner(network.id, actor.partner) if actor.partner else None
    return Visit(actor, network, partner)


def _current_network(networks: Sequence[Network]) -> Network:
    """The network in the address, else the one that this tab was about last, else the first."""
    for wanted in _requested_networks():
        for network in networks:
            if network.id == wanted:
                return network
    return networks[0]


def _requested_networks() -> list[str]:
    """The ids of the network in the address and of the one before it, as far as there are any."""
    return [*st.query_params.get_all("netwerk"), *(state.choice("netwerk").get() or ())]


def rounds_to_see(visit: Visit) -> list[Round]:
    """The rounds whose network pages this visitor may see, newest first."""
    rounds = store().networks.rounds(visit.network.id, concept=False)
    return [r for r in rounds if visit.may(Action.SEE_PAGE, shared=r.shared)]
