"""Hiding small cells in what leaves the office; pure.

A count of one to four people may point at a person. Hiding it is not enough where it can be worked out from the
total and the other cells: then further cells are hidden, the smallest first, until what is hidden together is at
least two cells and at least five asks.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST_SHOWN = 5

Cell = TypeVar("Cell", bound=Hashable)


def is_small(count: int) -> bool:
    """Whether a count alone may not leave the office. Nothing is not small: it is about nobody."""
    return 0 < count < LEAST_SHOWN


def shown_alone(count: int) -> int | None:
    """A count that adds up to no published total, or ``None`` when it is too small to be shown."""
    return None if is_small(count) else count


def shown_in_total(cells: Mapping[Cell, int]) -> dict[Cell, int | None]:
    """The cells of a breakdown whose total is published too; ``None`` where a cell is hidden.

    When too little is left to hide behind, every cell is hidden.
    """
    hidden = {cell for cell, count in cells.items() if is_small(count)}
    if hidden:
        others = sorted(
            (cell for cell, count in cells.items() if count >= LEAST_SHOWN), key=lambda cell: (cells[cell], str(cell))
        )
        while others and (len(hidden) < 2 or sum(cells[cell] for cell in hidden) < LEAST_SHOWN):
            hidden.add(others.pop(0))
    return {cell: None if cell in hidden else count for cell, count in cells.items()}
