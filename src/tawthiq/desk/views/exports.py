"""Exports as downloads: a list in a form, signed incidents, a release."""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tawthiq.desk import wording
from tawthiq.desk.access import access_list, access_release
from tawthiq.desk.actions.exports import Exported, export_incidents, export_list, export_release
from tawthiq.desk.forms.lists import ExportForm, ListExportForm
from tawthiq.desk.queries.exporting import Chosen
from tawthiq.desk.queries.publishing import standing_releases
from tawthiq.desk.views.items import to_be_saved
from tawthiq.desk.views.proving import proves_anew
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, say_errors, show
from tawthiq.errors import InvalidRecord, NotReleasable
from tawthiq.store.exports.writing import ENDINGS

SPOOL, CHUNK = "exporting", 1 << 18


@asks_and_takes
@proves_anew("export_data")
def export(request: DeskRequest) -> HttpResponseBase:
    """What, in which form; the file comes as a download, and the journal says who took it."""
    choices = [("incidents", _("signed incidents of the register"))]
    choices += [(one.ref, _("release %s") % one.number) for one in standing_releases()]
    form = ExportForm(request.POST or None)
    form.fields["what"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        told: dict[str, Any] = {name: given[name] for name in ("kind", "party", "governorate")}
        told |= {name: given[name].isoformat() if given[name] else "" for name in ("first_day", "last_day")}
        chosen = Chosen(**told)
        try:
            return _sent(request, given["what"], form=given["form"], chosen=chosen)
        except (InvalidRecord, NotReleasable) as refusal:
            form.add_error(None, wording.explain(str(refusal)))
    return show(request, "export.html", section="export", form=form)


def _sent(request: DeskRequest, what: str, *, form: str, chosen: Chosen) -> HttpResponseBase:
    told: dict[str, Any] = {"form": form, "chosen": chosen}
    with _spool() as folder:
        if what == "incidents":
            target = Path(folder) / f"incidents{ENDINGS[form]}"
            return _download(export_incidents(request.user, target=target, **told))
        release = access_release(request.user, what)
        target = Path(folder) / f"release-{release.number:04}{ENDINGS[form]}"
        return _download(export_release(request.user, release, target=target, **told))


@require_POST
@proves_anew("export_data")
def export_one_list(request: DeskRequest, ref: str) -> HttpResponseBase:
    """The list in the form asked for, for a purpose."""
    found = access_list(request.user, ref)
    form = ListExportForm(request.POST)
    if not form.is_valid():
        say_errors(request, form)
        return redirect("list", ref=ref)
    given = form.cleaned_data
    with _spool() as folder:
        target = Path(folder) / f"{found.folder}-{found.ref}{ENDINGS[given['form']]}"
        try:
            done = export_list(request.user, found, form=given["form"], target=target, purpose=given["purpose"])
        except (InvalidRecord, NotReleasable) as refusal:
            messages.error(request, wording.explain(str(refusal)))
            return redirect("list", ref=ref)
        return _download(done)


def _spool() -> "tempfile.TemporaryDirectory[str]":
    spool = settings.WORKSPACE.home / SPOOL
    spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=spool)


class _Gone:
    """The bytes of a file whose name is gone already, once; closed with the answer, however that ends."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)

    def __iter__(self) -> Iterator[bytes]:
        while self._descriptor >= 0 and (chunk := os.read(self._descriptor, CHUNK)):
            yield chunk

    def close(self) -> None:
        """Nothing is held any more."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.close()


def _download(done: Exported) -> HttpResponseBase:
    """The file, or several in one zip; on disk it is gone before it has arrived."""
    first = done.paths[0]
    if len(done.paths) == 1:
        response = StreamingHttpResponse(_Gone(first), content_type="application/octet-stream")
        response["Content-Length"] = str(first.stat().st_size)
        return to_be_saved(response, name=first.name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in done.paths:
            archive.write(path, path.name)
    archived = HttpResponse(packed.getvalue(), content_type="application/zip")
    return to_be_saved(archived, name=f"{first.name.split('.')[0]}.zip")
