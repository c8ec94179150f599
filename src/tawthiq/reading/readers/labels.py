"""Labels of a tagger: BIO marks become spans, and names of labels become parts of an act."""

import re
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tawthiq.core.claims import KINDS
from tawthiq.errors import InvalidRecord
from tawthiq.reading.readers.assembling import PARTS, Labelled

OWN_LABELS = "tawthiq-labels.yaml"
_MARK = re.compile(r"(?:(?P<mark>[BIOLUES])[-_])?(?P<label>.+)", re.DOTALL)


def load_labels(folder: Path | None = None) -> dict[str, str | None]:
    """What each label means; those of the model's own folder go first. Raises InvalidRecord for what means nothing."""
    known: dict[str, str | None] = {label: label for label in (*PARTS, *KINDS)}
    common = resources.files("tawthiq.reading.readers").joinpath("labels.yaml").read_text(encoding="utf-8")
    known |= yaml.safe_load(common)["labels"]
    own = folder / OWN_LABELS if folder else None
    if own and own.is_file():
        known |= _checked(yaml.safe_load(own.read_text(encoding="utf-8")), own.name)
    return known


def _checked(body: Any, name: str) -> dict[str, str | None]:
    rows = body.get("labels") if isinstance(body, dict) else None
    if not isinstance(rows, dict):
        raise InvalidRecord(f"{name}: there is no mapping 'labels'")
    for label, part in rows.items():
        if part is not None and part not in PARTS and part not in KINDS:
            raise InvalidRecord(
                f"{name}: {label!r} means {part!r}, which is neither a part of an act nor a kind of claim"
            )
    return rows


def spans_of_marks(
    marks: Iterable[tuple[str, int, int, float]], *, labels: Mapping[str, str | None], text: str
) -> list[Labelled]:
    """Spans from marks (BIO, BILOU or bare) with the raw offsets and the score of each piece, in order.

    A piece goes on with the span before it if it bears the same label, no new beginning, and stands in the same word or
    after nothing but spaces. The score of a span is the mean of its pieces. Unknown labels are passed over.
    """
    found: list[Labelled] = []
    open_pieces: list[tuple[int, int, float]] = []
    open_label = ""

    def close() -> None:
        if open_pieces and (part := labels.get(open_label)):
            score = sum(piece[2] for piece in open_pieces) / len(open_pieces)
            found.extend(_trimmed(text, open_pieces[0][0], open_pieces[-1][1], part, score))
        open_pieces.clear()

    for name, start, end, score in marks:
        mark, label = parse_mark(name)
        goes_on = open_pieces and label == open_label and mark not in ("B", "U", "S")
        if goes_on and not text[open_pieces[-1][1] : start].strip():
            open_pieces.append((start, end, score))
            continue
        if open_pieces and label == open_label and mark == "B" and start == open_pieces[-1][1]:
            open_pieces.append((start, end, score))  # a later piece of the same word, marked as if it began one
            continue
        close()
        if label and end > start:
            open_label = label
            open_pieces.append((start, end, score))
    close()
    return found


def parse_mark(name: str) -> tuple[str, str]:
    """("B", "PER") for "B-PER", ("", "PER") for "PER", ("O", "") for "O"."""
    if name == "O":
        return "O", ""
    match = _MARK.fullmatch(name)
    return (match["mark"] or "", match["label"]) if match else ("O", "")


def _trimmed(text: str, start: int, end: int, part: str, score: float) -> list[Labelled]:
    """Without spaces around; cut to the text, whatever a tokenizer says."""
    start, end = max(0, start), min(end, len(text))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [Labelled(start, end, part, score)] if end > start else []
