"""Every migration goes forward and back with rows in the tables, and nothing in them is lost or changed."""

import json
import subprocess
import sys

import pytest

# Runs in a program and on a database of its own: the journal's guard would not let a test clean up after itself.
STEPS = r"""
import datetime, json, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

settings.WORKSPACE.create()
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, 6789, tzinfo=datetime.UTC)
said = {"steps": []}

def names():
    plan = MigrationExecutor(connection).loader.disk_migrations
    return sorted(name for app, name in plan if app == "desk")

def go(name):
    call_command("migrate", "desk", name, verbosity=0, interactive=False)
    return MigrationExecutor(connection).loader.project_state([("desk", name)]).apps

def fill(apps):
    get = lambda name: apps.get_model("desk", name)
    user = get("User").objects.create(username="huda", role="reporter", password="!")
    item = get("Item").objects.create(sha256="ab" * 32, size_bytes=7, media_type="text/plain", received_at=NOW)
    get("Receipt").objects.create(
        item=item, original_name="تقرير\\xff.txt", channel="c", received_at=NOW, received_by="huda"
    )
    words = "قُتل عشرة."
    report = get("Report").objects.create(item=item, lang="ar", text=words, text_key="cd" * 32, received_at=NOW)
    body = {"kind": "other", "score": 0.25, "when": None}
    claim = get("ClaimRow").objects.create(
        report=report, kind="other", status="asserted", quote=words[:4], quote_start=0, quote_end=4, body=body
    )
    incident = get("Incident").objects.create(title_en="A", title_ar="أ", created_at=NOW)
    value = get("IncidentValue").objects.create(incident=incident, field="kind", body={"value": "other"}, set_at=NOW)
    value.claims.add(claim)
    entry = get("JournalEntry").objects.create(
        seq=1, body='{"n":1}', salt="00" * 32, commitment="11" * 32, chain="22" * 32,
        event="received", subject="EV-000001", actor="huda", recorded_at=NOW,
    )
    get("JournalMention").objects.create(entry=entry, ref="EV-000001")
    get("JournalHead").objects.create(id=1, size=1, chain="22" * 32)

def rows(columns_of=None):
    # Of these columns only: a later step may have added one.
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith("desk_"):
                cursor.execute(f"SELECT * FROM {table}")
                columns = [column[0] for column in cursor.description]
                kept = columns_of[table] if columns_of and table in columns_of else columns
                all_rows = [dict(zip(columns, row)) for row in cursor.fetchall()]
                listed = sorted([name, str(row.get(name))] for row in all_rows for name in sorted(kept))
                if listed:
                    found[table] = listed
    return found

def guarded():
    refused = []
    for statement in ("UPDATE desk_journalentry SET actor = 'x'", "DELETE FROM desk_journalentry"):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("DELETE FROM desk_journalmention")
                cursor.execute(statement)
                transaction.set_rollback(True)
        except DatabaseError as odd:
            refused.append("only grows" in str(odd))
    return refused

everything = names()
call_command("migrate", "auth", verbosity=0, interactive=False)
fill(go(everything[0]))
before = rows()
columns_before = {table: {name for name, _ in listed} for table, listed in before.items()}
way = [*everything, *reversed(everything[:-1]), *everything[1:]]
for name in way:
    go(name)
    said["steps"].append({"name": name, "guarded": guarded(), "same": rows(columns_before) == before})
said["tables"] = sorted(before)
call_command("migrate", verbosity=0, interactive=False)
call_command("migrate", "desk", "zero", verbosity=0, interactive=False)
said["left"] = sorted(rows())
with connection.cursor() as cursor:
    said["tables_left"] = [t for t in connection.introspection.table_names(cursor) if t.startswith("desk_")]
call_command("migrate", verbosity=0, interactive=False)
said["again"] = names() == everything
print(json.dumps(said))
"""
FIRST_GUARDED = "0002_append_only"


def run(environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def said(module_environment: dict[str, str]) -> dict:
    """What the steps found."""
    done = run(module_environment, "-c", STEPS)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_rows_stay_as_they_are_through_every_step_and_back(said: dict) -> None:
    assert len(said["steps"]) >= 4
    assert [step["name"] for step in said["steps"] if not step["same"]] == []
    assert {"desk_item", "desk_claim", "desk_incidentvalue_claims", "desk_journalentry", "desk_user"} <= set(
        said["tables"]
    )


def test_the_journal_is_guarded_from_its_migration_on_and_only_then(said: dict) -> None:
    for step in said["steps"]:
        assert step["guarded"] == ([True, True] if step["name"] >= FIRST_GUARDED else []), step


def test_all_the_way_back_leaves_nothing(said: dict) -> None:
    assert said["left"] == said["tables_left"] == []
    assert said["again"]


def test_models_and_migrations_agree(module_environment: dict[str, str], said: dict) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tawthiq.desk.settings"}
    done = run(module_environment | settings, "-m", "django", "makemigrations", "--check", "--dry-run", "desk")
    assert done.returncode == 0, done.stdout
