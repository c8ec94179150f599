"""The bundle's own documents, made from its content alone: the same content gives the same bytes.

Format: ``docs/reference/formats/bundle.md``. What ``verify.py`` makes again to compare (custody table, manifests) is
made by its own functions.
"""

import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

from tawthiq.errors import InvalidRecord
from tawthiq.store.bundle import verify
from tawthiq.store.bundle.content import BundleContent
from tawthiq.store.bundle.loadfile import load_table_dat, load_table_opt
from tawthiq.store.packs import load_table

# What looks inside files can say more of a type than is fit for a name.
UNKNOWN_ENDING = "bin"
_AUTHORITY = re.compile(r"[^a-z0-9]+")


def ending_of(media_type: str) -> str:
    """The ending that a file of this type has in a bundle; ``bin`` where the table knows none."""
    bare = media_type.partition(";")[0].strip().lower()
    return next((row["ending"] for row in load_table("file_endings") if row["id"] == bare), UNKNOWN_ENDING)


def file_names(content: BundleContent) -> dict[str, str]:
    """Reference to path in the bundle, for every original and every derivative that has bytes."""
    names = {one.ref: f"data/originals/{one.ref}.{ending_of(one.state['media_type'])}" for one in content.items}
    for made in content.derivatives:
        if made.has_bytes:
            names[made.ref] = f"data/derivatives/{made.ref}.{ending_of(made.state['media_type'])}"
    return names


def case_document(content: BundleContent, *, names: Mapping[str, str]) -> dict[str, Any]:
    """``data/case.json``."""
    found = verify.CHECKPOINT.fullmatch(content.checkpoint.decode())
    if not found:
        raise InvalidRecord("the bundle's checkpoint is no signed note with one signature")
    return {
        "format": "tawthiq-bundle",
        "version": 1,
        "ref": content.ref,
        "title": content.title,
        "organisation": content.organisation,
        "recipient": content.recipient,
        "purpose": {"id": content.purpose, "en": content.purpose_en, "ar": content.purpose_ar},
        "as_of": content.as_of,
        "checkpoint": {"origin": found[2], "size": int(found[3]), "root": verify.unbase64(found[4]).hex()},
        "items": _items(content, names),
        "derivatives": [
            {"ref": one.ref, "item": one.item, "file": names.get(one.ref), "state": dict(one.state)}
            for one in sorted(content.derivatives, key=lambda one: one.ref)
        ],
        "captures": _captures(content),
        "closed": sorted(one.index + 1 for one in content.closed),
        "destroyed": sorted(content.destroyed),
        "limits": {"en": [english for english, _ in content.limits], "ar": [arabic for _, arabic in content.limits]},
    }


def _items(content: BundleContent, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "ref": one.ref,
            "file": names[one.ref],
            "label": content.label_of(one),
            "state": dict(one.state),
            "receipts": [
                {"ref": arrival.ref, "state": dict(arrival.state), "source": arrival.source}
                for arrival in sorted(one.receipts, key=lambda arrival: arrival.ref)
            ],
        }
        for one in sorted(content.items, key=lambda one: one.ref)
    ]


def _captures(content: BundleContent) -> list[dict[str, Any]]:
    return [
        {
            "ref": one.ref,
            "url": one.url,
            "started_at": one.started_at,
            "stopped_at": one.stopped_at,
            "is_court_complete": one.is_court_complete,
            "missing": dict(one.missing),
            "files": sorted([role, item] for role, item in one.files),
            "state": None if one.state is None else dict(one.state),
        }
        for one in sorted(content.captures, key=lambda one: one.ref)
    ]


def events_document(content: BundleContent) -> dict[str, Any]:
    """``seal/events.json``."""
    opened = [
        {"index": one.index, "body": one.body, "salt": one.salt, "premis": one.premis, "path": list(one.path)}
        for one in sorted(content.events, key=lambda one: one.index)
    ]
    closed = [
        {"index": one.index, "commitment": one.commitment, "reason": one.reason, "path": list(one.path)}
        for one in sorted(content.closed, key=lambda one: one.index)
    ]
    return {"format": "tawthiq-bundle-events", "version": 1, "events": opened, "closed": closed}


def bag_information(case: Mapping[str, Any], *, sizes: Mapping[str, int]) -> bytes:
    """``bag-info.txt``: white space in a value is one space, empty values are left out."""
    data = [size for path, size in sizes.items() if path.startswith("data/")]
    told = {
        "Bag-Software-Agent": "tawthiq bundle 1",
        "Bagging-Date": case["as_of"][:10],
        "External-Description": case["title"],
        "External-Identifier": case["ref"],
        "Payload-Oxum": f"{sum(data)}.{len(data)}",
        "Source-Organization": case["organisation"],
    }
    words = {name: " ".join(value.split()) for name, value in told.items()}
    return "".join(f"{name}: {value}\n" for name, value in words.items() if value).encode()


def documents(content: BundleContent, *, names: Mapping[str, str]) -> dict[str, bytes]:
    """Every file of the bundle that is neither copied from the vault nor made from the digests of all others."""
    case, events = case_document(content, names=names), events_document(content)
    made = {
        verify.CASE: verify.pretty(case).encode(),
        verify.EVENTS: verify.pretty(events).encode(),
        "data/custody.csv": verify.custody_csv(events["events"]),
        "data/load.dat": load_table_dat(case),
        "data/load.opt": load_table_opt(case),
        verify.NOTE: content.checkpoint,
        verify.KEY: content.public_key,
        verify.WITNESS: "".join(f"{line}\n" for line in sorted(content.witness_lines)).encode(),
        **{f"{verify.NOTE}.{_authority(name)}.tsr": reply for name, reply in content.timestamps},
        **{name: _resource(name) for name in ("verify.py", "HOWTO-VERIFY.txt", "HOWTO-VERIFY.ar.txt")},
    }
    printed = {"data/case.pdf": content.case_pdf, "data/case.ar.pdf": content.case_pdf_ar}
    papers = {f"data/{name}": paper for name, paper in content.papers}
    return papers | made | {path: pdf for path, pdf in printed.items() if pdf is not None}


def _authority(name: str) -> str:
    short = _AUTHORITY.sub("-", name.lower()).strip("-")[:40]
    if not short:
        raise InvalidRecord("a timestamp authority needs a name of letters or digits")
    return short


def _resource(name: str) -> bytes:
    return resources.files("tawthiq.store.bundle").joinpath(name).read_bytes()


def crate_document(
    case: Mapping[str, Any], *, hashes: Mapping[str, str], sizes: Mapping[str, int], types: Mapping[str, str]
) -> dict[str, Any]:
    """``data/ro-crate-metadata.json`` (RO-Crate 1.1) over every other file under ``data/``; its root is ``data/``."""
    refs = {one["file"]: one["ref"] for one in [*case["items"], *case["derivatives"]] if one["file"]}
    paths = sorted(path for path in hashes if path.startswith("data/") and path != verify.CRATE)
    parts = [
        {
            "@id": path.removeprefix("data/"),
            "@type": "File",
            "contentSize": sizes[path],
            "encodingFormat": types[path],
            "sha256": hashes[path],
            **({"identifier": refs[path]} if path in refs else {}),
        }
        for path in paths
    ]
    root = {
        "@id": "./",
        "@type": "Dataset",
        "datePublished": case["as_of"],
        "description": case["purpose"]["en"] or case["purpose"]["id"],
        "hasPart": [{"@id": part["@id"]} for part in parts],
        "license": "Only for the recipient and the purpose named in case.json",
        "name": case["title"] or case["ref"] or "Bundle",
    }
    head = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [head, root, *parts]}
