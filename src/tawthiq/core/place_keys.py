"""Keys of place names across scripts and spellings: the one home for linking, reading and the gazetteer.

A name has three keys, each coarser than the one before: ``exact`` (folded, without "village", قرية …), ``sound`` (one
letter per sound, article and spaces gone: al-Hasakah, Alhasakeh and Hassakeh agree as far as vowels allow) and
``skeleton`` (the consonants alone, the same for both scripts: حلفايا and Halfaya). ``closeness`` compares what is left.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from tawthiq.core.sounds import REPEATED, SHORT, bare_of, sound_of_letters, without_articles, without_joined_article
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
# A name may end on a vowel, on ta marbuta, on a silent h, or on none of them.
_FINAL = re.compile(r"(?<=..)(?:[aiu]+[ht]?|h)$")


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
    sounds = [_word_sound(word) for word in without_articles(words)]
    inner = [f"{sound[:-1]}t" if sound.endswith("h") and len(sound) >= SHORT else sound for sound in sounds[:-1]]
    return _FINAL.sub("", REPEATED.sub(r"\1", "".join([*inner, *sounds[-1:]])))


def skeleton_of(sound: str) -> str:
    """The consonants of a sound key with j and gh as one; empty where they are fewer than two."""
    bare = bare_of(sound)
    return bare if len(bare) > 1 else ""


@lru_cache(maxsize=20_000)
def _word_sound(word: str) -> str:
    if word in _HEAD_OF:
        return _HEAD_OF[word]
    bare = without_joined_article(word)
    return _HEAD_OF.get(bare) or sound_of_letters(bare)
