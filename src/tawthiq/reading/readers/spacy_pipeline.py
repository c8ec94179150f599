"""A pipeline of spaCy, from a folder or an installed package: its entities and its parse become claims."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tawthiq.core.claims import Claim
from tawthiq.errors import NotFound, Unreadable
from tawthiq.reading.reader import Document, Reading
from tawthiq.reading.readers.assembling import Act, Labelled, acts_of, lexical_acts, to_pointed
from tawthiq.reading.readers.grounding import Ground, ground_all
from tawthiq.reading.readers.labels import load_labels

# The relations of a parse that matter, in the names of Universal Dependencies and of spaCy's English pipelines.
# Source: universaldependencies.org/u/dep; the labels of the "ClearNLP" scheme in spaCy's glossary.
_SUBJECTS = frozenset({"nsubj"})
_PASSIVES = frozenset({"nsubjpass", "nsubj:pass"})
_OBJECTS = frozenset({"dobj", "obj"})
_AGENTS = frozenset({"agent", "obl:agent"})
_JOINED = frozenset({"conj", "compound", "flat", "flat:name", "nmod", "amod", "appos", "poss", "det", "nummod", "case"})
_LENGTH_MAX = 5_000_000


class SpacyReader:
    """Reads with a spaCy pipeline: acts are the language's trigger words, their parts come from the parse.

    Without a parser the entities of a sentence go to the nearest act.
    """

    name = "spacy"

    def __init__(self, pipeline: str, *, conflict: str = "syria") -> None:
        """A folder or the name of an installed package; raises NotFound or Unreadable. Nothing is downloaded."""
        self._nlp = load_pipeline(pipeline)
        self._conflict = conflict
        folder = Path(pipeline)
        self._labels = load_labels(folder if folder.is_dir() else None)
        meta = self._nlp.meta
        self.version = f"{meta.get('lang')}_{meta.get('name')}-{meta.get('version')}"

    def read(self, document: Document) -> list[Claim]:
        """The claims that hold."""
        return self.read_checked(document).claims

    def read_checked(self, document: Document) -> Reading:
        """The claims that hold, and every one that does not."""
        ground = Ground(document, conflict=self._conflict)
        parsed = self._nlp(document.text)
        labelled = self._entities(parsed)
        if parsed.has_annotation("DEP"):
            acts = [act for view in ground.scene.views for act in lexical_acts(ground, view)]
            _share_by_parse(ground, acts, parsed, labelled)
        else:
            acts = acts_of(ground, labelled)
        pointed = [to_pointed(ground, act, rule="spacy.parsed") for act in acts]
        return ground_all(ground, pointed, reader=self.name, version=self.version)

    def _entities(self, parsed: Any) -> list[Labelled]:
        found = ((entity, self._labels.get(entity.label_)) for entity in parsed.ents)
        return [Labelled(entity.start_char, entity.end_char, part) for entity, part in found if part]


def load_pipeline(pipeline: str) -> Any:
    """The pipeline, with the length of texts it takes raised to that of the longest reports."""
    try:
        import spacy
    except ImportError as absent:
        raise NotFound(f"the extra 'spacy' is not installed ({absent.name})") from absent
    try:
        nlp = spacy.load(pipeline)
    except OSError as absent:
        raise NotFound(f"no spaCy pipeline {pipeline!r} in a folder or among the installed packages") from absent
    except (ValueError, ImportError, KeyError) as odd:
        raise Unreadable(f"the spaCy pipeline {pipeline!r} cannot be loaded: {odd}") from odd
    nlp.max_length = _LENGTH_MAX
    return nlp


def _share_by_parse(ground: Ground, acts: list[Act], parsed: Any, labelled: list[Labelled]) -> None:
    """Gives each act the subject, object, agent and entities that hang on its word."""
    heads = {id(act): _head(parsed, act) for act in acts}
    for act in acts:
        head = heads[id(act)]
        if head is not None:
            act.parts += _arguments(head)
    by_token = {head.i: act for act in acts if (head := heads[id(act)]) is not None}
    by_view: dict[int, list[Act]] = {}
    for act in acts:
        by_view.setdefault(act.view.index, []).append(act)
    for item in labelled:
        token = _head_of_span(parsed.char_span(item.start, item.end, alignment_mode="expand"))
        owner = _owner(token, by_token, _nearest(ground, by_view, item)) if token is not None else None
        if owner is not None and item.label != "party":  # sides of an act come from its arguments
            owner.parts.append(item)


def _head(parsed: Any, act: Act) -> Any:
    return _head_of_span(parsed.char_span(*act.words, alignment_mode="expand"))


def _head_of_span(span: Any) -> Any:
    return span.root if span is not None and len(span) else None


def _nearest(ground: Ground, by_view: dict[int, list[Act]], item: Labelled) -> Act | None:
    """The nearest act whose sentence holds the words."""
    here = [act for view in ground.views(item.words)[:1] for act in by_view.get(view.index, ())]
    return min(here, key=lambda act: abs(act.words[0] - item.start), default=None)


def _owner(token: Any, by_token: dict[int, Act], nearest: Act | None) -> Act | None:
    """The act on whose word this token hangs, else the nearest."""
    for above in (token, *token.ancestors):
        if above.i in by_token:
            return by_token[above.i]
    return nearest


def _arguments(head: Any) -> list[Labelled]:
    """Who does it and to whom, by the relations below the act's word; a noun has the subject of its verb."""
    found: list[Labelled] = []
    children = list(head.children)
    if head.dep_ in _OBJECTS:  # "carried out raids": the doer is the subject of "carried"
        children += [child for child in head.head.children if child.dep_ in _SUBJECTS]
    for child in children:
        if child.dep_ in _SUBJECTS:
            found += _phrases(child, "perpetrator")
        elif child.dep_ in _PASSIVES or child.dep_ in _OBJECTS:
            found += _phrases(child, "target")[:1]
        elif child.dep_ in _AGENTS:
            inner = [below for below in child.children if below.dep_ in ("pobj", "obj")] or [child]
            found += [phrase for below in inner for phrase in _phrases(below, "perpetrator")]
    return found


def _phrases(head: Any, part: str) -> list[Labelled]:
    """The phrase around a head, and those joined to it by "and", each on its own."""
    joined = [child for child in head.children if child.dep_ == "conj"]
    own = _below(head, without={child.i for child in joined})
    start, end = min(token.idx for token in own), max(token.idx + len(token) for token in own)
    return [Labelled(start, end, part), *(phrase for child in joined for phrase in _phrases(child, part))]


def _below(head: Any, *, without: Iterable[int]) -> list[Any]:
    """The head with the words that describe it, no clause and no further phrase of place or time."""
    left_out = set(without)
    kept = [head]
    for child in head.children:
        if child.i not in left_out and child.dep_ in _JOINED - {"conj", "case"}:
            kept += _below(child, without=())
    return kept
