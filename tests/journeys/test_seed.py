"""The seed walks the whole way in a real browser, from the field report to the public figure that walks back.

The walk is recorded: ``build/journeys/seed-PERSON.zip`` opens in playwright's trace viewer, every page as it stood. No
words of the seed stand here: it is named by numbers, ids and short tokens.
"""

import json
import os
import re
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import way
from way import COMMENT, MAIL, MAKE_PEOPLE, PASSWORD, PATIENCE_MS, TITLES, Walk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser]
RECORDS = Path(__file__).resolve().parents[2] / "build/journeys"
CLAIMS = """
answer = [
    [{"ref": c.ref, "kind": c.kind, "incident": c.incident and c.incident.ref, **c.body}
     for c in m.ClaimRow.objects.order_by("pk")],
    m.JournalEntry.objects.filter(subject="%s").order_by("seq").values_list("seq", "commitment")[0],
]
"""
CHANGE = """
claim = m.ClaimRow.objects.get(pk=%d)
claim.body["counts"]["killed"]["min"] = 200
m.ClaimRow.objects.filter(pk=claim.pk).update(body=claim.body)
"""


def is_worker(process: Path, *, home: Path) -> bool:
    try:
        command, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
    except OSError:  # it ended while we looked, or belongs to somebody else
        return False
    return command.endswith(b"tawthiq.cli\0work\0") and f"TAWTHIQ_HOME={home.resolve()}\0".encode() in environment


@contextmanager
def worker_at_rest(home: Path) -> Iterator[None]:
    """The workspace's worker does nothing for a while: it would collect a comment before anyone could look at it."""
    workers = [int(process.name) for process in Path("/proc").glob("[0-9]*") if is_worker(process, home=home)]
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)


@pytest.fixture(scope="module")
def contexts(chromium: "Browser") -> "Iterator[Callable[[str], BrowserContext]]":
    """One recorded browser for each person."""
    made: dict[str, BrowserContext] = {}

    def context_of(person: str) -> "BrowserContext":
        if person not in made:
            made[person] = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en")
            made[person].set_default_timeout(PATIENCE_MS)
            made[person].tracing.start(snapshots=True, title=f"seed: {person}")
        return made[person]

    yield context_of
    RECORDS.mkdir(parents=True, exist_ok=True)
    for person, context in made.items():
        context.tracing.stop(path=RECORDS / f"seed-{person}.zip")
        context.close()


@pytest.fixture(scope="module")
def walk(  # noqa: PLR0917 - fixtures
    module_environment: dict[str, str],
    shared: Path,
    contexts: "Callable[[str], BrowserContext]",
    tawthiq: Any,
    ask_register: Any,
    signs_in: Any,
    serve: Any,
) -> Walk:
    """The whole way, once; the tests look at what was seen."""
    seen = Walk(module_environment)
    assert tawthiq(module_environment, "init").returncode == 0
    ask_register(module_environment, MAKE_PEOPLE)
    seed = str(shared / "reports/seed.txt")
    told = ("--source", "Reporter 1", "--kind", "own_reporter", "--published", "2015-07-01", "--json")
    line = json.loads(tawthiq(module_environment, "ingest", seed, *told).stdout)
    seen.item, seen.sha256, seen.report = line["item"], line["sha256"], line["report"]
    with serve(module_environment) as (desk, public):
        people = {
            name: signs_in(contexts(name).new_page(), desk, name=name, password=PASSWORD)
            for name in ("researcher", "reviewer", "editor")
        }
        way.review_with_keys(people["researcher"], seen)
        way.make_incident(people["researcher"], seen)
        way.state_attribution(people["researcher"], seen)
        way.grade_incident(people["researcher"], seen)
        way.open_waiting(people["reviewer"], seen)
        way.grade_incident(people["reviewer"], seen)
        people["researcher"].reload()
        way.grade_incident(people["researcher"], seen)
        way.sign_off(people["reviewer"], seen)
        way.write_article(people["editor"], seen)
        way.build_release(people["editor"], seen)
        way.sign_release(people["reviewer"], seen)
        reader = contexts("public").new_page()
        way.read_in_public(reader, seen, public=public)
        with worker_at_rest(seen.home):
            way.write_comment(reader, public=public)
            seen.public_html["sealed"] = "".join(
                path.read_bytes().decode("latin-1") for path in (seen.home / "drop").rglob("*.age")
            )
        way.read_comment(people["editor"], seen)
    seen.claims, seen.receipt = ask_register(module_environment, CLAIMS % seen.item)
    return seen


def of_kind(walk: Walk, kind: str) -> list[dict[str, Any]]:
    return [claim for claim in walk.claims if claim["kind"] == kind]


def test_what_the_reader_found(walk: Walk) -> None:
    (control,) = of_kind(walk, "control_change")
    (clash,) = of_kind(walk, "clash")
    for claim in (control, clash):
        assert [p["party"] for p in claim["perpetrators"]] == ["islamic_state"]
        assert "al_hasakah.al_nashwa" in [p["place"] for p in claim["places"]]
        assert claim["when"]["edtf"] == "2015-06-30"
        assert "own_reporter" in [a["kind"] for a in claim["attribution"]]
    raids = next(c for c in of_kind(walk, "airstrike") if c["counts"]["munitions"])
    assert (raids["counts"]["munitions"]["min"], raids["counts"]["munitions"]["max"]) == (11, None)
    assert {"al_hasakah.al_milabiyah", "tal_barud", "sawdat_abd"} <= {p["place"] for p in raids["places"]}
    assert "activist" in [a["kind"] for a in raids["attribution"]]
    killed = next(c for c in of_kind(walk, "airstrike") if c["counts"]["killed"])
    assert (killed["counts"]["killed"]["min"], killed["counts"]["killed"]["max"]) == (20, None)
    assert [p["status"] for p in killed["people"]] == ["killed", "killed"]
    assert "organisation" in [a["kind"] for a in killed["attribution"]]
    assert {p["party"] for c in (raids, killed) for p in c["perpetrators"]} == {"us_coalition"}


def test_no_victim_is_called_a_civilian_and_the_boilerplate_says_nothing(walk: Walk, shared: Path) -> None:
    classes = {claim["target"]["class"] for claim in walk.claims if claim["target"]}
    assert "combatant" in classes
    assert "civilian" not in classes
    killed = next(c for c in of_kind(walk, "airstrike") if c["counts"]["killed"])
    assert killed["target"]["class"] == "combatant"
    about = (shared / "reports/seed.txt").read_text(encoding="utf-8").index("About The")
    assert all(claim["quote"]["end"] <= about for claim in walk.claims)


def test_the_same_person_cannot_sign(walk: Walk) -> None:
    researcher, behind_it, reviewer, behind_it_too, _, _, release = walk.refused
    assert "role" in researcher
    assert behind_it == "404"
    assert "second person has to sign" in reviewer
    assert behind_it_too.startswith("200")
    assert "second person has to sign" in behind_it_too
    assert release == "404"
    assert way.BASIS in walk.pages["attributed"]
    assert "Sign off as second person" not in walk.pages["signed"]
    assert "signed off" in walk.pages["signed"]
    assert "public" in walk.pages["released"]


@pytest.mark.parametrize(
    ("language", "killed", "raids"),
    [("en", "at least 20", "at least 11"), ("ar", "20 على الأقل", "11 على الأقل")],
)
def test_the_incident_is_public(walk: Walk, language: str, killed: str, raids: str) -> None:
    page = walk.pages[f"incident-{language}"]
    assert TITLES[f"title_{language}"] in page
    assert killed in page
    assert raids in page
    seq, commitment = walk.receipt
    attached = [claim for claim in walk.claims if claim["incident"] == walk.incident]
    assert attached
    assert all(claim["ref"] in page for claim in attached)
    assert re.findall(r"\b[0-9a-f]{64}\b", page) == [commitment] * len(attached)
    assert str(seq) in page


def test_names_and_private_voices_are_masked_everywhere(walk: Walk) -> None:
    attached = [claim for claim in walk.claims if claim["incident"] == walk.incident]
    hidden = {person["text"] for claim in attached for person in claim["people"]}
    hidden |= {one["text"] for claim in walk.claims for one in claim["attribution"] if one["kind"] == "activist"}
    assert len(hidden) == 3
    assert "█" in walk.pages["incident-en"]
    released = [path.read_bytes().decode("utf-8", "replace") for path in release_files(walk)]
    for words in hidden:
        for name in (words, words.split()[-1]):
            assert not any(name in text for text in [*walk.public_html.values(), *released])


def release_files(walk: Walk) -> list[Path]:
    return [path for path in (walk.home / "releases").rglob("*") if path.is_file()]


@pytest.mark.parametrize(("language", "killed"), [("en", "at least 20"), ("ar", "20 على الأقل")])
def test_the_article_carries_the_live_number(walk: Walk, language: str, killed: str) -> None:
    assert killed in walk.pages[f"article-{language}"]
    assert "{{" not in walk.pages[f"article-{language}"]
    assert TITLES[f"title_{language}"] in walk.pages[f"article-{language}"]


def test_the_comment_arrives_sealed_and_only_at_the_desk(walk: Walk) -> None:
    assert MAIL in walk.comment_at_the_desk
    assert COMMENT in walk.comment_at_the_desk
    assert len(walk.public_html["sealed"]) > 100
    everywhere = [*walk.public_html.values(), *(path.read_bytes().decode("latin-1") for path in release_files(walk))]
    for words in (MAIL, MAIL.split("@")[0], COMMENT):
        assert not any(words in text for text in everywhere)


def faults(done: Any) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return [line for line in lines if "fault" in line]


def test_a_flipped_byte_and_a_changed_claim_are_named(walk: Walk, tawthiq: Any, ask_register: Any) -> None:
    assert tawthiq(walk.environment, "verify", "--json").returncode == 0
    (original,) = [path for path in (walk.home / "vault").rglob(walk.sha256) if path.is_file()]
    mode, before = original.stat().st_mode, original.read_bytes()
    original.chmod(mode | stat.S_IWUSR)
    original.write_bytes(bytes([before[0] ^ 1]) + before[1:])
    done = tawthiq(walk.environment, "verify", "--json")
    assert done.returncode != 0
    assert (walk.item, walk.sha256) in [(fault["item"], fault["sha256"]) for fault in faults(done)]

    original.write_bytes(before)
    original.chmod(mode)
    victim = next(claim for claim in of_kind(walk, "airstrike") if claim["counts"]["killed"])["ref"]
    ask_register(walk.environment, CHANGE % int(victim.split("-")[1]))
    done = tawthiq(walk.environment, "verify")
    assert done.returncode != 0
    assert f"{victim}:" in done.stdout
    assert f"{walk.item} sha256:{walk.sha256}" in done.stdout
