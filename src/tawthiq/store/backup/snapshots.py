"""What a place says about itself, and which snapshots lie in it."""

import hashlib
import io
import json
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tawthiq.errors import InvalidRecord, NotFound, Tampered
from tawthiq.store import keys
from tawthiq.store.backup.manifest import FORMAT, VERSION
from tawthiq.store.backup.places import Place

ABOUT, OBJECTS, SNAPSHOTS = "tawthiq-backup.json", "objects/", "snapshots/"
LIST, MANIFEST, SEALED = "objects.sha256", "manifest.jsonl", "manifest.jsonl.age"
NAME = re.compile(r"(\d{6,})-(\d{8}T\d{6}Z)")
LINE = re.compile(r"([0-9a-f]{64})  objects/([0-9a-f]{2})/\1")


@dataclass(frozen=True, slots=True)
class About:
    """What lies at the top of a place."""

    id: str
    encrypted: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was finished; ``objects`` is how many objects it needs."""

    number: int
    made_at: datetime
    name: str
    objects: int


def object_name(sha256: str) -> str:
    """Where the object lies."""
    return f"{OBJECTS}{sha256[:2]}/{sha256}"


def read_about(place: Place) -> About | None:
    """None where no backup was made yet; raises Tampered where something else lies under the name."""
    try:
        told = json.loads(b"".join(place.stream(ABOUT)))
        if told.pop("format") != FORMAT or told.pop("version") != VERSION:
            raise InvalidRecord(f"{place.address} holds a backup of another version of the program")
        return About(**told)
    except NotFound:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as odd:
        raise Tampered(f"{place.address}: {ABOUT} is damaged") from odd


def is_encrypted(place: Place) -> bool:
    """Whether an encrypted backup lies there already."""
    about = read_about(place)
    return about is not None and about.encrypted


def claim_place(place: Place, *, sealed: bool, keys_folder: Path) -> About:
    """The place is this workspace's, and always was encrypted, or never; raises InvalidRecord where it is not."""
    about = read_about(place)
    if about is None:
        if next(iter(place.list()), None):
            raise InvalidRecord(f"{place.address} holds something that is no backup of ours: name an empty place")
        number = secrets.token_hex(16)
        about = About(number, sealed, _owner(number, keys_folder))
        told = {"format": FORMAT, "version": VERSION, "id": number, "encrypted": sealed, "owner": about.owner}
        place.create(ABOUT, io.BytesIO(json.dumps(told, sort_keys=True).encode() + b"\n"))
    if about.owner != _owner(about.id, keys_folder):
        raise InvalidRecord(f"{place.address} holds the backup of another workspace")
    if about.encrypted != sealed:
        state = "encrypted: name its recipient with --encrypt-to" if about.encrypted else "not encrypted: take another"
        raise InvalidRecord(f"{place.address} holds a backup that is {state}")
    return about


def _owner(number: str, keys_folder: Path) -> str:
    secret = (keys_folder / keys.SIGNING_KEY).read_bytes()
    return hashlib.sha256(f"{FORMAT}\n{number}\n".encode() + secret + b"\n").hexdigest()


def snapshots_in(place: Place) -> list[Snapshot]:
    """The finished ones, oldest first."""
    names = {held.name.removeprefix(SNAPSHOTS) for held in place.list(SNAPSHOTS)}
    folders = sorted({name.partition("/")[0] for name in names})
    found = []
    for folder in folders:
        named = NAME.fullmatch(folder)
        if named and f"{folder}/{LIST}" in names and {f"{folder}/{MANIFEST}", f"{folder}/{SEALED}"} & names:
            made_at = datetime.strptime(named[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            found.append(Snapshot(int(named[1]), made_at, folder, len(objects_of(place, folder))))
    return found


def next_number(place: Place) -> int:
    """One more than any that was begun."""
    numbers = [int(named[1]) for held in place.list(SNAPSHOTS) if (named := NAME.match(held.name, len(SNAPSHOTS)))]
    return max(numbers, default=0) + 1


def objects_of(place: Place, folder: str) -> list[str]:
    """The objects that the snapshot needs; raises Tampered where the list is not as it was written."""
    lines = b"".join(place.stream(f"{SNAPSHOTS}{folder}/{LIST}")).decode("ascii", "replace").splitlines()
    named = [LINE.fullmatch(line) for line in lines]
    if not all(named):
        raise Tampered(f"{place.address}: {SNAPSHOTS}{folder}/{LIST} is damaged")
    return [one[1] for one in named if one]
