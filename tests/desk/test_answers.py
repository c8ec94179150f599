"""Readers are answered under a codename that the desk does not know, and corrections go out with a release."""

import json
from datetime import UTC, datetime

import pyrage
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tawthiq.desk import models as m
from tawthiq.desk.actions.comments import answer_comment, collect_comments, publish_correction
from tawthiq.desk.actions.releases import build_release
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.store.answers import Said, new_codename, read_answer, reply_key
from tawthiq.store.release import folder_name, open_release

pytestmark = pytest.mark.django_db
CODENAME = "4821 9034 1177 2093"


def arrive(workspace, name: str = "one.age", **body: str) -> m.Comment:
    recipient = pyrage.x25519.Recipient.from_str((workspace.keys / "drop.recipient").read_text().strip())
    told = {"about": "IN-000001", "kind": "relative", "text": "He is my uncle", "lang": "en"} | body
    (workspace.drop / name).write_bytes(pyrage.encrypt(json.dumps(told).encode(), [recipient]))
    assert collect_comments() == (1, [])
    return m.Comment.objects.get(drop_name=name)


def test_an_answer_lies_under_the_codename_and_the_journal_vouches_for_it(own_workspace, people):
    key = reply_key(CODENAME)
    comment = arrive(own_workspace, reply=key)
    assert (comment.kind, comment.article_slug, comment.reply_key) == ("relative", "IN-000001", key)
    answer_comment(people["editor"], comment, text=" We changed the date. ")
    (said,) = read_answer(key=reply_key("٤٨٢١ ٩٠٣٤ ١١٧٧ ٢٠٩٣"), folder=own_workspace.answers)
    assert said == Said(on=str(comment.answered_on), text="We changed the date.")
    later = arrive(own_workspace, "two.age", reply=key, text="Thank you, one more thing")
    answer_comment(people["editor"], later, text="Mended too.")
    assert [one.text for one in read_answer(key=key, folder=own_workspace.answers)] == [
        "We changed the date.",
        "Mended too.",
    ]
    assert read_answer(key=reply_key(new_codename()), folder=own_workspace.answers) == ()
    assert m.Comment.objects.filter(state="handled").count() == 2
    entry = m.JournalEntry.objects.filter(event="comment_answered").first()
    assert "changed the date" not in entry.body
    held = b"".join(path.read_bytes() for path in own_workspace.answers.iterdir())
    assert b"Mended" not in held


@pytest.mark.parametrize("key", ["", "short", "g" * 128, "A" * 128])
def test_without_a_codename_there_is_no_answer(own_workspace, people, key):
    comment = arrive(own_workspace, reply=key, kind="praise")
    assert (comment.reply_key, comment.kind) == ("", "comment")
    with pytest.raises(InvalidRecord, match="no_codename"):
        answer_comment(people["editor"], comment, text="Thank you")


def test_only_editors_answer_and_correct_and_nothing_empty(own_workspace, people):
    comment = arrive(own_workspace, reply=reply_key(CODENAME))
    with pytest.raises(NotFound):
        answer_comment(people["researcher"], comment, text="Hello")
    with pytest.raises(InvalidRecord, match="answer_missing"):
        answer_comment(people["editor"], comment, text=" ")
    with pytest.raises(NotFound):
        publish_correction(people["researcher"], about="IN-000001", text_en="a", text_ar="ب")
    with pytest.raises(InvalidRecord, match="correction_incomplete"):
        publish_correction(people["editor"], about="IN-000001", text_en="a", text_ar=" ")


def test_a_correction_goes_out_with_the_next_release(own_workspace, people):
    publish_correction(people["editor"], about="a-market", text_en="Nine, not eleven.", text_ar="تسعة لا أحد عشر.")
    release = build_release(people["editor"])
    reader = open_release(own_workspace.releases / folder_name(release.number))
    assert [(one.about, one.text_en) for one in reader.corrections_of("a-market")] == [
        ("a-market", "Nine, not eleven.")
    ]
    assert reader.corrections_of("IN-000001") == ()


def test_the_desk_shows_kinds_and_answers(own_workspace, people, client):
    comment = arrive(own_workspace, reply=reply_key(CODENAME), kind="correction")
    client.force_login(people["editor"])
    page = client.get("/comments/").content.decode()
    assert "Write a public correction" in page
    sent = client.post(f"/comments/{comment.ref}/answer/", {"text": "It is mended."}, follow=True)
    assert "is answered" in sent.content.decode()
    assert "It is mended." in client.get("/comments/?state=handled").content.decode()
    words = {"about": "IN-000001", "text_en": "Nine, not eleven.", "text_ar": "تسعة لا أحد عشر."}
    assert "تسعة لا أحد عشر." in client.post("/comments/corrections/", words, follow=True).content.decode()
    assert client.post(f"/comments/{comment.ref}/answer/", {"text": ""}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_comments_from_before_there_were_answers_stay_as_they_were():
    before, after = [("desk", "0011_person_states")], [("desk", "0012_answers")]
    executor = MigrationExecutor(connection)
    executor.migrate(before)
    old = executor.loader.project_state(before).apps.get_model("desk", "Comment")
    told = {"drop_name": "x.age", "article_slug": "a", "text": "t", "lang": "ar", "state": "handled"}
    old.objects.create(received_at=datetime(2026, 1, 1, tzinfo=UTC), **told)
    MigrationExecutor(connection).migrate(after)
    comment = m.Comment.objects.get(drop_name="x.age")
    assert comment.journal_state() == {
        "article_slug": "a",
        "name": "",
        "email": "",
        "text": "t",
        "state": "handled",
    }
    call_command("migrate", verbosity=0)
