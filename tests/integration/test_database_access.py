"""Who gets at the data in a PostgreSQL, and what the app's own engine gets at: encryption, passwords, files of the machine."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import duckdb
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from onlife.store import StoreError, Unreachable
from onlife.store.engine.postgres_database import PostgresDatabase
from tests.load.server import app_on
from tests.postgres import Postgres, must_be_there

SECRET = "f4c1-s3sam"


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    start = datetime.now(UTC) - timedelta(hours=1)
    certificate = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(days=2)
        )
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "server.crt", folder / "server.key"
    public.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, plain))
    private.chmod(0o600)
    return public, private


@dataclass
class Guarded:
    """A PostgreSQL that lets nobody in without encryption and a password. `root`: the certificate it is known by."""

    server: Postgres
    root: Path

    def address(self, password: str = f":{SECRET}", **options: str) -> str:
        chosen = {"sslmode": "verify-full", "sslrootcert": str(self.root)} | options
        asked = "&".join(f"{name}={value}" for name, value in chosen.items())
        return f"postgresql://onlife{password}@127.0.0.1:{self.server.port}/onlife?{asked}"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    must_be_there()
    server = Postgres()
    server.database("onlife")
    certificate, key = write_certificate(server.folder)
    if os.geteuid() == 0:
        for file in (certificate, key):
            shutil.chown(file, "postgres", "postgres")
    root = Path(shutil.copy(certificate, tmp_path_factory.mktemp("tls") / "root.crt"))
    server.sql(
        f"ALTER USER onlife PASSWORD '{SECRET}'",
        f"ALTER SYSTEM SET ssl_cert_file = '{certificate}'",
        f"ALTER SYSTEM SET ssl_key_file = '{key}'",
        "ALTER SYSTEM SET ssl = on",
    )
    (server.folder / "data" / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
    server.stop()
    server.start()
    yield Guarded(server, root)
    server.close()


def everything_said(error: pytest.ExceptionInfo[StoreError]) -> str:
    return "".join(traceback.format_exception(error.value))


def test_both_ways_to_the_data_are_encrypted_and_know_the_server(guarded: Guarded, tmp_path: Path) -> None:
    database = PostgresDatabase(guarded.address(), tmp_path)
    mine = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    assert database.rows(f"FROM postgres_query('pg', '{mine}')") == [{"ssl": True}]
    assert database._commits._reader.execute(mine).fetchall() == [(True,)]
    database.close()
    other, _ = write_certificate(tmp_path)
    for refused in ({"sslrootcert": str(other)}, {"sslmode": "disable"}):
        with pytest.raises(Unreachable):
            PostgresDatabase(guarded.address(**refused), tmp_path)


def test_a_password_may_come_from_a_file_of_its_own(
    guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreachable):
        PostgresDatabase(guarded.address(""), tmp_path)
    file = tmp_path / "pgpass"
    file.write_text(f"*:*:*:onlife:{SECRET}\n")
    file.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(file))
    PostgresDatabase(guarded.address(""), tmp_path).close()


def test_a_password_in_the_address_stands_in_no_error(
    guarded: Guarded, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = guarded.address(f":{SECRET}-no")
    with pytest.raises(Unreachable) as refused:
        PostgresDatabase(wrong, tmp_path)
    assert 'authentication failed for user "onlife"' in str(refused.value), "who starts the app reads why"
    with pytest.raises(StoreError, match="geen adres") as nonsense:
        PostgresDatabase(f"postgresql://onlife:{SECRET}@[::1/onlife", tmp_path)
    database = PostgresDatabase(guarded.address(), tmp_path)
    guarded.server.kill()
    with pytest.raises(Unreachable) as away:
        database.ping()
    with pytest.raises(Unreachable) as not_kept:
        database.refresh()
    guarded.server.start()
    database.close()
    assert "connection" in everything_said(away)
    for said in (*map(everything_said, (refused, nonsense, away, not_kept)), caplog.text):
        assert SECRET not in said


@pytest.mark.process
def test_an_app_that_is_not_let_in_names_no_password(guarded: Guarded, tmp_path: Path) -> None:
    log = tmp_path / "log"
    address = guarded.address(f":{SECRET}-no")
    with app_on(tmp_path / "data", log, healthy="/gezond", status=503, ONLIFE_DATABASE=address) as app:
        page = httpx.get(app.address, trust_env=False).text
        command = Path(f"/proc/{app.process.pid}/cmdline")
        arguments = command.read_text() if command.exists() else ""
    assert "authentication failed" in log.read_text()
    assert SECRET not in page + log.read_text() + arguments


def test_the_engine_reaches_no_other_file_and_no_other_database(guarded: Guarded, tmp_path: Path) -> None:
    database = PostgresDatabase(guarded.address(), tmp_path / "data")
    outside = tmp_path / "outside.csv"
    outside.write_text("a\n1\n", encoding="utf-8")
    statements = (
        f"SELECT * FROM read_csv('{outside}')",
        f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
        f"ATTACH '{tmp_path / 'other.duckdb'}' AS other",
    )
    for statement in (
        *statements,
        f"ATTACH '{guarded.address()}' AS again (TYPE postgres)",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET memory_limit = '4GB'",
    ):
        with pytest.raises(duckdb.PermissionException if statement in statements else duckdb.Error):
            database._connection.cursor().execute(statement)
    assert not (tmp_path / "out.csv").exists() and not (tmp_path / "other.duckdb").exists()
    database.close()
    with duckdb.connect() as open_to_all:
        for statement in statements:
            open_to_all.execute(statement)
