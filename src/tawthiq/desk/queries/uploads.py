"""Uploads on their way: where their parts lie, whose they are, how far they have come."""

import uuid

from django.conf import settings

from tawthiq.desk import models as m
from tawthiq.errors import NotFound
from tawthiq.store.parts import Parts


def parts_of(upload: m.Upload) -> Parts:
    """The encrypted parts of an upload."""
    return Parts(settings.WORKSPACE.uploads / str(upload.pk), keys_folder=settings.WORKSPACE.keys)


def upload_for(user: m.User, number: uuid.UUID) -> m.Upload:
    """The person's own upload; raises NotFound for another's as for one that is not there."""
    found = m.Upload.objects.select_related("item").filter(pk=number, user=user).first()
    if found is None:
        raise NotFound("not_found")
    return found


def unfinished_uploads(user: m.User) -> list[m.Upload]:
    """What the person began to hand in and has not finished, latest first."""
    return list(m.Upload.objects.filter(user=user, item=None).order_by("-touched_at"))


def receipt_of(upload: m.Upload) -> m.Receipt | None:
    """The receipt that a finished upload became."""
    if upload.item is None:
        return None
    mine = upload.item.receipts.filter(received_by=upload.user.username, channel="upload")
    return mine.order_by("-pk").first()
