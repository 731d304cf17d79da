"""Settings out of any editor, service manager or word processor: the right value, or a Dutch sentence that says why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onlife.content import statement
from onlife.content.questionnaire import QUICKSCAN, load, parse
from onlife.content.schema import ContentError
from onlife.services import installation, settings
from onlife.text import HERE, zone

ACCENT = "Scan van Café Zoë"
FORM = QUICKSCAN.read_text(encoding="utf-8").replace(next(
    line for line in QUICKSCAN.read_text(encoding="utf-8").splitlines() if line.startswith("title = ")
), f'title = "{ACCENT}"', 1)  # fmt: skip
CURLY = FORM.replace(f'"{ACCENT}"', f"“{ACCENT}”")
STATED = f'contact = "{ACCENT}"\n'
SECRET = "geheim voor de post"

Read = Callable[[Path], str]


def questionnaire(file: Path) -> str:
    return load(file).title


def stated(file: Path) -> str:
    found = statement.read_statement(file.parent)
    if found.problems:
        raise ContentError(" ".join(found.problems))
    return found.values.get("contact", "")


def password(file: Path) -> str:
    found = settings.mail_server_in(
        {
            "ONLIFE_SMTP_HOST": "smtp.x.be",
            "ONLIFE_SMTP_SENDER": "a@b.be",
            "ONLIFE_SMTP_USER": "app",
            "ONLIFE_SMTP_PASSWORD_FILE": str(file),
        }
    )
    assert found is not None
    return found.password


FILES: dict[str, tuple[str, Read, str, str]] = {
    "questionnaire": ("eigen.toml", questionnaire, FORM, ACCENT),
    "statement": ("verklaring.toml", stated, STATED, ACCENT),
    "password": ("wachtwoord", password, SECRET, SECRET),
}
"""What is read -> its name, how it is read, what is in it and what comes out of it."""

WRITTEN: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "UTF-16 LE": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 LE without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE without a mark": lambda text: text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
    "ends of lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "a blank line behind it": lambda text: f"{text}\r\n\r\n".encode(),
    "a mark and ends of lines of Windows": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("kind", FILES)
def test_a_file_of_any_editor_is_read(kind: str, how: str, tmp_path: Path) -> None:
    name, read, text, wanted = FILES[kind]
    (tmp_path / name).write_bytes(WRITTEN[how](text))
    assert read(tmp_path / name) == wanted


CURLED: dict[str, tuple[str, str]] = {
    "questionnaire": (CURLY, "eigen.toml"),
    "statement": (STATED.replace(' "', " “").replace('"\n', "”\n"), "verklaring.toml"),
}


@pytest.mark.parametrize("quotes", ["“”", "„”", "„“", "””", "‘’", "«»", '“"', '"”'])
@pytest.mark.parametrize("kind", CURLED)
def test_quotes_of_a_word_processor_are_quotes(kind: str, quotes: str, tmp_path: Path) -> None:
    text, name = CURLED[kind]
    (tmp_path / name).write_text(text.replace("“", quotes[0]).replace("”", quotes[1]), encoding="utf-8")
    assert FILES[kind][1](tmp_path / name) == ACCENT


def test_a_questionnaire_of_which_every_quote_is_curly_is_the_same() -> None:
    curly = "\n".join(
        f"{before}“{text}”{after}" if line.count('"') == 2 and not text.endswith("\\") else line
        for line in FORM.splitlines()
        for before, text, after in [(line.split('"') if line.count('"') == 2 else (line, "", ""))]
    )
    assert curly.count("“") > 200
    assert parse(curly.encode(), "eigen.toml").elements == parse(FORM.encode(), "eigen.toml").elements


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "a questionnaire without quotes": ("questionnaire", FORM.replace(f'"{ACCENT}"', ACCENT).encode(), "eigen.toml: dit is geen geldige TOML. Regel "),
    "a questionnaire with a text that does not end": ("questionnaire", FORM.replace(f'"{ACCENT}"', f"“{ACCENT}").encode(), "eigen.toml: dit is geen geldige TOML. Regel "),
    "a questionnaire of which a sign is broken": ("questionnaire", FORM.encode().replace("Zoë".encode(), b"Zo\xc3", 1), "eigen.toml: regel "),
    "a questionnaire of which one sign is of Windows": ("questionnaire", FORM.encode().replace("Café".encode(), "‘t Café".encode()[:-2] + b"\xe9", 1), "eigen.toml: regel "),
    "an empty questionnaire": ("questionnaire", b"", "eigen.toml, bovenaan: “version” ontbreekt"),
    "a questionnaire that is a picture": ("questionnaire", b"\x89PNG\r\n\x1a\n\x00\x81", "eigen.toml: regel 1 is geen leesbare tekst"),
    "a statement with a text that does not end": ("statement", "contact = “Zoë".encode(), "verklaring.toml, regel 1: de waarde van “contact”"),
    "a statement of which a sign is broken": ("statement", 'contact = "Zoë"\nx = "é'.encode() + b'\xc3"', "verklaring.toml: regel 2 is geen leesbare tekst"),
    "an empty password": ("password", b"\r\n", "wachtwoord: het bestand is leeg"),
    "a password and a note": ("password", b"geheim\nvan de app", "wachtwoord, regel 2: zet enkel het wachtwoord"),
    "a password with an accent": ("password", "geheim é".encode("cp1252"), "wachtwoord, regel 1: het wachtwoord heeft een teken"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_can_mean_several_things_is_refused_with_its_name_and_the_reason(case: str, tmp_path: Path) -> None:
    kind, data, said = BROKEN[case]
    name, read, *_ = FILES[kind]
    (tmp_path / name).write_bytes(data)
    with pytest.raises((ContentError, settings.SettingError)) as refused:
        read(tmp_path / name)
    assert said in str(refused.value) and str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", ["questionnaire", "password"])
def test_a_file_that_is_not_there_or_is_a_folder_is_named(kind: str, tmp_path: Path) -> None:
    name, read, *_ = FILES[kind]
    for reason in ("het bestand bestaat niet", "dit is een map, geen bestand"):
        with pytest.raises((ContentError, settings.SettingError), match=reason) as refused:
            read(tmp_path / name)
        assert name in str(refused.value)
        (tmp_path / name).mkdir(exist_ok=True)


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_the_app_may_not_read_is_named(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, read, text, _ = FILES[kind]
    (tmp_path / name).write_text(text, encoding="utf-8")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # whoever runs the tests may read everything
    with pytest.raises((ContentError, settings.SettingError), match="de app mag dit bestand niet lezen"):
        read(tmp_path / name)


MANGLED: dict[str, Callable[[str], str]] = {
    "as it should be": lambda text: text,
    "blanks around it": lambda text: f"  {text} ",
    "a carriage return behind it": lambda text: f"{text}\r",
    "a line break behind it": lambda text: f"{text}\n",
    "a mark before it": lambda text: f"\ufeff{text}",
    "a hard space behind it": lambda text: f"{text}\u00a0",
    "quotes around it": lambda text: f'"{text}"',
    "single quotes around it": lambda text: f"'{text}'",
    "curly quotes around it": lambda text: f"“{text}”",
    "low and high quotes around it": lambda text: f"„{text}”",
    "quotes and a carriage return": lambda text: f'"{text}"\r',
    "quotes with blanks in them": lambda text: f'" {text} "',
    "a sign without width before it": lambda text: f"\u200b{text}",
}

SETTINGS: dict[str, tuple[str, Callable[[], object], object]] = {
    "ONLIFE_DATA": ("", lambda: settings.data_folder().name, "gegevens van ons"),
    "ONLIFE_PORT": ("8700", settings.port, 8700),
    "ONLIFE_DATABASE": ("postgresql://onlife@db/onlife", settings.database, "postgresql://onlife@db/onlife"),
    "ONLIFE_QUESTIONNAIRE": (str(QUICKSCAN), lambda: installation.questionnaire().version, load().version),
    "ONLIFE_TIMEZONE": ("Europe/Lisbon", lambda: str(zone()), "Europe/Lisbon"),
    "ONLIFE_PROXY": ("192.0.2.9", settings.proxies, ["192.0.2.9/32", "::ffff:192.0.2.9/128"]),
    "ONLIFE_SMTP_HOST": ("smtp.z.be", lambda: mail().host, "smtp.z.be"),
    "ONLIFE_SMTP_SENDER": ("c@d.be", lambda: mail().sender, "c@d.be"),
    "ONLIFE_SMTP_SECURITY": ("tls", lambda: mail().security, settings.Security.TLS),
    "ONLIFE_SMTP_PORT": ("2525", lambda: mail().port, 2525),
    "ONLIFE_SMTP_USER": ("app", lambda: mail().user, "app"),
    "ONLIFE_SMTP_PASSWORD_FILE": ("", lambda: mail().password, SECRET),
}  # fmt: skip


def mail() -> settings.MailServer:
    found = settings.mail_server()
    assert found is not None
    return found


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An installation that sends mail, of which nothing was read yet."""
    secret = tmp_path / "wachtwoord"
    secret.write_text(SECRET, encoding="utf-8")
    given = {"ONLIFE_SMTP_HOST": "smtp.x.be", "ONLIFE_SMTP_SENDER": "a@b.be", "ONLIFE_SMTP_USER": "gebruiker"}
    for name, written in {**given, "ONLIFE_SMTP_PASSWORD_FILE": str(secret), "ONLIFE_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, written)
    for kept in (settings.mail_server, installation.questionnaire, zone):
        kept.cache_clear()
    return monkeypatch


@pytest.fixture(autouse=True)
def nothing_is_kept() -> None:
    """What a test read from its own settings is read anew by the next one."""
    for kept in (settings.mail_server, installation.questionnaire, zone):
        kept.cache_clear()


@pytest.mark.parametrize("how", MANGLED)
@pytest.mark.parametrize("name", SETTINGS)
def test_what_stands_around_a_setting_is_no_part_of_it(
    name: str, how: str, fresh: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text, read, wanted = SETTINGS[name]
    (tmp_path / "gegevens van ons").mkdir()
    own = {"ONLIFE_DATA": "gegevens van ons", "ONLIFE_SMTP_PASSWORD_FILE": "wachtwoord"}
    fresh.setenv(name, MANGLED[how](str(tmp_path / own[name]) if name in own else text))
    assert read() == wanted


def test_a_blank_behind_the_name_of_a_folder_belongs_to_it_unless_it_exists_without(
    fresh: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fresh.setenv("ONLIFE_DATA", f"{tmp_path / 'nieuw'} ")
    assert settings.data_folder().name == "nieuw "
    (tmp_path / "nieuw").mkdir()
    assert settings.data_folder().name == "nieuw"
    (tmp_path / "nieuw ").mkdir()
    assert settings.data_folder().name == "nieuw "


@pytest.mark.parametrize("text", ["", " ", '""', "\ufeff"])
@pytest.mark.parametrize(
    "name", ["ONLIFE_PORT", "ONLIFE_DATABASE", "ONLIFE_QUESTIONNAIRE", "ONLIFE_TIMEZONE", "ONLIFE_PROXY"]
)
def test_a_setting_without_a_value_is_none(name: str, text: str, fresh: pytest.MonkeyPatch) -> None:
    usual = {
        "ONLIFE_PORT": settings.DEFAULT_PORT, "ONLIFE_DATABASE": "", "ONLIFE_QUESTIONNAIRE": load().version,
        "ONLIFE_TIMEZONE": HERE, "ONLIFE_PROXY": [],
    }  # fmt: skip
    fresh.setenv(name, text)
    assert SETTINGS[name][1]() == usual[name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ONLIFE_PORT", "80 80"),
        ("ONLIFE_PORT", "“8501"),
        ("ONLIFE_PORT", "²"),
        ("ONLIFE_PORT", "9" * 5000),
        ("ONLIFE_DATABASE", "localhost:5432"),
        ("ONLIFE_PROXY", "proxy.example"),
        ("ONLIFE_QUESTIONNAIRE", "~niemand-hier/scan.toml"),
        ("ONLIFE_DATA", "~niemand-hier/data"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_with_its_name(name: str, text: str, fresh: pytest.MonkeyPatch) -> None:
    fresh.setenv(name, text)
    with pytest.raises(settings.SettingError, match=name):
        SETTINGS[name][1]()


def test_the_app_goes_on_without_a_mail_server_that_is_set_wrongly_and_says_so(fresh: pytest.MonkeyPatch) -> None:
    assert settings.problems() == []
    fresh.setenv("ONLIFE_SMTP_PORT", "post")
    settings.mail_server.cache_clear()
    assert settings.mail_server() is None
    (problem,) = settings.problems()
    assert problem.startswith("ONLIFE_SMTP_PORT is 'post'") and "geen mail" in problem
