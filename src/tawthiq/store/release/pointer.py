"""Which release is public now: one small file, switched by rename."""

from pathlib import Path

from tawthiq.errors import NotFound, Tampered
from tawthiq.store.release.durable import replace_file, sync_folder
from tawthiq.store.release.manifest import MANIFEST, folder_name

POINTER = "current"


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
