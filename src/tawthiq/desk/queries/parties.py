"""Parties as a list and as a page: who stood with whom on a day, a timeline and a tree as numbers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from django.conf import settings

from tawthiq.core.parties import MUTUAL, Beside, DatedName, Held, Tie, backing, stood_with, ties_on
from tawthiq.core.times import bounds
from tawthiq.desk import models as m
from tawthiq.desk.access import may_do
from tawthiq.errors import InvalidRecord
from tawthiq.store.party_ties import SourcedName, load_party_history

# The timeline: units of the picture.
_WIDTH, _LABELS, _ROW, _TOP, _BAR = 1000.0, 400.0, 46.0, 40.0, 20.0
_NODE_WIDTH, _NODE_HEIGHT, _NODE_GAP, _LEVEL = 300.0, 56.0, 24.0, 120.0
_SHRUNK = 0.75
_INCIDENTS_MAX = 50
_YEARS_SPACED = 60.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A tie in the timeline: ``x`` to ``x + width`` is the longest that it may have held, ``sure`` the certain part."""

    tie: m.PartyTie
    other: m.Party
    relation: str
    x: float
    width: float
    sure_x: float
    sure_width: float
    y: float
    is_open: bool

    @property
    def text_y(self) -> float:
        """Where the words beside the bar stand."""
        return self.y + 15

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Timeline:
    """The ties of a party over the years; ``years`` are (x, year)."""

    height: float
    bars: tuple[Bar, ...]
    years: tuple[tuple[float, int], ...]
    width: float = _WIDTH
    labels: float = _LABELS


@dataclass(frozen=True, slots=True)
class Node:
    """A party in the tree."""

    party: m.Party
    x: float
    y: float
    is_own: bool
    width: float = _NODE_WIDTH
    height: float = _NODE_HEIGHT

    @property
    def middle(self) -> float:
        """The middle of its box, from left to right."""
        return self.x + self.width / 2

    @property
    def text_y(self) -> float:
        """Where its name stands."""
        return self.y + self.height / 2 + 9

    @property
    def bottom(self) -> float:
        """The lower edge of its box."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Tree:
    """The wholes of a party above it and its parts beneath; ``lines`` lead from a whole to a part."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    lines: tuple[tuple[Node, Node], ...]

    @property
    def shown_width(self) -> int:
        """Its width on a screen."""
        return round(self.width * _SHRUNK)


@dataclass(frozen=True, slots=True)
class Step:
    """A party that stood with this one on the day, with the ties that it rests on."""

    beside: Beside
    party: m.Party
    ties: list[m.PartyTie]


@dataclass(frozen=True, slots=True)
class PartyPage:
    """All that a party's page shows; ``commanders`` is None for who may not see them."""

    party: m.Party
    ties: list[m.PartyTie]
    steps: list[Step]
    commanders: list[m.Commander] | None
    names: list[SourcedName]
    timeline: Timeline | None
    tree: Tree | None
    incidents: list[m.SearchRow]
    titles: dict[str, m.Incident]
    as_of: str
    notes: dict[str, str]


def to_tie(row: m.PartyTie) -> Tie:
    """A tie of the register as the rules take it; ``party`` and ``other`` are at hand."""
    told = (row.valid_from, row.valid_to, row.certainty, row.place)
    return Tie(row.ref, row.kind, row.party.code, row.other.code, *told)


def standing_ties() -> list[m.PartyTie]:
    """Every tie that nobody took back."""
    return list(m.PartyTie.objects.filter(undone_at=None).select_related("party", "other").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Bond:
    """What is known of two parties beside each other on a day: over which ties, and how surely by their dates."""

    left: str
    right: str
    standing: str
    over: tuple[Tie, ...]


def ties_at_need() -> Callable[[], list[Tie]]:
    """The standing ties as the rules take them, asked for once and only when somebody wants them."""
    return cache(lambda: [to_tie(tie) for tie in standing_ties()])


def bonds_between(parties: Iterable[str], day: str, *, ties: list[Tie]) -> list[Bond]:
    """What is known of each two of these parties on a day ("regime forces backed by YPG")."""
    found = ((left, right, backing(left, right, day, ties=ties)) for left, right in combinations(parties, 2))
    return [Bond(left, right, known.standing, known.over) for left, right, known in found if known.standing]


def parties_for(user: m.User) -> list[tuple[m.Party, int]]:
    """Every party with the number of its ties; none for who may not see figures."""
    if not may_do(user, "see_figures"):
        return []
    number: dict[int, int] = {}
    for tie in standing_ties():
        for pk in (tie.party_id, tie.other_id):
            number[pk] = number.get(pk, 0) + 1
    return [(party, number.get(party.pk, 0)) for party in m.Party.objects.order_by("name_en")]


def party_page(user: m.User, party: m.Party, *, day: str, lang: str = "en") -> PartyPage:
    """The page; ``day`` is a valid EDTF date or "" for any time. ``notes`` are those of the folder's ties by code."""
    ties = standing_ties()
    by_ref = {tie.ref: tie for tie in ties}
    party_of = {one.code: one for one in m.Party.objects.all()}
    plain = [to_tie(tie) for tie in ties]
    steps = [
        Step(one, party_of[one.party], [by_ref[tie.id] for tie in one.over])
        for one in stood_with(party.code, day, ties=plain)
    ]
    own = m.PartyTie.objects.select_related("party", "other").order_by("valid_from", "pk")
    listed = [tie for tie in own if party.pk in (tie.party_id, tie.other_id)]
    history = load_party_history(settings.CONFLICT)
    incidents = _incidents(user, party)
    return PartyPage(
        party=party,
        ties=listed,
        steps=steps,
        commanders=list(party.commanders.order_by("valid_from", "pk")) if may_do(user, "see_report") else None,
        names=[name for name in history.names if party.code in (name.name.party, name.group)],
        timeline=draw_timeline(party, [tie for tie in listed if tie.undone_at is None]),
        tree=draw_tree(party, ties_on(plain, day), party_of),
        incidents=incidents,
        titles={one.ref: one for one in m.Incident.objects.filter(pk__in=[int(row.ref[3:]) for row in incidents])},
        as_of=history.as_of,
        notes={one.tie.id: one.note_ar if lang == "ar" else one.note for one in history.ties},
    )


def _incidents(user: m.User, party: m.Party) -> list[m.SearchRow]:
    if not may_do(user, "see_figures"):
        return []
    rows = m.SearchRow.objects.filter(record="incident", parties__contains=f"|{party.code}|")
    return list(rows.order_by("-sort_day", "ref")[:_INCIDENTS_MAX])


def dated_names() -> list[DatedName]:
    """Names that mean a party for a time or in a country."""
    return [one.name for one in load_party_history(settings.CONFLICT).names]


def draw_timeline(party: m.Party, ties: list[m.PartyTie]) -> Timeline | None:
    """A bar for each tie, ordered by its beginning; None where no tie has a date."""
    spans = [(tie, *_span(tie)) for tie in ties]
    told = [day for _tie, *days in spans for day in days if day]
    if not told:
        return None
    first, last = date(min(told).year, 1, 1), date(min(max(told).year + 1, 9998), 12, 31)
    scale = (_WIDTH - _LABELS - 20) / max((last - first).days, 1)

    def at(day: date) -> float:
        return round(_LABELS + (day - first).days * scale, 1)

    bars = []
    for number, (tie, since, since_last, until, until_last) in enumerate(spans):
        left, right = at(since or first), at(until_last or last)
        sure_left, sure_right = at(since_last or since or first), at(until or until_last or last)
        is_left = tie.party_id == party.pk
        relation = tie.kind if is_left or tie.kind in MUTUAL else f"{tie.kind}_by"
        bar = (left, max(right - left, 4.0), sure_left, max(sure_right - sure_left, 0.0), _TOP + number * _ROW)
        bars.append(Bar(tie, tie.other if is_left else tie.party, relation, *bar, is_open=not tie.valid_to))
    step = max(1, round(_YEARS_SPACED / max(365 * scale, 1)))
    years = tuple((at(date(year, 1, 1)), year) for year in range(first.year, last.year + 1, step))
    return Timeline(_TOP + len(bars) * _ROW + 10, tuple(bars), years)


def _span(tie: m.PartyTie) -> tuple[date | None, date | None, date | None, date | None]:
    """First and last day of its beginning, first and last of its end."""
    since = bounds(tie.valid_from) if tie.valid_from else (None, None)
    until = bounds(tie.valid_to) if tie.valid_to else (None, None)
    return (*since, *until)


def draw_tree(party: m.Party, held: list[Held], party_of: dict[str, m.Party]) -> Tree | None:
    """Wholes above the party, parts beneath, one step each way a row; None where it is neither part nor whole."""
    pairs = sorted({(one.tie.left, one.tie.right) for one in held if one.tie.kind == "part_of"})
    rows = [*_rows(party.code, pairs, upwards=True)[::-1], [party.code], *_rows(party.code, pairs, upwards=False)]
    if len(rows) == 1:
        return None
    widest = max(map(len, rows))
    width = widest * (_NODE_WIDTH + _NODE_GAP) + _NODE_GAP
    nodes: dict[str, Node] = {}
    for level, codes in enumerate(rows):
        free = width - len(codes) * _NODE_WIDTH - (len(codes) - 1) * _NODE_GAP
        for number, code in enumerate(codes):
            x, y = free / 2 + number * (_NODE_WIDTH + _NODE_GAP), 20 + level * _LEVEL
            nodes[code] = Node(party_of[code], round(x, 1), y, is_own=code == party.code)
    lines = tuple((nodes[whole], nodes[part]) for part, whole in pairs if part in nodes and whole in nodes)
    return Tree(width, 20 + len(rows) * _LEVEL - (_LEVEL - _NODE_HEIGHT) + 20, tuple(nodes.values()), lines)


def _rows(code: str, pairs: list[tuple[str, str]], *, upwards: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    seen, step = {code}, [code]
    while step:
        near = [(right, left) if upwards else (left, right) for left, right in pairs]
        step = list(dict.fromkeys(far for far, close in near if close in step and far not in seen))
        seen.update(step)
        rows += [step] if step else []
    return rows


def party_named(code: str) -> m.Party:
    """The party of this code; raises InvalidRecord where there is none."""
    found = m.Party.objects.filter(code=code).first()
    if found is None:
        raise InvalidRecord("unknown_party")
    return found
