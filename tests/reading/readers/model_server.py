"""A language model server as the tests need it: real HTTP on this machine, with answers that each test writes."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler", dict[str, Any]], None]


@dataclass
class Model:
    """A server on this machine; ``asked`` holds what it was sent, ``answer`` says what it does about it."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Answer = lambda handler, _body: handler.send(200, b"{}")


class Handler(BaseHTTPRequestHandler):
    """Hands every question to the test's answer."""

    model: Model

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.model.asked.append(body | {"path": self.path})
        self.model.headers.append(dict(self.headers))
        self.model.answer(self, body)

    def send(self, code: int, content: bytes, *, length: int | None = None, **headers: str) -> None:
        """One whole answer; with ``length`` a lie about its length."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up early is part of the tests."""


@contextmanager
def serving() -> Iterator[Model]:
    """A server for the time of the block."""
    server = _Server(("127.0.0.1", 0), Handler)
    found = Model(f"http://127.0.0.1:{server.server_address[1]}/v1")
    server.RequestHandlerClass = type("OwnHandler", (Handler,), {"model": found})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def completion(rows: Any, *, finish: str = "stop") -> bytes:
    """An answer in the form of the chat completions API."""
    content = rows if isinstance(rows, str) else json.dumps({"claims": rows}, ensure_ascii=False)
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content}}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def row(**said: Any) -> dict[str, Any]:
    """A row of the answer's schema, empty but for what is said."""
    counts = dict.fromkeys(("killed", "injured", "detained", "displaced", "munitions"))
    if isinstance(said.get("counts"), dict):
        said |= {"counts": counts | said["counts"]}
    empty = {"places": [], "when": None, "perpetrators": [], "target": None, "people": [], "attribution": []}
    return {"kind": "airstrike", "status": "asserted", "counts": counts, **empty, **said}
