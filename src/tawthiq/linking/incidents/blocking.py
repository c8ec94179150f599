"""Which pairs of accounts are worth comparing: those that share a day and a stretch of country, or something stronger.

Accounts are posted under (day, square) for each of their days and sites and looked for under the days around and the
squares around, so that a hundred thousand accounts need a few million comparisons and not five thousand million. What
has no place, no day, or so wide a place or time that it would be everywhere is posted under coarser keys beside.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from math import cos, radians

from tawthiq.linking.incidents.accounts import Account, Point, Site
from tawthiq.linking.incidents.background import keys_of
from tawthiq.linking.incidents.evidence import DAYS_APART

# Side of a square in degrees: about 55 km, no less than evidence.SWEEP_M reaches.
SQUARE_DEGREES = 0.5
# Longer than this an account is posted by months; longer than the other, it is found by its place alone.
_FEW_DAYS, _MANY_DAYS = 7, 800
# A site of so large a radius is looked for in squares of four times the side.
_WIDE_M = 20_000
_WIDE_DEGREES = 2.0
# A key under which more accounts stand than this says nothing where time or place is missing.
_MOST_UNDATED = 60
_MOST_SHARED = 200

Pair = tuple[int, int]


def pairs_to_compare(accounts: Sequence[Account], *, progress: Callable[[int], None] | None = None) -> Iterator[Pair]:
    """Places in the list of the pairs to compare, the earlier first, each once; ``progress`` hears of every account."""
    posted: dict[Hashable, list[int]] = {}
    loose = _loose_partners(accounts)
    for number, account in enumerate(accounts):
        found: set[int] = set(loose.get(number, ()))
        for key in _asked(account):
            found.update(posted.get(key, ()))
        for other in sorted(found):
            if other < number:
                yield other, number
        for key in _posts(account):
            posted.setdefault(key, []).append(number)
        if progress:
            progress(number + 1)


def _spans(account: Account) -> int | None:
    """How many days the account covers; None where it has no usable time."""
    days = account.days
    return None if days is None or days > _MANY_DAYS else days


def _posts(account: Account) -> Iterator[Hashable]:
    days = _spans(account)
    if days is None or account.first is None or account.last is None:
        return
    if days <= _FEW_DAYS:
        times: list[tuple[str, int]] = [("d", day) for day in range(account.first, account.last + 1)]
        times += [("m", month) for month in _months(account.first, account.last)]
    else:
        times = [("M", month) for month in _months(account.first, account.last)]
    squares = list(_own_squares(account))
    yield from ((time, square) for time in times for square in squares)


def _asked(account: Account) -> Iterator[Hashable]:
    """The keys under which earlier accounts that may fit stand."""
    days = _spans(account)
    if days is None or account.first is None or account.last is None:
        return
    first, last = account.first - DAYS_APART, account.last + DAYS_APART
    months = list(_months(first, last))
    times: list[tuple[str, int]] = [("M", month) for month in months]
    if days <= _FEW_DAYS:
        times += [("d", day) for day in range(first, last + 1)]
    else:
        times += [("m", month) for month in months]
    squares = list(_squares_around(account))
    yield from ((time, square) for time in times for square in squares)


def _months(first: int, last: int) -> Iterator[int]:
    start, end = date.fromordinal(max(first, 1)), date.fromordinal(max(last, 1))
    yield from range(start.year * 12 + start.month, end.year * 12 + end.month + 1)


def _own_squares(account: Account) -> Iterator[Hashable]:
    """Under what an account stands: its names, what lies around them, and the squares of its sites.

    A wide site stands under wide squares alone, every other under both.
    """
    seen: set[Hashable] = {("at", key) for key in _names(account)} | {("in", wider) for wider in account.within}
    for site in account.sites:
        if site.point:
            seen.add(("w" if _is_wide(site) else "n", *_square(site.point, _WIDE_DEGREES)))
            if not _is_wide(site):
                seen.add(_square(site.point, SQUARE_DEGREES))
    yield from seen


def _squares_around(account: Account) -> Iterator[Hashable]:
    """Where its partners may stand: at or in its own places, at the wider ones, in the squares around."""
    seen: set[Hashable] = {(where, key) for key in _names(account) for where in ("at", "in")}
    seen |= {("at", wider) for wider in account.within}
    for site in account.sites:
        if site.point:
            marks = ("w", "n") if _is_wide(site) else ("w",)
            around = list(_around(site.point, _WIDE_DEGREES))
            seen.update((mark, *square) for square in around for mark in marks)
            if not _is_wide(site):
                seen.update(_around(site.point, SQUARE_DEGREES))
    yield from seen


def _names(account: Account) -> set[str]:
    sounds = {f"~{site.sound}" for site in account.sites if site.sound}
    return sounds | {name for site in account.sites for name in (site.place, site.name) if name}


def _is_wide(site: Site) -> bool:
    return site.reach_m > _WIDE_M


def _square(point: Point, side: float) -> tuple[float, int, int]:
    row = int(point[0] // side)
    return side, row, int(point[1] // _width(row, side))


def _around(point: Point, side: float) -> Iterator[tuple[float, int, int]]:
    """The square of the point and those around it; squares narrow towards the poles, so each row has its own."""
    row = int(point[0] // side)
    for up in (row - 1, row, row + 1):
        column = int(point[1] // _width(up, side))
        yield from ((side, up, column + aside) for aside in (-1, 0, 1))


def _width(row: int, side: float) -> float:
    return side / max(cos(radians(row * side)), 0.05)


def _loose_partners(accounts: Sequence[Account]) -> dict[int, list[int]]:
    """Earlier partners by what needs no day and no place in common.

    A victim's name or a picture; and for accounts without a usable day, or without any place, a place or a day that few
    share.
    """
    by_key: dict[Hashable, list[int]] = {}
    is_loose = [_spans(account) is None or not account.sites for account in accounts]
    for number, account in enumerate(accounts):
        for key in _loose_keys(account):
            by_key.setdefault(key, []).append(number)
    found: dict[int, list[int]] = {}
    for key, numbers in by_key.items():
        is_strong = isinstance(key, tuple) and key[0] in ("victim", "media")
        if len(numbers) > (_MOST_SHARED if is_strong else _MOST_UNDATED):
            continue
        for at, number in enumerate(numbers):
            earlier = [other for other in numbers[:at] if is_strong or is_loose[number] or is_loose[other]]
            if earlier:
                found.setdefault(number, []).extend(earlier)
    return found


def _loose_keys(account: Account) -> Iterable[Hashable]:
    keys: set[Hashable] = {("victim", name) for name in account.victims} | {("media", one) for one in account.media}
    keys |= {("place", key) for site in account.sites for key in keys_of(site)}
    days = _spans(account)
    if days is not None and days <= _FEW_DAYS and account.first is not None and account.last is not None:
        wider = account.within or ("",)
        keys |= {("day", day, place) for day in range(account.first, account.last + 1) for place in wider}
    return keys
