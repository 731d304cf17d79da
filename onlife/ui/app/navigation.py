"""The menu. Every page is registered for everyone, so that its address works; the menu shows what the visitor may do.

A page that is not in somebody's menu still guards itself: a menu is a convenience, never a lock.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache, partial
from typing import Literal
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from onlife import translation
from onlife.domain.access import Action, Actor
from onlife.services import language, settings
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import reader, session, state
from onlife.ui.meeting.address import presenting
from onlife.ui.parts import choose
from onlife.ui.parts import layout as layout_parts
from onlife.ui.parts.markdown import plain

_DRAWN = (settings.HOME / "onlife" / "web" / "static" / "icon.svg").read_bytes()
ICON = f"data:image/svg+xml;base64,{b64encode(_DRAWN).decode()}"
"""What the browser shows in its tab. A Material or emoji icon would be fetched from a foreign host, and Streamlit reads an
icon in a file anew at every run."""

EVERYBODY: Literal["everybody"] = "everybody"
ACCOUNT: Literal["account"] = "account"
# section -> (file, title, icon, what one must be able to do, or that it takes an account; None: never in the menu)
SECTIONS: Mapping[str, tuple[tuple[str, str, str, Action | Literal["everybody", "account"] | None], ...]] = {
    "": (
        ("toegang/start", N_("Start"), ":material/home:", None),
        ("toegang/aanmelden", N_("Aanmelden"), ":material/login:", None),
        ("programma/programma", N_("Programma"), ":material/lan:", Action.LEAD_PROGRAMME),
    ),
    N_("Voorbereiden"): (
        ("regie/partners", N_("Partners"), ":material/apartment:", Action.MANAGE),
        ("regie/rondes", N_("Scanrondes"), ":material/event_repeat:", Action.MANAGE),
        ("regie/links", N_("Links en brieven"), ":material/link:", Action.MANAGE),
        ("regie/vragenlijst", N_("Vragenlijst"), ":material/quiz:", Action.MANAGE),
    ),
    N_("Invullen"): (
        ("partner/scan", N_("Jouw scan"), ":material/checklist:", Action.FILL_IN),
        ("partner/ons_team", N_("Ons team"), ":material/groups:", Action.SEE_TEAM),
        ("partner/op_papier", N_("Op papier"), ":material/print:", Action.SEE_TEAM),
        ("regie/deelname", N_("Deelname"), ":material/monitoring:", Action.MANAGE),
        ("regie/papier", N_("Papieren scans"), ":material/print:", Action.MANAGE),
        ("regie/inlezen", N_("Scans inlezen"), ":material/upload_file:", Action.MANAGE),
    ),
    N_("Vergelijken"): (
        ("netwerk/overzicht", N_("Overzicht"), ":material/grid_on:", Action.SEE_PAGE),
        ("netwerk/bouwsteen", N_("Bouwsteen"), ":material/view_agenda:", Action.SEE_PAGE),
        ("netwerk/samenwerking", N_("Samenwerking"), ":material/hub:", Action.SEE_PAGE),
        ("netwerk/opmerkingen", N_("Opmerkingen"), ":material/format_quote:", Action.SEE_NETWORK),
        ("netwerk/evolutie", N_("Evolutie"), ":material/trending_up:", Action.SEE_PAGE),
    ),
    N_("Afspreken"): (
        ("partner/onze_keuze", N_("Onze keuze"), ":material/star:", Action.PLAN),
        ("netwerk/keuzehulp", N_("Keuzehulp"), ":material/stars:", Action.SEE_PAGE),
        ("netwerk/vergadering", N_("Vergadering"), ":material/co_present:", Action.SEE_NETWORK),
        ("partner/stemmen", N_("Stemmen"), ":material/how_to_vote:", Action.VOTE),
    ),
    N_("Opvolgen"): (
        ("partner/ons_plan", N_("Ons plan"), ":material/task_alt:", Action.PLAN),
        ("netwerk/plan", N_("Plan"), ":material/flag:", Action.SEE_PAGE),
        ("netwerk/meenemen", N_("Meenemen"), ":material/download:", Action.SEE_NETWORK),
    ),
    N_("Lezen"): (
        ("lezen/waarom", N_("Waarom onlife?"), ":material/all_inclusive:", EVERYBODY),
        ("lezen/uitleg", N_("Uitleg"), ":material/help:", EVERYBODY),
        ("lezen/bouwstenen", N_("Bouwstenen"), ":material/menu_book:", EVERYBODY),
        ("lezen/inspiratie", N_("Inspiratie"), ":material/lightbulb:", EVERYBODY),
        ("lezen/verontrusting", N_("Verontrusting"), ":material/emergency:", EVERYBODY),
        ("lezen/privacy", N_("Privacy"), ":material/shield_person:", EVERYBODY),
        ("lezen/toegankelijkheid", N_("Toegankelijkheid"), ":material/accessibility_new:", EVERYBODY),
    ),
    N_("Beheer"): (
        ("regie/beheer", N_("Beheer"), ":material/settings:", Action.MANAGE),
        ("regie/logboek", N_("Logboek"), ":material/history:", Action.MANAGE),
        ("regie/wissen", N_("Bewaren en wissen"), ":material/auto_delete:", Action.MANAGE),
        ("toegang/mijn_account", N_("Mijn account"), ":material/account_circle:", ACCOUNT),
    ),
}
"""The work of a year from top to bottom: prepare, fill in, compare, agree, follow up; then what there is to read, and the keys."""

CODE = re.compile(r"[a-z0-9.-]{1,64}$|\d+(?= )")
"""An id or a number in an address, also the one that a building block is called by before its name."""
FOR_FIGURES = ("netwerk", "regie", "partner/ons_team", "programma")
"""Pages that need the whole width; on the others one reads and chooses, which goes best in a narrow column."""


def pages(here: Mapping[str, Actor]) -> StreamlitPage:
    """Register all pages; the menu shows those that open for this visitor in the network it is about, and to everybody what
    there is to read. Above them stands the name of that network, which leads to where one begins in it: Streamlit's menu
    comes first in the sidebar, so nothing else can stand there. Before the projector there is no menu."""
    sections: dict[str, list[StreamlitPage]] = {}
    about = session.network_of(here)
    offered = cache(partial(_is_offered, here))
    by_file: dict[str, StreamlitPage] = {}
    state.PAGES.set(by_file)
    for section, entries in SECTIONS.items():
        drawn = sections[_(section)] = []
        for file, title, icon, action in entries:
            home = file == "toegang/start" and (not here or about is not None)  # for who only reads, the way back
            newcomer = "account" in here and not here["account"].networks
            first = file == "regie/beheer" and newcomer and not session.store().networks.all()
            place = (
                _address(file) if "view" in here else ""
            )  # a view link opens some pages, every other right all of its own
            visible = home or first or (action is not None and offered(action, place))
            shown = f"**{plain(about.name)}**" if home and about else _(title)
            made = _page(file, shown, icon, "visible" if visible else "hidden")
            by_file[f"pages/{file}.py"] = made
            drawn.append(made)
    page = st.navigation(sections, position="hidden" if presenting() else "sidebar", expanded=True)
    state.PAGE.set(page.url_path)
    return page


def _page(file: str, title: str, icon: str, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """A page for the menu. Making one looks its file up; all of them at every run take longer than most pages."""
    made: dict[tuple[str, str, str], StreamlitPage] = st.session_state.setdefault("pages made", {})
    if (file, title, visibility) not in made:
        made[file, title, visibility] = st.Page(
            settings.HOME / "pages" / f"{file}.py",
            title=title,
            icon=icon,
            url_path=_address(file),
            default=file == "toegang/start",
            visibility=visibility,
        )
    return made[file, title, visibility]


def title(page: StreamlitPage) -> str:
    """How a page is called, also the one that the menu calls after the network."""
    return _(_entry(page)[1])


def layout(page: StreamlitPage) -> Literal["wide", "centered"]:
    """How wide a page is drawn."""
    return "wide" if _entry(page)[0].startswith(FOR_FIGURES) else "centered"


def _entry(page: StreamlitPage) -> tuple[str, str]:
    """File and title of a page."""
    return _ENTRIES.get(page.url_path) or next(iter(_ENTRIES.values()))


def _address(file: str) -> str:
    return file.split("/")[1].replace("_", "-")


_ENTRIES = {_address(file): (file, name) for section in SECTIONS.values() for file, name, _icon, _action in section}
"""Address of a page -> its file and title, in the order of the menu."""


def _is_offered(here: Mapping[str, Actor], action: Action | Literal["everybody", "account"], page: str) -> bool:
    """Whether a page that asks for this opens for whoever is here, in the network that it would be about now."""
    if action is Action.LEAD_PROGRAMME:
        return session.of_programme(here) is not None
    if not isinstance(action, Action):
        return action == EVERYBODY or action in here
    return session.find(action, here, page) is not None


def footer(here: Mapping[str, Actor]) -> None:
    """Under the menu: who is here, and the way out."""
    account, viewer, of_partner = here.get("account"), here.get("view"), here.get("team") or here.get("seat")
    if presenting() or not (account or of_partner or viewer):
        return
    with st.sidebar:
        if account:
            st.text(_("Aangemeld als {name}", name=account.name))
        elif of_partner:
            partner = session.store().networks.partner(next(iter(of_partner.networks)), of_partner.partner)
            who = _("Contactpersoon van") if "team" in here else _("Stemt mee voor")
            st.text(f"{who} {partner.name if partner else _('een partner')}")
        else:
            st.text(_("Je kijkt mee via een kijklink"))
        if st.button(_("Afmelden"), icon=":material/logout:"):
            layout_parts.redirect("/afmelden", _("Verder naar afmelden"))


def languages(here: Mapping[str, Actor], page: StreamlitPage, read: str) -> None:
    """Under the menu: the way to other languages than the one that somebody reads, for whoever came in by a link or not at
    all. An account alone reads Dutch; one that opened a link as well chooses on the pages that come in every language. A
    page that comes in Dutch only says so to whoever reads another one."""
    dutch = page.url_path not in language.PAGES
    if presenting() or ("account" in here and (dutch or here.keys() == {"account"})):
        return
    with translation.use(read):
        with st.sidebar:
            st.html(f'<div class="scan-line">{reader.switch(_place(page))}</div>')
        if dutch and read != translation.DUTCH:
            st.caption(_("Deze pagina bestaat enkel in het Nederlands."))


def _place(page: StreamlitPage) -> str:
    """The address of what is looked at now, so that one comes back to the same action or building block. Only ids and
    numbers are repeated: words in an address may be somebody else's."""
    asked = [
        (name, code[0])
        for name in st.query_params
        for value in st.query_params.get_all(name)
        if (code := CODE.match(value))
    ]
    return f"/{page.url_path}{'?' if asked else ''}{urlencode(asked)}"


def sample(here: Mapping[str, Actor]) -> None:
    """Above every page of a made-up network: that it is one, and for its coordinator the way to be rid of it."""
    about = session.network_of(here)
    if about is None or not about.sample or presenting():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_(":orange-badge[Voorbeeld] Alles in dit netwerk is verzonnen."), width="content")
        if session.find(Action.MANAGE, here):
            layout_parts.link("pages/regie/beheer.py", _("Opruimen"), icon=":material/delete_sweep:")


def network(here: Mapping[str, Actor]) -> None:
    """Above every page of an account with several networks: which one it is about, by name, and the way to another.

    The address says it. One that asks for a network which this visitor may not see is said not to be shown, and goes on
    with one of their own.
    """
    one = here.get("account") or here.get("team")
    own = {key for actor in (one, here.get("view")) if actor for key in actor.networks}
    if not own:
        return
    networks = sorted(filter(None, map(session.store().networks.get, own)), key=lambda n: n.name.casefold())
    asked = st.query_params.get("netwerk")
    if asked and all(asked != network.id for network in networks):
        st.query_params.pop("netwerk")
        state.ELSEWHERE.set(True)
        st.rerun()  # what was pressed was meant for that network, not for the one that is shown now
    if state.ELSEWHERE.pop():
        st.warning(
            _(
                "Het netwerk in dit adres bestaat niet, of je hebt er geen toegang toe. Je ziet nu een netwerk van jezelf."
            ),
            icon=":material/alt_route:",
        )
    if len(networks) > 1 and not presenting():
        choose.network({network.id: network.name for network in networks})
