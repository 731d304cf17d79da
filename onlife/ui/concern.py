"""The path for worrying signals on screen: as questions, as a drawing, as text.

What somebody answers is about a person. It lives in this tab alone: not in the store, not in the address.
"""

from __future__ import annotations

import streamlit as st

from onlife.charts import flowchart
from onlife.content import concern
from onlife.content.concern import ConcernGuide, ConcernPerson, ConcernQuestion, Outcome
from onlife.translation import gettext as _
from onlife.translation import per_language
from onlife.ui import reading
from onlife.ui.parts import choose, layout
from onlife.ui.parts.markdown import plain

ANSWERS = "concern-answers"


@per_language
def path() -> ConcernGuide:
    return concern.load()


def emergency() -> None:
    """The number to call when nothing can wait; in sight, and quieter than the question."""
    st.markdown(f":red[:material/emergency:] {plain(path().emergency)}")


def scope() -> None:
    """For whom the path was made, and that it does not decide."""
    st.info(f"{plain(path().scope)} {plain(path().judgement)}", icon=":material/explore:")


def walk() -> None:
    """One question at a time, until it ends in what to do."""
    answers: list[bool] = st.session_state.setdefault(ANSWERS, [])
    answered, here = concern.walk(path(), answers)
    with st.container():  # one place however many there are, so that what stands below is not drawn anew
        for question, answer in zip(answered, answers, strict=False):
            st.markdown(f":gray[✓] {plain(question.ask)} **{'Ja' if answer else _('Nee')}**")
    with st.container(border=True):
        if isinstance(here, ConcernQuestion):
            _ask(here)
        else:
            _arrive(here)
    with st.container(horizontal=True):
        if answers:
            st.button(_("Vorige vraag"), key="concern-back", icon=":material/arrow_back:", on_click=_back)
            st.button(_("Begin opnieuw"), key="concern-again", icon=":material/restart_alt:", on_click=_again)
    st.caption(
        _(
            "Deze pagina bewaart niets. Je antwoorden blijven in dit tabblad en zijn weg zodra je het sluit of opnieuw begint. "
            "Ze staan ook niet in het adres."
        )
    )


def chart() -> None:
    """The six steps as a drawing, with the text behind it."""
    st.image(
        flowchart.svg(path(), dark=st.context.theme.type == "dark"),
        width=620,
        alt=flowchart.description(path()),
    )
    for step in path().steps:
        st.header(f"{step.id}. {plain(step.title)}", anchor=False)
        st.markdown(_list(step.points))
    st.header(_("Check je beslissing: ZUS"), anchor=False)
    _check()


def people() -> None:
    """Whom to involve, weighed by role, mandate and need; and whom not."""
    st.markdown(_("Weeg bij iedereen drie dingen af: de **rol**, de **opdracht** en de **noodzaak**."))
    for person in path().people.values():
        with st.container(border=True):
            _person(person)
    _nobody_else()
    block = choose.block_name(reading.library().quickscan.block(path().block))
    layout.link(reading.PAGE, _("Lees er een voorbeeld bij: wie heeft welke rol?"), icon=reading.ICON, bouwsteen=block)


def _ask(question: ConcernQuestion) -> None:
    step = path().step(question.step)
    st.caption(_("Stap {id} · {title}", id=step.id, title=plain(step.title)))
    st.markdown(_list(question.before))
    st.header(plain(question.ask), anchor=False)
    with st.container(horizontal=True):
        # The keys stay the same from one question to the next, so that who uses a keyboard stays where they are.
        st.button("Ja", key="concern-yes", width=120, on_click=_answer, args=(question.id, True))
        st.button(_("Nee"), key="concern-no", width=120, on_click=_answer, args=(question.id, False))


def _arrive(outcome: Outcome) -> None:
    st.header(plain(outcome.title), anchor=False)
    st.markdown(_list(outcome.do))
    if not outcome.follow_up:
        return
    st.subheader(_("Wie betrek je?"), anchor=False)
    for person in outcome.people:
        _person(path().people[person])
    _nobody_else()
    last = path().steps[-1]
    st.subheader(plain(last.title), anchor=False)
    st.markdown(_list(last.points))
    st.subheader(_("Wat je niet mag vergeten: ZUS"), anchor=False)
    _check()


def _person(person: ConcernPerson) -> None:
    st.markdown(
        _(
            "**{who}**  \nRol: {role}  \nOpdracht: {mandate}  \nNoodzaak: {need}",
            who=plain(person.who),
            role=plain(person.role),
            mandate=plain(person.mandate),
            need=plain(person.need),
        )
    )
    st.caption(plain(person.why))


def _nobody_else() -> None:
    st.markdown(_("**Wie niet?** {nobody_else}", nobody_else=plain(path().nobody_else)))


def _check() -> None:
    st.markdown("\n".join(f"- **{plain(check.name)}**: {plain(check.text)}" for check in path().zus))


def _list(points: tuple[str, ...]) -> str:
    return "\n".join(f"- {plain(point)}" for point in points)


def _answer(question: str, answer: bool) -> None:
    """Answer the question that was on screen; a second press that was meant for it does not answer the next one."""
    answers = st.session_state.setdefault(ANSWERS, [])
    _, here = concern.walk(path(), answers)
    if here.id == question:
        answers.append(answer)


def _back() -> None:
    if st.session_state.get(ANSWERS):
        answered, _ = concern.walk(path(), st.session_state[ANSWERS])
        st.session_state[ANSWERS] = st.session_state[ANSWERS][: len(answered) - 1]


def _again() -> None:
    st.session_state[ANSWERS] = []
