"""What a third record of a cluster says of two."""

import pytest

from tawthiq.linking.people.support import Scored, supported


def test_two_that_are_both_the_third_are_one_as_surely_as_that() -> None:
    pairs = [Scored(0, 1, 0.9), Scored(0, 2, 0.1), Scored(1, 2, 0.8)]
    assert supported(pairs, [0, 0, 0]) == pytest.approx([0.9, 0.72, 0.8])


def test_a_pair_alone_and_a_pair_surer_than_the_way_round_keep_their_score() -> None:
    pairs = [Scored(0, 3, 0.6), Scored(1, 2, 0.95), Scored(1, 4, 0.5), Scored(2, 4, 0.4)]
    assert supported(pairs, [0, 1, 1, 0, 1]) == [0.6, 0.95, 0.5, 0.475]
    assert supported([], []) == []


def test_no_other_cluster_is_asked() -> None:
    pairs = [Scored(0, 1, 0.2), Scored(2, 3, 1.0), Scored(4, 5, 1.0)]
    assert supported(pairs, [0, 0, 2, 2, 4, 4]) == [0.2, 1.0, 1.0]
