"""Erasing for good and how long data are kept, for the coordinator.

What is erased is named and counted first, and its name has to be typed. The right to it is asked again in the dialog.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from onlife.content.message import message
from onlife.domain.access import Action
from onlife.domain.network import Partner, Round, RoundState
from onlife.export import log_book
from onlife.store import Refused, StoreError
from onlife.store.engine import backup
from onlife.store.erasure import ErasureCounts
from onlife.store.retention import DATA_KINDS, MONTHS_MAX
from onlife.text import long_date, same, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.dossier import link
from onlife.ui.parts import choose as choose_parts
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import UNCHANGED, perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

NOT_TOGETHER = N_(
    "Toont een gesloten scanronde de kleine teams samen, dan verdwijnen die cijfers. Anders zou het verschil verraden wat hier gewist is."
)
OTHER_COPIES = N_("Wie de databank beheert, kan er ook zelf kopieën van bewaren. Die kent de app niet.")
ASK_IT = N_("Vraag aan jullie IT-dienst wanneer die vervallen.")
WHATS = (N_("Een partner"), N_("Wat een partner in één scanronde invulde"), N_("Een scanronde"), N_("Dit netwerk"))


@dataclass(frozen=True)
class ErasureChoice:
    """What would go: its name, how it is told, what stays, and the deed, which says whether the bytes are gone too."""

    name: str
    what: str
    counts: ErasureCounts
    stays: str
    erase: Callable[[], bool]
    running: bool = False
    page: str = ""


def choose(visit: Visit) -> ErasureChoice | None:
    """What to erase, chosen by the coordinator; None as long as there is nothing to erase."""
    what = st.radio(_("Wat wil je wissen?"), WHATS, format_func=_, captions=[*map(_, _CAPTIONS)])
    store = session.store()
    partners = store.networks.partners(visit.network.id, archived=True)
    rounds = store.networks.rounds(visit.network.id)
    if what == WHATS[3]:
        return _network(visit)
    scan_round = _pick_round(rounds) if what in WHATS[1:3] else None
    partner = _pick_partner(partners) if what in WHATS[:2] else None
    if scan_round and partner:
        return _part(visit, scan_round, partner)
    if scan_round and what == WHATS[2]:
        return _round(visit, scan_round)
    if partner and what == WHATS[0]:
        return _partner(visit, partner)
    layout.empty(_("Hier is nog niets te wissen."))
    return None


_CAPTIONS = (
    N_("uit alle scanrondes, met links, sterren en eigen plan"),
    N_("scans, resultaat en sterren van die scanronde; de partner blijft"),
    N_("van alle partners, met resultaten, sterren en gesprekspunten"),
    N_("met alle partners, scanrondes, resultaten en plannen"),
)


def _pick_round(rounds: list[Round]) -> Round | None:
    return choose_parts.scan_round(rounds) if rounds else None


def _pick_partner(partners: list[Partner]) -> Partner | None:
    if not partners:
        return None
    by_id = {partner.id: partner for partner in partners}
    return by_id[choose_parts.one("partner", "Partner", {key: partner.name for key, partner in by_id.items()})]


def _network(visit: Visit) -> ErasureChoice:
    erasure, network = session.store().erasure, visit.network
    stays = _("Accounts blijven bestaan, zonder toegang tot dit netwerk. Ook het logboek van dit netwerk verdwijnt.")
    deed = partial(erasure.network, network, visit.actor.id)
    running = session.store().networks.open_round(network.id) is not None
    counts = erasure.of_network(network)
    return ErasureChoice(network.name, _("het netwerk"), counts, stays, deed, running, "pages/toegang/start.py")


def _partner(visit: Visit, partner: Partner) -> ErasureChoice:
    erasure = session.store().erasure
    stays = _(
        "Acties in het plan van het netwerk blijven, zonder deze partner. Wat anderen over deze partner schreven, blijft ook. "
    ) + _(NOT_TOGETHER)
    deed = partial(erasure.partner, partner, visit.actor.id)
    running = session.store().networks.open_round(visit.network.id) is not None and not partner.archived
    return ErasureChoice(partner.name, _("de partner"), erasure.of_partner(partner), stays, deed, running)


def _round(visit: Visit, scan_round: Round) -> ErasureChoice:
    erasure = session.store().erasure
    stays = _("Partners, links, andere scanrondes en plannen blijven.")
    deed = partial(erasure.round, scan_round, visit.actor.id)
    return ErasureChoice(
        scan_round.name,
        _("de scanronde"),
        erasure.of_round(scan_round),
        stays,
        deed,
        running=scan_round.state is RoundState.OPEN,
    )


def _part(visit: Visit, scan_round: Round, partner: Partner) -> ErasureChoice:
    erasure = session.store().erasure
    stays = _("De partner, zijn links, andere scanrondes en plannen blijven.")
    closing = session.store().closings.get(scan_round.id, partner.id)
    if closing.opened or closing.released:
        stays += _(" Het resultaat was al te zien; in deze scanronde kan deze partner daarom niet opnieuw invullen.")
    if scan_round.state is RoundState.CLOSED:
        stays += f" {_(NOT_TOGETHER)}"
    deed = partial(erasure.part, scan_round, partner, visit.actor.id)
    what = _("wat in {name} staat van", name=scan_round.name)
    return ErasureChoice(
        partner.name,
        what,
        erasure.of_part(scan_round, partner),
        stays,
        deed,
        running=scan_round.state is RoundState.OPEN,
    )


@dialog(N_("Voorgoed wissen"), width="medium")
def confirm(choice: ErasureChoice) -> None:
    """Name what goes, say how long backups still hold it, ask for the name."""
    visit = session.require(Action.MANAGE)
    st.markdown(
        _(
            "Je wist {what} **{name}**. Dit kan niet ongedaan gemaakt worden.",
            what=plain(choice.what),
            name=plain(choice.name),
        )
    )
    going = "".join(f"\n- **{number}** {kind}" for kind, number in choice.counts.items())
    st.markdown(
        _("Voorgoed weg, met alles wat erbij hoort (ook opmerkingen):{going}", going=going)
        if going
        else _("Er hoort niets bij.")
    )
    st.markdown(plain(choice.stays))
    if choice.running:
        st.warning(
            _("Er loopt nog een scanronde: wie nu invult, verliest wat al gekozen is."), icon=":material/warning:"
        )
    if session.on_database_server():
        st.markdown(f"{_(OTHER_COPIES)} {_(ASK_IT)}")
    last = backup.last_expiry(session.store().folder, today())
    with st.form("erase", border=False, enter_to_submit=False):
        older = last is not None and st.checkbox(
            _("Vernietig ook meteen alle oudere back-ups"),
            help=_(
                "De app maakt eerst een nieuwe back-up, zonder wat je wist. Dit geldt voor alle netwerken van deze installatie. "
                "Kopieën op een andere machine moet je zelf vernietigen."
            ),
        )
        if last is not None:
            st.caption(
                _(
                    "Anders staat dit nog in oudere back-ups, ten laatste tot {day} als de app elke dag loopt. "
                    "Kopieën die iemand zelf maakte, vallen daarbuiten.",
                    day=long_date(last),
                )
            )
        typed = st.text_input(_("Typ de naam om te bevestigen: {name}", name=plain(choice.name)), autocomplete="off")
        wanted = st.form_submit_button(_("Wis dit voorgoed"), type="primary", icon=":material/delete_forever:")
    if wanted and not same(typed, choice.name):
        st.error(_("Dat is niet de naam. {value}", value=_(UNCHANGED)), icon=":material/error:")
    elif wanted:
        _erase(visit, choice, older)


def _erase(visit: Visit, choice: ErasureChoice, older: bool) -> None:
    try:
        done = choice.erase()
    except (Refused, StoreError) as problem:
        st.error(plain(f"{problem} {_(UNCHANGED)}"), icon=":material/error:")
        return
    said = _("{name} is gewist.", name=choice.name)
    try:
        if older:
            network = "" if choice.page else visit.network.id
            gone = session.store().destroy_older_backups(network, visit.actor.id)
            said += _(" Oudere back-ups vernietigd: {gone}.", gone=gone)
    except (Refused, StoreError) as problem:
        layout.warn(_("De oudere back-ups zijn er nog. {problem}", problem=problem))
    if not done:
        layout.warn(message("erasure.still_there"))
    layout.say(said)
    if choice.page:
        st.query_params.pop("netwerk", None)  # it is gone; nothing leads back to it
        layout.switch_page(choice.page)
    st.rerun()


# -- how long data are kept


def terms(visit: Visit) -> None:
    """The months per kind of data, to change."""
    retention = session.store().retention
    place = f"retention-{visit.network.id}"
    labels = {kind: known.name for kind, known in DATA_KINDS.items()}
    form = conflict.open_form(place, retention.months(visit.network.id), labels, visit.actor.id)
    wanted = {}
    with st.form("retention", enter_to_submit=False):
        for kind, known in DATA_KINDS.items():
            wanted[kind] = int(
                st.number_input(
                    _("{name}: hoeveel maanden {since}", name=known.name, since=known.since),
                    min_value=known.least,
                    max_value=MONTHS_MAX,
                    value=form.seen[kind],
                    key=f"{kind}-{form.key}",
                )
            )
        if st.form_submit_button(_("Bewaren"), type="primary", icon=":material/save:"):
            perform(
                lambda: retention.keep(visit.network.id, wanted, visit.actor.id, form.seen),
                _("De bewaartermijnen zijn bewaard. De app kijkt elke dag na wat weg moet."),
                form=place,
            )
    document = link("selectielijst", "docx", visit.network.id, _("selectie- en vernietigingslijst"))
    st.markdown(
        _(
            "Welke regel laat wat vernietigen, en wie begint eraan? Dat staat in de {document} (Word).",
            document=document,
        )
    )
    st.caption(
        _(
            "De termijnen voor sessies, aanmeldpogingen en verwijderde accounts gelden voor de hele app. Daar telt het netwerk "
            "dat het langst bewaart. Wat al weg is, komt niet terug."
        )
    )


def due(visit: Visit) -> pd.DataFrame:
    """Of every closed round when its results and remarks will be destroyed."""
    kept = session.store().retention.months(visit.network.id)
    rows = [
        (
            scan_round.name,
            long_date(closed),
            *(long_date((pd.Timestamp(closed) + pd.DateOffset(months=kept[kind])).date()) for kind in _TERMS),
        )
        for scan_round in session.store().networks.rounds(visit.network.id)
        if (closed := session.store().networks.closed_on(scan_round))
    ]
    return pd.DataFrame(
        rows, columns=[_("Scanronde"), _("Gesloten op"), _("Opmerkingen weg na"), _("Resultaten weg na")]
    )


_TERMS = ("remarks", "results")


def destruction_log(visit: Visit) -> pd.DataFrame:
    """What has been destroyed already, newest first."""
    return log_book.table(session.store().audit.destructions(visit.network.id))


# -- one's own scan


@dialog(N_("Mijn scan wissen"))
def confirm_scan() -> None:
    """For whoever fills in: erase the own scan, as long as it is still one's own."""
    visit = session.require(Action.FILL_IN)
    scan = session.store().scans.scan(visit.actor.scan)
    slip = scan is not None and scan.slip
    st.markdown(
        _(
            "Je keuzes, je opmerkingen en je hervatcode verdwijnen voorgoed. In back-ups staat je scan nog tot die vervallen: hoogstens "
            "een maand."
        )
    )
    st.markdown(
        _("Je briefje is gebruikt: opnieuw beginnen kan enkel met een ander briefje van je contactpersoon.")
        if slip
        else _("Zolang de scanronde loopt, kun je via de link opnieuw beginnen.")
    )
    if session.on_database_server():
        st.markdown(_(OTHER_COPIES))
    if st.button(_("Wis mijn scan voorgoed"), type="primary", icon=":material/delete_forever:"):
        perform(
            lambda: session.store().scans.erase(visit.actor.scan, visit.actor.id),
            _("Je scan is gewist.")
            if slip
            else _("Je scan is gewist. Via de link van je organisatie kun je opnieuw beginnen."),
            "pages/toegang/start.py",
        )
