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
    _run_own("pg_dump", parts, ["--format=custom", "--no-owner", "--no-privileges", f"--file={copy}"])
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
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", f"--dbname={parts['name']}"]
    _run_own("pg_restore", parts, [*options, str(dump)])


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
    """The one value that the server answers."""
    program = _find("psql", None)
    return _run([program, "--no-psqlrc", "--no-password", "-At", "--command", statement], parts).strip()


def _run_own(program: str, parts: dict[str, str], arguments: Sequence[str]) -> None:
    """The program of the server's own version."""
    major = int(_ask(parts, "SHOW server_version_num")) // 10000
    _run([_find(program, major), "--no-password", *arguments], parts)


def _run(command: Sequence[str], parts: dict[str, str]) -> str:
    """What it prints; the password goes through the environment, which only we can read."""
    variables = {"name": "PGDATABASE", "user": "PGUSER", "password": "PGPASSWORD", "host": "PGHOST", "port": "PGPORT"}
    environment = {variable: parts[part] for part, variable in variables.items() if parts[part]}
    done = subprocess.run(  # noqa: S603 - a path that we found, options of our own
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        told = (done.stderr.strip().splitlines() or ["no reason"])[0]
        raise Unreachable(f"{Path(command[0]).name}: {told}")
    return done.stdout


def _find(program: str, major: int | None) -> str:
    """The program of this version, wherever Debian or another system puts it."""
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders = [*map(str, servers), "/usr/local/pgsql/bin", os.environ.get("PATH", "")]
    for found in filter(None, (shutil.which(program, path=folder) for folder in folders)):
        told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = re.search(r"\) (\d+)", told.stdout)
        if version and major in (None, int(version[1])):
            return found
    named = f"-{major}" if major else ""
    raise Unreachable(f"{program} is needed, of the server's own version (Debian: postgresql-client{named})")
