"""Who is named in a sentence, and in what part: behind an agent word, as a target, as an ally, as holder of a place."""

from dataclasses import dataclass, replace

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View

_FILLERS_MAX = 4
_HEADS_MAX = 4
# So many words may stand from the first word for a force's men to the force.
_MEN_REACH = 6
# So many words of a charge may stand before the side that it names.
_CHARGE_REACH = 9
# Classes of words before a party, in the order in which they win over each other.
_MARKERS = (
    ("holders", "holder"),
    ("allied", "allied"),
    ("affiliated", "affiliated"),
    ("agents", "agent"),
    ("against", "against"),
    ("possessive_of", "of"),
    ("within", "within"),
)

_MARKER_OF = dict(_MARKERS)
# Classes of people who may be a party's arm ("gunmen of X", "members of X").
_FIGHTERS = ("combatant", "member")


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as written (``start:end``, with the words for its arm: "regime warplanes"), and its marker.

    ``marker`` is none, agent, against, allied, holder, of, within ("a leader in X"), object (right behind a verb),
    asset ("IS's sites") or possessive; ``joined`` tells that it continues a list ("regime forces and YPG") and shares
    the marker before it.
    """

    start: int
    end: int
    first: int
    last: int
    party: str
    marker: str
    joined: bool = False


def find_actors(scene: Scene, view: View) -> list[Actor]:
    """Every party of the sentence in order."""
    found: list[Actor] = []
    for hit in sorted([*view.of("party"), *_state_adjectives(scene, view)], key=lambda hit: hit.start):
        if any(other.start <= hit.start and hit.end < other.end for other in view.of("speakers")):
            continue
        if found and hit.first < found[-1].last:
            continue
        if scene.language.capitals and view.has_starting(hit.last, "facilities") and _is_medical(view, hit.last):
            continue  # "the air force hospital"
        actor = _actor(scene, view, hit)
        if scene.language.verb_first and _is_in_charge(scene, view, actor.first):
            actor = replace(actor, marker="holder")
        if found and _is_list(scene, view, found[-1], actor):
            actor = replace(actor, joined=True, marker=found[-1].marker if actor.marker == "none" else actor.marker)
        found.append(actor)
    return found


def _is_in_charge(scene: Scene, view: View, first: int) -> bool:
    """ "arrested on charges of working for X" (بتهمة العمل ضمن …): a side that only the charge names did nothing."""
    for at in range(first - 1, max(view.first, first - _CHARGE_REACH) - 1, -1):
        if not scene.tokens[at + 1].joined or view.has_starting(at, "clause_breaks", "agents") or _is_act(view, at):
            return False
        if view.has_ending(at, "charges"):
            return True
    return False


def _is_act(view: View, at: int) -> bool:
    act = view.has_starting(at, "triggers")
    return act is not None and act.value.shape == "verb"


def _state_adjectives(scene: Scene, view: View) -> list[Hit]:
    """Adjectives of a state behind a strike or a weapon, one more adjective between at most (قصف مدفعي تركي)."""
    found: list[Hit] = []
    for hit in view.of("state_party"):
        near = (hit.first - 1, hit.first - 2)
        heads = [view.has_ending(at, "triggers", "munitions", "raids", "nature") for at in near]
        is_state = any(head and (head.kind != "triggers" or head.value.shape == "noun") for head in heads)
        is_state = is_state or view.has_ending(hit.first - 1, "party") is not None  # طائرات روسية وسورية
        if scene.language.capitals:
            is_state = _shares_arm(scene, view, hit)
        if is_state and not any(other.start <= hit.start < other.end for other in view.of("party")):
            found.append(hit)
    return found


def _shares_arm(scene: Scene, view: View, hit: Hit) -> bool:
    """ "Russian and Syrian warplanes": the adjective of a state before another one with their arm."""
    if hit.last + 1 >= view.last or scene.tokens[hit.last].text not in ("and", "or", "/"):
        return False
    other = view.has_starting(hit.last + 1, "party")
    return other is not None and view.has_starting(hit.last + 1, "state_party") is not None


def _is_medical(view: View, token: int) -> bool:
    building = view.has_starting(token, "facilities")
    return building is not None and building.value in ("medical", "school")


def _actor(scene: Scene, view: View, hit: Hit) -> Actor:
    first, last = hit.first, hit.last
    after = ""
    if scene.language.verb_first:
        first, after = _grow_left(scene, view, first, last)
    else:
        last, after = _grow_right(scene, view, last)
    end = hit.end if last == hit.last else scene.tokens[last - 1].end
    start = hit.start if first == hit.first else scene.tokens[first].start
    marker = after or _ending_inside(scene, view, first) or _marker_before(scene, view, first)
    if scene.language.verb_first:
        first, start, marker = _with_men(scene, view, (first, start, marker))
    if marker == "agent" and scene.language.capitals and _are_from(scene, view, first):
        marker = "of"  # "beheading a fighter from the SDF"
    if marker == "of" and scene.language.capitals:
        arm, marker = _arm_before(scene, view, first)
        if arm < first:
            first, start = arm, scene.tokens[arm].start
    return Actor(start, end, first, last, hit.value, marker)


def _are_from(scene: Scene, view: View, first: int) -> bool:
    """Whether people stand right before "from" and the party: they are its own."""
    at = first - 1
    while at > view.first and view.has_ending(at, "fillers") and scene.tokens[at].text != "from":
        at -= 1
    return scene.tokens[at].text == "from" and view.has_ending(at - 1, "persons") is not None


def _with_men(scene: Scene, view: View, found: tuple[int, int, str]) -> tuple[int, int, str]:
    """ "Patrols of X" (دوريات من قسد) are X; "two fighters of X" behind ل are its men, not what it did."""
    first, start, marker = found
    bare = scene.text.startswith("ل", scene.tokens[first].start)
    if marker == "agent" and bare and view.has_ending(first - 1, "persons"):
        return first, start, "of"
    if marker == "of" and not bare and view.has_ending(first - 1, "possessive_of"):
        return _men_of(scene, view, found)
    if marker == "affiliated" and view.has_ending(first - 2, "party"):
        return first, start, "holder"  # فصيل الحمزات التابع لتركيا
    if marker == "affiliated" and _opens_with_men(view, first):
        return first, start, "none"  # أن عناصر حاجز تابع للنظام أطلقوا
    return found


def _men_of(scene: Scene, view: View, found: tuple[int, int, str]) -> tuple[int, int, str]:
    """The men before "of X" with X, where they act and are no victims of the act."""
    first, start, _marker = found
    blower = _blower(view, first - 2)  # فجر انتحاري من التنظيم
    if blower:
        return blower.first, scene.tokens[blower.first].start, "agent"
    if _are_subject(scene, view, first - 2):
        return first, start, "none"  # هاجم مسلحون من التنظيم
    head = view.has_ending(first - 2, "actor_heads")
    if head and head.first >= view.first and not view.has_starting(head.first, "persons"):
        return head.first, scene.tokens[head.first].start, _marker_before(scene, view, head.first)
    return found


def _are_subject(scene: Scene, view: View, at: int) -> bool:
    """Whether fighters in the nominative plural stand here right behind a verb."""
    people = view.has_ending(at, "persons")
    if people is None or people.value.target_class != "combatant" or not scene.tokens[at].text.endswith("ون"):
        return False
    verb = view.has_ending(people.first - 1, "triggers", "light_verbs")
    return verb is not None and _is_verb(verb)


def _opens_with_men(view: View, first: int) -> bool:
    """Whether the men of the force open the clause, before any verb: they are its subject."""
    for at in range(first - 1, max(view.first, first - _MEN_REACH) - 1, -1):
        if view.has_starting(at, "triggers", "light_verbs", "clause_breaks", "relatives", "locatives"):
            return False
        if view.has_starting(at, "actor_heads") and (at == view.first or view.has_ending(at - 1, "complementizers")):
            return True
    return False


def _blower(view: View, at: int) -> Hit | None:
    """The one who blew something up, right behind that verb."""
    person = view.has_ending(at, "persons")
    verb = view.has_ending(person.first - 1, "triggers") if person else None
    return person if verb and verb.value.kind in ("blown", "explosion_ied") else None


def _grow_right(scene: Scene, view: View, last: int) -> tuple[int, str]:
    """Takes in the words for the party's arm; tells when what follows is its property or its hold on a place."""
    tokens = scene.tokens
    if _follows(scene, view, last, "hold_suffixes") and scene.text[tokens[last].start - 1] == "-":
        return last, "holder"
    for _step in range(_HEADS_MAX):
        head = _follows(scene, view, last, "actor_heads")
        if not head:
            break
        last = head.last
    if _follows(scene, view, last, "assets"):
        return last, "asset"
    if last < view.last and tokens[last - 1].text.endswith("'s"):
        return last, "asset" if _follows(scene, view, last + 1, "assets") else "possessive"
    return last, ""


def _follows(scene: Scene, view: View, token: int, kind: str) -> Hit | None:
    """The word of this class that begins with this token and continues the phrase before it."""
    return view.has_starting(token, kind) if token < view.last and scene.tokens[token].joined else None


def _grow_left(scene: Scene, view: View, first: int, last: int) -> tuple[int, str]:
    """The same where the arm stands before the party (طيران النظام, مواقع التنظيم)."""
    for _step in range(_HEADS_MAX):
        asset = view.has_ending(first - 1, "assets")
        if asset and asset.first >= view.first:
            return asset.first, _marker_of_asset(scene, view, asset, last)
        head = view.has_ending(first - 1, "actor_heads")
        if not head or head.first < view.first:
            break
        first = head.first
    return first, ""


def _marker_of_asset(scene: Scene, view: View, asset: Hit, last: int) -> str:
    """Whether the party's things or people are hit, or do it: with its car (بسيارة للتنظيم), its men behind a verb."""
    if scene.text.startswith("ب", scene.tokens[asset.first].start):
        return "agent"
    if not view.has_starting(asset.first, "persons"):
        return "asset"
    acts = view.has_starting(last, "triggers", "light_verbs")  # عناصر من التنظيم نفذوا
    goes_on = acts and acts.start == scene.tokens[last].start and _is_verb(acts)
    is_subject = view.has_ending(asset.first - 1, "triggers", "light_verbs") or goes_on
    return "none" if is_subject else "asset"


def _is_verb(hit: Hit) -> bool:
    return hit.kind == "light_verbs" or hit.value.shape == "verb"


def _marker_before(scene: Scene, view: View, first: int) -> str:
    """The word that rules the party, over articles and the like; a comma or another word ends the search."""
    at = first
    for _step in range(_FILLERS_MAX + 1):
        clitic = next((hit for hit in view.starting.get(at, {}).values() if _is_clitic(scene, hit)), None)
        if clitic:
            return _MARKER_OF[clitic.kind]
        at -= 1
        if at < view.first or not scene.tokens[at + 1].joined:
            break
        marker = "" if _is_vague_number(scene, view, at) else _marker_at(scene, view, at)
        if marker or not (view.has_ending(at, "fillers") or _is_number(scene, view, at)):
            return marker or "none"
    return "none"


def _is_number(scene: Scene, view: View, at: int) -> bool:
    """ "killed 17 regime soldiers": the number does not part the verb from its object."""
    start = scene.tokens[at].start
    return scene.language.capitals and any(number.start <= start < number.end for number in view.numbers)


def _is_vague_number(scene: Scene, view: View, at: int) -> bool:
    """ "A number of IS militants": the word before the party is of the number and rules nothing."""
    end = scene.tokens[at].end
    return scene.language.capitals and any(number.end == end and not number.exact_word for number in view.numbers)


def _marker_at(scene: Scene, view: View, at: int) -> str:
    """The marker of the word that ends with this token, or nothing."""
    for kind, marker in _MARKERS:
        if view.has_ending(at, kind):
            return marker
    verb = view.has_ending(at, "triggers")
    return "object" if verb and verb.value.shape == "verb" and scene.language.capitals else ""


def _ending_inside(scene: Scene, view: View, first: int) -> str:
    """The marker of a phrase whose last word is a clitic of the party's first word (الخاضعة ل + تنظيم الدولة)."""
    for kind, marker in _MARKERS:
        hit = view.has_ending(first, kind)
        if hit and hit.first < first and hit.end < scene.tokens[first].end:
            return marker
    return ""


def _arm_before(scene: Scene, view: View, first: int) -> tuple[int, str]:
    """ "gunmen of X" and "warplanes of the X" are X; "the prison of X" is not."""
    at = first - 1
    while at > view.first and not view.has_ending(at, "possessive_of"):
        at -= 1
    head = view.has_ending(at - 1, "actor_heads", "persons", "munitions")
    if head is None or head.first < view.first or (head.kind == "persons" and head.value.target_class not in _FIGHTERS):
        return first, "of"
    marker = _marker_before(scene, view, head.first)
    return head.first, marker


def _is_clitic(scene: Scene, hit: Hit) -> bool:
    return hit.kind in _MARKER_OF and hit.last == hit.first + 1 and hit.end < scene.tokens[hit.first].end


def _is_list(scene: Scene, view: View, before: Actor, actor: Actor) -> bool:
    """Whether only commas, "and" and fillers stand between the two."""
    if actor.first - before.last > _FILLERS_MAX:
        return False
    if any(view.has_ending(at, "clause_breaks", "triggers", "relatives") for at in range(before.last, actor.first)):
        return False
    between = scene.text[before.end : actor.start]
    if any(mark in between for mark in ".;:\n"):
        return False
    return all(view.has_ending(at, "fillers", "allied", "against", "agents") for at in range(before.last, actor.first))
