"""One visit: a browser of its own behind the wall, the page from top to bottom, and everything it was answered."""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Error, Page, async_playwright
from playwright.async_api import TimeoutError as TooLate

from tawthiq.capture.sandbox import require_sandbox
from tawthiq.capture.web.dialling import Dialler
from tawthiq.capture.web.egress import Bounds, Egress, Passage
from tawthiq.capture.web.recording import Certificate, Exchange, Recorder
from tawthiq.capture.web.wall import PROXY, Warden, guard_place, write_wrapper
from tawthiq.errors import Unreachable

WIDTH, HEIGHT = 1280, 900
TALLEST = 16_000  # the browser paints no more than 16,384 pixels in one picture
LOAD_S, SETTLE_S, PICTURE_S = 45.0, 6.0, 40.0
SCROLLS, SCROLL_MS = 40, 150
LONGEST_TEXT = 20_000
PAGE_TYPES = ("text/html", "application/xhtml+xml", "")
_OFF = (
    "AcceptCHFrame,DestroyProfileOnBrowserClose,DialMediaRouteProvider,HttpsUpgrades,IsolateOrigins,LensOverlay,"
    "MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning,Translate,site-per-process"
)
# Frames stay in the page's own process, where its recorder sees them: the wall, not the browser, divides us from them.
FLAGS = (
    "--no-sandbox",
    f"--proxy-server={PROXY}",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--disable-site-isolation-trials",
    f"--disable-features={_OFF}",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-gpu",
    "--no-first-run",
)
_STEP_DOWN = "() => { scrollBy(0, innerHeight); return scrollY + innerHeight >= document.documentElement.scrollHeight }"
# Where the browser itself would not go, or was led to something that is not the web.
_REFUSALS = ("ERR_UNSAFE_PORT", "ERR_UNSAFE_REDIRECT", "ERR_DISALLOWED_URL_SCHEME", "ERR_UNKNOWN_URL_SCHEME")
_REFUSED_CODES = ("url_private", "url_port", "url_host", "url_scheme", "url_userinfo", "url_invalid")


@dataclass(slots=True)
class Visit:
    """What a visit saw. ``fault`` is an outcome code where there is no page; ``gaps`` say what is not whole."""

    url: str
    started_at: datetime
    stopped_at: datetime
    final_url: str = ""
    title: str = ""
    text: str = ""
    asks_for_password: bool = False
    fault: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    tools: dict[str, str] = field(default_factory=dict)
    videos: list[Path] = field(default_factory=list)

    @property
    def page(self) -> Exchange | None:
        """The answer that the visit ended with."""
        main = [one for one in self.exchanges if one.is_main and one.cut != "redirect"]
        return main[-1] if main else None

    @property
    def is_page(self) -> bool:
        """Whether the address gave a page, not a file."""
        return self.page is None or self.page.media_type in PAGE_TYPES


def find_browser() -> str:
    """Debian's browser without its start-up script; raises Unreachable where there is none."""
    for place in ("/usr/lib/chromium/chromium", shutil.which("chromium"), shutil.which("chromium-browser")):
        if place and Path(place).exists():
            return place
    raise Unreachable("no_browser: chromium is not installed")


def visit(url: str, *, room: Path, dialler: Dialler, bounds: Bounds | None = None, flags: Sequence[str] = ()) -> Visit:
    """The visit, ended; its files lie in ``room``, a private empty folder that the caller removes.

    ``flags`` are further flags of the browser. Raises Unreachable where no browser or no wall can be had: nothing was
    visited then.
    """
    require_sandbox()
    with guard_place() as place, Egress(place, dialler=dialler, bounds=bounds) as guard:
        script = write_wrapper([find_browser()], room=room, guard=place)
        return asyncio.run(_Visitor(url, room=room, guard=guard, flags=flags).go(script))


class _Visitor:
    def __init__(self, url: str, *, room: Path, guard: Egress, flags: Sequence[str]) -> None:
        self._room, self._guard, self._flags = room, guard, [*FLAGS, *flags]
        now = datetime.now(UTC)
        self._seen = Visit(url=url, started_at=now, stopped_at=now)
        self._ends_at = time.monotonic() + guard.bounds.wall_s
        self._recorder: Recorder | None = None

    async def go(self, script: Path) -> Visit:
        """The visit, from the browser's start to its end."""
        with Warden(self._room) as warden:
            async with async_playwright() as playwright:
                try:
                    browser = await playwright.chromium.launch(
                        executable_path=str(script),
                        args=self._flags,
                        chromium_sandbox=False,
                        timeout=60_000,
                        ignore_default_args=["--disable-popup-blocking"],
                    )
                except Error as odd:
                    raise Unreachable("no_browser: it does not start behind the wall") from odd
                await self._bounded(browser)
                await browser.close()
            self._seen.passages = self._guard.passages
        if warden.was_ended:
            self._seen.fault = self._seen.fault or "too_large"
        return self._account()

    async def _bounded(self, browser: Browser) -> None:
        looking, watching = asyncio.ensure_future(self._look(browser)), asyncio.ensure_future(self._watch_bounds())
        await asyncio.wait((looking, watching), return_when=asyncio.FIRST_COMPLETED)
        for task in (looking, watching):
            task.cancel()
        ends = await asyncio.gather(looking, watching, return_exceptions=True)
        self._judge(ends[0])
        if self._recorder is not None:
            await self._recorder.stop(patience_s=3.0)
        self._seen.stopped_at = datetime.now(UTC)

    def _judge(self, end: BaseException | None) -> None:
        """What the end of looking says: the visit was cut at a bound, or the browser broke."""
        if end is None:
            return
        if isinstance(end, asyncio.CancelledError):
            gap = self._guard.bound or "time_bound"
            self._seen.gaps["resources"] = gap
            cut = "too_large" if gap == "bytes_bound" else "timed_out"
            self._seen.fault = self._seen.fault or ("" if "dom" in self._seen.files else cut)
        elif isinstance(end, Error):  # the browser is gone, or the page broke it
            self._seen.fault = self._seen.fault or "failed"
        else:
            raise end

    async def _watch_bounds(self) -> None:
        while time.monotonic() < self._ends_at and self._guard.bound not in ("bytes_bound", "time_bound"):
            await asyncio.sleep(0.2)

    async def _look(self, browser: Browser) -> None:
        from importlib.metadata import version

        self._seen.tools |= {"chromium": browser.version, "playwright": version("playwright")}
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            user_agent=_agent(browser.version),
            service_workers="block",
            accept_downloads=False,
            locale="en-US",
        )
        page = await context.new_page()
        context.on("page", _close_other(page))
        session = await context.new_cdp_session(page)
        self._recorder = Recorder(session, room=self._room, guard=self._guard)
        await self._recorder.start()
        self._guard.begin(urlsplit(self._seen.url).hostname or "")
        if await self._arrive(page):
            await self._walk(page)
            await self._read(page)
            await self._picture(page)

    async def _arrive(self, page: Page) -> bool:
        """Whether there is a page to look at; else ``fault`` says why, or the address gave a file."""
        try:
            await page.goto(self._seen.url, wait_until="load", timeout=LOAD_S * 1000)
        except TooLate:
            self._seen.gaps["resources"] = "time_bound"
            if self._main_answer() is None:
                self._seen.fault = "timed_out"
        except Error as odd:
            self._seen.fault = self._fault_of(odd.message)
        self._seen.final_url = page.url if page.url.startswith("http") else ""
        answer = self._main_answer()
        if answer is not None and not self._seen.final_url:
            self._seen.final_url = answer.url
        return not self._seen.fault and answer is not None and answer.media_type in PAGE_TYPES

    def _main_answer(self) -> Exchange | None:
        main = [one for one in self._recorder.main if one.cut != "redirect"] if self._recorder else []
        return main[-1] if main else None

    def _fault_of(self, message: str) -> str:
        """The outcome behind the browser's words and the guard's."""
        if "ERR_ABORTED" in message or "Download is starting" in message:
            return "" if self._main_answer() is not None else "failed"
        if "ERR_CERT_" in message or "ERR_SSL_" in message:
            return "certificate_refused"
        if any(sign in message for sign in _REFUSALS):
            return "refused_address"
        if self._guard.bound == "bytes_bound":
            return "too_large"
        codes = [one.code for one in self._guard.passages]
        if codes and codes[-1] in _REFUSED_CODES:
            return "refused_address"
        return "timed_out" if "ERR_TIMED_OUT" in message else "unreachable"

    async def _walk(self, page: Page) -> None:
        """Down to the end, so that what loads late is loaded, and back."""
        for _ in range(SCROLLS):
            is_end = await page.evaluate(_STEP_DOWN)
            await page.wait_for_timeout(SCROLL_MS)
            if is_end:
                break
        await page.evaluate("() => scrollTo(0, 0)")
        try:
            await page.wait_for_load_state("networkidle", timeout=SETTLE_S * 1000)
        except TooLate:
            self._seen.gaps.setdefault("resources", "time_bound")

    async def _read(self, page: Page) -> None:
        seen = self._seen
        seen.final_url, seen.title = page.url, (await page.title())[:500]
        seen.text = str(await page.evaluate(f"() => (document.body?.innerText ?? '').slice(0, {LONGEST_TEXT})"))
        seen.asks_for_password = bool(await page.evaluate("() => !!document.querySelector('input[type=password]')"))
        self._keep("dom", "dom.html", (await page.content()).encode("utf-8", "surrogatepass"))

    async def _picture(self, page: Page) -> None:
        height = int(await page.evaluate("() => Math.ceil(document.documentElement.scrollHeight)"))
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": min(max(height, HEIGHT), TALLEST)}
        if height > TALLEST:
            self._seen.gaps["screenshot"] = "page_too_tall"
        try:
            shot = await page.screenshot(full_page=True, clip=clip, timeout=PICTURE_S * 1000)  # type: ignore[arg-type]
            self._keep("screenshot", "page.png", shot)
        except TooLate:
            self._seen.gaps["screenshot"] = "time_bound"
        await page.emulate_media(media="screen")
        paper = await asyncio.wait_for(page.pdf(format="A4", print_background=True), PICTURE_S)
        self._keep("pdf", "page.pdf", paper)

    def _keep(self, role: str, name: str, data: bytes) -> None:
        self._seen.files[role] = self._room / name
        self._seen.files[role].write_bytes(data)

    def _account(self) -> Visit:
        seen, recorder = self._seen, self._recorder
        if recorder is not None:
            seen.exchanges, seen.certificates = recorder.exchanges, recorder.certificates
            for gap in sorted(recorder.gaps):
                seen.gaps.setdefault("resources", gap)
        if self._guard.bound:
            seen.gaps["resources"] = self._guard.bound
        elif any(one.code in _REFUSED_CODES for one in seen.passages):
            seen.gaps.setdefault("resources", "some_addresses_refused")
        page = seen.page
        if page is not None and page.cut:
            seen.gaps["source"] = "some_bodies_missing"
        return seen


def _agent(version: str) -> str:
    """What any browser of this version says: nobody is told who visits."""
    major = version.partition(".")[0]
    return f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Safari/537.36"


def _close_other(page: Page) -> Callable[[Page], Awaitable[None]]:
    """A window that the page opens is closed: what it shows is not what was asked for."""

    async def close(other: Page) -> None:
        if other is not page:
            await other.close()

    return close
