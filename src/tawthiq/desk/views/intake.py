"""Handing in: files or pasted words, acknowledged only when they are durable."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse

from tawthiq.desk import wording
from tawthiq.desk.access import may_do, require
from tawthiq.desk.actions.evidence import Provenance, Received, name_source, receive
from tawthiq.desk.actions.uploads import LARGEST_BYTES
from tawthiq.desk.forms.intake import UploadForm
from tawthiq.desk.queries.gazetteer import find_source, source_pseudonyms
from tawthiq.desk.queries.uploads import unfinished_uploads
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, show
from tawthiq.errors import TawthiqError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing handed in: received, or refused with the reason in words."""

    name: str
    received: Received | None
    refusal: str = ""


@asks_and_takes
def upload(request: DeskRequest) -> HttpResponse:
    """The form, and below it what became of each thing handed in."""
    require(request.user, "ingest")
    form = UploadForm(request.POST or None, request.FILES or None)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = _receive(request, form)
        form = UploadForm()
    elif refusal := getattr(request, "upload_refusal", ""):
        messages.error(request, wording.explain(refusal))
    names = source_pseudonyms() if may_do(request.user, "see_report") else []
    return show(
        request,
        "upload.html",
        section="upload",
        form=form,
        outcomes=outcomes,
        sources=names,
        unfinished=unfinished_uploads(request.user),
        largest=LARGEST_BYTES,
    )


def _receive(request: DeskRequest, form: UploadForm) -> list[Outcome]:
    given, actor = form.cleaned_data, request.user.username
    source = None
    if given["source"]:
        source = find_source(given["source"])
        source = source or name_source(pseudonym=given["source"], kind=given["source_kind"], actor=actor)
    provenance = Provenance(source=source, published=given["published"], lang=given["lang"])
    outcomes = []
    for stream, name, channel in form.streams():
        shown = wording.words_for("channels", channel) if channel == "pasted" else name  # no file: it had no name
        try:
            received = receive(stream, name=name, actor=actor, channel=channel, provenance=provenance)
            outcomes.append(Outcome(name=shown, received=received))
        except TawthiqError as refusal:
            outcomes.append(Outcome(name=shown, received=None, refusal=wording.explain(str(refusal))))
    return outcomes
