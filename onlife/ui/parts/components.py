"""Pieces that pages share: the head of a page, a figure with its table and downloads, an empty state, a message.

Text that a visitor typed reaches Markdown only through `plain`.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from typing import Any, NoReturn, ParamSpec
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from onlife import charts
from onlife.charts import Figure
from onlife.content.statement import given, statement
from onlife.domain.access import Action
from onlife.domain.finding import waiting
from onlife.domain.light import Light
from onlife.domain.network import Round
from onlife.domain.privacy import Shown
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.services import figures, installation
from onlife.services.figures import NothingToShow, View
from onlife.store import StoreError
from onlife.store.network import sectors
from onlife.store.retention import period
from onlife.ui.app import session
from onlife.ui.app.session import Visit

log = logging.getLogger("onlife")
P = ParamSpec("P")

FITS, TALL = 45, 72
"""The longest name of one line in a table, and the pixels of rows in which one wraps: Streamlit asks for more than 64."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:@&^=\"'/])")
AFTERWARDS = re.compile(
    r"(https?)(?=://)|www(?=\.)|@(?=[-\w])|:(?=streamlit:)|-(?=[->])|<(?=[-=])|[>~](?==)", re.IGNORECASE
)
"""What Streamlit's page turns into a link, an arrow or a logo in finished text, where a backslash says nothing any more."""
LIVELY = re.compile(r"[\\`*_{}\[\]|<>~$@!]|&#?\w+;|^\s*([#+=-]|\d+[.)])|\s{2}|--|:\w|://|www\.", re.IGNORECASE)
"""What may be more than text in a label."""
BREAK = "\u2060"
"""Has no width and no meaning; typed text cannot hold it (`onlife.typed`)."""


def plain(text: str) -> str:
    """Typed text, so that Markdown shows it letter for letter on one line."""
    parts = AFTERWARDS.sub(rf"\g<0>{BREAK}", " ".join(text.split()))
    return MARKDOWN.sub(r"\\\1", parts)


def label(text: str) -> str:
    """Typed text as the label of a field. What means nothing in Markdown stays as it is: a screen reader reads out the
    label as it was given, with every backslash in it.
    """
    return plain(text) if LIVELY.search(text) else text


def mark(light: Light) -> str:
    """A light in Markdown: symbol in colour and word."""
    colour = light.value if light.points is not None else "gray"
    return f":{colour}[{light.symbol}] {light.word}"


def heading(title: str, purpose: str, beside: Callable[[], None] | None = None) -> None:
    """The one title of a page and the one sentence that says what it is for. With something `beside` them all stands in one
    row, so that the answer is on the first screen.
    """
    if beside:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.title(plain(title), anchor=False, width="content")
            st.container(width="stretch").caption(plain(purpose))
            beside()
    else:
        st.title(plain(title), anchor=False)
        st.markdown(plain(purpose))
    message, problem = st.session_state.pop("message", ""), st.session_state.pop("problem", "")
    if message:
        st.success(plain(message), icon=":material/check:")
    if problem:
        st.error(plain(problem), icon=":material/error:")


def show_statement(name: str) -> None:
    """A statement of the municipality (`privacy`, `toegankelijkheid`); who can complete it is told what is missing."""
    store = session.store()
    kept = {f"kept_{kind}": period(months) for kind, months in store.retention.longest().items()}
    found = statement(name, {**store.statements.values(), **given(store.folder).values}, kept)
    if found.missing and session.find(Action.MANAGE):
        st.warning(f"Nog in te vullen: {', '.join(found.missing)}.", icon=":material/edit_note:")
        link("pages/regie/beheer.py", "Vul aan bij Beheer", wat="Verklaringen")
    st.markdown(found.text)


def row_height(names: Iterable[str]) -> int | None:
    """How high the rows of a table are, so that a name that is too long for one line goes on below."""
    return TALL if any(len(name) > FITS for name in names) else None


def say(message: str) -> None:
    """Say something at the top of the page that runs next (after a rerun or on another page)."""
    st.session_state["message"] = message


def warn(problem: str) -> None:
    """Say what went wrong at the top of the page that runs next."""
    st.session_state["problem"] = problem


def empty(text: str, page: str = "", label: str = "") -> None:
    """Nothing to show yet: why, and where to go."""
    st.info(plain(text), icon=":material/hourglass_empty:")
    if page:
        link(page, label)


def link(page: str, label: str, *, icon: str = ":material/arrow_forward:", **query: str) -> None:
    """A link to one of our pages, named by its file from the top of the project (`pages/netwerk/overzicht.py`)."""
    # Of a page that it is given, Streamlit need not look the file up.
    made = st.session_state.get("pages", {}).get(page, str(installation.HOME / page))
    st.page_link(made, label=label, icon=icon, query_params=_same_network() | query or None)


def turn_to(page: str, **query: str | list[str]) -> NoReturn:
    """Go to one of our pages, with these parameters in its address."""
    st.switch_page(str(installation.HOME / page), query_params=_same_network() | {k: v for k, v in query.items() if v})


def _same_network() -> dict[str, Any]:
    """What every address of ours says besides: the network of the page that leads there, if a visitor has several."""
    asked = st.query_params.get("netwerk")
    return {"netwerk": asked} if asked else {}


@cache
def _component(name: str, *, styled: bool = False) -> Any:
    """A component of our own: a packaged script, so that it runs under a strict content policy.

    A `styled` one brings a style sheet for what it draws itself. It stands in the page and not in a shadow of it, so that
    who reads the page (a screen reader, a test) finds its words.
    """
    if styled:
        return st.components.v2.component(f"onlife.{name}", js=f"{name}.js", css=f"{name}.css", isolate_styles=False)
    return st.components.v2.component(f"onlife.{name}", js=f"{name}.js")


def go(address: str, label: str) -> None:
    """Take the browser to an address outside the script; the link beside it is for when that is slow."""
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1  # or the same address would not be gone to twice
    _component("go")(data={"address": address, "turn": st.session_state["turn"]}, key="go")
    st.markdown(f"[{plain(label)}]({address})")


def top(screen: str) -> None:
    """Bring a reader who goes to another screen of the same page back to its top."""
    first = "screen" not in st.session_state
    st.session_state["screen"] = screen
    _component("top")(data={"screen": screen, "first": first}, key="top")


def look(place: str) -> None:
    """Bring the container with this key into view, once; nothing happens for ''."""
    _component("look")(data={"place": place}, key="look")


def stage(data: dict[str, Any], on_asked: Callable[[], None]) -> None:
    """A screen of the meeting, over the whole window; `told("stage", "asked")` is what was pressed on it."""
    _component("stage", styled=True)(data=data, key="stage", on_asked_change=on_asked)


def ballot(data: dict[str, Any], on_vote: Callable[[], None]) -> None:
    """The answers of a vote as big buttons; `told("ballot", "vote")` is what was pressed."""
    _component("ballot", styled=True)(data=data, key="ballot", on_vote_change=on_vote)


def told(component: str, event: str) -> Any:
    """What a component of ours tells in the callback that runs now; None if nothing."""
    return st.session_state.get(component, {}).get(event)


def draw(figure: Figure, *, key: str, select: bool = False, note: str = "") -> Any:
    """A chart under its title, with how to read it and what else is to be said of it (Markdown); gives back the selection,
    if asked for.
    """
    st.header(plain(figure.title), anchor=False)
    state = st.vega_lite_chart(
        spec=charts.on_screen(figure, dark=st.context.theme.type == "dark"),
        alt=figure.alt,
        key=key,
        on_select="rerun" if select else "ignore",
        width="stretch",
    )
    if figure.note or note:
        st.caption("\n\n".join(filter(None, (plain(figure.note), note))))
    return state


def figure(kind: str, view: View, *, select: bool = False, note: str = "") -> Any:
    """A chart, with the table behind it and ways to save it one click away; of one that there is not, only the note.

    Gives back the selection, if asked for, and None where there is nothing.
    """
    try:
        found = figures.figure(kind, view)
    except NothingToShow:
        if note:
            st.caption(note)
        return None
    state = draw(found, key=f"{kind} {view.query()}", select=select, note=note)
    with on_demand("Tabel en bewaren", key=f"table {kind} {view.query()}", icon=":material/table:") as box:
        if box.open:
            table(found)
            links = [
                f"[{word}](/uitvoer/figuur/{kind}.{ending}?{query(view)})"
                for word, ending in (("Afbeelding (PNG)", "png"), ("Afbeelding (SVG)", "svg"), ("Tabel (CSV)", "csv"))
            ]
            st.markdown(" · ".join(links))
    return state


def table(figure: Figure) -> None:
    """The figures behind a chart as a table of the page itself: read out whole, printed whole, as large as its letters.

    `st.dataframe` paints on a canvas, of which a screen reader and a printer get only the rows that are in sight. What
    stands in the cells and heads of `st.table` is Markdown.
    """
    cells = figure.table.astype("string").fillna("–").replace("", "–")
    st.table(cells.map(plain).rename(columns=plain), hide_index=True, alt=figure.title)


def on_demand(label: str, *, key: str, icon: str | None = None) -> Any:
    """A closed box that runs the page again when it is opened: draw in it only what it is `open` for.

    What nobody opens costs nothing, and the page asks for the right to it anew. With another label it is another box to
    Streamlit, and closed: what is done in it must not change its label.
    """
    return st.expander(label, icon=icon, key=key, on_change=draw_what_changed)


def choose_network(names: Mapping[str, str]) -> None:
    """The network that all pages are about, in the address and by name above each of them."""
    choose_one("netwerk", "Netwerk", names, slim=True, width=420)


def choose_one(
    key: str,
    label: str,
    names: Mapping[str, str],
    *,
    usual: str = "",
    nothing: str = "",
    said: str = "{}",
    slim: bool = False,
    width: int = 420,
) -> str:
    """One of several things that have an id and a name, in the address by its id: it stays chosen when it gets another
    name and when the list gets another order. An address that says a name is understood.

    `usual` is what a page begins with (or else the first), `nothing` the words where nothing need be chosen ('' then).
    Streamlit tells options apart by their words, so those of one name get a number.
    """
    asked = st.query_params.get(key)
    named = next((id for id, name in names.items() if name == asked), "")
    if asked not in names and named:
        st.query_params[key] = named
    words = _apart(names)
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None if nothing else 0,
        placeholder=nothing or None,
        format_func=lambda id: said.format(words.get(id, "")),
        key=_in_address(key, list(names), [] if nothing else [usual or next(iter(names))]),
        on_change=_another_network if key == "netwerk" else _to_address,
        args=(key,),
        label_visibility="collapsed" if slim else "visible",
        width=width,
    )
    return chosen or ""


def _apart(names: Mapping[str, str]) -> dict[str, str]:
    """Id -> name, with a number behind a name that was there before."""
    seen: Counter[str] = Counter()
    words = {}
    for id, name in names.items():
        seen[name] += 1
        words[id] = f"{name} ({seen[name]})" if seen[name] > 1 else name
    return words


def _another_network(key: str) -> None:
    """Another network has other rounds and sectors: what was chosen in this one says nothing there."""
    for last in [name for name in st.session_state if str(name).startswith("last-")]:
        del st.session_state[last]
    st.query_params.clear()
    _to_address(key)


def choose_round(rounds: Sequence[Round], usual: str = "") -> Round:
    """The round a page is about; it lives in the address, so that what one sees can be shared."""
    return _round("ronde", "Scanronde", rounds, usual=usual, width=320)


def _round(key: str, label: str, rounds: Sequence[Round], **looks: Any) -> Round:
    by_id = {r.id: r for r in rounds}
    return by_id[choose_one(key, label, {r.id: r.name for r in rounds}, **looks)]


def with_result(rounds: Sequence[Round]) -> Round:
    """The newest round with a result that is shown. Beginning with one that still runs would look as if all were gone."""
    return next((r for r in rounds if not figures.shown(View(r.network, r.id)).blocks.empty), rounds[0])


def filters() -> DeltaGenerator:
    """The one slim row in which one chooses what a page looks at; every field says by itself what it is."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small")


def choose_view(visit: Visit, rounds: Sequence[Round], row: DeltaGenerator | None = None) -> View:
    """What a network page looks at: the round and the sectors, both in the address; in the row of a page's own choices."""
    known = sectors(session.store().networks.partners(visit.network.id, archived=True))
    with row or filters():
        usual = with_result(rounds)
        round = _round("ronde", "Scanronde", rounds, usual=usual.id, slim=True, width=168)
        field = _in_address("sector", known, [], several=True)
        chosen = st.multiselect(
            "Sector",
            known,
            placeholder="Alle sectoren",
            key=field,
            on_change=_to_address,
            args=("sector",),
            select_all=False,  # none chosen is all; the option would be in English
            label_visibility="collapsed",
            width=168,
        )
    if round == usual != rounds[0]:
        st.caption(f"Van {plain(rounds[0].name)} is er nog geen resultaat; je ziet {plain(round.name)}.")
    return View(visit.network.id, round.id, tuple(chosen))


def choose_block(questionnaire: Questionnaire, row: DeltaGenerator | None = None) -> Block:
    """The building block a page is about, in the address; in a row with other choices it takes little room."""
    names = [block_name(b) for b in questionnaire.blocks]
    if row is None:
        return questionnaire.blocks[_choose("bouwsteen", "Bouwsteen", names)]
    with row:
        return questionnaire.blocks[_slim("bouwsteen", "Bouwsteen", names, width=260)]


def choose_earlier(rounds: Sequence[Round], row: DeltaGenerator) -> Round:
    """The round that another one is set against, in the address."""
    with row:
        return _round("eerder", "Vergeleken met", rounds, said="tegenover {}", slim=True, width=260)


def choose_block_or_all(questionnaire: Questionnaire) -> Block | None:
    """The building block a page is about, in the address; None for all of them."""
    names = [ALL_BLOCKS, *(block_name(block) for block in questionnaire.blocks)]
    chosen = _choose("bouwsteen", "Bouwsteen", names)
    return questionnaire.blocks[chosen - 1] if chosen else None


def choose_chapter(titles: Sequence[str], asked: str) -> str:
    """The chapter of the explanation, in the address; `asked` is where a link to one paragraph leads."""
    if asked in titles and "deel" not in st.query_params:
        st.query_params["deel"] = asked
    return titles[_choose("deel", "Wat wil je weten?", titles)]


def choose_order(row: DeltaGenerator) -> str:
    """In which order partners stand, in the address."""
    with row:
        return figures.ORDERS[_slim("volgorde", "Volgorde van de partners", figures.ORDERS, said="op {}", width=140)]


def choose_colours(row: DeltaGenerator) -> str:
    """What the colours of the overview tell, in the address."""
    with row:
        return figures.COLOURS[_slim("kleur", "Wat de kleuren tonen", figures.COLOURS, width=196)]


def choose_sight(sights: Sequence[str]) -> str:
    """How one wants to look at something, in the address."""
    return sights[_choose("beeld", "Toon als", sights)]


def choose_function(names: Sequence[str]) -> str | None:
    """What online work is for, or None for everything, in the address."""
    field = _in_address("functie", names, [])
    return st.selectbox(
        "Waarvoor dient het?",
        names,
        index=None,
        placeholder="Alle functies",
        key=field,
        on_change=_to_address,
        args=("functie",),
        width=420,
    )


def search(placeholder: str) -> str:
    """What one looks for, in the address."""
    field = _shown("zoek", st.query_params.get("zoek", ""))
    typed: str = st.text_input(
        "Zoeken", key=field, on_change=_to_address, args=("zoek",), max_chars=80, placeholder=placeholder, width=320
    )
    return typed.strip()


def _choose(key: str, label: str, options: Sequence[str]) -> int:
    field = _in_address(key, options, options[:1])
    chosen = st.radio(label, options, format_func=plain, horizontal=True, key=field, on_change=_to_address, args=(key,))
    return list(options).index(chosen)


def _slim(key: str, label: str, options: Sequence[str], *, said: str = "{}", width: int = 168) -> int:
    """A choice without a line for its label: what is chosen says what it is, in these words around it."""
    return list(options).index(
        st.selectbox(
            label,
            options,
            format_func=said.format,
            key=_in_address(key, options, options[:1]),
            on_change=_to_address,
            args=(key,),
            label_visibility="collapsed",
            width=width,
        )
    )


def _in_address(key: str, options: Sequence[str], default: Sequence[str], *, several: bool = False) -> str:
    """Let a field show what the address says, else what was chosen last on any page; gives back the field's key.

    Streamlit's own binding of fields to the address does not survive a change of page and forbids handing a choice on.
    """
    asked = st.query_params.get_all(key) or st.session_state.get(f"last-{key}", [])
    chosen = [option for option in asked if option in options] or list(default)
    if chosen != list(default) or f"last-{key}" in st.session_state:  # another page may begin with another one
        st.session_state[f"last-{key}"] = chosen
    _write_address(key, chosen)
    return _shown(key, chosen if several else (chosen[0] if chosen else None))


def _shown(key: str, value: object) -> str:
    """Let a field show this value; gives back the field's key.

    A page that was just turned to draws its own field under the same key, and that begins empty.
    """
    field, drawn = f"choice-{key}", f"drawn-{key}"
    if st.session_state.get(field) != value or st.session_state.get(drawn) != st.session_state.get("page"):
        st.session_state[field] = value
        st.session_state[drawn] = st.session_state.get("page")
    return field


def _to_address(key: str) -> None:
    value = st.session_state[f"choice-{key}"]
    chosen = st.session_state[f"last-{key}"] = list(value) if isinstance(value, list) else [value] if value else []
    _write_address(key, chosen)
    draw_what_changed()


def _write_address(key: str, chosen: list[str]) -> None:
    if st.query_params.get_all(key) != chosen:
        if chosen:
            st.query_params[key] = chosen
        else:
            st.query_params.pop(key, None)


def block_name(block: Block) -> str:
    """How a block is called where one chooses it, and in addresses."""
    return f"{block.id} {block.short}"


def network_rounds(visit: Visit) -> Sequence[Round]:
    """The rounds a network page can show; without any, a word on what comes first, and the page ends."""
    rounds = session.rounds_to_see(visit)
    if not rounds:
        if visit.may(Action.MANAGE):
            empty("Er is nog geen scanronde gestart.", "pages/regie/rondes.py", "Start een scanronde")
        else:
            empty("Er is nog geen scanronde gestart. De coördinator van het netwerk doet dat.")
        st.stop()
    for round in rounds:  # from here on somebody sees what was offered
        session.store().scans.publish(round, visit.actor.partner, visit.actor.id)
    return rounds


def hidden_partners(shown: Shown) -> None:
    """Which partners are not in the figures, and why."""
    if out := left_out(shown):
        st.caption(out)


def left_out(shown: Shown) -> str:
    """Which partners are not in the figures, and why, in Markdown; '' if all are."""
    return "  \n".join(f"**{plain(reason)}:** {plain(', '.join(names))}" for reason, names in waiting(shown).items())


def round_of(rounds: Sequence[Round], view: View) -> Round:
    """The round that a view is about."""
    return next(r for r in rounds if r.id == view.round)


def query(view: View) -> str:
    """A view as the query of an address."""
    return urlencode(view.query())


def selected(state: Any, name: str) -> dict[str, Any]:
    """The fields of the mark that was clicked in a figure; empty without one."""
    points = state.selection.get(name, []) if state else []
    return dict(points[0]) if points else {}


ALL_BLOCKS = "Alle bouwstenen"
NO_LONGER = "Je hebt geen toegang meer tot deze pagina: de link is ingetrokken of je sessie is voorbij. Je laatste wijziging is niet bewaard."


def part(draw: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that runs by itself. While the data are away it says so and offers to try again; the rest stays."""

    @st.fragment
    @wraps(draw)
    def run(*args: P.args, **named: P.kwargs) -> None:
        try:
            draw(*args, **named)
        except StoreError as problem:
            log.warning("a part of a page is not drawn: %s", problem)
            st.error(plain(st.session_state.pop("problem", str(problem))), icon=":material/error:")
            st.button("Probeer opnieuw", key=f"again {ThreadState.get().fragment_id}", icon=":material/refresh:")

    return run


def draw_what_changed() -> None:
    """The last thing that a callback does on a page with parts that run by themselves (`st.fragment`).

    What changes within one tick travels together, under the name of the part that changed first: a remark that one
    leaves by tapping a button on a phone. Then the part of this callback was not asked for, and the whole page runs.
    """
    context = get_script_run_ctx()
    if context and context.fragment_ids_this_run and ThreadState.get().fragment_id not in context.fragment_ids_this_run:
        st.rerun()


def follow(key: str, stored: object) -> None:
    """Let a field show what the store holds: after a refusal, and when another tab changed it."""
    if st.session_state.get(key) != stored:
        st.session_state[key] = stored


def kept(kept: bool, otherwise: str = "nog geen keuze") -> None:
    """Whether what a field shows is in the store."""
    st.caption(":green[✓] bewaard" if kept else otherwise)


def scans(number: int) -> str:
    return "1 scan" if number == 1 else f"{number} scans"
