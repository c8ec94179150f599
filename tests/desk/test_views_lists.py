"""A list from file to rows at the desk: kept, mapped by preview, imported, put up for review, exported."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tawthiq.desk import models as m
from tawthiq.desk.views import lists as views
from tawthiq.store.lists.sources import load_source
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db
TEXT = "no,where it was,day,dead,phone\n1,Stone Bridge,03/04/2031,3,0999\n2,الجسر,2031-05-02,many,\n"


@pytest.fixture
def own_workspace(people: dict[str, m.User], tmp_path: Path, settings: Any) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    made.create()
    settings.WORKSPACE = made
    return made


@pytest.fixture
def browser(own_workspace: Workspace, people: dict[str, m.User]) -> Client:
    client = Client()
    client.force_login(people["researcher"])
    return client


def handed_in(browser: Client, text: str = TEXT, **told: str) -> Any:
    data = {"name": "a-list", "publisher": "Publisher of a list", "kind": "organisation", "terms": "CC BY 4.0"}
    upload = SimpleUploadedFile("their list.csv", text.encode())
    return browser.post("/lists/new/", data | {"upload": upload} | told)


MAPPED = {
    "about-0": "incidents",
    "column-0-0": "id",
    "column-0-1": "place",
    "column-0-2": "date",
    "column-0-3": "killed",
    "column-0-4": "",
    "date_order": "",
    "values": "",
    "withheld": "",
    "expected_min": "",
    "expected_max": "",
}


def test_a_list_goes_the_whole_way(browser: Client, own_workspace: Workspace) -> None:
    answer = handed_in(browser)
    item = m.Item.objects.latest("pk")
    assert answer["Location"] == f"/lists/map/{item.ref}/a-list/"
    assert own_workspace.vault.read(item.sha256) == TEXT.encode()
    address = answer["Location"]

    page = browser.get(address).content.decode()
    assert "Stone Bridge" in page
    assert m.ListImport.objects.count() == 0

    page = browser.post(address, MAPPED | {"look": "1"}).content.decode()
    assert "0 would be taken" in page
    assert "day and month can be read either way" in page
    decided = {"date_order": "day_first", "values": "killed: many = 10+", "withheld": "phone", "expected_min": "9"}
    page = browser.post(address, MAPPED | decided | {"look": "1"}).content.decode()
    assert "Of 2 rows 2 would be taken" in page
    assert m.ListImport.objects.count() == 0

    answer = browser.post(address, MAPPED | decided | {"import": "1"})
    made = m.ListImport.objects.get()
    assert answer["Location"] == f"/lists/{made.ref}/"
    assert (made.state, made.stored, made.refused, made.is_too_few) == ("done", 2, 0, True)
    source = load_source(own_workspace.sources, "a-list")
    assert source is not None
    assert source.mapping[""]["place"] == ("where it was",)
    assert (source.values, source.withheld, source.terms) == ({"killed": {"many": "10+"}}, ("phone",), "CC BY 4.0")
    assert made.rows.get(number=1).told["when"] == "2031-04-03"

    page = browser.get(answer["Location"]).content.decode()
    assert "0999" in page
    assert "fewer than the 9 expected" in page
    browser.post(address, MAPPED | decided | {"import": "1"})
    assert m.ListImport.objects.count() == 1

    sent = browser.post(f"/lists/{made.ref}/export/", {"form": "csv", "purpose": "internal_analysis"})
    assert sent["Content-Disposition"] == f'attachment; filename="a-list-{made.ref}.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode())))
    assert rows[0] == {"no": "1", "where it was": "Stone Bridge", "day": "03/04/2031", "dead": "3"}
    assert not list((own_workspace.home / "exporting").iterdir())

    row = made.rows.get(number=1)
    answer = browser.post(f"/lists/rows/{row.ref}/propose/")
    row.refresh_from_db()
    assert row.report is not None
    assert answer["Location"] == f"/reports/{row.report.ref}/"
    assert "Stone Bridge" in browser.get(answer["Location"]).content.decode()


def test_refused_rows_come_as_a_file_with_reasons(browser: Client) -> None:
    address = handed_in(browser, TEXT + '3,=cmd,2031-01-01,"some",\n')["Location"]
    browser.post(address, MAPPED | {"import": "1"})
    made = m.ListImport.objects.get()
    sent = browser.get(f"/lists/{made.ref}/refused/")
    rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode())))
    assert [(row["line"], row["reason"], row["column"], row["value"]) for row in rows] == [
        ("2", "date_ambiguous", "day", "03/04/2031"),
        ("3", "number_odd", "dead", "many"),
        ("4", "number_odd", "dead", "some"),
    ]
    assert rows[2]["where it was"] == "'=cmd"
    page = browser.get(f"/lists/{made.ref}/?state=refused").content.decode()
    assert "no number that can be read" in page


def test_a_large_list_is_left_to_the_worker(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "AT_ONCE_S", -1.0)
    monkeypatch.setattr("tawthiq.desk.actions.lists.BATCH", 1)
    address = handed_in(browser)["Location"]
    browser.post(address, MAPPED | {"import": "1"})
    made = m.ListImport.objects.get()
    assert (made.state, made.reached) == ("running", 1)
    assert "being imported" in browser.get(f"/lists/{made.ref}/").content.decode()


def test_an_item_that_is_here_already_can_be_taken(browser: Client) -> None:
    handed_in(browser)
    item = m.Item.objects.latest("pk")
    data = {"name": "b-list", "publisher": "Another", "kind": "organisation", "item": item.ref}
    assert browser.post("/lists/new/", data)["Location"] == f"/lists/map/{item.ref}/b-list/"
    page = browser.post("/lists/new/", data | {"item": "EV-000999"}).content.decode()
    assert "There is no such item" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"publisher": ""}, "Say who publishes the list."),
        ({"name": "a list"}, "valid"),
        ({"upload": ""}, "Choose a file, or name an item."),
    ],
)
def test_what_is_lacking_is_said(browser: Client, told: dict[str, str], words: str) -> None:
    before = m.Item.objects.count()
    answer = handed_in(browser, **told)
    assert words in answer.content.decode()
    assert m.Item.objects.count() == before


def test_a_file_that_is_no_list_is_kept_and_said(browser: Client) -> None:
    address = handed_in(browser, "[1, 2")["Location"]
    answer = browser.get(address)
    assert (answer.status_code, "This cannot be imported so" in answer.content.decode()) == (400, True)


def test_a_folder_that_a_person_broke_is_said(browser: Client, own_workspace: Workspace) -> None:
    address = handed_in(browser)["Location"]
    (own_workspace.sources / "a-list" / "values.yaml").write_text("date: [", encoding="utf-8")
    assert browser.get(address).status_code == 400


def test_odd_lines_of_decisions_are_refused(browser: Client) -> None:
    address = handed_in(browser)["Location"]
    page = browser.post(address, MAPPED | {"values": "killed many", "import": "1"}).content.decode()
    assert "This line is not of the form: killed many" in page
    assert m.ListImport.objects.count() == 0


def test_incidents_are_downloaded_as_the_public_may_see_them(browser: Client) -> None:
    sent = browser.post("/export/", {"what": "incidents", "form": "geojson"})
    assert b'"features": [' in b"".join(sent.streaming_content)
    assert m.JournalEntry.objects.get(event="data_exported").actor == "researcher-1"
    page = browser.post("/export/", {"what": "incidents", "form": "doc"}).content.decode()
    assert "errorlist" in page
