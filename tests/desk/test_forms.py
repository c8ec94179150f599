"""Forms give exactly what the register takes, and say what is wrong before it is asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.claims import KINDS, check_claim, from_json
from tawthiq.desk.forms.choices import category_choices, grade_choices, kind_choices, rejection_choices
from tawthiq.desk.forms.claims import ClaimForms
from tawthiq.desk.forms.incidents import FilterForm, value_form
from tawthiq.desk.forms.intake import UploadForm
from tawthiq.desk.forms.review import RejectForm
from tawthiq.desk.forms.spans import SpanForm
from tawthiq.errors import InvalidRecord

TEXT = "غارة 😀 على السوق قتلت خمسة مدنيين"


@given(start=st.integers(0, 40), end=st.integers(0, 40))
def test_a_span_is_the_words_between_two_code_points_or_refused(start, end):
    form = SpanForm({"start": str(start), "end": str(end)}, text=TEXT)
    if start < end <= len(TEXT):
        assert form.is_valid()
        assert form.span(anchor=0) == {"start": start, "end": end, "text": TEXT[start:end]}
    else:
        assert not form.is_valid()


def test_one_end_alone_is_no_span_and_none_stands_at_the_anchor():
    assert not SpanForm({"start": "3"}, text=TEXT).is_valid()
    form = SpanForm({}, text=TEXT)
    assert form.is_valid()
    assert form.span(anchor=7) == {"start": 7, "end": 7, "text": ""}


def management(*names: str) -> dict[str, str]:
    return {f"{name}-{key}": value for name in names for key, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}


def claim_data(**more: str) -> dict[str, str]:
    data = {"quote-start": "0", "quote-end": "6", "quote-kind": "airstrike", "quote-status": "asserted"}
    data |= {"quote-reason": "why", "target-target_class": "unknown"}
    data |= {f"{name}-counted": name for name in ("killed", "injured", "detained", "displaced", "munitions")}
    return data | management("places", "perpetrators", "people", "attribution") | more


@pytest.mark.django_db
def test_an_almost_empty_form_is_a_claim_that_invents_nothing():
    forms = ClaimForms(claim_data(), text=TEXT)
    assert forms.is_valid()
    body = forms.body()
    claim = from_json(body)
    check_claim(claim, text=TEXT)
    assert body["when"] is None
    assert body["target"] is None
    assert set(body["counts"].values()) == {None}
    assert body["places"] == body["perpetrators"] == body["people"] == body["attribution"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"quote-start": ""},
        {"quote-end": "900"},
        {"quote-kind": "nonsense"},
        {"quote-reason": " "},
        {"killed-min": "9", "killed-max": "5"},
        {"killed-min": "-1"},
        {"when-edtf": "yesterday"},
        {"places-0-place": "Atlantis"},
        {"perpetrators-0-party": "martians"},
    ],
)
def test_a_claim_form_refuses(wrong):
    data = {key: value for key, value in claim_data(**wrong).items() if value != ""}
    assert not ClaimForms(data, text=TEXT).is_valid()


@pytest.mark.django_db
def test_a_count_without_an_upper_end_stays_open():
    forms = ClaimForms(claim_data(**{"killed-min": "11", "killed-start": "22", "killed-end": "27"}), text=TEXT)
    assert forms.is_valid()
    killed = forms.body()["counts"]["killed"]
    assert (killed["min"], killed["max"], killed["text"]) == (11, None, TEXT[22:27])


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_selects_speak_the_readers_language(lang):
    with override(lang):
        offered = [kind_choices(), grade_choices(), category_choices(), rejection_choices()]
    assert [code for code, _name in offered[0]] == list(KINDS)
    assert "beyond_reasonable_doubt" not in dict(offered[1])
    for choices in offered:
        names = " ".join(name for _code, name in choices)
        assert any("\u0621" <= letter <= "\u064a" for letter in names) == (lang == "ar")


def test_other_asks_for_words():
    assert not RejectForm({"why": "other"}).is_valid()
    form = RejectForm({"why": "other", "note": "seen twice"})
    assert form.is_valid()
    assert form.reason == "other: seen twice"
    plain = RejectForm({"why": "misread"})
    assert plain.is_valid()
    assert plain.reason == "misread"


@pytest.mark.django_db
def test_a_filter_of_nothing_narrows_nothing_and_a_wrong_month_is_no_filter():
    assert FilterForm({}).is_valid()
    assert not FilterForm({"month": "July"}).is_valid()


def test_a_field_that_no_incident_has_is_refused():
    with pytest.raises(InvalidRecord):
        value_form("colour")


def test_an_upload_needs_something_and_a_date_that_can_be():
    assert not UploadForm({"source_kind": "activist"}).is_valid()
    assert not UploadForm({"source_kind": "activist", "text": "x", "published": "July"}).is_valid()
    form = UploadForm({"source_kind": "activist", "text": "a\r\nb "})
    assert form.is_valid()
    assert [(stream.read(), channel) for stream, _name, channel in form.streams()] == [(b"a\nb ", "pasted")]


def test_all_of_several_files_are_taken():
    files = MultiValueDict({"uploads": [SimpleUploadedFile("أ.txt", b"1"), SimpleUploadedFile("b.txt", b"2")]})
    form = UploadForm({"source_kind": "activist"}, files)
    assert form.is_valid()
    assert [(name, channel) for _stream, name, channel in form.streams()] == [("أ.txt", "upload"), ("b.txt", "upload")]
