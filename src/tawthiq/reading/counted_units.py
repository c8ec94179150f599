"""What a number counts: the word for people, raids, money or days behind it, and what class of people that is."""

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.lexicon_entries import PersonWord
from tawthiq.reading.scenes import Scene, View

# How many words may stand between a number and the word it counts ("more than 17 Aziz Soldiers brigade members").
_REACH = 6
_BEHIND_PARTY = ("persons", "raids", "munitions", "other_units", "assets", "triggers", "nature")
_OPEN_MARKS = ("", "(", "+")
# How far behind and before "members" the force that they belong to may stand.
_MEMBER_REACH, _NEAR = 5, 8


def unit_after(scene: Scene, view: View, after: int) -> tuple[str, int, str]:
    """The unit of a number, the token after its phrase, and the class of the people in it."""
    for at in range(after, min(after + _REACH, view.last)):
        if (
            not scene.tokens[at].joined
            and scene.text[scene.tokens[at - 1].end : scene.tokens[at].start].strip("\"' ") not in _OPEN_MARKS
        ):
            break
        if at > after and any(_holds(scene, at, number.start) for number in view.numbers):
            break
        if at == after and scene.language.capitals and scene.tokens[at].text == "and":
            break  # "put the toll at 15 and blamed the strikes"
        if any(date.start <= scene.tokens[at].start < date.end for date in view.dates):
            break
        for kind in ("parts", "other_units", "persons", "raids", "munitions", "triggers"):
            hit = view.has_starting(at, kind)
            if hit and kind == "parts" and _opens_parts(scene, view, hit):
                return "", after, "unknown"
            if hit and not _only_describes(scene, view, hit):
                return _unit_of(scene, view, hit, at=at, after=after)
        forces = _forces_at(view, at) if scene.language.capitals else None
        if forces:
            return "persons", forces.last, "combatant"
        if view.has_starting(at, "clause_breaks", "relatives", "say") or (
            at > after and view.has_starting(at, "locatives", "agents", "against")
        ):
            break
        if scene.language.verb_first and _is_preposition(scene, view, at):
            break
    return "", after, "unknown"


def _opens_parts(scene: Scene, view: View, hit: Hit) -> bool:
    """ "51, among them 8 children" (51 بينهم 8 أطفال): the number before is the whole, its parts follow."""
    if not scene.language.verb_first or hit.last >= view.last:
        return False
    is_counted = any(_holds(scene, hit.last, number.start) for number in view.numbers)
    return is_counted or view.has_starting(hit.last, "persons") is not None


def _only_describes(scene: Scene, view: View, hit: Hit) -> bool:
    """ "20 arrested men", "three civilian houses": the word before the counted one."""
    if hit.kind == "triggers":
        return view.has_starting(hit.last, "persons") is not None
    return hit.kind == "persons" and scene.language.capitals and modifies(scene, view, hit)


def _forces_at(view: View, at: int) -> Hit | None:
    """ "five regime forces": a party counted by its men, when nothing else of it is counted behind its name."""
    party = view.has_starting(at, "party")
    if party is None:
        return None
    if view.has_ending(party.last - 1, "actor_heads"):
        return party if not view.has_starting(party.last, *_BEHIND_PARTY) else None
    head = view.has_starting(party.last, "actor_heads")
    return head if head and not view.has_starting(party.last, *_BEHIND_PARTY) else None


def _holds(scene: Scene, token: int, at: int) -> bool:
    return scene.tokens[token].start <= at < scene.tokens[token].end


def _is_preposition(scene: Scene, view: View, at: int) -> bool:
    """Whether the whole word is a preposition of place ("more than twenty in a raid", عشرين في غارة)."""
    hit = view.has_starting(at, "locatives")
    return bool(hit and hit.end >= scene.tokens[at].end)


def unit_before(scene: Scene, view: View, first: int) -> Hit | None:
    """People named right before their number (ناشطين اثنين, الشبان الثلاثة)."""
    return view.has_ending(first - 1, "persons") if first > view.first and scene.tokens[first].joined else None


def _unit_of(scene: Scene, view: View, hit: Hit, *, at: int, after: int) -> tuple[str, int, str]:
    if hit.kind == "parts":
        return "part", hit.last, "unknown"
    weapon = view.has_starting(at, "munitions")
    if hit.kind == "other_units" and weapon and weapon.last > hit.last:
        return "munitions", weapon.last, "unknown"  # three cars that are bombs (ثلاث سيارات مفخخة)
    if hit.kind == "other_units":
        persons = view.has_starting(at, "persons")
        if not (persons and hit.value == "household" and persons.last > hit.last):
            return hit.value, hit.last, "civilian" if hit.value == "household" else "unknown"
        hit = persons
    if hit.kind == "persons":
        last, target_class = whole_phrase(scene, view, hit)
        return "persons", last, target_class
    if hit.kind == "triggers":
        is_effect = hit.value.kind in (
            "killed",
            "injured",
            "casualties",
            "arrest_detention",
            "abduction",
            "forced_displacement",
        )
        is_effect = is_effect or hit.value.kind in ("execution", "enforced_disappearance")
        return ("effect", after, "unknown") if is_effect and at <= after + 2 else ("", after, "unknown")
    return hit.kind, hit.last, "unknown"


def whole_phrase(scene: Scene, view: View, hit: Hit) -> tuple[int, str]:
    """Takes in further words for people: "Soldiers brigade members"; a class that says more wins over unknown."""
    last, target_class = hit.last, _class_of(view, hit)
    for at in range(last, min(last + 3, view.last)):
        if not scene.tokens[at].joined or view.has_starting(
            at, "triggers", "clause_breaks", "locatives", "relatives", "fillers", "agents"
        ):
            break
        further = view.has_starting(at, "persons")
        if further and further.start > scene.tokens[at].start:
            break  # "and" is written together with the next word: other people begin there
        if scene.language.verb_first and any(_holds(scene, at, number.start) for number in view.numbers):
            break  # خطف مسلحون تسعة موظفين: whoever is counted is somebody else
        if further and scene.language.verb_first and _are_others(hit.value, further.value):
            break
        if further:
            last = further.last
            target_class = _class_of(view, further) if target_class == "unknown" else target_class
    return last, target_class


def _class_of(view: View, hit: Hit) -> str:
    """What the word says of the people; "members" and "leaders" are combatants only beside a force."""
    said: str = hit.value.target_class
    if said != "member":
        return said
    forces = [
        force
        for force in (*view.of("party"), *view.of("actor_heads"))
        if force.first >= hit.last or force.last <= hit.first
    ]
    beside = any(force.first <= hit.last + _MEMBER_REACH and hit.first - force.last <= _NEAR for force in forces)
    return "combatant" if beside else "unknown"


def _are_others(people: PersonWord, further: PersonWord) -> bool:
    """Whether the second word names other people than the first: gunmen and the two doctors whom they took."""
    classes = {people.target_class, further.target_class} - {"unknown"}
    return further.number is not None or len(classes) > 1


def unit_inside(view: View, first: int, after: int) -> tuple[str, int, str]:
    """Where the counted word carries the number itself (a dual)."""
    for at in range(first, after):
        hit = view.has_starting(at, "persons")
        if hit:
            return "persons", max(after, hit.last), hit.value.target_class
        hit = view.has_starting(at, "raids", "munitions")
        if hit:
            return hit.kind, max(after, hit.last), "unknown"
    return "", after, "unknown"


def modifies(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether the word only describes what follows ("children hospital", "fighter jets") or is part of a name."""
    if scene.language.capitals and hit.first > view.first and scene.text[hit.start].isupper():
        return True
    if hit.last >= view.last or not scene.tokens[hit.last].joined:
        return False
    if view.has_starting(hit.last, "facilities"):
        return True
    follows = view.has_starting(hit.last, "triggers", "munitions", "assets", "other_units", "nature", "actor_heads")
    is_noun = follows is not None and (follows.kind != "triggers" or follows.value.shape == "noun")
    is_noun = is_noun or scene.tokens[hit.last].text in ("death", "toll", "casualty")  # "civilian death toll"
    return is_noun and hit.value.number == 1 and scene.language.capitals
