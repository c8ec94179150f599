"""Estimates of an undercount against published values, method by method, with the time and the sampler's agreement.

    python benchmarks/undercount.py [--data ../shared/data] [--no-lcmcr]

Published: R package SparseMSE (stepwise, threshold .02); R package LCMCR with four seeds (Kosovo: median 10,396 to
10,466, 95 % interval 8,829–9,150 to 13,589–14,091); UK with LCMCR does not converge and must be refused.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from pathlib import Path

from tawthiq.counting.estimating import Estimate, estimate
from tawthiq.counting.overlaps import Overlap, tally

STEPWISE = {
    "sparsemse_UKdat": (9_977.3, 11_418.0, 13_145.7),
    "sparsemse_UKdat_5": (9_884.4, 11_313.0, 13_027.4),
    "sparsemse_Ned": (92_439.9, 111_139.4, 133_991.5),
}
LCMCR_MEDIAN = (10_396, 10_466)
LCMCR_ENDS = ((8_829, 9_150), (13_589, 14_091))
# A median within 1 % and ends within 2 % of the range of R's seeds; Monte Carlo error is part of both.
MEDIAN_OFF, END_OFF, R_HAT, SECONDS = 0.01, 0.02, 1.01, 120


def read(path: Path) -> Overlap:
    with path.open(encoding="utf-8") as file:
        headings, *rows = csv.reader(file)
    return tally(headings[:-1], [([float(one) > 0 for one in row[:-1]], int(float(row[-1]))) for row in rows])


def timed(overlap: Overlap, method: str) -> tuple[Estimate, float]:
    began = time.perf_counter()
    (found,) = estimate(overlap, (method,))
    return found, time.perf_counter() - began


def stepwise(folder: Path) -> Iterator[tuple[str, str, str, str, bool]]:
    for name, wanted in STEPWISE.items():
        found, seconds = timed(read(folder / f"{name}.csv"), "stepwise")
        got = tuple(round(number or 0, 1) for number in (found.low, found.estimate, found.high))
        is_met = all(abs(one - other) <= 0.1 for one, other in zip(got, wanted, strict=True))
        yield f"stepwise, {name}", f"{wanted}", f"{got}", f"{seconds:.2f}", is_met


def lcmcr(folder: Path) -> Iterator[tuple[str, str, str, str, bool]]:
    found, seconds = timed(read(folder / "kosovo_patterns.csv"), "lcmcr")
    agrees = float(str(found.details.get("r_hat", 9)))
    values = (found.low or 0, found.estimate or 0, found.high or 0)
    bounds = (LCMCR_ENDS[0], LCMCR_MEDIAN, LCMCR_ENDS[1])
    slack = (END_OFF, MEDIAN_OFF, END_OFF)
    is_near = all(
        low * (1 - off) <= value <= high * (1 + off)
        for value, (low, high), off in zip(values, bounds, slack, strict=True)
    )
    got = f"{values[1]:,.0f} [{values[0]:,.0f} – {values[2]:,.0f}], R-hat {agrees}"
    wanted = f"{LCMCR_MEDIAN[0]:,}–{LCMCR_MEDIAN[1]:,}, R-hat ≤ {R_HAT}, ≤ {SECONDS} s"
    yield "LCMCR, Kosovo", wanted, got, f"{seconds:.0f}", is_near and agrees <= R_HAT and seconds <= SECONDS
    found, seconds = timed(read(folder / "sparsemse_UKdat.csv"), "lcmcr")
    got = f"{found.refused or 'an estimate'}, R-hat {found.details.get('r_hat')}"
    yield "LCMCR, UK", "refused as not converged", got, f"{seconds:.0f}", found.refused == "not_converged"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--no-lcmcr", action="store_true", help="leave the sampler out: minutes")
    given = parser.parse_args()
    folder = given.data / "undercount"
    if not folder.is_dir():
        print(f"no data at {folder}")
        return
    print("| what | published or target | measured | s | met |\n|---|---|---|---|---|")
    for rows in (stepwise, *(() if given.no_lcmcr else (lcmcr,))):
        for what, wanted, got, seconds, is_met in rows(folder):
            print(f"| {what} | {wanted} | {got} | {seconds} | {'yes' if is_met else 'no'} |", flush=True)


if __name__ == "__main__":
    main()
