#!/usr/bin/env python3
"""Checks a hand-over bundle, version 1, with nothing but Python 3.8 or later, and says what is proven and what is not.

It trusts no key inside the bundle: the fingerprint comes to you on another way. It only reads, follows no links, and
starts no program but ``openssl ts`` (for --tsa-ca). Exit: 0 proven, 1 damaged or forged, 2 wrong use or no key."""

# fmt: off
# ruff: noqa: I001, PTH110, PTH112, PTH113, PTH123, PTH208, PTH118, PTH100, T201, B905, RUF007, UP032, SIM905, S603, PLW1510
from __future__ import annotations
import sys
if __name__ == "__main__" and not (sys.flags.isolated or getattr(sys.flags, "safe_path", False)):
    del sys.path[0]  # a module that lies beside this file in a forged bundle is not to be loaded
import argparse
import base64
import hashlib
import json
import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

INDEX, SIGNATURE, KEY, NOTE = "seal/SHA256SUMS", "seal/SHA256SUMS.sig", "seal/signing.pub", "seal/checkpoint"
EVENTS, WITNESS, CASE, CRATE = "seal/events.json", "seal/witness.txt", "data/case.json", "data/ro-crate-metadata.json"
TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bagit.txt", "bag-info.txt"
NEEDED = {INDEX, SIGNATURE, KEY, NOTE, EVENTS, WITNESS, CASE, CRATE, *TAGS, "HOWTO-VERIFY.txt", "HOWTO-VERIFY.ar.txt",
          "verify.py", "data/custody.csv", "data/load.dat", "data/load.opt"}
ALLOWED = re.compile(r"data/(originals/EV|derivatives/DV)-[0-9]{6,18}\.[a-z0-9]{1,8}|data/(case|dossier)(\.ar)?\.pdf|"
                     r"data/exhibits\.csv|seal/checkpoint\.[a-z0-9-]{1,40}\.tsr")
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
FOLDERS = {"data", "data/originals", "data/derivatives", "seal"}
CASE_KEYS = ("format version ref title organisation recipient purpose as_of checkpoint items derivatives captures "
             "closed destroyed limits")
INCOMPLETE, CAPTURE_KEYS = "incomplete capture", ("url", "started_at", "stopped_at", "is_court_complete", "missing")
CHECKPOINT = re.compile(
    r"(([^\s+\x00-\x1f\x7f]{1,200})\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/]{43}=)\n(?:[^\x00-\x1f\x7f]+\n)*)\n"
    r"\u2014 (\S+) ([A-Za-z0-9+/=]+)\n")
DER_KEY = bytes.fromhex("302a300506032b6570032100")
WORDS = {line.split("|")[0]: line.split("|")[1:] for line in """
name|{}: was not sealed in this bundle (or is a link or a second name)|{}: لم يُختم في الحزمة (أو هو رابط أو اسم ثانٍ)
missing|{}: is missing|{}: مفقود
changed|{}: its bytes are not those that were sealed|{}: محتواه ليس ما خُتم عليه
other_key|{}: is not the key that you named|{}: ليس المفتاح الذي حددته
signature|{}: the signature does not hold|{}: التوقيع غير صحيح
form|{}: not as the format says|{}: ليس كما تنص الصيغة
proof|entry {}: is not in the signed checkpoint|القيد {}: ليس ضمن نقطة التحقق الموقعة
record|{}: is not as the journal noted it|{}: ليس كما دوّنه السجل
agree|{}: does not agree with the rest of the bundle|{}: لا يتفق مع بقية الحزمة
timestamp|{}: no timestamp over this checkpoint by an authority that you named|{}: لا ختم زمنياً لها من جهة حددتها
witness|{}: no cosignature that holds|{}: لا توقيع شاهد صحيحاً
unreadable|{}: cannot be read|{}: تعذرت قراءته
seal|all files are as the holder of this key sealed them: {}|جميع الملفات كما ختمها حامل هذا المفتاح: {}
entries|entries (opened + closed) stand in the signed checkpoint: {}|القيود ضمن نقطة التحقق الموقعة: {}
records|originals + derivatives are as the journal noted them: {}|الأصول والمشتقات كما دوّنها السجل: {}
stamped|they existed at the latest at {}|كانت موجودة في موعد أقصاه {}
witnessed|a witness saw this checkpoint: {}|شهد على نقطة التحقق: {}
no_key|ANYTHING: without --key it only agrees with itself; a forger can seal too|أي شيء: دون --key تتفق مع نفسها فقط
truth|that what a file shows or says is true, or who made it|أن ما يظهر في ملف أو يقال فيه صحيح، ومن صنعه
earlier|anything from before a file was received, or the first checkpoint|أي شيء سابق لاستلام الملف أو لأول نقطة تحقق
consent|that a person agreed to this use|أن شخصاً ما وافق على هذا الاستخدام
clock|times in entries: only the organisation's own clock vouches for them|أوقات القيود: لا تشهد عليها إلا ساعة المنظمة
complete|that there is nothing beyond what is in here|أنه لا يوجد غير ما في هذه الحزمة
one_log|that all were shown the same journal: compare seal/checkpoint with the published one|أن السجل واحد للجميع
copies|that PDF, load and RO-Crate files say what case.json says|أن ملفات PDF والتحميل وRO-Crate تطابق case.json
closed|what closed and destroyed entries say: {}|مضمون القيود المغلقة والمُتلَفة: {}
unstamped|a time that somebody else vouches for: no timestamp|وقت يشهد عليه غير المنظمة: لا ختم زمنياً
unchecked|without --tsa-ca or --witness, by whom: {}|دون --tsa-ca أو --witness، ممن هذا: {}
""".split("\n")[1:-1]}
VERDICTS = {"proven": ("PROVEN", "مُثبَتة"), "damaged": ("DAMAGED OR FORGED", "تالفة أو مزوّرة"),
            "consistent": ("CONSISTENT WITH ITSELF, NOT PROVEN", "متسقة مع نفسها، غير مُثبَتة")}
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
BASE, NEUTRAL, NO_LINK = (4 * pow(5, P - 2, P) % P).to_bytes(32, "little"), (0, 1, 1, 0), getattr(os, "O_NOFOLLOW", 0)

class Fault(Exception):
    """One thing that is not as it has to be: a code of WORDS, and where."""
def need(holds: object, code: str, where: str = "") -> None:
    if not holds:
        raise Fault(code, where)
def open_file(path: str) -> Any:
    return open(path, "rb", buffering=0, opener=lambda name, flags: os.open(name, flags | NO_LINK))
def add(p: Sequence[int], q: Sequence[int]) -> Sequence[int]:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P
def times(number: int, p: Sequence[int]) -> Sequence[int]:
    total: Sequence[int] = NEUTRAL
    for bit in bin(number)[:1:-1]:
        total, p = (add(total, p) if bit == "1" else total), add(p, p)
    return total
def same(p: Sequence[int], q: Sequence[int]) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0
def point(raw: bytes) -> Sequence[int]:
    sign, y = raw[31] >> 7, int.from_bytes(raw, "little") & (2**255 - 1)
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * ROOT % P
    found = (x if x & 1 == sign else P - x, y, 1, (x if x & 1 == sign else P - x) * y % P)
    need((v * x * x - u) % P == 0 and y < P and not same(times(8, found), NEUTRAL), "signature")
    return found

def must_sign(key: bytes, message: bytes, signature: bytes, where: str) -> None:
    """Ed25519 (RFC 8032), strictly: S below the order, points in their one spelling, none of the eight small ones."""
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    holds = len(signature) == 64 and s < ORDER and same(times(s, point(BASE)), add(r, times(hashed, a)))
    need(holds, "signature", where)

def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
def unhex(text: str) -> bytes:
    need(re.fullmatch("[0-9a-f]{64}", text), "form", EVENTS)
    return bytes.fromhex(text)
def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    need(base64.b64encode(raw).decode() == text, "form", "base64")
    return raw
def pem_of(raw: bytes) -> bytes:
    return b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(DER_KEY + raw) + b"\n-----END PUBLIC KEY-----\n"
def named_key(line: str, kind: int) -> tuple[str, bytes, bytes]:
    """Name, four-byte id and key of a C2SP verifier key: NAME+ID+KEY."""
    name, told, encoded = line.strip().split("+", 2)
    raw = unbase64(encoded)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    need(len(raw) == 33 and raw[0] == kind and key_id.hex() == told, "form", "verifier key")
    return name, key_id, raw[1:]
def fingerprint_of(key: str) -> str:
    """SHA-256 of signing.pub, from what a person gives: the digits themselves, the file, or a verifier key."""
    digits = re.sub(r"[\s:]", "", key).lower()
    if os.path.exists(key) and not re.fullmatch("[0-9a-f]{64}", digits):
        with open(key, "rb") as file:
            return sha256(file.read(10000).replace(b"\r\n", b"\n"))
    return digits if re.fullmatch("[0-9a-f]{64}", digits) else sha256(pem_of(named_key(key, 1)[2]))
def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
def pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n"
def strict(text: str, write: Callable[[Any], str], where: str) -> Any:
    """JSON in its one form: what does not come out again as it came in (a key twice, NaN, 25 digits) is refused."""
    value = json.loads(text, parse_int=lambda digits: int(digits[:20]))
    need(write(value) == text, "form", where)
    return value
def keys(value: Any, wanted: str, where: str = CASE) -> Any:
    need(isinstance(value, dict) and set(value) == set(wanted.split()), "form", where)
    return value
def ascending(values: Sequence[Any], where: str = CASE) -> None:
    need(all(a < b for a, b in zip(values, values[1:])), "form", where)
def sums(hashes: dict[str, str], paths: Iterable[str]) -> bytes:
    return "".join("{}  {}\n".format(hashes[path], path) for path in sorted(paths)).encode()
def custody_csv(events: Iterable[dict[str, Any]]) -> bytes:
    rows = ["entry at event premis actor subject records why detail commitment".split()]
    for one in events:
        body = json.loads(one["body"])
        rows.append([str(body["n"]), body["t"], body["event"], one["premis"], body["actor"], body["subject"], " ".join(
            sorted(body["records"])), body["why"], canonical(body["detail"]), commitment_of(one).hex()])
    safe = [["'" + cell if cell[:1] in set("=+-@\t\r\n＝＋－＠") else cell for cell in row] for row in rows]
    return "".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) + "\n" for row in safe).encode()
def commitment_of(one: dict[str, Any]) -> bytes:
    opened = hashlib.sha256(unhex(one["salt"]) + one["body"].encode()).digest() if "body" in one else b""
    return opened or unhex(one["commitment"])
def root_of(commitment: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that the path leads to (RFC 9162, 2.1.3.2); empty where it is no path of a tree of this size."""
    found, last = hashlib.sha256(b"\x00" + commitment).digest(), size - 1
    for beside in path:
        if last == 0:
            return b""
        is_right = index & 1 or index == last
        found = hashlib.sha256(b"\x01" + (beside + found if is_right else found + beside)).digest()
        while is_right and index and not index & 1:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return found if last == 0 else b""
def der(data: bytes) -> list[tuple[int, bytes]]:
    """The elements that stand side by side, each with its tag; any exception means that it is no DER."""
    found = []
    while data:
        length, at = data[1], 2
        if length > 0x80:
            at, length = at + length - 0x80, int.from_bytes(data[2 : length - 0x7E], "big")
        need(data[1] != 0x80 and at + length <= len(data), "timestamp")
        found.append((data[0], data[at : at + length]))
        data = data[at + length :]
    return found
def stamp_of(reply: bytes, imprint: bytes, where: str) -> datetime:
    """When the authority says that it saw these bytes (RFC 3161)."""
    ((_, response),) = der(reply[: 1 << 20])
    (_, status), (_, token) = der(response)
    (_, kind), (_, content) = der(token)
    (_, what), (_, wrapped) = der(der(der(content)[0][1])[2][1])
    fields = der(der(der(wrapped)[0][1])[0][1])
    (_, algorithm), (_, digest) = der(fields[2][1])
    oids = [oid.hex() for oid in (kind, what, der(algorithm)[0][1])]
    need(oids == ["2a864886f70d010702", "2a864886f70d0109100104", "608648016503040201"], "timestamp", where)
    need(digest == imprint and der(status)[0][1] in (b"\x00", b"\x01") and fields[4][0] == 0x18, "timestamp", where)
    return datetime.strptime(fields[4][1][:14].decode() + "+0000", "%Y%m%d%H%M%S%z")

class Bundle:
    """One bundle that is being checked, and what was found so far."""
    def __init__(self, root: str, key: str, tsa_ca: Sequence[str], witness: Sequence[str]) -> None:
        self.root, self.key, self.tsa_ca, self.witnesses = root, key, tsa_ca, [named_key(one, 4) for one in witness]
        self.sizes, self.hashes, self.faults, self.proven = {}, {}, [], []  # type: ignore[var-annotated]
        told = ([] if key else ["no_key"]) + "truth earlier consent clock complete one_log copies".split()
        self.open = [(code, "") for code in told]
    def check(self) -> None:
        """Step after step, up to the first that finds a fault: the others hang on it."""
        for step in "names signature bytes checkpoint events case records copies stamps witnesses".split():
            try:
                getattr(self, "check_" + step)()
            except Fault as fault:
                self.faults.append((fault.args[0], fault.args[1] or step))
            except Exception as odd:  # noqa: BLE001 - whatever cannot be read is damaged, never proven
                self.faults.append(("unreadable", f"{step}: {type(odd).__name__}"))
            if self.faults:
                return
    def check_names(self) -> None:
        folders, seen = [""], set()
        for inside in folders:
            names = sorted(os.listdir(os.path.join(self.root, inside)))
            self.faults += [] if names else [("name", inside)]
            for path in (f"{inside}/{name}".lstrip("/") for name in names):
                told = os.lstat(os.path.join(self.root, path))
                if stat.S_ISDIR(told.st_mode) and path in FOLDERS:
                    folders.append(path)
                    continue
                is_known = stat.S_ISREG(told.st_mode) and (path in NEEDED or ALLOWED.fullmatch(path))
                twin = (told.st_dev, told.st_ino or path)
                self.faults += [] if is_known and twin not in seen else [("name", path)]
                self.sizes[path] = told.st_size
                seen.add(twin)
        self.faults += [("missing", path) for path in sorted(NEEDED - set(self.sizes))]
    def hash_file(self, path: str) -> str:
        digest, buffer = hashlib.sha256(), memoryview(bytearray(1 << 20))
        with open_file(os.path.join(self.root, path)) as file:
            while got := file.readinto(buffer):
                digest.update(buffer[:got])
        return digest.hexdigest()
    def read(self, path: str) -> str:
        """The text of a file: the bytes that were hashed, not what came in their place since."""
        with open_file(os.path.join(self.root, path)) as file:
            data: bytes = file.read(min(self.sizes[path] + 1, 1 << 28))
        need(self.hashes.get(path, sha256(data)) == sha256(data), "changed", path)
        return data.decode("latin-1" if path == SIGNATURE or path.endswith(".tsr") else "utf-8")
    def check_signature(self) -> None:
        pem, self.index = self.read(KEY), self.read(INDEX)
        self.raw = unbase64(pem.split("\n")[1])[12:]
        need(pem.encode() == pem_of(self.raw), "form", KEY)
        need(sha256(pem.encode()) == (self.key or sha256(pem.encode())), "other_key", sha256(pem.encode()))
        must_sign(self.raw, self.index.encode(), self.read(SIGNATURE).encode("latin-1"), SIGNATURE)
    def check_bytes(self) -> None:
        paths = sorted(set(self.sizes) - {INDEX, SIGNATURE})
        with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            self.hashes = dict(zip(paths, pool.map(self.hash_file, paths)))
        listed = {line[66:]: line[:64] for line in self.index.split("\n")[:-1]}
        self.faults += [("missing", path) for path in sorted(set(listed) - set(paths))]
        self.faults += [("changed" if path in listed else "name", path)
                        for path in paths if listed.get(path) != self.hashes[path]]
        need(self.faults or sums(self.hashes, paths) == self.index.encode(), "form", INDEX)
        self.proven.append(("seal", f"{sha256(pem_of(self.raw))} ({len(paths)}, {sum(self.sizes.values())} B)"))
    def check_checkpoint(self) -> None:
        found: Any = CHECKPOINT.fullmatch(self.read(NOTE))
        self.text, self.origin, size, root, name, line = found.groups()
        self.size, self.tree, raw = int(size), unbase64(root), unbase64(line)
        key_id = hashlib.sha256(self.origin.encode() + b"\n\x01" + self.raw).digest()[:4]
        need(name == self.origin and raw[:4] == key_id, "signature", NOTE)
        must_sign(self.raw, self.text.encode(), raw[4:], NOTE)
    def check_events(self) -> None:
        told = keys(strict(self.read(EVENTS), pretty, EVENTS), "format version events closed", EVENTS)
        need((told["format"], told["version"]) == ("tawthiq-bundle-events", 1), "form", EVENTS)
        self.events, self.closed, self.noted = told["events"], told["closed"], {}
        for one in self.closed:
            need(keys(one, "index commitment reason path", EVENTS)["reason"] == "withheld", "form", EVENTS)
        for one in self.events:
            body = strict(keys(one, "index body salt premis path", EVENTS)["body"], canonical, EVENTS)
            keys(body, "v n t event actor subject records why detail", EVENTS)
            need((body["v"], body["n"]) == (1, one["index"] + 1), "record", str(body["n"]))
            self.noted.update(body["records"])
        for one in self.closed + self.events:
            index, path = one["index"], [unhex(step) for step in one["path"]]
            is_there = 0 <= index < self.size and root_of(commitment_of(one), index, self.size, path) == self.tree
            need(is_there, "proof", str(index + 1))
        for some in (self.events, self.closed, sorted(self.events + self.closed, key=lambda one: one["index"])):
            ascending([one["index"] for one in some], EVENTS)
        need(self.read("data/custody.csv").encode() == custody_csv(self.events), "agree", "data/custody.csv")
        self.proven.append(("entries", f"{len(self.events)} + {len(self.closed)} / {self.size}"))
    def check_case(self) -> None:
        case = self.case = keys(strict(self.read(CASE), pretty, CASE), CASE_KEYS)
        need((case["format"], case["version"]) == ("tawthiq-bundle", 1), "form", CASE)
        keys(case["limits"], "en ar")
        need(keys(case["purpose"], "id en ar")["id"] and case["recipient"], "form", CASE)
        need(case["checkpoint"] == {"origin": self.origin, "size": self.size, "root": self.tree.hex()}, "agree", CASE)
        need(case["closed"] == [one["index"] + 1 for one in self.closed], "agree", CASE)
        need(not {one["index"] + 1 for one in self.events} & set(case["destroyed"]), "agree", CASE)
        ascending(case["destroyed"])
        gone = len(case["closed"]), len(case["destroyed"])
        self.open += [("closed", "{} + {}".format(*gone))] if any(gone) else []
    def check_records(self) -> None:
        items, made, captures = (self.case[kind] for kind in ("items", "derivatives", "captures"))
        lacking = {item for one in captures if not one["is_court_complete"] for _, item in one["files"]}
        for one in items:
            self.vouch(keys(one, "ref file label state receipts"), "EV")
            need(one["label"] == INCOMPLETE or one["ref"] not in lacking, "record", one["ref"])
            for arrival in one["receipts"]:
                self.vouch(keys(arrival, "ref state source"), "RC", one["ref"])
        for one in made:
            self.vouch(keys(one, "ref item file state"), "DV", one["item"])
        for one in captures:
            keys(one, " ".join(("ref", "files", "state", *CAPTURE_KEYS)))
            state, files = one["state"], sorted([role, int(item[3:])] for role, item in one["files"])
            if state is not None:
                self.vouch(one, "CP")
                need(all((state[key] or type(one[key])()) == one[key] for key in CAPTURE_KEYS), "record", one["ref"])
                need(sorted(state["files"]) == files, "record", one["ref"])
        for some in (items, made, captures, *(one["receipts"] for one in items)):
            ascending([one["ref"] for one in some])
        there = [path for path in self.sizes if path.startswith(("data/originals/", "data/derivatives/"))]
        need(sorted(one["file"] for one in items + made if one["file"]) == sorted(there), "agree", CASE)
        self.proven.append(("records", f"{len(items)} + {len(made)}"))
    def vouch(self, one: dict[str, Any], kind: str, parent: str = "") -> None:
        """The record is as the last opened entry about it notes; its file has the bytes that its state tells."""
        ref, state = one["ref"], one["state"]
        need(re.fullmatch(kind + "-[0-9]{6,18}", ref) and "ref" not in state, "record", ref)
        need(self.noted.get(ref) == sha256(canonical({"ref": ref, **state}).encode()), "record", ref)
        need(not parent or parent == "EV-{:06d}".format(state["item"]), "record", ref)
        if "file" in one:
            told = (state["sha256"], state["size_bytes"]) if state.get("state", "made") == "made" else ("", 0)
            is_named = (one["file"] or ref).split("/")[-1].split(".")[0] == ref
            need(is_named and (self.hashes.get(one["file"], ""), self.sizes.get(one["file"], 0)) == told, "record", ref)
    def check_copies(self) -> None:
        data = {path for path in self.sizes if path.startswith("data/")}
        tags = set(self.hashes) - data - {"tagmanifest-sha256.txt"}
        oxum = f"Payload-Oxum: {sum(self.sizes[path] for path in data)}.{len(data)}"
        need(oxum in self.read("bag-info.txt").split("\n"), "agree", "bag-info.txt")
        for name, wanted in zip(TAGS, (sums(self.hashes, data), sums(self.hashes, tags), BAGIT)):
            need(self.read(name).encode() == wanted, "agree", name)
    def check_stamps(self) -> None:
        paths = sorted(path for path in self.sizes if path.endswith(".tsr"))
        need(paths or not self.tsa_ca, "timestamp", "seal/*.tsr")
        self.open += [] if paths else [("unstamped", "")]
        for path in paths:
            at = stamp_of(self.read(path).encode("latin-1"), bytes.fromhex(self.hashes[NOTE]), path)
            need(not self.tsa_ca or any(self.is_stamped(path, ca, at) for ca in self.tsa_ca), "timestamp", path)
            when = ("stamped" if self.tsa_ca else "unchecked", f"{at:%Y-%m-%d %H:%M:%S} UTC ({path[16:-4]})")
            (self.proven if self.tsa_ca else self.open).append(when)
    def is_stamped(self, path: str, ca: str, at: datetime) -> bool:
        told = f"-attime {at.timestamp():.0f} -digest {self.hashes[NOTE]} -CAfile".split()
        command = ["openssl", "ts", "-verify", *told, ca, "-untrusted", ca, "-in", os.path.join(self.root, path)]
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return ran.returncode == 0 and b"Verification: OK" in ran.stdout
    def check_witnesses(self) -> None:
        lines = [re.fullmatch("\u2014 ([^\\s+]+) ([A-Za-z0-9+/=]+)\n", line)
                 for line in self.read(WITNESS).splitlines(keepends=True)]
        signed = [(line[1], unbase64(line[2])) if line else ("", b"") for line in lines]
        need(all(len(raw) == 76 for _, raw in signed), "form", WITNESS)
        for name, key_id, key in self.witnesses:
            own = [raw for said, raw in signed if (said, raw[:4]) == (name, key_id)]
            need(own, "witness", name)
            for raw in own:
                said = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n{self.text}"
                must_sign(key, said.encode(), raw[12:], name)
            self.proven.append(("witnessed", name))
        self.open += [("unchecked", f"{WITNESS} {len(signed)}")] if signed and not self.witnesses else []

def check(root: str, key: str = "", tsa_ca: Sequence[str] = (), witness: Sequence[str] = (), lang: str = "en") -> Any:
    """What --json prints. Raises Fault, ValueError or OSError where what was given is not what it has to be."""
    fingerprint = fingerprint_of(key) if key else ""
    need(all(os.path.isfile(ca) for ca in tsa_ca) and os.path.isdir(root), "unreadable", root)
    bundle = Bundle(os.path.abspath(root), fingerprint, [os.path.abspath(ca) for ca in tsa_ca], witness)
    bundle.check()
    verdict = "damaged" if bundle.faults else "proven" if key else "consistent"
    found = {"faults": bundle.faults, "proven": bundle.proven if verdict == "proven" else [], "not_proven": bundle.open}
    safe = {part: [(code, ascii(where)[1:-1]) for code, where in some] for part, some in found.items()}
    lists = {part: [{"code": code, "where": where, "text": WORDS[code][lang == "ar"].format(where)}
                    for code, where in some] for part, some in safe.items()}
    return {"verdict": verdict, "fingerprint": fingerprint, **lists}

def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Check a hand-over bundle. HOWTO-VERIFY.txt: the same by hand.")
    parser.add_argument("bundle", metavar="BUNDLE")
    parser.add_argument("--key", default="", help="fingerprint, file or verifier key, NOT taken from the bundle")
    parser.add_argument("--tsa-ca", action="append", default=[], metavar="FILE", help="an authority's certificates")
    parser.add_argument("--witness", action="append", default=[], metavar="VKEY", help="verifier key of a witness")
    parser.add_argument("--lang", choices=("en", "ar"), default="en")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    try:
        told = check(asked.bundle, asked.key, asked.tsa_ca, asked.witness, asked.lang)
    except (Fault, ValueError, OSError, IndexError) as odd:
        parser.error(str(odd))
    getattr(sys.stdout, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace")
    lines = [VERDICTS[told["verdict"]][asked.lang == "ar"]]
    lines += ["  - " + one["text"] for one in told["faults"] + told["proven"]]
    lines += [("NOT proven:", "ما لم يُثبَت:")[asked.lang == "ar"], *("  - " + one["text"] for one in told["not_proven"])]
    print(json.dumps(told, ensure_ascii=False, indent=1) if asked.json else "\n".join(lines))
    return {"proven": 0, "damaged": 1}.get(told["verdict"], 2)

if __name__ == "__main__":
    sys.exit(main())
