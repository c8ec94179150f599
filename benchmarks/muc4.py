"""How the reader does on newswire it was not made for: the MUC-4 reports of attacks (Latin America, 1988-1991).

    python benchmarks/muc4.py --data ../shared/data/muc4 [--split dev|train] [--half a|b] [--errors counts holds types]

The claims of the grammar reader, and nothing else, are mapped to MUC's incident types and casualty counts by the two
tables below; nothing is trained on the texts. Three measures:

holds    does the report tell an incident. Gold: a template with a type; a report whose templates are all optional is
         left out on both sides.
types    the distinct incident types of a report. Gold: types of templates; those of optional templates may be named or
         not; of alternatives ("BOMBING / ATTACK") any one will do.
counts   per report (effect in death, injury; number >= 2), one to one, any gold alternative. The keys of MUC-4 carry
         HUM TGT: NUMBER and HUM TGT: EFFECT OF INCIDENT; where the keys are in that original form (``--keys FILE``)
         they are the gold. The keys of ``keys_full_*.txt`` lack both slots. There the gold is derived: wherever the
         text holds a description of a human target of a template, the number right before it is a gold number, and
         the word for death or injury nearest in its sentence the effect. Numbers of one description and effect are
         alternatives. A description that no number ever precedes, or beside which nobody is said to be hurt, has no
         gold. So figures told without their noun ("three were killed") count against the reader; the derived measure
         is stricter than the original one and not comparable with it to the last point. (On the first 49 reports of
         dev, the only ones compared, both kinds of keys hold eight figures.)

The halves of a split (by a hash of the document's name) are for development: errors are read in one, the other is
only scored.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from muc4_keys import Gold, load_keys

from tawthiq.core.claims import Claim, Count
from tawthiq.reading.en.numbers import find_numbers
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.language import NumberMention
from tawthiq.reading.reader import Document

# Claims -> MUC types. Source: MUC-4 template documentation 1.0 and slot 4 (an aerial bomb is an ATTACK, taking hostages
# a KIDNAPPING, murder an ATTACK).
TYPE_OF_KIND = {
    "airstrike": "ATTACK",
    "shelling": "ATTACK",
    "ground_attack": "ATTACK",
    "chemical_attack": "ATTACK",
    "sniper_killing": "ATTACK",
    "execution": "ATTACK",
    "killing_other": "ATTACK",
    "torture": "ATTACK",
    "attack_on_medical": "ATTACK",
    "attack_on_school": "ATTACK",
    "explosion_ied": "BOMBING",
    "abduction": "KIDNAPPING",
}
# Kinds that hold several of MUC's types: the rule that fired says which.
TYPE_OF_RULE = {
    "en.arson": "ARSON",
    "en.burned": "ARSON",
    "en.robbery": "ROBBERY",
    "en.stoppage": "FORCED WORK STOPPAGE",
}
# Fighting between forces is outside MUC's scope unless somebody else is hurt. Source: the same, 1.0 (1).
FIGHTING = ("clash", "ground_attack", "shelling", "airstrike", "killing_other", "explosion_ied", "execution")
# Parts of names that are too short to tell persons apart ("de", "San").
NAME_MIN = 3
# MUC leaves out what is older than two months, unless the report has news of it (the same, 1.0 (6)): news of old crimes
# is mostly about the last half year, so that is where the line is drawn.
RECENT = timedelta(days=180)
ATTACKS = ("ground_attack", "shelling", "airstrike")
EFFECT_OF_SLOT = {"killed": "DEATH", "injured": "INJURY"}
TARGETS = {"holds": 0.80, "types": 0.75, "counts": 0.65}
PEERS = {"holds": "-", "types": "GE 1992, per template: recall .78, precision .72", "counts": "GE 1992 .604"}

# Forces that fight each other; what they do to each other is no incident for MUC.
FORCES = frozenset(["state_forces", "police", "armed_group", "paramilitary", "criminal_group"])
OUTLAWS = FORCES - {"state_forces", "police"} | {"unknown"}
MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
AGE = re.compile(r"[- ]years?\b", re.IGNORECASE)
MORE_THAN = re.compile(r"more than|over|in excess of|upwards of|exceeding", re.IGNORECASE)


@dataclass(slots=True)
class Report:
    """A text with the day it was filed."""

    name: str
    text: str
    published: str | None


def load_reports(folder: Path, split: str, *, form: str) -> list[Report]:
    """The reports of a split: ``doc_mixedcase_*.txt`` (as filed, in capitals) or ``*.jsonl`` (small letters)."""
    name = text_file(split, form=form)
    filed = folder / f"doc_mixedcase_{split}.txt"
    days = {row["docid"]: day_of(row["dateline"]) for row in rows_of(filed)} if filed.is_file() else {}
    return [
        Report(row["docid"], row.get("text") or row["doctext"], days.get(row["docid"]))
        for row in rows_of(folder / name)
    ]


def text_file(split: str, *, form: str) -> str:
    return f"doc_mixedcase_{split}.txt" if form == "filed" else f"{split}.jsonl"


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def day_of(dateline: str | None) -> str | None:
    """ "SAN SALVADOR, 3 JAN 90 (EFE)": the day of filing."""
    found = re.search(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})[A-Z]* (\d\d)\b", dateline or "")
    if not found:
        return None
    return date(1900 + int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])).isoformat()


def half_of(name: str) -> str:
    """Which half a report belongs to, at random but always the same."""
    return "ab"[hashlib.sha256(name.encode()).digest()[0] % 2]


# --- claims ---------------------------------------------------------------------------------------------------------


def is_in_scope(claim: Claim, published: str | None) -> bool:
    """Whether MUC would record the claim: told as a fact, recent, and not only between forces."""
    if claim.status != "asserted" or is_old(claim, published) or is_vague(claim) or "en.accident" in claim.rules:
        return False
    if claim.kind == "clash" or claim.kind in FIGHTING:
        return not is_between_forces(claim)
    return True


def is_vague(claim: Claim) -> bool:
    """A whole offensive, an attack that says nothing of whom it hit, a killing of no known number. Source: 1.0 (7)."""
    harmed = [claim.counts[slot] for slot in EFFECT_OF_SLOT if slot in claim.counts]
    if claim.kind in ATTACKS:
        return claim.rules[:1] == ("en.offensive",) or not (claim.target or claim.people or harmed)
    taken = [claim.counts["detained"]] if claim.kind == "abduction" and "detained" in claim.counts else []
    is_known = claim.people or any(count.min is not None for count in harmed + taken)
    return claim.kind in ("killing_other", "execution", "abduction") and not is_known and not (taken and claim.when)


def is_old(claim: Claim, published: str | None) -> bool:
    if not (claim.when and claim.when.edtf and published):
        return False
    digits = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", claim.when.edtf)
    if not digits:
        return False
    latest = f"{digits[1]}-{digits[2] or '12'}-{digits[3] or '28'}"
    return date.fromisoformat(latest) < date.fromisoformat(published) - RECENT


def is_between_forces(claim: Claim) -> bool:
    """Fighting, or an attack of forces on forces; somebody named who was killed or taken is a target all the same."""
    target = claim.target
    if target and (target.target_class == "civilian" or (target.target_class == "facility" and not target.party)):
        return False
    if claim.kind == "clash":
        return True
    if claim.people and claim.kind not in ("shelling", "airstrike"):
        return False
    is_on_forces = bool(target and (target.target_class == "combatant" or target.party in FORCES))
    if claim.kind == "explosion_ied":  # a bomb that nobody is said to have laid may be meant for anybody
        return is_on_forces and any(party.party in FORCES for party in claim.perpetrators)
    return is_on_forces


def type_of(claim: Claim) -> str | None:
    """MUC's type of a claim, or nothing."""
    if claim.kind in ("property_seizure_destruction", "movement_restriction"):
        return next((TYPE_OF_RULE[rule] for rule in claim.rules[:1] if rule in TYPE_OF_RULE), None)
    if claim.kind == "clash":
        return "ATTACK"
    if claim.kind == "arrest_detention":  # whoever is no authority does not arrest (slot 4: detention in general)
        parties = {party.party for party in claim.perpetrators}
        return "KIDNAPPING" if parties and parties <= OUTLAWS else None
    return TYPE_OF_KIND.get(claim.kind)


def types_of(claims: list[Claim]) -> set[str]:
    """The types of a report; the killing of somebody whom it tells to have been kidnapped is part of the kidnapping."""
    taken = {word for claim in claims if type_of(claim) == "KIDNAPPING" for word in names_of(claim)}
    own = [claim for claim in claims if claim.kind not in ("killing_other", "execution") or not taken & names_of(claim)]
    return {kind for claim in own if (kind := type_of(claim))}


def names_of(claim: Claim) -> set[str]:
    return {word for person in claim.people for word in person.text.split() if len(word) > NAME_MIN}


def counts_of(claims: Iterable[Claim]) -> list[tuple[str, int, Claim]]:
    """(effect, number, claim) once for each figure; a figure that a report gives twice for one effect counts once."""
    found: dict[tuple[str, int], Claim] = {}
    for claim in claims:
        for slot, effect in EFFECT_OF_SLOT.items():
            for number in figures_of(claim.counts.get(slot)):
                found.setdefault((effect, number), claim)
    return [(effect, number, claim) for (effect, number), claim in found.items()]


def figures_of(count: Count | None) -> list[int]:
    """The figures as MUC writes them: each number of the count's own words apart ("six priests and two women": 6, 2).

    "More than 20" is 20 there; people told one by one are one each, and what is not numbered ("dozens") is no figure.
    """
    if count is None or (count.min is None and count.max is None):
        return []
    numbers = [number for number in find_numbers(count.text) if number.exact_word]
    numbers = [number for number in numbers if not AGE.match(count.text, number.end)]
    written = [least_of(number, count.text) for number in numbers]
    return sorted({number for number in written if number is not None and number > 1})


def least_of(number: NumberMention, words: str) -> int | None:
    is_more = MORE_THAN.match(words, number.start)
    return number.min - 1 if is_more and number.min else number.min if number.min is not None else number.max


# --- scores ---------------------------------------------------------------------------------------------------------


def score_counts(gold: Gold, found: list[tuple[str, int, Claim]], tally: Counter[str]) -> list[str]:
    free = list(gold.counts)
    odd: list[str] = []
    for effect, number, claim in found:
        same = next(
            (entry for entry in sorted(free, key=lambda entry: entry[2]) if entry[0] == effect and number in entry[1]),
            None,
        )
        if same:
            free.remove(same)
            tally.update({"counts_right": 1, "counts_given": int(not same[2]), "counts_due": 0})
            tally["counts_right"] -= int(same[2])
        else:
            tally["counts_given"] += 1
            odd.append(f"extra {effect} {number} {claim.kind} {claim.rules} {' '.join(claim.quote.text.split())!r}")
    tally["counts_due"] += sum(1 for entry in gold.counts if not entry[2])
    return odd + [f"missed {effect} {sorted(numbers)}" for effect, numbers, optional in free if not optional]


def score_types(gold: Gold, found: set[str], tally: Counter[str]) -> list[str]:
    due = [kinds for kinds, optional in gold.types if not optional]
    distinct: list[set[str]] = []
    for kinds in due:
        if not any(kinds & other for other in distinct):
            distinct.append(kinds)
    allowed = set().union(*(kinds for kinds, _optional in gold.types)) if gold.types else set()
    right = [kinds for kinds in distinct if kinds & found]
    wrong = found - allowed
    tally.update(types_right=len(right), types_given=len(right) + len(wrong), types_due=len(distinct))
    missed = [sorted(kinds) for kinds in distinct if not kinds & found]
    return [f"extra {kind}" for kind in sorted(wrong)] + [f"missed {kinds}" for kinds in missed]


def score_holds(gold: Gold, found: set[str], tally: Counter[str]) -> list[str]:
    if gold.holds is None:
        return []
    tally.update(holds_right=int(gold.holds and bool(found)), holds_given=int(bool(found)), holds_due=int(gold.holds))
    if gold.holds == bool(found):
        return []
    return [f"missed {gold.types}" if gold.holds else f"extra {sorted(found)}"]


def measure(reports: list[Report], gold: dict[str, Gold], *, errors: set[str], conflict: str) -> Counter[str]:
    reader, tally = GrammarReader(conflict=conflict), Counter[str]()
    for report in reports:
        claims = reader.read(Document(report.text, "en", report.published))
        told = [claim for claim in claims if is_in_scope(claim, report.published)]
        kinds = types_of(told)
        key = gold[report.name]
        found = {
            "holds": score_holds(key, kinds, tally),
            "types": score_types(key, kinds, tally),
            "counts": score_counts(key, counts_of(told), tally),
        }
        for name in errors:
            for line in found[name]:
                print(f"  {report.name} {name}: {line}")
            for claim in told if found[name] and name != "counts" else ():
                print(f"      {claim.kind} {claim.rules} {' '.join(claim.quote.text.split())!r}")
    return tally


def print_table(tally: Counter[str]) -> None:
    print("| measure | gold | given | right | precision | recall | F1 | target | known |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, target in TARGETS.items():
        due, given, right = (tally[f"{name}_{part}"] for part in ("due", "given", "right"))
        precision, recall = right / given if given else 0.0, right / due if due else 0.0
        f1 = 2 * right / (due + given) if due + given else 0.0
        scores = f"{precision:.3f} | {recall:.3f} | {f1:.3f}"
        print(f"| {name} | {due} | {given} | {right} | {scores} | >= {target:.2f} | {PEERS[name]} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/muc4"))
    parser.add_argument("--split", default="dev", help="dev, train, or the name of other files of the same form")
    parser.add_argument("--keys", type=Path, help="keys in the original form, with HUM TGT: NUMBER")
    parser.add_argument("--form", choices=("filed", "jsonl"), default="filed", help="which file of texts")
    parser.add_argument("--half", choices=("a", "b"), help="only this half of the reports")
    parser.add_argument("--conflict", default="world", help="the conflict folder whose words are known")
    parser.add_argument("--errors", nargs="*", default=[], help="measures whose errors are printed: counts holds types")
    arguments = parser.parse_args()
    keys = arguments.keys or arguments.data / f"keys_full_{arguments.split}.txt"
    texts = arguments.data / text_file(arguments.split, form=arguments.form)
    for needed in (keys, texts):
        if not needed.is_file():
            print(f"no data at {needed}: nothing measured")
            return
    reports = load_reports(arguments.data, arguments.split, form=arguments.form)
    gold = load_keys(keys, {report.name: report.text for report in reports})
    chosen = [report for report in reports if arguments.half in (None, half_of(report.name))]
    print_table(measure(chosen, gold, errors=set(arguments.errors), conflict=arguments.conflict))


if __name__ == "__main__":
    main()
