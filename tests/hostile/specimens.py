"""Small whole files of many kinds, what a hostile hand makes of them, and bombs; the same for the same seed."""

import gzip
import io
import random
import struct
import tarfile
import wave
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

import openpyxl
from PIL import Image, ImageDraw

OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX, PPTX = (
    f"{OFFICE}.{one}" for one in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
ODT = "application/vnd.oasis.opendocument.text"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
DAY = (2015, 6, 30, 12, 0, 0)


def drawn(side: int = 96) -> Image.Image:
    picture = Image.new("RGB", (side, side * 3 // 4), "grey")
    pen, unit = ImageDraw.Draw(picture), max(side // 10, 1)
    for step in range(40):
        left, top = (step * 37 % 10) * unit, (step * 23 % 7) * unit
        pen.rectangle((left, top, left + unit, top + unit), fill=(step * 53 % 256, step * 97 % 256, step * 29 % 256))
    return picture


def picture(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Maker", "Model 1", "Camera 2.0"
    drawn().save(out, form, **({"exif": exif} if form in ("JPEG", "PNG", "WEBP", "TIFF") else {}), **options)
    return out.getvalue()


def packed(members: dict[str, bytes | str], *, first: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            how = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, DAY), data, how)
    return out.getvalue()


def word(body: str = "<w:p><w:r><w:t>قصف السوق</w:t></w:r></w:p>", *, head: str = "") -> bytes:
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        }
    )


def sheet() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["date", "killed", "place"])
    book.active.append(["2015-06-30", 12, "Manbij"])
    book.save(out)
    return out.getvalue()


def slides() -> bytes:
    slide = f'<p xmlns:a="{A}"><a:t>Shelling of a school</a:t></p>'
    return packed({"[Content_Types].xml": "<Types/>", "ppt/slides/slide1.xml": slide})


def open_text() -> bytes:
    content = f'<doc xmlns:text="{TEXT}"><text:p>A report</text:p></doc>'
    return packed({"mimetype": ODT, "content.xml": content}, first="mimetype")


FONTS = "<< /Font << /F1 5 0 R >> >>"


def pdf(
    content: bytes = b"BT /F1 24 Tf 30 100 Td (Shelling of Manbij) Tj ET",
    *,
    box: str = "0 0 300 200",
    filters: str = "",
    more: str = "",
) -> bytes:
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {more} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources {FONTS} >>".encode(),
        f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(out) + f"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as track:
        track.setparams((1, 1, 8000, 0, "NONE", ""))
        track.writeframes(bytes(range(256)) * 4)
    return out.getvalue()


def tar(names: tuple[str, ...] = ("a.txt", "folder/b.txt")) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 3
            archive.addfile(info, io.BytesIO(b"abc"))
    return out.getvalue()


MAIL = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?b?2YLYtdmB?=\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nWords\r\n"
    b"--x\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--x--\r\n"
)
PAGE = (
    "<!DOCTYPE html><html><head><title>خبر</title></head><body><article><h1>Shelling</h1><p>"
    + "Nine people were killed in the market, a witness said. " * 8
    + "</p></article><script>var a = 1</script></body></html>"
).encode()


@cache
def whole() -> dict[str, tuple[str, str, bytes]]:
    """Name → (parser, media type, bytes): each is read without complaint."""
    return {
        "jpeg": ("picture", "image/jpeg", picture("JPEG")),
        "png": ("picture", "image/png", picture("PNG")),
        "gif": ("picture", "image/gif", picture("GIF")),
        "webp": ("picture", "image/webp", picture("WEBP")),
        "tiff": ("picture", "image/tiff", picture("TIFF", compression="tiff_lzw")),
        "bmp": ("picture", "image/bmp", picture("BMP")),
        "pdf": ("pdf", "application/pdf", pdf()),
        "docx": ("office", DOCX, word()),
        "xlsx": ("office", XLSX, sheet()),
        "pptx": ("office", PPTX, slides()),
        "odt": ("office", ODT, open_text()),
        "html": ("page", "text/html", PAGE),
        "mail": ("mail", "message/rfc822", MAIL),
        "zip": ("archive", "application/zip", packed({"a.txt": "abc", "b/c.txt": "def"})),
        "tar": ("archive", "application/x-tar", tar()),
        "gzip": ("archive", "application/gzip", gzip.compress(b"WARC/1.1\r\n" * 50, mtime=0)),
        "c2pa": ("c2pa", "image/jpeg", picture("JPEG")),
    }


SLOW = {"exif": ("jpeg", "image/jpeg"), "probe": ("wav", "audio/wav"), "ocr": ("png", "image/png")}


def mutations(number: int, *, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """``number`` broken files of all kinds in turn: (parser, media type, bytes)."""
    chance, kinds = random.Random(seed), list(whole().values())  # noqa: S311 - repeatable on purpose
    for index in range(number):
        parser, media_type, data = kinds[index % len(kinds)]
        yield parser, media_type, _broken(data, chance)


def _broken(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, how = chance.randrange(len(out) + 1), chance.randrange(7)
        if how == 0 and out:
            out[at % len(out)] ^= 1 << chance.randrange(8)
        elif how == 1:
            del out[at:]
        elif how == 2:
            out[at : at + 4] = chance.choice(
                (b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00")
            )
        elif how == 3:
            out[at:at] = out[at : at + chance.randrange(1, 200)]
        elif how == 4:
            del out[at : at + chance.randrange(1, 40)]
        elif how == 5:
            out[at : at + 8] = chance.randbytes(8)
        else:
            other = chance.choice(list(whole().values()))[2]
            out[at:] = other[min(at, len(other)) :]
    return bytes(out)


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


def jpeg_bomb() -> bytes:
    data, at = bytearray(picture("JPEG")), picture("JPEG").index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", 65000, 65000)
    return bytes(data)


def overlapping() -> bytes:
    """Two names in the list, one place in the file."""
    data = packed({"a.txt": b"0" * 5000, "b.txt": b"1" * 5000})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        second = archive.infolist()[1].header_offset
    entry = data.rindex(b"PK\x01\x02")
    return data[: entry + 42] + struct.pack("<I", 0) + data[entry + 46 :] if second else data


def lying_zip() -> bytes:
    """The list says two members of nearly 4 GiB each."""
    data = packed({"a.txt": b"0" * 50, "b.txt": b"0" * 50})
    for at in (data.index(b"PK\x01\x02"), data.rindex(b"PK\x01\x02")):
        data = data[: at + 20] + struct.pack("<II", 0xFFFFFFF0, 0xFFFFFFF0) + data[at + 28 :]
    return data


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HEAD = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def nested_mail(depth: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    return head + b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(depth)
    )


@cache
def bombs() -> dict[str, tuple[str, str, bytes, frozenset[str]]]:
    """Name → (parser, media type, bytes, what may be said of it: reasons of failure, or warnings in the list)."""
    zeros = zlib.compress(bytes(100 << 20), 9)
    big = packed({"[Content_Types].xml": "", "word/document.xml": bytes(300 << 20)})
    inner = packed({"a": bytes(1 << 20)})
    rows = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    grid = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    lying_sheet = io.BytesIO(sheet())
    with zipfile.ZipFile(lying_sheet) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | {"xl/worksheets/sheet1.xml": grid}
    gone = frozenset({"bomb", "malformed", "too_large", "memory", "timeout"})
    tar_lie = bytearray(tar())
    tar_lie[124:136] = b"77777777777\0"
    tar_lie[148:156] = b" " * 8
    tar_lie[148:156] = b"%06o\0 " % sum(tar_lie[:512])
    return {
        "zip flat": ("archive", "application/zip", packed({"a": bytes(64 << 20)}), frozenset({"ratio"})),
        "zip nested": ("archive", "application/zip", packed({"a.zip": inner, "b.zip": inner}), frozenset({"nested"})),
        "zip overlap": ("archive", "application/zip", overlapping(), frozenset({"overlap"})),
        "zip lies": ("archive", "application/zip", lying_zip(), frozenset({"lies", "too_large", "overlap"})),
        "zip many": (
            "archive",
            "application/zip",
            packed({f"{n}": b"" for n in range(10_050)}),
            frozenset({"too_many"}),
        ),
        "gzip": (
            "archive",
            "application/gzip",
            gzip.compress(bytes(16 << 20), mtime=0) * 80,
            frozenset({"too_large", "ratio"}),
        ),
        "gzip warc": (
            "archive",
            "application/gzip",
            gzip.compress(b"WARC/1.1\r\n" + bytes(64 << 20), mtime=0),
            frozenset({"ratio"}),
        ),
        "tar lies": ("archive", "application/x-tar", bytes(tar_lie), frozenset({"lies", "too_large", "malformed"})),
        "docx": ("office", DOCX, big, gone),
        "docx entities": ("office", DOCX, word("&l9;", head=HEAD), gone),
        "docx outside entity": ("office", DOCX, word("&e;", head=OUTSIDE), gone),
        "docx overlap": ("office", DOCX, overlapping(), gone),
        "xlsx rows": ("office", XLSX, packed(parts), gone | {""}),
        "png pixels": ("picture", "image/png", png_header(50_000, 50_000), gone),
        "png pixels under the limit": ("picture", "image/png", png_header(7_000, 7_000), gone),
        "jpeg pixels": ("picture", "image/jpeg", jpeg_bomb(), gone),
        "gif pixels": (
            "picture",
            "image/gif",
            b"GIF89a\xff\xff\xff\xff\x00\x00\x00,\0\0\0\0\xff\xff\xff\xff\0\x02\x02L\x01\0;",
            gone,
        ),
        "tiff pixels": (
            "picture",
            "image/tiff",
            b"II*\0\x08\0\0\0\x02\0\0\x01\x04\0\x01\0\0\0\xff\xff\xff\x7f\x01\x01\x04\0\x01\0\0\0\xff\xff\xff\x7f\0\0\0\0",
            gone,
        ),
        "pdf stream": (
            "pdf",
            "application/pdf",
            pdf(zlib.compress(zeros), filters="/Filter [/FlateDecode /FlateDecode]"),
            gone | {""},
        ),
        "pdf box": ("pdf", "application/pdf", pdf(box="0 0 9999999 9999999"), gone | {""}),
        "html depth": ("page", "text/html", b"<html>" + b"<div>" * 200_000 + b"x", gone | {"", "crashed"}),
        "mail depth": ("mail", "message/rfc822", nested_mail(3000), gone | {""}),
        "exif of a png": ("exif", "image/png", png_header(50_000, 50_000), gone | {""}),
        "ocr of a png": ("ocr", "image/png", png_header(50_000, 50_000), gone),
    }


def naughty() -> list[str]:
    """More than 300 names and words that programs have stumbled over."""
    marks = [
        "\u200b",
        "\u200f",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u0000",
        "\x1b[31m",
        "\r\n",
        "\t",
        "\u0640",
        "\u064b",
        "\ud7ff",
        "\U0010ffff",
        "\ufffe",
    ]
    words = [
        "تقرير",
        "report",
        "'; DROP TABLE desk_item;--",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%s%n%x",
        "${jndi:ldap://x}",
        "$(id)",
        "`id`",
        "../../../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd",
        "C:\\x",
        "\\\\host\\share",
        "-rf",
        "--help",
        "|id",
        "&&id",
        ";id",
        "CON",
        "NUL.txt",
        "null",
        "None",
        "NaN",
        "1e309",
        "-0",
        "0x10",
        "١٢٣",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "Ω≈ç√",
        "👩‍👩‍👧",
        "ﷺ",
        "İ",
        "ß",
        "á" * 40,
        "a" * 300,
        " ",
        ".",
        "..",
        "~",
    ]
    return words + [f"{word[:60]}{mark}x{index}" for index, word in enumerate(words) for mark in marks]


HIDDEN = "tawthiq-escaped"
TRAVERSALS = tuple(
    place + HIDDEN
    for place in (
        "../",
        "../../../../../../tmp/",
        "/tmp/",  # noqa: S108 - a name, no place
        "..\\..\\",
        "C:\\",
        "\\\\host\\",
        "a/../../",
        "a/b/../../../",
        "./../",
        "..//",
        "\\tmp\\",
    )
)
