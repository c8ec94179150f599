"""One parser over one file, in the sandbox; its answer is taken for hostile until it was checked.

Format: ``docs/reference/formats/derivatives.md``.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from tawthiq.capture import sandbox
from tawthiq.capture.parsers.pieces import HEADER_BYTES
from tawthiq.capture.tool_versions import version_of
from tawthiq.core.evidence import is_text, media_type_of
from tawthiq.errors import InvalidRecord, Unreadable
from tawthiq.store.packs import load_table

MOST_PIECES, MOST_RUNS = 200, 64
FACTS_BYTES, FACTS_DEPTH, BIGGEST_NUMBER = 64 << 10, 4, 1 << 53
PIECE_KEYS = {"kind", "number", "size_bytes", "facts"}


@dataclass(frozen=True, slots=True)
class Parser:
    """A row of ``data/parsers.yaml``."""

    id: str
    tool: str
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    wall_s: float

    def can_read(self, media_type: str) -> bool:
        """Whether files of this type are for it."""
        return any(media_type.startswith(one) if one.endswith("/") else media_type == one for one in self.reads)


@dataclass(frozen=True, slots=True)
class Made:
    """One checked piece; ``media_type`` is empty where the facts are all there is."""

    kind: str
    number: int
    data: bytes
    media_type: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: ``reason`` is empty, or an id of ``data/derivation_failures.yaml``."""

    parser: Parser
    reason: str
    made: tuple[Made, ...]
    tool_version: str
    wall_s: float
    peak_bytes: int
    parameters: dict[str, Any] = field(default_factory=dict)


@cache
def parsers() -> tuple[Parser, ...]:
    """Every parser, in the order of the table."""
    return tuple(
        Parser(row["id"], row["tool"], tuple(row["reads"]), tuple(row["makes"]), float(row["wall_s"]))
        for row in load_table("parsers")
    )


def parsers_for(media_type: str) -> tuple[Parser, ...]:
    """Those that read this type."""
    return tuple(one for one in parsers() if one.can_read(media_type))


def parser_named(name: str) -> Parser:
    """The parser with this id; raises InvalidRecord."""
    found = next((one for one in parsers() if one.id == name), None)
    if found is None:
        raise InvalidRecord(f"unknown_parser: {name}")
    return found


def look(stream: BinaryIO, *, parser: str, media_type: str, spool: Path) -> Outcome:
    """What the parser makes of the bytes, in as many runs as it asks for; the first failing run ends it.

    ``spool`` is a private folder for a copy, where the bytes do not lie in a file that the sandbox can be given.
    Raises Unreachable where there is no sandbox.
    """
    sandbox.require_sandbox()
    row, made, start = parser_named(parser), [], 0
    wall_s, peak, reason = 0.0, 0, ""
    limits = sandbox.Limits(wall_s=row.wall_s, cpu_s=int(row.wall_s))
    with _placed(stream, spool) as item:
        for _ in range(MOST_RUNS):
            command = sandbox.python_command("tawthiq.capture.parsers", parser, media_type, str(start))
            ran = sandbox.run(command, item=item, limits=limits)
            wall_s, peak = wall_s + ran.wall_s, max(peak, ran.peak_bytes)
            reason, pieces, following = read_answer(ran, row)
            made += pieces
            if reason or following is None or following <= start:
                break
            start = following
    parameters = {"memory_bytes": limits.memory_bytes, "wall_s": int(limits.wall_s)}
    return Outcome(row, reason, () if reason else tuple(made), version_of(row.tool), wall_s, peak, parameters)


@contextmanager
def _placed(stream: BinaryIO, spool: Path) -> Iterator[int]:
    """A descriptor of a file with the bytes: the stream's own, or a copy's that is gone afterwards."""
    if not sandbox.must_be_public():
        try:
            descriptor = stream.fileno()
        except OSError:
            descriptor = -1
        if descriptor >= 0 and os.path.exists(f"/proc/self/fd/{descriptor}"):  # noqa: PTH110 - no Path of ours
            yield descriptor
            return
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=spool, prefix="look-") as copy:
        shutil.copyfileobj(stream, copy, 1 << 20)
        copy.flush()
        os.fchmod(copy.fileno(), 0o444)  # the folder keeps others out
        yield copy.fileno()


def read_answer(ran: sandbox.Ran, parser: Parser) -> tuple[str, list[Made], int | None]:
    """Reason, pieces, and where another run is to start; whatever is not of the format is bad_answer."""
    if ran.stopped:
        return ran.stopped, [], None
    if ran.status:
        return "crashed", [], None
    try:
        return _checked(ran.output, parser)
    except (ValueError, KeyError, TypeError, RecursionError, Unreadable):
        return "bad_answer", [], None


def _checked(output: bytes, parser: Parser) -> tuple[str, list[Made], int | None]:
    end = output.index(b"\n", 0, HEADER_BYTES)
    told = json.loads(output[:end])
    if told["v"] != 1 or told["state"] not in ("made", "failed"):
        raise Unreadable("version or state")
    if told["state"] == "failed":
        if told["reason"] not in {row["id"] for row in load_table("derivation_failures")} or len(output) > end + 1:
            raise Unreadable("reason")
        return told["reason"], [], None
    if len(told["made"]) > MOST_PIECES or not (told["next"] is None or _is_number(told["next"])):
        raise Unreadable("pieces")
    pieces, at = [], end + 1
    for one in told["made"]:
        if set(one) != PIECE_KEYS or not (_is_number(one["size_bytes"]) and _is_number(one["number"])):
            raise Unreadable("piece")
        pieces.append(_piece(one, output[at : at + one["size_bytes"]], parser))
        at += one["size_bytes"]
    if at != len(output) or len({(piece.kind, piece.number) for piece in pieces}) != len(pieces):
        raise Unreadable("lengths")
    return "", pieces, told["next"]


def _piece(told: dict[str, Any], data: bytes, parser: Parser) -> Made:
    media_types = {row["id"]: row["media_type"] for row in load_table("derivations")}
    kind, facts = told["kind"], told["facts"]
    if kind not in parser.makes or not isinstance(facts, dict) or len(json.dumps(facts)) > FACTS_BYTES:
        raise Unreadable("kind or facts")
    _check_facts(facts, depth=FACTS_DEPTH)
    media_type = media_types[kind].replace("-", "") if media_types[kind] == "-" else media_types[kind]
    if not _is_of(data, media_type):
        raise Unreadable("bytes")
    return Made(kind, told["number"], data, media_type, facts)


def _is_of(data: bytes, media_type: str) -> bool:
    if media_type == "image/jpeg":
        return media_type_of(data[:4096]) == media_type
    if media_type == "application/json":
        json.loads(data)
        return True
    return is_text(data) if media_type == "text/plain" else not data


def _check_facts(value: Any, *, depth: int) -> None:
    """Only text, whole numbers, truth values, lists and mappings: the same in every program that reads the journal."""
    if depth < 0:
        raise Unreadable("too deep")
    if isinstance(value, dict):
        for key, one in value.items():
            _check_facts(key, depth=0)
            _check_facts(one, depth=depth - 1)
    elif isinstance(value, list):
        for one in value:
            _check_facts(one, depth=depth - 1)
    elif isinstance(value, str):
        if "\0" in value:
            raise Unreadable("letters")
        value.encode("utf-8")
    elif not (value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < BIGGEST_NUMBER)):
        raise Unreadable("facts")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < BIGGEST_NUMBER
