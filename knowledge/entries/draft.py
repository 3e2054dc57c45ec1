"""What an editor writes: the whole content of an entry, whatever its state.

The same shape is stored in a version's snapshot, read from a content file, and taken from the staff API.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from knowledge.entries.kinds import EntryKind, Risk, SourceTier, Verdict
from knowledge.entries.publishers import tier_of_url

_PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


def _text_of_date(value: object) -> object:
    # YAML reads 2025-09-01 as a date and 2025 as a number; both are dates as a source states them.
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _partial_date(value: str) -> str:
    if not _PARTIAL_DATE.fullmatch(value):
        raise ValueError("应写成 年、年-月 或 年-月-日，例如 2025-09")
    return value


def _month(value: str) -> str:
    if not _MONTH.fullmatch(value):
        raise ValueError("应写成 年-月，例如 2026-11")
    return value


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("网址应以 https:// 或 http:// 开头")
    return value


PartialDate = Annotated[str, BeforeValidator(_text_of_date), AfterValidator(_partial_date)]
Month = Annotated[str, BeforeValidator(_text_of_date), AfterValidator(_month)]
WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000), AfterValidator(_web_address)]


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DraftSource(_Content):
    """A source with what an editor knows about it.

    A ``tier`` left out is the one the list of publishers gives to the url's host.
    """

    title: Line
    publisher: Line
    url: WebAddress | None = None
    published_on: PartialDate | None = None
    checked_on: Month | None = None
    tier: SourceTier = Field(default_factory=lambda known: tier_of_url(known.get("url")))

    @property
    def link(self) -> str | None:
        """Where a resident may be sent: never to a repost."""
        return self.url if self.tier is not SourceTier.REPOST else None


class DraftGroup(_Content):
    """What differs for one group of people (孕妇, 婴幼儿 ...)."""

    group: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
    note: Line


class EntryDraft(_Content):
    """The content of an entry. Only kind and title are needed to begin; publishing needs more."""

    kind: EntryKind
    title: Line
    verdict: Verdict | None = None
    truth: Paragraph = ""
    key_points: tuple[Line, ...] = Field(default=(), max_length=6)
    advice: Paragraph = ""
    phrasings: tuple[Line, ...] = Field(default=(), max_length=200)
    topic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)] = ""
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""
    risk: Risk = Risk.MEDIUM
    groups: tuple[DraftGroup, ...] = ()
    related: tuple[str, ...] = ()
    law: tuple[Line, ...] = ()
    sources: tuple[DraftSource, ...] = ()
    authored_on: date | None = None
    reviewed_on: date | None = None
    next_review_on: date | None = None

    @field_validator("phrasings")
    @classmethod
    def _said_once(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        # The title is a phrasing by itself; one wording twice adds nothing.
        return tuple(text for text in dict.fromkeys(value) if text != info.data.get("title"))

    @property
    def needs_source(self) -> bool:
        """Whether nothing but reposts supports it (来源待补)."""
        return all(source.tier is SourceTier.REPOST for source in self.sources)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, every field present, in the order declared here."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Self:
        """The draft ``to_json`` was called on."""
        return cls.model_validate(value)
