"""Brings the catalogues of other languages up to date with what stands in code, pages and content: `make messages`.

A sentence that is new is added without a translation, one that nobody says any more goes. What must be translated stands in
`READ_BY_ALL`; the rest is for coordinators, who work in Dutch.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from onlife.content.message import _Messages
from onlife.content.schema import NAMES, sentences
from onlife.content.statement import passages
from onlife.services.settings import HOME
from onlife.translation import CATALOGUES, DUTCH, LANGUAGES

CALLS = {"_", "N_", "gettext"}
CONTENT = HOME / "onlife" / "content"
UNREAD = {"demo.toml", "quickscan.1.toml", "quickscan.eenvoudig.toml", "feiten.toml", "metingen.toml"}
"""Content that is no sentence of the app: a made-up network, older words, and plain Dutch."""
READ_BY_ALL = (
    *("onlife/content/berichten.toml", "onlife/content/kiezen.toml", "onlife/content/letter.py"),
    *("onlife/content/lezen/*.md", "onlife/content/meenemen.toml", "onlife/content/messages.toml"),
    *("onlife/content/quickscan.toml", "onlife/content/statement.py", "onlife/content/uitleg.toml"),
    *(
        "onlife/domain/*.py",
        "onlife/text.py",
        "onlife/security/password.py",
        "onlife/charts/bars.py",
        "onlife/charts/figure.py",
        "onlife/charts/labels.py",
    ),
    *("onlife/export/own_result.py", "onlife/export/paper.py", "onlife/export/plan.py", "onlife/export/report.py"),
    *("onlife/export/slip.py", "onlife/services/calendar.py", "onlife/services/documents.py"),
    *("onlife/ui/app/faults.py", "onlife/ui/app/navigation.py", "onlife/ui/app/session.py", "onlife/ui/app/unsent.py"),
    *("onlife/ui/calendar_link.py", "onlife/ui/counting.py", "onlife/ui/erasing.py", "onlife/ui/joint_scan.py"),
    *(
        "onlife/web/sign_in.py",
        "onlife/ui/link.py",
        "onlife/ui/meeting/ballot.py",
        "onlife/ui/paper_entry.py",
        "onlife/ui/parts/*.py",
    ),
    *(
        "onlife/ui/plan*.py",
        "onlife/ui/priority.py",
        "onlife/ui/reading.py",
        "onlife/ui/remark.py",
        "onlife/ui/resume.py",
    ),
    *("onlife/ui/scan.py", "onlife/ui/statement.py", "onlife/ui/team.py", "onlife/ui/team_link.py"),
    *("onlife/web/calendar.py", "onlife/web/entrance.py", "onlife/web/guard.py", "onlife/web/language.py"),
    *("onlife/web/headers.py", "onlife/web/invitation.py", "onlife/web/maintenance.py"),
    *("onlife/web/reminder_choice.py", "onlife/web/seat.py", "onlife/web/shell.py"),
    *("onlife/web/view_entrance.py", "onlife/web/write_guard.py"),
    *("onlife/web/templates/*.html", "pages/partner/*.py", "pages/toegang/start.py", "pages/lezen/privacy.py"),
    *("pages/lezen/toegankelijkheid.py", "pages/lezen/uitleg.py", "pages/lezen/waarom.py"),
)
"""Where the sentences stand that respondents, contacts and voters read, and whoever stands before a door."""
READ_IN_DUTCH = tuple(f"onlife/content/{part}" for part in ("bouwstenen", "evaluatie", "inspiratie", "verontrusting"))
JINJA = dict.fromkeys(("trimmed", "newstyle_gettext", "trim_blocks", "lstrip_blocks"), "true") | {"silent": "false"}
"""How `onlife.web.shell` reads its templates."""
WIDTH = 120


def messages() -> Iterator[tuple[str, str]]:
    """Every sentence that is for the catalogue, with the file that it stands in."""
    for file in sorted({*HOME.glob("pages/**/*.py"), *HOME.glob("onlife/**/*.py")}):
        yield from ((one, _place(file)) for one in code(file))
    for file in sorted(HOME.glob("onlife/web/templates/*.html")):
        with file.open("rb") as page:
            for _line, _function, words, _comments in babel_extract(page, ("_", "gettext", "ngettext"), (), JINJA):
                yield from ((one, _place(file)) for one in _all(words))
    for file in sorted({*CONTENT.rglob("*.toml"), *CONTENT.glob("lezen/*.md")}):
        if file.name not in UNREAD:
            yield from ((one, _place(file)) for one in content(file))


def code(file: Path) -> Iterator[str]:
    """The sentences that a module asks of the catalogue, in calls within calls too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(sentence)), *_]) if name in CALLS:
                yield sentence


def content(file: Path) -> list[str]:
    """The sentences of a content file: the texts of its tables, or the paragraphs of a page."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        return [part for part in passages(text) if not part.isspace()]
    found: list[str] = []

    def collect(one: str) -> str:
        if any(sign.isalpha() for sign in one):
            found.append(one)
        return one

    sentences(tomllib.loads(text), _Messages.names if file.name == "messages.toml" else NAMES, collect)
    return found


def for_all(place: str) -> bool:
    return any(fnmatch(place, pattern) for pattern in READ_BY_ALL)


def template() -> Catalog:
    """The sentences that other languages need."""
    made = Catalog(project="Onlife netwerkscan", fuzzy=False)
    for sentence, place in messages():
        if sentence and for_all(place):
            made.add(sentence, locations=[(place, 0)])
    return made


@cache
def sentences_of_today() -> frozenset[str]:
    """What every language has words for, with what there is to read beside the scan, which is Dutch."""
    return frozenset(sentence for sentence, place in messages() if for_all(place) or place.startswith(READ_IN_DUTCH))


def catalogue(code: str) -> Catalog:
    """The catalogue of a language as it stands, empty before there is one."""
    path = CATALOGUES / f"{code}.po"
    if not path.exists():
        return Catalog(locale=code, project="Onlife netwerkscan", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=code)


def update(code: str) -> Catalog:
    """The catalogue of a language with the sentences of today."""
    made = catalogue(code)
    made.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    made.obsolete.clear()
    return made


def save(made: Catalog) -> None:
    CATALOGUES.mkdir(exist_ok=True)
    with (CATALOGUES / f"{made.locale_identifier}.po").open("wb") as file:
        write_po(file, made, width=WIDTH, include_lineno=False, omit_header=False, sort_by_file=True)


def main() -> None:
    for code in LANGUAGES.keys() - {DUTCH}:
        made = update(code)
        save(made)
        open_ones = sum(1 for message in made if message.id and not message.string)
        print(f"{code}: {len(made)} sentences, {open_ones} without a translation")


def _all(found: Any) -> Iterable[str]:
    return [one for one in found if one] if isinstance(found, tuple) else [found]


def _place(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


if __name__ == "__main__":
    main()
