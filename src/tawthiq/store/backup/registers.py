"""The register as one file, as it stood at one moment while others go on writing; and a register from such a file."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tawthiq.errors import InvalidRecord, Tampered, Unreachable
from tawthiq.store.workspace import parse_database_url

SQLITE_FILE, POSTGRES_FILE = "register.sqlite", "register.pgdump"
PLACES = ("/usr/lib/postgresql/{major}/bin", "/usr/local/pgsql/bin")


def kind_of(database_url: str) -> str:
    """``sqlite`` or ``postgresql``."""
    return parse_database_url(database_url)["kind"]


def copy_register(database_url: str, folder: Path) -> Path:
    """The copy, a new file in the folder.

    Raises:
        Tampered: the database's own file is damaged.
        Unreachable: the server, or the program ``pg_dump`` of its version, does not answer.
    """
    parts = parse_database_url(database_url)
    if parts["kind"] == "sqlite":
        return _copy_sqlite(Path(parts["name"]), folder / SQLITE_FILE)
    copy = folder / POSTGRES_FILE
    _run("pg_dump", parts, ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"])
    copy.chmod(0o600)
    return copy


def _copy_sqlite(source: Path, copy: Path) -> Path:
    """``VACUUM INTO`` leaves behind the pages that are free: what a disposal destroyed is not in the copy."""
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.DatabaseError as odd:
        raise Tampered(f"the register cannot be copied: {odd}") from odd
    return copy


def load_postgres(database_url: str, dump: Path) -> None:
    """The empty database has everything of the dump, or nothing of it."""
    parts = parse_database_url(database_url)
    _run("pg_restore", parts, ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(dump)])


def check_empty(database_url: str) -> None:
    """Raises InvalidRecord where the PostgreSQL database that is to be filled holds tables already."""
    parts = parse_database_url(database_url)
    if parts["kind"] != "postgresql":
        return
    statement = (
        "SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    if _ask(parts, statement) != "0":
        raise InvalidRecord("the database of TAWTHIQ_DATABASE_URL is not empty; nothing is restored over anything")


def _ask(parts: dict[str, str], statement: str) -> str:
    import psycopg

    try:
        with psycopg.connect(**_connection(parts)) as connection:  # type: ignore[arg-type]
            (answer,) = connection.execute(statement).fetchone() or ("",)
    except psycopg.OperationalError as odd:
        raise Unreachable("the database of TAWTHIQ_DATABASE_URL does not answer") from odd
    return str(answer)


def _connection(parts: dict[str, str]) -> dict[str, str]:
    named = {"dbname": "name", "user": "user", "password": "password", "host": "host", "port": "port"}
    return {ours: parts[theirs] for ours, theirs in named.items() if parts[theirs]}


def _run(program: str, parts: dict[str, str], arguments: Sequence[str]) -> None:
    """The program of the server's own version; the password goes through the environment, which only we can read."""
    major = int(_ask(parts, "SHOW server_version_num")) // 10000
    path = _find(program, major)
    variables = {"name": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    environment = {variable: parts[part] for part, variable in variables.items() if parts[part]}
    database = ["--dbname", parts["name"]] if program == "pg_restore" else []
    command = [path, "--no-password", *database, *arguments]
    done = subprocess.run(  # noqa: S603 - a path that we found, options of our own
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no reason"])[0]
        raise Unreachable(f"{program}: {told}")


def _find(program: str, major: int) -> str:
    folders = [place.format(major=major) for place in PLACES]
    for found in filter(
        None, (shutil.which(program, path=folder) for folder in [*folders, os.environ.get("PATH", "")])
    ):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = re.search(r"\) (\d+)", told.stdout)
        if version and int(version[1]) == major:
            return found
    raise Unreachable(
        f"{program} of PostgreSQL {major} is needed, the server's own version (Debian: postgresql-client-{major})"
    )
