"""French: words in the YAML files beside this module, numbers and dates as grammar; voice and elision here."""

import re
from functools import lru_cache

from tawthiq.core.texts import fold
from tawthiq.reading.fr.dates import find_dates
from tawthiq.reading.fr.numbers import find_numbers
from tawthiq.reading.language import Form, Language, load_words

# Words that lose their vowel before another word and are written together with it ("d'Alep", "l'armée", "qu'il").
_ELIDED = ("jusqu'", "lorsqu'", "qu'", "d'", "l'", "s'", "n'", "c'", "j'", "m'", "t'")
_AVOIR = r"a|ont|avait|avaient|ait|aient|aura|auront|aurait|auraient|ayant|avoir"
_ETRE = r"est|sont|était|étaient|fut|furent|soit|soient|sera|seront|serait|seraient|été|être|étant"
# Words that may stand between the auxiliary and its participle.
_BETWEEN = r"(?:\s(?:pas|déjà|aussi|également|ensuite|alors|tous|toutes|tous deux|encore|bien|plus|même|\w+ment))*"
_ACTIVE = re.compile(rf"(?:\b(?:{_AVOIR})|\bs'(?:{_ETRE})|\bse\s(?:{_ETRE})){_BETWEEN}\s$", re.IGNORECASE)
_PASSIVE = re.compile(rf"\b(?:{_ETRE}){_BETWEEN}\s$", re.IGNORECASE)
_PARTICIPLES = ("é", "ée", "és", "ées")
_LOOK_BACK = 48


@lru_cache(maxsize=20_000)
def form(word: str) -> Form:
    """The folded word; a lexicon entry may also begin after an elided word, and the elided word may end before it."""
    key = fold(word)
    whole = (len(key), len(word))
    lower = word.lower()
    elided = next((start for start in _ELIDED if lower.startswith(start) and len(word) > len(start)), "")
    if not elided:
        return Form(key, ((0, 0),), (whole,))
    at = (len(elided) - 1, len(elided))
    return Form(key, ((0, 0), at), (whole, (at[0], at[1] - 1)))


def is_passive(text: str, start: int) -> bool:
    """Whether the verb at ``start`` is passive: behind a form of "être", or a participle behind no auxiliary at all."""
    before = text[max(0, start - _LOOK_BACK) : start]
    if _ACTIVE.search(before):
        return False
    if _PASSIVE.search(before):
        return True
    end = start
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[start:end].lower().endswith(_PARTICIPLES)


ABBREVIATIONS = frozenset(
    ["m", "mm", "mme", "mlle", "dr", "pr", "gén", "col", "cap", "lt", "st", "n", "art", "env", "cf"]
)

LANGUAGE = Language(
    code="fr",
    words=load_words("fr"),
    form=form,
    find_numbers=find_numbers,
    find_dates=find_dates,
    is_passive=is_passive,
    sentence_ends=".!?",
    abbreviations=ABBREVIATIONS,
    verb_first=False,
    capitals=True,
    joiners=frozenset({"et", "ou"}),
    between=frozenset({"entre"}),
    borrows_places=("en",),
)
