"""From a weight to the probability that the pair is one person, as it was measured on pairs of known truth.

Weights of levels that hang together count some evidence twice, so the bare odds promise too much; a line through the
measured odds takes that back. Its two numbers stand in ``data/person_calibration.yaml`` and are made anew by
``benchmarks/linking.py --calibrate``.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from tawthiq.linking.people.weights import MILLI
from tawthiq.store.packs import load_table

_ROUNDS, _TOP = 50, 40.0


@dataclass(frozen=True, slots=True)
class Line:
    """Log odds, in bits, are ``slope`` times the weight in bits plus ``shift``."""

    slope: float
    shift: float

    def score(self, weight: int) -> float:
        """The probability of a weight in thousandths of a bit, to four digits."""
        bits = max(-_TOP, min(_TOP, self.slope * weight / MILLI + self.shift))
        return round(1 / (1 + 2.0**-bits), 4)

    def weight(self, score: float) -> int:
        """The least weight whose probability is at least the score."""
        bits = math.log2(score / (1 - score)) if 0 < score < 1 else math.copysign(_TOP, score - 0.5)
        return math.ceil((bits - self.shift) / self.slope * MILLI)


@cache
def load_line() -> Line:
    """The line of joined pairs."""
    row = next(row for row in load_table("person_calibration") if row["id"] == "joined")
    return Line(float(row["slope"]), float(row["shift"]))


def fit(weights: Sequence[int], are_same: Sequence[bool]) -> Line:
    """The line through pairs of known truth: logistic regression by Newton's method.

    Source: Platt, Probabilistic Outputs for Support Vector Machines (1999), with his smoothed targets.
    """
    x = np.clip(np.asarray(weights, dtype=np.float64) / MILLI, -_TOP, _TOP) * math.log(2)
    told = np.asarray(are_same, dtype=bool)
    yes, no = told.sum(), (~told).sum()
    target = np.where(told, (yes + 1) / (yes + 2), 1 / (no + 2))
    parts, features = np.array([1.0, 0.0]), np.stack([x, np.ones_like(x)], axis=1)
    for _round in range(_ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(features @ parts, -500, 500)))
        slope = features.T @ (chance - target)
        curve = (features * (chance * (1 - chance))[:, None]).T @ features + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        parts -= step
        if np.abs(step).max() < 1e-9:
            break
    return Line(float(parts[0]), float(parts[1] / math.log(2)))


def expected_error(scores: Sequence[float], are_same: Sequence[bool], *, bins: int = 10) -> float:
    """How far stated probabilities are from what is true, on average over ten bins of equal width (ECE).

    Source: Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning (2015).
    """
    stated, told = np.asarray(scores, dtype=np.float64), np.asarray(are_same, dtype=np.float64)
    place = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [abs(stated[place == at].sum() - told[place == at].sum()) for at in range(bins)]
    return float(sum(gaps) / max(len(stated), 1))
