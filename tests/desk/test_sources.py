"""The room of sources: sealed to custodians' keys alone, graded, and closed to everybody else."""

import base64

import pyrage
import pytest
from django.db import connection
from django.urls import reverse

from tawthiq.desk import models as m
from tawthiq.desk.actions.sealing import (
    add_custodian_key,
    grade_source,
    retire_custodian_key,
    seal_identity,
    take_out_identity,
)
from tawthiq.desk.queries.sources import envelopes_of
from tawthiq.errors import InvalidRecord, NotFound

pytestmark = pytest.mark.django_db
WHO = "فلان بن فلان, behind the bakery, 0999-123-456"
OK, FOUND, ABSENT = 200, 302, 404


@pytest.fixture
def secret(people) -> pyrage.x25519.Identity:
    """A custodian's secret key, whose public half is on the desk."""
    made = pyrage.x25519.Identity.generate()
    add_custodian_key(people["custodian"], str(made.to_public()))
    return made


def sealed_by(user: m.User, *, words: str = WHO) -> m.SealedIdentity:
    return seal_identity(user, "Reporter 9", kind="own_reporter", identity=words)


def test_what_a_reporter_seals_opens_with_the_custodians_key_alone(people, secret):
    sealed = sealed_by(people["reporter"])
    taken = take_out_identity(people["custodian"], sealed)
    assert pyrage.decrypt(taken, [secret]).decode().rstrip() == WHO
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(taken, [pyrage.x25519.Identity.generate()])


def test_not_a_word_of_it_is_in_any_table(people, secret):
    sealed_by(people["reporter"])
    parts = ("فلان", "bakery", "0999")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = str(cursor.fetchall())
            assert not [part for part in parts if part in rows], table


def test_the_size_does_not_tell_one_from_another(people, secret):
    sealed = [sealed_by(people["reporter"], words=words) for words in ("A", WHO * 20)]
    # after the header, in which age itself writes lines of random length
    short, long = (base64.b64decode(one.sealed).partition(b"\n--- ")[2] for one in sealed)
    assert len(short) == len(long) > 4096


def test_without_a_key_nothing_is_taken(people):
    with pytest.raises(InvalidRecord, match="no_custodian_key"):
        sealed_by(people["reporter"])
    assert not m.Source.objects.filter(pseudonym="Reporter 9").exists()


@pytest.mark.parametrize("words", ["", "   ", "x" * 20_001])
def test_an_identity_has_a_length(people, secret, words):
    with pytest.raises(InvalidRecord, match="identity_length"):
        sealed_by(people["reporter"], words=words)


@pytest.mark.parametrize("key", ["age1nothing", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQ", ""])
def test_only_a_public_age_key_is_a_key(people, key):
    with pytest.raises(InvalidRecord, match="recipient_key_invalid"):
        add_custodian_key(people["custodian"], key)


def test_a_later_key_opens_what_is_sealed_later_and_the_page_says_what_has_to_be_sealed_again(people, secret):
    before = sealed_by(people["reporter"])
    later = pyrage.x25519.Identity.generate()
    key = add_custodian_key(people["custodian"], str(later.to_public()))
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(take_out_identity(people["custodian"], before), [later])
    assert [one.later for one in envelopes_of(before.source)] == [("custodian-1",)]
    after = sealed_by(people["researcher"])
    assert pyrage.decrypt(take_out_identity(people["custodian"], after), [later]).decode().rstrip() == WHO
    retire_custodian_key(people["custodian"], key, why="The machine is lost.")
    last = sealed_by(people["researcher"])
    assert last.key_refs == [m.CustodianKey.objects.earliest("pk").ref]
    with pytest.raises(InvalidRecord, match="key_retired"):
        retire_custodian_key(people["custodian"], key, why="again")


def test_the_journal_knows_who_took_it_out_and_the_reason_of_a_grade(people, secret):
    sealed = sealed_by(people["reporter"])
    take_out_identity(people["custodian"], sealed)
    grade_source(people["custodian"], sealed.source, reliability="B", why="Right in eleven of twelve.")
    entries = m.JournalEntry.objects.order_by("seq").values_list("event", "actor", "subject")
    assert list(entries)[-3:] == [
        ("identity_sealed", "reporter-1", sealed.source.ref),
        ("identity_taken_out", "custodian-1", sealed.ref),
        ("source_graded", "custodian-1", sealed.source.ref),
    ]
    assert m.Source.objects.get(pk=sealed.source_id).reliability == "B"
    with pytest.raises(InvalidRecord, match="unknown_reliability"):
        grade_source(people["custodian"], sealed.source, reliability="Z", why="no")


def test_nobody_but_custodians_takes_anything_out(people, secret):
    sealed = sealed_by(people["reporter"])
    for role in set(m.ROLES) - {"custodian"}:
        with pytest.raises(NotFound):
            take_out_identity(people[role], sealed)


def test_a_reporter_seals_in_the_browser_and_a_custodian_takes_the_file(people, secret, client):
    client.force_login(people["reporter"])
    told = {"source": "Reporter 9", "source_kind": "own_reporter", "identity": WHO}
    assert client.post(reverse("seal_identity"), told).status_code == FOUND
    sealed = m.SealedIdentity.objects.get()
    page = client.get(reverse("seal_identity"))
    assert page.status_code == OK
    assert "bakery" not in page.content.decode()
    assert client.get(reverse("take_out_identity", args=[sealed.ref])).status_code == ABSENT
    client.force_login(people["custodian"])
    answer = client.get(reverse("take_out_identity", args=[sealed.ref]))
    assert answer["Content-Disposition"] == f'attachment; filename="{sealed.ref}.age"'
    assert pyrage.decrypt(answer.content, [secret]).decode().rstrip() == WHO
    assert WHO not in client.get(reverse("source", args=[sealed.source.ref])).content.decode()


def test_more_sources_ask_no_more_of_the_register(people, secret, client, django_assert_max_num_queries):
    client.force_login(people["custodian"])
    for number in range(12):
        seal_identity(people["reporter"], f"Reporter {number}", kind="own_reporter", identity=WHO)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("sources")).content.count(b"Reporter ") == 12
