"""How well the grammar reader reads annotated reports, and how fast.

    python benchmarks/reading.py [--reports DIR | --examples] [--errors events count …] [--lang en|ar]

Prints per language: events found by kind with an overlapping quote (precision, recall, F1), and of the events found the
share with the right perpetrators, counts (least and most), most specific place, no foreign place ("only"), date and
attribution; then reports of 2 kB per second.
Planned claims are not events by the guide and are left out on both sides.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tawthiq.core.claims import Claim
from tawthiq.core.texts import fold
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document

SLOTS = {"killed": "killed", "injured": "injured", "detained": "detained", "munitions_or_raids": "munitions"}
FIELDS = ("perpetrator", "count", "place", "only", "date", "attribution")
ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 12
SOURCE_WORDS_SHARED = 0.5


def load(folder: Path) -> list[dict[str, Any]]:
    """Every annotated report of the folder."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def load_examples() -> list[dict[str, Any]]:
    """The project's own example reports in the same shape; their table names places by id and has no speakers."""
    index = yaml.safe_load((ROOT / "examples/index.yaml").read_text(encoding="utf-8"))
    dates = {row["file"]: row for row in index["reports"]}
    table = yaml.safe_load((ROOT / "examples/claims.yaml").read_text(encoding="utf-8"))
    return [example(row, dates[row["file"]]) for row in table["reports"]]


def example(row: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    text = (ROOT / "examples" / row["file"]).read_text(encoding="utf-8")
    events = [example_event(claim) for claim in row["claims"] if claim["status"] != "planned"]
    return {
        "name": row["file"],
        "lang": row["file"][:2],
        "title": None,
        "text": text,
        "published": str(about["published"]),
        "events": events,
    }


def example_event(claim: dict[str, Any]) -> dict[str, Any]:
    counts = {
        name: dict(zip(("min", "max"), claim[short], strict=True)) for name, short in SLOTS.items() if short in claim
    }
    return {
        "type": claim["kind"],
        "sentence": claim["quote"],
        "optional": claim.get("optional", False),
        "perpetrator": [{"canonical": party} for party in claim["perpetrators"]],
        "place_ids": claim["places"],
        "edtf": claim.get("when"),
        **counts,
    }


def text_of(report: dict[str, Any]) -> str:
    return f"{report['title']}\n{report['text']}" if report["title"] else str(report["text"])


def match(events: list[dict[str, Any]], claims: list[Claim], text: str) -> list[tuple[dict[str, Any], Claim]]:
    """One-to-one pairs of the same kind with overlapping quotes, the longest overlap first."""
    pairs = []
    for number, event in enumerate(events):
        start = text.find(event["sentence"])
        end = start + len(event["sentence"])
        for claim in claims:
            shared = min(end, claim.quote.end) - max(start, claim.quote.start)
            if claim.kind == event["type"] and start >= 0 and shared > 0:
                pairs.append((shared, number, claims.index(claim)))
    taken_events: set[int] = set()
    taken_claims: set[int] = set()
    found = []
    for _shared, number, index in sorted(pairs, reverse=True):
        if number not in taken_events and index not in taken_claims:
            taken_events.add(number)
            taken_claims.add(index)
            found.append((events[number], claims[index]))
    return found


def judge(event: dict[str, Any], claim: Claim, text: str) -> Iterator[tuple[str, bool]]:
    """The fields of a matched event, right or wrong."""
    parties = {party["canonical"] for party in event["perpetrator"]} - {"unknown"}
    yield "perpetrator", parties == {party.party for party in claim.perpetrators} - {"unknown", "iraq"}
    for slot, name in SLOTS.items():
        expected, found = event.get(slot), claim.counts.get(name)
        if expected is not None or found is not None:
            yield "count", is_same_count(expected, (found.min, found.max) if found else None)
    yield from judge_places(event, claim)
    if "attribution" in event:
        yield "attribution", is_source_found(event["attribution"], [item.text for item in claim.attribution], text)
    if event.get("edtf"):
        yield "date", claim.when is not None and claim.when.edtf == event["edtf"]


def judge_places(event: dict[str, Any], claim: Claim) -> Iterator[tuple[str, bool]]:
    """Whether the most specific place is found, and whether no place is foreign to the event."""
    if "place_ids" in event:
        ids = [place.place for place in claim.places]
        if event["place_ids"]:
            yield "place", event["place_ids"][0] in ids
            yield "only", all(found in event["place_ids"] for found in ids if found)
        return
    written, got = [fold(place) for place in event["places"]], [fold(place.text) for place in claim.places]
    if written:
        yield "place", any(written[0] in place or place in written[0] for place in got)
    if written or got:
        yield "only", all(any(place in other or other in place for other in written) for place in got)


def is_same_count(expected: dict[str, Any] | None, found: tuple[int | None, int | None] | None) -> bool:
    if expected is None or found is None:
        return False
    return (expected["min"], expected["max"]) == found


def words_of(text: str) -> set[str]:
    """The folded words without the quote marks and brackets around them."""
    return set(re.sub(r"[\"“”«»()]", " ", fold(text)).split())


def acronym_of(name: str) -> str:
    """ "SNHR" of "Syrian Network for Human Rights": the annotators write either."""
    return fold("".join(word[0] for word in name.split() if word[0].isupper()))


def is_source_found(expected: str, found: list[str], text: str) -> bool:
    """Most words of the annotated source are in the attribution; a source that the text does not name needs none."""
    wanted = words_of(re.split("[;,]", expected, maxsplit=1)[0]) - {"the", "of", "in", "not", "a", "an", "by"}
    there = {word for word in wanted if word in fold(text)}
    got = words_of(" ".join(found)) | {acronym_of(name) for name in found}
    if len(there) < SOURCE_WORDS_SHARED * len(wanted):
        return True
    return len(there & got) >= SOURCE_WORDS_SHARED * len(there)


def measure(reports: list[dict[str, Any]], *, errors: set[str]) -> Counter[str]:
    reader, tally = GrammarReader(), Counter[str]()
    for report in reports:
        text = text_of(report)
        document = Document(text, report["lang"], report.get("published", "2015-08-24"))
        claims = [claim for claim in reader.read(document) if claim.status != "planned"]
        pairs = match(report["events"], claims, text)
        found = {id(event) for event, _claim in pairs}
        due = [event for event in report["events"] if not event.get("optional") or id(event) in found]
        tally.update(events=len(due), claims=len(claims), matched=len(pairs))
        for event, claim in pairs:
            for name, is_right in judge(event, claim, text):
                tally.update({f"{name}_all": 1, f"{name}_right": int(is_right)})
                if name in errors and not is_right:
                    about = f"{name}: {event['type']} {event['sentence']!r}"
                    print(f"  {report['name']}: {about}: {explain(name, event, claim)}")
        if "events" in errors:
            print_misses(report, pairs, claims)
    return tally


def explain(name: str, event: dict[str, Any], claim: Claim) -> str:
    expected = {
        "perpetrator": [party["canonical"] for party in event["perpetrator"]],
        "count": {name: (event[slot]["min"], event[slot]["max"]) for slot, name in SLOTS.items() if event.get(slot)},
        "place": event.get("places") or event.get("place_ids"),
        "only": event.get("places") or event.get("place_ids"),
        "date": event.get("edtf"),
        "attribution": event.get("attribution"),
    }[name]
    found = {
        "perpetrator": [party.party for party in claim.perpetrators],
        "count": {slot: (count.min, count.max) for slot, count in claim.counts.items()},
        "place": [(place.text, place.place) for place in claim.places],
        "only": [(place.text, place.place) for place in claim.places],
        "date": claim.when,
        "attribution": [item.text for item in claim.attribution],
    }[name]
    return f"expected {expected}, found {found}"


def print_misses(report: dict[str, Any], pairs: list[tuple[dict[str, Any], Claim]], claims: list[Claim]) -> None:
    for event in report["events"]:
        if all(event is not found for found, _claim in pairs) and not event.get("optional"):
            print(f"  {report['name']}: missed {event['type']}: {event['sentence']!r}")
    for claim in claims:
        if all(claim is not found for _event, found in pairs):
            print(f"  {report['name']}: extra {claim.kind} ({claim.status}): {claim.quote.text!r} {claim.rules}")


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def share(tally: Counter[str], name: str) -> str:
    return f"{ratio(tally[f'{name}_right'], tally[f'{name}_all']):.2f}" if tally[f"{name}_all"] else "-"


def print_row(lang: str, tally: Counter[str]) -> None:
    precision, recall = ratio(tally["matched"], tally["claims"]), ratio(tally["matched"], tally["events"])
    f1 = ratio(2 * tally["matched"], tally["claims"] + tally["events"])
    cells = [share(tally, name) for name in FIELDS]
    scores = f"{precision:.2f} | {recall:.2f} | {f1:.2f}"
    print(f"| {lang} | {tally['events']} | {tally['claims']} | {scores} | {' | '.join(cells)} |")


def print_speed(reports: list[dict[str, Any]], *, lang: str) -> None:
    """Reports of 2 kB (UTF-8) per second of processor time on one core: the best of several rounds over their text."""
    text = "\n\n".join(text_of(report) for report in reports).encode()
    pieces = [text[at : at + 2000].decode(errors="ignore") for at in range(0, min(len(text), 16_000), 2000)]
    reader, best = GrammarReader(), float("inf")
    for _round in range(ROUNDS):
        start = time.process_time()
        for piece in pieces:
            reader.read(Document(piece, lang, "2015-08-24"))
        best = min(best, (time.process_time() - start) / len(pieces))
    print(f"{lang}: {1 / best:.0f} reports of 2 kB per second")


def print_length(reports: list[dict[str, Any]], *, lang: str) -> None:
    """Seconds for one long text; reading is linear in length when the seconds per megabyte stay the same."""
    text = "\n\n".join(text_of(report) for report in reports)
    for size in (100_000, 1_000_000):
        long = (text * (size // len(text) + 1))[:size]
        start = time.process_time()
        GrammarReader().read(Document(long, lang, "2015-08-24"))
        seconds = time.process_time() - start
        print(f"{lang}: {size:,} characters in {seconds:.1f} s ({seconds / size * 1e6:.1f} s per million)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, default=Path("../shared/reports"))
    parser.add_argument("--examples", action="store_true", help="the project's own example reports instead")
    parser.add_argument(
        "--errors", nargs="*", default=[], help="fields whose errors are printed: events count place ..."
    )
    parser.add_argument("--lang", nargs="*", default=["en", "ar"])
    parser.add_argument("--no-speed", action="store_true")
    arguments = parser.parse_args()
    reports = load_examples() if arguments.examples else load(arguments.reports)
    if not reports:
        parser.exit(1, f"no reports at {arguments.reports}\n")
    by_lang = {lang: [report for report in reports if report["lang"] == lang] for lang in arguments.lang}
    tallies = {lang: measure(found, errors=set(arguments.errors)) for lang, found in by_lang.items()}
    print(f"| language | events | claims | precision | recall | F1 | {' | '.join(FIELDS)} |")
    print("|---" * (6 + len(FIELDS)) + "|")
    for lang, tally in tallies.items():
        print_row(lang, tally)
    if not arguments.no_speed:
        for lang, found in by_lang.items():
            print_speed(found, lang=lang)
            print_length(found, lang=lang)


if __name__ == "__main__":
    main()
