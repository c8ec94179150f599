"""Hospitals and schools that are named as hit: an attack on them is claimed beside the strike."""

from dataclasses import replace

from tawthiq.reading.frames import Frame
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View

_STRIKES = ("airstrike", "shelling", "explosion_ied", "ground_attack", "chemical_attack")
_KINDS = {"medical": "attack_on_medical", "school": "attack_on_school"}
# Acts that have places of their own as object: a building behind them was not hit.
_OTHER_OBJECTS = ("control_change", "clash", "troop_movement", "movement_restriction")
_NEAR = ("near", "destinations", "origins")
_NAME_MAX = 5
_NAMED_PLACES = ("neighbourhood", "street", "village", "town", "city", "camp")
_BACK = 4


def find_attacks(scene: Scene, frames: list[Frame]) -> list[Frame]:
    """One frame for each protected building that a strike of the sentence hits."""
    found: list[Frame] = []
    strikes = [frame for frame in frames if frame.kind in _STRIKES and frame.status != "planned"]
    if not strikes:
        return found
    for hit in strikes[0].cast.view.of("facilities"):
        if _is_where_speaker_works(strikes[0].cast.view, hit) or _is_in_place_name(scene, strikes[0].cast.view, hit):
            continue
        if hit.value not in _KINDS or _is_only_near(scene, strikes[0].cast.view, hit):
            continue
        strike = _strike_on(strikes, frames, hit)
        if strike:
            found.append(_attack(scene, strike, hit))
    return _one_each(found)


def _is_where_speaker_works(view: View, hit: Hit) -> bool:
    """ "a doctor at the hospital said": the hospital says who speaks, not what was hit."""
    return any(view.has_ending(hit.first - back, "speakers") for back in (1, 2))


def _is_in_place_name(scene: Scene, view: View, hit: Hit) -> bool:
    """ "the quarter of al-Rawda" (حي الروضة): a place that is called so, no building; Arabic."""
    if not scene.language.verb_first:
        return False
    before = view.has_ending(hit.first - 1, "place_types")
    return before is not None and before.value in _NAMED_PLACES


def _one_each(found: list[Frame]) -> list[Frame]:
    """Buildings of one kind hit by one strike in one sentence are one attack."""
    kept: list[Frame] = []
    for frame in found:
        if all(frame.kind != other.kind for other in kept):
            kept.append(frame)
    return kept


def _is_only_near(scene: Scene, view: View, hit: Hit) -> bool:
    for at in range(hit.first - 1, max(view.first, hit.first - _BACK) - 1, -1):
        if view.has_ending(at, *_NEAR):
            return True
        if not (view.has_ending(at, "fillers") or scene.tokens[at].text[0].isupper()):
            return False
    return False


def _strike_on(strikes: list[Frame], frames: list[Frame], hit: Hit) -> Frame | None:
    """The strike whose object the building is: named after it, or before it as what was hit."""
    for strike in reversed(strikes):
        if strike.hit.end <= hit.start:
            between = [frame for frame in frames if strike.hit.end <= frame.hit.start < hit.start]
            view = strike.cast.view
            is_aside = any(view.has_starting(at, "asides") for at in range(strike.hit.last, hit.first))
            if not is_aside and not any(frame.kind in _OTHER_OBJECTS for frame in between):
                return strike
    for strike in strikes:
        if hit.end <= strike.hit.start and (strike.voice == "passive" or _is_caused(strike)):
            return strike
    return None


def _is_caused(strike: Frame) -> bool:
    view = strike.cast.view
    return any(view.has_ending(at, "causes") for at in range(strike.hit.first - 3, strike.hit.first))


def _attack(scene: Scene, strike: Frame, hit: Hit) -> Frame:
    first = hit.first
    while hit.first - first < _NAME_MAX and first - 1 >= strike.cast.view.first and _is_name_part(scene, first):
        first -= 1
    start = scene.tokens[first].start if first < hit.first else hit.start
    frame = replace(
        strike,
        kind=_KINDS[hit.value],
        counts={},
        named=[],
        rules=[*strike.rules, f"facility.{hit.value}"],
        facility=hit,
    )
    frame.anaphoric = False  # whatever the strike is, the building is told of here
    frame.start, frame.end = min(start, strike.hit.start), max(hit.end, strike.hit.end)
    named = [site for site in strike.sites if site.start < hit.end and start < site.end]
    frame.sites, frame.own_sites = named or list(strike.sites), bool(named)
    return frame


def _is_name_part(scene: Scene, first: int) -> bool:
    if not scene.language.capitals or not scene.tokens[first].joined:
        return False
    word = scene.tokens[first - 1].text
    return word[0].isupper() and word != "The"
