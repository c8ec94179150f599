"""Imported lists: which there are, a new one mapped by preview, its rows, and a row put up for review."""

import csv
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.access import access_item, access_list, access_list_row, access_source_folder, require
from tawthiq.desk.actions.evidence import Provenance, name_source, receive
from tawthiq.desk.actions.list_looks import Look, look_at_list
from tawthiq.desk.actions.list_rows import propose_row
from tawthiq.desk.actions.lists import begin_list, go_on_with
from tawthiq.desk.forms.lists import ListExportForm, NewListForm, RecipeForm, about_of, field_choices
from tawthiq.desk.queries.exporting import source_of
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.lists import all_lists, rows_of_list
from tawthiq.desk.queries.paging import page_of
from tawthiq.desk.queries.rooms import veil_for
from tawthiq.desk.views.items import to_be_saved
from tawthiq.desk.views.showing import DeskRequest, asks_and_takes, language, number_of, show, tried
from tawthiq.errors import InvalidRecord, NotFound, TawthiqError
from tawthiq.store.exports.guarding import guarded
from tawthiq.store.lists.sources import SourceFolder, load_source, save_source, source_names
from tawthiq.store.packs import load_table
from tawthiq.store.tables import BadTable

AT_ONCE_S = 4.0  # a small list is taken at once; the worker does the rest of a large one


@require_safe
def lists(request: DeskRequest) -> HttpResponse:
    """Every import, newest first."""
    require(request.user, "see_report")
    return show(request, "lists.html", section="lists", page=page_of(all_lists(), number=number_of(request)))


@asks_and_takes
def new_list(request: DeskRequest) -> HttpResponse:
    """The file and its source; what comes is preserved before anything is looked at."""
    require(request.user, "import_list")
    form = NewListForm(request.POST or None, request.FILES or None, initial={"item": request.GET.get("item", "")})
    if request.method == "POST" and form.is_valid():
        try:
            source = _source(form.cleaned_data)
            item = _item(request, form.cleaned_data, source)
            return redirect("map_list", ref=item.ref, name=source.name)
        except BadTable as odd:
            form.add_error(None, fault_words(odd.code))
        except NotFound:
            form.add_error("item", _("There is no such item: %s") % form.cleaned_data["item"])
        except TawthiqError as odd:
            form.add_error(None, wording.explain(str(odd)))
    folders = source_names(settings.WORKSPACE.sources)
    return show(request, "new_list.html", section="lists", form=form, folders=folders)


def _source(given: dict[str, Any]) -> SourceFolder:
    """The source of this name, made where it is new."""
    root = settings.WORKSPACE.sources
    found = load_source(root, given["name"])
    if found is None:
        found = SourceFolder(given["name"], **{name: given[name].strip() for name in ("publisher", "kind", "terms")})
        save_source(root, found)
    return found


def _item(request: DeskRequest, given: dict[str, Any], source: SourceFolder) -> m.Item:
    if ref := given["item"].strip():
        return access_item(request.user, ref)
    actor = request.user.username
    told = Provenance(source=name_source(pseudonym=source.publisher, kind=source.kind, actor=actor))
    upload = given["upload"]
    return receive(upload.file, name=upload.name, actor=actor, channel="list", provenance=told).item


@asks_and_takes
def map_list(request: DeskRequest, ref: str, name: str) -> HttpResponse:
    """Which column is what: looked at again and again, then imported."""
    require(request.user, "import_list")
    item, source = access_item(request.user, ref), access_source_folder(request.user, name)
    form = RecipeForm(request.POST) if request.method == "POST" else RecipeForm(initial=_initial(source))
    fault = ""
    try:
        look = look_at_list(item, source=source if request.method != "POST" else _unmapped(source))
        if request.method == "POST" and form.is_valid():
            asked = _decided(request, source, look, form)
            if "import" in request.POST:
                return _import(request, item, asked)
            look = look_at_list(item, source=asked)
    except BadTable as odd:
        fault, look = f"{fault_words(odd.code)} {odd.value}".strip(), None
    except TawthiqError as odd:
        fault, look = wording.explain(str(odd)), None
    context: dict[str, Any] = {"item": item, "source": source, "form": form, "fault": fault, "look": look}
    context["tables"] = _tables(look) if look else []
    context["bad"] = [(one, [_reason(fault) for fault in one.faults]) for one in look.bad] if look else []
    return show(request, "map_list.html", section="lists", status=400 if fault else 200, **context)


def _unmapped(source: SourceFolder) -> SourceFolder:
    """The source without its mapping: the file is looked at for its headings, whatever was mapped before."""
    return replace(source, mapping={}, about={})


def _initial(source: SourceFolder) -> dict[str, Any]:
    least, most = source.expected
    told = {"date_order": source.date_order, "expected_min": least, "expected_max": most}
    return {**told, "withheld": "\n".join(source.withheld), "values": RecipeForm.shown(source.values)}


def _decided(request: DeskRequest, source: SourceFolder, look: Look, form: RecipeForm) -> SourceFolder:
    """The source as the page says it now; columns are named by their place on the page."""
    mapping: dict[str, dict[str, tuple[str, ...]]] = {}
    about: dict[str, str] = {}
    for at, (table, told) in enumerate(look.recipe.tables.items()):
        key = table if at else ""
        about[key] = about_of(request.POST.get(f"about-{at}", "")) or told["about"]
        columns: dict[str, list[str]] = {}
        allowed = {one for one, _name in field_choices(about[key])} - {""}
        for number, heading in enumerate(told["headings"]):
            field = request.POST.get(f"column-{at}-{number}", "")
            if field in allowed:
                columns.setdefault(field, []).append(heading)
        mapping[key] = {field: tuple(headings) for field, headings in columns.items()}
    given = form.cleaned_data
    expected = (given["expected_min"], given["expected_max"])
    told = {"date_order": given["date_order"], "withheld": given["withheld"], "values": given["values"]}
    return replace(source, mapping=mapping, about=about, expected=expected, **told)


def _import(request: DeskRequest, item: m.Item, source: SourceFolder) -> HttpResponse:
    save_source(settings.WORKSPACE.sources, source)
    made = begin_list(item, source=source, actor=request.user.username)
    if made.state == "running":
        until = time.monotonic() + AT_ONCE_S
        go_on_with(made, should_stop=lambda: time.monotonic() > until, actor=request.user.username)
        is_done = made.state == "done"
        said = _("The list is imported, and every row kept.") if is_done else _("The worker goes on with the import.")
        messages.success(request, said)
    else:
        messages.info(request, _("The same list was imported by the same decisions before; nothing was changed."))
    return redirect("list", ref=made.ref)


def _tables(look: Look) -> list[dict[str, Any]]:
    """The tables as the page shows them: each column with its field and some of its values."""
    found = []
    for at, (table, told) in enumerate(look.recipe.tables.items()):
        field_of = {heading: field for field, headings in told["columns"].items() for heading in headings}
        samples = look.samples.get(table, {})
        columns = [
            {"at": number, "heading": one, "field": field_of.get(one, ""), "samples": samples.get(one, [])}
            for number, one in enumerate(told["headings"])
        ]
        choices = field_choices(told["about"])
        found.append({"at": at, "name": table, "about": told["about"], "columns": columns, "choices": choices})
    return found


@require_safe
def one_list(request: DeskRequest, ref: str) -> HttpResponse:
    """One import: whose it is, what became of its rows, and the rows."""
    found = access_list(request.user, ref)
    state = request.GET.get("state", "")
    state = state if state in m.ListRow.STATES else ""
    page = page_of(rows_of_list(found, state=state), number=number_of(request), per_page=25)
    names = {row["id"]: row[language()] for row in load_table("table_columns")}
    rows = [(row, [_reason(fault) for fault in row.reasons], _told(row, names)) for row in page.rows]
    context: dict[str, Any] = {
        "list": found,
        "source": source_of(found),
        "state": state,
        "page": page,
        "rows": rows,
        "names": names,
    }
    context |= {"query": f"state={state}" if state else "", "form": ListExportForm(), "history": history_of(found.ref)}
    return show(request, "list.html", section="lists", **context)


def _told(row: m.ListRow, names: dict[str, str]) -> list[tuple[str, str]]:
    shown = ((names.get(field, ""), value) for field, value in row.told.items() if field in names)
    return [(name, "; ".join(map(str, value)) if isinstance(value, list) else str(value)) for name, value in shown]


def fault_words(code: str) -> str:
    """A code of ``data/list_faults.yaml`` in the reader's language."""
    return next((str(row[language()]) for row in load_table("list_faults") if row["id"] == code), code)


def _reason(fault: Any) -> dict[str, str]:
    code, heading, value = fault if isinstance(fault, list) else (fault.code, fault.heading, fault.value)
    return {"words": fault_words(code), "heading": heading, "value": value}


class _Echo:
    """Takes a line and gives it back: what a CSV writer writes to while an answer is streamed."""

    def write(self, line: str) -> str:
        """The line."""
        return line


@require_safe
def refused_rows(request: DeskRequest, ref: str) -> HttpResponseBase:
    """The refused rows as CSV: line, reason, column, value, and every cell as written."""
    found = access_list(request.user, ref)
    headings = list(dict.fromkeys(one for told in found.recipe["tables"].values() for one in told["headings"]))
    columns = [*headings, "column 1"]
    writer, veil = csv.writer(_Echo()), veil_for(request.user)
    lead = ["line", "table", "part", "reason", _("in words"), "column", "value"]

    def lines() -> Iterator[str]:
        yield str(writer.writerow([*lead, *columns]))
        for row in rows_of_list(found, state="refused").iterator(chunk_size=500):
            code, heading, value = row.reasons[0]
            told = [row.line, row.table, row.part, code, fault_words(code), heading, value]
            cells = [row.cells.get(name, "") for name in columns]
            yield veil.cover(str(writer.writerow([guarded(one) for one in (*told, *cells)])))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    return to_be_saved(response, name=f"{found.ref}-refused.csv")


@require_POST
def propose(request: DeskRequest, ref: str) -> HttpResponse:
    """The row becomes a report with one proposed claim; from there on it is reviewed like any other."""
    found = access_list_row(request.user, ref)
    require(request.user, "review_claim")
    if tried(request, lambda: propose_row(request.user, found), said=_("The row waits for review.")):
        found.refresh_from_db()
        if found.report is None:
            raise InvalidRecord("not_changed")
        return redirect("report", ref=found.report.ref)
    return redirect("list", ref=found.of.ref)
