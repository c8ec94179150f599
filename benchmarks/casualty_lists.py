"""Invented lists of people killed, in Arabic: families who died together, two lists of them, one through a damaged PDF.

Names are drawn from the commonest given names and from made-up mixtures with family names; nobody in them is real. The
damage is of the kinds that PDF text layers do to Arabic: spaces lost, letters lost (most of all ي) or put in (ر).
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from page_damage import spoil


def _names(text: str) -> list[str]:
    return text.split()


MEN = _names(
    """
    محمد أحمد محمود علي حسن حسين إبراهيم يوسف عمر خالد عبدالله عبدالرحمن مصطفى إسماعيل سعيد خليل صالح سليمان موسى
    عيسى جمال كمال نضال وليد رامي سامي هاني فادي شادي مازن باسل أنس أيمن أشرف أكرم عماد زياد إياد رائد ماهر ناصر
    نبيل عادل طارق حسام سامر ياسر ياسين حمزة بلال معاذ مهند محسن فارس فراس قاسم جابر جميل رشيد رياض زكريا يحيى
    يعقوب داود إدريس عثمان عامر عمران عبدالكريم عبدالعزيز عبدالقادر عبدالحميد عبدالسلام نعيم فؤاد فايز فوزي شكري
    صبحي صلاح طلال عزام غسان كريم لؤي مجدي منذر منصور منير نادر هشام هيثم وائل وسيم
    """
)
WOMEN = _names(
    """
    فاطمة مريم عائشة خديجة زينب سارة نور هدى منى سعاد سميرة أمينة آمنة رانيا ريم رنا لينا ليلى سلمى سمر سحر هبة
    هالة هناء وفاء ولاء ياسمين إسراء أسماء آية إيمان أمل أماني بسمة تهاني جنى حلا حنين دعاء دينا رغد رزان روان شهد
    شيماء صفاء ضحى عبير غادة فرح كوثر لمى ملك ميساء نادية نجلاء ندى نسرين نعيمة
    """
)
# Three letters each, by a rule: no family is meant.
_ROOTS = [a + b + c for a in "بتجحدرسشصطعغقمن" for b in "رلمنوي" for c in "بدرفقكل"[::2] if len({a, b, c}) == 3]
_SHAPES = ("ال{}ي", "أبو {}", "ال{}", "{}ان", "ال{}اوي", "{}ون", "آل {}", "ال{}اني")
FAMILIES = [shape.format(root) for root in _ROOTS for shape in _SHAPES]
PLACES = _names("الشرقية الغربية المرج التلة السوق الميدان الحارة البساتين المطحنة النهر الجسر القلعة")
HEADINGS = ("id", "name", "sex", "age", "birth_date", "date_of_death", "place")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: ``chain`` is given, father, grandfather, family."""

    number: int
    chain: tuple[str, ...]
    sex: str
    born: date
    died: date
    place: str


def make_people(number: int, *, seed: int) -> list[Person]:
    """So many people, about half of them killed beside brothers, sisters, parents or cousins."""
    chance = random.Random(seed)  # noqa: S311 - the same list each time
    found: list[Person] = []
    while len(found) < number:
        found += _household(chance, len(found))
    return found[:number]


def _pick(chance: random.Random, names: Sequence[str]) -> str:
    return names[min(int(len(names) * chance.random() ** 2.2), len(names) - 1)]


def _household(chance: random.Random, first: int) -> list[Person]:
    grandfather, family = _pick(chance, MEN), FAMILIES[int(len(FAMILIES) * chance.random() ** 1.6)]
    died = date(2015, 1, 1) + timedelta(days=chance.randrange(300))
    place = chance.choice(PLACES)
    found: list[Person] = []

    def add(chain: tuple[str, ...], sex: str, born: date) -> None:
        found.append(Person(first + len(found), chain, sex, born, died, place))

    size = chance.choice((0, 0, 0, 0, 1, 2, 3, 5))
    for _branch in range(1 if size == 0 else chance.choice((1, 1, 2))):
        father = _pick(chance, MEN)
        father_born = date(1950, 1, 1) + timedelta(days=chance.randrange(13000))
        if chance.random() < 0.5:
            add((father, grandfather, _pick(chance, MEN), family), "male", father_born)
        born, taken = father_born + timedelta(days=8000 + chance.randrange(3000)), set()
        for _child in range(size):
            sex = chance.choice(("male", "female"))
            given = _pick(chance, MEN if sex == "male" else WOMEN)
            if given in taken:
                continue
            taken.add(given)
            add((given, father, grandfather, family), sex, born)
            if chance.random() > 0.04:
                born += timedelta(days=330 + chance.randrange(900))
    if not found:
        sex = chance.choice(("male", "male", "female"))
        add(
            (_pick(chance, MEN if sex == "male" else WOMEN), _pick(chance, MEN), grandfather, family),
            sex,
            date(1940, 1, 1) + timedelta(days=chance.randrange(26000)),
        )
    return found


def damage(name: str, chance: random.Random) -> str:
    """The name as a damaged text layer gives it back; most keep one or two faults."""
    for _fault in range(chance.choice((1, 1, 1, 2, 2, 3))):
        kind = chance.random()
        if kind < 0.45 and " " in name:
            at = chance.choice([at for at, letter in enumerate(name) if letter == " "])
            name = name[:at] + name[at + 1 :]
        elif kind < 0.72 and "ي" in name:
            at = chance.choice([at for at, letter in enumerate(name) if letter == "ي"])
            name = name[:at] + name[at + 1 :]
        elif kind < 0.86:
            at = chance.randrange(1, len(name))
            name = name[:at] + "ر" + name[at:]
        else:
            at = chance.randrange(len(name))
            name = name[:at] + name[at + 1 :]
    return name


def respell(name: str, chance: random.Random) -> str:
    """The name as another clerk writes it: hamza, ta marbuta and the space after عبد and أبو as they please."""
    for one, other in (("أ", "ا"), ("إ", "ا"), ("ة", "ه"), ("ى", "ي"), ("عبدال", "عبد ال"), ("أبو ", "ابو ")):
        if chance.random() < 0.3:
            name = name.replace(one, other)
    return name


def row_of(person: Person, chance: random.Random, *, is_damaged: bool, number: str) -> dict[str, str]:
    """A row about the person, with the usual faults; a third of damaged rows keep their name whole."""
    chain = list(person.chain)
    if chance.random() < 0.06:
        del chain[chance.choice((1, 2))]
    name = respell(" ".join(chain), chance)
    born, age = person.born.isoformat(), (person.died - person.born).days // 365
    if is_damaged:
        if chance.random() < 0.42:
            name = damage(name, chance)
        age += chance.choice((0, 0, 0, 0, 0, 0, 0, -1, 1))
        if chance.random() < 0.05:
            born = (person.born + timedelta(days=chance.choice((1, -1, 9, 30, 31, 365)))).isoformat()
        born = "" if chance.random() < 0.08 else born
    sex = person.sex if chance.random() > 0.005 else {"male": "female", "female": "male"}[person.sex]
    return dict(
        zip(HEADINGS, (number, name, sex, str(max(age, 0)), born, person.died.isoformat(), person.place), strict=True)
    )


def write_lists(
    folder: Path, *, number: int, seed: int, columns: Sequence[str], overlap: float = 0.6, is_page: bool = False
) -> list[tuple[str, str]]:
    """Writes ``first.csv`` (damaged) and ``second.csv`` with id, name and these columns; the true pairs of ids.

    ``is_page``: the damage is that of ``page_damage``.
    """
    chance = random.Random(seed + 1)  # noqa: S311 - the same list each time
    people = make_people(number, seed=seed)
    rows: tuple[list[dict[str, str]], list[dict[str, str]]] = ([], [])
    truth = []
    for person in people:
        in_both = chance.random() < overlap
        in_first = in_both or chance.random() < 0.3
        if in_first:
            row = row_of(person, chance, is_damaged=not is_page, number=f"f{person.number}")
            rows[0].append(spoil({name: row[name] for name in ("id", "name", *columns)}, chance) if is_page else row)
        if in_both or not in_first:
            rows[1].append(row_of(person, chance, is_damaged=False, number=f"s{person.number}"))
        if in_both:
            truth.append((f"f{person.number}", f"s{person.number}"))
    for name, listed in zip(("first.csv", "second.csv"), rows, strict=True):
        chance.shuffle(listed)
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "name", *columns], extrasaction="ignore")
            writer.writeheader()
            writer.writerows(listed)
    return truth
