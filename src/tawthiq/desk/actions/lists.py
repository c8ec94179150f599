"""Importing a list: the file is preserved, and every row of it is stored, matched or refused with a reason.

A row is a claim of the list's publisher and nothing more: no incident, person or place comes of it until somebody
decides so. What was asked for twice is done once; what was stopped at any moment goes on where it stood.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tawthiq.capture.sheets import write_rows
from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import Provenance, name_source, register_stored
from tawthiq.desk.actions.journal import Noted, lock_head, record_many
from tawthiq.desk.models.rows import insert_rows
from tawthiq.desk.queries.disposals import is_disposed
from tawthiq.errors import InvalidRecord
from tawthiq.store.lists.files import ListFile, kind_of
from tawthiq.store.lists.sources import SourceFolder
from tawthiq.store.lists.taking import Recipe, Taken, make_recipe, take_rows

BATCH = 1000  # rows of one transaction: what a kill may undo
SPOOL = "importing"
_LOOKED_UP = 500
Progress = Callable[[m.ListImport], None]


@dataclass(frozen=True, slots=True)
class ListDone:
    """``was_new`` is False where the same list was imported to its end before: then nothing was written."""

    made: m.ListImport
    was_new: bool


@contextmanager
def opened_list(stream: BinaryIO) -> Iterator[tuple[ListFile, Path]]:
    """The bytes as a list and as a file, in a private folder that is gone afterwards.

    A workbook goes through the sandbox. Raises Unreadable, and Unreachable where a workbook meets no sandbox.
    """
    spool = settings.WORKSPACE.home / SPOOL
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=spool) as folder:
        copy = Path(folder) / "list"
        with copy.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
        kind = kind_of(copy)
        if kind == "xlsx":
            write_rows(copy, Path(folder) / "rows")
            yield ListFile(Path(folder) / "rows", "sheets"), copy
        else:
            yield ListFile(copy, kind), copy


def import_list(
    stream: BinaryIO, *, name: str, source: SourceFolder, actor: str, progress: Progress = lambda _one: None
) -> ListDone:
    """Every row of the list is in the register when this returns; ``progress`` hears after each batch.

    Raises Unreadable and BadTable, with nothing written, for a file that is no list or a mapping that does not fit it;
    InvalidRecord where the bytes were disposed of.
    """
    with opened_list(stream) as (file, copy):
        recipe = make_recipe(file, source)
        found = _found(copy, recipe, source)
        if found is not None and found.state == "done":
            return ListDone(found, was_new=False)
        made = found or _begin(copy, recipe, name=name, source=source, actor=actor)
        _take_all(made, take_rows(file, recipe), actor=actor, progress=progress)
    return ListDone(made, was_new=True)


def begin_list(item: m.Item, *, source: SourceFolder, actor: str) -> m.ListImport:
    """The import of a list that is preserved already stands in the register, and the worker takes its rows.

    The same item by the same decisions is the same import. Raises what ``import_list`` does.
    """
    if is_disposed(item):
        raise InvalidRecord("disposed_already")
    with settings.WORKSPACE.vault.open(item.sha256) as stream, opened_list(stream) as (file, _copy):
        recipe = make_recipe(file, source)
    with transaction.atomic():
        publisher = name_source(pseudonym=source.publisher, kind=source.kind, actor=actor)
        return _stand(item, recipe, source=source, publisher=publisher, actor=actor)


def go_on_with(made: m.ListImport, *, should_stop: Callable[[], bool] = lambda: False, actor: str = "worker") -> int:
    """How many rows of a list that was begun are in the register now and were not before."""
    before = made.reached
    recipe = Recipe.from_json(made.recipe)
    with settings.WORKSPACE.vault.open(made.item.sha256) as stream, opened_list(stream) as (file, _copy):
        _take_all(made, take_rows(file, recipe), actor=actor, should_stop=should_stop)
    made.refresh_from_db()
    return made.reached - before


def tend_lists(should_stop: Callable[[], bool]) -> int:
    """How many rows were taken of lists that somebody began, the oldest first."""
    done = 0
    for made in m.ListImport.objects.filter(state="running").select_related("item").order_by("pk"):
        if should_stop():
            break
        if not is_disposed(made.item):
            done += go_on_with(made, should_stop=should_stop)
    return done


def _found(copy: Path, recipe: Recipe, source: SourceFolder) -> m.ListImport | None:
    """The import of the same bytes by the same decisions, finished or not."""
    with copy.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    told = {"item__sha256": sha256, "folder": source.name, "recipe_digest": recipe.digest}
    found = m.ListImport.objects.filter(**told).select_related("item").first()
    if found is not None and is_disposed(found.item):
        raise InvalidRecord("disposed_before")
    return found


def _begin(copy: Path, recipe: Recipe, *, name: str, source: SourceFolder, actor: str) -> m.ListImport:
    """The list is an item, with its receipt, and the import stands in the journal with every decision."""
    with copy.open("rb") as stream:
        stored = settings.WORKSPACE.vault.put(stream)
    with transaction.atomic():
        publisher = name_source(pseudonym=source.publisher, kind=source.kind, actor=actor)
        told = Provenance(source=publisher, lang=source.lang)
        got = register_stored(stored, name=name, actor=actor, channel="list", provenance=told)
        return _stand(got.item, recipe, source=source, publisher=publisher, actor=actor)


def _stand(item: m.Item, recipe: Recipe, *, source: SourceFolder, publisher: m.Source, actor: str) -> m.ListImport:
    least, most = source.expected
    made, is_new = m.ListImport.objects.get_or_create(
        item=item,
        folder=source.name,
        recipe_digest=recipe.digest,
        defaults={
            "source": publisher,
            "recipe": recipe.as_json(),
            "expected_min": least,
            "expected_max": most,
            "asked_by": actor,
            "started_at": timezone.now(),
        },
    )
    if is_new:
        record_many([_note(made, "begun", actor=actor)])
    return made


def _take_all(
    made: m.ListImport,
    rows: Iterator[Taken],
    *,
    actor: str,
    progress: Progress = lambda _one: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> None:
    known = _Known(made)
    rows = iter(rows)
    next(islice(rows, made.reached, made.reached), None)  # past what is there already
    while batch := list(islice(rows, BATCH)):
        if not _take_batch(made, batch, known=known, actor=actor):
            return  # another process takes the same list
        progress(made)
        if should_stop():
            return
    with transaction.atomic():
        lock_head()
        made.refresh_from_db()
        if made.state == "running":
            made.state, made.ended_at = "done", timezone.now()
            made.save()
            record_many([_note(made, "ended", actor=actor)])
    progress(made)


def _take_batch(made: m.ListImport, batch: Sequence[Taken], *, known: "_Known", actor: str) -> bool:
    """Whether these rows were the next ones; they, the count and the journal entry stand or fall together."""
    with transaction.atomic():
        head = lock_head()
        standing = m.ListImport.objects.get(pk=made.pk)
        if standing.reached != batch[0].number - 1 or standing.state != "running":
            return False
        known.look_up(batch)
        rows = _insert(made, batch, known=known)
        for row in rows:
            setattr(made, row.state, getattr(made, row.state) + 1)
        made.reached = batch[-1].number
        made.save()
        record_many([_note(made, "taken", actor=actor, rows=rows)], head=head)
    known.add(batch, rows)
    return True


def _insert(made: m.ListImport, batch: Sequence[Taken], *, known: "_Known") -> list[m.ListRow]:
    """The rows, in the register; one that repeats another of the same batch learns of it once that one has a number."""
    first: dict[str, int] = {}
    repeated: list[tuple[int, int]] = []
    rows: list[m.ListRow] = []
    for at, one in enumerate(batch):
        before = first.get(one.key)
        if one.faults:
            earlier = None
        elif before is not None:
            earlier = _Earlier(0, batch[before].digest)
            repeated.append((at, before))
        else:
            earlier = known.earlier(one)
            first[one.key] = at
        rows.append(_row(made, one, earlier))
    insert_rows(rows)
    for at, before in repeated:
        rows[at].earlier_id = rows[before].pk
    m.ListRow.objects.bulk_update([rows[at] for at, _ in repeated], ["earlier"], batch_size=100)
    return rows


def _note(made: m.ListImport, step: str, *, actor: str, rows: Sequence[m.ListRow] = ()) -> Noted:
    detail: dict[str, Any] = {"step": step, "reached": made.reached}
    detail |= {state: getattr(made, state) for state in m.ListRow.STATES}
    return Noted(event="list_imported", actor=actor, subject=made, changed=[made, *rows], detail=detail)


def _row(made: m.ListImport, one: Taken, earlier: "_Earlier | None") -> m.ListRow:
    is_same = earlier is not None and earlier.digest == one.digest
    return m.ListRow(
        of=made,
        number=one.number,
        table=one.written.table[:300],
        line=one.written.line,
        part=one.written.part[:600],
        about=one.about,
        key=one.key,
        words_digest=one.digest,
        cells=one.written.cells,
        told=one.fields,
        state="refused" if one.faults else "matched" if is_same else "stored",
        reasons=[[fault.code, fault.heading, fault.value] for fault in one.faults],
        earlier_id=(earlier.pk or None) if earlier else None,
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    pk: int
    digest: str


@dataclass(slots=True)
class _Known:
    """The newest row of the same source under each key: of this list, which is kept in mind, and of earlier ones."""

    made: m.ListImport
    here: dict[str, _Earlier] = field(default_factory=dict)
    before: dict[str, _Earlier] = field(default_factory=dict)
    has_others: bool = False

    def __post_init__(self) -> None:
        others = m.ListImport.objects.filter(folder=self.made.folder).exclude(pk=self.made.pk)
        self.has_others = others.filter(rows__isnull=False).exists()
        taken = self.made.rows.exclude(state="refused").order_by("number").values_list("key", "pk", "words_digest")
        for key, pk, digest in taken.iterator(chunk_size=5000):
            self.here[key] = _Earlier(pk, digest)

    def look_up(self, batch: Sequence[Taken]) -> None:
        """Earlier lists of the source are asked for the keys of the batch."""
        self.before = {}
        if self.has_others:
            keys = sorted({one.key for one in batch if not one.faults} - set(self.here))
            for start in range(0, len(keys), _LOOKED_UP):
                self.before |= self._asked(keys[start : start + _LOOKED_UP])

    def _asked(self, keys: Sequence[str]) -> Mapping[str, _Earlier]:
        rows = m.ListRow.objects.filter(key__in=keys, of__folder=self.made.folder).exclude(of=self.made)
        told = rows.exclude(state="refused").order_by("pk").values_list("key", "pk", "words_digest")
        return {key: _Earlier(pk, digest) for key, pk, digest in told}

    def earlier(self, one: Taken) -> _Earlier | None:
        """The row that this one repeats or changes."""
        return self.here.get(one.key) or self.before.get(one.key)

    def add(self, batch: Sequence[Taken], rows: Sequence[m.ListRow]) -> None:
        """The rows are in the register."""
        for one, row in zip(batch, rows, strict=True):
            if not one.faults:
                self.here[one.key] = _Earlier(row.pk, row.words_digest)
