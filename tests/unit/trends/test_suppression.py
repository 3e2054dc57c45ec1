from hypothesis import given
from hypothesis import strategies as st

from knowledge.trends.suppression import LEAST_SHOWN, shown_alone, shown_in_total


def test_nobody_is_shown_and_a_few_are_not() -> None:
    assert shown_alone(0) == 0
    assert [shown_alone(count) for count in (1, 4, 5)] == [None, None, 5]


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    shown = shown_in_total({"天穆镇": 30, "北仓镇": 3, "双街镇": 9})
    assert shown == {"天穆镇": 30, "北仓镇": None, "双街镇": None}


def test_two_small_cells_that_are_few_together_take_a_third() -> None:
    shown = shown_in_total({"a": 1, "b": 2, "c": 8, "d": 50})
    assert shown == {"a": None, "b": None, "c": None, "d": 50}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert shown_in_total({"a": 5, "b": 0, "c": 70}) == {"a": 5, "b": 0, "c": 70}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), max_size=8))
def test_the_total_never_gives_a_small_cell_away(cells: dict[str, int]) -> None:
    shown = shown_in_total(cells)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count == cells[name] for name, count in shown.items())
    assert all(count is None or count == 0 or count >= LEAST_SHOWN for count in shown.values())
    others_left = any(count for count in shown.values())
    if hidden and others_left:
        assert len(hidden) >= 2
        assert sum(cells[name] for name in hidden) >= LEAST_SHOWN
