"""How well the reader's own claims answer the questions of HRDsAttack: who was attacked, how, where and when.

    python benchmarks/hrdsattack.py --data ../shared/data/hrdsattack [--split dev|train] [--errors FIELD …]

The data are news articles coded for attacks on human-rights defenders (arXiv:2306.17695; the texts belong to their
publishers and are not printed). Nothing is trained: each article with its day of publication goes through the grammar
reader, and the tables below say which claims answer which question. Victims and violation types are scored over all
articles as in the paper: F1 of names that are the same letter by letter ("exact") or where one holds the other
("fuzzy"), F1 of types. Place and time are one value for each article; "of all" counts an article as right when both
sides say nothing too, "where coded" looks only at the articles for which the coders wrote a value.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

from tawthiq.core.claims import Claim, PlaceMention
from tawthiq.core.texts import fold
from tawthiq.reading.grammar import GrammarReader
from tawthiq.reading.reader import Document
from tawthiq.store.packs import WORLD, load_conflict, load_countries

# Which claims speak of which violation type. Source: the types of SDG indicator 16.10.1, which the data are coded by.
TYPE_OF_KIND = {
    "arrest_detention": "arbitrary detention",
    "abduction": "kidnapping",
    "enforced_disappearance": "enforced disappearance",
    "torture": "torture",
    "execution": "killing",
    "killing_other": "killing",
    "sniper_killing": "killing",
}
# Other harmful acts of the indicator: threats, assaults, harassment.
OTHER_KINDS = ("other", "punishment", "sexual_violence", "ground_attack", "explosion_ied", "movement_restriction")
# Statuses of a named person that make a victim.
HELD = {"arrested", "prosecuted"}
VICTIM = HELD | {"killed", "injured", "abducted", "missing", "tortured", "punished", "threatened", "attacked"}
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# Names that the coders write for a country and the world's table of countries does not hold.
COUNTRIES = {
    "US": ["america"],
    "GB": ["england", "scotland", "wales", "northern ireland", "great britain"],
    "CN": ["hong kong", "people's republic of china", "mainland china", "prc"],
    "CD": ["congo", "democratic republic of congo", "dr congo"],
    "PS": ["palestinian territory", "palestinian territories", "occupied palestinian territory", "west bank"],
    "SZ": ["swaziland"],
}
# Territories that the coders count to a country.
COUNTED_AS = {"HK": "CN", "MO": "CN"}
WIDE = ("governorate", "region", "district")
CITY_STATES = ("HK", "MO", "SG", "MC", "VA", "GI")
# What a claim weighs when one value is asked of an article: less by rank, more where it is of a named type of violation
# or of a victim by name, less where it is about who is accused; a date more where it is written by the calendar or has
# a year. Found by trying round numbers on train.jsonl. A policy after the reading, never in it.
WEIGHTS = {"rank": 0.5, "type": 2.0, "victim": 2.0, "accused": 0.3, "calendar": 8.0, "year": 2.0, "day": 2.0}
WEIGHTS |= {"unknown_place": 0.2, "not_scene": 0.5}
# A year, a month and a day.
DAY = 3
_YEAR = re.compile(r"\d{4}")
_CALENDAR = re.compile(r"\d{4}|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
NOTHING = frozenset(["", "none", "n/a", "unknown", "n//a", "nan"])
FIELDS = ("year", "month", "day", "city", "country")
# name: (target of issue 4, T5-large of the paper)
TARGETS = {
    "violation types F1": (0.60, 0.714),
    "victim names, exact F1": (0.40, 0.474),
    "victim names, fuzzy F1": (0.47, 0.512),
    "city": (0.40, 0.23),
    "country": (0.75, 0.66),
    "year": (0.80, 0.50),
    "month": (0.65, 0.33),
    "day": (0.45, 0.14),
}


@dataclass(slots=True)
class Answer:
    """What is said of one article; ``single`` holds one value or None for each of ``FIELDS``."""

    types: set[str] = field(default_factory=set)
    names: list[str] = field(default_factory=list)
    single: dict[str, Any] = field(default_factory=dict)


def load(path: Path) -> list[dict[str, Any]]:
    """The articles of one file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def coded(article: dict[str, Any]) -> Answer:
    """The coders' answers in one spelling; "None", "unknown" and the like are no value."""
    row = article["annotations"][0]
    names = [victim["victim_name"] for victim in row["victims"] if not is_nothing(victim["victim_name"])]
    single = {
        "year": whole_number(row["year"]),
        "month": month_number(row["month"]),
        "day": whole_number(row["date"]),
        "city": None if is_nothing(row["city"]) else place_key(row["city"]),
        "country": None if is_nothing(row["country"]) else country_key(row["country"]),
    }
    types = set(row["violation_types"])
    return Answer(types - {"unknown"} if len(types) > 1 else types, list(dict.fromkeys(names)), single)


def is_nothing(value: str | None) -> bool:
    return value is None or str(value).strip().lower() in NOTHING


def whole_number(value: str | None) -> int | None:
    """ "2020.0" is 2020."""
    return int(float(value)) if value and re.fullmatch(r"\d+(?:\.0)?", str(value).strip()) else None


def month_number(value: str | None) -> int | None:
    """A month by number or name; names are told by their first three letters, as the coders misspell them."""
    written = str(value or "").strip().lower()
    by_name = [number for number, name in enumerate(MONTHS, start=1) if len(written) > 2 and name[:3] == written[:3]]
    return by_name[0] if by_name else whole_number(written)


def place_key(name: str) -> str:
    """Without accents, article and "City"."""
    name = "".join(letter for letter in normalize("NFD", name) if not combining(letter))
    return fold(name.split(",", maxsplit=1)[0]).removeprefix("the ").removesuffix(" city").strip()


@cache
def country_codes() -> dict[str, str]:
    """ISO codes by every English name and adjective of a country, folded."""
    codes = {fold(name): code for code, names in COUNTRIES.items() for name in names}
    for country in load_countries():
        if country.iso2 in COUNTED_AS:
            continue
        for name in (country.names["en"], *country.spellings["en"], *country.adjectives.get("en", ())):
            codes.setdefault(fold(name), country.iso2)
    return codes


def country_key(name: str) -> str:
    """The ISO code, or the words where no country is called so."""
    key = fold(name).removeprefix("the ").strip()
    return country_codes().get(key, key)


def answer(claims: list[Claim], *, published: str) -> Answer:
    """The answers that the claims of one article give."""
    told = [claim for claim in claims if claim.status not in ("planned", "denied")]
    types = {kind for claim in told if not is_of_accused(claim, claims) for kind in types_of(claim)}
    attacks = [claim for claim in told if types_of(claim)]
    single: dict[str, Any] = dict(when_of(attacks or told, published=published))
    single |= where_of(attacks or told)
    return Answer(types or {"unknown"}, names_of([claim for claim in claims if claim.status != "denied"]), single)


def is_of_accused(claim: Claim, claims: list[Claim]) -> bool:
    """Whether the claim is an arrest over a violent crime, or of people who are accused of one anywhere."""
    if claim.kind != "arrest_detention":
        return False
    accused = {person.name or person.text for other in claims for person in other.people if person.status == "accused"}
    names = {person.name or person.text for person in claim.people if person.status in HELD}
    return "arrest.over_crime" in claim.rules or (bool(names) and names <= accused)


def types_of(claim: Claim) -> set[str]:
    """By kind; anybody killed makes it a killing too, and a harmful act in which nobody is is another harmful act.

    A trial by itself is none.
    """
    types = {TYPE_OF_KIND[claim.kind]} if claim.kind in TYPE_OF_KIND else set()
    killed = claim.counts.get("killed")
    if killed and killed.max != 0:
        types.add("killing")
    types |= {"killing" for person in claim.people if person.status == "killed"}
    is_tried = any(person.status in ("accused", "prosecuted") for person in claim.people)
    if claim.kind in OTHER_KINDS and not types and not is_tried:
        types.add("other")
    return types


def names_of(claims: list[Claim]) -> list[str]:
    """The names of those to whom something was done, each once and none that is part of another.

    Who is anywhere accused of a violent crime is no victim by being arrested; against whom an act is only planned is
    a victim of the threat.
    """
    statuses: dict[str, set[str]] = {}
    for claim in claims:
        for person in claim.people:
            statuses.setdefault(person.name or person.text, set()).add(person.status)
    names = [
        name
        for name, found in statuses.items()
        if found & VICTIM and not ("accused" in found and found & VICTIM <= HELD)
    ]
    return [name for name in names if not any(name != other and name in other for other in names)]


def weight_of(claim: Claim, rank: int) -> float:
    """What one claim weighs among the claims of its article: the first ones told most."""
    weight = 1 / (1 + WEIGHTS["rank"] * rank)
    if claim.kind in TYPE_OF_KIND:
        weight *= WEIGHTS["type"]
    if any(person.status in VICTIM for person in claim.people):
        weight *= WEIGHTS["victim"]
    if any(person.status == "accused" for person in claim.people):
        weight *= WEIGHTS["accused"]
    return weight


def weight_of_words(written: str) -> float:
    """Dates that are written out weigh more than "on Friday": they are what an article says when it happened by."""
    weight = WEIGHTS["calendar"] if _CALENDAR.search(written) else 1.0
    return weight * (WEIGHTS["year"] if _YEAR.search(written) else 1.0)


def when_of(claims: list[Claim], *, published: str) -> dict[str, int | None]:
    """The time of the act: the best-weighed year, in it the month, in that the day.

    What is told without a time is taken to be of the year and month in which it was made known.
    """
    votes: dict[str, defaultdict[Any, float]] = {name: defaultdict(float) for name in ("year", "month", "day")}
    for rank, claim in enumerate(claims):
        if claim.when is None:
            continue
        parts = [int(part) for part in re.findall(r"\d+", (claim.when.edtf or "").split("/")[0])]
        weight = weight_of(claim, rank) * weight_of_words(claim.when.text)
        weight *= WEIGHTS["day"] if len(parts) == DAY else 1.0
        for length, name in enumerate(("year", "month", "day"), start=1):
            if len(parts) >= length:
                votes[name][tuple(parts[:length])] += weight
    made_known = (int(published[:4]), int(published[5:7]))
    year = best(votes["year"], within=()) or (made_known[:1] if claims else None)
    month = best(votes["month"], within=year or ()) or (made_known if year == made_known[:1] else None)
    day = best(votes["day"], within=month or ())
    return {
        "year": year[0] if year else None,
        "month": month[1] if month else None,
        "day": day[2] if day else None,
    }


def best(votes: Mapping[Any, float], *, within: tuple[int, ...]) -> Any:
    found = [value for value in votes if value[: len(within)] == within]
    return max(found, key=lambda value: votes[value], default=None)


def where_of(claims: list[Claim]) -> dict[str, Any]:
    """The best-weighed country of the claims and town of their scenes; a place that no gazetteer knows comes last.

    The town is all the names that the claims have for it: that of the gazetteer and the words of the article. Where
    no town is told and the country is one town (Hong Kong), it is that.
    """
    towns: defaultdict[str, float] = defaultdict(float)
    countries: defaultdict[str, float] = defaultdict(float)
    names: defaultdict[str, set[str]] = defaultdict(set)
    for rank, claim in enumerate(claims):
        weight = weight_of(claim, rank)
        if claim.country:
            countries[claim.country.iso2] += weight
        for place in claim.places:
            key = place_key(place.name or place.text)
            towns[key] += weight * weight_of_place(place)
            names[key] |= {key, place_key(place.text)}
    own = max(countries, key=lambda code: countries[code], default=None)
    counted: defaultdict[str, float] = defaultdict(float)
    for code, weight in countries.items():
        counted[COUNTED_AS.get(code, code)] += weight
    country = max(counted, key=lambda code: counted[code], default=None)
    town = max((name for name in towns if towns[name] > 0), key=lambda name: towns[name], default=None)
    if town is None and own in CITY_STATES:
        return {"city": city_state(own), "country": country}
    return {"city": frozenset(names[town]) if town else None, "country": country}


def city_state(code: str) -> frozenset[str]:
    return frozenset(place_key(country.names["en"]) for country in load_countries() if country.iso2 == code)


def weight_of_place(place: PlaceMention) -> float:
    """Scenes more than where people came from or were taken; countries are no towns, but for those that are one."""
    if place.place in wide_places():
        return 0.0
    known = 1.0 if place.place else WEIGHTS["unknown_place"]
    return known * (1.0 if place.role == "scene" else WEIGHTS["not_scene"])


@cache
def wide_places() -> frozenset[str]:
    """Ids of countries and their provinces."""
    countries = {country.id for country in load_countries() if country.iso2 not in CITY_STATES}
    return frozenset(countries | {place.id for place in load_conflict(WORLD).places if place.kind in WIDE})


@dataclass(slots=True)
class Tally:
    """Counts of what was coded, answered and right."""

    hits: Counter[str] = field(default_factory=Counter)

    def add(self, truth: Answer, found: Answer) -> list[str]:
        """Counts one article; returns the fields that are wrong in it."""
        wrong = []
        exact = sum(name in truth.names for name in found.names)
        fuzzy = sum(any(name in other or other in name for other in truth.names) for name in found.names)
        self.hits.update(types_true=len(truth.types), types_found=len(found.types))
        self.hits.update(types_right=len(truth.types & found.types))
        self.hits.update({f"{kind}:true": 1 for kind in truth.types})
        self.hits.update({f"{kind}:found": 1 for kind in found.types})
        self.hits.update({f"{kind}:right": 1 for kind in truth.types & found.types})
        self.hits.update(names_true=len(truth.names), names_found=len(found.names), exact=exact, fuzzy=fuzzy)
        self.hits["articles"] += 1
        wrong += ["types"] * (truth.types != found.types) + ["names"] * (
            exact < max(len(truth.names), len(found.names))
        )
        for name in FIELDS:
            is_right = is_same(truth.single[name], found.single[name])
            is_coded = truth.single[name] is not None
            self.hits.update({f"{name}:all": int(is_right), f"{name}:coded": int(is_coded)})
            self.hits[f"{name}:right"] += int(is_right and is_coded)
            wrong += [name] * (not is_right)
        return wrong

    def f1(self, right: str, true: str, found: str) -> float:
        """Harmonic mean of precision and recall."""
        return ratio(2 * self.hits[right], self.hits[true] + self.hits[found])


def is_same(coded_value: Any, found: Any) -> bool:
    """Whether they agree; a town is found where one of its names is the coded one."""
    return coded_value in found if isinstance(found, frozenset) else bool(coded_value == found)


def ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def measure(articles: list[dict[str, Any]], *, errors: set[str]) -> Tally:
    reader, tally = GrammarReader(conflict=WORLD), Tally()
    for article in articles:
        published = article["publish_date"][:10]
        text = f"{article['title']}\n{article['text']}" if article["title"] else article["text"]
        claims = reader.read(Document(text, "en", published))
        truth, found = coded(article), answer(claims, published=published)
        for name in tally.add(truth, found):
            if name in errors:
                print(f"  {article['id']} {name}: coded {value_of(truth, name)}, found {value_of(found, name)}")
    return tally


def value_of(said: Answer, name: str) -> Any:
    return {"types": sorted(said.types), "names": said.names}.get(name, said.single.get(name))


def print_table(tally: Tally) -> None:
    hits, total = tally.hits, tally.hits["articles"]
    scores = {
        "violation types F1": tally.f1("types_right", "types_true", "types_found"),
        "victim names, exact F1": tally.f1("exact", "names_true", "names_found"),
        "victim names, fuzzy F1": tally.f1("fuzzy", "names_true", "names_found"),
    }
    print(f"{total} articles\n\n| what | target | T5-large | measured | of all |\n|---|---|---|---|---|")
    for name, (target, peer) in TARGETS.items():
        if name in scores:
            print(f"| {name} | {target:.2f} | {peer:.3f} | {scores[name]:.3f} | |")
        else:
            where_coded, of_all = ratio(hits[f"{name}:right"], hits[f"{name}:coded"]), ratio(hits[f"{name}:all"], total)
            print(f"| {name}, where coded | {target:.2f} | {peer:.3f} | {where_coded:.3f} | {of_all:.3f} |")
    print("\n| violation type | coded | found | right |\n|---|---|---|---|")
    for name in sorted({key.partition(":")[0] for key in hits if key.endswith(":true")}):
        print(f"| {name} | {hits[f'{name}:true']} | {hits[f'{name}:found']} | {hits[f'{name}:right']} |")
    print(
        f"\nnames: {hits['names_true']} coded, {hits['names_found']} found, {hits['exact']} and {hits['fuzzy']} right"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data/hrdsattack"), help="folder or .jsonl file")
    parser.add_argument("--split", default="dev", help="dev or train: which file of the folder")
    parser.add_argument(
        "--part", choices=["all", "learn", "held"], default="all", help="two thirds, or the third, by id"
    )
    parser.add_argument("--errors", nargs="*", default=[], help="types, names, year, month, day, city, country")
    arguments = parser.parse_args()
    path = arguments.data / f"{arguments.split}.jsonl" if arguments.data.is_dir() else arguments.data
    if not path.exists():
        print(f"no articles at {path}: nothing was measured")
        return
    articles = [article for article in load(path) if in_part(article, arguments.part)]
    print_table(measure(articles, errors=set(arguments.errors)))


def in_part(article: dict[str, Any], part: str) -> bool:
    """A third of the articles is held out by their number, to be scored and never read."""
    return part == "all" or (int(article["id"]) * 2654435761 % 2**32 % 3 == 0) == (part == "held")


if __name__ == "__main__":
    main()
