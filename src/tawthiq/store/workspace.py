"""The workspace: one folder that holds everything an organisation has, and where each thing lies in it."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tawthiq.errors import InvalidRecord
from tawthiq.store import keys
from tawthiq.store.vault import Vault, open_vault

SECRET = "session.secret"  # noqa: S105 - a file name
SIGN_INS = "demo-sign-ins.txt"


@dataclass(frozen=True, slots=True)
class Workspace:
    """Paths below ``home``; nothing is made until ``create`` is called."""

    home: Path

    @property
    def vault(self) -> Vault:
        """The vault of originals: at ``TAWTHIQ_VAULT_URL``, else a folder in the workspace."""
        return open_vault(os.environ.get("TAWTHIQ_VAULT_URL") or self.home / "vault", spool=self.home / "vault" / "tmp")

    @property
    def is_demo(self) -> bool:
        """Whether ``tawthiq demo`` made it: its people share a password that lies in it, and need no second factor."""
        return (self.home / SIGN_INS).exists()

    @property
    def journal(self) -> Path:
        """Folder of the signed journal checkpoint."""
        return self.home / "journal"

    @property
    def log(self) -> Path:
        """Folder of the public log: commitments, hashes and signed checkpoints, which anybody may read."""
        return self.home / "log"

    @property
    def keys(self) -> Path:
        """Folder of keys, mode 0700."""
        return self.home / "keys"

    @property
    def releases(self) -> Path:
        """Folder of releases, one numbered folder each; all that the public site may read."""
        return self.home / "releases"

    @property
    def drop(self) -> Path:
        """Folder into which the public site puts sealed comments."""
        return self.home / "drop"

    @property
    def answers(self) -> Path:
        """Folder of sealed answers to readers, which the public site reads; made with the first of them."""
        return self.home / "answers"

    @property
    def uploads(self) -> Path:
        """Folder of files on their way, in encrypted parts; made with the first of them."""
        return self.home / "uploads"

    @property
    def gazetteers(self) -> Path:
        """Folder of imported gazetteers, one index file each; made with the first of them."""
        return self.home / "gazetteers"

    @property
    def sources(self) -> Path:
        """Folder of the sources of lists, one folder each, which people may edit; made with the first of them."""
        return self.home / "sources"

    @property
    def database_url(self) -> str:
        """``TAWTHIQ_DATABASE_URL``, else one SQLite file in the workspace."""
        return os.environ.get("TAWTHIQ_DATABASE_URL") or f"sqlite:///{self.home.resolve() / 'register.sqlite'}"

    def create(self) -> None:
        """Folders and keys exist afterwards; what was there stays."""
        for folder in (self.home, self.journal, self.keys, self.releases, self.drop):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.vault  # noqa: B018 - opening makes its folders
        keys.create_keys(self.keys)
        if not (self.keys / SECRET).exists():
            keys.write_once(self.keys / SECRET, secrets.token_hex(32).encode(), mode=0o600)

    def secret(self) -> str:
        """The secret that signs desk sessions; a passing one where the workspace is not made yet."""
        path = self.keys / SECRET
        return path.read_text(encoding="ascii") if path.exists() else secrets.token_hex(32)


def find_workspace(home: Path | None = None) -> Workspace:
    """The workspace named by the caller, else by ``TAWTHIQ_HOME``, else ``./workspace``."""
    return Workspace(home or Path(os.environ.get("TAWTHIQ_HOME") or "workspace"))


def parse_database_url(url: str) -> dict[str, str]:
    """``sqlite:///file`` or ``postgres://user:password@host:port/name`` as parts; errors never show the secret."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as odd:
        raise InvalidRecord("TAWTHIQ_DATABASE_URL: host or port cannot be") from odd
    if parts.scheme == "sqlite":
        return {"kind": "sqlite", "name": unquote(parts.path[1:])}
    if parts.scheme in ("postgres", "postgresql"):
        host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host")
        return {
            "kind": "postgresql",
            "name": unquote(parts.path.lstrip("/")),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "host": unquote(host or parts.hostname or ""),
            "port": str(port or ""),
        }
    raise InvalidRecord("TAWTHIQ_DATABASE_URL begins with neither sqlite:/// nor postgres://")
