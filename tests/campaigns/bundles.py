"""Bundles of invented evidence, with a journal, an authority and a witness of their own: what forgers work on."""

import hashlib
import io
import json
import subprocess
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tawthiq.core.journal import canonical, digest_of
from tawthiq.core.merkle import inclusion_path, leaf_hash, node_hash, tree_root
from tawthiq.store.bundle import (
    BundleCapture,
    BundleContent,
    BundleDerivative,
    BundleEvent,
    BundleItem,
    BundleReceipt,
    ClosedEntry,
    Written,
    write_bundle,
)

AS_OF = "2026-11-20T09:00:00+00:00"
ARABIC = "شهادة من القرية.txt"


@dataclass
class Signer:
    """A key that is the same for the same seed, with the names that people know it by."""

    seed: int = 1
    name: str = "tawthiq/of-tests"
    key: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        """The key follows from the seed."""
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"key {self.seed}".encode()).digest())

    @property
    def raw(self) -> bytes:
        """The public key's 32 bytes."""
        return self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def pem(self) -> bytes:
        """The public key as the bundle carries it."""
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(serialization.Encoding.PEM, form)

    @property
    def fingerprint(self) -> str:
        """What the receiver is told on another way."""
        return hashlib.sha256(self.pem).hexdigest()

    def key_id(self, kind: int) -> bytes:
        """The four bytes before a signature in a note."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([kind]) + self.raw).digest()[:4]

    def vkey(self, kind: int) -> str:
        """The verifier key."""
        return f"{self.name}+{self.key_id(kind).hex()}+{b64encode(bytes([kind]) + self.raw).decode()}"

    def note(self, text: str) -> bytes:
        """A signed note over the text."""
        line = b64encode(self.key_id(1) + self.key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {line}\n".encode()

    def cosign(self, text: str, *, at: int = 1_790_000_000) -> str:
        """A cosignature line over the text."""
        signed = self.key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        return f"— {self.name} {b64encode(self.key_id(4) + at.to_bytes(8, 'big') + signed).decode()}"


class Log:
    """A journal in memory: entries, and the proofs of any of them in the tree of all."""

    def __init__(self) -> None:
        """Empty."""
        self.entries: list[tuple[str, str]] = []

    def add(self, event: str, *, subject: str, records: dict[str, Any], **more: Any) -> int:
        """The entry's number."""
        number = len(self.entries) + 1
        body = {
            "v": 1,
            "n": number,
            "t": f"2026-11-20T08:{number % 60:02}:00+00:00",
            "event": event,
            "actor": "clerk",
            "subject": subject,
            "records": {
                ref: None if state is None else digest_of({"ref": ref, **state}) for ref, state in records.items()
            },
            "why": more.get("why", ""),
            "detail": more.get("detail", {}),
        }
        self.entries.append((canonical(body), hashlib.sha256(f"salt {number}".encode()).hexdigest()))
        return number

    def commitment(self, index: int) -> bytes:
        """What the tree holds."""
        body, salt = self.entries[index]
        return hashlib.sha256(bytes.fromhex(salt) + body.encode()).digest()

    def node(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree."""
        if level == 0:
            return leaf_hash(self.commitment(index))
        return node_hash(self.node(level - 1, 2 * index), self.node(level - 1, 2 * index + 1))

    def root(self) -> bytes:
        """The root over all entries."""
        return tree_root(len(self.entries), node=self.node)

    def path(self, index: int) -> tuple[str, ...]:
        """The inclusion path of an entry."""
        return tuple(step.hex() for step in inclusion_path(index, size=len(self.entries), node=self.node))

    def text(self, origin: str) -> str:
        """The checkpoint's text."""
        return f"{origin}\n{len(self.entries)}\n{b64encode(self.root()).decode()}\nchain {'ab' * 32}\n"

    def opened(self, number: int, premis: str = "") -> BundleEvent:
        """The entry, opened."""
        body, salt = self.entries[number - 1]
        commitment = self.commitment(number - 1).hex()
        return BundleEvent(
            index=number - 1, body=body, salt=salt, commitment=commitment, path=self.path(number - 1), premis=premis
        )

    def closed(self, number: int) -> ClosedEntry:
        """The entry, closed."""
        return ClosedEntry(index=number - 1, commitment=self.commitment(number - 1).hex(), path=self.path(number - 1))


@dataclass
class World:
    """Some items with their journal: ``vault`` maps digests to bytes."""

    content: BundleContent
    vault: dict[str, bytes]
    log: Log
    signer: Signer
    witness: Signer

    def open_bytes(self, sha256: str) -> BinaryIO:
        """As the vault does."""
        return io.BytesIO(self.vault[sha256])

    def write(self, out: Path, **more: Any) -> Written:
        """The bundle."""
        return write_bundle(replace(self.content, **more), out, open_bytes=self.open_bytes, sign=self.signer.key.sign)


def state_of_item(data: bytes, media_type: str) -> dict[str, Any]:
    """An item's state as the journal notes it."""
    digest = hashlib.sha256(data).hexdigest()
    return {
        "sha256": digest,
        "size_bytes": len(data),
        "media_type": media_type,
        "received_at": "2026-11-19T10:00:00+00:00",
    }


def state_of_receipt(item: int, name: str) -> dict[str, Any]:
    """A receipt's state."""
    return {
        "item": item,
        "original_name": name,
        "channel": "upload",
        "source": 3,
        "published": "2026-11-18",
        "lang": "ar",
        "received_at": "2026-11-19T10:00:00+00:00",
        "received_by": "clerk",
    }


def state_of_derivative(item: int, data: bytes, *, state: str = "made") -> dict[str, Any]:
    """A derivative's state."""
    return {
        "item": item,
        "kind": "preview",
        "number": 0,
        "state": state,
        "sha256": hashlib.sha256(data).hexdigest() if state == "made" else "",
        "size_bytes": len(data) if state == "made" else 0,
        "media_type": "image/jpeg" if state == "made" else "",
        "tool": "pillow",
        "tool_version": "13.0",
        "parameters": {"size": 1200},
        "facts": {"ratio": 1.5},
        "reason": "" if state == "made" else "timeout",
        "made_at": "2026-11-19T10:05:00+00:00",
    }


CAPTURE = {
    "url": "https://example.org/post?id=7",
    "asked_by": "clerk",
    "asked_at": "2026-11-19T11:00:00+00:00",
    "state": "done",
    "outcome": "captured",
    "started_at": "2026-11-19T11:00:01+00:00",
    "stopped_at": "2026-11-19T11:00:09+00:00",
    "final_url": "https://example.org/post?id=7",
    "http_status": 200,
    "tools": {"chromium": "150"},
    "missing": {"pdf": "timeout"},
    "is_court_complete": False,
    "availability": "there",
    "files": [["screenshot", 3]],
}
NAMES = (ARABIC, '=HYPERLINK("http://x.example")', 'a "quoted", name\nwith þ and \x14 and ®.png')


def make_world(*, seed: int = 1, items: int = 3, size: int = 3000) -> World:
    """A few items with receipts, derivatives, an incomplete capture, opened and closed entries, and a witness."""
    signer, witness, log, vault = Signer(seed), Signer(seed + 1000, "witness.example"), Log(), {}
    made_items, made_derivatives = [], []
    for number in range(1, items + 1):
        data = hashlib.shake_256(f"{seed} {number}".encode()).digest(size + number)
        picture = hashlib.shake_256(f"{seed} {number} small".encode()).digest(size // 3)
        media = ("text/plain", "video/mp4", "image/png")[(number - 1) % 3]
        item, receipt = state_of_item(data, media), state_of_receipt(number, NAMES[(number - 1) % 3])
        derived = state_of_derivative(number, picture, state="failed" if number == 2 else "made")
        refs = f"EV-{number:06d}", f"RC-{number:06d}", f"DV-{number:06d}"
        log.add(
            "received", subject=refs[0], records={refs[0]: item, refs[1]: receipt}, detail={"sha256": item["sha256"]}
        )
        log.add("derived", subject=refs[2], records={refs[2]: derived}, why="@working copy")
        log.add("claims_read", subject=f"RP-{number:06d}", records={f"SR-{number:06d}": {"pseudonym": "x"}})
        vault |= {item["sha256"]: data} | ({derived["sha256"]: picture} if derived["sha256"] else {})
        arrival = BundleReceipt(ref=refs[1], state=receipt, source="stork")
        made_items.append(BundleItem(ref=refs[0], state=item, receipts=(arrival,)))
        made_derivatives.append(BundleDerivative(ref=refs[2], item=refs[0], state=derived))
    captured = log.add("captured", subject="CP-000001", records={"CP-000001": CAPTURE})
    while len(log.entries) % 16:
        log.add("padded", subject="", records={})
    keep = [n for n in range(1, 3 * items + 1) if n % 3] + [captured]
    text = log.text(signer.name)
    content = BundleContent(
        ref="HO-000007",
        title="Three items  of\nthe village",
        purpose="share_court",
        purpose_en="Given to a court",
        purpose_ar="تُسلَّم إلى محكمة",
        recipient="Court of tests",
        as_of=AS_OF,
        organisation="Organisation of tests",
        items=tuple(made_items),
        derivatives=tuple(made_derivatives),
        captures=(
            BundleCapture(
                ref="CP-000001",
                state=CAPTURE,
                url=CAPTURE["url"],
                started_at=CAPTURE["started_at"],
                stopped_at=CAPTURE["stopped_at"],
                is_court_complete=False,
                missing=CAPTURE["missing"],
                files=(("screenshot", "EV-000003"),),
            ),
        ),
        events=tuple(log.opened(number, "ingestion" if number % 3 == 1 else "") for number in keep),
        closed=tuple(log.closed(number) for number in range(3, 3 * items + 1, 3)),
        destroyed=(len(log.entries),),
        checkpoint=signer.note(text),
        public_key=signer.pem,
        witness_lines=(witness.cosign(text),),
        limits=(("Comments are not in here.", "لا توجد هنا تعليقات."),),
        case_pdf=b"%PDF-1.7 of tests",
    )
    return World(content, vault, log, signer, witness)


def reseal(folder: Path, signer: Signer) -> None:
    """Manifests, index and signature are made anew over what lies there: what somebody who holds the key can do."""
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    seal = {"seal/SHA256SUMS", "seal/SHA256SUMS.sig"}
    every = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - seal
    data = {path for path in every if path.startswith("data/")}
    told = (folder / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    oxum = f"Payload-Oxum: {sum((folder / path).stat().st_size for path in data)}.{len(data)}"
    lines = [oxum if line.startswith("Payload-Oxum") else line for line in told]
    (folder / "bag-info.txt").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (folder / "manifest-sha256.txt").write_bytes(sums(folder, data))
    (folder / "tagmanifest-sha256.txt").write_bytes(sums(folder, every - data - {"tagmanifest-sha256.txt"}))
    index = sums(folder, every)
    (folder / "seal/SHA256SUMS").write_bytes(index)
    (folder / "seal/SHA256SUMS.sig").write_bytes(signer.key.sign(index))


def sums(folder: Path, paths: set[str]) -> bytes:
    """Lines as ``sha256sum`` writes them, sorted."""
    lines = [f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in sorted(paths)]
    return "".join(lines).encode()


def edit_json(path: Path, change: Callable[[Any], Any]) -> None:
    """The document with the change, in the form that the format asks for."""
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    path.chmod(0o644)
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8")


class Authority:
    """A timestamp authority of openssl, with a certificate authority above it."""

    def __init__(self, folder: Path, *, name: str = "tsa", usage: str = "critical,timeStamping") -> None:
        """``usage`` is the extended key usage of its certificate; another one than timeStamping is not valid."""
        self.folder, self.ca = folder / name, folder / name / "ca.pem"
        self.folder.mkdir()
        config = self.folder / "tsa.cnf"
        config.write_text(
            "[req]\ndistinguished_name=dn\n[dn]\n[ca]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n"
            f"[tsa]\nextendedKeyUsage={usage}\nkeyUsage=critical,digitalSignature\n"
            f"[tsa_config]\nserial={self.folder}/serial\ncrypto_device=builtin\nsigner_cert={self.folder}/tsa.pem\n"
            f"signer_key={self.folder}/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha512\n"
            "accuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\n",
            encoding="utf-8",
        )
        (self.folder / "serial").write_text("01\n")
        new = ["req", "-newkey", "ed25519", "-nodes", "-config", config]
        self._run(
            *new,
            "-x509",
            "-days",
            "90",
            "-subj",
            f"/CN={name} ca",
            "-extensions",
            "ca",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
        )
        small = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", config]
        self._run(*small, "-subj", f"/CN={name}", "-keyout", "tsa.key", "-out", "tsa.csr")
        sign = ["x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "80"]
        self._run(*sign, "-extfile", config, "-extensions", "tsa", "-out", "tsa.pem")

    def _run(self, *words: Any) -> None:
        subprocess.run(["openssl", *map(str, words)], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, data: bytes, *, digest: str = "sha256") -> bytes:
        """The authority's reply over the data."""
        (self.folder / "data").write_bytes(data)
        self._run("ts", "-query", "-data", "data", f"-{digest}", "-cert", "-out", "query.tsq")
        self._run(
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-section",
            "tsa_config",
            "-queryfile",
            "query.tsq",
            "-out",
            "reply.tsr",
        )
        return (self.folder / "reply.tsr").read_bytes()

    def token_by(self, signer: "Authority", reply: bytes) -> bytes:
        """The same statement of time, signed by another authority's certificate, past what ``openssl ts`` refuses."""
        (self.folder / "given.tsr").write_bytes(reply)
        self._run("ts", "-reply", "-in", "given.tsr", "-token_out", "-out", "given.tok")
        self._run("cms", "-verify", "-noverify", "-inform", "DER", "-in", "given.tok", "-out", "info.der")
        who = ["-signer", signer.folder / "tsa.pem", "-inkey", signer.folder / "tsa.key", "-cades", "-md", "sha256"]
        kind = ["-econtent_type", "1.2.840.113549.1.9.16.1.4", "-binary", "-nodetach", "-outform", "DER"]
        self._run("cms", "-sign", "-in", "info.der", *who, *kind, "-out", "new.tok")
        inside = bytes.fromhex("3003020100") + (self.folder / "new.tok").read_bytes()
        return b"\x30\x82" + len(inside).to_bytes(2, "big") + inside
