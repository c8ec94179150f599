"""Which speaker belongs to a verb of saying: before it, behind it, or at the head of the sentence."""

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.speaker_phrases import may_name

# So many words may stand between a verb and its speaker's phrase; behind the verb, before the speaker begins.
VERB_REACH = 14
_AFTER_REACH = 4
_OPENING_REACH, _TOLD_REACH = 6, 5
# So many words a speaker that no list knows may have before "that"; his first word is no shorter than this.
_UNKNOWN_MAX, _WORD_MIN = 12, 3


def told_to(view: View, verb: Hit) -> tuple[Hit, int] | None:
    """Who passes it on: "a doctor told an activist that …"; a house that is told is the publisher, not a link."""
    if view.has_starting(verb.first, "say_to") is None:
        return None
    at = verb.last
    while at < min(verb.last + 2, view.last) and view.has_starting(at, "fillers"):
        at += 1
    hit = view.has_starting(at, "speakers")
    is_link = hit is not None and hit.value in ("activist", "medic", "witness", "own_reporter", "official")
    return (hit, hit.last) if hit and is_link else None


def opening_speaker(view: View, verb: Hit) -> tuple[Hit, int] | None:
    """The speaker who opens the sentence before his verb (مراسلنا في حلب أكد أن …, وكانت الشبكة قد وثقت مقتل …)."""
    hit = view.has_starting(view.first, "speakers") or view.has_starting(view.first + 1, "speakers")
    is_near = hit is not None and hit.last <= verb.first <= hit.last + _OPENING_REACH
    at = verb.last
    while at < min(verb.last + _TOLD_REACH, view.last) and not view.has_starting(at, "complementizers"):
        if at == verb.last and view.has_starting(at, "speakers") is None:
            break
        at += 1  # الناشط محمد قال لعنب بلدي إن
    tells = view.has_starting(at, "complementizers") or view.has_starting(verb.first, "documented")
    return (hit, verb.first) if hit and is_near and tells else None


def is_continued(scene: Scene, view: View, verb: Hit) -> bool:
    """Whether a pronoun, or nothing at all, stands where the speaker would ("He added", وأضاف أن)."""
    if scene.language.verb_first:
        return True
    if any(view.has_starting(at, "pronouns") for at in range(max(view.first, verb.first - 3), verb.first)):
        return True
    return verb.first - view.first <= 2


def speaker_before(scene: Scene, view: View, verb: Hit) -> tuple[Hit, int] | None:
    """The speaker nearest before the verb, with the token where its phrase ends at the latest."""
    if scene.language.verb_first:
        return None
    if verb.first > view.first and scene.tokens[verb.first - 1].text in scene.language.joiners:
        earlier = [hit for hit in view.of("say") if hit.last < verb.first]
        if earlier:
            return speaker_before(scene, view, earlier[0])  # "sources said …, and denied …": the same speaker
    house = _house_before(scene, view, verb)
    if house:
        return house, verb.first
    for at in range(verb.first - 1, max(view.first, verb.first - VERB_REACH) - 1, -1):
        if view.has_ending(at, "say", "triggers") and not view.has_ending(at, "speakers", "titles"):
            return None
        hit = view.has_ending(at, "speakers") or _party_before(scene, view, at, verb)
        if hit:
            return hit, verb.first
    return None


def _house_before(scene: Scene, view: View, verb: Hit) -> Hit | None:
    """A house that no list knows, by its last word: "the Orontes Monitor reported"."""
    at, tokens = verb.first - 1, scene.tokens
    if at < view.first or not view.has_ending(at, "house_words") or not tokens[at].text[0].isupper():
        return None
    first = at
    while first - 1 >= view.first and tokens[first].joined and tokens[first - 1].text[0].isupper():
        first -= 1
    if first == at:
        return None
    return Hit(tokens[first].start, tokens[at].end, first, at + 1, "speakers", "organisation")


def _party_before(scene: Scene, view: View, at: int, verb: Hit) -> Hit | None:
    """A party right before the verb, with no comma between ("the coalition confirmed")."""
    if verb.first - at > 3 or not all(token.joined for token in scene.tokens[at + 1 : verb.first + 1]):
        return None
    return view.has_ending(at, "party")


def unknown_speaker(scene: Scene, view: View, verb: Hit, *, accuses: bool) -> tuple[Hit, int] | None:
    """Whoever stands between a verb of saying and "that" (قالت المنظمة الدولية للهجرة إن, أفاد طبيبان أن); Arabic."""
    if accuses and scene.language.verb_first and verb.last < view.last:
        return _unknown_at(scene, view, verb.last, view.last)  # اتهمت لجان مقاومة المدينة قوات كذا بقتل …
    that = next((word.first for word in view.of("complementizers") if word.first >= verb.last), None)
    if not scene.language.verb_first or that is None or not 0 < that - verb.last <= _UNKNOWN_MAX:
        return None
    return _unknown_at(scene, view, verb.last, that)


def accuser(scene: Scene, view: View, verb: Hit, found: tuple[Hit, int]) -> tuple[Hit, int]:
    """Who accuses, where the party further on is accused (اتهم المجلس الوطني الكردي قسد باعتقال …); Arabic."""
    hit, _limit = found
    if hit.kind != "party" or hit.first <= verb.last:
        return found
    return _unknown_at(scene, view, verb.last, hit.first) or found


def _unknown_at(scene: Scene, view: View, at: int, end: int) -> tuple[Hit, int] | None:
    """The speaker that no list knows, by his first word: an organisation by what it is, else a witness."""
    token = scene.tokens[at]
    if len(token.text) < _WORD_MIN or not token.joined or not may_name(view, scene.tokens, at):
        return None
    if view.has_starting(at, "no_speakers", "place", "triggers", "other_units", "speakers"):
        return None
    kind = "organisation" if view.has_starting(at, "house_heads") else "witness"
    return Hit(token.start, token.end, at, at + 1, "speakers", kind), min(end, at + VERB_REACH)


def source_after(scene: Scene, view: View, word: Hit) -> tuple[Hit, int] | None:
    """The speaker behind "according to", whose last letter may be written together with him (وفقا لمراسلنا)."""
    is_joined = scene.language.verb_first and word.end < scene.tokens[word.last - 1].end
    first = word.last - is_joined
    known = speaker_after(scene, view, first, parties=True, is_source=True)
    if known or is_joined or not scene.language.verb_first or first >= view.last:
        return known
    return _unknown_at(scene, view, first, view.last)


def speaker_after(
    scene: Scene, view: View, first: int, *, parties: bool, is_source: bool = False
) -> tuple[Hit, int] | None:
    """The speaker that follows the word at once, over a few adjectives; who is told (لعنب بلدي) speaks not."""
    reach = VERB_REACH if scene.language.verb_first else _AFTER_REACH
    for at in range(first, min(first + _AFTER_REACH, view.last)):
        if scene.language.capitals and at > first and not scene.tokens[at].joined:
            return None  # "according to the report, IS killed …"
        hit = view.has_starting(at, "speakers") or (view.has_starting(at, "party") if parties else None)
        if hit and is_addressed(scene, hit) and not is_source:
            return None
        if hit and scene.language.verb_first and view.has_ending(hit.first - 1, "within"):
            return None  # وقالت في بيان إن
        if hit:
            return hit, min(hit.last + reach, view.last)
        if view.has_starting(at, "triggers", "clause_breaks", "say", "complementizers"):
            return None
    return None


def is_addressed(scene: Scene, hit: Hit) -> bool:
    """Whether it is said to them, not by them: the word stands behind ل (لعنب بلدي)."""
    token, before = scene.tokens[hit.first], scene.tokens[hit.first - 1].text if hit.first else ""
    is_bound = hit.start > token.start and token.text[0] == "ل"
    return scene.language.verb_first and (is_bound or before == "ل")
