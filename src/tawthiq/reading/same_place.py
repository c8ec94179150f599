"""Whether two mentions of an act may be at one place: a town and its street, a province and its village."""

from tawthiq.core.texts import fold
from tawthiq.reading.frames import Frame
from tawthiq.reading.scenes import Scene
from tawthiq.reading.sites import Site

_LEAD_REACH = 4
_INHABITED = ("village", "town", "city", "area")
_WIDER = ("city", "governorate", "countryside", "area", "district", "region", "country")
_REGIONS = ("governorate", "countryside", "area")
_SETTLEMENTS = ("village", "town", "city")
# Places by which a title names a whole province.
_PROVINCIAL = ("city", "countryside")
_WITHIN = ("neighbourhood", "facility", "street", "camp")


def is_same_place(scene: Scene, first: Frame, second: Frame) -> bool:
    if second.anaphoric or not (first.own_sites and second.own_sites):
        return True
    mine, theirs = _place_keys(scene, first), _place_keys(scene, second)
    if _narrow_apart(scene, first, second) or _towns_apart(scene, first, second):
        return False
    if mine & theirs or (is_in_lead(scene, first) and second.cast.context & mine):
        return True
    if is_in_lead(scene, first) and (_contains(first, second) or _contains(second, first)):
        return True
    if first.cast.view.sentence.section == "title" and (
        _provinces(first, wide=True) & _provinces(second, wide=False) or _is_around(first, second)
    ):
        return True
    # The lead names the town, the body its streets: streets that the gazetteer does not know do not speak against it.
    is_near = second.cast.view.index <= _LEAD_REACH
    return is_near and is_in_lead(scene, first) and not _names_settlement(second)


def _narrow_apart(scene: Scene, first: Frame, second: Frame) -> bool:
    """Whether both name a nearer place than the town or province that they share, and not the same one."""
    mine, theirs = _narrow_keys(scene, first), _narrow_keys(scene, second)
    return bool(mine and theirs) and not mine & theirs


def _towns_apart(scene: Scene, first: Frame, second: Frame) -> bool:
    """Whether two acts of one paragraph each name a town of their own, not the city or province they share."""
    if first.cast.view.sentence.paragraph != second.cast.view.sentence.paragraph or first.cast is second.cast:
        return False
    mine, theirs = _town_keys(scene, first), _town_keys(scene, second)
    return bool(mine and theirs) and not mine & theirs


def _town_keys(scene: Scene, frame: Frame) -> set[str]:
    """The places that the act is in, less what they in turn lie in; a city counts where nothing nearer is named."""
    types = [(hit.first, hit.last) for hit in frame.cast.view.of("place_types") if hit.value in _INHABITED]
    scenes = [
        site
        for site in frame.sites
        if site.role == "scene" and not site.around and (site.entries or _is_typed(site, types))
    ]
    scenes = [site for site in scenes if all(entry.kind in _INHABITED for entry in site.entries)]
    narrow = [site for site in scenes if not any(entry.kind in _WIDER for entry in site.entries)]
    keys = [
        {entry.id for entry in site.entries} or {fold(scene.text[site.start : site.end])} for site in narrow or scenes
    ]
    return set().union(*keys)


def _is_typed(site: Site, types: list[tuple[int, int]]) -> bool:
    """Whether a word such as "village" stands right before the place, behind it or inside its phrase."""
    return any(last in (site.first - 1, site.first) or site.first <= first <= site.last for first, last in types)


def _narrow_keys(scene: Scene, frame: Frame) -> set[str]:
    """The scenes of a mention that are no town, region or province, by the first of them and those listed with it."""
    found: set[str] = set()
    for site in frame.sites:
        is_built = any(hit.start < site.end and site.start < hit.end for hit in frame.cast.view.of("facilities"))
        is_wide = site.around or is_built or any(entry.kind not in _WITHIN for entry in site.entries)
        # a word behind "area" or "edge of" may name no place
        is_loose = frame.cast.verb_first and not site.entries and site.kind not in (*_SETTLEMENTS, *_WITHIN)
        if site.role == "scene" and not is_wide and not is_loose:
            found |= {entry.id for entry in site.entries} or {fold(scene.text[site.start : site.end])}
    return found


def _contains(first: Frame, second: Frame) -> bool:
    """Whether the first names only a wide region that the places of the second lie in."""
    wide = {entry.id for site in first.sites for entry in site.entries if entry.kind in _REGIONS}
    wide |= {entry.parent for site in first.sites if site.around for entry in site.entries if entry.parent}
    narrow = [
        site
        for site in first.sites
        if site.role == "scene" and not site.around and not any(entry.kind in _REGIONS for entry in site.entries)
    ]
    entries = [entry for site in second.sites for entry in site.entries]
    is_within = wide & {entry.parent for entry in entries}
    is_within = is_within or _towns_of_countryside(first) & {entry.id for entry in entries}
    return bool(is_within) and not narrow


def _is_around(first: Frame, second: Frame) -> bool:
    """Whether a title names the town and the body its countryside ("Daraa", "the western countryside of Daraa")."""
    towns = {entry.id for site in first.sites for entry in site.entries if entry.kind == "city"}
    return bool(towns & _towns_of_countryside(second))


def _towns_of_countryside(frame: Frame) -> set[str]:
    """The towns whose countryside is named: a gazetteer's row for it bears the town's id before its own.

    The western countryside lies in the countryside.
    """
    entries = [entry for site in frame.sites for entry in site.entries if entry.kind == "countryside"]
    return {entry.id.partition(".")[0] for entry in entries} | {entry.parent for entry in entries if entry.parent}


def _provinces(frame: Frame, *, wide: bool) -> set[str]:
    """What the places lie in, of cities only if ``wide``: a title names the province's city, the body its villages."""
    entries = [entry for site in frame.sites for entry in site.entries]
    found = {entry.parent for entry in entries if entry.parent and (entry.kind in _PROVINCIAL or not wide)}
    return found | {entry.id for entry in entries if entry.kind == "governorate"}


def _names_settlement(frame: Frame) -> bool:
    """Whether one of the places is in the gazetteer, or is called a village, town or city."""
    types = [hit for hit in frame.cast.view.of("place_types") if hit.value in _SETTLEMENTS]
    beside = [(hit.first, hit.last) for hit in types]
    return any(
        site.entries or any(last in (site.first - 1, site.first) or first == site.last for first, last in beside)
        for site in frame.sites
    )


def is_in_lead(scene: Scene, frame: Frame) -> bool:
    """Whether the mention stands in the title or the first paragraph."""
    first = next((number for number, section in enumerate(scene.sections) if section.kind == "body"), 0)
    return frame.cast.view.sentence.paragraph <= first


def _place_keys(scene: Scene, frame: Frame) -> set[str]:
    """The places of a mention as keys; a street stands for its town too, but one hospital is not the other."""
    keys: set[str] = set()
    for site in frame.sites:
        keys |= {entry.id for entry in site.entries}
        if frame.facility is None:
            keys |= {entry.parent for entry in site.entries if entry.parent and entry.kind in _WITHIN}
        if not site.entries:
            keys.add(fold(scene.text[site.start : site.end]))
    return keys
