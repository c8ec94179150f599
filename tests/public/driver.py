"""The public site in a process of its own, with its own settings: reads requests as JSON lines, answers as JSON lines.

The tests of the desk run with the desk's settings; this process is what the operator runs, only without a socket.
"""

import base64
import io
import json
import sys
from typing import Any

from tawthiq.public.wsgi import application
from tawthiq.store.release import ReleaseReader

STATEMENTS: list[str] = []


def count_statements() -> None:
    plain = ReleaseReader.rows

    def counted(self: ReleaseReader, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        STATEMENTS.append(sql)
        return plain(self, sql, *values)

    ReleaseReader.rows = counted  # type: ignore[method-assign]


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    path, _, query = asked["path"].partition("?")
    body = base64.b64decode(asked.get("body", ""))
    environ = {
        "REQUEST_METHOD": asked.get("method", "GET"),
        "SCRIPT_NAME": "",
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "203.0.113.77",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    } | asked.get("environ", {})
    started: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _exc: object = None) -> None:
        started.update(status=int(status.split(maxsplit=1)[0]), headers=headers)

    STATEMENTS.clear()
    chunks = application(environ, start_response)
    content = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    modules = sorted(name for name in sys.modules if name.startswith("tawthiq."))
    return {
        "status": started["status"],
        "headers": started["headers"],
        "body": base64.b64encode(content).decode(),
        "statements": len(STATEMENTS),
        "modules": modules,
    }


if __name__ == "__main__":
    count_statements()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
