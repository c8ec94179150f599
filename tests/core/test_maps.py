"""A map holds what it shall show, to scale, and its outlines are told apart from what lies outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tawthiq.core.maps import WIDTH, fit_view, is_inside, middle_inside, path_of, touches

spots = st.lists(st.tuples(st.floats(-60, 60), st.floats(-150, 150), st.integers(0, 50_000)), min_size=1, max_size=6)


@given(spots)
def test_every_spot_lies_in_the_picture(given_spots: list) -> None:
    view = fit_view(given_spots)
    for lat, lon, _radius in given_spots:
        x, y = view.at(lat, lon)
        assert 0 < x < WIDTH
        assert 0 < y < view.height
    assert 0.55 * WIDTH <= view.height <= 1.05 * WIDTH


def test_a_kilometre_is_as_long_eastwards_as_northwards() -> None:
    view = fit_view([(36.0, 38.0, 0)], margin=0.05, least=0.2)
    east = view.at(36.0, 38.1)[0] - view.at(36.0, 38.0)[0]
    north = view.at(36.0, 38.0)[1] - view.at(36.1, 38.0)[1]
    assert north / east == pytest.approx(1 / view.squeeze, rel=1e-6)
    km, width = view.scale()
    assert width == pytest.approx(view.units(km * 1000), abs=0.1)
    assert width <= WIDTH / 4


def test_tall_and_wide_spots_keep_the_shape_of_the_picture() -> None:
    tall = fit_view([(30.0, 38.0, 0), (40.0, 38.0, 0)])
    wide = fit_view([(36.0, 20.0, 0), (36.0, 60.0, 0)])
    assert (tall.height, wide.height) == (pytest.approx(1000), pytest.approx(620))


def test_outlines() -> None:
    ring = [(100.0, 100.0), (900.0, 100.0), (900.0, 500.0), (100.0, 500.0)]
    assert path_of(ring[:2]) == "M100.0 100.0L900.0 100.0Z"
    assert (is_inside((500.0, 300.0), ring), is_inside((50.0, 300.0), ring)) == (True, False)
    middle = middle_inside(ring, height=620)
    assert middle is not None
    assert is_inside(middle, ring)
    assert middle_inside([(0.0, 0.0), (20.0, 0.0), (20.0, 20.0)], height=620) is None
    assert touches(ring, height=620)
    assert not touches([(-5.0, 10.0), (-1.0, 20.0)], height=620)
