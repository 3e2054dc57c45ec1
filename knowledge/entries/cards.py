"""The answer card (答复卡): everything a resident gets from one published entry."""

from dataclasses import dataclass, field
from datetime import date

from knowledge.entries.kinds import EntryKind, Risk, SourceTier, Verdict


@dataclass(frozen=True, slots=True)
class CardSource:
    """Where an answer comes from. ``url`` is ``None`` for a repost and where there is no page to open."""

    title: str
    publisher: str
    url: str | None = None
    published_on: str | None = None
    """Year, year-month or full date, as precisely as the source states it."""
    tier: SourceTier = SourceTier.REPOST


@dataclass(frozen=True, slots=True)
class GroupNote:
    """What differs for one group of people."""

    group: str
    note: str


@dataclass(frozen=True, slots=True)
class RelatedEntry:
    """Another published entry worth reading next."""

    entry_id: str
    title: str


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A reviewed answer with its sources. ``claim`` is what people say, ``truth`` what is so.

    ``share_text`` is ready to be sent on to a family group.
    """

    entry_id: str
    kind: EntryKind
    title: str
    claim: str
    verdict: Verdict | None
    truth: str
    key_points: tuple[str, ...]
    advice: str
    sources: tuple[CardSource, ...]
    reviewed_on: date
    unit: str
    topic: str
    risk: Risk
    groups: tuple[GroupNote, ...] = ()
    related: tuple[RelatedEntry, ...] = ()
    law: tuple[str, ...] = ()
    needs_source: bool = False
    """Only reposts support it so far: the card says 来源待补."""
    share_text: str = field(default="")
