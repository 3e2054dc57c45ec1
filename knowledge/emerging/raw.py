"""A report as somebody outside writes it, before anything was taken out or read."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.reading import ReadReport, claim_to_report, main_claim, read_report
from knowledge.emerging.views import WhereSeen
from knowledge.errors import InvalidInput
from knowledge.masking import mask_personal_data
from knowledge.matching.normalize import has_words

LONGEST_RAW = 10_000


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


def read_raw(raw: RawReport) -> ReadReport:
    """Mask and read it. Raises ``InvalidInput`` for a text without words or beyond ``LONGEST_RAW``."""
    if len(raw.text) > LONGEST_RAW:
        raise InvalidInput("text", f"内容最多 {LONGEST_RAW} 个字，现在有 {len(raw.text)} 个。")
    masked = mask_personal_data(raw.text.strip())
    if not has_words(masked):
        raise InvalidInput("text", "请写下看到或听到的说法。")
    return read_report(masked, claim_to_report(masked, main_claim(masked)))
