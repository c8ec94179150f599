"""``tawthiq ingest``: files into the vault and the register, each one acknowledged only when it is durable."""

import json as json_format
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from tawthiq.cli.intake_files import Candidate, WaitingFile, candidates_of, name_of, read_list
from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, Tampered, TawthiqError, Unreadable

if TYPE_CHECKING:
    from tawthiq.desk.actions.evidence import Arrival, Provenance, Received

# A batch is made durable at once: large enough that flushing costs little for each file, small enough to answer soon.
FIRST_BATCH, BATCH_FILES, BATCH_BYTES = 4, 256, 64 << 20
# Why the vault or the register refuses bytes, as a code of words.yaml.
REASONS: dict[type[TawthiqError], str] = {
    Unreadable: "unreadable",
    Tampered: "damaged_copy",
    InvalidRecord: "disposed",
}

Paths = Annotated[list[Path] | None, typer.Argument(metavar="PATH…", help=say("help.ingest.paths"), show_default=False)]


def ingest(
    paths: Paths = None,
    *,
    home: Home = None,
    index: Annotated[Path | None, typer.Option(metavar="FILE", help=say("help.ingest.index"))] = None,
    source: Annotated[str, typer.Option(metavar="NAME", help=say("help.ingest.source"))] = "",
    kind: Annotated[str, typer.Option(metavar="KIND", help=say("help.ingest.kind"))] = "own_reporter",
    published: Annotated[str, typer.Option(metavar="DATE", help=say("help.ingest.published"))] = "",
    lang: Annotated[str, typer.Option(metavar="LANG", help=say("help.ingest.lang"))] = "",
    by: Annotated[str, typer.Option(metavar="NAME", help=say("help.ingest.by"))] = "operator",
    json: Annotated[bool, typer.Option("--json", help=say("help.ingest.json"))] = False,
) -> None:
    """Preserve files: stop it at any moment and run it again, nothing is stored twice and nothing is lost."""
    if not paths and not index:
        raise InvalidRecord(say("error.no_paths"))
    workspace = workspace_of(home)
    open_register(workspace)
    workspace.vault.sweep()
    told = {"source": source, "source_kind": kind, "published": published, "lang": lang}
    intake = Intake(told, actor=by)
    intake.provenance({})  # what holds for every file is refused before the first one is touched
    candidates = list(_candidates(paths or [], index))
    line, counts, done = ProgressLine("ingest.progress"), Counter[str](), 0
    for batch in batches_of(candidates):
        outcomes = intake.take(batch)
        line.clear()
        for outcome in outcomes:
            counts[outcome["outcome"]] += 1
            typer.echo(json_format.dumps(outcome, ensure_ascii=True) if json else _in_words(outcome))
        done += len(batch)
        line.show(done=done, all=len(candidates))
    line.clear()
    typer.echo(say("ingest.summary", **{name: counts[name] for name in ("new", "again", "refused")}), err=True)
    raise typer.Exit(1 if counts["refused"] else 0)


def _candidates(paths: list[Path], index: Path | None) -> Iterator[Candidate]:
    """Every file of the paths, with its row where a list names it; then what the list names and no path covers."""
    rows = read_list(index) if index else {}
    left = dict(rows)
    for one in candidates_of(paths):
        row = left.pop(one.path.resolve(), None) or rows.get(one.path.resolve(), {})
        yield replace(one, told=row)
    for path, row in left.items():
        name = name_of(path, root=index.resolve().parent) if index else path.name
        yield Candidate(path, name, refused="" if path.is_file() else "unreadable", told=row)


def batches_of(candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates in their order: a few at first, so that the first answer comes soon, then more and more."""
    most, start = FIRST_BATCH, 0
    while start < len(candidates):
        end, size = start, 0
        while end < min(start + most, len(candidates)) and (end == start or size < BATCH_BYTES):
            size += candidates[end].size_bytes
            end += 1
        yield candidates[start:end]
        start, most = end, min(2 * most, BATCH_FILES)


class Intake:
    """Takes files in batches; sources are named once."""

    def __init__(self, told: dict[str, str], *, actor: str) -> None:
        """``told`` holds for every file that no list says otherwise of."""
        self._told, self._actor = told, actor
        self._sources: dict[str, Any] = {}

    def take(self, batch: list[Candidate]) -> list[dict[str, Any]]:
        """What became of each file, as the line that is printed; on return every "new" and "again" is durable."""
        from tawthiq.desk.actions.evidence import receive_many

        asked = [self._arrival(candidate) for candidate in batch]
        arrivals = [one for one in asked if not isinstance(one, dict)]
        received = iter(receive_many(arrivals, actor=self._actor, channel="command line") if arrivals else ())
        told = zip(batch, asked, strict=True)
        return [one if isinstance(one, dict) else _outcome(candidate, next(received)) for candidate, one in told]

    def _arrival(self, candidate: Candidate) -> "Arrival | dict[str, Any]":
        """The file and what is said of it, or the line that refuses it."""
        from tawthiq.desk.actions.evidence import Arrival

        if candidate.refused:
            return _refusal(candidate.name, candidate.refused, candidate.detail)
        try:
            provenance = self.provenance(candidate.told)
        except InvalidRecord as odd:
            return _refusal(candidate.name, "invalid", str(odd))
        return Arrival(cast(BinaryIO, WaitingFile(candidate)), candidate.name, provenance)

    def provenance(self, row: dict[str, Any]) -> "Provenance":
        """What is said about a file: its row of the list, else what holds for all; raises InvalidRecord."""
        from tawthiq.desk.actions.evidence import Provenance

        told = self._told | {name: str(value) for name, value in row.items() if value}
        checked = Provenance(published=told["published"], lang=told["lang"], title=told.get("title", "")[:300])
        if not told["source"]:
            return checked
        source = self._source(told["source"], kind=told["source_kind"])
        return Provenance(source=source, published=checked.published, lang=checked.lang, title=checked.title)

    def _source(self, pseudonym: str, *, kind: str) -> Any:
        from tawthiq.desk.actions.evidence import name_source
        from tawthiq.store.packs import load_table

        kinds = [row["id"] for row in load_table("source_kinds")]
        if kind not in kinds:
            raise InvalidRecord(say("error.source_kind", kind=kind, kinds=", ".join(kinds)))
        if pseudonym not in self._sources:
            self._sources[pseudonym] = name_source(pseudonym=pseudonym, kind=kind, actor=self._actor)
        return self._sources[pseudonym]


def _outcome(candidate: Candidate, got: "Received | TawthiqError") -> dict[str, Any]:
    if isinstance(got, TawthiqError):
        reason, detail = REASONS[type(got)], str(got)
        return _refusal(candidate.name, reason, detail.partition(": ")[2] if reason == "disposed" else detail)
    return _line(got)


def _line(got: "Received") -> dict[str, Any]:
    return {
        "outcome": "new" if got.was_new else "again",
        "item": got.item.ref,
        "sha256": got.item.sha256,
        "size_bytes": got.item.size_bytes,
        "media_type": got.item.media_type,
        "name": got.receipt.original_name,
        "new": got.was_new,
        "receipt": got.receipt.ref,
        "report": got.report.ref if got.report else None,
    }


def _refusal(name: str, reason: str, detail: str) -> dict[str, Any]:
    return {"outcome": "refused", "name": name, "reason": reason, "detail": detail}


def _in_words(outcome: dict[str, Any]) -> str:
    shown = outcome | {"name": harmless(outcome["name"])}
    if outcome["outcome"] == "refused":
        reason = say(f"ingest.reason.{outcome['reason']}")
        return say("ingest.refused", **shown | {"reason": reason, "detail": harmless(outcome["detail"])}).rstrip(" :")
    words = say("ingest.new" if outcome["new"] else "ingest.again", **shown)
    return words if outcome["report"] else f"{words} {say('ingest.no_text', **shown)}"
