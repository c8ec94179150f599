"""Importing lists: every row stored, matched or refused; repeated, resumed, and ended with its item."""

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from tawthiq.desk import models as m
from tawthiq.desk.actions import lists
from tawthiq.desk.actions.disposal import allow_disposal, ask_disposal
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.actions.list_rows import propose_row
from tawthiq.desk.actions.lists import begin_list, import_list, tend_lists
from tawthiq.desk.actions.reading import unread_reports
from tawthiq.desk.actions.rereading import ask_rereading, waiting_in
from tawthiq.desk.actions.review import accept_claim
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.errors import InvalidRecord, NotFound, Unreadable
from tawthiq.reading.grammar import GrammarReader
from tawthiq.store.lists.sources import SourceFolder
from tawthiq.store.tables import BadTable
from tawthiq.store.workspace import Workspace

pytestmark = pytest.mark.django_db
SOURCE = SourceFolder("a-list", "Publisher of a list", terms="CC BY 4.0")
TEXT = (
    "id,Place,date,killed,remark\n"
    "1,Stone Bridge,2031-05-01,3,as said\n"
    "2,Old Mill,2031-05-02,some,\n"
    "3,الجسر القديم,2031-05-03,,ملاحظة\n"
    "4,Dam\n"
)
Import = Callable[..., m.ListImport]


@pytest.fixture(autouse=True)
def own_workspace(people: dict[str, m.User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    monkeypatch.setattr(settings, "WORKSPACE", workspace)


def imported(text: str | bytes = TEXT, *, source: SourceFolder = SOURCE, name: str = "a.csv") -> m.ListImport:
    data = text if isinstance(text, bytes) else text.encode()
    return import_list(io.BytesIO(data), name=name, source=source, actor="researcher-1").made


def states(made: m.ListImport) -> list[str]:
    return list(made.rows.order_by("number").values_list("state", flat=True))


def findings() -> list[tuple[str, str]]:
    told = check_workspace(settings.WORKSPACE, tally=Tally(), progress=lambda _stage, _number: None)
    found = [(one.what, one.where) for one in told]
    return [one for one in found if not one[0].startswith("checkpoint_") and one[1][:3] not in ("PL-", "PT-")]


def test_every_row_is_stored_or_refused_with_a_reason_and_its_words() -> None:
    made = imported()
    assert (made.state, made.reached, made.stored, made.matched, made.refused) == ("done", 4, 2, 0, 2)
    rows = list(made.rows.order_by("number"))
    assert [(row.line, row.state, row.reasons) for row in rows] == [
        (2, "stored", []),
        (3, "refused", [["number_odd", "killed", "some"]]),
        (4, "stored", []),
        (5, "refused", [["columns", "", ""]]),
    ]
    assert rows[0].said == {
        "id": "1",
        "Place": "Stone Bridge",
        "date": "2031-05-01",
        "killed": "3",
        "remark": "as said",
    }
    assert rows[0].told == {
        "id": "1",
        "place": "Stone Bridge",
        "date": "2031-05-01",
        "when": "2031-05-01",
        "killed": 3,
    }
    assert rows[2].cells["remark"] == "ملاحظة"
    assert rows[3].cells == {"id": "4", "Place": "Dam"}
    assert settings.WORKSPACE.vault.read(made.item.sha256) == TEXT.encode()
    assert (made.source.pseudonym, made.item.receipts.get().original_name) == ("Publisher of a list", "a.csv")
    assert m.Report.objects.count() == m.Incident.objects.count() == m.Person.objects.count() == 0
    assert findings() == []


def test_importing_again_changes_nothing() -> None:
    first = imported()
    before = [m.JournalEntry.objects.count(), m.ListRow.objects.count(), m.Receipt.objects.count()]
    done = import_list(io.BytesIO(TEXT.encode()), name="b.csv", source=SOURCE, actor="researcher-1")
    assert (done.made.pk, done.was_new) == (first.pk, False)
    assert [m.JournalEntry.objects.count(), m.ListRow.objects.count(), m.Receipt.objects.count()] == before


def test_a_newer_list_matches_what_is_the_same_and_keeps_what_changed() -> None:
    first = imported()
    newer = imported(TEXT.replace("2031-05-03,", "2031-05-03,4").replace("some", "9") + "5,Hill,2031-05-04,1,new\n")
    assert states(newer) == ["matched", "stored", "stored", "refused", "stored"]
    rows, old = list(newer.rows.order_by("number")), list(first.rows.order_by("number"))
    assert [row.earlier_id for row in rows] == [old[0].pk, None, old[2].pk, None, None]
    again = imported(TEXT.replace("2031-05-03,", "2031-05-03,4").replace("some", "8"))
    assert states(again) == ["matched", "stored", "matched", "refused"]
    assert again.rows.get(number=3).earlier_id == rows[2].pk
    assert findings() == []


def test_another_source_matches_nothing_of_this_one() -> None:
    imported()
    other = imported(source=SourceFolder("b-list", "Another publisher"))
    assert Counter(states(other)) == {"stored": 2, "refused": 2}
    assert other.item.receipts.count() == 2


def test_a_decision_about_odd_values_reads_the_same_file_again() -> None:
    imported()
    decided = SourceFolder("a-list", SOURCE.publisher, values={"killed": {"some": "2+"}})
    again = imported(source=decided)
    assert states(again) == ["matched", "stored", "matched", "refused"]
    assert again.rows.get(number=2).told["killed_min"] == 2


def test_the_same_number_twice_in_one_file_is_kept_twice_unless_word_for_word() -> None:
    made = imported("id,place\n1,Dam\n1,Dam\n2,Hill\n,Field\n,Field\n")
    assert states(made) == ["stored", "matched", "stored", "stored", "stored"]
    assert made.rows.get(number=2).earlier_id == made.rows.get(number=1).pk
    assert findings() == []


def test_a_number_that_rows_of_other_words_share_is_no_key() -> None:
    """The number of an incident: two children without a name in one row each are two children."""
    text = "incident_id,name,age\n7,unknown,4\n7,unknown,4\n7,Sami Invented,9\n"
    made = imported(text, source=SourceFolder("victims", "P", about={"": "people"}))
    assert states(made) == ["stored", "stored", "stored"]
    newer = imported(text + "8,Rana Invented,2\n", source=SourceFolder("victims", "P", about={"": "people"}))
    assert states(newer) == ["matched", "matched", "matched", "stored"]


def test_a_list_that_is_too_short_or_too_long_says_so() -> None:
    assert imported(source=SourceFolder("short", "P", expected=(5, 9))).is_too_few
    assert imported(source=SourceFolder("long", "P", expected=(1, 3))).is_too_many
    fine = imported(source=SourceFolder("fine", "P", expected=(4, 4)))
    assert not fine.is_too_few
    assert not fine.is_too_many


@pytest.mark.parametrize("batches", [0, 1, 3])
def test_what_was_stopped_goes_on_where_it_stood(batches: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BATCH", 3)
    text = "place,killed\n" + "".join(f"Village {number % 4},{number % 4}\n" for number in range(20))
    seen: list[int] = []

    class Stopped(Exception):
        pass

    def stop(made: m.ListImport) -> None:
        seen.append(made.reached)
        if len(seen) > batches:
            raise Stopped

    with pytest.raises(Stopped):
        import_list(io.BytesIO(text.encode()), name="a", source=SOURCE, actor="researcher-1", progress=stop)
    half = m.ListImport.objects.get()
    assert (half.state, half.reached) == ("running", 3 * (batches + 1))
    made = imported(text)
    assert made.pk == half.pk
    assert sorted(made.rows.values_list("number", "line")) == [(n, n + 1) for n in range(1, 21)]
    assert set(states(made)) == {"stored"}
    assert made.item.receipts.count() == 1
    assert findings() == []


def test_two_at_once_take_no_row_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BATCH", 2)
    text = "id,place\n" + "".join(f"{number},Village\n" for number in range(9))
    inner: list[m.ListImport] = []

    def meanwhile(_made: m.ListImport) -> None:
        if not inner:
            inner.append(imported(text))

    done = import_list(io.BytesIO(text.encode()), name="a", source=SOURCE, actor="researcher-1", progress=meanwhile)
    assert inner[0].state == "done"
    assert done.made.rows.count() == 9
    assert findings() == []


def test_a_file_that_is_no_list_writes_nothing() -> None:
    before = m.JournalEntry.objects.count()
    for text, kind in (("", BadTable), ("[1, 2", Unreadable)):
        with pytest.raises(kind):
            imported(text)
    with pytest.raises(BadTable):
        imported(source=SourceFolder("a-list", "P", mapping={"": {"place": ("Nowhere",)}}))
    assert m.JournalEntry.objects.count() == before
    assert not list((settings.WORKSPACE.home / "importing").iterdir())


def workbook(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_sheets_of_a_workbook_are_tables_and_no_formula_is_calculated() -> None:
    from datetime import datetime

    def fill(book: Any) -> None:
        sheet = book.active
        sheet.title = "events"
        sheet.append(["_index", "date", "place", "killed", "sum", ""])
        sheet.append([1, datetime(2031, 5, 1), "Stone Bridge", 3.0, "=D2*2", "left over"])  # noqa: DTZ001 - as cells are
        sheet.append([])
        sheet.append([2, datetime(2031, 5, 2, 8, 30), "=HYPERLINK(1)", 2.5])  # noqa: DTZ001
        people = book.create_sheet("victims")
        people.append(["full name", "age", "_parent_index"])
        people.append(["Sami Invented", 7, 1])
        book.create_sheet("notes").append(["only words"])

    made = imported(workbook(fill), name="form.xlsx")
    assert [(row.table, row.line, row.about, row.state) for row in made.rows.order_by("number")] == [
        ("events", 2, "incidents", "stored"),
        ("events", 4, "incidents", "refused"),
        ("victims", 2, "people", "stored"),
    ]
    assert made.rows.get(number=1).said == {
        "_index": 1,
        "date": "2031-05-01",
        "place": "Stone Bridge",
        "killed": 3,
        "sum": "=D2*2",
        "column 6": "left over",
    }
    assert made.rows.get(number=2).cells["place"] == "=HYPERLINK(1)"
    assert made.rows.get(number=2).reasons == [["number_odd", "killed", "2.5"]]
    assert made.rows.get(number=3).told == {"name": "Sami Invented", "age": "7"}


def test_a_workbook_that_is_a_bomb_or_broken_is_refused_whole() -> None:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<x>" + b" " * (64 << 20))
    for data, reason in ((out.getvalue(), "bomb"), (b"PK\x03\x04" + bytes(400), "malformed")):
        with pytest.raises(Unreadable, match=reason):
            imported(data)
    assert m.ListImport.objects.count() == 0


def test_a_list_ends_with_its_item(people: dict[str, m.User]) -> None:
    first = imported("id,place\n1,CANARY Dam\n2,Hill\n")
    newer = imported("id,place\n1,CANARY Dam\n3,Mill\n")
    ref, item = first.ref, first.item
    disposal = ask_disposal(people["custodian"], item, why="legal_order")
    allow_disposal(people["reviewer"], disposal)
    assert not m.ListImport.objects.filter(item=item).exists()
    row = newer.rows.get(number=1)
    assert (row.state, row.earlier_id, row.cells["place"]) == ("stored", None, "CANARY Dam")
    assert not m.JournalEntry.objects.filter(subject=ref).exists()
    assert findings() == []
    with pytest.raises(InvalidRecord, match="disposed_before"):
        imported("id,place\n1,CANARY Dam\n2,Hill\n")


def test_the_journal_holds_no_word_of_a_row() -> None:
    imported("id,name,age\n1,Sami Invented,7\n")
    bodies = [json.loads(entry.body) for entry in m.JournalEntry.objects.filter(event="list_imported").order_by("seq")]
    assert [body["detail"]["step"] for body in bodies] == ["begun", "taken", "ended"]
    assert "Invented" not in json.dumps(bodies)


def test_a_row_put_up_for_review_is_a_claim_in_its_own_words(people: dict[str, m.User]) -> None:
    text = (
        "id,place,event_date,perpetrator,killed,lat,lon,kind,victim_name\n"
        "7,Stone Bridge,2031-05-01,islamic state,5-7,35.5,38.25,shelling,Sami Invented\n"
        "8,Old Mill,soon,,,,,,\n"
    )
    made = imported(text)
    row, refused = made.rows.order_by("number")
    report = propose_row(people["researcher"], row)
    assert propose_row(people["researcher"], row).pk == report.pk
    (claim,) = report.claims.all()
    body = claim.body
    assert (claim.decision, body["kind"], body["reader"]) == ("proposed", "shelling", "list")
    assert (body["places"][0]["text"], body["places"][0]["lat"]) == ("Stone Bridge", 35.5)
    assert (body["when"]["text"], body["when"]["edtf"]) == ("2031-05-01", "2031-05-01")
    assert (body["perpetrators"][0]["text"], body["perpetrators"][0]["party"]) == ("islamic state", "islamic_state")
    assert (body["counts"]["killed"]["text"], body["counts"]["killed"]["min"], body["counts"]["killed"]["max"]) == (
        "5-7",
        5,
        7,
    )
    assert body["people"][0]["text"] == "Sami Invented"
    assert settings.WORKSPACE.vault.read(report.item.sha256).decode() == report.text
    assert (report.state, report.source, row.ref in report.text) == ("inbox", made.source, True)
    with pytest.raises(InvalidRecord, match="list_row_refused"):
        propose_row(people["researcher"], refused)
    with pytest.raises(NotFound):
        propose_row(people["analyst"], row)
    accept_claim(people["researcher"], claim)
    assert unread_reports() == []
    assert waiting_in(ask_rereading(actor="test"), reader=GrammarReader()).count() == 0
    assert findings() == []
    with pytest.raises(InvalidRecord, match="list_rows_proposed"):
        ask_disposal(people["custodian"], made.item, why="legal_order")


def test_rows_alike_are_put_up_each_for_itself(people: dict[str, m.User]) -> None:
    made = imported("place,killed\nDam,1\nDam,1\n")
    reports = {propose_row(people["researcher"], row).pk for row in made.rows.all()}
    assert len(reports) == 2


def test_a_list_begun_at_the_desk_is_taken_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "BATCH", 2)
    item = receive(io.BytesIO(TEXT.encode()), name="a.csv", actor="researcher-1", channel="upload").item
    made = begin_list(item, source=SOURCE, actor="researcher-1")
    assert (made.state, made.reached) == ("running", 0)
    assert begin_list(item, source=SOURCE, actor="researcher-1").pk == made.pk
    stops = iter([False, True, False])
    assert tend_lists(lambda: next(stops)) == 2
    assert tend_lists(lambda: False) == 2
    made.refresh_from_db()
    assert (made.state, made.stored, made.refused) == ("done", 2, 2)
    assert tend_lists(lambda: False) == 0
    assert not import_list(io.BytesIO(TEXT.encode()), name="b", source=SOURCE, actor="x").was_new
    assert findings() == []
