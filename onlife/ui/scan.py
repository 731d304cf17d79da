"""The screens of a scan: function group, one per building block, what is still open, and afterwards one's own colours.

Everything a respondent chooses is in the store before the page says so; nothing lives in Streamlit's own state but
which screen is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from onlife import translation
from onlife.content.instruction import instruction
from onlife.domain.access import Action
from onlife.domain.light import Light
from onlife.domain.network import FUNCTION_GROUPS, Round
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.scan import Scan
from onlife.services import language
from onlife.store import Hindered, Refused, StoreError
from onlife.store.earlier_scan import EarlierScan
from onlife.store.scan import REMARK_LENGTH, open_elements
from onlife.text import plural, quoted
from onlife.translation import DUTCH, N_
from onlife.translation import gettext as _
from onlife.ui import joint_scan, reading
from onlife.ui.app import reader, session
from onlife.ui.app.session import Visit
from onlife.ui.parts import fragment, guidance, layout, picture, text_field
from onlife.ui.parts.markdown import label, light_mark, plain

NOT_KEPT = N_("Je laatste wijziging is niet bewaard. Wat eerder bewaard werd, staat er nog.")
GONE = N_(
    "Deze scan is er niet meer om in te vullen: ze is gewist of afgesloten, of de oefenronde is gestopt. Je laatste wijziging "
    "is niet bewaard."
)
LOST_ACCESS = N_("Je hebt geen toegang meer tot deze scan: de link is ingetrokken of je sessie is voorbij.")


class _Gone(Refused):
    """The scan on the screen was erased or closed meanwhile."""


def own(visit: Visit) -> Scan | None:
    """The scan of this session, as long as it exists and is of the partner whose link was opened."""
    found = session.store().scans.scan(visit.actor.scan)
    return found if found and found.partner == visit.own.id else None


def arrive() -> None:
    """Keep the code out of the address; say it once where the scan was resumed."""
    st.query_params.pop("verder", None)
    if "hervat" in st.query_params:
        st.success(
            _(
                "Je scan gaat verder op dit toestel. Op elk ander toestel is ze gesloten, en ze kreeg **een nieuwe hervatcode**; "
                "die staat onderaan. De oude werkt niet meer."
            ),
            icon=":material/devices:",
        )


def screens(visit: Visit, questionnaire: Questionnaire) -> list[str]:
    """The names of the screens in order; they stand in the address as `?stap=`."""
    first = [] if visit.own.joint else ["functie"]
    return [*first, *(block.id for block in questionnaire.blocks), "indienen"]


def current(steps: list[str], scan: Scan, questionnaire: Questionnaire) -> str:
    """The screen in the address; without one the screen that this tab shows already, or the first where something is open."""
    asked = st.query_params.get("stap") or st.session_state.get("step", "")
    if asked in steps:
        return asked
    if "functie" in steps and not scan.function_group:
        return "functie"
    missing = open_elements(questionnaire, scan.answers)
    return questionnaire.element(missing[0]).block if missing else "indienen"


def turn_to(step: str) -> None:
    st.query_params.pop("hervat", None)
    st.query_params["stap"] = step
    fragment.rerun_if_changed()


def heading(visit: Visit, scan_round: Round | None = None) -> None:
    """What this is, of whom and in which round, and whether the last choice ran into something."""
    layout.heading(_("Quickscan van {name}", name=visit.own.name), _how(visit))
    if scan_round:
        st.caption(f"{plain(visit.network.name)} · {plain(scan_round.name)}")


def _how(visit: Visit) -> str:
    """How one chooses, and who sees it."""
    after = _("Jullie vullen deze scan samen in.") if visit.own.joint else _("Niemand anders ziet wat jij kiest.")
    return f"{instruction().choose(joint=visit.own.joint)} {after}"


def screen(
    step: str, steps: list[str], visit: Visit, scan: Scan, scan_round: Round, questionnaire: Questionnaire
) -> None:
    """One screen. What one chooses on it runs only its own card again, with the right to it asked anew."""
    st.session_state["step"] = step  # nobody is moved on while a choice still has to be said kept or not
    questionnaire, plain = language.choice(questionnaire, st.context.cookies.to_dict())
    line = _where(visit, scan_round) + reader.switch("/scan", step=step, plain=plain)
    if step in (block.id for block in questionnaire.blocks):
        _block(questionnaire.block(step), visit, scan, line, questionnaire)
    else:
        heading(visit)
        st.html(f'<div class="scan-line">{line}</div>')
        _count(st.empty(), scan, questionnaire)
        if step == "functie":
            guidance.hint(visit, "scan")
            _function(scan)
        else:
            _submit(scan, questionnaire)
    _turn(step, steps, ready=step != "functie" or bool(scan.function_group))


def _where(visit: Visit, scan_round: Round) -> str:
    """Of whom this scan is and in which round, as markup."""
    return _(
        "<span>Quickscan van {partner} · {round}</span>", partner=escape(visit.own.name), round=escape(scan_round.name)
    )


def _count(place: DeltaGenerator, scan: Scan, questionnaire: Questionnaire, block: Block | None = None) -> None:
    """How far somebody is: so many of all elements, and which building block this is."""
    total = len(questionnaire.elements)
    chosen = total - len(open_elements(questionnaire, scan.answers))
    number = questionnaire.blocks.index(block) + 1 if block else 0
    here = _("Bouwsteen {place} van {blocks} · ", place=number, blocks=len(questionnaire.blocks)) if block else ""
    place.progress(chosen / total, text=_("{here}{chosen} van {total} gekozen", here=here, chosen=chosen, total=total))


def _function(scan: Scan) -> None:
    st.header(_("Vanuit welke functie kijk jij?"), anchor=False)
    st.markdown(_("Bekijk de stellingen straks vanuit jouw functie. We vragen geen naam."))
    key = f"function-{scan.id}"
    fragment.follow_store(key, scan.function_group or None)
    st.radio(
        _("Jouw functiegroep"),
        list(FUNCTION_GROUPS),
        index=None,
        format_func=lambda group: _(FUNCTION_GROUPS[group]),
        key=key,
        on_change=_keep,
        args=("function", key, scan.id, ""),
    )
    fragment.saved_mark(bool(scan.function_group))


def _block(block: Block, visit: Visit, scan: Scan, line: str, questionnaire: Questionnaire) -> None:
    """A building block, with a line of markup about the scan. Where so many chosen are told stays in sight, and each card tells it anew."""
    with st.container(key="progress"):
        place = st.empty()
    st.html(f'<div class="scan-line">{line}</div>')
    layout.heading(f"{block.id}. {block.name}", block.core_question)
    if visit.own.joint and block == questionnaire.blocks[0]:
        st.caption(f"{_how(visit)} {instruction().unknown}")
        st.caption(_(joint_scan.WHO_READS))
    if earlier := session.store().scans.earlier.of(scan):
        joint_scan.to_confirm(earlier)
    for element in block.elements:
        _element(scan, element, block, questionnaire, place, earlier, joint=visit.own.joint)
    _remark(scan, block)


def _still_own(scan: Scan) -> Scan:
    """The scan of the page; of a card that runs alone as it is now. If the right to it ended, the page runs again and says so."""
    if not fragment.runs_alone():
        return scan
    visit = session.find(Action.FILL_IN)
    return (own(visit) if visit else None) or st.rerun()


@fragment.part
def _remark(scan: Scan, block: Block) -> None:
    scan = _still_own(scan)
    with st.container(border=True):
        layout.show_problem()
        key = f"remark-{scan.id}-{block.id}"
        kept = text_field.draw(
            st.text_area,
            _("Opmerking bij {short} (mag leeg blijven)", short=label(block.short)),
            key,
            scan.remarks.get(block.id, ""),
            _keep,
            "remark",
            key,
            scan.id,
            block.id,
            max_chars=REMARK_LENGTH,
            height=100,
            placeholder=_("Wat wil je hierover kwijt? Schrijf geen namen."),
        )
        if kept:
            fragment.saved_mark(block.id in scan.remarks, _("nog geen opmerking"))


@fragment.part
def _element(
    scan: Scan,
    element: Element,
    block: Block,
    questionnaire: Questionnaire,
    place: DeltaGenerator,
    earlier: EarlierScan | None,
    *,
    joint: bool,
) -> None:
    scan = _still_own(scan)
    _count(place, scan, questionnaire, block)
    labels = {
        light.value: f":{light.value}[{light.symbol}] **{light.word}**  \n{plain(element.statements[light])}"
        for light in Light
        if light is not Light.NOT_APPLICABLE
    }
    skipped = Light.NOT_APPLICABLE
    labels[skipped.value] = f"{skipped.symbol} **{skipped.word}**  \n{instruction().skip}"
    key = f"answer-{scan.id}-{element.id}"
    fragment.follow_store(key, scan.answers.get(element.id))
    with st.container(border=True):
        layout.show_problem()
        hint = f"  \n:small[:gray[{plain(element.hint)}]]" if element.hint else ""
        st.markdown(f"**{plain(element.title)}**{hint}")
        if earlier:
            joint_scan.earlier_choice(scan, element, earlier, _keep)
        st.radio(
            label(element.title),
            list(labels),
            index=None,
            format_func=labels.__getitem__,
            key=key,
            on_change=_keep,
            args=("answer", key, scan.id, element.id),
            label_visibility="collapsed",
        )
        fragment.saved_mark(element.id in scan.answers)
        if joint:
            joint_scan.reason(scan, element, _keep)


def _submit(scan: Scan, questionnaire: Questionnaire) -> None:
    missing = open_elements(questionnaire, scan.answers)
    earlier = session.store().scans.earlier.of(scan)
    st.header(_("Klaar om in te dienen?") if not missing else _("Nog open"), anchor=False)
    if missing:
        st.markdown(
            _(
                "{some} nog geen kleur. {unknown} Wat open blijft, telt niet mee.",
                some=_some(len(missing), _("element heeft"), _("elementen hebben")),
                unknown=instruction().unknown,
            )
        )
        for block in questionnaire.blocks:
            own = [element for element in block.elements if element.id in missing]
            if own:
                with st.container(border=True):
                    st.markdown(f"**{block.id}. {plain(block.name)}**")
                    st.markdown("\n".join(f"- {plain(e.title)}{joint_scan.earlier_mark(earlier, e)}" for e in own))
                    if st.button(_("Naar deze bouwsteen"), key=f"to-{block.id}", icon=":material/edit:"):
                        turn_to(block.id)
                        st.rerun()
    else:
        st.markdown(_("Alle elementen hebben een keuze. Je kunt nog bladeren en wijzigen voor je indient."))
    if st.button(_("Scan indienen"), key=f"submit-{scan.id}", type="primary", icon=":material/send:"):
        _try(lambda: session.store().scans.submit(scan.id))
        st.rerun()


def _turn(step: str, steps: list[str], *, ready: bool) -> None:
    """Back and forth between screens; going on is the one primary button."""
    place = steps.index(step)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if place > 0:
            st.button(_("Vorige"), icon=":material/arrow_back:", on_click=turn_to, args=(steps[place - 1],))
        if place < len(steps) - 1:
            st.button(
                _("Volgende"),
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                disabled=not ready,
                on_click=turn_to,
                args=(steps[place + 1],),
            )


def after_submission(visit: Visit, scan: Scan, scan_round: Round, questionnaire: Questionnaire) -> None:
    """After submitting: what happens next, one's own colours per block, and the way back in until the round closes."""
    st.success(_("Je scan is ingediend. Dank je wel!"), icon=":material/check_circle:")
    st.markdown(
        _(
            "**Dit was oefenen.** Wat je koos, telt nergens en verdwijnt als de coördinator de oefenronde stopt. Aan de echte "
            "scanronde begin je straks leeg, met dezelfde link."
        )
        if scan_round.practice
        else _(
            "**Wat nu?** Zodra jullie contactpersoon de scan afsluit, worden alle antwoorden geschud en opgeteld. "
            "Daarna bespreken jullie het resultaat in je team en later met het netwerk. "
            "Hieronder zie je je eigen kleuren, tot de scan wordt afgesloten."
        )
    )
    if st.button(_("Heropen mijn scan om iets te wijzigen"), key=f"reopen-{scan.id}", icon=":material/lock_open:"):
        _try(lambda: session.store().scans.reopen(scan.id))
        st.query_params.pop("stap", None)
        st.session_state.pop("step", None)
        st.rerun()
    for block in questionnaire.blocks:
        chosen = Counter(scan.answers.get(element.id, "") for element in block.elements)
        with st.container(border=True):
            st.markdown(f"**{block.id}. {plain(block.name)}**")
            st.markdown(" &nbsp; ".join(f"{light_mark(light)} **{chosen[light.value]}**" for light in Light))
            with picture.on_demand(_("Per element"), key=f"own {block.id}") as box:
                for element in block.elements if box.open else ():
                    light = scan.answers.get(element.id)
                    with st.container(horizontal=True, horizontal_alignment="distribute"):
                        st.markdown(f"{light_mark(Light(light)) if light else _('open')} · {plain(element.title)}")
                        reading.link(element)
                    if element.id in scan.remarks:
                        st.caption(quoted(plain(scan.remarks[element.id])))


def help_text(visit: Visit, scan: Scan) -> None:
    """How to choose, and how to go on later or elsewhere: the resume code and the address that holds it.

    Made once its box is open: what lets one copy the address weighs as much on the line as the rest of the page.
    """
    store = session.store()
    with picture.on_demand(
        _("Later of op een ander toestel verdergaan"), key="later", icon=":material/devices:"
    ) as box:
        if box.open:
            code = store.scans.code(scan.id)
            st.markdown(_("Open dezelfde link en geef deze hervatcode in: **{code}**. Of bewaar dit adres:", code=code))
            if link := store.links.get(visit.actor.id):
                st.code(f"{session.address(link)}?verder={code}", language=None, wrap_lines=True)
            st.caption(
                _(
                    "Hou code en adres voor jezelf: wie ze heeft, ziet wat jij koos. Ze werken één keer en pas als je iets "
                    "gekozen hebt; daarna gaat de scan enkel daar verder, met een nieuwe code."
                )
            )
    layout.link("pages/lezen/uitleg.py", _("Hoe kies ik een kleur?"), icon=":material/help:", onderwerp="scan")
    if translation.language() != DUTCH:
        st.caption(_("Deze vertaling is van de makers van deze app, niet van de makers van de kit."))
    if visit.own.joint:
        topic = "samen-invullen"
        layout.link("pages/lezen/uitleg.py", _("Hoe vullen we samen in?"), icon=":material/groups:", onderwerp=topic)


def _keep(kind: str, key: str, scan: str, item: str) -> None:
    """Store a choice at once; called before the screen runs again."""
    _try(lambda: _store(kind, st.session_state[key], scan, item))
    fragment.rerun_if_changed()


def _store(kind: str, value: Any, scan: str, item: str) -> None:
    visit, scans = session.find(Action.FILL_IN), session.store().scans
    if scans.scan(scan) is None:
        raise _Gone(_(GONE))
    found = own(visit) if visit and visit.actor.scan == scan else None
    if found is None:
        raise Refused(_(LOST_ACCESS))
    if kind == "answer" and value is not None:
        scans.answer(scan, item, Light(value))
    elif kind == "function" and value is not None:
        scans.choose_function(scan, value)
    elif kind == "remark":
        scans.remark(scan, item, value or "")
    elif kind == "reason":
        scans.reason(scan, item, value or "")
    elif kind == "confirm" and item not in found.answers:  # chosen in another window meanwhile: that holds
        scans.confirm(scan, item)
    elif kind == "take" and item not in found.remarks and (earlier := scans.earlier.of(found)):
        scans.reason(scan, item, earlier.reasons.get(item, ""))


def _try(change: Callable[[], Any]) -> None:
    """Do something in the store; a refusal or a fault is said on the next screen instead of passing for done."""
    try:
        change()
    except (Refused, StoreError) as problem:
        # Who was hindered is told what is kept, and nothing is of a scan that is gone; a refusal gives its reason only.
        whole = isinstance(problem, (Hindered, _Gone))
        layout.warn(str(problem) if whole else f"{problem} {_(NOT_KEPT)}")


def _some(number: int, one: str, more: str) -> str:
    return plural(number, _("Eén {one}", one=one), f"{number} {more}")
