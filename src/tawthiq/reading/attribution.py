"""Who says so: the speaker of each sentence, carried on by "he added" and by quotation marks, else the organisation.

Every attribution points at words; where the report names nobody there is none.
"""

import re
from dataclasses import dataclass, field

from tawthiq.core.claims import Attribution
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.people import Named
from tawthiq.reading.scenes import Scene, View
from tawthiq.reading.tokens import Token

# The pieces of a dateline: "HAMA, Syria (Orontes News)", "Hama - Orontes Voice".
_PIECE = re.compile(r"[^\s,():-](?:[^,():\n-]|-(?=\S))*[^\s,():-]")
_VERB_REACH = 14
_AFTER_REACH = 4
_LEFT_MAX = 6
_PLACE_REACH = 9
# A name without a title has this many words; what the person is follows within so many words.
_NAME_MIN, _NAME_MAX, _TITLE_REACH = 2, 5, 4
# So many words of a house that no list knows are taken into its reporter's phrase.
_HOUSE_MAX = 4
_OPENING_REACH = 6
_LINK_REACH = 2
_GRAMMAR = (
    "say", "deny", "admit", "accuse", "complementizers", "relatives", "clause_breaks", "pronouns", "locatives",
    "origins", "destinations", "additions", "negators", "future", "light_verbs", "causes", "anaphors", "parts",
    "house_stops",
)  # fmt: skip
# So many words may describe the person before the word that tells what he is ("a civil rights activist").
_APPOSED_MAX = 4
_STANCES = (("deny", "denies"), ("accuse", "accuses"), ("admit", "admits"), ("say", "asserts"))
# How many sentences back a speaker named behind his words is looked for, and how near behind a quotation he stands.
_TOLD_BACK, _QUOTE_GAP = 8, 4
_OPENERS = frozenset(["the", "a", "an", "one", "of", "own", "local", "another", "some", "several", "our"])


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
        self._organisation = _organisation(scene)
        self._at = 0
        self._known: dict[str, Attribution] = {}
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
            if not (is_part or self._is_quoted_before(before, view)) or found[at].said:
                return
            found[at].attribution, found[at].is_told = voice.attribution, True

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
            speaker = self._after(view, word.last, parties=True)
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
        speaker = self._after(view, verb.last, parties=True) if verb_first else self._before(view, verb)
        if speaker is None and self._is_known(view, verb):
            voice.said = True
            return
        if speaker is None and verb_first:
            speaker = self._opening(view, verb)
        if speaker is None and self._is_continued(view, verb):
            voice.said = True
            return
        if view.has_starting(verb.first, "say_to") is None:  # "told ARA News": who is told does not speak
            speaker = speaker or self._after(view, verb.last, parties=verb_first)
        if speaker:
            self._take(view, speaker, stance, voice)
            voice.said = True
            told = self._told_to(view, verb)
            if told:
                self._take(view, told, "asserts", voice)

    def _told_to(self, view: View, verb: Hit) -> tuple[Hit, int] | None:
        """Who passes it on: "a doctor told an activist that …"; a house that is told is the publisher, not a link."""
        if view.has_starting(verb.first, "say_to") is None:
            return None
        at = verb.last
        while at < min(verb.last + 2, view.last) and view.has_starting(at, "fillers"):
            at += 1
        hit = view.has_starting(at, "speakers")
        is_link = hit is not None and hit.value in ("activist", "medic", "witness", "own_reporter", "official")
        return (hit, hit.last) if hit and is_link else None

    def _opening(self, view: View, verb: Hit) -> tuple[Hit, int] | None:
        """The speaker who opens the sentence before his verb (مراسلنا في حلب أكد أن …)."""
        hit = view.has_starting(view.first, "speakers")
        is_near = hit is not None and hit.last <= verb.first <= hit.last + _OPENING_REACH
        if not hit or not is_near or not view.has_starting(verb.last, "complementizers"):
            return None
        return hit, verb.first

    def _is_continued(self, view: View, verb: Hit) -> bool:
        """Whether a pronoun, or nothing at all, stands where the speaker would ("He added", وأضاف أن)."""
        if self._scene.language.verb_first:
            return True
        if any(view.has_starting(at, "pronouns") for at in range(max(view.first, verb.first - 3), verb.first)):
            return True
        return verb.first - view.first <= 2

    def _before(self, view: View, verb: Hit) -> tuple[Hit, int] | None:
        """The speaker nearest before the verb, with the token where its phrase ends at the latest."""
        if self._scene.language.verb_first:
            return None
        if verb.first > view.first and self._scene.tokens[verb.first - 1].text in self._scene.language.joiners:
            earlier = [hit for hit in view.of("say") if hit.last < verb.first]
            if earlier:
                return self._before(view, earlier[0])  # "sources said …, and denied …": the same speaker
        house = self._house_before(view, verb)
        if house:
            return house, verb.first
        for at in range(verb.first - 1, max(view.first, verb.first - _VERB_REACH) - 1, -1):
            if view.has_ending(at, "say", "triggers") and not view.has_ending(at, "speakers", "titles"):
                return None
            hit = view.has_ending(at, "speakers") or self._party_before(view, at, verb)
            if hit:
                return hit, verb.first
        return None

    def _house_before(self, view: View, verb: Hit) -> Hit | None:
        """A house that no list knows, by its last word: "the Orontes Monitor reported"."""
        at, tokens = verb.first - 1, self._scene.tokens
        if at < view.first or not view.has_ending(at, "house_words") or not tokens[at].text[0].isupper():
            return None
        first = at
        while first - 1 >= view.first and tokens[first].joined and tokens[first - 1].text[0].isupper():
            first -= 1
        if first == at:
            return None
        return Hit(tokens[first].start, tokens[at].end, first, at + 1, "speakers", "organisation")

    def _party_before(self, view: View, at: int, verb: Hit) -> Hit | None:
        """A party right before the verb, with no comma between ("the coalition confirmed")."""
        if verb.first - at > 3 or not all(token.joined for token in self._scene.tokens[at + 1 : verb.first + 1]):
            return None
        return view.has_ending(at, "party")

    def _is_known(self, view: View, verb: Hit) -> bool:
        """Whether a speaker named earlier speaks again, by one part of the name ("Saleh said", "said Saleh")."""
        for token in (verb.first - 1, verb.last):
            known = self._known.get(self._scene.tokens[token].text) if view.first <= token < view.last else None
            if known and (token < verb.first or self._scene.language.capitals):
                self._last = (known,)
                return True
        return False

    def _after(self, view: View, first: int, *, parties: bool) -> tuple[Hit, int] | None:
        """The speaker that follows the word at once, over a few adjectives."""
        reach = _VERB_REACH if self._scene.language.verb_first else _AFTER_REACH
        for at in range(first, min(first + _AFTER_REACH, view.last)):
            hit = view.has_starting(at, "speakers") or (view.has_starting(at, "party") if parties else None)
            if hit and self._is_addressed(hit):
                return None
            if hit:
                return hit, min(hit.last + reach, view.last)
            if view.has_starting(at, "triggers", "clause_breaks", "say", "complementizers"):
                return None
        return None

    def _is_addressed(self, hit: Hit) -> bool:
        """Whether it is said to them, not by them: the word stands behind ل (لعنب بلدي)."""
        token, before = self._scene.tokens[hit.first], self._scene.tokens[hit.first - 1].text if hit.first else ""
        is_bound = hit.start > token.start and token.text[0] == "ل"
        return self._scene.language.verb_first and (is_bound or before == "ل")

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
        start, end = self._phrase(view, hit, limit)
        kind = hit.value if hit.kind == "speakers" else "party"
        if stance == "admits" and kind not in ("party", "official"):
            stance = "asserts"  # a source that confirms admits nothing of its own
        attribution = Attribution(start, end, self._scene.text[start:end], kind, stance)
        if any(start < last and first < end for first, last in voice.spans):
            return
        voice.spans.append((start, end))
        voice.attribution += (attribution,)
        for part in attribution.text.replace("_", " ").split():
            if part[0].isupper() or not self._scene.language.capitals:
                self._known.setdefault(part.strip(","), attribution)
        if self._scene.language.verb_first:
            self._take_source_of(view, end, voice)

    def _take_source_of(self, view: View, end: int, voice: Voice) -> None:
        """From whom the speaker has it: the next link of the chain (نقل مراسلنا عن شهود عيان, نقلاً عن ناشط)."""
        at = self._scene.token_at(end)
        for link in range(at, min(at + _LINK_REACH, view.last)):
            word = view.has_starting(link, "according", "sources_of")
            source = view.has_starting(word.last, "speakers") if word else None
            if source:
                self._take(view, (source, min(source.last + _VERB_REACH, view.last)), "asserts", voice)
                return

    def _take_name(self, view: View, first: int, voice: Voice) -> None:
        """ "according to Karim al-Sham, a media activist": a name, and what the words behind it say that it is."""
        tokens = self._scene.tokens
        last = first
        while last < view.last and last - first < _NAME_MAX and _is_name_part(tokens, last):
            last += 1
        if last - first < _NAME_MIN:
            return
        titles = (view.has_starting(at, "speakers") for at in range(last, min(last + _TITLE_REACH, view.last)))
        told = next((title for title in titles if title), None)
        start, end = tokens[first].start, tokens[last - 1].end
        kind = told.value if told else "witness"
        voice.spans.append((start, end))
        voice.attribution += (Attribution(start, end, self._scene.text[start:end], kind, "asserts"),)

    def _phrase(self, view: View, hit: Hit, limit: int) -> tuple[int, int]:
        """The whole phrase of the speaker: the organisation before it, the name or place after it."""
        first = _grow_left(self._scene, view, hit.first)
        end = hit.end
        for person in self._named[view.index]:
            is_apart = "," in self._scene.text[hit.end : person.start]
            if not is_apart and hit.end <= person.start <= hit.end + 4 and person.end <= view.sentence.end:
                end = person.end
        start = self._scene.tokens[first].start if first < hit.first else hit.start
        if self._scene.language.verb_first:
            return start, max(end, self._with_house(view, hit, limit))
        if hit.kind == "speakers" and end == hit.end:
            start = self._with_name(view, self._scene.token_at(start))
        return start, self._with_place(view, end, limit)

    def _with_name(self, view: View, first: int) -> int:
        """The start of the phrase with the name that it explains: "Karim Darwish, a civil activist, told"."""
        tokens, at = self._scene.tokens, first
        while at - 1 >= view.first and first - at < _APPOSED_MAX and tokens[at].joined:
            at -= 1  # over "a civil"
            if view.has_ending(at, "according"):
                return tokens[first].start  # "in Deir Ezzor, according to a doctor": the place names no doctor
        last = at
        is_apposed = view.first < at and self._scene.text[tokens[at - 1].end : tokens[at].start].strip() == ","
        while is_apposed and at - 1 >= view.first and last - at < _NAME_MAX and tokens[at - 1].text[0].isupper():
            at -= 1
            if at > view.first and not tokens[at].joined:
                break
        return tokens[at if last - at >= _NAME_MIN else first].start

    def _with_house(self, view: View, hit: Hit, limit: int) -> int:
        """The phrase with the house, the name and the place behind it (مراسل صوت وصورة في تدمر)."""
        tokens = self._scene.tokens
        end, at, named = hit.end, self._scene.token_at(hit.end), 0
        while at < limit and tokens[at].joined and not _is_parted(self._scene, tokens[at - 1].end, tokens[at].start):
            place = self._place_at(view, at)
            if place:
                return place.end
            party = view.has_starting(at, "party")
            if party:
                return party.end if hit.value in ("official", "media") else end
            house = view.has_starting(at, "speakers")
            if house and house.start > tokens[at].start:
                break  # لعنب بلدي: to whom it was said
            if house and house.end > end:
                end, at = house.end, house.last
                continue
            if named == _HOUSE_MAX or not _may_name(view, tokens, at):
                break
            end, at, named = tokens[at].end, at + 1, named + 1
        return end

    def _place_at(self, view: View, at: int) -> Hit | None:
        """The place that "in" or "of the countryside" brings in here, with its region."""
        place = view.has_starting(at, "place")
        if place and place.start > self._scene.tokens[at].start:
            return place if self._scene.text[self._scene.tokens[at].start] == "ب" else None
        if view.has_starting(at, "locatives") is None:
            return None
        return view.has_starting(at + 1, "place") or (
            view.has_starting(at + 2, "place") if view.has_starting(at + 1, "regions", "place_types") else None
        )

    def _with_place(self, view: View, end: int, limit: int) -> int:
        """The phrase with the place where the speaker is ("the reporter in the western countryside")."""
        last = self._scene.token_at(end)
        if not view.has_starting(last, "locatives") or limit - last > _PLACE_REACH:
            return end
        at = last
        while at < limit and self._scene.tokens[at].joined and not view.has_starting(at, "say", "relatives"):
            at += 1
        return self._scene.tokens[at - 1].end if at > last + 1 else end


def _is_parted(scene: Scene, start: int, end: int) -> bool:
    """Whether more than a space and quote marks stands between two words."""
    return bool(scene.text[start:end].strip(' "'))


def _may_name(view: View, tokens: list[Token], at: int) -> bool:
    """Whether the word may belong to a speaker's name or house: no word of the grammar, no preposition."""
    word = tokens[at].text
    if word[0].isdigit() or word.startswith("لل"):
        return False
    if any(date.start <= tokens[at].start < date.end for date in view.dates):
        return False
    if view.has_starting(at, "complementizers", "triggers"):
        return False
    starting = view.starting.get(at, {})
    return not any(found.start == tokens[at].start for kind, found in starting.items() if kind in _GRAMMAR)


def _denials_aside(view: View, voice: Voice, *, is_further: bool) -> tuple[Attribution, ...]:
    """Denials told behind the act ("was arrested …, as the regime denied"): they are not who tells of it."""
    acts = [hit.start for hit in view.of("triggers")]
    first = -1 if is_further else min(acts, default=view.sentence.end)
    return tuple(item for item in voice.attribution if item.stance == "denies" and item.start > first)


def _is_name_part(tokens: list[Token], at: int) -> bool:
    """A capitalised word, or an article joined to one ("al-Sham")."""
    if tokens[at].text[0].isupper():
        return True
    return tokens[at].text in ("al", "el", "bin", "ibn") and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()


def _grow_left(scene: Scene, view: View, first: int) -> int:
    if scene.language.verb_first:
        return first
    for _step in range(_LEFT_MAX):
        at = first - 1
        if at < view.first or not scene.tokens[first].joined:
            return first
        word = scene.tokens[at].text
        organisation = view.has_ending(at, "speakers")
        if organisation:
            first = organisation.first
        elif word.lower() in _OPENERS or word[0].isupper():
            first = at
        else:
            return first
    return first


def _organisation(scene: Scene) -> tuple[Attribution, ...]:
    """The organisation of the dateline; without one, the first organisation that the report names."""
    for view in scene.views:
        found = _of_dateline(scene, view) if view.sentence.section == "dateline" else ()
        if found:
            return found
    for view in scene.views:
        for hit in view.of("speakers"):
            if hit.value == "organisation":
                return (Attribution(hit.start, hit.end, scene.text[hit.start : hit.end], "organisation"),)
    return ()


def _of_dateline(scene: Scene, view: View) -> tuple[Attribution, ...]:
    """The half of "Place - Organisation" (in either order) that is the organisation."""
    sentence = view.sentence
    known = next((hit for hit in view.of("speakers") if hit.value in ("organisation", "media")), None)
    if known:
        return (Attribution(known.start, known.end, scene.text[known.start : known.end], "organisation"),)
    pieces = [
        match for match in _PIECE.finditer(scene.text, sentence.start, sentence.end) if _is_house(scene, view, match)
    ]
    return tuple(Attribution(match.start(), match.end(), match.group(), "organisation") for match in pieces[-1:])


def _is_house(scene: Scene, view: View, piece: re.Match[str]) -> bool:
    """Whether a piece of a dateline names who files it: no place, no day, no "Exclusive"."""
    start, end = piece.span()
    last = end if scene.language.capitals else start + 1  # مركز الغوطة الإعلامي: a house with a place in its name
    is_known = any(hit.start < last and start < hit.end for kind in ("place", "place_types") for hit in view.of(kind))
    is_day = any(mention.start < end and start < mention.end for mention in view.dates)
    return not is_known and not is_day and not piece.group().isdigit()
