"""The database still refuses to change the journal, but for one thing: a disposal may empty an entry's body and salt.

It must have named the entry first (``desk_destroyedentry``), and number, time, commitment and chain must stay.
"""

from importlib import import_module

from django.db import migrations

KEPT = ("seq", "commitment", "chain", "recorded_at")
EMPTIED = ("body", "salt", "actor", "subject")
SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in KEPT)
EMPTY = " AND ".join(f"NEW.{column} = ''" for column in EMPTIED)
ALLOWED = (
    f"({SAME} AND {EMPTY} AND NEW.event = 'destroyed' AND OLD.event <> 'disposed' "
    "AND EXISTS (SELECT 1 FROM desk_destroyedentry d WHERE d.entry_id = OLD.seq))"
)
SQLITE = [
    "DROP TRIGGER journal_no_update",
    f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON desk_journalentry WHEN NOT {ALLOWED} "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
]
POSTGRES = [
    "CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF TG_OP = 'UPDATE' THEN IF {ALLOWED} THEN RETURN NEW; END IF; END IF; "
    "RAISE EXCEPTION 'the journal only grows'; END $$",
]
earlier = import_module("tawthiq.desk.migrations.0002_append_only")


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def guard_as_before(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER journal_no_update")
        schema_editor.execute(earlier.SQLITE[0])
    else:
        schema_editor.execute(earlier.POSTGRES[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_evidence_rooms")]
    operations = [migrations.RunPython(guard, guard_as_before)]
