"""Whatever was acknowledged before a kill -9 is there afterwards, and running again finishes the work."""

import hashlib
import json
import random
import time
from pathlib import Path

import pytest
from conftest import Tawthiq

FILES = 60
KILLS = [(0, 0.0), (1, 0.004), (9, 0.009), (17, 0.002)]  # after so many lines, and so many seconds more


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("many"), random.Random(5)  # noqa: S311 - sizes
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(
            f"report {number}\n" + "words and more words\n" * chance.randint(1, 4000)
        )
    return folder


def test_nothing_acknowledged_is_lost_and_nothing_stored_twice(tawthiq: Tawthiq, folder: Path) -> None:
    assert tawthiq("init").code == 0
    acknowledged: dict[str, dict] = {}
    for lines, seconds in KILLS:
        with tawthiq.started("ingest", folder, "--json") as running:
            assert running.stdout
            for _ in range(lines):
                line = json.loads(running.stdout.readline())
                acknowledged[line["receipt"]] = line
            time.sleep(seconds if lines else 0.9)
            running.kill()
            for text in running.stdout.read().splitlines():
                if text.endswith("}"):
                    line = json.loads(text)
                    acknowledged[line["receipt"]] = line
        told = tawthiq("verify", "--json")
        assert told.code == 0, told.out
        for line in acknowledged.values():
            stored = tawthiq.home / "vault/objects" / line["sha256"][:2] / line["sha256"]
            assert hashlib.sha256(stored.read_bytes()).hexdigest() == line["sha256"]
        assert told.lines[-1]["summary"]["items"] >= len({line["sha256"] for line in acknowledged.values()})
    assert len(acknowledged) > sum(lines for lines, _ in KILLS) - 1

    last = tawthiq("ingest", folder, "--json")
    assert last.code == 0
    held = {line["item"] for line in acknowledged.values()}
    assert {line["item"] for line in last.lines if not line["new"]} >= held
    assert not held & {line["item"] for line in last.lines if line["new"]}
    assert len({line["item"] for line in last.lines}) == FILES
    assert tawthiq("verify", "--json").lines[-1]["summary"]["items"] == FILES
