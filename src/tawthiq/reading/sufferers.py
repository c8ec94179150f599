"""To whom an act was done, among the persons named: subject of a passive, object of a verb, behind "the arrest of".

Only for languages with capitals, where names stand everywhere. A person who is named and to whom nothing was done
keeps no fate: a speaker, a minister, a lawyer is not a victim by standing near one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tawthiq.reading.frames import Frame
from tawthiq.reading.name_signs import are_listed
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View

# What was done to the person by the kind of the word; a row of ``triggers`` may say it better (``fate``).
_FATES = {
    "killed": "killed",
    "injured": "injured",
    "execution": "killed",
    "killing_other": "killed",
    "sniper_killing": "killed",
    "arrest_detention": "arrested",
    "abduction": "abducted",
    "enforced_disappearance": "missing",
    "torture": "tortured",
    "sexual_violence": "attacked",
    "punishment": "punished",
    "ground_attack": "attacked",
}
_PEOPLE = ("persons", "effect", "")
# Words of clause_breaks that break no clause between a subject and its verb.
_NO_BREAK = frozenset(["also", "so", "since", "then", "as well as", "as"])
_SUBJECT_REACH, _OBJECT_REACH, _NOUN_REACH = 200, 14, 10
# "his wife X": the pronoun later in the sentence is not X.
_KIN = re.compile(r"\b(?:his|her|their)\s(?:[\w-]+\s){1,2}$", re.IGNORECASE)
_POSSESSIVE = re.compile(r"'s?(?=\W|$)")
_BEFORE_NOUN = re.compile(r"(?:'s|s'|\b(?:his|her|the|an?|this|that|whose))\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_OWN = re.compile(r"\b(?:his|her)\s(?:[\w-]+\s){0,2}$", re.IGNORECASE)
_RELATIVE = re.compile(r",? \(?(?:who|whose|whom|an?|the|\d\d|aged|formerly|known|also)\b|,? \(")
_CLOSES = re.compile(r"[,)\-]\s*(?:(?:was|were|is|has|had|have|remains|later|himself|herself|also)\b[^,]{0,40})?$")
_NO_OBJECT = re.compile(
    r"\s*(?:$|[,.;:)!?-]|(?:in|on|at|after|for|over|by|during|while|near|outside|from|with|without|again|last|this|and"
    r"|yesterday|earlier|since|as|when|because|under|alongside|together|before|until|within|inside|amid|along)\b)"
)
_OF = re.compile(r"\s*(?:of|against|on|upon|to|targeting)\b|(?<=of)\s|(?<=on)\s|(?<=against)\s")
# Words behind which another part of the sentence begins, no longer the object.
_BLOCKS = frozenset(["by", "for", "from", "to", "over", "after", "near", "at", "in", "on", "with", "against", "during"])
_BLOCKS |= frozenset(["because", "when", "while", "who", "that", "which", "as", "through", "about", "before", "until"])
_NOT_SUBJECT = re.compile(r"\b(?:of|for|with|by|to|against|from|about|after|like|than|on|between)\s$", re.IGNORECASE)
_LISTS = re.compile(
    r"\b(?:including|among them|such as|(?:identified|named)\W+(?:\w+\W+){0,3}?as|identified|named|namely|called"
    r"|include[ds]?|are|were)\b|[:\"(-]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Head:
    """Who or what a phrase may be about: a named person, a pronoun, or people without a name."""

    start: int
    end: int
    kind: str
    named: Named | None = None


def name_sufferers(scene: Scene, frames: list[Frame], *, last: Named | None) -> None:
    """Gives each frame of one sentence the persons to whom it was done; ``last`` is whom a pronoun means."""
    if not frames:
        return
    heads = _heads(scene, frames[0].cast.view, frames[0].cast.present)
    for frame in frames:
        fate = frame.trigger.fate or _FATES.get(frame.kind, "")
        if fate:
            found = _sufferers(scene, frame, frames, heads, last=last)
            frame.named += [replace(named, fate=_accused(frame, fate)) for named in found]


def _accused(frame: Frame, fate: str) -> str:
    """Who is held or tried over a violent crime is accused: it is said of him, not done to him."""
    is_held = fate in ("arrested", "prosecuted")
    return "accused" if is_held and "violent_crime" in frame.cast.view.features else fate


def mark_arrest(frame: Frame) -> None:
    """Marks an arrest over a violent crime, of suspects: told like any other, but hardly an arbitrary one."""
    if frame.kind == "arrest_detention" and "violent_crime" in frame.cast.view.features:
        frame.rules.append("arrest.over_crime")


def name_listed(scene: Scene, frames: list[Frame]) -> None:
    """Names right behind those whom the frame counts: "2 leaders, X and Y", "four people, including X"."""
    for frame in frames:
        fate = _FATES.get(frame.kind, "")
        counted = [quantity for found in frame.counts.values() for quantity in found if quantity.unit in _PEOPLE]
        if not fate or any(named.fate for named in frame.named) or not counted:
            continue
        people = frame.cast.present
        for quantity in counted:
            following = [named for named in people if named.start >= quantity.end][:1]
            if following and _is_listing(scene, frame, quantity.end, following[0]):
                frame.named += [replace(named, fate=fate) for named in _listed(scene, people, following[0])]


def _is_listing(scene: Scene, frame: Frame, start: int, named: Named) -> bool:
    """Whether the name says who the people before it are; who speaks behind a comma is somebody else."""
    if frame.cast.view.has_starting(scene.token_at(named.end), "say", "deny", "accuse", "auxiliaries"):
        return False
    gap = scene.text[start : named.start]
    return (len(gap) <= 4 and not any(letter.isalpha() for letter in gap)) or (
        len(gap) <= 40 and _LISTS.search(gap) is not None
    )


def _heads(scene: Scene, view: View, people: list[Named]) -> list[_Head]:
    """Named persons, pronouns and words for people in order; words that only describe a named person are left out."""
    found = [_Head(named.start, named.end, "named", named) for named in people]
    for kind in ("persons", "callings", "speakers"):
        for hit in view.of(kind):
            is_body = kind == "speakers" and hit.value in ("organisation", "media")
            if not is_body and not any(_describes(scene, named, hit.start, hit.end) for named in people):
                found.append(_Head(hit.start, hit.end, "people"))
    for hit in view.of("pronouns"):
        if hit.value in ("person", "plural"):
            found.append(_Head(hit.start, hit.end, "pronoun" if hit.value == "person" else "plural"))
    return sorted(found, key=lambda head: (head.start, -head.end))


def _describes(scene: Scene, named: Named, start: int, end: int) -> bool:
    """Whether the word is the title of the person or stands in the apposition behind the name."""
    if start < named.end and named.start < end:
        return True
    if end <= named.start:
        gap = scene.text[end : named.start]
        return (
            gap.strip() != "of"
            and len(gap) <= 25
            and not set(gap) & set(".;:")
            and all(_may_stand(word) for word in gap.split())
        )
    gap = scene.text[named.end : start]
    return len(gap) <= 80 and _RELATIVE.match(gap + " ") is not None and gap.count(",") <= 2 and " who " not in gap


def _may_stand(word: str) -> bool:
    return word.strip(",\"'()") in ("", "and", "of", "the") or word[:1].isupper()


def _sufferers(
    scene: Scene, frame: Frame, frames: list[Frame], heads: list[_Head], *, last: Named | None
) -> list[Named]:
    if frame.voice in ("noun", "definite") or _is_noun(scene, frame):
        return _of_noun(scene, frame, heads, last=last)
    if frame.voice in ("passive", "flight") or _has_no_object(scene, frame):
        return _subject(scene, frame, frames, heads, last=last)
    return _object(scene, frame, frames, heads, last=last)


def _is_noun(scene: Scene, frame: Frame) -> bool:
    """Whether a word that may be a verb is a noun here: "his arrest", "the kidnapping of", "X's killing"."""
    written = scene.text[frame.hit.start : frame.hit.end]
    if frame.voice != "active" or written.endswith("ed"):
        return False
    return _BEFORE_NOUN.search(scene.text, max(0, frame.hit.start - 40), frame.hit.start) is not None or (
        scene.text.startswith(" of ", frame.hit.end)
    )


def _has_no_object(scene: Scene, frame: Frame) -> bool:
    """ "Reporter X arrested in Y": a participle with nothing behind it that could be its object."""
    written = scene.text[frame.hit.start : frame.hit.end]
    if written.endswith(" with"):
        return True
    is_participle = written.split()[0].endswith(("ed", "en", "wn", "ot", "dead", "nt", "ain"))
    return is_participle and _NO_OBJECT.match(scene.text, frame.hit.end) is not None


def _of_noun(scene: Scene, frame: Frame, heads: list[_Head], *, last: Named | None) -> list[Named]:
    people = [head.named for head in heads if head.named]
    start = frame.hit.start
    for named in reversed(people):
        gap = scene.text[named.end : start]
        if named.end <= start and len(gap) <= 30 and (not gap.strip() or re.fullmatch(r"'s? (?:[\w-]+ ){0,2}", gap)):
            return [named]
    if _OWN.search(scene.text, max(0, start - 40), start):
        return [found for found in [_meant(scene, heads, start, last=last)] if found]
    if _OF.match(scene.text, frame.hit.end):
        return _object(scene, frame, [], heads, last=last, reach=_NOUN_REACH)
    return []


def _subject(scene: Scene, frame: Frame, frames: list[Frame], heads: list[_Head], *, last: Named | None) -> list[Named]:
    start, people = frame.hit.start, [head.named for head in heads if head.named]
    for head in reversed(heads):
        if head.end > start or start - head.end > _SUBJECT_REACH:
            continue
        gap = scene.text[head.end : start]
        if head.named and _is_other_part(scene, frame, frames, head):
            continue
        if not head.named and _is_within_relative(scene, people, head, start):
            continue
        if _is_cut(scene, frame, head) and not (head.named and _RELATIVE.match(gap) and _CLOSES.search(gap)):
            return []
        if head.named:
            return _listed(scene, people, head.named, backward=True)
        if head.kind == "pronoun":
            return [found for found in [_meant(scene, heads, head.start, last=last)] if found]
        return []
    return []


def _is_within_relative(scene: Scene, people: list[Named], head: _Head, start: int) -> bool:
    """People named inside a clause about somebody else: "X, who had accused officers, was killed"."""
    for named in people:
        gap = scene.text[named.end : start]
        if named.end <= head.start and _RELATIVE.match(gap) and _CLOSES.search(gap) and len(gap) <= _SUBJECT_REACH:
            return True
    return False


def _is_other_part(scene: Scene, frame: Frame, frames: list[Frame], head: _Head) -> bool:
    """Whether the name is a possessor, stands behind a preposition, or is the object of another verb."""
    if _POSSESSIVE.match(scene.text, head.end):
        return True
    title = len(head.named.role) + 1 if head.named and head.named.role else 0
    if _NOT_SUBJECT.search(scene.text, max(0, head.start - title - 12), head.start - title):
        return True
    for other in frames:
        if other is not frame and other.voice == "active" and other.hit.end <= head.start < frame.hit.start:
            gap, rest = scene.text[other.hit.end : head.start], scene.text[head.end : frame.hit.start]
            if len(gap) <= 40 and not set(gap) & set(",;:") and "and" not in rest.split():
                return True
    return False


def _is_cut(scene: Scene, frame: Frame, head: _Head) -> bool:
    """Whether a verb of saying or another clause stands between the head and the word."""
    view = frame.cast.view
    between = [
        hit for kind in ("say", "clause_breaks", "accuse", "deny") for hit in view.of(kind)
        if head.end <= hit.start and hit.end <= frame.hit.start
    ]  # fmt: skip
    return any(scene.text[hit.start : hit.end].lower() not in _NO_BREAK for hit in between)


def _object(
    scene: Scene,
    frame: Frame,
    frames: list[Frame],
    heads: list[_Head],
    *,
    last: Named | None,
    reach: int = _OBJECT_REACH,
) -> list[Named]:
    people = [head.named for head in heads if head.named]
    limit = frame.hit.last
    for head in heads:
        if head.start < frame.hit.end:
            continue
        first = scene.token_at(head.start)
        if first - frame.hit.last > reach or _is_blocked(scene, frame, frames, limit, first):
            return []
        if head.named:
            return _listed(scene, people, head.named)
        if head.kind == "pronoun":
            return [found for found in [_meant(scene, heads, head.start, last=last)] if found]
        following = [named for named in people if named.start >= head.end] if head.kind == "people" else []
        if following and _is_listing(scene, frame, head.end, following[0]):
            return _listed(scene, people, following[0])
        return []
    return []


def _is_blocked(scene: Scene, frame: Frame, frames: list[Frame], low: int, high: int) -> bool:
    view = frame.cast.view
    for at in range(low, high):
        word = scene.tokens[at].text.lower()
        if (word in _BLOCKS and at > low) or view.has_starting(at, "clause_breaks", "say"):
            return True
    return any(low <= other.hit.first < high and other.hit.first - low > 1 for other in frames if other is not frame)


def _meant(scene: Scene, heads: list[_Head], start: int, *, last: Named | None) -> Named | None:
    """Whom a pronoun at ``start`` means: the nearest person named before it in the sentence, else the last subject."""
    before = [head.named for head in heads if head.named and head.end <= start]
    subjects = [named for named in before if not _KIN.search(scene.text, max(0, named.start - 30), named.start)]
    return subjects[0] if subjects else last


def _listed(scene: Scene, people: list[Named], named: Named, *, backward: bool = False) -> list[Named]:
    """The person with those in the same list, behind it or before it."""
    at = people.index(named)
    rest = people[at::-1] if backward else people[at:]
    return list(_chain(scene, rest, backward=backward))


def _chain(scene: Scene, people: list[Named], *, backward: bool) -> Iterator[Named]:
    last: Named | None = None
    for named in people:
        if last is not None:
            before, after = (named, last) if backward else (last, named)
            if not are_listed(scene.text, before.end, after.start):
                return
        yield named
        last = named
