"""Whether a frame tells enough for a claim: a trigger word with nothing beside it does not."""

from tawthiq.reading.frames import STRIKES, Frame

_ON_BUILDINGS = (*STRIKES, "ground_attack", "property_seizure_destruction")
_BUILDING_REACH, _HARM_REACH = 9, 14


def is_claim(frame: Frame) -> bool:
    """A mention with nothing but its trigger is no claim: no actor, place, time, count or person of its own."""
    counted = any(quantity.counted for found in frame.counts.values() for quantity in found)
    if frame.kind == "forced_displacement" and _is_flight_of_fighters(frame):
        return False
    if frame.kind == "other":
        return bool(frame.actors or frame.inferred or counted or frame.named)
    if frame.kind == "killing_other":
        return bool(frame.actors or counted or frame.named) and bool(counted or frame.named or frame.own_sites)
    view = frame.cast.view
    is_told = "counted_money" not in frame.trigger.needs or bool(view.of("possessives"))  # "paid $500 for his release"
    is_of_money = "counted_money" in view.features and is_told
    if frame.kind == "fine_extortion" and is_of_money:
        return True  # "was released after paying a ransom of 200 dollars"
    if _is_of_those_before(frame):
        return True
    told = frame.actors or frame.inferred or frame.own_sites or frame.own_when or frame.counts or frame.named
    return bool(told) or (
        frame.kind in _ON_BUILDINGS and frame.status == "asserted" and (_hits_building(frame) or _has_harmed(frame))
    )


def _is_of_those_before(frame: Frame) -> bool:
    """ "and raped them", "his body was hung there": of whom and where is told before."""
    view = frame.cast.view
    is_of_them = frame.kind == "sexual_violence" and bool(view.of("pronouns"))
    is_of_them = is_of_them or frame.trigger.id == "en.missing"
    is_of_them = is_of_them or (frame.kind == "punishment" and bool(view.of("possessives")))
    is_held = frame.kind == "torture" and bool(view.of("pronouns")) and bool(view.of("custody"))
    return is_held or (is_of_them and bool(frame.sites))


def _has_harmed(frame: Frame) -> bool:
    """ "the bomb caused damage": what was done is told behind the word."""
    return any(0 <= hit.first - frame.hit.last <= _HARM_REACH for hit in frame.cast.view.of("harm_done"))


def _hits_building(frame: Frame) -> bool:
    """Whether a building stands behind the word in its clause ("a bomb was left at a bank"), or before a passive."""
    view = frame.cast.view
    for hit in view.of("facilities"):
        low, high = sorted((hit.first, frame.hit.first))
        is_object = hit.first >= frame.hit.last or frame.voice == "passive"
        is_near = high - low <= _BUILDING_REACH
        if is_object and is_near and not any(view.has_starting(at, "clause_breaks", "say") for at in range(low, high)):
            return True
    return False


def takes_children_to_serve(frame: Frame) -> bool:
    """ "a girl … was kidnapped for conscription": taken to serve, and all who are taken are children."""
    view = frame.cast.view
    if not view.of("recruiting") or "child" not in view.features:
        return False
    taken = [item for item in frame.cast.quantities if item.unit == "persons" and not item.is_part]
    children = [hit for hit in view.of("nature") if hit.value == "child"]
    near = min(taken, key=lambda item: abs(item.first - frame.hit.first), default=None)
    first = taken[0] if taken else None
    return any(
        item is not None and any(item.start <= hit.start < item.end for hit in children)
        for item in ((first, near) if frame.voice == "passive" else (near,))
    )


def _is_flight_of_fighters(frame: Frame) -> bool:
    """ "the gunmen fled": those who fought and ran were not displaced."""
    fled = frame.counts.get("displaced", [])
    return bool(fled) and all(quantity.target_class == "combatant" for quantity in fled)
