"""A release on disk: the same content gives the same bytes, every change is named, nothing half-written appears."""

import csv
import dataclasses
import hashlib
import json
import runpy
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from tawthiq.core.releases import Figure, ReleaseContent
from tawthiq.errors import InvalidRecord, NotFound, NotReleasable, Tampered, Unreadable
from tawthiq.store.release import (
    IncidentFilter,
    check_release,
    current_number,
    make_current,
    open_release,
    read_manifest,
    withdraw_current,
    write_release,
)
from tawthiq.store.release.columns import column_row
from tawthiq.store.release.tables import safe_cell, to_csv

SAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "public" / "sample.py"))
SIGNING_KEY, PUBLIC_KEY, sample_content = SAMPLE["SIGNING_KEY"], SAMPLE["PUBLIC_KEY"], SAMPLE["sample_content"]
FILES = {f"{table}.{form}" for table in ("claims", "figures", "incidents") for form in ("csv", "parquet")}
FILES |= {"incidents.json", "incidents.geojson", "dictionary.csv", "LICENCE.txt", "CITATION.cff", "SHA256SUMS"}
FILES |= {"public_key.pem", "release.sqlite"}


def write(content: ReleaseContent, folder: Path) -> Path:
    write_release(content, folder, sign=SIGNING_KEY.sign, public_key=PUBLIC_KEY)
    return folder / f"{content.number:04d}"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return write(sample_content(), tmp_path / "releases")


def test_same_content_gives_same_bytes(tmp_path: Path):
    first, second = (write(sample_content(), tmp_path / name) for name in ("one", "two"))
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_order_of_incidents_changes_no_query(tmp_path: Path):
    content = sample_content()
    turned = dataclasses.replace(content, incidents=content.incidents[::-1], articles=content.articles[::-1])
    readers = [open_release(write(c, tmp_path / name)) for c, name in ((content, "one"), (turned, "two"))]
    pages = [reader.incidents(IncidentFilter()).rows for reader in readers]
    assert pages[0] == pages[1]
    assert [one.first_day for one in pages[0]] == sorted((one.first_day for one in pages[0]), reverse=True)


def test_manifest_names_every_file_and_the_journal(release: Path):
    body = json.loads((release / "manifest.json").read_bytes())
    assert {entry["name"] for entry in body["files"]} == FILES
    for entry in body["files"]:
        held = (release / entry["name"]).read_bytes()
        assert (hashlib.sha256(held).hexdigest(), len(held)) == (entry["sha256"], entry["size_bytes"])
    assert body["journal"] == {"size": 128, "chain": sample_content().journal_chain}
    assert (body["format"], body["number"], body["built_at"]) == (1, 1, "2016-02-01T09:30:00Z")
    SIGNING_KEY.public_key().verify((release / "manifest.sig").read_bytes(), (release / "manifest.json").read_bytes())


def test_sha256sum_checks_the_folder_alone(release: Path):
    command = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    assert subprocess.run(command, cwd=release, capture_output=True, check=False).returncode == 0
    (release / "claims.csv").write_bytes(b"changed")
    assert subprocess.run(command, cwd=release, capture_output=True, check=False).returncode == 1


def test_parquet_geojson_and_csv_say_the_same(release: Path):
    tables = {
        name: pq.read_table(release / f"{name}.parquet").to_pylist() for name in ("claims", "figures", "incidents")
    }
    for name, rows in tables.items():
        plain = list(csv.DictReader((release / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()))
        assert [{key: str(safe_cell(value)) for key, value in row.items()} for row in rows] == plain
    incidents = {row["ref"]: row for row in tables["incidents"]}
    assert incidents["IN-000001"]["killed_min"] == 12
    assert incidents["IN-000001"]["perpetrators"] == ["syrian_government"]
    assert incidents["IN-000001"]["is_massacre"] is True
    drawn = json.loads((release / "incidents.geojson").read_bytes())
    assert {one["id"] for one in drawn["features"]} == set(incidents)
    for feature in drawn["features"]:
        row = incidents[feature["id"]]
        point = feature["geometry"] and tuple(feature["geometry"]["coordinates"])
        assert point == (None if row["lat"] is None else (row["lon"], row["lat"]))
        assert feature["properties"] == {key: value for key, value in row.items() if key not in ("lat", "lon")}


def test_the_dictionary_explains_every_column_in_both_languages(release: Path):
    text = (release / "dictionary.csv").read_text(encoding="utf-8-sig")
    told = {(row["file"], row["column"]): row for row in csv.DictReader(text.splitlines())}
    for name in ("claims", "figures", "incidents"):
        head = (release / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        for column in head.split(","):
            assert told[name, column]["meaning_en"]
            assert told[name, column]["meaning_ar"]
    with pytest.raises(InvalidRecord, match=r"claims\.shoe_size"):
        column_row("claims", "shoe_size")


def test_a_release_without_incidents_is_written_too(tmp_path: Path):
    content = dataclasses.replace(sample_content(), incidents=(), articles=(), figures=())
    assert check_release(write(content, tmp_path / "releases"), public_key=PUBLIC_KEY) == []


def test_the_citation_is_yaml_whatever_the_name(tmp_path: Path):
    content = dataclasses.replace(sample_content(), organisation_en='A "B": {c}')
    folder = write(content, tmp_path / "releases")
    told = yaml.safe_load((folder / "CITATION.cff").read_text(encoding="utf-8"))
    assert told["title"] == 'A "B": {c}: release 1'
    assert told["version"] == "1"
    assert "CC BY 4.0" in (folder / "LICENCE.txt").read_text(encoding="utf-8")


def test_an_outsider_checks_with_openssl_and_sha256sum(release: Path):
    listed = json.loads((release / "manifest.json").read_bytes())["files"]
    sums = "".join(f"{entry['sha256']}  {entry['name']}\n" for entry in listed)
    checked = subprocess.run(["sha256sum", "-c"], input=sums, cwd=release, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "public_key.pem", "-rawin"]
    command += ["-in", "manifest.json", "-sigfile", "manifest.sig"]
    assert subprocess.run(command, cwd=release, capture_output=True, check=False).returncode == 0


def test_whole_release_has_no_fault(release: Path):
    assert check_release(release) == []
    assert check_release(release, public_key=PUBLIC_KEY) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_flipped_bit_is_named(release: Path, name: str):
    held = bytearray((release / name).read_bytes())
    held[len(held) // 2] ^= 1
    (release / name).write_bytes(held)
    faults = check_release(release, public_key=PUBLIC_KEY)
    assert any(fault.startswith(f"{name}: ") for fault in faults)
    assert {fault.split(":")[0] for fault in faults} == {name}


@pytest.mark.parametrize("name", sorted(FILES | {"manifest.json", "manifest.sig"}))
def test_a_missing_file_is_named(release: Path, name: str):
    (release / name).unlink()
    assert any(fault.startswith(f"{name}: missing") for fault in check_release(release, public_key=PUBLIC_KEY))


def test_a_file_that_was_added_is_named(release: Path):
    (release / "extra.csv").write_text("x")
    assert check_release(release) == ["extra.csv: not part of the release"]


def test_a_manifest_rewritten_to_fit_is_named(release: Path):
    (release / "claims.csv").write_text("changed")
    body = json.loads((release / "manifest.json").read_bytes())
    for entry in body["files"]:
        if entry["name"] == "claims.csv":
            entry |= {"sha256": hashlib.sha256(b"changed").hexdigest(), "size_bytes": 7}
    (release / "manifest.json").write_bytes(
        json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    assert check_release(release) == ["manifest.sig: does not fit manifest.json"]


def test_another_signer_is_named(release: Path, tmp_path: Path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    stranger = Ed25519PrivateKey.generate()
    public = stranger.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    write_release(sample_content(), tmp_path / "forged", sign=stranger.sign, public_key=public)
    assert check_release(tmp_path / "forged" / "0001") == []
    assert {fault.split(":")[0] for fault in check_release(tmp_path / "forged" / "0001", public_key=PUBLIC_KEY)} == {
        "public_key.pem",
        "manifest.sig",
    }


def test_a_renamed_folder_is_named(release: Path):
    moved = release.rename(release.with_name("0002"))
    assert check_release(moved) == ["manifest.json: names release 1, the folder is 0002"]


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"format":9}', b"\xff"])
def test_an_odd_manifest_is_named(release: Path, body: bytes):
    (release / "manifest.json").write_bytes(body)
    assert [fault.split(":")[0] for fault in check_release(release)] == ["manifest.json"]
    with pytest.raises(Tampered):
        read_manifest(release)


def test_a_number_is_never_used_twice(release: Path):
    before = (release / "manifest.json").read_bytes()
    with pytest.raises(InvalidRecord, match="release 1 exists"):
        write(sample_content(), release.parent)
    assert (release / "manifest.json").read_bytes() == before


def test_a_failed_signature_leaves_nothing(tmp_path: Path):
    def refuse(_message: bytes) -> bytes:
        raise NotFound("no key")

    with pytest.raises(NotFound):
        write_release(sample_content(), tmp_path, sign=refuse, public_key=PUBLIC_KEY)
    assert list(tmp_path.iterdir()) == []


def _with_figure(**changed: object) -> ReleaseContent:
    content = sample_content()
    return dataclasses.replace(content, figures=(dataclasses.replace(content.figures[0], **changed),))


def _with_incident(**changed: object) -> ReleaseContent:
    content = sample_content()
    odd = dataclasses.replace(content.incidents[0], **changed)
    return dataclasses.replace(content, incidents=(odd,), figures=(), articles=())


def _with_article(**changed: object) -> ReleaseContent:
    content = sample_content()
    return dataclasses.replace(content, articles=(dataclasses.replace(content.articles[0], **changed),))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_with_figure(min=1), "figure all:all:killed: its incidents sum to"),
        (_with_figure(incidents=("IN-009999",)), "IN-009999 is not in the release"),
        (_with_incident(edtf="last night"), "'last night' is not a date"),
        (_with_incident(claims=()), "no released claim stands behind it"),
        (_with_article(body_en="{{figure:party:nobody:killed}}"), "half-a-year (en): party:nobody:killed is no figure"),
        (_with_article(incidents=("IN-009999",)), "article half-a-year: IN-009999 is not in this release"),
        (_with_article(related=("gone",)), "article half-a-year: gone is not in this release"),
        (dataclasses.replace(sample_content(), number=0), "numbered from 1"),
        (dataclasses.replace(sample_content(), articles=sample_content().articles * 2), "half-a-year: used twice"),
    ],
)
def test_what_may_not_go_out_is_refused_by_name(content: ReleaseContent, reason: str, tmp_path: Path):
    with pytest.raises(NotReleasable) as refused:
        write(content, tmp_path)
    assert reason in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_pointer_switches_and_is_never_half(release: Path):
    folder = release.parent
    assert current_number(folder) is None
    make_current(folder, number=1)
    assert current_number(folder) == 1
    with pytest.raises(NotFound):
        make_current(folder, number=7)
    assert current_number(folder) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["0001", "current"]


def test_taking_back_leaves_nothing_public_and_the_files_whole(release: Path):
    make_current(release.parent, number=1)
    withdraw_current(release.parent)
    withdraw_current(release.parent)
    assert current_number(release.parent) is None
    assert check_release(release) == []


@pytest.mark.parametrize("text", ["", "one", "-1", "\u0661é"])
def test_an_odd_pointer_is_tampering(tmp_path: Path, text: str):
    (tmp_path / "current").write_text(text, encoding="utf-8")
    with pytest.raises(Tampered):
        current_number(tmp_path)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "  =HYPERLINK(0)"])
def test_no_cell_is_a_formula(text: str):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell([text, "b"]).startswith("'")


def test_cells_that_are_no_text_stay_as_they_are():
    assert [safe_cell(value) for value in (-1.5, 0, None, True, False, "a-b", ("x", "y"))] == [
        -1.5,
        0,
        "",
        "yes",
        "no",
        "a-b",
        "x; y",
    ]


def test_csv_opens_as_arabic_in_a_spreadsheet():
    assert to_csv([{"name": "حلب", "n": 1}]) == b"\xef\xbb\xbfname,n\r\n" + "حلب,1\r\n".encode()
    assert to_csv([]) == b"\xef\xbb\xbf"


def test_incident_comes_back_as_it_went_in(release: Path):
    reader = open_release(release)
    for incident in sample_content().incidents:
        assert reader.incident(incident.ref) == incident
    for article in sample_content().articles:
        assert reader.article(article.slug) == article
    with pytest.raises(NotFound):
        reader.incident("IN-999999")
    with pytest.raises(NotFound):
        reader.article("gone")


def test_figures_come_back_and_open_exactly_their_incidents(release: Path):
    reader, content = open_release(release), sample_content()
    for table in ("all", "party", "kind", "place", "month"):
        assert reader.figures(table) == tuple(figure for figure in content.figures if figure.table == table)
    for figure in content.figures:
        name = f"{figure.table}:{figure.key}:{figure.counted}"
        assert reader.figure(name) == figure
        assert {one.ref for one in reader.incidents(IncidentFilter(figure=name)).rows} == set(figure.incidents)
    for absent in ("", "party", "party:russia", "party:nobody:killed", "x:y:z"):
        with pytest.raises(NotFound):
            reader.figure(absent)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (IncidentFilter(party="islamic_state"), {2, 7}),
        (IncidentFilter(party="unknown"), {8}),
        (IncidentFilter(kind="airstrike"), {1, 3}),
        (IncidentFilter(governorate="al_hasakah_gov"), {3, 4}),
        (IncidentFilter(place="PL-000003"), {3, 4}),
        (IncidentFilter(month="2015-07"), {3, 4, 8}),
        (IncidentFilter(month="2015-07", party="sdf_ypg"), {4}),
        (IncidentFilter(text="SHUWAYHA market"), {1}),
        (IncidentFilter(text="الشُّوَيحه"), {1}),
        (IncidentFilter(text="' OR 1=1 --"), set()),
        (IncidentFilter(text="%"), set()),
        (IncidentFilter(massacres_only=True), {1, 2}),
        (IncidentFilter(figure="party:russia:killed"), {6}),
        (IncidentFilter(figure="nothing"), set()),
    ],
)
def test_filters_find_exactly(release: Path, wanted: IncidentFilter, expected: set[int]):
    found = open_release(release).incidents(wanted)
    assert {int(one.ref[3:]) for one in found.rows} == expected
    assert found.total == len(expected)


def test_pages_cover_everything_once(release: Path):
    reader = open_release(release)
    pages = [reader.incidents(IncidentFilter(), page=number, per_page=3) for number in (1, 2, 3)]
    assert [page.pages for page in pages] == [3, 3, 3]
    assert len({one.ref for page in pages for one in page.rows}) == 8
    assert reader.incidents(IncidentFilter(), page=99, per_page=3) == pages[2]
    assert reader.incidents(IncidentFilter(), page=-5, per_page=3) == pages[0]


def test_place_totals_keep_what_is_open_and_unknown(release: Path):
    totals = {total.newest.place.ref: total for total in open_release(release).place_totals if total.newest.place}
    assert (totals["PL-000001"].killed_min, totals["PL-000001"].killed_max) == (12, 15)
    assert (totals["PL-000003"].incidents, totals["PL-000003"].killed_unknown) == (2, 1)
    assert totals["PL-000006"].killed_max is None


def test_the_file_cannot_be_written_through_the_reader(release: Path):
    with pytest.raises(Unreadable):
        open_release(release).rows("DELETE FROM incidents")


def test_a_damaged_file_is_said_to_be_unreadable(release: Path):
    (release / "release.sqlite").write_bytes(b"no database" * 1000)
    with pytest.raises(Unreadable, match="release 1"):
        open_release(release).incidents(IncidentFilter())


def test_many_threads_read_at_once(release: Path):
    reader = open_release(release)
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(reader.incidents(IncidentFilter()).total)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [8] * 8
    reader.close()


def test_an_empty_release_is_a_release(tmp_path: Path):
    content = dataclasses.replace(sample_content(), incidents=(), articles=(), figures=())
    reader = open_release(write(content, tmp_path))
    assert reader.incidents(IncidentFilter()).rows == ()
    assert reader.place_totals == ()
    assert check_release(tmp_path / "0001") == []


def test_the_sqlite_file_is_sound_and_plain(release: Path):
    connection = sqlite3.connect(release / "release.sqlite")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kinds = {row[0] for row in connection.execute("SELECT type FROM sqlite_master")}
    connection.close()
    assert kinds == {"table", "index"}


def test_a_figure_of_incidents_counts_them(tmp_path: Path):
    refs = tuple(one.ref for one in sample_content().incidents)
    counted = Figure("all", "all", "incidents", len(refs), len(refs), 0, refs)
    content = dataclasses.replace(sample_content(), figures=(counted,), articles=())
    assert open_release(write(content, tmp_path)).figure("all:all:incidents") == counted


def test_killed_while_it_writes_there_is_no_release_and_the_next_try_succeeds(tmp_path: Path):
    program = (
        "import os, runpy, signal, sys\n"
        "from pathlib import Path\n"
        "from tawthiq.store.release import write_release\n"
        "sample = runpy.run_path(sys.argv[1])\n"
        "def die(_message): os.kill(os.getpid(), signal.SIGKILL)\n"
        "write_release(sample['sample_content'](), Path(sys.argv[2]), sign=die, public_key=sample['PUBLIC_KEY'])\n"
    )
    source = Path(__file__).parents[1] / "public" / "sample.py"
    killed = subprocess.run([sys.executable, "-c", program, str(source), str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert not (tmp_path / "0001").exists()
    assert current_number(tmp_path) is None
    assert check_release(write(sample_content(), tmp_path)) == []


COUNT_COLUMNS = [
    f"{counted}_{part}"
    for counted in ("killed", "injured", "detained", "displaced", "munitions")
    for part in ("min", "max", "state")
]
INCIDENT_COLUMNS = [
    "ref",
    "kind",
    "kind_en",
    "kind_ar",
    "title_en",
    "title_ar",
    "date_edtf",
    "first_day",
    "last_day",
    "place",
    "place_en",
    "place_ar",
    "lat",
    "lon",
    "radius_m",
    "governorate",
    "governorate_en",
    "governorate_ar",
    "grade",
    "grade_en",
    "grade_ar",
    "perpetrators",
    "perpetrators_en",
    "perpetrators_ar",
    "certainty",
    "victim_class",
    "is_massacre",
]


def test_csv_is_what_format_1_says(release: Path):
    """Whoever built on these columns can go on: a change here is format 2."""
    headers = {
        name: (release / name).read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        for name in ("incidents.csv", "claims.csv", "figures.csv")
    }
    after = ["violations", "disagreements", "unknown", "claims", "signed_on"]
    assert headers["incidents.csv"] == [*INCIDENT_COLUMNS, *COUNT_COLUMNS, *after]
    assert headers["claims.csv"] == [
        *[
            "ref",
            "incident",
            "kind",
            "status",
            "lang",
            "quote",
            "said_by",
            "said_by_en",
            "said_by_ar",
            "published",
            "date_edtf",
            "place",
            "perpetrators",
        ],
        *COUNT_COLUMNS,
        *["evidence_seq", "evidence_commitment", "evidence_received_on"],
    ]
    assert headers["figures.csv"] == [
        "table",
        "key",
        "key_en",
        "key_ar",
        "counted",
        "min",
        "max",
        "unknown",
        "incidents",
    ]
    page = (Path(__file__).parents[2] / "docs/reference/formats/release.md").read_text(encoding="utf-8")
    for column in [*INCIDENT_COLUMNS, *after, *headers["figures.csv"]]:
        assert f"`{column}`" in page, column


def test_csv_tells_not_mentioned_from_not_known_from_zero(release: Path):
    rows = {row["ref"]: row for row in csv.DictReader((release / "incidents.csv").read_text("utf-8-sig").splitlines())}

    def count(ref: str, name: str) -> tuple[str, ...]:
        return tuple(rows[ref][f"{name}_{part}"] for part in ("min", "max", "state"))

    assert count("IN-000001", "killed") == ("12", "15", "known")
    assert count("IN-000001", "injured") == ("30", "", "approximate")
    assert count("IN-000003", "killed") == ("", "", "not_known")
    assert count("IN-000004", "killed") == ("", "", "not_mentioned")
    assert count("IN-000005", "injured") == ("0", "5", "known")
    assert rows["IN-000006"]["perpetrators"] == "russia; syrian_government"
    assert rows["IN-000006"]["certainty"] == "reasonable_grounds; reasonable_suspicion"
