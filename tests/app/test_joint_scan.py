"""What a scan that is filled in together says and keeps: why a colour, and what was chosen in an earlier round."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from onlife.domain.access import Role
from onlife.domain.account import LinkKind
from onlife.domain.light import Light
from onlife.domain.network import Partner, Round
from onlife.domain.scan import FilledScan
from onlife.security.token import SESSION_COOKIES
from onlife.services import installation
from onlife.store import Store
from tests.app.conftest import Run, as_account, as_contact, unfold, words

BEFORE, WHY = "Herfst", "Het staat in de visie"
TOTAL = len(installation.questionnaire().elements)


@dataclass
class Team:
    store: Store
    partner: Partner
    earlier: Round
    running: Round

    def begin(self) -> dict[str, str]:
        """The cookies of who began from the earlier round."""
        link = self.store.links.of(self.partner.network)[self.partner.id, LinkKind.SCAN]
        earlier = self.store.scans.earlier.begins_from(self.partner, contact=True)
        scan = self.store.scans.begin(self.partner, earlier=earlier)
        return {SESSION_COOKIES["scan"]: self.store.sessions.start("scan", link.id, scan.id)}


def made(store: Store, *, release: bool = True) -> Team:
    """A partner that chose orange for all but the last element together, and is asked again."""
    network = store.networks.add("Netwerk", "Stad", 5, "test")
    partner = Partner("samen", network.id, "Bibliotheek", "Cultuur", 3, joint=True)
    store.networks.save_partners([partner], "test")
    store.links.make(network.id, [partner.id], "test")
    version = installation.questionnaire().version
    earlier = store.networks.add_round(network.id, BEFORE, version, None, "test")
    store.networks.start_round(earlier, "test")
    answers = {element.id: Light.ORANGE.value for element in installation.questionnaire().elements[:-1]}
    store.scan_imports.add(earlier, [FilledScan(partner.id, "", True, answers, {"1.1": WHY})])
    store.closings.close(earlier, partner, "test", release=release)
    store.closings.close_round(earlier, "test")
    running = store.networks.add_round(network.id, "Lente", version, None, "test")
    store.networks.start_round(running, "test")
    return Team(store, partner, earlier, running)


@pytest.fixture
def team(empty_store: Store) -> Team:
    return made(empty_store)


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_an_earlier_answer_is_a_mark_until_it_is_confirmed(team: Team, run: Run) -> None:
    cookies = team.begin()
    scan = team.store.actors.of(cookies)["scan"].scan
    test = run("partner/scan", cookies)
    said = words(test)
    assert f"begonnen van **{BEFORE}**" in said and f"Toen schreven jullie: “{WHY}”" in said
    assert said.count("Vorige keer: :orange[◆] oranje") == 8
    assert all(radio.value is None for radio in test.radio)
    test = press(test, "Blijft zo: oranje")
    kept = team.store.scans.scan(scan)
    assert kept is not None and (kept.answers, kept.remarks) == ({"1.1": "orange"}, {"1.1": WHY})
    assert test.radio[0].value == "orange" and test.text_area[0].value == WHY
    assert sum(button.label == "Blijft zo: oranje" for button in test.button) == 7
    assert "Toen schreven jullie" not in words(test), "it stands in the field now"


def test_who_chooses_another_colour_may_take_the_reason_over_or_write_another(team: Team, run: Run) -> None:
    cookies = team.begin()
    scan = team.store.actors.of(cookies)["scan"].scan
    test = run("partner/scan", cookies)
    test = test.radio[0].set_value(Light.RED.value).run()
    test = press(test, "Neem die uitleg over")
    kept = team.store.scans.scan(scan)
    assert kept is not None and (kept.answers, kept.remarks) == ({"1.1": "red"}, {"1.1": WHY})
    test.text_area[0].set_value("Sinds de zomer niet meer").run()
    kept = team.store.scans.scan(scan)
    assert kept is not None and kept.remarks == {"1.1": "Sinds de zomer niet meer"}


def test_what_is_open_says_what_was_chosen_and_cannot_be_confirmed_at_once(team: Team, run: Run) -> None:
    cookies = team.begin()
    test = run("partner/scan", cookies, stap="7")
    assert "Van vorige keer staat hier niets" in words(test)
    test = run("partner/scan", cookies, stap="indienen")
    said = words(test)
    assert f"{TOTAL} elementen hebben nog geen kleur" in said
    assert said.count("(vorige keer: :orange[◆] oranje)") == TOTAL - 1
    assert not any(button.label.startswith("Blijft zo") for button in test.button)
    test = press(test, "Scan indienen")
    assert "Kies eerst minstens één stelling" in words(test)


def test_a_choice_of_a_round_that_was_erased_meanwhile_is_not_kept(team: Team, run: Run) -> None:
    cookies = team.begin()
    test = run("partner/scan", cookies)
    team.store.erasure.round(team.earlier, "test")
    test = press(test, "Blijft zo: oranje")
    assert "geen kleur meer" in words(test) and "niet bewaard" in words(test)


def test_who_reads_a_reason_is_said_before_it_is_written_and_only_where_it_can_be(team: Team, run: Run) -> None:
    test = run("partner/scan", team.begin())
    assert "het netwerk zodra het jullie kleuren ziet" in words(test)
    assert all("Het netwerk leest dit mee" in area.placeholder for area in test.text_area[:-1])
    assert len(test.text_area) == 9


@pytest.mark.parametrize("release", [True, False])
def test_the_team_page_tells_where_a_scan_goes_on(empty_store: Store, run: Run, release: bool) -> None:
    team = made(empty_store, release=release)
    said = words(run("partner/ons_team", as_contact(team.store, team.partner)))
    assert f"Begin van jullie antwoorden van {BEFORE}" in said
    assert ("open de scanlink in deze browser" in said) != release
    team.begin()
    assert BEFORE not in words(run("partner/ons_team", as_contact(team.store, team.partner))), "it has begun"


@pytest.mark.parametrize("release", [True, False])
def test_the_network_reads_reasons_of_what_was_released(empty_store: Store, run: Run, release: bool) -> None:
    team = made(empty_store, release=release)
    account = team.store.accounts.add("an", "An", "x", "test")
    team.store.accounts.set_role(account.id, team.partner.network, Role.COORDINATOR, "test")
    said = words(run("netwerk/opmerkingen", as_account(team.store, "an"), ronde=BEFORE))
    assert (WHY in said) == release
    assert ("Bibliotheek · waarom deze kleur bij 1.1" in said) == release
    own = words(run("partner/ons_team", as_contact(team.store, team.partner), ronde=BEFORE))
    if not release:
        assert "Jullie resultaat staat klaar" in own
        team.store.closings.open_result(team.earlier, team.partner, "test")
        own = words(run("partner/ons_team", as_contact(team.store, team.partner), ronde=BEFORE))
    assert WHY in own


def test_after_handing_in_the_own_reasons_stand_with_the_colours(team: Team, run: Run) -> None:
    cookies = team.begin()
    scan = team.store.actors.of(cookies)["scan"].scan
    team.store.scans.confirm(scan, "1.1")
    team.store.scans.submit(scan)
    test = run("partner/scan", cookies)
    assert "Je scan is ingediend" in words(test) and WHY not in words(test)
    assert f"“{WHY}”" in words(unfold(test, "Per element"))
