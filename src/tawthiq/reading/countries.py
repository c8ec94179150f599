"""In which country an act took place: the country of its scene, else the one that the report is about.

"Police in Lagos" names a country by its town, "Nigerian police" by an adjective; most reports name it once and then
no more. What the report is about is counted over all its words, the first sentences most.
"""

from collections import Counter
from collections.abc import Iterable

from tawthiq.core.claims import CountryMention, PlaceMention
from tawthiq.reading.scenes import Scene, View

# A word counts as 1 / (1 + sentence / this): what is named in the lead outweighs what is named further down.
_FADES = 5
# An adjective may be of a person far from home; before a word of the state it tells where its power is.
_ADJECTIVE, _STATE = 0.5, 1.0
_OF_STATE = ("actor_heads", "facilities", "officials", "place_types")


def main_country(scene: Scene) -> str | None:
    """The ISO code of the country that the words of the report speak of most; None where they name none."""
    votes: dict[str, float] = {}
    for number, view in enumerate(scene.views):
        weight = 1 / (1 + number / _FADES)
        for code, share in _named(view):
            votes[code] = votes.get(code, 0.0) + weight * share
    return max(votes, key=lambda code: (votes[code], code), default=None)


def _named(view: View) -> Iterable[tuple[str, float]]:
    for hit in view.of("place"):
        codes = {entry.country for entry in hit.value if entry.country}
        if len(codes) == 1:
            yield codes.pop(), 1.0
    for hit in view.of("nationality"):
        yield hit.value, _STATE if view.has_starting(hit.last, *_OF_STATE) else _ADJECTIVE


def country_of(places: tuple[PlaceMention, ...], *, at: int, main: str | None) -> CountryMention | None:
    """The country of the claim's scenes, at the words of the first of them; else ``main``, inferred at ``at``."""
    scenes = [place for place in places if place.country and place.role == "scene"]
    if scenes:
        counted = Counter(place.country for place in scenes)
        most = max(scenes, key=lambda place: (counted[place.country], -place.start))
        return CountryMention(most.start, most.end, most.text, most.country or "")
    return CountryMention(at, at, "", main) if main else None
