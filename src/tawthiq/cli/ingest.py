"""``tawthiq ingest``: files into the vault and the register, each one acknowledged only when it is durable."""

import json as json_format
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, cast

import typer

from tawthiq.cli.intake_files import Candidate, candidates_of, name_of, open_candidate, read_list
from tawthiq.cli.progress import ProgressLine
from tawthiq.cli.words import harmless, say
from tawthiq.cli.workspaces import Home, open_register, workspace_of
from tawthiq.errors import InvalidRecord, Tampered, Unreadable

if TYPE_CHECKING:
    from tawthiq.desk.actions.evidence import Provenance, Received

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
    line, counts = ProgressLine("ingest.progress"), Counter[str]()
    for done, candidate in enumerate(candidates, start=1):
        outcome = intake.take(candidate)
        counts[outcome["outcome"]] += 1
        line.clear()
        typer.echo(json_format.dumps(outcome, ensure_ascii=True) if json else _in_words(outcome))
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
        yield Candidate(one.path, one.name, refused=one.refused, detail=one.detail, told=row)
    for path, row in left.items():
        name = name_of(path, root=index.resolve().parent) if index else path.name
        yield Candidate(path, name, refused="" if path.is_file() else "unreadable", told=row)


class Intake:
    """Takes files one after the other; sources are named once."""

    def __init__(self, told: dict[str, str], *, actor: str) -> None:
        """``told`` holds for every file that no list says otherwise of."""
        self._told, self._actor = told, actor
        self._sources: dict[str, Any] = {}

    def take(self, candidate: Candidate) -> dict[str, Any]:
        """What became of the file, as the line that is printed; on return of "new" or "again" it is durable."""
        if candidate.refused:
            return _refusal(candidate.name, candidate.refused, candidate.detail)
        from tawthiq.desk.actions.evidence import receive

        try:
            provenance = self.provenance(candidate.told)
            with open_candidate(candidate) as stream:
                got = receive(
                    cast(BinaryIO, stream),
                    name=candidate.name,
                    actor=self._actor,
                    channel="command line",
                    provenance=provenance,
                )
        except Unreadable as odd:
            return _refusal(candidate.name, "unreadable", str(odd))
        except InvalidRecord as odd:
            return _refusal(candidate.name, "invalid", str(odd))
        except Tampered as odd:
            return _refusal(candidate.name, "damaged_copy", str(odd))
        return _line(got)

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
