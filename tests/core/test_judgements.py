"""Clusters follow from judgements, in whatever order they were given; networkx is the oracle."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.judgements import clusters, conflicts

pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda p: p[0] != p[1]))


@given(pairs, st.randoms())
def test_clusters_do_not_depend_on_the_order_of_judgements(same, random):
    mixed = [tuple(reversed(pair)) if random.random() < 0.5 else pair for pair in same]
    random.shuffle(mixed)
    assert clusters(mixed) == clusters(same)


@given(pairs)
def test_clusters_are_the_connected_components(same):
    graph = nx.Graph(same)
    assert clusters(same) == sorted(tuple(sorted(part)) for part in nx.connected_components(graph))


@given(pairs, pairs)
def test_a_conflict_is_a_pair_judged_different_inside_one_cluster(same, different):
    inside = {frozenset(pair) for pair in conflicts(same, different)}
    for pair in different:
        together = any(set(pair) <= set(refs) for refs in clusters(same))
        assert (frozenset(pair) in inside) == together


def test_taking_a_word_back_parts_the_cluster_again():
    assert clusters([("a", "b"), ("b", "c")]) == [("a", "b", "c")]
    assert clusters([("a", "b")]) == [("a", "b")]
    assert clusters([]) == conflicts([], [("a", "b")]) == []
