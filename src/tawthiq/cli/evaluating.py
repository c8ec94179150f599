"""``tawthiq read --evaluate``: how well the reader does on what people decided in this workspace."""

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tawthiq.cli.words import language, say
from tawthiq.cli.workspaces import open_register, workspace_of

if TYPE_CHECKING:
    from tawthiq.core.evaluation import Row, Share
    from tawthiq.desk.queries.evaluation import Evaluation

WIDE = 34


def evaluate_decisions(home: Path | None, *, as_json: bool) -> None:
    """Print precision and recall by kind, language, reader, rule and part, over every decision of the workspace."""
    open_register(workspace_of(home))
    from tawthiq.desk.queries.evaluation import evaluation

    found = evaluation()
    if as_json:
        for row in found.rows:
            typer.echo(json_format.dumps(_as_json(row)))
        names = ("decisions", "added", "aside", "unfound")
        typer.echo(json_format.dumps({"summary": {name: getattr(found, name) for name in names}}))
        return
    for line in _lines(found):
        typer.echo(line)


def _as_json(row: "Row") -> dict[str, Any]:
    return {
        "table": row.table,
        "key": row.key,
        "precision": _share_as_json(row.precision),
        "recall": _share_as_json(row.recall) if row.recall else None,
    }


def _share_as_json(share: "Share") -> dict[str, Any]:
    """``value``, ``low`` and ``high`` are null where there are too few cases to say anything."""
    low, high = share.interval or (None, None)
    figures = {"value": share.value, "low": low, "high": high}
    return {"hits": share.hits, "of": share.of, **{name: _rounded(number) for name, number in figures.items()}}


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)


def _lines(found: "Evaluation") -> list[str]:
    if not found.rows:
        return [say("evaluate.nothing")]
    told = {name: getattr(found, name) for name in ("decisions", "added", "aside", "unfound")}
    lines, table = [say("evaluate.summary", **told)], ""
    for row in found.rows:
        if row.table != table:
            table = row.table
            lines += ["", say(f"evaluate.table.{table}")]
        lines.append(f"  {_name(row):<{WIDE}} {_in_words(row)}")
    return lines


def _name(row: "Row") -> str:
    from tawthiq.desk import wording
    from tawthiq.desk.queries.labels import label

    if row.table == "kind":
        return label("kinds", row.key, language())
    table = {"lang": "languages", "part": "parts", "all": "tables"}.get(row.table)
    return wording.words_for(table, row.key) if table else row.key


def _in_words(row: "Row") -> str:
    kept = "evaluate.kept" if row.table == "part" else "evaluate.precision"
    said = [say(kept, share=_share(row.precision))]
    if row.recall is not None:
        said.append(say("evaluate.recall", share=_share(row.recall)))
    return "   ".join(said)


def _share(share: "Share") -> str:
    counted = f"{share.hits}/{share.of}"
    if share.value is None or share.interval is None:
        return say("evaluate.too_few", counted=counted)
    low, high = share.interval
    return f"{share.value:.0%} ({low:.0%}–{high:.0%}) {counted}"
