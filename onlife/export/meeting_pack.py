"""The meeting pack: what a network lays on the table, from how to read it to what it agreed and will do.

Built only from what may be shown. Writing it is left to `word` and `pdf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten
from typing import Any

import pandas as pd

from onlife import charts
from onlife.charts import Figure
from onlife.content import phrase
from onlife.content.wording import wording
from onlife.domain import finding
from onlife.domain.plan import urgency
from onlife.domain.priority import STARS, complete
from onlife.domain.questionnaire import Block
from onlife.domain.shown import Visibility
from onlife.export.meeting_report import chapter
from onlife.export.pack_content import PackContent
from onlife.export.report import Heading, Items, Part, Picture, Report, ReportTable, Text
from onlife.text import count_partners, count_scans, long_date
from onlife.translation import N_
from onlife.translation import gettext as _

NONE_YET = N_("In deze keuze is nog geen resultaat vrijgegeven.")
NOTHING_SHARED = N_("Er is nog geen element dat alle partners gelijk en duidelijk groen of rood zien.")
NO_DIFFERENCE = N_(
    "Er is geen verschil tussen partners gevonden dat groter is dan toeval kan geven. Ook dat is een vaststelling."
)
NOBODY_ALONE = N_("Geen enkele partner staat duidelijk alleen. Ook dat is een vaststelling.")
NOTHING_MOVED = N_("Niets bewoog duidelijk: alles bleef binnen wat toeval kan geven. Ook dat is een vaststelling.")
ON_FIRST_PAGE = 3
"""So much of everything stands on the first page, or it would be two."""


def pack(meeting: PackContent) -> Report:
    """The pack as a report."""
    words = wording().pack
    parts: list[Part] = [
        *_in_short(meeting),
        Heading(_("Zo lees je dit"), apart=not meeting.shown.blocks.empty),
        Text(words.purpose, "lead"),
        Items(words.reading),
        *_response(meeting),
        *_stands_out(meeting),
        *_overview(meeting),
    ]
    if not meeting.shown.blocks.empty:
        for block in meeting.questionnaire.blocks:
            parts += _block(meeting, block)
        parts += _cooperation(meeting)
    parts += [
        *_evolution(meeting),
        *_stars(meeting),
        *_agreements(meeting),
        *_plan(meeting),
        *chapter(meeting.held),
        *_method(),
    ]
    chosen = f" · sectoren: {', '.join(meeting.sectors)}" if meeting.sectors else ""
    return Report(
        words.title,
        f"{meeting.round}{chosen}",
        meeting.network,
        meeting.day,
        meeting.questionnaire.version,
        tuple(parts),
    )


def _in_short(meeting: PackContent) -> list[Part]:
    """The first page, for who reads no other."""
    if meeting.shown.blocks.empty:
        return [Text(_(NONE_YET), "lead")]
    shown, questionnaire = meeting.shown, meeting.questionnaire
    blocks = [(block, finding.block_summary(shown, questionnaire, block.id)) for block in questionnaire.blocks]
    told = tuple(
        (
            f"{b.id}. {b.name}",
            f"{finding.about(at.score)} op 100" if at.score else "–",
            at.verdict or _("per element, zie verder"),
        )
        for b, at in blocks
    )
    differing, alone = finding.differing(shown, questionnaire), finding.standing_alone(shown, questionnaire)
    return [
        Heading(_("In het kort")),
        Heading(_("Waar staat het netwerk?"), 2),
        ReportTable((_("Bouwsteen"), _("Score"), _("Partners")), told, (9, 4, 6)),
        Heading(_("Wat delen de partners?"), 2),
        *_findings(finding.common_ground(shown, questionnaire, ON_FIRST_PAGE), _(NOTHING_SHARED)),
        Heading(_("Waar verschillen ze duidelijk?"), 2),
        *_findings([*differing, *alone][:ON_FIRST_PAGE], phrase.nothing_found(shown, questionnaire, _(NO_DIFFERENCE))),
        *_more(len(differing) + len(alone), _("verschillen, verder in dit pakket")),
        Heading(_("Wat spraken jullie af?"), 2),
        *_agreed_counts(meeting),
        Heading(_("Wie doet wat, en tegen wanneer?"), 2),
        *_first_actions(meeting),
    ]


def _more(number: int, what: str) -> list[Part]:
    more = number - ON_FIRST_PAGE
    return [Text(_("En nog {number} {what}.", number=more, what=what), "note")] if more > 0 else []


def _agreed_counts(meeting: PackContent) -> list[Part]:
    """The blocks with the most agreed stars, and how many colours were agreed."""
    names = {block.id: f"{block.id}. {block.name}" for block in meeting.questionnaire.blocks}
    starred = [kept for kept in meeting.agreed.values() if kept.stars and kept.block in names]
    starred.sort(key=lambda kept: (-kept.stars, kept.block))
    items = tuple(
        (f"{_star_signs(kept.stars)} {names[kept.block]}", _short(kept.direction or kept.comment))
        for kept in starred[:ON_FIRST_PAGE]
    )
    colours = (
        _("Over {number} kleuren is er een afspraak.", number=len(meeting.colours)) if len(meeting.colours) > 1 else ""
    )
    return [
        Items(items) if items else Text(_("Er zijn nog geen sterren afgesproken.")),
        *_more(len(starred), _("bouwstenen met sterren")),
        *([Text(colours, "note")] if colours else []),
    ]


def _first_actions(meeting: PackContent) -> list[Part]:
    """The actions that are not over, what ends first on top."""
    going = sorted((a for a in meeting.actions if not a.status.ended), key=lambda action: action.end or date.max)
    if not going:
        return [Text(_("Er loopt nog geen actie."))]
    rows = tuple(
        (_short(a.what), meeting.names.get(a.lead, "nog niemand"), long_date(a.end) if a.end else _("nog geen datum"))
        for a in going[:ON_FIRST_PAGE]
    )
    return [
        ReportTable((_("Actie"), _("Trekker"), _("Einde")), rows, (10, 6, 4)),
        *_more(len(going), _("acties, zie Plan")),
    ]


def _short(text: str) -> str:
    return shorten(text, 70, placeholder=" …")


def _response(meeting: PackContent) -> list[Part]:
    partners = meeting.shown.partners.sort_values("name", key=lambda names: names.str.casefold())
    seen = int((partners["visibility"] == Visibility.SHOWN.value).sum())
    rows = tuple(
        (
            p["name"],
            p["sector"],
            _("samen één scan") if p["joint"] else _("elk apart"),
            "–" if pd.isna(p["n"]) else _scans(p),
            p["visibility"],
        )
        for p in partners.to_dict("records")
    )
    return [
        Heading(_("Deelname")),
        Text(
            _("Van {seen} van de {number} partners staat het resultaat in dit pakket.", seen=seen, number=len(partners))
        ),
        ReportTable(
            (_("Partnerorganisatie"), _("Sector"), _("Invullen"), _("Scans"), _("Resultaat")), rows, (8, 6, 5, 3, 7)
        ),
    ]


def _scans(partner: Mapping[Any, Any]) -> str:
    told = phrase.entry_counts(partner["paper"], partner["import"])
    return f"{partner['n']} ({told})" if told else str(partner["n"])


def _stands_out(meeting: PackContent) -> list[Part]:
    """What is found, before the pictures: it fills the page that the partners began."""
    if meeting.shown.blocks.empty:
        return []
    return [
        Heading(_("Wat valt op?")),
        Heading(_("Dit delen de partners"), 2),
        *_findings(finding.common_ground(meeting.shown, meeting.questionnaire), _(NOTHING_SHARED)),
        Heading(_("Hier verschillen ze duidelijk"), 2),
        *_findings(
            finding.differing(meeting.shown, meeting.questionnaire),
            phrase.nothing_found(meeting.shown, meeting.questionnaire, _(NO_DIFFERENCE)),
        ),
    ]


def _overview(meeting: PackContent) -> list[Part]:
    heading = Heading(_("Overzicht"))
    if meeting.shown.blocks.empty:
        return [heading, Text(_(NONE_YET))]
    return [heading, *_picture(charts.heat_map(meeting.shown, meeting.questionnaire)), *_points(meeting)]


def _points(meeting: PackContent) -> list[Part]:
    if not meeting.points:
        return []
    elements = [meeting.questionnaire.element(point) for point in meeting.points]
    return [
        Heading(_("Gesprekspunten"), 2),
        Items(tuple((f"{e.id} {e.title}", "") for e in elements)),
    ]


def _quotes(meeting: PackContent, block: Block) -> list[Part]:
    if not (quotes := [quote for quote in meeting.quotes if quote.block == block.id]):
        return []
    asked = meeting.questionnaire
    told = tuple((meeting.names.get(q.partner, ""), phrase.quote(q.place, q.remark, asked)) for q in quotes)
    return [Heading(_("Uit de opmerkingen"), 2), Items(told)]


def _block(meeting: PackContent, block: Block) -> list[Part]:
    standing = finding.block_summary(meeting.shown, meeting.questionnaire, block.id)
    told = _(
        "{partners} · {scans} · netwerkscore {about}",
        partners=count_partners(standing.partners),
        scans=count_scans(standing.scans),
        about=finding.about(standing.score),
    )
    told += f" · partners: {standing.verdict}" if standing.verdict else ""
    differing = finding.differing(meeting.shown, meeting.questionnaire, block.id)
    return [
        Heading(f"{block.id}. {block.name}", apart=True),
        Text(block.core_question, "lead"),
        Text(told, "note"),
        *_picture(charts.stacked_bars(meeting.shown, meeting.questionnaire, block.id), 2),
        *(_findings(differing, "") if differing else []),
        *_quotes(meeting, block),
        *_picture(charts.element_matrix(meeting.shown, meeting.questionnaire, block.id), 2),
    ]


def _cooperation(meeting: PackContent) -> list[Part]:
    block = meeting.questionnaire.cooperation_block
    if block is None:
        return []
    alone = finding.standing_alone(meeting.shown, meeting.questionnaire)
    parts: list[Part] = [
        Heading(_("{name}: zien partners het anders?", name=block.name), apart=True),
        Text(wording().pack.cooperation_block, "lead"),
        *_picture(charts.agreement_dots(meeting.shown, meeting.questionnaire, block.id), 2),
        *_picture(charts.groups_dumbbell(meeting.shown, meeting.questionnaire, block.id), 2),
        Heading(_("Wie staat alleen?"), 2),
        *_findings(alone, phrase.nothing_found(meeting.shown, meeting.questionnaire, _(NOBODY_ALONE))),
        Heading(_("Vragen voor het gesprek"), 2),
    ]
    for element in block.elements:
        parts += [
            Heading(f"{element.id} {element.title}", 3),
            Items(tuple(("", question) for question in element.questions)),
        ]
    return parts


def _evolution(meeting: PackContent) -> list[Part]:
    if meeting.evolution is None:
        return []
    clear = [move for move in meeting.moves if move.clear]
    rest = len(meeting.moves) - len(clear)
    within = _("De andere {rest} bouwstenen en elementen bleven binnen wat toeval kan geven.", rest=rest)
    return [
        Heading(_("Evolutie"), apart=True),
        Text(wording().pack.evolution, "lead"),
        *([Text(meeting.versions)] if meeting.versions else []),
        Heading(_("Dit bewoog duidelijk"), 2),
        Items(tuple((finding.title(move.place), phrase.move(move)) for move in clear))
        if clear
        else Text(_(NOTHING_MOVED)),
        *([Text(within, "note")] if clear and rest else []),
        *_picture(meeting.evolution, 2),
        *_aims(meeting),
    ]


def _aims(meeting: PackContent) -> list[Part]:
    """What the actions of the plan were meant to move: what clearly moved first."""
    heading = Heading(_("Wat het plan wilde bewegen"), 2)
    if meeting.moved is None or meeting.moved.empty:
        return [
            heading,
            Text(
                _("Geen enkele actie van het plan is gekoppeld aan een element met een resultaat in beide scanrondes.")
            ),
        ]
    ordered = meeting.moved.sort_values("Wat bewoog", key=lambda ways: ways == finding.Way.CHANCE, kind="stable")
    rows = tuple(tuple(map(str, row)) for row in ordered.itertuples(index=False, name=None))
    return [
        heading,
        Text(_("Van 0 (alles rood) tot 100 (alles groen). Een beweging zegt niet dat het door de actie komt."), "note"),
        ReportTable(tuple(ordered.columns), rows, (7, 3, 2, 5, 3, 4, 6)),
    ]


def _stars(meeting: PackContent) -> list[Part]:
    chosen = {meeting.names[who]: given for who, given in meeting.stars.items() if who in meeting.names}
    figure = charts.stars_dots(chosen, meeting.agreed, meeting.shown, meeting.questionnaire)
    told = _picture(figure) or [Text(_("Nog geen enkele partner deelt zijn sterren."))]
    return [Heading(_("Keuzehulp: waar zetten jullie op in?")), *told]


def _agreements(meeting: PackContent) -> list[Part]:
    blocks = meeting.questionnaire.blocks
    rows = tuple(
        (
            f"{block.id}. {block.name}",
            _star_signs(priority.stars) if priority.stars or priority.event else "",
            phrase.why(priority),
            priority.direction,
        )
        for block, priority in zip(blocks, complete("", meeting.agreed, meeting.questionnaire), strict=True)
    )
    return [
        Heading(_("Afgesproken")),
        Text(wording().pack.agreed),
        ReportTable((_("Bouwsteen"), _("Sterren"), _("Waarom"), _("Waarheen")), rows, (6, 3, 8, 7)),
        *_colours(meeting),
    ]


def _colours(meeting: PackContent) -> list[Part]:
    """Every agreed colour beside what was measured, in the order of the questionnaire."""
    form = meeting.questionnaire
    rows = tuple(
        (finding.title(place), phrase.measurement(meeting.shown, form, place.id), kept.light.label, kept.reason)
        for place in form.places
        if (kept := meeting.colours.get(place.id))
    )
    if not rows:
        return []
    return [
        Heading(_("Afgesproken kleuren"), 2),
        ReportTable((_("Waarover"), _("Gemeten"), _("Afgesproken"), _("Waarom")), rows, (8, 5, 4, 9)),
    ]


def _plan(meeting: PackContent) -> list[Part]:
    parts: list[Part] = [Heading(_("Plan")), Text(wording().pack.plan)]
    if not meeting.actions:
        return [*parts, Text(_("Het plan is nog leeg."))]
    rows = tuple(
        (
            action.what,
            f"{action.block} {meeting.blocks[action.id]}",
            meeting.names.get(action.lead, "nog niemand"),
            long_date(action.end) if action.end else "–",
            ", ".join(filter(None, (action.status.word, urgency(action, meeting.day)))),
        )
        for action in meeting.actions
    )
    timeline = charts.timeline(list(meeting.actions), meeting.names, meeting.blocks, meeting.day)
    return [
        *parts,
        ReportTable((_("Actie"), _("Bouwsteen"), _("Trekker"), _("Einde"), _("Stand")), rows, (9, 4, 5, 4, 4)),
        *_picture(timeline, 2),
    ]


def _method() -> list[Part]:
    return [Heading(_("Methode en begrippen")), Text(wording().pack.method), Items(wording().terms(sheet=False))]


def _picture(figure: Figure | None, level: int = 0) -> list[Part]:
    """A figure, under its own title where `level` is given; nothing where there is no figure."""
    if figure is None:
        return []
    return [*([Heading(figure.title, level)] if level else []), *map(Picture, charts.for_pages(figure))]


def _findings(found: Sequence[finding.Finding], nothing: str) -> list[Part]:
    if not found:
        return [Text(nothing)]
    return [Items(tuple((finding.title(f.place), phrase.finding(f)) for f in found))]


def _star_signs(stars: int) -> str:
    return "★" * stars + "☆" * (max(STARS) - stars) if stars else "–"
