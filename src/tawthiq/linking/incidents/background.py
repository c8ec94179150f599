"""How common a day, a place, a kind, a party or a name is among all accounts: what is rare says more when it is shared.

Shares are smoothed as if ``PRIOR_ACCOUNTS`` more accounts were known, spread as accounts of a war usually are; so a
register of five reports, which all came in because of one event, does not take that event's day for a common one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from math import cos, log, radians

from tawthiq.linking.incidents.accounts import Account, Point, Site

PRIOR_ACCOUNTS = 200
# Of the accounts that are added: the share on one day, in one town, in one stretch of country, of one kind, of one
# party, with one number of dead, with one family name. Source: orders of magnitude in UCDP GED and the Rettig report.
DAY, TOWN, AREA, KIND, PARTY, COUNT, KIN, VICTIM = 1 / 365, 1 / 50, 1 / 10, 1 / 8, 1 / 5, 1 / 5, 1 / 100, 1 / 1000
# Side of the squares in which accounts are counted: about 50 km.
_AREA_DEGREES = 0.45
_MOST_COUNTED = 50


class Background:
    """The shares among these accounts; ``weight_of`` functions are natural logs of one over a share."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        """Counts everything once."""
        listed = list(accounts)
        self.size = len(listed)
        self._firsts = sorted(one.first if one.first is not None else 0 for one in listed if one.has_time)
        self._lasts = sorted(one.last if one.last is not None else 10**7 for one in listed if one.has_time)
        self._spans = Counter((one.first, one.last) for one in listed)
        self._sites: Counter[object] = Counter()
        self._areas: Counter[tuple[int, int]] = Counter()
        self._kinds: Counter[str] = Counter()
        self._parties: Counter[str] = Counter()
        self._names: Counter[tuple[str, str]] = Counter()
        self._counts: Counter[tuple[str, int]] = Counter()
        for one in listed:
            self._sites.update({key for site in one.sites for key in keys_of(site)})
            self._areas.update({area_of(site.point) for site in one.sites if site.point})
            self._kinds[one.kind] += 1
            self._parties.update(one.parties)
            self._names.update(("victim", name) for name in one.victims)
            self._names.update(("kin", name) for name in one.kin)
            self._counts.update({(name, number) for name, number in _told(one)})

    def prior(self) -> float:
        """Log odds that two accounts taken blindly are of one event: one other in all there are."""
        return -log(self.size + PRIOR_ACCOUNTS)

    def _weight(self, found: int, usual: float) -> float:
        return log((self.size + PRIOR_ACCOUNTS) / (found + PRIOR_ACCOUNTS * min(usual, 1.0)))

    def time(self, first: int, last: int) -> float:
        """Of accounts that may be about any of these days."""
        if last - first >= 3660:
            return 0.0
        found = bisect_right(self._firsts, last) - bisect_left(self._lasts, first)
        return self._weight(max(found, 1), DAY * (last - first + 1))

    def span(self, first: int, last: int) -> float:
        """Of accounts about exactly these days."""
        return self._weight(self._spans[(first, last)], DAY)

    def place(self, key: object) -> float:
        """Of accounts with this place, by any of its keys."""
        return self._weight(self._sites[key], TOWN)

    def area(self, point: Point) -> float:
        """Of accounts in the same stretch of country."""
        row, column = area_of(point)
        around = sum(self._areas[(row + up, column + aside)] for up in (-1, 0, 1) for aside in (-1, 0, 1))
        return self._weight(around, AREA)

    def kind(self, kind: str) -> float:
        """Of accounts of this kind."""
        return self._weight(self._kinds[kind], KIND)

    def party(self, party: str) -> float:
        """Of accounts that name this party."""
        return self._weight(self._parties[party], PARTY)

    def victim(self, name: str) -> float:
        """Of accounts with a victim of this name."""
        return self._weight(self._names[("victim", name)], VICTIM)

    def kin(self, name: str) -> float:
        """Of accounts with a victim of this family name."""
        return self._weight(self._names[("kin", name)], KIN)

    def number(self, counted: str, low: int, high: int) -> float:
        """Of accounts that count any number from low to high."""
        found = sum(self._counts[(counted, number)] for number in range(low, min(high, low + _MOST_COUNTED) + 1))
        return self._weight(found, COUNT / (1 + low / 10))


def _told(account: Account) -> Iterator[tuple[str, int]]:
    for name, bounds in account.counts.items():
        for number in (bounds.min, bounds.max):
            if number is not None:
                yield name, number


def keys_of(site: Site) -> Iterator[object]:
    """By what a site is found again: its id, its words, their sound, its point to about a hundred metres."""
    if site.place:
        yield site.place
    if site.name:
        yield ("name", site.name)
    if site.sound:
        yield ("sound", site.sound)
    if site.point:
        yield (round(site.point[0], 3), round(site.point[1], 3))


def area_of(point: Point) -> tuple[int, int]:
    """The square of about 50 km that the point lies in."""
    row = int(point[0] // _AREA_DEGREES)
    width = _AREA_DEGREES / max(cos(radians(row * _AREA_DEGREES)), 0.05)
    return row, int(point[1] // width)
