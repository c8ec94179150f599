"""One question to one address that the operator wrote down: a POST with a bound on size and time, and no redirects."""

import time
import urllib.error
import urllib.request
from http.client import HTTPException

from tawthiq.errors import Unreachable

CONNECT_S, WHOLE_S = 20.0, 60.0
MOST_BYTES = 64 * 1024
CHUNK_BYTES = 8 * 1024


# What asks: no handler for redirects, files or other schemes, so only the address that was written down is reached.
HANDLERS = (
    urllib.request.ProxyHandler,
    urllib.request.HTTPHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPDefaultErrorHandler,
    urllib.request.HTTPErrorProcessor,
)


class Refused(Unreachable):
    """The address answered with another code than 200; ``content`` is what it said."""

    def __init__(self, code: int, content: bytes) -> None:
        """The code, and the answer's first kilobyte."""
        super().__init__(f"the answer was {code}")
        self.code, self.content = code, content


def post(url: str, *, body: bytes, media_type: str) -> bytes:
    """The answer's body; raises Unreachable where none comes in a minute or it is too large, Refused for a code."""
    request = urllib.request.Request(url, data=body, headers={"Content-Type": media_type}, method="POST")  # noqa: S310
    opener = urllib.request.OpenerDirector()
    for handler in HANDLERS:
        opener.add_handler(handler())
    ends = time.monotonic() + WHOLE_S
    try:
        with opener.open(request, timeout=CONNECT_S) as answer:
            content = bytearray()
            while chunk := answer.read1(CHUNK_BYTES):
                content += chunk
                if len(content) > MOST_BYTES or time.monotonic() > ends:
                    raise Unreachable("the answer is too large or too slow")
            return bytes(content)
    except urllib.error.HTTPError as odd:
        with odd:
            raise Refused(odd.code, odd.read(1024)) from odd
    except (OSError, HTTPException, ValueError) as odd:
        raise Unreachable(f"no answer: {odd}") from odd
