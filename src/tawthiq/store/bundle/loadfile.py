"""Load files for review software: a table of items (DAT) and a list of pictures (OPT).

Format: ``docs/reference/formats/bundle.md``; columns: ``data/load_file.yaml``. This is a convention of the trade and no
standard, so what a receiver needs else is changed in the table, not here.
"""

from collections.abc import Mapping
from typing import Any

from tawthiq.store.packs import load_table

QUOTE, SEPARATOR, LINE_BREAK, END = "\u00fe", "\x14", "\u00ae", "\r\n"
# Whatever would end a cell, or read as a line break that was none, is spelled out; the backslash goes first.
_SPELLED = {"\\": "\\\\", QUOTE: "\\u00fe", LINE_BREAK: "\\u00ae", SEPARATOR: "\\u0014", "\r": "\\u000d"}
_TABLE = str.maketrans({**_SPELLED, "\n": LINE_BREAK})


def load_table_dat(case: Mapping[str, Any]) -> bytes:
    """``load.dat``: one row for each item and each derivative, the columns in the order of the table."""
    columns = load_table("load_file")
    rows = [[column["id"] for column in columns]]
    rows += [[_value(one, column, case) for column in columns] for one in case["items"]]
    rows += [[_value(one, column, case) for column in columns] for one in case["derivatives"]]
    lines = [SEPARATOR.join(f"{QUOTE}{cell.translate(_TABLE)}{QUOTE}" for cell in row) + END for row in rows]
    return "".join(lines).encode("utf-8-sig")


def _value(one: Mapping[str, Any], column: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """What ``from`` of the column names, in the record, its receipts or the case; empty where there is none."""
    room, _, key = column["from"].partition(".")
    found: list[Any] = {
        "record": [{**one, "file": (one["file"] or "").removeprefix("data/")}],
        "state": [one["state"]],
        "receipts": [arrival["state"] for arrival in one.get("receipts", ())],
        "sources": list(one.get("receipts", ())),
        "captures": [page for page in case["captures"] if any(item == one["ref"] for _, item in page["files"])],
        "case": [case],
    }[room]
    values = [str(part[key]) for part in found if part.get(key) not in (None, "")]
    return "; ".join(dict.fromkeys(values))


def load_table_opt(case: Mapping[str, Any]) -> bytes:
    """``load.opt``: the pictures of each item, its own and those made from it, the first of an item marked."""
    lines = []
    for item in case["items"]:
        made = [one for one in case["derivatives"] if one["item"] == item["ref"]]
        pictures = [one for one in [item, *made] if one["file"] and one["state"]["media_type"].startswith("image/")]
        for at, one in enumerate(pictures):
            first = ("Y", str(len(pictures))) if at == 0 else ("", "")
            path = one["file"].removeprefix("data/")
            lines.append(f"{one['ref']},{item['ref']},{path},{first[0]},,,{first[1]}{END}")
    return "".join(lines).encode()
