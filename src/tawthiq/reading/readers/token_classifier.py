"""A token classifier in the format of the transformers library, loaded from a folder of this machine alone."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from tawthiq.core.claims import Claim
from tawthiq.errors import NotFound, Unreadable
from tawthiq.reading.reader import Document, Reading
from tawthiq.reading.readers.assembling import acts_of, to_pointed
from tawthiq.reading.readers.grounding import Ground, ground_all
from tawthiq.reading.readers.labels import load_labels, spans_of_marks

Mark = tuple[str, int, int, float]


class Tagger(Protocol):
    """What marks a sentence: (label, start, end, score) for every piece, offsets into the sentence."""

    def __call__(self, text: str) -> list[Mark]:
        """The marks in order."""
        ...


class TokenClassifierReader:
    """Reads with a model of labels; acts that it does not label come from the trigger words of the language."""

    name = "tokens"

    def __init__(self, folder: Path, *, conflict: str = "syria", tagger: Tagger | None = None) -> None:
        """Raises NotFound where the folder or the library is not there, Unreadable where the model cannot be loaded.

        ``tagger`` is what marks, where it is not the folder's own model in the format of transformers.
        """
        if not folder.is_dir():
            raise NotFound(f"no folder {folder}: a model is loaded from this machine, never fetched")
        self._labels = load_labels(folder)
        self._tag = tagger or load_tagger(folder)
        self._conflict = conflict
        self.version = folder.name

    def read(self, document: Document) -> list[Claim]:
        """The claims that hold."""
        return self.read_checked(document).claims

    def read_checked(self, document: Document) -> Reading:
        """The claims that hold, and every one that does not."""
        ground = Ground(document, conflict=self._conflict)
        labelled = spans_of_marks(self._marks(ground), labels=self._labels, text=document.text)
        pointed = [to_pointed(ground, act, rule="tokens.labelled") for act in acts_of(ground, labelled)]
        return ground_all(ground, pointed, reader=self.name, version=self.version)

    def _marks(self, ground: Ground) -> Iterator[Mark]:
        """The marks of every sentence in offsets of the report, sentence after sentence."""
        for view in ground.scene.views:
            start, end = ground.raw(view.sentence.start, view.sentence.end)
            for label, first, last, score in self._tag(ground.document.text[start:end]):
                yield label, start + first, start + last, score
            yield "O", end, end, 1.0


def load_tagger(folder: Path) -> Tagger:
    """The model of a folder, with the network of its library switched off before it is loaded."""
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    try:
        import torch
        from transformers import AutoModelForTokenClassification, AutoTokenizer
    except ImportError as absent:
        raise NotFound(f"the extra 'transformers' is not installed ({absent.name})") from absent
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, use_fast=True, trust_remote_code=False)
        model = AutoModelForTokenClassification.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True
        )
    except (OSError, ValueError, KeyError, ImportError) as odd:
        raise Unreadable(f"{folder.name} holds no token classifier that can be loaded: {odd}") from odd
    model.eval()
    return _TorchTagger(torch, tokenizer, model)


class _TorchTagger:
    """Marks a sentence with a model of transformers; what is longer than the model reads is marked in windows."""

    def __init__(self, torch: Any, tokenizer: Any, model: Any) -> None:
        self._torch, self._tokenizer, self._model = torch, tokenizer, model
        most = min(getattr(model.config, "max_position_embeddings", 512), 512)
        self._window = max(8, most - 2)

    def __call__(self, text: str) -> list[Mark]:
        """The marks of every piece that stands for letters of the text."""
        windows = self._tokenizer(
            text,
            return_offsets_mapping=True,
            return_overflowing_tokens=True,
            truncation=True,
            max_length=self._window,
            stride=0,
            padding=True,
            return_tensors="pt",
        )
        windows.pop("overflow_to_sample_mapping", None)
        offsets = windows.pop("offset_mapping").tolist()
        with self._torch.inference_mode():
            sure = self._model(**windows).logits.softmax(-1)
        scores, labels = (values.tolist() for values in sure.max(-1))
        names = self._model.config.id2label
        return [
            (names[label], start, end, score)
            for row in zip(offsets, labels, scores, strict=True)
            for (start, end), label, score in zip(*row, strict=True)
            if end > start
        ]
