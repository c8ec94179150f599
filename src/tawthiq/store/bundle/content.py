"""What goes into a hand-over bundle, as plain records: nothing here reads a register, a clock or a file.

Format: ``docs/reference/formats/bundle.md``. ``state`` is everywhere the record's state as the journal notes it: the
receiver compares it with the journal's own entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tawthiq.store.bundle.verify import INCOMPLETE

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReceipt:
    """One arrival of an item; ``source`` is a pseudonym or empty, never a name."""

    ref: str
    state: State
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleItem:
    """An original: digest, size and media type are read from its state."""

    ref: str
    state: State
    receipts: tuple[BundleReceipt, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleDerivative:
    """What a tool made from an item, or could not make; its bytes are in the bundle where there are any."""

    ref: str
    item: str
    state: State

    @property
    def has_bytes(self) -> bool:
        """True where the tool made something."""
        return self.state["state"] == "made" and bool(self.state["sha256"])


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleCapture:
    """A visit to an address; ``state`` is None where it changed after the checkpoint. ``files`` are (role, item)."""

    ref: str
    state: State | None = None
    url: str = ""
    started_at: str = ""
    stopped_at: str = ""
    is_court_complete: bool = False
    missing: Mapping[str, str] = field(default_factory=dict)
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleEvent:
    """A journal entry that is opened: ``index`` from 0, hashes in hexadecimal, ``path`` from the leaf up."""

    index: int
    body: str
    salt: str
    commitment: str
    path: tuple[str, ...]
    premis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedEntry:
    """A journal entry that is proven to stand at its place and is not opened."""

    index: int
    commitment: str
    path: tuple[str, ...]
    reason: str = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleContent:
    """Everything that decides the bytes of a bundle: the same content gives the same bundle.

    ``as_of`` is when the checkpoint was published (ISO 8601, UTC); ``checkpoint`` the signed note's bytes;
    ``timestamps`` pairs of authority and reply; ``destroyed`` numbers of entries; ``public_key`` is PEM. ``limits`` are
    pairs of English and Arabic words about what the bundle does not hold; ``papers`` pairs of file name and bytes
    that lie in it besides its own.
    """

    ref: str
    title: str
    purpose: str
    purpose_en: str
    purpose_ar: str
    recipient: str
    as_of: str
    organisation: str
    items: tuple[BundleItem, ...]
    checkpoint: bytes
    public_key: bytes
    derivatives: tuple[BundleDerivative, ...] = ()
    captures: tuple[BundleCapture, ...] = ()
    events: tuple[BundleEvent, ...] = ()
    closed: tuple[ClosedEntry, ...] = ()
    destroyed: tuple[int, ...] = ()
    timestamps: tuple[tuple[str, bytes], ...] = ()
    witness_lines: tuple[str, ...] = ()
    limits: tuple[tuple[str, str], ...] = ()
    case_pdf: bytes | None = None
    case_pdf_ar: bytes | None = None
    papers: tuple[tuple[str, bytes], ...] = ()

    def label_of(self, item: BundleItem) -> str:
        """The item's label: what it was given, or that an incomplete capture made it."""
        lacking = any(item.ref == made for one in self.captures if not one.is_court_complete for _, made in one.files)
        return item.label or (INCOMPLETE if lacking else "")


@dataclass(frozen=True, slots=True)
class Written:
    """A finished bundle: where, the two digests that name it, how many files and how many bytes they have."""

    path: Path
    tag_manifest_sha256: str
    seal_sha256: str
    files: int
    size_bytes: int
