"""Set-up holds its promises: exact locks, plain words where something is missing, nothing left behind, no addresses."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ; (.*?))? ?\\?$")
COMMANDS = ("run", "test", "check", "fix", "bench", "docs", "messages", "lock")


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command said and how it ended, with some variables set."""
    return subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


def pins_of(lock: str) -> dict[tuple[str, str], str]:
    """Version by name and marker."""
    found = {}
    for line in (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines():
        if (pin := PIN.match(line)) is not None:
            found[(pin[1].lower(), pin[3] or "")] = pin[2]
    return found


@pytest.mark.parametrize("lock", ["run.txt", "all.txt", "uv.txt"])
def test_a_lock_holds_exact_versions_with_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert packages
    assert all(PIN.match(line) for line in packages), packages
    hashes = [line for line in lines if line.startswith("    --hash=")]
    assert len(hashes) >= len(packages)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes)


def test_what_runs_is_a_part_of_what_is_tested() -> None:
    everything = pins_of("all.txt")
    versions = {(name, version) for (name, _), version in everything.items()}
    assert {(name, version) for (name, _), version in pins_of("run.txt").items()} <= versions


def test_the_lock_serves_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runs = {name for name, _ in pins_of("run.txt")}
    tested = {name for name, _ in pins_of("all.txt")}
    for wish in project["project"]["dependencies"]:
        assert re.split(r"[^A-Za-z0-9._-]", wish)[0].lower() in runs, f"{wish}: make lock"
    for wish in project["dependency-groups"]["dev"]:
        assert re.split(r"[^A-Za-z0-9._-]", wish)[0].lower() in tested, f"{wish}: make lock"


def test_this_environment_is_the_locked_one() -> None:
    from importlib.metadata import version

    for (name, marker), pin in pins_of("all.txt").items():
        if not marker:
            assert version(name) == pin, name


def test_help_names_every_command() -> None:
    words = run("make", "help").stdout
    for command in COMMANDS:
        assert f"make {command} " in words


@pytest.mark.parametrize(
    ("version", "accepted"), [("3, 10", False), ("3, 11", True), ("3, 13", True), ("3, 14", False)]
)
def test_only_a_python_that_fits_is_taken(tmp_path: Path, version: str, accepted: bool) -> None:
    fake = tmp_path / "python9"
    fake.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = ({version}); $2"\n')
    fake.chmod(0o755)
    result = run("scripts/find-python", PYTHON=str(fake))
    assert (result.returncode == 0) is accepted
    if accepted:
        assert result.stdout.strip() == str(fake)
    else:
        assert result.stderr.count("\n") == 1
        assert "needs Python 3.11, 3.12 or 3.13" in result.stderr


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A path with the tools that the shell needs and no apt-get; its dpkg-query knows no package."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("sh", "grep", "id", "mktemp", "tail", "rm"):
        (folder / tool).symlink_to(shutil.which(tool) or "")
    query = folder / "dpkg-query"
    query.write_text("#!/bin/sh\nexit 1\n")
    query.chmod(0o755)
    return str(folder)


def test_a_missing_package_is_named_and_set_up_goes_on(tmp_path: Path, bare_path: str) -> None:
    wanted = tmp_path / "list.txt"
    wanted.write_text("# a comment\npresent   true\nabsent    false\nbare-name\n")
    result = run("scripts/apt-missing", wanted, PATH=bare_path, CI="")
    assert result.returncode == 0
    assert "not installed: absent bare-name (no apt-get here)" in result.stderr
    assert "present" not in result.stderr


def test_a_missing_package_fails_in_ci(tmp_path: Path, bare_path: str) -> None:
    wanted = tmp_path / "list.txt"
    wanted.write_text("absent    false\n")
    assert run("scripts/apt-missing", wanted, PATH=bare_path, CI="true").returncode == 1


def test_nothing_is_asked_for_where_nothing_is_missing(tmp_path: Path, bare_path: str) -> None:
    wanted = tmp_path / "list.txt"
    wanted.write_text("present   true\n")
    result = run("scripts/apt-missing", wanted, PATH=bare_path, CI="true")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_a_server_of_its_own_leaves_nothing_behind(tmp_path: Path) -> None:
    if run("scripts/with-postgres", "--available").returncode:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL server is installed here")
        pytest.skip("no PostgreSQL server is installed here")
    ask = (
        "import os, psycopg; url = os.environ['TAWTHIQ_TEST_DATABASE_URL']; "
        "print(psycopg.connect(url).execute('show data_directory').fetchone()[0]); raise SystemExit(7)"
    )
    result = run("scripts/with-postgres", sys.executable, "-c", ask)
    assert result.returncode == 7, result.stderr
    folder = Path(result.stdout.strip())
    assert folder.name == "data"
    assert not folder.parent.exists()


def test_what_is_tested_on_one_database_only_touches_none() -> None:
    script = (ROOT / "scripts/run-tests").read_text(encoding="utf-8")
    listed = re.search(r"^without_database=\(([^)]*)\)", script, re.MULTILINE)
    assert listed
    touches = re.compile(
        r"django_db|transactional_db|live_server|\w+_environment\b|^(?:from|import) tawthiq\.desk", re.MULTILINE
    )
    for name in listed[1].split():
        place = ROOT / "tests" / name
        assert place.exists(), name
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if path != Path(__file__):
                assert not touches.search(path.read_text(encoding="utf-8")), path


def test_no_file_names_a_registry_or_a_machine() -> None:
    result = run(sys.executable, "scripts/machine_names.py")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("docs/page.md", "see https://" + "pypi" + ".org/simple"),
        ("src/a.py", "X = '/root" + "/thing'"),
        ("requirements/run.txt", "--index" + "-url http://mirror.example"),
        ("Makefile", "curl https:" + "//example.org/x"),
    ],
)
def test_a_registry_or_machine_in_a_file_is_named(tmp_path: Path, path: str, line: str) -> None:
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"first\n{line}\n")
    result = run(sys.executable, "scripts/machine_names.py", tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith(f"{path}:2: ")
