"""What each screen of the meeting says: one title, one question, and what there is to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from onlife.charts import NAMED, Figure
from onlife.content import phrase
from onlife.content.message import explain
from onlife.domain import agenda, finding, meeting, priority
from onlife.domain.meeting import Point, QuestionStep, Topic
from onlife.domain.plan import LATE, PlanAction, urgency
from onlife.domain.scoring import Band
from onlife.services import figures
from onlife.text import count, long_date, today
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.meeting import columns, markup, picture
from onlife.ui.meeting.markup import Column, ScreenRow
from onlife.ui.meeting.view import MeetingView
from onlife.ui.parts.markdown import plain

NOBODY = N_("nog niemand")
DOTS = N_("open = ongeveer · streep = midden")


def draw(view: MeetingView, point: Point) -> None:
    CONTENT[point.topic](view, point)


def heading(title: str, question: str = "") -> None:
    st.title(plain(title), anchor=False)
    if question:
        st.html(markup.text("p", "question", question))


def _welcome(view: MeetingView, _point: Point) -> None:
    here = len([partner for partner in view.present if partner in view.names])
    parts = [own[0].heading for own in agenda.stretches(view.agenda)][1:]
    heading(_("Welkom"), _("{day} · we bespreken {name}", day=long_date(today()), name=view.round.name))
    _join(
        view,
        _("Neem je telefoon: straks stem je mee, één keer per organisatie."),
        markup.items("topics", "topic", [f"{at}. {part}" for at, part in enumerate(parts, start=1)]),
        _("{here} van {number} partners aanwezig", here=here, number=len(view.names)) if here else "",
    )


def _actions(view: MeetingView, point: Point) -> None:
    waiting = view.open_actions()
    if not waiting:
        heading(_("Er staan geen acties open"), _("Wat loopt er toch al, zonder dat het in het plan staat?"))
        return
    late = sum(urgency(action, today()) == LATE for action in waiting)
    title = count(len(waiting), _("actie staat open"), _("acties staan open")) + (
        _(", {late} te laat", late=late) if late else ""
    )
    heading(title, _("Wat lukte, en wat houdt ons tegen?"))
    st.html(markup.rows([_action_row(view, action) for action in view.actions_at(point)]))


def _common_ground(view: MeetingView, _point: Point) -> None:
    found = finding.common_ground(view.shown, view.questionnaire)
    heading(
        _("Dit delen we") if found else _("Nog niets waarover we het duidelijk eens zijn"),
        _("Wat willen we hiervan zeker vasthouden, en wat pakken we samen aan?"),
    )
    rows = []
    for one in found:
        measured = finding.measurement(view.shown, view.questionnaire, one.place.id)
        light = measured.band.light if measured else None
        badge = f"{light.symbol} {measured.band.word}" if measured and light else ""
        rows.append(ScreenRow(finding.title(one.place), phrase.finding(one), badge, light.value if light else ""))
    if rows:
        st.html(markup.rows(rows))


def _evolution(view: MeetingView, _point: Point) -> None:
    """What moved since an earlier round, clearly or within chance."""
    heading(_("Wat bewoog er sinds de vorige scanronde?"))
    _whole(picture.find("evolutie", view.figure_view()))
    st.html(markup.text("p", "note", _("Vol, met ≠ = meer dan toeval. Open = kan toeval zijn.")))


def _block(view: MeetingView, point: Point) -> None:
    """A block as a whole, before its elements one by one."""
    heading(_("{name}: waar staat elke partner?", name=view.questionnaire.block(point.about).name))
    _whole(picture.find("elementen", view.figure_view(point.about)))
    bands = " · ".join(f"{band.light.symbol} {band.word}" for band in Band)
    st.html(markup.text("p", "note", _("{bands} · getal = score van 0 tot 100", bands=bands)))


def _whole(found: Figure | None) -> None:
    """A picture that takes the whole screen, and its sentence for a screen that is too small for it."""
    if found:
        picture.draw(found, high=picture.HIGH)
        st.html(markup.text("p", "told", found.alt))


def _quotes(view: MeetingView, point: Point) -> None:
    """Remarks in the words of who wrote them, under the partner that may show them."""
    heading(_("Uit de opmerkingen"), _("Wat herkennen jullie hierin?"))
    quotes = meeting.on_screen(view.quotes, point, meeting.QUOTES_A_SCREEN)
    st.html(
        markup.rows(
            [
                ScreenRow(
                    f"“{quote.remark}”",
                    f"{finding.title(view.questionnaire.place(quote.place))} · {view.all_names.get(quote.partner, '')}",
                )
                for quote in quotes
            ]
        )
    )


def _element(view: MeetingView, point: Point) -> None:
    """An element with a colour to vote on: the conversation first, then the vote, then what follows."""
    element = view.questionnaire.element(point.about)
    asked = {
        Topic.DIFFERENCE: _("Waar komt dit verschil vandaan?"),
        Topic.MARKED: "Wat moeten we hierover uitspreken?",
        Topic.COOPERATION: "" if element.questions else "Zien we dezelfde samenwerking?",
    }[point.topic]
    title = f"{element.id} {element.title}"
    if _open_vote(view, point, title):
        return
    last = view.last_question(point)
    heading(title)
    voted, agreed = columns.vote_columns(view, point), columns.agreement_columns(view, point)
    dots = picture.find("verschillen", view.figure_view(element.block, element.id))
    if any(own.wide for own in voted):
        dots = None
    beside = [*(voted[-1:] if dots else voted), *agreed]
    measured = columns.measurement_column(view, element.id)
    question = _after_vote(view, point) if last else asked
    _board(question, measured, beside, dots, note=_(DOTS))
    if last is None and point.topic is Topic.COOPERATION and element.questions:
        st.html(markup.items("bullets", "bullet", element.questions))
    elif last is None:
        st.html(markup.statements(element.statements))


def _stars(view: MeetingView, point: Point) -> None:
    """A block with stars to vote on."""
    block = view.questionnaire.block(point.about)
    title = f"{block.id}. {block.name}"
    if _open_vote(view, point, title):
        return
    last = view.last_question(point)
    heading(title)
    question = _after_vote(view, point) if last else _("Hoeveel zetten we hier de komende maanden op in?")
    voted = columns.vote_columns(view, point)
    looked_at = view.figure_view(block.id)
    stars = None if voted else picture.find("sterren-bouwsteen", looked_at)
    found = None if voted else stars or picture.find("elementen", looked_at)
    measured = columns.score_column(view, block.id)
    if found and not stars and measured.groups:
        given = "; ".join(f"{own.label} {', '.join(own.names)}" for own in measured.groups)
        measured = replace(measured, text=_("{text}. Keuzehulp: {given}", text=measured.text, given=given))
    _board(question, measured, [*voted, *columns.agreement_columns(view, point)], found, below=True)


def _board(
    question: str,
    measured: Column,
    others: Sequence[Column],
    found: Figure | None,
    *,
    note: str = "",
    below: bool = False,
) -> None:
    """What was measured, as a picture with its `note` if there is one, and the others beside it (or `below` the picture)."""
    asked = markup.text("p", "question", question)
    if found is None:
        st.html(asked + markup.columns([measured, *others]))
        return
    told = markup.columns([replace(measured, head=_("Gemeten"), drawn=True, named=len(found.table) <= NAMED)])
    st.html(markup.element("div", "caption", asked, told, markup.text("p", "note", note)))
    beside = bool(others) and not below
    with st.container(key="stage-beside" if beside else "stage-board", horizontal=beside):
        with st.container(key="stage-seen"):
            picture.draw(found, across=picture.BESIDE if beside else picture.ACROSS)
        if others:
            st.html(markup.columns(others))


def _open_vote(view: MeetingView, point: Point, title: str) -> bool:
    """How to vote and how many did, if a vote is open here; whether it is."""
    last = view.last_question(point)
    if last is None or last.step is not QuestionStep.OPEN:
        return False
    heading(title, phrase.question(last.kind))
    meanings = phrase.meanings(last.kind, last.about, view.questionnaire)
    expected = meeting.expected_voters(view.names, view.present if view.presence_noted else None)
    _join(
        view,
        _("Stem op je telefoon, één keer per organisatie"),
        markup.choices(zip(last.kind.options, meanings, strict=True)),
        explain(meeting.turnout(len(view.voters.get(last.id, ())), expected)),
    )
    return True


def _join(view: MeetingView, line: str, below: str, count: str) -> None:
    """How to vote, markup below it, and how many there are. Only the count is drawn anew while it grows."""
    with st.container(key="stage-join", horizontal=True, vertical_alignment="center"):
        with st.container(key="stage-join-words", gap="xsmall"):
            st.html(markup.where_to_vote(view.address, line) + below)
            if count:
                st.html(markup.text("p", "count", count))
        st.html(markup.qr(view.address), width="content")


def _after_vote(view: MeetingView, point: Point) -> str:
    """The question once votes are shown; '' where the names of who voted need the room."""
    last = view.last_question(point)
    return "" if last and len(view.votes.get(last.id, {})) > columns.MANY else _("Wat spreken we hierover af?")


def _own(view: MeetingView, point: Point) -> None:
    """A point of the network itself: its title, and what was noted."""
    heading(view.item(point).title)
    if note := view.notes.get(point.id):
        st.html(markup.rows([ScreenRow(_("Genoteerd"), note.text)]))


def _plan(view: MeetingView, _point: Point) -> None:
    same = [action for action in view.actions if figures.alike(action, view.round)]
    blocks = view.questionnaire.blocks
    bare = meeting.blocks_without_action((view.stars[b.id] for b in blocks if b.id in view.stars), same)
    begun = [action for action in view.actions if action.begun >= view.meeting.day]
    heading(
        count(len(begun), _("actie van deze dag"), _("acties van deze dag")) if begun else _("Van afspraak naar actie"),
        _("Wie doet wat, tegen wanneer, en waaraan merken we het?"),
    )
    missing = _("Afgesproken, en nog geen actie in het plan.")
    rows = (
        [_action_row(view, action) for action in begun]
        or [ScreenRow(f"{b}. {view.questionnaire.block(b).name}", missing, _("◆ nog te doen"), "orange") for b in bare]
        or [_action_row(view, action) for action in view.open_actions()]
    )
    if rows:
        st.html(markup.rows(rows[: meeting.ACTIONS_A_SCREEN]))


def _closing(view: MeetingView, _point: Point) -> None:
    heading(_("Bedankt"), _("Wat neem jij mee naar je organisatie?"))
    made = sum(agreement.meeting == view.meeting.id for agreement in view.agreed.values())
    high = [f"{b.id}. {b.short}" for b in view.questionnaire.blocks if b.id in priority.high(view.stars.values())]
    st.html(
        markup.rows(
            [
                ScreenRow(_("Hier zetten we op in"), ", ".join(high) or _("nog niet afgesproken")),
                ScreenRow(_("Afgesproken kleuren"), _("{made} in deze vergadering", made=made)),
                ScreenRow(_("Stemmingen"), _("{number} samen gestemd en getoond", number=len(view.votes))),
            ]
        )
    )


CONTENT: Mapping[Topic, Callable[[MeetingView, Point], None]] = {
    Topic.WELCOME: _welcome,
    Topic.ACTIONS: _actions,
    Topic.EVOLUTION: _evolution,
    Topic.SHARED: _common_ground,
    Topic.DIFFERENCE: _element,
    Topic.MARKED: _element,
    Topic.QUOTES: _quotes,
    Topic.BLOCK: _block,
    Topic.COOPERATION: _element,
    Topic.STARS: _stars,
    Topic.OWN: _own,
    Topic.PLAN: _plan,
    Topic.CLOSING: _closing,
}


def _action_row(view: MeetingView, action: PlanAction) -> ScreenRow:
    urgent = urgency(action, today())
    until = f"tegen {long_date(action.end)}" if action.end else _("zonder einddatum")
    return ScreenRow(
        action.what,
        f"{view.all_names.get(action.lead, _(NOBODY))} · {until}",
        f"{'■' if urgent == LATE else '◆'} {_(urgent)}" if urgent else action.status.word,
        "red" if urgent == LATE else "orange" if urgent else "",
    )
