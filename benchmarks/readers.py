"""How much of what readers claim stands in the text word for word, and how far they agree with one another.

    python benchmarks/readers.py [--data DIR] [--reader grammar --reader server:URL#MODEL …] [--conflict syria]

Without ``--reader`` the readers of TAWTHIQ_READERS are measured, else the grammar alone. ``--data`` is a folder of text
files, or of JSON files with ``text`` and ``lang``; without it the project's examples. Prints per reader the claims,
those refused because a word is not in the text, the grounded rate, how many spans of the accepted claims slice back to
their words, and, where several read, the claims that all found and those in dispute.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tawthiq.core.claims import Claim, is_disputed, spans_of
from tawthiq.errors import TawthiqError, Unreachable
from tawthiq.reading.detecting import detect_lang
from tawthiq.reading.reader import Document, Reader, Reading, read_checked
from tawthiq.reading.readers.choosing import Choice, choice_from, make_reader
from tawthiq.reading.readers.voting import VotingReader

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = "2015-07-01"
TARGET = "100%"


def documents(data: Path) -> Iterator[Document]:
    """Every text of the folder."""
    for path in sorted(data.iterdir()):
        if path.suffix == ".txt":
            text = path.read_text(encoding="utf-8")
            yield Document(text, detect_lang(text), PUBLISHED)
        elif path.suffix == ".json":
            body = json.loads(path.read_text(encoding="utf-8"))
            if "text" in body:
                yield Document(body["text"], body.get("lang") or detect_lang(body["text"]), PUBLISHED)


def measure(reader: Reader, texts: list[Document]) -> Counter[str]:
    """Claims, refusals and spans of one reader; a report it cannot read is counted as silent."""
    found: Counter[str] = Counter()
    for document in texts:
        try:
            reading = read_checked(reader, document)
        except Unreachable:
            found["silent"] += 1
            continue
        found["kept"] += len(reading.claims)
        found["refused"] += len(reading.refused)
        count_spans(found, reading, document.text)
    return found


def count_spans(found: Counter[str], reading: Reading, text: str) -> None:
    spans = [span for claim in reading.claims for span in spans_of(claim)]
    found["spans"] += len(spans)
    found["sliced"] += sum(text[span.start : span.end] == span.text for span in spans)


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def print_agreement(readers: list[Reader], texts: list[Document]) -> None:
    claims: list[Claim] = []
    for document in texts:
        claims += VotingReader(readers).read(document)
    everyone = sum(all(vote.found for vote in claim.readers) for claim in claims)
    disputed = sum(is_disputed(claim) for claim in claims)
    print("\n| claims of all readers | found by every reader | in dispute |\n|---|---|---|")
    print(
        f"| {len(claims)} | {everyone} ({share(everyone, len(claims))}) | {disputed} ({share(disputed, len(claims))}) |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "examples", help="a folder of .txt or .json")
    parser.add_argument("--reader", action="append", default=[], help="as of tawthiq read")
    parser.add_argument("--conflict", default="syria")
    told = parser.parse_args()
    if not told.data.is_dir():
        print(f"no folder {told.data}: nothing was measured")
        return
    texts = list(documents(told.data))
    choice = choice_from(os.environ, readers=told.reader)
    readers: list[Reader] = []
    print("| reader | reports | silent | claims made | refused | grounded rate | spans that slice back | target |")
    print("|---|---|---|---|---|---|---|---|")
    for words in choice.readers:
        one = Choice((words,), choice.allowed_hosts, choice.token, choice.bounds)
        try:
            reader = make_reader(one, conflict=told.conflict)
        except TawthiqError as odd:
            print(f"| {words} | cannot read here: {odd} | | | | | | |")
            continue
        readers.append(reader)
        found = measure(reader, texts)
        made = found["kept"] + found["refused"]
        rate, sliced = share(found["kept"], made), share(found["sliced"], found["spans"])
        row = (words, len(texts), found["silent"], made, found["refused"], rate, sliced, TARGET)
        print(f"| {' | '.join(map(str, row))} |")
    if len(readers) > 1:
        print_agreement(readers, texts)


if __name__ == "__main__":
    main()
