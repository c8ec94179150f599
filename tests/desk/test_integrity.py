"""Whatever is changed behind the journal's back is found and named; what nobody touched is clean."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db import models as fields
from django.utils import timezone

from tawthiq.core.journal import SALT_BYTES, SignedHead, seal_entry
from tawthiq.desk import models as m
from tawthiq.desk.actions import charges, grading, incidents, parties, places, sealing
from tawthiq.desk.actions.accounts import create_user, invite
from tawthiq.desk.actions.articles import save_article
from tawthiq.desk.actions.case_disclosures import Disclosed, log_disclosure
from tawthiq.desk.actions.comments import collect_comments, publish_correction
from tawthiq.desk.actions.evidence import Provenance, name_source, receive
from tawthiq.desk.actions.journal import frontier_of, record
from tawthiq.desk.actions.packs import load_conflict_into_register
from tawthiq.desk.actions.person_states import Known, add_state
from tawthiq.desk.actions.reading import read_report
from tawthiq.desk.actions.releases import build_release, sign_release
from tawthiq.desk.actions.review import accept_claim, mend_claim
from tawthiq.desk.actions.words import add_word
from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.integrity import Tally, check_workspace, frozen_register
from tawthiq.desk.queries.journal_check import check_journal
from tawthiq.desk.queries.vouching import Notes, check_records, digest_of_record, record_models, rows_of
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.grammar import GrammarReader
from tawthiq.store.checkpoint import write_checkpoint
from tawthiq.store.keys import DROP_RECIPIENT
from tawthiq.store.workspace import Workspace

from .casework import case_rooms

ENGLISH = (
    "Aleppo – Tawthiq Network\n\n"
    "Regime warplanes bombed the market of Manbij yesterday morning, and nine civilians were killed and more than 20 "
    "injured, the Tawthiq Network reporter in Manbij said.\n\nThe teacher Ahmad al-Hasan was among the dead.\n"
)
ARABIC = "حلب – شبكة توثيق\n\nقُتل أحد عشر مدنياً صباح أمس في غارة لطيران النظام على سوق مدينة منبج بريف حلب الشرقي.\n"
World = SimpleNamespace
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """A small register that went the whole way, from bytes to a public release; undone after the module's tests."""
    workspace = Workspace(tmp_path_factory.mktemp("world") / "workspace")
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, undone():
        patch.setattr(settings, "WORKSPACE", workspace)
        workspace.create()
        yield play(workspace)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens to the database inside did not happen afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def play(workspace: Workspace) -> World:
    """Two sources tell of one raid; it is reviewed, graded, signed off and released."""
    load_conflict_into_register("syria", actor="test")
    people = {
        role: create_user(username=f"{role}-9", password="a long enough phrase", role=role, language="en", actor="test")
        for role in ("researcher", "reviewer", "editor")
    }
    reports = [received(ENGLISH, "Reporter 1", "en"), received(ARABIC, "Reporter 2", "ar")]
    claims = [report.claims.filter(kind="airstrike").earliest("pk") for report in reports]
    name_a_victim(people["researcher"], claims[0])
    accept_claim(people["researcher"], claims[1])
    incident = incidents.create_incident(people["researcher"], claims, title_en="A market", title_ar="سوق")
    incidents.judge_pair(people["researcher"], *claims, verdict="same", reason="the same raid")
    for act in incident.acts.all():
        party = act.perpetrators.get().party.code
        grading.set_certainty(people["researcher"], act, party=party, certainty="reported", basis="both say so")
    incident.refresh_from_db()
    told = {"grade": "reasonable_grounds", "basis": "two sources", "contrary": "none found"}
    grading.grade_incident(people["researcher"], incident, **told)
    signoff = grading.sign_off(people["reviewer"], incident)
    words = {"category": "report", "title_en": "A post", "title_ar": "خبر", "body_en": "Words.", "body_ar": "كلام."}
    save_article(people["editor"], None, incidents=[incident], published=date(2015, 9, 14), **words)
    (workspace.drop / f"{'c' * 32}.age").write_bytes(sealed_comment(workspace))
    assert collect_comments() == (1, [])
    words = {"about": "a-raid", "text_en": "Nine, not eleven.", "text_ar": "تسعة لا أحد عشر."}
    publish_correction(people["editor"], comment=m.Comment.objects.first(), **words)
    release = build_release(people["editor"])
    sign_release(people["reviewer"], release)
    fill_evidence_rooms([report.item for report in reports], people["researcher"])
    fill_case_room(incident, reports[0].item)
    fill_room_of_sources()
    head = m.JournalHead.objects.get(pk=1)
    # The outer transaction never commits, so what an action does after its commit is done here.
    signed = SignedHead(head.size, head.chain, frontier_of(head).root().hex())
    write_checkpoint(workspace.journal, head=signed, keys_folder=workspace.keys)
    return World(
        workspace=workspace,
        reports=reports,
        claims=claims,
        incident=incident,
        signoff=signoff,
        release=release,
        folder=workspace.releases / "0001",
        item=reports[0].item,
        items=tuple((report.item.ref, report.item.sha256) for report in reports),
        size=head.size,
    )


def fill_room_of_sources() -> None:
    """A custodian's key, an identity sealed to it, and a key that is retired."""
    words = {"password": "a long enough phrase", "role": "custodian", "language": "ar"}
    custodian = create_user(username="custodian-9", actor="test", **words)
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    sealing.retire_custodian_key(custodian, sealing.add_custodian_key(custodian, keys[0]), why="lost")
    sealing.add_custodian_key(custodian, keys[1])
    sealing.seal_identity(custodian, "Reporter 9", kind="own_reporter", identity="Somebody")


def fill_evidence_rooms(items: list[m.Item], person: m.User) -> None:
    """One record of each kind that tells what was made from items and what became of them, with the entry for it."""
    add_word(person, AddedWord("en", "place", "manbij", "Menbizh"))
    fill_gazetteer(person)
    now, by = timezone.now(), person.username
    facts = settings.WORKSPACE.vault.put(io.BytesIO(b"{}")).sha256
    by_tool = {"tool": "exiftool", "tool_version": "12.57", "sha256": facts, "size_bytes": 2, "made_at": now}
    visit = {"asked_by": by, "asked_at": now, "started_at": now, "state": "done", "outcome": "captured"}
    explained = {"explained_by": by, "how": "read aloud", "given_on": date(2015, 9, 13), "recorded_by": by}
    bundle = {"recipient": "a court", "purpose": "share_icc", "checkpoint_size": 256, "tag_manifest_sha256": "ab" * 32}
    recipe = {"tables": {"": {"about": "incidents", "columns": {}, "headings": ["place"]}}}
    told = {"folder": "a-list", "recipe": recipe, "recipe_digest": "cd" * 32, "asked_by": by, "started_at": now}
    listed = m.ListImport(item=items[0], source=m.Source.objects.latest("pk"), reached=1, stored=1, **told)
    listed.save()
    read = {"cells": {"place": "Stone Bridge"}, "told": {"place": "Stone Bridge"}, "reasons": [], "state": "stored"}
    line = m.ListRow(of=listed, number=1, line=2, about="incidents", key="a", words_digest="ef" * 32, **read)
    rows: list[tuple[str, m.Record]] = [
        ("list_imported", listed),
        ("list_imported", line),
        ("derived", m.Derivative(item=items[0], kind="metadata", state="made", **by_tool)),
        ("captured", m.Capture(url="https://example.org/", **visit)),
        (
            "consent_recorded",
            m.Consent(source=m.Source.objects.latest("pk"), purpose="keep", is_given=True, **explained),
        ),
        ("exported", m.Handover(items=[items[0].ref], made_by=by, made_at=now, **bundle)),
        ("disposal_asked", m.Disposal(item=items[1], why="court_order", asked_by=by, asked_at=now)),
    ]
    for event, row in rows:
        row.save()
        if isinstance(row, m.Capture):
            m.CaptureFile.objects.create(capture=row, item=items[0], role="source")
        record(event, actor=by, subject=row, changed=[row])


def fill_case_room(incident: m.Incident, item: m.Item) -> None:
    """One record of each kind that a case has, and an invitation to the desk."""
    roles = ("researcher", "reviewer", "analyst", "custodian", "lawyer", "reporter")
    words = {"password": "a long enough phrase", "language": "en", "actor": "test"}
    people = {role: create_user(username=f"{role}-of-a-case", role=role, **words) for role in roles}
    case_rooms(people, incident, item)
    case, charge = m.Case.objects.latest("pk"), m.Charge.objects.latest("pk")
    searched = charges.Searched(searched="the party's own media", outcome="none", until=date(2015, 9, 13))
    charges.note_search(people["lawyer"], charge, searched)
    told = Disclosed(recipient="a court", purpose="share_icc", items=(item,), disclosed_on=date(2015, 9, 14))
    log_disclosure(people["lawyer"], case, told)
    keeper = create_user(username="administrator-of-a-case", role="administrator", **words)
    invite(keeper, role="lawyer", days=3)


def fill_gazetteer(person: m.User) -> None:
    """One record of each kind that tells of a place or a party, through the actions that people use."""
    manbij, party = m.Place.objects.get(code="manbij"), m.Party.objects.get(code="syrian_government")
    places.add_name(person, manbij, places.Called(text="Manbidsch", lang="en", note="German maps"))
    unit = places.Contained(system="pcodes", name_en="Menbij", code="SY0205", source="OCHA")
    places.add_unit(person, manbij, unit)
    period = parties.Period(source="a report", certainty="likely", valid_from="2014", note="heard twice")
    other = m.Party.objects.get(code="sdf_ypg")
    parties.add_tie(person, party, other, kind="fights_beside", period=period)
    parties.add_commander(person, party, parties.Post(name_en="Somebody", post_en="brigade"), period=period)
    missing = m.Person.objects.create(name_en="Somebody missing")
    record("value_set", actor=person.username, subject=missing, changed=[missing])
    add_state(person, missing, Known(code="missing", when="2014", place=manbij, party=party, why="his mother says so"))
    told = {"name": "n", "format": "wof", "original_name": "n.csv", "sha256": "ab" * 32, "index": "n.sqlite"}
    row = m.Gazetteer.objects.create(
        **told, used=7, left_out=1, imported_by=person.username, imported_at=timezone.now()
    )
    record("gazetteer_imported", actor=person.username, subject=row, changed=[row])


def name_a_victim(person: m.User, claim: m.ClaimRow) -> None:
    """The reviewer adds the name that stands further down in the report."""
    start = claim.report.text.index("Ahmad al-Hasan")
    victim = {"start": start, "end": start + 14, "text": "Ahmad al-Hasan", "role": "teacher", "status": "killed"}
    mend_claim(person, claim, body=claim.body | {"people": [victim]}, reason="named in the last line")


def sealed_comment(workspace: Workspace) -> bytes:
    """A comment as the public site seals it."""
    recipient = pyrage.x25519.Recipient.from_str((workspace.keys / DROP_RECIPIENT).read_text().strip())
    body = {"article": "a-post", "name": "", "email": "", "text": "thank you", "lang": "en"}
    return pyrage.encrypt(json.dumps(body).encode(), [recipient])


def received(text: str, source: str, lang: str) -> m.Report:
    named = name_source(pseudonym=source, kind="own_reporter", actor="test")
    told = Provenance(source=named, published="2015-09-12", lang=lang)
    got = receive(io.BytesIO(text.encode()), name="تقرير.txt", actor="reporter-9", channel="test", provenance=told)
    assert got.report
    read_report(got.report, reader=GrammarReader())
    got.report.refresh_from_db()
    return got.report


def check(world: World) -> list[Finding]:
    return list(check_workspace(world.workspace, tally=Tally(), progress=lambda _stage, _number: None))


def run(sql: str, *values: object) -> None:
    """As an attacker with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def drop_guard() -> None:
    """The attacker takes away what refuses changes to the journal."""
    if connection.vendor == "sqlite":
        run("DROP TRIGGER journal_no_update")
        run("DROP TRIGGER journal_no_delete")
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")
        run("DROP TRIGGER journal_no_change ON desk_journalentry")


@contextmanager
def file_put_back(path: Path) -> Iterator[Path]:
    """The file may be changed or removed inside."""
    content, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    try:
        yield path
    finally:
        path.write_bytes(content)
        path.chmod(mode)


def test_what_nobody_touched_is_clean(world: World) -> None:
    tally = Tally()
    stages: list[str] = []
    found = list(check_workspace(world.workspace, tally=tally, progress=lambda stage, _number: stages.append(stage)))
    assert found == []
    assert (tally.items, tally.entries, tally.releases) == (2, world.size, 1)
    assert tally.bytes_checked == len(ENGLISH.encode()) + len(ARABIC.encode()) + len(b"{}")
    assert tally.records > 800
    assert {"journal", "vault", "register", "releases"} <= set(stages)


def test_every_kind_of_record_is_checked(world: World) -> None:
    """And each is fetched ahead in a way that gives the same digest as asking record by record."""
    kinds = {model.ref_kind for model in record_models()}
    assert {"item", "receipt", "report", "claim", "incident", "act", "group", "source", "party", "place"} <= kinds
    assert {"person", "judgement", "signoff", "release", "article", "comment", "user"} <= kinds
    assert {"list", "list_row", "case", "charge", "finding", "evidence_cell", "disclosure", "codename"} <= kinds
    assert {"derivative", "capture", "consent", "handover", "disposal", "word", "rereading"} <= kinds
    assert {"custodian_key", "sealed_identity"} <= kinds
    assert {"gazetteer", "place", "place_name", "place_unit", "party", "tie", "commander"} <= kinds
    for model in record_models():
        for row in rows_of(model)[:5]:
            assert digest_of_record(row) == model._default_manager.get(pk=row.pk).digest()


def test_the_number_of_queries_does_not_grow_with_the_records(world: World, django_assert_max_num_queries: Any) -> None:
    notes = Notes()
    with django_assert_max_num_queries(80):
        assert check_journal([SignedHead(world.size, m.JournalHead.objects.get(pk=1).chain)], notes=notes) == []
        assert [found for found in check_records(notes) if isinstance(found, Finding)] == []


# --- bytes -----------------------------------------------------------------------------------------------------------


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (flip, "bytes_changed"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes_changed"),
        (lambda path: path.write_bytes(b""), "bytes_changed"),
        (Path.unlink, "bytes_missing"),
    ],
    ids=["one bit flipped", "last byte cut off", "emptied", "removed"],
)
def test_damaged_bytes_are_named_by_item_and_digest(world: World, damage: Callable[[Path], Any], code: str) -> None:
    with file_put_back(world.workspace.vault.path_of(world.item.sha256)) as path:
        damage(path)
        (found,) = check(world)
    assert (found.what, found.where, found.is_note) == (code, world.item.ref, False)
    assert found.items == ((world.item.ref, world.item.sha256),)


def test_a_stranger_in_the_vault_is_a_note_and_no_fault(world: World) -> None:
    digest = hashlib.sha256(b"cut off").hexdigest()
    world.workspace.vault.put(io.BytesIO(b"cut off"))
    half = world.workspace.vault.tmp / "half"
    half.write_bytes(b"x")
    found = check(world)
    half.unlink()
    world.workspace.vault.path_of(digest).unlink()
    assert [(one.what, one.is_note) for one in found] == [("object_unnamed", True), ("half_written", True)]
    assert digest in found[0].where


# --- journal ---------------------------------------------------------------------------------------------------------


def test_a_guard_that_was_taken_away_is_found(world: World) -> None:
    with undone():
        drop_guard()
        found = [one.what for one in check(world)]
    assert found == ["journal_unguarded"]


def entry_of_receipt(world: World) -> m.JournalEntry:
    return m.JournalEntry.objects.filter(event="received", subject=world.item.ref).earliest("seq")


@pytest.mark.parametrize("statement", ["UPDATE desk_journalentry SET actor = 'x'", "DELETE FROM desk_journalentry"])
def test_the_database_itself_refuses_to_touch_the_journal(world: World, statement: str) -> None:
    from django.db import DatabaseError

    with undone(), pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        run(statement)


CHANGES: dict[str, tuple[str, Any]] = {
    "body": ("journal_entry_changed", lambda old: old.replace("reporter-9", "reporter-8")),
    "salt": ("journal_entry_changed", lambda old: "00" + old[2:]),
    "commitment": ("journal_entry_changed", lambda old: old[:-2] + ("00" if old[-2:] != "00" else "11")),
    "chain": ("journal_entry_changed", lambda old: old[:-2] + ("00" if old[-2:] != "00" else "11")),
    "event": ("journal_column_changed", lambda _old: "graded"),
    "subject": ("journal_column_changed", lambda _old: "EV-000999"),
    "actor": ("journal_column_changed", lambda _old: "nobody"),
    "recorded_at": ("journal_column_changed", lambda old: old.replace(year=2014)),
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_entry_is_named_with_the_item_it_speaks_of(world: World, column: str) -> None:
    code, change = CHANGES[column]
    entry = entry_of_receipt(world)
    with undone():
        drop_guard()
        m.JournalEntry.objects.filter(pk=entry.pk).update(**{column: change(getattr(entry, column))})
        found = check(world)
    assert (code, f"entry {entry.seq}") in [(one.what, one.where) for one in found]
    named = next(one for one in found if one.where == f"entry {entry.seq}")
    assert (world.item.ref, world.item.sha256) in named.items


def test_a_removed_entry_is_named(world: World) -> None:
    entry = entry_of_receipt(world)
    with undone():
        drop_guard()
        run("DELETE FROM desk_journalentry WHERE seq = %s", entry.seq)
        found = check(world)
    named = next(one for one in found if one.what == "journal_entry_missing")
    assert named.where == f"entry {entry.seq}"
    assert (world.item.ref, world.item.sha256) in named.items


def test_entries_in_each_others_place_are_named(world: World) -> None:
    first = entry_of_receipt(world).seq
    with undone():
        drop_guard()
        for old, new in ((first, -1), (first + 1, first), (-1, first + 1)):
            run("UPDATE desk_journalentry SET seq = %s WHERE seq = %s", new, old)
        found = [(one.what, one.where) for one in check(world)]
    assert ("journal_entry_reordered", f"entry {first}") in found
    assert ("journal_entry_reordered", f"entry {first + 1}") in found


def cut_off(world: World, *, after: int) -> None:
    drop_guard()
    run("DELETE FROM desk_journalmention WHERE entry_id > %s", after)
    run("DELETE FROM desk_journalentry WHERE seq > %s", after)
    chain = m.JournalEntry.objects.get(pk=after).chain
    m.JournalHead.objects.filter(pk=1).update(size=after, chain=chain)


def test_a_journal_cut_at_its_end_is_told_by_the_signed_checkpoint(world: World) -> None:
    with undone():
        cut_off(world, after=world.size - 1)
        found = check(world)
    assert ("journal_truncated", f"entry {world.size}") in [(one.what, one.where) for one in found]


def test_a_journal_written_anew_is_told_by_the_signed_checkpoint(world: World) -> None:
    """The attacker computes every salt, commitment and chain value right: only the signature stands against it."""
    last = m.JournalEntry.objects.get(pk=world.size)
    with undone():
        cut_off(world, after=world.size - 1)
        head = m.JournalHead.objects.get(pk=1)
        body = {"t": last.recorded_at.isoformat(), "event": last.event, "actor": "x", "subject": last.subject}
        body |= {"records": {}, "why": "", "detail": {}}
        forged = seal_entry(body, seq=world.size, previous=head.chain, salt=b"s" * SALT_BYTES)
        row = {name: getattr(forged, name) for name in ("seq", "body", "salt", "commitment", "chain")}
        m.JournalEntry.objects.create(
            **row, event=last.event, subject=last.subject, actor="x", recorded_at=last.recorded_at
        )
        m.JournalMention.objects.create(entry_id=world.size, ref=last.subject)
        m.JournalHead.objects.filter(pk=1).update(size=world.size, chain=forged.chain)
        found = [(one.what, one.where) for one in check(world)]
    assert ("journal_rewritten", f"entry {world.size}") in found
    assert "journal_entry_changed" not in [what for what, _where in found]


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (lambda path: path.write_text(path.read_text().replace("\n", "\n1", 1)), "checkpoint_forged"),
        (lambda path: path.write_text("tawthiq-journal v1\n0\n" + "00" * 32 + "\nAAAA\n"), "checkpoint_forged"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "checkpoint_forged"),
        (Path.unlink, "checkpoint_missing"),
    ],
    ids=["another size", "made up", "no text", "removed"],
)
def test_a_forged_or_lost_checkpoint_is_found(world: World, forge: Callable[[Path], Any], code: str) -> None:
    with file_put_back(world.workspace.journal / "checkpoint") as path:
        forge(path)
        found = check(world)
    assert [one.what for one in found] == [code]


def test_history_and_head_beside_the_journal_are_held_too(world: World) -> None:
    entry = entry_of_receipt(world)
    with undone():
        m.JournalMention.objects.filter(entry=entry, ref=world.item.ref).delete()
        m.JournalHead.objects.filter(pk=1).update(size=world.size + 1)
        found = [(one.what, one.where) for one in check(world)]
    assert sorted(found) == [
        ("journal_head", f"entry {world.size}"),
        ("journal_mention_changed", f"entry {entry.seq}"),
    ]


# --- records ---------------------------------------------------------------------------------------------------------


def another(value: Any) -> Any:
    """A value of the same type that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, dict):
        return value | {"score": 0.123}
    if hasattr(value, "replace") and hasattr(value, "year"):
        return value.replace(year=2013)
    return f"{str(value)[:-1]}~" if value else "1"


def stated_fields() -> list[tuple[type[m.Record], str]]:
    return [(model, name) for model in record_models() for name in model.state_fields]


@pytest.mark.parametrize(("model", "name"), stated_fields(), ids=lambda value: getattr(value, "ref_kind", value))
def test_any_edited_column_of_any_record_is_found(world: World, model: type[m.Record], name: str) -> None:
    row = model._default_manager.latest("pk")
    field = model._meta.get_field(name)
    old = getattr(row, field.attname)
    if old is None:
        new = {fields.JSONField: {}, fields.DateTimeField: timezone.now(), fields.DateField: date(2015, 9, 14)}.get(
            type(field), 1
        )
    else:
        new = another(old)
    with undone():
        model._default_manager.filter(pk=row.pk).update(**{field.attname: new})
        found = records_only([model])
    assert [row.ref in one.where for one in found if one.what == "record_changed"] == [True], found


def records_only(kinds: list[type[m.Record]] | None = None) -> list[Finding]:
    notes = Notes()
    check_journal([], notes=notes)
    return [one for one in check_records(notes, kinds=kinds) if isinstance(one, Finding)]


EDGES: dict[str, Callable[[World], Any]] = {
    "a value": lambda w: w.incident.values.filter(field="killed", is_current=True).update(
        body={"value": {"min": 0, "max": 0, "approximate": False}}
    ),
    "a value no longer standing": lambda w: w.incident.values.filter(field="kind").update(is_current=False),
    "a claim behind a value": lambda w: w.incident.values.get(field="killed", is_current=True).claims.clear(),
    "who takes part": lambda w: w.incident.involvements.all().delete(),
    "the part someone takes": lambda w: w.incident.involvements.update(status="detained"),
}


@pytest.mark.parametrize("edge", EDGES)
def test_what_hangs_on_an_incident_is_held_and_its_signature_falls(world: World, edge: str) -> None:
    with undone():
        assert EDGES[edge](world) != (0, {})
        found = {one.what: one for one in check(world)}
    assert set(found) == {"record_changed", "signoff_of_another_state"}
    assert found["record_changed"].where == world.incident.ref
    assert found["record_changed"].items == world.items
    assert found["signoff_of_another_state"].where == f"{world.signoff.ref} {world.incident.ref}"


def test_another_file_of_a_capture_is_found(world: World) -> None:
    with undone():
        m.CaptureFile.objects.update(role="screenshot")
        (found,) = check(world)
    assert (found.what, found.items) == ("record_changed", ((world.item.ref, world.item.sha256),))


def test_another_incident_or_author_of_an_article_is_found(world: World) -> None:
    article = m.Article.objects.get()
    for change in (article.incidents.clear, lambda: m.Article.objects.update(written_by=m.User.objects.earliest("pk"))):
        with undone():
            change()
            (found,) = records_only([m.Article])
        assert (found.what, found.where) == ("record_changed", article.ref)


def test_an_edited_attribution_is_found(world: World) -> None:
    alleged = m.ActPerpetrator.objects.get()
    with undone():
        m.ActPerpetrator.objects.update(certainty="clear_and_convincing")
        (found,) = check(world)
    assert (found.what, found.where, found.items) == ("record_changed", alleged.act.ref, world.items)


@pytest.mark.parametrize("model", [m.ClaimRow, m.Incident, m.Item, m.Receipt, m.SignOff, m.Person, m.User])
def test_a_deleted_record_is_named_with_what_it_rested_on(world: World, model: type[m.Record]) -> None:
    chosen = {m.ClaimRow: world.claims[0], m.Incident: world.incident, m.Item: world.item, m.SignOff: world.signoff}
    record = chosen.get(model) or model._default_manager.earliest("pk")
    ref, number = record.ref, record.pk
    with undone():
        run(f"DELETE FROM {model._meta.db_table} WHERE id = %s", number)  # noqa: S608 - our own tables
        found = records_only([model])
    (named,) = [one for one in found if one.what == "record_missing"]
    assert named.where == ref
    if model not in (m.Person, m.User):
        assert (world.item.ref, world.item.sha256) in named.items
    assert not [one for one in found if one.what == "record_unvouched"]


def test_a_smuggled_record_is_named(world: World) -> None:
    with undone():
        user = m.User.objects.create(username="ghost", role="reviewer")
        claim = m.ClaimRow.objects.get(pk=world.claims[0].pk)
        claim.pk = None
        claim.save()
        found = [(one.what, one.where) for one in records_only()]
    assert found == [("record_unvouched", claim.ref), ("record_unvouched", user.ref)]


def test_a_record_that_was_removed_may_not_come_back(world: World) -> None:
    researcher = m.User.objects.get(username="researcher-9")
    with undone():
        act = world.incident.acts.get()
        for claim in world.incident.claims.all():
            incidents.detach_claim(researcher, world.incident, claim, reason="another raid")
        assert records_only() == []
        act.save(force_insert=True)
        found = [(one.what, one.where) for one in records_only()]
    assert found == [("record_returned", act.ref)]
    world.incident.refresh_from_db()


@pytest.mark.parametrize("column", ["kind", "status", "quote", "quote_start", "quote_end"])
def test_the_narrow_columns_of_a_claim_repeat_its_body(world: World, column: str) -> None:
    claim = world.claims[0]
    with undone():
        m.ClaimRow.objects.filter(pk=claim.pk).update(**{column: another(getattr(claim, column))})
        (found,) = check(world)
    assert (found.what, found.where) == ("claim_columns_changed", claim.ref)
    assert found.items == ((world.item.ref, world.item.sha256),)


def test_an_edited_report_is_found_against_its_bytes_and_its_claims(world: World) -> None:
    report = world.reports[0]
    with undone():
        m.Report.objects.filter(pk=report.pk).update(text=report.text.replace("nine", "five"))
        found = check(world)
    assert {one.what for one in found} == {"report_text_changed", "record_changed", "claim_words_changed"}
    assert all(one.items == ((world.item.ref, world.item.sha256),) for one in found)


# --- releases --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["figures.csv", "incidents.json", "release.sqlite", "manifest.sig", "public_key.pem"])
def test_a_changed_file_of_a_release_is_named(world: World, name: str) -> None:
    with file_put_back(world.folder / name) as path:
        flip(path)
        found = check(world)
    assert {one.what for one in found} == {"release_changed"}
    assert any(name in one.detail and world.release.ref in one.where for one in found)


def test_a_release_signed_anew_by_a_stranger_is_found(world: World) -> None:
    """The attacker rewrites manifest and signature with a key of their own."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with file_put_back(world.folder / "manifest.json") as manifest, file_put_back(world.folder / "manifest.sig") as sig:
        manifest.write_bytes(manifest.read_bytes().replace(b'"number":1', b'"number":2'))
        sig.write_bytes(key.sign(manifest.read_bytes()))
        with file_put_back(world.folder / "public_key.pem") as own:
            own.write_bytes(public)
            found = check(world)
    assert "release_manifest_changed" in {one.what for one in found}
    assert any("public_key.pem" in one.detail for one in found)


def test_the_pointer_shows_what_the_register_says_is_public(world: World) -> None:
    with file_put_back(world.workspace.releases / "current") as pointer:
        pointer.unlink()
        (gone,) = check(world)
        pointer.write_bytes(b"\xff")
        (odd,) = check(world)
    assert (gone.what, odd.what) == ("release_pointer", "release_pointer")
    with undone():
        m.Release.objects.update(state="withdrawn")
        found = {one.what for one in check(world)}
    assert found == {"record_changed", "release_pointer"}


def test_a_folder_that_no_release_names_is_a_note(world: World) -> None:
    stranger = world.workspace.releases / "0007"
    stranger.mkdir()
    (found,) = check(world)
    stranger.rmdir()
    assert (found.what, found.where, found.is_note) == ("release_unnamed", "releases/0007", True)


def test_inside_a_transaction_the_register_is_held_still_by_it(world: World) -> None:
    with frozen_register():
        assert m.Item.objects.count() == 2
