"""Content credentials (C2PA) as the file carries them. A manifest that lies elsewhere is named, never fetched."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from c2pa import C2paError, Context, Reader, Settings

from tawthiq.capture.parsers.pieces import CannotRead, Piece, as_json

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
VERDICTS = {"Valid": "valid", "Trusted": "trusted", "Invalid": "invalid"}
MOST_CODES = 100


def parse(path: str, *, media_type: str, start: int) -> Iterator[Piece]:  # noqa: ARG001 - one form for all parsers
    """The manifest store and its verdict; nothing where the file has none."""
    try:
        with (
            Path(path).open("rb") as stream,
            Context(Settings.from_dict(OFFLINE)) as context,
            Reader(media_type, stream, context=context) as reader,
        ):
            store = json.loads(reader.json(), parse_float=str)
    except C2paError as odd:
        yield from _without(odd)
        return
    except (ValueError, RecursionError) as odd:
        raise CannotRead("malformed") from odd
    yield Piece("provenance", as_json(store), facts=_facts(store))


def _without(odd: C2paError) -> Iterator[Piece]:
    """No manifest, one elsewhere, or one that cannot be read."""
    words = str(odd)
    if isinstance(odd, C2paError.ManifestNotFound) or words.startswith("ManifestNotFound"):
        return
    if isinstance(odd, C2paError.RemoteManifest) or "remote" in words.lower():
        yield Piece("provenance", as_json({"remote": words[:500]}), facts={"verdict": "remote", "codes": []})
        return
    raise CannotRead("unsupported" if isinstance(odd, C2paError.NotSupported) else "malformed")


def _facts(store: dict[str, Any]) -> dict[str, Any]:
    active = store.get("manifests", {}).get(store.get("active_manifest"), {})
    signed = active.get("signature_info") or {}
    facts = {
        "verdict": VERDICTS.get(str(store.get("validation_state")), "invalid"),
        "generator": str(active.get("claim_generator") or _generator(active))[:300],
        "issuer": str(signed.get("issuer", ""))[:300],
        "signed_at": str(signed.get("time", ""))[:40],
    }
    codes = sorted({str(one.get("code", ""))[:100] for one in store.get("validation_status") or []})
    return {name: value for name, value in facts.items() if value} | {"codes": codes[:MOST_CODES]}


def _generator(active: dict[str, Any]) -> str:
    infos = active.get("claim_generator_info") or [{}]
    return f"{infos[0].get('name', '')} {infos[0].get('version', '')}".strip()
