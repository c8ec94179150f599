"""Own words and reading again: effective at once, journalled, resumable, and never over a person's decision."""

import pytest
from django.db import transaction

from tawthiq.core.journal import SignedHead
from tawthiq.desk import models as m
from tawthiq.desk.actions import rereading as rounds
from tawthiq.desk.actions.incidents import create_incident
from tawthiq.desk.actions.reading import read_report, workspace_reader
from tawthiq.desk.actions.rereading import ask_rereading, current_round, go_on, waiting_in
from tawthiq.desk.actions.review import accept_claim, add_claim, finish_report, mend_claim, reject_claim
from tawthiq.desk.actions.words import add_word, undo_word
from tawthiq.desk.queries.findings import Finding
from tawthiq.desk.queries.history import history_of
from tawthiq.desk.queries.journal_check import check_journal
from tawthiq.desk.queries.previewing import preview_word
from tawthiq.desk.queries.vouching import Notes, check_records
from tawthiq.desk.queries.words import open_rereading, own_words, words_page
from tawthiq.errors import InvalidRecord, NotFound, Unreachable
from tawthiq.reading.additions import AddedWord
from tawthiq.reading.grammar import GrammarReader

pytestmark = pytest.mark.django_db

UNKNOWN = "Blue Lions arrested four men in Menbizh on Friday.\n"
LIONS = AddedWord("en", "party", "opposition", "Blue Lions")
MENBIZH = AddedWord("en", "place", "manbij", "Menbizh")
FLATTENED = AddedWord("en", "trigger", "en.bomb.verb", "pulverised")


@pytest.fixture(autouse=True)
def time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine must not cut a preview short."""
    monkeypatch.setattr("tawthiq.desk.queries.previewing.MOST_S", 600.0)


@pytest.fixture
def researcher(people) -> m.User:
    return people["researcher"]


def vouched() -> list[Finding]:
    """What the check finds at fault in journal and records."""
    head, notes = m.JournalHead.objects.get(pk=1), Notes()
    found = check_journal([SignedHead(head.size, head.chain)], notes=notes)
    kinds = (m.Report, m.ClaimRow, m.OwnWord, m.Rereading)
    return [*found, *(one for one in check_records(notes, kinds=kinds) if isinstance(one, Finding))]


def parties_of(report: m.Report) -> list[list[str]]:
    return [[party["party"] for party in claim.body["perpetrators"]] for claim in report.claims.order_by("pk")]


def finish_round(**options) -> rounds.Passed:
    return go_on(current_round(actor="test"), reader=workspace_reader(), **options)


def numbers() -> tuple[int, int]:
    return m.JournalEntry.objects.count(), m.ClaimRow.objects.count()


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_word_counts_at_once_in_its_report_and_in_what_is_read_next(receive_text, researcher):
    report = receive_text(UNKNOWN)
    assert parties_of(report) == [[]]
    word = add_word(researcher, LIONS, note="Their own name for themselves.", report=report)
    assert parties_of(report) == [["opposition"]]
    later = receive_text(UNKNOWN + "Again.")
    later.state = "received"
    later.save()
    later.claims.all().delete()
    read_report(later, reader=workspace_reader())
    assert parties_of(later) == [["opposition"]]
    assert (word.text, word.added_by, word.report) == ("Blue Lions", researcher, report)


def test_a_word_is_journalled_with_its_reason_and_stands_in_the_history(receive_text, researcher):
    word = add_word(researcher, LIONS, note="Their own name.", report=receive_text(UNKNOWN))
    undo_word(researcher, word, reason="It was a nickname of another group.")
    lines = history_of(word.ref)
    assert [(line.event, line.why) for line in lines] == [
        ("word_undone", "It was a nickname of another group."),
        ("word_added", "Their own name."),
    ]
    assert "Blue Lions" not in str([line.detail for line in lines])


def test_a_word_taken_back_counts_no_more_and_may_be_added_anew(receive_text, researcher):
    report = receive_text(UNKNOWN)
    word = add_word(researcher, LIONS, report=report)
    undo_word(researcher, word, reason="A mistake.")
    assert parties_of(report) == [[]]
    assert own_words() == ()
    with pytest.raises(InvalidRecord, match="word_undone_already"):
        undo_word(researcher, word, reason="Again.")
    assert add_word(researcher, LIONS).pk != word.pk
    assert [row.is_active for row in words_page(researcher).rows] == [True, False]


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        (AddedWord("en", "place", "manbij", "Manbij"), "word_known"),
        (AddedWord("en", "party", "opposition", "Regime warplanes"), "word_of_other_party"),
        (AddedWord("en", "place", "nowhere_at_all", "Menbizh"), "unknown_word_target"),
        (AddedWord("en", "weapon", "manbij", "Menbizh"), "unknown_word_target"),
        (AddedWord("xx", "place", "manbij", "Menbizh"), "unknown_language"),
        (AddedWord("../en", "place", "manbij", "Menbizh"), "unknown_language"),
        (AddedWord("en", "place", "manbij", "M"), "word_too_short"),
        (AddedWord("en", "place", "manbij", "20 30"), "word_too_short"),
        (AddedWord("en", "place", "manbij", "Menbizh, city"), "word_in_pieces"),
        (AddedWord("en", "trigger", "en.bomb.verb", "pulverised (a|b) town"), "word_in_pieces"),
        (AddedWord("en", "place", "manbij", "a b c d e f g h i"), "word_too_long"),
        (AddedWord("en", "place", "manbij", "m" * 81), "word_too_long"),
    ],
)
def test_words_that_cannot_be_are_refused(researcher, word, refusal):
    before = numbers()
    with pytest.raises(InvalidRecord, match=refusal):
        add_word(researcher, word)
    assert numbers() == before
    assert not m.OwnWord.objects.exists()


def test_signs_around_the_words_are_left_out(researcher):
    assert add_word(researcher, AddedWord("en", "place", "manbij", " “Menbizh” (")).text == "Menbizh"


def test_the_same_word_twice_is_refused(researcher):
    add_word(researcher, MENBIZH)
    with pytest.raises(InvalidRecord, match="word_known"):
        add_word(researcher, AddedWord("en", "place", "manbij", "  MENBIZH "))


@pytest.mark.parametrize("role", ["reporter", "analyst", "editor", "auditor", "administrator", "lawyer", "custodian"])
def test_who_may_not_review_adds_no_word(people, role):
    with pytest.raises(NotFound):
        add_word(people[role], MENBIZH)
    word = add_word(people["reviewer"], MENBIZH)
    with pytest.raises(NotFound):
        undo_word(people[role], word, reason="x")


def test_a_word_without_a_reason_is_not_taken_back(researcher):
    word = add_word(researcher, MENBIZH)
    with pytest.raises(InvalidRecord, match="reason_missing"):
        undo_word(researcher, word, reason=" ")


def test_arabic_words_lose_vowel_marks_and_tatweel(receive_text, researcher):
    report = receive_text("اعتقل تنظيم الدولة أربعة رجال في منبيزه أمس.", lang="ar")
    word = add_word(researcher, AddedWord("ar", "place", "manbij", "مَنـبيزه"), report=report)
    assert word.text == "منبيزه"
    assert [place["place"] for place in report.claims.get().body["places"]] == ["manbij"]


# --- a round ---------------------------------------------------------------------------------------------------------


def test_a_round_reads_every_report_again_and_says_so(receive_text, researcher):
    reports = [receive_text(f"{UNKNOWN}Copy {number}.") for number in range(3)]
    add_word(researcher, LIONS)
    assert waiting_in(open_rereading(), reader=workspace_reader()).count() == 3
    assert finish_round() == rounds.Passed(read_again=3, changed=3)
    assert [parties_of(report) for report in reports] == [[["opposition"]]] * 3
    entry = history_of(reports[0].ref)[0]
    assert entry.event == "claims_reread"
    reader = workspace_reader()
    assert entry.detail["lexicon"] == reader.lexicon_digest("en")
    assert (entry.detail["version"], entry.detail["changed"]) == (reader.version, 1)
    reports[0].refresh_from_db()
    assert reports[0].lexicon == reader.lexicon_digest("en")
    ended = m.Rereading.objects.get()
    assert (ended.outcome, ended.read_again, ended.changed) == ("done", 3, 3)
    assert vouched() == []


def test_a_round_repeated_changes_nothing(receive_text, researcher):
    receive_text(UNKNOWN)
    add_word(researcher, LIONS)
    finish_round()
    entries, claims = numbers()
    ask_rereading(actor="operator")
    assert finish_round() == rounds.Passed(read_again=0, changed=0)
    assert numbers() == (entries + 2, claims)  # asked and ended, nothing between


def test_a_round_stopped_anywhere_goes_on_there(receive_text, researcher):
    reports = [receive_text(f"{UNKNOWN}Copy {number}.") for number in range(5)]
    add_word(researcher, LIONS)
    looks = iter([False, False, True])
    assert finish_round(should_stop=lambda: next(looks)) == rounds.Passed(read_again=2, changed=2)
    assert open_rereading().reached == reports[1].pk
    assert finish_round(most=2).read_again == 2
    assert open_rereading() is not None
    assert finish_round().read_again == 1
    assert open_rereading() is None
    assert m.JournalEntry.objects.filter(event="claims_reread").count() == 5


def test_a_report_is_read_again_whole_or_not_at_all(receive_text, researcher, monkeypatch):
    """Whatever stops the program in the middle of a report leaves it, its claims, journal and round as they were."""
    reports = [receive_text(f"{UNKNOWN}Copy {number}.") for number in range(2)]
    add_word(researcher, LIONS)
    before, entries = [parties_of(report) for report in reports], numbers()

    class Killed(BaseException):
        """As a signal would."""

    for name in ("index_report", "_step", "stamp", "record"):
        with monkeypatch.context() as patch:
            patch.setattr(rounds, name, lambda *_args, **_more: (_ for _ in ()).throw(Killed()))
            with pytest.raises(Killed), transaction.atomic():
                finish_round()
        assert [parties_of(report) for report in reports] == before
        assert numbers() == entries
        assert open_rereading().reached == 0
    assert finish_round().read_again == 2
    assert vouched() == []


def test_a_newer_round_replaces_an_open_one(receive_text, researcher):
    receive_text(UNKNOWN)
    first = ask_rereading(actor="a")
    second = ask_rereading(actor="b")
    first.refresh_from_db()
    assert (first.outcome, open_rereading()) == ("replaced", second)


def test_a_report_nobody_has_read_is_no_part_of_a_round(receive_text):
    report = receive_text(UNKNOWN)
    m.Report.objects.filter(pk=report.pk).update(state="received")
    assert not waiting_in(ask_rereading(actor="a"), reader=GrammarReader(added=[LIONS])).exists()


class Failing:
    """A reader that cannot."""

    name, version = "failing", "1"

    def __init__(self, odd: Exception) -> None:
        self.odd = odd

    def read(self, _document):
        raise self.odd


def test_a_report_that_cannot_be_read_is_told_and_passed_over(receive_text):
    report = receive_text(UNKNOWN)
    passed = go_on(ask_rereading(actor="a"), reader=Failing(InvalidRecord("odd")))
    assert passed == rounds.Passed(0, 0, refused=((report.ref, "odd"),))
    assert open_rereading() is None
    assert report.claims.count() == 1


def test_a_server_that_does_not_answer_stops_the_round_where_it_is(receive_text):
    receive_text(UNKNOWN)
    asked = ask_rereading(actor="a")
    with pytest.raises(Unreachable):
        go_on(asked, reader=Failing(Unreachable("nobody there")))
    assert open_rereading() == asked


# --- decisions -------------------------------------------------------------------------------------------------------


def state_of(claim: m.ClaimRow) -> dict:
    claim.refresh_from_db()
    return {name: getattr(claim, name) for name in ("body", "proposed", "decision", "reason", "decided_at", "incident")}


def test_decided_claims_stay_as_they_are(receive_text, researcher):
    text = (
        UNKNOWN + "\nBlue Lions shelled Menbizh on Friday, killing five civilians.\n\nBlue Lions fled from Menbizh.\n"
    )
    claims = [receive_text(f"{text}{number}").claims.first() for number in range(4)]
    accept_claim(researcher, claims[0])
    create_incident(researcher, [claims[0]], title_en="t", title_ar="ت")
    reject_claim(researcher, claims[1], reason="misread")
    mend_claim(researcher, claims[2], body=claims[2].body | {"kind": "abduction"}, reason="They wore masks.")
    added = add_claim(researcher, claims[3].report, body=claims[3].body | {"kind": "torture"}, reason="Missed.")
    decided = [*claims[:3], added]
    before = [state_of(claim) for claim in decided]
    add_word(researcher, LIONS)
    add_word(researcher, MENBIZH)
    finish_round()
    assert [state_of(claim) for claim in decided] == before
    kinds = [sorted(claim.report.claims.values_list("kind", flat=True)) for claim in decided]
    assert kinds[0].count("arrest_detention") == kinds[1].count("arrest_detention") == 1  # not proposed again
    assert "arrest_detention" not in kinds[2]
    assert claims[3].report.claims.get(kind="arrest_detention").body["perpetrators"][0]["party"] == "opposition"
    assert vouched() == []


def test_a_decided_claim_that_is_found_no_more_is_kept_and_marked_until_it_is_found_again(receive_text, researcher):
    report = receive_text("Regime jets pulverised the market of Manbij on Friday.")
    word = add_word(researcher, FLATTENED, report=report)
    claim = report.claims.get()
    accept_claim(researcher, claim)
    undo_word(researcher, word, reason="Houses fall by themselves, too.")
    claim.refresh_from_db()
    assert (claim.decision, claim.unfound_at is not None) == ("accepted", True)
    assert vouched() == []
    add_word(researcher, FLATTENED)
    finish_round()
    claim.refresh_from_db()
    assert claim.unfound_at is None
    assert report.claims.count() == 1
    assert vouched() == []


def test_an_undecided_proposal_that_is_found_no_more_goes_and_the_journal_says_so(receive_text, researcher):
    report = receive_text("Regime jets pulverised the market of Manbij on Friday.")
    word = add_word(researcher, FLATTENED, report=report)
    ref = report.claims.get().ref
    undo_word(researcher, word, reason="x")
    assert not report.claims.exists()
    line = history_of(report.ref)[0]
    assert (line.event, line.detail["withdrawn"], ref in line.records) == ("claims_reread", 1, True)
    assert vouched() == []


def test_a_finished_report_comes_back_when_there_is_something_new_to_decide(receive_text, researcher):
    text = "Regime jets pulverised the market of Manbij on Friday."
    with_news, without = receive_text(text), receive_text("A quiet day in Manbij.")
    for report in (with_news, without):
        finish_report(researcher, report)
    add_word(researcher, FLATTENED)
    finish_round()
    with_news.refresh_from_db(), without.refresh_from_db()
    assert (with_news.state, without.state) == ("inbox", "done")
    assert m.SearchRow.objects.get(ref=with_news.ref).state == "inbox"


def test_a_claim_read_again_since_it_was_seen_is_not_decided_unseen(receive_text, researcher):
    claim = receive_text(UNKNOWN).claims.get()
    seen = claim.mark
    add_word(researcher, LIONS, report=claim.report)
    stale = m.ClaimRow.objects.get(pk=claim.pk)
    with pytest.raises(InvalidRecord, match="claim_reread"):
        accept_claim(researcher, stale, seen=seen)
    with pytest.raises(InvalidRecord, match="claim_reread"):
        reject_claim(researcher, stale, reason="misread", seen=seen)
    accept_claim(researcher, stale, seen=m.ClaimRow.objects.get(pk=claim.pk).mark)
    assert m.ClaimRow.objects.get(pk=claim.pk).decision == "accepted"


def test_a_claim_that_a_new_reading_took_away_is_not_written_back_by_a_decision(receive_text, researcher):
    report = receive_text("Regime jets pulverised the market of Manbij on Friday.")
    word = add_word(researcher, FLATTENED, report=report)
    claim = report.claims.get()
    undo_word(researcher, word, reason="x")
    with pytest.raises(InvalidRecord, match="claim_reread"):
        accept_claim(researcher, claim)
    assert not report.claims.exists()


# --- preview ---------------------------------------------------------------------------------------------------------


def preview(word: AddedWord, first: m.Report | None = None):
    return preview_word(word, now=workspace_reader(), then=GrammarReader(added=[*own_words(), word]), first=first)


def test_a_preview_tells_what_reading_again_then_does(receive_text, researcher):
    flat = "Regime jets pulverised the market of Manbij on Friday."
    receive_text(flat)
    receive_text(UNKNOWN)
    accept_claim(researcher, receive_text(UNKNOWN + "Second.").claims.get())
    before = numbers()
    new, lions = preview(FLATTENED), preview(LIONS)
    assert numbers() == before
    assert (new.total, new.holding, new.looked_at, new.changed_reports, new.is_whole) == (3, 1, 1, 1, True)
    assert [(line.fate, line.claim.kind, line.was) for line in new.lines] == [("new", "airstrike", None)]
    assert [(line.fate, line.parts) for line in lions.lines] == [("changed", ("quote", "perpetrators", "confidence"))]
    assert (lions.holding, lions.decided) == (2, 1)
    add_word(researcher, FLATTENED)
    add_word(researcher, LIONS)
    assert finish_round().changed == new.changed_reports + lions.changed_reports


def test_a_preview_of_taking_back_tells_what_goes(receive_text, researcher):
    text = "Regime jets pulverised the market of Manbij on Friday."
    add_word(researcher, FLATTENED)
    for number in range(2):
        report = receive_text(f"{text} {number}")
        finish_round()
        ask_rereading(actor="x")
    finish_round()
    accept_claim(researcher, report.claims.get())
    told = preview_word(FLATTENED, now=workspace_reader(), then=GrammarReader())
    assert sorted(line.fate for line in told.lines) == ["lost", "withdrawn"]
    assert told.counts == {"new": 0, "changed": 0, "withdrawn": 1, "lost": 1}


def test_a_preview_is_bounded_and_says_so(receive_text, monkeypatch):
    monkeypatch.setattr("tawthiq.desk.queries.previewing.MOST_REPORTS", 2)
    reports = [receive_text(f"{UNKNOWN}Copy {number}.") for number in range(4)]
    told = preview(LIONS, first=reports[0])
    assert (told.holding, told.looked_at, told.is_whole) == (4, 2, False)
    assert [line.report for line in told.lines] == [reports[0], reports[3]]
    monkeypatch.setattr("tawthiq.desk.queries.previewing.MOST_S", -1.0)
    assert preview(LIONS).looked_at == 1


def test_words_that_stand_nearly_everywhere_are_told(receive_text, monkeypatch):
    for number in range(3):
        receive_text(f"{UNKNOWN}Copy {number}.")
    monkeypatch.setattr("tawthiq.desk.queries.previewing.COMMON_FROM", 3)
    assert preview(LIONS).is_common
    assert not preview(AddedWord("en", "place", "manbij", "Nowhere")).is_common
