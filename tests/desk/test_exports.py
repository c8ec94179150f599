"""Exports: for whom, what for, without what is withheld; incidents only as the public may see them."""

import csv
import hashlib
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tawthiq.core.access import may
from tawthiq.desk import models as m
from tawthiq.desk.actions.consents import Agreed, record_consent
from tawthiq.desk.actions.disposal import ask_disposal
from tawthiq.desk.actions.exports import export_incidents, export_list, export_release
from tawthiq.desk.actions.grading import grade_incident, set_certainty, sign_off
from tawthiq.desk.actions.handovers import ConsentLacking
from tawthiq.desk.actions.incidents import create_incident, describe_incident
from tawthiq.desk.actions.lists import import_list
from tawthiq.desk.actions.releases import build_release, sign_release, take_back
from tawthiq.desk.queries.exporting import Chosen
from tawthiq.errors import InvalidRecord, NotFound, NotReleasable
from tawthiq.store.exports.writing import FORMS
from tawthiq.store.lists.sources import SourceFolder, save_source
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db
MAPPING = {"": {"id": ("id",), "place": ("place",), "date": ("day",), "killed": ("killed",)}}
SOURCE = SourceFolder("a-list", "Publisher", terms="CC BY 4.0", withheld=("phone", "day"), mapping=MAPPING)
TEXT = "id,place,day,phone,killed\n1,Stone Bridge,2031-05-01,0999,3\n2,الجسر,2031-06-02,,2\n3,Dam,soon,,1\n"


@pytest.fixture
def own_workspace(people: dict[str, m.User], tmp_path: Path, settings: Any) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    made.create()
    settings.WORKSPACE = made
    return made


@pytest.fixture
def listed(own_workspace: Workspace) -> m.ListImport:
    save_source(own_workspace.sources, SOURCE)
    return import_list(io.BytesIO(TEXT.encode()), name="a.csv", source=SOURCE, actor="researcher-1").made


@pytest.fixture
def signed(own_workspace: Workspace, accepted: list[m.ClaimRow], people: dict[str, m.User]) -> m.Incident:
    incident = create_incident(people["researcher"], accepted, title_en="Market of Manbij", title_ar="سوق منبج")
    for act in incident.acts.all():
        set_certainty(
            people["researcher"], act, party="syrian_government", certainty="reasonable_suspicion", basis="Both say so."
        )
    grade = {"grade": "reasonable_grounds", "basis": "two sources apart", "contrary": "none found"}
    grade_incident(people["researcher"], incident, **grade)
    sign_off(people["reviewer"], incident)
    return incident


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@pytest.mark.parametrize("role", m.ROLES)
def test_only_roles_that_may_get_a_list(
    role: str, listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    may_have = bool(may(role, "export_data")) and bool(may(role, "see_report"))
    if may_have:
        export_list(people[role], listed, form="csv", target=tmp_path / "out.csv")
    else:
        with pytest.raises(NotFound):
            export_list(people[role], listed, form="csv", target=tmp_path / "out.csv")
    assert (tmp_path / "out.csv").exists() == may_have
    assert m.JournalEntry.objects.filter(event="data_exported").count() == may_have


def test_a_list_goes_out_as_written_but_for_what_is_withheld(
    listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    done = export_list(people["analyst"], listed, form="csv", target=tmp_path / "out.csv")
    assert (done.records, done.withheld) == (3, ("day", "phone"))
    assert rows_of(tmp_path / "out.csv") == [
        {"id": "1", "place": "Stone Bridge", "killed": "3"},
        {"id": "2", "place": "الجسر", "killed": "2"},
        {"id": "3", "place": "Dam", "killed": "1"},
    ]
    entry = json.loads(m.JournalEntry.objects.get(event="data_exported").body)
    digest = hashlib.sha256((tmp_path / "out.csv").read_bytes()).hexdigest()
    assert entry["subject"] == listed.ref
    assert entry["detail"] == {
        "form": "csv",
        "records": 3,
        "sha256": [digest],
        "withheld": 2,
        "purpose": "internal_analysis",
    }


@pytest.mark.parametrize("form", FORMS)
def test_no_form_lets_a_withheld_cell_or_what_was_made_of_it_out(
    form: str, listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    target = tmp_path / "out"
    export_list(people["analyst"], listed, form=form, target=target)
    data = target.read_bytes()
    if form == "xlsx":
        import zipfile

        with zipfile.ZipFile(target) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist() if "sheet" in name)
    assert b"Stone Bridge" in data
    assert b"0999" not in data
    assert b"2031" not in data


def test_rows_are_chosen_by_state_day_and_words(
    listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    def chosen(**told: Any) -> list[str]:
        target = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        export_list(people["analyst"], listed, form="csv", target=target, chosen=Chosen(**told))
        return [row["id"] for row in rows_of(target)]

    assert chosen(states=("refused",)) == ["3"]
    assert chosen(first_day="2031-05-15") == ["2"]
    assert chosen(last_day="2031-05-15") == ["1"]
    assert chosen(text="الجسْر") == ["2"]
    assert chosen(text="bridge") == ["1"]


def test_consent_is_heeded(own_workspace: Workspace, people: dict[str, m.User], tmp_path: Path) -> None:
    source = SourceFolder("private", "Witness 7", kind="witness")
    save_source(own_workspace.sources, source)
    made = import_list(io.BytesIO(TEXT.encode()), name="a.csv", source=source, actor="researcher-1").made
    told = {"form": "jsonl", "target": tmp_path / "out.jsonl", "purpose": "share_un"}
    with pytest.raises(ConsentLacking, match="consent_missing"):
        export_list(people["lawyer"], made, **told)
    said = {"source": made.source, "purpose": "share_un", "lang": "ar", "explained_by": "A", "how": "aloud"}
    record_consent(people["lawyer"], Agreed(**said, is_given=True, given_on=date(2020, 1, 1)))
    export_list(people["lawyer"], made, **told)
    assert "Witness 7" not in (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    with pytest.raises(InvalidRecord, match="unknown_purpose"):
        export_list(people["lawyer"], made, form="csv", target=tmp_path / "a.csv", purpose="keep")


def test_a_published_list_needs_no_consent_but_heeds_a_no(
    listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    export_list(people["lawyer"], listed, form="csv", target=tmp_path / "a.csv", purpose="share_ngo")
    said = {"source": listed.source, "purpose": "share_ngo", "lang": "ar", "explained_by": "A", "how": "aloud"}
    record_consent(people["lawyer"], Agreed(**said, is_given=False, given_on=date(2020, 1, 1)))
    with pytest.raises(ConsentLacking, match="consent_refused"):
        export_list(people["lawyer"], listed, form="csv", target=tmp_path / "b.csv", purpose="share_ngo")
    assert not (tmp_path / "b.csv").exists()


def test_incidents_go_out_as_the_public_may_see_them(
    signed: m.Incident, people: dict[str, m.User], tmp_path: Path
) -> None:
    done = export_incidents(people["analyst"], form="csv", target=tmp_path / "out.csv")
    (row,) = rows_of(tmp_path / "out.csv")
    assert (done.records, done.held_back) == (1, ())
    assert (row["ref"], row["killed_min"], row["killed_max"]) == (signed.ref, "9", "11")
    assert row["perpetrators"] == "syrian_government (reasonable_suspicion)"
    place = m.Place.objects.get(code=row["place"])
    assert (float(row["lat"]), float(row["lon"])) == (place.lat, place.lon)  # a point that lies on the grid already
    assert int(row["radius_m"]) > (place.radius_m or 0)
    assert "Reporter" not in (tmp_path / "out.csv").read_text(encoding="utf-8")


def test_what_is_not_signed_is_held_back_and_said(
    signed: m.Incident, people: dict[str, m.User], tmp_path: Path
) -> None:
    describe_incident(people["researcher"], signed, title_en="Another title")
    done = export_incidents(people["analyst"], form="jsonl", target=tmp_path / "out.jsonl")
    assert done.records == 0
    assert [(one.incident, one.reason) for one in done.held_back] == [(signed, "not_signed_off")]
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_what_leaks_does_not_go_out(signed: m.Incident, people: dict[str, m.User], tmp_path: Path) -> None:
    m.Person.objects.create(name_en="Market of Manbij")
    with pytest.raises(NotReleasable, match="leak_found"):
        export_incidents(people["analyst"], form="csv", target=tmp_path / "out.csv")
    assert list(tmp_path.glob("*.csv")) == []


def test_a_release_goes_out_as_it_was_published(signed: m.Incident, people: dict[str, m.User], tmp_path: Path) -> None:
    release = build_release(people["editor"])
    sign_release(people["reviewer"], release)
    for number, (told, found) in enumerate(
        (
            ({}, 1),
            ({"kind": "airstrike"}, 1),
            ({"kind": "shelling"}, 0),
            ({"party": "islamic_state"}, 0),
            ({"governorate": "aleppo_gov", "text": "market"}, 1),
            ({"last_day": "2014-01-01"}, 0),
        )
    ):
        target = tmp_path / f"{number}.jsonl"
        done = export_release(people["analyst"], release, form="jsonl", target=target, chosen=Chosen(**told))
        assert done.records == found, told
    (line,) = (tmp_path / "0.jsonl").read_text(encoding="utf-8").splitlines()
    body = json.loads(line)
    assert (body["ref"], len(body["claims"])) == (signed.ref, 2)
    with pytest.raises(NotFound):
        export_release(people["reporter"], release, form="csv", target=tmp_path / "out.csv")
    take_back(people["reviewer"], release, reason="a mistake")
    with pytest.raises(NotReleasable):
        export_release(people["analyst"], release, form="csv", target=tmp_path / "out.csv")


def test_a_list_that_was_disposed_of_does_not_go_out(
    listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    disposal = ask_disposal(people["custodian"], listed.item, why="legal_order")
    disposal.authorised_by = "reviewer-1"
    disposal.save()
    with pytest.raises(InvalidRecord, match="disposed_already"):
        export_list(people["analyst"], listed, form="csv", target=tmp_path / "out.csv")


def test_a_form_that_does_not_exist_writes_nothing(
    listed: m.ListImport, people: dict[str, m.User], tmp_path: Path
) -> None:
    with pytest.raises(InvalidRecord, match="unknown_form"):
        export_list(people["analyst"], listed, form="doc", target=tmp_path / "out.doc")
    assert not m.JournalEntry.objects.filter(event="data_exported").exists()
