"""What a sentence leaves unsaid and takes from those before it: place, time, actor, and what "the shelling" was."""

from dataclasses import dataclass, field

from tawthiq.reading.frames import EFFECTS, HOSTS, STRIKES, Cast, Frame
from tawthiq.reading.language import DateMention
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.parties import Actor
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import View
from tawthiq.reading.sites import Site

# Sides that have aircraft over the country, or whose aircraft nobody identified, besides the government.
_FLYING = ("russia", "us_coalition", "turkey", "israel", "iraq", "unknown")
# Arrests so many paragraphs on are still the same side's.
_FAR_BACK = 4
# So many characters may stand between "since" and its date ("since the end of").
_SINCE_GAP = 24
_WIDE = ("countryside", "governorate", "country")
_BUILT = ("facility", "street", "neighbourhood", "camp")
# What happens to people who are held: the holder goes on acting behind a passive ("They were fined").
_CUSTODY = ("fine_extortion", "punishment", "execution", "torture", "enforced_disappearance")


@dataclass(slots=True)
class Memory:
    """Places and time of the paragraph, the last actors, and the last act of each kind."""

    paragraph: int = -1
    sites: list[Site] = field(default_factory=list)
    earlier_sites: list[Site] = field(default_factory=list)
    when: DateMention | None = None
    actors: list[Actor] = field(default_factory=list)
    by_kind: dict[str, list[Actor]] = field(default_factory=dict)
    kind_in: dict[str, int] = field(default_factory=dict)
    last_strike: str = ""
    actors_in: int = -1
    region: list[Site] = field(default_factory=list)
    sole_air_power: Actor | None = None
    person: Named | None = None

    def open_sentence(self, cast: Cast) -> None:
        """Forgets place and time of the paragraph before."""
        if cast.view.sentence.paragraph != self.paragraph:
            self.paragraph = cast.view.sentence.paragraph
            self.earlier_sites = self.sites or self.earlier_sites
            self.when, self.sites = None, []

    def open_region(self, cast: Cast) -> None:
        """Keeps the place of a heading ("Hama Province:", "Manbij:"): where nothing nearer is told, it happened there.

        Where a report was filed ("ERBIL - …") is no such place.
        """
        is_province = any(hit.value in _WIDE for hit in cast.view.of("place_types"))
        if cast.view.sentence.section == "heading" or is_province or cast.ends_open:
            self.region, self.sites, self.earlier_sites = list(cast.sites), [], []

    def inherit(self, frame: Frame) -> None:
        """Fills the frame's place, time and actor where its sentence has none; what is filled in is not its own."""
        has_base = bool(frame.cast.view.of("stationed"))
        if not frame.sites or (has_base and all(site.role == "origin" for site in frame.sites)):
            view = frame.cast.view
            opens = any(pronoun.first - view.first <= 1 for pronoun in view.of("pronouns"))
            reaches_back = opens or bool(view.of("anaphors"))
            before = _precise(self.sites or (self.earlier_sites if reaches_back else [])) or self.region
            frame.sites = [*before, *frame.sites]
        if frame.when is None:
            frame.when = self.when
        if not frame.actors and frame.status != "denied":
            self._find_actor(frame)

    def _find_actor(self, frame: Frame) -> None:
        owner = _air_owner(frame) if frame.kind == "airstrike" else None
        if owner:
            # Source: counting guide of the conflict, helicopters and barrel bombs with no owner belong to one side.
            frame.actors = [Actor(owner.start, owner.end, owner.first, owner.last, owner.value, "none")]
            frame.rules.append("actor.air_owner")
        elif self.sole_air_power and frame.kind == "airstrike" and _has_plain_warplanes(frame):
            # Source: counting guide, warplanes with no owner in a report of the government's forces alone are theirs.
            frame.inferred = self.sole_air_power
            frame.rules.append("actor.sole_air_power")
        elif self.actors and self._is_carried(frame):
            frame.inferred = self.actors[0]
            frame.rules.append("actor.carried")
        elif frame.kind == "fine_extortion" and self._captors() and not frame.cast.verb_first:
            frame.inferred = self._captors()[0]  # "released in return for a ransom"
            frame.rules.append("actor.carried")
        elif frame.kind == "forced_displacement" and self._drivers():
            frame.inferred = self._drivers()[0]  # "…, which forced families to flee"
            frame.rules.append("actor.carried")
        elif self._is_like_before(frame):
            frame.inferred = self.by_kind[frame.kind][0]
            frame.rules.append("actor.alike")
        elif frame.kind in HOSTS and frame.kind in self.by_kind and self._is_same_scene(frame):
            frame.inferred = self.by_kind[frame.kind][0]
            frame.rules.append("actor.same_act")

    def _captors(self) -> list[Actor]:
        """Who took people in the report so far; abductors before those who arrest."""
        return self.by_kind.get("abduction") or self.by_kind.get("arrest_detention") or []

    def _drivers(self) -> list[Actor]:
        """Who struck or attacked in this paragraph: whoever flees there flees from them."""
        kinds = [kind for kind in (*STRIKES, "ground_attack") if self.kind_in.get(kind) == self.paragraph]
        return self.by_kind[kinds[0]] if len(kinds) == 1 else []

    def _is_same_scene(self, frame: Frame) -> bool:
        """Whether it may be the act told before; in Arabic a noun without place a paragraph on may be any other."""
        is_near = frame.voice == "definite" or self.kind_in.get(frame.kind) == self.paragraph
        return _is_in_scene(frame) and (is_near or not frame.cast.verb_first)

    def _is_like_before(self, frame: Frame) -> bool:
        """Whether "a similar strike" (قصف مماثل), or arrests that name nobody, go on with what was told before."""
        if not frame.cast.verb_first or frame.kind not in self.by_kind:
            return False
        if frame.cast.view.has_starting(frame.hit.last, "alike"):
            return True
        is_near = self.paragraph - self.kind_in.get(frame.kind, -_FAR_BACK) < _FAR_BACK
        return frame.kind == "arrest_detention" and frame.voice in ("noun", "definite", "passive") and is_near

    def _is_carried(self, frame: Frame) -> bool:
        """Whether the last actor goes on acting: behind a pronoun, or a verb that needs no subject of its own.

        A subject that is no known party ("a local faction") is somebody else: nothing is carried over it.
        """
        if frame.kind in EFFECTS or frame.kind in ("killing_other", "forced_displacement"):
            return False
        if frame.voice == "light":
            return _has_no_subject(frame) and (frame.kind not in HOSTS or bool(frame.cast.view.of("pronouns")))
        if frame.voice == "active":
            if not frame.cast.verb_first:
                is_body = frame.kind == "punishment" and frame.cast.view.has_starting(
                    frame.hit.first - 1, "possessives"
                )
                return _has_pronoun_before(frame) or bool(is_body)
            return (frame.kind not in HOSTS or bool(frame.cast.view.of("pronouns"))) and not _has_unknown_subject(frame)
        if frame.voice == "two_sided":
            return self.actors_in == self.paragraph
        is_led = "forced" in frame.trigger.needs and frame.cast.verb_first and self.actors_in == self.paragraph
        return is_led or (frame.kind in _CUSTODY and bool(frame.cast.view.of("pronouns")))  # سيق … لحفر الأنفاق

    def remember(self, cast: Cast, frames: list[Frame]) -> None:
        """Keeps what later sentences may need."""
        if cast.present and not _opens_with_pronoun(cast):
            self.person = cast.present[0]
        scenes = [site for site in cast.sites if site.role == "scene"]
        self.sites = scenes or self.sites
        for frame in frames:
            is_day = frame.cast.verb_first or not _is_since(frame)
            if frame.own_when and self.when is None and cast.view.sentence.section != "title" and is_day:
                self.when = frame.when
            if frame.actors:
                self.actors, self.actors_in = frame.actors, self.paragraph
                self.by_kind[frame.kind] = frame.actors
                self.kind_in[frame.kind] = self.paragraph
            if frame.kind in STRIKES or frame.kind == "ground_attack" or _is_murder(frame):
                self.last_strike = frame.kind
        is_bare = not frames or (cast.verb_first and not any(frame.actors for frame in frames))
        if is_bare and cast.actors and cast.actors[0].marker == "none":
            self.actors, self.actors_in = cast.actors[:1], self.paragraph


def _is_since(frame: Frame) -> bool:
    """ "besieged since March 2015": from when on something is so dates nothing else that the paragraph tells."""
    before = frame.cast.view.of("since")
    when = frame.when
    return when is not None and any(word.end <= when.start <= word.end + _SINCE_GAP for word in before)


def _is_murder(frame: Frame) -> bool:
    """Shots at a person: "the attack" of the next sentence means them; English."""
    return frame.kind == "killing_other" and not frame.cast.verb_first and frame.trigger.kind in ("shooting", "strike")


def _has_unknown_subject(frame: Frame) -> bool:
    """Whether people whom no list knows stand right behind the verb (أحرق مستوطنون, منع حاجز)."""
    return frame.hit.last in frame.cast.nominatives or bool(
        frame.cast.view.has_starting(frame.hit.last, "actor_heads") and not frame.cast.actors
    )


def _has_no_subject(frame: Frame) -> bool:
    """Whether nobody stands between the verb that says "did" and what was done (قاموا بتكسير …)."""
    verbs = [verb for verb in frame.cast.view.of("light_verbs") if verb.last <= frame.hit.first]
    return bool(verbs) and frame.hit.first - verbs[-1].last <= 1


def _opens_with_pronoun(cast: Cast) -> bool:
    """Whether the sentence goes on about the person before it ("He told X that …")."""
    view = cast.view
    return any(hit.value == "person" and hit.start < cast.present[0].start for hit in view.of("pronouns"))


def _has_pronoun_before(frame: Frame) -> bool:
    """Whether "it", "they" or "the organisation" stands before the verb."""
    pronouns = frame.cast.view.of("pronouns")
    return any(word.value in ("singular", "plural", "person") and word.last <= frame.hit.first for word in pronouns)


def _precise(sites: list[Site]) -> list[Site]:
    """The places without the wide regions around them: what is inherited is the place itself."""
    narrow = [site for site in sites if not any(entry.kind in _WIDE for entry in site.entries)]
    return list(narrow or sites)


def _is_in_scene(frame: Frame) -> bool:
    """Whether the act may be the one told before: no town of its own, at most a building or street."""
    entries = [entry for site in frame.sites for entry in site.entries]
    built = _BUILT if not frame.cast.verb_first else _BUILT[:2]
    is_built = all(entry.kind in built for entry in entries) and (bool(entries) or not frame.cast.verb_first)
    if frame.cast.verb_first:  # الضربات التي استهدفت بلدة كذا: the article alone makes it no earlier strike
        return not frame.own_sites or is_built
    return frame.anaphoric or not frame.own_sites or is_built


def sole_air_power(views: list[View]) -> Actor | None:
    """The government, where a report names its forces and no other side that has aircraft."""
    named = {hit.value for view in views for hit in view.of("party")}
    if "syrian_government" not in named or named & set(_FLYING):
        return None
    return Actor(0, 0, 0, 0, "syrian_government", "none")


def _has_plain_warplanes(frame: Frame) -> bool:
    """Whether warplanes are named in the clause without a word on whose they are or may be."""
    view = frame.cast.view
    return bool(view.of("plain_warplanes")) and not view.of("hedges")


def _air_owner(frame: Frame) -> Hit | None:
    """Helicopters or barrels in the clause of the strike."""
    view = frame.cast.view
    for owner in view.of("air_owner"):
        low, high = sorted((owner.first, frame.hit.first))
        if not any(view.has_starting(at, "clause_breaks") for at in range(low, high)):
            return owner
    return None
