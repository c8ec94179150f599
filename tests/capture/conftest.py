"""The site that visits go to: one for all tests of a module, asked afresh by each."""

from collections.abc import Iterator

import pytest
from newsite import PAGES, Site, running_site


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.asked.clear()
    running.pages.clear()
    running.pages.update(PAGES)
    return running
