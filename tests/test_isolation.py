"""Tests stand alone: each process that runs them has a home of its own."""

import os

from django.conf import settings


def test_the_workspace_lies_in_the_home_of_this_process() -> None:
    assert str(settings.WORKSPACE.home) == os.environ["TAWTHIQ_HOME"]
