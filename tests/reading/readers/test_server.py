"""A model behind a server: what it copies is taken, what it invents is refused, and what it does badly does no harm."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from model_server import Handler, Model, completion, row

from tawthiq.core.claims import check_claim, from_json, to_json
from tawthiq.errors import InvalidRecord, Unreachable, Unreadable
from tawthiq.reading.reader import Document, Reading
from tawthiq.reading.readers.asking import Bounds, parse_address
from tawthiq.reading.readers.server import CLAIM_SCHEMA, SCHEMA, ServerReader, claims_in, point

TEXT = (
    "Two helicopters of the regime dropped more than ten barrel bombs on Douma yesterday evening. "
    "Four women and a medic were killed, said Samer Khalil, an activist. Nobody in Harasta was hurt."
)
QUOTE = "Two helicopters of the regime dropped more than ten barrel bombs on Douma yesterday evening."
GOOD = row(
    quote=QUOTE,
    places=[{"words": "Douma", "role": "scene"}],
    when="yesterday evening",
    perpetrators=["the regime"],
    counts={"munitions": "more than ten barrel bombs", "killed": "Four women"},
    target="Four women",
    people=[{"words": "Samer Khalil", "status": "source"}],
    attribution=[{"words": "Samer Khalil", "kind": "activist", "stance": "asserts"}],
)
FAST = Bounds(whole_s=1.0, most_bytes=50_000, repeats=2, pause_s=0.01)


def read(model: Model, text: str = TEXT, *, bounds: Bounds = FAST, **more: Any) -> Reading:
    reader = ServerReader(model.url, model="tiny", bounds=bounds, **more)
    return reader.read_checked(Document(text, "en", "2015-07-01"))


def answers(model: Model, *rows: Any) -> None:
    model.answer = lambda handler, _body: handler.send(200, completion(list(rows)))


def test_what_the_model_copies_becomes_a_claim_and_the_words_say_what_it_means(model: Model) -> None:
    answers(model, GOOD)
    reading = read(model, TEXT)
    (claim,) = reading.claims
    check_claim(claim, text=TEXT)
    assert [(place.place, place.text) for place in claim.places] == [("douma", "Douma")]
    assert claim.when is not None
    assert claim.when.edtf == "2015-06-30"
    assert [party.party for party in claim.perpetrators] == ["syrian_government"]
    assert (claim.counts["munitions"].min, claim.counts["munitions"].max) == (11, None)
    assert (claim.counts["killed"].min, claim.counts["killed"].max) == (4, 4)
    assert claim.target is not None
    assert claim.target.target_class == "unknown"  # women are not called civilians by the words
    assert (claim.reader, claim.version) == ("server", "tiny/1")
    assert from_json(to_json(claim)) == claim
    assert (reading.refused, reading.grounded_rate) == ([], 1.0)


def test_the_question_carries_the_schema_the_words_and_no_wish_for_chance(model: Model) -> None:
    answers(model)
    read(model, token="s3cret")
    (asked,) = model.asked
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"], asked["stream"]) == ("tiny", 0, False)
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert asked["response_format"]["json_schema"]["schema"] == json.loads(json.dumps(SCHEMA))
    assert asked["messages"][-1] == {"role": "user", "content": TEXT}
    assert model.headers[0]["Authorization"] == "Bearer s3cret"


def test_the_schema_closes_every_object_and_asks_for_every_key() -> None:
    assert CLAIM_SCHEMA["additionalProperties"] is False
    assert set(CLAIM_SCHEMA["required"]) == set(GOOD)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Two helicopters of the regime dropped ten bombs on Douma"}, "quote is not in the text"),
        ({"quote": QUOTE.upper()}, "quote is not in the text"),
        ({"quote": "  "}, "no quote"),
        ({"perpetrators": ["Russia"]}, "not in the text: 'Russia'"),
        ({"places": [{"words": "Aleppo", "role": "scene"}]}, "not in the text: 'Aleppo'"),
        ({"places": [{"words": "Douma", "role": "near"}]}, "'near' is not one of"),
        ({"when": "2015-06-30"}, "not in the text"),
        ({"counts": {"killed": "40"}}, "not in the text: '40'"),
        ({"counts": {"orphaned": "Four"}}, "'orphaned' is not one of"),
        ({"target": "four civilians"}, "not in the text"),
        ({"people": [{"words": "Samir Khalil", "status": "killed"}]}, "not in the text"),
        ({"attribution": [{"words": "Samer", "kind": "rumour", "stance": "asserts"}]}, "'rumour' is not one of"),
        ({"kind": "massacre"}, "'massacre' is not one of"),
        ({"kind": ["airstrike"]}, "is not one of"),
        ({"status": "certain"}, "'certain' is not one of"),
        ({"perpetrators": "the regime"}, "no list"),
        ({"perpetrators": ["Douma"] * 51}, "no list of at most 50"),
        ({"perpetrators": [7]}, "another shape"),
        ({"counts": []}, "another shape"),
    ],
)
def test_a_claim_with_a_word_that_is_not_there_is_refused_and_counted(
    model: Model, change: dict[str, Any], reason: str
) -> None:
    answers(model, GOOD, row(**(GOOD | change)))
    reading = read(model)
    assert len(reading.claims) == 1
    (refused,) = reading.refused
    assert reason in refused.reason
    assert refused.reader == "server"
    assert reading.grounded_rate == 0.5


@pytest.mark.parametrize("odd", [None, "IS bombed it", 7, [], {}, {"quote": QUOTE}, {"quote": 7}, {"quote": "\ud800"}])
def test_a_row_of_any_other_shape_is_refused(model: Model, odd: Any) -> None:
    answers(model, odd, GOOD)
    reading = read(model)
    assert len(reading.claims) == len(reading.refused) == 1
    reading.refused[0].words.encode("utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"<html>busy</html>",
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": null}}]}',
        b"[" * 100_0,
        b"1" * 5_000,
        completion("here are your claims: none"),
        completion('{"claims": "none"}'),
        completion('{"claims": {"kind": "airstrike"}}'),
        completion(json.dumps({"claims": [GOOD]})[:-40]),
        completion([GOOD], finish="length"),
        completion([GOOD["kind"]] * 201),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_refused_whole(model: Model, content: bytes) -> None:
    model.answer = lambda handler, _body: handler.send(200, content)
    reading = read(model)
    assert reading.claims == []
    assert [refused.reader for refused in reading.refused] == ["server"]
    assert "answer" in reading.refused[0].reason
    with pytest.raises(Unreadable):
        claims_in(content)


def test_a_busy_server_is_asked_again_and_not_for_ever(model: Model) -> None:
    def busy_once(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(503 if len(model.asked) == 1 else 200, completion([GOOD]))

    model.answer = busy_once
    assert len(read(model).claims) == 1
    assert len(model.asked) == 2
    model.answer = lambda handler, _body: handler.send(500, b"")
    with pytest.raises(Unreachable, match="answered 500"):
        read(model)
    assert len(model.asked) == 2 + 1 + FAST.repeats


@pytest.mark.parametrize("code", [400, 401, 404, 301, 307])
def test_a_refusal_is_not_repeated_and_no_redirect_is_followed(model: Model, code: int) -> None:
    model.answer = lambda handler, _body: handler.send(code, b"", Location="http://127.0.0.1:9/v1")
    with pytest.raises(Unreachable, match=f"answered {code}"):
        read(model)
    assert len(model.asked) == 1


def test_an_answer_without_an_end_is_cut_at_its_bound(model: Model) -> None:
    def endless(handler: Handler, body: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b" " * 10_000)

    model.answer = endless
    with pytest.raises(Unreachable, match="larger than 50000 bytes"):
        read(model)


@pytest.mark.parametrize("at", ["before", "head", "body"])
def test_a_server_that_dawdles_is_cut_off_in_time(model: Model, at: str) -> None:
    def dawdle(handler: Handler, body: dict[str, Any]) -> None:
        if at == "body":
            handler.send_response(200)
            handler.end_headers()
        elif at == "head":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(60):
            time.sleep(0.1)
            if at != "before":
                handler.wfile.write(b"x" if at == "body" else f"X-{number}: y\r\n".encode())
                handler.wfile.flush()

    model.answer = dawdle
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"no whole answer in 1 seconds"):
        read(model, bounds=Bounds(whole_s=1.0, repeats=2, pause_s=0.01))
    assert time.monotonic() - began < 5
    assert len(model.asked) == 1


def test_an_answer_that_breaks_off_is_no_answer(model: Model) -> None:
    model.answer = lambda handler, _body: handler.send(200, completion([GOOD])[:100], length=5_000)
    with pytest.raises(Unreachable, match=r"breaks off|no answer"):
        read(model)
    model.answer = lambda handler, _body: handler.connection.close()
    with pytest.raises(Unreachable):
        read(model)


def test_nobody_listening_is_said(model: Model) -> None:
    reader = ServerReader("http://127.0.0.1:1/v1", model="tiny", bounds=FAST)
    with pytest.raises(Unreachable, match="no answer"):
        reader.read(Document(TEXT, "en"))


def test_a_long_report_is_asked_about_in_parts_and_quotes_stay_in_theirs(model: Model) -> None:
    text = "\n".join([*("The market of the town was open as on other days of that summer." for _ in range(150)), TEXT])

    def copy(handler: Handler, body: dict[str, Any]) -> None:
        handler.send(200, completion([GOOD] if QUOTE in body["messages"][-1]["content"] else []))

    model.answer = copy
    reading = read(model, text)
    sent = [asked["messages"][-1]["content"] for asked in model.asked]
    assert len(sent) == 2
    assert max(len(part) for part in sent) < 6_100
    assert all(part in text for part in sent)
    (claim,) = reading.claims
    assert claim.quote.start == text.index(QUOTE)
    check_claim(claim, text=text)


def test_what_is_not_the_report_is_not_sent(model: Model) -> None:
    answers(model)
    read(model, f"{TEXT}\nAbout the author\nThe author works in an office by the sea and writes on Sundays.")
    assert "by the sea" not in json.dumps(model.asked)
    assert read(model, "").claims == []
    assert len(model.asked) == 1


def test_the_words_nearest_to_the_quote_are_taken_and_whole_words_first() -> None:
    text = "This was Idlib. IS held Idlib; Idlib fell."
    quote = "IS held Idlib"
    found = point(
        row(quote=quote, perpetrators=["IS"], places=[{"words": "Idlib", "role": "scene"}]),
        text=text,
        within=(0, len(text)),
    )
    assert found.perpetrators == [(16, 18)]
    assert found.places == [((24, 29), "scene")]


@pytest.mark.parametrize(
    ("url", "hosts", "said"),
    [
        ("http://models.example.org/v1", (), "reports are not sent to models.example.org"),
        ("https://192.0.2.7/v1", ("models.example.org",), "reports are not sent to 192.0.2.7"),
        ("http://localhost.example.org/v1", (), "not sent"),
        ("http://127.0.0.1.example.org/v1", (), "not sent"),
        ("http://127.0.0.1@example.org/v1", (), "is not the address"),
        ("ftp://127.0.0.1/v1", (), "is not the address"),
        ("127.0.0.1:8080", (), "is not the address"),
        ("http://127.0.0.1:port/v1", (), "the address of a server"),
        ("", (), "is not the address"),
    ],
)
def test_a_report_goes_only_where_the_operator_said(url: str, hosts: tuple[str, ...], said: str) -> None:
    with pytest.raises(InvalidRecord, match=said):
        parse_address(url, allowed_hosts=hosts)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://127.0.0.1:8080/v1/", ()),
        ("http://[::1]:8080/v1", ()),
        ("http://localhost/v1", ()),
        ("https://Models.example.org/v1", ("models.example.ORG",)),
    ],
)
def test_this_machine_and_named_hosts_may_be_asked(url: str, hosts: tuple[str, ...]) -> None:
    assert parse_address(url, allowed_hosts=hosts).path == "/v1"


def test_the_name_of_this_machine_is_this_machine(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a proxy in the environment nor a name server takes part."""
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    answers(model, GOOD)
    model.url = model.url.replace("127.0.0.1", "localhost")
    assert len(read(model).claims) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from([QUOTE, "Douma", "the regime"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner, max_size=6),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    rows=st.lists(
        JSON | st.builds(lambda change: GOOD | change, st.dictionaries(st.sampled_from(sorted(GOOD)), JSON)), max_size=4
    )
)
def test_whatever_a_model_answers_only_words_of_the_text_come_through(model: Model, rows: list[Any]) -> None:
    answers(model, *rows)
    reading = read(model)
    for claim in reading.claims:
        check_claim(claim, text=TEXT)
    assert len(reading.claims) + len(reading.refused) <= len(rows)


def test_nothing_of_the_reader_names_an_address() -> None:
    """No server is asked unless somebody wrote its address down: there is none in the code."""
    folder = Path(__file__).parents[3] / "src/tawthiq/reading"
    for path in folder.rglob("*.py"):
        urls = [word for word in path.read_text(encoding="utf-8").split() if "://" in word and "127.0.0.1" not in word]
        assert not urls, f"{path.name}: {urls}"
