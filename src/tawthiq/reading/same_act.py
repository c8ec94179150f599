"""Whether a mention tells of an act that was told before: by kind, sides, time, place, people and numbers."""

from datetime import timedelta

from tawthiq.core.counts import Bounds
from tawthiq.core.texts import fold
from tawthiq.core.times import overlap
from tawthiq.reading.accounts import Account, is_by_name
from tawthiq.reading.frames import HOSTS, OWN_COUNT, Frame
from tawthiq.reading.people import Named
from tawthiq.reading.same_place import is_in_lead, is_same_place
from tawthiq.reading.scenes import Scene
from tawthiq.reading.tolls import total_of

# An act dated so long before the report is recalled by it. Source: MUC-4 calls two months old.
_RECALLED = timedelta(days=62)
# Exact counts of one act do not differ by more than this factor. Source: our own reading of reports, no study.
_FAR = 3
# With how many mentions of an account a further one is compared: reading stays linear in length.
_MENTIONS = 6
# Words that open a paragraph on another place, and how far behind them the place stands.
_AND_IN, _PLACE_REACH = "وفي", 4
_APART = ("planned", "total")
# Time words that only say after how long.
_NO_DAY = ("date.after", "date.for", "date.recent", "date.past")
# Kinds that reports go on telling about in later paragraphs; bans, fines and the like are told once each.
_RETOLD = (*HOSTS, *OWN_COUNT, "control_change", "attack_on_medical", "attack_on_school")


def is_same_act(scene: Scene, account: Account, frame: Frame, *, day: str | None) -> bool:
    """Whether the mention is of the account's act; ``day`` is that of which the report tells first."""
    first = account.frames[0]
    if first.kind != frame.kind or _stand_apart(first, frame) or _is_sum_of(scene, first, frame):
        return False
    in_sentence = _shares_sentence(account, frame)
    is_free = not (frame.anaphoric or in_sentence or _shares_person(scene, first, frame))
    if day and is_free and _is_of_other_day(scene, account, frame, day=day):
        return False
    is_named_again = frame.voice == "definite" and not frame.own_sites  # كما أسفرت الغارات عن …
    is_named_again = is_named_again or (frame.anaphoric and not frame.cast.verb_first)  # "the strike also killed …"
    if _is_further(frame) and not is_named_again and not in_sentence and not _tells_same(first, frame):
        return False
    if frame.cast.verb_first and not in_sentence and _is_another(scene, account, frame):
        return False
    if first.kind not in _RETOLD and not frame.anaphoric and _is_elsewhere(scene, first, frame):
        return False
    return all(_is_compatible(scene, mention, frame) for mention in [first, *account.frames[-_MENTIONS:]])


def _is_another(scene: Scene, account: Account, frame: Frame) -> bool:
    """Whether the words set it apart from what was told before: another person, another place; Arabic."""
    if _are_others(scene, account, frame):
        return True
    return _opens_elsewhere(scene, account, frame) and not _tells_same(account.frames[0], frame)


def _opens_elsewhere(scene: Scene, account: Account, frame: Frame) -> bool:
    """Whether a paragraph opens with the place that it goes on to (وفي خان يونس …), or counts further shells."""
    view = frame.cast.view
    munitions = frame.counts.get("munitions", [])
    is_further = any(quantity.more or view.has_starting(quantity.last, "others") for quantity in munitions)
    if is_further and account.frames[0].cast.view.sentence.section != "title":
        return True  # سقطت قذيفتان أخريان
    before = account.frames[-1].cast.view.sentence
    if (
        before.paragraph == view.sentence.paragraph
        or before.section == "title"
        or is_in_lead(scene, account.frames[-1])
    ):
        return False
    opened = scene.tokens[view.first].text == _AND_IN and view.first + 1 < view.last
    is_first = view.index == 0 or scene.views[view.index - 1].sentence.paragraph != view.sentence.paragraph
    is_time = any(mention.start <= scene.tokens[view.first + 1].end for mention in view.dates) if opened else False
    return opened and is_first and not is_time and any(site.first <= view.first + _PLACE_REACH for site in frame.sites)


def _are_others(scene: Scene, account: Account, frame: Frame) -> bool:
    """Whether this is told of one person by name and every mention so far of another: no word of them is shared."""
    if frame.kind not in OWN_COUNT or len(frame.named) != 1:
        return False
    names = [{*_words(scene, named)} for mention in account.frames[:_MENTIONS] for named in mention.named]
    mine = {*_words(scene, frame.named[0])}
    return (
        bool(names)
        and all(len(mention.named) == 1 for mention in account.frames[:_MENTIONS])
        and not any(mine & theirs for theirs in names)
    )


def _shares_person(scene: Scene, first: Frame, second: Frame) -> bool:
    """Whether both are told of one person by name: told again, whatever day is named; English."""
    if second.cast.verb_first or second.kind not in OWN_COUNT:
        return False
    mine, theirs = ({word for named in frame.named for word in _words(scene, named)} for frame in (first, second))
    return bool(mine & theirs)


def _words(scene: Scene, named: Named) -> list[str]:
    return fold(scene.text[named.start : named.end]).split()


def _is_of_other_day(scene: Scene, account: Account, frame: Frame, *, day: str) -> bool:
    """Whether one has a time of its own that is not the report's day, and the other is told without any."""
    dated = account.first_dated
    if bool(dated) == frame.own_when:
        return False
    when = (dated or frame).when
    if when is None or when.rule in _NO_DAY:
        return False
    is_earlier = scene.text[when.start : when.end].lower().startswith("earlier")
    return is_earlier or (when.edtf is not None and not overlap(when.edtf, day))


def _is_elsewhere(scene: Scene, first: Frame, second: Frame) -> bool:
    """Whether a later paragraph tells of something of the same kind that no shared place ties to the first."""
    if second.cast.view.sentence.paragraph == first.cast.view.sentence.paragraph or is_in_lead(scene, first):
        return False
    return not (first.own_sites and second.own_sites)


def _is_sum_of(scene: Scene, first: Frame, second: Frame) -> bool:
    """Whether the first is the sum of a lead, and the second one of the parts that are told below it."""
    is_part = "count.of_sum" in second.rules and "count.of_sum" not in first.rules
    return is_part and is_in_lead(scene, first)


def _stand_apart(first: Frame, second: Frame) -> bool:
    """A plan or a running total is never one with an act."""
    return first.status != second.status and (first.status in _APART or second.status in _APART)


def _is_further(frame: Frame) -> bool:
    """Whether the sentence opens with "in addition" or the act is marked as another one ("also arrested")."""
    view = frame.cast.view
    return any(
        hit.first == view.first or 0 <= frame.hit.first - hit.last <= 1 or hit.first == frame.hit.last
        for hit in view.of("additions")
    )


def _tells_same(first: Frame, second: Frame) -> bool:
    """Whether both count the same people at the same place: told again, whatever word opens the sentence."""
    slots = set(first.counts) & set(second.counts) - {"munitions"}
    mine, theirs = _entry_ids(first), _entry_ids(second)
    is_same = slots and all(total_of(first.counts[slot]) == total_of(second.counts[slot]) for slot in slots)
    return bool(is_same and mine & theirs)


def _entry_ids(frame: Frame) -> set[str]:
    return {entry.id for site in frame.sites for entry in site.entries}


def _shares_sentence(account: Account, frame: Frame) -> bool:
    return any(mention.cast is frame.cast for mention in account.frames[-_MENTIONS:])


def _is_compatible(scene: Scene, first: Frame, second: Frame) -> bool:
    return (
        _same_parties(first, second)
        and _same_time(scene, first, second)
        and is_same_place(scene, first, second)
        and _same_size(scene, first, second)
    )


def _same_parties(first: Frame, second: Frame) -> bool:
    mine, theirs = {actor.party for actor in first.actors}, {actor.party for actor in second.actors}
    if first.kind == "clash" and not first.cast.verb_first and _are_other_sides(first, second):
        return False
    return not mine or not theirs or bool(mine & theirs)


def _are_other_sides(first: Frame, second: Frame) -> bool:
    """Whether both tell who fought whom, and it is not the same fight: IS against the SDF, IS against the army."""
    mine, theirs = _sides(first), _sides(second)
    return len(mine) > 1 and len(theirs) > 1 and not (mine <= theirs or theirs <= mine)


def _sides(frame: Frame) -> set[str]:
    return {actor.party for actor in (*frame.actors, *([frame.target] if frame.target else []))}


def _is_long_ago(scene: Scene, frame: Frame) -> bool:
    """Whether the words date the act to well before the report: what is only recalled is not what is reported."""
    if scene.published is None or not frame.own_when or frame.when is None or not frame.when.edtf:
        return False
    if scene.published.toordinal() <= _RECALLED.days:
        return False  # before the first day of the calendar lies nothing
    last = frame.when.edtf.rpartition("/")[2].rstrip("?~")
    before = (scene.published - _RECALLED).isoformat()
    return last < before[: len(last)]


def _same_time(scene: Scene, first: Frame, second: Frame) -> bool:
    if not second.anaphoric and _is_long_ago(scene, first) != _is_long_ago(scene, second):
        return False
    if not (first.own_when and second.own_when) or first.when is None or second.when is None:
        return True
    if second.anaphoric or {first.when.rule, second.when.rule} & {"date.after"}:
        return True
    if first.when.edtf and second.when.edtf:
        return overlap(first.when.edtf, second.when.edtf)
    written = [fold(scene.text[when.start : when.end]) for when in (first.when, second.when)]
    return written[0] == written[1]


def _same_size(scene: Scene, first: Frame, second: Frame) -> bool:
    """Two accounts do not agree on people when their exact counts are far apart, or differ at all outside the lead.

    The lead may be wrong about the number; two later paragraphs with two numbers tell of two acts.
    """
    apart = second.cast.view.sentence.paragraph != first.cast.view.sentence.paragraph
    is_strict = apart and not is_in_lead(scene, first) and first.kind in OWN_COUNT
    for slot in set(first.counts) & set(second.counts) - {"munitions"}:
        a, b = total_of(first.counts[slot]), total_of(second.counts[slot])
        if not first.cast.verb_first and (_is_far_below(a, b) or _is_far_below(b, a)):
            return False
        if a.min is None or b.min is None or a.max is None or b.max is None:
            continue
        if is_by_name(second, slot) and b.max <= a.max and not first.cast.verb_first:
            continue  # "arrested two civilians … X was arrested over a post": one of them, by name
        low, high = sorted((a.max, b.max))
        has_places = first.own_sites and second.own_sites and not first.cast.verb_first
        if high != low and (is_strict or (high > _FAR * max(low, 1) and not has_places)):
            return False
    return True


def _is_far_below(few: Bounds, many: Bounds) -> bool:
    """Whether the least of one lies far above the most of the other: one man and "no fewer than 140,000"."""
    return few.max is not None and many.min is not None and many.max is None and many.min > _FAR * max(few.max, 1)
