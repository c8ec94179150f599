"""Faults that lists take on the way through a page: text layers in the order of drawing, lost dots, moved columns.

They are of other kinds than those of ``casualty_lists.damage`` and were written down before anything was mended for
them; a row may take several. ``FAULTS`` says how many of a thousand rows have each.
"""

import random
import unicodedata
from collections.abc import Callable, Mapping

Row = dict[str, str]
Fault = Callable[[Row, random.Random], None]
_SHAPES = ("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق")
_ALIKE = {letter: shape.replace(letter, "") for shape in _SHAPES for letter in shape}
_FORMS = {unicodedata.normalize("NFKC", one): one for one in map(chr, range(0xFE80, 0xFEF5))}
_MOVING = ("sex", "age", "birth_date", "date_of_death", "place")


def reverse(row: Row, _chance: random.Random) -> None:
    """Letters as they were drawn, from the left."""
    row["name"] = row["name"][::-1]


def lose_dots(row: Row, chance: random.Random) -> None:
    """Every third dotted letter is another of its shape."""
    row["name"] = "".join(
        chance.choice(_ALIKE[one]) if one in _ALIKE and chance.random() < 0.3 else one for one in row["name"]
    )


def join(row: Row, chance: random.Random) -> None:
    """Spaces are lost, one or all."""
    row["name"] = row["name"].replace(" ", "", chance.choice((1, 2, -1)))


def part(row: Row, chance: random.Random) -> None:
    """A space within a word."""
    at = chance.randrange(2, max(len(row["name"]) - 1, 3))
    row["name"] = f"{row['name'][:at]} {row['name'][at:]}"


def turn_ligatures(row: Row, _chance: random.Random) -> None:
    """The letters of lam-alef change places."""
    for whole, turned in (("لأ", "أل"), ("لإ", "إل"), ("لا", "ال"), ("لآ", "آل")):
        row["name"] = row["name"].replace(whole, turned)


def draw(row: Row, _chance: random.Random) -> None:
    """Letters as the shapes of a font."""
    row["name"] = "".join(_FORMS.get(one, one) for one in row["name"])


def lose_letters(row: Row, chance: random.Random) -> None:
    """One to three letters are gone."""
    for _letter in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(row["name"]))
        row["name"] = row["name"][:at] + row["name"][at + 1 :]


def swap_digits(row: Row, chance: random.Random) -> None:
    """Two digits of the age, and of the day or the year of birth, change places."""
    if "age" in row:
        row["age"] = row["age"][::-1]
    born = row.get("birth_date", "")
    if len(born) == 10:
        at = chance.choice((2, 5, 8))
        row["birth_date"] = born[:at] + born[at + 1] + born[at] + born[at + 2 :]


def lose_field(row: Row, chance: random.Random) -> None:
    """One or two fields say nothing."""
    told = [name for name in _MOVING if name in row]
    for name in chance.sample(told, min(len(told), chance.choice((1, 1, 2)))):
        row[name] = chance.choice(("", "-", "غير معروف"))


def move_columns(row: Row, chance: random.Random) -> None:
    """Everything behind an empty field stands one column to the left."""
    told = [name for name in _MOVING if name in row]
    names = told[chance.randrange(len(told)) :]
    for name, following in zip(names, [*names[1:], ""], strict=True):
        row[name] = row[following] if following else ""


def leave_kunya(row: Row, chance: random.Random) -> None:
    """Nothing but "father of"."""
    row["name"] = f"أبو {chance.choice(row['name'].split())}"


FAULTS: Mapping[Fault, int] = {
    reverse: 60,
    lose_dots: 100,
    join: 120,
    part: 60,
    turn_ligatures: 60,
    draw: 60,
    lose_letters: 80,
    swap_digits: 60,
    lose_field: 150,
    move_columns: 40,
    leave_kunya: 5,
}


def spoil(row: Row, chance: random.Random) -> Row:
    """The row with each fault that chance gives it."""
    for fault, of_thousand in FAULTS.items():
        if chance.random() * 1000 < of_thousand:
            fault(row, chance)
    return row
