"""The queue of accounts that may belong together: what is proposed, what a word does, and how it is taken back."""

import pytest

from tawthiq.desk import models as m
from tawthiq.desk.actions.grading import grade_incident, sign_off
from tawthiq.desk.actions.incidents import Scored, create_incident
from tawthiq.desk.actions.linking import judge_proposal, withdraw_judgement
from tawthiq.desk.actions.review import accept_claim
from tawthiq.desk.queries.judgements import same_cluster
from tawthiq.desk.queries.linking import QueueFilter, judged_alike, proposals_for, records_of
from tawthiq.desk.queries.origins import origins_of
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.linking.incidents.evidence import MODEL
from tests.desk.conftest import ARABIC, ENGLISH

LATER = (
    "Manbij – Tawthiq Network\n\nFour civilians were killed yesterday morning when regime warplanes bombed the market "
    "of Manbij, a medic of the field hospital said.\n"
)
ELSEWHERE = "Aleppo – Tawthiq Network\n\nThe Islamic State arrested five men in Aleppo city on 2 March 2014.\n"


@pytest.fixture
def claims(people, receive_text):
    """Accepted air strike claims of three reports about one market, and one of something else."""
    texts = [
        (ENGLISH, "Reporter 1", "en"),
        (ARABIC, "Reporter 2", "ar"),
        (LATER, "Reporter 3", "en"),
        (ELSEWHERE, "Reporter 4", "en"),
    ]
    found = []
    for text, source, lang in texts:
        report = receive_text(text, source=source, lang=lang)
        claim = report.claims.exclude(kind="attack_on_medical").earliest("pk")
        accept_claim(people["researcher"], claim)
        claim.refresh_from_db()
        found.append(claim)
    return found


def queue(people, **wanted):
    return proposals_for(people["researcher"], QueueFilter(**wanted))


def test_free_claims_of_one_raid_are_proposed_as_one_with_their_contradiction(claims, people):
    (proposal,) = queue(people)
    assert proposal.kind == "one_incident"
    assert set(proposal.refs) == {claim.ref for claim in claims[:3]}
    assert "toll" in {one.field for one in proposal.contradictions}
    assert proposal.score > 0.5
    assert "same_time" in proposal.reasons


def test_a_report_is_proposed_for_an_incident_and_a_yes_attaches_it(claims, people):
    incident = create_incident(people["researcher"], claims[:2], title_en="A market", title_ar="سوق")
    (proposal,) = queue(people)
    assert (proposal.kind, proposal.left, proposal.right) == ("adds_to", incident.ref, (claims[2].ref,))
    answer(people, proposal, "same")
    claims[2].refresh_from_db()
    assert claims[2].incident_id == incident.pk
    (judgement,) = m.Judgement.objects.all()
    assert (judgement.verdict, judgement.model, judgement.score) == ("same", "incidents-1", proposal.score)
    assert queue(people) == []


def answer(people, proposal, verdict, *, reason="I compared the words."):
    left, *rights = records_of(people["researcher"], proposal.refs)
    scored = Scored(proposal.score, MODEL)
    return judge_proposal(people["researcher"], left, rights, verdict=verdict, reason=reason, scored=scored)


def test_what_was_taken_back_is_as_it_was_to_the_letter(claims, people):
    incident = create_incident(people["researcher"], claims[:2], title_en="A market", title_ar="سوق")
    incident.refresh_from_db()
    grade_incident(people["researcher"], incident, grade="reported", basis="two sources", contrary="none")
    signoff = sign_off(people["reviewer"], incident)
    before = incident.digest()
    (proposal,) = queue(people)
    (judgement,) = answer(people, proposal, "same")
    incident.refresh_from_db()
    assert incident.digest() != before
    assert incident.state == "open"
    withdraw_judgement(people["reviewer"], judgement, reason="Another morning, as the medic says now.")
    incident.refresh_from_db()
    signoff.refresh_from_db()
    claims[2].refresh_from_db()
    assert claims[2].incident_id is None
    assert (incident.digest(), incident.state, signoff.is_standing) == (before, "signed", True)
    assert [one.refs for one in queue(people)] == [proposal.refs]
    told = list(m.JournalEntry.objects.order_by("seq").values_list("event", flat=True))
    assert told[-4:].count("judgement_withdrawn") == 2
    with pytest.raises(InvalidRecord, match="judgement_withdrawn_already"):
        withdraw_judgement(people["reviewer"], judgement, reason="again")


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_what_was_judged_is_not_asked_again_and_moves_nothing(claims, people, verdict):
    incident = create_incident(people["researcher"], claims[:2], title_en="A market", title_ar="سوق")
    (proposal,) = queue(people)
    before = incident.digest()
    answer(people, proposal, verdict)
    claims[2].refresh_from_db()
    incident.refresh_from_db()
    assert claims[2].incident_id is None
    assert incident.digest() == before
    assert queue(people) == []
    judgement = m.Judgement.objects.get()
    withdraw_judgement(people["researcher"], judgement, reason="Read again.")
    assert [one.refs for one in queue(people)] == [proposal.refs]


def test_claims_judged_the_same_wait_together_for_an_incident(claims, people):
    (proposal,) = queue(people)
    judgements = answer(people, proposal, "same")
    assert queue(people) == []
    (alike,) = judged_alike(people["researcher"])
    assert {claim.ref for claim in alike} == set(proposal.refs)
    assert same_cluster(claims[0].ref) == tuple(sorted(proposal.refs))
    withdraw_judgement(people["researcher"], judgements[0], reason="not this one")
    assert sum(map(len, judged_alike(people["researcher"]))) == 2


def test_two_incidents_are_proposed_as_one_and_stay_two(claims, people):
    made = [create_incident(people["researcher"], [claim], title_en="A market", title_ar="سوق") for claim in claims[:2]]
    (proposal,) = [one for one in queue(people) if one.kind == "one_incident"]
    assert set(proposal.refs) == {one.ref for one in made}
    answer(people, proposal, "same")
    assert same_cluster(made[0].ref) == tuple(sorted(one.ref for one in made))
    assert m.Incident.objects.count() == 2


def test_nobody_judges_without_reason_or_right(claims, people):
    (proposal,) = queue(people)
    with pytest.raises(InvalidRecord, match="reason_missing"):
        answer(people, proposal, "same", reason=" ")
    with pytest.raises(InvalidRecord, match="no_claims"):
        judge_proposal(people["researcher"], claims[0], [], verdict="same", reason="x", scored=None)
    with pytest.raises(NotFound):
        proposals_for(people["analyst"], QueueFilter())
    judgement = answer(people, proposal, "unsure")[0]
    with pytest.raises(NotFound):
        withdraw_judgement(people["analyst"], judgement, reason="x")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        withdraw_judgement(people["researcher"], judgement, reason="")


def test_the_page_shows_two_sides_and_takes_a_word(claims, people, client):
    incident = create_incident(people["researcher"], claims[:2], title_en="A market", title_ar="سوق")
    client.force_login(people["researcher"])
    page = client.get("/linking/").content.decode()
    assert "This report adds to an incident" in page
    assert "they contradict each other in" in page
    assert claims[2].quote in page
    name = f"{incident.ref} {claims[2].ref}"
    word = {"at": name, "kind": "", "right": claims[2].ref, "verdict": "same", "reason": "The same morning."}
    answer = client.post("/linking/", word, follow=True)
    assert "Your word stands." in answer.content.decode()
    claims[2].refresh_from_db()
    assert claims[2].incident_id == incident.pk
    again = client.post("/linking/", word, follow=True).content.decode()
    assert "something was decided meanwhile" in again
    judgement = m.Judgement.objects.get()
    back = client.post(
        f"/linking/{judgement.ref}/withdraw/", {"reason": "Another day.", "back": incident.ref}, follow=True
    )
    assert "everything is as it was before it" in back.content.decode()
    claims[2].refresh_from_db()
    assert claims[2].incident_id is None


def test_a_word_without_a_reason_or_a_verdict_changes_nothing(claims, people, client):
    client.force_login(people["researcher"])
    (proposal,) = queue(people)
    word = {"at": " ".join(proposal.refs), "right": list(proposal.right), "verdict": "same", "reason": ""}
    assert "Reason" in client.post("/linking/", word, follow=True).content.decode()
    client.post("/linking/", word | {"reason": "x", "verdict": "perhaps"})
    assert not m.Judgement.objects.exists()


def test_an_unticked_claim_stays_free(claims, people, client):
    client.force_login(people["researcher"])
    (proposal,) = queue(people)
    word = {"at": " ".join(proposal.refs), "right": [proposal.right[0]], "verdict": "same", "reason": "These two."}
    client.post("/linking/", word)
    assert m.Judgement.objects.get().right == max(proposal.left, proposal.right[0])


def test_copies_and_a_common_source_count_once_and_say_why(people, receive_text, client):
    told = "Regime warplanes bombed the market of Manbij on 11 September 2015, killing nine civilians, {} said."
    long = (
        "The rockets fell one after the other between the stalls of the cloth sellers and the bus stop, and people who "
        "ran to help were hit by the second one while they carried the wounded to the road. "
    )
    texts = [
        ("Aleppo – Network\n\n" + told.format("our reporter") + " " + long, "Reporter 1"),
        ("Manbij\n\n" + told.format("our reporter") + " " + long + "Share this.", "Page of the city"),
        (
            "Idlib\n\nThe Syrian Observatory for Human Rights said that ten people died on 11 September 2015 when "
            "regime aircraft struck a crowded market in Manbij, and that the number could rise.",
            "Wire A",
        ),
        (
            "Homs\n\nTen were killed in an air strike by the regime on Manbij on 11 September 2015, the Syrian "
            "Observatory for Human Rights said in its daily summary.",
            "Wire B",
        ),
    ]
    claims = []
    for text, source in texts:
        claim = receive_text(text, source=source).claims.filter(kind="airstrike").earliest("pk")
        accept_claim(people["researcher"], claim)
        claims.append(claim)
    incident = create_incident(people["researcher"], claims, title_en="A market", title_ar="سوق")
    origins = origins_of(list(incident.claims.select_related("report__source", "report__item").order_by("pk")))
    assert [[report.source.pseudonym for report in one.reports] for one in origins] == [
        ["Reporter 1", "Page of the city"],
        ["Wire A", "Wire B"],
    ]
    assert [one.why for one in origins] == ["copied", "told_by"]
    client.force_login(people["researcher"])
    page = client.get(f"/incidents/{incident.ref}/").content.decode()
    assert "2 independent sources" in page
    assert "almost the same words: counts once" in page
    assert "rest on the same named source: counts once" in page
