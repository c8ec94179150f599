"""Which place the words mean: among the homonyms of the lexicon, and for words it does not know among all known places.

What the rest of the report says decides: its other places, the countries it speaks of, the type of place named. What
stays open is left open: no id, and the candidates with their scores and reasons.
"""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from tawthiq.core.claims import PlaceCandidate, PlaceMention
from tawthiq.core.place_ranking import EXACT, Candidate, Fit, Near, PlaceRow, Query, rank
from tawthiq.core.places import distance_m
from tawthiq.reading.geocoding import set_off
from tawthiq.reading.place_phrases import Way, read_way
from tawthiq.reading.scenes import Scene
from tawthiq.reading.sites import Site
from tawthiq.store.known_places import row_of
from tawthiq.store.packs import PlaceEntry

# A gazetteer place named with "countryside of" lies somewhere around it. Source: half the breadth of a Syrian district.
_AROUND_M = 30_000
# A candidate is taken where it outweighs all others and "none of these" together.
_SURE = 0.5
# With nothing else to go by, a bare name means a large town or nothing. Source: GeoNames counts 5,000 such towns.
_KNOWN_ANYWHERE = 100_000
# In a report from anywhere a name that only sounds alike is no hamlet's. Source: GeoNames counts towns from so many on.
_SOUNDS_LIKE_MIN = 15_000
_CANDIDATES_MAX = 5
# Characters before a place in which the way to it is told.
_WAY_MAX = 60
_NEAR_MAX = 12
# Countries named a quarter as often as the first are what the report is about too.
_ALSO_ABOUT = 0.25


class Resolver:
    """Chooses for each place of one report, by all of them."""

    def __init__(self, sites: list[Site], scene: Scene) -> None:
        self._known = scene.known
        self._scene = scene
        self._votes: Counter[str] = Counter()
        for site in sites:
            for entry in site.entries:
                self._votes[entry.id] += 1
                if entry.parent:
                    self._votes[entry.parent] += 1
        choices = (self._choose(site) for site in sites)
        chosen = [entry for entry in choices if entry is not None]
        self._near = _points_of(chosen)
        self._wider = _wider_places(sites, scene.text)
        self._mentions: dict[tuple[int, int, str, bool], PlaceMention] = {}
        self.countries = self._countries(chosen)

    def _countries(self, chosen: list[PlaceEntry]) -> tuple[str, ...]:
        """ISO codes of the countries that the report is about, the first the most named."""
        told: Counter[str] = Counter(entry.country for entry in chosen if entry.country)
        for view in self._scene.views:
            told.update(hit.value for hit in view.of("nationality"))
        if not told:
            return ()
        most = max(told.values())
        return tuple(code for code, number in told.most_common() if number >= _ALSO_ABOUT * most)

    def mention(self, site: Site, text: str) -> PlaceMention:
        """The place as a claim carries it; what is not resolved keeps its words and its candidates."""
        key = (site.start, site.end, site.role, site.around)
        if key not in self._mentions:
            self._mentions[key] = self._mention(site, text[site.start : site.end])
        return self._mentions[key]

    def _mention(self, site: Site, written: str) -> PlaceMention:
        mention = self._named(site, written)
        way = self._way_to(site)
        if way is None or mention.lat is None or mention.lon is None:
            return mention
        lat, lon, radius = set_off((mention.lat, mention.lon), mention.radius_m, way)
        return replace(mention, lat=lat, lon=lon, radius_m=radius)

    def _way_to(self, site: Site) -> Way | None:
        """The way told just before the place: "5 km south of"; None where there is none."""
        language = self._scene.language
        if site.around or "bearings" not in language.words:
            return None
        before = self._scene.text[max(0, site.start - _WAY_MAX) : site.start]
        return read_way(before[before.rfind("\n") + 1 :], lang=language.code)

    def _named(self, site: Site, written: str) -> PlaceMention:
        entry = self._choose(site)
        if entry is not None:
            return self._known_mention(site, written, entry)
        candidates = self._candidates(site)
        listed = tuple(map(_listed, candidates[:_CANDIDATES_MAX]))
        if not candidates or not self._is_sure(candidates[0]):
            return PlaceMention(site.start, site.end, written, role=site.role, candidates=listed)
        row = candidates[0].row
        point = (row.lat, row.lon, _radius(row.radius_m, around=site.around))
        return PlaceMention(
            site.start, site.end, written, row.ref, row.name_en, *point, site.role, row.country or None, listed
        )

    def _known_mention(self, site: Site, written: str, entry: PlaceEntry) -> PlaceMention:
        listed: tuple[PlaceCandidate, ...] = ()
        if len(site.entries) > 1:
            query = Query(entry.name_en, countries=self.countries, near=self._near)
            ranked = rank([Fit(row_of(other), EXACT, "") for other in site.entries], query)
            ranked.sort(key=lambda candidate: candidate.row.ref != entry.id)  # the chosen one first
            listed = tuple(map(_listed, ranked[:_CANDIDATES_MAX]))
        point = (entry.lat, entry.lon, _radius(entry.radius_m, around=site.around))
        return PlaceMention(
            site.start, site.end, written, entry.id, entry.name_en, *point, site.role, entry.country, listed
        )

    def _candidates(self, site: Site) -> list[Candidate]:
        if self._known is None or not site.name:
            return []
        wider = self._wider.get(site.end)
        if wider:
            beside = self._within(site, wider)
            if beside:
                return beside
        countries = self.countries or self._known.home
        fits = self._known.find(site.name, countries) or self._known.find(site.name, countries, loose=True)
        ranked = rank(fits, Query(site.name, kind=site.kind, countries=countries, near=self._near))
        if ranked and (self._known.home or ranked[0].score >= _SURE):
            return ranked
        far = rank(self._known.find(site.name), Query(site.name, kind=site.kind, near=self._near))
        return far if far and self._is_famous(far[0]) else ranked or far

    def _within(self, site: Site, wider: PlaceEntry) -> list[Candidate]:
        """The places of this name in the country or province that is named right behind it ("Auburn, Alabama")."""
        countries = (wider.country,) if wider.country else ()
        fits = self._known.find(site.name, countries) if self._known else ()
        if wider.kind != "country":
            fits = tuple(fit for fit in fits if _is_inside(fit.row, wider))
        return rank(fits, Query(site.name, kind=site.kind, countries=countries))

    def _is_famous(self, best: Candidate) -> bool:
        """Whether a name alone means the place, in a report from anywhere: it is written so, and the town is large."""
        is_large = best.row.population >= _KNOWN_ANYWHERE and "name_exact" in best.reasons
        return is_large and best.score >= _SURE and not (self._known and self._known.home)

    def _is_sure(self, best: Candidate) -> bool:
        if best.row.lat is None or best.score < _SURE:
            return False
        home = self._known.home if self._known else ()
        if not home and "name_exact" not in best.reasons and best.row.population < _SOUNDS_LIKE_MIN:
            return False
        about = self.countries or home
        return best.row.country in about or best.row.population >= _KNOWN_ANYWHERE

    def _choose(self, site: Site) -> PlaceEntry | None:
        if not site.entries:
            return None
        ranked = sorted(site.entries, key=lambda entry: (-self._score(site, entry), entry.id))
        return ranked[0]

    def _score(self, site: Site, entry: PlaceEntry) -> float:
        score = float(self._votes[entry.id]) + 0.5 * self._votes[entry.parent or ""]
        if site.around and entry.kind in ("governorate", "district", "region"):
            score += 2.0
        if not site.around and entry.kind in ("city", "town"):
            score += 1.0
        return score


def _wider_places(sites: list[Site], text: str) -> dict[int, PlaceEntry]:
    """The country or province that stands right behind a place and a comma, by the end of that place."""
    found: dict[int, PlaceEntry] = {}
    for site, following in pairwise(sorted(sites, key=lambda site: site.start)):
        wide = [entry for entry in following.entries if entry.kind in ("country", "governorate")]
        if wide and text[site.end : following.start] == ", ":
            found[site.end] = wide[0]
    return found


def _is_inside(row: PlaceRow, wider: PlaceEntry) -> bool:
    """Whether a place lies within the circle of a province, where both have a point."""
    if row.lat is None or row.lon is None or wider.lat is None or wider.lon is None:
        return False
    return distance_m((row.lat, row.lon), (wider.lat, wider.lon)) <= (wider.radius_m or 0)


def _points_of(chosen: list[PlaceEntry]) -> tuple[Near, ...]:
    points: dict[str, Near] = {}
    for entry in chosen:
        if entry.lat is not None and entry.lon is not None and entry.kind != "country":
            points.setdefault(entry.id, Near(entry.name_en, entry.lat, entry.lon, entry.radius_m or 0))
    return tuple(points.values())[:_NEAR_MAX]


def _radius(radius_m: int | None, *, around: bool) -> int | None:
    return max(radius_m or 0, _AROUND_M) if around else radius_m


def _listed(candidate: Candidate) -> PlaceCandidate:
    row = candidate.row
    return PlaceCandidate(
        place=row.ref,
        name=row.name_en,
        country=row.country or None,
        lat=row.lat,
        lon=row.lon,
        radius_m=row.radius_m,
        score=candidate.score,
        reasons=candidate.reasons,
    )
