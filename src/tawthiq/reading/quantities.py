"""What numbers count: people, raids, days or money; and people who are named without a number."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tawthiq.core.counts import VAGUE, Bounds, exactly
from tawthiq.reading.counted_units import modifies, unit_after, unit_before, unit_inside, whole_phrase
from tawthiq.reading.language import NumberMention
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View

_PART_REACH = 3
# So many words may stand between "rose to" and its figure, and between "the number of" and what is counted.
_TOLL_REACH, _NUMBER_OF_REACH = 2, 4
# Words for one thing, so many words before it at most; what may not stand between, and what the thing then describes.
_ONE, _ARTICLE_REACH = frozenset(["a", "an", "another", "one"]), 4
# Signs of money that stand right before a number.
_CURRENCIES = ("$", "€", "£")
# What bears a number as its name.
_NUMBERED = frozenset(["Division", "Branch", "Brigade", "Regiment", "Battalion", "Unit", "Resolution", "Article", "No"])
_NUMBERED |= {"Number", "Highway", "Route", "Centre", "Center", "Sector", "Checkpoint", "Base", "Gate", "Zone", "Point"}
_CIRCUMSTANCE = frozenset(["in", "by", "during", "from", "of", "as", "under"])
_NO_ADJECTIVES = (
    "clause_breaks",
    "determiners",
    "persons",
    "facilities",
    "triggers",
    "agents",
    "against",
    "locatives",
    "place_types",
    "party",
    "say",
)
_BEHIND_WEAPON = ("munitions", "raids", "weapon_deeds", "persons", "facilities", "actor_heads", "assets")
# How many words a title may have before its last one ("former defence minister General …").
_TITLE_REACH = 4


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count phrase: characters ``start:end``, tokens ``first:last``.

    ``unit`` is persons, raids, munitions, effect (a number before "killed"), part ("of them"), a key of
    ``other_units``, or "" where nothing countable follows. ``counted`` is False for people without a number.
    """

    start: int
    end: int
    first: int
    last: int
    bounds: Bounds
    unit: str
    counted: bool
    target_class: str = "unknown"
    who: str = ""
    more: bool = False
    is_part: bool = False
    head: int = -1
    is_relation: bool = False
    is_exact: bool = True
    by_name: bool = False


def find_quantities(scene: Scene, view: View) -> list[Quantity]:
    """Every count phrase and every uncounted mention of people, in order."""
    found = [_counted(scene, view, number) for number in view.numbers if not _names(scene, view, number)]
    if scene.language.verb_first:
        found = [item for item in found if item.unit or not _is_in_name(scene, view, item)]
    taken = {token for quantity in found for token in range(quantity.first, quantity.last)}
    found += [
        _uncounted(scene, view, hit)
        for hit in view.of("persons")
        if hit.first not in taken and not modifies(scene, view, hit) and not _belongs(scene, view, hit, found)
    ]
    if scene.language.capitals:
        found += [_one_weapon(hit, "munitions") for hit in view.of("munitions") if _is_one(scene, view, hit)]
        found += [_one_weapon(hit, "raids") for hit in view.of("raids") if _is_one_raid(scene, view, hit)]
    else:
        found += list(_weapons_by_form(scene, view, taken))
    return sorted(_as_tolls(scene, view, found), key=lambda quantity: quantity.start)


def _names(scene: Scene, view: View, number: NumberMention) -> bool:
    """ "Division 13", "Branch 215", "6- A body": a number that is a name, or that of a line, counts nothing."""
    at = scene.token_at(number.start) - 1
    is_named = at >= view.first and scene.tokens[at].text in _NUMBERED and scene.text[number.start].isdigit()
    return is_named or _is_bullet(scene, view, number)


def _is_bullet(scene: Scene, view: View, number: NumberMention) -> bool:
    """ "6- A body …", "8 to 12- Five men": the number of a line in a list."""
    is_line = view.sentence.section == "list" and number.start == view.sentence.start
    return is_line and scene.text[number.end : number.end + 1] in (".", ")", "-", "/")


def _is_one(scene: Scene, view: View, hit: Hit) -> bool:
    """ "a rocket shell", "another guided missile": one, behind its article and the words that describe it."""
    if scene.text[hit.end - 1] == "s" or view.has_starting(hit.last, *_BEHIND_WEAPON):
        return False
    for at in range(hit.first - 1, max(view.first, hit.first - 1 - _ARTICLE_REACH) - 1, -1):
        if scene.tokens[at].text.lower() in _ONE:
            return True
        is_apart = not view.has_ending(at, "munitions") and view.has_ending(at, *_NO_ADJECTIVES)
        if not scene.tokens[at + 1].joined or is_apart:
            return False
    return False


def _is_in_name(scene: Scene, view: View, item: Quantity) -> bool:
    """Whether a bare number stands right behind a place, as the name of a house has it (درعا 24)."""
    token = scene.tokens[item.first]
    return token.joined and item.start == token.start and view.has_ending(item.first - 1, "place") is not None


def _weapons_by_form(scene: Scene, view: View, taken: set[int]) -> Iterator[Quantity]:
    """One shell, or "raids": where no number and no article stands, the form of the word says how many; Arabic."""
    for kind in ("raids", "munitions"):
        for hit in view.of(kind):
            is_one = view.has_starting(hit.first, "single_weapons") is not None
            told = is_one or view.has_starting(hit.first, "several_weapons") is not None
            is_idle = not is_one and view.sentence.section == "title"
            if hit.first in taken or not told or is_idle or _is_definite(scene, view, hit):
                continue
            bounds = exactly(1) if is_one else VAGUE
            yield Quantity(hit.start, hit.end, hit.first, hit.last, bounds, kind, True, head=hit.last - 1)
            taken |= set(range(hit.first, hit.last))


def _is_definite(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether an article, a pronoun or an owner behind the word says that it was told before (الغارة, غارات النظام)."""
    tokens, article = scene.tokens, scene.language.article
    if view.has_ending(hit.first - 1, "negators", "any", "guns", "assets") or hit.end < tokens[hit.last - 1].end:
        return True  # أي غارة: none at all; راجمات صواريخ
    if scene.text.endswith(article, tokens[hit.first].start, hit.start):
        return True
    if scene.text.startswith(article, hit.start) or hit.last >= view.last or not tokens[hit.last].joined:
        return scene.text.startswith(article, hit.start)
    owner = view.has_starting(hit.last, "party")
    is_owned = owner is not None and owner.start == tokens[hit.last].start and not _is_of(scene, hit.last)
    return tokens[hit.last].text.startswith(article) or is_owned


def _is_one_raid(scene: Scene, view: View, hit: Hit) -> bool:
    """ "an air strike hit …", "another raid"; "killed in an air strike" only says how somebody died."""
    if not _is_one(scene, view, hit):
        return False
    at = hit.first - 1
    while scene.tokens[at].text.lower() not in _ONE:
        at -= 1
    return at == view.first or scene.tokens[at - 1].text.lower() not in _CIRCUMSTANCE


def _is_of(scene: Scene, token: int) -> bool:
    """Whether "of" (ل) is written together with the owner: a raid of the coalition's (غارة للتحالف) is any one."""
    return scene.tokens[token].text.startswith("ل")


def _one_weapon(hit: Hit, unit: str) -> Quantity:
    return Quantity(hit.start, hit.end, hit.first, hit.last, exactly(1), unit, True)


def _as_tolls(scene: Scene, view: View, found: list[Quantity]) -> list[Quantity]:
    """ "the number of people arrested rose to 29": the figure behind the verb is the number of what is named so."""
    verb = next(iter(view.of("toll_verbs")), None)
    figure = next(
        (item for item in found if verb and -1 <= item.first - verb.last <= _TOLL_REACH and item.counted), None
    )
    if figure is None or figure.bounds.is_vague:
        return found
    named = next((item for item in found if item is not figure and _is_number_of(scene, view, item)), None)
    if named is None:
        return found
    bounds = figure.bounds
    if verb and scene.text[verb.start : verb.end].endswith("from") and bounds.max is not None:
        bounds = exactly(bounds.max)  # "rose from 12 to 15"
    whole = replace(named, bounds=bounds, counted=True, is_exact=figure.is_exact)
    return [whole if item is named else item for item in found if item is not figure]


def _is_number_of(scene: Scene, view: View, quantity: Quantity) -> bool:
    """Whether "the number of" stands right before what is counted, over a word that describes it."""
    words = scene.words_between(max(view.first, quantity.first - _NUMBER_OF_REACH), quantity.first).lower()
    return "number of" in words or "toll of" in words


def _belongs(scene: Scene, view: View, hit: Hit, counted: list[Quantity]) -> bool:
    """ "five members of a farmers' union", "two of the students": the people who are counted stand before "of"."""
    if not scene.language.capitals:
        return False
    at = hit.first - 1
    while (
        at > view.first and view.has_starting(at, "determiners", "fillers") and not view.has_ending(at, "possessive_of")
    ):
        at -= 1
    return bool(view.has_ending(at, "possessive_of")) and any(
        quantity.unit == "persons" and quantity.last == at for quantity in counted
    )


def _counted(scene: Scene, view: View, number: NumberMention) -> Quantity:
    first, after = scene.token_at(number.start), scene.token_at(number.end)
    bounds = Bounds(number.min, number.max, approximate=number.approximate)
    unit, last, target_class = unit_inside(view, first, after) if scene.language.verb_first else ("", after, "unknown")
    if not unit:
        unit, last, target_class = unit_after(scene, view, after)
    if not unit and number.more and scene.language.capitals and scene.text.endswith("others", 0, number.end):
        unit = "persons"  # "two others, one of them a teacher, were wounded"
    may_precede = scene.language.verb_first and (unit in ("", "effect") or bounds == exactly(2))
    is_joined = number.start > scene.tokens[first].start  # قيادي واثنان من مرافقيه
    before = unit_before(scene, view, first) if may_precede and not is_joined else None
    if before:
        unit, first, last, target_class = "persons", before.first, after, before.value.target_class
    if scene.language.capitals and scene.text[number.start - 1 : number.start] in _CURRENCIES:
        unit, last = "money", after
    end = scene.tokens[last - 1].end if last > after else number.end
    opened = _opened_after(scene, view, last)
    if opened and bounds.min is not None:
        bounds, end = Bounds(bounds.min, None), opened.end
    start = before.start if before else number.start
    who = scene.text[number.end : end].strip(" \"'-") if unit == "persons" else ""
    part = unit == "part" or _is_part(scene, view, first)
    part = part or (unit in ("munitions", "raids") and " of the " in scene.text[number.end : end])
    return Quantity(
        start,
        end,
        first,
        last,
        bounds,
        unit,
        True,
        target_class,
        who,
        number.more,
        part,
        last - 1,
        is_exact=number.exact_word,
    )


def _opened_after(scene: Scene, view: View, last: int) -> Hit | None:
    """ "81 civilians at least" stands for 81 and above."""
    return view.has_starting(last, "open_after") if last < view.last and scene.tokens[last].joined else None


def _is_part(scene: Scene, view: View, first: int) -> bool:
    """Whether "including" or the like stands right before, with no comma and no verb between."""
    for at in range(first - 1, first - 1 - _PART_REACH, -1):
        if view.has_ending(at, "parts"):
            return True
        if at < view.first or not scene.tokens[at + 1].joined or view.has_starting(at, "auxiliaries", "triggers"):
            return False
    return False


def _has_left(scene: Scene, view: View, first: int) -> bool:
    """ "former army commander", "retired general": who has left the forces is no combatant by this word."""
    for at in range(first - 1, max(view.first, first - _TITLE_REACH) - 1, -1):
        if scene.text[scene.tokens[at].end : scene.tokens[at + 1].start].strip("-\"'() "):
            return False
        if view.has_ending(at, "former"):
            return True
    return False


def _uncounted(scene: Scene, view: View, hit: Hit) -> Quantity:
    last, target_class = whole_phrase(scene, view, hit)
    if target_class == "combatant" and _has_left(scene, view, hit.first):
        target_class = "unknown"
    number = hit.value.number
    end = scene.tokens[last - 1].end if last > hit.last else hit.end
    bounds = exactly(number) if number else VAGUE
    opened = _opened_after(scene, view, last) if number and scene.language.verb_first else None
    if opened:
        bounds, end = Bounds(number, None), opened.end  # مدنيان على الأقل
    return Quantity(
        hit.start,
        end,
        hit.first,
        last,
        bounds,
        "persons",
        number is not None,
        target_class,
        scene.text[hit.start : end],
        is_part=_is_part(scene, view, hit.first),
        head=last - 1,
        is_relation=bool(view.has_ending(hit.first - 1, "kin")),
    )
