"""A full case (two accused, twenty incidents, two hundred items) exported twice and checked by its verify.py alone.

    python benchmarks/dossiers.py

The export runs as people run it: ``tawthiq case export`` in a process of its own, for wall and processor time.
"""

import filecmp
import hashlib
import importlib
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from figure import Figure
from running import TAWTHIQ, make_workspace, scratch

INCIDENTS, ITEMS_EACH, WITHIN_S = 20, 10, 60
PHRASE = "a long enough phrase"


def campaign(*, scale: float, seed: int) -> list[Figure]:  # noqa: ARG001 - the case is always the same
    """The whole case at full scale."""
    make_workspace()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
    import django

    django.setup()
    case = _make_case(incidents=max(round(INCIDENTS * scale), 1))
    with scratch("dossiers-") as place:
        wall, processor = _export(case, place / "one")
        size = _checkpoint_of(case)
        _export(case, place / "two", "--checkpoint", str(size))
        is_same, files = _same(place / "one", place / "two")
        is_proven = _verified(place / "one")
    alike = "identical" if is_same else "DIFFERENT"
    return [
        Figure(
            "dossiers.time",
            "A full case (2 accused, 20 incidents, 200 items) exported as a dossier in a sealed bundle",
            "تصدير قضية كاملة (متهمان و20 حادثة و200 مادة) ملفاً مطبوعاً في حزمة مختومة",
            f"at most {WITHIN_S} s",
            f"{wall:.0f} s ({processor:.0f} s of processor time)",
            held=wall <= WITHIN_S,
        ),
        Figure(
            "dossiers.same",
            "The same case exported twice, and checked by its verify.py alone",
            "القضية نفسها مصدَّرة مرتين، ويتحقق منها verify.py الذي فيها وحده",
            "byte-identical; proven",
            f"{files} files {alike}; {'proven' if is_proven else 'NOT PROVEN'}",
            held=is_same and is_proven,
        ),
    ]


def _make_case(*, incidents: int) -> str:
    from tawthiq.desk import models as m
    from tawthiq.desk.actions.accounts import create_user

    told = {"password": PHRASE, "language": "en", "actor": "benchmark"}
    people = {role: create_user(username=f"{role}-1", role=role, **told) for role in m.ROLES}
    casework = importlib.import_module("desk.casework")  # the tests' own case
    return str(casework.a_full_case(people, incidents=incidents, items=ITEMS_EACH).ref)


def _export(case: str, out: Path, *more: str) -> tuple[float, float]:
    """Seconds by the wall and by the processor."""
    command = [*TAWTHIQ, "case", "export", case, str(out), "--for", "UN IIIM", "--by", "lawyer-1", *more]
    began, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"TAWTHIQ_PASSWORD": PHRASE})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - began, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def _checkpoint_of(case: str) -> int:
    from tawthiq.desk import models as m

    return m.Handover.objects.get(disclosures__case=int(case[3:])).checkpoint_size


def _same(one: Path, other: Path) -> tuple[bool, int]:
    files = [{path.relative_to(folder) for path in folder.rglob("*") if path.is_file()} for folder in (one, other)]
    alike = all(filecmp.cmp(one / name, other / name, shallow=False) for name in files[0] & files[1])
    return files[0] == files[1] and alike, len(files[0])


def _verified(bundle: Path) -> bool:
    """By the file in the bundle, in a Python that sees none of this program."""
    from django.conf import settings

    from tawthiq.store import keys

    key = hashlib.sha256(keys.public_key(settings.WORKSPACE.keys)).hexdigest()
    command = [sys.executable, "-I", "-S", str(bundle / "verify.py"), str(bundle), "--key", key]
    return subprocess.run(command, env={}, cwd="/", stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    found = campaign(scale=float(sys.argv[1]) if len(sys.argv) > 1 else 1.0, seed=1)
    print("\n".join(one.measured for one in found))
    sys.exit(0 if all(one.held for one in found) else 1)
