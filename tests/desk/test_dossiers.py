"""A case goes out as a dossier in a sealed bundle: consent first, equal bytes twice, checked by plain Python."""

import csv
import filecmp
import hashlib
import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse

from tawthiq.core.consent import LEAVING
from tawthiq.desk import models as m
from tawthiq.desk.actions import dossiers
from tawthiq.desk.actions.consents import Agreed, record_consent, withdraw_consent
from tawthiq.desk.actions.dossiers import Export, export_case
from tawthiq.desk.actions.handovers import ConsentLacking
from tawthiq.desk.queries.case_items import items_of_case, people_of_case
from tawthiq.desk.queries.dossiers import dossier_of, parts_of, receiver_named, runs_of
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store import keys
from tawthiq.store.packs import load_table
from tawthiq.store.workspace import Workspace

from .casework import a_full_case, weigh

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> m.Case:
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    monkeypatch.setattr(settings, "WORKSPACE", workspace)
    return a_full_case(people, incidents=1, items=2)


def words_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_receiver_is_named_in_several_ways():
    assert receiver_named("UN IIIM") == receiver_named("iiim") == receiver_named("الآلية الدولية المحايدة والمستقلة")
    with pytest.raises(NotFound, match="receiver_unknown"):
        receiver_named("somebody")
    usual = {part["id"] for part in load_table("receivers")[0]["parts"]}
    for row in load_table("receivers"):
        parts = [part["id"] for part in row["parts"]]
        assert row["purpose"] in LEAVING
        assert len(set(parts)) == len(parts)
        assert {"charges", "contrary", "exhibits"} <= set(parts) <= usual, "contrary material is never left out"


def test_exhibits_stand_as_runs():
    assert runs_of([3, 1, 2, 7, 7]) == [(1, 3), (7, 7)]
    assert runs_of([]) == []


def test_the_dossier_goes_out_twice_alike_and_is_checked_without_us(people, case, tmp_path):
    iiim = receiver_named("UN IIIM")
    first = export_case(people["lawyer"], case, Export(receiver=iiim), out=tmp_path / "one")
    size = first.handover.checkpoint_size
    export_case(people["lawyer"], case, Export(receiver=iiim, checkpoint=size), out=tmp_path / "two")
    one, two = (
        {p.relative_to(f): p for p in f.rglob("*") if p.is_file()} for f in (tmp_path / "one", tmp_path / "two")
    )
    assert one.keys() == two.keys()
    assert all(filecmp.cmp(one[name], two[name], shallow=False) for name in one)
    key = hashlib.sha256(keys.public_key(settings.WORKSPACE.keys)).hexdigest()
    command = [sys.executable, "-I", str(tmp_path / "one/verify.py"), str(tmp_path / "one"), "--key", key]
    checked = subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd="/")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (tmp_path / "one/data/dossier.pdf").write_bytes(b"%PDF other")
    assert subprocess.run(command, capture_output=True, check=False, env={}, cwd="/").returncode != 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "two/data/exhibits.csv").read_text(encoding="utf-8-sig"))))
    assert [row["item"] for row in rows] == [item.ref for item in items_of_case(case)]
    pages = {lang: words_of((tmp_path / f"two/data/dossier{lang}.pdf").read_bytes()) for lang in ("", ".ar")}
    for wanted in ("Markets under barrel bombs", "UN IIIM", "The perpetrator directed an attack", "gap", "E-1"):
        assert wanted in pages[""]
    assert rows[-1]["sha256"] in pages[""].replace("\n", "").replace("\r", "")
    logged = case.disclosures.order_by("pk").first()
    assert (logged.handover, logged.recipient, len(logged.items)) == (first.handover, "UN IIIM", len(rows))
    everything = "".join(pages.values()) + (tmp_path / "two/data/case.json").read_text() + str(rows)
    for codename in case.codenames.select_related("source"):
        assert codename.codename in everything
        assert codename.source.pseudonym not in everything, "a witness stands under the codename in all of it"


def test_contrary_material_of_every_charge_is_in(people, case):
    for row in load_table("receivers"):
        dossier = dossier_of(case, items_of_case(case), receiver=row, lang="en")
        assert {"contrary", "charges"} <= {part for part, _heading in parts_of(dossier, "en")}
        against = {
            cell.what for one in dossier.charges for cell in one.shown.charge.cells.all() if cell.side != "supporting"
        }
        assert against
        assert all(dossier.cited[what] for what in against)


def test_a_charge_that_nobody_called_ready_stays_inside(people, case, tmp_path):
    charge = case.charges.order_by("pk").first()
    weigh(people, charge, items_of_case(case)[0], number=1, side="contradicting")
    with pytest.raises(InvalidRecord, match="charges_not_ready"):
        export_case(people["lawyer"], case, Export(receiver=receiver_named("UN IIIM")), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_case_that_changes_meanwhile_is_not_handed_over(people, case, tmp_path, monkeypatch):
    seen = items_of_case(case)
    monkeypatch.setattr(dossiers, "_papers", lambda *_given, **_told: ())
    answers = iter([seen, seen[1:]])
    monkeypatch.setattr(dossiers, "items_of_case", lambda _case: next(answers))
    with pytest.raises(InvalidRecord, match="case_changed"):
        export_case(people["lawyer"], case, Export(receiver=receiver_named("UN IIIM")), out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert m.Handover.objects.count() == 0, "neither the journal nor the log has what did not go out"


def test_a_person_named_on_paper_is_asked_too(people, case, tmp_path):
    person = people_of_case(case)[-1]
    told = Agreed(
        purpose="share_un",
        is_given=False,
        lang="ar",
        explained_by="x",
        how="x",
        given_on=date(2016, 1, 1),
        person=person,
    )
    record_consent(people["lawyer"], told)
    with pytest.raises(ConsentLacking, match=person.ref):
        export_case(people["lawyer"], case, Export(receiver=receiver_named("UN IIIM")), out=tmp_path / "out")


def test_without_everybodys_consent_nothing_is_written(people, case, tmp_path):
    with pytest.raises(ConsentLacking):
        export_case(people["lawyer"], case, Export(receiver=receiver_named("ICC")), out=tmp_path / "icc")
    consent = m.Consent.objects.filter(purpose="share_un").first()
    withdraw_consent(people["lawyer"], consent, reason="Asked us to.")
    with pytest.raises(ConsentLacking):
        export_case(people["lawyer"], case, Export(receiver=receiver_named("UN IIIM")), out=tmp_path / "un")
    assert not (tmp_path / "icc").exists()
    assert not (tmp_path / "un").exists()
    assert case.disclosures.count() == 0


def test_only_a_member_exports(people, case, tmp_path):
    with pytest.raises(NotFound):
        export_case(people["editor"], case, Export(receiver=receiver_named("UN IIIM")), out=tmp_path / "out")


def test_the_page_says_to_whom_the_case_may_go_and_what_stands_in_the_way(client, people, case):
    client.force_login(people["lawyer"])
    address = reverse("case_export", args=[case.ref])
    shown = client.get(address).content.decode()
    assert "tawthiq case export CS-000001 OUT --for &quot;IIIM&quot;".replace("CS-000001", case.ref) in shown.replace(
        '"', "&quot;"
    )
    assert "--for &quot;ICC&quot;" not in shown.replace('"', "&quot;"), "nobody agreed to that"
    charge = case.charges.order_by("pk").first()
    weigh(people, charge, items_of_case(case)[0], number=1, side="contradicting")
    shown = client.get(address).content.decode()
    assert "nobody has called this charge ready" in shown
    assert "--for" not in shown
