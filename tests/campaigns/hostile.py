"""Hostile files through every parser: broken ones by the thousand and every bomb, each with limits of its own."""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from figure import Figure, progress

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "hostile"))

from many import run_many
from specimens import bombs, mutations

from tawthiq.capture.looking import look, parser_named, read_answer

FILES, MOST_S, MOST_BYTES, AT_ONCE = 20_000, 20.0, 1 << 30, 400


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """20,000 broken files at scale 1, and all bombs at any scale."""
    wanted, done, odd = max(int(FILES * scale), 17), 0, Counter[str]()
    slowest, biggest = 0.0, 0
    while done < wanted:
        for one in run_many(mutations(min(AT_ONCE, wanted - done), seed=seed * 1_000_003 + done)):
            reason, _, _ = read_answer(one.ran, parser_named(one.parser))
            odd[reason] += 1
            slowest, biggest, done = max(slowest, one.ran.wall_s), max(biggest, one.ran.peak_bytes), done + 1
        progress("hostile files", done=done, all=wanted)
    exploded = [name for name in bombs() if not _holds(name)]
    crashed = odd["crashed"] + odd["bad_answer"]
    assert odd[""] + odd["malformed"] > wanted // 3, "too little was really read"
    measured = f"{done:,} files: {crashed} crashes, slowest {slowest:.1f} s, most memory {biggest >> 20} MiB"
    return [
        Figure(
            key="hostile.files",
            what="broken files of 17 kinds through the parsers",
            what_ar="ملفات تالفة من 17 نوعاً عبر البرامج",
            target="0 crashes, none over 20 s, at most 1 GiB",
            measured=measured,
            held=crashed == 0 and odd["timeout"] == 0 and slowest < MOST_S and biggest <= MOST_BYTES,
        ),
        Figure(
            key="hostile.bombs",
            what="bombs: archives, pictures, documents, messages",
            what_ar="ملفات متفجرة: محفوظات وصور ووثائق ورسائل",
            target="at least 12 kinds, none goes off",
            measured=f"{len(bombs())} kinds, {len(exploded)} went off {' '.join(exploded)}".strip(),
            held=not exploded and len(bombs()) >= 12,
        ),
    ]


def _holds(name: str) -> bool:
    parser, media_type, data, expected = bombs()[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "item"
        path.write_bytes(data)
        with path.open("rb") as stream:
            outcome = look(stream, parser=parser, media_type=media_type, spool=Path(folder) / "spool")
        said = {outcome.reason, *(word for one in outcome.made for word in one.facts.get("warnings", []))}
        is_whole = path.read_bytes() == data
    return is_whole and bool(said & expected) and outcome.wall_s <= MOST_S and outcome.peak_bytes <= MOST_BYTES
