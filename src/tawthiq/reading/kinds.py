"""What kind of act an unspecific strike, attack, raid or blast is, by weapons, actors and what is hit."""

from tawthiq.reading.frames import BY_WEAPON, Frame

_WEAPONS = {word for _kind, words in BY_WEAPON for word in words}
_BLOWN = {"ied", "home", "munitions", "harm", "checkpoint"}
_WEAPON_REACH = 8
_GUN_REACH = 25
# A strike that is named beside an explosion caused it.
_STRUCK = frozenset({"airstrike", "shelling", "strike", "air", "ground", "chemical"})
_OBJECT_REACH = 6
# Beside one of these a place that is stormed is fought for, whoever is arrested.
_FOUGHT = frozenset({"killed", "injured", "casualties", "clash", "strike", "airstrike", "shelling", "control_change"})
# So many words may stand between "stormed" and the houses.
_HOUSE_REACH = 4
# Kinds of actors that have neither aircraft nor artillery: what they "bomb" they bomb from the ground.
_ON_FOOT = ("armed_group", "paramilitary", "criminal_group", "unknown")
# Sides that have aircraft.
_FLYING = ("syrian_government", "russia", "us_coalition", "turkey", "israel", "iraq", "state_forces", "unknown")
_AIR_ONLY = ("us_coalition", "russia", "israel")
# Words whose kind hangs on what is named beside them: (word class or kind, kind with it, kind without it).
_BY_COMPANY = {
    "house_raid": ("arrest_detention", "arrest_detention", ""),
    "shields": ("shields", "other", "other"),
    "bomb": ("harm", "explosion_ied", ""),
    "led_away": ("abduction", "abduction", "arrest_detention"),
    "movement_restriction": ("aid", "siege_restriction", "movement_restriction"),  # تمنع دخول المواد الغذائية
    "entry": ("", "control_change", ""),
    "seizure": ("home", "property_seizure_destruction", "control_change"),
}


def decide_kind(frame: Frame, features: set[str], *, last_strike: str) -> str:
    """What an unspecific strike, attack or raid is, by weapons, actors and the strike before; "" when nothing tells."""
    if frame.kind == "seizure" and "home" not in features and _is_of_people(frame):
        return "abduction" if _are_unknown(frame) else "arrest_detention"
    if _is_search(frame) or _is_arrest_raid(frame):
        frame.kind = "house_raid"  # its arrests, if any, are the act
    if frame.kind == "house_raid" and _is_from_air(frame):
        return "airstrike"
    if frame.kind == "other" and frame.trigger.fate == "attacked" and _is_shot_at_people(frame):
        frame.kind = "shooting"
    if frame.kind in _BY_COMPANY:
        return _kind_by_company(frame, features)
    if frame.kind == "shooting":
        return _kind_of_shots(frame)
    if frame.kind in ("blown", "massacre", "blast"):
        return _kind_of_blast(frame, features)
    return _kind_of_strike(frame, features, last_strike) if frame.kind in ("strike", "attack") else frame.kind


def _kind_by_company(frame: Frame, features: set[str]) -> str:
    """What a word of ``_BY_COMPANY`` is by the words beside it."""
    company, kind, otherwise = _BY_COMPANY[frame.kind]
    if frame.kind == "entry":
        return kind if (_is_by_force(frame) if frame.cast.verb_first else _is_into_place(frame)) else ""
    if frame.kind == "led_away" and "unknown_place" in features and not features & {"arrest_detention", "abduction"}:
        return "enforced_disappearance"  # اقتاد مسلحون … إلى جهة مجهولة
    if frame.kind == "movement_restriction" and frame.trigger.shape != "verb":
        return frame.kind
    return kind if company in features else otherwise


def _is_by_force(frame: Frame) -> bool:
    """ "Turkish forces entered the city" (دخلت القوات التركية المدينة): a force right behind the verb, and a place."""
    near = [actor for actor in frame.actors if 0 <= actor.first - frame.hit.last <= 1]
    return bool(near) and any(site.role in ("scene", "destination") for site in frame.cast.sites)


def _is_into_place(frame: Frame) -> bool:
    """ "fighters entered Tal Abyad": a place stands right behind the word."""
    return (
        frame.voice == "active"
        and bool(frame.actors)
        and any(0 <= site.first - frame.hit.last <= _HOUSE_REACH and site.role == "scene" for site in frame.cast.sites)
    )


def _is_shot_at_people(frame: Frame) -> bool:
    """ "shot 12 villagers": a number of people stands right behind the word."""
    view = frame.cast.view
    if not view.has_starting(frame.hit.first, "shots_at") or frame.voice != "active":
        return False
    return any(
        item.unit == "persons" and item.counted and 0 <= item.first - frame.hit.last <= 1
        for item in frame.cast.quantities
    )


def _are_unknown(frame: Frame) -> bool:
    """Whether those who seize people are nobody's forces that are known: masked men abduct; English."""
    return not frame.cast.verb_first and bool(frame.actors) and all(actor.party == "unknown" for actor in frame.actors)


def _is_deadly(frame: Frame) -> bool:
    """ "an LNA strike killed two": a strike whose dead are told in the next word came from the air; English."""
    told = frame.cast.view.has_starting(frame.hit.last, "triggers")
    is_strike = frame.trigger.id == "en.strike.weak" and frame.cast.view.has_starting(frame.hit.first, "raids")
    return bool(is_strike) and told is not None and told.value.kind in ("killed", "injured")


def _is_search(frame: Frame) -> bool:
    """ "stormed several houses", "an airdrop that targeted a house": a raid on homes, to search or arrest."""
    view = frame.cast.view
    near = range(frame.hit.last, frame.hit.last + _HOUSE_REACH)
    if frame.cast.verb_first:  # اقتحموا منزله, بعد اقتحام منازلهم
        is_stormed = view.has_starting(frame.hit.first, "storming") is not None
        return is_stormed and any(hit.value == "home" and hit.first in near for hit in view.of("nature"))
    if frame.trigger.shape != "verb":
        return False
    is_home = any(hit.value == "home" and hit.first in near for hit in view.of("nature"))
    is_stormed = frame.kind == "ground_attack" and any(hit.first == frame.hit.first for hit in view.of("storming"))
    return is_home and (is_stormed or (frame.kind == "strike" and bool(view.of("airdrops"))))


def _is_arrest_raid(frame: Frame) -> bool:
    """ "arrested in a raid on his home", whatever flies over it: where people are taken and nothing falls."""
    view = frame.cast.view
    if frame.cast.verb_first:  # اقتحمت البلدة واعتقلت
        is_stormed = view.has_starting(frame.hit.first, "storming") is not None
        return is_stormed and "arrest_detention" in view.features and not view.features & _FOUGHT
    is_raid = frame.kind == "strike" and any(hit.first == frame.hit.first for hit in view.of("ground_raids"))
    return is_raid and "arrest_detention" in view.features and not view.features & {"killed", "munitions", "airstrike"}


def _kind_of_blast(frame: Frame, features: set[str]) -> str:
    """What blew up, or what made the massacre; "" for a word that means something else here."""
    if frame.kind == "massacre":  # مجزرة نفذتها طائرات
        near = _near_weapons(frame, set(), reach=_WEAPON_REACH)
        return next((kind for kind, words in BY_WEAPON if words & near), "killing_other")
    if frame.kind == "blown":  # فجر: blew up, or dawn, or "set off an affair"
        is_blown = features & _BLOWN or frame.cast.view.of("facilities") or frame.cast.quantities
        return "explosion_ied" if is_blown or frame.actors else ""
    return "" if features & _STRUCK else "explosion_ied"  # "explosions were heard, caused by shelling"


def _is_from_air(frame: Frame) -> bool:
    """ "jets raided": aircraft stand right before the word."""
    view = frame.cast.view
    return any(hit.value == "air" and 0 <= frame.hit.first - hit.last <= 1 for hit in view.of("nature"))


def _is_on_ground(frame: Frame) -> bool:
    """Whether those who bomb are forces on the ground, or a side without aircraft."""
    view = frame.cast.view
    if any(actor.party in _FLYING for actor in frame.actors):
        heads = [view.has_ending(actor.last - 1, "ground_heads") for actor in frame.actors]
        return bool(heads) and all(heads)
    return bool(frame.actors)


def _is_at_place(frame: Frame) -> bool:
    """ "targeted residential areas in …": a place or building where people live is right behind the word."""
    view = frame.cast.view
    return any(
        0 <= hit.first - frame.hit.last <= _OBJECT_REACH
        for kind in ("place_types", "facilities", "places_hit")
        for hit in view.of(kind)
    )


def _kind_of_shots(frame: Frame) -> str:
    if "sniper" in frame.cast.view.features:
        return "sniper_killing"
    return "ground_attack" if _is_at_fighters(frame) and not _is_at_one(frame) else "killing_other"


def _is_at_people(frame: Frame) -> bool:
    """ "gunmen targeted two people", "was targeted by gunmen on a motorcycle": shot at, with no weapon named."""
    if frame.trigger.shape != "verb" or frame.trigger.default:
        return False
    reach = range(frame.hit.last, frame.hit.last + _OBJECT_REACH)
    is_object = any(item.unit == "persons" and item.first in reach for item in frame.cast.quantities)
    return is_object or frame.target is not None or frame.voice == "passive"


def _is_at_one(frame: Frame) -> bool:
    """ "opened fire on a fighter in front of his house": one person is murdered, not attacked."""
    near = [item for item in frame.cast.quantities if 0 <= item.first - frame.hit.last <= _OBJECT_REACH]
    return bool(near) and near[0].unit == "persons" and near[0].bounds.max == 1


def _kind_of_strike(frame: Frame, features: set[str], last_strike: str) -> str:
    parties = [actor.party for actor in frame.actors]
    if frame.cast.verb_first:
        features = _near_weapons(frame, features)
        if frame.voice == "definite" and last_strike and not features & _WEAPONS:
            return last_strike  # وجاء القصف: the one told before
    if parties and all(party in _AIR_ONLY for party in parties) and not _has_guns(frame):
        features = features | {"air"}
    on_foot = bool(parties) and all(party in _ON_FOOT for party in parties)
    if on_foot and not frame.cast.verb_first and not features & _WEAPONS and _is_at_people(frame):
        return _kind_of_shots(frame)
    if on_foot and frame.trigger.default == "airstrike" and not features & {"air", "ground"}:
        return "explosion_ied"
    by_weapon = next((kind for kind, words in BY_WEAPON if words & features), "")
    if by_weapon and (by_weapon != "chemical_attack" or frame.kind == "attack" or by_weapon in features):
        return by_weapon
    return _kind_without_weapon(frame, features, last_strike)


def _kind_without_weapon(frame: Frame, features: set[str], last_strike: str) -> str:
    """A strike beside which no weapon is named: by guns or shots, by the strike before, by who did it to what."""
    if "guns" in features:
        return "ground_attack"
    if "shots" in features and not frame.trigger.default:
        return _kind_of_shots(frame)  # أطلق حرس الحدود النار
    if _is_deadly(frame) and not last_strike:
        return "airstrike"
    is_bombed = frame.trigger.default in ("shelling", "airstrike") and last_strike == "ground_attack"
    if last_strike and not frame.actors and not is_bombed and (frame.kind == "strike" or frame.trigger.shape == "noun"):
        return last_strike
    is_bombed = frame.trigger.default == "airstrike" and _is_on_ground(frame)
    is_hit = not frame.trigger.default and frame.trigger.shape == "verb" and frame.voice == "active"
    if is_bombed or (is_hit and frame.actors and _is_at_place(frame)):
        return "shelling"
    return frame.trigger.default or ("shelling" if "munitions" in features else "")


def _has_guns(frame: Frame) -> bool:
    """Whether artillery is named near the word: then who mostly flies fired from the ground (بقذائف المدفعية)."""
    guns = frame.cast.view.of("guns")
    return any(abs(hit.first - frame.hit.first) <= _GUN_REACH for hit in guns)


def _near_weapons(frame: Frame, features: set[str], *, reach: int = 0) -> set[str]:
    """The features with the weapons that stand near the word alone; a strike with none has those of its sentence.

    An attack whose sentence names warplanes far off is none from the air; what "the shelling" was is said beside it.
    """
    reach = reach or (2 if frame.voice == "definite" else _WEAPON_REACH)
    near = {
        str(hit.value)
        for hit in frame.cast.view.of("nature")
        if hit.first - frame.hit.last < reach and frame.hit.first - hit.last < reach
    }
    if not near & _WEAPONS and frame.kind != "attack" and frame.voice != "definite":
        # a depot that blew up under shelling (قصف … ما أدى إلى انفجار مستودع) makes no bomb of it
        return features - {"ied"} if frame.trigger.default == "shelling" else features
    return (near & _WEAPONS) | (features - _WEAPONS)


def is_by_default(frame: Frame) -> bool:
    """Whether nothing beside the word told what kind of strike it is, neither weapon nor actor."""
    parties = {actor.party for actor in frame.actors}
    is_named = any(words & frame.cast.view.features for _kind, words in BY_WEAPON)
    return frame.trigger.kind in ("strike", "attack") and not is_named and not parties & set(_AIR_ONLY)


def _is_of_people(frame: Frame) -> bool:
    """ "captured two others": people stand right behind the word."""
    return any(
        (quantity.unit == "persons" or quantity.more) and 0 <= quantity.first - frame.hit.last <= 1
        for quantity in frame.cast.quantities
    )


def _is_at_fighters(frame: Frame) -> bool:
    """Whether a party or fighters stand behind the word; whoever else is shot at is not fought."""
    if frame.target is not None:
        return True
    return any(
        quantity.target_class == "combatant"
        and 0 <= quantity.first - frame.hit.last <= _OBJECT_REACH
        and not (frame.cast.verb_first and quantity.first == frame.hit.last)  # أطلق مسلحون النار: they shot
        and not any(actor.start <= quantity.start < actor.end for actor in frame.actors)
        for quantity in frame.cast.quantities
    )
