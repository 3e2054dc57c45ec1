"""The one list of standards and laws that entries may cite: which version is in force, and what it replaced."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from knowledge.entries.draft import Line, Month, WebAddress
from knowledge.errors import SeedError, SeedProblem

STANDARDS_FILE = "standards.yml"
"""Lies beside the content files and is no content itself."""

_SHIPPED = Path(__file__).resolve().parents[1] / "seed"
_SERIAL = r"(?P<serial>\d{2,6}(?:\.\d{1,3})?)"
_YEAR = r"(?:\s?[-—–－]\s?(?P<year>(?:19|20)\d{2}))"
# Two capitals and a number are many things (SB250 is a drug): other series need their /T or their year.
_OTHER = r"(?:NY|SB|SC|WS|QB|LS|GH|HJ|RB|BB|DBS?\d{2})"
_NUMBERS = (
    re.compile(rf"(?<![A-Za-z])(?P<series>GBZ?(?:/[TZ])?|{_OTHER}/T)\s?{_SERIAL}{_YEAR}?(?![\d])"),
    re.compile(rf"(?<![A-Za-z])(?P<series>{_OTHER})\s?{_SERIAL}{_YEAR}(?![\d])"),
)
_LAW_NAME = re.compile(r"《([^《》]{2,40}?(?:法|条例|办法|规定|规则|规范|细则|准则))(?:[（(][^《》()（）]*[)）])?》")
_PREFIX = "中华人民共和国"


class StandardSource(BaseModel):
    """Where the standing of a standard was looked up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    publisher: Line
    url: WebAddress | None = None
    checked_on: Month | None = None


class Standard(BaseModel):
    """What may be cited without a page. ``number`` is how: GB 2760-2024, or the short name of a law."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: Line
    title: Line
    kind: Literal["standard", "law", "guideline"]
    """``law`` covers regulations and announcements, ``guideline`` what a ministry or WHO recommends."""
    in_force_since: date | None = None
    """Not known when ``None``; it then counts as in force."""
    replaces: tuple[Line, ...] = ()
    source: StandardSource

    def is_in_force(self, today: date) -> bool:
        """Whether it applies on ``today``."""
        return self.in_force_since is None or self.in_force_since <= today


@dataclass(frozen=True, slots=True)
class Citation:
    """A standard's number in a text. ``year`` is ``None`` when whatever version is in force is meant."""

    text: str
    base: str
    year: str | None

    @property
    def number(self) -> str:
        """The number in one written form."""
        return f"{self.base}-{self.year}" if self.year else self.base


@dataclass(frozen=True)
class Standards:
    """The list, ready for looking up."""

    items: tuple[Standard, ...]

    @cached_property
    def _by_number(self) -> Mapping[str, Standard]:
        return {_key(item.number): item for item in self.items}

    @cached_property
    def _by_base(self) -> Mapping[str, Standard]:
        return {found.base: item for item in self.items for found in citations(item.number)}

    @cached_property
    def _replacing(self) -> Mapping[str, Standard]:
        return {_key(old): item for item in self.items for old in item.replaces}

    @cached_property
    def _law_names(self) -> frozenset[str]:
        names = (name for item in self.items if item.kind != "standard" for name in (item.number, item.title))
        return frozenset(law_key(name) for name in names)

    def find(self, citation: Citation) -> Standard | None:
        """The listed version that is cited; for a number without a year, any listed version."""
        if citation.year is None:
            return self._by_base.get(citation.base)
        # A number listed without a year stands for every version of it.
        return self._by_number.get(citation.number) or self._by_number.get(citation.base)

    def replacing(self, citation: Citation) -> Standard | None:
        """The listed standard that took the place of what is cited, said so or of the same base number."""
        said = self._replacing.get(citation.number)
        if said is not None or citation.year is None or self.find(citation) is not None:
            return said
        return self._by_base.get(citation.base)

    def has_law(self, name: str) -> bool:
        """Whether a law or guideline of this name, full or short, is listed."""
        return law_key(name) in self._law_names

    def covers(self, title: str) -> bool:
        """Whether a source's title names something listed, in whatever version, so that it needs no page."""
        if any(self.find(citation) or self.replacing(citation) for citation in citations(title)):
            return True
        plain = law_key(title)
        return any(name in plain for name in self._law_names)


def citations(text: str) -> Iterator[Citation]:
    """Every number of a standard in ``text``."""
    for pattern in _NUMBERS:
        for found in pattern.finditer(text):
            yield Citation(found.group(), f"{found['series']}{found['serial']}", found["year"])


def law_names(text: str) -> Iterator[str]:
    """Every law, regulation or measure that ``text`` names in 《》; standards go by their number."""
    for found in _LAW_NAME.finditer(text):
        if "国家标准" not in found.group(1):
            yield found.group(1)


def law_key(name: str) -> str:
    """A law's name in one form: without brackets, spaces and the name of the state."""
    return re.sub(r"[《》\s]", "", name).replace(_PREFIX, "")


def load_standards(directory: Path | None = None) -> Standards:
    """The list beside the content files of ``directory``, or the shipped one where there is none.

    Raises ``SeedError`` naming what is wrong with it.
    """
    for place in (directory, _SHIPPED):
        if place is not None and (place / STANDARDS_FILE).is_file():
            return Standards(_read(place / STANDARDS_FILE))
    return Standards(())


def _read(file: Path) -> tuple[Standard, ...]:
    try:
        # The fast reader where there is one: publishing waits for this.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        values = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
        return tuple(TypeAdapter(list[Standard]).validate_python(values or []))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        line = error.problem_mark.line + 1 if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark else 1
        raise SeedError([SeedProblem(file.name, line, "(文件)", f"读不出来：{error}")]) from error
    except ValidationError as error:
        raise SeedError(
            [
                SeedProblem(
                    file.name,
                    0,
                    ".".join(map(str, details["loc"])),
                    f"{_named(values, details['loc'])}：{details.get('ctx', {}).get('error', details['msg'])}",
                )
                for details in error.errors()
            ]
        ) from error


def _named(values: object, location: tuple[int | str, ...]) -> str:
    if isinstance(values, list) and location and isinstance(location[0], int) and location[0] < len(values):
        item = values[location[0]]
        return str(item.get("number", "?")) if isinstance(item, dict) else "?"
    return "清单"


def _key(number: str) -> str:
    found = next(citations(number), None)
    return found.number if found is not None else law_key(number)
