"""The open API: the records of a release as JSON, described by ``/api/v1/openapi.json``; read-only, without any key."""

import dataclasses
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from tawthiq.core.releases import Figure, PublicClaim, PublicIncident
from tawthiq.errors import InvalidRecord
from tawthiq.public import shelf
from tawthiq.public.filters import read_question
from tawthiq.public.openapi import load_openapi
from tawthiq.store.release import PlaceTotal, ReleaseReader

LIMIT, LIMIT_MAX = 50, 500
_FILTERS = ("party", "kind", "gov", "month", "place", "q", "figure", "massacre")
Body = dict[str, Any]


def answers_json(view: Callable[..., Body]) -> Callable[..., HttpResponse]:
    """The view's answer as JSON that any page may read; what a release says never changes, so its hash is the ETag."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, number: int | None = None, **named: str) -> HttpResponse:
        if number is None:
            return _open_to_all(JsonResponse(view(request), json_dumps_params={"ensure_ascii": False}))
        release = shelf.release_numbered(number)
        response = _open_to_all(
            JsonResponse(view(request, release, **named), json_dumps_params={"ensure_ascii": False})
        )
        etag = f'"{release.digest[:32]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return answer


def _open_to_all(response: HttpResponse) -> HttpResponse:
    """No cookie and no account stand behind it, so a page of any other site may read it too."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@answers_json
def describe_api(request: HttpRequest) -> Body:
    """The OpenAPI description."""
    _asked(request.GET)
    return load_openapi()


@answers_json
def list_releases(request: HttpRequest) -> Body:
    """Every release that may be read, newest first."""
    _asked(request.GET)
    return {"releases": [_release_body(shelf.release_numbered(number)) for number in shelf.releases_public()]}


@answers_json
def show_release(request: HttpRequest, release: ReleaseReader) -> Body:
    """One release: its number, its hash, its files."""
    _asked(request.GET)
    return _release_body(release)


@answers_json
def list_incidents(request: HttpRequest, release: ReleaseReader) -> Body:
    """Incidents that fit the filters, newest first, without their claims."""
    asked = _asked(request.GET, *_FILTERS, "limit", "cursor")
    if asked.get("massacre", "1") != "1":
        raise InvalidRecord("massacre: only 1 can be asked for")
    wanted = read_question(asked).wanted
    if wanted.figure:
        release.figure(wanted.figure)
    limit = _number(asked, "limit", default=LIMIT, most=LIMIT_MAX, least=1)
    position = _number(asked, "cursor", default=0, most=10**9, least=0)
    found = release.incidents_after(wanted, position=position, limit=limit + 1)
    rows = [_incident_body(incident) for _, incident in found[:limit]]
    return _page(rows, release=release, next_cursor=found[limit - 1][0] if len(found) > limit else None)


@answers_json
def show_incident(request: HttpRequest, release: ReleaseReader, *, ref: str) -> Body:
    """One incident with its public claims."""
    _asked(request.GET)
    incident = release.incident(ref)
    return _incident_body(incident) | {"claims": [_claim_body(claim) for claim in incident.claims]}


@answers_json
def list_figures(request: HttpRequest, release: ReleaseReader) -> Body:
    """The figures of one table; each says at which address exactly its incidents are listed."""
    asked = _asked(request.GET, "table", "limit", "cursor")
    table = asked.get("table", "all")
    return _slice(asked, release.figures(table), release=release, body=_figure_body)


@answers_json
def list_places(request: HttpRequest, release: ReleaseReader) -> Body:
    """Every published place with how many incidents and killed, those with the most killed first."""
    asked = _asked(request.GET, "limit", "cursor")
    return _slice(asked, release.place_totals, release=release, body=lambda total, _: _place_body(total))


@answers_json
def list_parties(request: HttpRequest, release: ReleaseReader) -> Body:
    """Every party in the words of the release, with how many incidents are attributed to it."""
    asked = _asked(request.GET, "limit", "cursor")
    parties = [label for (table, _), label in release.labels.items() if table == "parties"]
    return _slice(
        asked,
        parties,
        release=release,
        body=lambda label, held: {
            "id": label.id,
            "name_en": label.en,
            "name_ar": label.ar,
            "incidents": held.party_totals.get(label.id, 0),
        },
    )


def _asked(given: QueryDict, *names: str) -> QueryDict:
    """The query, refused where it asks for what is not there or twice: a misspelt filter must not pass as "all"."""
    for name in given:
        if name not in names:
            raise InvalidRecord("a parameter that does not exist here")
        if len(given.getlist(name)) != 1:
            raise InvalidRecord(f"{name}: given more than once")
    return given


def _number(asked: QueryDict, name: str, *, default: int, least: int, most: int) -> int:
    text = asked.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and least <= int(text) <= most):
        raise InvalidRecord(f"{name}: not a number from {least} to {most}")
    return int(text)


def _slice(
    asked: QueryDict, records: Sequence[Any], *, release: ReleaseReader, body: Callable[[Any, ReleaseReader], Body]
) -> Body:
    limit = _number(asked, "limit", default=LIMIT, most=LIMIT_MAX, least=1)
    start = _number(asked, "cursor", default=0, most=10**9, least=0)
    rows = [body(record, release) for record in records[start : start + limit]]
    return _page(rows, release=release, next_cursor=start + limit if start + limit < len(records) else None)


def _page(rows: list[Body], *, release: ReleaseReader, next_cursor: int | None) -> Body:
    return {"release": release.manifest.number, "rows": rows, "next_cursor": next_cursor}


def _release_body(release: ReleaseReader) -> Body:
    manifest = release.manifest
    files = [
        {
            "name": f.name,
            "sha256": f.sha256,
            "size_bytes": f.size_bytes,
            "address": f"/releases/{manifest.number}/{f.name}",
        }
        for f in manifest.files
    ]
    return {
        "number": manifest.number,
        "built_at": manifest.built_at,
        "manifest_sha256": release.digest,
        "journal": {"size": manifest.journal_size, "chain": manifest.journal_chain},
        "organisation_en": release.meta["organisation_en"],
        "organisation_ar": release.meta["organisation_ar"],
        "licence": "CC-BY-4.0",
        "files": files,
    }


def _incident_body(incident: PublicIncident) -> Body:
    body = dataclasses.asdict(dataclasses.replace(incident, claims=()))
    del body["claims"]
    return body | {
        "perpetrators": [{"party": party, "certainty": sure} for party, sure in incident.perpetrators],
        "people": [{"name_en": en, "name_ar": ar, "status": status} for en, ar, status in incident.people],
    }


def _claim_body(claim: PublicClaim) -> Body:
    return dataclasses.asdict(claim)


def _figure_body(figure: Figure, release: ReleaseReader) -> Body:
    name = f"{figure.table}:{figure.key}:{figure.counted}"
    return {
        "name": name,
        "table": figure.table,
        "key": figure.key,
        "counted": figure.counted,
        "min": figure.min,
        "max": figure.max,
        "unknown": figure.unknown,
        "incidents": len(figure.incidents),
        "incidents_address": f"/api/v1/releases/{release.manifest.number}/incidents?figure={name}",
    }


def _place_body(total: PlaceTotal) -> Body:
    place = total.newest.place
    killed = {"min": total.killed_min, "max": total.killed_max, "unknown": total.killed_unknown}
    return (dataclasses.asdict(place) if place else {}) | {"incidents": total.incidents, "killed": killed}
