"""Pages of a list."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

PAGE_SIZE = 50

PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]
"""The ``page`` of an address; give it the default 1."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list of ``total``, as ``ui.pagination`` shows it. Counted from 1."""

    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def page_count(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def offset_of(number: int, size: int = PAGE_SIZE) -> int:
    """How many of the list stand before page ``number``."""
    return (number - 1) * size
