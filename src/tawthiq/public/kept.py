"""Pages that were made once: a release never changes, so neither does a page of it.

Kept in memory, the oldest put away first. The key is the release that is current when the request begins, so what is
taken back is gone with the next request.
"""

import threading
from collections import OrderedDict

from django.http import HttpRequest, HttpResponse

# Source: own. Some thousand pages; a small machine has the memory.
MOST_BYTES = 32 * 1024 * 1024
# Those that say nothing but what the release says: no form, no list of releases.
ROOMS = frozenset(
    {"home", "incidents", "incident", "map", "timeline", "massacres", "memorial", "figures", "articles", "corrections"}
)
Key = tuple[int, str, str]


class KeptPages:
    """Finished pages by release, host and address; at most ``MOST_BYTES`` of them."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        """Empty."""
        self._most_bytes, self._bytes = most_bytes, 0
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, tuple[bytes, str]] = OrderedDict()

    def page(self, request: HttpRequest, *, number: int) -> HttpResponse | None:
        """The page as it was made before, or None."""
        with self._lock:
            found = self._pages.get(_key(request, number=number))
            if found is not None:
                self._pages.move_to_end(_key(request, number=number))
        return HttpResponse(found[0], content_type=found[1]) if found and request.method == "GET" else None

    def keep(self, request: HttpRequest, response: HttpResponse, *, number: int) -> None:
        """The page is there for the next who asks, if it is one of those that stay as they are."""
        match = request.resolver_match
        if request.method != "GET" or response.status_code != 200 or match is None or match.url_name not in ROOMS:
            return
        key, content = _key(request, number=number), response.content
        with self._lock:
            self._bytes += len(content) - len(self._pages.pop(key, (b"",))[0])
            self._pages[key] = (content, response.headers["Content-Type"])
            while self._bytes > self._most_bytes:
                _, (oldest, _kind) = self._pages.popitem(last=False)
                self._bytes -= len(oldest)


def _key(request: HttpRequest, *, number: int) -> Key:
    return number, request.get_host(), request.get_full_path()


KEPT = KeptPages()
