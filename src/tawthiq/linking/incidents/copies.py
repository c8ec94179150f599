"""Reports taken from one another: found by runs of words that two texts share, whatever else stands around them.

A text is a set of hashed runs of four folded words (Broder 1997), of which every fourth is kept by its hash, the same
ones in every text, so that shares are estimated without looking at all. A translation shares no run: see ``origins``.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from zlib import crc32

from tawthiq.core.claims import Claim
from tawthiq.core.texts import fold
from tawthiq.store.packs import load_table

# Words in a run. Source: Broder et al., Syntactic clustering of the Web (1997), there ten; news agencies' reprints of
# three lines need shorter ones, and four words of a report are rarely alike by chance.
RUN = 4
# Of the runs of the shorter text, the share that the other one holds, from which it is taken for a copy. Two reporters
# on one strike share names and phrases, seldom a tenth of their runs. Source: tests/cases/copies.yaml.
SHARE = 0.5
# Texts with fewer runs are too short to tell.
FEWEST_RUNS = 8
# Runs that more texts than this hold are set phrases of the trade.
_MOST_HOLDERS = 50
_SAMPLED_FROM = 400
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[int]:
    """The runs of words of a text, hashed; of a long text every fourth."""
    words = _WORD.findall(fold(text))
    runs = {crc32(" ".join(words[at : at + RUN]).encode()) for at in range(len(words) - RUN + 1)}
    if len(words) > _SAMPLED_FROM:
        runs = {run for run in runs if run % 4 == 0}
    return frozenset(runs)


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """Of the runs of the shorter text the share that the longer one holds too; 0 where one is too short to tell."""
    one, other = _alike(one, other)
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= FEWEST_RUNS else 0.0


def _alike(one: frozenset[int], other: frozenset[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Where one of the two was sampled, both are."""
    if all(run % 4 == 0 for run in one) != all(run % 4 == 0 for run in other):
        one, other = (frozenset(run for run in runs if run % 4 == 0) for runs in (one, other))
    return one, other


def is_copy(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether one text was taken from the other, or both from a third."""
    return share(one, other) >= SHARE


def copied_pairs(texts: Mapping[str, frozenset[int]]) -> Iterator[tuple[str, str, float]]:
    """The pairs of texts of which one was taken from the other, with the share; in the order of the texts.

    Only texts with a run in common that few others hold are compared.
    """
    holders: dict[int, list[str]] = {}
    for name, runs in texts.items():
        common: Counter[str] = Counter()
        for run in runs:
            listed = holders.setdefault(run, [])
            if len(listed) <= _MOST_HOLDERS:
                common.update(listed)
                listed.append(name)
        for other in sorted(common, key=lambda one: (-common[one], one)):
            if common[other] > 1 and (found := share(texts[other], runs)) >= SHARE:
                yield other, name, round(found, 3)


def text_keys(texts: Mapping[str, str]) -> dict[str, str]:
    """For every text by its key the key of the first text that it was taken from, or its own."""
    found = {key: key for key in texts}
    runs = {key: _kept_shingles(key, text) for key, text in texts.items()}
    for one, other, _share in copied_pairs(runs):
        first, second = sorted((found[one], found[other]), key=list(texts).index)
        found = {key: first if own == second else own for key, own in found.items()}
    return found


@lru_cache(maxsize=2048)
def _kept_shingles(_key: str, text: str) -> frozenset[int]:
    return shingles(text)


def told_by(claim: Claim) -> str:
    """The key of the one named body whose word the claim passes on, or "" where it names none, or several.

    "Activists" and "local sources" are nobody in particular; what an own reporter saw is the publisher's own word.
    """
    if any(voice.kind in ("own_reporter", "witness") and voice.stance != "denies" for voice in claim.attribution):
        return ""
    voices = [voice for voice in claim.attribution if voice.kind in _BODIES and voice.stance == "asserts"]
    names = {fold(voice.text).removeprefix("the ") for voice in voices} - {""}
    return f"told by {names.pop()}" if len(names) == 1 and not names & _nobody() else ""


_BODIES = ("media", "organisation")


@cache
def _nobody() -> frozenset[str]:
    rows = load_table("nobody_in_particular")
    return frozenset(fold(name).removeprefix("the ") for row in rows for name in row["names"])
