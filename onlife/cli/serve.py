"""Starting the app, and the demo."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Iterator, Mapping
from typing import NoReturn

from onlife.cli.common import open_store
from onlife.domain.account import LinkKind
from onlife.domain.network import Network
from onlife.services import demo, installation, settings
from onlife.services.settings import SettingError
from onlife.store import InUse, Store, StoreError
from onlife.text import plural

OLDEST_PYTHON = (3, 11)
OPEN_FILES = 65_536
PHONE_PARTNER = demo.BIB
"""The partner of the demo whose scan is still open in the last round."""


def serve(_ask: argparse.Namespace) -> None:
    port = _free_port()
    settings.proxies()  # a setting that is wrong is said here, before the server starts
    settings.time_zone()
    installation.questionnaire()
    try:
        with open_store():
            pass  # opened once, so that an app that runs already is named before a second one starts
    except InUse:
        raise
    except StoreError:
        pass  # the server says it itself, in the terminal and to whoever comes
    print(f"Open http://localhost:{port}", flush=True)
    _run_app(port)


def start_demo(ask: argparse.Namespace) -> None:
    os.environ.setdefault("ONLIFE_DATA", str(settings.HOME / "data" / "demo"))
    port = _free_port()
    with open_store() as store:
        network = store.networks.by_name(demo.NETWORK)
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
        yield f"  {partner.name:<{width}}  {scans:>3} {plural(scans, 'scan ', 'scans')}  {state}"
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
    port = settings.port()
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


def _allow_open_files() -> None:
    """Somebody who fills in takes four open files (a connection, and what Streamlit runs their page with), where a system gives a program
    1,024 until it asks for more: whoever comes after the 250th would be refused."""
    if os.name == "posix":
        import resource

        soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _run_app(port: int) -> NoReturn:
    """Become the server. What was checked has been closed again: one process owns the data."""
    os.environ["ONLIFE_DATA"] = str(settings.data_folder())
    os.chdir(settings.HOME)
    _allow_open_files()
    sys.stdout.flush()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    os.execv(sys.executable, command)
