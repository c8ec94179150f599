"""Long sentences cut into the acts that they string together: "A shelled B, while C bombed D, also clashes broke out".

A monitor's paragraph is often one sentence with commas. Each part that tells an act of its own subject is read like a
sentence of its own, so that the parties, places and counts of one act are not shared out to the next.
"""

from bisect import bisect_left
from dataclasses import replace

from tawthiq.reading.language import Language
from tawthiq.reading.lexicon import Hit
from tawthiq.reading.sentences import Sentence
from tawthiq.reading.tokens import Token

# A part shorter than this tells no act of its own. Source: our own reading of reports, no study.
_PART_MIN = 24
# Within so many words of the cut stands the subject, and within so many words of the subject its verb.
_SUBJECT_REACH, _VERB_REACH = 8, 9
_SUBJECTS = ("party", "actor_heads", "munitions")
_ACTS = ("verb", "two_sided", "loser")
_IDLE_KINDS = ("killed", "injured", "casualties", "none_killed", "none_injured", "none_hurt", "")


def cut_clauses(
    sentences: list[Sentence], hits: list[Hit], tokens: list[Token], *, text: str, language: Language
) -> list[Sentence]:
    """The sentences, the long ones cut before each further act; the parts of one sentence share its ``whole``."""
    cuts = set(language.words.get("clause_cuts", ()))
    if not cuts:
        return sentences
    starts = [hit.start for hit in hits]
    found: list[Sentence] = []
    for sentence in sentences:
        own = hits[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        found += _parts(sentence, own, tokens, text) if _may_be_cut(own) else [sentence]
    return found


def _may_be_cut(hits: list[Hit]) -> bool:
    """Only a sentence with two acts and two subjects has anything to cut."""
    acts = sum(1 for hit in hits if _is_act(hit))
    subjects = sum(1 for hit in hits if hit.kind in _SUBJECTS)
    return acts > 1 and subjects > 1


def _is_act(hit: Hit) -> bool:
    return hit.kind == "triggers" and hit.value.kind not in _IDLE_KINDS


def _parts(sentence: Sentence, hits: list[Hit], tokens: list[Token], text: str) -> list[Sentence]:
    """The parts of one sentence in order; they cover it, less the space between."""
    by_token: dict[int, list[Hit]] = {}
    for hit in hits:
        by_token.setdefault(hit.first, []).append(hit)
    parts: list[Sentence] = []
    start = sentence.start
    for cut in (hit for hit in hits if hit.kind == "clause_cuts"):
        if cut.start - start < _PART_MIN or not _is_after_comma(text, cut) or _is_in_quotes(text, start, cut.start):
            continue
        is_toll = any(hit.kind == "tolls" for hit in by_token.get(cut.first, ()))
        is_followed = any(hit.kind == "followed" for hit in by_token.get(cut.first, ()))
        is_toll = is_toll or (is_followed and any(hit.start >= cut.end and _is_act(hit) for hit in hits))
        if _tells_act(hits, start, cut.start) and (is_toll or _opens_act(by_token, tokens, cut)):
            parts.append(replace(sentence, start=start, end=_end_before(text, cut.start)))
            start = cut.start
    return [*parts, replace(sentence, start=start)]


def _is_after_comma(text: str, cut: Hit) -> bool:
    return text[max(0, cut.start - 3) : cut.start].rstrip()[-1:] in (",", ";")


def _is_in_quotes(text: str, start: int, end: int) -> bool:
    return text.count('"', start, end) % 2 == 1


def _end_before(text: str, cut: int) -> int:
    end = cut
    while end > 0 and text[end - 1] in " ,;\t":
        end -= 1
    return end


def _tells_act(hits: list[Hit], start: int, end: int) -> bool:
    """Whether the part before the cut names a subject and an act; a mere "after the clashes" is no part."""
    own = [hit for hit in hits if start <= hit.start < end]
    opens_late = any(hit.kind == "clause_breaks" and hit.start == start for hit in own)
    has_cut = any(hit.kind == "clause_cuts" and hit.start == start for hit in own)
    return (has_cut or not opens_late) and any(map(_is_act, own)) and any(hit.kind in _SUBJECTS for hit in own)


def _opens_act(by_token: dict[int, list[Hit]], tokens: list[Token], cut: Hit) -> bool:
    """Whether a subject with a verb of its own, or fighting, follows the cut at once."""
    subject, is_done = -1, False
    for at in range(cut.first, min(cut.last + _SUBJECT_REACH + _VERB_REACH, len(tokens))):
        if at > cut.last and not tokens[at].joined and subject < 0:
            return False
        here = by_token.get(at, ())
        if at >= cut.last and not tokens[at].joined and any(hit.kind == "clause_breaks" for hit in here):
            return False  # "and information about casualties, while …": the act is of the next part
        is_done = is_done or any(hit.kind == "act_verbs" for hit in here)
        acts = [hit.value.shape for hit in here if _is_act(hit)]
        if "two_sided" in acts or (subject >= 0 and any(shape in _ACTS or is_done for shape in acts)):
            return True
        if subject >= 0 and at - subject > _VERB_REACH:
            return False
        if subject < 0 and any(hit.kind in _SUBJECTS for hit in here):
            subject = at
        elif subject < 0 and at - cut.last > _SUBJECT_REACH:
            return False
    return False
