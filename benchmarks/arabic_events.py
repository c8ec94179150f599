"""Does an Arabic newswire sentence report an assault or a protest? The grammar reader against judged sentences.

    python benchmarks/arabic_events.py [--data DIR] [--part held-out|development|all] [--errors]

The data are ``<event>_sentences.csv`` (one judged sentence a row: ``text``, ``accept``, ``reject``, ``label``) and
``<event>_spans.json`` (for some sentences what each annotator marked as actor, verb and target). Gold: "yes" against
"easy no" and "difficult no"; "ambiguous" is left out. Many a "difficult no" was accepted by half of its annotators, so
the share of wrong answers that annotators were divided about is printed beside the score.

A sentence is answered "yes" when the reader finds a claim of a matching kind (KINDS) that the sentence asserts as an
event of its own, neither planned, denied nor mentioned as background. ``reported`` asks besides that the claim's
``standing`` reaches the bound of the language (reading/ar/standing.yaml): that the sentence is about the act.
Development, the weights of that file too, uses the half of the sentences whose id hashes to an even number; the other
half is only scored. Since "yes" was given where all annotators agreed, the table also tells how a single annotator,
answering as often with yes as they did, would fare against this gold.
"""

import argparse
import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tawthiq.core.claims import Claim
from tawthiq.core.texts import fold
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.language import load_words
from tawthiq.reading.reader import Document

# PLOVER's ASSAULT: deliberate acts that may do people bodily harm. What a court has carried out is none of them.
KINDS = frozenset(
    ("airstrike", "shelling", "explosion_ied", "ground_attack", "clash", "killing_other", "sniper_killing")
) | {"chemical_attack", "torture", "sexual_violence", "abduction", "attack_on_medical", "attack_on_school"}
TOLD = ("asserted", "total")
MENTIONED = (*TOLD, "background")
REPORTED = load_words("ar")["standing"]["reports"]
TARGET = 0.75
PARTS = {"development": (0,), "held-out": (1,), "all": (0, 1)}


def part_of(identifier: str) -> int:
    return int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 2


def load(data: Path, event: str, *, parts: tuple[int, ...]) -> list[dict[str, str]]:
    """The judged sentences of these halves, without those that annotators left undecided."""
    with (data / f"{event}_sentences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if row["label"] != "ambiguous" and part_of(row["id"]) in parts]


def is_told(claim: Claim) -> bool:
    return claim.kind in KINDS and claim.status in TOLD


def is_reported(claim: Claim) -> bool:
    return claim.kind in KINDS and claim.status in MENTIONED and (claim.standing or 0.0) >= REPORTED


def score(rows: list[dict[str, str]], claims: dict[str, list[Claim]], test: Callable[[Claim], bool]) -> Counter[str]:
    tally = Counter[str]()
    for row in rows:
        is_yes, found = row["label"] == "yes", any(test(claim) for claim in claims[row["id"]])
        tally[("hit" if is_yes else "wrong") if found else ("missed" if is_yes else "right")] += 1
        if found and not is_yes and int(row["accept"]) >= int(row["reject"]):
            tally["divided"] += 1
    return tally


def f1(tally: Counter[str]) -> tuple[float, float, float]:
    precision = tally["hit"] / max(1, tally["hit"] + tally["wrong"])
    recall = tally["hit"] / max(1, tally["hit"] + tally["missed"])
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def score_annotator(rows: list[dict[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 that one of the annotators may expect against the gold of all."""
    hit = wrong = missed = 0.0
    for row in rows:
        accepted = int(row["accept"]) / max(1, int(row["accept"]) + int(row["reject"]))
        if row["label"] == "yes":
            hit, missed = hit + accepted, missed + 1 - accepted
        else:
            wrong += accepted
    return hit / max(1.0, hit + wrong), hit / max(1.0, hit + missed), 2 * hit / max(1.0, 2 * hit + wrong + missed)


def words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word.removeprefix("ال") for text in texts for word in fold(text).split())


def overlap(found: Counter[str], gold: Counter[str]) -> tuple[int, int, int]:
    return sum((found & gold).values()), sum(found.values()), sum(gold.values())


def score_spans(data: Path, event: str, claims: dict[str, list[Claim]]) -> dict[str, float]:
    """Token F1 of actor and target, and of all marked words in the quote, against the annotator who agrees the most."""
    sums: dict[str, list[int]] = {"actor": [0, 0, 0], "target": [0, 0, 0], "whole": [0, 0, 0]}
    for item in json.loads((data / f"{event}_spans.json").read_text(encoding="utf-8")):
        mine = next((claim for claim in claims.get(item["source"], []) if is_told(claim)), None)
        if mine is None or not item["spans"]:
            continue
        for name, found, keys in spans_of(mine):
            tries = [overlap(found, words(word for key in keys for word in span[key])) for span in item["spans"]]
            best = max(tries, key=lambda row: 2 * row[0] / max(1, row[1] + row[2]))
            sums[name] = [total + part for total, part in zip(sums[name], best, strict=True)]
    return {name: 2 * both / max(1, found + gold) for name, (both, found, gold) in sums.items()}


def spans_of(claim: Claim) -> list[tuple[str, Counter[str], tuple[str, ...]]]:
    target = [claim.target.text] if claim.target else []
    return [
        ("actor", words(party.text for party in claim.perpetrators), ("source_actor",)),
        ("target", words(target), ("target_actor",)),
        ("whole", words([claim.quote.text]), ("source_actor", "verb", "target_actor")),
    ]


def print_errors(rows: list[dict[str, str]], claims: dict[str, list[Claim]]) -> None:
    for row in rows:
        found = [claim for claim in claims[row["id"]] if is_told(claim)]
        if bool(found) != (row["label"] == "yes"):
            told = [(claim.kind, claim.quote.text, claim.rules) for claim in found]
            print(f"  {row['label']} ({row['accept']}:{row['reject']}): {row['text']}\n    {told}")


def print_event(data: Path, event: str, arguments: argparse.Namespace) -> None:
    rows = load(data, event, parts=PARTS[arguments.part])
    reader: Any = GrammarReader()
    claims = {row["id"]: reader.read(Document(row["text"], "ar", None)) for row in rows}
    for name, test in (("claim", is_told), ("reported", is_reported)):
        tally = score(rows, claims, test)
        precision, recall, found = f1(tally)
        cells = f"{precision:.2f} | {recall:.2f} | {found:.2f} | {TARGET:.2f}"
        print(f"| {event.upper()} {name} | {len(rows)} | {cells} | {tally['divided']} of {tally['wrong']} |")
    cells = " | ".join(f"{value:.2f}" for value in score_annotator(rows))
    print(f"| {event.upper()} one annotator | {len(rows)} | {cells} | | |")
    for name, value in score_spans(data, event, claims).items():
        print(f"| {event.upper()} words of the {name} | | | | {value:.2f} | | |")
    if arguments.errors:
        print_errors(rows, claims)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/arabic-events"))
    parser.add_argument("--part", choices=sorted(PARTS), default="held-out")
    parser.add_argument("--errors", action="store_true", help="the sentences answered wrongly")
    arguments = parser.parse_args()
    if not (arguments.data / "assault_sentences.csv").exists():
        print(f"no judged sentences at {arguments.data}: nothing is measured")
        return
    print("| what | sentences | precision | recall | F1 | target | wrong yes that half of the annotators accepted |")
    print("|---|---|---|---|---|---|---|")
    print_event(arguments.data, "assault", arguments)


if __name__ == "__main__":
    main()
