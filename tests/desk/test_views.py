"""Every page: whom it answers, whom it does not, and a number of queries that does not grow with the rows."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pyrage
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from tawthiq.desk import models as m
from tawthiq.desk.actions import parties, places
from tawthiq.desk.actions.articles import save_article
from tawthiq.desk.actions.comments import publish_correction
from tawthiq.desk.actions.consents import Agreed, record_consent
from tawthiq.desk.actions.disposal import ask_disposal
from tawthiq.desk.actions.evidence import name_source, receive
from tawthiq.desk.actions.grading import grade_incident
from tawthiq.desk.actions.incidents import create_incident, judge_pair
from tawthiq.desk.actions.list_rows import propose_row
from tawthiq.desk.actions.lists import import_list
from tawthiq.desk.actions.person_states import Known, add_state
from tawthiq.desk.actions.review import accept_claim
from tawthiq.desk.actions.sealing import add_custodian_key, seal_identity
from tawthiq.desk.actions.words import add_word
from tawthiq.reading.additions import AddedWord
from tawthiq.store.lists.sources import SourceFolder, save_source
from tawthiq.store.packs import load_table

from .casework import a_case, case_rooms
from .conftest import ARABIC, ENGLISH

pytestmark = pytest.mark.django_db
OK, FOUND, ABSENT, NOT_ALLOWED, WITHOUT_TOKEN = 200, 302, 404, 405, 403
NOWHERE = {
    "report": "RP-000999",
    "claim": "CL-000999",
    "incident": "IN-000999",
    "item": "EV-000999",
    "release": "RL-000999",
    "article": "AR-000999",
    "comment": "CM-000999",
    "consent": "CN-000999",
    "handover": "HO-000999",
    "disposal": "DP-000999",
    "capture": "CP-000999",
    "copy": "DV-000999",
    "word": "WD-000999",
    "judgement": "JD-000999",
    "person": "PS-000999",
    "person_state": "ST-000999",
    "source": "SR-000999",
    "custodian_key": "CK-000999",
    "sealed_identity": "SI-000999",
    "place": "PL-999999",
    "place_name": "PN-000999",
    "place_unit": "PU-000999",
    "gazetteer": "GZ-000999",
    "party": "PT-000999",
    "tie": "TI-000999",
    "commander": "CO-000999",
    "list": "LS-000999",
    "list_row": "LW-000999",
    "list_item": "EV-000999",
    "case": "CS-000999",
    "material": "CX-000999",
    "charge": "CG-000999",
    "cell": "CE-000999",
    "finding": "FN-000999",
    "codename": "KN-000999",
    "measure": "PM-000999",
}


@dataclass(frozen=True)
class World:
    """A little of everything, by the name a route's case asks for it."""

    people: dict[str, m.User]
    records: dict[str, str]
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, role: str) -> Client:
        """A browser in which this role has signed in."""
        if role not in self.clients:
            self.clients[role] = Client()
            self.clients[role].force_login(self.people[role])
        return self.clients[role]


def graded(people: dict[str, m.User], claims: list[m.ClaimRow], *, title: str = "Market of Manbij") -> m.Incident:
    incident = create_incident(people["researcher"], claims, title_en=title, title_ar="سوق منبج")
    grade_incident(people["researcher"], incident, grade="reported", basis="said", contrary="")
    return incident


def an_article(people: dict[str, m.User], *incidents: m.Incident) -> m.Article:
    words = {"title_en": "A raid", "title_ar": "غارة", "body_en": "Text.", "body_ar": "نص.", "category": "news"}
    return save_article(people["editor"], None, published=date(2015, 9, 13), incidents=incidents, **words)


def a_comment(number: int) -> m.Comment:
    return m.Comment.objects.create(
        drop_name=f"{number}.age", article_slug="a-raid", text="سؤال", lang="ar", received_at=timezone.now()
    )


def a_correction(people: dict[str, m.User], number: int) -> m.Correction:
    words = {"about": "a-raid", "text_en": f"Nine, not {number}.", "text_ar": "تسعة."}
    return publish_correction(people["editor"], **words)


def a_release(people: dict[str, m.User], number: int) -> m.Release:
    return m.Release.objects.create(
        number=number, manifest_sha256="0" * 64, built_by=people["editor"], built_at=timezone.now()
    )


def a_capture(number: int) -> m.Capture:
    return m.Capture.objects.create(url=f"https://example.org/{number}", asked_by="a", asked_at=timezone.now())


def a_handover(number: int) -> m.Handover:
    given = {"recipient": f"A mission {number}", "purpose": "share_un", "items": ["EV-000001"], "checkpoint_size": 256}
    return m.Handover.objects.create(**given, tag_manifest_sha256="0" * 64, made_by="l", made_at=timezone.now())


def a_consent(people: dict[str, m.User], number: int) -> m.Consent:
    source = name_source(pseudonym=f"Source {number}", kind="witness", actor="t")
    said = {"purpose": "share_un", "is_given": True, "lang": "ar", "explained_by": "a", "how": "b"}
    return record_consent(people["lawyer"], Agreed(**said, given_on=date(2015, 9, 1), source=source))


def a_disposal(people: dict[str, m.User], number: int) -> m.Disposal:
    item = receive(io.BytesIO(b"disposed of %d" % number), name="a", actor="t", channel="upload").item
    return ask_disposal(people["custodian"], item, why=str(load_table("disposal_reasons")[0]["id"]))


def a_word(people: dict[str, m.User], number: int) -> m.OwnWord:
    return add_word(people["researcher"], AddedWord("en", "place", "manbij", f"Menbizh {'x' * number}"))


def a_list(number: int) -> m.ListImport:
    source = SourceFolder(f"list-{number}", f"Publisher {number}", terms="CC0")
    save_source(settings.WORKSPACE.sources, source)
    text = f"id,place,killed\n1,Stone Bridge {number},2\n2,Dam,some\n"
    return import_list(io.BytesIO(text.encode()), name="a.csv", source=source, actor="t").made


def listed() -> dict[str, str]:
    """An imported list, one of its rows and its item."""
    made = a_list(1)
    row = made.rows.filter(state="stored").first()
    assert row is not None
    return {"list": made.ref, "list_row": row.ref, "list_item": made.item.ref}


def kept(people: dict[str, m.User], item: m.Item) -> dict[str, str]:
    """What the evidence rooms hold of an item: a working copy, a consent, a hand-over, a disposal, a capture."""
    picture = settings.WORKSPACE.vault.put(io.BytesIO(b"\xff\xd8\xff a picture"))
    tool = {"tool": "a-tool", "tool_version": "1", "state": "made", "made_at": timezone.now()}
    bytes_of = {"sha256": picture.sha256, "size_bytes": picture.size_bytes, "media_type": "image/jpeg"}
    capture = a_capture(1)
    m.CaptureFile.objects.create(capture=capture, item=item, role="source")
    return {
        "copy": m.Derivative.objects.create(item=item, kind="preview", **tool, **bytes_of).ref,
        "consent": a_consent(people, 1).ref,
        "handover": a_handover(1).ref,
        "disposal": a_disposal(people, 1).ref,
        "capture": capture.ref,
    }


def a_place(people: dict[str, m.User], number: int) -> m.Place:
    told = {"kind": "village", "name_en": f"Zayn {number}", "name_ar": "زين", "source": "our reporter"}
    point = {"lat": 36.2 + number / 100, "lon": 37.2, "radius_m": 900}
    return places.add_place(people["researcher"], places.Described(**told, **point))


def a_tie(people: dict[str, m.User], number: int) -> m.PartyTie:
    one, other = m.Party.objects.get(code="syrian_government"), m.Party.objects.get(code="us_coalition")
    period = parties.Period(source="a report", certainty="likely", valid_from=f"201{number}")
    return parties.add_tie(people["researcher"], one, other, kind="fights_beside", period=period)


def gazetteer_rooms(people: dict[str, m.User]) -> dict[str, str]:
    """A place with a name and a unit, a gazetteer, a party with what binds it and who commands it."""
    person, place = people["researcher"], a_place(people, 1)
    tie = a_tie(people, 1)
    period = parties.Period(source="a report", certainty="likely")
    told = {"name": "n", "format": "wof", "original_name": "n.csv", "sha256": "ab" * 32, "index": "absent.sqlite"}
    gazetteer = m.Gazetteer.objects.create(**told, used=7, left_out=1, imported_by="t", imported_at=timezone.now())
    unit = places.Contained(system="pcodes", name_en="Menbij", source="OCHA")
    return {
        "place": place.ref,
        "place_name": places.add_name(person, place, places.Called(text="Zayin", lang="en")).ref,
        "place_unit": places.add_unit(person, place, unit).ref,
        "gazetteer": gazetteer.ref,
        "party": tie.party.ref,
        "tie": tie.ref,
        "commander": parties.add_commander(person, tie.party, parties.Post(name_en="Somebody"), period=period).ref,
    }


def sealed(people: dict[str, m.User]) -> dict[str, str]:
    """A source whose identity is sealed to a custodian's key."""
    key = add_custodian_key(people["custodian"], str(pyrage.x25519.Identity.generate().to_public()))
    one = seal_identity(people["reporter"], "Reporter 4", kind="own_reporter", identity="Somebody")
    return {"source": one.source.ref, "custodian_key": key.ref, "sealed_identity": one.ref}


@pytest.fixture
def world(accepted, people, receive_text) -> World:
    report = receive_text(ENGLISH + "\nA second copy.", source="Reporter 3")
    incident = graded(people, accepted)
    act = incident.acts.first()
    person = m.Person.objects.create(name_en="A person")
    claim = report.claims.first()
    assert act is not None
    assert claim is not None
    records = {
        "report": report.ref,
        "claim": claim.ref,
        "attached": accepted[0].ref,
        "incident": incident.ref,
        "act": act.ref,
        "person": person.ref,
        "person_state": add_state(people["researcher"], person, Known(code="missing", why="said")).ref,
        "item": report.item.ref,
        "article": an_article(people, incident).ref,
        "comment": a_comment(1).ref,
        "release": a_release(people, 1).ref,
        "word": a_word(people, 1).ref,
        "judgement": judge_pair(
            people["researcher"], incident, claim, verdict="unsure", reason="The day is not told."
        ).ref,
    }
    rooms = (
        sealed(people)
        | kept(people, report.item)
        | gazetteer_rooms(people)
        | listed()
        | case_rooms(people, incident, report.item)
    )
    return World(people, records | rooms)


@dataclass(frozen=True)
class Case:
    """How a route is asked: who may, who may not, with which arguments, and what it answers."""

    may: str
    may_not: str | None
    args: tuple[str, ...] = ()
    post: bool = False
    status: int = OK
    data: dict[str, str] = field(default_factory=dict)


WHY = {"reason": "Said by both."}
UNIT = {"system": "pcodes", "name_en": "Menbij", "source": "OCHA"}
PERIOD = {"certainty": "likely", "source": "a report"}
SEARCHED = {"searched": "its media", "until": "2015-10-01", "outcome": "none"}
FOUND_SO = {"standard": "reasonable_suspicion", "basis": "Two who saw it."}
TIE = PERIOD | {"kind": "supports", "other": "islamic_state"}
CASES = {
    "home": Case("administrator", None),
    "account_login": Case("researcher", None, status=FOUND),
    "set_language": Case("researcher", None, post=True, status=FOUND, data={"language": "ar"}),
    "upload": Case("reporter", "editor"),
    "inbox": Case("analyst", None),
    "report": Case("analyst", "reporter", ("report",)),
    "finish": Case("researcher", "analyst", ("report",), post=True, status=FOUND),
    "add_claim": Case("researcher", "analyst", ("report",)),
    "word": Case("researcher", "analyst", ("report",), data={"text": "Menbizh"}),
    "word_offers": Case("reviewer", "lawyer", ("report",), data={"text": "Menbizh"}),
    "reading": Case("analyst", "auditor"),
    "words": Case("analyst", "auditor"),
    "own_word": Case("researcher", "analyst", ("word",)),
    "ask_reread": Case("reviewer", "analyst", post=True, status=FOUND),
    "waiting": Case("researcher", "editor"),
    "attach": Case("researcher", "editor", data={"claim": "claim"}),
    "accept": Case("reviewer", "analyst", ("claim",), post=True, status=FOUND),
    "reject": Case("reviewer", "analyst", ("claim",), post=True, status=FOUND, data={"why": "misread"}),
    "mend": Case("researcher", "lawyer", ("claim",)),
    "linking": Case("researcher", "analyst"),
    "withdraw_judgement": Case("reviewer", "analyst", ("judgement",), post=True, status=FOUND, data=WHY),
    "incidents": Case("auditor", None),
    "incident": Case("auditor", "reporter", ("incident",)),
    "describe": Case(
        "researcher", "analyst", ("incident",), post=True, status=FOUND, data={"title_en": "T", "title_ar": "ع"}
    ),
    "grade": Case("reviewer", "editor", ("incident",), post=True, status=FOUND, data={"grade": "reported"}),
    "sign_off": Case("reviewer", "researcher", ("incident",), post=True, status=FOUND),
    "set_value": Case("researcher", "editor", ("incident", "=when")),
    "certainty": Case(
        "reviewer",
        "lawyer",
        ("incident", "act", "=syrian_government"),
        post=True,
        status=FOUND,
        data={"certainty": "reported", "basis": "Both say so."},
    ),
    "judge": Case(
        "researcher", "editor", ("incident", "incident"), post=True, status=FOUND, data=WHY | {"verdict": "same"}
    ),
    "detach": Case("researcher", "editor", ("incident", "attached"), post=True, status=FOUND, data=WHY),
    "allow_naming": Case("reviewer", "researcher", ("incident", "person"), post=True, status=FOUND, data=WHY),
    "persons": Case("analyst", "auditor"),
    "person": Case("analyst", "editor", ("person",)),
    "add_person_state": Case(
        "researcher", "analyst", ("person",), post=True, status=FOUND, data={"code": "missing", "why": "said"}
    ),
    "undo_person_state": Case("researcher", "analyst", ("person_state",), post=True, status=FOUND, data=WHY),
    "places": Case("auditor", "reporter"),
    "new_place": Case("researcher", "analyst"),
    "take_up_place": Case("researcher", "analyst", post=True, status=FOUND, data={"row": "gn:1"}),
    "place": Case("auditor", "reporter", ("place",)),
    "edit_place": Case("reviewer", "analyst", ("place",)),
    "add_place_name": Case(
        "researcher", "analyst", ("place",), post=True, status=FOUND, data={"text": "Sayn", "lang": "en"}
    ),
    "undo_place_name": Case("researcher", "analyst", ("place_name",), post=True, status=FOUND, data=WHY),
    "add_place_unit": Case("researcher", "analyst", ("place",), post=True, status=FOUND, data=UNIT),
    "undo_place_unit": Case("researcher", "analyst", ("place_unit",), post=True, status=FOUND, data=WHY),
    "take_over": Case("researcher", "analyst", ("place", "gazetteer", "=point"), post=True, status=FOUND, data=WHY),
    "parties": Case("auditor", "reporter"),
    "party": Case("auditor", "reporter", ("party",)),
    "add_tie": Case("reviewer", "analyst", ("party",), post=True, status=FOUND, data=TIE),
    "undo_tie": Case("researcher", "analyst", ("tie",), post=True, status=FOUND, data=WHY),
    "add_commander": Case("researcher", "analyst", ("party",), post=True, status=FOUND, data=PERIOD | {"name_en": "A"}),
    "undo_commander": Case("researcher", "analyst", ("commander",), post=True, status=FOUND, data=WHY),
    "item": Case("lawyer", "auditor", ("item",)),
    "original": Case("lawyer", "auditor", ("item",), post=True),
    "copy": Case("analyst", "auditor", ("item", "copy")),
    "certificate": Case("lawyer", "auditor", ("item",), post=True, data={"form": "json"}),
    "ask_disposal": Case("custodian", "lawyer", ("item",), post=True, status=FOUND, data={"why": "a_reason"}),
    "control": Case("analyst", "auditor"),
    "law": Case("editor", "reporter"),
    "law_row": Case("custodian", "administrator", ("=rs-8-2-b-i",)),
    "cases": Case("analyst", "editor"),
    "new_case": Case("lawyer", "researcher"),
    "add_evidence": Case("researcher", "analyst"),
    "case": Case("custodian", "editor", ("case",)),
    "describe_case": Case("researcher", "analyst", ("case",)),
    "set_case_state": Case("lawyer", "auditor", ("case",), post=True, status=FOUND, data={"state": "closed"}),
    "add_member": Case("lawyer", "researcher", ("case",), post=True, status=FOUND, data={"username": "x"}),
    "end_membership": Case("lawyer", "researcher", ("case",), post=True, status=FOUND, data={"username": "x"}),
    "drop_material": Case("researcher", "analyst", ("material",), post=True, status=FOUND, data=WHY),
    "new_charge": Case("researcher", "analyst", ("case",)),
    "charge": Case("reviewer", "administrator", ("charge",)),
    "linkage": Case("analyst", "auditor", ("charge",)),
    "note_search": Case("researcher", "analyst", ("charge",), post=True, status=FOUND, data=SEARCHED),
    "set_finding": Case("lawyer", "reviewer", ("charge",), post=True, status=FOUND, data=FOUND_SO),
    "mark_ready": Case("lawyer", "reviewer", ("charge",), post=True, status=FOUND),
    "strike_evidence": Case("lawyer", "reviewer", ("cell",), post=True, status=FOUND, data=WHY),
    "sign_finding": Case("reviewer", "researcher", ("finding",), post=True, status=FOUND),
    "disclosures": Case("reviewer", "editor", ("case",)),
    "case_export": Case("lawyer", "researcher", ("case",)),
    "witnesses": Case("custodian", "auditor", ("case",)),
    "protect": Case("lawyer", "custodian", ("codename",), post=True, status=FOUND, data={"measure": "pseudonym"}),
    "lift_measure": Case("lawyer", "custodian", ("measure",), post=True, status=FOUND, data=WHY),
    "sources": Case("custodian", "researcher"),
    "source": Case("custodian", "lawyer", ("source",)),
    "grade_source": Case(
        "custodian", "reviewer", ("source",), post=True, status=FOUND, data=WHY | {"reliability": "B"}
    ),
    "add_custodian_key": Case("custodian", "administrator", post=True, status=FOUND, data={"recipient": "age1"}),
    "retire_custodian_key": Case("custodian", "auditor", ("custodian_key",), post=True, status=FOUND, data=WHY),
    "take_out_identity": Case("custodian", "researcher", ("sealed_identity",)),
    "seal_identity": Case("reporter", "editor"),
    "consents": Case("custodian", "analyst"),
    "new_consent": Case("researcher", "analyst"),
    "consent": Case("lawyer", "editor", ("consent",)),
    "withdraw_consent": Case("lawyer", "editor", ("consent",), post=True, data=WHY),
    "handovers": Case("lawyer", "researcher"),
    "hand_over": Case("lawyer", "researcher"),
    "handover": Case("lawyer", "auditor", ("handover",)),
    "disposals": Case("reviewer", "researcher"),
    "disposal": Case("custodian", "researcher", ("disposal",)),
    "allow_disposal": Case("reviewer", "custodian", ("disposal",), post=True, status=FOUND, data={"sure": "yes"}),
    "refuse_disposal": Case("reviewer", "researcher", ("disposal",), post=True, status=FOUND, data=WHY),
    "integrity": Case("auditor", "researcher"),
    "captures": Case("analyst", "auditor"),
    "capture": Case("analyst", "auditor", ("capture",)),
    "recheck": Case("researcher", "analyst", ("capture",), post=True, status=FOUND),
    "lists": Case("analyst", "auditor"),
    "new_list": Case("researcher", "lawyer"),
    "map_list": Case("analyst", "reviewer", ("list_item", "=list-1")),
    "list": Case("reviewer", "auditor", ("list",)),
    "refused_rows": Case("analyst", "auditor", ("list",)),
    "export_list": Case(
        "lawyer", "reviewer", ("list",), post=True, data={"form": "csv", "purpose": "internal_analysis"}
    ),
    "propose_row": Case("researcher", "analyst", ("list_row",), post=True, status=FOUND),
    "export": Case("analyst", "reviewer"),
    "figures": Case("auditor", "reporter"),
    "releases": Case("auditor", None),
    "build_release": Case("editor", "reviewer", post=True, status=FOUND),
    "release": Case("auditor", "reporter", ("release",)),
    "sign_release": Case("lawyer", "editor", ("release",), post=True, status=FOUND),
    "take_back": Case("lawyer", "editor", ("release",), post=True, status=FOUND, data=WHY),
    "articles": Case("editor", "researcher"),
    "new_article": Case("editor", "researcher"),
    "article": Case("editor", "researcher", ("article",)),
    "article_ready": Case("editor", "researcher", ("article",), post=True, status=FOUND),
    "comments": Case("editor", "reviewer"),
    "collect_comments": Case("editor", "reviewer", post=True, status=FOUND),
    "corrections": Case("editor", "reviewer"),
    "answer_comment": Case("editor", "reviewer", ("comment",), post=True, status=FOUND, data={"text": "It is mended."}),
    "handle_comment": Case("editor", "reviewer", ("comment",), post=True, status=FOUND, data={"note": "Answered."}),
    "journal": Case("auditor", "researcher"),
}


UPLOADS = {"uploads", "upload_part"}  # a protocol, no pages: test_uploads.py
# Getting in, one's own account, and the administrator's page of people: test_entrance.py.
ENTRANCE = {"sessions", "end_session", "join", "team", "invite", "withdraw_invitation", "way_back"}
ENTRANCE |= {"change_role", "suspend", "reinstate", "reset_second_factor", "end_sessions"}
LIBRARY = ("account_", "mfa_")


def test_every_address_has_a_case():
    names = {pattern.name for pattern in get_resolver().url_patterns}
    own = {name for name in names if not name.startswith(LIBRARY)} | {"account_login"}
    assert own == (set(CASES) | UPLOADS | ENTRANCE)


SHOWN = sorted(name for name, case in CASES.items() if not case.post)
CHANGING = sorted(name for name, case in CASES.items() if case.post)


def url_of(name: str, records: dict[str, str]) -> str:
    """The address of a route; an argument that begins with = is taken as it is."""
    return reverse(name, args=[one[1:] if one.startswith("=") else records[one] for one in CASES[name].args])


def ask(world: World, name: str, role: str, *, records: dict[str, str] | None = None):
    case, found = CASES[name], world.records | (records or {})
    data = {key: found.get(value, value) for key, value in case.data.items()}
    client = world.client(role)
    return client.post(url_of(name, found), data) if case.post else client.get(url_of(name, found), data)


def test_who_may_is_shown_the_page(world):
    for name in SHOWN:
        answer = ask(world, name, CASES[name].may)
        assert (name, answer.status_code) == (name, CASES[name].status)
        assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", CHANGING)
def test_who_may_is_answered(world, name):
    assert ask(world, name, CASES[name].may).status_code == CASES[name].status


def test_who_may_not_is_told_that_it_is_absent(world):
    entries = m.JournalEntry.objects.count()
    for name, case in CASES.items():
        if case.may_not:
            assert (name, ask(world, name, case.may_not).status_code) == (name, ABSENT)
    assert m.JournalEntry.objects.count() == entries


def test_absent_answers_as_forbidden_does(world):
    for name in sorted(name for name, case in CASES.items() if set(case.args) & set(NOWHERE) and case.may_not):
        absent = ask(world, name, CASES[name].may, records=NOWHERE)
        forbidden = ask(world, name, str(CASES[name].may_not))
        assert (name, absent.status_code) == (name, forbidden.status_code) == (name, ABSENT)
        assert absent.templates[0].name == forbidden.templates[0].name == "404.html"


def test_a_stranger_is_sent_to_sign_in():
    records = NOWHERE | {"act": "AC-000001", "person": "PS-000001", "attached": "CL-000001"}
    for name in sorted(set(CASES) - {"account_login", "set_language"}):
        ask_it = Client().post if CASES[name].post else Client().get
        answer = ask_it(url_of(name, records))
        assert (name, answer.status_code) == (name, FOUND)
        assert answer["Location"].startswith(reverse("account_login"))


def test_a_change_asks_for_the_token_and_for_post(world):
    entries = m.JournalEntry.objects.count()
    for name in CHANGING:
        case, url = CASES[name], url_of(name, world.records)
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(world.people[case.may])
        assert (name, strict.post(url, case.data).status_code) == (name, WITHOUT_TOKEN)
        if name != "set_language":  # Django's own view answers GET by going back, and changes nothing
            assert (name, world.client(case.may).get(url).status_code) == (name, NOT_ALLOWED)
    assert m.JournalEntry.objects.count() == entries


def test_arabic_pages_run_from_right_to_left(world):
    files = {"copy", "refused_rows", "take_out_identity"}
    for name in sorted(set(SHOWN) - {"account_login", "word_offers"} - files):
        world.client(CASES[name].may).cookies["django_language"] = "ar"
        page = ask(world, name, CASES[name].may).content.decode()
        assert '<html lang="ar" dir="rtl">' in page, name
        assert "تسجيل الخروج" in page
        assert "style=" not in page
        assert "<script>" not in page


Make = Callable[[int], None]


def count_queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == OK
    return len(asked)


@pytest.fixture
def makers(people, receive_text) -> dict[str, Make]:
    def report(number: int) -> None:
        receive_text(f"{ENGLISH}\nCopy {number}.", source=f"Reporter {number}")

    def claim(number: int) -> None:
        made = receive_text(f"{ENGLISH}\nCopy {number}.", source=f"Reporter {number}").claims.first()
        accept_claim(people["researcher"], made)

    def incident(number: int) -> None:
        text = ENGLISH.replace("nine", str(number + 5)) + f"\nCopy {number}."
        made = receive_text(text, source=f"Reporter {number}").claims.first()
        accept_claim(people["researcher"], made)
        graded(people, [made], title=f"Market {number}")

    return {
        "report": report,
        "claim": claim,
        "incident": incident,
        "article": lambda _number: an_article(people),
        "comment": a_comment,
        "correction": lambda number: a_correction(people, number),
        "release": lambda number: a_release(people, number),
        "capture": a_capture,
        "handover": a_handover,
        "consent": lambda number: a_consent(people, number),
        "disposal": lambda number: a_disposal(people, number),
        "word": lambda number: a_word(people, number),
        "place": lambda number: a_place(people, number),
        "tie": lambda number: a_tie(people, number),
        "list": a_list,
        "case": lambda number: a_case(people, title=f"Case {number}"),
    }


@pytest.mark.parametrize(
    ("url", "role", "kind"),
    [
        ("/reports/", "researcher", "report"),
        ("/claims/", "researcher", "claim"),
        ("/incidents/", "researcher", "incident"),
        ("/figures/", "analyst", "incident"),
        ("/releases/", "reviewer", "release"),
        ("/releases/", "reviewer", "incident"),
        ("/articles/", "editor", "article"),
        ("/comments/", "editor", "comment"),
        ("/comments/corrections/", "editor", "correction"),
        ("/journal/", "auditor", "report"),
        ("/integrity/", "auditor", "report"),
        ("/captures/", "researcher", "capture"),
        ("/hand-overs/", "lawyer", "handover"),
        ("/consents/", "lawyer", "consent"),
        ("/disposals/", "reviewer", "disposal"),
        ("/lists/", "analyst", "list"),
        ("/reading/", "analyst", "claim"),
        ("/reading/words/", "researcher", "word"),
        ("/places/", "researcher", "place"),
        ("/parties/", "researcher", "tie"),
        ("/cases/", "analyst", "case"),
        ("/", "reviewer", "incident"),
    ],
)
def test_three_rows_ask_no_more_than_one(people, makers, url, role, kind):
    client = Client()
    client.force_login(people[role])
    makers[kind](1)
    one = count_queries(client, url)
    makers[kind](2)
    makers[kind](3)
    assert count_queries(client, url) == one


def test_a_longer_queue_of_proposals_asks_no_more(people, makers):
    client = Client()
    client.force_login(people["researcher"])
    for number in (1, 2):
        makers["claim"](number)
    two = count_queries(client, "/linking/")
    for number in (3, 4):
        makers["claim"](number)
    assert count_queries(client, "/linking/") == two


def test_a_report_of_many_claims_asks_no_more_than_one_of_few(people, receive_text):
    client = Client()
    client.force_login(people["researcher"])
    receive_text(ENGLISH + "\nAn older one.")
    few = receive_text(ENGLISH)
    many = receive_text(ENGLISH + ENGLISH.replace("nine", "seven").replace("Manbij", "Aleppo") * 3)
    assert many.claims.count() > few.claims.count()
    assert count_queries(client, f"/reports/{many.ref}/") == count_queries(client, f"/reports/{few.ref}/")


def test_a_list_of_many_rows_asks_no_more_than_one_of_few(people):
    client = Client()
    client.force_login(people["researcher"])
    source = SourceFolder("a-list", "Publisher")
    lines = [f"{number},Dam {number}" for number in range(20)]
    few, many = (
        import_list(io.BytesIO("\n".join(["id,place", *some]).encode()), name="a", source=source, actor="t").made
        for some in (lines[:2], lines)
    )
    for row in many.rows.filter(number__gt=15):
        propose_row(people["researcher"], row)
    propose_row(people["researcher"], few.rows.get(number=1))
    again = import_list(io.BytesIO(b"id,place\n1,Dam 1"), name="a", source=source, actor="t").made
    assert count_queries(client, f"/lists/{many.ref}/") == count_queries(client, f"/lists/{few.ref}/")
    assert count_queries(client, f"/lists/{again.ref}/") <= count_queries(client, f"/lists/{few.ref}/")


def test_an_incident_of_many_claims_asks_no_more_than_one_of_few(people, receive_text):
    client = Client()
    client.force_login(people["researcher"])
    claims = [receive_text(f"{ENGLISH}\n{n}", source=f"Reporter {n}").claims.first() for n in range(4)]
    claims.append(receive_text(ARABIC, lang="ar", source="Reporter 9").claims.first())
    for claim in claims:
        accept_claim(people["researcher"], claim)
    two, three = graded(people, claims[:2]), graded(people, claims[2:])
    assert count_queries(client, f"/incidents/{three.ref}/") == count_queries(client, f"/incidents/{two.ref}/")


def test_a_form_page_answers_no_other_method(world):
    for name in ("upload", "add_claim", "mend", "attach", "set_value", "new_article", "article"):
        answer = world.client(CASES[name].may).put(url_of(name, world.records))
        assert (name, answer.status_code) == (name, NOT_ALLOWED)
