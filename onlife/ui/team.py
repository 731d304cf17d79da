"""What a partner's contact does: follow the response, close the scan, look at the result, release it.

Each of these steps says in words what follows from it before it is taken, and until when it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from onlife.content import letter, phrase
from onlife.content.instruction import instruction
from onlife.content.letter import TO_FILL_IN, Audience
from onlife.content.message import message
from onlife.domain import finding
from onlife.domain.access import Action
from onlife.domain.network import Round, RoundState
from onlife.domain.privacy import small
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.domain.scan import Closing
from onlife.domain.shown import Shown, Visibility
from onlife.services import figures, mailing
from onlife.services.figures import View
from onlife.text import count_scans, short_date
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import link, reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout, picture
from onlife.ui.parts.action import perform_or_stop
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

WHY_SMALL = N_(
    "Zo kan niemand nagaan wat één collega koos. Vul je samen in, of doen tien mensen mee, dan zie je elk element."
)
TITLES_MAX = 8
"""Elements of one kind at once; each stands with its building block as well."""
NEARLY = 0.9
"""From this part of the people on, (nearly) the whole team answered."""
CLOSING = "closing"
"""Where somebody reads what closing takes along, before it is pressed."""
NAMES = 8
"""As many partners are named in a sentence; more are counted."""


def cooperation_only(questionnaire: Questionnaire) -> str:
    """Which elements a small team sees, and why."""
    cooperation = questionnaire.cooperation_block
    seen = (
        _("Van de elementen zie je enkel die van {short}.", short=plain(cooperation.short))
        if cooperation
        else _("Je ziet geen elementen.")
    )
    return f"{seen} {_(WHY_SMALL)}"


def is_small(shown: Shown, partner: str) -> bool:
    """Whether a partner whose result is shown is too small for figures of its elements."""
    row = shown.partners[shown.partners["partner"] == partner].iloc[0]
    return small(row["n"], row["joint"])


def whole(visit: Visit, scan_round: Round, shown: Shown) -> str:
    """Of which shown partners (nearly) everybody answered, and what follows; '' for none. A joint scan always tells of the
    whole team.
    """
    rows = shown.partners[shown.partners["visibility"] == Visibility.SHOWN.value]
    response = session.store().results.response(visit.network.id, scan_round.id)
    full = {r.partner for r in response if r.expected and r.submitted >= NEARLY * r.expected}
    names = [row["name"] for row in rows.to_dict("records") if row["joint"] or row["partner"] in full]
    if not names:
        return ""
    who = (
        plain(", ".join(names))
        if len(names) <= NAMES
        else _("{some} van de {all} partners", some=len(names), all=len(rows))
    )
    return _(
        "(Bijna) iedereen vulde in bij {who}. Hun resultaat is dus wat dat team zei. Toeval gaat daar "
        "enkel over wat een volgende keer zou geven.",
        who=who,
    )


def response(visit: Visit, scan_round: Round) -> None:
    """How many people answered; never who or what."""
    own = next(
        r for r in session.store().results.response(visit.network.id, scan_round.id) if r.partner == visit.own.id
    )
    submitted, begun, last = st.columns(3)
    expected = 1 if visit.own.joint else own.expected
    submitted.metric(
        _("Ingediend"), _("{submitted} van {expected}", submitted=own.submitted, expected=expected), border=True
    )
    begun.metric(_("Begonnen, nog niet ingediend"), own.begun, border=True)
    last.metric(_("Laatste activiteit"), short_date(own.last_day) if own.last_day else "–", border=True)
    if entered := phrase.entry_counts(own.on_paper, own.from_file):
        st.caption(_("Van wat ingediend is, kwam {entered}.", entered=entered))
    if scan_round.state is RoundState.OPEN and not visit.own.joint and 0 < expected < visit.network.threshold:
        st.warning(
            _(
                "Jullie zijn met {expected}, en een individueel resultaat verschijnt pas vanaf {threshold} scans. "
                "Vraag de coördinator om jullie samen één scan te laten invullen: dan is er wel een resultaat.",
                expected=expected,
                threshold=visit.network.threshold,
            ),
            icon=":material/visibility_off:",
        )


def _earlier(visit: Visit) -> None:
    """That a joint scan can go on from an earlier round, and where that begins."""
    earlier = session.store().scans.earlier.last(visit.own)
    if earlier is None or session.store().scans.obstacle(visit.own):
        return
    hidden = (
        ""
        if earlier.seen
        else _(
            " Dat resultaat is niet vrijgegeven. Enkel wie jullie teamlink opende, zoals jij hier, kan er daarom van beginnen: "
            "open de scanlink in deze browser."
        )
    )
    st.info(
        _(
            "Bij het begin van jullie scan kies je: *Begin van jullie antwoorden van {name}* of *Begin leeg*. "
            "Je bevestigt of wijzigt dan elk antwoord.{hidden}",
            name=plain(earlier.round.name),
            hidden=hidden,
        ),
        icon=":material/history:",
    )


def invite(visit: Visit) -> None:
    """The scan link, to pass on to colleagues; when asked for, with a mail that is ready and a QR code."""
    facts = link.letter_facts(visit).get(visit.own.id)
    if facts is None:
        return
    st.markdown(_("{invite} Geef hun deze scanlink:", invite=instruction().invite))
    st.code(facts.scan_link, language=None, wrap_lines=True)
    _earlier(visit)
    with picture.on_demand(_("Mail en QR-code voor collega's"), key="colleagues", icon=":material/qr_code_2:") as ready:
        if not ready.open:
            return
        occasion = st.radio(_("Bericht"), TO_FILL_IN, format_func=lambda occasion: occasion.word, horizontal=True)
        link.show_message(letter.message(occasion, Audience.COLLEAGUES, facts))
        name = _("QR-code van de scanlink van {name}", name=visit.own.name)
        st.image(mailing.qr(facts.scan_link, name), width=200, alt=name)
        st.caption(_("Toon de code op een scherm of neem ze over in een verslag: wie ze scant, komt bij de scan."))


def scan_sources(shown: Shown, partner: str) -> None:
    """Which scans the result rests on, where not all came by the link or not all count."""
    row = shown.partners[shown.partners["partner"] == partner].iloc[0]
    entered = phrase.entry_counts(row["paper"], row["import"])
    st.caption(
        (
            _("Dit resultaat telt {scans}, waarvan {entered}.", scans=count_scans(row["n"]), entered=entered)
            if entered
            else _("Dit resultaat telt {scans}.", scans=count_scans(row["n"]))
        )
        + (
            _(
                " Niet meegeteld: {scans}. Van elke manier van invullen (de link, papier, een bestand) zijn er genoeg nodig, "
                "en van één toestel telt één scan. Anders kon wie ze invoerde, de andere uitrekenen.",
                scans=count_scans(row["left_out"]),
            )
            if row["left_out"]
            else ""
        )
    )


def close(visit: Visit, scan_round: Round) -> None:
    if scan_round.practice:
        st.info(message("round.practice"), icon=":material/exercise:")
    elif st.button(
        _("Scan afsluiten"), key=f"close-{scan_round.id}-{visit.own.id}", type="primary", icon=":material/lock:"
    ):
        _confirm_close(scan_round)


@dialog(N_("Jullie scan afsluiten"), width="medium")
def _confirm_close(scan_round: Round) -> None:
    visit = session.require(Action.RELEASE)
    own = next(
        r for r in session.store().results.response(visit.network.id, scan_round.id) if r.partner == visit.own.id
    )
    told, counts = conflict.base_version(CLOSING, (own.submitted, own.begun)), (own.submitted, own.begun)
    lost = _("- Begonnen maar niet ingediend, en dus verloren: **{scans}**.\n", scans=count_scans(own.begun))
    st.markdown(
        _("- In het resultaat: **{scans}**; daarna kan niemand nog iets wijzigen.\n", scans=count_scans(own.submitted))
        + (lost if own.begun else "")
        + _(
            "- De app schudt de antwoorden. Dagen en hervatcodes verdwijnen.\n"
            "- Heropenen kan enkel zolang niemand het resultaat bekeken heeft, ook jullie zelf niet."
        )
    )
    if not visit.own.joint and own.submitted < visit.network.threshold:
        st.warning(
            _(
                "Met minder dan {threshold} scans blijft jullie resultaat verborgen, ook voor jou. Wacht liever "
                "tot er meer collega's indienden.",
                threshold=visit.network.threshold,
            ),
            icon=":material/visibility_off:",
        )
    choice = st.radio(
        _("En het netwerk?"),
        [True, False],
        index=None,  # who lets others see a result has chosen that
        format_func=lambda release: (
            _(
                "Meteen vrijgeven: het netwerk ziet jullie opgetelde resultaat, ten vroegste over een kwartier of als de scanronde sluit"
            )
            if release
            else _("Nog niet vrijgeven: eerst zelf bekijken; jullie beslissen later")
        ),
    )
    with st.container(horizontal=True):
        wanted = st.button(_("Afsluiten"), type="primary", disabled=choice is None)
        if wanted and told == counts:
            close = session.store().closings.close
            do(visit, lambda: close(scan_round, visit.own, visit.actor.id, offer=bool(choice)))
            layout.say(_("Jullie scan is afgesloten."))
            st.rerun()
        if st.button(_("Annuleren")):
            st.rerun()
    if wanted:
        conflict.reopen(CLOSING)
        st.warning(_("Intussen begon of diende nog iemand in. Kijk wat er nu staat, en druk dan opnieuw."))


def release(visit: Visit, scan_round: Round, closing: Closing) -> None:
    """Whether the network sees the result, and the step to let it."""
    if closing.released and figures.shown_own(View(visit.network.id, scan_round.id, partner=visit.own.id)).blocks.empty:
        st.info(
            _(
                "Vrijgegeven, maar met te weinig scans: ook het netwerk ziet enkel dat jullie resultaat verborgen blijft."
            ),
            icon=":material/visibility_off:",
        )
        return
    if closing.released:
        st.success(_("Vrijgegeven: het netwerk ziet jullie opgetelde resultaat."), icon=":material/visibility:")
        return
    if closing.offered:
        st.info(
            _(
                "Vrijgegeven. Mensen van andere organisaties zien jullie opgetelde resultaat op de netwerkpagina's, ten vroegste "
                "na een kwartier, of zodra de scanronde sluit. Zolang niemand van hen keek, kun je het vrijgeven intrekken."
            ),
            icon=":material/schedule:",
        )
        if st.button(
            _("Trek het vrijgeven in"), key=f"withdraw-{scan_round.id}-{visit.own.id}", icon=":material/undo:"
        ):
            do(visit, lambda: session.store().closings.withdraw(scan_round, visit.own, visit.actor.id))
            layout.say(_("Jullie resultaat is niet meer vrijgegeven."))
            st.rerun()
        return
    st.info(
        _("Nog niet vrijgegeven: enkel jullie zien dit resultaat, ook nadat de scanronde sluit."),
        icon=":material/visibility_off:",
    )
    # By its key it is the same button once it is the first to press: who pressed it meanwhile is understood.
    key = f"release-{scan_round.id}-{visit.own.id}"
    if st.button(_("Vrijgeven aan het netwerk"), key=key, type="primary" if closing.opened else "secondary"):
        _confirm_release(scan_round)


@dialog(N_("Resultaat vrijgeven"))
def _confirm_release(scan_round: Round) -> None:
    visit = session.require(Action.RELEASE)
    st.markdown(
        _(
            "De coördinator en de lezers van **{name}** zien dan jullie opgetelde kleuren, per bouwsteen en "
            "per element waarvan jullie ze zelf zien. De andere partners zien ze zodra de coördinator dat "
            "openzet. Wat één persoon koos, blijft verborgen. Intrekken kan een kwartier lang, tenzij de "
            "scanronde eerder sluit. Daarna kan het tot iemand van een andere organisatie ernaar kijkt.",
            name=plain(visit.network.name),
        )
    )
    if st.button(_("Ja, vrijgeven"), type="primary"):
        do(visit, lambda: session.store().closings.offer(scan_round, visit.own, visit.actor.id))
        layout.say(_("Jullie resultaat is vrijgegeven."))
        st.rerun()


def open_result(visit: Visit, scan_round: Round, closing: Closing) -> None:
    """The last moment at which a closed scan can still be reopened."""
    st.markdown(
        _(
            "Jullie resultaat staat klaar. Zodra je het bekijkt, kan de scan niet meer heropend worden: "
            "zo kan niemand uit een verschil afleiden wat een laatkomer koos."
        )
    )
    with st.container(horizontal=True):
        key = f"open-{scan_round.id}-{visit.own.id}"
        if st.button(_("Bekijk ons resultaat"), key=key, type="primary", icon=":material/bar_chart:"):
            do(visit, lambda: session.store().closings.open_result(scan_round, visit.own, visit.actor.id))
            st.rerun()
        key = f"reopen-{scan_round.id}-{visit.own.id}"
        if scan_round.state is RoundState.OPEN and st.button(
            _("Heropen de scan"), key=key, icon=":material/lock_open:"
        ):
            do(visit, lambda: session.store().closings.reopen(scan_round, visit.own, visit.actor.id))
            layout.say(_("Jullie scan staat weer open. Wat al ingediend was, telt mee."))
            st.rerun()


def strengths(shown: Shown, partner: str, questionnaire: Questionnaire) -> None:
    """The elements in which a partner is strong, and those in which there is most to win."""
    green, red = finding.own_strengths(shown, partner, questionnaire)
    strong, weak = st.columns(2, border=True)
    for column, title, elements in (
        (strong, _(":green[●] Hier staan jullie sterk"), green),
        (weak, _(":red[■] Hier is het meeste te winnen"), red),
    ):
        with column:
            st.header(title, anchor=False)
            reading.titles(elements[:TITLES_MAX])
            if not elements:
                st.markdown(_("Geen enkel element springt eruit."))
            if elements[TITLES_MAX:]:
                st.caption(
                    _("En nog {number} andere; je vindt ze hieronder per bouwsteen.", number=len(elements[TITLES_MAX:]))
                )


def inside(shown: Shown, block: Block) -> None:
    """How a block stands inside the partner: scans, score and agreement between colleagues."""
    row = finding.inside(shown, block.id).iloc[0]
    number, score, agreement = st.columns(3)
    number.metric(_("Scans"), row["Scans"], border=True)
    score.metric(_("Score"), row["Score"], border=True, help=_("0 = alles rood, 100 = alles groen."))
    if row["Scans"] > 1:
        agreement.metric(
            _("Eensgezindheid"),
            row["Eensgezindheid"],
            border=True,
            help=_(
                "1 = iedereen koos hetzelfde, 0 = de helft groen en de helft rood. Dit blijft verborgen bij minder dan 10 "
                "scans, en waar bijna iedereen hetzelfde koos: het zou verraden wie wat koos."
            ),
        )


def do(visit: Visit, step: Callable[[], object]) -> None:
    """Take a step, if this visitor may do so right now; a refusal is said in its place and ends the run.

    A dialog runs again without its page, so the right is asked here.
    """
    if not may_still(visit):
        st.rerun()
    perform_or_stop(step)


def may_still(visit: Visit) -> bool:
    """Whether this visitor may decide for the partner of the visit right now."""
    still = session.find(Action.RELEASE)
    return still is not None and still.own.id == visit.own.id
