"""What a content file must hold: the schema of one entry in it."""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from knowledge.entries.draft import DraftSource, EntryDraft, Line, Paragraph
from knowledge.entries.kinds import EntryKind, SourceTier
from knowledge.entries.publishable import LONGEST_TRUTH

_ENTRY_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 80


def is_entry_id(text: str) -> bool:
    """Whether ``text`` can name an entry: lower-case letters and digits, hyphens between."""
    return len(text) <= _LONGEST_ID and _ENTRY_ID.fullmatch(text) is not None


def _entry_id(value: str) -> str:
    if not is_entry_id(value):
        raise ValueError("只能用小写字母、数字和连字符，最多 80 个字符")
    return value


class SeedSource(DraftSource):
    """A source in a content file: its tier is written down, so that every editor has thought about it."""

    tier: SourceTier


def _at_least_one(value: tuple[SeedSource, ...]) -> tuple[SeedSource, ...]:
    # Not min_length: that would also count a source with a mistake in it as missing.
    if not value:
        raise ValueError("至少需要 1 项")
    return value


class SeedEntry(EntryDraft):
    """One entry of a content file: a reviewed draft with its id.

    Fields are required to be there, so that a forgotten one is noticed; what may be empty is what a
    published entry may leave empty, so that every exported entry can be imported again.
    """

    id: Annotated[str, AfterValidator(_entry_id)]
    truth: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TRUTH)]
    key_points: tuple[Line, ...] = Field(max_length=6)
    advice: Paragraph
    phrasings: tuple[Line, ...] = Field(max_length=200)
    topic: Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)]
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
    sources: Annotated[tuple[SeedSource, ...], AfterValidator(_at_least_one)]
    authored_on: date
    reviewed_on: date
    next_review_on: date

    @model_validator(mode="after")
    def _verdict_belongs_to_rumors(self) -> Self:
        if self.kind is EntryKind.RUMOR and self.verdict is None:
            raise ValueError('谣言条目需要 verdict："false"、"misleading"、"true" 或 "unproven"（带引号）')
        if self.kind is not EntryKind.RUMOR and self.verdict is not None:
            raise ValueError("只有谣言条目才有 verdict")
        return self

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if not self.authored_on <= self.reviewed_on < self.next_review_on:
            raise ValueError("authored_on、reviewed_on、next_review_on 应先后相继")
        return self

    def content(self) -> EntryDraft:
        """The entry without its id."""
        return EntryDraft.model_validate(self.model_dump(exclude={"id"}))
