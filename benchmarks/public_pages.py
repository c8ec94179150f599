"""Pages of the public site per second, from a release of 100,000 incidents, and beside a bare view of the same row.

    python benchmarks/public_pages.py [--scale 1.0] [--seed 1]

Whole requests through the site's own WSGI application with every middleware, as a browser asks (gzip accepted). Counted
is the processor's time of one core, times two for the two cores of the target: other work changes little.
The bare view is a Django view without middleware or template that reads the incident's row and answers with its bytes.
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/campaigns"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests/public"))
from figure import Figure, progress

INCIDENTS, REQUESTS, CORES = 100_000, 3000, 2
PAGES_PER_S, PAGE_MOST_BYTES = 500.0, 150_000
ROOMS = ("", "incidents/", "incidents/?page=7", "figures/", "articles/half-a-year/", "timeline/", "massacres/", "map/")
# The share of requests for an incident; the others go round the rooms. Source: own, most links lead there.
INCIDENT_SHARE = 0.8


def campaign(*, scale: float, seed: int) -> list[Figure]:
    """Pages per second, the ratio to the bare view, and the heaviest page with everything it loads but pictures."""
    with tempfile.TemporaryDirectory(prefix="pages-") as folder:
        refs = _release(Path(folder), incidents=max(int(INCIDENTS * scale), 100))
        os.environ |= {"TAWTHIQ_RELEASES": folder, "TAWTHIQ_DROP": folder}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tawthiq.public.settings"
        from tawthiq.public.wsgi import application

        chance = random.Random(seed)  # noqa: S311 - a choice
        wanted = list(_wanted(refs, number=max(int(REQUESTS * scale), 200), chance=chance))
        for room in ROOMS:  # what is read once and kept: figures, places, choices
            for lang in ("ar", "en"):
                ask(application, f"/{lang}/{room}")
        page_s = _seconds_each(application, wanted)
        one_s = _seconds_each(application, [f"/en/incidents/{ref}/?n={ref}" for ref in refs[:300]])
        bare_s = _seconds_each(_bare(), [f"/{ref}" for ref in refs[:300]])
        weights = {path: _weight(application, path) for path in dict.fromkeys(wanted)}
    heaviest = max(weights, key=lambda path: weights[path])
    return [
        Figure(
            "public.pages",
            f"Pages of the public site from a release of {len(refs):,} incidents, two cores",
            "صفحات الموقع العام من إصدار فيه 100 ألف حادثة، على نواتين",
            f"≥ {PAGES_PER_S:,.0f} pages/s",
            f"{CORES / page_s:,.0f} pages/s; incidents never asked for before {CORES / one_s:,.0f} pages/s, "
            f"{one_s / bare_s:.1f} × a bare view reading the same row",
            page_s <= CORES / PAGES_PER_S,
        ),
        Figure(
            "public.weight",
            "Heaviest page with its style sheet, as sent",
            "أثقل صفحة مع ورقة أنماطها كما تُرسل",
            f"≤ {PAGE_MOST_BYTES // 1000} kB",
            f"{weights[heaviest] / 1000:.1f} kB ({heaviest})",
            weights[heaviest] <= PAGE_MOST_BYTES,
        ),
    ]


def _release(folder: Path, *, incidents: int) -> list[str]:
    """A release of so many incidents, the database and its manifest only; the references in an order of chance."""
    from sample import sample_content  # type: ignore[import-not-found]  # of the tests of the site

    from tawthiq.core.figures import add_victim_figures
    from tawthiq.store.release import make_current
    from tawthiq.store.release.database import write_database
    from tawthiq.store.release.manifest import Manifest, entry_of

    each = len(sample_content().incidents)
    content = add_victim_figures(sample_content(copies=-(-incidents // each)))
    progress("incidents", done=len(content.incidents), all=incidents)
    home = folder / "0001"
    home.mkdir()
    write_database(content, home / "release.sqlite")
    journal = (content.number, content.built_at, content.journal_size, content.journal_chain)
    (home / "manifest.json").write_bytes(Manifest(*journal, files=(entry_of(home / "release.sqlite"),)).to_bytes())
    make_current(folder, number=1)
    refs = [incident.ref for incident in content.incidents]
    random.Random(1).shuffle(refs)  # noqa: S311 - a choice
    return refs


def _wanted(refs: list[str], *, number: int, chance: random.Random) -> Iterator[str]:
    for at in range(number):
        lang = chance.choice(("ar", "ar", "en"))
        if chance.random() < INCIDENT_SHARE:
            yield f"/{lang}/incidents/{chance.choice(refs)}/"
        else:
            yield f"/{lang}/{ROOMS[at % len(ROOMS)]}"


Application = Callable[[dict[str, Any], Any], Any]


def ask(application: Application, path: str) -> bytes:
    """The body as sent; raises AssertionError for any answer but 200."""
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    said: list[str] = []
    chunks = application(environ, lambda status, _headers, _exc=None: said.append(status))
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    if not said[0].startswith("200"):
        raise AssertionError(f"{path}: {said[0]}")
    return body


def _seconds_each(application: Application, paths: list[str]) -> float:
    """The processor's time of one request: the median of ten rounds, so that one bad moment does not count."""
    rounds = [paths[at::10] for at in range(10)]
    times = []
    for some in rounds:
        began = time.process_time()
        for path in some:
            ask(application, path)
        times.append((time.process_time() - began) / len(some))
    return statistics.median(times)


def _bare() -> Application:
    """A Django view and nothing else, over the same file."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest, HttpResponse
    from django.test.utils import override_settings
    from django.urls import path

    from tawthiq.public import shelf

    release = shelf.current_release()
    if release is None:
        raise AssertionError("nothing is public")

    def show(_request: HttpRequest, ref: str) -> HttpResponse:
        return HttpResponse(release.rows("SELECT body FROM incidents WHERE ref = ?", ref)[0][0])

    urls = type(sys)("bare_urls")
    urls.urlpatterns = [path("<str:ref>", show)]  # type: ignore[attr-defined]
    sys.modules["bare_urls"] = urls
    with override_settings(MIDDLEWARE=[]):
        handler = WSGIHandler()

    def bare(environ: dict[str, Any], start: Any) -> Any:
        with override_settings(ROOT_URLCONF="bare_urls"):
            return handler(environ, start)

    return bare


def _weight(application: Application, path: str) -> int:
    """The page and its style sheet as sent."""
    return len(ask(application, path)) + len(ask(application, "/static/public/site.css"))


def main() -> None:
    """Prints the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--scale", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    for figure in campaign(scale=given.scale, seed=given.seed):
        print(f"{'held' if figure.held else 'MISSED'}  {figure.what}: {figure.measured} ({figure.target})")


if __name__ == "__main__":
    main()
