"""Which page is for whom, and how it refuses everybody else."""

from __future__ import annotations

from collections.abc import Callable

from onlife.domain.access import INSTALLATION, Role
from onlife.store import Store
from tests.app.conftest import as_account, as_contact, as_respondent, as_viewer, as_voter, partner_named

EVERYONE = {"nobody", "coordinator", "reader", "contact", "respondent", "viewer", "voter", "stranger", "programme"}
NETWORK = {"coordinator", "reader", "contact"}
CHOSEN = ("overzicht", "bouwsteen", "samenwerking", "keuzehulp", "plan")
"""The pages of the viewer's link: all that one can open but one."""
VIEWED = NETWORK | {"viewer"}
# page -> who gets to see it. A page without a row fails the suite.
MATRIX = {
    "toegang/start": EVERYONE,
    "toegang/aanmelden": EVERYONE,
    "toegang/mijn_account": {"coordinator", "reader", "programme"},
    "programma/programma": {"programme"},
    "lezen/bouwstenen": EVERYONE,
    "lezen/inspiratie": EVERYONE,
    "lezen/privacy": EVERYONE,
    "lezen/uitleg": EVERYONE,
    "lezen/toegankelijkheid": EVERYONE,
    "lezen/verontrusting": EVERYONE,
    "lezen/waarom": EVERYONE,
    "partner/scan": {"respondent"},
    "partner/ons_team": {"contact"},
    "partner/onze_keuze": {"contact"},
    "partner/ons_plan": {"contact"},
    "partner/op_papier": {"contact"},
    "partner/stemmen": {"contact", "voter"},
    "netwerk/overzicht": VIEWED,
    "netwerk/bouwsteen": VIEWED,
    "netwerk/opmerkingen": NETWORK,
    "netwerk/samenwerking": VIEWED,
    "netwerk/evolutie": NETWORK,
    "netwerk/keuzehulp": VIEWED,
    "netwerk/plan": VIEWED,
    "netwerk/meenemen": NETWORK,
    "netwerk/vergadering": NETWORK,
    "regie/partners": {"coordinator"},
    "regie/rondes": {"coordinator"},
    "regie/links": {"coordinator"},
    "regie/papier": {"coordinator"},
    "regie/deelname": {"coordinator"},
    "regie/inlezen": {"coordinator"},
    "regie/beheer": {"coordinator"},
    "regie/vragenlijst": {"coordinator"},
    "regie/logboek": {"coordinator"},
    "regie/wissen": {"coordinator"},
}
REFUSALS = (
    "Meld je aan om deze pagina te zien",
    "Deze pagina is voor de coördinator",
    "Deze pagina opent via de teamlink",
    "Een scan opent via de scanlink",
    "Dit toestel stemt nu in geen vergadering mee",
    "heeft de netwerkpagina's nog niet opengezet",
    "Je account hoort bij geen netwerk",
    "Via je kijklink zie je deze pagina's",
    "Deze kijklink is afgelopen of ingetrokken",
    "Deze pagina is voor wie vele netwerken begeleidt",
    "Het programma kijkt in geen enkel netwerk",
)


def cookies_of(store: Store, who: str) -> dict[str, str]:
    if who == "stranger":  # an account of another network only, which comes after the demo network in every list
        if "vreemd" not in {account.username for account in store.accounts.all()}:
            other = store.networks.add("Vreemd netwerk", "Elders", 5, "test")
            account = store.accounts.add("vreemd", "Vreemd", "x", "test")
            store.accounts.set_role(account.id, other.id, Role.COORDINATOR, "test")
        return as_account(store, "vreemd")
    if who == "programme":
        if who not in {account.username for account in store.accounts.all()}:
            account = store.accounts.add(who, "Programma", "x", "test")
            store.accounts.set_role(account.id, INSTALLATION, Role.PROGRAMME, "test")
        return as_account(store, who)
    library = partner_named(store, "Bibliotheek")
    cookies: dict[str, Callable[[], dict[str, str]]] = {
        "nobody": dict,
        "coordinator": lambda: as_account(store, "coordinator"),
        "reader": lambda: as_account(store, "lezer"),
        "contact": lambda: as_contact(store, library),
        "respondent": lambda: as_respondent(store, library),
        "voter": lambda: as_voter(store, library),
        "viewer": lambda: as_viewer(store, *CHOSEN),
    }
    return cookies[who]()
