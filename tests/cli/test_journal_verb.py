"""``tawthiq journal`` as people use it: publish, prove to an outsider, be witnessed by a partner."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tawthiq.cli import app
from tawthiq.errors import InvalidRecord, NotFound, Tampered


class Shell:
    """Commands in one workspace, made for this module; each starts Python anew, which takes its time."""

    def __init__(self, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "TAWTHIQ_DATABASE_URL"}
        self.home, self.environment = home, {**kept, "TAWTHIQ_HOME": str(home), "TAWTHIQ_LANG": "en"}

    def run(self, *words: str, told: bytes = b"", lang: str = "en") -> bytes:
        command, environment = [sys.executable, "-m", "tawthiq.cli", *words], {**self.environment, "TAWTHIQ_LANG": lang}
        done = subprocess.run(command, input=told, capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("journal") / "workspace")
    made.run("init")
    made.run("journal", "publish")
    made.run("journal", "publish", "--fresh", "--json")
    return made


def here(*words: str | Path, told: bytes = b"") -> Result:
    """A command that needs no register, in this process."""
    return CliRunner().invoke(app, list(map(str, words)), input=told)


def key_of(shell: Shell) -> dict[str, str]:
    return json.loads(here("journal", "key", "--home", shell.home, "--json").stdout)


@pytest.fixture(autouse=True)
def home_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line names the workspace in the environment."""
    monkeypatch.setenv("TAWTHIQ_HOME", "nowhere")
    monkeypatch.setenv("TAWTHIQ_LANG", "en")


def test_an_outsider_checks_a_proof_with_the_key_alone(shell: Shell, tmp_path: Path) -> None:
    key, proof = key_of(shell), tmp_path / "proof.json"
    assert hashlib.sha256((shell.home / "keys/signing.pub").read_bytes()).hexdigest() == key["sha256"]
    proof.write_bytes(shell.run("journal", "prove", "1", "--size", "256"))
    for given in (key["vkey"], shell.home / "keys/signing.pub"):
        said = here("journal", "check-proof", proof, "--key", given)
        assert (said.exit_code, "256 entries. It says" in said.stdout) == (0, True)
    whole = json.loads(proof.read_text())
    proof.write_text(json.dumps({name: value for name, value in whole.items() if name not in ("body", "salt")}))
    assert whole["commitment"] in here("journal", "check-proof", proof, "--key", key["vkey"]).stdout
    proof.write_text(json.dumps(whole | {"body": whole["body"].replace("operator", "someone")}))
    assert isinstance(here("journal", "check-proof", proof, "--key", key["vkey"]).exception, Tampered)
    proof.write_bytes(here("journal", "consistency", "256", "512", "--home", shell.home).stdout_bytes)
    assert "continues" in here("journal", "check-proof", proof, "--key", key["vkey"]).stdout
    absent = here("journal", "consistency", "256", "1024", "--home", shell.home)
    assert isinstance(absent.exception, NotFound)
    proof.write_text("{}")
    assert isinstance(here("journal", "check-proof", proof, "--key", key["vkey"]).exception, InvalidRecord)


def test_a_partner_witnesses_by_files(shell: Shell, tmp_path: Path) -> None:
    state = ("journal", "witness", "--state", tmp_path / "state")
    key = here(*state, "--create", "partner.example", "--log", key_of(shell)["vkey"]).stdout.strip()
    (shell.home / "witnesses.yaml").write_text(f"- {{name: partner, key: {key}}}\n")
    request = shell.run("journal", "request", "partner", "--size", "256", "--old", "0")
    reply = here(*state, told=request).stdout_bytes
    shell.run("journal", "receive", "partner", "--size", "256", told=reply)
    newer = shell.run("journal", "request", "partner")
    assert newer.startswith(b"old 256\n")
    assert here(*state, told=newer).stdout.startswith("— partner.example ")
    assert isinstance(here(*state, told=request).exception, Tampered)
    newest, oldest = (json.loads(line) for line in shell.run("journal", "list", "--json").splitlines())
    assert [(row["size"], set(row["witnesses"])) for row in (newest, oldest)] == [(512, set()), (256, {"partner"})]
    assert (newest["timestamps"], newest["waiting"]) == ({}, [])
    assert "بلا ختم زمني" in shell.run("journal", "list", lang="ar").decode()
    shell.run("verify")


def test_the_script_of_the_format_page_and_openssl_agree(shell: Shell, tmp_path: Path) -> None:
    """Another program than ours, made of what the page says: what we refuse, it refuses."""
    page = (Path(__file__).parents[2] / "docs/reference/formats/log.md").read_text(encoding="utf-8")
    (tmp_path / "check.py").write_text(page.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    whole = json.loads(shell.run("journal", "prove", "2"))

    def checked(proof: dict[str, object]) -> bool:
        (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
        command = [sys.executable, "check.py", "proof.json"]
        if subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode:
            return False
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(shell.home / "keys/signing.pub"), "-rawin"]
        command += ["-in", "message", "-sigfile", "signature"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    assert checked(whole)
    lower = whole["checkpoint"].replace("\n512\n", "\n256\n")
    for change in ({"index": 2}, {"entry": 3}, {"salt": "00" * 32}, {"path": whole["path"][1:]}, {"checkpoint": lower}):
        assert not checked(whole | change)
    assert not checked(whole | {"checkpoint": whole["checkpoint"].replace("chain ", "chain 0")})
