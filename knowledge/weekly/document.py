"""A report as a document: headings, paragraphs, tables and charts, independent of any file format.

Every paragraph and table names the figures it states, so that a reader finds the query behind each number in the
annex. A document and its JSON say the same; equal documents give equal bytes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from pydantic import TypeAdapter

Value = int | float | str | None


class Edition(StrEnum):
    """For whom a report is: the public edition leaves out what may not leave the office."""

    INTERNAL = "internal"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The name staff read."""
        return "内部版" if self is Edition.INTERNAL else "公开版"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section: （一） at level 2, 1. at level 3."""

    text: str
    level: Literal[2, 3] = 2
    block: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``lead`` are its first words, set bold."""

    text: str
    figures: tuple[str, ...] = ()
    lead: str = ""
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: ``width`` is its share of the line."""

    title: str
    width: float
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under columns; ``small`` for the annex."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[str, ...] = ()
    note: str = ""
    small: bool = False
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars; ``None`` where a value may not be shown."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of figures that a table or paragraph states too."""

    key: str
    kind: Literal["lines", "bars", "shares"]
    caption: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    block: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Code:
    """A query as it ran, under its name."""

    title: str
    text: str
    block: Literal["code"] = "code"


Block = Heading | Paragraph | Table | Chart | Code


@dataclass(frozen=True, slots=True)
class Section:
    """A part under a heading of the first level. Annexes are numbered on their own."""

    title: str
    blocks: tuple[Block, ...]
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the report: what it is, and the query and period it came from."""

    id: str
    label: str
    value: Value
    query: str
    period: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report, as people read it."""

    edition: Edition
    week: str
    title: str
    masthead: str
    marking: str
    issue: str
    period: str
    compiled_by: str
    distribution: str
    cut_off: str
    dated: str
    sections: tuple[Section, ...]
    figures: tuple[Figure, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    """The figures behind the document in a form for programs."""

    def charts(self) -> tuple[Chart, ...]:
        """Every drawing, in the order of the document."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Chart))


_DOCUMENT = TypeAdapter(Document)


def to_json(document: Document) -> str:
    """The document as JSON: sorted keys, so that equal documents are equal byte by byte."""
    plain = _DOCUMENT.dump_python(document, mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def from_json(text: str) -> Document:
    """The document ``to_json`` wrote."""
    return _DOCUMENT.validate_json(text)


_DIGITS = "零一二三四五六七八九十"


def chinese_number(number: int) -> str:
    """1 to 99 as headings write them: 一, 十二, 三十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class OutlinedSection:
    """A section with the headings numbered as official documents number them: 一、（一）1."""

    heading: str
    blocks: tuple[Block, ...]
    is_annex: bool


def outlined(sections: Iterable[Section]) -> tuple[OutlinedSection, ...]:
    """The sections with numbers before their headings."""
    found, parts, annexes = [], 0, 0
    for section in sections:
        if section.is_annex:
            annexes += 1
            heading = f"附件{annexes}　{section.title}"
        else:
            parts += 1
            heading = f"{chinese_number(parts)}、{section.title}"
        found.append(OutlinedSection(heading, _numbered(section.blocks), section.is_annex))
    return tuple(found)


def captioned(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with their tables and charts numbered through: 表1, 图1."""
    tables = charts = 0
    found = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            if isinstance(block, Table):
                tables += 1
                block = replace(block, caption=f"表{tables}　{block.caption}")
            elif isinstance(block, Chart):
                charts += 1
                block = replace(block, caption=f"图{charts}　{block.caption}")
            blocks.append(block)
        found.append(replace(section, blocks=tuple(blocks)))
    return tuple(found)


def _numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    second = third = 0
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            second, third = second + 1, 0
            found.append(Heading(f"（{chinese_number(second)}）{block.text}", 2))
        elif isinstance(block, Heading):
            third += 1
            found.append(Heading(f"{third}.{block.text}", 3))
        else:
            found.append(block)
    return tuple(found)


def reference(figures: Iterable[str]) -> str:
    """Where the numbers of a block are found in the annex: 〔F-03-01～04〕; empty without figures."""
    runs: list[tuple[str, int, int]] = []
    for name in figures:
        prefix, _, last = name.rpartition("-")
        number = int(last)
        if runs and runs[-1][0] == prefix and runs[-1][2] == number - 1:
            runs[-1] = (prefix, runs[-1][1], number)
        elif not (runs and runs[-1][0] == prefix and runs[-1][2] == number):
            runs.append((prefix, number, number))
    shown = [f"{prefix}-{first:02d}" + (f"～{last:02d}" if last > first else "") for prefix, first, last in runs]
    return f"〔{'、'.join(shown)}〕" if shown else ""
