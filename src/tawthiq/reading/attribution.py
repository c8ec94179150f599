"""Who says so: the speaker of each sentence, carried on by "he added" and by quotation marks, else the organisation.

Every attribution points at words; where the report names nobody there is none.
"""

from dataclasses import dataclass, field, replace

from tawthiq.core.claims import Attribution
from tawthiq.reading.datelines import organisation_of
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.speaker_phrases import NAME_MAX, NAME_MIN, is_name_part, phrase_of
from tawthiq.reading.speakers import (
    VERB_REACH,
    accuser,
    is_continued,
    opening_speaker,
    source_after,
    speaker_after,
    speaker_before,
    told_to,
    unknown_speaker,
)

# What the person is follows a name within so many words.
_TITLE_REACH = 4
_LINK_REACH = 2
# So many letters of "the activists" (الناشطون) are alike in "activists" (ناشطين).
_HEAD_LETTERS = 4
_STANCES = (("deny", "denies"), ("accuse", "accuses"), ("admit", "admits"), ("say", "asserts"))
# How many sentences back a speaker named behind his words is looked for, and how near behind a quotation he stands.
_TOLD_BACK, _QUOTE_GAP = 8, 4


@dataclass(slots=True)
class Voice:
    """The speakers of one sentence and the spans of their phrases; ``said``: a verb of saying stands in it.

    ``is_told`` tells that somebody speaks, in this sentence or from an earlier one on; else it is the organisation.
    """

    attribution: tuple[Attribution, ...] = ()
    spans: list[tuple[int, int]] = field(default_factory=list)
    said: bool = False
    is_told: bool = False


def find_voices(scene: Scene, named: list[list[Named]]) -> list[Voice]:
    """One voice per sentence; ``named`` are the persons of each sentence."""
    return _Speech(scene, named).follow()


class _Speech:
    """Walks through the report and remembers who is speaking."""

    def __init__(self, scene: Scene, named: list[list[Named]]) -> None:
        self._scene = scene
        self._named = named
        self._organisation = organisation_of(scene)
        self._at = 0
        self._known: dict[str, Attribution] = {}
        self._named_sources: list[Attribution] = []
        self._last: tuple[Attribution, ...] = ()

    def follow(self) -> list[Voice]:
        found: list[Voice] = []
        paragraph = whole = -1
        current: tuple[Attribution, ...] = ()
        for view in self._scene.views:
            if view.sentence.paragraph != paragraph:
                paragraph, current = view.sentence.paragraph, ()
            voice = self._voice_of(view)
            aside = _denials_aside(view, voice, is_further=view.sentence.whole == whole)
            whole = view.sentence.whole
            if len(aside) < len(voice.attribution):
                current = self._last = voice.attribution
                aside = ()
            elif voice.said and self._last:
                current = self._last
            elif self._has_ended(view):
                current = ()
            self._tell_back(view, voice, found)
            voice.is_told = bool(current)
            voice.attribution = (current or self._organisation) + aside
            found.append(voice)
        return found

    def _tell_back(self, view: View, voice: Voice, found: list[Voice]) -> None:
        """A speaker named behind his words spoke them: in the parts of the same sentence, in the quotation before."""
        if all(item.stance == "denies" for item in voice.attribution):
            return
        views = self._scene.views
        for at in range(len(found) - 1, max(-1, len(found) - 1 - _TOLD_BACK), -1):
            before = views[at]
            is_part = before.sentence.whole == view.sentence.whole
            is_part = is_part or (at == len(found) - 1 and self._is_tail(before, view))
            if not (is_part or self._is_quoted_before(before, view)) or found[at].said:
                return
            found[at].attribution, found[at].is_told = voice.attribution, True

    def _is_tail(self, before: View, view: View) -> bool:
        """Whether the sentence only says, behind a comma, who told the one before (…، كما أفاد الناشط); Arabic."""
        is_open = self._scene.text.startswith(("،", ","), before.sentence.end - 1)
        return self._scene.language.verb_first and is_open and not view.of("triggers")

    def _is_quoted_before(self, before: View, view: View) -> bool:
        """Whether the sentence belongs to a quotation that ends right before the other one."""
        return any(
            quotation.start <= before.sentence.end <= quotation.end + 2
            and 0 <= view.sentence.start - quotation.end <= _QUOTE_GAP
            for quotation in self._scene.quotations[max(0, self._at - 1) : self._at + 1]
        )

    def _has_ended(self, view: View) -> bool:
        """Whether a quotation has ended before this sentence: what follows it is the report's own word again."""
        quotations = self._scene.quotations
        while self._at < len(quotations) and quotations[self._at].end < view.sentence.start:
            self._at += 1
        ended = self._at > 0 and quotations[self._at - 1].paragraph == view.sentence.paragraph
        is_inside = self._at < len(quotations) and quotations[self._at].start < view.sentence.end
        return ended and not is_inside

    def _voice_of(self, view: View) -> Voice:
        voice = Voice()
        seen: set[tuple[int, int]] = set()
        for kind, stance in _STANCES:
            for verb in view.of(kind):
                if (verb.start, verb.end) in seen or self._is_idle(verb, kind):
                    continue
                seen.add((verb.start, verb.end))
                self._add_speaker(view, verb, stance, voice)
        for word in view.of("according"):
            speaker = source_after(self._scene, view, word)
            if speaker:
                self._take(view, speaker, "asserts", voice)
            elif self._scene.language.capitals:
                self._take_name(view, word.last, voice)
        return voice

    def _is_idle(self, verb: Hit, kind: str) -> bool:
        """ "accused of smuggling" and "was documented" are no speech of a speaker before them."""
        return kind in ("accuse", "say") and self._scene.language.is_passive(self._scene.text, verb.start)

    def _add_speaker(self, view: View, verb: Hit, stance: str, voice: Voice) -> None:
        verb_first = self._scene.language.verb_first
        if view.has_starting(verb.first, "relays") and view.has_starting(verb.last, "speakers") is None:
            return  # نقل إلى المشفى: carried there, not told
        if verb_first and view.has_starting(verb.last, "speakers") is None and self._known_after(view, verb):
            voice.said = True
            return
        speaker = self._beside(view, verb)
        if stance == "accuses" and verb_first and speaker:
            speaker = accuser(self._scene, view, verb, speaker)
        if speaker is None and self._is_known(view, verb):
            voice.said = True
            return
        if speaker is None and verb_first:
            speaker = opening_speaker(view, verb) or unknown_speaker(
                self._scene, view, verb, accuses=stance == "accuses"
            )
        if speaker is None and is_continued(self._scene, view, verb):
            voice.said = True
            return
        if view.has_starting(verb.first, "say_to") is None:  # "told ARA News": who is told does not speak
            speaker = speaker or speaker_after(self._scene, view, verb.last, parties=verb_first)
        if speaker:
            self._take(view, speaker, stance, voice)
            voice.said = True
            told = told_to(view, verb)
            if told:
                self._take(view, told, "asserts", voice)

    def _beside(self, view: View, verb: Hit) -> tuple[Hit, int] | None:
        """The speaker on the side of the verb where the language has its subjects."""
        if self._scene.language.verb_first:
            return speaker_after(self._scene, view, verb.last, parties=True)
        return speaker_before(self._scene, view, verb)

    def _is_known(self, view: View, verb: Hit) -> bool:
        """Whether a speaker named earlier speaks again, by one part of the name ("Saleh said", "said Saleh")."""
        for token in (verb.first - 1, verb.last):
            known = self._known.get(self._scene.tokens[token].text) if view.first <= token < view.last else None
            if known and (token < verb.first or self._scene.language.capitals):
                self._last = (known,)
                return True
        return False

    def _known_after(self, view: View, verb: Hit) -> bool:
        """Whether a speaker named before stands right behind the verb, by one part of the name (وقال العلي)."""
        if not self._scene.language.verb_first or verb.last >= view.last:
            return False
        token = self._scene.tokens[verb.last]
        known = self._known.get(token.text)
        if known is None and self._scene.language.find_names:
            names = self._scene.language.find_names(self._scene.text, token.start, view.sentence.end)[:1]
            for start, end in names:
                if (
                    start == token.start
                    and " " in self._scene.text[start:end]
                    and not view.has_starting(verb.last, "party")
                ):
                    known = Attribution(start, end, self._scene.text[start:end], "witness")
        if known:
            self._last = (known,)
        return known is not None

    def _take(self, view: View, speaker: tuple[Hit, int], stance: str, voice: Voice) -> None:
        hit, limit = speaker
        start, end = phrase_of(self._scene, view, self._named[view.index], hit=hit, limit=limit)
        kind = hit.value if hit.kind == "speakers" else "party"
        if stance == "admits" and kind not in ("party", "official"):
            stance = "asserts"  # a source that confirms admits nothing of its own
        attribution = Attribution(start, end, self._scene.text[start:end], kind, stance)
        if any(start < last and first < end for first, last in voice.spans):
            return
        voice.spans.append((start, end))
        attribution = self._meant(view, hit, attribution)
        if attribution in voice.attribution:
            return
        voice.attribution += (attribution,)
        for part in attribution.text.replace("_", " ").split():
            if part[0].isupper() or not self._scene.language.capitals:
                self._known.setdefault(part.strip(","), attribution)
        if self._scene.language.verb_first:
            self._take_source_of(view, end, voice)

    def _meant(self, view: View, hit: Hit, attribution: Attribution) -> Attribution:
        """Who "the site" is: the last one named so; "the source" (المصدر) is the last one named at all."""
        word = view.has_starting(hit.first, "retold_sources")
        if word is None or word.end != attribution.end:
            if self._scene.language.verb_first:
                self._named_sources.append(attribution)
            return attribution
        head = attribution.text.removeprefix("ال")[:_HEAD_LETTERS]
        is_any = view.has_starting(hit.first, "sources") is not None
        for earlier in reversed(self._named_sources):
            if is_any or head in earlier.text:
                return replace(earlier, stance=attribution.stance)
        return attribution

    def _take_source_of(self, view: View, end: int, voice: Voice) -> None:
        """From whom the speaker has it: the next link of the chain (نقل مراسلنا عن شهود عيان, نقلاً عن ناشط)."""
        at = self._scene.token_at(end)
        for link in range(at, min(at + _LINK_REACH, view.last)):
            word = view.has_starting(link, "according", "sources_of")
            source = view.has_starting(word.last, "speakers") if word else None
            if source:
                self._take(view, (source, min(source.last + VERB_REACH, view.last)), "asserts", voice)
                return

    def _take_name(self, view: View, first: int, voice: Voice) -> None:
        """ "according to Karim al-Sham, a media activist": a name, and what the words behind it say that it is."""
        tokens = self._scene.tokens
        last = first
        while last < view.last and last - first < NAME_MAX and is_name_part(tokens, last):
            last += 1
        if last - first < NAME_MIN:
            return
        titles = (view.has_starting(at, "speakers") for at in range(last, min(last + _TITLE_REACH, view.last)))
        told = next((title for title in titles if title), None)
        start, end = tokens[first].start, tokens[last - 1].end
        kind = told.value if told else "witness"
        voice.spans.append((start, end))
        voice.attribution += (Attribution(start, end, self._scene.text[start:end], kind, "asserts"),)


def _denials_aside(view: View, voice: Voice, *, is_further: bool) -> tuple[Attribution, ...]:
    """Denials told behind the act ("was arrested …, as the regime denied"): they are not who tells of it."""
    acts = [hit.start for hit in view.of("triggers")]
    first = -1 if is_further else min(acts, default=view.sentence.end)
    return tuple(item for item in voice.attribution if item.stance == "denies" and item.start > first)
