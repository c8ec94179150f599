"""Bits of whole bundles flipped one at a time, and whole bundles before two verifiers that share no code."""

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bundles import Signer, make_world
from figure import Figure, progress
from forgeries import FORGERIES, unlock

from tawthiq.store.bundle import check_bundle, verify

RECIPE = Path(verify.__file__).with_name("HOWTO-VERIFY.txt")
FLIPS, BUNDLES = 20_000, 1_000
# What a forger with the key can do is found by the journal's proofs alone, which these steps leave out.
BY_HAND = ("1", "2", "3", "4", "5")


def flips(folder: Path, *, many: int, seed: int) -> Iterator[str]:
    """One bit after the other is flipped and put back, spread over every file; yields where."""
    chance = random.Random(seed)  # noqa: S311 - which bit, not a secret
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sizes = [path.stat().st_size for path in files]
    unlock(folder)
    for number in range(many):
        # Every file in turn gets a bit, then bits fall where the bytes are.
        path = files[number] if number < len(files) else chance.choices(files, sizes)[0]
        at, bit = chance.randrange(path.stat().st_size), chance.randrange(8)
        with path.open("r+b") as file:
            file.seek(at)
            old = file.read(1)
            file.seek(at)
            file.write(bytes([old[0] ^ 1 << bit]))
        yield f"{path.relative_to(folder)}:{at}.{bit}"
        with path.open("r+b") as file:
            file.seek(at)
            file.write(old)


def missed_flips(*, many: int, seed: int) -> tuple[list[str], int]:
    """The flips that were not found, and how often the whole bundle was taken for damaged (once in a hundred flips)."""
    with tempfile.TemporaryDirectory() as scratch:
        world, folder = make_world(seed=seed, size=600), Path(scratch) / "bundle"
        world.write(folder)
        key, missed, alarms = world.signer.fingerprint, [], 0
        for done, where in enumerate(flips(folder, many=many, seed=seed)):
            progress("bits flipped", done=done, all=many)
            if check_bundle(str(folder), key=key)["verdict"] != "damaged":
                missed.append(where)
            if done % 100 == 0:
                copy = Path(scratch) / "whole"
                shutil.rmtree(copy, ignore_errors=True)
                world.write(copy)
                alarms += check_bundle(str(copy), key=key)["verdict"] != "proven"
    return missed, alarms


def recipe() -> dict[str, list[str]]:
    """The commands of the recipe in every bundle, by the number of their step."""
    steps: dict[str, list[str]] = {}
    for line in RECIPE.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([0-9])\. ", line):
            steps[found[1]] = []
        elif line.startswith("    ") and steps:
            steps[list(steps)[-1]].append(line.strip())
    return steps


def by_hand(folder: Path, *, fingerprint: str) -> bool:
    """Whether every step of the recipe says OK or prints nothing, as the receiver reads it."""
    lines = recipe()
    if any(path.is_symlink() for path in (folder / "seal", folder / "data")):
        return False
    key, *silent = (subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, check=False, timeout=60)
                    for step in BY_HAND for line in lines[step])  # fmt: skip
    said = [run.stdout.strip() + run.stderr.strip() for run in silent]
    fine = [text in (b"", b"Signature Verified Successfully") for text in said]
    return key.stdout.decode().startswith(fingerprint) and all(fine)


def disagreements(*, many: int, seed: int) -> tuple[list[str], int]:
    """Bundles, half of them damaged, on which the two verifiers differ; and how many both took for good."""
    chance, odd, good = random.Random(seed), [], 0  # noqa: S311 - which damage, not a secret
    outside = [name for name, forge in FORGERIES.items() if name in WITHOUT_KEY]
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(many):
            progress("bundles before two verifiers", done=number, all=many)
            place = Path(scratch) / str(number)
            world, folder = make_world(seed=seed + number, size=200), place / "bundle"
            place.mkdir()
            world.write(folder)
            what = chance.choice(outside) if number % 2 else "nothing"
            if number % 2:
                FORGERIES[what](folder, world)
            one = check_bundle(str(folder), key=Signer(seed + number).fingerprint)["verdict"] == "proven"
            other = by_hand(folder, fingerprint=Signer(seed + number).fingerprint)
            odd += [f"{number}: {what}"] if one != other or one == bool(number % 2) else []
            good += one and other
            shutil.rmtree(place)
    return odd, good


WITHOUT_KEY = frozenset(
    {
        "an original is gone",
        "a derivative is gone",
        "a file more among the originals",
        "two originals swapped",
        "one byte of an original",
        "an original is cut short",
        "an original has a byte more",
        "an original is empty",
        "another name for a file",
        "verify.py changed",
        "the recipe changed",
        "a pdf put in",
        "the load file changed",
        "a link in place of a file",
        "a link more",
        "a pipe",
        "a name that is no utf8",
        "no signature",
        "an empty signature",
        "a signature of zeros",
        "a signature cut short",
        "a signature with a byte more",
        "a signature with S above the order",
        "no index",
        "an empty index",
        "a line of the index gone",
        "the index with CRLF",
        "sealed by another key",
        "the key inside changed too",
        "a whole world of another key",
        "an old checkpoint",
        "case.json edited",
    }
)


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Flips first, then the two verifiers."""
    many, bundles = max(30, round(FLIPS * scale)), max(10, round(BUNDLES * scale))
    missed, alarms = missed_flips(many=many, seed=seed)
    odd, good = disagreements(many=bundles, seed=seed)
    return [
        Figure(
            "bundle.flips",
            "Single bits flipped over a whole hand-over bundle that the verifier does not find",
            "بتّات مقلوبة في حزمة تسليم كاملة لم يكتشفها المدقق",
            "0 of at least 20,000; 0 false alarms",
            f"{len(missed)} of {many:,} missed, {alarms} false alarms in {1 + (many - 1) // 100}",
            held=not missed and not alarms,
        ),
        Figure(
            "bundle.agreement",
            "Bundles, half of them damaged, on which verify.py and the recipe by hand (sha256sum, openssl) differ",
            "حزم نصفها تالف اختلف فيها verify.py والتحقق باليد (sha256sum وopenssl)",
            "0 of 1,000",
            f"{len(odd)} of {bundles:,} ({good:,} good by both)",
            held=not odd and good == (bundles + 1) // 2,
        ),
    ]
