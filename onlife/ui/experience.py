"""What helped elsewhere on the screens: telling others of what a network did, and reading what others tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from onlife.content.ordinary_words import ordinary_words
from onlife.domain.access import Action, Role
from onlife.domain.experience import TOGETHER, Elsewhere
from onlife.domain.peer import MIN_NETWORKS
from onlife.domain.plan import PlanAction, Status
from onlife.domain.questionnaire import Element
from onlife.domain.recognition import SENTENCE_MAX, SENTENCE_MIN, maybe_names
from onlife.services import experience, installation
from onlife.services.experience import SentenceState
from onlife.text import count, line, plural
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui import plan_start, reading
from onlife.ui.app import session
from onlife.ui.app.session import Visit
from onlife.ui.parts import conflict, layout
from onlife.ui.parts.action import perform
from onlife.ui.parts.dialog import dialog
from onlife.ui.parts.markdown import plain

TASK = N_("Wat hielp")
"""What one chooses on Beheer to tell others."""
ELSEWHERE = reading.ELSEWHERE
SIGHTS = (N_("Praktijken"), ELSEWHERE)
"""What one chooses to look at on Inspiratie."""
BACK = N_("De zin is ingetrokken. Niemand leest hem nog.")
STATES: Mapping[SentenceState, str] = {
    SentenceState.WAITS: N_(
        ":material/hourglass_empty: Wacht tot er over een element zinnen van {together} netwerken zijn."
    ),
    SentenceState.READ: N_(":material/visibility: Andere netwerken lezen deze zin."),
    SentenceState.GONE: N_(
        ":material/visibility_off: Niemand leest deze zin nog: een netwerk uit dezelfde groep trok de zijne in, of de vraag "
        "veranderde. Schrijf met andere woorden om opnieuw mee te doen."
    ),
}


# -- telling


def manage(visit: Visit) -> None:
    """Whether the network tells others what helped, with what that means, and the sentence of each action."""
    store, network = session.store(), visit.network
    known = store.experiences.shares(network.id)
    st.header(_("Delen wat hielp"), anchor=False)
    st.markdown(
        _(
            "Deden jullie iets dat werkte? Vertel het in één zin aan andere netwerken die met deze app werken. Zonder zin gaat er "
            "niets naar buiten."
        )
    )
    if known:
        st.markdown(_(":material/check_circle: **Jullie netwerk deelt wat hielp.**"))
        with st.expander(_("Wat lezen anderen, wanneer, en hoe stop je?"), icon=":material/help:"):
            _meaning()
    else:
        st.markdown(_("Het staat **uit** tot jij het aanzet."))
        _meaning()
    if network.sample:
        st.info(
            _("Dit netwerk is een voorbeeld: zijn acties zijn verzonnen, dus het deelt niets."), icon=":material/lock:"
        )
        return
    if experience.is_sample(store, network):
        st.info(
            _("Dit is het netwerk van de demo. Probeer gerust: zijn zinnen tellen niet mee."), icon=":material/science:"
        )
    led = [one for one, role in visit.actor.networks.items() if role is Role.COORDINATOR]
    if len(led) > 1:
        st.info(
            _("Jij coördineert {number} netwerken. Ze mogen elk delen, en tellen hier samen als één.", number=len(led)),
            icon=":material/group:",
        )
    if known:
        if st.button(_("Stop met delen"), icon=":material/visibility_off:"):
            _stop()
        _sentences(visit)
    elif st.button(_("Zet delen aan"), type="primary", icon=":material/send:"):
        perform(
            lambda: experience.share(store, network, True, session.require_coordinator(visit).id),
            _("{name} deelt nu wat hielp. Schrijf hieronder een zin.", name=network.name),
        )


def _meaning() -> None:
    """What telling others means, for a coordinator who decides about it."""
    st.markdown(
        _(
            "- **Wat anderen lezen:** de zin die jij schrijft, bij het element waar de actie over ging. Geen naam, geen datum "
            "en niets anders uit jullie plan.\n- **Wie dat leest:** coördinatoren, lezers en contactpersonen van elk netwerk dat "
            "deze app gebruikt. Niet wie invult, wie een kijklink heeft of het programma.\n- **Vanaf wanneer:** "
            "{together} netwerken met een zin over hetzelfde element: jullie en zes andere. Hun zinnen verschijnen samen. Wie "
            "later komt, wacht op zes andere. Netwerken die ooit dezelfde coördinator hadden, tellen als één.\n- **Ging het "
            "vooruit?** De app zegt erbij of het element in minstens de helft van die netwerken duidelijk vooruitging, vanaf "
            "{min_networks} waar dat te zien is. Nooit bij welke.\n- **Stoppen** kan altijd, helemaal of per zin. Jullie zin is "
            "meteen weg, en voor altijd. De zinnen die samen met die van jullie verschenen, verdwijnen mee; anders zou je zien "
            "welke van jullie was.\n- **Wat we niet kunnen beletten:** wie jullie actie kent, kan ze in de zin herkennen. Schrijf "
            "dus wat jullie deden, niet waar of met wie. Wie de server beheert, kan opzoeken welk netwerk een zin schreef.",
            together=TOGETHER,
            min_networks=MIN_NETWORKS,
        )
    )


@dialog(N_("Stoppen met delen"))
def _stop() -> None:
    visit = session.require(Action.MANAGE)
    store = session.store()
    states = [experience.state(store, sentence) for sentence in store.experiences.standing(visit.network.id)]
    st.markdown(
        _(
            "**{name}** deelt dan niets meer. Al jullie zinnen zijn meteen weg, voor altijd.",
            name=plain(visit.network.name),
        )
    )
    if SentenceState.READ in states:
        _takes_along()
    if st.button(_("Ja, stop met delen"), type="primary", icon=":material/visibility_off:"):
        perform(
            lambda: experience.share(store, visit.network, False, session.require_coordinator(visit).id),
            _("{name} deelt niets meer; alle zinnen zijn ingetrokken.", name=visit.network.name),
        )


@dialog(N_("Deze zin intrekken"))
def _take_back(action: PlanAction) -> None:
    visit = session.require(Action.MANAGE)
    st.markdown(_("Niemand leest jullie zin over **{what}** dan nog.", what=plain(action.what)))
    _takes_along()
    if st.button(_("Ja, trek de zin in"), type="primary", icon=":material/undo:"):
        perform(partial(_write, visit, action, ""), _(BACK), form=_place(action))


def _takes_along() -> None:
    """What goes with a sentence that others read."""
    st.warning(
        _(
            "Andere netwerken lezen jullie zin nu. De zinnen die er samen mee verschenen, verdwijnen mee: minstens {together} "
            "andere netwerken schrijven dan opnieuw als ze willen.",
            together=TOGETHER - 1,
        ),
        icon=":material/warning:",
    )


def _sentences(visit: Visit) -> None:
    """The sentence of each action that is done."""
    store = session.store()
    actions = experience.to_tell(store, visit.network)
    st.subheader(_("Jullie zinnen"), anchor=False)
    if not actions:
        layout.empty(
            _(
                "Nog geen enkele actie staat op klaar met een element erbij. Zet bij Plan een actie op klaar, dan schrijf je hier haar zin."
            )
        )
        layout.link("pages/netwerk/plan.py", _("Naar het plan"), icon=":material/checklist:")
    standing = {sentence.action: sentence for sentence in store.experiences.standing(visit.network.id)}
    for action, elements in actions:
        said = standing.get(action.id)
        with st.container(border=True):
            st.markdown(f"**{plain(action.what)}**")
            st.caption(_("Over ") + "; ".join(_title(element) for element in elements))
            if len(elements) > 1:
                st.caption(_("Anderen lezen de zin bij één ervan: waar er het eerst genoeg netwerken zijn."))
            state = experience.state(store, said) if said else None
            if state:
                st.markdown(_(STATES[state], together=TOGETHER))
            if (
                said
                and state is SentenceState.WAITS
                and (held := experience.reason_to_wait(store, visit.network.id, said.text))
            ):
                st.error(_("Zo gaat de zin niet naar buiten. ") + plain(held), icon=":material/error:")
            _sentence(visit, action, said.text if said else "", read=state is SentenceState.READ)


def _sentence(visit: Visit, action: PlanAction, said: str, *, read: bool) -> None:
    """The field for the sentence of an action, what others would read, and the buttons; `read`: others read `said` now."""
    place, labels = _place(action), {"sentence": _("Jullie zin")}
    form = conflict.open_form(place, {"sentence": said}, labels, visit.actor.id)
    if st.session_state.get(f"sentence-{form.key}", "") in ("", form.seen["sentence"]):
        conflict.reopen(place)  # nothing is being typed: what a colleague wrote stands there
        form = conflict.open_form(place, {"sentence": said}, labels, visit.actor.id)
    key, seen = f"sentence-{form.key}", form.seen["sentence"]
    typed = st.text_area(
        _("Jullie zin voor andere netwerken"),
        seen,
        max_chars=SENTENCE_MAX,
        key=key,
        placeholder=_("Bijvoorbeeld: we spraken af wie een signaal opvolgt, en hielden die lijst elke maand bij."),
        help=_(
            "Eén zin van {least} tot {most} tekens. Laat leeg om niets te delen.", least=SENTENCE_MIN, most=SENTENCE_MAX
        ),
        height="content",
    )
    text = line(typed)
    if text and text != seen:
        _offer(visit, action, text, seen, read=read)
    elif said and st.button(_("Trek deze zin in"), key=f"back-{key}", icon=":material/undo:"):
        if read:
            _take_back(action)
        else:
            perform(partial(_write, visit, action, "", seen), _(BACK), form=place)


def _offer(visit: Visit, action: PlanAction, text: str, seen: str, *, read: bool) -> None:
    """A sentence as others would read it, and the button that sends it; or what stands in the way."""
    if problem := experience.problem(session.store(), visit.network, action.id, text):
        st.error(plain(problem), icon=":material/error:")
        return
    st.caption(_("Zo lezen anderen het, en meer niet:"))
    st.markdown(_lines((text,)))
    if words := maybe_names(text, ordinary_words()):
        st.warning(
            _(
                "Is dit een naam van iemand, een organisatie of een plaats: {words}? Haal hem dan weg.",
                words=plain(", ".join(words)),
            ),
            icon=":material/help:",
        )
    if read:
        st.warning(
            _(
                "Nu lezen anderen de vorige zin. Deel je deze, dan verdwijnt die, samen met de zinnen die er mee "
                "verschenen. De nieuwe wacht dan op zinnen van {together} andere netwerken.",
                together=TOGETHER - 1,
            ),
            icon=":material/warning:",
        )
    if st.button(_("Deel deze zin"), key=f"share-{action.id}", type="primary", icon=":material/send:"):
        done = _("De zin staat klaar voor andere netwerken.")
        perform(partial(_write, visit, action, text, seen), done, form=_place(action))


def _write(visit: Visit, action: PlanAction, text: str, seen: str | None = None) -> None:
    experience.write(session.store(), visit.network, action.id, text, session.require_coordinator(visit).id, seen)


def _place(action: PlanAction) -> str:
    return f"sentence-{action.id}"


# -- reading


def of_elements(page: str) -> Callable[[Element], None]:
    """What draws, beside an element, what helped elsewhere; nothing where there is none or for who may not read it. `page`: of
    the plan that whoever is here may add to, '' for none.
    """
    found = experience.elsewhere(session.store()) if session.find(Action.SEE_NETWORK) else {}

    def draw(element: Element) -> None:
        told = found.get(element.id)
        if told and element == installation.questionnaire().element(element.id):
            st.markdown(f"**{_(ELSEWHERE)}**")
            _judgement(element, told, page)

    return draw


def way_to_tell(visit: Visit, action: PlanAction) -> None:
    """For the coordinator, beside an action that others could read of: the way to its sentence."""
    if visit.may(Action.MANAGE) and action.status is Status.DONE and action.elements and not action.owner:
        said = any(sentence.action == action.id for sentence in session.store().experiences.standing(visit.network.id))
        if said:
            st.caption(
                _(
                    "Over deze actie delen jullie een zin. Staat ze niet meer op klaar of valt het element weg, dan is die weg, "
                    "met de zinnen die er samen mee verschenen."
                )
            )
        words = _("Jullie zin voor andere netwerken") if said else _("Hielp dit? Deel het met andere netwerken")
        layout.link("pages/regie/beheer.py", words, icon=":material/send:", wat=TASK)


def way_to_read(action: PlanAction) -> None:
    """For a new action: the way to what helped elsewhere for its block; nothing where nothing is read of it."""
    if session.find(Action.SEE_NETWORK) and any(
        e.startswith(f"{action.block}.") for e in experience.elsewhere(session.store())
    ):
        layout.link("pages/lezen/inspiratie.py", _(ELSEWHERE), icon=":material/lightbulb:", beeld=ELSEWHERE)


def show(visit: Visit, page: str) -> None:
    """Everything that helped elsewhere, or why there is nothing yet. `page`: as for `of_elements`."""
    st.header(_(ELSEWHERE), anchor=False)
    st.markdown(
        _(
            "Wat andere netwerken deden voor een element, in hun eigen woorden en zonder naam. Zinnen "
            "verschijnen pas als er {together} netwerken iets over hetzelfde element deelden, en dan alle "
            "tegelijk: zo weet niemand van wie welke is.",
            together=TOGETHER,
        )
    )
    found, form = experience.elsewhere(session.store()), installation.questionnaire()
    for element in form.elements:
        if told := found.get(element.id):
            with st.expander(
                f"{_title(element.id)} ({count(len(told.sentences), _('zin'), _('zinnen'))})",
                expanded=len(found) == 1,
                icon=":material/lightbulb:",
            ):
                _judgement(element, told, page)
    if not found:
        layout.empty(_("Er is nog niets te lezen. {how_far}", how_far=_how_far()))
    if visit.may(Action.MANAGE):
        layout.link("pages/regie/beheer.py", _("Deel wat bij jullie hielp"), icon=":material/send:", wat=TASK)


def _how_far() -> str:
    """What it takes before anything is read; never who or how many told something, as one could see somebody join."""
    there = experience.real_networks(session.store())
    if there < TOGETHER:
        return _(
            "Het kan vanaf {together} netwerken die delen. Hier {work} er nu {there} met de app; een "
            "voorbeeld of de demo telt niet mee.",
            together=TOGETHER,
            work=plural(there, _("werkt"), _("werken")),
            there=there,
        )
    return _(
        "Er werken hier genoeg netwerken met de app. Het wacht tot {together} ervan een zin delen over "
        "hetzelfde element. Hoeveel dat er al zijn, zeggen we niet: dan zou je zien wanneer er één bij "
        "komt.",
        together=TOGETHER,
    )


def _judgement(element: Element, told: Elsewhere, page: str) -> None:
    if told.judged:
        much = _("minstens de helft") if told.half else _("minder dan de helft")
        st.markdown(
            _(
                "Van {judged} van deze netwerken ziet de app hoe het element nadien bewoog: bij **{much}** ging "
                "het duidelijk vooruit.",
                judged=told.judged,
                much=much,
            )
        )
        st.caption(_("Dat zegt niet dat het door deze acties kwam, en het gaat nooit over één netwerk."))
    for sentence in told.sentences:
        st.markdown(_lines((sentence,)))
        plan_start.from_elsewhere(page, element, sentence)
    if not told.judged:
        st.caption(
            _(
                "Of het element nadien vooruitging, is hier niet te zeggen. Dat kan vanaf {min_networks} "
                "netwerken met een resultaat in een scanronde ervoor en een erna.",
                min_networks=MIN_NETWORKS,
            )
        )


def _lines(sentences: tuple[str, ...]) -> str:
    """Sentences as others read them."""
    return "\n".join(f"- {plain(sentence)}" for sentence in sentences)


def _title(element: str) -> str:
    found = installation.questionnaire().element(element)
    return f"{found.id} {plain(found.title)}"
