"""The database itself refuses to change or delete a journal entry."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON desk_journalentry "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON desk_journalentry "
    "BEGIN SELECT RAISE(ABORT, 'the journal only grows'); END",
]
POSTGRES = [
    "CREATE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the journal only grows'; END $$",
    "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON desk_journalentry "
    "FOR EACH ROW EXECUTE FUNCTION journal_only_grows()",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER journal_no_update")
        schema_editor.execute("DROP TRIGGER journal_no_delete")
    else:
        schema_editor.execute("DROP TRIGGER journal_no_change ON desk_journalentry")
        schema_editor.execute("DROP FUNCTION journal_only_grows()")


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
