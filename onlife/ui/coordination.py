"""What a coordinator does: partners, rounds, links, response, accounts. Pages choose; here it happens.

Everything that cannot be taken back is asked in a dialog that names what follows. A dialog runs again without its
page, so each asks for the right anew. Whatever is refused is said, changes nothing and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from onlife.charts import Figure
from onlife.content.letter import ADDRESS_MAX, Facts, Message
from onlife.domain.access import Action
from onlife.domain.account import LinkKind
from onlife.domain.network import EXPECTED_MAX, Partner, Round, RoundState
from onlife.domain.privacy import Visibility
from onlife.domain.scan import Closing, Response
from onlife.export import log_book as logbook
from onlife.security.token import new_id
from onlife.services import mailing, peer
from onlife.services.partner_list import ADDRESS, NAME_MAX, SECTOR_MAX, SECTORS, Entry, Roster
from onlife.services.spreadsheet import shorten
from onlife.store import Refused, StoreError
from onlife.store.engine.database import today
from onlife.store.network import sectors
from onlife.text import dutch_date, line, parse_date, short_date
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import components
from onlife.ui.parts.components import plain

UNCHANGED = "Er is niets gewijzigd."
WAYS = {False: "individueel: elke collega vult zelf in", True: "gezamenlijk: samen één scan"}
PARTNER_COLUMNS = ["Naam", "Sector", "Aantal personen", "Wijze"]
PAPER_COLUMN = "Op papier"
FILE_COLUMN = "Uit bestand"
OTHER_SECTOR = "Andere sector"


def do(change: Callable[[], object], done: str, page: str = "") -> None:
    """Do something in the store and say so at the top of this or another page; a refusal is said here."""
    try:
        change()
    except (Refused, StoreError, ValueError) as problem:
        st.error(plain(f"{problem} {UNCHANGED}"), icon=":material/error:")
    else:
        components.say(done)
        if page:
            components.turn_to(page)
        st.rerun()


def address(path: str, visit: Visit, **query: str) -> str:
    """The address of something to take away from this network."""
    return f"{path}?{urlencode({'netwerk': visit.network.id, **query})}"


def people(number: int) -> str:
    return "1 persoon" if number == 1 else f"{number} personen"


def way_word(joint: bool) -> str:
    return "gezamenlijk" if joint else "individueel"


# -- partners


def listing(partners: Sequence[Partner]) -> pd.DataFrame:
    """The partners as a table with Dutch headings."""
    rows = [(p.name, p.sector, p.expected, way_word(p.joint)) for p in partners]
    return pd.DataFrame(rows, columns=PARTNER_COLUMNS)


def ask_partner(visit: Visit, partner: Partner | None, key: str) -> Entry:
    """The fields of a partner, inside a form; filled with what is known of it."""
    used = sectors(session.store().networks.partners(visit.network.id, archived=True))
    choices = sorted({*SECTORS, *used}, key=str.casefold)
    name = st.text_input("Naam", partner.name if partner else "", max_chars=NAME_MAX, key=f"name-{key}")
    left, right = st.columns(2)
    chosen = left.selectbox(
        "Sector",
        [*choices, OTHER_SECTOR],
        index=choices.index(partner.sector) if partner and partner.sector else None,
        placeholder="Kies een sector",
        key=f"sector-{key}",
    )
    other = right.text_input(
        "Andere sector", max_chars=SECTOR_MAX, placeholder="Alleen als ze niet in de lijst staat", key=f"other-{key}"
    )
    left, right = st.columns(2)
    expected = left.number_input(
        "Aantal personen dat je verwacht",
        min_value=1,
        max_value=EXPECTED_MAX,
        value=partner.expected if partner else 8,
        key=f"expected-{key}",
    )
    joint = right.radio(
        "Wijze",
        list(WAYS),
        index=int(partner.joint) if partner else 0,
        format_func=WAYS.__getitem__,
        key=f"way-{key}",
    )
    sector = other.strip() or (chosen if chosen and chosen != OTHER_SECTOR else "")
    return Entry(name, sector, int(expected), bool(joint), _ask_address(visit, partner, key))


def _ask_address(visit: Visit, partner: Partner | None, key: str) -> str:
    """The address of a contact person, where this installation sends mail; elsewhere it is not asked."""
    if not session.sends_mail():
        return ""
    known = session.store().mails.addresses(visit.network.id).get(partner.id, "") if partner else ""
    return st.text_input(
        "E-mailadres van de contactpersoon (mag leeg blijven)",
        known,
        max_chars=ADDRESS_MAX,
        help="Enkel om uitnodigingen en herinneringen te sturen. Van wie invult, vragen we nooit een adres.",
        key=f"address-{key}",
    )


def address_heading() -> str:
    """What a list may hold besides, where this installation sends mail."""
    return f", {ADDRESS} van de contactpersoon" if session.sends_mail() else ""


def problems(roster: Roster, outcome: str = "Er is nog niets toegevoegd.") -> None:
    """What is wrong with a list, row by row."""
    if roster.problems:
        shown = "\n".join(f"- {plain(problem)}" for problem in shorten(roster.problems))
        st.error(
            f"**{outcome}** Verbeter dit en probeer het opnieuw:\n\n{shown}",
            icon=":material/error:",
        )


def preview(roster: Roster) -> None:
    """What was read from a list, before anything is added."""
    if roster.notes:
        st.info("\n".join(f"- {plain(note)}" for note in shorten(roster.notes)), icon=":material/info:")
    if roster.problems:
        problems(roster)
    else:
        rows = [(e.name, e.sector, e.expected, way_word(e.joint), e.address) for e in roster.entries]
        shown = pd.DataFrame(rows, columns=[*PARTNER_COLUMNS, ADDRESS.capitalize()])
        st.dataframe(shown if session.sends_mail() else shown[PARTNER_COLUMNS], hide_index=True)


def add(visit: Visit, roster: Roster) -> None:
    """Add everybody on a list with links that work at once, or nobody."""
    if roster.problems:
        problems(roster)
        return
    store = session.store()
    partners = [Partner(new_id(), visit.network.id, e.name, e.sector, e.expected, e.joint) for e in roster.entries]

    def change() -> None:
        with store.transaction():
            store.imports.add_partners(partners, visit.actor.id)
            addresses = {p.id: e.address for p, e in zip(partners, roster.entries, strict=True)}
            store.mails.save_addresses(visit.network.id, addresses, visit.actor.id)

    names = partners[0].name if len(partners) == 1 else f"{len(partners)} partners"
    do(change, f"{names} toegevoegd. De links staan klaar bij Links en brieven.")


def change(visit: Visit, partner: Partner, roster: Roster) -> None:
    """Change a partner into the one entry of a roster that was checked."""
    if roster.problems:
        problems(roster, UNCHANGED)
        return
    entry = roster.entries[0]
    changed = replace(partner, name=entry.name, sector=entry.sector, expected=entry.expected, joint=entry.joint)
    store = session.store()

    def change() -> None:
        with store.transaction():
            store.networks.save_partners([changed], visit.actor.id)
            if session.sends_mail():
                store.mails.save_addresses(visit.network.id, {partner.id: entry.address}, visit.actor.id)

    do(change, f"De gegevens van {changed.name} zijn bewaard.")


def propose_joint(visit: Visit, partners: Sequence[Partner]) -> None:
    """Where fewer people are expected than a result needs, propose that they scan together."""
    few = [p for p in partners if not p.joint and p.expected < visit.network.threshold]
    if not few:
        return
    with st.container(border=True):
        st.markdown(
            f"**Te klein om individueel te tonen.** Een individueel resultaat verschijnt pas vanaf "
            f"{visit.network.threshold} ingediende scans. Laat deze organisaties liever samen één scan invullen:"
        )
        if len(few) > 1 and st.button(f"Zet alle {len(few)} op gezamenlijk", key="joint-all"):
            everybody = [replace(partner, joint=True) for partner in few]
            save = partial(session.store().networks.save_partners, everybody, visit.actor.id)
            do(save, f"{len(few)} partners vullen nu samen één scan in.")
        for partner in few:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.text(f"{partner.name} ({people(partner.expected)})", width="content")
                if st.button("Zet op gezamenlijk", key=f"joint-{partner.id}"):
                    changed = replace(partner, joint=True)
                    save = partial(session.store().networks.save_partners, [changed], visit.actor.id)
                    do(save, f"{partner.name} vult nu samen één scan in.")


@st.dialog("Partner archiveren")
def archive(partner: Partner) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    st.markdown(
        f"**{plain(partner.name)}** doet dan niet meer mee:\n"
        "- de scanlink en de teamlink werken meteen niet meer; wie bezig is, kan niet verder;\n"
        "- wat al ingediend is, telt mee als de scanronde sluit; wat begonnen is, gaat dan verloren;\n"
        "- resultaten van vroegere scanrondes blijven."
    )
    st.markdown("Terughalen kan later, met nieuwe links.")

    def change() -> None:
        with store.transaction():
            store.visitors.revoke_links(partner, visit.actor.id)
            store.networks.archive(partner, visit.actor.id)

    if st.button(f"Archiveer {plain(partner.name)}", type="primary", icon=":material/archive:"):
        do(change, f"{partner.name} is gearchiveerd.")


def archived(visit: Visit) -> None:
    """The partners that left, and the way back."""
    store = session.store()
    everybody = store.networks.partners(visit.network.id, archived=True)
    gone = [partner for partner in everybody if partner.archived]
    if not gone:
        return
    names = {partner.id: partner.name for partner in everybody}
    merged = {went: names[stayed] for went, stayed in store.merging.merged(visit.network.id).items() if stayed in names}
    with st.expander(f"Gearchiveerd ({len(gone)})", icon=":material/archive:"):
        for partner in gone:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.text(partner.name, width="content")
                if partner.id in merged:
                    st.text(f"samengevoegd met {merged[partner.id]}", width="content")
                elif st.button("Terughalen", key=f"back-{partner.id}"):
                    do(partial(_bring_back, visit, partner), f"{partner.name} doet weer mee, met nieuwe links.")


def _bring_back(visit: Visit, partner: Partner) -> None:
    store = session.store()
    with store.transaction():
        store.networks.save_partners([replace(partner, archived=False)], visit.actor.id)
        store.visitors.make_links(visit.network.id, [partner.id], visit.actor.id)


# -- rounds


def ask_round(round: Round | None, key: str) -> tuple[str, str]:
    """Name and end date as typed, inside a form."""
    name = st.text_input(
        "Naam", round.name if round else "", max_chars=80, placeholder="bv. Najaar 2026", key=f"round-{key}"
    )
    closes_on = st.text_input(
        "Invullen kan tot en met (mag leeg blijven)",
        short_date(round.closes_on) if round and round.closes_on else "",
        max_chars=30,
        placeholder="dd/mm/jjjj",
        help="Deze dag staat in de uitnodiging. De scanronde sluit niet vanzelf: jij beslist wanneer.",
        key=f"closes-{key}",
    )
    return name, closes_on


def add_round(visit: Visit, name: str, closes_on: str) -> None:
    store = session.store()

    def change() -> None:
        store.networks.add_round(
            visit.network.id,
            _name(name),
            session.questionnaire(visit.network).version,
            _last_day(closes_on),
            visit.actor.id,
        )

    do(change, f"{line(name)} staat klaar in concept.")


@st.dialog("Scanronde wijzigen")
def change_round(round: Round) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    with st.form("change round", border=False, enter_to_submit=False):
        name, closes_on = ask_round(round, round.id)
        wanted = st.form_submit_button("Bewaren", type="primary")

    def change() -> None:
        day = round.closes_on if round.closes_on and closes_on == short_date(round.closes_on) else _last_day(closes_on)
        store.networks.save_round(replace(round, name=_name(name), closes_on=day), visit.actor.id)

    if wanted:
        do(change, "De scanronde is gewijzigd.")


def start_round(visit: Visit, round: Round) -> None:
    store = session.store()

    def change() -> None:
        if not store.networks.partners(visit.network.id):
            raise Refused("Er zijn nog geen partners om uit te nodigen. Voeg ze eerst toe.")
        store.networks.start_round(round, visit.actor.id)

    do(change, f"{round.name} is open. Bezorg de partners nu hun links, bij Links en brieven.")


@st.dialog("Scanronde sluiten", width="medium")
def close_round(round: Round) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    response = store.scans.response(visit.network.id, round.id)
    submitted, begun = sum(row.submitted for row in response), sum(row.begun for row in response)
    st.markdown(
        f"Je sluit **{plain(round.name)}** voor alle partners. Dit kan niet ongedaan gemaakt worden.\n"
        f"- **{components.scans(submitted)}** {'ligt' if submitted == 1 else 'liggen'} dan vast: geschud, zonder dag of hervatcode.\n"
        f"- **{components.scans(begun)}** die begonnen maar niet ingediend {'is, gaat' if begun == 1 else 'zijn, gaan'} verloren.\n"
        "- De resultaten verschijnen op de netwerkpagina's, behalve van partners die hun scan zelf afsloten en nog niet "
        "vrijgaven."
    )
    with st.form("close round", border=False, enter_to_submit=False):
        typed = st.text_input("Typ de naam van de scanronde om te bevestigen", autocomplete="off")
        wanted = st.form_submit_button("Sluit deze scanronde", type="primary", icon=":material/lock:")
    if wanted and line(typed).casefold() != round.name.casefold():
        st.error(f"Dat is niet de naam van de scanronde. {UNCHANGED}", icon=":material/error:")
    elif wanted:
        do(
            lambda: peer.close_round(store, visit.network, round, visit.actor.id),
            f"{round.name} is gesloten. De resultaten staan op de netwerkpagina's.",
        )


def share(visit: Visit, round: Round) -> None:
    """Whether contact persons may see the network pages of a round."""
    wanted = st.toggle(
        "Partners mogen de netwerkpagina's van deze ronde bekijken",
        value=round.shared,
        key=f"shared-{round.id}-{round.shared}",
    )
    if wanted != round.shared:
        do(
            lambda: session.store().networks.save_round(replace(round, shared=wanted), visit.actor.id),
            f"Contactpersonen kunnen de netwerkpagina's van {round.name} {'nu bekijken' if wanted else 'niet meer bekijken'}.",
        )


def round_line(round: Round, response: Sequence[Response]) -> str:
    """State, end date and answers of a round in one line."""
    parts = [round.state.word]
    if round.closes_on:
        parts.append(f"invullen tot en met {dutch_date(round.closes_on)}")
    if round.state is not RoundState.CONCEPT:
        parts.append(f"{components.scans(sum(row.submitted for row in response))} ingediend")
    return " · ".join(parts)


def _name(name: str) -> str:
    if not line(name):
        raise ValueError("Geef de scanronde een naam, bijvoorbeeld Najaar 2026.")
    return line(name)


def _last_day(text: str) -> date | None:
    if not text.strip():
        return None
    day = parse_date(text)
    if day < today():
        raise ValueError(f"{dutch_date(day)} is al voorbij. Kies een latere dag.")
    return day


# -- links


def facts(visit: Visit) -> Mapping[str, Facts]:
    """Partner id -> what its letters hold, with addresses as this browser reaches the app."""
    return mailing.facts(session.store(), visit.network, session.origin())


def show_link(partner: Partner, kind: LinkKind, facts: Facts) -> None:
    """One of the two links: what it is for, to copy, to scan, and the way to replace it."""
    address, title, purpose = {
        LinkKind.SCAN: (
            facts.scan_link,
            "Scanlink",
            "Om samen één scan in te vullen." if partner.joint else "Voor alle collega's die de scan invullen.",
        ),
        LinkKind.TEAM: (facts.team_link, "Teamlink", "Alleen voor de contactpersoon."),
    }[kind]
    st.header(title, anchor=False)
    st.markdown(purpose)
    st.code(address, language=None, wrap_lines=True)
    name = f"QR-code van de {kind.word} van {partner.name}"
    st.image(mailing.qr(address, name), width=160, alt=name)
    if st.button("Intrekken en vervangen", key=f"replace-{kind}", icon=":material/link_off:"):
        replace_link(partner, kind)


@st.dialog("Link intrekken en vervangen")
def replace_link(partner: Partner, kind: LinkKind) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    lost = {
        LinkKind.SCAN: "Collega's die bezig zijn, openen de nieuwe link en gaan met hun hervatcode verder; wat bewaard is, blijft.",
        LinkKind.TEAM: "De contactpersoon heeft de nieuwe teamlink nodig om nog op de teampagina te raken. Stond er een eigen code "
        "op, dan vervalt die. Iedereen van deze organisatie ziet op welke dag de link vervangen werd.",
    }[kind]
    st.markdown(
        f"De huidige **{kind.word} van {plain(partner.name)}** werkt dan meteen niet meer, ook niet op brieven en in mails "
        f"die al verstuurd zijn. {lost}"
    )
    if st.button("Vervang deze link", type="primary", icon=":material/link_off:"):
        link = store.visitors.links(visit.network.id).get((partner.id, kind))
        do(
            lambda: store.visitors.replace_link(link, visit.actor.id) if link else None,
            f"De oude {kind.word} van {partner.name} werkt niet meer. Hieronder staat de nieuwe.",
        )


def show_message(message: Message) -> None:
    """A mail to open in the mail program, or to copy."""
    kind: Literal["primary", "secondary"] = "secondary" if session.sends_mail() else "primary"
    st.link_button("Open in je mailprogramma", message.mailto, type=kind, icon=":material/mail:")
    st.caption("Of kopieer onderwerp en tekst:")
    st.code(message.subject, language=None, wrap_lines=True)
    st.code(message.body, language=None, wrap_lines=True)


# -- response


def bars(visit: Visit, response: Sequence[Response]) -> pd.DataFrame:
    """Rows of name, answered, expected; a partner that scans together is expected to hand in one scan."""
    joint = {p.id: p.joint for p in session.store().networks.partners(visit.network.id, archived=True)}
    rows = [(row.name, row.submitted, 1 if joint[row.partner] else row.expected) for row in response]
    return pd.DataFrame(rows, columns=["name", "answered", "expected"])


def states(
    round: Round, response: Sequence[Response], closings: Mapping[str, Closing], too_few: AbstractSet[str]
) -> pd.DataFrame:
    """How far every partner is, in words and counts; how many came from paper or a file, in a round in which any did.

    `too_few`: who has too few scans to be shown.
    """
    rows = [
        (
            row.name,
            _state(round, row, closings.get(row.partner, Closing()), few=row.partner in too_few),
            row.submitted,
            row.on_paper,
            row.from_file,
            row.begun,
            dutch_date(row.last_day) if row.last_day else "–",
        )
        for row in response
    ]
    columns = ["Partner", "Stand", "Ingediend", PAPER_COLUMN, FILE_COLUMN, "Nog bezig", "Laatste activiteit"]
    table = pd.DataFrame(rows, columns=columns)
    return table.drop(columns=[column for column in (PAPER_COLUMN, FILE_COLUMN) if not table[column].any()])


def _state(round: Round, row: Response, closing: Closing, *, few: bool) -> str:
    if closing.erased:
        return "gewist"
    if closing.closed and few:
        return f"vrijgegeven, {Visibility.TOO_FEW.word}"
    if closing.closed:
        offered = "vrijgegeven, nog niet bekeken" if closing.offered else "afgesloten, nog niet vrijgegeven"
        return "vrijgegeven" if closing.released else offered
    if round.state is not RoundState.OPEN:
        return "niet ingevuld"
    return "vult nog in" if row.submitted or row.begun else "nog niet begonnen"


def silent(round: Round, response: Sequence[Response]) -> None:
    """The partners where nobody has begun, with a way to remind them while the round is open."""
    rows = [row for row in response if not row.submitted and not row.begun]
    is_open = round.state is RoundState.OPEN
    if rows:
        with st.container(border=True):
            st.markdown(f"**{'Nog niet begonnen' if is_open else 'Niet meegedaan'} ({len(rows)} van {len(response)})**")
            st.text(", ".join(row.name for row in rows))
            if is_open:
                components.link(
                    "pages/regie/links.py", "Stuur een herinnering", icon=":material/mail:", partner=rows[0].partner
                )
    elif is_open:
        st.success("Alle partners zijn begonnen.", icon=":material/check:")


def draw(figure: Figure | None) -> None:
    """A figure of counts, with its table; it is not for export."""
    if figure is None:
        return
    components.draw(figure, key=figure.name)
    with st.expander("Tabel", icon=":material/table:"):
        components.table(figure)


# -- log book


def log_book(visit: Visit, *, automatic: bool) -> pd.DataFrame:
    """The log book of the network with Dutch headings, newest first."""
    return logbook.table(session.store().audit.events(visit.network.id, automatic=automatic))


def log_check(visit: Visit) -> None:
    """Whether the log book is whole."""
    checked = session.store().audit.check(visit.network.id)
    if checked.whole:
        lines = "1 regel" if checked.rows == 1 else f"{checked.rows} regels"
        st.success(f"Het logboek klopt: {lines}, niets gewijzigd of weg.", icon=":material/verified:")
    else:
        numbers = ", ".join(str(number) for _, number in checked.broken[:10])
        st.error(
            f"Het logboek klopt niet{f' (regel {numbers} van de keten)' if numbers else ''}: iemand wijzigde het buiten de "
            "app om, of er is iets weg. Verwittig wie de server beheert en bewaar de back-ups.",
            icon=":material/gpp_bad:",
        )
