"""What a mention holds of its act: asserted, denied, planned, of the past, or a running total."""

from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View

# One word may stand between a number and what it counts ("142 political murders"): so many characters at most.
_WORD_MAX = 14
# So many words may stand between "No" and the verb that it denies.
_NOTHING_REACH = 10
# So many words may stand between "sent them" and what they had to do.
_FORCED_REACH = 6
# Time expressions that name a day.
_DAYS = ("date.day", "date.iso", "date.today", "date.yesterday", "date.before_yesterday", "date.named", "date.numeric")


def status_of(scene: Scene, view: View, hit: Hit) -> str:
    """Denied, planned or background by the words before the trigger in its clause."""
    for at in range(hit.last - 1, max(view.first, hit.first - 7) - 1, -1):
        if view.has_ending(at, "clause_breaks") or scene.text[scene.tokens[at].end : scene.tokens[at].end + 1] in (
            ";",
            ":",
        ):
            break
        is_before = at < hit.first or not scene.language.capitals  # "did not allow" denies nothing
        if is_before and hit.first - at <= 3 and view.has_ending(at, "negators"):
            return "denied"
        word = view.has_ending(at, "future")
        is_other = word is not None and (word.start, word.end) != (hit.start, hit.end)
        if word and is_other and not _is_past(view, word) and not _is_foiled_attempt(view, hit, word):
            return "planned"
    if _is_of_nothing(view, hit) or _is_denied(view, hit):
        return "denied"
    if _is_purpose(scene, view, hit) or _is_infinitive(scene, view, hit):
        return "planned"
    if view.of("totals") or _is_since(view) or _is_tally(view) or _opens_toll(view) or _is_statistic(view, hit):
        return "total"
    return "background" if _is_background(view, hit) or _is_in_wave(view, hit) else "asserted"


def _is_foiled_attempt(view: View, hit: Hit, word: Hit) -> bool:
    """ "foiled an attempt to advance" (أفشلت محاولة تقدم): the attempt was made. Source: counting guide."""
    return view.has_starting(word.first, "foiled") is not None and view.has_starting(hit.first, "attempts") is not None


def _is_infinitive(scene: Scene, view: View, hit: Hit) -> bool:
    """ "had come to kill the judge": what somebody wants, unless he "managed to"."""
    before = scene.tokens[hit.first - 1].text if hit.first > view.first else ""
    is_forced = hit.value.kind == "punishment" and any(
        view.has_ending(at, "forced_to") for at in range(hit.first - _FORCED_REACH, hit.first - 1)
    )
    if before == "to" and not is_forced:
        return not view.has_ending(hit.first - 1, "begins") and hit.value.shape == "verb"
    return scene.tokens[hit.first].text == "to" and not view.has_ending(hit.first, "begins")


def _is_statistic(view: View, hit: Hit) -> bool:
    """ "142 murders were reported in September": acts that are counted, on no day, are a running total."""
    if hit.value.shape != "noun" or not view.has_starting(hit.first, "plural_acts"):
        return False
    is_counted = any(number.max != 1 and 0 <= hit.start - number.end <= _WORD_MAX for number in view.numbers)
    return is_counted and not any(mention.rule in _DAYS for mention in view.dates)


def _is_in_wave(view: View, hit: Hit) -> bool:
    return any(0 <= hit.first - word.last <= 2 for word in view.of("waves"))


def _is_past(view: View, word: Hit) -> bool:
    """ "could have been killed" is no plan, and May is a month."""
    have = view.has_starting(word.last, "auxiliaries")
    is_perfect = have is not None and view.has_starting(have.last, "auxiliaries") is not None
    return is_perfect or any(mention.start <= word.start < mention.end for mention in view.dates)


def _is_purpose(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether it is a bare infinitive of purpose ("to collect a ransom"), not of a verb that says it came true."""
    before = hit.first - 1
    if not scene.language.capitals or before <= view.first or hit.value.shape not in ("verb", "flight"):
        return False
    if hit.value.kind == "punishment":  # "took them to dig trenches"
        return False
    if scene.tokens[before].text != "to" or view.has_starting(before, "triggers") or view.has_ending(before, "agents"):
        return False
    if scene.tokens[hit.first].text.endswith(("ed", "ing", "s")):
        return False
    return not any(view.has_ending(at, "implicatives", "triggers") for at in (before - 1, before - 2))


def _is_of_nothing(view: View, hit: Hit) -> bool:
    """ "No positions have been attacked or shelled": the sentence opens with what there is none of."""
    opening = view.has_starting(view.first, "nothing")
    if opening is None or hit.first - opening.last > _NOTHING_REACH or hit.kind != "triggers":
        return False
    return not any(view.has_starting(at, "clause_breaks", "relatives") for at in range(opening.last, hit.first))


def _opens_toll(view: View) -> bool:
    """ "raising to more than 40 the number of shells that …": the part of a sentence that counts them all."""
    return view.has_starting(view.first, "tolls") is not None and bool(view.numbers)


def _is_since(view: View) -> bool:
    """ "since June 2014 … has executed": a month or a year from which one has been counting."""
    long_ago = [mention for mention in view.dates if mention.rule in ("date.month", "date.year")]
    return any(0 <= mention.start - word.end <= 2 for word in view.of("since") for mention in long_ago)


def _is_tally(view: View) -> bool:
    """ "documented 120 deaths in March": counted over a month, a year or some months."""
    long = [mention for mention in view.dates if mention.rule in ("date.month", "date.month_year", "date.year")]
    return bool(long) and bool(view.of("documented"))


def _is_denied(view: View, hit: Hit) -> bool:
    """Whether a verb of denying stands before the word with no other clause between ("denied that its aircraft …")."""
    for verb in view.of("deny"):
        if verb.last <= hit.first:
            return not any(view.has_starting(at, "clause_breaks", "say") for at in range(verb.last, hit.first))
    return False


def _is_background(view: View, hit: Hit) -> bool:
    return any(word.last <= hit.first and hit.first - word.last <= 3 for word in view.of("background"))
