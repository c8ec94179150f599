"""Importing a gazetteer: its rows become a file of the workspace, and which edition it is an entry in the journal."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions.journal import record
from tawthiq.store.gazetteer import difference
from tawthiq.store.gazetteer_files import BadRow, Source
from tawthiq.store.imported_gazetteers import make_import, name_of, remove_older


@dataclass(frozen=True, slots=True)
class ImportedGazetteer:
    """``is_new``: these rows were not imported before; else nothing was changed."""

    gazetteer: m.Gazetteer
    is_new: bool
    bad: tuple[BadRow, ...]


def import_gazetteer(
    source: Source, *, name: str = "", actor: str, progress: Callable[[int], None] = lambda _number: None
) -> ImportedGazetteer:
    """The gazetteer is known from now on, in place of its older edition; no place of the register is touched.

    Killed, it goes on at the next try; repeated with the same bytes it changes nothing. Raises InvalidRecord or
    Unreadable.
    """
    folder = settings.WORKSPACE.gazetteers
    made = make_import(source, name=name_of(source, name), folder=folder, progress=progress)
    with transaction.atomic():
        held = m.Gazetteer.objects.select_for_update().filter(name=made.name).first()
        if held and (held.sha256, held.index) == (made.sha256, made.file.name):
            return ImportedGazetteer(held, is_new=False, bad=made.bad)
        row = held or m.Gazetteer(name=made.name)
        older = folder / row.index if row.index else None
        told = difference(made.file, older) if older and older.is_file() and older != made.file else None
        row.added, row.changed, row.gone = (told.added, told.changed, told.gone) if told else (None, None, None)
        row.format, row.sha256, row.index = source.format, made.sha256, made.file.name
        row.original_name = source.files[0].name.encode("utf-8", "backslashreplace").decode()[:255]
        row.used, row.left_out = made.used, len(made.bad)
        row.imported_by, row.imported_at = actor, timezone.now()
        row.save()
        detail = {"format": row.format, "sha256": row.sha256, "used": row.used, "left_out": row.left_out}
        if told:
            detail |= {"added": told.added, "changed": told.changed, "gone": told.gone}
        record("gazetteer_imported", actor=actor, subject=row, changed=[row], detail=detail)
    remove_older(made.file)
    return ImportedGazetteer(row, is_new=True, bad=made.bad)
