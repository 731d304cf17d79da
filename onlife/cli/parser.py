"""The words of the command line, in Dutch."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from onlife.cli.accounts import (
    add_account,
    drop_factor,
    list_accounts,
    remove_account,
    set_password,
    set_programme,
    set_role,
)
from onlife.cli.common import BAD_INPUT, FILE, POSTGRESQL
from onlife.cli.data import (
    back_up,
    erase_network,
    erase_partner,
    erase_round,
    export_log,
    move,
    restore,
    run_retention,
    verify_log,
    write_dossier,
)
from onlife.cli.network import export_network, import_network
from onlife.cli.scans import ENCODINGS, close_round, export_findings, export_results, export_template, import_file
from onlife.cli.serve import serve, start_demo
from onlife.domain.access import Role
from onlife.services import control_socket


class Parser(argparse.ArgumentParser):
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


def parser() -> Parser:
    parser = Parser(
        prog="onlife",
        description="Onlife netwerkscan. ONLIFE_DATA kiest de gegevensmap, ONLIFE_PORT de poort, ONLIFE_DATABASE een PostgreSQL.",
    )
    commands = parser.add_subparsers(title="opdrachten", metavar="OPDRACHT", required=True)

    def command(name: str, help_text: str, do: Callable[[argparse.Namespace], None], under: Any = commands) -> Parser:
        made: Parser = under.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(do=do, alone=False)
        return made

    def family(name: str, help_text: str) -> Any:
        made: Parser = commands.add_parser(name, help=help_text, description=help_text)
        return made.add_subparsers(title="wat", metavar="WAT", required=True)

    def named(made: Parser, *, scan_round: bool = True) -> None:
        made.given.add_argument("--network", required=True, metavar="NAAM", help="naam van het netwerk")
        if scan_round:
            made.given.add_argument("--round", required=True, metavar="NAAM", help="naam van de scanronde")

    command("serve", "start de app", serve).set_defaults(alone=True)
    made = command("demo", "start de app met een voorbeeldnetwerk", start_demo)
    made.set_defaults(alone=True)
    made.given.add_argument(
        "--telefoon", action="store_true", help="ook voor telefoons in dit netwerk, met wachtwoorden voor deze keer"
    )

    made = command("import", "lees bestaande scans in uit een CSV- of Excel-bestand", import_file)
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

    named(command("close", "sluit een scanronde: de resultaten liggen daarna vast", close_round))

    made = command("backup", "maak een back-up: één bestand met alle gegevens", back_up)
    made.given.add_argument(
        "file", type=control_socket.path, nargs="?", metavar="BESTAND", help="waar (anders: backups/ bij de gegevens)"
    )
    made = command("restore", "zet een back-up terug in een lege gegevensmap of databank", restore)
    made.set_defaults(alone=True)
    made.given.add_argument("file", type=control_socket.path, metavar="BESTAND", help="een back-up van deze app")
    made.given.add_argument("--replace", action="store_true", help="leg eerst opzij wat er in de gegevensmap staat")
    made.given.add_argument(
        "--keep-sharing",
        action="store_true",
        help="laat netwerken delen en vergelijken: sinds de back-up veranderde er niets",
    )

    made = command("move", "verhuis alle gegevens van het bestand naar PostgreSQL, of terug", move)
    made.set_defaults(alone=True)
    made.given.add_argument(
        "to", choices=[POSTGRESQL, FILE], metavar="WAARHEEN", help="postgresql (ONLIFE_DATABASE) of file (ONLIFE_DATA)"
    )

    made = command("dossier", "schrijf de documenten voor wie aankoopt of de gegevens opvolgt", write_dossier)
    made.given.add_argument(
        "folder", type=control_socket.path, metavar="MAP", help="waar ze komen, als Word en Markdown"
    )
    made.given.add_argument("--network", metavar="NAAM", help="met de drempel en termijnen van dit netwerk")

    networks = family("network", "verhuis één netwerk naar een andere installatie")
    made = command("export", "schrijf een netwerk weg in een versleuteld bestand", export_network, networks)
    named(made, scan_round=False)
    made.given.add_argument("file", type=control_socket.path, metavar="BESTAND", help="waar; het mag er nog niet zijn")
    taken = command(
        "import", "lees een netwerk in uit zo'n bestand, of uit een archief (ZIP)", import_network, networks
    )
    taken.given.add_argument("file", type=control_socket.path, metavar="BESTAND", help="een verhuisbestand of archief")
    for each in (made, taken):
        each.given.add_argument("--password-stdin", action="store_true", help="lees het wachtwoord van de invoer")

    erase = family("erase", "wis iets voorgoed, ook uit het bestand")
    gone_network = command("network", "wis een netwerk met alles wat erbij hoort", erase_network, erase)
    gone_round = command("round", "wis een scanronde van alle partners", erase_round, erase)
    gone_partner = command("partner", "wis een partner, uit één scanronde of helemaal", erase_partner, erase)
    named(gone_network, scan_round=False)
    named(gone_round)
    named(gone_partner, scan_round=False)
    gone_partner.given.add_argument("--partner", required=True, metavar="NAAM", help="naam van de partner")
    gone_partner.given.add_argument("--round", metavar="NAAM", help="alleen uit deze scanronde")
    for each in (gone_network, gone_round, gone_partner):
        each.given.add_argument("--yes-i-mean", metavar="NAAM", help="de naam nog eens, in plaats van de vraag ernaar")
        each.given.add_argument("--backups", action="store_true", help="vernietig ook de oudere back-ups van de app")
    command("retention", "vernietig wat langer bewaard is dan ingesteld", run_retention)

    logs = family("log", "het logboek nakijken of bewaren")
    command("verify", "kijk na of er niets gewijzigd of weg is", verify_log, logs)
    lines = command("export", "alle regels als CSV, zoals ze bewaard zijn", export_log, logs)

    exports = family("export", "bewaar resultaten of het sjabloon")
    made = command("results", "resultaten van een scanronde als CSV", export_results, exports)
    named(made)
    found = command("findings", "wat in een scanronde opvalt, in woorden, als CSV", export_findings, exports)
    named(found)
    found.given.add_argument("--since", metavar="NAAM", help="een eerdere scanronde: toon ook wat sindsdien bewoog")
    blank = command("template", "leeg sjabloon om scans in te lezen", export_template, exports)
    for each in (lines, made, found, blank):
        each.given.add_argument(
            "--output", type=control_socket.path, metavar="BESTAND", help="bestand in plaats van het scherm"
        )

    accounts = family("account", "beheer wie zich kan aanmelden")
    add = command("add", "maak een account; het wachtwoord wordt gevraagd", add_account, accounts)
    command("list", "toon de accounts en hun rollen", list_accounts, accounts)
    password = command("password", "stel een nieuw wachtwoord in", set_password, accounts)
    remove = command("remove", "verwijder een account", remove_account, accounts)
    totp = command("totp-off", "zet de tweede stap bij het aanmelden uit (telefoon kwijt)", drop_factor, accounts)
    role = command("role", "geef een account een rol in een netwerk", set_role, accounts)
    programme = command("programme", "laat een account zien hoe ver alle netwerken zijn", set_programme, accounts)
    for each in (add, password, remove, totp, role, programme):
        each.given.add_argument("username", metavar="GEBRUIKERSNAAM", help="waarmee iemand zich aanmeldt")
    add.given.add_argument("--name", default="", metavar="NAAM", help="naam op het scherm")
    for each in (add, password):
        each.given.add_argument("--password-stdin", action="store_true", help="lees het wachtwoord van de invoer")
    programme.given.add_argument("--stop", action="store_true", help="niet langer")
    named(role, scan_round=False)
    role.given.add_argument(
        "--role",
        required=True,
        choices=[Role.COORDINATOR.value, Role.READER.value, "none"],
        help="welke rol (none: geen)",
    )
    return parser
