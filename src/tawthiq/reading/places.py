"""Places of a sentence: found in the gazetteer or by grammar, and resolved beside the other places of the report.

A place that the gazetteer does not know is kept with its words and no id: what cannot be resolved is never guessed.
"""

from tawthiq.reading.capitalised_places import find_capitalised
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.sites import Site, overlaps, site_of
from tawthiq.reading.typed_places import find_typed


def find_sites(scene: Scene, view: View, *, taken: list[tuple[int, int]]) -> list[Site]:
    """Every place of the sentence in order; ``taken`` are spans of parties, speakers and persons."""
    known = [
        hit
        for hit in view.of("place")
        if not overlaps(hit.start, hit.end, taken)
        and not _is_in_name(scene, view, hit)
        and not _is_adjective(scene, view, hit)
    ]
    sites = [site_of(scene, view, hit.first, hit.last, hit.value) for hit in known]
    covered = taken + [(site.start, site.end) for site in sites]
    if scene.language.capitals:
        sites += find_capitalised(scene, view, covered)
    else:
        sites += find_typed(scene, view, covered)
    return sorted(sites, key=lambda site: site.start)


def _is_in_name(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether the place is only the first word of another name ("Deir Ezzor Military Council")."""
    if not scene.language.capitals or hit.last >= view.last or not scene.tokens[hit.last].joined:
        return False
    if not scene.tokens[hit.last].text[0].isupper() or scene.text[hit.end : hit.end + 1] != " ":
        return False
    start = scene.tokens[hit.last].start
    if any(mention.start <= start < mention.end for mention in view.dates):
        return False
    return not view.has_starting(hit.last, "place_types", "regions", "place", "party", "triggers")


def _is_adjective(scene: Scene, view: View, hit: Hit) -> bool:
    """Whether "US" describes what follows ("500 US dollars"): it is a place behind "in the", "from the"."""
    if not view.has_starting(hit.first, "nationality"):
        return False
    at = hit.first - 2 if scene.tokens[hit.first - 1].text.lower() == "the" else hit.first - 1
    return not view.has_ending(at, "locatives", "origins", "destinations")
