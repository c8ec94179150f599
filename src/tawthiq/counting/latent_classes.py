"""Latent classes: people differ in how likely each list is to name them; how many kinds there are, the data decide.

Source: Manrique-Vallier, "Bayesian population size estimation using Dirichlet process mixtures", Biometrics 72 (2016).
The sampler is Gibbs' over counts of people by pattern and class, several chains in step with one another.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.special import gammaln

from tawthiq.counting.chains import effective_size, split_r_hat
from tawthiq.counting.overlaps import Overlap

Array = np.ndarray[Any, np.dtype[np.float64]]
_Whole = np.ndarray[Any, np.dtype[np.int64]]
_TINY = 1e-12
# Of the logarithm of a class's unseen people in one stroke, and how many they can be at most.
_STRIDE, _MOST = 0.7, 1e12


@dataclass(frozen=True, slots=True)
class Sampling:
    """How long is drawn: ``groups`` processes of ``chains`` each throw ``burn`` steps away, then go on in rounds.

    A round keeps ``draws``, one of every ``thin`` steps. The last round is the one after which R-hat is at most
    ``agreed`` and the draws are worth ``enough`` independent ones; or where R-hat is above ``hopeless`` from the second
    round on; or number ``rounds``. ``moves`` adds two steps to those that were published: the unseen people of a class
    many times more or fewer at one stroke, and two classes changing places.
    """

    seed: int = 20_160_301
    groups: int = 2
    chains: int = 4
    burn: int = 20_000
    draws: int = 400
    thin: int = 100
    rounds: int = 8
    agreed: float = 1.01
    enough: float = 1_200.0
    moves: bool = False
    hopeless: float = 1.2


@dataclass(frozen=True, slots=True)
class Priors:
    """``classes`` at most; ``shape`` and ``rate`` of the gamma prior on how readily a new class opens."""

    classes: int = 10
    shape: float = 0.25
    rate: float = 0.25


@dataclass(frozen=True, slots=True)
class Posterior:
    """``r_hat`` near 1 where the chains agree; ``effective`` is how many independent draws the draws are worth."""

    estimate: float
    low: float
    high: float
    mean: float
    r_hat: float
    effective: float
    draws: int


Progress = Callable[[int, int], None]


def sample_classes(
    overlap: Overlap,
    *,
    sampling: Sampling | None = None,
    priors: Priors | None = None,
    level: float = 0.95,
    progress: Progress | None = None,
) -> Posterior:
    """Median and interval of how many people there are in all; the caller judges ``r_hat`` and ``effective``.

    The seed is fixed, so the same overlap gives the same answer on any number of cores.
    """
    sampling, priors = sampling or Sampling(), priors or Priors()
    seeds = np.random.SeedSequence(sampling.seed).spawn(sampling.groups)
    states = [_begin(overlap, seed, sampling=sampling, priors=priors) for seed in seeds]
    kept: list[Array] = []
    with _pool(sampling.groups) as each:
        for number in range(sampling.rounds):
            run = partial(_run, burn=0 if number else sampling.burn, draws=sampling.draws, thin=sampling.thin)
            done = list(each(run, states))
            states = [state for state, _drawn in done]
            kept.append(np.concatenate([drawn for _state, drawn in done]))
            found = _summary(overlap, np.concatenate(kept, axis=1), level=level)
            if progress:
                progress(number + 1, sampling.rounds)
            if _is_over(found, sampling, number=number):
                break
    return found


@contextmanager
def _pool(groups: int) -> Iterator[Callable[..., Iterator[Any]]]:
    """Something like ``map``: a process for each group, or none besides this one for a single group."""
    if groups == 1:
        yield map
        return
    with ProcessPoolExecutor(max_workers=groups, mp_context=get_context("forkserver")) as pool:
        yield pool.map


def _is_over(found: Posterior, sampling: Sampling, *, number: int) -> bool:
    agrees = found.r_hat <= sampling.agreed and found.effective >= sampling.enough
    return agrees or (number > 0 and found.r_hat > sampling.hopeless)


def _summary(overlap: Overlap, drawn: Array, *, level: float) -> Posterior:
    everybody = drawn + overlap.observed
    low, middle, high = np.quantile(everybody, [(1 - level) / 2, 0.5, (1 + level) / 2])
    unseen = np.log(drawn + 0.5)
    return Posterior(
        estimate=float(middle),
        low=float(low),
        high=float(high),
        mean=float(everybody.mean()),
        r_hat=split_r_hat(unseen),
        effective=effective_size(unseen),
        draws=drawn.size,
    )


@dataclass(slots=True)
class _State:
    """Chains in step: shares (chain, class), chances (chain, class, list), readiness (chain)."""

    rng: np.random.Generator
    patterns: Array
    people: np.ndarray[Any, np.dtype[np.int64]]
    priors: Priors
    moves: bool
    shares: Array
    chances: Array
    readiness: Array


def _begin(overlap: Overlap, seed: np.random.SeedSequence, *, sampling: Sampling, priors: Priors) -> _State:
    """Chains that start far apart: random chances, and shares from even to one-sided."""
    rng, chains = np.random.default_rng(seed), sampling.chains
    return _State(
        rng=rng,
        patterns=np.array(list(overlap.counts), dtype=float),
        people=np.array(list(overlap.counts.values()), dtype=np.int64),
        priors=priors,
        moves=sampling.moves,
        shares=rng.dirichlet(np.full(priors.classes, 0.5), size=chains),
        chances=rng.uniform(0.01, 0.99, size=(chains, priors.classes, len(overlap.lists))),
        readiness=rng.uniform(0.1, 2.0, size=chains),
    )


def _run(state: _State, *, burn: int, draws: int, thin: int) -> tuple[_State, Array]:
    """The state after ``burn + draws * thin`` steps, and the unseen people of every draw (chain, draw)."""
    for _step in range(burn):
        _step_on(state)
    drawn = np.empty((len(state.shares), draws))
    for number in range(draws):
        for _step in range(thin):
            unseen = _step_on(state)
        drawn[:, number] = unseen
    return state, drawn


def _step_on(state: _State) -> Array:
    """One step of every chain; returns how many people each has on no list."""
    rng, people, patterns = state.rng, state.people, state.patterns
    yes, no = np.log(state.chances), np.log1p(-state.chances)
    by_class = np.log(state.shares)
    never = no.sum(axis=2)
    seen_as = np.exp(by_class[:, None, :] + never[:, None, :] + patterns @ (yes - no).transpose(0, 2, 1))
    seen_as /= seen_as.sum(axis=2, keepdims=True)
    placed = rng.multinomial(people, seen_as)
    hidden = np.exp(by_class + never)
    share = np.minimum(hidden.sum(axis=1), 1 - _TINY)
    unseen = rng.negative_binomial(int(people.sum()), 1 - share)
    among = rng.multinomial(unseen, hidden / hidden.sum(axis=1, keepdims=True))
    named = np.einsum("cpk,pl->ckl", placed, patterns, optimize=False)
    placed_in = placed.sum(axis=1)
    if state.moves:
        among = _rescale(state, named, placed_in, among)
        named, placed_in, among = _swap(state, named, placed_in, among)
    members = placed_in + among
    unseen = among.sum(axis=1)
    chances = rng.beta(1 + named, 1 + members[:, :, None] - named)
    state.chances = np.clip(chances, _TINY, 1 - _TINY)
    _part(state, members)
    return unseen


def _rescale(state: _State, named: Array, placed: _Whole, among: _Whole) -> _Whole:
    """The unseen of one class in every chain made many times more or fewer at one stroke, or left as they are.

    Chances and shares are integrated out, so that the step is not held back by what they are now; without it a class of
    people whom no list sees changes its size only by a little in each step.
    """
    rng, chains = state.rng, np.arange(len(among))
    at = rng.integers(among.shape[1], size=len(among))
    spread = among[chains, at] + rng.uniform(size=len(among))
    moved = spread * np.exp(rng.normal(scale=_STRIDE, size=len(among)))
    proposed = among.copy()
    proposed[chains, at] = np.minimum(moved, _MOST)
    now, then = (_log_weight(state, named, placed, unseen) for unseen in (among, proposed))
    accepted = np.log(rng.uniform(size=len(among))) < then - now + np.log(moved / spread)
    return np.where(accepted[:, None], proposed, among)


def _log_weight(state: _State, named: Array, placed: _Whole, unseen: _Whole) -> Array:
    """How likely each chain's unseen people are by class, whatever chances and shares may be."""
    members = placed + unseen
    lists = gammaln(1 + members[:, :, None] - named).sum(axis=(1, 2)) - named.shape[2] * gammaln(2 + members).sum(
        axis=1
    )
    everybody: Array = gammaln(members.sum(axis=1)) - gammaln(1 + unseen).sum(axis=1)
    return everybody + lists + _stick_weight(state, members)


def _swap(state: _State, named: Array, placed: _Whole, among: _Whole) -> tuple[Array, _Whole, _Whole]:
    """Two classes of every chain change places, for the places are not alike: the first are the largest."""
    rng, chains = state.rng, np.arange(len(among))
    order = np.tile(np.arange(among.shape[1]), (len(among), 1))
    one = rng.integers(among.shape[1], size=len(among))
    other = rng.integers(among.shape[1], size=len(among))
    order[chains, one], order[chains, other] = other, one
    members = placed + among
    turned = np.take_along_axis(members, order, axis=1)
    accepted = np.log(rng.uniform(size=len(among))) < _stick_weight(state, turned) - _stick_weight(state, members)
    order = np.where(accepted[:, None], order, np.arange(among.shape[1]))
    named = np.take_along_axis(named, order[:, :, None], axis=1)
    return named, np.take_along_axis(placed, order, axis=1), np.take_along_axis(among, order, axis=1)


def _stick_weight(state: _State, members: _Whole) -> Array:
    """How likely so many members of each class are, whatever the shares may be."""
    own, after = members[:, :-1], _after(members)[:, :-1]
    ready = state.readiness[:, None]
    found: Array = (gammaln(1 + own) + gammaln(ready + after) - gammaln(1 + ready + after + own)).sum(axis=1)
    return found


def _after(members: _Whole) -> _Whole:
    """For each class the members of all later ones."""
    found: _Whole = members[:, ::-1].cumsum(axis=1)[:, ::-1] - members
    return found


def _part(state: _State, members: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    """New shares by breaking a stick, and a new readiness to open classes."""
    broken = state.rng.beta(1 + members[:, :-1], state.readiness[:, None] + _after(members)[:, :-1])
    broken = np.clip(broken, _TINY, 1 - _TINY)
    rest = np.cumprod(1 - broken, axis=1)
    state.shares = np.clip(np.hstack([broken[:, :1], broken[:, 1:] * rest[:, :-1], rest[:, -1:]]), 1e-300, None)
    classes = members.shape[1]
    state.readiness = state.rng.gamma(
        state.priors.shape + classes - 1, 1 / (state.priors.rate - np.log(state.shares[:, -1]))
    )
