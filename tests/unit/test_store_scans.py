"""Scans on a real DuckDB file: from the first choice to the frozen set, and everything that is refused on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from onlife.domain.light import Light
from onlife.domain.network import Partner, RoundState
from onlife.domain.scan import Closing, FilledScan, Source
from onlife.store import Refused, Store, StoreError
from tests.house import FORM, WHO, House

pytestmark = pytest.mark.long


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.store.close()


# -- one person's scan


def test_every_choice_is_there_at_once_on_any_device(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.scans.choose_function(scan, "ict")
    house.scans.answer(scan, "1.1", Light.RED)
    house.scans.answer(scan, "1.1", Light.GREEN)
    house.scans.remark(scan, "2", "  Goed bezig.  ")
    elsewhere = house.scans.resume(house.bib, house.scans.code(scan).lower().replace("-", " "))
    assert elsewhere is not None
    assert (elsewhere.id, elsewhere.submitted, elsewhere.function_group) == (scan, False, "ict")
    assert (elsewhere.answers, elsewhere.remarks) == ({"1.1": "green"}, {"2": "Goed bezig."})


def test_choices_survive_the_end_of_the_process(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.scans.answer(scan, "2.1", Light.NOT_APPLICABLE)
    code = house.scans.code(scan)
    house.store.close()
    again = Store(house.folder, FORM)
    found = again.scans.resume(house.bib, code)
    again.close()
    assert found is not None
    assert found.answers == {"2.1": "not_applicable"}


def test_a_code_opens_nothing_at_another_partner_and_a_wrong_code_nothing_at_all(house: House) -> None:
    code = house.scans.code(house.scans.begin(house.bib).id)
    assert house.scans.resume(house.huis, code) is None
    assert house.scans.resume(house.bib, "AAAA-BBBB-CCCC") is None


def test_the_code_itself_is_not_in_the_file(house: House) -> None:
    code = house.scans.code(house.scans.begin(house.bib).id)
    assert code not in str(house.table("draft_events"))


def test_a_remark_can_be_emptied_again(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.scans.remark(scan, "1", "Toch niet")
    house.scans.remark(scan, "1", " ")
    kept = house.scans.scan(scan)
    assert kept is not None
    assert kept.remarks == {}


def test_two_tabs_of_one_scan_both_count_and_the_last_choice_holds(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.scans.answer(scan, "1.1", Light.RED)
    first, second = scan, house.scans.resume(house.bib, house.scans.code(scan))
    assert second is not None
    house.scans.answer(second.id, "1.2", Light.GREEN)
    house.scans.answer(first, "1.2", Light.ORANGE)
    kept = house.scans.scan(scan)
    assert kept is not None
    assert kept.answers == {"1.1": "red", "1.2": "orange"}


def test_the_other_tab_of_a_submitted_scan_is_told_and_changes_nothing(house: House) -> None:
    scan = house.submit(house.bib, Light.GREEN)
    with pytest.raises(Refused, match="al ingediend, misschien in een ander venster"):
        house.scans.answer(scan, "1.1", Light.RED)
    with pytest.raises(Refused, match="al ingediend"):
        house.scans.submit(scan)
    kept = house.scans.scan(scan)
    assert kept is not None
    assert (kept.submitted, kept.answers) == (True, {"1.1": "green"})


def test_a_submitted_scan_can_be_reopened_changed_and_submitted_and_counts_once(house: House) -> None:
    scan = house.submit(house.bib, Light.GREEN)
    house.scans.reopen(scan)
    house.scans.reopen(scan)  # the other tab
    assert [r.submitted for r in house.results.response(house.network, house.round.id)] == [0, 0]
    house.scans.answer(scan, "1.1", Light.RED)
    house.scans.submit(scan)
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert house.counts(house.bib) == {"1.1": (0, 0, 1, 0)}


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (lambda scans, key: scans.answer(key, "9.9", Light.RED), "Dit element hoort niet bij deze scan"),
        (lambda scans, key: scans.answer(key, "1.1", "blauw"), "Dit element hoort niet bij deze scan"),
        (lambda scans, key: scans.remark(key, "9", "x"), "Deze bouwsteen hoort niet bij deze scan"),
        (lambda scans, key: scans.remark(key, "1", "x" * 2001), "hoogstens 2000 tekens"),
        (lambda scans, key: scans.choose_function(key, "baas"), "Deze functiegroep bestaat niet"),
        (lambda scans, key: scans.submit(key), "een lege scan kan niet ingediend worden"),
        (lambda scans, key: scans.answer("nooit", "1.1", Light.RED), "Deze scan bestaat niet meer"),
        (lambda scans, key: scans.submit("nooit"), "Deze scan bestaat niet meer"),
        (lambda scans, key: scans.reopen("nooit"), "Deze scan bestaat niet meer"),
    ],
)
def test_what_does_not_belong_in_a_scan_is_refused_and_changes_nothing(
    house: House, refused: Any, sentence: str
) -> None:
    scan = house.scans.begin(house.bib)
    with pytest.raises(Refused, match=sentence):
        refused(house.scans, scan.id)
    assert house.scans.scan(scan.id) == scan


def test_a_scan_without_function_group_is_not_submitted(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.scans.answer(scan, "1.1", Light.RED)
    with pytest.raises(Refused, match="Kies eerst je functiegroep"):
        house.scans.submit(scan)


def test_partners_that_scan_together_have_one_scan_without_function_group(house: House) -> None:
    house.submit(house.huis, Light.GREEN)
    with pytest.raises(Refused, match="Jullie vullen samen één scan in en die is al begonnen"):
        house.scans.begin(house.huis)
    house.closings.close(house.round, house.huis, WHO, release=True)
    sizes = house.results.sizes(house.round.id)
    assert sizes[["partner", "joint", "n"]].to_dict("records") == [{"partner": "huis", "joint": True, "n": 1}]


# -- where nothing can be filled in


def test_without_an_open_round_nothing_begins(house: House) -> None:
    house.closings.close_round(house.round, WHO)
    with pytest.raises(Refused, match="Er loopt nu geen scanronde"):
        house.scans.begin(house.bib)


def test_a_partner_that_left_fills_in_nothing_more(house: House) -> None:
    scan = house.scans.begin(house.bib).id
    house.store.networks.archive(house.bib, WHO)
    with pytest.raises(Refused, match="doet niet meer mee"):
        house.scans.answer(scan, "1.1", Light.RED)


def test_a_closed_partner_fills_in_nothing_more(house: House) -> None:
    scan = house.submit(house.bib, Light.GREEN)
    house.closings.close(house.round, house.bib, WHO, release=False)
    with pytest.raises(Refused, match="De scan van jullie organisatie is afgesloten"):
        house.scans.begin(house.bib)
    changes: list[Callable[[], object]] = [
        lambda: house.scans.answer(scan, "1.1", Light.RED),
        lambda: house.scans.submit(scan),
        lambda: house.scans.reopen(scan),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Deze scan bestaat niet meer"):
            change()


# -- closing


def test_closing_freezes_what_was_submitted_and_only_that(house: House) -> None:
    house.submit(house.bib, Light.GREEN, Light.RED)
    house.submit(house.bib, Light.GREEN, Light.NOT_APPLICABLE)
    begun = house.scans.begin(house.bib).id
    house.scans.answer(begun, "1.1", Light.RED)
    reopened = house.submit(house.bib, Light.RED)
    house.scans.reopen(reopened)
    assert house.results.counts(house.round.id).empty
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert house.counts(house.bib) == {"1.1": (2, 0, 0, 0), "1.2": (0, 0, 1, 1)}


def test_after_closing_there_are_no_drafts_no_codes_and_no_days_beside_answers(house: House) -> None:
    scans = [house.submit(house.bib, Light.GREEN, remark="Een opmerking") for _ in range(3)]
    scans.append(house.scans.begin(house.bib).id)
    codes = [house.scans.code(scan) for scan in scans]
    kept = house.submit(house.huis, Light.RED)
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert [house.scans.scan(scan) for scan in scans] == [None] * 4
    assert [house.scans.resume(house.bib, code) for code in codes] == [None] * 4
    assert house.scans.scan(kept) is not None
    assert {row["partner"] for row in house.table("draft_events")} == {"huis"}
    assert {row["partner"] for row in house.table("submission_events")} == {"huis"}
    frozen = house.table("frozen_scans")
    assert len(frozen) == 3
    assert {"day", "at", "scan", "actor", "remarks"}.isdisjoint(frozen[0])
    assert len({row["event"] for row in frozen}) == 1
    assert {"day", "at", "scan", "actor", "function_group"}.isdisjoint(house.table("frozen_remarks")[0])


@pytest.mark.parametrize(
    ("people", "kept"),
    [
        ({"leidinggevende": 10, "praktijkwerker": 10}, {"leidinggevende", "praktijkwerker"}),
        ({"leidinggevende": 10, "praktijkwerker": 9, "ict": 1}, {"leidinggevende"}),
        ({"leidinggevende": 1, "praktijkwerker": 12}, set()),
        ({"leidinggevende": 9}, set()),
    ],
)
def test_a_frozen_set_keeps_a_function_only_where_it_points_at_nobody(
    house: House, people: dict[str, int], kept: set[str]
) -> None:
    filled = [
        FilledScan("bib", group, False, {"1.1": "green"}) for group, number in people.items() for _ in range(number)
    ]
    house.store.scan_imports.add(house.round, filled)
    house.closings.close(house.round, house.bib, WHO, release=False)
    groups = Counter(row["function_group"] for row in house.table("frozen_scans"))
    assert {group for group in groups if group} == kept
    assert groups.total() == sum(people.values())


def test_every_closing_shuffles_scans_and_remarks_anew(house: House) -> None:
    """Forty scans, closed twice: that two fair shuffles agree has a chance of 1 in 10 to the power 47."""
    marks = [f"{at:02}" for at in range(40)]
    spread = [dict(zip(("1.1", "1.2", "2.1"), lights, strict=True)) for lights in product(Light, repeat=3)]
    given = {
        str({element: light.value for element, light in row.items()}): mark
        for row, mark in zip(spread, marks, strict=False)
    }
    house.store.scan_imports.add(
        house.round,
        [
            FilledScan("bib", "ict", False, {element: light.value for element, light in row.items()}, {"1": mark})
            for row, mark in zip(spread, marks, strict=False)
        ],
    )
    house.closings.close(house.round, house.bib, WHO, release=False)

    def orders() -> list[list[str]]:
        scans, remarks = house.table("frozen_scans"), house.table("frozen_remarks")
        return [[given[str(row["answers"])] for row in scans], [row["remark"] for row in remarks]]

    first = orders()
    again = Store(house.folder, FORM)
    again.closings.reopen(house.round, house.bib, WHO)
    again.closings.close(house.round, house.bib, WHO, release=False)
    again.close()
    for once, twice in zip(first, orders(), strict=True):
        assert sorted(once) == sorted(twice) == marks
        assert once != twice
    assert first[0] != first[1]


def test_days_are_kept_as_counts_apart_from_answers(house: House) -> None:
    days = [date(2026, 10, 5), date(2026, 10, 5), date(2026, 10, 6)]
    house.store.scan_imports.add(
        house.round, [FilledScan("bib", "ict", False, {"1.1": "red"}, day=day) for day in days]
    )
    before = house.results.submitted_by_day(house.round.id)
    house.closings.close(house.round, house.bib, WHO, release=True)
    after = house.results.submitted_by_day(house.round.id)
    assert list(before["submitted"]) == list(after["submitted"]) == [2, 1]
    [bib, _] = house.results.response(house.network, house.round.id)
    assert (bib.submitted, bib.begun, bib.last_day) == (3, 0, date(2026, 10, 6))


def test_remarks_are_frozen_apart_from_their_scans(house: House) -> None:
    for text in ("Eerste", "Tweede", "Derde"):
        house.submit(house.bib, Light.GREEN, remark=text)
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert set(house.results.remarks(house.round.id)["remark"]) == {"Eerste", "Tweede", "Derde"}


def test_nothing_submitted_is_nothing_to_close(house: House) -> None:
    house.scans.begin(house.bib)
    with pytest.raises(Refused, match="nog geen enkele scan ingediend"):
        house.closings.close(house.round, house.bib, WHO, release=True)
    assert not house.closing(house.bib).closed


def test_a_scan_is_closed_once(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    house.closings.close(house.round, house.bib, WHO, release=False)
    with pytest.raises(Refused, match="al afgesloten"):
        house.closings.close(house.round, house.bib, WHO, release=True)
    assert not house.closing(house.bib).released


# -- releasing, withholding, reopening


def test_a_contact_can_withhold_and_release_later(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    with pytest.raises(Refused, match="Sluit eerst de scan"):
        house.closings.release(house.round, house.bib, WHO)
    house.closings.close(house.round, house.bib, WHO, release=False)
    assert (house.closing(house.bib).withheld, house.closing(house.bib).released) == (True, False)
    house.closings.release(house.round, house.bib, WHO)
    house.closings.release(house.round, house.bib, WHO)
    assert house.closing(house.bib).released


def test_a_closed_scan_reopens_while_nobody_looked_and_earlier_scans_stay(house: House) -> None:
    house.submit(house.bib, Light.GREEN, remark="Vroeger")
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.closings.reopen(house.round, house.bib, WHO)
    house.submit(house.bib, Light.RED, remark="Later")
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert house.counts(house.bib) == {"1.1": (1, 0, 1, 0)}
    assert set(house.results.remarks(house.round.id)["remark"]) == {"Vroeger", "Later"}
    assert len({row["event"] for row in house.table("frozen_scans")}) == 1


def test_once_somebody_looked_a_scan_stays_closed(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    with pytest.raises(Refused, match="Er is pas een resultaat"):
        house.closings.open_result(house.round, house.bib, WHO)
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.closings.open_result(house.round, house.bib, WHO)
    house.closings.open_result(house.round, house.bib, WHO)
    assert house.closing(house.bib).opened
    with pytest.raises(Refused, match="Iemand heeft het resultaat al bekeken"):
        house.closings.reopen(house.round, house.bib, WHO)


def test_a_released_scan_stays_closed(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    house.closings.close(house.round, house.bib, WHO, release=True)
    with pytest.raises(Refused, match="heropenen kan dan niet meer"):
        house.closings.reopen(house.round, house.bib, WHO)


def test_what_is_open_cannot_be_reopened_and_a_closed_round_reopens_nobody(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    with pytest.raises(Refused, match="staat al open"):
        house.closings.reopen(house.round, house.bib, WHO)
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.closings.close_round(house.round, WHO)
    with pytest.raises(Refused, match="De scanronde is gesloten"):
        house.closings.reopen(house.round, house.bib, WHO)


def test_an_offer_is_taken_back_until_somebody_of_another_organisation_looks(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    with pytest.raises(Refused, match="Sluit eerst de scan"):
        house.closings.offer(house.round, house.bib, WHO)
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.closings.offer(house.round, house.bib, WHO)
    house.closings.publish(house.round, "", WHO)  # a quarter of an hour is not over
    house.closings.publish(house.round, house.bib.id, WHO, grace=0)  # its own people are not the network
    assert (house.closing(house.bib).offered, house.closing(house.bib).released) == (True, False)
    house.closings.withdraw(house.round, house.bib, WHO)
    house.closings.publish(house.round, "", WHO, grace=0)
    assert (house.closing(house.bib).withheld, house.closing(house.bib).released) == (True, False)
    house.closings.offer(house.round, house.bib, WHO)
    house.closings.publish(house.round, house.huis.id, WHO, grace=0)
    assert (house.closing(house.bib).offered, house.closing(house.bib).released) == (False, True)
    with pytest.raises(Refused, match="zag jullie resultaat al"):
        house.closings.withdraw(house.round, house.bib, WHO)
    with pytest.raises(Refused, match="heropenen kan dan niet meer"):
        house.closings.reopen(house.round, house.bib, WHO)


def test_an_offered_scan_reopens_unless_its_contact_looked(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    for looked in (False, True):
        house.closings.close(house.round, house.bib, WHO, release=False)
        house.closings.offer(house.round, house.bib, WHO)
        if looked:
            house.closings.open_result(house.round, house.bib, WHO)
            with pytest.raises(Refused, match="Iemand heeft het resultaat al bekeken"):
                house.closings.reopen(house.round, house.bib, WHO)
        else:
            house.closings.reopen(house.round, house.bib, WHO)
            assert (house.closing(house.bib).closed, house.closing(house.bib).offered) == (False, False)


def test_the_end_of_a_round_shows_what_was_offered_and_not_what_was_taken_back(house: House) -> None:
    for partner in (house.bib, house.huis):
        house.submit(partner, Light.GREEN)
        house.closings.close(house.round, partner, WHO, release=False)
        house.closings.offer(house.round, partner, WHO)
    house.closings.withdraw(house.round, house.huis, WHO)
    house.closings.close_round(house.round, WHO)
    assert (house.closing(house.bib).released, house.closing(house.huis).released) == (True, False)


# -- the end of a round


def test_closing_a_round_freezes_and_releases_everybody_but_who_withholds(house: House) -> None:
    school = Partner("school", house.network, "School", "onderwijs", 9, joint=False)
    house.store.networks.save_partners([school], WHO)
    house.submit(house.bib, Light.GREEN)
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.submit(house.huis, Light.RED)
    never = house.scans.begin(school).id
    house.closings.close_round(house.round, WHO)
    assert (house.closing(house.bib).closed, house.closing(house.bib).released) == (True, False)
    assert (house.closing(house.huis).closed, house.closing(house.huis).released) == (True, True)
    assert house.closing(school) == Closing()
    assert house.scans.scan(never) is None
    closed = house.store.networks.round(house.network, house.round.id)
    assert closed is not None
    assert closed.state is RoundState.CLOSED
    assert (house.table("draft_events"), house.table("submission_events")) == ([], [])


def test_the_choice_to_withhold_outlives_a_reopening(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    house.closings.close(house.round, house.bib, WHO, release=False)
    house.closings.reopen(house.round, house.bib, WHO)
    house.closings.close_round(house.round, WHO)
    assert (house.closing(house.bib).closed, house.closing(house.bib).released) == (True, False)
    assert house.counts(house.bib) == {"1.1": (1, 0, 0, 0)}


def test_a_partner_that_left_during_the_round_still_counts_with_what_it_submitted(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    house.store.networks.archive(house.bib, WHO)
    house.closings.close_round(house.round, WHO)
    assert house.counts(house.bib) == {"1.1": (1, 0, 0, 0)}


def test_only_an_open_round_is_closed_and_once(house: House) -> None:
    concept = house.store.networks.add_round(house.network, "Later", 1, None, WHO)
    with pytest.raises(Refused, match="Alleen een open scanronde"):
        house.closings.close_round(concept, WHO)
    house.closings.close_round(house.round, WHO)
    with pytest.raises(Refused, match="Alleen een open scanronde"):
        house.closings.close_round(house.round, WHO)


def test_a_scan_of_a_past_round_does_not_come_into_the_next_one(house: House) -> None:
    submitted = house.submit(house.bib, Light.GREEN)
    house.closings.close_round(house.round, WHO)
    house.open("Volgend jaar")
    changes: list[Callable[[], object]] = [
        lambda: house.scans.answer(submitted, "1.1", Light.RED),
        lambda: house.scans.reopen(submitted),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Deze scan bestaat niet meer"):
            change()
    assert house.counts(house.bib) == {"1.1": (1, 0, 0, 0)}


# -- taking in


def test_scans_from_elsewhere_count_as_submitted(house: House) -> None:
    filled = [FilledScan("bib", "ict", False, {"1.1": "green", "2.1": "red"}, {"1": "Op papier"}, Source.IMPORT)] * 2
    assert house.store.scan_imports.add(house.round, filled) == 2
    house.closings.close(house.round, house.bib, WHO, release=True)
    assert house.counts(house.bib) == {"1.1": (2, 0, 0, 0), "2.1": (0, 0, 2, 0)}
    assert Counter(row["source"] for row in house.table("frozen_scans")) == {"import": 2}


@pytest.mark.parametrize(
    ("answers", "sentence"), [({"9.9": "green"}, "9.9 hoort niet"), ({"1.1": "paars"}, "paars hoort niet")]
)
def test_all_scans_are_taken_in_or_none(house: House, answers: dict[str, str], sentence: str) -> None:
    good = FilledScan("bib", "ict", False, {"1.1": "green"})
    with pytest.raises(Refused, match=sentence):
        house.store.scan_imports.add(house.round, [good, replace(good, answers=answers)])
    assert [r.submitted for r in house.results.response(house.network, house.round.id)] == [0, 0]


def test_nothing_is_taken_in_for_a_closed_partner_or_a_closed_round(house: House) -> None:
    good = FilledScan("bib", "ict", False, {"1.1": "green"})
    house.store.scan_imports.add(house.round, [good])
    house.closings.close(house.round, house.bib, WHO, release=True)
    with pytest.raises(Refused, match="al afgesloten"):
        house.store.scan_imports.add(house.round, [good])
    house.closings.close_round(house.round, WHO)
    with pytest.raises(Refused, match="is niet open"):
        house.store.scan_imports.add(house.round, [replace(good, partner="huis", joint=True)])


def test_what_fails_inside_a_transaction_leaves_nothing_behind(house: House) -> None:
    with pytest.raises(RuntimeError), house.store.transaction():
        house.submit(house.bib, Light.GREEN)
        house.closings.close_round(house.round, WHO)
        raise RuntimeError
    assert house.store.networks.open_round(house.network) is not None
    assert [r.submitted for r in house.results.response(house.network, house.round.id)] == [0, 0]
    assert house.results.counts(house.round.id).empty


# -- response


def test_response_counts_and_never_colours(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    house.scans.begin(house.bib)
    [bib, huis] = house.results.response(house.network, house.round.id)
    assert (bib.name, bib.expected, bib.submitted, bib.begun) == ("Bib", 200, 1, 1)
    assert (huis.name, huis.submitted, huis.begun, huis.last_day) == ("Huis", 0, 0, None)


def test_response_counts_what_came_from_paper_while_open_when_closed_and_when_reopened(house: House) -> None:
    house.submit(house.bib, Light.GREEN)
    for _ in range(2):
        sheet = house.scans.begin(house.bib, "typist").id
        house.scans.type_over(sheet, "ict", {"1.1": "red"})
        house.scans.submit(sheet)
    begun = house.scans.begin(house.bib, "typist").id
    house.scans.type_over(begun, "ict", {"1.1": "red"})

    def counted() -> list[tuple[int, int]]:
        return [(r.submitted, r.on_paper) for r in house.results.response(house.network, house.round.id)]

    assert counted() == [(3, 2), (0, 0)], "what is not handed in does not count"
    house.closings.close(house.round, house.bib, WHO, release=False)
    assert counted() == [(3, 2), (0, 0)]
    house.closings.reopen(house.round, house.bib, WHO)
    house.submit(house.bib, Light.ORANGE)
    assert counted() == [(4, 2), (0, 0)]


def test_the_file_is_for_one_process_and_for_its_owner_only(house: House) -> None:
    for file in ("onlife.duckdb", "server.key"):
        assert (house.folder / file).stat().st_mode & 0o077 == 0
    house.store.close()
    (house.folder / "onlife.duckdb").write_bytes(b"beschadigd" * 1000)
    with pytest.raises(StoreError, match="kunnen niet geopend worden"):
        Store(house.folder, FORM)
