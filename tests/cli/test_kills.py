"""Whatever was acknowledged before a kill -9 is there afterwards, and running again finishes the work."""

import hashlib
import json
import random
import time
from pathlib import Path

import pytest
from conftest import Tawthiq

FILES = 40
KILLS = [(0, 0.0), (1, 0.004), (9, 0.009), (17, 0.002)]  # after so many lines, and so many seconds more


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("many"), random.Random(5)  # noqa: S311 - sizes
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(
            f"report {number}\n" + "words and more words\n" * chance.randint(1, 400)
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


def test_checking_goes_on_while_others_write(tawthiq: Tawthiq, folder: Path) -> None:
    """Two receive, two read, one checks: no writer is held up, and nothing half done is taken for a fault."""
    assert tawthiq("init").code == 0
    with (
        tawthiq.started("ingest", folder, "--json") as one,
        tawthiq.started("ingest", folder, "--json") as two,
        tawthiq.started("work") as reader,
        tawthiq.started("work") as other,
    ):
        checks = []
        while one.poll() is None or two.poll() is None or len(checks) < 2:
            checks.append(tawthiq("verify", "--json"))
        assert [told.code for told in checks] == [0] * len(checks), [told.out for told in checks]
        for ingest in (one, two):
            said, complaint = ingest.communicate(timeout=60)
            assert (ingest.returncode, len(said.splitlines())) == (0, FILES), complaint
        for worker in (reader, other):
            worker.terminate()
            _, complaint = worker.communicate(timeout=60)
            assert (worker.returncode, complaint) == (0, "")
    assert tawthiq("work", "--once").code == 0
    told = tawthiq("verify", "--json")
    assert told.code == 0
    assert told.lines[-1]["summary"]["items"] == FILES
