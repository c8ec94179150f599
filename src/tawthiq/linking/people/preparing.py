"""A row of a list made into the keys by which it is compared: once per row, in Python, the same for every executor.

Keys are ASCII text (one sign for each letter of the name, so that edits are counted alike by every engine), whole
numbers or lists of words; None where the row does not say.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

from tawthiq.core.texts import fold
from tawthiq.linking.people.chains import ascii_of, words_of
from tawthiq.linking.people.naming import NAME_FIELDS, NAME_KEYS, NameKeyMaker

TEXT, NUMBER, WORDS = "text", "number", "words"
# What the fields of a list are called in ``data/table_columns.yaml``.
_TEXTS = ("place", "birth_place", "address", "occupation", "district", "region", "house", "number", "phone")
_WITH_WORDS = frozenset({"place", "birth_place", "address", "occupation"})
_FIELD_OF = {"district": "admin2", "region": "admin1"}
KEYS: dict[str, str] = {
    **NAME_KEYS,
    "birth": TEXT,
    "birth_turned": TEXT,
    "birth_year": NUMBER,
    "born_first": NUMBER,
    "born_last": NUMBER,
    "age": NUMBER,
    "age_alone": NUMBER,
    "sex": TEXT,
    "date_first": NUMBER,
    "date_last": NUMBER,
    **dict.fromkeys(_TEXTS, TEXT),
    **{f"{name}_words": WORDS for name in sorted(_WITH_WORDS)},
    "postcode": TEXT,
    "postcode_area": TEXT,
    "email": TEXT,
    "email_name": TEXT,
}
Fields = Mapping[str, Sequence[str]]
_DIGITS = re.compile(r"\d+")
_SEXES = {"m": "m", "male": "m", "man": "m", "boy": "m", "ذكر": "m", "رجل": "m", "طفل": "m", "ذ": "m"}
_SEXES |= {
    "f": "f",
    "female": "f",
    "woman": "f",
    "girl": "f",
    "انثي": "f",
    "امراه": "f",
    "طفله": "f",
    "ا": "f",
    "نثي": "f",
}
# "3 months", "٤ أشهر" (folded) tell of an infant.
_UNDER_A_YEAR = re.compile("month|week|day|شهر|اشهر|شهور|يوم|ايام|اسبوع|اسابيع")
_YEAR, _DAY = 4, 8
_OLDEST = 130
_YEAR_DAYS = 365.25
_WHEN = ("date", "date_start", "date_end")
_SHORT = 3


class Preparer:
    """Makes keys of rows; what it has made of a value it keeps, for lists say the same again and again."""

    def __init__(self) -> None:
        """Loads the lexicon of names."""
        self._names = NameKeyMaker()

    def keys_of(self, fields: Fields) -> dict[str, Any]:
        """Every key of ``KEYS`` for a row given as its values by field."""
        keys: dict[str, Any] = dict.fromkeys(KEYS)
        parts: list[tuple[str, str]] = []
        for field, values in fields.items():
            written = values[0] if len(values) == 1 else " ".join(values)
            if field in NAME_FIELDS:
                parts.append((field, written))
            elif field in _MAKERS:
                keys.update(_made(field, written))
        keys.update(self._names.keys_of(tuple(parts)))
        _fill_dates(keys, fields)
        keys["unnamed"] = 0 if keys["given"] or keys["family"] else 1
        return keys


def _text_keys(name: str, written: str) -> dict[str, Any]:
    words = words_of(written)
    if not words:
        return {}
    keys: dict[str, Any] = {name: ascii_of("".join(words))}
    if name in _WITH_WORDS:
        keys[f"{name}_words"] = sorted({ascii_of(word) for word in words if len(word) > _SHORT}) or None
    return keys


def _postcode_keys(written: str) -> dict[str, Any]:
    words = words_of(written)
    if not words:
        return {}
    whole = ascii_of("".join(words))
    return {"postcode": whole, "postcode_area": ascii_of(words[0]) if len(words) > 1 else whole[:_SHORT]}


def _email_keys(written: str) -> dict[str, Any]:
    whole = ascii_of(fold(written))
    return {"email": whole, "email_name": whole.split("@")[0]} if whole else {}


def _sex_keys(written: str) -> dict[str, Any]:
    words = words_of(written)
    return {"sex": _SEXES.get(words[0])} if words else {}


def _birth_keys(written: str) -> dict[str, Any]:
    digits = date_digits(written)
    if not digits:
        return {}
    turned = digits[:_YEAR] + "".join(sorted((digits[4:6], digits[6:])))
    born = _days_of(digits) or (None, None)
    return {
        "birth": digits,
        "birth_year": int(digits[:_YEAR]),
        "birth_turned": turned,
        "born_first": born[0],
        "born_last": born[1],
    }


def _age_keys(written: str) -> dict[str, Any]:
    folded = fold(written)
    age = _DIGITS.search(folded)
    if not age or int(age[0]) > _OLDEST:
        return {}
    return {"age": 0 if _UNDER_A_YEAR.search(folded) else int(age[0])}


_MAKERS: dict[str, Callable[[str], dict[str, Any]]] = {
    **{_FIELD_OF.get(name, name): partial(_text_keys, name) for name in _TEXTS},
    "postcode": _postcode_keys,
    "email": _email_keys,
    "sex": _sex_keys,
    "birth": _birth_keys,
    "age": _age_keys,
}


@lru_cache(maxsize=200_000)
def _made(field: str, written: str) -> dict[str, Any]:
    return _MAKERS[field](written)


def _fill_dates(keys: dict[str, Any], fields: Fields) -> None:
    """Sets the days of the event, and when somebody of a known age was born who has no day of birth."""
    when = [day for name in _WHEN if name in fields and (day := _span_of(" ".join(fields[name])))]
    if not when and "year" in fields:
        day = _span_of("-".join(" ".join(fields[name]) for name in ("year", "month", "day") if name in fields))
        when = [day] if day else []
    if when:
        keys["date_first"], keys["date_last"] = min(day[0] for day in when), max(day[1] for day in when)
    if keys["age"] is None or keys["birth"] is not None:
        return
    keys["age_alone"] = 1
    if when:
        keys["born_first"] = int(keys["date_first"] - (keys["age"] + 1) * _YEAR_DAYS)
        keys["born_last"] = int(keys["date_last"] - keys["age"] * _YEAR_DAYS) + 1


@lru_cache(maxsize=200_000)
def _span_of(text: str) -> tuple[int, int] | None:
    digits = date_digits(text) if text else None
    return _days_of(digits) if digits else None


@lru_cache(maxsize=200_000)
def date_digits(text: str) -> str | None:
    """Year, month and day as eight digits, also where there is no such day; a month or day not told is 00.

    Day before month unless the second of two is above twelve.
    """
    parts: list[str] = _DIGITS.findall(fold(text)) if text else []
    if len(parts) == 1:
        return parts[0] if len(parts[0]) == _DAY else f"{parts[0]}0000" if len(parts[0]) == _YEAR else None
    if len(parts) == 2 and len(parts[0]) == _YEAR:
        return f"{parts[0]}{parts[1]:0>2}00"[:_DAY]
    if len(parts) < 3:
        return None
    first, second, third = parts[:3]
    if len(first) == _YEAR:
        year, month, day = first, second, third
    elif len(third) == _YEAR:
        month, day = (first, second) if int(second) > 12 >= int(first) else (second, first)
        year = third
    else:
        return None
    return f"{year}{month:0>2}{day:0>2}"[:_DAY] if len(month) <= 2 and len(day) <= 2 else None


def _days_of(digits: str) -> tuple[int, int] | None:
    """First and last day that the digits may mean, counted from year 1; None where there is no such day."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        if not month:
            return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        if not day:
            after = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1).toordinal(), (after - timedelta(days=1)).toordinal()
        return (date(year, month, day).toordinal(),) * 2
    except ValueError:
        return None
