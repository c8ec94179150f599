"""Who confirms checkpoints: the lists of timestamp authorities and of witnesses that a workspace keeps.

Format: ``docs/reference/formats/log.md``. Without these files nobody is asked.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from cryptography import x509

from tawthiq.errors import InvalidRecord
from tawthiq.store.notes import WITNESS_KEY, VerifierKey, parse_key

AUTHORITIES, WITNESSES = "authorities.yaml", "witnesses.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Authority:
    """A timestamp authority, its address, and the certificates that its own has to lead to."""

    name: str
    url: str
    roots: tuple[x509.Certificate, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A partner that confirms checkpoints; ``url`` is empty where requests travel in files."""

    name: str
    key: VerifierKey
    url: str = ""


def read_authorities(home: Path) -> list[Authority]:
    """The list in ``authorities.yaml``, empty where there is none; raises InvalidRecord for what is no such list."""
    return [_authority(row, home=home) for row in _rows(home / AUTHORITIES)]


def read_witnesses(home: Path) -> list[Witness]:
    """The list in ``witnesses.yaml``, empty where there is none; raises InvalidRecord for what is no such list."""
    return [
        Witness(row["name"], parse_key(str(row.get("key", "")), kind=WITNESS_KEY), _url(row) if row.get("url") else "")
        for row in _rows(home / WITNESSES)
    ]


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except FileNotFoundError:
        return []
    except (yaml.YAMLError, UnicodeDecodeError) as odd:
        raise InvalidRecord(f"{path.name} is not readable as YAML") from odd
    if not isinstance(rows, list) or len(rows) > _MOST_ROWS or not all(isinstance(row, dict) for row in rows):
        raise InvalidRecord(f"{path.name} is a list of at most {_MOST_ROWS} rows")
    names = [str(row.get("name", "")) for row in rows]
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise InvalidRecord(f"{path.name}: every row has a name of its own, of letters a-z, digits and hyphens")
    return rows


def _authority(row: dict[str, Any], *, home: Path) -> Authority:
    try:
        roots = x509.load_pem_x509_certificates((home / str(row.get("roots", ""))).read_bytes())
    except (OSError, ValueError) as odd:
        raise InvalidRecord(f"{AUTHORITIES}: {row['name']}: roots is no file with certificates in PEM") from odd
    return Authority(row["name"], _url(row), tuple(roots))


def _url(row: dict[str, Any]) -> str:
    url = str(row.get("url", ""))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
        raise InvalidRecord(f"{row['name']}: url is an address that begins with https:// or http://")
    return url
