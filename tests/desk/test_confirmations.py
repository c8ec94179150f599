"""Others confirm published checkpoints: a real authority and a real witness on this machine, there and not there."""

import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.db import transaction

from tawthiq.desk import models as m
from tawthiq.desk.actions import checkpoints, confirmations
from tawthiq.desk.actions.journal import record
from tawthiq.desk.queries.checkpoints import proven_entries, public_log, published
from tawthiq.desk.queries.integrity import Tally, check_workspace
from tawthiq.errors import InvalidRecord, Tampered
from tawthiq.store.log import WITNESSES
from tawthiq.store.notes import log_key
from tawthiq.store.partners import read_authorities, read_witnesses
from tawthiq.store.timestamps import check_token
from tawthiq.store.witness import WitnessState
from tawthiq.store.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))  # the authority stands beside the tests of the floor below
from authority import LocalAuthority, serving

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthority]:
    with serving(LocalAuthority(tmp_path_factory.mktemp("authority")).make()) as made:
        yield made


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local: LocalAuthority) -> Workspace:
    """A workspace of its own that lists the authority twice, under two names."""
    made = Workspace(tmp_path / "workspace")
    made.create()
    monkeypatch.setattr(settings, "WORKSPACE", made)
    local.status, local.answer, local.kind = 200, None, "good"
    (made.home / "roots.pem").write_bytes((local.folder / "root.pem").read_bytes())
    rows = [f"- {{name: {name}, url: '{local.url}', roots: roots.pem}}\n" for name in ("first", "second")]
    (made.home / "authorities.yaml").write_text("".join(rows))
    return made


def happen() -> None:
    with transaction.atomic():
        record("signed_in", actor="researcher-1")


def publish() -> int:
    happen()
    return checkpoints.publish_checkpoint(actor="operator")


def faults(workspace: Workspace) -> list[tuple[str, str]]:
    seen = check_workspace(workspace, tally=Tally(), progress=lambda _stage, _number: None)
    return [(one.what, one.where) for one in seen if one.what != "checkpoint_missing"]


# --- authorities -----------------------------------------------------------------------------------------------------


def test_checkpoints_are_untimestamped_until_authorities_confirm_them(workspace: Workspace) -> None:
    sizes = [publish(), publish()]
    assert [(one.is_untimestamped, one.waiting) for one in published()] == [(True, ("first", "second"))] * 2
    done = confirmations.request_timestamps(actor="worker")
    assert [(one.name, one.size) for one in done] == [(n, s) for n in ("first", "second") for s in sizes[::-1]]
    assert all(one.at for one in done)
    for row in published():
        assert (row.is_untimestamped, row.waiting) == (False, ())
        assert [one.authority for one in row.stamps] == ["first", "second"]
    assert confirmations.request_timestamps(actor="worker") == []
    assert checkpoints.publish_checkpoint(actor="operator") == sizes[-1]
    proven = proven_entries([1], size=256)
    authority = read_authorities(workspace.home)[0]
    for _name, token in proven.tokens:
        assert check_token(token, authority=authority, content=proven.note)
    assert [name for name, _ in proven.tokens] == ["first", "second"]
    assert faults(workspace) == []


def test_a_timestamp_that_was_changed_or_lost_is_found(workspace: Workspace) -> None:
    publish()
    confirmations.request_timestamps(actor="worker")
    token = workspace.log / "tsr/256-first.tsr"
    token.write_bytes(token.read_bytes()[::-1])
    (workspace.log / "tsr/256-second.tsr").unlink()
    assert faults(workspace) == [("log_changed", "log/tsr/256-first.tsr"), ("log_missing", "log/tsr/256-second.tsr")]


def test_who_does_not_answer_is_asked_later(local: LocalAuthority, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    local.status, patience, clock = 503, confirmations.Patience(), [1000.0]
    monkeypatch.setattr(confirmations.time, "monotonic", lambda: clock[0])
    pauses = []
    for _ in range(12):
        done = confirmations.request_timestamps(actor="worker", patience=patience)
        assert [(one.name, one.at) for one in done] == [("first", None), ("second", None)]
        assert confirmations.request_timestamps(actor="worker", patience=patience) == []
        pauses.append(patience.until["first"] - clock[0])
        clock[0] += pauses[-1]
    assert pauses == [60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 21600, 21600, 21600]
    local.status = 200
    assert all(one.at for one in confirmations.request_timestamps(actor="worker", patience=patience))
    assert patience.pauses == {}


def test_one_that_lies_does_not_keep_the_other_from_confirming(workspace: Workspace, local: LocalAuthority) -> None:
    publish()
    (workspace.home / "other.pem").write_bytes((local.folder / "other root.pem").read_bytes())
    text = (workspace.home / "authorities.yaml").read_text().replace("roots.pem", "other.pem", 1)
    (workspace.home / "authorities.yaml").write_text(text)
    told: list[confirmations.Outcome] = []
    confirmations.request_timestamps(actor="worker", tell=told.append)
    assert [(one.name, bool(one.at)) for one in told] == [("first", False), ("second", True)]
    assert "not to be believed" in told[0].reason
    (row,) = published()
    assert (row.is_untimestamped, row.waiting) == (False, ("first",))
    assert not m.JournalEntry.objects.filter(body__contains='"authority":"first"').exists()


def test_nobody_is_asked_while_another_process_asks(local: LocalAuthority) -> None:
    publish()
    before = local.asked
    with confirmations._alone() as is_mine:
        assert is_mine
        assert confirmations.request_timestamps(actor="worker") == []
    assert local.asked == before


def test_the_worker_publishes_and_asks_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    happen()
    monkeypatch.setenv("TAWTHIQ_PUBLISH_HOURS", "0.0000001")
    keeper, clock = confirmations.Keeper(), [1000.0]
    monkeypatch.setattr(confirmations.time, "monotonic", lambda: clock[0])
    assert keeper.tend(lambda: False) == 3
    assert keeper.tend(lambda: False) == 0
    clock[0] += 61
    assert keeper.tend(lambda: True) == 1
    clock[0] += 61
    assert keeper.tend(lambda: False) == 5


# --- witnesses -------------------------------------------------------------------------------------------------------


@pytest.fixture
def partner(tmp_path: Path, workspace: Workspace) -> WitnessState:
    """A witness that travels by stick; a test may give it an address."""
    made = WitnessState(tmp_path / "partner")
    made.create(name="partner.example", log=str(log_key(workspace.keys)))
    (workspace.home / "witnesses.yaml").write_text(f"- {{name: partner, key: {made.key()}}}\n")
    return made


@pytest.fixture
def address(partner: WitnessState, workspace: Workspace) -> Iterator[str]:
    """The same witness behind an address, as C2SP tlog-witness says it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                code, answer = 200, partner.confirm(content)
            except Tampered as odd:
                code, answer = (409, f"{partner.last()[0]}\n") if "size" in str(odd) else (422, str(odd))
            self.send_response(code if self.path == "/add-checkpoint" else 404)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    text = f"- {{name: partner, key: {partner.key()}, url: '{url}/'}}\n"
    (workspace.home / "witnesses.yaml").write_text(text)
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("address")
def test_a_witness_with_an_address_confirms_the_newest(workspace: Workspace, partner: WitnessState) -> None:
    publish()
    assert [one.at is None for one in confirmations.request_cosignatures(actor="worker")] == [False]
    publish()
    (done,) = confirmations.request_cosignatures(actor="worker")
    assert (done.name, done.size, partner.last()[0]) == ("partner", 512, 512)
    assert confirmations.request_cosignatures(actor="worker") == []
    assert [[one.witness for one in row.cosigned] for row in published()] == [["partner"], ["partner"]]
    (line,) = proven_entries([1]).witness_lines
    assert line.startswith("— partner.example ")
    assert (workspace.log / "checkpoint").read_text().endswith(f"{line}\n")
    assert faults(workspace) == []


@pytest.mark.usefixtures("address")
def test_where_an_answer_was_lost_the_witness_says_where_it_stands(partner: WitnessState, workspace: Workspace) -> None:
    publish()
    partner.confirm(confirmations.witness_request(read_witnesses(workspace.home)[0], size=256))
    publish()
    (done,) = confirmations.request_cosignatures(actor="worker")
    assert done.at
    assert partner.last()[0] == 512


@pytest.mark.usefixtures("address")
def test_a_witness_that_saw_more_is_not_talked_round(partner: WitnessState, workspace: Workspace) -> None:
    """As after an old backup was restored."""
    publish()
    publish()
    partner.confirm(confirmations.witness_request(read_witnesses(workspace.home)[0], size=512))
    for name in ("checkpoints/512", "checkpoint"):
        (workspace.log / name).unlink()
    rows = [row for row in published() if row.size == 256]
    outcome = confirmations._outcome(
        read_witnesses(workspace.home)[0], rows[0], how=lambda w, r: confirmations._cosign(w, r, actor="x")
    )
    assert outcome.at is None
    assert "422" in outcome.reason or "512" in outcome.reason


def test_a_witness_without_an_address_is_served_by_files(partner: WitnessState, workspace: Workspace) -> None:
    publish()
    (witness,) = read_witnesses(workspace.home)
    assert confirmations.request_cosignatures(actor="worker") == []
    line = partner.confirm(confirmations.witness_request(witness, size=256))
    at = confirmations.take_cosignature(witness, size=256, line=line, actor="operator")
    assert confirmations.take_cosignature(witness, size=256, line=line, actor="operator") == at
    assert m.JournalEntry.objects.filter(event="witnessed").count() == 1
    publish()
    with pytest.raises(Tampered):
        confirmations.take_cosignature(witness, size=512, line=line, actor="operator")
    with pytest.raises(InvalidRecord):
        confirmations.request_from(1024, size=512)
    assert [name for name, _ in public_log().beside(WITNESSES, size=512)] == []
    (workspace.log / "witness/256-partner").unlink()
    assert faults(workspace) == [("log_missing", "log/witness/256-partner")]


def test_before_a_hand_over_everybody_listed_is_asked(workspace: Workspace, local: LocalAuthority) -> None:
    publish()
    assert [(one.name, bool(one.at)) for one in confirmations.confirm_now(actor="lawyer-1")] == [
        ("first", True),
        ("second", True),
    ]
    (workspace.home / "authorities.yaml").unlink()
    before = local.asked
    publish()
    assert confirmations.confirm_now(actor="lawyer-1") == []
    assert local.asked == before
