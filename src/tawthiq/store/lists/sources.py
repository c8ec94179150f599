"""The folder of a source of lists, ``sources/<name>/``: who publishes it, on what terms, and how its columns are read.

Three kinds of files that a person can read and edit: ``source.yaml``, ``mapping.yaml`` (``mapping.TABLE.yaml`` for
further tables) and ``values.yaml``. Format: ``docs/reference/formats/sources.md``.
"""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tawthiq.core.written_dates import ORDERS
from tawthiq.store.packs import load_table
from tawthiq.store.table_columns import load_mapping
from tawthiq.store.tables import BadTable

ABOUT = ("incidents", "people")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_KEYS = (
    *("publisher", "kind", "terms", "url", "lang", "about", "date_order", "expected"),
    *("leave_out", "withheld", "guarded"),
)
_SOURCE, _VALUES, _MAPPING = "source.yaml", "values.yaml", "mapping.yaml"
_HEAD = "# {words}\n# Format: docs/reference/formats/sources.md\n"
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SourceFolder:
    """A source as its folder has it.

    ``about`` is what a row of a table tells of (the key "" stands for the first table and all that are not named);
    ``expected`` the least and the most rows a list of theirs has; ``leave_out`` tables that are no lists; ``withheld``
    headings that never leave in an export; ``values`` by field what an odd value was decided to mean, None for nothing.
    ``guarded`` says that a ``'`` before = + - @ is no part of a value: the list came out of an export of ours.
    ``mapping`` is by table, "" being the first: absent until somebody mapped it.
    """

    name: str
    publisher: str
    kind: str = "organisation"
    terms: str = ""
    url: str = ""
    lang: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    date_order: str = ""
    expected: tuple[int | None, int | None] = (None, None)
    leave_out: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    guarded: bool = False
    mapping: Mapping[str, Columns] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)

    def about_table(self, table: str) -> str:
        """What rows of the table tell of: "" where nobody said."""
        return self.about.get(table) or self.about.get("", "")


def check_name(name: str) -> str:
    """The name; raises BadTable where it can be no folder's."""
    if not _NAME.fullmatch(name):
        raise BadTable("odd_source_name", name=name)
    return name


def load_source(root: Path, name: str) -> SourceFolder | None:
    """The source of this name below ``root``, None where there is none; raises BadTable naming file and odd word."""
    folder = root / check_name(name)
    if not (folder / _SOURCE).exists():
        return None
    told = _read(folder / _SOURCE)
    if unknown := set(told) - set(_KEYS):
        raise BadTable("unknown_key", name=_SOURCE, value=f"{min(unknown)}: {', '.join(_KEYS)}")
    about = told.get("about") or {}
    return _checked(
        SourceFolder(
            name=name,
            publisher=_text(told, "publisher"),
            kind=_text(told, "kind") or "organisation",
            terms=_text(told, "terms"),
            url=_text(told, "url"),
            lang=_text(told, "lang"),
            about={"": about} if isinstance(about, str) else {_main(str(key)): str(one) for key, one in about.items()},
            date_order=_text(told, "date_order"),
            expected=_expected(told.get("expected")),
            leave_out=_texts(told.get("leave_out")),
            withheld=_texts(told.get("withheld")),
            guarded=_text(told, "guarded") in ("true", "yes"),
            mapping=_mappings(folder),
            values=_values(folder / _VALUES),
        )
    )


def source_names(root: Path) -> list[str]:
    """Names of all sources below ``root``."""
    return sorted(one.name for one in root.iterdir() if one.is_dir()) if root.is_dir() else []


def save_source(root: Path, source: SourceFolder) -> None:
    """The folder says all of it; each file appears whole or not at all. Mappings that were decided before stay."""
    folder = root / check_name(_checked(source).name)
    root.mkdir(exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    least, most = source.expected
    told: dict[str, Any] = {
        "publisher": source.publisher,
        "kind": source.kind,
        "terms": source.terms,
        "url": source.url,
        "lang": source.lang,
        "about": {key or "main": one for key, one in source.about.items()},
        "date_order": source.date_order,
        "expected": {"min": least, "max": most},
        "leave_out": list(source.leave_out),
        "withheld": list(source.withheld),
        **({"guarded": "yes"} if source.guarded else {}),
    }
    _write(folder / _SOURCE, told, words="Who publishes this list, on what terms, and what is expected of it.")
    for table, columns in source.mapping.items():
        body = {name: (list(found) if len(found) != 1 else found[0]) or None for name, found in columns.items()}
        _write(folder / mapping_file(table), body, words="field: heading, or a list of headings, or null.")
    values = {name: dict(words) for name, words in source.values.items()}
    _write(folder / _VALUES, values, words="field: {what is written: what it means, or null for nothing}.")


def mapping_file(table: str) -> str:
    """The name of the file that maps a table; "" is the first."""
    slug = re.sub(r"[^\w-]+", "-", table).strip("-")[:80]
    return f"mapping.{slug}.yaml" if table else _MAPPING


def mapping_of(source: SourceFolder, table: str, *, is_first: bool) -> Columns | None:
    """The saved mapping of a table of a file; None where nobody mapped it."""
    if is_first and "" in source.mapping:
        return source.mapping[""]
    wanted = mapping_file(table)
    return next((columns for name, columns in source.mapping.items() if name and mapping_file(name) == wanted), None)


def _mappings(folder: Path) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for path in sorted(folder.glob("mapping*.yaml")):
        table = path.name.removeprefix("mapping").removesuffix(".yaml").removeprefix(".")
        found[table] = load_mapping(path)
    return found


def _values(path: Path) -> dict[str, dict[str, str | None]]:
    if not path.exists():
        return {}
    found: dict[str, dict[str, str | None]] = {}
    for name, words in _read(path).items():
        if not isinstance(words, dict):
            raise BadTable("odd_mapping", name=path.name, value=str(name))
        found[str(name)] = {str(key): None if one is None else str(one) for key, one in words.items()}
    return found


def _checked(source: SourceFolder) -> SourceFolder:
    fields = {row["id"] for row in load_table("table_columns")}
    kinds = {row["id"] for row in load_table("source_kinds")}
    if not source.publisher:
        raise BadTable("no_publisher", name=_SOURCE)
    for value, allowed, name in (
        (source.kind, kinds, _SOURCE),
        *((one, ABOUT, _SOURCE) for one in source.about.values()),
        (source.date_order or ORDERS[0], ORDERS, _SOURCE),
        *((one, fields, _VALUES) for one in source.values),
        *((one, fields, mapping_file(table)) for table, columns in source.mapping.items() for one in columns),
    ):
        if value not in allowed:
            raise BadTable("unknown_word", name=name, value=f"{value}: {', '.join(sorted(allowed))}")
    return source


def _expected(told: Any) -> tuple[int | None, int | None]:
    if told is None:
        return None, None
    if not isinstance(told, dict) or set(told) - {"min", "max"}:
        raise BadTable("odd_mapping", name=_SOURCE, value="expected")
    least, most = told.get("min"), told.get("max")
    for one in (least, most):
        if one is not None and (not isinstance(one, int) or one < 0):
            raise BadTable("odd_mapping", name=_SOURCE, value=f"expected: {one}")
    return least, most


def _main(table: str) -> str:
    return "" if table == "main" else table


def _text(told: Mapping[str, Any], key: str) -> str:
    return str(told.get(key) or "").strip()


def _texts(told: Any) -> tuple[str, ...]:
    listed: Sequence[Any] = told if isinstance(told, list) else [] if told is None else [told]
    return tuple(str(one) for one in listed)


def _read(path: Path) -> dict[str, Any]:
    try:
        body = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Plain)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as odd:
        raise BadTable("odd_mapping", name=path.name, value=" ".join(str(odd).split())) from odd
    if body is not None and not isinstance(body, dict):
        raise BadTable("odd_mapping", name=path.name)
    return body or {}


class _Plain(yaml.SafeLoader):
    """Numbers and null are what they are; days, "yes" and "no" stay the words that stand there."""


_Plain.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in rules if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:null")]
    for letter, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _write(path: Path, body: Mapping[str, Any], *, words: str) -> None:
    text = _HEAD.format(words=words) + yaml.safe_dump(dict(body), allow_unicode=True, sort_keys=False, width=110)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
