"""A comment is sealed before it rests, only the desk opens it, and nothing else of it is anywhere."""

import json
import re
from pathlib import Path

import pyrage
import pytest
from conftest import OpenSite, Site

from tawthiq.public.gate import WORK_BITS, is_done
from tawthiq.store.answers import Said, new_codename, reply_key, seal_answer

PATH = "/en/articles/half-a-year/"
CODENAME = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")
FIELDS = {"name": "Reader", "email": "reader@mail.example", "text": "The second strike was later. كان القصف لاحقاً"}


def sealed_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.age"))


@pytest.fixture
def fresh(open_site: OpenSite) -> Site:
    return open_site()


def test_comment_is_sealed_and_only_its_recipient_opens_it(fresh: Site, identity: pyrage.x25519.Identity):
    answer = fresh.post(PATH, FIELDS)
    assert answer.status == 200
    assert "no-store" in fresh.post(f"/en/{'write'}/", FIELDS | {"text": ""}).headers["cache-control"]
    (codename,) = CODENAME.findall(answer.text)
    (sealed,) = sealed_in(fresh.drop)
    content = sealed.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    plain = pyrage.decrypt(content, [identity])
    assert len(plain) % 1024 == 0
    opened = json.loads(plain)
    assert opened.pop("received_on")[:2] == "20"
    assert opened.pop("reply") == reply_key(codename)
    assert codename.replace(" ", "") not in plain.decode()
    assert opened == {"format": 2, "about": "half-a-year", "kind": "comment", "lang": "en", **FIELDS}
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    assert (sealed.stat().st_mode & 0o777) == 0o600


def test_nothing_of_a_comment_is_anywhere_else(fresh: Site):
    fresh.post(PATH, FIELDS)
    for path in ("/en/", PATH, "/en/write/", "/en/answer/", "/ar/articles/half-a-year/"):
        assert "reader@mail.example" not in fresh.get(path).text
    held = [path for folder in (fresh.drop, fresh.releases) for path in folder.rglob("*") if path.is_file()]
    for path in held:
        content = path.read_bytes()
        assert b"reader@mail.example" not in content
        assert b"203.0.113.77" not in content
        assert "reader" not in path.name
    errors = fresh.close()
    assert "reader@mail.example" not in errors
    assert "203.0.113.77" not in errors


def test_a_second_comment_is_a_second_file_padded_alike(fresh: Site, identity: pyrage.x25519.Identity):
    fresh.post(PATH, FIELDS)
    fresh.post(PATH, FIELDS | {"text": "x"})
    found = sealed_in(fresh.drop)
    assert len(found) == 2
    assert {len(pyrage.decrypt(path.read_bytes(), [identity])) for path in found} == {1024}


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_ORIGIN": "http://localhost.evil.example"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_SEC_FETCH_SITE": "none"},
    ],
)
def test_a_form_from_elsewhere_is_refused(fresh: Site, headers: dict[str, str]):
    assert fresh.post(PATH, FIELDS, **headers).status == 403
    assert sealed_in(fresh.drop) == []


def test_a_form_without_any_sign_of_origin_is_refused(fresh: Site):
    environ = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert fresh.ask(PATH, method="POST", body=b"text=x", environ=environ).status == 403
    environ["HTTP_SEC_FETCH_SITE"] = "same-origin"
    assert fresh.ask(PATH, method="POST", body=b"text=x", environ=environ).status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * 5001},
        {"text": "x", "name": "n" * 101},
        {"text": "x", "email": "not an address"},
        {"text": "x\0y"},
    ],
)
def test_what_cannot_be_kept_is_said_and_not_kept(fresh: Site, fields: dict[str, str]):
    answer = fresh.post(PATH, fields)
    assert answer.status == 422
    assert 'role="alert"' in answer.text
    assert sealed_in(fresh.drop) == []


def test_a_huge_form_is_refused(fresh: Site):
    answer = fresh.post(PATH, {"text": "x" * 200_000})
    assert answer.status == 400
    assert sealed_in(fresh.drop) == []


def test_a_file_is_refused(fresh: Site):
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nsecret\r\n--b--\r\n'
    environ = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "HTTP_ORIGIN": "http://localhost"}
    assert fresh.ask(PATH, method="POST", body=body, environ=environ).status == 400
    assert sealed_in(fresh.drop) == []


def test_a_full_drop_takes_nothing_and_says_so(fresh: Site):
    for number in range(2000):
        (fresh.drop / f"{number:032x}.age").touch()
    answer = fresh.post(PATH, FIELDS)
    assert answer.status == 503
    assert "Nothing was kept" in answer.text
    assert FIELDS["text"].split(".")[0] in answer.text
    assert len(sealed_in(fresh.drop)) == 2000


def test_without_recipient_there_is_no_form(open_site: OpenSite):
    site = open_site(recipient="")
    assert "<form method=" not in site.get(PATH).text
    assert "Messages are closed" in site.get(PATH).text
    assert "Messages are closed" in site.get("/en/write/").text
    assert site.post(PATH, FIELDS).status == 503
    assert sealed_in(site.drop) == []


def test_the_recipient_may_stand_in_the_drop_folder(open_site: OpenSite, identity: pyrage.x25519.Identity):
    site = open_site(recipient="")
    (site.drop / "recipient").write_text(f"{identity.to_public()}\n")
    assert site.post(PATH, FIELDS).status == 200
    assert json.loads(pyrage.decrypt(sealed_in(site.drop)[0].read_bytes(), [identity]))["text"] == FIELDS["text"]


def test_an_article_that_is_not_there_takes_no_comment(fresh: Site):
    assert fresh.post("/en/articles/gone/", FIELDS).status == 404
    assert sealed_in(fresh.drop) == []


def test_every_kind_of_message_says_what_it_is_about(fresh: Site, identity: pyrage.x25519.Identity):
    asked = fresh.get("/en/write/?kind=relative&about=IN-000001")
    assert 'value="IN-000001"' in asked.text
    assert '<option value="relative" selected>' in asked.text
    sent = FIELDS | {"kind": "relative", "about": "https://x.example/en/incidents/IN-000001/"}
    assert fresh.post("/en/write/", sent).status == 200
    (sealed,) = sealed_in(fresh.drop)
    opened = json.loads(pyrage.decrypt(sealed.read_bytes(), [identity]))
    assert (opened["kind"], opened["about"]) == ("relative", "IN-000001")
    assert fresh.post("/en/write/", FIELDS | {"kind": "praise"}).status == 422
    assert fresh.post("/en/write/", FIELDS | {"codename": "12"}).status == 422


def test_the_answer_is_found_with_the_codename_and_with_nothing_else(fresh: Site, identity: pyrage.x25519.Identity):
    (codename,) = CODENAME.findall(fresh.post("/ar/write/", FIELDS).text)
    assert "no answer under this codename" in fresh.post("/en/answer/", {"codename": codename}).text
    seal_answer([Said("2026-01-02", "It is <b>mended</b>.")], key=reply_key(codename), folder=fresh.answers)
    found = fresh.post("/en/answer/", {"codename": codename.replace(" ", "-")})
    assert "It is &lt;b&gt;mended&lt;/b&gt;." in found.text
    assert "no-store" in found.headers["cache-control"]
    assert "mended" not in fresh.post("/en/answer/", {"codename": new_codename()}).text
    assert fresh.post("/en/answer/", {"codename": "1234"}).status == 422
    assert fresh.post("/en/answer/", {"codename": codename}, HTTP_ORIGIN="https://evil.example").status == 403
    (kept,) = fresh.answers.iterdir()
    assert b"mended" not in kept.read_bytes()
    assert codename.replace(" ", "") not in kept.name
    again = fresh.post("/en/write/", FIELDS | {"codename": codename})
    assert CODENAME.findall(again.text) == []
    keys = {json.loads(pyrage.decrypt(one.read_bytes(), [identity]))["reply"] for one in sealed_in(fresh.drop)}
    assert keys == {reply_key(codename)}
    kept.write_bytes(b"spoiled" * 9)
    spoiled = fresh.post("/en/answer/", {"codename": codename})
    assert "no answer under this codename" in spoiled.text
    assert (spoiled.status, "its file is damaged" in spoiled.text) == (500, True)


def test_in_a_flood_one_waits_for_a_turn_and_loses_nothing(fresh: Site):
    late = []
    for number in range(60):
        answer = fresh.post(PATH, FIELDS | {"text": f"message {number}"})
        if answer.status == 429:
            late.append(answer)
            break
    assert len(sealed_in(fresh.drop)) == number
    page = late[-1].text
    assert int(late[-1].headers["retry-after"]) >= 1
    assert f'name="text" value="message {number}"' in page
    assert "/static/public/wait.js" in page
    (token,) = re.findall(r'name="turn" value="([^"]+)"', page)
    early = FIELDS | {"turn": token, "text": f"message {number}"}
    done = next(n for n in range(10**7) if is_done(token, str(n), bits=WORK_BITS))
    assert fresh.post(PATH, early | {"sum": str(done)}).status == 200
    assert fresh.post(PATH, early | {"sum": str(done)}).status == 429, "a turn is good once"
