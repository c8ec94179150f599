"""Adding a word to the reader's, and taking it back: journalled, effective at once, read again in all reports."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tawthiq.core.texts import fold, normalise
from tawthiq.desk import models as m
from tawthiq.desk.access import require
from tawthiq.desk.actions.journal import record
from tawthiq.desk.actions.reading import workspace_reader
from tawthiq.desk.actions.rereading import ask_rereading, reread_report
from tawthiq.desk.queries.word_targets import check_word, target_named
from tawthiq.desk.queries.words import own_words
from tawthiq.errors import InvalidRecord
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.tokens import find_tokens


def add_word(user: m.User, word: AddedWord, *, note: str = "", report: m.Report | None = None) -> m.OwnWord:
    """The word counts from now on; the report that it was found in is read again at once, the others in a round."""
    require(user, "review_claim")
    text = tidy(word.text)
    target_named(word.what, word.of, lang=word.lang, conflict=settings.CONFLICT)
    check_word(AddedWord(word.lang, word.what, word.of, text), added=own_words(), conflict=settings.CONFLICT)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = m.OwnWord.objects.create(
                    lang=word.lang,
                    what=word.what,
                    of=word.of,
                    text=text,
                    folded=fold(text),
                    note=note.strip(),
                    report=report,
                    added_by=user,
                    added_at=timezone.now(),
                )
        except IntegrityError as twice:
            raise InvalidRecord("word_known") from twice
        detail = {"what": word.what, "of": word.of, "lang": word.lang} | ({"report": report.ref} if report else {})
        record("word_added", actor=user.username, subject=row, changed=[row], why=row.note, detail=detail)
        ask_rereading(actor=user.username, why=row.ref)
    _read_at_once(report)
    return row


def tidy(text: str) -> str:
    """The words as a lexicon holds them: no signs around them, one space between, no vowel marks, one form for each."""
    plain = " ".join(normalise(text).text.split())
    tokens = find_tokens(plain)
    return plain[tokens[0].start : tokens[-1].end] if tokens else ""


def undo_word(user: m.User, word: m.OwnWord, *, reason: str) -> None:
    """The word counts no more; who took it back, and why, stays with it."""
    require(user, "review_claim")
    if not reason.strip():
        raise InvalidRecord("reason_missing")
    with transaction.atomic():
        locked = m.OwnWord.objects.select_for_update().get(pk=word.pk)
        if locked.undone_at:
            raise InvalidRecord("word_undone_already")
        locked.undone_by, locked.undone_at, locked.undone_why = user, timezone.now(), reason.strip()
        locked.save()
        record("word_undone", actor=user.username, subject=locked, changed=[locked], why=locked.undone_why)
        ask_rereading(actor=user.username, why=locked.ref)
    _read_at_once(word.report)


def _read_at_once(report: m.Report | None) -> None:
    if report and report.state != "received":
        report.refresh_from_db()
        reread_report(report, reader=workspace_reader())
