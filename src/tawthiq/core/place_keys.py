"""Keys of place names across scripts and spellings: the one home for linking, reading and the gazetteer.

A name has three keys, each coarser than the one before: ``exact`` (folded, without "village", قرية …), ``sound`` (one
letter per sound, article and spaces gone: al-Hasakah, Alhasakeh and Hassakeh agree as far as vowels allow) and
``skeleton`` (the consonants alone, the same for both scripts: حلفايا and Halfaya). ``closeness`` compares what is left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.core.texts import fold

# Words that say what a place is and are no part of its name, folded. Source: type words of GeoNames feature classes A
# and P, level names of OCHA COD-AB, the language folders of reading.
_TYPES = """
village villages town towns city cities district subdistrict governorate province department municipality county hamlet
neighborhood neighborhoods neighbourhood neighbourhoods quarter suburb suburbs area region camp commune countryside
state canton parish prefecture township muhafazat muhafazah qaryat qariyat nahiyat nahiya mintaqat raion oblast locality
قريه قري بلده بلدات مدينه مدن حي احياء محافظه منطقه ناحيه قضاء مخيم ريف ضاحيه مزرعه بلديه مديريه لواء ولايه
"""
_LINK_WORDS = "of the in de del la le du des"
TYPE_WORDS = frozenset(_TYPES.split())
_LINKS = frozenset(_LINK_WORDS.split())
# The article before a word of its own letter (sun letters), as reports romanise it.
_ARTICLES = {
    "al": "",
    "el": "",
    "ul": "",
    "il": "",
    "ar": "r",
    "er": "r",
    "as": "s",
    "es": "s",
    "ash": "sh",
    "esh": "sh",
}
_ARTICLES |= {"ach": "ch", "ech": "ch", "at": "t", "et": "t", "ath": "th", "ad": "d", "ed": "d", "adh": "dh", "az": "z"}
_ARTICLES |= {"ez": "z", "an": "n", "en": "n", "l": ""}
_JOINED_ARTICLE = re.compile(r"^(?:[ae]l(?=[^laeiou].{3})|[ae](?=(sh|ch|th|dh|r|s|t|d|z|n)\1.{2}))")
# First words of Arabic place names and how reports write them. Source: spellings of GeoNames and Who's On First.
_HEADS = {
    "tal": "tel tal tell tall til till",
    "dir": "deir der dier dayr dair deyr deer dir",
    "um": "umm um oum om oumm omm umn",
    "kafr": "kafr kfar kafar kufr kfer kefr kafer kfr kaffr kafir",
    "bir": "bir beer ber biir",
    "in": "ain ayn ein eyn aein aen en ayin",
    "abu": "abu abou abo aboo",
    "bit": "beit bayt bait beyt bet",
    "jabal": "jabal jebel gebel djebel jabel jbel gabal",
    "wadi": "wadi ouadi oued wady wadee",
    "Xirba": "khirbet khirbat kherbet khurbat khirba kherba khirbah khurbet kharbat kharabat",
    "CiX": "sheikh shaykh shekh cheikh sheik shaikh sheyh sheykh cheik",
    "marat": "maarat maarrat maaret marat marrat maarrit maarit maret",
    "kasr": "qasr kasr ksar gasr",
    "kalat": "qalaat qalat kalaat kalat qalet",
    "ibn": "bin ibn ben",
}
_HEAD_OF = {word: head for head, words in _HEADS.items() for word in words.split()}
# In order: spellings of one sound to one letter; capitals stand for sounds of two letters (C sh, X kh, G gh).
_LATIN_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("x", "ks"),
        ("t?sch|t?ch|t?sh", "C"),
        ("kh", "X"),
        ("gh", "G"),
        ("ph|v", "f"),
        ("(?<=[td])h", ""),
        ("dj|g", "j"),
        ("c(?=[eiy])", "s"),
        ("ck|c|q", "k"),
        ("p", "b"),
        ("aw|au|ow|ou|oo|eau|ew", "u"),
        ("ay|ai|ei|ey|ee|ie|ii|eu", "i"),
        ("[ey]", "i"),
        ("[ow]", "u"),
    )
)
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچگڤژۆڕڵ"
_ARABIC_SOUNDS = str.maketrans(dict(zip(_ARABIC_LETTERS, "abttjhXddrzsCsdtz-GfkklmnhuibCjfzurl", strict=True)))
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aiu]")
_ARABIC = re.compile("[\u0620-\u06ff]")
# A name may end on a vowel, on ta marbuta, on a silent h, or on none of them.
_FINAL = re.compile(r"(?<=..)(?:[aiu]+[ht]?|h)$")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class PlaceKeys:
    """The keys of one name; ``skeleton`` is empty where fewer than two consonants are left: it would fit anything."""

    exact: str
    sound: str
    skeleton: str


@lru_cache(maxsize=20_000)
def place_keys(name: str) -> PlaceKeys:
    """The keys of a place name in either script; a name of nothing but type words keeps them."""
    words = fold(name).replace(".", " ").replace(",", " ").split()
    own = [word for word in words if word not in TYPE_WORDS and word.removeprefix("ال") not in TYPE_WORDS]
    while own and own[0] in _LINKS and len(own) > 1 and len(own) < len(words):
        own = own[1:]
    while own and own[-1] in ("of", "the"):
        own = own[:-1]
    own = own or words
    sound = sound_of(own)
    return PlaceKeys(" ".join(own), sound, skeleton_of(sound))


def sound_of(words: Iterable[str]) -> str:
    """Folded words as one string with one letter per sound: no article, spaces, doubled letters, last vowel."""
    sounds = [_word_sound(word) for word in _without_articles(words)]
    inner = [f"{sound[:-1]}t" if sound.endswith("h") and len(sound) >= _SHORT else sound for sound in sounds[:-1]]
    return _FINAL.sub("", _REPEATED.sub(r"\1", "".join([*inner, *sounds[-1:]])))


def skeleton_of(sound: str) -> str:
    """The consonants of a sound key with j and gh as one; empty where they are fewer than two."""
    bare = _REPEATED.sub(r"\1", _VOWELS.sub("", sound).replace("G", "j"))
    return bare if len(bare) > 1 else ""


def _without_articles(words: Iterable[str]) -> list[str]:
    given = list(words)
    kept = [
        word
        for at, word in enumerate(given)
        if not (at + 1 < len(given) and word in _ARTICLES and given[at + 1].startswith(_ARTICLES[word]))
    ]
    return kept or given


@lru_cache(maxsize=20_000)
def _word_sound(word: str) -> str:
    if _ARABIC.search(word):
        bare = word.removeprefix("ال") if len(word) > _SHORT else word
        return bare.translate(_ARABIC_SOUNDS).replace("-", "")
    if word in _HEAD_OF:
        return _HEAD_OF[word]
    bare = _JOINED_ARTICLE.sub("", word) if len(word) > _SHORT else word
    if bare in _HEAD_OF:
        return _HEAD_OF[bare]
    for pattern, letter in _LATIN_SOUNDS:
        bare = pattern.sub(letter, bare)
    return bare


@lru_cache(maxsize=20_000)
def closeness(left: str, right: str) -> float:
    """How alike two sound keys are, 0 to 1: edits by the longer length; a vowel for a vowel or none costs less.

    Source: reports drop and swap short vowels freely (Menbij, Manbij; Arabic does not write them at all), never
    consonants.
    """
    if left == right:
        return 1.0
    if not left or not right:
        return 0.0
    above = [0.0]
    for letter in right:
        above.append(above[-1] + _cost(letter))
    for letter in left:
        row = [above[0] + _cost(letter)]
        for at, other in enumerate(right):
            swap = above[at] + _swap(letter, other)
            row.append(min(swap, above[at + 1] + _cost(letter), row[at] + _cost(other)))
        above = row
    return max(0.0, 1 - above[-1] / max(len(left), len(right)))


_VOWEL_COST = 0.5


def _cost(letter: str) -> float:
    return _VOWEL_COST if letter in "aiu" else 1.0


def _swap(left: str, right: str) -> float:
    if left == right:
        return 0.0
    return _VOWEL_COST if left in "aiu" and right in "aiu" else 1.0
