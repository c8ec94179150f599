"""Parties belong to, fight beside and command one another for a period, and a period has edges that may be unknown."""

from datetime import date

from tawthiq.core.times import bounds, parse_edtf

UNKNOWN = "unknown"


def holds_on(period: str, *, day: str) -> str:
    """Whether a relation with an EDTF period holds on a day or in a span (EDTF too): yes, no or possibly.

    "possibly" is the honest answer where the day may fall outside the period, or where an edge of it is not known.
    """
    first, last = bounds(period)
    from_day, to_day = bounds(day)
    begins, ends = first or date.min, last or date.max
    earliest, latest = from_day or date.min, to_day or date.max
    if latest < begins or earliest > ends:
        return "no"
    return "yes" if begins <= earliest and latest <= ends and _has_firm_edges(period) else "possibly"


def _has_firm_edges(period: str) -> bool:
    """An open end (``..``) is firm: it goes on. An end left out or marked about, uncertain or unspecified is not."""
    parsed = parse_edtf(period)
    for part, is_open in ((parsed.start, parsed.open_start), (parsed.end, parsed.open_end)):
        if part is None and not is_open:
            return False
        if part is not None and (part.approximate or part.uncertain or part.unspecified):
            return False
    return True
