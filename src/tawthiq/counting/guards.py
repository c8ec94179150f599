"""When lists cannot tell how many are missing from all of them, and what a reader must know where they can.

A guard is a code with words in the faces: a refusal takes the number away, a caution goes with it wherever it is shown.
"""

from tawthiq.counting.overlaps import Overlap, Pair

# Two lists cannot show whether they are independent. Source: HRDAG, verdata, which estimates from three lists on.
LISTS_LEAST = 3
# People on two lists or more. Source: editorial; with fewer, one wrong match moves the estimate by a fifth and more.
SHARED_LEAST = 5
# A list of so many people of whom this share is on another one was taken from it. Source: editorial; independent
# lists of one war share far less (Kosovo 1999: a third at most).
COPY_LEAST, COPY_SHARE = 20, 0.95
# Source: Vehtari et al. (2021), section 4, for both; the bound of 1.05 is that of this organisation's guard rails.
R_HAT_MOST, EFFECTIVE_LEAST = 1.05, 400
# The answer hangs on the choice of the model where the ten best lie so far apart. Source: editorial.
RANGE_WIDE = 2.0


def refusal(overlap: Overlap) -> str:
    """Why these lists allow no estimate by any method: ``too_few_lists``, ``too_few_shared``, or ""."""
    independent = [index for index in range(len(overlap.lists)) if overlap.size(index)]
    independent = [index for index in independent if index not in {copy for copy, _of in copies(overlap)}]
    if len(independent) < LISTS_LEAST:
        return "too_few_lists"
    return "too_few_shared" if overlap.shared < SHARED_LEAST else ""


def cautions(overlap: Overlap) -> list[tuple[str, tuple[str, ...]]]:
    """What must be said with every number: a code and the lists that it is about."""
    names = overlap.lists
    found: list[tuple[str, tuple[str, ...]]] = [
        ("list_copied", (names[copy], names[of])) for copy, of in copies(overlap)
    ]
    found += [("no_overlap", (names[one], names[other])) for one, other in apart(overlap)]
    return found


def copies(overlap: Overlap) -> list[Pair]:
    """Lists that were as good as taken from another one: (the copy, the one it was taken from)."""
    found: list[Pair] = []
    for one, other in overlap.pairs():
        small, large = sorted((one, other), key=lambda index: (overlap.size(index), -index))
        size = overlap.size(small)
        if size >= COPY_LEAST and overlap.size(one, other) >= COPY_SHARE * size:
            found.append((small, large))
    return found


def apart(overlap: Overlap) -> list[Pair]:
    """Lists that have nobody in common though both have people."""
    return [pair for pair in overlap.pairs() if all(map(overlap.size, pair)) and not overlap.size(*pair)]
