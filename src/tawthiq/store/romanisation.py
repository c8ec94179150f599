"""The table of how Arabic letters are written in Latin ones: ``data/romanisation.yaml``."""

from functools import cache
from importlib import resources

import yaml

from tawthiq.core.romanising import Romanisation

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_romanisation() -> Romanisation:
    """The table, read once."""
    text = resources.files("tawthiq").joinpath("data", "romanisation.yaml").read_text(encoding="utf-8")
    table = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the C one
    return Romanisation(table["written"], table["unwritten"], table["added"], table["doubled"])
