"""A first title for an incident, from what its claim says; a person writes the real one."""

from tawthiq.core.times import describe_edtf
from tawthiq.desk import models as m
from tawthiq.desk.queries.labels import label, place_labels


def propose_titles(claim: m.ClaimRow) -> tuple[str, str]:
    """Kind, place and day in English and in Arabic."""
    return _title(claim, "en"), _title(claim, "ar")


def _title(claim: m.ClaimRow, lang: str) -> str:
    scenes = [place for place in claim.body["places"] if place["place"] and place["role"] == "scene"]
    code = scenes[0]["place"] if scenes else ""
    place = place_labels([code], lang).get(code) or str(scenes[0]["name"] or "") if code else ""
    when = (claim.body["when"] or {}).get("edtf")
    parts = [label("kinds", claim.kind, lang), place, describe_edtf(when, lang=lang) if when else ""]
    return ("، " if lang == "ar" else ", ").join(part for part in parts if part)
