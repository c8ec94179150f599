"""A comment is sealed before it rests, only the desk opens it, and nothing else of it is anywhere."""

import json
from pathlib import Path

import pyrage
import pytest
from conftest import OpenSite, Site

PATH = "/en/articles/half-a-year/"
FIELDS = {"name": "Reader", "email": "reader@mail.example", "text": "The second strike was later. كان القصف لاحقاً"}


def sealed_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.age"))


@pytest.fixture
def fresh(open_site: OpenSite) -> Site:
    return open_site()


def test_comment_is_sealed_and_only_its_recipient_opens_it(fresh: Site, identity: pyrage.x25519.Identity):
    answer = fresh.post(PATH, FIELDS)
    assert (answer.status, answer.headers["location"]) == (302, f"{PATH}thanks/#main")
    assert fresh.get(f"{PATH}thanks/").status == 200
    (sealed,) = sealed_in(fresh.drop)
    content = sealed.read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n")
    plain = pyrage.decrypt(content, [identity])
    assert len(plain) % 1024 == 0
    opened = json.loads(plain)
    assert opened.pop("received_on")[:2] == "20"
    assert opened == {"format": 1, "article": "half-a-year", "lang": "en", **FIELDS}
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    assert (sealed.stat().st_mode & 0o777) == 0o600


def test_nothing_of_a_comment_is_anywhere_else(fresh: Site):
    fresh.post(PATH, FIELDS)
    for path in ("/en/", PATH, f"{PATH}thanks/", "/ar/articles/half-a-year/"):
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
    assert fresh.ask(PATH, method="POST", body=b"text=x", environ=environ).status == 302


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
    assert "Comments are closed" in site.get(PATH).text
    assert site.post(PATH, FIELDS).status == 503
    assert sealed_in(site.drop) == []


def test_the_recipient_may_stand_in_the_drop_folder(open_site: OpenSite, identity: pyrage.x25519.Identity):
    site = open_site(recipient="")
    (site.drop / "recipient").write_text(f"{identity.to_public()}\n")
    assert site.post(PATH, FIELDS).status == 302
    assert json.loads(pyrage.decrypt(sealed_in(site.drop)[0].read_bytes(), [identity]))["text"] == FIELDS["text"]


def test_an_article_that_is_not_there_takes_no_comment(fresh: Site):
    assert fresh.post("/en/articles/gone/", FIELDS).status == 404
    assert sealed_in(fresh.drop) == []
