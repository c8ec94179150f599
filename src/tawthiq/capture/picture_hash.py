"""PDQ: 256 bits that stay nearly the same when a picture is scaled, saved again or a little retouched.

Source: Facebook (2019), The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm, chapters 3 and 4.
Written from that description; pictures are made 512 pixels square first, as its authors advise.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float64]
SIDE, WAVES, PASSES = 64, 16, 2
LUMA = np.array([0.299, 0.587, 0.114])
QUALITY_SCALE = 90
_steps = np.arange(SIDE)
# The cosine transform's rows 1 to 16: row 0, the mean brightness, is left out.
COSINES: Grid = np.sqrt(2 / SIDE) * np.cos(np.pi / (2 * SIDE) * np.outer(np.arange(1, WAVES + 1), 2 * _steps + 1))


@dataclass(frozen=True, slots=True)
class PictureHash:
    """64 hexadecimal digits each; ``quality`` 0 to 100, low for empty skies and black frames."""

    pdq: str
    mirrored: str
    quality: int

    def as_facts(self) -> dict[str, Any]:
        """As the derivative keeps it."""
        return {"pdq": self.pdq, "pdq_mirrored": self.mirrored, "quality": self.quality}


def hash_picture(colours: Grid) -> PictureHash:
    """Of pixels as rows × columns × RGB, 0 to 255."""
    grid = _decimate(_smooth(colours @ LUMA))
    waves = COSINES @ grid @ COSINES.T
    signs = np.where(np.arange(1, WAVES + 1) % 2, -1.0, 1.0)  # a mirror turns every odd wave round
    return PictureHash(_bits(waves), _bits(waves * signs), _quality(grid))


def distance(one: str, other: str) -> int:
    """How many of the 256 bits differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _smooth(grid: Grid) -> Grid:
    for _ in range(PASSES):
        grid = _box(_box(grid, axis=1), axis=0)
    return grid


def _box(grid: Grid, *, axis: int) -> Grid:
    """The mean of a window along one axis, narrower at the edges."""
    length = grid.shape[axis]
    window = (length + 2 * SIDE - 1) // (2 * SIDE)
    half = (window + 2) // 2
    sums = np.cumsum(np.insert(grid, 0, 0.0, axis=axis), axis=axis)
    places = np.arange(length)
    first = np.clip(places - (window - half), 0, length)
    after = np.clip(places + half, 0, length)
    spans = (after - first).reshape((-1, 1) if axis == 0 else (1, -1))
    means: Grid = (np.take(sums, after, axis=axis) - np.take(sums, first, axis=axis)) / spans
    return means


def _decimate(grid: Grid) -> Grid:
    rows, columns = (((_steps + 0.5) * length / SIDE).astype(int) for length in grid.shape)
    return grid[np.ix_(rows, columns)]


def _quality(grid: Grid) -> int:
    changes = [np.abs(np.trunc(np.diff(grid, axis=axis) * 100 / 255)).sum() for axis in (0, 1)]
    return min(100, int(sum(changes) / QUALITY_SCALE))


def _bits(waves: Grid) -> str:
    middle = waves.size // 2
    median = np.partition(waves.flatten(), (middle - 1, middle))[middle - 1 : middle + 1].mean()
    set_bits = (waves > median).flatten()
    return f"{sum(1 << int(place) for place in np.flatnonzero(set_bits)):064x}"
