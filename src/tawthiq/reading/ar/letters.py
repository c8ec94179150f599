"""Arabic letters in one spelling, character for character, and word forms whose clitics may be peeled off.

A word such as وبالحسكة is not cut once and for all: its form lists every index at which a lexicon entry may begin
(after و, after وب, after وبال) and end (before an attached pronoun or verb ending). The lexicon decides.
"""

from functools import lru_cache

from tawthiq.reading.language import Form

_FLAT = str.maketrans("أإآٱةىئؤی کھ".replace(" ", ""), "ااااهييويكه")
_CONJUNCTIONS = "وف"
_PREPOSITIONS = "بكلس"
_ARTICLE = "ال"
# Verb endings stand on a stem of three letters, attached pronouns (with the ending before them) on one of four: بينهم
# is no "between". A word with the article has none of them. Plural endings of nouns are none of them either: a plural
# is a word of its own here, since it counts.
_VERB_ENDINGS = ("وا", "تا", "ت", "ا")
_PRONOUNS = ("هما", "تهم", "تها", "وهم", "وها", "هم", "ها", "هن", "نا", "ته", "وه", "ه")
_STEM_OF = dict.fromkeys(_VERB_ENDINGS, 3) | dict.fromkeys(_PRONOUNS, 4)
_MIN_REST = 2


def flatten(text: str) -> str:
    """The text with hamza forms, ta marbuta and alef maqsura in one spelling; its length never changes."""
    return text.translate(_FLAT)


@lru_cache(maxsize=32768)
def form(word: str) -> Form:
    """The folded word and where lexicon entries may begin and end in it.

    A prefix that is peeled off stays outside the match, except the article, which the match keeps: the entry حسكة found
    in بالحسكة covers الحسكة. ``للنظام`` is read as ل + النظام. Digits glued to a word (15جريح) are peeled off too.
    """
    flat = flatten(word).casefold()
    if len(flat) != len(word):  # casefolding some Latin letters makes two of one: such a word has no clitics
        return Form(flat, ((0, 0),), ((len(flat), len(word)),))
    if flat.endswith("ء"):
        flat = flat[:-1]
    key, shift_at = _with_article(flat)
    starts, clitic_ends = _beginnings(key, shift_at=shift_at)
    has_article = len(starts) > 1 and key[starts[-1][0] - 2 : starts[-1][0]] == _ARTICLE
    is_closed = has_article or word.endswith("ة")  # إضافة is no "he added it"
    endings = [] if is_closed else _endings(key, length=len(word), after=starts[-1][0])
    ends = [*clitic_ends, (len(key), len(word)), *endings]
    return Form(key, tuple(starts), tuple(ends))


def _with_article(flat: str) -> tuple[str, int | None]:
    """The word with the alef that ل swallows written out (لل → لال), and the index of that alef."""
    at = 1 if flat[:1] in _CONJUNCTIONS and flat[1:3] == "لل" else 0
    if flat[at : at + 2] == "لل" and len(flat) > at + 3:
        return flat[: at + 1] + "ا" + flat[at + 1 :], at + 1
    return flat, None


def _beginnings(key: str, *, shift_at: int | None) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    at = 0
    starts, ends = [(0, 0)], []
    while at < len(key) and key[at].isdigit():
        at += 1
    if 0 < at < len(key):
        starts.append((at, at))
    for letters in (_CONJUNCTIONS, _PREPOSITIONS):
        if key[at : at + 1] and key[at] in letters and len(key) - at - 1 >= _MIN_REST:
            at += 1
            starts.append((at, at - 1 if at == shift_at else at))  # للنظام is quoted whole, never as لنظام
            ends.append((at, at))
    if key.startswith(_ARTICLE, at) and len(key) - at - 2 >= _MIN_REST:
        starts.append((at + 2, starts[-1][1]))
    return starts, ends


def _endings(key: str, *, length: int, after: int) -> list[tuple[int, int]]:
    ends: list[tuple[int, int]] = []
    for ending, stem in _STEM_OF.items():
        rest = len(key) - len(ending)
        if rest >= max(stem, after + _MIN_REST) and key.endswith(ending):
            ends.append((rest, length))
    return ends
