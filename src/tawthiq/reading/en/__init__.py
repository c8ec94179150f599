"""English: words in the YAML files beside this module, numbers and dates as grammar."""

import re
from functools import lru_cache

from tawthiq.core.texts import fold
from tawthiq.reading.en.dates import find_dates
from tawthiq.reading.en.numbers import find_numbers
from tawthiq.reading.language import Form, Language, load_words

# Words that may stand between "was" and its participle, and words that begin the object of an active verb.
_BETWEEN = (
    "also|reportedly|not|still|all|both|later|then|allegedly|"
    "immediately|previously|subsequently|found|shot and|being|"
    "severely|seriously|mostly|once|again|already|recently|summarily|publicly|forcibly|executed and|killed and|"
    r"killed or|injured and|wounded and|arrested and|initially|\w+ly"
)
_OBJECTS = "him|her|them|it|the|an?|his|their|its|several|many|all|one|two|three|at|up|more|some|civilians|people"
_BE = re.compile(rf"\b(?:is|are|was|were|be|been|being|get|got|gets|getting|am)(?:\s(?:{_BETWEEN}))*\s$")
_ARMS = "mortar|mortars|shells|shell|rockets|rocket|missiles|missile|artillery|heavy|machine|using|tens|dozens|more"
_BY = re.compile(rf"\s(?!by (?:{_ARMS})\b)(?!(?:{_OBJECTS})\b|\d)(?:[^\s.,;:]+\s){{0,3}}?(?:by|at the hands of)\b")
_PARTICIPLES = ("ed", "en", "wn", "id", "in", "ot")
_LOOK_BACK, _LOOK_AHEAD = 48, 40


@lru_cache(maxsize=20_000)
def form(word: str) -> Form:
    """The folded word; a lexicon entry may also end before the possessive 's."""
    key = fold(word)
    whole = (len(key), len(word))
    if word.endswith(("'s", "'S")) and len(key) > 1:
        return Form(key, ((0, 0),), (whole, (len(key) - 1, len(word) - 2)))
    return Form(key, ((0, 0),), (whole,))


def is_passive(text: str, start: int) -> bool:
    """Whether the verb at ``start`` follows a form of "to be", or is a participle followed closely by "by"."""
    if _BE.search(text[max(0, start - _LOOK_BACK) : start]):
        return True
    word_end = start
    while word_end < len(text) and text[word_end].isalpha():
        word_end += 1
    if not text[start:word_end].lower().endswith(_PARTICIPLES):
        return False
    return bool(_BY.match(text[word_end : word_end + _LOOK_AHEAD]))


ABBREVIATIONS = frozenset(
    ["dr", "mr", "mrs", "ms", "prof", "gen", "col", "maj", "capt", "lt", "brig", "sgt", "st", "no", "nr", "vs", "etc"]
) | {"approx", "e.g", "i.e", "u.s", "u.n", "a.m", "p.m"}
ABBREVIATIONS |= frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])
ABBREVIATIONS |= frozenset(
    ["gov", "sen", "rep", "rev", "fr", "hon", "supt", "insp", "det", "adm", "cpl", "messrs", "mt", "ft"]
)

LANGUAGE = Language(
    code="en",
    words=load_words("en"),
    form=form,
    find_numbers=find_numbers,
    find_dates=find_dates,
    is_passive=is_passive,
    sentence_ends=".!?",
    abbreviations=ABBREVIATIONS,
    verb_first=False,
    capitals=True,
    joiners=frozenset({"and"}),
    between=frozenset({"between"}),
)
