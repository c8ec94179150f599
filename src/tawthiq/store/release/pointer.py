"""Which releases are public, and which of them is shown: two small files, each switched by rename."""

from collections.abc import Iterable
from pathlib import Path

from tawthiq.errors import NotFound, Tampered
from tawthiq.store.release.durable import replace_file, sync_folder
from tawthiq.store.release.manifest import MANIFEST, folder_name

POINTER, SHELF = "current", "public"


def current_number(folder: Path) -> int | None:
    """The number of the public release in a releases folder, or None before the first."""
    try:
        text = (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as odd:
        raise Tampered(f"{POINTER}: not a number") from odd
    if not text.isdigit():
        raise Tampered(f"{POINTER}: not a number")
    return int(text)


def make_current(folder: Path, *, number: int) -> None:
    """Readers see release ``number`` from their next request on; raises NotFound when it was never written."""
    if not (folder / folder_name(number) / MANIFEST).is_file():
        raise NotFound(f"release {number} does not exist")
    replace_file(folder / POINTER, content=f"{folder_name(number)}\n".encode("ascii"))


def withdraw_current(folder: Path) -> None:
    """No release is public: readers see that nothing is released, from their next request on."""
    (folder / POINTER).unlink(missing_ok=True)
    sync_folder(folder)


def public_numbers(folder: Path) -> tuple[int, ...]:
    """The releases that anybody may read, newest first: the current one, and earlier ones that were not taken back."""
    current = current_number(folder)
    if current is None:
        return ()
    try:
        lines = (folder / SHELF).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return (current,)
    except UnicodeDecodeError as odd:
        raise Tampered(f"{SHELF}: not a list of numbers") from odd
    if not all(line.isdigit() for line in lines):
        raise Tampered(f"{SHELF}: not a list of numbers")
    return tuple(sorted({current, *(number for number in map(int, lines) if number < current)}, reverse=True))


def set_public(folder: Path, *, numbers: Iterable[int]) -> None:
    """Exactly these releases, and the current one, can be read at their own addresses from the next request on."""
    lines = "".join(f"{folder_name(number)}\n" for number in sorted(numbers))
    replace_file(folder / SHELF, content=lines.encode("ascii"))
