"""Metadata, as the file claims them: EXIF, XMP, IPTC, QuickTime and what else exiftool knows."""

import json
from collections.abc import Iterator
from typing import Any

from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json
from tawthiq.capture.parsers.tools import ask_json

MOST_TAGS, LONGEST = 5000, 4000
COMMAND = ("exiftool", "-config", "", "-j", "-n", "-G1", "-a", "-api", "LargeFileSupport=1", "-charset", "UTF8")
# Groups that tell of our copy on the disk and of the program, not of the file.
NOT_THE_FILES = ("System:", "ExifTool:")
CLAIMS = {
    "taken_at": (
        "ExifIFD:DateTimeOriginal",
        "ExifIFD:CreateDate",
        "XMP-exif:DateTimeOriginal",
        "Keys:CreationDate",
        "QuickTime:CreateDate",
        "XMP-xmp:CreateDate",
        "PDF:CreateDate",
    ),
    "make": ("IFD0:Make", "Keys:Make", "UserData:Make", "XMP-tiff:Make"),
    "model": ("IFD0:Model", "Keys:Model", "UserData:Model", "XMP-tiff:Model"),
    "made_with": ("IFD0:Software", "XMP-xmp:CreatorTool", "Keys:Software", "PDF:Producer", "XML:Application"),
    "latitude": ("Composite:GPSLatitude", "GPS:GPSLatitude"),
    "longitude": ("Composite:GPSLongitude", "GPS:GPSLongitude"),
}


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """Every tag, each as text."""
    _, told = ask_json([*COMMAND, path], timeout_s=14)
    raw = told[0] if isinstance(told, list) and told and isinstance(told[0], dict) else {}
    if "ExifTool:Error" in raw:
        raise CannotRead("malformed")
    tags = {key[:200]: _text(value) for key, value in raw.items() if _is_the_files(key)}
    if not tags:
        return
    kept = dict(sorted(tags.items())[:MOST_TAGS])
    facts: dict[str, Any] = {"tags": len(tags)}
    claims = {name: next((tags[tag] for tag in places if tags.get(tag)), "") for name, places in CLAIMS.items()}
    camera = f"{claims.pop('make')} {claims.pop('model')}".strip()
    facts |= {name: value[:300] for name, value in {**claims, "camera": camera}.items() if value}
    yield Piece("metadata", as_json(kept), facts=facts)


def _is_the_files(key: str) -> bool:
    return ":" in key and not key.startswith(NOT_THE_FILES)


def _text(value: Any) -> str:
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words.replace("\0", "")[:LONGEST]
