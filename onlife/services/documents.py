"""Everything that can be taken away, gathered from this installation: what may be shown, written by `export`.

Rights are asked by who calls. Everything about answers comes through `figures`, so the privacy rules hold here as on
every page. Meeting packs take seconds to make and are kept as long as nothing in them changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from onlife.content.plain_language import in_plain_language
from onlife.content.questionnaire import translated
from onlife.domain.account import LinkKind
from onlife.domain.meeting import Meeting
from onlife.domain.network import Network, Round
from onlife.domain.plan import PlanAction, in_order
from onlife.domain.questionnaire import Questionnaire
from onlife.domain.shown import Shown, Visibility
from onlife.export import drawing, result
from onlife.export import meeting_pack as pack
from onlife.export import meeting_report as after
from onlife.export import own_result as own
from onlife.export import plan as plans
from onlife.export.pack_content import PackContent
from onlife.export.paper import PaperForm, scan_form
from onlife.export.pdf import pdf
from onlife.export.report import Report, Step
from onlife.export.slip import slips as slip_sheet
from onlife.export.slip import table_slips as table_slip_sheet
from onlife.export.tables import csv
from onlife.export.word import docx
from onlife.export.workbook import About, xlsx
from onlife.services import calendar, figures, installation
from onlife.services.cache import cached
from onlife.services.figures import NothingToShow, View
from onlife.services.results import quotes, reasons
from onlife.text import long_date, today
from onlife.translation import gettext as _

Write = Callable[[Report, Step], bytes]

WRITERS: Mapping[str, Write] = MappingProxyType({"docx": docx, "pdf": pdf})
DRAWN = 0.25
"""How much of the work is done once the figures are there and only have to be written."""
CACHE_SIZE = 8
"""How many meeting packs are kept, about a megabyte each."""


def no_progress(done: float) -> None:
    """For whoever does not need to hear how far it is."""


def _cache_key(view: View, ending: str, _step: Step = no_progress) -> Hashable:
    store = installation.store()
    newest = (store.networks.newest_event(view.network), store.meetings.newest_event(view.network))
    return view.network, view.round, view.sectors, view.before, ending, *newest, today()


@cached(_cache_key, CACHE_SIZE, one_at_a_time=True)
def meeting_pack(view: View, ending: str, step: Step = no_progress) -> bytes:
    """The meeting pack of a round as `docx` or `pdf`, with how it moved since the earlier round of the view, if that names one.

    Raises NothingToShow for an unknown round or ending, or an earlier round that it cannot be compared with.
    """
    network, scan_round = figures.place(view.network, view.round)
    if ending not in WRITERS:
        raise NothingToShow
    with drawing.processes_ahead():
        report = _with_sender(pack.pack(_meeting(view, network, scan_round)), network)
        step(DRAWN)
        return WRITERS[ending](report, lambda done: step(DRAWN + (1 - DRAWN) * done))


def meeting_report(network: Network, held: Meeting, ending: str) -> bytes:
    """What came out of a meeting that was held, as `docx` or `pdf`; raises NothingToShow for another ending."""
    if ending not in WRITERS:
        raise NothingToShow
    return WRITERS[ending](_with_sender(after.report(outcome_of(network, held)), network), no_progress)


def outcome_of(network: Network, held: Meeting) -> after.MeetingContent:
    """What came out of a meeting that was held; raises NothingToShow if its round is gone."""
    store = installation.store()
    _, scan_round = figures.place(network.id, held.round)
    votes = store.meetings.votes(held)
    return after.MeetingContent(
        network=network.name,
        round=scan_round.name,
        meeting=held,
        questionnaire=installation.questionnaire_of(scan_round),
        shown=figures.shown_in(View(network.id, scan_round.id)),
        names=_names(network),
        present=store.meetings.present(held),
        agreed={a.about: a for a in store.meetings.agreements(scan_round.id).values() if a.meeting == held.id},
        stars=store.priorities.of(scan_round.id, ""),
        questions=[question for question in store.meetings.questions(held) if question.id in votes],
        votes=votes,
        reasons=store.meetings.reasons(held),
        notes=[note for note in store.meetings.notes(held).values() if note.text],
        titles={item.id: item.title for item in store.agendas.items_by_point(scan_round.id).values() if item.title},
        actions=[action for action in store.plans.of(network.id) if action.begun == held.day],
    )


def own_result(view: View, shown: Shown) -> bytes:
    """The result of `view.partner` as PDF, from what this visitor may see of it; raises NothingToShow if that is nothing."""
    network, scan_round = figures.place(view.network, view.round)
    report = own.own_result(
        shown,
        view.partner,
        _words_of(scan_round),
        reasons(installation.store(), shown, scan_round, view.partner),
        network=network.name,
        scan_round=scan_round.name,
        day=today(),
    )
    if report is None:
        raise NothingToShow
    return pdf(_with_sender(report, network))


def visible_to_network(view: View) -> Shown:
    """What the network may see of a round, once the result of `view.partner` is in it; raises NothingToShow otherwise."""
    shown = figures.shown_in(view)
    seen = shown.partners[shown.partners["visibility"] == Visibility.SHOWN.value]
    if view.partner not in set(seen["partner"]):
        raise NothingToShow
    return shown


def results_sheets(view: View) -> dict[str, pd.DataFrame]:
    """Everything that is shown of a round, one table per kind."""
    _, scan_round = figures.place(view.network, view.round)
    store = installation.store()
    return result.sheets(
        figures.shown_in(view),
        installation.questionnaire_of(scan_round),
        store.priorities.by_sharing_partner(scan_round.id),
        store.priorities.of(scan_round.id, ""),
    )


def results_workbook(view: View) -> bytes:
    """Everything that is shown of a round as XLSX."""
    network, scan_round = figures.place(view.network, view.round)
    return xlsx(results_sheets(view), _about(_("Resultaten {name}", name=scan_round.name), network, scan_round))


def results_parquet(view: View) -> bytes:
    """The flat table of results for analysts."""
    network, scan_round = figures.place(view.network, view.round)
    table = result.results(figures.shown_in(view), installation.questionnaire_of(scan_round))
    about = _about(_("Resultaten {name}", name=scan_round.name), network, scan_round)
    told = {"title": about.title, "author": about.author, "date": about.day.isoformat(), "content": about.origin}
    return result.parquet(table, told | {"language": "nl-BE"})


def _words_of(about: Round | Network | PlanAction) -> Questionnaire:
    """The questionnaire that something was made with, in the language of whoever reads."""
    return translated(installation.questionnaire_of(about))


def plan_table(network: Network, owner: str) -> pd.DataFrame:
    """The plan of the network ('') or of a partner, a row per action."""
    store, asked = installation.store(), _words_of
    actions = in_order(store.plans.of(network.id, owner), asked(network))
    return plans.table(actions, store.plans.follow_ups(network.id), _names(network), asked)


def plan(network: Network, owner: str, ending: str, origin: str) -> bytes:
    """The plan of the network ('') or of a partner as xlsx, docx, csv or ics; raises NothingToShow for another ending.

    `origin` is how this app is reached.
    """
    store, asked = installation.store(), _words_of
    actions = in_order(store.plans.of(network.id, owner), asked(network))
    moments = store.plans.follow_ups(network.id)
    names = _names(network)
    whose = names.get(owner, network.name)
    match ending:
        case "xlsx":
            table = plan_table(network, owner)
            return xlsx(
                {_(plans.TITLE): table.rename(columns=_)}, _about(f"{_(plans.TITLE)} {whose}", network, network)
            )
        case "csv":
            return csv(plans.with_typed_dates(plan_table(network, owner)).rename(columns=_))
        case "docx":
            report = plans.report(
                actions,
                moments,
                names,
                asked,
                owner=whose,
                network=network.name,
                day=today(),
                version=asked(network).version,
            )
            # A partner's own plan does not come from the coordinator.
            return docx(report if owner else _with_sender(report, network), no_progress)
        case "ics":
            return calendar.plan_file(network, owner, origin)
    raise NothingToShow


def paper_form(network: Network, partner: str, origin: str, *, linked: bool, plain: bool = False) -> bytes:
    """The scan to print, for a partner or ('') for anybody; `linked`: with the QR code of the partner's scan link; `plain`:
    in plain language.

    `origin` is how this app is reached. Raises NothingToShow for an unknown partner, or where there is no plain text.
    """
    store = installation.store()
    known = store.networks.partner(network.id, partner) if partner else None
    if partner and known is None:
        raise NothingToShow
    link = store.links.of(network.id).get((partner, LinkKind.SCAN)) if linked and known else None
    scan_round = store.networks.open_round(network.id)
    questionnaire = installation.questionnaire_of(scan_round or network)
    asked = in_plain_language(questionnaire) if plain else translated(questionnaire)
    if asked is None:
        raise NothingToShow
    return scan_form(
        asked,
        PaperForm(
            network=network.name,
            round=scan_round.name if scan_round else "",
            partner=known.name if known else "",
            joint=bool(known and known.joint),
            link=f"{origin}/l/{store.links.token(link)}" if link else "",
            closes_on=scan_round.closes_on if scan_round else None,
            plain=plain,
        ),
        today(),
    )


def slips(network: Network, partner: str, origin: str) -> bytes:
    """The slips of a partner that were not used yet; raises NothingToShow if there are none."""
    store = installation.store()
    known, scan_round = store.networks.partner(network.id, partner), store.networks.open_round(network.id)
    link = store.links.of(network.id).get((partner, LinkKind.SCAN))
    codes = store.slips.of(scan_round.id, partner).unused if scan_round else ()
    if known is None or scan_round is None or link is None or not codes:
        raise NothingToShow
    address = f"{origin}/l/{store.links.token(link)}"
    return slip_sheet(codes, address, partner=known.name, network=network.name, scan_round=scan_round.name, day=today())


def table_slips(network: Network, origin: str, actor: str) -> bytes:
    """The words with which the tables of the meeting vote, for every partner; raises NothingToShow if no meeting runs.

    A partner that has no word yet gets one.
    """
    store = installation.store()
    running, partners = store.meetings.running(network.id), store.networks.partners(network.id)
    if running is None or not partners:
        raise NothingToShow
    store.seats.give(running, [partner.id for partner in partners], actor)
    seats = store.seats.of(running.id)
    in_order = sorted(partners, key=lambda partner: partner.name.casefold())
    return table_slip_sheet(
        {partner.name: store.seats.word(seats[partner.id]) for partner in in_order},
        f"{origin}/s/{store.seats.code(running)}",
        network=network.name,
        meeting_day=long_date(running.day),
        day=today(),
    )


def _meeting(view: View, network: Network, scan_round: Round) -> PackContent:
    store, questionnaire = installation.store(), installation.questionnaire_of(scan_round)
    actions = in_order(store.plans.of(network.id), installation.questionnaire_of(network))
    evolution = figures.figure("evolutie", replace(view, block="")) if view.before else None
    return PackContent(
        network=network.name,
        round=scan_round.name,
        day=today(),
        questionnaire=questionnaire,
        shown=figures.shown_in(view),
        evolution=evolution,
        moves=figures.moves(view) if evolution else (),
        versions=figures.about_versions(view) if evolution else "",
        moved=figures.movements_of_actions(actions, view) if evolution else None,
        names=_names(network),
        stars=store.priorities.by_sharing_partner(scan_round.id),
        agreed=store.priorities.of(scan_round.id, ""),
        actions=actions,
        blocks={action.id: installation.questionnaire_of(action).block(action.block).short for action in actions},
        points=store.meetings.points(scan_round.id),
        colours=store.meetings.agreements(scan_round.id),
        quotes=quotes(store, figures.shown_in(view), scan_round),
        sectors=view.sectors,
        held=_last_held(network, scan_round),
    )


def _last_held(network: Network, scan_round: Round) -> after.MeetingContent | None:
    """What came out of the last meeting about a round."""
    held = installation.store().meetings.past(network.id)
    return next((outcome_of(network, one) for one in held if one.round == scan_round.id), None)


def _with_sender(report: Report, network: Network) -> Report:
    """The report with who it comes from."""
    senders = installation.store().senders
    return replace(report, sender=senders.of(network.id).lines, logo=senders.logo(network.id))


def _names(network: Network) -> dict[str, str]:
    return installation.store().networks.partner_names(network.id, archived=True)


def _about(title: str, network: Network, about: Round | Network) -> About:
    version = installation.questionnaire_of(about).version
    return About(title, network.name, today(), _("Quickscan onlife werken, versie {version}", version=version))
