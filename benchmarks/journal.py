"""The journal and its public log at size: what an entry costs, a whole check, a proof, and what changes go unseen.

    python benchmarks/journal.py [--scale 1.0] [--seed 1]

Scale 1 is a journal of 1,048,576 entries: forty years of seventy a day. The entries are real ones, sealed and checked
by the code that seals and checks the register's; times are those of the processor, for none of it waits for the disk.
"""

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/store"))
from authority import LocalAuthority, serving
from figure import Figure, progress

from tawthiq.core.journal import GENESIS, Entry, JournalCheck, SignedHead, seal_entry
from tawthiq.core.merkle import Frontier, inclusion_path, is_included, leaf_hash
from tawthiq.errors import Tampered
from tawthiq.store.log import WIDTH, PublicLog
from tawthiq.store.timestamps import ask_time, check_token

ENTRIES, PROOFS, LOG_FLIPS = 1 << 20, 1000, 5000
APPEND_US, APPEND_RATIO, CHECK_PER_S, PROOF_MS = 100.0, 2.0, 20_000.0, 20.0
EVERY_ENTRY = 20_000


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Appending, checking and proving at size; then flips in the log's files and in timestamp replies."""
    size = max(int(ENTRIES * scale) // WIDTH, 4) * WIDTH
    with tempfile.TemporaryDirectory(prefix="journal-") as folder:
        appending, entries_per_s, log, head = _grow(Path(folder) / "log", size=size)
        checking = Figure(
            "journal.check",
            "Check of a whole journal: commitments, chain and Merkle root",
            "فحص سجل كامل: الالتزامات والسلسلة وجذر ميركل",
            f"≥ {CHECK_PER_S:,.0f} entries/s",
            f"{entries_per_s:,.0f} entries/s over {size:,}",
            entries_per_s >= CHECK_PER_S,
        )
        proving = _prove(log, head=head, number=max(int(PROOFS * scale), 20), seed=seed)
        flips = _flip_log(log, size=size, number=max(int(LOG_FLIPS * scale), 30), seed=seed)
    return [
        appending,
        checking,
        proving,
        flips,
        _flip_timestamps(every=max(1, round(1 / scale / 4)) if scale < 1 else 1),
    ]


def _entries(size: int) -> Iterator[Entry]:
    previous = GENESIS
    for number in range(1, size + 1):
        body = {"t": "2026-01-01T00:00:00+00:00", "event": "accessed_original", "actor": "researcher-1", "detail": {}}
        entry = seal_entry(body, seq=number, previous=previous, salt=hashlib.sha256(b"%d" % number).digest())
        previous = entry.chain
        yield entry


def _grow(folder: Path, *, size: int) -> tuple[Figure, float, PublicLog, SignedHead]:
    """The journal grows, is checked as it does, and its tiles are written; an append is what the register does."""
    tree, check, text, chain = Frontier(), JournalCheck(), "", GENESIS
    early: list[float] = []
    late: list[float] = []
    spent, commitments = 0.0, bytearray()
    for entry in _entries(size):
        began = time.process_time()
        tree = Frontier.from_text(text, size=entry.seq - 1)
        tree.append(leaf_hash(bytes.fromhex(entry.commitment)))
        text = tree.to_text()
        took = time.process_time() - began
        if entry.seq <= size // 100:
            early.append(took)
        elif entry.seq > size - size // 100:
            late.append(took)
        began = time.process_time()
        check.take(entry)
        spent += time.process_time() - began
        commitments += bytes.fromhex(entry.commitment)
        chain = entry.chain
        if entry.seq % EVERY_ENTRY == 0:
            progress("journal", done=entry.seq, all=size)
    if check.finish() or check.frontier != text:
        raise AssertionError("the journal that was made is not whole")
    log = PublicLog(folder)
    log.extend(
        size, commitments=lambda first: (bytes(commitments[at : at + 32]) for at in range(first * 32, size * 32, 32))
    )
    took, ratio = statistics.median(late) * 1e6, statistics.median(late) / statistics.median(early)
    figure = Figure(
        "journal.append",
        "What the Merkle tree adds to an entry in a long journal",
        "ما تضيفه شجرة ميركل إلى القيد في سجل طويل",
        f"≤ {APPEND_US:g} µs, growing with the logarithm",
        f"{took:.0f} µs in a journal of {size:,}, {ratio:.2f} × that of its first hundredth",
        took <= APPEND_US and ratio <= APPEND_RATIO,
    )
    return figure, size / spent, log, SignedHead(size, chain, tree.root().hex())


def _prove(log: PublicLog, *, head: SignedHead, number: int, seed: int) -> Figure:
    """Inclusion proofs of entries anywhere, each made from the tiles on disk and checked."""
    chance, times, good = random.Random(seed), [], 0  # noqa: S311 - positions
    for done in range(number):
        index = chance.randrange(head.size)
        (commitment,) = [
            one for at, one in enumerate(log.commitments(first=index, size=(index // WIDTH + 1) * WIDTH)) if not at
        ]
        began = time.process_time()
        path = inclusion_path(index, size=head.size, node=log.node)
        times.append(time.process_time() - began)
        good += is_included(commitment, index=index, size=head.size, path=path, root=bytes.fromhex(head.root))
        progress("proofs", done=done + 1, all=number)
    middle = statistics.median(times) * 1000
    return Figure(
        "journal.proof",
        "Inclusion proof from the tiles",
        "برهان الشمول من البلاطات",
        f"all hold, ≤ {PROOF_MS:g} ms each",
        f"{good:,} of {number:,} hold, {middle:.1f} ms, journal of {head.size:,}",
        good == number and middle <= PROOF_MS,
    )


def _flip_log(log: PublicLog, *, size: int, number: int, seed: int) -> Figure:
    """Single bits in files of the first tiles; the check of a small log is run after each."""
    chance, found = random.Random(seed), 0  # noqa: S311 - positions
    small = PublicLog(log.folder.parent / "small")
    small.extend(4 * WIDTH, commitments=lambda first: log.commitments(first=first, size=min(size, 4 * WIDTH)))
    files = sorted(path for path in small.folder.rglob("*") if path.is_file())
    if list(small.check([4 * WIDTH])) or len(files) != 9:
        raise AssertionError("the log that was made is not whole")
    for done in range(number):
        path = chance.choice(files)
        content = path.read_bytes()
        changed, bit = bytearray(content), chance.randrange(len(content) * 8)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        found += bool(list(small.check([4 * WIDTH])))
        path.write_bytes(content)
        progress("flips in the log", done=done + 1, all=number)
    clean = not list(small.check([4 * WIDTH]))
    return Figure(
        "journal.log_flips",
        "Bit flips in the public log's tiles that the check finds",
        "تغييرات البتات في بلاطات السجل العلني التي يجدها الفحص",
        "all, and no false alarm",
        f"{found:,} of {number:,}, {0 if clean else 1} false alarms",
        found == number and clean,
    )


def _flip_timestamps(*, every: int) -> Figure:
    """Single bits of a real reply: refused, or believed with the very same time because the bit is not signed."""
    content, counts = b"a checkpoint\n", {"refused": 0, "same": 0, "altered": 0}
    with tempfile.TemporaryDirectory(prefix="tsa-") as folder, serving(LocalAuthority(Path(folder)).make()) as local:
        token, authority = ask_time(local.authority(), content=content), local.authority()
        bits = range(0, len(token.content) * 8, every)
        for done, bit in enumerate(bits):
            changed = bytearray(token.content)
            changed[bit // 8] ^= 1 << bit % 8
            try:
                at = check_token(bytes(changed), authority=authority, content=content)
                counts["same" if at == token.at else "altered"] += 1
            except Tampered:
                counts["refused"] += 1
            progress("flips in a timestamp", done=done + 1, all=len(bits))
    if counts["refused"] < len(bits) / 2:
        raise AssertionError("most flips have to be refused")
    return Figure(
        "journal.timestamp_flips",
        "Bit flips in a timestamp reply that alter the accepted time",
        "تغييرات البتات في ردّ الختم الزمني التي تغيّر الوقت المقبول",
        "0, every bit",
        f"{counts['altered']} of {len(bits):,} ({counts['refused']:,} refused, {counts['same']:,} in unsigned bits)",
        counts["altered"] == 0,
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for figure in campaign(scale=asked.scale, seed=asked.seed):
        print(f"{'held  ' if figure.held else 'MISSED'} {figure.what}: {figure.measured} (target {figure.target})")


if __name__ == "__main__":
    main()
