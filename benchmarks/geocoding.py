"""How often the first candidate for a place lies within 10 km of where a coder put it, on UCDP GED events.

    python benchmarks/geocoding.py [--data ../shared/data] [--country SY ...] [--misses]

Each row gives its place text and the names of its units (where_coordinates, adm_2, adm_1) and its country; its latitude
and longitude are only compared with. Rows with where_prec 1 and 2 count. Gazetteers: the Who's On First file of the
country where the folder has one, the conflict folder for Syria, and the world floor; with the plain baseline beside it
(exact name, most populous first). Weights were set on the Syrian rows of one half (by hash of the row's id); the
other half and every other country are scored unread. Target: .75 for Syria (known: .557 by plain exact name).
"""

import argparse
import csv
import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from tawthiq.core.place_ranking import EXACT, Candidate, Fit
from tawthiq.core.places import distance_m
from tawthiq.reading.geocoding import resolve_phrase
from tawthiq.reading.place_phrases import read_phrase
from tawthiq.store.gazetteer_files import load_gazetteer
from tawthiq.store.known_places import load_known_places
from tawthiq.store.packs import load_countries

WITHIN_M = 10_000
PRECISE = 2
TARGETS = {"SY": 0.75}
Find = Callable[[str, tuple[str, ...]], Sequence[Fit]]
# Names of the UCDP for states that the lists of countries call otherwise.
STATES = {"Yemen (North Yemen)": "Yemen", "DR Congo (Zaire)": "DR Congo", "Russia (Soviet Union)": "Russia"}
STATES |= {
    "Bosnia-Herzegovina": "Bosnia and Herzegovina",
    "Myanmar (Burma)": "Myanmar",
    "Serbia (Yugoslavia)": "Serbia",
}
STATES |= {"Cambodia (Kampuchea)": "Cambodia", "Zimbabwe (Rhodesia)": "Zimbabwe", "Madagascar (Malagasy)": "Madagascar"}


def code_of(country: str) -> str:
    """The ISO code of a country as the UCDP names it; "" where it is not found."""
    name = STATES.get(country, country)
    for row in load_countries():
        if name in (row.names["en"], *row.spellings["en"]):
            return row.iso2
    return ""


def load_rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """The precise rows by country code."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if float(row["where_prec"]) <= PRECISE:
                found[code_of(row["country"])].append(row)
    return found


def is_development(row: dict[str, str]) -> bool:
    return hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 0


def finder(data: Path, country: str) -> Find:
    """Everything at hand for a country."""
    known = load_known_places("syria" if country == "SY" else "world")
    file = data / "gazetteer" / f"wof_{country.lower()}.csv"
    index = load_gazetteer([file])[0] if file.is_file() else None

    def find(name: str, countries: tuple[str, ...]) -> list[Fit]:
        return [*(index.find(name) if index else ()), *known.find(name, countries, loose=True)]

    return find


def is_right(row: dict[str, str], found: Sequence[Fit | Candidate]) -> bool:
    best = found[0].row if found else None
    if best is None or best.lat is None or best.lon is None:
        return False
    return distance_m((float(row["latitude"]), float(row["longitude"])), (best.lat, best.lon)) <= WITHIN_M


def plain(row: dict[str, str], find: Find, country: str) -> bool:
    """The baseline: the text without its type word, exact name, the most populous."""
    fits = [fit for fit in find(row["where_coordinates"], (country,)) if fit.level == EXACT and fit.row.lat is not None]
    fits.sort(key=lambda fit: (-fit.row.population, fit.row.ref))
    return is_right(row, fits)


def ours(row: dict[str, str], find: Find, country: str, *, show: bool) -> bool:
    text = ", ".join(row[name] for name in ("where_coordinates", "adm_2", "adm_1") if row[name])
    found = resolve_phrase(read_phrase(text, lang="en"), find=find, countries=(country,))
    right = is_right(row, found)
    if show and not right:
        print(f"  {text}: {[(one.row.ref, one.row.name_en, one.score) for one in found[:2]]}")
    return right


def share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.3f}" if right else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--country", action="append", help="ISO code; without it every country with ten rows")
    parser.add_argument("--misses", action="store_true", help="print the misses of the development half")
    arguments = parser.parse_args()
    path = arguments.data / "ucdp-ged" / "ged_sample_1000.csv"
    if not path.is_file():
        parser.exit(0, f"no events at {path}: nothing measured\n")
    by_country = load_rows(path)
    chosen = arguments.country or sorted(by_country, key=lambda code: -len(by_country[code]))
    print("| country | rows | target | plain exact name | first candidate | development half | other half |")
    print("|---|---|---|---|---|---|---|")
    others: list[bool] = []
    for country in chosen:
        rows = by_country.get(country, [])
        if not country or (len(rows) < 10 and not arguments.country):
            continue
        find = finder(arguments.data, country)
        right = [ours(row, find, country, show=arguments.misses and is_development(row)) for row in rows]
        halves = [
            [one for row, one in zip(rows, right, strict=True) if is_development(row) == half] for half in (True, False)
        ]
        base = share([plain(row, find, country) for row in rows])
        cells = [base, share(right), share(halves[0]), share(halves[1])]
        print(f"| {country} | {len(rows)} | {TARGETS.get(country, '-')} | {' | '.join(cells)} |", flush=True)
        others += right if country != "SY" else []
    if others:
        print(f"| all but SY | {len(others)} | - | | {share(others)} | | |")


if __name__ == "__main__":
    main()
