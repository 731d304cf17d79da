"""What the programme sees of all networks: steps, rounds, how many take part. Never a result, nor anything of one partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import partial

import pandas as pd
import streamlit as st

from onlife.content.guide import guide
from onlife.domain.access import INSTALLATION, Role
from onlife.domain.coarsening import EXACT_FROM
from onlife.domain.progress import NetworkProgress
from onlife.security import password as passwords
from onlife.services import progress
from onlife.store import Refused
from onlife.text import count, local
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import accounts as accounts_ui
from onlife.ui.app import session
from onlife.ui.parts import choose, layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.markdown import plain

UNLED = N_("Nog geen coördinator")
NONE = "–"


def overview() -> None:
    """Every network with its next step and how many take part, one row each, by name; those of one step if wished."""
    networks = [network for network in session.store().networks.all() if not network.sample]
    if not networks:
        layout.empty(_("Er is nog geen enkel netwerk. Maak het eerste bij Nieuw netwerk."))
        return
    known = progress.everywhere(session.store())
    steps = {network.id: _step(*known[network.id]) for network in networks}
    chosen = choose.one("stap", _("Volgende stap"), _step_counts(steps.values()), nothing=_("Alle stappen"))
    shown = [network for network in networks if chosen in ("", steps[network.id])]
    rows = [(network.name, steps[network.id], *_columns(known[network.id][0]), network.town) for network in shown]
    columns = [
        _("Netwerk"),
        _("Volgende stap"),
        _("Begonnen"),
        _("Afgesloten"),
        _("Scans"),
        _("Begin"),
        _("Einde"),
        _("Laatst actief"),
        _("Plaats"),
    ]
    day = partial(st.column_config.DateColumn, format="DD/MM/YYYY")
    st.dataframe(
        pd.DataFrame(rows, columns=columns),
        hide_index=True,
        height="content" if len(rows) <= 20 else 760,
        placeholder=NONE,
        column_config={
            _("Netwerk"): st.column_config.TextColumn(pinned=True),
            _("Begonnen"): st.column_config.TextColumn(help=_("Hoeveel partners begonnen, van wie meedoet")),
            _("Afgesloten"): st.column_config.TextColumn(help=_("Hoeveel partners hun scan afsloten")),
            _("Scans"): st.column_config.TextColumn(help=_("Ingediende scans, van wie gevraagd is")),
            _("Begin"): day(help=_("De dag waarop de scanronde openging")),
            _("Einde"): day(help=_("De einddatum van een scanronde die loopt, of de dag waarop ze gesloten werd")),
            _("Laatst actief"): day(help=_("De laatste dag waarop iemand iets deed in het netwerk")),
        },
        alt=_("Alle netwerken op naam, met hun volgende stap en hoeveel partners en mensen meedoen"),
    )
    st.caption(
        _(
            "{count}. De aantallen gaan over de scanronde die loopt, of over de laatste. Hoeveel scans er "
            "zijn, staat er pas vanaf {exact_from} gevraagde mensen, zodat niemand leest of één iemand "
            "invulde.",
            count=count(len(rows), _("netwerk"), _("netwerken")),
            exact_from=EXACT_FROM,
        )
    )


def _step_counts(steps: Iterable[str]) -> dict[str, str]:
    """Step -> its name with how many networks are there, in the order of the work."""
    counts = Counter(steps)
    order = (_(UNLED), *(step.title for step in guide().steps))
    return {step: f"{step} ({counts[step]})" for step in order if counts[step]}


def _step(network: NetworkProgress, following: object) -> str:
    return str(getattr(following, "title", "")) if network.coordinated else _(UNLED)


def _columns(network: NetworkProgress) -> tuple[object, ...]:
    """Partners that began, that closed, scans; the first and the last day of the round, and the last one of activity. The
    name of a round is what a coordinator typed, and stays inside."""
    about = network.about
    if about is None:
        return NONE, NONE, NONE, None, None, network.active
    scans = _("{scans} van {asked}", scans=about.scans, asked=about.asked) if about.tells_scans else NONE
    counted = (
        _("{number} van {partners}", number=number, partners=about.partners) for number in (about.begun, about.finished)
    )
    opened, closed = (local(at).date() if at else None for at in (about.opened, about.closed))
    return *counted, scans, opened, closed or about.round.closes_on, network.active


# -- who is of the programme


def show_members() -> None:
    """Who is of the programme, to take the role away, and to give it to somebody."""
    actor, known = session.require_programme(), accounts_ui.members(INSTALLATION)
    st.dataframe(
        pd.DataFrame([(a.name, a.username) for a in known], columns=[_("Naam"), _("Gebruikersnaam")]),
        hide_index=True,
        height="content",
    )
    of_group = session.store().identities.of_group
    if names := [account.name for account in known if INSTALLATION in of_group(account)]:
        st.caption(
            _(
                "Bij {names} volgt dat bij elke aanmelding uit een groep bij {provider}.",
                names=plain(", ".join(names)),
                provider=plain(accounts_ui.provider_name()),
            )
        )
    others = {account.id: account.name for account in known if account.id != actor.id}
    if others:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            gone = choose.one("account", _("Wie hoort er niet meer bij?"), others)
            if st.button(_("Toegang afnemen"), key=f"remove-{gone}", icon=":material/person_remove:"):
                perform(lambda: _leave(gone), _("{others} hoort niet meer bij het programma.", others=others[gone]))
    with st.form("programme member", enter_to_submit=False):
        hint = _("{hint} Laat leeg als deze persoon hier al een account heeft.", hint=passwords.hint())
        asked = accounts_ui.ask_for_access(INSTALLATION, [Role.PROGRAMME], hint)
    if asked:
        accounts_ui.give_role(None, *asked, session.require_programme().id)


def _leave(account: str) -> None:
    actor = session.require_programme()
    if account == actor.id:
        raise Refused(_("Vraag een collega van het programma om jou af te melden."))
    session.store().accounts.set_role(account, INSTALLATION, None, actor.id)
