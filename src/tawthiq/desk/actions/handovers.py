"""Handing over: consent is asked first, the bundle is written and checked, the journal says to whom it went and why.

The bundle gets its name only after the journal's entry: there is no hand-over that the journal does not know of.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.core.consent import LEAVING
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.checkpoints import publish_checkpoint
from tawthiq.desk.actions.confirmations import confirm_now
from tawthiq.desk.actions.journal import record
from tawthiq.desk.papers import render_case
from tawthiq.desk.queries.bundling import Address, bundle_content, items_of_incidents
from tawthiq.desk.queries.consents import Blocked, blocked, blocked_people
from tawthiq.desk.queries.disposals import disposed_among
from tawthiq.errors import InvalidRecord, NotReleasable, Unreachable
from tawthiq.store import keys
from tawthiq.store.bundle import BundleContent, Written, write_bundle, write_packed
from tawthiq.store.keys import parse_recipient

Progress = Callable[[int, int], None]
# What lies in a bundle besides its own documents: file name and bytes, made when all else of it is known.
Papers = Callable[[BundleContent], tuple[tuple[str, bytes], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be handed over, to whom, what for; with ``encrypt_to`` (age or ssh keys) as one encrypted file.

    ``people`` are named in its papers, so that their word counts too; ``codenames`` stand in place of these pseudonyms.
    """

    recipient: str
    purpose: str
    items: tuple[m.Item, ...] = ()
    incidents: tuple[m.Incident, ...] = ()
    title: str = ""
    encrypt_to: tuple[str, ...] = ()
    checkpoint: int | None = None
    as_tar: bool = False
    people: tuple[m.Person, ...] = ()
    papers: Papers | None = None
    codenames: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A finished hand-over: its record, and the bundle as it lies there."""

    handover: m.Handover
    written: Written


class ConsentLacking(NotReleasable):
    """Nothing was written: somebody behind an item did not agree to this use. ``refusals`` names every one."""

    def __init__(self, refusals: Sequence[Blocked]) -> None:
        """The text names items, whose word it is and the code why: references only."""
        self.refusals = tuple(refusals)
        told = "; ".join(" ".join((one.item.ref, one.subject, one.reason)).replace("  ", " ") for one in refusals)
        super().__init__(f"consent_lacking: {told}")


def make_bundle(
    user: m.User,
    asked: Asked,
    *,
    out: Path,
    tell: Progress | None = None,
    noted: Callable[[m.Handover], object] | None = None,
) -> Made:
    """The bundle lies at ``out``, checked, and the journal holds recipient, purpose and digest.

    ``noted`` writes in the same transaction as the journal's entry; what it raises leaves nothing written.
    Raises ConsentLacking with every refusal; InvalidRecord for what cannot be; Tampered naming the item whose preserved
    bytes are damaged; NotFound for a checkpoint that was never published. Nothing lies at ``out`` then.
    """
    require(user, "hand_over")
    items = _items_of(asked)
    _check(asked, items, out=out)
    size = asked.checkpoint or publish_checkpoint(actor=user.username)
    confirm_now(actor=user.username)  # what does not arrive now is shown as missing in the bundle
    to = Address(recipient=asked.recipient.strip(), purpose=asked.purpose, title=asked.title.strip())
    content = _with_papers(_under_codenames(bundle_content(items, size=size, to=to), asked.codenames), asked.papers)
    with _staging(out) as staged:
        written = _write(content, staged, asked=asked, tell=tell)
        with transaction.atomic():
            _refuse_unwilling(items, asked)  # consent may have been withdrawn while the bundle was written
            handover = _note(user, asked, items, size=size, written=written)
            if noted:
                noted(handover)
        staged.rename(out)
    return Made(handover, Written(out, *_rest(written)))


def refusals_of(asked: Asked) -> list[Blocked]:
    """Whose word or silence stands against this hand-over, as far as consent goes; empty: nobody's."""
    return _refusals(_items_of(asked), asked)


def _refusals(items: Sequence[m.Item], asked: Asked) -> list[Blocked]:
    today = timezone.now().date()
    return [
        *blocked(items, purpose=asked.purpose, on=today),
        *blocked_people(asked.people, purpose=asked.purpose, on=today),
    ]


def _items_of(asked: Asked) -> list[m.Item]:
    """The items asked for and those behind the incidents, each once, in order of their number."""
    found = {item.pk: item for item in (*asked.items, *items_of_incidents(asked.incidents))}
    return [found[number] for number in sorted(found)]


def _check(asked: Asked, items: Sequence[m.Item], *, out: Path) -> None:
    """Raises what stands against it before anything is written, cheapest first."""
    if not items:
        raise InvalidRecord("no_items")
    if not asked.recipient.strip():
        raise InvalidRecord("recipient_missing")
    if asked.purpose not in LEAVING:
        raise InvalidRecord("unknown_purpose")
    for key in asked.encrypt_to:
        parse_recipient(key)
    if out.exists() or out.is_symlink():
        raise InvalidRecord("place_taken")
    if not out.parent.is_dir():
        raise Unreachable(f"{out.parent}: no such folder")
    ended = disposed_among(items)
    if gone := [item.ref for item in items if item.pk in ended]:
        raise InvalidRecord(f"disposed_already: {', '.join(gone)}")
    _refuse_unwilling(items, asked)


def _refuse_unwilling(items: Sequence[m.Item], asked: Asked) -> None:
    if refusals := _refusals(items, asked):
        raise ConsentLacking(refusals)


def _under_codenames(content: BundleContent, codenames: Mapping[str, str]) -> BundleContent:
    """The same content, its receipts from these sources under their codenames."""
    items = []
    for item in content.items:
        receipts = (replace(one, source=codenames.get(one.source, one.source)) for one in item.receipts)
        items.append(replace(item, receipts=tuple(receipts)))
    return replace(content, items=tuple(items))


def _with_papers(content: BundleContent, papers: Papers | None) -> BundleContent:
    english, arabic = render_case(content, "en"), render_case(content, "ar")
    made = papers(content) if papers else ()
    return replace(content, case_pdf=english, case_pdf_ar=arabic, papers=made)


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A place in a private folder on the same disk; what is left in it is gone afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=out.parent) as folder:
        yield Path(folder) / out.name


def _write(content: BundleContent, out: Path, *, asked: Asked, tell: Progress | None) -> Written:
    folder, vault = settings.WORKSPACE.keys, settings.WORKSPACE.vault

    def sign(message: bytes) -> bytes:
        return keys.sign(message, folder=folder)

    if asked.encrypt_to or asked.as_tar:
        return write_packed(content, out, open_bytes=vault.open, sign=sign, recipients=asked.encrypt_to, tell=tell)
    return write_bundle(content, out, open_bytes=vault.open, sign=sign, tell=tell)


def _rest(written: Written) -> tuple[str, str, int, int]:
    return written.tag_manifest_sha256, written.seal_sha256, written.files, written.size_bytes


def _note(user: m.User, asked: Asked, items: Sequence[m.Item], *, size: int, written: Written) -> m.Handover:
    handover = m.Handover.objects.create(
        recipient=asked.recipient.strip(),
        purpose=asked.purpose,
        items=[item.ref for item in items],
        checkpoint_size=size,
        tag_manifest_sha256=written.tag_manifest_sha256,
        encrypted_to=" ".join(asked.encrypt_to)[:200],
        made_by=user.username,
        made_at=timezone.now(),
    )
    detail = {
        "recipient": handover.recipient,
        "purpose": handover.purpose,
        "items": handover.items,
        "checkpoint": size,
        "tag_manifest_sha256": written.tag_manifest_sha256,
        "encrypted": bool(asked.encrypt_to),
    }
    record("exported", actor=user.username, subject=handover, changed=[handover], detail=detail)
    return handover
