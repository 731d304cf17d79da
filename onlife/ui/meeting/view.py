"""Everything that the screens of a meeting are drawn from, read together.

No vote that is not revealed gets in here: of an open question only who voted, and the screens say only how many.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from onlife.domain import agenda, finding, meeting
from onlife.domain.agenda import AgendaItem
from onlife.domain.meeting import Agreement, Meeting, Note, Point, Question, QuestionStep, Topic, VoteKind
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction
from onlife.domain.priority import Priority, starting
from onlife.domain.questionnaire import Block, Element, Questionnaire
from onlife.domain.shown import Shown
from onlife.services import figures, results
from onlife.services.cache import cached
from onlife.services.figures import NothingToShow, View
from onlife.store import Store
from onlife.store.remark import Quote
from onlife.text import today
from onlife.ui.app import session

CACHE_SIZE = 8


@dataclass(frozen=True, eq=False)
class MeetingView:
    """What is known to a meeting. `names`: active partners, id -> name; `all_names`: those that left too.

    `voters`: id of an open question -> who voted; `votes` and `reasons`: id of a revealed one -> partner -> choice, and why;
    `notes` by point;
    `agreed` and `stars` by block or element; `chosen`: partner -> block -> its stars; `presence_noted`: whether somebody
    noted who is present; `address`: where one votes; `before`: the id of the round that its own is put beside, or ''.
    """

    meeting: Meeting
    network: str
    round: Round
    questionnaire: Questionnaire
    shown: Shown
    names: Mapping[str, str]
    all_names: Mapping[str, str]
    actions: Sequence[PlanAction]
    agenda: Sequence[AgendaItem]
    questions: Sequence[Question]
    votes: Mapping[str, Mapping[str, str]]
    reasons: Mapping[str, Mapping[str, str]]
    voters: Mapping[str, set[str]]
    agreed: Mapping[str, Agreement]
    stars: Mapping[str, Priority]
    chosen: Mapping[str, Mapping[str, Priority]]
    notes: Mapping[str, Note]
    quotes: Sequence[Quote]
    present: set[str]
    presence_noted: bool
    address: str
    before: str

    @cached_property
    def points(self) -> list[Point]:
        """The screens, in order."""
        return agenda.points_on(self.agenda)

    def item(self, point: Point) -> AgendaItem:
        """What the agenda says of a screen."""
        return self.agenda[self.points.index(point)]

    def figure_view(self, block: str = "", element: str = "") -> View:
        """What a picture on a screen shows: this round for the room."""
        return View(self.round.network, self.round.id, block=block, before=self.before, element=element, room=True)

    @property
    def open_question(self) -> Question | None:
        return next((q for q in self.questions if q.step is QuestionStep.OPEN), None)

    def last_question(self, point: Point) -> Question | None:
        """The newest question about what this point is about."""
        return next((q for q in reversed(self.questions) if q.kind is point.kind and q.about == point.about), None)

    def place_of(self, question: Question) -> Point:
        """The point of the agenda at which a question was asked."""
        return next(p for p in self.points if p.kind is question.kind and p.about == question.about)

    def open_actions(self) -> list[PlanAction]:
        return meeting.still_open(self.actions, today())

    def actions_at(self, point: Point) -> Sequence[PlanAction]:
        """The open actions that stand on the screen of this point."""
        return meeting.on_screen(self.open_actions(), point, meeting.ACTIONS_A_SCREEN)

    def stars_of(self, block: str) -> Priority:
        return self.stars.get(block) or starting("", self.questionnaire.block(block))


def _cache_key(store: Store, network: Network, running: Meeting, address: str) -> Hashable:
    events = store.networks.newest_event(network.id), store.meetings.newest_event(network.id)
    return store, running, address, *events


@cached(_cache_key, CACHE_SIZE)
def read(store: Store, network: Network, running: Meeting, address: str) -> MeetingView:
    """The view of a meeting as it stands now; the same one until something happens in the network or the meeting."""
    scan_round = store.networks.round(network.id, running.round)
    assert scan_round is not None
    shown = figures.shown_in(View(network.id, scan_round.id))
    questions = store.meetings.questions(running)
    everyone = store.networks.partners(network.id, archived=True)  # once: the screen runs every second
    return MeetingView(
        meeting=running,
        network=network.name,
        round=scan_round,
        questionnaire=session.questionnaire(scan_round),
        shown=shown,
        names={p.id: p.name for p in everyone if not p.archived},
        all_names={p.id: p.name for p in everyone},
        actions=store.plans.of(network.id),
        agenda=[item for item in agenda_of(network, scan_round) if item.kept or _has_vote(item.point, questions)],
        questions=questions,
        votes=store.meetings.votes(running),
        reasons=store.meetings.reasons(running),
        voters={q.id: store.meetings.voters(q.id) for q in questions if q.step is QuestionStep.OPEN},
        agreed=store.meetings.agreements(scan_round.id),
        stars=store.priorities.of(scan_round.id, ""),
        chosen=store.priorities.by_sharing_partner(scan_round.id),
        notes=store.meetings.notes(running),
        quotes=results.quotes(store, shown, scan_round),
        present=store.meetings.present(running),
        presence_noted=store.meetings.presence_noted(running),
        address=address,
        before=_before(network, scan_round),
    )


def _before(network: Network, scan_round: Round) -> str:
    """The newest earlier round that partners may see and that this one can be put beside; '' if there is none."""
    rounds = [r for r in session.store().networks.rounds(network.id) if r.shared or r.id == scan_round.id]
    return figures.beside_earlier(View(network.id, scan_round.id), rounds).before


def _picture_topics(network: Network, scan_round: Round, cooperation: Block | None) -> Iterator[Topic]:
    """The topics that are a picture and can be drawn."""
    if _before(network, scan_round):
        yield Topic.EVOLUTION
    with suppress(NothingToShow):
        if cooperation:
            figures.figure("elementen", View(network.id, scan_round.id, block=cooperation.id, room=True))
            yield Topic.BLOCK


def agenda_of(network: Network, scan_round: Round) -> list[AgendaItem]:
    """Every point of a meeting about a round, in order, on the agenda or not."""
    agendas = session.store().agendas
    usual, known = _usual(network, scan_round), agendas.items_by_point(scan_round.id)
    return agenda.items(usual, known, network.id, scan_round.id, agendas.earlier(scan_round))


def _has_vote(point: Point, questions: Sequence[Question]) -> bool:
    """Whether a vote was held on what a screen is about."""
    return any(question.kind is point.kind and question.about == point.about for question in questions)


def _usual(network: Network, scan_round: Round) -> list[Point]:
    """The screens that the app itself puts on the agenda, in order. What a meeting that goes on voted about stays among them."""
    store, questionnaire = session.store(), session.questionnaire(scan_round)
    running, points = store.meetings.running(network.id), set(store.meetings.points(scan_round.id))
    if running and running.round == scan_round.id:
        points |= {q.about for q in store.meetings.questions(running) if q.kind is VoteKind.COLOUR}
    shown = figures.shown_in(View(network.id, scan_round.id))
    differing = [] if shown.blocks.empty else finding.differing(shown, questionnaire)
    return meeting.agenda(
        meeting.still_open(store.plans.of(network.id), today()),
        [f.place.id for f in differing if isinstance(f.place, Element)][: meeting.DIFFERENCES],
        [element.id for element in questionnaire.elements if element.id in points],
        questionnaire.cooperation_block,
        questionnaire,
        len(results.quotes(store, shown, scan_round)),
        [*_picture_topics(network, scan_round, questionnaire.cooperation_block)],
    )
