"""Uploads that may stop and go on: tus 1.0 with creation, termination and checksum, for the person's own uploads.

Source: tus, Resumable Upload Protocol 1.0.x, https://tus.io/protocols/resumable-upload.
"""

import base64
import binascii
import hashlib
import io
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from tawthiq.core.claims import ATTRIBUTION_KINDS
from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.access import may_do, require
from tawthiq.desk.actions import uploads as actions
from tawthiq.desk.forms.intake import ToldForm
from tawthiq.desk.queries.uploads import receipt_of, upload_for
from tawthiq.desk.views.showing import DeskRequest
from tawthiq.errors import InvalidRecord, Unreachable

VERSION = "1.0.0"
BODY_TYPE = "application/offset+octet-stream"
CHECKSUMS: dict[str, Callable[[bytes], Any]] = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}
MOST_CHECKED_BYTES = 16 * 1024 * 1024  # a request with a checksum is held in memory until it has been checked
ANY_KIND = ATTRIBUTION_KINDS[0]  # counts only where a source is named besides
CREATED, NO_CONTENT, OK = 201, 204, 200
BAD, CONFLICT, WRONG_VERSION, TOO_LARGE, WRONG_TYPE = 400, 409, 412, 413, 415
CHECKSUM_MISMATCH, NOT_ALLOWED, LATER = 460, 405, 503


Methods = dict[str, Callable[..., HttpResponse]]


class Refused(Exception):
    """The request is answered with this status and these words."""

    def __init__(self, status: int, words: str) -> None:
        """``words`` are in the reader's language."""
        super().__init__(words)
        self.status = status


def uploads(request: DeskRequest) -> HttpResponse:
    """What the server can do (OPTIONS), and a new upload (POST)."""
    return _answer(request, {"OPTIONS": _say_abilities, "POST": _create})


def upload_part(request: DeskRequest, number: uuid.UUID) -> HttpResponse:
    """One upload: how far it is (HEAD), its next bytes (PATCH), what became of it (GET), and its end (DELETE)."""
    methods: Methods = {
        "HEAD": _say_offset,
        "PATCH": _take,
        "GET": _say_state,
        "DELETE": _remove,
        "OPTIONS": _say_abilities,
    }
    return _answer(request, methods | {"OPTIONS": _say_abilities}, number)


def _answer(request: DeskRequest, methods: Methods, *number: uuid.UUID) -> HttpResponse:
    require(request.user, "ingest")
    method = request.method or ""
    if method == "POST":  # for lines that carry nothing else; a GET could not be told from a stranger's
        method = request.headers.get("X-HTTP-Method-Override", method).upper()
    try:
        if method not in methods:
            raise Refused(NOT_ALLOWED, "")
        if method not in ("OPTIONS", "GET") and request.headers.get("Tus-Resumable") != VERSION:
            raise Refused(WRONG_VERSION, "")
        response = methods[method](request, *(upload_for(request.user, one) for one in number))
    except Refused as refusal:
        response = HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
        response["Tus-Version"] = VERSION
    except InvalidRecord as odd:
        status = TOO_LARGE if str(odd).startswith("upload_too_large") else BAD
        response = HttpResponse(wording.explain(str(odd)), status=status, content_type="text/plain; charset=utf-8")
    except Unreachable as odd:
        response = HttpResponse(wording.explain(str(odd)), status=LATER, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    return response


def _say_abilities(_request: DeskRequest, *_upload: m.Upload) -> HttpResponse:
    response = HttpResponse(status=NO_CONTENT)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = "creation,termination,checksum"
    response["Tus-Checksum-Algorithm"] = ",".join(CHECKSUMS)
    response["Tus-Max-Size"] = str(actions.LARGEST_BYTES)
    return response


def _create(request: DeskRequest) -> HttpResponse:
    length = _number(request, "Upload-Length")
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    form = ToldForm(told | {"source_kind": told.get("source_kind") or ANY_KIND})
    if not form.is_valid():
        raise Refused(BAD, " ".join(str(fault) for faults in form.errors.values() for fault in faults))
    name = told.get("filename", "")
    if not name:
        raise Refused(BAD, "Upload-Metadata: filename")
    known = actions.Told(name=name, modified=told.get("modified", "")[:20], **form.cleaned_data)
    upload = actions.start_upload(request.user, length=length, told=known)
    response = HttpResponse(status=CREATED)
    response["Location"] = reverse("upload_part", args=[upload.pk])
    return response


def _say_offset(_request: DeskRequest, upload: m.Upload) -> HttpResponse:
    response = HttpResponse(status=OK)
    response["Upload-Offset"], response["Upload-Length"] = str(upload.offset), str(upload.length)
    return response


def _take(request: DeskRequest, upload: m.Upload) -> HttpResponse:
    """The bytes are durable as far as the answered offset; with the last of them the file is received."""
    if request.content_type != BODY_TYPE:
        raise Refused(WRONG_TYPE, "")
    offset = _number(request, "Upload-Offset")
    if offset != upload.offset:
        raise Refused(CONFLICT, "")
    if _announced(request) > upload.length - offset:
        raise Refused(TOO_LARGE, "")
    reached = actions.take_bytes(upload, _checked(request), offset=offset)
    if reached is None:
        raise Refused(CONFLICT, "")
    if reached == upload.length:
        upload = actions.finish_upload(upload)
    response = HttpResponse(status=NO_CONTENT)
    response["Upload-Offset"] = str(reached)
    return response


def _say_state(request: DeskRequest, upload: m.Upload) -> HttpResponse:
    """For the upload page: a whole upload that was not received yet is received now."""
    if upload.offset == upload.length and upload.item_id is None:
        upload = actions.finish_upload(upload)
    return JsonResponse(state_of(request.user, upload))


def _remove(_request: DeskRequest, upload: m.Upload) -> HttpResponse:
    actions.remove_upload(upload)
    return HttpResponse(status=NO_CONTENT)


def state_of(user: m.User, upload: m.Upload) -> dict[str, Any]:
    """What the upload page shows of one upload; references that the person may not open are left out."""
    receipt = receipt_of(upload)
    state = {
        "name": upload.told["name"],
        "modified": upload.told["modified"],
        "length": upload.length,
        "offset": upload.offset,
        "refusal": wording.explain(upload.refusal) if upload.refusal else "",
        "receipt": receipt.ref if receipt else "",
    }
    if receipt and may_do(user, "see_report"):
        state["item"], state["address"] = receipt.item.ref, reverse("item", args=[receipt.item.ref])
    return state | ({"sha256": receipt.item.sha256} if receipt else {})


def _number(request: DeskRequest, header: str) -> int:
    written = request.headers.get(header, "")
    if not (written.isascii() and written.isdecimal() and len(written) < 19):
        raise Refused(BAD, header)
    return int(written)


def _announced(request: DeskRequest) -> int:
    """How many bytes the request says it brings; 0 where it does not say."""
    written = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(written) if written.isdecimal() else 0


def _metadata(header: str) -> dict[str, str]:
    """``key base64, key base64`` as words; what is no base64 of UTF-8 is refused."""
    told = {}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        key, _space, value = pair.partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as odd:
            raise Refused(BAD, f"Upload-Metadata: {key}") from odd
    return told


def _checked(request: DeskRequest) -> actions.Readable:
    """The body; where it comes with a checksum, only after that was found right."""
    header = request.headers.get("Upload-Checksum")
    if header is None:
        return request
    algorithm, _space, value = header.partition(" ")
    if algorithm not in CHECKSUMS or _announced(request) > MOST_CHECKED_BYTES:
        raise Refused(BAD, "Upload-Checksum")
    body = request.read(MOST_CHECKED_BYTES)
    if base64.b64encode(CHECKSUMS[algorithm](body).digest()).decode() != value:
        raise Refused(CHECKSUM_MISMATCH, "")
    return io.BytesIO(body)
