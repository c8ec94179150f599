"""What a custody certificate says: an item's chain of custody as plain JSON, the same for the same journal.

Format: ``docs/reference/formats/certificate.md``.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from tawthiq.desk import models as m
from tawthiq.desk.queries.captures import captures_of_item, label_of
from tawthiq.desk.queries.checkpoints import Published
from tawthiq.desk.queries.custody import CustodyLine, custody_of, proofs_of
from tawthiq.desk.queries.publishing import receipts_of
from tawthiq.store.keys import public_key

VERSION = 1
EVERY_LINE = 100_000


def certificate_of(item: m.Item, *, checked_at: datetime) -> dict[str, Any]:
    """The certificate's content; ``checked_at`` is when every byte was read and found to be what was received.

    Names of files and pseudonyms of sources are not in it: a certificate goes to many hands.
    """
    lines = custody_of(item, most=EVERY_LINE)
    proofs = proofs_of([line.seq for line in lines])
    return {
        "certificate": "custody of an item",
        "version": VERSION,
        "organisation": settings.ORGANISATION,
        "item": {
            "ref": item.ref,
            "sha256": item.sha256,
            "size_bytes": item.size_bytes,
            "media_type": item.media_type,
            "received_at": _written(item.received_at),
        },
        "fixity": {"checked_at": _written(checked_at), "algorithm": "SHA-256", "result": "unchanged since receipt"},
        "receipts": [_receipt(one) for one in receipts_of(item)],
        "captures": [_capture(one) for one in captures_of_item(item)],
        "custody": [_line(line, proofs.get(line.seq), item) for line in lines],
        "signing_key_sha256": sha256(public_key(settings.WORKSPACE.keys)).hexdigest(),
    }


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _receipt(receipt: m.Receipt) -> dict[str, Any]:
    return {
        "ref": receipt.ref,
        "received_at": _written(receipt.received_at),
        "received_by": receipt.received_by,
        "channel": receipt.channel,
        "source": receipt.source.ref if receipt.source else "",
        "made_known": receipt.published,
    }


def _capture(capture: m.Capture) -> dict[str, Any]:
    return {
        "ref": capture.ref,
        "outcome": capture.outcome,
        "label": "incomplete capture" if label_of(capture) else "",
        "missing": [{"role": role, "reason": reason} for role, reason in sorted(capture.missing.items())],
    }


def _line(line: CustodyLine, proof: Published | None, item: m.Item) -> dict[str, Any]:
    told = {
        "entry": line.seq,
        "at": _written(line.at),
        "event": line.event,
        "premis": line.premis,
        "by": line.actor,
        "why": line.why,
        "subject": line.subject,
        "commitment": line.commitment,
        "destroyed": line.is_destroyed,
        "proof": _proof(proof),
    }
    return told | ({"derivation": _derivation(line.derivative, item)} if line.derivative else {})


def _derivation(made: m.Derivative, item: m.Item) -> dict[str, Any]:
    return {
        "ref": made.ref,
        "kind": made.kind,
        "state": made.state,
        "tool": made.tool,
        "tool_version": made.tool_version,
        "parameters": made.parameters,
        "parent_sha256": item.sha256,
        "sha256": made.sha256,
    }


def _proof(proof: Published | None) -> dict[str, Any] | None:
    if proof is None:
        return None
    return {
        "checkpoint": proof.size,
        "root": proof.root,
        "published_at": _written(proof.published_at),
        "timestamps": [{"authority": one.authority, "at": _written(one.at)} for one in proof.stamps],
        "witnesses": [{"witness": one.witness, "at": _written(one.at)} for one in proof.cosigned],
    }
