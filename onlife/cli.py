"""The command line: starting the app, the demo, and what a server's keeper does without a browser.

Exit code 0: done; 1: what was asked or given is not right; 2: the app or its data cannot be opened. Whatever is wrong
is said in Dutch on stderr, without a trace.
"""

from __future__ import annotations

import argparse
import io
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from onlife.content.schema import ContentError
from onlife.domain.access import Role
from onlife.domain.account import Account, LinkKind
from onlife.domain.network import Network, Partner, Round
from onlife.domain.questionnaire import Questionnaire
from onlife.export import result as results_export
from onlife.export.tables import csv
from onlife.security import password as passwords
from onlife.services import control_socket, demo, import_scans, installation, peer, results, scan_file
from onlife.services.installation import SettingError
from onlife.services.spreadsheet import UnreadableGrid, shorten
from onlife.store import InUse, Refused, Store, StoreError
from onlife.store.engine import backup
from onlife.store.engine.database import STILL_THERE, today
from onlife.store.erasure import Counts
from onlife.store.retention import KINDS
from onlife.text import dutch_date, same

ACTOR = "opdrachtregel"
BAD_INPUT, CANNOT_START = 1, 2
ENCODINGS = {"windows": "cp1252", "dos": "cp850"}
POSTGRESQL, FILE = "postgresql", "file"
OLDEST_PYTHON = (3, 11)
PHONE_PARTNER = demo.BIB
"""The partner of the demo whose scan is still open in the last round."""


class _Parser(argparse.ArgumentParser):
    """argparse, speaking Dutch."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**(settings | {"add_help": False, "formatter_class": _Help, "allow_abbrev": False}))  # type: ignore[arg-type]
        self.given = self.add_argument_group("wat je meegeeft")
        self.given.add_argument("-h", "--help", action="help", help="toon deze uitleg")

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"Deze opdracht is niet volledig of niet juist. Zie: {self.prog} --help\n")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: object, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "Gebruik: " if prefix is None else prefix)  # type: ignore[arg-type]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives back the exit code."""
    _mend_streams()
    try:
        return _run(argv)
    finally:
        _flush()


def _run(argv: Sequence[str] | None) -> int:
    ask = _parser().parse_args(argv)
    try:
        return run_here(ask)
    except InUse as problem:
        words = sys.argv[1:] if argv is None else argv
        return _handed_over(words, problem, alone=ask.alone)


def _handed_over(words: Sequence[str], problem: InUse, *, alone: bool) -> int:
    """Have the app that has the data run a command; not one that needs them for itself."""
    try:
        handed = None if alone else control_socket.hand_over(installation.data_folder(), words)
    except (EOFError, OSError):
        print("De app is gestopt voor ze antwoordde. Kijk na of de opdracht gebeurd is.", file=sys.stderr)
        return CANNOT_START
    except KeyboardInterrupt:
        print("Gestopt.", file=sys.stderr)
        return BAD_INPUT
    if handed is None:
        print(problem, file=sys.stderr)
    return CANNOT_START if handed is None else handed


def run_for_app(argv: Sequence[str]) -> int:
    """Run, inside the app that has the data, a command that was handed over."""
    return run_here(_parser().parse_args(argv))


def run_here(ask: argparse.Namespace) -> int:
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise SettingError(f"Python {sys.version.split()[0]} is te oud. Installeer Python 3.11 of nieuwer.")
        do: Callable[[argparse.Namespace], None] = ask.do
        do(ask)
    except InUse:
        raise
    except (StoreError, ContentError, SettingError) as problem:
        print(problem, file=sys.stderr)
        return CANNOT_START
    except import_scans.ImportRejected as refused:
        print(*shorten(refused.problems), "Er is niets ingelezen.", sep="\n", file=sys.stderr)
        return BAD_INPUT
    except Refused as refused:
        print(refused, file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        return BAD_INPUT  # who read along has stopped, for one `export | head`
    except OSError as problem:
        trouble = "bestaat niet" if isinstance(problem, FileNotFoundError) else "is niet te lezen of te schrijven"
        print(
            f"{problem.filename} {trouble}." if problem.filename else f"De computer meldt: {problem}.", file=sys.stderr
        )
        return BAD_INPUT
    except KeyboardInterrupt:
        print("Gestopt.", file=sys.stderr)
        return BAD_INPUT
    return 0


def _mend_streams() -> None:
    """Let no sign that a terminal does not know, and no stream that is closed, break off what is being done."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if name == "stdout":
                stream.reconfigure(write_through=False)  # said at the end, to whoever is still there


def _flush() -> None:
    """Hand over what was printed; nobody needs to be there to take it."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> _Parser:
    parser = _Parser(
        prog="onlife",
        description="Onlife netwerkscan. ONLIFE_DATA kiest de gegevensmap, ONLIFE_PORT de poort, ONLIFE_DATABASE een PostgreSQL.",
    )
    commands = parser.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)

    def command(name: str, help_text: str, do: Callable[[argparse.Namespace], None], under: Any = commands) -> _Parser:
        made: _Parser = under.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(do=do, alone=False)
        return made

    def family(name: str, help_text: str) -> Any:
        made: _Parser = commands.add_parser(name, help=help_text, description=help_text)
        return made.add_subparsers(title="wat", metavar="WAT", required=True)

    def named(made: _Parser, *, scan_round: bool = True) -> None:
        made.given.add_argument("--network", required=True, metavar="NAAM", help="naam van het netwerk")
        if scan_round:
            made.given.add_argument("--round", required=True, metavar="NAAM", help="naam van de scanronde")

    command("serve", "start de app", _serve).set_defaults(alone=True)
    made = command("demo", "start de app met een voorbeeldnetwerk", _demo)
    made.set_defaults(alone=True)
    made.given.add_argument(
        "--telefoon", action="store_true", help="ook voor telefoons in dit netwerk, met wachtwoorden voor deze keer"
    )

    made = command("import", "lees bestaande scans in uit een CSV- of Excel-bestand", _import)
    made.given.add_argument(
        "file", type=control_socket.path, metavar="BESTAND", help="CSV of XLSX volgens het sjabloon"
    )
    named(made)
    made.given.add_argument("--sheet", default="", metavar="BLAD", help="welk blad van een Excel-bestand")
    made.given.add_argument("--encoding", choices=list(ENCODINGS), help="hoe een oude CSV letters met accenten bewaart")
    made.given.add_argument(
        "--skip-column", action="append", default=[], metavar="KOP", help="lees deze kolom niet (mag vaker)"
    )
    made.given.add_argument(
        "--partner",
        action="append",
        default=[],
        metavar="NAAM=PARTNER",
        help="welke partner een naam in het bestand bedoelt (mag vaker)",
    )
    made.given.add_argument("--new-partners", action="store_true", help="maak een partner van elke onbekende naam")
    made.given.add_argument("--doubles", action="store_true", help="lees ook scans in die er al zijn")
    made.given.add_argument(
        "--more-people", action="store_true", help="verhoog het aantal gevraagde mensen waar er meer scans zijn"
    )

    named(command("close", "sluit een scanronde: de resultaten liggen daarna vast", _close))

    made = command("backup", "maak een back-up: één bestand met alle gegevens", _backup)
    made.given.add_argument(
        "file", type=control_socket.path, nargs="?", metavar="BESTAND", help="waar (anders: backups/ bij de gegevens)"
    )
    made = command("restore", "zet een back-up terug in een lege gegevensmap of databank", _restore)
    made.set_defaults(alone=True)
    made.given.add_argument("file", type=control_socket.path, metavar="BESTAND", help="een back-up van deze app")
    made.given.add_argument("--replace", action="store_true", help="leg eerst opzij wat er in de gegevensmap staat")

    made = command("move", "verhuis alle gegevens van het bestand naar PostgreSQL, of terug", _move)
    made.set_defaults(alone=True)
    made.given.add_argument(
        "to", choices=[POSTGRESQL, FILE], metavar="WAARHEEN", help="postgresql (ONLIFE_DATABASE) of file (ONLIFE_DATA)"
    )

    erase = family("erase", "wis iets voorgoed, ook uit het bestand")
    gone_network = command("network", "wis een netwerk met alles wat erbij hoort", _erase_network, erase)
    gone_round = command("round", "wis een scanronde van alle partners", _erase_round, erase)
    gone_partner = command("partner", "wis een partner, uit één scanronde of helemaal", _erase_partner, erase)
    named(gone_network, scan_round=False)
    named(gone_round)
    named(gone_partner, scan_round=False)
    gone_partner.given.add_argument("--partner", required=True, metavar="NAAM", help="naam van de partner")
    gone_partner.given.add_argument("--round", metavar="NAAM", help="alleen uit deze scanronde")
    for each in (gone_network, gone_round, gone_partner):
        each.given.add_argument("--yes-i-mean", metavar="NAAM", help="de naam nog eens, in plaats van de vraag ernaar")
        each.given.add_argument("--backups", action="store_true", help="vernietig ook de oudere back-ups van de app")
    command("retention", "vernietig wat langer bewaard is dan ingesteld", _retention)

    logs = family("log", "het logboek nakijken of bewaren")
    command("verify", "kijk na of er niets gewijzigd of weg is", _verify_log, logs)
    made = command("export", "alle regels als CSV, zoals ze bewaard zijn", _export_log, logs)
    made.given.add_argument(
        "--output", type=control_socket.path, metavar="BESTAND", help="bestand in plaats van het scherm"
    )

    exports = family("export", "bewaar resultaten of het sjabloon")
    made = command("results", "resultaten van een scanronde als CSV", _export_results, exports)
    named(made)
    found = command("findings", "wat in een scanronde opvalt, in woorden, als CSV", _export_findings, exports)
    named(found)
    found.given.add_argument("--since", metavar="NAAM", help="een eerdere scanronde: toon ook wat sindsdien bewoog")
    blank = command("template", "leeg sjabloon om scans in te lezen", _export_template, exports)
    for each in (made, found, blank):
        each.given.add_argument(
            "--output", type=control_socket.path, metavar="BESTAND", help="bestand in plaats van het scherm"
        )

    accounts = family("account", "beheer wie zich kan aanmelden")
    add = command("add", "maak een account; het wachtwoord wordt gevraagd", _add_account, accounts)
    command("list", "toon de accounts en hun rollen", _list_accounts, accounts)
    password = command("password", "stel een nieuw wachtwoord in", _set_password, accounts)
    remove = command("remove", "verwijder een account", _remove_account, accounts)
    totp = command("totp-off", "zet de tweede stap bij het aanmelden uit (telefoon kwijt)", _drop_factor, accounts)
    role = command("role", "geef een account een rol in een netwerk", _set_role, accounts)
    for each in (add, password, remove, totp, role):
        each.given.add_argument("username", metavar="GEBRUIKERSNAAM", help="waarmee iemand zich aanmeldt")
    add.given.add_argument("--name", default="", metavar="NAAM", help="naam op het scherm")
    for each in (add, password):
        each.given.add_argument("--password-stdin", action="store_true", help="lees het wachtwoord van de invoer")
    named(role, scan_round=False)
    role.given.add_argument(
        "--role",
        required=True,
        choices=[Role.COORDINATOR.value, Role.READER.value, "none"],
        help="welke rol (none: geen)",
    )
    return parser


# -- starting the app


def _serve(_ask: argparse.Namespace) -> None:
    port = _free_port()
    installation.proxies()  # a setting that is wrong is said here, before the server starts
    installation.time_zone()
    try:
        with _store():
            pass  # opened once, so that an app that runs already is named before a second one starts
    except InUse:
        raise
    except (StoreError, ContentError):
        pass  # the server says it itself, in the terminal and to whoever comes
    print(f"Open http://localhost:{port}", flush=True)
    _run_app(port)


def _demo(ask: argparse.Namespace) -> None:
    os.environ.setdefault("ONLIFE_DATA", str(installation.HOME / "data" / "demo"))
    port = _free_port()
    with _store() as store:
        network = store.networks.named(demo.NETWORK)
        if network is None and (store.networks.all() or store.accounts.all()):
            raise SettingError(
                f"In {store.folder} staan al andere gegevens. Kies met ONLIFE_DATA een lege map voor de demo."
            )
        network = network or demo.build(store, installation.questionnaire()).network
        known = demo.set_passwords(store, fresh=ask.telefoon)
        print("\n".join(_demo_lines(store, network, port, known, phones=ask.telefoon)), flush=True)
    if ask.telefoon:
        os.environ["STREAMLIT_SERVER_ADDRESS"] = "0.0.0.0"
    _run_app(port)


def _demo_lines(store: Store, network: Network, port: int, known: Mapping[str, str], *, phones: bool) -> Iterator[str]:
    """What the terminal says of the demo: address, accounts, and every partner's state and links."""
    address = f"http://localhost:{port}"
    links = store.links.of(network.id)
    scan_round = store.networks.open_round(network.id)
    closings = store.closings.of(scan_round.id) if scan_round else {}
    submitted = (
        {r.partner: r.submitted for r in store.results.response(network.id, scan_round.id)} if scan_round else {}
    )
    partners = store.networks.partners(network.id)
    width = max(len(partner.name) for partner in partners)

    def link(partner: str, kind: LinkKind, at: str = address) -> str:
        known = links.get((partner, kind))
        return f"{at}/l/{store.links.token(known)}" if known else "ingetrokken"

    yield f"\n{network.name}: een voorbeeld met verzonnen gegevens (in {store.folder})\n"
    yield f"Open        {address}"
    for username, password in known.items():
        yield f"Aanmelden   {username:<12} wachtwoord: {password}"
    yield f"\nPartners in {scan_round.name}:" if scan_round else "\nPartners:"
    for partner in partners:
        closing = closings.get(partner.id)
        state = (
            "vult nog in" if not (closing and closing.closed) else "vrijgegeven" if closing.released else "afgesloten"
        )
        scans = submitted.get(partner.id, 0)
        yield f"  {partner.name:<{width}}  {scans:>3} {'scan ' if scans == 1 else 'scans'}  {state}"
        yield f"  {'':<{width}}      scan  {link(partner.id, LinkKind.SCAN)}"
        yield f"  {'':<{width}}      team  {link(partner.id, LinkKind.TEAM)}"
    phone = next((p for p in partners if p.name == PHONE_PARTNER), None)
    if phone and phones:
        yield f"\nProbeer op een telefoon in hetzelfde netwerk de scan van {phone.name}:"
        yield f"  {link(phone.id, LinkKind.SCAN, f'http://{_own_address()}:{port}')}"
        yield "Iedereen in dit netwerk kan nu bij de app. Typ er geen echte gegevens in."
    else:
        yield "\nEnkel dit toestel kan bij de app. Ook op een telefoon proberen: onlife demo --telefoon"
    yield "\nStoppen: Ctrl+C\n"


def _own_address() -> str:
    """The address of this machine for others in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        try:
            way_out.connect(("192.0.2.1", 9))  # an address that is reserved for examples
            return str(way_out.getsockname()[0])
        except OSError:
            return "localhost"


def _free_port() -> int:
    port = installation.port()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
        if os.name == "posix":
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("", port))
        except OSError as error:
            raise SettingError(
                f"Poort {port} is al in gebruik of niet toegelaten. Kies een andere met ONLIFE_PORT, bijvoorbeeld "
                f"ONLIFE_PORT={8502 if port != 8502 else 8503}."
            ) from error
    return port


def _run_app(port: int) -> NoReturn:
    """Become the server. What was checked has been closed again: one process owns the data."""
    os.environ["ONLIFE_DATA"] = str(installation.data_folder())
    os.chdir(installation.HOME)
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    os.execv(sys.executable, command)


# -- backups


def _backup(ask: argparse.Namespace) -> None:
    with _store() as store:
        file, rows = store.back_up(ask.file, ACTOR)
    print(*_counts(rows), f"Back-up bewaard en nagelezen: {file}", sep="\n")
    print("Bewaar dit bestand even veilig als de gegevens zelf: al wie het heeft, kan alles lezen.")


def _restore(ask: argparse.Namespace) -> None:
    folder, database = installation.data_folder(), installation.database()
    rows = backup.restore(ask.file, folder, database, replace=ask.replace)
    with _store():
        pass  # opened once, so that what does not open is said now, and the log book tells of it
    print(*_counts(rows), f"Teruggezet en nageteld in {'de databank' if database else folder}.", sep="\n")


def _move(ask: argparse.Namespace) -> None:
    folder, database, to_file = installation.data_folder(), installation.database(), ask.to == FILE
    if not database:
        raise SettingError("Zet ONLIFE_DATABASE op de databank waarheen of vanwaar je verhuist.")
    rows = backup.move(folder, database, to_file=to_file)
    print(*_counts(rows), "Verhuisd; aan beide kanten geteld en gelijk.", sep="\n")
    if to_file:
        print(f"De gegevens staan nu in {folder}. Start de app zonder ONLIFE_DATABASE. De databank bleef zoals ze was.")
    else:
        print(f"De gegevens staan nu in de databank. Start de app met ONLIFE_DATABASE. {folder} bleef zoals het was.")


def _counts(rows: dict[str, int]) -> Iterator[str]:
    for table, number in rows.items():
        yield f"{table:<20} {number:>8} {'rij' if number == 1 else 'rijen'}"


# -- scans and results


def _import(ask: argparse.Namespace) -> None:
    with _store() as store:
        questionnaire = _asked(store, ask.network, ask.round)
        scans = _scans(ask, questionnaire)
        choices = import_scans.Choices(
            _meant(store, ask), new=ask.new_partners, doubles=ask.doubles, more_people=ask.more_people
        )
        taken = import_scans.import_all(store, questionnaire, ask.network, ask.round, scans, ACTOR, choices)
    print(*scans.notes, sep="\n", end="\n" if scans.notes else "")
    print(
        f"{taken.scans} {'scan' if taken.scans == 1 else 'scans'} ingelezen in {taken.round.name} van {taken.network.name}."
    )
    if taken.doubles:
        print(f"Al eerder ingelezen en overgeslagen: {taken.doubles}. Met --doubles lees je ze toch in.")
    if taken.new_partners:
        print(f"Nieuwe partners: {', '.join(partner.name for partner in taken.new_partners)}.")


def _scans(ask: argparse.Namespace, questionnaire: Questionnaire) -> scan_file.ScanFile:
    """The scans in a file; what the file does not tell is asked, never guessed."""
    name = ask.file.name
    try:
        grid = scan_file.read(
            ask.file.read_bytes(), name, questionnaire, sheet=ask.sheet, encoding=ENCODINGS.get(ask.encoding, "")
        )
    except UnreadableGrid as problem:
        raise Refused(f"{problem} Er is niets ingelezen.") from problem
    if ask.sheet and ask.sheet != grid.sheet:
        raise Refused(f"{name} heeft geen blad “{ask.sheet}” met scans. Wel: {', '.join(grid.sheets)}.")
    if not grid.clear and grid.readings:
        shown = ", ".join(f"{word}: {grid.readings[encoding]}" for word, encoding in ENCODINGS.items())
        raise Refused(f"{name} zegt niet hoe letters met accenten bewaard zijn ({shown}). Kies met --encoding.")
    if not grid.clear:
        raise Refused(f"{name} heeft meer dan één blad. Kies er een met --sheet: {', '.join(grid.sheets)}.")
    return scan_file.scans(grid, name, questionnaire, dict.fromkeys(ask.skip_column, scan_file.LEFT_OUT))


def _meant(store: Store, ask: argparse.Namespace) -> dict[str, str]:
    """Name in the file -> the partner that is meant, from --partner "NAAM IN BESTAND=PARTNER"."""
    pairs = [pair.partition("=") for pair in ask.partner]
    network = _network(store, ask.network) if pairs else None
    return {name: _partner(store, network, meant).id for name, _, meant in pairs if network}


def _asked(store: Store, network_name: str, round_name: str) -> Questionnaire:
    """What the scans of a round answer: what it asks if it is open, else what its network works with."""
    network = store.networks.named(network_name)
    if network is None:
        return store.questionnaires.own
    scan_round = store.networks.open_round(network.id)
    named = scan_round is not None and same(scan_round.name, round_name)
    return (
        store.questionnaires.get(scan_round.content_version)
        if scan_round and named
        else store.questionnaires.of(network.id)
    )


def _close(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        scan_round = _round(store, network, ask.round)
        peer.close_round(store, network, scan_round, ACTOR)
        store.compact()
    print(f"{scan_round.name} van {network.name} is gesloten. De resultaten liggen vast.")


def _export_results(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        scan_round = _round(store, network, ask.round)
        questionnaire = store.questionnaires.get(scan_round.content_version)
        shown = results.of_network(store, questionnaire, network, scan_round)
    _write_table(results_export.results(shown, questionnaire), ask.output)


def _export_findings(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        scan_round = _round(store, network, ask.round)
        since = _earlier(store, network, scan_round, ask.since) if ask.since is not None else None
        questionnaire = store.questionnaires.get(scan_round.content_version)
        shown = results.of_network(store, questionnaire, network, scan_round)
        before = results.of_network(store, questionnaire, network, since) if since else None
    _write_table(results_export.findings(shown, questionnaire, before), ask.output)


def _earlier(store: Store, network: Network, scan_round: Round, name: str) -> Round:
    """The round of this name, if it came before and asked the same."""
    since = _round(store, network, name)
    ids = [each.id for each in store.networks.rounds(network.id)]
    if ids.index(since.id) <= ids.index(scan_round.id):
        raise Refused(f"{since.name} is geen eerdere scanronde dan {scan_round.name}.")
    if since.content_version != scan_round.content_version:
        raise Refused(
            f"{since.name} en {scan_round.name} hebben niet dezelfde vragenlijst. Ze zijn niet te vergelijken."
        )
    return since


def _export_template(ask: argparse.Namespace) -> None:
    _write(scan_file.template(installation.questionnaire()).decode("utf-8"), ask.output)


def _write_table(table: pd.DataFrame, output: Path | None) -> None:
    _write(csv(table, separator=",").decode("utf-8-sig"), output)


def _write(text: str, output: Path | None) -> None:
    if output:
        output.write_text(text, encoding="utf-8", newline="")
        print(f"Bewaard in {output}.")
    else:
        sys.stdout.write(text.replace("\r\n", "\n"))


# -- erasing, retention, the log book


def _erase_network(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        _confirm(network.name, store.erasure.of_network(network), ask)
        _erased(store, network.name, store.erasure.network(network, ACTOR), "", ask)


def _erase_round(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        scan_round = _round(store, network, ask.round)
        _confirm(scan_round.name, store.erasure.of_round(scan_round), ask)
        _erased(store, scan_round.name, store.erasure.round(scan_round, ACTOR), network.id, ask)


def _erase_partner(ask: argparse.Namespace) -> None:
    with _store() as store:
        network = _network(store, ask.network)
        partner = _partner(store, network, ask.partner)
        if ask.round:
            scan_round = _round(store, network, ask.round)
            _confirm(partner.name, store.erasure.of_part(scan_round, partner), ask)
            done = store.erasure.part(scan_round, partner, ACTOR)
        else:
            _confirm(partner.name, store.erasure.of_partner(partner), ask)
            done = store.erasure.partner(partner, ACTOR)
        _erased(store, partner.name, done, network.id, ask)


def _confirm(name: str, counts: Counts, ask: argparse.Namespace) -> None:
    """Say what goes for good and ask for the name, unless it was given."""
    print("Dit gaat voorgoed weg:", *(f"  {number:>6} {kind}" for kind, number in counts.items()), sep="\n")
    try:
        typed = (
            ask.yes_i_mean
            if ask.yes_i_mean is not None
            else control_socket.ask(control_socket.SHOWN, f"Typ de naam om te bevestigen ({name}): ")
        )
    except EOFError:
        typed = ""
    if not same(typed, name):
        raise Refused("Dat is niet de naam. Er is niets gewist.")


def _erased(store: Store, name: str, done: bool, network: str, ask: argparse.Namespace) -> None:
    gone = store.destroy_older_backups(network, ACTOR) if ask.backups else 0  # first: printing may break off
    print(f"{name} is gewist." if done else f"{name} is gewist. {STILL_THERE}")
    if ask.backups:
        print(f"Oudere back-ups vernietigd: {gone}. Er is eerst een nieuwe gemaakt.")
    elif last := backup.gone_by(store.folder, today()):
        print(f"In oudere back-ups staat het nog, ten laatste tot {dutch_date(last)}.")


def _retention(_ask: argparse.Namespace) -> None:
    with _store() as store:
        names = {network.id: network.name for network in store.networks.all()} | {"": "deze installatie"}
        for gone in store.retention.run(actor=ACTOR):
            kind = KINDS[gone.kind]
            print(f"{names[gone.network]}: {kind.name}, {kind.count(gone.number)} vernietigd.")
        if store.needs_compaction:
            store.compact()
    print("Alles wat langer bewaard was dan ingesteld, is weg.")


def _verify_log(_ask: argparse.Namespace) -> None:
    with _store() as store:
        names = {network.id: network.name for network in store.networks.all()} | {"": "deze installatie"}
        checked = store.audit.check()
    if not checked.whole:
        places = [f"  {names.get(network, 'een gewist netwerk')}, regel {number}" for network, number in checked.broken]
        raise Refused("\n".join(["Het logboek klopt niet: er is iets gewijzigd, tussengevoegd of weg.", *places]))
    print(f"Het logboek klopt: {checked.rows} {'regel' if checked.rows == 1 else 'regels'}, niets gewijzigd of weg.")


def _export_log(ask: argparse.Namespace) -> None:
    with _store() as store:
        table = csv(store.audit.everything(), separator=",")
        store.audit.exported("", "logboek-volledig.csv", ACTOR)
    _write(table.decode("utf-8-sig"), ask.output)


# -- accounts


def _add_account(ask: argparse.Namespace) -> None:
    username = ask.username.strip().lower()
    if not username or any(letter.isspace() for letter in username):
        raise Refused("Een gebruikersnaam is één woord, zonder spaties.")
    with _store() as store:
        if any(account.username == username for account in store.accounts.all()):
            raise Refused(f"Er is al een account met de gebruikersnaam {username}.")
        store.accounts.add(username, ask.name or username, _asked_hash(ask.password_stdin, username, ask.name), ACTOR)
    print(f"Account {username} is gemaakt. Geef het een rol met: onlife account role {username} --network … --role …")


def _list_accounts(_ask: argparse.Namespace) -> None:
    with _store() as store:
        accounts = store.accounts.all()
        names = {network.id: network.name for network in store.networks.all()}
    for account in accounts:
        roles = sorted(f"{role.word} van {names[key]}" for key, role in account.networks.items() if key in names)
        print(f"{account.username:<20} {account.name:<30} {', '.join(roles) or 'nog zonder rol'}")
    if not accounts:
        print("Er zijn nog geen accounts.")


def _set_password(ask: argparse.Namespace) -> None:
    with _store() as store:
        account = _account(store, ask.username)
        networks = [network.name for network in store.networks.all() if network.id in account.networks]
        password_hash = _asked_hash(ask.password_stdin, account.username, account.name, *networks)
        store.accounts.set_password(account, password_hash, ACTOR)
    print(f"{account.username} heeft een nieuw wachtwoord en is overal afgemeld.")


def _remove_account(ask: argparse.Namespace) -> None:
    with _store() as store:
        account = _account(store, ask.username)
        store.accounts.remove(account, ACTOR)
    print(f"Account {account.username} is verwijderd en overal afgemeld.")


def _drop_factor(ask: argparse.Namespace) -> None:
    with _store() as store:
        account = _account(store, ask.username)
        store.accounts.drop_factor(account.id, ACTOR)
    print(f"{account.username} meldt zich voortaan aan met het wachtwoord alleen.")


def _set_role(ask: argparse.Namespace) -> None:
    role = None if ask.role == "none" else Role(ask.role)
    with _store() as store:
        account, network = _account(store, ask.username), _network(store, ask.network)
        store.accounts.set_role(account.id, network.id, role, ACTOR)
    print(f"{account.username} is {role.word if role else 'niets meer'} in {network.name}.")


def _asked_hash(from_input: bool, *names: str) -> str:
    """The hash of a password that is read from the input, or asked twice without showing it."""
    if from_input:
        password = control_socket.ask(control_socket.LINE).rstrip("\r\n")
    else:
        password = control_socket.ask(control_socket.HIDDEN, "Wachtwoord (minstens 15 tekens): ")
        if control_socket.ask(control_socket.HIDDEN, "Nog eens: ") != password:
            raise Refused("De twee wachtwoorden zijn niet gelijk. Er is niets gewijzigd.")
    try:
        return passwords.hash_password(password, *names)
    except ValueError as problem:
        raise Refused(str(problem)) from problem


# -- what names stand for


@contextmanager
def _store() -> Iterator[Store]:
    """The open store, closed again afterwards; that of the app, for a command that was handed to it."""
    if control_socket.elsewhere():
        yield installation.store()
        return
    try:
        store = installation.store()
    except OSError as error:
        raise SettingError(f"De gegevensmap {installation.data_folder()} is niet te lezen of te schrijven.") from error
    try:
        store.note_opening(ACTOR)
        yield store
    finally:
        store.close()
        installation.store.cache_clear()


def _network(store: Store, name: str) -> Network:
    network = store.networks.named(name)
    if network is None:
        known = ", ".join(network.name for network in store.networks.all())
        raise Refused(
            f"Er is geen netwerk “{name}”. " + (f"Wel: {known}." if known else "Er is nog geen enkel netwerk.")
        )
    return network


def _round(store: Store, network: Network, name: str) -> Round:
    rounds = store.networks.rounds(network.id)
    for scan_round in rounds:
        if same(scan_round.name, name):
            return scan_round
    known = ", ".join(scan_round.name for scan_round in rounds)
    raise Refused(
        f"{network.name} heeft geen scanronde “{name}”. " + (f"Wel: {known}." if known else "Er is nog geen scanronde.")
    )


def _partner(store: Store, network: Network, name: str) -> Partner:
    for partner in store.networks.partners(network.id, archived=True):
        if same(partner.name, name):
            return partner
    raise Refused(f"{network.name} heeft geen partner “{name}”.")


def _account(store: Store, username: str) -> Account:
    for account in store.accounts.all():
        if same(account.username, username):
            return account
    raise Refused(f"Er is geen account {username}.")


if __name__ == "__main__":
    sys.exit(main())
