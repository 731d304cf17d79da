"""Remarks on screen: to read, to search, to quote in the meeting, and for a contact to share one by one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from onlife.domain import finding
from onlife.domain.access import Action
from onlife.domain.network import Round
from onlife.domain.privacy import REMARKS_FROM
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.services.results import OwnShownRemarks, ShownRemarks
from onlife.text import count, plural
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import fragment
from onlife.ui.parts.action import perform_as
from onlife.ui.parts.markdown import plain

QUOTED = N_(":blue-badge[citaat voor de vergadering]")
CHOOSING = N_(
    "Met minder dan {least} scans ziet alleen jij deze opmerkingen. Je kunt er een met het netwerk delen; dat is vooraf zo "
    "verteld aan wie invulde. Overleg eerst in je team: is te raden wie het schreef, deel het dan niet."
)
WHOLE = N_("Het netwerk leest deze opmerkingen zodra jullie resultaat vrijgegeven is.")


def matching(rows: pd.DataFrame, names: Mapping[str, str], block: str, wanted: str) -> pd.DataFrame:
    """The remarks of a block ('' for all) that hold what is looked for, in their words or the name of their partner."""
    rows = rows[rows["block"] == block] if block else rows
    text = (rows["remark"] + " " + rows["partner"].map(names)).astype("string").str.casefold()
    return rows[text.str.contains(wanted.casefold(), regex=False)] if wanted else rows


def by_block(visit: Visit, scan_round: Round, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Remarks under the building block they were written at."""
    for block in session.questionnaire(scan_round).blocks:
        own = rows[rows["block"] == block.id]
        if not own.empty:
            st.header(f"{block.id}. {plain(block.name)} ({len(own)})", anchor=False)
            cards(visit, scan_round, own, names)


def box(scan_round: Round, block: Block, key: str) -> str:
    """What stands on the box with the remarks of a block (`key`): how many of them are quoted in the meeting. As long as it is
    open that stays, for with another label it would close under the hand that quotes.
    """
    stands = f"label of {key}"
    if st.session_state.get(key) and stands in st.session_state:
        return str(st.session_state[stands])
    quoted = sum(quote.block == block.id for quote in session.store().remarks.quotes(scan_round.id))
    words = count(quoted, _("citaat"), _("citaten"))
    st.session_state[stands] = (
        _("Opmerkingen · {words} voor de vergadering", words=words) if quoted else _("Opmerkingen")
    )
    return str(st.session_state[stands])


def cards(visit: Visit, scan_round: Round, rows: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Remarks one by one, what is quoted first; the coordinator quotes them or takes them back."""
    quoted = {quote.mark for quote in session.store().remarks.quotes(scan_round.id)}
    if rows.empty:
        st.markdown(_("Bij deze bouwsteen zijn geen opmerkingen om te tonen."))
    asked, found = session.questionnaire(scan_round), rows.to_dict("records")
    for row in sorted(found, key=lambda row: row["mark"] not in quoted):
        with st.container(border=True):
            st.text(row["remark"])
            with st.container(horizontal=True, vertical_alignment="center"):
                at = f"{names[row['partner']]}{_reason(asked, row['place'])}"
                st.caption(plain(at), width="stretch")
                if visit.may(Action.MANAGE):
                    field = f"quote-{row['mark']}"
                    fragment.follow_store(field, row["mark"] in quoted)
                    st.toggle(
                        _("Citeer in de vergadering"),
                        key=field,
                        on_change=_quote,
                        args=(scan_round, row["mark"], field),
                    )
                elif row["mark"] in quoted:
                    st.markdown(_(QUOTED), width="content")


def withheld_note(found: ShownRemarks) -> None:
    """That there is more than one sees, and why."""
    if found.held_back:
        some = plural(
            found.held_back, _("Eén partner heeft"), _("{held_back} partners hebben", held_back=found.held_back)
        )
        st.caption(
            _(
                "{some} nog opmerkingen die verborgen blijven: minder dan {remarks_from} mensen vulden er in, en "
                "dan kiest de contactpersoon wat het netwerk leest.",
                some=some,
                remarks_from=REMARKS_FROM,
            )
        )


def of_own_team(visit: Visit, scan_round: Round, own: OwnShownRemarks) -> None:
    """For the contact: what colleagues wrote, and the choice to share it where the team is small."""
    st.header(_("Opmerkingen van jullie team"), anchor=False)
    if own.rows.empty:
        st.markdown(_("Niemand schreef een opmerking."))
        return
    st.markdown(_(CHOOSING, least=REMARKS_FROM) if own.choosing else _(WHOLE))
    shared = session.store().remarks.shared_marks(scan_round.id)
    asked = session.questionnaire(scan_round)
    for row in own.rows.sort_values("place", kind="stable").to_dict("records"):
        with st.container(border=True):
            st.text(row["remark"])
            st.caption(plain(f"{asked.block(row['block']).short}{_reason(asked, row['place'])}"))
            if own.choosing:
                field = f"show-{row['mark']}"
                fragment.follow_store(field, row["mark"] in shared)
                st.toggle(_("Deel met het netwerk"), key=field, on_change=_share, args=(scan_round, row["mark"], field))


def _reason(asked: Questionnaire, place: str) -> str:
    """What the caption of a remark adds where it says why a partner that fills in together chose the colour of an element."""
    found = asked.place(place)
    return _(" · waarom deze kleur bij {title}", title=finding.title(found)) if isinstance(found, Element) else ""


def _quote(scan_round: Round, mark: str, field: str) -> None:
    wanted, quote = bool(st.session_state[field]), session.store().remarks.quote
    perform_as(session.coordinator(scan_round.network), lambda visit: quote(scan_round, mark, wanted, visit.actor.id))


def _share(scan_round: Round, mark: str, field: str) -> None:
    wanted, share = bool(st.session_state[field]), session.store().remarks.share
    visit = session.find_in(scan_round.network, Action.RELEASE)
    perform_as(visit, lambda visit: share(scan_round, visit.own.id, mark, wanted, visit.actor.id))
