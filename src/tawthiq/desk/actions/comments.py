"""Comments from the public site: opened here with the workspace's key, and handled by an editor."""

import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store import keys

SEALED = "*.age"


def collect_comments() -> tuple[int, list[str]]:
    """How many sealed comments came in, and the names of those that do not open: these stay where they are.

    A comment's file is removed only after its row and journal entry are committed; taking one twice changes nothing.
    """
    workspace, taken, refused = settings.WORKSPACE, 0, []
    for path in sorted(workspace.drop.glob(SEALED)):
        try:
            body = json.loads(keys.open_sealed(path.read_bytes(), folder=workspace.keys))
            taken += _take(path.name, body)
        except (Tampered, ValueError, KeyError, TypeError):
            refused.append(path.name)
            continue
        path.unlink()
    return taken, refused


def _take(name: str, body: dict[str, str]) -> bool:
    with transaction.atomic():
        comment, is_new = m.Comment.objects.get_or_create(
            drop_name=name[:64],
            defaults={
                "article_slug": body["article"][:120],
                "name": body.get("name", "")[:120],
                "email": body.get("email", "")[:254],
                "text": body["text"].replace("\0", ""),
                "lang": body["lang"][:2],
                "received_at": timezone.now(),
            },
        )
        if is_new:
            record("comment_received", actor="public", subject=comment, changed=[comment])
    return is_new


def handle_comment(user: m.User, comment: m.Comment, *, note: str) -> None:
    """The comment has been dealt with, as the note says."""
    require(user, "write_article")
    if not note.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        comment.state = "handled"
        comment.save()
        record("comment_handled", actor=user.username, subject=comment, changed=[comment], why=note)
