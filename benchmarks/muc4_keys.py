"""The gold of MUC-4: templates of either form of the keys, and the casualty counts that are in them or derived."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SMALL += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = {word: number for number, word in enumerate(SMALL)} | {
    word: 10 * number for number, word in enumerate(TENS, start=2)
}
DEATH = re.compile(
    r"\b(?:kill\w*|dead|die[ds]?|dying|deaths?|murder\w*|assassinat\w*|massacre\w*|slain|shot to death|execut\w+|lives|"
    r"corpses|bodies|fatalities|machinegunned|gunned down|perished|slaughter\w*|lost their lives)\b"
)
INJURY = re.compile(r"\b(?:wound\w*|injur\w*|hurt|maimed|bruised)\b")
# Words that may stand between a number and the noun it counts.
BETWEEN_MAX = 3


@dataclass(slots=True)
class Gold:
    """What the keys say of one report; an optional value may be given or not."""

    types: list[tuple[set[str], bool]] = field(default_factory=list)
    counts: list[tuple[str, set[int], bool]] = field(default_factory=list)

    @property
    def holds(self) -> bool | None:
        """None where only optional templates say so."""
        if not self.types:
            return False
        return True if any(not optional for _types, optional in self.types) else None


def load_keys(path: Path, texts: dict[str, str]) -> dict[str, Gold]:
    """The gold of every report, from either form of the keys."""
    raw = path.read_text(encoding="utf-8", errors="replace")
    gold: dict[str, Gold] = defaultdict(Gold)
    templates = parse_lists(raw) if "%%%" in raw else parse_slots(raw)
    for template in templates:
        name = template["message_id"][0].split()[0]
        found = gold[name]
        kinds = {part.strip() for part in " ".join(template.get("incident_type", ["*"])).split("/")}
        if kinds <= {"*", "-", ""}:
            continue
        optional = template["optional"]
        found.types.append((kinds, optional))
        counted = written_counts(template) if "hum_tgt_number" in template else derived_counts(template, texts[name])
        for effect, numbers in counted:
            if all((effect, numbers) != (other[0], other[1]) for other in found.counts):
                found.counts.append((effect, numbers, optional))
    return gold


def parse_lists(raw: str) -> Iterator[dict[str, Any]]:
    """Templates of ``keys_full_*.txt``: JSON lists of [slot, value] between lines of %%%."""
    for block in raw.split("%%%"):
        if not block.strip():
            continue
        template: dict[str, Any] = {"optional": False, "descriptions": []}
        for slot, value in json.loads(block):
            if slot == "message_template_optional":
                template["optional"] = True
            elif slot in ("message_id", "incident_type"):
                template[slot] = [value]
            elif slot == "hum_tgt_description" and value and value["type"] == "simple_strings":
                template["descriptions"].append(value["strings"])
        yield template


SLOT = re.compile(r"^\s*\d+\.\s+([A-Z ]+: [A-Z ]+?)\s{2,}(.*)$")


def parse_slots(raw: str) -> Iterator[dict[str, Any]]:
    """Templates of the original keys: numbered slots, further values on the lines below."""
    template: dict[str, Any] = {}
    slot = ""
    for line in raw.splitlines():
        match = SLOT.match(line)
        if match:
            slot = re.sub(r"[^a-z]+", "_", match[1].lower()).strip("_")
            if slot == "message_id":
                if template:
                    yield template
                template = {"optional": False}
            template[slot] = [match[2].strip()]
            template["optional"] = template["optional"] or (slot == "message_template" and "OPTIONAL" in match[2])
        elif template and line.strip() and not line.lstrip().startswith(";"):
            template[slot].append(line.strip())
    if template:
        yield template


def written_counts(template: dict[str, Any]) -> Iterator[tuple[str, set[int]]]:
    """Counts of the original keys: NUMBER and EFFECT refer to the same target by its quoted words."""
    numbers = dict(referred(template["hum_tgt_number"]))
    for target, value in referred(template.get("hum_tgt_effect_of_incident", [])):
        found = {int(digits) for digits in re.findall(r"\d+", numbers.get(target, ""))}
        for effect in ("DEATH", "INJURY"):
            if found and max(found) > 1 and re.search(rf"(?<!NO ){effect}", value):
                yield effect, found


def referred(lines: list[str]) -> Iterator[tuple[str, str]]:
    """(the target's first words, the value) of slot lines such as ``DEATH: "PEASANTS" / "VILLAGERS"``."""
    for line in lines:
        value, _colon, target = line.partition(":")
        words = re.findall(r'"([^"]+)"', target)
        if words:
            yield words[0], value


def derived_counts(template: dict[str, Any], text: str) -> Iterator[tuple[str, set[int]]]:
    """Counts that the text gives right before the words of the template's human targets."""
    flat = re.sub(r"\s+", " ", text.lower())
    sentences = re.split(r"(?<=[.!?])\s+", flat)
    for strings in template["descriptions"]:
        numbers: dict[str, set[int]] = defaultdict(set)
        for sentence in sentences:
            for words in strings:
                for at in re.finditer(rf"\b{re.escape(words.lower())}\b", sentence):
                    number = number_before(sentence[: at.end()], words=len(words.split()))
                    effect = effect_near(sentence, at.span())
                    if number and effect:
                        numbers[effect].add(number)
        yield from ((effect, found) for effect, found in numbers.items() if max(found) > 1)


def number_before(text: str, *, words: int) -> int | None:
    """The number inside or right before the last ``words`` words of the text."""
    parts = re.findall(r"[\w,'-]*\w|[.;:()]", text)
    for back in range(1, words + BETWEEN_MAX + 1):
        part = parts[-back] if back <= len(parts) else ""
        found = value_of(part)
        if found is not None:
            return found
        if back > words and part in ("and", "by", "of", "in", "were", "was", "for", "to", "with", "the", ""):
            return None
    return None


def value_of(word: str) -> int | None:
    digits = word.replace(",", "")
    if digits.isdigit():
        return int(digits)
    tens, _dash, ones = word.partition("-")
    if tens in NUMBERS and (not ones or ones in NUMBERS):
        return NUMBERS[tens] + NUMBERS.get(ones, 0)
    return None


def effect_near(sentence: str, span: tuple[int, int]) -> str:
    """The nearer of death and injury to the words; nothing where the sentence has neither."""
    near = [
        (min(abs(at.start() - span[1]), abs(span[0] - at.end())), effect)
        for effect, pattern in (("DEATH", DEATH), ("INJURY", INJURY))
        for at in pattern.finditer(sentence)
    ]
    return min(near)[1] if near else ""
