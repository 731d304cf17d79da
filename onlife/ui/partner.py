"""The partners of a network, for the coordinator: adding, changing, archiving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from onlife.content import phrase
from onlife.domain.access import Action
from onlife.domain.network import EXPECTED_MAX, Partner
from onlife.security.token import new_id
from onlife.services.contact_list import Person
from onlife.services.partner_list import NAME_MAX, SECTOR_MAX, SECTORS, Entry, PartnerList
from onlife.services.spreadsheet import shorten
from onlife.store.network import sectors
from onlife.text import count_partners, count_people, line
from onlife.translation import LANGUAGES, N_
from onlife.translation import gettext as _
from onlife.ui import contact
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts.action import UNCHANGED, perform
from onlife.ui.parts.conflict import OpenForm
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

WAYS = {False: N_("individueel: elke collega vult zelf in"), True: N_("gezamenlijk: samen één scan")}
PARTNER_COLUMNS = [N_("Naam"), N_("Sector"), N_("Aantal personen"), N_("Wijze")]
OTHER_SECTOR = N_("Andere sector")


def labels() -> dict[str, str]:
    """What each thing that can be changed of a partner is called."""
    name, sector, expected, way = map(_, PARTNER_COLUMNS)
    return {"name": name, "sector": sector, "expected": expected, "joint": way, "language": _("Taal")}


def partner_table(partners: Sequence[Partner]) -> pd.DataFrame:
    """The partners as a table with Dutch headings."""
    rows = [(p.name, p.sector, p.expected, phrase.way(p.joint)) for p in partners]
    return pd.DataFrame(rows, columns=[*map(_, PARTNER_COLUMNS)])


def ask_partner(visit: Visit, partner: Partner | None, key: str) -> Entry:
    """The fields of a partner, inside a form; filled with what is known of it."""
    used = sectors(session.store().networks.partners(visit.network.id, archived=True))
    own = [partner.sector] if partner and partner.sector else []  # a colleague may have taken the last one of it away
    choices = sorted({*SECTORS, *used, *own}, key=str.casefold)
    name = st.text_input(_("Naam"), partner.name if partner else "", max_chars=NAME_MAX, key=f"name-{key}")
    left, right = st.columns(2)
    chosen = left.selectbox(
        _("Sector"),
        [*choices, _(OTHER_SECTOR)],
        index=choices.index(own[0]) if own else None,
        placeholder=_("Kies een sector"),
        key=f"sector-{key}",
    )
    other = right.text_input(
        _("Andere sector"),
        max_chars=SECTOR_MAX,
        placeholder=_("Alleen als ze niet in de lijst staat"),
        key=f"other-{key}",
    )
    left, right = st.columns(2)
    expected = left.number_input(
        _("Aantal personen dat je verwacht"),
        min_value=1,
        max_value=EXPECTED_MAX,
        value=partner.expected if partner else 8,
        key=f"expected-{key}",
    )
    joint = right.radio(
        _("Wijze"),
        list(WAYS),
        index=int(partner.joint) if partner else 0,
        format_func=lambda joint: _(WAYS[joint]),
        key=f"joint-{key}",
    )
    sector = line(other) or (chosen if chosen and chosen != OTHER_SECTOR else "")
    spoken = st.selectbox(
        _("Taal van links, brieven en mails"),
        ["", *LANGUAGES],
        index=["", *LANGUAGES].index(partner.language if partner and partner.language in LANGUAGES else ""),
        format_func=lambda code: LANGUAGES.get(code) or _("zoals het netwerk"),
        key=f"language-{key}",
        width=320,
    )
    contacts = () if partner else (contact.ask(Person(), f"contact-{key}"),)
    return Entry(name, sector, int(expected), bool(joint), contacts, spoken)


def list_problems(partner_list: PartnerList, outcome: str = "") -> None:
    """What is wrong with a list, row by row."""
    if partner_list.problems:
        shown = "\n".join(f"- {plain(problem)}" for problem in shorten(partner_list.problems))
        st.error(
            f"**{outcome or _('Er is nog niets toegevoegd.')}** {_('Verbeter dit en probeer het opnieuw:')}\n\n{shown}",
            icon=":material/error:",
        )


def preview_partners(partner_list: PartnerList) -> None:
    """What was read from a list, before anything is added."""
    if partner_list.notes:
        st.info("\n".join(f"- {plain(note)}" for note in shorten(partner_list.notes)), icon=":material/info:")
    if partner_list.problems:
        list_problems(partner_list)
    else:
        rows = [
            (e.name, e.sector, e.expected, phrase.way(e.joint), "; ".join(p.as_line for p in e.contacts))
            for e in partner_list.entries
        ]
        st.dataframe(pd.DataFrame(rows, columns=[*map(_, PARTNER_COLUMNS), _("Contactpersonen")]), hide_index=True)


def place(visit: Visit) -> str:
    """Where partners are added, for `conflict`."""
    return f"partners-{visit.network.id}"


def add_partners(visit: Visit, partner_list: PartnerList) -> None:
    """Add everybody on a list with links that work at once, or nobody."""
    if partner_list.problems:
        list_problems(partner_list)
        return
    store = session.store()
    partners = [
        Partner(new_id(), visit.network.id, e.name, e.sector, e.expected, e.joint, language=e.language)
        for e in partner_list.entries
    ]

    def change() -> None:
        with store.transaction():
            store.imports.add_partners(partners, visit.actor.id)
            for partner, entry in zip(partners, partner_list.entries, strict=True):
                store.contacts.save([contact.new(partner, person) for person in entry.contacts], visit.actor.id)

    names = partners[0].name if len(partners) == 1 else count_partners(len(partners))
    perform(change, _("{names} toegevoegd.", names=names), form=place(visit))


def change_partner(visit: Visit, form: OpenForm[Partner], partner_list: PartnerList) -> None:
    """Change a partner, as its form opened on it, into the one entry of a list that was checked."""
    if partner_list.problems:
        list_problems(partner_list, _(UNCHANGED))
        return
    entry = partner_list.entries[0]
    changed = replace(
        form.seen,
        name=entry.name,
        sector=entry.sector,
        expected=entry.expected,
        joint=entry.joint,
        language=entry.language,
    )
    save = partial(session.store().networks.save_partners, [changed], visit.actor.id, [form.seen])
    perform(save, _("De gegevens van {name} zijn bewaard.", name=changed.name), form=form.place)


def propose_joint(visit: Visit, partners: Sequence[Partner]) -> None:
    """Where fewer people are expected than a result needs, propose that they scan together."""
    few = [p for p in partners if not p.joint and p.expected < visit.network.threshold]
    if not few:
        return
    with st.container(border=True):
        st.markdown(
            _(
                "**Te klein om individueel te tonen.** Een individueel resultaat verschijnt pas vanaf {threshold} "
                "ingediende scans. Laat deze organisaties liever samen één scan invullen:",
                threshold=visit.network.threshold,
            )
        )
        if len(few) > 1 and st.button(_("Zet alle {number} op gezamenlijk", number=len(few)), key="joint-all"):
            everybody = [replace(partner, joint=True) for partner in few]
            save = partial(session.store().networks.save_partners, everybody, visit.actor.id, few)
            perform(save, _("{number} partners vullen nu samen één scan in.", number=len(few)))
        for partner in few:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.text(f"{partner.name} ({count_people(partner.expected)})", width="content")
                if st.button(_("Zet op gezamenlijk"), key=f"joint-{partner.id}"):
                    changed = replace(partner, joint=True)
                    save = partial(session.store().networks.save_partners, [changed], visit.actor.id, [partner])
                    perform(save, _("{name} vult nu samen één scan in.", name=partner.name))


@dialog(N_("Partner archiveren"))
def archive_partner(partner: Partner) -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    st.markdown(
        _(
            "**{name}** doet dan niet meer mee:\n- de scanlink en de teamlink werken meteen niet meer; wie "
            "bezig is, kan niet verder;\n- wat al ingediend is, telt mee als de scanronde sluit; wat begonnen "
            "is, gaat dan verloren;\n- resultaten van vroegere scanrondes blijven.",
            name=plain(partner.name),
        )
    )
    st.markdown(_("Terughalen kan later, met nieuwe links."))

    def change() -> None:
        with store.transaction():
            store.links.revoke_all(partner, visit.actor.id)
            store.networks.archive(partner, visit.actor.id)

    if st.button(_("Archiveer {name}", name=plain(partner.name)), type="primary", icon=":material/archive:"):
        perform(change, _("{name} is gearchiveerd.", name=partner.name))


def archived_partners(visit: Visit) -> None:
    """The partners that left, and the way back."""
    store = session.store()
    everybody = store.networks.partners(visit.network.id, archived=True)
    gone = [partner for partner in everybody if partner.archived]
    if not gone:
        return
    names = {partner.id: partner.name for partner in everybody}
    merged = {
        went: names[stayed] for went, stayed in store.merges.successors(visit.network.id).items() if stayed in names
    }
    with st.expander(_("Gearchiveerd ({number})", number=len(gone)), icon=":material/archive:"):
        for partner in gone:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.text(partner.name, width="content")
                if partner.id in merged:
                    st.text(_("samengevoegd met {merged}", merged=merged[partner.id]), width="content")
                elif st.button(_("Terughalen"), key=f"back-{partner.id}"):
                    perform(
                        partial(_bring_back, visit, partner),
                        _("{name} doet weer mee, met nieuwe links.", name=partner.name),
                    )


def _bring_back(visit: Visit, partner: Partner) -> None:
    store = session.store()
    with store.transaction():
        store.networks.save_partners([replace(partner, archived=False)], visit.actor.id, [partner])
        store.links.make(visit.network.id, [partner.id], visit.actor.id)
