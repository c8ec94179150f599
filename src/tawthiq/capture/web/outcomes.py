"""The table by which outcomes are known, read once."""

from functools import cache

from tawthiq.core.captures import Notice, notices_from
from tawthiq.store.packs import load_table


@cache
def notices() -> tuple[Notice, ...]:
    """By what outcomes are known: ``data/capture_outcomes.yaml``."""
    return notices_from(load_table("capture_outcomes"))
