"""In which words somebody reads: a language, and of the scan plain Dutch besides. A preference that only their browser keeps.

Without one it is the language of their partner organisation, and without that of their network. No row, log or figure knows
what a visitor chose; plain language holds for a scan on a device, and whoever begins or resumes one there chooses again.
"""

from __future__ import annotations

from collections.abc import Mapping

from onlife.content.plain_language import in_plain_language
from onlife.domain.access import Actor
from onlife.domain.network import Network, Partner
from onlife.domain.questionnaire import Questionnaire
from onlife.services import installation
from onlife.translation import DUTCH, LANGUAGES, is_known

PAGES = frozenset(
    {"", "scan", "ons-team", "op-papier", "onze-keuze", "ons-plan", "stemmen"}
    | {"waarom", "uitleg", "privacy", "toegankelijkheid"}
)
"""The addresses of the pages that come in every language. The others are for whoever coordinates, and come in Dutch."""
COOKIE = "onlife-taal"
PLAIN, NORMAL = "eenvoudig", DUTCH
CHOICES = (PLAIN, *LANGUAGES)


def of_reader(cookies: Mapping[str, str], partner: Partner | None = None, network: Network | None = None) -> str:
    """The language in which somebody reads who comes with these cookies, for a partner, in a network."""
    said = cookies.get(COOKIE, "")
    chosen = DUTCH if said == PLAIN else said if is_known(said) else ""
    return chosen or of_mail(partner, network)


def of_visitor(cookies: Mapping[str, str], here: Mapping[str, Actor]) -> str:
    """The language of a browser and of everything that it is right now: kind of session -> actor."""
    networks = installation.store().networks
    actor = here.get("scan") or here.get("team") or here.get("seat") or here.get("view")
    if "account" in here and actor is None:
        return DUTCH  # whoever coordinates has no other language to choose, nor a way back from it
    network = next(filter(None, map(networks.get, actor.networks)), None) if actor else None
    partner = networks.partner(network.id, actor.partner) if actor and network else None
    return of_reader(cookies, partner, network)


def of_page(page: str, reader: str) -> str:
    """The language of the page at an address for whoever reads in `reader`."""
    return reader if page.strip("/") in PAGES else DUTCH


def of_mail(partner: Partner | None = None, network: Network | None = None) -> str:
    """The language of what is sent to a partner; one that this version does not know does not count."""
    asked = (about.language for about in (partner, network) if about)
    return next(filter(is_known, asked), DUTCH)


def choice(questionnaire: Questionnaire, cookies: Mapping[str, str]) -> tuple[Questionnaire, str]:
    """Return the questionnaire in the words that this browser chose, and which words there are beside them: PLAIN, NORMAL,
    or '' if it comes in one text only.
    """
    plain = in_plain_language(questionnaire)
    if plain is None:
        return questionnaire, ""
    return (plain, NORMAL) if cookies.get(COOKIE) == PLAIN else (questionnaire, PLAIN)
