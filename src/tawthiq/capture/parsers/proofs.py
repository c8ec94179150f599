"""ProofMode zips: photos and videos against the proofs that name them, signatures against the key enclosed."""

import csv
import io
import re
import subprocess
import zipfile
from pathlib import Path

from tawthiq.capture.parsers import zips
from tawthiq.capture.parsers.tallies import LONGEST_NAME, SMALL_BYTES, Tally, digest_of, read_json

GPG, GPGV, RING = "/usr/bin/gpg", "/usr/bin/gpgv", "/scratch/ring"
SIGNED_BYTES = 256 << 20
HEX64 = re.compile(r"\b[0-9a-f]{64}\b")


def check_proofs(archive: zipfile.ZipFile, names: list[str]) -> Tally:
    """Photos and videos against the proofs that name their SHA-256; then the signatures by the key enclosed."""
    tally = Tally("proofmode")
    promised: set[str] = set()
    for name in names:
        if name.endswith((".proof.json", ".proof.csv")):
            promised |= _promised_by(name, zips.read_member(archive, name, most=SMALL_BYTES))
    digests: dict[str, str] = {}
    for name in names:
        with archive.open(name) as stream:
            digests[name] = digest_of(stream, ("sha256", ""), tally)
    media = {name: digests[name] for name in names if not _is_paper(name)}
    for digest in sorted(promised):
        found = [name for name, one in media.items() if one == digest]
        tally.take(found[0] if found else digest, is_right=bool(found))
    tally.unpromised = sum(digest not in promised for digest in media.values())
    tally.listed = [
        {"name": name[:LONGEST_NAME], "sha256": one, "proven": one in promised} for name, one in media.items()
    ]
    tally.signature = _signatures(archive, names, digests)
    return tally


def _is_paper(name: str) -> bool:
    """Whether a member is a proof, a signature or a key, not what they are about."""
    return ".proof." in name or name.endswith((".asc", ".ots", ".gst", ".devicecheck", ".txt", ".md"))


def _promised_by(name: str, data: bytes) -> set[str]:
    """The SHA-256 that a proof tells of its file; the other digests in a proof are of other things."""
    text = data.decode("utf-8", "replace")
    if name.endswith(".json"):
        told = read_json(data)
        told = told if isinstance(told, dict) else {}
        values = [str(value) for key, value in told.items() if "hash" in key.lower() and "256" in key]
    else:
        rows = list(csv.reader(io.StringIO(text)))
        values = [value for row in rows for value in row[1:2] if "hash" in row[0].lower() and "256" in row[0]]
        for column, title in enumerate(rows[0] if rows else []):
            if "hash" in title.lower() and "256" in title:
                values += [row[column] for row in rows[1:] if len(row) > column]
    return {found for value in values for found in HEX64.findall(value.lower())}


def _signatures(archive: zipfile.ZipFile, names: list[str], digests: dict[str, str]) -> str:
    """good, bad or not_checked: whether every detached signature is by the key enclosed, whosever that is."""
    key = next((name for name in names if name.rpartition("/")[2] in ("pubkey.asc", "pub.asc")), "")
    if not key or not Path(GPGV).exists() or not Path(GPG).exists():
        return "not_checked"
    armoured = zips.read_member(archive, key, most=SMALL_BYTES)
    line = [GPG, "--homedir", "/scratch", "--batch", "--dearmor"]
    ring = subprocess.run(line, input=armoured, capture_output=True, check=False)  # noqa: S603
    if ring.returncode:
        return "bad"
    Path(RING).write_bytes(ring.stdout)
    verdicts = [
        _is_signed(archive, name, target)
        for name in names
        if name.endswith(".asc") and name != key and (target := _target_of(name, digests))
    ]
    if not verdicts:
        return "not_checked"
    return "good" if all(verdicts) else "bad"


def _target_of(name: str, digests: dict[str, str]) -> str:
    """What the signature is of: the file of the same name, or the photo whose SHA-256 is the name."""
    bare = name.removesuffix(".asc")
    if bare in digests:
        return bare
    wanted = bare.rpartition("/")[2].lower()
    return next((one for one, digest in digests.items() if digest == wanted), "")


def _is_signed(archive: zipfile.ZipFile, name: str, target: str) -> bool:
    signature = Path("/scratch/signature")
    signature.write_bytes(zips.read_member(archive, name, most=SMALL_BYTES))
    data = zips.read_member(archive, target, most=SIGNED_BYTES)
    line = [GPGV, "--keyring", RING, str(signature), "-"]
    done = subprocess.run(line, input=data, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0
