"""The way of a report where the vault lies in object storage: received, read, shown, checked, damaged and named."""

import io
from pathlib import Path
from urllib.parse import urlsplit

import obstore
import pytest
from django.test import Client
from django.urls import reverse

from tawthiq.desk import models as m
from tawthiq.desk.actions.evidence import receive
from tawthiq.desk.actions.fixity import check_some
from tawthiq.desk.actions.reading import read_report
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.desk.queries.vault_check import VaultTally, check_vault
from tawthiq.errors import Unreachable
from tawthiq.reading.grammar import GrammarReader
from tawthiq.store.vault.objects import ObjectVault
from tawthiq.store.workspace import Workspace

from .conftest import ENGLISH

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace(tmp_path: Path, settings, bucket_url: str, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("TAWTHIQ_VAULT_URL", bucket_url)
    settings.WORKSPACE = Workspace(tmp_path / "workspace")
    settings.WORKSPACE.create()
    return settings.WORKSPACE


def faults(workspace: Workspace) -> list[tuple[str, str]]:
    """What is wrong with bytes and texts: the sample's places and parties stand in no journal."""
    tally = Tally()
    found = check_workspace(workspace, tally=tally, progress=lambda _stage, _number: None)
    seen = [(one.what, one.where) for one in found if one.what.startswith(("bytes", "report", "object", "half"))]
    assert tally.items == m.Item.objects.count() > 0
    return seen


def test_a_report_goes_the_whole_way_and_every_damage_is_named(people: dict[str, m.User], workspace: Workspace) -> None:
    got = receive(io.BytesIO(ENGLISH.encode()), name="a.txt", actor="t", channel="test")
    photo = receive(io.BytesIO(b"\xff\xd8\xff" + bytes(20 << 20)), name="b.jpg", actor="t", channel="test").item
    again = receive(io.BytesIO(ENGLISH.encode()), name="c.txt", actor="t", channel="test")
    assert (got.was_new, again.was_new) == (True, False)
    assert got.report is not None
    assert read_report(got.report, reader=GrammarReader())
    assert faults(workspace) == []
    assert not list((workspace.home / "vault").rglob("objects"))
    assert not [path for path in (workspace.home / "vault").rglob("*") if path.is_file()]

    browser = Client()
    browser.force_login(people["lawyer"])
    page = browser.get(reverse("item", args=[got.item.ref])).content.decode()
    assert got.item.sha256 in page
    assert "an-id-of-tests" not in page
    answer = browser.post(reverse("original", args=[got.item.ref]))
    assert answer.getvalue().decode() == ENGLISH

    vault = workspace.vault
    assert isinstance(vault, ObjectVault)
    obstore.put(vault._bucket._store, f"objects/{got.item.sha256[:2]}/{got.item.sha256}", ENGLISH.upper().encode())
    vault.destroy(photo.sha256)
    expected = [("bytes_changed", got.item.ref), ("bytes_missing", photo.ref)]
    assert sorted(faults(workspace)) == expected
    assert sorted((one.what, one.where) for one in check_some(actor="t").faults) == expected
    whole = check_vault(vault, read_data=True, tally=VaultTally())
    assert sorted((one.what, one.where) for one in whole) == expected


def test_a_server_that_does_not_answer_acknowledges_nothing_and_is_no_fault(
    people: dict[str, m.User], workspace: Workspace, bucket_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = receive(io.BytesIO(b"before"), name="a", actor="t", channel="test").item
    closed = urlsplit(bucket_url)._replace(query="endpoint=http://127.0.0.1:9&region=us-east-1").geturl()
    monkeypatch.setenv("TAWTHIQ_VAULT_URL", closed)
    with pytest.raises(Unreachable, match="s3://") as refused:
        receive(io.BytesIO(b"after"), name="b", actor="t", channel="test")
    assert "a-key-of-tests" not in str(refused.value)
    with pytest.raises(Unreachable):
        check_some(actor="t")
    assert list(m.Item.objects.values_list("pk", flat=True)) == [item.pk]
