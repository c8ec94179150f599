"""What every test stands on: a throw-away home, the database under test, no network, and tools named when absent."""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import django
import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"


def _prove_at_sign_in() -> None:
    """Whom ``force_login`` signs in has proved who they are just now, as whoever comes through the door has."""
    from allauth.account.authentication import get_authentication_records
    from allauth.account.internal.flows.login import record_authentication
    from django.contrib.auth.signals import user_logged_in

    def prove(request: Any, user: Any, **_told: Any) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, method="password")

    user_logged_in.connect(prove, weak=False)


def _prepare_environment() -> None:
    """Points the settings at a throw-away home and the database under test; runs before Django reads them."""
    home = tempfile.mkdtemp(prefix="tawthiq-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["TAWTHIQ_HOME"] = home
    database = os.environ.get("TAWTHIQ_TEST_DATABASE_URL")
    if database:
        os.environ["TAWTHIQ_DATABASE_URL"] = database
    else:
        os.environ.pop("TAWTHIQ_DATABASE_URL", None)
    # A demo's people need no second factor; tests/desk/test_entrance.py says that its workspace is none.
    Path(home, "demo-sign-ins.txt").touch()
    if find_spec("tawthiq.desk.settings"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.desk.settings"
        django.setup()  # now: a conftest below may import models before pytest-django gets to it
        _prove_at_sign_in()


_prepare_environment()

# A shared machine is slow at times: that is no fault of what is tested. Benchmarks hold the speed.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")


def find_chromium() -> str | None:
    """Debian's browser, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def compile_catalogues() -> None:
    """Compiles each Arabic catalogue that changed since; swapped in whole, so that another test run never sees half."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (ROOT / "src/tawthiq").glob("*/locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, locale=source.parents[1].name)
        with tempfile.NamedTemporaryFile(dir=source.parent, suffix=".mo", delete=False) as fresh:
            write_mo(fresh, catalogue)
        Path(fresh.name).replace(target)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    compile_catalogues()
    if getattr(config.option, "numprocesses", None):
        # A worker that inherits the name of the settings loads them before it has its own home, and shares this one.
        del os.environ["DJANGO_SETTINGS_MODULE"], os.environ["TAWTHIQ_HOME"]


def pytest_report_header() -> list[str]:
    database = "PostgreSQL" if os.environ.get("TAWTHIQ_TEST_DATABASE_URL") else "SQLite"
    return [f"database: {database}", f"browser: {find_chromium() or 'none, journeys are skipped'}"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not find_chromium():
        reason = "no chromium here: the browser journeys did not run (Debian: apt-get install chromium)"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data outside the project: $TAWTHIQ_SHARED, else ../shared; skips where there is none."""
    folder = Path(os.environ.get("TAWTHIQ_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder} (name it with TAWTHIQ_SHARED)")
    return folder


@contextmanager
def environment_of(folder: Path) -> Iterator[dict[str, str]]:
    """Environment for a program of its own (``tawthiq`` in a subprocess): a workspace below ``folder`` that is not made
    yet and, on PostgreSQL, an empty database that is dropped afterwards."""
    environment = {**os.environ, "TAWTHIQ_HOME": str(folder / "workspace")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    server = os.environ.get("TAWTHIQ_TEST_DATABASE_URL")
    if not server:
        environment.pop("TAWTHIQ_DATABASE_URL", None)
        yield environment
        return
    import psycopg
    from psycopg import sql

    name = f"workspace_{secrets.token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {**environment, "TAWTHIQ_DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def workspace_environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """``environment_of`` a folder of the test's own."""
    with environment_of(tmp_path) as environment:
        yield environment


@pytest.fixture(scope="module")
def module_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """``environment_of`` a folder that all tests of a module share."""
    with environment_of(tmp_path_factory.mktemp("module")) as environment:
        yield environment


@pytest.fixture(scope="session")
def session_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """``environment_of`` a folder that all tests of a worker share."""
    with environment_of(tmp_path_factory.mktemp("session")) as environment:
        yield environment


@pytest.fixture(scope="module")
def chromium() -> "Iterator[Browser]":
    """A headless chromium that resolves no name but this machine's: a request to a stranger fails the page, loudly."""
    from playwright.sync_api import sync_playwright

    flags = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    # Playwright keeps a loop running in this thread, which Django takes for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def object_server() -> Iterator[str]:
    """The address of an S3-compatible server on this machine, empty at first."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket_url(object_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a new bucket, as ``TAWTHIQ_VAULT_URL`` has it; the credentials stand in the environment."""
    from http.client import HTTPConnection

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "an-id-of-tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-key-of-tests")
    name = f"bucket-{secrets.token_hex(8)}"
    connection = HTTPConnection(urlsplit(object_server).netloc)
    connection.request("PUT", f"/{name}")
    assert connection.getresponse().status == 200
    connection.close()
    return f"s3://{name}/vault?endpoint={object_server}&region=us-east-1&path_style=1"
