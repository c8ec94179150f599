"""RFC 3161 timestamps over published checkpoints: the question, and what an answer must be to be believed.

Format: ``docs/reference/formats/log.md``.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.x509 import ObjectIdentifier
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from tawthiq.errors import Tampered
from tawthiq.store.partners import Authority
from tawthiq.store.posting import post

SHA256 = ObjectIdentifier("2.16.840.1.101.3.4.2.1")
MEDIA_TYPE = "application/timestamp-query"


@dataclass(frozen=True, slots=True)
class Token:
    """A reply that was believed, as it came, and the time that it states."""

    content: bytes
    at: datetime


def ask_time(authority: Authority, *, content: bytes) -> Token:
    """The authority's word that the content existed at a time.

    Raises Unreachable where nobody answers, Tampered where the answer is not to be believed.
    """
    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    reply = post(authority.url, body=request.as_bytes(), media_type=MEDIA_TYPE)
    return Token(reply, check_token(reply, authority=authority, content=content, nonce=request.nonce))


def check_token(reply: bytes, *, authority: Authority, content: bytes, nonce: int | None = None) -> datetime:
    """The time that the reply proves for the content; raises Tampered where it proves none.

    Status, signature, certificate (valid at the time stated, for time stamping only), imprint and, where given, nonce
    are checked. A reply stays good after the authority's certificate has expired.
    """
    response = _decode(reply)
    builder = VerifierBuilder(roots=list(authority.roots), nonce=nonce)
    try:
        builder.build().verify(response, hashlib.sha256(content).digest())
        imprint = response.tst_info.message_imprint.hash_algorithm
    except (VerificationError, ValueError, TypeError) as odd:
        raise Tampered(f"the timestamp reply is not to be believed: {odd}") from odd
    if imprint != SHA256:
        raise Tampered("the timestamp reply is about another kind of digest")
    return response.tst_info.gen_time


def _decode(reply: bytes) -> TimeStampResponse:
    try:
        return decode_timestamp_response(reply)
    except ValueError as odd:
        raise Tampered(f"no timestamp reply: {odd}") from odd
