"""The MUC-4 benchmark on invented reports: it reads both forms of the keys, and says so where there is no data."""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "muc4.py"
TEXT = "FOUR PEASANTS WERE KILLED BY GUERRILLAS IN THE VILLAGE OF EL ROBLE YESTERDAY, THE MAYOR OF THE DISTRICT SAID."
QUIET = "THE MINISTER OPENED A SCHOOL IN THE CAPITAL AND SPOKE WITH THE TEACHERS ABOUT THE BUDGET OF THE NEXT YEAR."
LISTS = """%%%
[["message_id", "X-1"], ["message_template", 1], ["incident_type", "ATTACK"],
 ["hum_tgt_description", {"strings": ["PEASANTS"], "type": "simple_strings"}]]
%%%
[["message_id", "X-2"], ["message_template", "*"], ["incident_type", "*"]]
"""
SLOTS = """;;; a remark
0.  MESSAGE: ID                     X-1
1.  MESSAGE: TEMPLATE               1
4.  INCIDENT: TYPE                  ATTACK / BOMBING
19. HUM TGT: DESCRIPTION            "PEASANTS" / "VILLAGERS"
                                    "GUARD"
21. HUM TGT: NUMBER                 4: "PEASANTS" / "VILLAGERS"
                                    1: "GUARD"
23. HUM TGT: EFFECT OF INCIDENT     DEATH: "PEASANTS" / "VILLAGERS"
                                    NO DEATH: "GUARD"

0.  MESSAGE: ID                     X-2
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""
ALL_RIGHT = ["| holds | 1 | 1 | 1 |", "| types | 1 | 1 | 1 |", "| counts | 1 | 1 | 1 |"]


def run(folder: Path, *more: str) -> str:
    command = [sys.executable, str(BENCHMARK), "--data", str(folder), "--split", "own", *more]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def lay_out(folder: Path) -> None:
    rows = [{"docid": "X-1", "text": TEXT, "dateline": "EL ROBLE, 3 JAN 90"}, {"docid": "X-2", "text": QUIET}]
    texts = [json.dumps({"dateline": None} | row) for row in rows]
    (folder / "doc_mixedcase_own.txt").write_text("\n".join(texts), encoding="utf-8")
    (folder / "keys_full_own.txt").write_text(LISTS, encoding="utf-8")
    (folder / "key-own.v1").write_text(SLOTS, encoding="utf-8")


def test_both_forms_of_the_keys_give_the_same_gold(tmp_path: Path) -> None:
    lay_out(tmp_path)
    for more in ((), ("--keys", str(tmp_path / "key-own.v1"))):
        told = run(tmp_path, *more)
        assert all(row in told for row in ALL_RIGHT), told


def test_without_data_nothing_is_measured(tmp_path: Path) -> None:
    assert "nothing measured" in run(tmp_path)
