"""Timestamps: a real authority's reply is believed, and nothing that is like one but for a detail."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import LocalAuthority, serving
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from tawthiq.errors import InvalidRecord, Tampered, Unreachable
from tawthiq.store.partners import read_authorities, read_witnesses
from tawthiq.store.timestamps import ask_time, check_token

CONTENT = b"tawthiq/0000000000000000\n256\nroot\nchain\n"


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthority]:
    with serving(LocalAuthority(tmp_path_factory.mktemp("authority")).make()) as made:
        yield made


@pytest.fixture(autouse=True)
def as_it_should_be(local: LocalAuthority) -> None:
    local.kind, local.answer, local.status, local.headers = "good", None, 200, {}


def query(content: bytes, *, algorithm: HashAlgorithm = HashAlgorithm.SHA256) -> bytes:
    return (
        TimestampRequestBuilder()
        .data(content)
        .hash_algorithm(algorithm)
        .cert_request(cert_request=True)
        .build()
        .as_bytes()
    )


def test_an_authority_confirms_and_openssl_agrees(local: LocalAuthority, tmp_path: Path) -> None:
    token = ask_time(local.authority(), content=CONTENT)
    assert abs(token.at - datetime.now(UTC)) < timedelta(seconds=10)
    assert check_token(token.content, authority=local.authority(), content=CONTENT) == token.at
    (tmp_path / "data").write_bytes(CONTENT)
    (tmp_path / "tsr").write_bytes(token.content)
    command = ["openssl", "ts", "-verify", "-data", "data", "-in", "tsr", "-CAfile", str(local.folder / "root.pem")]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


def test_another_content_is_not_confirmed(local: LocalAuthority) -> None:
    token = ask_time(local.authority(), content=CONTENT)
    with pytest.raises(Tampered, match="Mismatch"):
        check_token(token.content, authority=local.authority(), content=CONTENT + b"x")


def test_a_reply_to_another_question_is_refused(local: LocalAuthority) -> None:
    """The same content, asked for before: an old time must not be sold as an answer to a new question."""
    local.answer = local.reply(query(CONTENT))
    with pytest.raises(Tampered, match="Nonce"):
        ask_time(local.authority(), content=CONTENT)


def test_another_kind_of_digest_is_refused(local: LocalAuthority) -> None:
    reply = local.reply(query(CONTENT, algorithm=HashAlgorithm.SHA512))
    with pytest.raises(Tampered):
        check_token(reply, authority=local.authority(), content=CONTENT)


def test_the_right_bytes_as_another_kind_of_digest_are_refused(local: LocalAuthority) -> None:
    """The imprint has the content's SHA-256 and says that it is a SHA3-256."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    command = ["openssl", "ts", "-query", "-digest", digest, "-sha3-256", "-cert", "-out", "odd"]
    subprocess.run(command, cwd=local.folder, check=True, capture_output=True)
    reply = local.reply((local.folder / "odd").read_bytes())
    with pytest.raises(Tampered, match="another kind of digest"):
        check_token(reply, authority=local.authority(), content=CONTENT)


def signed_by(local: LocalAuthority, kind: str) -> bytes:
    """A reply whose content is right, signed with a certificate that OpenSSL's authority itself would refuse to use."""
    local.reply(query(CONTENT))

    def openssl(*command: str) -> None:
        subprocess.run(["openssl", *command], cwd=local.folder, check=True, capture_output=True)

    openssl("ts", "-reply", "-in", "reply", "-token_out", "-out", "token")
    openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", "token", "-out", "info")
    sign = ["cms", "-sign", "-binary", "-nodetach", "-cades", "-in", "info", "-outform", "DER", "-out", "forged"]
    sign += ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-md", "sha256"]  # id-ct-TSTInfo
    openssl(*sign, "-signer", f"{kind}.pem", "-inkey", f"{kind}.key")
    content = b"\x30\x03\x02\x01\x00" + (local.folder / "forged").read_bytes()
    return b"\x30\x82" + len(content).to_bytes(2, "big") + content


def test_a_certificate_for_another_purpose_stamps_no_time(local: LocalAuthority) -> None:
    authority = local.authority()
    assert check_token(signed_by(local, "good"), authority=authority, content=CONTENT)
    for kind in ("server", "loose", "none"):
        with pytest.raises(Tampered, match=r"EKU|certificates"):
            check_token(signed_by(local, kind), authority=authority, content=CONTENT)


def test_a_certificate_that_has_expired_stamps_no_time(local: LocalAuthority) -> None:
    local.kind = "expired"
    local.answer = local.reply(query(CONTENT))
    with pytest.raises(Tampered, match="not to be believed"):
        check_token(local.answer, authority=local.authority(), content=CONTENT)


def test_a_stranger_is_not_believed(local: LocalAuthority) -> None:
    local.kind = "stranger"
    with pytest.raises(Tampered, match="not to be believed"):
        ask_time(local.authority(), content=CONTENT)
    assert ask_time(local.authority(root="other root"), content=CONTENT).at


ANSWERS = [b"", b"no", b"0" * 70_000, b"0\x82\xff\xff", b"0\x03\x02\x01\x02", b"0\x05\x30\x03\x02\x01\x02"]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: repr(answer[:8]))
def test_what_is_no_reply_is_refused(local: LocalAuthority, answer: bytes) -> None:
    local.answer = answer
    with pytest.raises((Tampered, Unreachable)):
        ask_time(local.authority(), content=CONTENT)


def test_an_authority_that_is_not_there_is_unreachable(local: LocalAuthority) -> None:
    for url in ("http://127.0.0.1:1/", "http://127.0.0.1:99999/"):
        with pytest.raises(Unreachable):
            ask_time(replace(local.authority(), url=url), content=CONTENT)
    local.status = 503
    with pytest.raises(Unreachable, match="503"):
        ask_time(local.authority(), content=CONTENT)


def test_no_redirect_is_followed(local: LocalAuthority) -> None:
    local.status, local.headers, before = 302, {"Location": local.url}, local.asked
    with pytest.raises(Unreachable, match="302"):
        ask_time(local.authority(), content=CONTENT)
    assert local.asked == before + 1


def test_no_flipped_bit_of_a_reply_changes_the_time(local: LocalAuthority) -> None:
    """A flip is refused, or falls where nothing is signed and the time is the same; every bit with TEST_ALL_BITS."""
    token, authority = ask_time(local.authority(), content=CONTENT), local.authority()
    accepted = refused = 0
    for bit in range(0, len(token.content) * 8, 1 if os.environ.get("TEST_ALL_BITS") else 7):
        changed = bytearray(token.content)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            assert check_token(bytes(changed), authority=authority, content=CONTENT) == token.at
            accepted += 1
        except Tampered:
            refused += 1
    assert refused > 500
    assert accepted < refused / 10


# --- the lists -------------------------------------------------------------------------------------------------------


def test_without_a_list_nobody_is_asked(tmp_path: Path) -> None:
    assert read_authorities(tmp_path) == []
    assert read_witnesses(tmp_path) == []


def test_a_list_names_addresses_and_roots(local: LocalAuthority, tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_bytes((local.folder / "root.pem").read_bytes())
    (tmp_path / "authorities.yaml").write_text(f"- {{name: local, url: '{local.url}', roots: roots.pem}}\n")
    assert read_authorities(tmp_path) == [local.authority()]


GOOD = "{name: a, url: 'http://a/', roots: roots.pem}"


@pytest.mark.parametrize(
    "text",
    [
        "a: b",
        "- [",
        "- 1",
        f"[{GOOD}, {GOOD}]",
        "- {name: ../a, url: 'http://a/', roots: roots.pem}",
        "- {name: a, url: 'file:///etc/passwd', roots: roots.pem}",
        "- {name: a, url: 'http://u:p@a/', roots: roots.pem}",
        "- {name: a, url: 'http://a/', roots: none.pem}",
        "- {name: a, url: 'http://a/', roots: authorities.yaml}",
        "- {name: a, url: 'http://a/'}",
    ],
)
def test_a_list_that_is_wrong_is_refused(local: LocalAuthority, tmp_path: Path, text: str) -> None:
    (tmp_path / "roots.pem").write_bytes((local.folder / "root.pem").read_bytes())
    (tmp_path / "authorities.yaml").write_text(text)
    with pytest.raises(InvalidRecord):
        read_authorities(tmp_path)


@pytest.mark.parametrize("text", ["- {name: w}", "- {name: w, key: 'w+00000000+AAAA'}", "- {name: w, key: 7}"])
def test_a_witness_has_a_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "witnesses.yaml").write_text(text)
    with pytest.raises(InvalidRecord):
        read_witnesses(tmp_path)
