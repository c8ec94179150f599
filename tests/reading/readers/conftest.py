"""A language model server for the tests that ask one."""

from collections.abc import Iterator

import pytest
from model_server import Model, serving


@pytest.fixture
def model() -> Iterator[Model]:
    with serving() as found:
        yield found
