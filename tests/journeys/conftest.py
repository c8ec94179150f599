"""The real programs and a real browser: a workspace, ``tawthiq serve`` on free ports, people who sign in."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from way import PATIENCE_MS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from serving import Served, serving  # noqa: E402 - a script, found by its folder
from take_screens import demo_password  # noqa: E402

from tawthiq.store.workspace import SIGN_INS  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


class Demo(NamedTuple):
    """The demo workspace while it is served."""

    environment: dict[str, str]
    desk: str
    public: str
    password: str


Tawthiq = Callable[..., "subprocess.CompletedProcess[str]"]
Ask = Callable[[dict[str, str], str], Any]
SignIn = Callable[..., "Page"]


def run_tawthiq(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "tawthiq.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="session")
def tawthiq() -> Tawthiq:
    """``tawthiq(environment, "verify", "--json")``: the command in a process of its own."""
    return run_tawthiq


@pytest.fixture(scope="session")
def ask_register() -> Ask:
    """``ask_register(environment, code)``: what Python code that sees the models ``m`` leaves in ``answer``."""

    def ask(environment: dict[str, str], code: str) -> Any:
        before = "import django, json\ndjango.setup()\nfrom tawthiq.desk import models as m\nanswer = None\n"
        program = f"{before}{code}\nprint(json.dumps(answer))"
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**environment, "DJANGO_SETTINGS_MODULE": "tawthiq.desk.settings"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


@pytest.fixture(scope="session")
def demo(session_environment: dict[str, str]) -> Iterator[Demo]:
    """The demo workspace, served; what a test changes in it stays for the tests after it."""
    made = run_tawthiq(session_environment, "demo")
    assert made.returncode == 0, made.stderr
    with serving(session_environment) as (desk, public):
        yield Demo(session_environment, desk, public, demo_password(Path(session_environment["TAWTHIQ_HOME"])))


@pytest.fixture
def new_context(chromium: "Browser") -> "Iterator[Callable[..., BrowserContext]]":
    """Makes browsers of their own (no shared cookies) that are closed after the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> "BrowserContext":
        made.append(chromium.new_context(**options))
        made[-1].set_default_timeout(PATIENCE_MS)
        return made[-1]

    yield make
    for context in made:
        context.close()


def sign_in(page: "Page", desk: str, *, name: str, password: str, language: str = "en") -> "Page":
    page.goto(f"{desk}/sign-in/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.click("main button.main")
    if page.locator("html").get_attribute("lang") != language:
        page.click(f"button[name=language][value={language}]")
    assert page.locator("html").get_attribute("lang") == language
    return page


@pytest.fixture(scope="session")
def signs_in() -> SignIn:
    """``signs_in(page, desk, name=…, password=…, language="en")``: the page after it."""
    return sign_in


@pytest.fixture(scope="session")
def serve() -> Callable[[dict[str, str]], Any]:
    """``with serve(environment) as (desk, public)``: as a demo, whose people need no second factor."""

    def served(environment: dict[str, str]) -> Any:
        Path(environment["TAWTHIQ_HOME"], SIGN_INS).touch()
        return serving(environment)

    return served


__all__ = ["Served"]
