"""The balance report drawn: one bar for each party, parted by how firmly its incidents are established."""

from dataclasses import dataclass

from tawthiq.core.balances import PartyBalance
from tawthiq.public.words import key_words, label_words, lang_now
from tawthiq.store.release import ReleaseReader

_WIDTH, _THICK, _STEP, _TEXT = 600, 16, 48, 18


@dataclass(frozen=True, slots=True)
class Part:
    """The incidents of one grade in a bar; ``rank`` is the place of the grade in the table, from 1."""

    rank: int
    words: str
    incidents: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class PartyBar:
    """A party's bar; its length is its number of incidents."""

    words: str
    incidents: int
    y: int
    text_y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """The same as numbers."""

    words: str
    one: PartyBalance
    percent: int
    grades: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BalanceChart:
    """What the template draws, and the table beneath it; ``start`` is where the words begin."""

    width: int
    height: int
    thick: int
    start: int
    bars: tuple[PartyBar, ...]
    rows: tuple[PartyRow, ...]
    legend: tuple[tuple[int, str], ...]


def draw_balance(release: ReleaseReader) -> BalanceChart:
    """Parties with the most incidents first, what is attributed to nobody last."""
    parties = sorted(release.balance.parties, key=lambda one: (one.party == "unknown", -one.incidents, one.party))
    ranks = {row_id: at for at, (table, row_id) in enumerate(_grades(release), start=1) if table == "grades"}
    top = max((one.incidents for one in parties), default=0)
    bars = tuple(_bar(release, one, ranks=ranks, at=at, top=top) for at, one in enumerate(parties))
    used = sorted({(part.rank, part.words) for bar in bars for part in bar.parts})
    start = _WIDTH if lang_now() == "ar" else 0
    rows = tuple(_row(release, one, ranks=ranks) for one in parties)
    return BalanceChart(_WIDTH, _STEP * len(bars), _THICK, start, bars, rows, tuple(used))


def _grades(release: ReleaseReader) -> list[tuple[str, str]]:
    return [key for key in release.labels if key[0] == "grades"]


def _bar(release: ReleaseReader, one: PartyBalance, *, ranks: dict[str, int], at: int, top: int) -> PartyBar:
    parts, done = [], 0.0
    for grade, number in sorted(one.grades, key=lambda pair: -ranks.get(pair[0], 0)):
        width = round(_WIDTH * number / top, 1)
        x = _WIDTH - done - width if lang_now() == "ar" else done
        words = label_words(release, "grades", grade)
        parts.append(Part(ranks.get(grade, 0), words, number, round(x, 1), width))
        done = round(done + width, 1)
    y = at * _STEP
    return PartyBar(key_words(release, "party", one.party), one.incidents, y + _TEXT + 4, y + _TEXT - 2, tuple(parts))


def _row(release: ReleaseReader, one: PartyBalance, *, ranks: dict[str, int]) -> PartyRow:
    firmest = sorted(one.grades, key=lambda pair: -ranks.get(pair[0], 0))
    grades = tuple((label_words(release, "grades", grade), number) for grade, number in firmest)
    return PartyRow(key_words(release, "party", one.party), one, round(one.share * 100), grades)
