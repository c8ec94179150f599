"""How a long list of files is cut into batches that are made durable at once."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tawthiq.cli.ingest import BATCH_BYTES, BATCH_FILES, FIRST_BATCH, batches_of
from tawthiq.cli.intake_files import Candidate

SIZES = st.lists(st.integers(0, BATCH_BYTES * 2), max_size=60) | st.lists(st.just(1000), max_size=2000)


def candidates(sizes: list[int]) -> list[Candidate]:
    return [Candidate(Path(f"{number}"), str(number), size_bytes=size) for number, size in enumerate(sizes)]


@given(SIZES)
def test_every_file_is_in_one_batch_in_order_and_no_batch_grows_beyond_its_bounds(sizes: list[int]) -> None:
    waiting = candidates(sizes)
    batches = list(batches_of(waiting))
    assert [one for batch in batches for one in batch] == waiting
    assert all(0 < len(batch) <= BATCH_FILES for batch in batches)
    for batch in batches:
        assert sum(one.size_bytes for one in batch[:-1]) < BATCH_BYTES


def test_the_first_answer_comes_soon_and_the_last_in_great_batches() -> None:
    lengths = [len(batch) for batch in batches_of(candidates([100_000] * 2000))]
    assert lengths[0] == FIRST_BATCH
    assert max(lengths) == BATCH_FILES
    assert lengths == [*sorted(lengths[:-1]), lengths[-1]]
