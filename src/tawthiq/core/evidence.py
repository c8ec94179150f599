"""What bytes are, told by the bytes: the name of a file and what the sender says of it are never trusted."""

import codecs
import re

# Leading bytes, where they stand, and the media type. Source: WHATWG, MIME Sniffing Standard, tables of §6;
# https://www.iana.org/assignments/media-types/.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyphevc", "image/heic"),
    (4, b"ftypmsf1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A ", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp3g", "video/3gpp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/x-msvideo"),
    (8, b"WAVE", "audio/wav"),
    (0, b"OggS", "audio/ogg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"fLaC", "audio/flac"),
    (257, b"ustar", "application/x-tar"),
    (0, b"WARC/1.", "application/warc"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
# An office file is a zip whose first members give it away.
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "application/vnd.oasis.opendocument.presentation"),
    (b"word/", f"{_OFFICE}.wordprocessingml.document"),
    (b"xl/", f"{_OFFICE}.spreadsheetml.sheet"),
    (b"ppt/", f"{_OFFICE}.presentationml.presentation"),
)
# Atomic groups: a head of many comments must not be gone through in every way there is.
_HTML = re.compile(rb"\s*(?>(?>(?><!--.*?-->)\s*)*)<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_SVG = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?>(?>(?><!--.*?-->|<!DOCTYPE\s+svg[^>]*>)\s*)*)<svg[\s>]", re.DOTALL)
# A message as it was sent or kept: a block of headers from the first line on, and among them one that only the post
# itself writes. A report that begins with "From:" and "Date:" is no message.
_HEADERS = re.compile(
    rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+(?:\r?\n|\Z|[A-Za-z][A-Za-z0-9-]*:?[^\n]*\Z)"
)
_POSTED = re.compile(rb"^(?:Received|Return-Path|Message-ID|MIME-Version|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_BITMAP_NIL = slice(6, 10)  # two reserved fields of a bitmap, always nil: "BM" alone begins many a text
_XML = re.compile(rb"\s*<\?xml\s")
UNKNOWN_TYPE = "application/octet-stream"


def media_type_of(head: bytes) -> str:
    """The media type that the first bytes of a file show (4,096 are plenty); octet-stream where they show none.

    ``head`` may end in the middle of a letter. Text in another encoding than UTF-8 is not taken for text.
    """
    if head.startswith(b"PK\x03\x04"):
        return next((kind for mark, kind in _IN_ZIP if mark in head), "application/zip")
    for at, mark, kind in _SIGNATURES:
        if head.startswith(mark, at) and (at != 8 or head.startswith(b"RIFF")):
            return kind
    if head.startswith(b"BM") and head[_BITMAP_NIL] == b"\0\0\0\0":
        return "image/bmp"
    if _is_message(head):
        return "message/rfc822"
    return _kind_of_text(head) if _is_utf8(head, whole=False) else UNKNOWN_TYPE


def _is_message(head: bytes) -> bool:
    block = _HEADERS.match(head)
    return block is not None and _POSTED.search(block[0]) is not None


def _kind_of_text(head: bytes) -> str:
    bare = head.removeprefix(codecs.BOM_UTF8)
    if _HTML.match(bare):
        return "text/html"
    if _SVG.match(bare):
        return "image/svg+xml"
    return "application/xml" if _XML.match(bare) else "text/plain"


def is_text(data: bytes) -> bool:
    """Whether the bytes are plain text: UTF-8 to the last byte, a byte-order mark allowed, no NUL."""
    return _is_utf8(data, whole=True)


def _is_utf8(data: bytes, *, whole: bool) -> bool:
    if b"\0" in data:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True
