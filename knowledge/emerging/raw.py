"""A report as somebody outside writes it, before anything was taken out or read."""

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.clock import china_date
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.reading import ReadReport, own_claim, read_report
from knowledge.emerging.views import WhereSeen
from knowledge.errors import InvalidInput
from knowledge.masking import mask_personal_data
from knowledge.matching.normalize import has_words

LONGEST_RAW = 10_000
EARLIEST = date(2015, 1, 1)
"""Earlier days are slips of the hand."""


@dataclass(frozen=True, slots=True)
class RawReport:
    """What was reported. ``text`` may hold personal data: it is masked before anything else is done with it.

    ``asker`` is whatever tells this asker from others on the same day; it is hashed with a salt of the day and never
    kept. ``external_id`` is the sender's own number: the same one sent again is taken in once.
    """

    text: str
    channel: IntakeChannel
    reported_at: datetime | None = None
    where_seen: WhereSeen | None = None
    asker: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReportSource:
    """Where a report comes from. ``asker`` tells askers of one day apart; it is hashed and never kept."""

    channel: IntakeChannel
    reported_at: datetime
    asker: str | None = None
    inquiry_id: int | None = None
    partner_id: int | None = None
    external_id: str | None = None
    where_seen: WhereSeen | None = None
    wants_answer: bool | None = None


def read_raw(raw: RawReport) -> ReadReport:
    """Mask and read it. Raises ``InvalidInput`` for a text without words or beyond ``LONGEST_RAW``."""
    if len(raw.text) > LONGEST_RAW:
        raise InvalidInput("text", f"内容最多 {LONGEST_RAW} 个字，现在有 {len(raw.text)} 个。")
    masked = mask_personal_data(raw.text.strip())
    if not has_words(masked):
        raise InvalidInput("text", "请写下看到或听到的说法。")
    return read_report(masked, own_claim(masked))


def moment_of(raw: RawReport, now: datetime) -> datetime:
    """When it was reported: now, where nothing is said. Raises ``InvalidInput`` for a day that is still to come, or
    long gone; a clock that is a little ahead is not held against anybody."""
    if raw.reported_at is None:
        return now
    day = china_date(raw.reported_at)
    if day > china_date(now):
        raise InvalidInput("reported_at", f"上报时间 {day} 还没有到，请核对日期和时区。")
    if day < EARLIEST:
        raise InvalidInput("reported_at", f"上报时间 {day} 太早了，请核对年份。")
    return min(raw.reported_at, now)
