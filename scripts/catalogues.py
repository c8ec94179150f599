"""The Arabic message catalogues, held complete with Babel alone: no system gettext.

``python scripts/catalogues.py check`` names each message that is missing, empty, fuzzy, stale, not in Arabic or loses a
placeholder, and each word of a template that stands outside a translation tag; exit code 1 when there is one.
``python scripts/catalogues.py update`` adds new messages (to be translated) and drops those no longer used.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

sys.path.insert(0, str(Path(__file__).parent))
from template_words import find_loose_words, to_python

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "ar"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")
# Names that are the same in both languages.
NAMES = re.compile(
    r"Tawthiq|CSV|JSON|HTML|PDF|URL|SHA-?256|Ed25519|EDTF|UTC|ID|WARC|OpenStreetMap|GeoJSON|https?|ODbL|CC|BY"
)
ARABIC = re.compile(r"[\u0621-\u064a]")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def source_files(room: Path) -> Iterator[Path]:
    """Python files and templates of a room, in a fixed order."""
    for path in sorted(room.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not {"migrations", "static"} & set(path.parts):
            yield path


def extract_room(room: Path) -> Catalog:
    """Every message of a room, with the files that use it."""
    found = Catalog(locale=LOCALE, domain="django")
    for path in source_files(room):
        source = path.read_text(encoding="utf-8")
        code = source if path.suffix == ".py" else to_python(source, name=str(path))
        for line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            place = (path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name, line)
            found.add(message, locations=[place], context=context)
    return found


def catalogue_path(room: Path) -> Path:
    """Where the Arabic catalogue of a room lies."""
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> Catalog:
    """A catalogue as it is on disk."""
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE, domain="django", abort_invalid=True)


def messages_of(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    """Messages by context and first form, without the header."""
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]): m for m in catalogue if m.id}


def forms_of(text: str | Sequence[str] | None) -> list[str]:
    """One form, or each plural form; none at all counts as one empty form."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def faults_of(message: Message, *, plurals: int) -> Iterator[str]:
    """What is wrong with one translated message."""
    if message.fuzzy:
        yield "is fuzzy: look at it and remove the mark"
    forms = forms_of(message.string)
    if isinstance(message.id, tuple | list) and len(forms) != plurals:
        yield f"has {len(forms)} plural forms, not {plurals}"
    if not all(forms):
        yield "is not translated"
        return
    originals = forms_of(message.id)
    wanted = {p for original in originals for p in PLACEHOLDER.findall(original)}
    for form in forms:
        given = set(PLACEHOLDER.findall(form))
        if given - wanted or (len(forms) == 1 and given != wanted):
            yield f"has the placeholders {sorted(given)}, not {sorted(wanted)}"
        if LETTERS.search(NAMES.sub("", PLACEHOLDER.sub("", originals[0]))) and not ARABIC.search(form):
            yield "is not in Arabic"


def check_room(room: Path) -> list[str]:
    """Faults of one room: its catalogue against its code, and loose words in its templates."""
    path = catalogue_path(room)
    used = messages_of(extract_room(room))
    faults = []
    for template in source_files(room):
        if template.suffix == ".html":
            text = template.read_text(encoding="utf-8")
            faults += [
                f"{template.name}: words outside a translation tag: {words!r}" for words in find_loose_words(text)
            ]
    if not path.exists():
        return faults + ([f"{path}: is missing, {len(used)} messages wait for it"] if used else [])
    catalogue = read_catalogue(path)
    kept = messages_of(catalogue)
    name = f"{room.name}/{path.relative_to(room).as_posix()}"
    faults += [f"{name}: {key[1]!r} is missing (make messages)" for key in sorted(used.keys() - kept.keys(), key=str)]
    faults += [
        f"{name}: {key[1]!r} is no longer used (make messages)" for key in sorted(kept.keys() - used.keys(), key=str)
    ]
    for key, message in kept.items():
        faults += [f"{name}: {key[1]!r} {fault}" for fault in faults_of(message, plurals=catalogue.num_plurals)]
    return faults


def update_room(room: Path) -> None:
    """The room's catalogue holds exactly the messages in use; translations at hand are kept."""
    template = extract_room(room)
    path = catalogue_path(room)
    if not len(template) and not path.exists():
        return
    catalogue = (
        read_catalogue(path)
        if path.exists()
        else Catalog(locale=LOCALE, domain="django", project="tawthiq", version="1")
    )
    catalogue.fuzzy = False
    catalogue.header_comment = "# Arabic words of this room. Written by people; `make messages` adds and drops entries."
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    template.creation_date = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".po.new")
    with fresh.open("wb") as stream:
        write_po(stream, catalogue, width=120, include_lineno=False, ignore_obsolete=True, sort_output=True)
    fresh.replace(path)


def main(arguments: list[str]) -> int:
    """Checks or updates each room of the package."""
    if len(arguments) not in {1, 2} or arguments[0] not in {"check", "update"}:
        print(__doc__)
        return 2
    package = Path(arguments[1]) if len(arguments) > 1 else ROOT / "src/tawthiq"
    rooms = sorted(path for path in package.iterdir() if path.is_dir() and (path / "__init__.py").exists())
    if arguments[0] == "update":
        for room in rooms:
            update_room(room)
        return 0
    faults = [fault for room in rooms for fault in check_room(room)]
    print("\n".join(faults) or "every message is there in both languages")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
