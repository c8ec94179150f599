"""Accounts of the same act inside one report become one claim: the fuller account carries it, the others add to it."""

from dataclasses import dataclass
from datetime import timedelta

from tawthiq.core.counts import Bounds, add, reconcile_all
from tawthiq.core.texts import fold
from tawthiq.core.times import overlap
from tawthiq.reading.frames import HOSTS, OWN_COUNT, Frame
from tawthiq.reading.people import Named
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.same_place import is_in_lead, is_same_place
from tawthiq.reading.scenes import Scene
from tawthiq.reading.tolls import total_of

# An act dated so long before the report is recalled by it. Source: MUC-4 calls two months old.
_RECALLED = timedelta(days=62)
# Exact counts of one act do not differ by more than this factor. Source: our own reading of reports, no study.
_FAR = 3
# How many acts back, and with how many mentions of each, an account is compared: reading stays linear in length.
_BACK, _MENTIONS = 40, 6
# Words that open a paragraph on another place, and how far behind them the place stands.
_AND_IN, _PLACE_REACH = "وفي", 4
# The first account wins where the later one says hardly more.
_FIRST = 1.5
# A witness who names the place tells more than the paragraph that opens the report. Source: counting guide, an act told
# twice (lead, then witness) is one, by the fuller account.
_WITNESS = 1.5
_APART = ("planned", "total")
# Time words that only say after how long.
_NO_DAY = ("date.after", "date.for", "date.recent", "date.past")
# Time words that name a day.
_DAY = len("2016-05-10")
_EXACT = ("date.day", "date.iso", "date.numeric", "date.named", "date.yesterday", "date.today", "date.before_yesterday")
# Kinds that reports go on telling about in later paragraphs; bans, fines and the like are told once each.
_RETOLD = (*HOSTS, *OWN_COUNT, "control_change", "attack_on_medical", "attack_on_school")
# Kinds that a headline may put in each other's words.
_FAMILIES = (
    {"airstrike", "shelling", "explosion_ied", "chemical_attack", "ground_attack", "killing_other", "clash", "other"},
    {"killing_other", "execution", "sniper_killing", "punishment", "torture"},
    {"arrest_detention", "abduction", "enforced_disappearance", "child_recruitment"},
    {"forced_displacement", "movement_restriction", "siege_restriction", "control_change"},
)


@dataclass(slots=True)
class Account:
    """All mentions of one act; ``lead`` is the one with the most said, of equals the first.

    ``first_dated`` is the first mention with a time of its own.
    """

    frames: list[Frame]
    lead: Frame
    first_dated: Frame | None = None

    def __post_init__(self) -> None:
        self.first_dated = next((frame for frame in self.frames if frame.own_when), None)

    def add(self, frame: Frame) -> None:
        """Takes in a further mention."""
        self.frames.append(frame)
        if self.first_dated is None and frame.own_when:
            self.first_dated = frame

    def choose_lead(self) -> None:
        """Finds the fullest mention; called once, when all mentions are known."""
        first = next((frame for frame in self.frames if frame.cast.view.sentence.section != "title"), self.frames[0])
        self.lead = max(
            self.frames,
            key=lambda frame: (
                fullness(frame)
                + _FIRST * (frame is first and _has_number(frame))
                + _WITNESS * _is_witness(frame, first),
                -frame.start,
            ),
        )

    def bounds(self, slot: str) -> Bounds | None:
        """The count over all mentions, or None when nobody counts it."""
        body = [
            frame for frame in self.frames if frame.cast.view.sentence.section != "title" and frame.counts.get(slot)
        ]
        told = [frame.counts[slot] for frame in body or self.frames if frame.counts.get(slot)]
        counted = [
            frame.counts[slot]
            for frame in body or self.frames
            if frame.counts.get(slot) and not _is_by_name(frame, slot)
        ]
        return _reconciled(counted or told) if told else None


def _reconciled(told: list[list[Quantity]]) -> Bounds:
    """The counts of all mentions; civilians and fighters are other people, so their counts are added."""
    by_class: dict[str, list[list[Quantity]]] = {}
    for found in told:
        classes = {quantity.target_class for quantity in found}
        by_class.setdefault(classes.pop() if len(classes) == 1 else "", []).append(found)
    if set(by_class) == {"civilian", "combatant"}:
        return add([reconcile_all(total_of(found) for found in rows) for rows in by_class.values()])
    return reconcile_all(total_of(found) for found in told)


def fullness(frame: Frame) -> float:
    """How much a mention says: counts weigh most, then time, place and actor; a title never wins against the body."""
    own = [found for slot, found in frame.counts.items() if found and slot not in frame.borrowed]
    counted = sum(_weight(total_of(found)) for found in own)
    is_dated = frame.when is not None and frame.when in frame.cast.view.dates
    said = (
        counted
        + 0.6 * frame.own_when
        + 0.4 * is_dated
        + 0.6 * bool(frame.own_sites)
        + 0.5 * bool(frame.actors)
        + 0.3 * bool(frame.target)
    )
    said -= 0.4 * (frame.status in ("background", "denied")) + 2.0 * frame.anaphoric
    return said - (4.0 if frame.cast.view.sentence.section == "title" else 0.0)


def _weight(bounds: Bounds) -> float:
    """A number says more than "several", and that more than "no casualties"."""
    if bounds.max == 0:
        return 0.3
    return 2.0 if not bounds.is_vague else 0.6


def _is_witness(frame: Frame, first: Frame) -> bool:
    """Whether a later paragraph tells of the act in somebody's words, with a place of its own."""
    is_later = frame.cast.view.sentence.paragraph != first.cast.view.sentence.paragraph
    return is_later and frame.cast.is_told and frame.own_sites and not frame.anaphoric


def _has_number(frame: Frame) -> bool:
    own = [found for slot, found in frame.counts.items() if slot not in frame.borrowed and slot != "munitions"]
    return any(not total_of(found).is_vague and all(quantity.is_exact for quantity in found) for found in own)


def merge(scene: Scene, frames: list[Frame]) -> list[Account]:
    """Accounts in order of their first mention."""
    accounts: list[Account] = []
    day = _day_of_report(frames)
    for frame in frames:
        near = accounts[: -_BACK - 1 : -1]
        same = next((account for account in near if _is_same(scene, account, frame, day=day)), None)
        if same:
            same.add(frame)
        else:
            accounts.append(Account([frame], frame))
    for account in accounts:
        account.choose_lead()
    return _without_headlines(accounts)


def _without_headlines(accounts: list[Account]) -> list[Account]:
    """The accounts less those that only the title tells, where the body tells of the same side or the same harm."""
    body = [account for account in accounts if not _is_headline(account)]
    return [account for account in accounts if not _is_headline(account) or not _is_told_in(account, body)]


def _is_headline(account: Account) -> bool:
    return all(frame.cast.view.sentence.section == "title" for frame in account.frames)


def _is_told_in(headline: Account, body: list[Account]) -> bool:
    """Whether an account of the body is of the title's kind, of its family of acts, or of its side."""
    parties = {actor.party for frame in headline.frames for actor in frame.actors}
    for account in body:
        theirs = {actor.party for frame in account.frames for actor in frame.actors}
        kinds = {headline.lead.kind, account.lead.kind}
        if len(kinds) == 1 or any(kinds <= family for family in _FAMILIES) or parties & theirs:
            return True
    return False


def _day_of_report(frames: list[Frame]) -> str | None:
    """The day of the first dated act: what is told without a date is of that day."""
    dated = [frame for frame in frames if frame.own_when and frame.when]
    if dated and dated[0].cast.verb_first:  # a weekday dates a report as well as a day (فجر الاثنين)
        return next((frame.when.edtf for frame in dated if frame.when and len(frame.when.edtf or "") == _DAY), None)
    return next((frame.when.edtf for frame in dated if frame.when and frame.when.rule in _EXACT), None)


def _is_same(scene: Scene, account: Account, frame: Frame, *, day: str | None) -> bool:
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
        if _is_by_name(second, slot) and b.max <= a.max and not first.cast.verb_first:
            continue  # "arrested two civilians … X was arrested over a post": one of them, by name
        low, high = sorted((a.max, b.max))
        has_places = first.own_sites and second.own_sites and not first.cast.verb_first
        if high != low and (is_strict or (high > _FAR * max(low, 1) and not has_places)):
            return False
    return True


def _is_far_below(few: Bounds, many: Bounds) -> bool:
    """Whether the least of one lies far above the most of the other: one man and "no fewer than 140,000"."""
    return few.max is not None and many.min is not None and many.max is None and many.min > _FAR * max(few.max, 1)


def _is_by_name(frame: Frame, slot: str) -> bool:
    """Whether the people counted are those who are named there, or told of as "he" and "she"."""
    most = total_of(frame.counts[slot]).max
    is_named = most is not None and 0 < most <= len(frame.named) and not frame.cast.verb_first
    return is_named or all(quantity.by_name for quantity in frame.counts[slot])
