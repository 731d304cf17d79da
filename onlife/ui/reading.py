"""What there is to read: the way to it from an element, one building block, practices.

Which block and which element are open stands in the address; `?element=5.3` opens that passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from onlife.content import reading
from onlife.content.reading import FIRST, Chapter, Evaluation, Library, Passage, Practice, Practices, Story, Tool
from onlife.domain.light import Light
from onlife.domain.questionnaire import Block, Element
from onlife.translation import N_, per_language
from onlife.translation import gettext as _
from onlife.ui.parts import choose as choose_parts
from onlife.ui.parts import guidance, layout, picture, script
from onlife.ui.parts.markdown import light_mark, plain

PAGE = "pages/lezen/bouwstenen.py"
ICON = ":material/menu_book:"
ELSEWHERE = N_("Wat hielp elders")
"""What other networks did, in their own words."""


@per_language
def library() -> Library:
    return reading.library()


@per_language
def practices() -> Practices:
    return reading.practices()


@per_language
def evaluations() -> Sequence[Evaluation]:
    return reading.evaluations()


def about(element: Element) -> bool:
    """Whether there is a passage on this element."""
    return library().about(element) is not None


def link(element: Element) -> None:
    """Beside an element: the way to its passage; nothing where there is none."""
    if about(element):
        layout.link(PAGE, _("Lees meer over {id}", id=element.id), icon=ICON, element=element.id)


def titles(elements: Sequence[Element]) -> None:
    """Elements by their titles, each with the way to its passage."""
    for element in elements:
        # The title stands above the link and not in it: a link does not wrap, and on a phone it would be cut off.
        with st.container(gap=None):
            st.markdown(f"{element.id} {plain(element.title)}")
            link(element)


def of_block(block: Block) -> None:
    """For a building block: the ways to all its passages, in a box that opens; nothing where there are none."""
    told = [element for element in block.elements if about(element)]
    if told:
        with picture.on_demand(_("Gericht verdiepen: lees per element"), key=f"read {block.id}", icon=ICON) as box:
            if box.open:
                titles(told)


def choose() -> tuple[Block, str]:
    """The block to read and the element that the address asks for, '' if none.

    Choosing another block lets go of the element.
    """
    quickscan = library().quickscan
    asked = library().element(st.query_params.get("element", ""))
    if asked and "bouwsteen" not in st.query_params:
        st.query_params["bouwsteen"] = choose_parts.block_name(quickscan.block(asked.block))
    block = choose_parts.block(quickscan)
    if asked and asked.block == block.id:
        return block, asked.id
    st.query_params.pop("element", None)
    return block, ""


def chapter(block: Block, told: Chapter) -> None:
    """What holds for the whole building block."""
    st.header(f"{block.id}. {plain(block.name)}", anchor=False)
    st.markdown(f"**{plain(block.core_question)}**")
    for paragraph in told.why:
        st.markdown(plain(paragraph))
    layout.link("pages/lezen/uitleg.py", _("Wat is online werken?"), icon=":material/help:", deel=guidance.TERMS)
    if told.caution:
        st.info(plain(told.caution), icon=":material/explore:")
    for column, title, points in zip(
        st.columns(2, border=True),
        (_("Waar je op let"), _("Hoe je begint")),
        (told.attention, told.handholds),
        strict=True,
    ):
        with column:
            st.subheader(title, anchor=False)
            st.markdown(_list(points))
    for topic in told.topics:
        with st.expander(plain(topic.title), icon=":material/info:"):
            st.markdown(_list(topic.points))
    if told.evaluations:
        with st.expander(_("Vragen om terug te kijken"), icon=":material/history:"):
            look_back()
    for case in told.cases:
        _story(_("Uit de praktijk"), case, _("Een praktijkvoorbeeld van de Assistentie-Kit, in onze woorden."))
    _story(_("Voorbeeld"), told.example, _("Een verzonnen voorbeeld, om het tastbaar te maken."))
    if told.tools:
        with st.expander(
            _("Wat de kit hierbij noemt ({number})", number=len(told.tools)), icon=":material/construction:"
        ):
            for tool in told.tools:
                _tool(tool)
            _links()


def look_back() -> None:
    """The questions to look back at an action with, by what they are about."""
    for kind in evaluations():
        st.markdown(f"**{plain(kind.name)}** {plain(kind.text)}\n\n{_list(kind.questions)}")


def _story(kind: str, told: Story, origin: str) -> None:
    with st.expander(f"{kind} · {plain(told.title)}", icon=":material/auto_stories:"):
        st.markdown(f"*{origin}*")
        for paragraph in told.text:
            st.markdown(plain(paragraph))


def _tool(tool: Tool) -> None:
    by = f" · {plain(tool.by)}" if tool.by else ""
    address = f" · [{tool.link}](https://{tool.link})" if tool.link else ""
    st.markdown(f"**{plain(tool.name)}**{by}  \n{plain(tool.use)}{address}")


def _list(points: Sequence[str]) -> str:
    return "\n".join(f"- {plain(point)}" for point in points)


def passage(
    element: Element,
    told: Passage,
    start: Callable[[Element, Light], None],
    elsewhere: Callable[[Element], None],
    *,
    unfolded: bool,
) -> None:
    """What there is to read on one element, what to do first when it is red or orange, what helped other networks, and what to
    talk about.

    `start` draws the way to an action that begins with such a first step, `elsewhere` what helped.
    """
    place = f"lees-{element.id.replace('.', '-')}"
    with st.container(key=place), st.expander(f"{element.id} {plain(element.title)}", expanded=unfolded):
        st.markdown(plain(told.text))
        for light in FIRST:
            st.markdown(
                _(
                    "**{light} · wat eerst?**  \n{first}",
                    light=light_mark(light),
                    first=plain(told.first[light]),
                )
            )
            start(element, light)
        elsewhere(element)
        if element.questions:
            st.markdown(_("**Om samen over te praten**\n\n{points}", points=_list(element.questions)))


def look_at(element: str) -> None:
    """Bring the passage of an element into view."""
    script.scroll_into_view(f"lees-{element.replace('.', '-')}")


def find(found: Practices) -> list[Practice]:
    """The practices that the visitor looks for; what is chosen and typed stands in the address."""
    with st.container(horizontal=True):
        function = choose_parts.function([function.name for function in found.functions])
        words = choose_parts.search("Bijvoorbeeld: gamen")
    return reading.matching(found, function or "", words)


def show(found: Practices, chosen: Sequence[Practice], start: Callable[[Practice], None]) -> None:
    """Practices under the function they serve; `start` draws the way to an action that begins with one."""
    for function in found.functions:
        own = [practice for practice in chosen if practice.function == function.name]
        if own:
            st.header(plain(function.name), anchor=False)
            st.markdown(plain(function.text))
        for pair in (own[at : at + 2] for at in range(0, len(own), 2)):
            for column, practice in zip(st.columns(2), pair, strict=False):
                with column.container(border=True):
                    st.markdown(f"**{plain(practice.name)}**")
                    whose = ", ".join(filter(None, (practice.by, practice.place)))
                    if whose:
                        st.caption(plain(whose))
                    st.markdown(plain(practice.text))
                    start(practice)


def where_from() -> None:
    """Where the practices come from, and where their links are."""
    _links()
    st.caption(
        _(
            "Deze praktijken staan in de Assistentie-Kit Online Geweldpreventie (mei 2026); de verwoording is van onszelf."
        )
    )


def _links() -> None:
    # Not as a caption: a link in pale letters has too little contrast.
    st.markdown(_("Alle links staan bij de kit: [{kit}](https://{kit})", kit=reading.KIT))
