"""How fast the grammar reader reads, whether time grows with the length and no faster, and whether memory stays flat.

    python benchmarks/reading_speed.py [--data DIR] [--reports N] [--rounds N] [--megabytes 0.1 1 5] [--lang en ar fr]

Prints, per language: reports of 2 kB per second of processor time on one core beside a peer measured in turn with it in
the same run (cutting the same text into words: a bare regular expression, and spaCy's blank tokenizer where it is
installed); seconds per million characters at growing lengths; and the resident memory at the start and the end of N
reports. ``--data`` is a folder of text files, or of JSON files with ``text`` and ``lang``, to be read in place of the
project's examples. Processor time is not elapsed time: a busy machine makes it worse by what its caches lose, not more.
"""

import argparse
import gc
import json
import re
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from tawthiq.reading.detecting import detect_lang, known_languages
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

ROOT = Path(__file__).resolve().parent.parent
REPORT_CHARS = 2_000
PUBLISHED = "2015-07-01"
TARGET_PER_S, GROWTH_MOST, MEMORY_MOST_MIB = 150, 1.5, 16
WORD = re.compile(r"\w+")
FRENCH = ROOT / "tests/cases/reading_fr.yaml"


def texts_of(data: Path | None) -> dict[str, str]:
    """All words of the folder, per language, one after another."""
    found: dict[str, list[str]] = {}
    for path in sorted((data or ROOT / "examples").iterdir()):
        if path.suffix == ".txt":
            text = path.read_text(encoding="utf-8")
            found.setdefault(detect_lang(text), []).append(text)
        elif path.suffix == ".json":
            body = json.loads(path.read_text(encoding="utf-8"))
            found.setdefault(body["lang"], []).append("\n".join(filter(None, [body.get("title"), body["text"]])))
    if data is None and FRENCH.exists():
        import yaml

        rows = yaml.safe_load(FRENCH.read_text(encoding="utf-8"))["reports"]
        found["fr"] = [" ".join(row["text"] for row in rows)]
    return {lang: "\n\n".join(texts) for lang, texts in found.items()}


def reports_of(text: str, number: int) -> list[str]:
    """So many different reports of 2 kB: windows over the text, each beginning at another line or sentence."""
    text = text * (1 + 4 * REPORT_CHARS // len(text))
    begins = [match.end() for match in re.finditer(r"[.!?؟]\s|\n", text)] or [0]
    begins = [at for at in begins if at + REPORT_CHARS <= len(text)] or [0]
    return [text[at : at + REPORT_CHARS] for at in (begins[index % len(begins)] for index in range(number))]


def spent(work: Callable[[str], Any], texts: list[str]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - began


def peers() -> dict[str, Callable[[str], Any]]:
    """What only cuts the text into words: no reader can be faster."""
    found: dict[str, Callable[[str], Any]] = {"words by regular expression": WORD.findall}
    if find_spec("spacy"):
        import spacy

        blank = spacy.blank("xx")
        blank.max_length = 10_000_000
        found["spaCy blank tokenizer"] = blank.make_doc
    return found


def speed(texts: dict[str, str], *, rounds: int) -> None:
    reader = GrammarReader()
    print("| language | reports of 2 kB per second | target | peer | peer's per second | peer / reader |")
    print("|---|---|---|---|---|---|")
    for lang, text in texts.items():
        reports = reports_of(text, 40)
        read = _reading(reader, lang)
        spent(read, reports)  # lexicons are built, caches filled
        for name, peer in peers().items():
            pairs = [(spent(read, reports), spent(peer, reports * 5) / 5) for _ in range(rounds)]
            own, other = (median(column) for column in zip(*pairs, strict=True))
            rate, peer_rate = len(reports) / own, len(reports) / other
            print(f"| {lang} | {rate:.0f} | {TARGET_PER_S} | {name} | {peer_rate:.0f} | {own / other:.0f} |")


def _reading(reader: GrammarReader, lang: str) -> Callable[[str], Any]:
    return lambda text: reader.read(Document(text, lang, PUBLISHED))


def growth(texts: dict[str, str], *, megabytes: list[float]) -> None:
    reader = GrammarReader()
    print("\n| language | millions of characters | seconds | seconds per million | to the shortest | target |")
    print("|---|---|---|---|---|---|")
    for lang, text in texts.items():
        least = None
        for size in megabytes:
            chars = int(size * 1_000_000)
            took = spent(_reading(reader, lang), [(text * (1 + chars // len(text)))[:chars]])
            each = took / size
            least = least or each
            print(f"| {lang} | {size:g} | {took:.1f} | {each:.1f} | {each / least:.2f} | {GROWTH_MOST} |")
            gc.collect()


def memory(texts: dict[str, str], *, number: int) -> None:
    reader = GrammarReader()
    reports = {lang: reports_of(text, 400) for lang, text in texts.items()}
    for lang, some in reports.items():
        spent(_reading(reader, lang), some)
    print("\n| reports | memory at the start, MiB | at the end | grown by | target |")
    print("|---|---|---|---|---|")
    start = resident_mib()
    done = 0
    while done < number:
        for lang, some in reports.items():
            # no report twice: a number of its own, so that no cache can answer for it
            spent(_reading(reader, lang), [f"{text} {done + index} w{done + index}" for index, text in enumerate(some)])
            done += len(some)
    end = resident_mib()
    print(f"| {done} | {start:.1f} | {end:.1f} | {end - start:.1f} | {MEMORY_MOST_MIB} |")


def resident_mib() -> float:
    """Resident memory of this process. Source: /proc, Linux."""
    gc.collect()
    words = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmRSS:\s+(\d+) kB", words)[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of .txt, or of .json with text and lang")
    parser.add_argument("--lang", nargs="*", default=list(known_languages()), help="only these languages")
    parser.add_argument("--rounds", type=int, default=5, help="of reader and peer in turn; the median counts")
    parser.add_argument("--megabytes", type=float, nargs="*", default=[0.1, 1, 5], help="lengths; none to skip")
    parser.add_argument("--reports", type=int, default=3_000, help="for the memory; 0 to skip (100000 take an hour)")
    told = parser.parse_args()
    if told.data is not None and not told.data.is_dir():
        print(f"no folder {told.data}: nothing was measured")
        return
    texts = {lang: text for lang, text in texts_of(told.data).items() if lang in told.lang}
    speed(texts, rounds=told.rounds)
    if told.megabytes:
        growth(texts, megabytes=told.megabytes)
    if told.reports:
        memory(texts, number=told.reports)


if __name__ == "__main__":
    main()
