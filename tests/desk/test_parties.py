"""Parties at the desk: what came with the conflict folder, what people add and take back, and the page on a day."""

import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.core.parties import KINDS, RELATIONS, backing
from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.actions import parties as actions
from tawthiq.desk.actions.packs import load_conflict_into_register
from tawthiq.desk.actions.review import mend_claim
from tawthiq.desk.queries.parties import draw_timeline, party_page, standing_ties, to_tie
from tawthiq.errors import InvalidRecord, NotFound

pytestmark = pytest.mark.django_db
PERIOD = actions.Period(source="two witnesses", certainty="likely", valid_from="2015-06-25", valid_to="2015-08-01")


@pytest.fixture
def loaded(people) -> None:
    load_conflict_into_register("syria", actor="operator")


@pytest.fixture
def client(people) -> Client:
    browser = Client()
    browser.force_login(people["researcher"])
    return browser


def party(code: str) -> m.Party:
    return m.Party.objects.get(code=code)


def page_of(client: Client, code: str, **asked: str) -> str:
    return client.get(reverse("party", args=[party(code).ref]), asked).content.decode()


def test_the_folders_ties_are_loaded_once_and_what_was_taken_back_does_not_come_again(people, loaded):
    number = m.PartyTie.objects.count()
    assert number > 10
    tie = m.PartyTie.objects.get(code="russia_supports_government")
    assert (tie.party.code, tie.other.code, tie.valid_from) == ("russia", "syrian_government", "2015-09-30")
    assert "S/2015/792" in tie.source
    actions.undo(people["researcher"], tie, reason="to see")
    load_conflict_into_register("syria", actor="operator")
    assert m.PartyTie.objects.count() == number
    assert tie.code not in {one.code for one in standing_ties()}
    assert party("hezbollah").name_ar == "حزب الله اللبناني"


def test_backed_by_resolves_on_the_day(people, loaded):
    ties = [to_tie(row) for row in standing_ties()]
    in_july, later = (backing("syrian_government", "sdf_ypg", day, ties=ties) for day in ("2015-07-10", "2016-08-20"))
    assert (in_july.standing, later.standing) == ("certain", "")
    row = m.PartyTie.objects.get(pk=int(in_july.over[0].id[3:]))
    assert (row.code, row.place) == ("ypg_beside_government_hasakah_2015", "al_hasakah")


def test_the_page_on_a_day_tells_who_stood_with_it_and_why(client, loaded):
    shown = page_of(client, "syrian_government", day="2015-07-10")
    assert "Who stood with it: 10 July 2015" in shown
    assert "Syrian Democratic Forces / YPG" in shown.split('id="ties"')[0]
    assert "Russian forces" not in shown.split('id="timeline"')[0]
    assert "Russian forces" in page_of(client, "syrian_government", day="2016").split('id="timeline"')[0]
    assert shown.count("<svg") == 2
    wrong = page_of(client, "syrian_government", day="last week")
    assert "This is no date of the form" in wrong
    assert "Who stood with it at any time" in wrong


def test_a_name_by_date_stands_on_the_page_of_the_party_that_it_meant(client, loaded):
    assert "الجيش الوطني" in page_of(client, "national_defence_forces")
    assert "2017" in page_of(client, "syrian_national_army")


def test_a_tie_is_added_shown_and_taken_back(client, people):
    one, other = party("syrian_government"), party("us_coalition")
    told = {"kind": "supports", "other": other.code, "certainty": "alleged", "source": "a report", "valid_from": "2013"}
    said = client.post(reverse("add_tie", args=[one.ref]), told, follow=True).content.decode()
    assert "It is written down." in said
    tie = m.PartyTie.objects.get()
    assert (tie.party, tie.other, tie.added_by, tie.code) == (one, other, "researcher-1", "")
    assert "alleged" in page_of(client, other.code)
    said = client.post(reverse("undo_tie", args=[tie.ref]), {"reason": "A mistake."}, follow=True).content.decode()
    assert "A mistake." in said
    assert "Nothing is known. That is not the same as nobody." in said
    with pytest.raises(InvalidRecord, match="undone_already"):
        actions.undo(people["researcher"], tie, reason="again")
    events = list(m.JournalEntry.objects.filter(subject=one.ref).values_list("event", flat=True))
    assert events == ["party_tie_added", "party_tie_undone"]


@pytest.mark.parametrize(
    ("told", "period", "code"),
    [
        ({"kind": "likes"}, {}, "kind"),
        ({"other": "syrian_government"}, {}, "tie_to_itself"),
        ({"place": "nowhere"}, {}, "unknown_place"),
        ({}, {"source": " "}, "source_missing"),
        ({}, {"certainty": "sure"}, "unknown_certainty"),
        ({}, {"valid_from": "once"}, "date_invalid"),
    ],
)
def test_what_cannot_be_is_refused(people, told, period, code):
    asked = {"kind": "supports", "other": "us_coalition", "place": ""} | told
    given = {name: getattr(PERIOD, name) for name in PERIOD.__slots__} | period
    other = party(asked.pop("other"))
    with pytest.raises(InvalidRecord, match=code):
        actions.add_tie(
            people["researcher"], party("syrian_government"), other, **asked, period=actions.Period(**given)
        )
    assert not m.PartyTie.objects.exists()


def test_commanders_are_for_those_who_see_reports(client, people):
    one = party("syrian_government")
    told = {"name_ar": "فلان", "post_ar": "قائد لواء", "certainty": "likely", "source": "a defector"}
    client.post(reverse("add_commander", args=[one.ref]), told)
    assert "فلان" in page_of(client, one.code)
    auditor = Client()
    auditor.force_login(people["auditor"])
    assert "فلان" not in page_of(auditor, one.code)
    row = m.Commander.objects.get()
    client.post(reverse("undo_commander", args=[row.ref]), {"reason": "another man"})
    row.refresh_from_db()
    assert row.undone_why == "another man"
    with pytest.raises(InvalidRecord, match="name_missing"):
        actions.add_commander(people["researcher"], one, actions.Post(post_en="x"), period=PERIOD)
    with pytest.raises(NotFound):
        actions.add_commander(people["analyst"], one, actions.Post(name_en="x"), period=PERIOD)


def test_the_timeline_tells_certain_from_possible_and_open_ends(people):
    one, other = party("syrian_government"), party("us_coalition")
    told = {"source": "s", "certainty": "likely"}
    add = lambda **period: actions.add_tie(  # noqa: E731
        people["researcher"], one, other, kind="supports", period=actions.Period(**told, **period)
    )
    rows = [add(valid_from="2014", valid_to="2016"), add(valid_from="2015-01-01"), add()]
    drawing = draw_timeline(one, rows)
    assert drawing is not None
    first, second, third = drawing.bars
    assert first.x < first.sure_x < first.sure_x + first.sure_width < first.end
    assert [bar.is_open for bar in drawing.bars] == [False, True, True]
    assert second.x == second.sure_x
    assert third.x == drawing.labels
    assert draw_timeline(one, [rows[2]]) is None
    assert [bar.relation for bar in draw_timeline(other, rows[:1]).bars] == ["supports_by"]  # type: ignore[union-attr]


def test_the_tree_stands_whole_above_part(people, loaded):
    page = party_page(people["researcher"], party("syrian_national_army"), day="2020-01-01")
    assert page.tree is not None
    level = {node.party.code: node.y for node in page.tree.nodes}
    assert level["opposition"] < level["syrian_national_army"] < level["national_front_for_liberation"]
    assert {(upper.party.code, lower.party.code) for upper, lower in page.tree.lines} >= {
        ("opposition", "syrian_national_army"),
        ("syrian_national_army", "national_front_for_liberation"),
    }
    before = party_page(people["researcher"], party("syrian_national_army"), day="2016-01-01")
    assert before.tree is None


def test_every_code_of_ties_has_words():
    assert set(RELATIONS) == set(wording.RELATIONS)
    assert set(wording.TIE_SIDES) == {*KINDS, *(f"{kind}_by" for kind in KINDS if kind != "fights_beside")}


def test_a_claim_that_names_two_parties_shows_what_is_known_of_them_on_its_day(client, people, receive_text):
    text = "Regime forces backed by US-led coalition shelled Manbij on 10 September 2015, and four civilians died.\n"
    report = receive_text(text, source="Reporter 7")
    claim = report.claims.earliest("pk")
    body = dict(claim.body)
    assert body["when"]["edtf"] == "2015-09-10"
    start = text.index("US-led coalition")
    backer = {"start": start, "end": start + 16, "text": "US-led coalition", "party": "us_coalition"}
    regime = {"start": 0, "end": 13, "text": "Regime forces", "party": "syrian_government"}
    mend_claim(people["researcher"], claim, body=body | {"perpetrators": [regime, backer]}, reason="Both are named.")
    shown = client.get(reverse("report", args=[report.ref])).content.decode()
    assert "known of them:" not in shown
    period = actions.Period(source="a report", certainty="alleged", valid_from="2015-09-01", valid_to="2015-09-30")
    one, other = party("us_coalition"), party("syrian_government")
    tie = actions.add_tie(people["researcher"], one, other, kind="supports", period=period)
    shown = client.get(reverse("report", args=[report.ref])).content.decode()
    assert "known of them:" in shown
    assert "(alleged) · on that day" in shown
    actions.undo(people["researcher"], tie, reason="It was not so.")
    assert "known of them:" not in client.get(reverse("report", args=[report.ref])).content.decode()
