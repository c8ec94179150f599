"""The frozen interface that a language folder fulfils: words as YAML, grammar as a few pure functions.

A language is ``reading/<code>/``: ``__init__.py`` exposes ``LANGUAGE`` (a ``Language``), the YAML files beside it hold
its words. Everything works on *normalised* text (``tawthiq.core.texts.normalise``): ASCII digits, straight quotes,
no tatweel or diacritics. The shared stages turn the offsets back into offsets of the report at the very end.

The words (``Language.words``, one mapping merged from every ``*.yaml`` of the folder; ``docs/explain/reading.md`` tells
what each key does). Lists hold words or phrases in any spelling; they are folded before matching, longest match wins:

``triggers``     list of rows ``{id, kind, shape, words, needs?, unless?, default?, fate?}``; in words,
                 "(took|taking) (full|) control" stands for every choice. ``kind`` is a claim kind,
                 or an effect: ``killed``, ``injured``, ``detained``, ``displaced``, ``damage``. ``shape`` tells where
                 the arguments stand:
                 ``verb``      actor is the subject, sufferer the object (a passive turns them);
                 ``passive``   the word itself is passive or intransitive ("died", سقط, استشهد);
                 ``loser``     the subject is who loses a place ("withdrew from"); ``flight``: the subject flees;
                 ``noun``      a verbal noun ("raids", "clashes", قصف): actor behind an agent word or as its modifier;
                 ``toll``      "the number of dead", whose number stands behind "to" (ارتفع إلى 51 … عدد الشهداء);
                 ``two_sided`` "clashes with", اشتباكات بين: first party is actor, second the target.
                 ``needs`` / ``unless``: names of word classes of which one must / none may stand in the same clause.
                 ``with_munition``: what the word announces where a shell is its subject (سقطت قذيفة).
                 ``with_people``: the same where people follow (أصابت خمسة). ``counts``: only beside a number (4 قتلى).
                 ``fate``: what is done to the person named ("threatened"), where the kind does not say it; ``other``
                 with a fate is a claim only of somebody who is named.
``light_verbs``  verbs that only say "did", whose object is the act (قامت … باعتقال, شن … غارات)
``affiliated``   words before the force that a unit belongs to (التابع ل): it acts with the unit, or is the victims'
``agents``       words before an actor ("by", "at the hands of", من قبل, على يد, ل)
``against``      words before a target party ("against", "on", "among", "targeting", ضد, على, في صفوف)
``allied``       words that join a second actor ("backed by", "along with", بدعم من)
``holders``      words that make a party the holder of a place, not an actor ("controlled by", "held by", الخاضعة ل)
``hold_suffixes`` the same, after the party ("-held", "-controlled")
``locatives``    words before a place ("in", "on the edge of", في, على, بريف)
``origins`` / ``destinations``   words before a place of origin / destination ("from", "to", من, إلى)
``place_types``  mapping type -> words ("village": [village, قرية …]); an unknown word beside one is a place
``place_links``  small words inside a name ("de la"); ``place_heads``  words that open one (تل, كفر; "St.")
``no_places``    words that no place's name holds ("Twitter", "Rights"): a capitalised run with one is no place
``regions``      words for a side of a wider place ("countryside of", "suburbs", ريف)
``persons``      rows ``{words, class, number?}`` for people: class civilian | combatant | unknown | member (a combatant
                 only beside a force: "members", "leader"); number 1 for a
                 singular ("woman", شاب), 2 for a dual (مدنيان), absent for a plural
``facilities``   mapping medical | school | other -> words for buildings
``munitions``    words counted as raids, shells, barrels …; ``raids`` is the subset counted first
``other_units``  mapping time | distance | money | age | household | part -> words that a number may belong to instead
``no_casualties`` phrases that mean nobody was hurt ("no injuries", "material damage only", دون إصابات)
``hedges`` ("reportedly", "believed to be"), ``negators`` ("not", لم, لن, لا), ``future`` (plans, threats)
``deny``, ``admit``, ``accuse``, ``say``   reporting verbs by stance
``according``    "according to", بحسب, وفقا ل
``speakers``     mapping own_reporter | activist | medic | witness | party | media | organisation | official -> words
``pronouns``     mapping singular | plural | organisation -> words that stand for a party or a group mentioned before
``relatives``    "who", "which", الذي, الذين
``relatives_apart``, ``breaks_time``  of these "who", "whose" and "although": what is dated behind them is another act's
``clause_breaks`` "while", "after", "and that", فيما, بينما, كما
``honours``      titles and offices as they stand before a name ("Minister"); ``callings``: what a person is ("blogger")
``organs``       words that no person's name holds ("Council"); ``openers``: words that open a sentence ("Yesterday")
``seated``       what a town has of its own: "the Springfield police" names the town
``crimes``       mapping violent_crime | death_sentence -> words that say over what somebody is held or tried
``titles``       words before a person's name ("leader", "activist", القيادي); ``kunya`` ("Abu", "Umm", أبو)
``totals``       "since the beginning of", منذ بداية; ``documented`` "documented" (وثق): a total beside a month or year
``topics``       words that make an act the matter of something else: charge, inquiry, condemnation (بتهمة, ندد ب)
``alike``        "similar" behind a strike: the side that struck before did this too (قصف مماثل)
``guns``         words for artillery: who mostly flies fired from the ground beside them
``name_rolls``   mapping fate -> headings and words behind which a list of names stands (أسماء الشهداء, وهم)
``prisons``      words for where a party holds people: who suffers there suffered by it
``sources_of``   words between a speaker and from whom he has it (نقل مراسلنا عن شهود)
``happening``    verbs that say that an act happened ("took place", "left", وقع, أسفر): a noun beside one tells it
``house_stops`` words that end a speaker's name; ``house_heads``: words that open the name of an organisation
``no_speakers``  words behind "according to" or a verb of saying that are nobody ("the figures"); ``any``: "any";
                 ``at_hands`` "at the hands of"
``single_weapons``, ``several_weapons``  forms of ``munitions`` and ``raids`` that say one, or some that nobody counts
``background``   "earlier", "previously", "used to", سابقا
``clause_cuts``  words behind a comma before which a further act of a long sentence may begin ("while", "also", "the")
``tolls``        words that open the count of them all ("raising", "bringing"); ``on_top``: "in addition to"
``charges``      "on charges of", "accused of"; ``implicatives``: verbs whose infinitive came true ("managed", "forced")
``act_verbs``    "renewed", "launched": verbs that an act as a noun needs; ``nothing``: "no", "none of" at the start
``say_to``       reporting verbs whose object is who is told; ``possessives``, ``participles``, ``plain_warplanes``
``toll_verbs``   "rose to", behind "the number of"; ``party_pronouns`` "the organization"; ``owning`` "claimed"
``rolls``        mapping killed | injured | arrested -> headings of lists of names; ``ordinal_raids`` "second raid"
``custody``      prisons; ``recruiting`` "conscription"; ``house_words`` last words of a house's name ("Monitor")
``ground_heads`` forces that have no aircraft; ``places_hit`` "residential areas"
``region_headings`` words that end a heading which names a region ("Hama Province:")
``untold``       "no information"; ``untold_links`` the words between it and what is not told ("about the number of")
``nature``       mapping air | ground | chemical | siege -> words that decide what kind an unspecific attack is
``nationality_endings`` what an adjective of a country may end on besides (plural "s", ة, ون): the adjectives stand with
                 the countries of the world pack, class ``nationality``, value the ISO code
``sections``     mapping about | related | reply | share -> headings where the article's own text ends
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module, resources
from typing import Any

import yaml

from tawthiq.errors import NotFound

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# By what a language is known (``reading/detecting.py``); no words of its lexicon.
DETECTION = "detect.yaml"


@dataclass(frozen=True, slots=True)
class Form:
    """A word as the lexicon sees it.

    ``key`` is the folded word. A lexicon entry may begin at each ``starts`` and end at each ``ends``; both are pairs
    (index in ``key``, index in the word as written), so that وبالحسكة may begin after و and after وب, and "IS's" may
    end before "'s". The first start is (0, 0), the last end (len(key), len(word)).
    """

    key: str
    starts: tuple[tuple[int, int], ...]
    ends: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A quantity in the text: ``text[start:end]`` holds its words with the hedge ("more than 10").

    Both bounds None means "a number of". ``exact_word`` is False for vague words (tens, dozens, several), which a unit
    need not follow. ``more`` marks "N more / N others", which is added to a count of the same kind.
    """

    start: int
    end: int
    min: int | None
    max: int | None
    approximate: bool = False
    exact_word: bool = True
    more: bool = False


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression: ``edtf`` is None when it needs an anchor that is not there; ``rule`` names what read it.

    ``describes``: it stands before a noun and is that noun's time ("noun": "the 2008 kidnapping"), and that of what
    was done in its course too ("course": "during the 2019 protests").
    """

    start: int
    end: int
    edtf: str | None
    rule: str
    describes: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """What the shared stages ask of a language; nothing else may differ between languages.

    ``find_numbers(text)`` and ``find_dates(text, published)`` return mentions in order, not overlapping each other.
    ``verb_first`` is True where the subject follows its verb. ``capitals`` is True where names begin with a capital.
    ``is_passive(text, start)`` tells whether the verb that begins at ``start`` is passive by its surroundings.
    ``find_names(text, start, end)`` gives the names of persons that begin at ``start``, right behind a title; only a
    language without capitals needs it. ``borrows_places``: codes of languages whose spellings of places are understood
    too, for a language that the conflict folders know little of ("fr" reads the places of "en"). ``joiners``: small
    words that join what is listed ("and", "et"); ``between``: those before two sides ("between", بين, "entre").
    ``sentence_openers`` is a pattern of the words that, behind a comma, open a sentence of their own, in a language
    whose reports join sentence after sentence by commas (كما, فيما). ``prepositions`` are the single letters, and
    ``article`` is the article, that are written together with the word behind them.
    """

    code: str
    words: Mapping[str, Any]
    form: Callable[[str], Form]
    find_numbers: Callable[[str], list[NumberMention]]
    find_dates: Callable[[str, date | None], list[DateMention]]
    is_passive: Callable[[str, int], bool]
    sentence_ends: str
    abbreviations: frozenset[str]
    verb_first: bool
    capitals: bool
    find_names: Callable[[str, int, int], list[tuple[int, int]]] | None = None
    sentence_openers: str = ""
    prepositions: str = ""
    article: str = ""
    borrows_places: tuple[str, ...] = ()
    joiners: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()


def load_words(code: str) -> dict[str, Any]:
    """Every ``*.yaml`` of ``reading/<code>/`` but ``detect.yaml`` as one mapping; a key belongs to exactly one file."""
    folder = resources.files("tawthiq.reading").joinpath(code)
    words: dict[str, Any] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml") and file.name != DETECTION:
            words |= yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader, the C one
    return words


@cache
def load_language(code: str) -> Language:
    """The language of ``reading/<code>/``; raises NotFound when there is no such folder."""
    name = f"tawthiq.reading.{code}"
    try:
        found: Language = import_module(name).LANGUAGE
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        raise NotFound(f"no language folder {code!r}") from missing
    return found
