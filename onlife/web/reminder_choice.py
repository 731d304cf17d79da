"""Where a contact chooses which mails to get: from the address in a mail, without an account, one press per choice.

As with every link, GET changes nothing. The page names no address, and nothing but who the mails were for.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from onlife.domain.contact import Contact
from onlife.domain.reminder import ReminderKind
from onlife.security.token import token_in
from onlife.services import installation, language
from onlife.translation import gettext as _
from onlife.translation import speak
from onlife.web.shell import page, sentence

FIELDS_MAX = 4
ALL, NONE = "alles", "niets"


def show(request: Request) -> Response:
    contact = _contact(request)
    return contact if isinstance(contact, Response) else _page(contact, request.path_params["token"])


async def choose(request: Request) -> Response:
    form = await request.form(max_files=0, max_fields=FIELDS_MAX)
    one_click = form.get("List-Unsubscribe") == "One-Click"  # the button of a mail program itself
    choice = NONE if one_click else str(form.get("keuze", ""))

    def answer() -> Response:
        contact = _contact(request)
        if isinstance(contact, Response):
            return contact
        reminders = installation.store().reminders
        off = reminders.off(contact.network, contact.id)
        wanted = _after_press(choice, off)
        if wanted != off:
            reminders.choose(contact.network, contact.id, wanted, contact.id)
        return _page(contact, request.path_params["token"], kept=True)

    return await run_in_threadpool(answer)


def _after_press(choice: str, off: frozenset[ReminderKind]) -> frozenset[ReminderKind]:
    """What is off after a press: the button of a kind turns it over, the others turn everything on or off."""
    if choice in (ALL, NONE):
        return frozenset(ReminderKind) if choice == NONE else frozenset()
    way, _, kind = choice.partition(" ")
    if kind not in [*ReminderKind] or way not in ("aan", "uit"):
        return off
    return off | {ReminderKind(kind)} if way == "uit" else off - {ReminderKind(kind)}


def _page(contact: Contact, token: str, *, kept: bool = False) -> Response:
    store = installation.store()
    network, partner = store.networks.get(contact.network), store.networks.partner(contact.network, contact.partner)
    off = store.reminders.off(contact.network, contact.id)
    return page(
        "reminders.html",
        network=network,
        partner=partner,
        kinds=[(kind.value, kind.word, kind not in off) for kind in ReminderKind],
        kept=kept,
        any_on=len(off) < len(ReminderKind),
        back=f"/geheugensteun/{token}",
    )


def _contact(request: Request) -> Contact | Response:
    """Whose address it is, or the page that says that it leads nowhere."""
    store = installation.store()
    store.refresh()
    found = store.reminders.with_token(token_in(request.path_params["token"]))
    partner = store.networks.partner(found.network, found.partner) if found else None
    speak(language.of_reader(request.cookies, partner, store.networks.get(found.network) if found else None))
    if found is None or partner is None or store.networks.get(found.network) is None:
        return sentence(
            _("Dit adres werkt niet (meer)"),
            _(
                "Kijk na of je het hele adres hebt overgenomen. Ben je geen contactpersoon meer, dan krijg je ook geen mails meer."
            ),
            404,
        )
    return found


def routes() -> list[Route]:
    address = "/geheugensteun/{token}"
    return [Route(address, show, methods=["GET"]), Route(address, choose, methods=["POST"])]
