"""What was received: its custody, what was made of it, the preserved bytes themselves, and the certificate."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk.access import access_item
from tawthiq.desk.actions.certificates import certify_custody
from tawthiq.desk.actions.originals import stream_original
from tawthiq.desk.forms.keeping import DisposalForm
from tawthiq.desk.queries.custody import custody_of, proofs_of
from tawthiq.desk.queries.item_page import item_page, unchanged_since, working_copy
from tawthiq.desk.queries.rooms import is_veiled
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, show
from tawthiq.errors import NotFound

INERT = "sandbox; default-src 'none'"
# Only what no program runs when it is clicked keeps an ending of its own; everything else becomes text or plain bytes.
ENDINGS = {
    "application/pdf": "pdf",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
    "image/webp": "webp",
    "audio/amr": "amr",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-msvideo": "avi",
}


@require_safe
def item(request: DeskRequest, ref: str) -> HttpResponse:
    """An item as received, with its chain of custody."""
    found = access_item(request.user, ref)
    page = item_page(found, today=timezone.now().date())
    custody = custody_of(found)
    where = settings.WORKSPACE.vault.where(found.sha256)
    return show(
        request,
        "item.html",
        section="inbox",
        item=found,
        page=page,
        is_veiled=is_veiled(request.user, found),
        unchanged=unchanged_since(found, fault=page.fault),
        custody=custody,
        proofs=proofs_of(line.seq for line in custody),
        disposal_form=DisposalForm(),
        where=where,
        where_is_file=not where.startswith("s3://"),
    )


@require_POST
@proves_anew("see_report")
def original(request: DeskRequest, ref: str) -> HttpResponseBase:
    """The preserved bytes, to be saved and never shown in the browser; that they were opened is journalled."""
    found = access_item(request.user, ref)
    kind, ending = content_type_of(found)
    response = StreamingHttpResponse(stream_original(request.user, found), content_type=kind)
    response["Content-Length"] = str(found.size_bytes)
    return to_be_saved(response, name=f"{found.ref}.{ending}")


def content_type_of(item: m.Item) -> tuple[str, str]:
    """The media type and file ending under which an original goes out: one that nothing is run for."""
    if item.media_type in ENDINGS:
        return "application/octet-stream", ENDINGS[item.media_type]
    if item.media_type.startswith("text/") or item.media_type == "application/xml":
        return "text/plain; charset=utf-8", "txt"
    return "application/octet-stream", "bin"


def to_be_saved(response: HttpResponseBase, *, name: str) -> HttpResponseBase:
    """The answer is a file for the disk, of which nothing can run."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    return response


@require_safe
def copy(request: DeskRequest, ref: str, made: str) -> HttpResponse:
    """A picture that was made anew from an item: what people look at instead of the original."""
    found = access_item(request.user, ref)
    derivative = working_copy(found, made)
    response = HttpResponse(settings.WORKSPACE.vault.read(derivative.sha256), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = INERT
    return response


@require_POST
def certificate(request: DeskRequest, ref: str) -> HttpResponseBase:
    """A certificate of custody as PDF in Arabic or English, or as JSON; issuing it is journalled."""
    found = access_item(request.user, ref)
    form = request.POST.get("form", "")
    if form not in ("ar.pdf", "en.pdf", "json"):
        raise NotFound("not_found")
    issued = certify_custody(request.user, found)
    if form == "json":
        answer = HttpResponse(issued.written, content_type="application/json")
        return to_be_saved(answer, name=f"{ref}-custody.json")
    answer = HttpResponse(issued.pdf(form[:2]), content_type="application/pdf")
    return to_be_saved(answer, name=f"{ref}-custody.{form}")
