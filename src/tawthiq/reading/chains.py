"""Counts that belong together: "two women and a child", "12 people, among them three policemen"."""

from tawthiq.core.counts import exactly
from tawthiq.reading.frames import Frame
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import Scene

_CHAIN_REACH = 12
_NEAR = 3
_LOST = ("losing", "taking")
_CHAIN_ENDS = ("charges", "say", "clause_breaks", "relatives", "auxiliaries", "parts")
# From this number on an Arabic noun stands in the singular of the accusative.
_SINGULAR_FROM = 11
# From this number on in the singular of the genitive (60 ألف امرأة وطفل).
_GENITIVE_FROM = 100
# The other thing that may befall people, told beside the first.
OTHER_FATE = {"killed": "injured", "injured": "killed"}


def chain(
    scene: Scene, frame: Frame, quantities: list[Quantity], first: Quantity, *, stops: list[Frame]
) -> list[Quantity]:
    """The first quantity with those joined to it by "and", and with its parts."""
    at = quantities.index(first)
    if first.start >= frame.hit.start or scene.language.verb_first or first.unit in ("effect", ""):
        found = [first, *_joined_behind(scene, frame, quantities[at + 1 :], first, stops=stops)]
        if first.end <= frame.hit.start and first.unit == "persons":
            found = _joined_before(scene, quantities[:at], first) + found
        return found
    found = [*_told_before(scene, frame, quantities[:at], first, stops=stops), first]
    for quantity in quantities[at + 1 :]:
        if not quantity.is_part or not _is_linked(scene, frame, found[-1], quantity, stops=stops):
            break
        found.append(quantity)
    return found


def _joined_behind(
    scene: Scene, frame: Frame, quantities: list[Quantity], first: Quantity, *, stops: list[Frame]
) -> list[Quantity]:
    """Further people behind the first of them."""
    found: list[Quantity] = []
    for quantity in quantities:
        if not quantity.counted or quantity.unit not in ("persons", "effect", "household", ""):
            continue
        before = found[-1] if found else first
        if not _is_linked(scene, frame, before, quantity, stops=stops) or _counts_a_thing(scene, frame, quantity):
            break
        found.append(quantity)
    return found


def _told_before(
    scene: Scene, frame: Frame, quantities: list[Quantity], first: Quantity, *, stops: list[Frame]
) -> list[Quantity]:
    """Further people before the last of them, up to those whom another word counts."""
    found: list[Quantity] = []
    for quantity in reversed(quantities):
        if not quantity.counted:
            continue
        behind = found[0] if found else first
        if not _is_linked(scene, frame, quantity, behind, stops=stops) or _is_under_other(frame, quantity, stops):
            break
        if any(quantity.first <= stop.hit.first <= quantity.last for stop in stops):
            break  # "6 martyrs in A and 2 martyrs in B"
        found.insert(0, quantity)
    return found


def _joined_before(scene: Scene, quantities: list[Quantity], first: Quantity) -> list[Quantity]:
    """ "Four women and three children were killed" (أربع نساء وثلاثة أطفال قتلوا): people joined by و."""
    found: list[Quantity] = []
    for quantity in reversed(quantities):
        following = found[0] if found else first
        is_next = scene.text[quantity.end : following.start].strip() == "و"
        if not (is_next and quantity.counted and quantity.unit == "persons") or quantity.is_part:
            break
        found.insert(0, quantity)
    return found


def _is_under_other(frame: Frame, quantity: Quantity, stops: list[Frame]) -> bool:
    """ "the death of a child …, and others were wounded": the child is counted by the word right before it."""
    return any(
        0 <= quantity.first - stop.hit.last <= _NEAR and stop.kind in OTHER_FATE and stop.kind != frame.kind
        for stop in stops
    )


def _is_linked(scene: Scene, frame: Frame, before: Quantity, after: Quantity, *, stops: list[Frame]) -> bool:
    """Whether the second count goes on with the first: a part of it, or joined by a comma or "and" and nothing else."""
    between = scene.text[before.end : after.start]
    gap = range(before.last, after.first)
    view = frame.cast.view
    is_apart = after.first - before.last > _CHAIN_REACH or any(mark in between for mark in ";:\n")
    if is_apart or any(stop.hit.first in gap for stop in stops):
        return False
    if after.is_part:
        return True
    told = _is_linked_by_words(scene, frame, before, after, stops=stops) if scene.language.verb_first else None
    if told is not None:
        return told
    if frame.hit.first in gap or any(view.has_starting(at, *_CHAIN_ENDS) for at in gap):
        return False
    joiners = scene.language.joiners
    return between.strip().startswith((",", "و", "،", *joiners)) or bool(
        (joiners | {"و"}) & set(between.lower().split())
    )


def _is_same_noun(scene: Scene, before: Quantity, after: Quantity) -> bool:
    """ "36 women and children": behind eleven and more both nouns are what is counted (36 سيدة وطفلا)."""
    is_noun = after.bounds == exactly(1) and after.who == scene.text[after.start : after.end]
    least = before.bounds.min or 0
    return is_noun and ((after.who.endswith("ا") and least >= _SINGULAR_FROM) or least >= _GENITIVE_FROM)


def _is_linked_by_words(
    scene: Scene, frame: Frame, before: Quantity, after: Quantity, *, stops: list[Frame]
) -> bool | None:
    """What Arabic words say of it: no for a number of another word's or one noun in two, yes for "on top"."""
    is_of_other = after.unit == "effect" and any(0 <= stop.hit.first - after.last <= 1 for stop in stops)
    if is_of_other or _is_same_noun(scene, before, after):  # شهيدان وأكثر من 20 إصابة
        return False
    between = range(before.last, after.first + 1)
    if any(hit.value in _LOST and hit.first in between for hit in frame.cast.view.of("nature")):
        return False  # أصيب ستة، وفقد خمسة حياتهم
    return True if any(frame.cast.view.has_starting(at, "on_top") for at in between) else None


def _counts_a_thing(scene: Scene, frame: Frame, quantity: Quantity) -> bool:
    """Whether a word that no list knows follows a further number ("and 13 business premises"): no people."""
    if quantity.unit or scene.language.verb_first or quantity.last >= frame.cast.view.last:
        return False
    following = scene.tokens[quantity.last]
    return following.joined and following.text.isalpha() and quantity.last not in frame.cast.view.starting
