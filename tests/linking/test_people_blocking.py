"""No rule makes more candidate pairs than it may: the commonest values are left out, and no commoner one comes back."""

import pyarrow as pa
import pytest

from tawthiq.linking.people import blocking
from tawthiq.linking.people.engines import DuckEngine


@pytest.fixture
def engine() -> DuckEngine:
    """Records of one key: three values shared by two records each, five by three, and one by four."""
    values = [f"two-{n}" for n in range(3)] * 2 + [f"three-{n}" for n in range(5)] * 3 + ["four"] * 4
    made = DuckEngine()
    numbers, lists = pa.array(range(len(values)), pa.int32()), pa.array([0] * len(values), pa.int8())
    made.load("records", pa.table({"unique_id": numbers, "list": lists, "phone": pa.array(values)}))
    return made


@pytest.mark.parametrize(
    ("most", "told"),
    [(100, (3 + 15 + 6, 4, 0)), (18, (3 + 15, 3, 1)), (9, (3, 2, 6)), (2, None)],
    ids=["all", "without the commonest", "a commoner value that would fit does not come back", "none"],
)
def test_the_pairs_are_as_many_as_were_counted(
    engine: DuckEngine, monkeypatch: pytest.MonkeyPatch, most: int, told: tuple[int, int, int] | None
) -> None:
    monkeypatch.setattr(blocking, "most_pairs", lambda _number: most)
    blocks = blocking.make_candidates(engine, keys={"phone"}, number=25, is_across=False)
    assert engine.ask("SELECT count(*) FROM candidates") == [(told[0] if told else 0,)]
    assert [(one.pairs, one.largest, one.left_out) for one in blocks] == ([told] if told else [])
