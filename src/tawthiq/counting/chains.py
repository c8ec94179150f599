"""Whether the chains of a sampler agree, and how many independent draws they are worth.

Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization, folding, and localization: an improved
R-hat for assessing convergence of MCMC", Bayesian Analysis 16 (2021). Draws are arrays (chain, draw).
"""

from typing import Any

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

Array = np.ndarray[Any, np.dtype[np.float64]]


def split_r_hat(draws: Array) -> float:
    """The larger of R-hat of ranks and of ranks of distances from the median, every chain halved; 1 is agreement."""
    halves = _halved(draws)
    folded = np.abs(halves - np.median(halves))
    return max(_r_hat(_normal_ranks(halves)), _r_hat(_normal_ranks(folded)))


def effective_size(draws: Array) -> float:
    """How many independent draws the ranks of these are worth (bulk ESS)."""
    chains = _normal_ranks(_halved(draws))
    count, length = chains.shape
    covariance = np.array([_autocovariance(chain) for chain in chains])
    within = float((covariance[:, 0] * length / (length - 1)).mean())
    if within == 0:
        return float(chains.size)
    spread = within * (length - 1) / length + (float(chains.mean(axis=1).var(ddof=1)) if count > 1 else 0.0)
    correlation = 1 - (within - covariance.mean(axis=0)) / spread
    correlation[0] = 1.0
    pairs = correlation[: length - length % 2].reshape(-1, 2).sum(axis=1)
    below = np.flatnonzero(pairs < 0)
    pairs = np.minimum.accumulate(pairs[: below[0]] if len(below) else pairs)
    return float(chains.size / max(-1 + 2 * float(pairs.sum()), 1 / np.log10(chains.size)))


def _halved(draws: Array) -> Array:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_ranks(draws: Array) -> Array:
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    found: Array = ndtri((ranks - 0.375) / (draws.size + 0.25))
    return found


def _r_hat(chains: Array) -> float:
    length = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = float(chains.mean(axis=1).var(ddof=1))
    return float(np.sqrt((length - 1) / length + between / within)) if within else float("inf") if between else 1.0


def _autocovariance(chain: Array) -> Array:
    length = len(chain)
    size = 1 << (2 * length - 1).bit_length()
    turned = np.fft.rfft(chain - chain.mean(), size)
    found: Array = np.fft.irfft(turned * np.conjugate(turned), size)[:length] / length
    return found
