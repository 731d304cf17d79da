"""The sentences of store and rules: all of them in the content, each with exactly what it names, and none left behind."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from onlife.content.message import count_of, load, message, noun_of, sentences
from onlife.content.questionnaire import load as load_questionnaire
from onlife.content.schema import ContentError, fill, places
from onlife.domain.account import LinkKind
from onlife.domain.meeting import QuestionStep, VoteKind
from onlife.services.settings import HOME
from onlife.store import Store
from onlife.store.log_act import Act
from onlife.store.mail import MailStep
from onlife.store.retention import DATA_KINDS
from tests import stores

Keys = set[str]


def of(noun: str) -> Keys:
    return {key.partition(".")[2] for key in sentences() if key.startswith(f"{noun}.")}


def test_a_sentence_names_what_it_is_given() -> None:
    assert message("network.taken", name="Noord {name}") == "Er is al een netwerk met de naam Noord {name}."
    assert [count_of(number, "row") for number in (0, 1, 2)] == ["0 rijen", "1 rij", "2 rijen"]
    assert [noun_of(number, "priority") for number in (1, 2)] == ["keuze met sterren", "keuzes met sterren"]


def test_a_key_or_a_value_that_does_not_fit_is_an_error_and_no_sentence() -> None:
    with pytest.raises(KeyError, match=r"scan\.unheard"):
        message("scan.unheard")
    for values in ({}, {"naam": "Noord"}, {"name": "Noord", "other": 1}):
        with pytest.raises(TypeError, match=r"network\.taken"):
            message("network.taken", **values)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[scan]\ngone = 3", "scan: “gone” moet tekst zijn"),
        ('[scan]\ngone = " "', "scan: “gone” is leeg"),
        ('scan = "weg"', "bovenaan: “scan” moet een tabel zijn"),
        ('[scan]\ngone = "Van {partner is niets over."', "scan: tussen accolades hoort één naam te staan"),
        ('[scan]\ngone = "Van {} is niets over."', "scan: tussen accolades hoort één naam te staan"),
        ('[scan]\ngone = "Van {partner.name} is niets over."', "scan: tussen accolades hoort één naam te staan"),
        ('[scan]\ngone = "Weg', "geen geldige TOML"),
    ],
)
def test_whoever_edits_the_file_reads_what_is_wrong(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "messages.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(reason)) as refused:
        load(file)
    assert str(refused.value).startswith("messages.toml")


# -- the code and the content know the same keys


@cache
def modules(*folders: str) -> Mapping[str, ast.Module]:
    files = [file for folder in folders for file in (HOME / folder).rglob("*.py")]
    return {file.relative_to(HOME).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def pattern(node: ast.AST) -> str:
    """The keys that a string stands for, as a regular expression; '' for what is no string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern(part) if isinstance(part, ast.Constant) else "[a-z0-9_-]+" for part in node.values)
    return ""


def requests(tree: ast.Module) -> Iterator[tuple[str, Keys | None]]:
    """The keys that a module asks for, with the names of the values; None where they are only known when it runs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            if node.func.id == "message":
                names = {word.arg or "" for word in node.keywords}
                yield pattern(node.args[0]), None if "" in names else names
            if node.func.id == "Reason":
                given = node.args[1].keys if len(node.args) > 1 and isinstance(node.args[1], ast.Dict) else []
                yield pattern(node.args[0]), {str(key.value) for key in given if isinstance(key, ast.Constant)}


def misfits(tree: ast.Module) -> list[str]:
    """The keys that a module asks for and that the content does not have, or with other values."""
    wrong = []
    for key, names in requests(tree):
        meant = [known for known in sentences() if re.fullmatch(key, known)]
        fits = names is None or all(set(places(sentences()[known])) == names for known in meant)
        if key and not (meant and fits):
            wrong.append(key)
    return wrong


def test_every_key_that_is_asked_for_exists_with_exactly_its_values() -> None:
    found = modules("onlife", "pages")
    assert sum(len(list(requests(tree))) for tree in found.values()) > 150
    assert {file: wrong for file, tree in found.items() if (wrong := misfits(tree))} == {}


@pytest.mark.parametrize(
    "code",
    [
        'message("scan.unheard")',
        'message("network.taken")',
        'message("network.taken", naam=name)',
        'message("scan.gone", name=name)',
        'message(f"unheard.{step}")',
        'Reason("plan.text_too_long", {"least": 1})',
        'Reason("plan.unheard")',
    ],
)
def test_a_key_or_a_value_that_the_content_does_not_have_is_found(code: str) -> None:
    assert misfits(ast.parse(code))


def test_every_sentence_is_used() -> None:
    used = {text for tree in modules("onlife", "pages").values() for node in ast.walk(tree) if (text := pattern(node))}
    patterns = [text for text in used if re.match(r"[a-z_]+\\\.", text)]
    assert [key for key in sentences() if not any(re.fullmatch(text, key) for text in patterns)] == []


@pytest.mark.parametrize(
    ("noun", "names"),
    [("mail_step", MailStep), ("log_question", QuestionStep), ("link_name", LinkKind), ("vote_question", VoteKind)],
)
def test_every_member_of_an_enumeration_has_its_word(noun: str, names: type[Enum]) -> None:
    assert of(noun) == {member.value for member in names}


def test_every_kind_of_data_has_its_words_and_every_noun_its_plural() -> None:
    assert of("data_name") == of("data_since") == DATA_KINDS.keys()
    assert of("one") == of("many") >= {kind.noun for kind in DATA_KINDS.values()}


# -- the log book

DETAILS = {
    Act.PARTNER_SAVED: ("", "6 9"),
    Act.ROUND_SAVED: ("open shared", "closed own"),
    Act.PRACTICE: ("open",),
    Act.LINK_MADE: ("scan",),
    Act.LINK_REVOKED: ("team",),
    Act.LINK_REPLACED: ("scan",),
    Act.LINK_OPENED: ("team",),
    Act.TEAM_CODE: ("on", "off"),
    Act.SCAN_STEP: ("closed released", "shared-device", "own-devices", "opened", "offered", "withheld", "reopened", "removed"),
    Act.ROLE: ("coordinator", ""),
    Act.PROGRAMME: ("on", "off"),
    Act.INVITATION: ("made", "used", "ended"),
    Act.LETTER: ("on", "off"),
    Act.TAKEN_OVER: ("sender", "letters", "questionnaire"),
    Act.MEETING: ("running",),
    Act.QUESTION: ("1.1 open", "1.1 revealed", "1.1 dropped"),
    Act.AGREED: ("1.1 red",),
    Act.MAIL_QUEUED: ("invitation",),
    Act.MAIL_ENDED: ("reminder unsure",),
    Act.PROPOSAL: ("open", "accepted", "declined", "withdrawn"),
    Act.QUOTED: ("on", "off"),
    Act.REMARK_SHARED: ("on", "off"),
    Act.COMPARING: ("on", "off"),
    Act.HELPED: ("on", "off"),
    Act.HELPED_SENTENCE: ("on", "off"),
    Act.TAKEN_IN: ("move", "archive"),
    Act.ERASED: ("scan", "partner", "part", "round", "network"),
    Act.RETENTION_SET: ("log 12",),
    Act.RETAINED: ("log 1", "log 1 18"),
}  # fmt: skip
"""Act -> what its rows can say; the others hold a number or a name."""


def test_every_sentence_of_the_log_book_is_told(tmp_path: Path) -> None:
    store = Store(stores.empty(tmp_path), load_questionnaire())
    network = store.networks.add("Netwerk", "Stad", 5, "an")
    for act in Act:
        for detail in DETAILS.get(act, ("7",)):
            store.audit._log.note(act, "an", network.id, "nobody", detail)
    told = store.audit.events(network.id)["what"].tolist()
    store.close()
    nouns = ("log", "log_word", "log_step", "log_question", "log_proposal", "log_invitation", "log_offer", "log_erased")
    for noun in (*nouns, "log_taken_in"):
        for key in of(noun):
            sentence = ".+".join(re.split(r"\\\{\w*\\\}", re.escape(sentences()[f"{noun}.{key}"])))
            assert any(re.search(sentence, line) for line in told), f"{noun}.{key}"
    assert "partner een gewiste partner bewaard; gevraagd: 9 in plaats van 6 mensen" in told
    assert "een gewiste partner: scan afgesloten en resultaat zichtbaar voor het netwerk" in told
    assert "bewaartermijn voorbij, vernietigd: Logboek (1 regel)" in told
    assert "bewaartermijn van 18 maanden voorbij, vernietigd: Logboek (1 regel)" in told


# -- nothing stays behind

WORD = re.compile(r"[^\W\d_]{3,}")
ENGLISH = frozenset(
    [
        "account",
        "agenda",
        "code",
        "data",
        "database",
        "die",
        "element",
        "link",
        "mail",
        "mails",
        "met",
        "network",
        "onlife",
        "open",
        "over",
        "partner",
        "partners",
        "postgres",
        "postgresql",
        "restore",
        "scan",
        "scans",
        "server",
        "start",
        "team",
        "version",
        "was",
    ]
)
"""Words of the content that English has too, and names."""


@cache
def dutch_words() -> frozenset[str]:
    """Every word that the content says, and the small ones that hardly a sentence does without."""
    said = {word for sentence in sentences().values() for word in WORD.findall(fill(sentence, lambda _: "").casefold())}
    return frozenset({*said, "aan", "dat", "dit", "een", "het", "jij", "moet", "niet", "ons", "voor", "wie"} - ENGLISH)


SQL = re.compile(r"\b(SELECT|INSERT|DELETE|UPDATE|FROM|WHERE|ATTACH|EXISTS|CREATE|VARCHAR)\b")
LEFT = {
    "onlife/store/log_act.py": {"de app", "de aanmelddienst"},  # it stands in the rows
    "onlife/domain/divergence.py": {"zien dit gelijk", "verschil dat toeval kan zijn", "zien dit duidelijk anders"},
    "onlife/domain/finding.py": {"binnen wat toeval kan geven"},
    "onlife/domain/meeting.py": {
        "Lopende acties",
        "Wat bewoog",
        "Wat we delen",
        "Samenwerking in één beeld",
        "Uit de opmerkingen",
        "Van het netwerk zelf",
        "Waar zetten we op in?",
    },
    "onlife/domain/peer.py": {"onder het midden", "in het midden", "boven het midden"},
    "onlife/domain/plan.py": {
        *("te laat", "binnenkort klaar", "kort (0–6 maanden)", "middellang (6–18 maanden)", "lang (18+ maanden)"),
    },
    "onlife/domain/scoring.py": {"overwegend groen", "overwegend rood"},
    "onlife/domain/shown.py": {"te weinig antwoorden", "nog niet vrijgegeven", "nog niet afgesloten"},
}
"""File -> what stays: words of an enumeration, which are the vocabulary of the domain."""


def dutch(tree: ast.Module) -> set[str]:
    """The Dutch texts of more than one word in a module, docstrings and SQL left out."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, documented)]
    docstrings = {id(line.value) for body in bodies for line in body if isinstance(line, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        if " " in node.value.strip() and not SQL.search(node.value)
        if dutch_words().intersection(WORD.findall(node.value.casefold()))
    }


@pytest.mark.parametrize(
    "code",
    [
        'raise Refused("Deze scan bestaat niet meer.")',
        'def f(name):\n    """De uitleg."""\n    return f"Er is al een netwerk met de naam {name}."',
        'WORDS = {"queued": "nieuwe poging volgt", "since": "na elke regel"}',
    ],
)
def test_a_sentence_in_code_is_found(code: str) -> None:
    assert len(dutch(ast.parse(code))) >= 1


def test_what_is_no_dutch_is_left_alone() -> None:
    code = '"""De app."""\nRUN("SELECT de FROM een WHERE het = ?")\nlog.warning("%s has no ledger; one is made")\nKEY = "niet"'
    assert dutch(ast.parse(code)) == set()


@pytest.mark.parametrize("floor", ["onlife/store", "onlife/domain"])
def test_no_sentence_stands_in_the_code_of(floor: str) -> None:
    found = {file: texts for file, tree in modules(floor).items() if (texts := dutch(tree))}
    assert found == {file: texts for file, texts in LEFT.items() if file.startswith(floor)}
