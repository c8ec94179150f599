"""Short references people can read aloud: two letters for the kind of record, then its number (``EV-000007``)."""

import re

from tawthiq.errors import InvalidRecord

PREFIXES = {
    "item": "EV",
    "receipt": "RC",
    "report": "RP",
    "source": "SR",
    "claim": "CL",
    "incident": "IN",
    "act": "AC",
    "person": "PS",
    "group": "GR",
    "party": "PT",
    "place": "PL",
    "judgement": "JD",
    "signoff": "SO",
    "release": "RL",
    "article": "AR",
    "comment": "CM",
    "user": "US",
    "invitation": "IV",
    "derivative": "DV",
    "capture": "CP",
    "consent": "CN",
    "handover": "HO",
    "disposal": "DP",
    "word": "WD",
    "rereading": "RR",
    "gazetteer": "GZ",
    "place_name": "PN",
    "place_unit": "PU",
    "tie": "TI",
    "commander": "CO",
    "person_state": "ST",
    "list": "LS",
    "list_row": "LW",
    "case": "CS",
    "case_material": "CX",
    "charge": "CG",
    "evidence_cell": "CE",
    "contrary_search": "CT",
    "finding": "FN",
    "codename": "KN",
    "protective_measure": "PM",
    "disclosure": "DL",
    "correction": "CC",
    "custodian_key": "CK",
    "sealed_identity": "SI",
}
_KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}
_REF = re.compile(r"([A-Z]{2})-(\d{6,18})")


def make_ref(kind: str, number: int) -> str:
    """The reference of the ``number``-th record of a kind; numbers start at 1 and are never used again."""
    if kind not in PREFIXES or number < 1:
        raise InvalidRecord(f"no reference for {kind!r} number {number}")
    return f"{PREFIXES[kind]}-{number:06d}"


def parse_ref(ref: str) -> tuple[str, int]:
    """Kind and number of a reference; raises InvalidRecord for anything that ``make_ref`` did not make."""
    match = _REF.fullmatch(ref)
    if not match or match[1] not in _KINDS or make_ref(_KINDS[match[1]], int(match[2]) or 1) != ref:
        raise InvalidRecord(f"{ref!r} is not a reference")
    return _KINDS[match[1]], int(match[2])
