"""Latent classes: what the sampler finds in made populations, and that disagreeing chains are refused."""

from dataclasses import replace

import numpy as np
import pytest

from tawthiq.counting import estimating
from tawthiq.counting.chains import effective_size, split_r_hat
from tawthiq.counting.estimating import Settings, estimate
from tawthiq.counting.latent_classes import Posterior, Sampling, sample_classes
from tawthiq.counting.overlaps import Overlap, tally

SHORT = Sampling(groups=1, chains=4, burn=600, draws=100, thin=8, rounds=1)


def population(classes: list[tuple[int, tuple[float, ...]]], seed: int) -> tuple[Overlap, int]:
    """People of several kinds, each with the chances of each list; and how many there are in all."""
    rng = np.random.default_rng(seed)
    rows = []
    for size, chances in classes:
        rows += [(tuple(row), 1) for row in rng.random((size, len(chances))) < np.array(chances)]
    return tally([f"list {at}" for at in range(len(classes[0][1]))], rows), sum(size for size, _chances in classes)


@pytest.mark.parametrize("moves", [False, True])
def test_a_population_of_two_kinds_is_found_within_its_interval(moves: bool) -> None:
    overlap, everybody = population([(1500, (0.6, 0.5, 0.1, 0.1)), (900, (0.1, 0.1, 0.5, 0.4))], seed=4)
    found = sample_classes(overlap, sampling=replace(SHORT, moves=moves))
    assert found.low < everybody < found.high
    assert found.estimate == pytest.approx(everybody, rel=0.1)
    again = sample_classes(overlap, sampling=replace(SHORT, moves=moves))
    assert found == again  # the same seed, the same answer


def test_groups_draw_in_processes_of_their_own() -> None:
    overlap, _everybody = population([(600, (0.5, 0.4, 0.4))], seed=1)
    rounds: list[tuple[int, int]] = []
    sampling = Sampling(groups=2, chains=2, burn=50, draws=20, thin=2, rounds=2, hopeless=float("inf"))
    found = sample_classes(overlap, sampling=sampling, progress=lambda done, most: rounds.append((done, most)))
    assert (found.draws, rounds) == (2 * 2 * 20 * 2, [(1, 2), (2, 2)])
    assert found.low >= overlap.observed


def test_chains_that_disagree_or_are_short_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    overlap, _everybody = population([(600, (0.5, 0.4, 0.4))], seed=1)
    for r_hat, effective, reason in ((1.06, 900, "not_converged"), (1.01, 399, "too_few_draws"), (1.01, 900, "")):
        drawn = Posterior(650, 600, 700, 655, r_hat, effective, 4000)
        monkeypatch.setattr(estimating.latent_classes, "sample_classes", lambda *_, drawn=drawn, **__: drawn)
        (found,) = estimate(overlap, ("lcmcr",), settings=Settings())
        assert (found.refused, found.estimate is None) == (reason, bool(reason))
        assert found.details["r_hat"] == r_hat


def test_agreement_and_worth_of_chains() -> None:
    rng = np.random.default_rng(3)
    free = rng.normal(size=(4, 1000))
    assert split_r_hat(free) < 1.01
    assert 3000 < effective_size(free) < 5000
    assert split_r_hat(free + np.arange(4)[:, None]) > 1.5
    assert split_r_hat(free * np.array([1, 1, 1, 5])[:, None]) > 1.05  # the same middle, another spread
    slow = np.cumsum(rng.normal(size=(4, 1000)), axis=1)
    assert effective_size(slow) < 60
