"""Writing down figures while sentences are made of them, so that every number keeps its query."""

from dataclasses import dataclass, field

from knowledge.trends.suppression import is_small
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.document import Edition, Figure, Value

SMALL = "不足5"
HIDDEN = "—"
"""A value that is not known or may not be shown: which of the two, it does not say."""


@dataclass(slots=True)
class FigureBook:
    """The figures of one document. Numbers in the public edition are hidden here, in one place, when too small."""

    edition: Edition
    week: IsoWeek
    figures: list[Figure] = field(default_factory=list)
    _counts: dict[int, int] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        """Whether this is the edition that leaves the office."""
        return self.edition is Edition.PUBLIC

    def add(self, section: int, label: str, value: Value, query: str, period: str = "") -> str:
        """Write a figure down; its id. ``value`` must already be what the edition may show."""
        number = self._counts[section] = self._counts.get(section, 0) + 1
        name = f"F-{section:02d}-{number:02d}"
        self.figures.append(Figure(name, label, value, query, period or self.week.name))
        return name

    def count(self, value: int) -> Value:
        """A count as the edition may show it, when it adds up to no published total."""
        return SMALL if self.is_public and is_small(value) else value

    def text(self, value: int) -> str:
        """The same, as text with thousands apart."""
        shown = self.count(value)
        return shown if isinstance(shown, str) else f"{value:,}"

    def change(self, this: int, before: int | None) -> str:
        """How a count changed, as a cell of a table; what would reveal a small count is left out."""
        if before is None or (self.is_public and (is_small(this) or is_small(before))):
            return "—"
        difference = this - before
        if before < LEAST_FOR_PERCENT:
            return f"{difference:+,}"
        return f"{difference:+,}（{difference / before:+.0%}）"


LEAST_FOR_PERCENT = 20
"""A percentage of fewer than twenty says more than is known."""
