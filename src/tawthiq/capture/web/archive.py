"""The archive of a visit: WARC records of every exchange, and the same packed as WACZ with an index.

Format: ``docs/reference/formats/capture.md``.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tawthiq.capture.web.browsing import Visit
from tawthiq.capture.web.recording import Exchange
from tawthiq.core.addresses import surt_of

ENCODINGS = ("content-encoding", "transfer-encoding", "content-length")
EPOCH = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_PRINTABLE = "".join(map(chr, range(32, 127)))


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where the answer to one address lies in the WARC: offset and length of its member in bytes."""

    exchange: Exchange
    offset: int
    length: int


def write_warc(visit: Visit, target: Path, *, software: str, operator: str) -> list[Indexed]:
    """The WARC is at ``target``; what is returned is its index, in its order."""
    index = []
    with target.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
        _write_info(writer, visit, software=software, operator=operator, name=target.name)
        for exchange in visit.exchanges:
            start = out.tell()
            answer_id = _write_answer(writer, exchange)
            index.append(Indexed(exchange, start, out.tell() - start))
            _write_request(writer, exchange, answer_id=answer_id)
        for origin, certificate in sorted(visit.certificates.items()):
            if certificate.chain:
                _write_chain(writer, origin, certificate.chain, at=_time(visit.started_at))
    return index


def _write_info(writer: WARCWriter, visit: Visit, *, software: str, operator: str, name: str) -> None:
    told = {"software": software, "format": "WARC File Format 1.1", "operator": operator}
    told |= {"conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"}
    data = "".join(f"{key}: {_line(value)}\r\n" for key, value in told.items()).encode()
    fields = {"WARC-Filename": name, "WARC-Date": _time(visit.started_at)}
    _write(writer, "warcinfo", data, fields=fields, content_type="application/warc-fields")


def _write_answer(writer: WARCWriter, exchange: Exchange) -> str:
    data = exchange.body.read_bytes() if exchange.body else b""
    fields = [(f"X-Archive-Orig-{key}" if key.lower() in ENCODINGS else key, value) for key, value in exchange.fields]
    fields = [(key, value) for key, value in fields if key and not key.startswith(":")]
    fields.append(("Content-Length", str(len(data))))
    head = StatusAndHeaders(f"{exchange.status} {_plain(exchange.reason)}".strip(), _lines(fields), protocol="HTTP/1.1")
    told = {"WARC-Date": _time(exchange.at)}
    if exchange.address:
        told["WARC-IP-Address"] = exchange.address
    if exchange.cut:
        told["WARC-Truncated"] = exchange.cut if exchange.cut in ("length", "time", "disconnect") else "unspecified"
    return _write(writer, "response", data, url=exchange.url, head=head, fields=told)


def _write_request(writer: WARCWriter, exchange: Exchange, *, answer_id: str) -> None:
    fields = [(key, value) for key, value in exchange.asked if key and not key.startswith(":")]
    path = exchange.url.split("://", 1)[-1]
    path = path[path.find("/") :] if "/" in path else "/"
    head = StatusAndHeaders(_plain(f"{exchange.method} {path} HTTP/1.1"), _lines(fields), is_http_request=True)
    told = {"WARC-Date": _time(exchange.at), "WARC-Concurrent-To": answer_id}
    _write(writer, "request", exchange.sent, url=exchange.url, head=head, fields=told)


def _write_chain(writer: WARCWriter, origin: str, chain: Sequence[bytes], *, at: str) -> None:
    data = b"".join(_pem(one) for one in chain)
    kind = "application/pem-certificate-chain"
    _write(writer, "metadata", data, url=f"{origin}/", fields={"WARC-Date": at}, content_type=kind)


def _pem(der: bytes) -> bytes:
    return load_der_x509_certificate(der).public_bytes(Encoding.PEM)


def _write(
    writer: WARCWriter,
    kind: str,
    data: bytes,
    *,
    url: str | None = None,
    head: StatusAndHeaders | None = None,
    fields: dict[str, str],
    content_type: str = "",
) -> str:
    """The record's id; its digests are of our own making, for the library's are SHA-1."""
    block = data
    if head is not None:
        head.compute_headers_buffer()
        block = head.headers_buff + data
        fields["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    else:
        fields["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(block).hexdigest()}"
    fields["WARC-Block-Digest"] = f"sha256:{hashlib.sha256(block).hexdigest()}"
    record = writer.create_warc_record(
        _line(url) if url else None,
        kind,
        payload=io.BytesIO(data),
        length=len(data),
        warc_content_type=content_type,
        warc_headers_dict=fields,
        http_headers=head,
    )
    writer.write_record(record)
    return str(record.rec_headers.get_header("WARC-Record-ID"))


def _lines(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_plain(key), _line(value)) for key, value in fields]


def _line(text: str) -> str:
    """One line: a field that came with a line break would begin another. Half letters become question marks."""
    return text.encode("utf-8", "replace").decode().replace("\r", " ").replace("\n", " ")


def _plain(text: str) -> str:
    """One line of ASCII: the first line and the names of fields allow nothing else; letters beyond are %-encoded."""
    return quote(_line(text), safe=_PRINTABLE)


def _time(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def write_wacz(visit: Visit, target: Path, *, warc: Path, index: Sequence[Indexed], software: str) -> None:
    """The WACZ is at ``target``: the WARC, its index, the list of pages, and the SHA-256 of each."""
    stamp = _time(visit.started_at)
    page = {"id": "1", "url": visit.final_url or visit.url, "title": visit.title, "ts": stamp, "seedId": "1"}
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, page]
    members: list[tuple[str, Path | bytes]] = [
        ("archive/data.warc.gz", warc),
        ("indexes/index.cdx", "".join(sorted(_cdx_lines(index))).encode()),
        ("pages/pages.jsonl", "".join(_json(line) + "\n" for line in lines).encode()),
    ]
    resources = [{"name": name.rpartition("/")[2], "path": name, **_digest(data)} for name, data in members]
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": visit.title or visit.url,
        "created": stamp,
        "software": software,
        "mainPageUrl": page["url"],
        "mainPageDate": stamp,
        "resources": resources,
    }
    told = json.dumps(package, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8", "replace")
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(told).hexdigest()}"}
    members += [("datapackage.json", told), ("datapackage-digest.json", _json(digest).encode())]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, data in members:
            member = zipfile.ZipInfo(name, EPOCH)
            member.external_attr = 0o644 << 16
            with packed.open(member, "w", force_zip64=isinstance(data, Path)) as out:
                for chunk in _chunks(data):
                    out.write(chunk)


def _cdx_lines(index: Sequence[Indexed]) -> Iterator[str]:
    for one in index:
        exchange = one.exchange
        told = {
            "url": exchange.url,
            "mime": exchange.media_type or "unk",
            "status": str(exchange.status),
            "digest": f"sha256:{exchange.sha256 or hashlib.sha256(b'').hexdigest()}",
            "length": str(one.length),
            "offset": str(one.offset),
            "filename": "data.warc.gz",
        }
        yield f"{surt_of(exchange.url)} {exchange.at:%Y%m%d%H%M%S} {_json(told)}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def _digest(data: Path | bytes) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(data):
        digest.update(chunk)
        size += len(chunk)
    return {"hash": f"sha256:{digest.hexdigest()}", "bytes": size}


def _chunks(data: Path | bytes) -> Iterator[bytes]:
    source: BinaryIO = io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
    with source:
        while chunk := source.read(_CHUNK):
            yield chunk
