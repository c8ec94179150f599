"""A gazetteer that a workspace imported: the command line and the reader of that workspace find its places."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))  # the invented gazetteers stand beside the tests there

import gazetteer_specimens as made

if TYPE_CHECKING:
    from conftest import Tawthiq


def test_the_reader_of_the_workspace_knows_its_places(tawthiq: "Tawthiq", tmp_path: Path) -> None:
    assert tawthiq("init").code == 0
    folder = made.write_geonames(tmp_path / "first")
    assert tawthiq("places", "import", folder, "--format", "geonames", "--name", "zaynland").code == 0
    found = tawthiq("places", "resolve", "Tall Zaynab", "--country", "SY", "--home", tawthiq.home).out
    assert "gn:2" in found
    assert "gn:2" not in tawthiq("places", "resolve", "Tall Zaynab", "--country", "SY").out
    report = tmp_path / "report.txt"
    report.write_text("Regime warplanes bombed the village of Tall Zaynab in Syria, killing nine civilians.\n")
    plain, own = (
        tawthiq("read", report, "--json", "--published", "2015-09-12", *more).lines
        for more in ((), ("--home", tawthiq.home))
    )
    assert [place["place"] for claim in own for place in claim["places"] if "Zaynab" in place["text"]] == ["gn:2"]
    assert "gn:2" not in json.dumps(plain)
