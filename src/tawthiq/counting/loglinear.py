"""Poisson log-linear models of list overlaps with dependences between pairs of lists, chosen one by one.

Source: Chan, Silverman and Vincent, "Multiple systems estimation for sparse capture data: inferential challenges when
there are nonoverlapping lists", JASA 116 (2021); Fienberg and Rinaldo, "Maximum likelihood estimation in log-linear
models", Annals of Statistics 40 (2012), for whether an estimate exists.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.stats import norm, poisson

from tawthiq.counting.overlaps import Overlap, Pair

# A dependence enters the model where the overlap of its pair would be as odd as this without it.
# Source: Chan, Silverman and Vincent (2021), section 4; the British Home Office's estimate of 2014 as refitted there.
THRESHOLD = 0.02
_ROUNDS, _CLOSE = 200, 1e-12
_WIDEST = 30.0  # of a linear predictor: e^30 people are more than there are
# All models of pairs are fitted for the range up to so many pairs (2^10 = 1,024 models, five lists).
_ALL_PAIRS = 10
_RANGE_MODELS = 10
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model: people in all, with the bounds of its interval, the pairs that depend, and Akaike's criterion."""

    estimate: float
    low: float
    high: float
    pairs: tuple[Pair, ...]
    aic: float


@dataclass(frozen=True, slots=True)
class _Model:
    """Cells and columns that take part; a dependence that nobody shows has neither (it is minus infinity)."""

    design: Array
    people: Array
    kept: np.ndarray[Any, np.dtype[np.bool_]]


class PairModels:
    """Every model of dependences between pairs of an overlap's lists; cells that nobody is in count with zero."""

    def __init__(self, overlap: Overlap) -> None:
        """Lays out the 2^lists - 1 cells that can be seen."""
        self.overlap = overlap
        self._cells = np.array([cell for cell in product((0, 1), repeat=len(overlap.lists)) if any(cell)], dtype=float)
        self._people = np.array(
            [overlap.counts.get(tuple(map(bool, cell)), 0) for cell in self._cells.tolist()], dtype=float
        )

    def exists(self, pairs: Iterable[Pair]) -> bool:
        """Whether the model can be told from its neighbours and has a finite estimate."""
        model = self._model(pairs)
        if np.linalg.matrix_rank(model.design) < model.design.shape[1]:
            return False
        # A table with the same sums and no empty cell; its least cell is made as large as it can be.
        cells = len(model.people)
        sums = np.hstack([model.design.T, model.design.T.sum(axis=1, keepdims=True)])
        found = linprog(
            c=np.r_[np.zeros(cells), -1.0],
            A_eq=sums,
            b_eq=model.design.T @ model.people,
            bounds=[(0, None)] * (cells + 1),
        )
        return bool(found.status == 0 and found.x[-1] > 1e-7)

    def fit(self, pairs: Iterable[Pair], *, level: float = 0.95) -> Fit:
        """The estimate of everybody under the model, with its interval on the scale of logarithms."""
        pairs = tuple(pairs)
        model = self._model(pairs)
        beta, fitted = _solve(model)
        information = model.design.T @ (model.design * fitted[:, None])
        error = float(np.sqrt(np.linalg.inv(information)[0, 0]))
        reach = float(norm.ppf((1 + level) / 2)) * error
        unseen, seen = float(beta[0]), self.overlap.observed
        likelihood = float(poisson.logpmf(model.people, fitted).sum())
        return Fit(
            estimate=seen + float(np.exp(unseen)),
            low=seen + float(np.exp(unseen - reach)),
            high=seen + float(np.exp(unseen + reach)),
            pairs=pairs,
            aic=2 * (len(self.overlap.lists) + 1 + len(pairs)) - 2 * likelihood,
        )

    def oddness(self, pairs: Iterable[Pair], pair: Pair) -> float:
        """How likely an overlap of the pair is that lies as far on its side of what the model expects."""
        model = self._model(pairs)
        _beta, fitted = _solve(model)
        both = (self._cells[:, pair[0]] * self._cells[:, pair[1]])[model.kept]
        expected, seen = float(fitted @ both), float(model.people @ both)
        return float(min(poisson.cdf(seen, expected), poisson.sf(seen - 1, expected)))

    def _model(self, pairs: Iterable[Pair]) -> _Model:
        columns = [np.ones(len(self._cells)), *self._cells.T]
        kept = np.ones(len(self._cells), dtype=bool)
        for one, other in pairs:
            both = self._cells[:, one] * self._cells[:, other]
            if self.overlap.size(one, other):
                columns.append(both)
            else:
                kept &= both == 0
        design = np.column_stack(columns)[kept]
        return _Model(design, self._people[kept], kept)


def _solve(model: _Model) -> tuple[Array, Array]:
    """Coefficients and fitted cells by iterated weighted least squares, beginning at the people themselves."""
    fitted = model.people + 0.5
    linear = np.log(fitted)
    beta = np.zeros(model.design.shape[1])
    for _round in range(_ROUNDS):
        working = linear + (model.people - fitted) / fitted
        root = np.sqrt(fitted)
        found = np.linalg.lstsq(model.design * root[:, None], working * root, rcond=None)[0]
        moved = float(np.max(np.abs(found - beta)))
        beta = found
        linear = np.clip(model.design @ beta, -_WIDEST, _WIDEST)
        fitted = np.exp(linear)
        if moved < _CLOSE:
            break
    return beta, fitted


def fit_stepwise(overlap: Overlap, *, threshold: float = THRESHOLD, level: float = 0.95) -> Fit:
    """From independent lists, the pair with the oddest overlap joins until none is odder than the threshold.

    A pair whose model has no estimate is passed over.
    """
    models = PairModels(overlap)
    chosen: list[Pair] = []
    while True:
        open_pairs = [pair for pair in overlap.pairs() if pair not in chosen]
        odd = sorted((models.oddness(chosen, pair), pair) for pair in open_pairs)
        step = next((pair for odds, pair in odd if odds < threshold and models.exists([*chosen, pair])), None)
        if step is None:
            return models.fit(chosen, level=level)
        chosen.append(step)


def model_range(overlap: Overlap, chosen: Fit) -> tuple[float, float]:
    """Least and largest estimate of the ten models that Akaike's criterion likes best.

    Of up to five lists every model is fitted; beyond, those that differ from the chosen one in one or two pairs.
    """
    models = PairModels(overlap)
    pairs = overlap.pairs()
    if len(pairs) <= _ALL_PAIRS:
        sets = [subset for size in range(len(pairs) + 1) for subset in combinations(pairs, size)]
    else:
        base = set(chosen.pairs)
        changes = [change for size in range(3) for change in combinations(pairs, size)]
        sets = [tuple(sorted(base.symmetric_difference(change))) for change in changes]
    fits = [models.fit(subset) for subset in sets if models.exists(subset)]
    best = sorted(fits, key=lambda fit: (fit.aic, fit.pairs))[:_RANGE_MODELS]
    return min(fit.estimate for fit in best), max(fit.estimate for fit in best)
