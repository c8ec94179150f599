"""Exporting: files in the form asked for, for people who may, with an entry in the journal before anything leaves."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from tawthiq.core.consent import PURPOSES
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.handovers import ConsentLacking
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.desk.queries.exporting import (
    Chosen,
    Prepared,
    prepare_incidents,
    prepare_list,
    prepare_release,
    refusals_of_list,
)
from tawthiq.desk.queries.releasing import HeldBack
from tawthiq.desk.queries.rooms import veil_for
from tawthiq.errors import InvalidRecord
from tawthiq.store.exports.writing import FORMS, write_export

INTERNAL = "internal_analysis"
USES = tuple(one for one in PURPOSES if one not in ("keep", "recontact"))


@dataclass(frozen=True, slots=True)
class Exported:
    """The files, how many records they hold, the columns that were withheld, and incidents that did not go out."""

    paths: tuple[Path, ...]
    records: int
    withheld: tuple[str, ...] = ()
    held_back: tuple[HeldBack, ...] = ()


def export_list(
    user: m.User, made: m.ListImport, *, form: str, target: Path, purpose: str = INTERNAL, chosen: Chosen | None = None
) -> Exported:
    """Rows of a list as their publisher wrote them lie at ``target``; the journal says who took them and what for.

    Raises ConsentLacking where somebody behind the list said no, or was never asked and must be; InvalidRecord for a
    form or purpose that does not exist and for a list that was disposed of.
    """
    require(user, "export_data")
    require(user, "see_report")
    if purpose not in USES:
        raise InvalidRecord("unknown_purpose")
    if is_disposed(made.item):
        raise InvalidRecord("disposed_already")
    if refusals := refusals_of_list(made, purpose=purpose):
        raise ConsentLacking(refusals)
    prepared = prepare_list(made, chosen or Chosen(), veil=veil_for(user))
    return _export(user, prepared, form=form, target=target, purpose=purpose)


def export_incidents(user: m.User, *, form: str, target: Path, chosen: Chosen | None = None) -> Exported:
    """Signed incidents as the public may see them; raises NotReleasable where the leak check finds something."""
    require(user, "export_data")
    require(user, "see_figures")
    return _export(user, prepare_incidents(chosen or Chosen()), form=form, target=target)


def export_release(
    user: m.User, release: m.Release, *, form: str, target: Path, chosen: Chosen | None = None
) -> Exported:
    """The incidents of a release as it published them; raises NotReleasable for one that was taken back."""
    require(user, "export_data")
    require(user, "see_figures")
    return _export(user, prepare_release(release, chosen or Chosen()), form=form, target=target)


def _export(user: m.User, prepared: Prepared, *, form: str, target: Path, purpose: str = "") -> Exported:
    if form not in FORMS:
        raise InvalidRecord("unknown_form")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
        staged = Path(folder) / target.name
        written = write_export(
            staged, form=form, sheets=prepared.sheets, records=prepared.records, about=prepared.about
        )
        digests = [_digest(path) for path in written.paths]
        detail = {"form": form, "records": written.records, "sha256": digests, "withheld": len(prepared.withheld)}
        detail |= {"purpose": purpose} if purpose else {"held_back": len(prepared.held_back)}
        with transaction.atomic():
            record("data_exported", actor=user.username, subject=prepared.subject, detail=detail)
        finals = tuple(path.replace(target.with_name(path.name)) for path in written.paths)
    return Exported(finals, written.records, prepared.withheld, prepared.held_back)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
