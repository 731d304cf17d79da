"""What stands side by side about an element or a block: measured in the scan, voted, agreed."""

from __future__ import annotations

from onlife import charts
from onlife.content.message import explain
from onlife.domain import finding, meeting
from onlife.domain.divergence import Verdict
from onlife.domain.meeting import Point, Topic, VoteKind
from onlife.domain.questionnaire import Element
from onlife.domain.scoring import Band
from onlife.text import count, count_partners, count_scans
from onlife.translation import N_
from onlife.translation import gettext as _
from onlife.ui.meeting.markup import Column, ScreenGroup
from onlife.ui.meeting.view import MeetingView

MANY = charts.NAMED
"""From more than this many names in a column only their number is shown, and who voted what gets the room."""
NAMED = 6
"""But as few as these who hold one colour are named all the same: they are whom the room wants to hear."""
MEASURED = N_("Gemeten in de scan")
NO_RESULT = N_("Nog geen resultaat om te tonen.")


def measurement_column(view: MeetingView, element: str) -> Column:
    """What the scan says of an element, with who holds which colour."""
    found = finding.measurement(view.shown, view.questionnaire, element)
    if found is None:
        return Column(_(MEASURED), text=_(NO_RESULT))
    few = found.partners <= MANY
    groups = [
        ScreenGroup(
            f"{band.light.symbol} {band.word if few else band.word.split()[-1]}",
            len(holders),
            holders if few or len(holders) <= NAMED else (),
            band.light.value,
        )
        for band in Band
        if (holders := found.holders[band])
    ]
    if together := found.band_together:
        label = _("{symbol} kleine teams samen: {word}", symbol=together.light.symbol, word=together.word)
        groups.append(ScreenGroup(label, found.together, tone=together.light.value))
    behind = [
        f"{count_partners(found.partners)}, {count_scans(found.scans)}",
        *([found.verdict.value] if found.verdict else []),
    ]
    return Column(_(MEASURED), text=" · ".join(behind), groups=groups)


def score_column(view: MeetingView, block: str) -> Column:
    """What the scan says of a block, with the stars that partners gave it and share."""
    chosen = {who: own[block].stars for who, own in view.chosen.items() if block in own and own[block].stars}
    chosen = {} if vote_columns(view, Point(Topic.STARS, block)) else chosen  # what was voted takes their place
    groups = [
        ScreenGroup(option.label, len(names), names if len(chosen) <= MANY else ())
        for option, names in meeting.spread(VoteKind.STARS, {w: f"{s}" for w, s in chosen.items()}, view.all_names)
        if names
    ]
    if view.shown.blocks.empty:
        return Column(_(MEASURED), text=_(NO_RESULT), groups=groups)
    summary = finding.block_summary(view.shown, view.questionnaire, block)
    text = f"{count_partners(summary.partners)}, {count_scans(summary.scans)}"
    places = (found.place for found in finding.differing(view.shown, view.questionnaire, block))
    apart = sum(isinstance(place, Element) for place in places)
    if apart and summary.verdict is not Verdict.DIFFERS:  # the block as a whole does not differ, and parts of it do
        text += f" · {count(apart, _('element'), _('elementen'))}: {Verdict.DIFFERS.value}"
    else:
        text += f" · {summary.verdict.value}" if summary.verdict else ""
    return Column(_(MEASURED), big=f"{finding.about(summary.score)} op 100", text=text, groups=groups)


def vote_columns(view: MeetingView, point: Point) -> list[Column]:
    """The two newest votes on this that were revealed: the last with who voted what, the one before as numbers."""
    revealed = [q for q in view.questions if q.kind is point.kind and q.about == point.about and q.id in view.votes]
    columns = []
    for question in revealed[-2:]:
        votes = view.votes[question.id]
        newest = question is revealed[-1]
        groups = [
            ScreenGroup(option.label, len(names), names if newest else (), option.light.value if option.light else "")
            for option, names in meeting.spread(question.kind, votes, view.all_names)
            if names or (votes and newest and option.light)
        ]
        head = _("Gestemd") if question.attempt == 1 else _("Gestemd, {attempt}e keer", attempt=question.attempt)
        result = meeting.outcome(question.kind, votes)
        text = explain(result) if result else "" if votes else _("Niemand stemde.")
        columns.append(Column(head, text=text, groups=groups, wide=newest and len(votes) > MANY))
    return columns


def agreement_columns(view: MeetingView, point: Point) -> list[Column]:
    """What the network agreed on: a colour, for a block stars as well, and why; nothing as long as it did not."""
    found = view.agreed.get(point.about)
    big, tone, reason = (found.light.label, found.light.value, found.reason) if found else ("", "", "")
    if point.topic is Topic.STARS:
        stars = view.stars_of(point.about)
        if stars.suggested and not big:
            return [Column(_("Voorstel van de methode"), big="★" * stars.stars, text=_("Nog niet afgesproken."))]
        if stars.stars and not stars.suggested:
            colour = f" · {big}" if big else ""
            reasons = " ".join(dict.fromkeys(filter(None, (stars.comment, reason))))
            return [Column(_("Afgesproken"), big="★" * stars.stars + colour, tone=tone, text=reasons)]
    return [Column(_("Afgesproken"), big=big, tone=tone, text=reason)] if big else []
