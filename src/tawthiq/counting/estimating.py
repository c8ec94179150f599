"""How many people are on no list: every method that the lists allow, each with its interval or the reason it refuses.

An estimate is a kind of its own: it is never added to documented numbers and never stands in their place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tawthiq.counting import decomposable, few_lists, guards, latent_classes, loglinear
from tawthiq.counting.overlaps import Overlap

Caution = tuple[str, tuple[str, ...]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """People in all by one method; without a number where ``refused`` is a code.

    ``model_range`` are the least and the largest estimate of models that fit about as well; ``details`` plain values.
    """

    method: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    refused: str = ""
    cautions: tuple[Caution, ...] = ()
    model_range: tuple[float, float] | None = None
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an estimate depends on besides the lists."""

    level: float = 0.95
    threshold: float = loglinear.THRESHOLD
    sampling: latent_classes.Sampling = field(default_factory=latent_classes.Sampling)
    progress: Progress | None = None


def _chapman(overlap: Overlap, settings: Settings) -> Estimate:
    if len(overlap.lists) != 2:
        return Estimate("chapman", refused="needs_two_lists")
    if not overlap.shared:
        return Estimate("chapman", refused="too_few_shared")
    found = few_lists.chapman(overlap, level=settings.level)
    told: tuple[Caution, ...] = (("two_lists", overlap.lists),)
    return Estimate("chapman", found.estimate, found.low, found.high, cautions=told)


def _chao(overlap: Overlap, settings: Settings) -> Estimate:
    found = few_lists.chao_bound(overlap, level=settings.level)
    return Estimate("chao", found.estimate, found.low, found.high, cautions=(("lower_bound", ()),))


def _stepwise(overlap: Overlap, settings: Settings) -> Estimate:
    if not loglinear.PairModels(overlap).exists(()):
        return Estimate("stepwise", refused="no_estimate")
    found = loglinear.fit_stepwise(overlap, threshold=settings.threshold, level=settings.level)
    least, most = loglinear.model_range(overlap, found)
    least, most = min(least, found.estimate), max(most, found.estimate)
    details = {
        "dependences": [[overlap.lists[index] for index in pair] for pair in found.pairs],
        "aic": round(found.aic, 2),
    }
    told: tuple[Caution, ...] = (("models_disagree", ()),) if most > guards.RANGE_WIDE * least else ()
    return Estimate(
        "stepwise", found.estimate, found.low, found.high, cautions=told, model_range=(least, most), details=details
    )


def _dga(overlap: Overlap, settings: Settings) -> Estimate:
    if len(overlap.lists) > decomposable.LISTS_MOST:
        return Estimate("dga", refused="too_many_lists")
    found = decomposable.average_graphs(overlap, level=settings.level)
    if not found.dies_away:
        return Estimate("dga", refused="posterior_has_no_end")
    details = {
        "mode": found.mode,
        "best_graph": [[overlap.lists[index] for index in pair] for pair in found.best],
        "best_probability": round(found.best_probability, 3),
    }
    return Estimate("dga", found.estimate, found.low, found.high, details=details)


def _lcmcr(overlap: Overlap, settings: Settings) -> Estimate:
    found = latent_classes.sample_classes(
        overlap, sampling=settings.sampling, level=settings.level, progress=settings.progress
    )
    details = {
        "mean": round(found.mean, 1),
        "r_hat": round(found.r_hat, 4),
        "effective_draws": round(found.effective),
        "draws": found.draws,
    }
    if found.r_hat > guards.R_HAT_MOST:
        return Estimate("lcmcr", refused="not_converged", details=details)
    if found.effective < guards.EFFECTIVE_LEAST:
        return Estimate("lcmcr", refused="too_few_draws", details=details)
    return Estimate("lcmcr", found.estimate, found.low, found.high, details=details)


def _lcmcr_moves(overlap: Overlap, settings: Settings) -> Estimate:
    moving = replace(settings, sampling=replace(settings.sampling, moves=True))
    return replace(_lcmcr(overlap, moving), method="lcmcr_moves")


METHODS: dict[str, Callable[[Overlap, Settings], Estimate]] = {
    "chapman": _chapman,
    "chao": _chao,
    "stepwise": _stepwise,
    "dga": _dga,
    "lcmcr": _lcmcr,
    "lcmcr_moves": _lcmcr_moves,
}
# Those that run where none is named: the sampler as it was published, not the one with two more steps.
USUAL = ("chapman", "chao", "stepwise", "dga", "lcmcr")
# What others call them.
ALIASES = {
    "lincoln-petersen": "chapman",
    "lincoln_petersen": "chapman",
    "lp": "chapman",
    "loglinear": "stepwise",
    "log-linear": "stepwise",
    "sparsemse": "stepwise",
    "decomposable": "dga",
    "latent-class": "lcmcr",
    "latent_class": "lcmcr",
}
# A lower bound is no estimate of everybody, and two lists cannot be tested.
ANSWERING = ("stepwise", "dga", "lcmcr", "lcmcr_moves")


def estimate(overlap: Overlap, methods: Sequence[str] = USUAL, *, settings: Settings | None = None) -> list[Estimate]:
    """One estimate of each method, in the order of the methods.

    Lists without people are left out. What holds for the lists as such (``guards``) refuses or goes with every number.
    """
    settings, overlap = settings or Settings(), overlap.without_empty_lists()
    refused, told = guards.refusal(overlap), tuple(guards.cautions(overlap))
    found = []
    for method in methods:
        if refused and method != "chapman":
            found.append(Estimate(method, refused=refused))
            continue
        one = METHODS[method](overlap, settings)
        found.append(one if one.refused else replace(one, cautions=(*told, *one.cautions)))
    return found


def answer(estimates: Sequence[Estimate]) -> Estimate:
    """What may be said of everybody: from the least bound to the largest of the methods that allow an answer.

    The estimate is the middle one of theirs. It is refused as ``too_few_to_say`` where no method allows one.
    """
    able = [one for one in estimates if one.method in ANSWERING and one.estimate is not None]
    numbers = sorted(one.estimate for one in able if one.estimate is not None)
    if not numbers:
        return Estimate("answer", refused="too_few_to_say")
    middle = (numbers[(len(numbers) - 1) // 2] + numbers[len(numbers) // 2]) / 2
    told = tuple(dict.fromkeys(caution for one in able for caution in one.cautions))
    if numbers[-1] > guards.RANGE_WIDE * numbers[0]:
        told = (*told, ("methods_disagree", ()))
    return Estimate(
        "answer",
        middle,
        min(one.low for one in able if one.low is not None),
        max(one.high for one in able if one.high is not None),
        cautions=tuple(dict.fromkeys(told)),
        details={"methods": [one.method for one in able], "estimates": [numbers[0], numbers[-1]]},
    )
