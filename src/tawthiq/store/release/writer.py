"""Writing a release: checked as a whole, built beside its place, signed, and moved there in one step."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tawthiq.core.figures import add_victim_figures, unknown_figures, wrong_sums
from tawthiq.core.releases import ReleaseContent
from tawthiq.core.times import is_valid_edtf
from tawthiq.errors import InvalidRecord, NotReleasable
from tawthiq.store.release.database import write_database
from tawthiq.store.release.durable import sync_file, sync_folder, write_file
from tawthiq.store.release.manifest import (
    CHECKSUMS,
    DATABASE,
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    Manifest,
    entry_of,
    folder_name,
)
from tawthiq.store.release.tables import tables_of


def write_release(
    content: ReleaseContent,
    folder: Path,
    *,
    sign: Callable[[bytes], bytes],
    public_key: bytes,
    check: Callable[[Path], None] | None = None,
) -> Manifest:
    """The release stands whole in ``folder/0001`` (its number) afterwards, or nothing does.

    ``folder`` is the releases folder, ``sign`` makes 64 bytes of Ed25519, ``public_key`` is PEM. It is not public yet:
    ``make_current`` does that. Raises NotReleasable naming what holds it back, InvalidRecord when the number is taken.
    ``check`` sees the folder with every file before anything is signed, and raises where it may not go out.
    """
    content = add_victim_figures(content)
    if faults := list(_faults_of(content)):
        raise NotReleasable("; ".join(faults))
    target = folder / folder_name(content.number)
    if target.exists():
        raise InvalidRecord(f"release {content.number} exists already and is never changed")
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        building.chmod(0o755)
        manifest = _write_files(content, building, public_key=public_key)
        if check is not None:
            check(building)
        write_file(building / MANIFEST, content=manifest.to_bytes())
        write_file(building / SIGNATURE, content=sign(manifest.to_bytes()))
        sync_folder(building)
        building.rename(target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    sync_folder(folder)
    return manifest


def _write_files(content: ReleaseContent, building: Path, *, public_key: bytes) -> Manifest:
    write_database(content, building / DATABASE)
    sync_file(building / DATABASE)
    for name, body in tables_of(content).items():
        write_file(building / name, content=body)
    write_file(building / PUBLIC_KEY, content=public_key)
    entries = sorted((entry_of(path) for path in building.iterdir()), key=lambda entry: entry.name)
    sums = "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries)
    write_file(building / CHECKSUMS, content=sums.encode())
    return Manifest(
        number=content.number,
        built_at=content.built_at,
        journal_size=content.journal_size,
        journal_chain=content.journal_chain,
        files=tuple(sorted((*entries, entry_of(building / CHECKSUMS)), key=lambda entry: entry.name)),
    )


def _faults_of(content: ReleaseContent) -> Iterator[str]:
    incidents = [incident.ref for incident in content.incidents]
    claims = [claim.ref for incident in content.incidents for claim in incident.claims]
    figures = [f"{figure.table}:{figure.key}:{figure.counted}" for figure in content.figures]
    slugs = [article.slug for article in content.articles]
    if content.number < 1:
        yield "releases are numbered from 1"
    for refs in (incidents, claims, figures, slugs):
        yield from (f"{ref}: used twice" for ref, times in Counter(refs).items() if times > 1)
    for incident in content.incidents:
        if incident.edtf and not is_valid_edtf(incident.edtf):
            yield f"{incident.ref}: {incident.edtf!r} is not a date"
        if not incident.claims:
            yield f"{incident.ref}: no released claim stands behind it"
    yield from (f"figure {fault}" for fault in wrong_sums(content))
    yield from (f"article {name} is no figure of this release" for name in unknown_figures(content))
    known, known_slugs = set(incidents), set(slugs)
    for article in content.articles:
        missing = [ref for ref in article.incidents if ref not in known]
        missing += [slug for slug in article.related if slug not in known_slugs]
        yield from (f"article {article.slug}: {ref} is not in this release" for ref in missing)
