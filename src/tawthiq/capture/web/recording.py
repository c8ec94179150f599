"""Everything that a page's browser was answered, body by body, as it arrives: the raw material of the archive.

Bodies are taken from the browser before the page has them (its ``Fetch`` domain), as bytes in the server's own
character encoding; transfer and content encodings are undone already.
"""

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Error

from tawthiq.capture.web.egress import GUARD_FIELD, Egress

Fields = list[tuple[str, str]]
BODY_S = 60.0
MOST_ANSWERS = 1000
LARGEST_BODY = 200 << 20
_REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(slots=True)
class Exchange:
    """One request and its answer. ``body`` is a file in the room; ``cut`` says why it is not whole, or is empty."""

    url: str
    method: str
    at: datetime
    status: int
    reason: str
    fields: Fields
    asked: Fields
    sent: bytes = b""
    kind: str = ""
    is_main: bool = False
    network: str = ""
    address: str = ""
    protocol: str = ""
    body: Path | None = None
    size_bytes: int = 0
    sha256: str = ""
    cut: str = ""

    @property
    def media_type(self) -> str:
        """As the server says, without parameters; believed in nothing but names."""
        return self.field("content-type").split(";")[0].strip().lower()

    def field(self, name: str) -> str:
        """The first field of this name, or nothing."""
        return next((value for key, value in self.fields if key.lower() == name), "")


@dataclass(slots=True)
class Certificate:
    """How one origin was known: the browser's account of it, and the chain in DER."""

    told: Mapping[str, Any]
    chain: list[bytes] = field(default_factory=list)


class Recorder:
    """Listens to one page; afterwards ``exchanges`` are in the order in which answers began."""

    def __init__(self, session: CDPSession, *, room: Path, guard: Egress) -> None:
        """Bodies are put into ``room``."""
        self._session, self._room, self._guard = session, room, guard
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: dict[str, tuple[str, Mapping[str, Any] | None]] = {}
        self._asked: dict[str, Fields] = {}
        self._main = ""
        self.exchanges: list[Exchange] = []
        self.certificates: dict[str, Certificate] = {}
        self.gaps: set[str] = set()

    async def start(self) -> None:
        """From here on nothing of the page passes unrecorded."""
        tree = await self._session.send("Page.getFrameTree")
        self._main = tree["frameTree"]["frame"]["id"]
        self._session.on("Fetch.requestPaused", self._paused)
        self._session.on("Network.responseReceived", self._received)
        self._session.on("Network.requestWillBeSentExtraInfo", self._sent)
        await self._session.send("Network.enable")
        await self._session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Response"}]})

    async def stop(self, *, patience_s: float) -> None:
        """What is still on its way is waited for, then cut."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience_s)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
                self.gaps.add("some_bodies_missing")
        for exchange in self.exchanges:
            exchange.asked = self._asked.get(exchange.network, exchange.asked)
            exchange.protocol = self._told.get(exchange.network, ("", None))[0]
        await self._fetch_chains()

    @property
    def main(self) -> list[Exchange]:
        """The answers to the page's own address, redirects first, the page last."""
        return [one for one in self.exchanges if one.is_main]

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self._told[event["requestId"]] = (str(answer.get("protocol", "")), answer.get("securityDetails"))
        if details := answer.get("securityDetails"):
            self.certificates.setdefault(_origin(answer["url"]), Certificate(told=details))

    def _sent(self, event: dict[str, Any]) -> None:
        self._asked[event["requestId"]] = [(str(k), str(v)) for k, v in event["headers"].items()]

    def _paused(self, event: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self._take(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take(self, event: dict[str, Any]) -> None:
        number = event["requestId"]
        try:
            if "responseStatusCode" in event and not self._is_guards(event) and self._has_room():
                exchange = self._note(event)
                await self._take_body(exchange, number)
            await self._session.send("Fetch.continueRequest", {"requestId": number})
        except Error:
            return  # the page went on, or the browser is gone: what was noted stays noted

    def _has_room(self) -> bool:
        if len(self.exchanges) >= MOST_ANSWERS:
            self.gaps.add("count_bound")
        return len(self.exchanges) < MOST_ANSWERS

    def _is_guards(self, event: dict[str, Any]) -> bool:
        fields = {str(one["name"]).lower(): str(one["value"]) for one in event.get("responseHeaders", [])}
        return fields.get(GUARD_FIELD.lower(), "").startswith(self._guard.token)

    def _note(self, event: dict[str, Any]) -> Exchange:
        request, url = event["request"], str(event["request"]["url"])
        parts = urlsplit(url)
        exchange = Exchange(
            url=url,
            method=str(request["method"]),
            at=datetime.now(UTC),
            status=int(event["responseStatusCode"]),
            reason=str(event.get("responseStatusText", "")),
            fields=[(str(one["name"]), str(one["value"])) for one in event.get("responseHeaders", [])],
            asked=[(str(key), str(value)) for key, value in request["headers"].items()],
            sent=str(request.get("postData", "")).encode(),
            kind=str(event.get("resourceType", "")),
            is_main=event.get("resourceType") == "Document" and event.get("frameId") == self._main,
            network=str(event.get("networkId", "")),
            address=self._guard.address_of(parts.netloc.rpartition(":")[0] or parts.netloc, _port(url))
            or self._guard.address_of(parts.hostname or "", _port(url)),
        )
        self.exchanges.append(exchange)
        return exchange

    async def _take_body(self, exchange: Exchange, number: str) -> None:
        if exchange.status in _REDIRECTS and exchange.field("location"):
            exchange.cut = "redirect"  # the browser never reads the body of a redirect
            return
        told = exchange.field("content-length")
        if told.isdigit() and int(told) > LARGEST_BODY:
            self._cut(exchange, "length", gap="bytes_bound")
            return
        try:
            answer = self._session.send("Fetch.getResponseBody", {"requestId": number})
            got = await asyncio.wait_for(answer, BODY_S)
        except TimeoutError:
            self._cut(exchange, "time", gap="time_bound")
            return
        except asyncio.CancelledError:
            self._cut(exchange, "time", gap="time_bound")
            raise
        except Error:
            self._cut(exchange, "disconnect", gap=self._guard.bound or "some_bodies_missing")
            return
        data = base64.b64decode(got["body"]) if got["base64Encoded"] else got["body"].encode()
        self._keep(exchange, data)

    def _cut(self, exchange: Exchange, how: str, *, gap: str) -> None:
        exchange.cut = how
        self.gaps.add(gap)

    def _keep(self, exchange: Exchange, data: bytes) -> None:
        exchange.sha256, exchange.size_bytes = hashlib.sha256(data).hexdigest(), len(data)
        exchange.body = self._room / f"body-{exchange.sha256}"
        if not exchange.body.exists():
            exchange.body.write_bytes(data)

    async def _fetch_chains(self) -> None:
        for origin, certificate in self.certificates.items():
            try:
                got = await self._session.send("Network.getCertificate", {"origin": origin})
            except Error:
                continue  # the page is gone; the browser's account of the certificate stays
            certificate.chain = [base64.b64decode(one) for one in got["tableNames"]]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _port(url: str) -> int:
    parts = urlsplit(url)
    return parts.port or (80 if parts.scheme == "http" else 443)
