"""Several estimates made one: of draws of who is who, and of strata that are counted apart."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log, sqrt
from statistics import NormalDist, fmean, variance

from scipy.stats import t as student

from tawthiq.counting.estimating import Estimate
from tawthiq.counting.few_lists import around_unseen


def combine_draws(draws: Sequence[Estimate], observed: Sequence[int], *, level: float = 0.95) -> Estimate:
    """One estimate from several draws of who is who: uncertain links make the interval wider, as they must.

    ``observed`` are the people seen in each draw. Refused as its draws are where any of them is, and with fewer than
    two. Source: Rubin's rules on the logarithm of the unseen, as in HRDAG's verdata (combine_estimates).
    """
    first = draws[0]
    refused = next((one.refused for one in draws if one.refused), "")
    if refused or len(draws) < 2:
        return replace(first, estimate=None, low=None, high=None, refused=refused or "too_few_draws")
    logs = [log(max(one.estimate - seen, 0.5)) for one, seen in zip(draws, observed, strict=True) if one.estimate]
    within = fmean(_log_variance(one, seen, level=level) for one, seen in zip(draws, observed, strict=True))
    between = variance(logs)
    spread = (1 + 1 / len(draws)) * between
    total = within + spread
    freedom = (len(draws) - 1) * (1 + within / spread) ** 2 if spread else float("inf")
    quantile = (
        student.ppf((1 + level) / 2, freedom) if freedom < float("inf") else NormalDist().inv_cdf((1 + level) / 2)
    )
    reach, middle, seen = exp(float(quantile) * sqrt(total)), exp(fmean(logs)), fmean(observed)
    return Estimate(
        first.method,
        seen + middle,
        seen + middle / reach,
        seen + middle * reach,
        cautions=tuple(dict.fromkeys(caution for one in draws for caution in one.cautions)),
        details={"linkage_draws": len(draws), "between_share": round(spread / total, 3) if total else 0.0},
    )


def _log_variance(one: Estimate, seen: int, *, level: float) -> float:
    """Variance of the logarithm of the unseen that an interval stands for."""
    if one.low is None or one.high is None:
        return 0.0
    width = log(max(one.high - seen, 0.5)) - log(max(one.low - seen, 0.5))
    return (width / (2 * NormalDist().inv_cdf((1 + level) / 2))) ** 2


def add_strata(strata: Sequence[Estimate], observed: Sequence[int], *, level: float = 0.95) -> Estimate:
    """The sum over strata, taken as independent; refused as ``stratum_refused`` where any has no number."""
    first = strata[0]
    numbers = [
        (one.estimate - seen, seen, one) for one, seen in zip(strata, observed, strict=True) if one.estimate is not None
    ]
    if len(numbers) < len(strata):
        return Estimate(first.method, refused="stratum_refused")
    unseen = sum(number for number, _seen, _one in numbers)
    spread = 0.0
    for number, seen, one in numbers:
        log_variance = _log_variance(one, seen, level=level)
        spread += number**2 * (exp(log_variance) - 1)
    found = around_unseen(sum(observed), unseen, variance=spread, level=level)
    told = tuple(dict.fromkeys(caution for one in strata for caution in one.cautions))
    return Estimate(first.method, found.estimate, found.low, found.high, cautions=told, details={"strata": len(strata)})
