"""``tawthiq demo``: a workspace with the example reports, worked through by demo people up to a public release."""

import secrets
import shutil
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from tawthiq.cli.demo_cases import play_cases
from tawthiq.cli.demo_persons import play_persons
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.workspace import SIGN_INS, Workspace, find_workspace

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PEOPLE = {
    "huda": ("reporter", "ar"),
    "salim": ("researcher", "ar"),
    "mariam": ("reviewer", "ar"),
    "adam": ("analyst", "en"),
    "leila": ("lawyer", "en"),
    "karim": ("editor", "ar"),
    "noor": ("auditor", "en"),
    "samar": ("custodian", "ar"),
    "ilyas": ("administrator", "en"),
}
COUNTED = ("killed", "injured", "detained", "displaced", "munitions")


def demo(
    home: Annotated[Path | None, typer.Option(help="The workspace to fill; ./workspace when not given.")] = None,
    examples: Annotated[Path, typer.Option(help="The folder of example reports.")] = EXAMPLES,
) -> None:
    """Fill a workspace with the example reports and a first release; a filled one is left as it is."""
    from django.db import connections

    from tawthiq.cli.words import say
    from tawthiq.cli.workspaces import open_register

    target = find_workspace(home).home
    if not (target / SIGN_INS).exists():
        if not (examples / "index.yaml").exists():
            raise NotFound(f"{examples} holds no example reports: give --examples")
        if target.exists() and any(target.iterdir()):
            raise InvalidRecord(say("error.demo_not_empty", home=target))
        # Built beside its place and moved there whole: an interrupted demo leaves nothing half filled.
        building = Workspace(target.with_name(f".{target.name}.building"))
        shutil.rmtree(building.home, ignore_errors=True)
        open_register(building, make=True)
        Demo(building, examples).run()
        connections.close_all()
        building.home.rename(target)
    typer.echo((target / SIGN_INS).read_text(encoding="utf-8"))


class Demo:
    """A working day of the desk, played from ``examples/demo.yaml`` through the same actions that people use."""

    def __init__(self, workspace: Workspace, examples: Path) -> None:
        """Read the script; nothing happens yet."""
        self.workspace, self.examples = workspace, examples
        self.index = _read(examples / "index.yaml")["reports"]
        self.expected = {row["file"][:5]: row for row in _read(examples / "claims.yaml")["reports"]}
        self.script = _read(examples / "demo.yaml")
        self.claims: dict[tuple[str, int], Any] = {}
        self.incidents: list[Any] = []

    def run(self) -> None:
        """Accounts, reports, claims, incidents, articles, release, cases: in the order of a real day."""
        password = f"demo {secrets.token_hex(5)}"
        self.people = self._make_people(password)
        reports = self._receive_and_read()
        used = {key for one in self.script["incidents"] for key, _ in one["claims"]} | set(self.script["decided"])
        for key in sorted(used):
            self._decide(key, reports[key])
        for one in self.script["incidents"]:
            self.incidents.append(self._make_incident(one))
        for one in self.script["articles"]:
            self._make_article(one)
        self._release()
        play_persons(self.script["persons"], user=self.people["researcher"], claims=self.claims)
        play_cases(self.script["cases"], people=self.people, claims=self.claims, incidents=self.incidents)
        lines = [f"{name:<10} {role:<14} {password}" for name, (role, _) in PEOPLE.items()]
        path = self.workspace.home / SIGN_INS
        path.touch(mode=0o600)
        path.write_text("Demo sign-ins (name, role, password):\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def _make_people(self, password: str) -> dict[str, Any]:
        from tawthiq.desk.actions.accounts import create_user

        return {
            role: create_user(username=name, password=password, role=role, language=language, actor="demo")
            for name, (role, language) in PEOPLE.items()
        }

    def _receive_and_read(self) -> dict[str, Any]:
        from tawthiq.desk.actions.evidence import Provenance, name_source, receive
        from tawthiq.desk.actions.reading import read_report
        from tawthiq.reading.grammar import GrammarReader

        reader, reports = GrammarReader(conflict="syria"), {}
        for row in self.index:
            source = name_source(pseudonym=row["source"], kind=row["source_kind"], actor="demo")
            told = Provenance(source=source, published=row["published"], lang=row["lang"], title=row["title"])
            with (self.examples / row["file"]).open("rb") as stream:
                got = receive(stream, name=row["file"], actor="huda", channel="demo", provenance=told)
            if got.report is None:
                raise InvalidRecord(f"{row['file']}: an example report is text")
            read_report(got.report, reader=reader)
            got.report.refresh_from_db()
            reports[row["file"][:5]] = got.report
        return reports

    def _decide(self, key: str, report: Any) -> None:
        """Every claim of the report is decided as the table of a careful reader says."""
        from tawthiq.desk.actions.review import accept_claim, add_claim, finish_report, mend_claim, reject_claim

        person, free = self.people["researcher"], list(report.claims.all())
        for number, row in enumerate(self.expected[key]["claims"]):
            found = _match(row, free, text=report.text)
            if found is None and row.get("optional"):
                continue
            body = _corrected(found.body if found else None, row, text=report.text)
            if found is None:
                claim = add_claim(person, report, body=body, reason="The machine did not see it.")
            elif body == found.body:
                claim = found
                accept_claim(person, claim)
            else:
                claim = found
                mend_claim(person, claim, body=body, reason="Corrected against the words.")
            if found:
                free.remove(found)
            self.claims[(key, number)] = claim
        for claim in free:
            reject_claim(person, claim, reason="misread")
        finish_report(person, report)

    def _make_incident(self, one: dict[str, Any]) -> Any:
        from tawthiq.desk.actions import grading, incidents

        person = self.people["researcher"]
        claims = [self.claims[(key, number)] for key, number in one["claims"]]
        incident = incidents.create_incident(person, claims, title_en=one["title_en"], title_ar=one["title_ar"])
        words = {name: one.get(name, "") for name in ("summary_en", "summary_ar")}
        incidents.describe_incident(person, incident, **words)
        for value in one.get("values", []):
            incidents.set_value(person, incident, **value)
        for act in incident.acts.all():
            for alleged in act.perpetrators.select_related("party"):
                certainty, basis = one.get("attributions", {}).get(alleged.party.code, ("", ""))
                if basis:
                    party = alleged.party.code
                    grading.set_certainty(person, act, party=party, certainty=certainty, basis=basis)
        if "grade" in one:
            incident.refresh_from_db()
            grade = {name: one[name] for name in ("grade", "basis", "contrary")}
            grading.grade_incident(person, incident, **grade)
        if one.get("sign"):
            grading.sign_off(self.people["reviewer"], incident)
        return incident

    def _make_article(self, one: dict[str, Any]) -> None:
        from tawthiq.desk.actions.articles import mark_ready, save_article

        words = {name: text for name, text in one.items() if name not in ("published", "incidents")}
        article = save_article(
            self.people["editor"],
            None,
            published=date.fromisoformat(one["published"]),
            incidents=[self.incidents[number] for number in one["incidents"]],
            **words,
        )
        mark_ready(self.people["editor"], article)

    def _release(self) -> None:
        from tawthiq.desk.actions.releases import build_release, sign_release

        sign_release(self.people["reviewer"], build_release(self.people["editor"]))


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _match(row: dict[str, Any], claims: list[Any], *, text: str) -> Any | None:
    """The machine's claim of the same kind whose quote overlaps the row's words the most."""
    start = text.index(row["quote"])
    end = start + len(row["quote"])
    shared = [
        (min(end, claim.quote_end) - max(start, claim.quote_start), -claim.pk, claim)
        for claim in claims
        if claim.kind == row["kind"]
    ]
    best = max(shared, default=(0, 0, None))
    return best[2] if best[0] > 0 else None


def _corrected(body: dict[str, Any] | None, row: dict[str, Any], *, text: str) -> dict[str, Any]:
    """The claim's JSON with what the table says; what is right already stays, spans and all."""
    from tawthiq.core.claims import Claim, Span, to_json

    start = text.index(row["quote"])
    quote = {"start": start, "end": start + len(row["quote"]), "text": row["quote"]}
    here = {"start": start, "end": start, "text": ""}
    body = dict(body or to_json(Claim(kind=row["kind"], quote=Span(**quote), reader="person")))
    body["status"] = row["status"]
    if not body["perpetrators"] or {p["party"] for p in body["perpetrators"]} != set(row["perpetrators"]):
        known = {p["party"]: p for p in body["perpetrators"]}
        body["perpetrators"] = [known.get(party, here | {"party": party}) for party in row["perpetrators"]]
    if row["places"] and [p["place"] for p in body["places"] if p["role"] == "scene"][:1] != row["places"][:1]:
        body["places"] = _places(body["places"], row["places"], here=here)
    if "when" in row and (not body["when"] or body["when"]["edtf"] != row["when"]):
        body["when"] = here | {"edtf": row["when"]}
    if "class" in row and (not body["target"] or body["target"]["class"] != row["class"]):
        body["target"] = (body["target"] or here | {"party": None}) | {"class": row["class"]}
    if "people" in row:
        body["people"] = [_person(*named, text=text) for named in row["people"]]
    body["counts"] = {name: _count(body["counts"][name], row.get(name), here=quote) for name in COUNTED}
    return body


def _person(name: str, role: str, status: str, *, text: str) -> dict[str, Any]:
    start = text.index(name)
    return {"start": start, "end": start + len(name), "text": name, "role": role, "status": status, "name": None}


def _places(given: list[dict[str, Any]], right: list[str], *, here: dict[str, Any]) -> list[dict[str, Any]]:
    """The right places in the right order; one that the machine did not see has an empty span."""
    from tawthiq.desk.models import Place

    seen = {one["place"]: one | {"role": "scene"} for one in given}
    for place in Place.objects.filter(code__in=right[:1]):
        point = {"lat": place.lat, "lon": place.lon, "radius_m": place.radius_m, "role": "scene"}
        seen.setdefault(place.code, here | {"place": place.code, "name": place.name_en} | point)
    return [seen[code] for code in right if code in seen]


def _count(given: dict[str, Any] | None, right: list[int | None] | None, *, here: dict[str, Any]) -> Any:
    if right is None:
        return None
    low, high = right
    if given and (given["min"], given["max"]) == (low, high):
        return given
    return (given or here | {"approximate": False, "who": ""}) | {"min": low, "max": high}
