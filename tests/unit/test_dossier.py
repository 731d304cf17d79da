"""The documents for who buys the app: every place is filled or marked, every table described, every figure that of the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from onlife.content import dossier as content
from onlife.content.dossier import PAPERS, PLACES, TABLES, TO_FILL_IN
from onlife.content.grant import Grant
from onlife.content.schema import ContentError, places
from onlife.content.statement import FIELDS
from onlife.domain.access import RIGHTS, Action, Role
from onlife.domain.account import Identity
from onlife.domain.network import Network
from onlife.export.report import FilledForm, Heading, Items, Part, ReportTable, Text
from onlife.services import dossier, settings
from onlife.services.figures import NothingToShow
from onlife.services.settings import MailServer, Security, SignInProvider
from onlife.store import Store
from onlife.store.retention import DATA_KINDS
from tests import stores

pytestmark = pytest.mark.long

LEFT_OPEN = TO_FILL_IN.partition("{")[0]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    for name in ("ONLIFE_DATABASE", "ONLIFE_PROXY", "ONLIFE_SMTP_HOST", "ONLIFE_OIDC_ISSUER"):
        monkeypatch.delenv(name, raising=False)
    with stores.opened(stores.empty(tmp_path)) as opened:
        yield opened


@pytest.fixture
def network(store: Store) -> Network:
    return store.networks.add("Netwerk Zuid", "Stad", 6, "an")


def told(name: str, network: Network | None = None) -> str:
    """A document as one text."""
    return dossier.document(name, "md", network).decode()


def words(part: Part) -> Iterator[str]:
    match part:
        case Heading() | Text():
            yield part.text
        case Items():
            yield from (text for _, text in part.items)
        case FilledForm():
            yield from (cell for row in part.rows for cell in row)
        case ReportTable():
            yield from (cell for row in (part.headings, *part.rows) for cell in row)


def test_every_place_and_every_table_of_the_texts_is_known_filled_and_used(network: Network) -> None:
    assert dossier.values(network).keys() == PLACES
    facts, papers = content.facts(), content.papers().values()
    texts = [*facts.opening, *(kind.rule for kind in facts.kinds.values())]
    texts += [role.enters for role in facts.roles.values()]
    texts += [cookie.purpose for cookie in facts.cookies.values()] + [rule.holds for rule in facts.rules]
    asked = set(TABLES)
    for paper in papers:
        texts.append(paper.purpose)
        for section in paper.chapters:
            texts += [*section.text, *section.items, *section.after, *(cell for row in section.rows for cell in row)]
            asked -= set(section.tables)
    assert {place for text in texts for place in places(text)} == PLACES
    assert not asked


@pytest.mark.parametrize("name", PAPERS)
def test_nothing_of_a_document_stays_between_braces_and_no_cell_is_empty(name: str, network: Network) -> None:
    made = dossier.report(name, network)
    said = [text for part in made.parts for text in words(part)]
    assert not [text for text in said if "{" in text or "}" in text]
    assert any(LEFT_OPEN.strip() in text for text in said), "what the app cannot know is marked"
    first = made.parts[0]
    assert isinstance(first, Text) and made.subtitle.removeprefix("versie ") in first.text and "jurist" in first.text
    columns = [
        (len(part.headings), len(part.widths), {len(row) for row in part.rows})
        for part in made.parts
        if isinstance(part, ReportTable)
    ]
    assert all(headings == widths and rows == {headings} for headings, widths, rows in columns)


def test_every_table_of_the_data_is_described_and_none_that_is_not_there(store: Store) -> None:
    assert content.facts().tables.keys() == store.totals().keys()


def test_what_goes_with_a_round_is_described_as_going_with_it(store: Store) -> None:
    """By the column that erasing and retention go by: a table with a round is destroyed with it, others are not."""
    facts = content.facts()
    with_round = {kind.id for kind in facts.kinds.values() if "scanronde" in kind.rule}
    of_round = {"scans", "results", "remarks", "meetings", "contacts"}
    assert with_round == of_round
    for table in facts.tables.values():
        columns = {
            row["column_name"]
            for row in store._db.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = ?", table.id
            )
        }
        assert ("round" in columns) == (table.kind in of_round) or table.id == "contact_events"


def test_every_term_is_the_one_that_is_set(store: Store, network: Network) -> None:
    months = {kind: known.least + 1 for kind, known in DATA_KINDS.items()}
    store.retention.keep(network.id, months, "an")
    (terms,) = (
        part
        for part in dossier.report("selectielijst", network).parts
        if isinstance(part, ReportTable) and part.headings[1] == "Termijn"
    )
    assert [row[:2] for row in terms.rows] == [
        (DATA_KINDS[kind].name, f"{number} maanden") for kind, number in months.items()
    ]
    assert "7 maanden na het sluiten van de scanronde" in told("selectielijst", network)
    other = store.networks.add("Noord", "Stad", 5, "an")
    assert "| Opmerkingen uit scans | 2 jaar |" in told("selectielijst", other)
    assert "| Opmerkingen uit scans | 2 jaar |" in told("selectielijst"), (
        "of the installation: the longest of any network"
    )


def test_figures_are_those_of_the_code_and_of_the_network(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "vanaf 6 ingediende scans (het netwerk kiest van 4 tot 10)" in told("effectbeoordeling", network)
    monkeypatch.setattr(dossier, "EXACT_FROM", 12)
    monkeypatch.setattr(dossier, "REMARKS_FROM", 14)
    monkeypatch.setattr(dossier, "TRIES", 3)
    monkeypatch.setattr(dossier, "IDLE", {"account": timedelta(minutes=7)})
    changed = told("effectbeoordeling", replace(network, threshold=8)) + told("beveiliging", network)
    for sentence in (
        *("vanaf 8 ingediende scans", "vanaf 12 scans, behalve", "vanaf 14 scans; eronder", "hoogstens 3 mislukte"),
        *("na 7 minuten zonder gebruik", "teams (4 tot 11 mensen)"),
    ):
        assert sentence in changed


def test_where_data_stand_and_how_mail_leaves_follow_from_the_settings(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = told("verwerkersovereenkomst", network)
    assert "DuckDB-bestand" in before and "geen mailserver ingesteld" in before and "nog geen webserver" in before
    monkeypatch.setenv("ONLIFE_DATABASE", "postgresql://app:geheim@db.stad.example/onlife")
    monkeypatch.setenv("ONLIFE_PROXY", "127.0.0.1")
    server = MailServer("mail.stad.example", 587, Security.STARTTLS, "preventie@stad.example", "app", "geheim")
    monkeypatch.setattr(settings, "mail_server", lambda: server)
    after = told("verwerkersovereenkomst", network) + told("verwerkingsregister", network)
    assert "PostgreSQL-databank" in after and "langs een webserver" in after
    assert "mail.stad.example (starttls), vanaf preventie@stad.example" in after
    assert "mail.stad.example, [vul in: wie deze mailserver aanbiedt" in after
    assert "geheim@" not in after and "db.stad.example" not in after
    assert "behalve mails aan mail.stad.example; de gegevens zelf, waar PostgreSQL op een andere server staat" in after


def test_what_is_erased_and_who_reaches_the_app_follow_from_the_settings(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    before = told("selectielijst", network) + told("beveiliging", network)
    assert "losse bytes uit het bestand van de databank" in before and "luistert enkel op de eigen machine" in before
    monkeypatch.setenv("ONLIFE_DATABASE", "postgresql://app@db.stad.example/onlife")
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    after = told("selectielijst", network) + told("beveiliging", network)
    assert "schrijflogboek" in after and "losse bytes" not in after
    assert "luistert ook buiten de eigen machine" in after and "enkel op de eigen machine" not in after


WITHOUT_PROVIDER = "geen aanmelddienst ingesteld"
NAMES_IT = ("verwerkersovereenkomst", "verwerkingsregister", "effectbeoordeling", "beveiliging")
"""The documents that say with whom one signs in: who else learns of it is asked in each."""


@pytest.mark.parametrize("name", NAMES_IT)
def test_a_provider_is_named_wherever_it_is_asked_who_else_gets_data(
    name: str, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert WITHOUT_PROVIDER in told(name, network)
    grant = Grant.model_validate({"netwerk": "Netwerk Zuid", "rol": "lezer", "als": {"groups": "a"}})
    provider = SignInProvider("https://idm.stad.example/realms/stad", "app", "s3cr3t", "de stad", (grant,))
    monkeypatch.setattr(settings, "sign_in_provider", lambda: provider)
    made = told(name, network)
    assert WITHOUT_PROVIDER not in made and "s3cr3t" not in made
    assert "de stad (https://idm.stad.example/realms/stad), [vul in: wie deze aanmelddienst aanbiedt" in made


def test_who_comes_in_how_follows_from_the_provider(
    store: Store, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact = {"netwerk": "Netwerk Zuid", "rol": "contactpersoon", "partner": "Bib", "als": {"groups": "a"}}
    provider = SignInProvider(
        "https://idm.stad.example", "app", "s3cr3t", "de stad", (Grant.model_validate(contact),), only=True
    )
    assert "bij de stad" not in told("beveiliging", network)
    monkeypatch.setattr(settings, "sign_in_provider", lambda: provider)
    both = told("beveiliging", network)
    assert (
        "| lezer | een account met wachtwoord, en een tweede stap als men die aanzet; of een account bij de stad |"
        in both
    )
    assert "als men die instelt; of een account bij de stad |" in both
    who = Identity(provider.issuer, "1", "An", "an")
    assert store.identities.sign_in(who, {network.id: Role.COORDINATOR})
    only = told("beveiliging", network)
    assert "| lezer | een account bij de stad |" in only and "of met een wachtwoord van de app" not in only


def test_whoever_may_learn_something_stands_in_the_register(network: Network) -> None:
    made = told("verwerkingsregister", network)
    told_to = made.partition("## Aan wie\n")[2].partition("\n## ")[0]
    for way in ("kijklink", "agendalink", "programma", "archief", "netwerken op dezelfde", "Mail", "Aanmelden"):
        assert way in told_to


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("verwerkersovereenkomst", [f"({letter})" for letter in "abcdefgh"]),
        ("verwerkingsregister", ["(lid 2)", "Categorieën van verwerkingen"]),
        ("effectbeoordeling", ["**Doel:**", "**Rechtsgrond:**", "Noodzaak en evenredigheid", "## Risico's"]),
        ("gezamenlijk", ["artikel 26, lid 3", "hoofdlijnen", "Contactpunt"]),
        ("beveiliging", ["(ID.RM)", "(DE.DP)", "(RC.CO)"]),
    ],
)
def test_a_document_has_what_the_rule_behind_it_asks(name: str, asked: list[str], network: Network) -> None:
    made = told(name, network)
    assert not [part for part in asked if part not in made]


def test_the_statement_follows_the_order_of_the_model_and_takes_its_day_over(store: Store, network: Network) -> None:
    headings = [part.text for part in dossier.report("toegankelijkheid", network).parts if isinstance(part, Heading)]
    assert headings[1:6] == [
        "Nalevingsstatus",
        "Niet-toegankelijke inhoud",
        "Opstelling van deze toegankelijkheidsverklaring",
        "Feedback en contactgegevens",
        "Handhavingsprocedure",
    ]
    store.statements.save({FIELDS["date"].label: "2 november 2026"}, "an")
    assert "**Opgesteld op:** 2 november 2026" in told("toegankelijkheid", network)


def test_what_the_municipality_completed_stands_in_place_of_the_mark(store: Store, network: Network) -> None:
    field = FIELDS["officer"]
    assert TO_FILL_IN.format(field.meaning) in told("verwerkingsregister", network)
    store.statements.save({field.label: "Lotte [DPO](x) *Maes*"}, "an")
    assert r"**Functionaris voor gegevensbescherming:** Lotte [DPO\](x) \*Maes\*" in told(
        "verwerkingsregister", network
    )


def test_rights_are_those_of_the_code(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    row = "| een vergadering leiden | {} |"
    assert row.format("coördinator") in told("beveiliging", network)
    allowed = {
        **RIGHTS,
        Action.LEAD_MEETING: frozenset({Role.COORDINATOR, Role.READER}),
    }
    monkeypatch.setattr(dossier, "RIGHTS", allowed)
    assert row.format("coördinator, lezer") in told("beveiliging", network)


def test_cookies_are_those_that_the_app_sets() -> None:
    assert content.facts().cookies.keys() == dossier.COOKIES.keys()


def test_packages_are_those_that_are_there(network: Network) -> None:
    made = told("beveiliging", network)
    assert re.search(r"\| streamlit \| \d+\.\d+\.\d+ \|", made) and "| duckdb | 1" in made


@pytest.mark.parametrize("name", PAPERS)
def test_word_and_markdown_have_the_same_headings_in_order_below_one_title(name: str, network: Network) -> None:
    made = dossier.report(name, network)
    headings = [part.text for part in made.parts if isinstance(part, Heading)]
    word = Document(BytesIO(dossier.document(name, "docx", network)))
    styles = [
        (p.style.name, p.text) for p in word.paragraphs if p.style and p.style.name.startswith(("Title", "Heading"))
    ]
    assert styles == [("Title", made.title), *(("Heading 1", text) for text in headings)]
    lines = [line for line in told(name, network).splitlines() if line.startswith("#")]
    assert lines == [f"# {made.title}", *(f"## {text}" for text in headings)]
    assert len(word.tables) == sum(isinstance(part, ReportTable | FilledForm) for part in made.parts)


@pytest.mark.parametrize("name", PAPERS)
def test_every_blank_is_whole_and_marked_in_word(name: str, network: Network) -> None:
    made = dossier.report(name, network)
    said = [text for part in made.parts for text in words(part)]
    assert all(text.count("[vul in") == len(content.BLANK.findall(text)) for text in said), "one inside another"
    word = Document(BytesIO(dossier.document(name, "docx", network)))
    cells = [paragraph for table in word.tables for cell in table._cells for paragraph in cell.paragraphs]
    runs = [run for paragraph in (*word.paragraphs, *cells) for run in paragraph.runs]
    marked = [run.text for run in runs if run.font.highlight_color is not None]
    assert marked and sorted(marked) == sorted(blank for text in said for blank in content.BLANK.findall(text))


def test_the_archive_holds_every_document_in_both_forms(network: Network) -> None:
    with ZipFile(BytesIO(dossier.archive(network))) as files:
        assert files.testzip() is None
        assert files.namelist() == [f"{name}.{ending}" for name in PAPERS for ending in ("docx", "md")]
        assert "Netwerk Zuid" in files.read("gezamenlijk.md").decode()
    for name, ending in (("geheim", "docx"), ("gezamenlijk", "pdf"), ("../feiten", "md")):
        with pytest.raises(NothingToShow):
            dossier.document(name, ending, network)


def test_the_attack_is_told_as_it_was_measured(network: Network) -> None:
    attack = content.attack()
    assert attack.against_rules
    controls = [attempt for attempt in attack.attempts if attempt.control]
    assert controls and all(attempt.certain for attempt in controls), "a rule that is taken away gives something away"
    made = told("effectbeoordeling", network)
    certain = sum(attempt.certain for attempt in attack.against_rules)
    assert (
        attack.command in made
        and f"gevallen {certain} keer zeker" in made
        and f"{sum(a.views for a in attack.against_rules):,}".replace(",", ".") in made
    )
    assert all(attempt.name in made for attempt in attack.attempts)
    found = [attempt.name for attempt in attack.against_rules if attempt.certain]
    assert f"Waar: {'; '.join(found) or 'nergens'}." in made


def test_the_statement_is_the_model_s_status_and_tells_what_the_app_says_is_not_good_yet(network: Network) -> None:
    made = told("toegankelijkheid", network)
    assert "voldoet gedeeltelijk aan de Web Content Accessibility Guidelines" in made
    assert len(content.shortcomings()) >= 5 and all(item[:40] in made for item in content.shortcomings())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('text = ["Vanaf {treshold} scans."]', "{treshold} is niet bekend"),
        ('tables = ["cookie"]', "er is geen tabel “cookie”"),
        ("", "onder “Een hoofdstuk” staat niets"),
        ('tekst = ["Iets."]', "onbekende sleutel “tekst”"),
    ],
)
def test_whoever_edits_a_document_reads_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reason: str
) -> None:
    (tmp_path / "proef.toml").write_text(
        f'title = "T"\npurpose = "P"\n[[chapters]]\ntitle = "Een hoofdstuk"\n{text}\n', encoding="utf-8"
    )
    monkeypatch.setattr(content, "FOLDER", tmp_path)
    with pytest.raises(ContentError, match=re.escape(reason)):
        content.paper("proef")
