"""Help where it is needed: the explanation, the steps of a scan round, what comes next, first-time hints."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from onlife.content.guide import GuideChapter, GuideStep, guide
from onlife.domain.access import Action, Role
from onlife.services import progress
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session, state
from onlife.ui.app.session import Visit
from onlife.ui.parts import fragment, layout
from onlife.ui.parts.action import perform_in_callback
from onlife.ui.parts.markdown import plain

TERMS, STEPS = N_("Begrippen"), N_("Stappen van een scanronde")


def chapters() -> dict[str, str]:
    """What one can choose on the page, for who is here, id -> title: the coordinator's steps first, terms last."""
    steps = {STEPS: _(STEPS)} if session.find(Action.MANAGE) else {}
    return steps | {chapter.id: chapter.title for chapter in guide().chapters} | {TERMS: _(TERMS)}


def chapter_in_address() -> str:
    """The chapter that the paragraph in the address stands in, '' without one."""
    found = guide().chapter_of(st.query_params.get("onderwerp", ""))
    return found.id if found else ""


def way_back() -> None:
    """For a respondent, who has no menu: back to the scan."""
    if "scan" in session.actors():
        layout.link("pages/partner/scan.py", _("Terug naar je scan"), icon=":material/arrow_back:")


def show(key: str) -> None:
    """One chapter, by its id; the paragraph in the address is open."""
    if key == TERMS:
        terms()
    elif key == STEPS:
        steps()
    else:
        chapter(next(chapter for chapter in guide().chapters if chapter.id == key))


def chapter(chapter: GuideChapter) -> None:
    asked = st.query_params.get("onderwerp", "")
    for paragraph in chapter.paragraphs:
        with st.expander(paragraph.title, expanded=paragraph.id == asked):
            st.markdown(paragraph.text)


def terms() -> None:
    for title, method in ((_("Woorden van de methode"), True), (_("Woorden van de app"), False)):
        st.header(title, anchor=False)
        for term in guide().terms:
            if term.method is method:
                st.markdown(f"**{term.word}**  \n{term.meaning}")


def steps() -> None:
    """The steps of a scan round with what is done ticked; the next one leads to where it is taken."""
    visit = session.require(Action.MANAGE)
    have = progress.steps_done(session.store(), visit.network.id)
    following = progress.next_step(session.store(), visit.network.id)
    st.markdown(
        _(
            "{name}: **{sum} van {number}** stappen gedaan.",
            name=plain(visit.network.name),
            sum=sum(have.values()),
            number=len(have),
        )
    )
    for is_next, group in groupby(guide().steps, lambda step: step == following):
        if is_next:
            (step,) = group
            with _card(step):
                _go(step)
        else:
            lines = (f":green[✓] {step.title} · gedaan" if have[step.id] else f"○ {step.title}" for step in group)
            st.markdown("  \n".join(lines))


def heading(visit: Visit, title: str, purpose: str, *, about: str, hint: str = "", now: bool = False) -> None:
    """The head of a page that begins with a picture: all help stands behind buttons in the row of the title."""
    layout.heading(title, purpose, lambda: _help(visit, about, hint, now))


def _help(visit: Visit, about: str, name: str, now: bool) -> None:
    following = _following(visit) if now else None
    if following:
        with st.popover(_("Wat nu?"), icon=":material/flag:", width="content"):
            st.markdown(_(":blue-badge[Wat nu?] **{title}**  \n{text}", title=following.title, text=following.text))
            _ways(following)
    if name and not _read(visit, name):
        with st.popover(_("Tip"), icon=":material/lightbulb:", width="content"):
            _hint(visit, name)
    with st.popover(_("Uitleg"), icon=":material/help:", width="content"):
        for chapter in guide().chapters:
            for paragraph in (p for p in chapter.paragraphs if p.id == about):
                st.markdown(f"**{paragraph.title}**\n\n{paragraph.text}")
        layout.link("pages/lezen/uitleg.py", _("Uitleg bij deze pagina"), icon=":material/help:", onderwerp=about)


def what_now(visit: Visit) -> None:
    """For the coordinator: the next step of the scan round, and the way to all of them."""
    following = _following(visit)
    if following:
        with _card(following):
            _ways(following)


def _following(visit: Visit) -> GuideStep | None:
    return progress.next_step(session.store(), visit.network.id) if visit.may(Action.MANAGE) else None


def _ways(following: GuideStep) -> None:
    if following.page.rpartition("/")[2] != state.PAGE.get():  # or it would lead to where one is
        _go(following)
    layout.link("pages/lezen/uitleg.py", _("Alle stappen"), icon=":material/checklist:", deel=STEPS)


def _go(step: GuideStep) -> None:
    file, asked = [*step.page.split("?", 1), ""][:2]
    layout.link(f"pages/{file}.py", _("Ga verder"), **dict(parse_qsl(asked)))


def _card(step: GuideStep) -> DeltaGenerator:
    """What comes next; where it leads is added beside it."""
    card = st.container(border=True, horizontal=True, vertical_alignment="center")
    card.markdown(_(":blue-badge[Wat nu?] **{title}**  \n{text}", title=step.title, text=step.text), width="stretch")
    return card


def about(paragraph: str) -> None:
    """The way to the explanation of this page."""
    layout.link("pages/lezen/uitleg.py", _("Uitleg bij deze pagina"), icon=":material/help:", onderwerp=paragraph)


def hint(visit: Visit, name: str) -> None:
    """A word for whoever sees this for the first time, until it is put away: for good, or by who is nobody in particular for now."""
    if not _read(visit, name):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            _hint(visit, name)


def _read(visit: Visit, name: str) -> bool:
    """Whether this hint was put away."""
    own = st.session_state.get("hints", set()) if _forgotten(visit) else session.store().hints.read(visit.actor.id)
    return name in own


def _forgotten(visit: Visit) -> bool:
    """Of a respondent nothing is noted, nor of a view link, which several people may have."""
    return visit.actor.role(visit.network.id) in (Role.RESPONDENT, Role.VIEWER)


def _hint(visit: Visit, name: str) -> None:
    found = guide().hints[name]
    st.markdown(f":material/lightbulb: {found.text}", width="stretch")
    layout.link("pages/lezen/uitleg.py", _("Meer uitleg"), icon=":material/help:", onderwerp=found.more)
    st.button(_("Begrepen"), key=f"hint-{name}", icon=":material/check:", on_click=_put_away, args=(visit, name))


def _put_away(visit: Visit, name: str) -> None:
    if _forgotten(visit):
        st.session_state["hints"] = {*st.session_state.get("hints", set()), name}
    elif any(actor.id == visit.actor.id for actor in session.actors().values()):
        put_away = session.store().hints.put_away
        perform_in_callback(lambda: put_away(visit.network.id, visit.actor.partner, visit.actor.id, name))
    fragment.rerun_if_changed()
