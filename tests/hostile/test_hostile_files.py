"""Files made to harm: nothing crashes unsaid, nothing hangs, nothing grows, nothing is fetched, nothing is written."""

import io
import json
import os
import socket
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from many import run_many
from PIL import Image, ImageFilter
from specimens import (
    DOCX,
    MAIL,
    PAGE,
    SLOW,
    TRAVERSALS,
    bombs,
    drawn,
    mutations,
    naughty,
    packed,
    pdf,
    picture,
    sound,
    whole,
    word,
)

from tawthiq.capture.looking import Outcome, look, parser_named, parsers_for, read_answer
from tawthiq.capture.picture_hash import distance
from tawthiq.core.evidence import media_type_of
from tawthiq.store.packs import load_table

MEMORY = 1 << 30
STUCK_S = 20.0


def seen(tmp_path: Path, data: bytes, parser: str, media_type: str) -> Outcome:
    """What the parser makes of the bytes, as the desk asks it; the bytes stay what they were and nothing is left."""
    path = tmp_path / "item"
    path.write_bytes(data)
    with path.open("rb") as stream:
        outcome = look(stream, parser=parser, media_type=media_type, spool=tmp_path / "spool")
    assert path.read_bytes() == data
    assert not list((tmp_path / "spool").glob("*"))
    assert outcome.wall_s <= STUCK_S
    assert outcome.peak_bytes <= MEMORY
    assert outcome.reason != "bad_answer"
    return outcome


def test_whole_files_are_read(tmp_path: Path) -> None:
    for one in run_many(whole().values()):
        reason, pieces, _ = read_answer(one.ran, parser_named(one.parser))
        assert reason == ""
        assert pieces or one.parser == "c2pa"
    for name in ("jpeg", "pdf", "docx"):
        _, media_type, data = whole()[name]
        assert media_type_of(data[:4096]) == media_type
        assert seen(tmp_path, data, "exif", media_type).made


def test_two_thousand_broken_files() -> None:
    reasons: Counter[str] = Counter()
    for one in run_many(mutations(2000, seed=20150630)):
        reason, _, _ = read_answer(one.ran, parser_named(one.parser))
        assert reason not in ("bad_answer", "crashed", "timeout"), (one.parser, one.ran)
        assert one.ran.wall_s < STUCK_S
        assert one.ran.peak_bytes <= MEMORY
        reasons[reason] += 1
    assert sum(reasons.values()) == 2000
    assert reasons[""] >= 300  # really read, not all turned away at the door
    assert reasons["malformed"] >= 300


@pytest.mark.parametrize("parser", sorted(SLOW))
def test_broken_files_for_the_programs_of_others(tmp_path: Path, parser: str) -> None:
    name, media_type = SLOW[parser]
    data = sound() if name == "wav" else whole()[name][2]
    assert seen(tmp_path, data, parser, media_type).reason == ""
    for cut in (10, len(data) // 3, len(data) - 7):
        seen(tmp_path, data[:cut] + b"\xff\xff\xff\x7f" + data[cut + 4 :], parser, media_type)
        seen(tmp_path, data[:cut], parser, media_type)


@pytest.mark.parametrize("name", sorted(bombs()))
def test_bombs_do_not_go_off(tmp_path: Path, name: str) -> None:
    parser, media_type, data, expected = bombs()[name]
    outcome = seen(tmp_path, data, parser, media_type)
    said = {outcome.reason, *(word for one in outcome.made for word in one.facts.get("warnings", []))}
    assert said & expected


@pytest.mark.parametrize("form", ["zip", "tar"])
def test_archives_that_lead_out_of_their_folder_write_nothing(tmp_path: Path, form: str) -> None:
    out = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(out, "w") as archive:
            for name in TRAVERSALS:
                archive.writestr(name, "x")
    else:
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name in TRAVERSALS:
                archive.addfile(tarfile.TarInfo(name))
            link = tarfile.TarInfo("way-out")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc"
            archive.addfile(link)
    media_type = "application/zip" if form == "zip" else "application/x-tar"
    (made,) = seen(tmp_path, out.getvalue(), "archive", media_type).made
    assert {"traversal", "absolute"} <= set(made.facts["warnings"])
    assert [one["name"].replace("\\", "/") for one in json.loads(made.data)][: len(TRAVERSALS)] == [
        one.replace("\\", "/") for one in TRAVERSALS
    ]
    places = (tmp_path, tmp_path.parent, Path("/tmp"), Path("/"), Path.cwd())  # noqa: S108 - where it would be
    assert [place for place in places if (place / "tawthiq-escaped").exists()] == []


@pytest.mark.parametrize("sent", ["<", "a <", "a@", "<a@", "a@b,<", '"', "=?utf-8?", "a:;<", "(", "\x08`?F? <"])
def test_a_header_that_the_library_breaks_over_is_shown_as_it_was_sent(tmp_path: Path, sent: str) -> None:
    mail = f"From: {sent}\r\nSubject: One\r\n\r\nWords\r\n".encode()
    (text,) = seen(tmp_path, mail, "mail", "message/rfc822").made
    told, rest = text.data.decode().split("\n", 1)
    assert told.startswith("From: ")
    assert rest == "Subject: One\n\nWords\n"


def test_naughty_words_stay_words(tmp_path: Path) -> None:
    words = naughty()
    assert len(words) >= 300
    names = [one.replace("\0", "") or "-" for one in words]
    (listed,) = seen(tmp_path, packed(dict.fromkeys(names, b"x")), "archive", "application/zip").made
    assert listed.facts["members"] == len(set(names))
    plain = [one for one in names if one.isprintable()]
    paragraphs = "".join(f"<w:p><w:r><w:t><![CDATA[{one}]]></w:t></w:r></w:p>" for one in plain)
    (text,) = seen(tmp_path, word(paragraphs), "office", DOCX).made
    assert all(one.strip() in text.data.decode() for one in plain)
    mail = MAIL.replace(b"Words", "\r\n".join(plain).encode())
    assert "DROP TABLE" in seen(tmp_path, mail, "mail", "message/rfc822").made[0].data.decode()
    exif = Image.Exif()
    exif[0x010E] = " ".join(plain)[:30_000]
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, "JPEG", exif=exif)
    tags = json.loads(seen(tmp_path, out.getvalue(), "exif", "image/jpeg").made[0].data)
    assert "DROP TABLE" in tags["IFD0:ImageDescription"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as one:
        one.settimeout(0.2)
        yield one


def calling(url: str) -> dict[str, tuple[str, bytes]]:
    """Files that ask whoever opens them to fetch an address."""
    jpeg = picture("JPEG")
    xmp = (
        f'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        f'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dcterms="http://purl.org/dc/terms/" '
        f'dcterms:provenance="{url}"/></rdf:RDF></x:xmpmeta>'
    ).encode()
    marked = jpeg[:2] + b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp + jpeg[2:]
    page = PAGE.replace(
        b"<body>", f'<body><img src="{url}"><iframe src="{url}"></iframe><link rel=import href="{url}">'.encode()
    )
    action = f"/OpenAction << /S /URI /URI ({url}) >>"
    entity = f'<?xml version="1.0"?><!DOCTYPE w SYSTEM "{url}" [<!ENTITY e SYSTEM "{url}">]>'
    return {
        "xmp": ("image/jpeg", marked),
        "html": ("text/html", page),
        "pdf": ("application/pdf", pdf(more=action)),
        "docx": (DOCX, word("&e;", head=entity)),
        "mail": (
            "message/rfc822",
            MAIL.replace(b"text/plain; charset=utf-8\r\n\r\nWords", b"text/html\r\n\r\n" + page),
        ),
        "playlist": ("video/mp4", f"#EXTM3U\n#EXTINF:1,\n{url}\n".encode()),
        "concat": ("video/mp4", f"ffconcat version 1.0\nfile {url}\n".encode()),
    }


def test_no_parser_calls_anybody(tmp_path: Path, listener: socket.socket) -> None:
    url, runs = f"http://127.0.0.1:{listener.getsockname()[1]}/called", 0
    for media_type, data in calling(url).values():
        for parser in parsers_for(media_type):
            seen(tmp_path, data, parser.id, media_type)
            runs += 1
    assert runs >= 20
    with pytest.raises(TimeoutError):
        listener.accept()
    with socket.create_connection(listener.getsockname()):
        listener.accept()[0].close()  # a call would have been seen


def test_the_remote_manifest_is_named_and_not_fetched(tmp_path: Path) -> None:
    media_type, data = calling("http://192.0.2.1/manifest.c2pa")["xmp"]
    (made,) = seen(tmp_path, data, "c2pa", media_type).made
    assert made.facts["verdict"] == "remote"


def test_hashes_of_the_same_picture_are_near_and_of_others_far(tmp_path: Path) -> None:
    def hashed(image: Image.Image, form: str = "PNG", **options: int) -> dict[str, str]:
        out = io.BytesIO()
        image.save(out, form, **options)
        made = seen(tmp_path, out.getvalue(), "picture", f"image/{form.lower()}").made
        return dict(next(one.facts for one in made if one.kind == "picture_hash"))

    image = drawn(600).filter(ImageFilter.GaussianBlur(6))  # edges as soft as a camera's
    other = image.rotate(90).resize((600, 450))
    first = hashed(image)
    assert first["quality"] >= 50
    for copy in (hashed(image, "JPEG", quality=50), hashed(image.resize((300, 225)))):
        assert distance(first["pdq"], copy["pdq"]) <= 10
    assert distance(first["pdq"], hashed(other)["pdq"]) > 60
    mirror = hashed(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert distance(first["pdq"], mirror["pdq"]) > 60
    assert distance(first["pdq_mirrored"], mirror["pdq"]) <= 31


def test_for_one_type_no_two_parsers_make_the_same_kind() -> None:
    types = {one for row in load_table("parsers") for one in row["reads"] if not one.endswith("/")}
    for media_type in {*types, "video/mp4", "audio/mpeg", "image/heic"}:
        kinds = [kind for parser in parsers_for(media_type) for kind in parser.makes]
        assert len(kinds) == len(set(kinds)), media_type
    made = {kind for row in load_table("parsers") for kind in row["makes"]}
    assert made <= {row["id"] for row in load_table("derivations")}


def test_media_of_others_are_looked_at(shared: Path) -> None:
    folder = shared / "data/evidence-media"
    if not folder.is_dir():
        pytest.skip(f"no media at {folder}")
    files, looked = sorted(path for path in folder.rglob("*") if path.is_file()), []
    for path in files:
        data = path.read_bytes()
        media_type = media_type_of(data[:4096])
        looked += [
            (one.id, media_type, data)
            for one in parsers_for(media_type)
            if one.id in ("picture", "c2pa", "pdf", "archive")
        ]
    found = run_many(looked)
    reasons = Counter(read_answer(one.ran, parser_named(one.parser))[0] for one in found)
    assert reasons[""] >= len(found) * 0.8
    assert reasons["bad_answer"] + reasons["crashed"] + reasons["timeout"] == 0
    assert os.path.commonpath(files) == str(folder)
