"""What the pages say beside the pictures of a block: how firm they are, who is not in them, and why."""

from __future__ import annotations

from onlife.content.message import message
from onlife.domain.divergence import LEAST
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, partner_named, words

STRATEGY, COOPERATION = "1 Strategie", "5 Samenwerking"
WHY = "Vul je samen in, of doen tien mensen mee, dan zie je elk element."


def test_small_teams_wait_for_the_end_of_the_round_and_then_stand_together(store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer")
    assert "wanneer de scanronde gesloten is" in words(run("netwerk/bouwsteen", cookies, bouwsteen=STRATEGY))
    closed = words(run("netwerk/bouwsteen", cookies, bouwsteen=STRATEGY, ronde="Voorjaar 2026"))
    assert "staan hier samen als één groep" in closed
    assert "staan hier" not in words(run("netwerk/bouwsteen", cookies, bouwsteen=COOPERATION))


def test_one_partner_stands_beside_the_others_and_a_small_one_without_its_elements(store: Store, run: Run) -> None:
    cookies = as_account(store, "lezer")
    small = words(run("netwerk/bouwsteen", cookies, bouwsteen=STRATEGY, partner="CAW De Vlier"))
    large = words(run("netwerk/bouwsteen", cookies, bouwsteen=STRATEGY, partner="OCMW Lindervoorde"))
    assert "CAW De Vlier naast de andere partners" in small and "OCMW Lindervoorde naast de andere partners" in large
    assert "zie je enkel bij Samenwerking elementen" in small
    assert "Strategie: elementen" in large and "Strategie: elementen" not in small


def test_who_stands_alone_is_named_and_a_whole_team_is_said_to_be_one(store: Store, run: Run) -> None:
    said = words(run("netwerk/samenwerking", as_account(store, "lezer")))
    assert "Politiezone Linde en Beke staat hier alleen met overwegend groen." in said
    assert "(Bijna) iedereen vulde in bij Jeugdhuis De Schuur, Politiezone Linde en Beke" in said
    assert "CAW De Vlier" not in said.split("(Bijna) iedereen")[1].split("Hun resultaat")[0]


def test_that_nobody_stands_alone_is_a_finding_too(store: Store, run: Run) -> None:
    four = {"ronde": "Voorjaar 2026", "sector": ["Bibliotheek", "CAW", "CLB", "Jeugdwerk"]}
    said = words(run("netwerk/samenwerking", as_account(store, "lezer"), **four))
    assert "Geen enkele partner staat duidelijk alleen. Ook dat is een vaststelling" in said


def test_of_too_few_partners_nothing_is_concluded(store: Store, run: Run) -> None:
    said = words(run("netwerk/samenwerking", as_account(store, "lezer"), sector="Onderwijs"))
    assert "Geen enkele partner staat duidelijk alleen" not in said
    assert message("finding.too_few", least=LEAST) in said


def test_keuzehulp_sets_the_colours_beside_the_stars_and_importance_against_state(store: Store, run: Run) -> None:
    said = words(run("netwerk/keuzehulp", as_account(store, "lezer")))
    assert said.index("Kleuren per bouwsteen") < said.index("Waar willen we op inzetten?")
    assert said.index("Belang naast stand") < said.index("Wat we afspreken")


def test_a_small_team_reads_why_it_sees_no_elements_and_a_large_one_sees_them(store: Store, run: Run) -> None:
    small, large = partner_named(store, "CAW"), partner_named(store, "Politiezone")
    said = words(run("partner/ons_team", as_contact(store, small), bouwsteen=STRATEGY))
    assert "Van de elementen zie je enkel die van Samenwerking" in said
    assert said.count(WHY) == 2 and "Strategie: elementen" not in said
    assert "Samenwerking: elementen" in words(run("partner/ons_team", as_contact(store, small), bouwsteen=COOPERATION))
    seen = words(run("partner/ons_team", as_contact(store, large), bouwsteen=STRATEGY))
    assert WHY not in seen and "Strategie: elementen" in seen


def test_a_team_with_too_few_scans_never_reads_that_the_network_sees_its_result(store: Store, run: Run) -> None:
    said = words(run("partner/ons_team", as_contact(store, partner_named(store, "Straathoekwerk"))))
    assert "met te weinig scans" in said and "ziet jullie opgetelde resultaat" not in said
    enough = words(run("partner/ons_team", as_contact(store, partner_named(store, "CAW"))))
    assert "ziet jullie opgetelde resultaat" in enough and "te weinig scans" not in enough


def test_a_team_that_fills_in_together_hands_in_one_scan_and_has_no_agreement_with_itself(
    store: Store, run: Run
) -> None:
    together = run("partner/ons_team", as_contact(store, partner_named(store, "Jeugdhuis")))
    told = {metric.label: metric.value for metric in together.metric}
    assert told["Ingediend"] == "1 van 1" and "Eensgezindheid" not in told
    apart = run("partner/ons_team", as_contact(store, partner_named(store, "Politiezone")))
    told = {metric.label: metric.value for metric in apart.metric}
    assert told["Ingediend"] == "20 van 22" and "Eensgezindheid" in told


def test_keuzehulp_without_results_says_where_the_colours_will_come(store: Store, run: Run) -> None:
    said = words(run("netwerk/keuzehulp", as_account(store, "lezer"), sector="Sport"))
    assert "De kleuren per bouwsteen verschijnen hier." in said
