"""A frame: one act or effect with its actors, target, counts, places, time and people."""

from dataclasses import dataclass, field

from tawthiq.reading.language import DateMention
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.lexicon_entries import Trigger
from tawthiq.reading.parties import Actor
from tawthiq.reading.people import Named
from tawthiq.reading.quantities import Quantity
from tawthiq.reading.scenes import View
from tawthiq.reading.sites import Site

# Acts in whose course people are killed or hurt: an effect in the same sentence belongs to them.
HOSTS = (
    "airstrike",
    "shelling",
    "explosion_ied",
    "chemical_attack",
    "clash",
    "ground_attack",
    "torture",
    "sniper_killing",
    "punishment",
)
STRIKES = ("airstrike", "shelling", "explosion_ied", "chemical_attack")
# Effects of acts, and which counts each of them speaks of.
EFFECTS: dict[str, tuple[str, ...]] = {
    "killed": ("killed",),
    "injured": ("injured",),
    "casualties": ("killed", "injured"),
    "none_killed": ("killed",),
    "none_injured": ("injured",),
    "none_hurt": ("killed", "injured"),
}
OWN_COUNT = {
    "arrest_detention": "detained",
    "abduction": "detained",
    "child_recruitment": "detained",
    "enforced_disappearance": "detained",
    "execution": "killed",
    "killing_other": "killed",
    "sniper_killing": "killed",
    "forced_displacement": "displaced",
}
# So many words may stand between the bodies and what was done with them.
_BODY_REACH = 6
# What weapons near an unspecific strike make of it, the first that is named.
BY_WEAPON = (
    ("chemical_attack", {"chemical"}),
    ("airstrike", {"air", "airstrike"}),
    ("shelling", {"ground"}),
    ("explosion_ied", {"ied"}),
)


@dataclass(slots=True)
class Cast:
    """What one sentence offers as arguments."""

    view: View
    actors: list[Actor]
    sites: list[Site]
    quantities: list[Quantity]
    named: list[Named]
    spoken: list[tuple[int, int]]
    context: set[str] = field(default_factory=set)
    verb_first: bool = False
    is_told: bool = False
    speaking: list[Actor] = field(default_factory=list)
    ends_open: bool = False
    present: list[Named] = field(default_factory=list)
    nominatives: frozenset[int] = frozenset()


@dataclass(slots=True)
class Frame:
    """One act or effect, in normalised offsets; ``start:end`` are the words that carry it."""

    kind: str
    trigger: Trigger
    hit: Hit
    cast: Cast
    voice: str
    start: int
    end: int
    actors: list[Actor] = field(default_factory=list)
    target: Actor | None = None
    sites: list[Site] = field(default_factory=list)
    own_sites: bool = False
    when: DateMention | None = None
    own_when: bool = False
    counts: dict[str, list[Quantity]] = field(default_factory=dict)
    joint: list[Quantity] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    facility: Hit | None = None
    status: str = "asserted"
    inferred: Actor | None = None
    anaphoric: bool = False
    borrowed: set[str] = field(default_factory=set)
    rules: list[str] = field(default_factory=list)

    def widen(self, start: int, end: int) -> None:
        """Takes these words of the same sentence into the quote."""
        self.start, self.end = min(self.start, start), max(self.end, end)


def is_host(frame: Frame) -> bool:
    """Whether killings and injuries told beside this act or after it belong to it."""
    if frame.kind == "punishment" and _is_of_bodies(frame):
        return False
    return frame.kind in HOSTS or frame.trigger.kind in ("shooting", "other")


def _is_of_bodies(frame: Frame) -> bool:
    """ "hung the bodies": whoever is displayed was killed before, by another act; English."""
    near = range(frame.hit.first - _BODY_REACH, frame.hit.last + _BODY_REACH)
    bodies = (hit for hit in frame.cast.view.of("nature") if hit.value == "body")
    return not frame.cast.verb_first and any(hit.first in near for hit in bodies)
