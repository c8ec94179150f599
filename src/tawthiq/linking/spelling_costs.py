"""What an Arabic name costs in each of many Latin spellings at once, by the table of ``core.romanising``.

The same cheapest way as ``core.romanising.cost_of``, with all Latin names side by side in one array: a search can so
ask every name of a list instead of the few that share some key with the wanted one.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tawthiq.core.romanising import Romanisation, added_costs, moves_from

Floats = npt.NDArray[np.float32]
NEVER = np.float32(1e9)
# Latin letters for each Arabic one, fewest and most, that are worth a look. Source: benchmarks/names.py, development
# half: of 3,000 pairs none that could be found lies outside.
_FEWEST, _MOST, _MORE = 0.5, 2.2, 4


class Costs(NamedTuple):
    """Nats for the names of these numbers; names far too short or too long are left out."""

    numbers: npt.NDArray[np.int64]
    nats: Floats


class LatinSpellings:
    """Latin names as ``latin_letters`` gives them, ready to be asked what they cost."""

    def __init__(self, latin: Sequence[str], table: Romanisation) -> None:
        """Keeps one row of letters for each name, the shortest first."""
        self._numbers = np.array(sorted(range(len(latin)), key=lambda at: len(latin[at])), dtype=np.int64)
        names = [latin[at] for at in self._numbers]
        width = max(map(len, names), default=0)
        rows = b"".join(name.encode("ascii", "replace").ljust(width, b"\0") for name in names)
        self._letters = np.frombuffer(rows, dtype=np.uint8).reshape(len(names), width)
        self._lengths = np.array([len(name) for name in names], dtype=np.int64)
        added = np.zeros((len(names), width + 1), dtype=np.float32)
        for at, name in enumerate(names):
            added[at, 1 : len(name) + 1] = added_costs(name, table)
        self._added = np.cumsum(added, axis=1, dtype=np.float32)
        self._table = table
        self._unlike: dict[str, Floats] = {}

    def costs(self, arabic: str) -> Costs:
        """What each name of a likely length costs as a spelling of these ``arabic_letters``."""
        size = len(arabic)
        first, last = np.searchsorted(self._lengths, [int(_FEWEST * size), int(_MOST * size) + _MORE + 1])
        if first == last:
            return Costs(self._numbers[:0], np.zeros(0, dtype=np.float32))
        lengths = self._lengths[first:last]
        width = int(lengths[-1])
        added = np.ascontiguousarray(self._added[first:last, : width + 1])
        ahead = [np.full(added.shape, NEVER, dtype=np.float32) for _row in range(size + 1)]
        ahead[0][:, 0] = 0
        for row in range(size + 1):
            # any number of letters that the Arabic lacks
            here = np.minimum.accumulate(ahead[row] - added, axis=1) + added
            for height, wide, spelled, cost in moves_from(arabic, row, self._table):
                if wide > width:
                    continue
                came = here[:, : width + 1 - wide] + np.float32(cost)
                if wide:
                    came += self._unlike_from(spelled)[first:last, : width + 1 - wide]
                to = ahead[row + height][:, wide:]
                np.minimum(to, came, out=to)
        return Costs(self._numbers[first:last], np.asarray(here[np.arange(len(lengths)), lengths]))

    def _unlike_from(self, spelled: str) -> Floats:
        """For each name and place 0 where these letters stand, and else more than anything costs."""
        found = self._unlike.get(spelled)
        if found is None:
            size = self._letters.shape[1] - len(spelled) + 1
            stands = np.ones((len(self._letters), size), dtype=bool)
            for at, letter in enumerate(spelled.encode("ascii")):
                stands &= self._letters[:, at : at + size] == letter
            found = self._unlike[spelled] = np.where(stands, np.float32(0), NEVER)
        return found
