"""What sound and video hold: containers, streams, running time."""

from collections.abc import Iterator
from typing import Any

from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json
from tawthiq.capture.parsers.tools import MEDIA_INPUT, ask_json

SHOW = ("-show_format", "-show_streams", "-show_chapters", "-of", "json")
MOST_STREAMS = 50


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """ffprobe's own account, without the name of our copy."""
    told = probe(path)
    told["format"].pop("filename", None)
    streams = told["streams"]
    facts = {
        "format": str(told["format"].get("format_name", ""))[:100],
        "duration_s": str(told["format"].get("duration", ""))[:30],
        "streams": [_stream(one) for one in streams[:MOST_STREAMS]],
    }
    yield Piece("probe", as_json(told), facts=facts)


def probe(path: str) -> dict[str, Any]:
    """``format``, ``streams`` and ``chapters``; raises CannotRead where there is no stream."""
    status, told = ask_json(["ffprobe", "-v", "quiet", *MEDIA_INPUT, *SHOW, "-i", path], timeout_s=12)
    is_whole = isinstance(told, dict) and isinstance(told.get("format"), dict) and isinstance(told.get("streams"), list)
    if status or not is_whole or not told["streams"]:
        raise CannotRead("malformed")
    return dict(told)


def _stream(one: dict[str, Any]) -> dict[str, Any]:
    told = {"type": str(one.get("codec_type", "")), "codec": str(one.get("codec_name", ""))}
    return told | {key: one[key] for key in ("width", "height", "channels") if isinstance(one.get(key), int)}
