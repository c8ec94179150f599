"""Places at the desk: added, mended, named, learnt from decisions and taken back, beside what gazetteers say."""

import copy
import json
import sys
from pathlib import Path

import pytest
from django.conf import settings as desk_settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tawthiq.core import place_ranking
from tawthiq.desk import models as m
from tawthiq.desk import wording
from tawthiq.desk.actions import places as actions
from tawthiq.desk.actions.gazetteers import import_gazetteer
from tawthiq.desk.actions.learning import is_name
from tawthiq.desk.actions.reading import workspace_reader
from tawthiq.desk.actions.review import accept_claim, add_claim, mend_claim
from tawthiq.desk.queries.gazetteer import find_place
from tawthiq.desk.queries.gazetteers import _unit_around, differing_places, entries_for, index_of
from tawthiq.desk.queries.own_places import own_places
from tawthiq.desk.queries.vouching import Notes, check_records
from tawthiq.desk.templatetags.places import place_source
from tawthiq.errors import InvalidRecord, NotFound
from tawthiq.reading.reader import Document
from tawthiq.store.gazetteer_files import find_sources

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))  # the invented gazetteers stand beside the tests there

import gazetteer_specimens as made

pytestmark = pytest.mark.django_db

TOLD = actions.Described(
    kind="neighbourhood",
    name_en="Hayy al-Zaynat",
    name_ar="حي الزينات",
    lat=36.5,
    lon=37.9,
    radius_m=400,
    source="our reporter",
)
REPORT = "Regime warplanes bombed Menbizh on Friday, and nine civilians were killed.\n"


@pytest.fixture(autouse=True)
def clean_gazetteers() -> None:
    for file in desk_settings.WORKSPACE.gazetteers.glob("*"):
        file.unlink()


@pytest.fixture
def client(people) -> Client:
    browser = Client()
    browser.force_login(people["researcher"])
    return browser


def imported(folder: Path, **told: object) -> m.Gazetteer:
    (source,) = find_sources(made.write_geonames(folder, **told))  # type: ignore[arg-type]
    return import_gazetteer(source, name="zaynland", actor="operator").gazetteer


def body_of(client: Client, place: m.Place) -> str:
    return client.get(reverse("place", args=[place.ref])).content.decode()


def places_read(text: str, lang: str = "en") -> list[str | None]:
    claims = workspace_reader().read(Document(text=text, lang=lang, published="2015-09-12"))
    return [place.place for claim in claims for place in claim.places]


def test_an_added_place_is_read_from_the_next_report_on_in_both_languages(people):
    parent = m.Place.objects.get(code="manbij")
    place = actions.add_place(people["researcher"], actions.Described(**{**vars_of(TOLD), "parent": parent}))
    assert place.code == "own.hayy-al-zaynat"
    assert place.code in places_read(
        "Regime warplanes bombed Hayy al-Zaynat in Manbij, and nine civilians were killed.\n"
    )
    assert place.code in places_read("قصف طيران النظام حي الزينات في مدينة منبج وقتل تسعة مدنيين.\n", "ar")
    again = actions.add_place(people["researcher"], TOLD)
    assert again.code == "own.hayy-al-zaynat.2"
    assert m.JournalEntry.objects.filter(event="place_added").count() == 2
    assert m.Rereading.objects.exists()


def vars_of(told: actions.Described) -> dict:
    return {name: getattr(told, name) for name in told.__slots__}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"name_ar": " "}, "name_missing"),
        ({"source": ""}, "source_missing"),
        ({"kind": "planet"}, "value_invalid"),
        ({"lat": None}, "point_in_part"),
        ({"lat": 95.0}, "value_invalid"),
        ({"radius_m": 0}, "value_invalid"),
        ({"valid_from": "yesterday"}, "date_invalid"),
        ({"valid_to": "2014/2015"}, "date_invalid"),
    ],
)
def test_what_cannot_be_is_refused(people, told, code):
    with pytest.raises(InvalidRecord, match=code):
        actions.add_place(people["researcher"], actions.Described(**{**vars_of(TOLD), **told}))
    assert not m.Place.objects.filter(code__startswith="own.").exists()


def test_a_place_cannot_lie_in_what_lies_in_it(people):
    outer, inner = m.Place.objects.get(code="manbij"), m.Place.objects.get(code="manbij.manbij_market")
    told = actions.Described(**{name: getattr(outer, name) for name in actions.EDITED} | {"parent": inner})
    with pytest.raises(InvalidRecord, match="place_in_itself"):
        actions.change_place(people["researcher"], outer, told, reason="to see")


def test_old_entries_of_a_place_stay_true_and_new_ones_cover_the_period(people):
    place = m.Place.objects.get(code="manbij")
    assert set(place.journal_state()) == set(m.Place.state_fields)
    told = actions.Described(**{name: getattr(place, name) for name in actions.EDITED} | {"valid_from": "1925"})
    actions.change_place(people["researcher"], place, told, reason="from the land register")
    place.refresh_from_db()
    assert place.journal_state()["valid_from"] == "1925"
    with pytest.raises(InvalidRecord, match="not_changed"):
        actions.change_place(people["researcher"], place, told, reason="again")
    with pytest.raises(InvalidRecord, match="reason_missing"):
        actions.change_place(people["researcher"], place, TOLD, reason=" ")


def test_who_mends_a_claim_teaches_the_spelling_and_it_can_be_taken_back(people, receive_text, client):
    report = receive_text(REPORT)
    claim = report.claims.get()
    start = REPORT.index("Menbizh")
    body = copy.deepcopy(claim.body)
    assert not any(place["place"] for place in body["places"])
    manbij = m.Place.objects.get(code="manbij")
    mention = {"start": start, "end": start + 7, "text": "Menbizh", "place": "manbij", "name": "Manbij"}
    mention |= {"lat": 36.2, "lon": 37.2, "radius_m": 4000, "role": "scene", "country": None, "candidates": []}
    mend_claim(people["researcher"], claim, body=body | {"places": [mention]}, reason="It is Manbij.")
    name = m.PlaceName.objects.get()
    assert (name.text, name.place, name.learnt_from, name.lang) == ("Menbizh", manbij, claim, "en")
    assert find_place("menbizh") == manbij
    assert "Menbizh" in body_of(client, manbij)
    assert "learnt" in body_of(client, manbij)
    reread = workspace_reader().read(
        Document(text="Three men were arrested in the town of Menbizh, Syria.\n", lang="en")
    )
    assert [place.place for one in reread for place in one.places if place.text == "Menbizh"] == ["manbij"]
    answer = client.post(reverse("undo_place_name", args=[name.ref]), {"reason": "Another Menbizh."}, follow=True)
    assert "taken back" in answer.content.decode()
    assert find_place("menbizh") is None
    with pytest.raises(InvalidRecord, match="undone_already"):
        actions.undo_name(people["researcher"], name, reason="again")
    assert {"place_name_added", "place_name_undone"} <= set(m.JournalEntry.objects.values_list("event", flat=True))


def test_what_the_machine_found_and_a_person_left_teaches_nothing(people, accepted, receive_text):
    assert not m.PlaceName.objects.exists()
    claim = accepted[0]
    mend_claim(people["researcher"], claim, body=claim.body, reason="Only the wording.")
    assert not m.PlaceName.objects.exists()
    report = receive_text(
        "The village was bombed by regime warplanes on Friday, and two men were killed.\n", source="R 3"
    )
    accept_claim(people["researcher"], report.claims.first())
    assert not m.PlaceName.objects.exists()


def test_a_claim_that_a_person_adds_teaches_too_and_bare_kinds_do_not(people, receive_text):
    report = receive_text("In Manbidsch and in the village two shops were looted by armed men.\n", source="R 4")
    start = report.text.index("Manbidsch")
    quote = {"start": 0, "end": 20, "text": report.text[:20]}
    mention = {"start": start, "end": start + 9, "text": "Manbidsch", "place": "manbij", "name": "Manbij"}
    rest = {"lat": None, "lon": None, "radius_m": None, "role": "scene", "country": None, "candidates": []}
    village = report.text.index("the village")
    bare = {"start": village, "end": village + 11, "text": "the village", "place": "manbij", "name": "Manbij"}
    body = {
        "kind": "property_seizure_destruction",
        "status": "asserted",
        "quote": quote,
        "when": None,
        "perpetrators": [],
    }
    body |= {"places": [mention | rest, bare | rest], "target": None, "counts": {}, "people": [], "attribution": []}
    add_claim(people["researcher"], report, body=body, reason="The machine missed it.")
    assert [name.text for name in m.PlaceName.objects.all()] == ["Manbidsch"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("Menbizh", True), ("القرية", False), ("the village", False), ("قرية الزينة", True), ("X", False), ("", False)],
)
def test_only_names_are_learnt(text, is_one):
    assert is_name(text) is is_one
    assert not is_name("a whole sentence that somebody marked by mistake")


def test_names_by_a_party_and_units_of_several_orders_stand_side_by_side(people, client):
    place = m.Place.objects.get(code="manbij")
    name = {"text": "Wilayat X", "lang": "en", "party": "islamic_state", "valid_from": "2014-06", "valid_to": "2016-08"}
    assert client.post(reverse("add_place_name", args=[place.ref]), name).status_code == 302
    for unit in (
        {"system": "pcodes", "name_en": "Menbij", "code": "SY0205", "source": "OCHA"},
        {"system": "party:islamic_state", "name_en": "Wilayat Halab", "source": "their maps", "valid_from": "2014"},
    ):
        assert client.post(reverse("add_place_unit", args=[place.ref]), unit).status_code == 302
    shown = body_of(client, place)
    for words in (
        "Wilayat X",
        "called so by",
        "OCHA p-codes",
        "SY0205",
        "by the order of: islamic state",
        "since 2014",
    ):
        assert words in shown
    client.post(reverse("add_place_name", args=[place.ref]), name)
    assert m.PlaceName.objects.count() == 1
    client.post(reverse("add_place_unit", args=[place.ref]), {"system": "nobody", "name_en": "x", "source": "y"})
    unit = m.PlaceUnit.objects.get(system="pcodes")
    client.post(reverse("undo_place_unit", args=[unit.ref]), {"reason": "an old code"})
    unit.refresh_from_db()
    assert unit.undone_why == "an old code"
    with pytest.raises(InvalidRecord, match="system"):
        actions.add_unit(people["researcher"], place, actions.Contained(system="party:x", name_en="a", source="b"))


def test_a_gazetteers_place_is_taken_up_and_local_edits_outlive_its_next_edition(people, client, tmp_path):
    gazetteer = imported(tmp_path / "a")
    listed = client.get(reverse("places"), {"text": "Tall Zaynab"}).content.decode()
    assert "Take it up" in listed
    assert "written so" in listed
    client.post(reverse("take_up_place"), {"row": "gn:2"})
    place = m.Place.objects.get(code="gn:2")
    assert (place.name_en, place.name_ar) == ("Tall Zaynab", "تل زينب")
    told = actions.Described(**{name: getattr(place, name) for name in actions.EDITED} | {"name_en": "Tell Zeinab"})
    actions.change_place(people["researcher"], place, told, reason="house spelling")
    moved = [(*row[:3], 35.6, *row[4:]) if row[0] == 2 else row for row in made.PLACES]
    gazetteer = imported(tmp_path / "b", places=moved)
    place.refresh_from_db()
    assert (place.name_en, place.lat) == ("Tell Zeinab", 35.1)
    (entry,) = differing_places(gazetteer)
    assert {one.field for one in entry.differing} == {"name_en", "point"}
    assert "says otherwise" in body_of(client, place)
    address = reverse("take_over", args=[place.ref, gazetteer.ref, "point"])
    client.post(address, {"reason": " "})
    place.refresh_from_db()
    assert place.lat == 35.1
    client.post(address, {"reason": "surveyed anew"})
    place.refresh_from_db()
    assert (place.name_en, place.lat) == ("Tell Zeinab", 35.6)
    with pytest.raises(InvalidRecord, match="not_in_gazetteer"):
        actions.take_over(people["researcher"], place, gazetteer, field="note", reason="x")
    assert gazetteer.changed == 1


def test_the_same_place_is_found_in_gazetteers_of_other_ids(people, tmp_path):
    place = m.Place.objects.create(
        code="castle",
        kind="town",
        name_en="Qasr Zayn",
        name_ar="قصر زين",
        lat=35.001,
        lon=38.001,
        radius_m=900,
        source="t",
    )
    gazetteer = imported(tmp_path / "a")
    (entry,) = entries_for(place)
    assert (entry.row.ref, entry.row.within, entry.is_own) == ("gn:1", ("Middleland", "Northland"), False)
    assert gazetteer.index in {file.name for file in own_places().files}
    (source,) = find_sources(made.write_units_csv(tmp_path / "units.csv"))
    import_gazetteer(source, actor="operator")
    around = next(one for one in entries_for(place) if one.is_around)
    assert (around.row.ref, around.row.within) == ("ocha:SY9901", ("Northland",))
    index = index_of(around.gazetteer)
    assert index is not None
    found = _unit_around(index, ("Middleland (the old town)", "Northland (Shimal)"))
    assert found is not None
    assert found.ref == "ocha:SY9901"
    assert _unit_around(index, ("Middleland", "Elsewhere")) is None
    far = m.Place.objects.create(
        code="far", kind="town", name_en="Qasr Zayn", name_ar="قصر زين", lat=30.0, lon=38.0, radius_m=900, source="t"
    )
    assert entries_for(far) == []


def test_everything_is_vouched_for_by_the_journal(people, client, tmp_path):
    imported(tmp_path / "a")
    place = actions.add_place(people["researcher"], TOLD)
    actions.add_name(people["researcher"], place, actions.Called(text="Zaynat Quarter", lang="en"))
    notes = Notes()
    for entry in m.JournalEntry.objects.order_by("seq"):
        notes.take(json.loads(entry.body))
    kinds = [m.Gazetteer, m.PlaceName, m.PlaceUnit]
    assert [one for one in check_records(notes, kinds=kinds) if not isinstance(one, int)] == []


def test_every_reason_of_the_resolver_has_words():
    codes = {name for name in place_ranking.WEIGHTS if not name.startswith("nothing")}
    codes = {{"population": "people", "unit": "kind", "name_unlike": "name_sound"}.get(code, code) for code in codes}
    codes -= {"within_nearest", "near_region", "name_skeleton_less"}
    assert codes | {"way", "around"} == set(wording.PLACE_REASONS)


def test_pages_answer_who_may_see_them_and_nobody_else(people, client):
    place = m.Place.objects.get(code="manbij")
    names = (("places", []), ("place", [place.ref]), ("new_place", []), ("edit_place", [place.ref]))
    for name, arguments in names:
        assert client.get(reverse(name, args=arguments)).status_code == 200
    outsider = Client()
    outsider.force_login(people["administrator"])
    for name, arguments in names:
        assert outsider.get(reverse(name, args=arguments)).status_code == 404
    reader = Client()
    reader.force_login(people["analyst"])
    assert reader.get(reverse("place", args=[place.ref])).status_code == 200
    assert reader.get(reverse("edit_place", args=[place.ref])).status_code == 404
    assert reader.post(reverse("add_place_name", args=[place.ref]), {"text": "Zzz", "lang": "en"}).status_code == 404
    assert client.get(reverse("place", args=["PL-999999"])).status_code == 404
    with pytest.raises(NotFound):
        actions.add_place(people["analyst"], TOLD)


def test_the_form_adds_and_changes_and_says_what_is_wrong(people, client):
    given = {name: getattr(TOLD, name) for name in ("kind", "name_en", "name_ar", "lat", "lon", "radius_m", "source")}
    made_one = client.post(reverse("new_place"), given | {"parent": "manbij"}, follow=True).content.decode()
    assert "The place is added." in made_one
    place = m.Place.objects.get(code__startswith="own.")
    assert place.parent is not None
    assert "<svg" in made_one
    wrong = client.post(reverse("new_place"), given | {"parent": "nowhere"}).content.decode()
    assert "The gazetteer knows no such place." in wrong
    edited = client.post(
        reverse("edit_place", args=[place.ref]), given | {"lat": 36.6, "reason": "measured"}, follow=True
    )
    assert "The place is changed." in edited.content.decode()
    place.refresh_from_db()
    assert (place.lat, place.parent) == (36.6, None)


def test_the_list_costs_the_same_for_many_places_as_for_few(client, django_assert_max_num_queries, people):
    with django_assert_max_num_queries(12):
        client.get(reverse("places"))
    for number in range(20):
        m.Place.objects.create(code=f"p{number}", kind="village", name_en=f"P {number}", name_ar="ق", source="t")
    with django_assert_max_num_queries(12):
        client.get(reverse("places"))


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("No point known to this project; the name stands for itself", "لا يعرف هذا المشروع نقطة له"),
        ("Computed by this project: 45 km north of a city", "حسبه هذا المشروع"),
        ("GeoNames (CC BY 4.0)", "GeoNames (CC BY 4.0)"),
    ],
)
def test_where_a_place_is_known_from_is_said_in_arabic(source: str, shown: str) -> None:
    with translation.override("ar"):
        assert place_source(source).startswith(shown)
    with translation.override("en"):
        assert place_source(source) == source
