"""Archives made elsewhere: preserved as they came, looked at in the sandbox, their verdict in the journal."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction

from tawthiq.capture.sandbox import require_sandbox
from tawthiq.desk import models as m
from tawthiq.desk.actions.derivatives import derive
from tawthiq.desk.actions.evidence import Provenance, receive
from tawthiq.desk.actions.journal import record

ARCHIVE_TYPES = ("application/zip", "application/gzip", "application/warc")
VERDICTS = {"foreign": "import", "c2pa": "provenance"}


@dataclass(frozen=True, slots=True)
class Imported:
    """``verdict`` is whole, damaged, unproven, unreadable, or for media that of the maker's signature ("" for none)."""

    item: m.Item
    was_new: bool
    verdict: str
    facts: dict[str, Any]


def import_archive(stream: BinaryIO, *, name: str, actor: str, provenance: Provenance | None = None) -> Imported:
    """The file is an item, whatever the verdict; nothing is fetched. Raises Unreachable where there is no sandbox."""
    require_sandbox()
    got = receive(stream, name=name, actor=actor, channel="import", provenance=provenance)
    parser = "foreign" if got.item.media_type in ARCHIVE_TYPES else "c2pa"
    if not got.item.derivatives.filter(kind=VERDICTS[parser]).exists():
        derive(got.item, parser=parser, actor=actor)
    row = got.item.derivatives.get(kind=VERDICTS[parser], number=0)
    verdict = _verdict_of(row)
    detail = {"verdict": verdict, "sha256": got.item.sha256, "derivative": row.ref, "second_receipt": not got.was_new}
    with transaction.atomic():
        record("imported", actor=actor, subject=got.item, detail=detail)
    return Imported(got.item, got.was_new, verdict, dict(row.facts))


def _verdict_of(row: m.Derivative) -> str:
    if row.state == "failed":
        return "unreadable"
    return str(row.facts.get("verdict", "")) if row.state == "made" else "unsigned"
