"""Text in and out: what somebody typed, made fit to keep, and dates and times as people in Flanders write them.

Control characters, marks that turn the direction of text, and signs without width let a name look like another one or
break a table, a letter or a spreadsheet; nobody needs them in Dutch. They are taken out at the door, so that every
page, file and comparison sees the same text. Everything else stays letter for letter.

Moments are kept in UTC and told by the clocks of the place: `ONLIFE_TIMEZONE`, otherwise those of Flanders.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from math import ceil
from zoneinfo import ZoneInfo

from onlife.environment import value
from onlife.translation import decimal_mark, format_date, is_one, month_names
from onlife.translation import gettext as _

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
"""Control, format (direction, no width), half of a pair, not assigned, private."""
_JOINER = "\u200d"
"""Joins emoji into one; kept where something stands on both sides."""
_PARTER = "\u200c"
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,16}\U000e007f")
"""The flag of a region, spelled by signs that cannot be seen by themselves."""
_PICTURES = frozenset(map(chr, range(0x1F000, 0x1FB00)))
"""Where emoji are, those included that are younger than Python's table."""
ALIKE = 0.8
"""From here on, of 1 for the same, names are so much alike that one may be meant for the other."""
_MAY_BREAK = re.compile(r"[^\S\u00a0\u202f]+")
_BREAKS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\t": " ", "\x0b": " ", "\x0c": " ", "\x85": "\n"})


def clean(text: str) -> str:
    """The text without what cannot be seen; line breaks stay."""
    if text.isprintable():  # no sign of a kind that is not seen, and no break
        return unicodedata.normalize("NFC", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    flags = {at for flag in _FLAG.finditer(lines) for at in range(*flag.span())}
    kept = [sign for at, sign in enumerate(lines) if sign == "\n" or at in flags or _is_visible(lines, at)]
    return unicodedata.normalize("NFC", "".join(kept))


def line(text: str) -> str:
    """The text on one line, without space around it or twice: how names are kept and compared."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> str:
    """The text as it was typed, without space around it: how remarks are kept and compared."""
    return clean(text).strip()


def unbroken(text: str) -> str:
    """The text on one line, without space around it or twice; what stands before a sign of French does not break."""
    return _MAY_BREAK.sub(" ", text).strip(" ")


def same(one: str, other: str) -> bool:
    """Whether two names are the same, however they were typed."""
    return key(one) == key(other)


def key(name: str) -> str:
    """What two names have in common that are the same name, however they were spaced, capitalised or put together."""
    return line(name).casefold()


def alike(name: str, names: Iterable[str]) -> list[str]:
    """The names that somebody may have meant, the likest first: accents, hyphens and a few letters do not count."""
    plain: dict[str, str] = {}
    for known in names:
        plain.setdefault(bare(known), known)
    return [plain[found] for found in get_close_matches(bare(name), plain, 3, ALIKE)]


def bare(name: str) -> str:
    """A name as words of letters and digits alone: without capitals, accents and signs."""
    letters = unicodedata.normalize("NFKD", key(name)).casefold()
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign)).split()
    )


def _is_visible(text: str, at: int) -> bool:
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if sign == _JOINER:
        return before.strip() != "" and _is_pictograph(after)
    if sign == _PARTER:  # keeps two letters apart, in Persian for one; never in a script that could be ours
        return before > "\u024f" and before.isalpha() and after > "\u024f" and after.isalpha()
    return unicodedata.category(sign) not in _UNSEEN or sign in _PICTURES


def _is_pictograph(sign: str) -> bool:
    return sign != "" and (sign in _PICTURES or unicodedata.category(sign) in ("So", "Sk"))


_TYPED = re.compile(r"(\d{1,2})(?:er)?\s*[-/. ]\s*(\d{1,2}|[^\W\d_]+)\.?\s*[-/. ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
HERE = "Europe/Brussels"
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""What a plan or a round can be about. A slip such as 9999 would stretch a picture over eight thousand years."""


def long_date(day: date) -> str:
    """A date in words, such as `23 november 2026`."""
    return format_date(day)


def quoted(words: str) -> str:
    """Words of somebody, between the quotation marks of the language in which they are shown."""
    return _("“{words}”", words=words)


def labelled(label: str, words: object) -> str:
    """What something is, and then what it holds, such as `Trekker: de bibliotheek`."""
    return _("{label}: {words}", label=label, words=words)


def short_months() -> list[str]:
    """The twelve months in a few letters, for the axis of a picture."""
    return [name.rstrip(".") for name in month_names("abbreviated")]


def decimal(number: float, decimals: int = 0) -> str:
    """A number with so many digits behind the comma, such as `3,5`."""
    return f"{number:.{decimals}f}".replace(".", decimal_mark())


def short_date(day: date) -> str:
    """A date as one types it, such as `23/11/2026`; `parse_date` reads it back."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


@cache
def zone() -> ZoneInfo:
    """The time zone of this installation. Raises ValueError with a Dutch sentence for one that there is not."""
    name = value("ONLIFE_TIMEZONE") or HERE
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # OSError: the name of a folder of zones
        raise ValueError(f"ONLIFE_TIMEZONE is {name!r}, maar dat is geen tijdzone. Schrijf ze zoals {HERE}.") from error


def local(moment: datetime) -> datetime:
    """A moment that is stored in UTC, by the clocks of this installation."""
    return moment.replace(tzinfo=UTC).astimezone(zone())


def now() -> datetime:
    """This moment in UTC, without zone, as it is stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The day it is in Flanders: between midnight there and in UTC an action would be due a day too late."""
    return local(now()).date()


def moment_in_words(moment: datetime) -> str:
    """A moment that is stored in UTC, such as `23 november 2026, 14:05`, by the clocks of this installation."""
    return f"{long_date(local(moment).date())}, {local(moment):%H:%M}"


def within(day: date | None) -> date | None:
    """The same day, or the last that a plan can be about for one that an older version kept beyond it."""
    return day and min(max(day, FIRST), LAST)


def length(wait: timedelta) -> str:
    """How long it still takes: `20 seconden`, `4 minuten`."""
    seconds = ceil(wait.total_seconds())
    if seconds < 60:
        return count(seconds, _("seconde"), _("seconden"))
    minutes = ceil(seconds / 60)
    return count(minutes, _("minuut"), _("minuten"))


def ago(time: timedelta) -> str:
    """How long ago, as one says it: `12 minuten geleden`, `3 uur geleden`, `2 dagen geleden`."""
    minutes = max(0, int(time.total_seconds() // 60))
    if minutes < 60:
        return _("zonet") if minutes == 0 else _("{time} geleden", time=count(minutes, _("minuut"), _("minuten")))
    hours = minutes // 60
    if hours >= 48:
        return _("{time} geleden", time=count(hours // 24, _("dag"), _("dagen")))
    return plural(hours, _("1 uur geleden"), _("{hours} uur geleden", hours=hours))


def days_away(days: int) -> str:
    """How far away a day is, as one says it: `vandaag`, `over 7 dagen`, `12 dagen geleden`."""
    if days < 0:
        return _("{time} geleden", time=count(-days, _("dag"), _("dagen")))
    return (_("vandaag"), _("morgen"))[days] if days < 2 else _("over {days} dagen", days=days)


def parse_date(text: str) -> date:
    """The date somebody typed as day, month and year, or the way computers write it (2026-11-23). The month may be a number,
    its name or the name's beginning (and mrt), the year has four digits or two of this century.

    Raises ValueError with a Dutch sentence for anything else, for a day that does not exist and for one outside 2000-2099.
    """
    typed = " ".join(text.lower().split())
    found, iso = _TYPED.fullmatch(typed), _ISO.fullmatch(typed)
    day, month, year = found.groups() if found else reversed(iso.groups()) if iso else ("", "", "")
    number = _month(month)
    if not number:
        raise ValueError(_("“{typed}” is geen datum. Schrijf dag/maand/jaar, bijvoorbeeld 23/11/2026.", typed=typed))
    try:
        read = date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        raise ValueError(_("{typed} bestaat niet. Kijk de dag en de maand na.", typed=typed)) from None
    if not FIRST <= read <= LAST:
        raise ValueError(
            _(
                "{typed} ligt te ver weg. Kijk het jaar na: het moet tussen {first} en {last} liggen.",
                typed=typed,
                first=FIRST.year,
                last=LAST.year,
            )
        )
    return read


def _month(text: str) -> int:
    """The number of a month, 0 if the text is none."""
    if text.isdigit():
        return int(text)
    if text == "mrt":
        return 3
    names = month_names("wide")
    named = [at for at, name in enumerate(names, start=1) if len(text) >= 3 and name.lower().startswith(text)]
    return named[0] if len(named) == 1 else 0


def count(number: int, one: str, many: str) -> str:
    """How many of something, such as `1 scan` and `12 scans`."""
    return f"{number} {plural(number, one, many)}"


def plural(number: int, one: str, many: str) -> str:
    """The words that go with a number; French counts none as one."""
    return one if is_one(number) else many


def count_scans(number: int) -> str:
    return count(number, _("scan"), _("scans"))


def count_people(number: int) -> str:
    return count(number, _("persoon"), _("personen"))


def count_partners(number: int) -> str:
    return count(number, _("partner"), _("partners"))
