"""What a page looks at: choices that live in its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from onlife.domain.access import Action
from onlife.domain.network import Round, RoundState
from onlife.domain.questionnaire import Block, Questionnaire
from onlife.services import figures
from onlife.services.figures import View
from onlife.store.network import sectors
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.app import session, state
from onlife.ui.app.session import Visit
from onlife.ui.parts.fragment import rerun_if_changed
from onlife.ui.parts.layout import empty, filters, link
from onlife.ui.parts.markdown import plain

BLOCK = "bouwsteen"


def network(names: Mapping[str, str]) -> None:
    """The network that all pages are about, in the address and by name above each of them."""
    one("netwerk", _("Netwerk"), names, slim=True, width=420)


def one(
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
    _understand(key, names)
    words = _numbered(names)
    chosen: str | None = st.selectbox(
        label,
        list(names),
        index=None if nothing else 0,
        placeholder=nothing or None,
        format_func=lambda key: said.format(words.get(key, "")),
        label_visibility="collapsed" if slim else "visible",
        width=width,
        **_in_address(key, list(names), [] if nothing else [usual or next(iter(names))], words=words),
    )
    return chosen or ""


def _understand(key: str, names: Mapping[str, str]) -> None:
    """Let an address that says the name of something say its id."""
    asked = st.query_params.get(key)
    named = next((key for key, name in names.items() if name == asked), "")
    if asked not in names and named:
        st.query_params[key] = named


def _numbered(names: Mapping[str, str]) -> dict[str, str]:
    """Id -> name, with a number behind a name that was there before."""
    seen: Counter[str] = Counter()
    words = {}
    for key, name in names.items():
        seen[name] += 1
        words[key] = f"{name} ({seen[name]})" if seen[name] > 1 else name
    return words


def _another_network(key: str, options: Sequence[str]) -> None:
    """Another network has other rounds and sectors: what was chosen in this one says nothing there."""
    if st.session_state[f"choice-{key}"] in options:
        state.forget_choices()
        st.query_params.clear()
        _to_address(key, options)


def scan_round(rounds: Sequence[Round]) -> Round:
    """The round a page is about; it lives in the address, so that what one sees can be shared."""
    return _round("ronde", _("Scanronde"), rounds, width=320)


def _round(key: str, label: str, rounds: Sequence[Round], **looks: Any) -> Round:
    by_id = {r.id: r for r in rounds}
    return by_id[one(key, label, {r.id: r.name for r in rounds}, **looks)]


def with_result(rounds: Sequence[Round]) -> Round:
    """The newest round with a result that is shown. Beginning with one that still runs would look as if all were gone."""
    return next((r for r in rounds if not figures.shown_in(View(r.network, r.id)).blocks.empty), rounds[0])


def round_to_compare(rounds: Sequence[Round], **looks: Any) -> Round:
    """The round whose results a page is about: the newest with a result, until another is chosen on such a page.

    That a newer one was chosen where one counts (it stays chosen from page to page) is no reason to compare it.
    """
    usual = with_result(rounds)
    newer = {r.id for r in rounds[: rounds.index(usual)]}
    if "ronde" not in st.query_params and newer.intersection(state.choice("ronde").get() or ()):
        state.choice("ronde").pop()
    return _round("ronde", _("Scanronde"), rounds, usual=usual.id, **looks)


def say_newer(visit: Visit, rounds: Sequence[Round], shown: Round) -> None:
    """Of a newer round without a result: why the page does not begin with it, and for the coordinator how far it is."""
    newest = rounds[0]
    if shown == newest or shown != with_result(rounds):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = _("loopt nog") if newest.state is RoundState.OPEN else _("heeft geen resultaat")
        st.caption(
            plain(_("{newest} {told}; je ziet {shown}.", newest=newest.name, told=told, shown=shown.name)),
            width="content",
        )
        if visit.may(Action.MANAGE):
            link("pages/regie/deelname.py", _("Bekijk de deelname"), icon=":material/monitoring:", ronde=newest.id)


def view(visit: Visit, rounds: Sequence[Round], row: DeltaGenerator | None = None) -> View:
    """What a network page looks at: the round and the sectors, both in the address; in the row of a page's own choices."""
    known = sectors(session.store().networks.partners(visit.network.id, archived=True))
    with row or filters():
        scan_round = round_to_compare(rounds, slim=True, width=168)
        in_address = _in_address("sector", known, [], several=True)
        chosen = st.multiselect(
            _("Sector"),
            known,
            placeholder=_("Alle sectoren"),
            select_all=False,  # none chosen is all; the option would be in English
            label_visibility="collapsed",
            width=230 if st.session_state[in_address["key"]] else 168,  # room for the name of a sector
            **in_address,
        )
    say_newer(visit, rounds, scan_round)
    return View(visit.network.id, scan_round.id, tuple(chosen))


def block(questionnaire: Questionnaire, row: DeltaGenerator | None = None) -> Block:
    """The building block a page is about, in the address; in a row with other choices it takes little room."""
    names = [block_name(b) for b in questionnaire.blocks]
    if row is None:
        return questionnaire.blocks[_radio(BLOCK, _("Bouwsteen"), names)]
    with row:
        return questionnaire.blocks[_select(BLOCK, _("Bouwsteen"), names, width=260)]


def earlier(rounds: Sequence[Round], row: DeltaGenerator) -> Round:
    """The round that another one is set against, in the address."""
    with row:
        return _round("eerder", _("Vergeleken met"), rounds, said="tegenover {}", slim=True, width=260)


def block_or_all(questionnaire: Questionnaire) -> Block | None:
    """The building block a page is about, in the address; None for all of them."""
    names = [_(ALL_BLOCKS), *(block_name(block) for block in questionnaire.blocks)]
    chosen = _radio(BLOCK, _("Bouwsteen"), names)
    return questionnaire.blocks[chosen - 1] if chosen else None


def chapter(titles: Mapping[str, str], asked: str) -> str:
    """The chapter of the explanation, by its id in the address; `asked` is where a link to one paragraph leads."""
    if asked in titles and "deel" not in st.query_params:
        st.query_params["deel"] = asked
    _understand("deel", titles)
    return list(titles)[_radio("deel", _("Wat wil je weten?"), list(titles), titles.__getitem__)]


def order(row: DeltaGenerator) -> str:
    """In which order partners stand, in the address."""
    with row:
        return figures.ORDERS[_select("volgorde", "Volgorde van de partners", figures.ORDERS, said="op {}", width=140)]


def colours(row: DeltaGenerator) -> str:
    """What the colours of the overview tell, in the address."""
    with row:
        return figures.COLOURS[_select("kleur", "Wat de kleuren tonen", figures.COLOURS, width=196)]


def sight(sights: Sequence[str]) -> str:
    """How one wants to look at something, in the address. The sights are marked with `N_`."""
    return sights[_radio("beeld", "Toon als", sights, _)]


def task(tasks: Sequence[str], key: str = "") -> str:
    """What one wants to do on a page with several tasks. The tasks are marked with `N_`.

    An address says with which one to begin (`wat`), anew for every other one that it says.
    """
    asked = st.query_params.get("wat", "")
    begin = tasks.index(asked) if asked in tasks else 0
    return st.radio(
        _("Wat wil je doen?"), tasks, index=begin, format_func=_, horizontal=True, key=key or f"task-{asked}"
    )


def function(names: Sequence[str]) -> str | None:
    """What online work is for, or None for everything, in the address."""
    return st.selectbox(
        _("Waarvoor dient het?"),
        names,
        index=None,
        placeholder=_("Alle functies"),
        width=420,
        **_in_address("functie", names, []),
    )


def search(placeholder: str) -> str:
    """What one looks for, in the address."""
    shown = _show("zoek", st.query_params.get("zoek", ""))
    typed: str = st.text_input(_("Zoeken"), max_chars=80, placeholder=placeholder, width=320, **shown)
    return typed.strip()


def _radio(key: str, label: str, options: Sequence[str], said: Callable[[str], str] = str) -> int:
    chosen = st.radio(
        label,
        options,
        format_func=lambda option: plain(said(option)),
        horizontal=True,
        **_in_address(key, options, options[:1]),
    )
    return list(options).index(chosen)


def _select(key: str, label: str, options: Sequence[str], *, said: str = "{}", width: int = 168) -> int:
    """A choice without a line for its label: what is chosen says what it is, in these words around it."""
    return list(options).index(
        st.selectbox(
            label,
            options,
            format_func=said.format,
            label_visibility="collapsed",
            width=width,
            **_in_address(key, options, options[:1]),
        )
    )


def _in_address(
    key: str,
    options: Sequence[str],
    default: Sequence[str],
    *,
    several: bool = False,
    words: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """Let a field show what the address says, else what was chosen last on any page; gives back what ties the field to it.
    `words`: how an option is called, where that may change.

    Streamlit's own binding of fields to the address does not survive a change of page and forbids handing a choice on.
    """
    last = state.choice(key)
    asked = st.query_params.get_all(key) or last.get() or []
    if key == BLOCK:  # the word behind its number is one of some language
        numbers = {_number(option): option for option in options}
        asked = [numbers.get(_number(name), name) for name in asked]
    chosen = [option for option in asked if option in options] or list(default)
    if chosen != list(default) or last.get() is not None:  # another page may begin with another one
        last.set(chosen)
    _write_address(key, chosen)
    called = "".join(words.get(option, "") for option in chosen)
    return _show(key, chosen if several else (chosen[0] if chosen else None), called, options)


def _show(key: str, value: object, called: str = "", options: Sequence[str] = ()) -> dict[str, Any]:
    """Let a field show this value, of these options if it has any; gives back its key and what follows once another is chosen.

    A page that was just turned to draws its own field under the same key, and that begins empty. And a browser knows an
    option by its words alone: once it is called otherwise, it is told anew which one is chosen.
    """
    field, drawn, now = f"choice-{key}", f"drawn-{key}", (state.PAGE.get(), called)
    if st.session_state.get(field) != value or st.session_state.get(drawn) != now:
        st.session_state[field] = value
        st.session_state[drawn] = now
    follow = _another_network if key == "netwerk" else _to_address
    return {"key": field, "on_change": follow, "args": (key, options)}


def _to_address(key: str, options: Sequence[str]) -> None:
    """Write down what was chosen. What is none of the options is what a browser still calls by its words of before: then
    nothing was chosen.
    """
    value = st.session_state[f"choice-{key}"]
    chosen = list(value) if isinstance(value, list) else [value] if value else []
    if options and not set(chosen) <= set(options):
        return
    state.choice(key).set(chosen)
    _write_address(key, chosen)
    rerun_if_changed()


def _write_address(key: str, chosen: list[str]) -> None:
    if st.query_params.get_all(key) != chosen:
        if chosen:
            st.query_params[key] = chosen
        else:
            st.query_params.pop(key, None)


def block_name(block: Block) -> str:
    """How a block is called where one chooses it, and in addresses."""
    return f"{block.id} {block.short}"


def block_in_address(blocks: Sequence[Block]) -> Block | None:
    """The block that the address names, in whatever language; None without one."""
    return next((block for block in blocks if block.id == _number(st.query_params.get(BLOCK, ""))), None)


def _number(name: str) -> str:
    return name.partition(" ")[0]


def network_rounds(visit: Visit) -> Sequence[Round]:
    """The rounds a network page can show; without any, a word on what comes first, and the page ends."""
    rounds = session.rounds_to_see(visit)
    if not rounds:
        without_round(visit)
    for scan_round in rounds:  # from here on somebody sees what was offered
        session.store().closings.publish(scan_round, visit.actor.partner, visit.actor.id)
    return rounds


def without_round(visit: Visit) -> NoReturn:
    """A word on what comes before the first round, for the coordinator with the way to it, and the page ends."""
    if not visit.may(Action.MANAGE):
        empty(_("Er is nog geen scanronde gestart. De coördinator van het netwerk doet dat."))
    elif session.store().networks.partners(visit.network.id):
        empty(_("Er is nog geen scanronde gestart."), "pages/regie/rondes.py", _("Start een scanronde"))
    else:
        empty(_("Er zijn nog geen partners."), "pages/regie/partners.py", _("Voeg partners toe"))
    st.stop()


def round_of(rounds: Sequence[Round], view: View) -> Round:
    """The round that a view is about."""
    return next(r for r in rounds if r.id == view.round)


ALL_BLOCKS = N_("Alle bouwstenen")
