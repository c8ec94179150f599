"""Bytes say what they are."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.evidence import is_text, media_type_of

OPEN = "application/vnd.oasis.opendocument"
OFFICE = "application/vnd.openxmlformats-officedocument"


def zip_of(*names: str) -> bytes:
    """A real zip with empty members of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"", "text/plain"),
        ("تقرير من الميدان".encode(), "text/plain"),
        ("\ufeffWith a mark".encode(), "text/plain"),
        ("حلب".encode()[:-1], "text/plain"),
        ("حلب".encode("cp1256"), "application/octet-stream"),
        ("Aleppo".encode("utf-16"), "application/octet-stream"),
        (b"a\0b", "application/octet-stream"),
        (b"\n <!DOCTYPE html>\n<p>", "text/html"),
        (b"\xef\xbb\xbf<html lang=ar>", "text/html"),
        (b"<!-- saved -->\n<HTML >", "text/html"),
        (b"<htmlish>", "text/plain"),
        (b'<?xml version="1.0"?><rss/>', "application/xml"),
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"GIF89a\x01", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFF\x10\0\0\0AVI LIST", "video/x-msvideo"),
        (b"12345678WEBP is a format", "text/plain"),
        (b"\0\0\0\x18ftypisom\0\0", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp5\0\0", "video/3gpp"),
        (b"\0\0\0\x18ftypheic\0\0", "image/heic"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"GIF87a\x01", "image/gif"),
        (b"II*\0\x08", "image/tiff"),
        (b"MM\0*\0", "image/tiff"),
        (b"\0\0\0\x18ftypheix\0", "image/heic"),
        (b"\0\0\0\x18ftypmif1\0", "image/heic"),
        (b"\0\0\0\x18ftypM4A \0", "audio/mp4"),
        (b"\0\0\0\x14ftypqt  \0", "video/quicktime"),
        (b"\x1aE\xdf\xa3\x01", "video/webm"),
        (b"#!AMR\n\x3c", "audio/amr"),
        (b"ID3\x04\0", "audio/mpeg"),
        (b"\xff\xfb\x90\0", "audio/mpeg"),
        (b"7z\xbc\xaf\x27\x1c\0", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x01", "application/vnd.rar"),
        (zip_of("ppt/presentation.xml"), f"{OFFICE}.presentationml.presentation"),
        (b"\x1f\x8b\x08\0", "application/gzip"),
        (b"WARC/1.1\r\n", "application/warc"),
        (zip_of("notes.txt"), "application/zip"),
        (zip_of("[Content_Types].xml", "word/document.xml"), f"{OFFICE}.wordprocessingml.document"),
        (zip_of("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}.spreadsheetml.sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "application/x-ole-storage"),
        (b"\0\0\0\x18ftyphevc\0", "image/heic"),
        (b"\0\0\0\x18ftypmsf1\0", "image/heic"),
        (b"\0\0\0\x18ftypavif\0", "image/avif"),
        (b"\xff\xf3\x90\0", "audio/mpeg"),
        (b"\xff\xf2\x90\0", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"\xff\xf9\x50\x80", "audio/aac"),
        (b"fLaC\0\0\0\x22", "audio/flac"),
        (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", "application/x-tar"),
        (b"BM\x36\x10\0\0\0\0\0\0\x36\0", "image/bmp"),
        (b"BMP-1 armoured vehicles", "text/plain"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", f"{OPEN}.spreadsheet"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.presentationPK", f"{OPEN}.presentation"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml"),
        (b'<?xml version="1.0"?>\n<!-- a map -->\n<svg >', "image/svg+xml"),
        (b"Received: from a\r\n by b\r\nSubject: x\r\n\r\nwords", "message/rfc822"),
        (b"From: a\nMessage-ID: <1@b>\n\n\xe3", "message/rfc822"),
        (b"From: Manbij\nDate: today\n\nShelling", "text/plain"),
        (b"From: Manbij\nno header\nReceived: no\n\n", "text/plain"),
    ],
)  # fmt: skip
def test_the_leading_bytes_tell_the_type(head: bytes, media_type: str) -> None:
    assert media_type_of(head) == media_type


@pytest.mark.parametrize(
    "piece", [b"<!---->", b"<!-- ", b"A: b\n", b"a-", b"<?xml ", b"<!DOCTYPE svg ", b"\n", b"A:\n "]
)
def test_no_head_keeps_the_sniffer_busy(piece: bytes) -> None:
    """4 KiB of what the patterns repeat, with an end that none of them takes; slow patterns would take centuries."""
    head = (piece * 4096)[:4095] + b"\x01"
    began = time.process_time()
    media_type_of(head)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", True),
        ("حلب".encode(), True),
        ("\ufeffحلب".encode(), True),
        ("حلب".encode()[:-1], False),
        (b"a\0b", False),
        (b"\xff", False),
    ],
)
def test_text_is_utf_8_to_the_last_byte(data: bytes, expected: bool) -> None:
    assert is_text(data) == expected


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])), st.integers(0, 3))
def test_any_text_is_text_and_a_cut_head_of_it_is_not_binary(text: str, cut: int) -> None:
    data = text.encode()
    assert is_text(data)
    assert media_type_of(("words " + text).encode()[: len(data) + 6 - cut]) == "text/plain"


@given(st.binary(max_size=64))
def test_any_bytes_have_a_type(data: bytes) -> None:
    assert "/" in media_type_of(data)
